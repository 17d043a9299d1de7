//! Handing a reading to the programme editor.

use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_reader::programme::{Names, draft, to_toml};
use kexiang_store::{notice, programme};
use serde_json::json;

use super::{Ctx, Desk, Failure, Fault, code, enter, load, note, open, still};
use crate::actions::programme::draft_from;
use crate::chance;
use crate::state::App;

/// Codes tried before the office must choose one: `gd-2024`, `gd-2024-2` …
const TRIES: usize = 50;

/// Makes a draft programme of a notice; it is edited and approved like any other.
///
/// # Errors
/// `notice-changed`, `notice-handed-over`, those of saving a programme.
pub async fn hand_over(app: &App, ctx: &Ctx, association: &str, at: (Id, i64)) -> Result<Id, Failure> {
    let Desk { notice: found, edited, .. } = open(app, ctx, association, at.0).await?;
    still(&found, at.1)?;
    let code = free(app, association, &code(association, &edited)).await?;
    let names = Names { association: association.to_owned(), code };
    let body = to_toml(&draft(&edited.reading, &names));
    let facts =
        serde_json::to_value(&edited.reading).map_err(|error| Fault::new("facts of a notice", error))?;
    let (ctx, association) = (ctx.clone(), association.to_owned());
    let made = chance::id(ctx.now);
    app.store
        .write(move |tx| {
            enter(&ctx, &association, Action::ProgrammeEdit)?;
            let mut found = load(tx, &association, at.0)?;
            still(&found, at.1)?;
            draft_from(tx, &ctx, &association, made, (body.clone(), &facts))?;
            found.programme = Some(made);
            notice::update(tx, &found)?;
            note(tx, &ctx, &found, "notice.hand-over", json!({ "programme": made }))?;
            Ok(made)
        })
        .await
}

/// The code, or with the first number behind it that no programme has.
async fn free(app: &App, association: &str, code: &str) -> Result<String, Failure> {
    let (association, code) = (association.to_owned(), code.to_owned());
    app.store
        .read(move |tx| {
            for at in 1..=TRIES {
                let tried = if at == 1 { code.clone() } else { format!("{code}-{at}") };
                if programme::by_code(tx, &association, &tried)?.is_none() {
                    return Ok(tried);
                }
            }
            Ok(code.clone())
        })
        .await
}
