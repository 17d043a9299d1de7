//! What stands about an organisation, as programs read it.

use kexiang_store::audit::Link;
use kexiang_store::organisation::request::{Invitation, Request};
use kexiang_store::organisation::{self as stored, FactEntry};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::dto::{Card, Verdict, moment, verdicts};
use super::entry::{Entry, Fact};
use crate::actions::organisation::{self, CallEffect, Member};
use crate::locale::Locale;

/// A fact as it was recorded, corrected or withdrawn.
#[derive(Debug, Serialize, ToSchema)]
struct Recorded {
    /// The fact; its value is empty where it was withdrawn.
    #[serde(flatten)]
    fact: Fact,
    /// Document it rests on.
    basis: String,
    /// Why it was corrected.
    reason: String,
    /// When.
    at: String,
    /// By whom.
    by: String,
}

impl From<&FactEntry> for Recorded {
    fn from(e: &FactEntry) -> Self {
        Recorded {
            fact: Fact::of(e.kind, e.year, &e.value),
            basis: e.basis.clone(),
            reason: e.reason.clone(),
            at: moment(e.at),
            by: e.by.clone(),
        }
    }
}

/// A credit measure (限制申报).
#[derive(Debug, Serialize, ToSchema)]
struct Bar {
    /// Id.
    id: String,
    /// First day.
    from: String,
    /// Last day; none: for good.
    to: Option<String>,
    /// Document it rests on.
    basis: String,
    /// When it was recorded.
    recorded_at: String,
    /// By whom.
    recorded_by: String,
    /// When, by whom and why it was lifted.
    lifted: Option<Settled>,
}

/// When, by whom and why something was settled.
#[derive(Debug, Serialize, ToSchema)]
struct Settled {
    /// When.
    at: String,
    /// By whom.
    by: String,
    /// Why, or the answer.
    says: String,
}

fn settled((at, by, says): &(jiff::Timestamp, String, String)) -> Settled {
    Settled { at: moment(*at), by: by.clone(), says: says.clone() }
}

impl From<&stored::Bar> for Bar {
    fn from(b: &stored::Bar) -> Self {
        Bar {
            id: b.id.to_string(),
            from: b.bar.from.to_string(),
            to: b.bar.to.map(|day| day.to_string()),
            basis: b.bar.basis.clone(),
            recorded_at: moment(b.recorded.0),
            recorded_by: b.recorded.1.clone(),
            lifted: b.lifted.as_ref().map(settled),
        }
    }
}

/// A request for correction (变更申请).
#[derive(Debug, Serialize, ToSchema)]
struct Asked {
    /// Id.
    id: String,
    /// `waiting`, `confirmed`, `declined` or `withdrawn`.
    state: String,
    /// Field and value that is asked for.
    wanted: Value,
    /// Field and value when it was asked for.
    present: Value,
    /// Why.
    reason: String,
    /// When.
    asked_at: String,
    /// By whom.
    asked_by: String,
    /// When and by whom it was decided, with the answer.
    decided: Option<Settled>,
}

impl From<&Request> for Asked {
    fn from(r: &Request) -> Self {
        Asked {
            id: r.id.to_string(),
            state: r.state.clone(),
            wanted: r.wanted.clone(),
            present: r.present.clone(),
            reason: r.reason.clone(),
            asked_at: moment(r.asked_at),
            asked_by: r.asked_by.clone(),
            decided: r.decided.as_ref().map(settled),
        }
    }
}

/// A person of the organisation.
#[derive(Debug, Serialize, ToSchema)]
struct MemberPerson {
    /// Account.
    id: String,
    /// Sign-in name.
    login: String,
    /// Name.
    name: String,
    /// Mail address.
    email: String,
    /// Telephone.
    phone: String,
    /// `administrator`, `filler` or `recommender`.
    roles: Vec<&'static str>,
    /// Whether it may sign in.
    active: bool,
    /// Whether the first password was not changed yet.
    first_password: bool,
}

impl From<&Member> for MemberPerson {
    fn from(m: &Member) -> Self {
        MemberPerson {
            id: m.account.id.to_string(),
            login: m.account.login.clone(),
            name: m.account.name.clone(),
            email: m.account.email.clone(),
            phone: m.account.phone.clone(),
            roles: m.roles.iter().map(|role| role.code()).collect(),
            active: m.account.active,
            first_password: m.account.must_change,
        }
    }
}

/// An invitation that waits for an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Invited {
    /// Association.
    association: String,
    /// Id.
    id: String,
    /// Organisation.
    organisation: String,
    /// Its name.
    organisation_name: String,
    /// Role.
    role: &'static str,
    /// When.
    at: String,
    /// By whom.
    by: String,
}

impl From<&Invitation> for Invited {
    fn from(i: &Invitation) -> Self {
        Invited {
            association: i.association.clone(),
            id: i.id.to_string(),
            organisation: i.organisation.to_string(),
            organisation_name: i.organisation_name.clone(),
            role: i.role.code(),
            at: moment(i.at),
            by: i.by.clone(),
        }
    }
}

/// What the rules of a call say of the organisation.
#[derive(Debug, Serialize, ToSchema)]
struct Effect {
    /// Code of the call.
    call: String,
    /// Whether submissions are taken now.
    open: bool,
    /// What each rule says, those that hinder first.
    says: Vec<Saying>,
}

/// What a rule says, and of which types.
#[derive(Debug, Serialize, ToSchema)]
struct Saying {
    /// Codes of the types; empty where it concerns all.
    types: Vec<String>,
    /// The verdict with its clause.
    #[serde(flatten)]
    verdict: Verdict,
}

fn effect(l: &Locale, e: &CallEffect) -> Effect {
    let all: Vec<_> = e.lines.iter().map(|line| line.verdict.clone()).collect();
    let said = verdicts(l, &all, &e.programme).into_iter().zip(&e.lines);
    let says = said.map(|(verdict, line)| Saying { types: line.types.clone(), verdict });
    Effect { call: e.call.code.clone(), open: e.open, says: says.collect() }
}

/// An entry that may be the same body.
#[derive(Debug, Serialize, ToSchema)]
struct Likely {
    /// Id.
    id: String,
    /// Name.
    name: String,
    /// Whether it is by the credit code.
    same_code: bool,
}

/// That an entry was closed or opened again.
#[derive(Debug, Serialize, ToSchema)]
struct Closure {
    /// Whether it was closed.
    closed: bool,
    /// Entry it was merged into.
    successor: Option<String>,
    /// When, by whom and why.
    #[serde(flatten)]
    settled: Settled,
}

impl From<&stored::Closure> for Closure {
    fn from(c: &stored::Closure) -> Self {
        Closure {
            closed: c.closed,
            successor: c.successor.map(|id| id.to_string()),
            settled: Settled { at: moment(c.at), by: c.by.clone(), says: c.reason.clone() },
        }
    }
}

/// A line of the record about the organisation.
#[derive(Debug, Serialize, ToSchema)]
struct Noted {
    /// What was done.
    action: String,
    /// When.
    at: String,
    /// By whom.
    by: String,
    /// Fields before a change of particulars.
    before: Option<Value>,
    /// Fields after it.
    after: Option<Value>,
}

fn noted(link: &Link) -> Noted {
    let entry = &link.entry;
    let told = |part: &Option<Value>| part.clone().filter(|_| entry.action == "organisation.change");
    Noted {
        action: entry.action.clone(),
        at: moment(entry.at),
        by: entry.actor.name.clone(),
        before: told(&entry.before),
        after: told(&entry.after),
    }
}

/// An organisation with all that stands about it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Dossier {
    /// The entry.
    #[serde(flatten)]
    entry: Entry,
    /// Facts as they are now.
    facts: Vec<Fact>,
    /// Credit measures, lifted ones too.
    bars: Vec<Bar>,
    /// Requests for correction, the latest first.
    requests: Vec<Asked>,
    /// People with their roles.
    people: Vec<MemberPerson>,
    /// Invitations that wait for an answer.
    invitations: Vec<Invited>,
    /// What the rules of each call say.
    calls: Vec<Effect>,
    /// Facts as they ever were, with what each rests on; for the office.
    fact_history: Vec<Recorded>,
    /// Closings and openings; for the office.
    closures: Vec<Closure>,
    /// Applications that were submitted; for the office.
    applications: Vec<Card>,
    /// Entries that may be the same body; for the office.
    likely: Vec<Likely>,
    /// The last entries of the record; for the office.
    history: Vec<Noted>,
}

impl Dossier {
    /// What the office sees.
    pub fn for_office(l: &Locale, d: &organisation::Dossier) -> Self {
        let likely = |(id, name, same_code): &(kexiang_core::id::Id, String, bool)| Likely {
            id: id.to_string(),
            name: name.clone(),
            same_code: *same_code,
        };
        Dossier {
            fact_history: d.entries.iter().map(Recorded::from).collect(),
            closures: d.closures.iter().map(Closure::from).collect(),
            applications: d.applications.iter().map(Card::for_office).collect(),
            likely: d.likely.iter().map(likely).collect(),
            history: d.history.iter().map(noted).collect(),
            ..Dossier::for_own(l, d, false)
        }
    }

    /// What its own people see; their applications are listed elsewhere.
    pub fn for_own(l: &Locale, d: &organisation::Dossier, full_account: bool) -> Self {
        Dossier {
            entry: Entry::of(&d.organisation, full_account),
            facts: d.facts.iter().map(Fact::from).collect(),
            bars: d.bars.iter().map(Bar::from).collect(),
            requests: d.requests.iter().map(Asked::from).collect(),
            people: d.people.iter().map(MemberPerson::from).collect(),
            invitations: d.invitations.iter().map(Invited::from).collect(),
            calls: d.effects.iter().map(|e| effect(l, e)).collect(),
            fact_history: Vec::new(),
            closures: Vec::new(),
            applications: Vec::new(),
            likely: Vec::new(),
            history: Vec::new(),
        }
    }
}
