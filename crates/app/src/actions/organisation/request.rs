//! What an organisation's administrator corrects: contact data at once, name, code and bank account with the office's
//! confirmation (only key fields are looked at again).

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, OfficeRole, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_store::organisation::request::{self, Request};
use kexiang_store::organisation::{self, Organisation};
use kexiang_store::write::{Entry, record};
use kexiang_store::{Tx, account};
use serde_json::{Map, Value as Json, json};

use super::super::{Ctx, Failure, message};
use super::change::{NotFilled, free, note_change, reason};
use super::filled::Filled;
use super::{enter, find, subject};
use crate::chance;
use crate::state::App;

/// What an organisation changes by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Postal address.
    pub address: String,
    /// Contact person.
    pub contact: String,
    /// Telephone numbers.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// Version of the row the person saw.
    pub version: i64,
}

/// Changes the contact data of one's own organisation.
///
/// # Errors
/// Those of [`Filled::apply`], `changed-meanwhile`, `not-found`, `not-permitted`.
pub async fn set_contact(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    contact: &Contact,
) -> Result<(), NotFilled> {
    may_keep(ctx, association, id)?;
    let code = association.to_owned();
    let old = app.store.read(move |tx| find(tx, &code, id)).await?;
    let Contact { address, contact, phone, email, version } = contact.clone();
    let filled = Filled { address, contact, phone, email, ..Filled::of(&old) };
    let mut new = old.clone();
    filled.apply_contact(&mut new).map_err(NotFilled::Wrong)?;
    new.version = version;
    let ctx = ctx.clone();
    let outcome: Result<(), Failure> = app
        .store
        .write(move |tx| {
            organisation::update(tx, &new, ctx.now)?;
            Ok(note_change(tx, &ctx, &old, &new, "")?)
        })
        .await;
    Ok(outcome?)
}

/// Lets in the administrators of an organisation, and nobody else.
///
/// # Errors
/// `not-signed-in`, `not-found` for those who do not belong to it, `not-permitted`.
pub fn may_keep(ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    ctx.account()?;
    if !ctx.actor.belongs_to(association, id) {
        return Err(Refusal::new("not-found").into());
    }
    may(&ctx.actor, Action::OrganisationPeople, &Scope::Organisation(association, id))?;
    Ok(())
}

/// The fields that need the office's confirmation.
const KEY_FIELDS: [&str; 5] = ["name", "credit_code", "bank_holder", "bank_name", "bank_account"];

fn key_fields(o: &Organisation) -> Json {
    json!({
        "name": o.name, "credit_code": o.credit_code, "bank_holder": o.bank_holder, "bank_name": o.bank_name,
        "bank_account": o.bank_account,
    })
}

/// Asks for a correction of name, credit code or bank account. Only what differs is asked for.
///
/// # Errors
/// Those of [`Filled::apply`]; `reason-missing`, `nothing-asked`, `request-waiting` while one waits, `not-found`.
pub async fn ask(app: &App, ctx: &Ctx, association: &str, id: Id, filled: &Filled) -> Result<Id, NotFilled> {
    may_keep(ctx, association, id)?;
    let why = reason(&filled.reason).map_err(|r| NotFilled::Wrong(vec![r]))?;
    let code = association.to_owned();
    let old = app.store.read(move |tx| find(tx, &code, id)).await?;
    let Filled { name, credit_code, bank_holder, bank_name, bank_account, bank_again, .. } = filled.clone();
    let filled =
        Filled { name, credit_code, bank_holder, bank_name, bank_account, bank_again, ..Filled::of(&old) };
    let mut new = old.clone();
    filled.apply_key(&mut new).map_err(NotFilled::Wrong)?;
    let (present, wanted) = (key_fields(&old), key_fields(&new));
    let differs = |name: &&str| present.get(*name) != wanted.get(*name);
    let part = |of: &Json| -> Json {
        let fields = KEY_FIELDS.iter().filter(|n| differs(n)).map(|n| ((*n).to_owned(), of[*n].clone()));
        Json::Object(fields.collect::<Map<_, _>>())
    };
    let request = Request {
        id: chance::id(ctx.now),
        organisation: id,
        wanted: part(&wanted),
        present: part(&present),
        reason: why,
        state: "waiting".to_owned(),
        asked_at: ctx.now,
        asked_by: ctx.actor.name.clone(),
        account: ctx.account()?,
        decided: None,
    };
    if request.wanted.as_object().is_none_or(Map::is_empty) {
        return Err(NotFilled::Wrong(vec![Refusal::new("nothing-asked").at("name")]));
    }
    let (ctx, association, request_id) = (ctx.clone(), association.to_owned(), request.id);
    let outcome: Result<(), Failure> = app
        .store
        .write(move |tx| {
            let waiting = request::of_organisation(tx, &association, id)?;
            if waiting.iter().any(|r| r.state == "waiting") {
                return Err(Refusal::new("request-waiting").into());
            }
            request::ask(tx, &association, &request)?;
            tell_office(tx, &ctx, &association, &old)?;
            let fields: Vec<&String> = request.wanted.as_object().into_iter().flat_map(Map::keys).collect();
            let after = json!({ "fields": fields, "reason": request.reason });
            record(tx, ctx.entry_with(&association, "organisation.ask", subject(id), after))?;
            Ok(())
        })
        .await;
    outcome?;
    Ok(request_id)
}

fn tell_office(tx: &mut Tx<'_>, ctx: &Ctx, association: &str, o: &Organisation) -> Result<(), Failure> {
    let people = account::office_people(tx, association)?.into_iter();
    let officers: Vec<Id> =
        people.filter(|g| g.role == OfficeRole::Officer).map(|granted| granted.account).collect();
    let href = format!("/office/{association}/organisations/{}", o.id);
    let args = json!({ "organisation": o.name });
    Ok(message::tell(tx, ctx, association, &officers, ("organisation-request", &args, &href))?)
}

/// Takes one's own organisation's request back.
///
/// # Errors
/// `not-found` where it does not wait any more.
pub async fn withdraw(app: &App, ctx: &Ctx, association: &str, id: Id, request: Id) -> Result<(), Failure> {
    may_keep(ctx, association, id)?;
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            waiting(tx, &association, id, request)?;
            request::decide(tx, &association, request, "withdrawn", "", (&ctx.actor.name, ctx.now))?;
            let after = json!({ "request": request.to_string() });
            record(tx, ctx.entry_with(&association, "organisation.withdraw-request", subject(id), after))?;
            Ok(())
        })
        .await
}

fn waiting(tx: &mut Tx<'_>, association: &str, organisation: Id, id: Id) -> Result<Request, Failure> {
    let known = request::by_id(tx, association, id)?;
    let known = known.filter(|r| r.organisation == organisation && r.state == "waiting");
    known.ok_or_else(|| Refusal::new("not-found").into())
}

/// The office confirms a request, which changes the ledger, or declines it with an answer; the asker is told.
///
/// # Errors
/// `reason-missing` for a refusal without an answer, `org-name-taken`, `org-code-taken`, `not-found`, `not-permitted`.
pub async fn decide(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    request_id: Id,
    confirm: bool,
    say: &str,
) -> Result<(), Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let say = if confirm { say.trim().chars().take(500).collect() } else { reason(say)? };
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let asked = waiting(tx, &association, id, request_id)?;
            let old = find(tx, &association, id)?;
            let state = if confirm { "confirmed" } else { "declined" };
            request::decide(tx, &association, request_id, state, &say, (&ctx.actor.name, ctx.now))?;
            if confirm {
                let new = with(&old, &asked.wanted)?;
                free(tx, &new)?;
                organisation::update(tx, &new, ctx.now)?;
                note_change(tx, &ctx, &old, &new, &asked.reason)?;
            }
            let action =
                if confirm { "organisation.confirm-request" } else { "organisation.decline-request" };
            let after = json!({ "request": request_id.to_string(), "answer": say });
            record(tx, Entry { ..ctx.entry_with(&association, action, subject(id), after) })?;
            let kind = if confirm { "request-confirmed" } else { "request-declined" };
            let href = format!("/organisation/{association}/{id}");
            let args = json!({ "organisation": old.name, "answer": say });
            message::tell(tx, &ctx, &association, &[asked.account], (kind, &args, &href))?;
            Ok(())
        })
        .await
}

/// The entry with what was asked for; checked again, because the entry may have changed meanwhile.
fn with(old: &Organisation, wanted: &Json) -> Result<Organisation, Failure> {
    let mut filled = Filled::of(old);
    let text = |name: &str| wanted.get(name).and_then(Json::as_str).map(str::to_owned);
    filled.name = text("name").unwrap_or(filled.name);
    filled.credit_code = text("credit_code").unwrap_or(filled.credit_code);
    filled.bank_holder = text("bank_holder").unwrap_or(filled.bank_holder);
    filled.bank_name = text("bank_name").unwrap_or(filled.bank_name);
    filled.bank_account = text("bank_account").unwrap_or(filled.bank_account);
    filled.bank_again = filled.bank_account.clone();
    let mut new = old.clone();
    filled
        .apply_key(&mut new)
        .map_err(|wrong| wrong.into_iter().next().unwrap_or_else(|| Refusal::new("bad-form")))?;
    Ok(new)
}
