use kexiang_core::policy::{Action, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_store::outbox::{self, Outgoing};
use kexiang_store::write::{self, Subject};
use serde_json::json;

use crate::actions::{Ctx, Failure};
use crate::state::App;

/// Lines of the list.
const MOST: u32 = 200;

/// What was given up, and what waits to be tried again after an error.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Tried twelve times without success, the newest first.
    pub up: Vec<Outgoing>,
    /// To be tried again.
    pub waiting: Vec<Outgoing>,
}

/// What could not be sent for an association, for its system administrator. Texts are not shown: the administrator holds
/// no business permission.
///
/// # Errors
/// `not-signed-in`, `not-permitted`.
pub async fn given_up(app: &App, ctx: &Ctx, association: &str) -> Result<Given, Failure> {
    ctx.permit(Action::SettingChange, &Scope::Association(association))?;
    let association = association.to_owned();
    app.store
        .read(move |tx| {
            Ok(Given {
                up: outbox::failed_ones(tx, &association, MOST)?,
                waiting: outbox::stumbling(tx, &association, MOST)?,
            })
        })
        .await
}

/// Tries one that was given up from the beginning.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn retry(app: &App, ctx: &Ctx, association: &str, seq: i64) -> Result<(), Failure> {
    ctx.permit(Action::SettingChange, &Scope::Association(association))?;
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            if !outbox::revive(tx, &association, seq, ctx.now)? {
                return Err(Failure::from(Refusal::new("not-found")));
            }
            let subject = Subject::new("outbox", seq);
            Ok(write::record(tx, ctx.entry_with(&association, "outbox.retry", subject, json!({})))?)
        })
        .await
}
