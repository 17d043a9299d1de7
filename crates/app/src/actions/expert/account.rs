//! The account an expert signs in with.

use std::collections::BTreeSet;

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_store::account::{self, NewAccount};
use kexiang_store::expert::{self, Expert};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, counter};
use serde_json::json;

use crate::actions::office::first_password;
use crate::actions::{Ctx, Failure, message};
use crate::chance;
use crate::state::App;

/// Makes the account an expert signs in with; sign-in name and first password, shown once. The account is new, so that
/// the terms of officer, head and expert never mix.
///
/// # Errors
/// `not-permitted`, `not-found`, `expert-has-account`; `expert-in-office` where a person of the office has the same name
/// and telephone or mail.
pub async fn issue_account(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<(String, String), Failure> {
    ctx.permit(Action::ExpertManage, &Scope::Association(association))?;
    let first = first_password();
    let hash = app.passwords.hash(&first).await?;
    let (ctx, association) = (ctx.clone(), association.to_owned());
    let login = app
        .store
        .write(move |tx| {
            let expert = expert::by_id(tx, &association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
            account_for(tx, &ctx, &association, expert, &hash, None, true)
        })
        .await?;
    Ok((login, first))
}

/// Makes the account within a transaction; the sign-in name.
pub(crate) fn account_for(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    mut expert: Expert,
    hash: &str,
    login: Option<&str>,
    must_change: bool,
) -> Result<String, Failure> {
    if expert.account.is_some() {
        return Err(Refusal::new("expert-has-account").into());
    }
    apart_from_office(tx, association, &expert)?;
    let login = match login {
        Some(login) => login.to_owned(),
        None => format!("{association}.zj{:04}", counter::next(tx, association, "expert-login")?),
    };
    let new = NewAccount {
        id: chance::id(ctx.now),
        login: login.clone(),
        name: expert.name.clone(),
        email: expert.email.clone(),
        phone: expert.phone.clone(),
        password: hash.to_owned(),
        must_change,
    };
    if !account::add(tx, &new, ctx.now)? {
        return Err(Refusal::new("login-taken").into());
    }
    expert.account = Some(new.id);
    expert.changed_at = ctx.now;
    expert::update(tx, association, &expert)?;
    let after = json!({ "login": login, "expert": expert.id.to_string() });
    write::record(
        tx,
        ctx.entry_with(association, "expert.account", Subject::new("expert", expert.id), after),
    )?;
    message::tell(tx, ctx, association, &[new.id], ("welcome", &json!({}), ""))?;
    Ok(login)
}

fn apart_from_office(tx: &mut Tx<'_>, association: &str, expert: &Expert) -> Result<(), Failure> {
    let people: BTreeSet<Id> =
        account::office_people(tx, association)?.into_iter().map(|g| g.account).collect();
    for id in people {
        let Some(person) = account::by_id(tx, id)? else { continue };
        let same = |a: &str, b: &str| !a.is_empty() && a == b;
        let reached = same(&person.phone, &expert.phone) || same(&person.email, &expert.email);
        if person.name == expert.name && reached {
            return Err(Refusal::new("expert-in-office").with("name", &person.name).into());
        }
    }
    Ok(())
}
