//! The organisation ledger (单位台账): who may apply, with the facts that rules look at, its people and its history.

pub mod accounts;
mod change;
mod effect;
mod fact;
pub mod filled;
pub mod import;
mod list;
mod people;
mod query;
mod request;
pub mod workbook;

pub use change::{NotFilled, add, change, close, merge, open_again};
pub use effect::{CallEffect, Line, Use, effects};
pub use fact::{add_bar, close_year, lift_bar, put_fact, withdraw_fact};
pub use list::{Entry, List, Register, export, list};
pub use people::{Invited, NewMember, add_person, answer, grant, invite, issue_password, revoke, take_back};
pub use query::{Column, PAGE, Query, STANDINGS};
pub use request::{Contact, ask, decide, may_keep, set_contact, withdraw};

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::identifiers::bank::AccountNumber;
use kexiang_core::names::OrganisationName;
use kexiang_core::organisation::{Fact, FactKind};
use kexiang_core::policy::{Action, MemberRole, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_store::account::{self, Account};
use kexiang_store::application::Application;
use kexiang_store::audit::{self, Link};
use kexiang_store::organisation::request::{Invitation, Request};
use kexiang_store::organisation::{self, Bar, Closure, FactEntry, Organisation};
use kexiang_store::write::Subject;
use kexiang_store::{Tx, application};

use super::desk::enter;
use super::{Ctx, Failure};
use crate::state::App;

/// From this likeness on, in per mille, two names may be one organisation.
const LIKE: u16 = 800;
/// Records of the history on the page.
const HISTORY: u32 = 30;

/// A person of an organisation.
#[derive(Clone, Debug)]
pub struct Member {
    /// Account.
    pub account: Account,
    /// Roles.
    pub roles: Vec<MemberRole>,
}

/// Everything that stands about an organisation.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The entry.
    pub organisation: Organisation,
    /// Facts as they are now.
    pub facts: Vec<Fact>,
    /// Facts as they ever were.
    pub entries: Vec<FactEntry>,
    /// Ledgers that are complete, so that a missing fact means there was none.
    pub closed: Vec<(FactKind, i16)>,
    /// Credit measures, lifted ones too.
    pub bars: Vec<Bar>,
    /// When it was closed and opened again.
    pub closures: Vec<Closure>,
    /// Requests for correction.
    pub requests: Vec<Request>,
    /// People with their roles.
    pub people: Vec<Member>,
    /// Invitations that wait for an answer.
    pub invitations: Vec<Invitation>,
    /// Applications that were submitted; to its own people also drafts.
    pub applications: Vec<Application>,
    /// What was recorded about it, the latest first.
    pub history: Vec<Link>,
    /// Entries that may be the same body: id, name and whether it is by the credit code.
    pub likely: Vec<(Id, String, bool)>,
    /// What the facts mean for each call.
    pub effects: Vec<CallEffect>,
}

/// An organisation with all that stands about it, for the office.
///
/// # Errors
/// `not-found` for strangers to the association and unknown organisations; `not-permitted` for the three administrators.
pub async fn show(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Dossier, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            enter(&ctx, &association, Action::OrganisationView)?;
            let mut dossier = dossier(tx, &programmes, &association, id, ctx.now)?;
            // Before it is submitted, the office knows nothing of an application's content.
            dossier.applications.retain(|a| a.submitted_at.is_some());
            dossier.likely = likely(tx, &dossier.organisation)?;
            dossier.history = audit::of_subject(tx, &association, &subject(id), None, HISTORY)?;
            Ok(dossier)
        })
        .await
}

/// An organisation with all that stands about it, for its own people; without the office's notes.
///
/// # Errors
/// `not-found` for everybody who does not belong to it.
pub async fn show_own(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Dossier, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            ctx.account()?;
            if !ctx.actor.belongs_to(&association, id) {
                return Err(Refusal::new("not-found").into());
            }
            let mut dossier = dossier(tx, &programmes, &association, id, ctx.now)?;
            // Account numbers are compared by those who keep the entry; to the others they stand masked.
            if may_keep(&ctx, &association, id).is_err() {
                dossier.requests.iter_mut().for_each(mask_accounts);
            }
            Ok(dossier)
        })
        .await
}

fn mask_accounts(request: &mut Request) {
    for side in [&mut request.present, &mut request.wanted] {
        if let Some(number) = side.get_mut("bank_account") {
            *number = number
                .as_str()
                .and_then(|n| n.parse::<AccountNumber>().ok())
                .map(|n| n.masked())
                .unwrap_or_default()
                .into();
        }
    }
}

fn dossier(
    tx: &mut Tx<'_>,
    programmes: &crate::programmes::Programmes,
    association: &str,
    id: Id,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let organisation = find(tx, association, id)?;
    Ok(Dossier {
        facts: organisation::facts(tx, association, id)?,
        entries: organisation::fact_entries(tx, association, id)?,
        closed: organisation::closed_ledgers(tx, association)?.into_iter().map(|l| (l.0, l.1)).collect(),
        bars: organisation::all_bars(tx, association, id)?,
        closures: organisation::closures(tx, association, id)?,
        requests: organisation::request::of_organisation(tx, association, id)?,
        people: members(tx, association, id)?,
        invitations: organisation::request::invitations_by(tx, association, id)?,
        applications: application::of_organisation(tx, association, id)?,
        history: Vec::new(),
        likely: Vec::new(),
        effects: effects(tx, programmes, &organisation, now)?,
        organisation,
    })
}

/// The entry, or `not-found`.
pub(in crate::actions) fn find(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Organisation, Failure> {
    organisation::by_id(tx, association, id)?.ok_or_else(|| Refusal::new("not-found").into())
}

fn subject(id: Id) -> Subject {
    Subject::new("organisation", id)
}

fn members(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Vec<Member>, Failure> {
    let mut people: Vec<Member> = Vec::new();
    for (person, role) in account::members(tx, association, id)? {
        match people.iter_mut().find(|m| m.account.id == person) {
            Some(known) => known.roles.push(role),
            None => people
                .extend(account::by_id(tx, person)?.map(|account| Member { account, roles: vec![role] })),
        }
    }
    Ok(people)
}

/// Open entries with the same credit code or nearly the same name: perhaps the same body entered twice.
fn likely(tx: &mut Tx<'_>, o: &Organisation) -> Result<Vec<(Id, String, bool)>, Failure> {
    let Ok(own) = o.name.parse::<OrganisationName>() else { return Ok(Vec::new()) };
    let others = organisation::names(tx, &o.association)?.into_iter();
    let others: Vec<_> = others.filter(|(id, .., active)| *id != o.id && *active).collect();
    let same_code = |code: &str| !o.credit_code.is_empty() && code == o.credit_code;
    let mut found: Vec<(Id, String, bool)> =
        others.iter().filter(|(_, _, code, ..)| same_code(code)).map(|o| (o.0, o.1.clone(), true)).collect();
    let names: Vec<OrganisationName> = others.iter().filter_map(|o| o.1.parse().ok()).collect();
    if names.len() == others.len() {
        let near = own.closest(&names, LIKE).into_iter().take(5).map(|(place, _)| &others[place]);
        let new: Vec<_> = near.filter(|o| !found.iter().any(|f| f.0 == o.0)).collect();
        found.extend(new.into_iter().map(|o| (o.0, o.1.clone(), false)));
    }
    Ok(found)
}

/// Lets in those who change the ledger.
///
/// # Errors
/// `not-signed-in`, `not-found` for strangers to the association, `not-permitted`.
pub fn may_edit(ctx: &Ctx, association: &str) -> Result<(), Failure> {
    enter(ctx, association, Action::OrganisationEdit)
}

/// Whether the actor manages the people and the data of an organisation: its administrator, or the office's officers.
///
/// # Errors
/// `not-found` for everybody who belongs to neither, `not-permitted`.
fn manages(ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    let scope = Scope::Organisation(association, id);
    if may(&ctx.actor, Action::OrganisationPeople, &scope).is_ok() {
        return Ok(());
    }
    if ctx.actor.belongs_to(association, id) {
        return Err(Refusal::new("not-permitted").with("action", Action::OrganisationPeople.code()).into());
    }
    enter(ctx, association, Action::OrganisationEdit)
}

/// The name of the organisation of a membership.
///
/// # Errors
/// Those of the database.
pub fn name_of(tx: &mut Tx<'_>, m: &kexiang_core::policy::Membership) -> Result<String, Failure> {
    Ok(organisation::by_id(tx, &m.association, m.organisation)?.map(|o| o.name).unwrap_or_default())
}
