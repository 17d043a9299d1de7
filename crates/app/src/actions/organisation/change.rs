//! Adding, changing, closing, opening again and merging entries of the ledger. Each keeps what was before.

use kexiang_core::id::Id;
use kexiang_core::organisation::OrganisationClass;
use kexiang_core::policy::{Action, Membership};
use kexiang_core::refusal::Refusal;
use kexiang_store::organisation::{self, Closure, Organisation};
use kexiang_store::write::{Entry, record};
use kexiang_store::{StoreError, Tx, account};
use serde_json::{Map, Value as Json, json};

use super::super::{Ctx, Failure};
use super::filled::Filled;
use super::{enter, find, subject};
use crate::chance;
use crate::state::App;

/// An entry that holds nothing yet.
pub(in crate::actions) fn blank(association: &str, id: Id) -> Organisation {
    Organisation {
        association: association.to_owned(),
        id,
        name: String::new(),
        name_key: String::new(),
        class: OrganisationClass::Other,
        credit_code: String::new(),
        host_name: String::new(),
        host_code: String::new(),
        legal_person: false,
        own_account: false,
        member: false,
        region: String::new(),
        address: String::new(),
        contact: String::new(),
        phone: String::new(),
        email: String::new(),
        bank_holder: String::new(),
        bank_name: String::new(),
        bank_account: String::new(),
        qualified_in: Vec::new(),
        active: true,
        version: 1,
    }
}

/// What of an entry goes into records: everything, the account's number masked.
pub(in crate::actions) fn shown(o: &Organisation) -> Json {
    let masked = o.bank_account.parse::<kexiang_core::identifiers::bank::AccountNumber>();
    json!({
        "name": o.name, "class": o.class.code(), "credit_code": o.credit_code, "host_name": o.host_name,
        "host_code": o.host_code, "legal_person": o.legal_person, "own_account": o.own_account, "member": o.member,
        "region": o.region, "address": o.address, "contact": o.contact, "phone": o.phone, "email": o.email,
        "bank_holder": o.bank_holder, "bank_name": o.bank_name,
        "bank_account": masked.map(|n| n.masked()).unwrap_or_default(),
        "qualified_in": o.qualified_in, "active": o.active,
    })
}

/// The fields that differ, before and after.
pub(in crate::actions) fn difference(before: &Organisation, after: &Organisation) -> (Json, Json) {
    let (old, new) = (shown(before), shown(after));
    let (mut was, mut is) = (Map::new(), Map::new());
    for (name, value) in new.as_object().into_iter().flatten() {
        let same = old.get(name) == Some(value);
        let hidden = name == "bank_account" && before.bank_account != after.bank_account;
        if !same || hidden {
            was.insert(name.clone(), old.get(name).cloned().unwrap_or_default());
            is.insert(name.clone(), value.clone());
        }
    }
    (Json::Object(was), Json::Object(is))
}

/// Nothing typed is lost: all refusals of a form at once, or another failure.
#[derive(Debug)]
pub enum NotFilled {
    /// What is wrong, each with its field.
    Wrong(Vec<Refusal>),
    /// Something else.
    Failed(Failure),
}

impl<T: Into<Failure>> From<T> for NotFilled {
    fn from(failure: T) -> Self {
        NotFilled::Failed(failure.into())
    }
}

/// Adds an organisation.
///
/// # Errors
/// Those of [`Filled::apply`]; `org-name-taken`, `org-code-taken` where the ledger holds it already, `not-permitted`.
pub async fn add(app: &App, ctx: &Ctx, association: &str, filled: &Filled) -> Result<Id, NotFilled> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let mut new = blank(association, chance::id(ctx.now));
    filled.apply(&mut new).map_err(NotFilled::Wrong)?;
    let (ctx, id) = (ctx.clone(), new.id);
    let outcome: Result<(), Failure> = app
        .store
        .write(move |tx| {
            free(tx, &new)?;
            organisation::insert(tx, &new, ctx.now)?;
            let entry = ctx.entry_with(&new.association, "organisation.add", subject(id), shown(&new));
            Ok(record(tx, entry)?)
        })
        .await;
    at_field(outcome)?;
    Ok(id)
}

/// A refusal at a field belongs beside it.
fn at_field(outcome: Result<(), Failure>) -> Result<(), NotFilled> {
    outcome.map_err(|failure| match failure {
        Failure::Refused(refusal) if refusal.at.is_some() => NotFilled::Wrong(vec![refusal]),
        failure => NotFilled::Failed(failure),
    })
}

/// Neither the name nor, for a legal person, the credit code may belong to another entry.
pub(in crate::actions) fn free(tx: &mut Tx<'_>, o: &Organisation) -> Result<(), Failure> {
    if let Some(other) =
        organisation::by_name(tx, &o.association, &o.name_key)?.filter(|other| other.id != o.id)
    {
        return Err(Refusal::new("org-name-taken").with("name", other.name).at("name").into());
    }
    if o.credit_code.is_empty() || !o.legal_person {
        return Ok(());
    }
    let same = organisation::by_credit_code(tx, &o.association, &o.credit_code)?;
    match same.into_iter().find(|other| other.id != o.id && other.legal_person) {
        Some(other) => Err(Refusal::new("org-code-taken").with("name", other.name).at("credit_code").into()),
        None => Ok(()),
    }
}

/// Changes an entry, with the reason.
///
/// # Errors
/// As [`add`]; `reason-missing`, `changed-meanwhile`, `not-found`.
pub async fn change(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    filled: &Filled,
) -> Result<(), NotFilled> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let reason = reason(&filled.reason).map_err(|r| NotFilled::Wrong(vec![r]))?;
    let code = association.to_owned();
    let old = app.store.read(move |tx| find(tx, &code, id)).await?;
    let mut new = old.clone();
    filled.apply(&mut new).map_err(NotFilled::Wrong)?;
    new.version = filled.version;
    let ctx = ctx.clone();
    let outcome: Result<(), Failure> = app
        .store
        .write(move |tx| {
            free(tx, &new)?;
            organisation::update(tx, &new, ctx.now)?;
            Ok(note_change(tx, &ctx, &old, &new, &reason)?)
        })
        .await;
    at_field(outcome)
}

/// Records what changed.
pub(in crate::actions) fn note_change(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    old: &Organisation,
    new: &Organisation,
    reason: &str,
) -> Result<(), StoreError> {
    let (before, mut after) = difference(old, new);
    after["reason"] = json!(reason);
    let entry = ctx.entry_with(&new.association, "organisation.change", subject(new.id), after);
    record(tx, Entry { before: Some(before), ..entry })
}

/// A reason that says something.
///
/// # Errors
/// `reason-missing`.
pub(in crate::actions) fn reason(typed: &str) -> Result<String, Refusal> {
    let reason: String = typed.trim().chars().take(500).collect();
    if reason.is_empty() { Err(Refusal::new("reason-missing").at("reason")) } else { Ok(reason) }
}

/// Closes an entry (停用): it stays readable with all it did, and can apply for nothing new.
///
/// # Errors
/// `reason-missing`, `not-found`, `not-permitted`.
pub async fn close(app: &App, ctx: &Ctx, association: &str, id: Id, why: &str) -> Result<(), Failure> {
    set_closed(app, ctx, association, id, true, why).await
}

/// Opens a closed entry again (恢复).
///
/// # Errors
/// As [`close`].
pub async fn open_again(app: &App, ctx: &Ctx, association: &str, id: Id, why: &str) -> Result<(), Failure> {
    set_closed(app, ctx, association, id, false, why).await
}

async fn set_closed(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    closed: bool,
    why: &str,
) -> Result<(), Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let (reason, ctx, association) = (reason(why)?, ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let old = find(tx, &association, id)?;
            if old.active != closed {
                return Ok(());
            }
            shut(tx, &ctx, &old, closed, &reason, None)
        })
        .await
}

fn shut(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    old: &Organisation,
    closed: bool,
    reason: &str,
    successor: Option<Id>,
) -> Result<(), Failure> {
    organisation::update(tx, &Organisation { active: !closed, ..old.clone() }, ctx.now)?;
    let (reason_text, by) = (reason.to_owned(), ctx.actor.name.clone());
    let closure = Closure { closed, reason: reason_text, successor, at: ctx.now, by };
    organisation::note_closure(tx, &old.association, old.id, &closure)?;
    let action = if closed { "organisation.close" } else { "organisation.open" };
    let after = json!({ "reason": reason, "successor": successor.map(|id| id.to_string()) });
    record(tx, ctx.entry_with(&old.association, action, subject(old.id), after))?;
    Ok(())
}

/// Merges an entry into another (归并): its people move over, the entry is closed and points to the other. Applications
/// and facts stay where they were made, so that no record changes afterwards.
///
/// # Errors
/// `merge-itself`, `reason-missing`, `not-found`, `not-permitted`.
pub async fn merge(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    into: Id,
    why: &str,
) -> Result<(), Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    if id == into {
        return Err(Refusal::new("merge-itself").into());
    }
    let (reason, ctx, association) = (reason(why)?, ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let (old, kept) = (find(tx, &association, id)?, find(tx, &association, into)?);
            for (person, role) in account::members(tx, &association, id)? {
                let of = |organisation| Membership { association: association.clone(), organisation, role };
                account::revoke_membership(tx, person, &of(id))?;
                account::grant_membership(tx, person, &of(kept.id), (&ctx.actor.name, ctx.now))?;
            }
            shut(tx, &ctx, &old, true, &reason, Some(kept.id))?;
            let after = json!({ "merged": old.name, "reason": reason });
            record(tx, ctx.entry_with(&association, "organisation.take-over", subject(kept.id), after))?;
            Ok(())
        })
        .await
}
