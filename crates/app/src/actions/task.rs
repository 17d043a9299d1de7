//! What waits for a person (待办): one line for each thing to do, with where it is done and until when.

use jiff::Timestamp;
use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, MemberRole, Membership, OfficeRole, Scope, may};
use kexiang_store::application::Application;
use kexiang_store::programme::Call;
use kexiang_store::{Tx, application, joint, programme};

use super::{Ctx, Failure};
use crate::state::App;

/// Lines of one person's own applications that are shown at most.
const SHOWN: usize = 20;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Finish a draft.
    Draft,
    /// Look at what a filler handed in and submit it (单位审核).
    SignOff,
    /// Correct what the office returned (补正).
    Correct,
    /// Answer as a joint organisation.
    Join,
    /// Recommend or decline.
    Recommend,
    /// Check formally (形式审查).
    Check,
    /// Check performance targets (绩效目标审核).
    Targets,
    /// Approve a programme that somebody handed in.
    Approve,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::SignOff,
        Self::Correct,
        Self::Join,
        Self::Recommend,
        Self::Check,
        Self::Targets,
        Self::Approve,
    ];

    /// Code, as in `locales/`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::SignOff => "sign-off",
            Self::Correct => "correct",
            Self::Join => "join",
            Self::Recommend => "recommend",
            Self::Check => "check",
            Self::Targets => "targets",
            Self::Approve => "approve",
        }
    }
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub kind: Kind,
    /// Of what: the title of an application, call or programme.
    pub title: String,
    /// How many, where one line stands for several.
    pub count: i64,
    /// Address of the page where it is done.
    pub href: String,
    /// Until when.
    pub due: Option<Timestamp>,
}

/// Everything that waits for the actor, in all associations: first what is due first, then what has no term.
///
/// # Errors
/// Those of the database.
pub async fn all(app: &App, ctx: &Ctx) -> Result<Vec<Task>, Failure> {
    if ctx.actor.account.is_none() {
        return Ok(Vec::new());
    }
    let ctx = ctx.clone();
    app.store
        .read(move |tx| {
            let mut tasks = of_organisations(tx, &ctx)?;
            tasks.extend(of_offices(tx, &ctx.actor)?);
            tasks.sort_by_key(|task| (task.due.is_none(), task.due));
            Ok(tasks)
        })
        .await
}

/// What waits for the actor's organisations.
fn of_organisations(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Vec<Task>, Failure> {
    let mut tasks = Vec::new();
    let mut calls: Vec<Call> = Vec::new();
    let mut seen = Vec::new();
    for Membership { association, organisation, role } in &ctx.actor.memberships {
        let recommends = *role == MemberRole::Recommender;
        // Who fills in and signs off for one organisation sees its applications once.
        if seen.contains(&(association, organisation, recommends)) {
            continue;
        }
        seen.push((association, organisation, recommends));
        let (found, invited) = if recommends {
            (application::awaiting_recommendation(tx, association, *organisation)?, Vec::new())
        } else {
            let found = application::of_organisation(tx, association, *organisation)?;
            (found, joint::invitations(tx, association, *organisation)?)
        };
        let signs_off = ctx.actor.is_member(association, *organisation, MemberRole::Administrator);
        for a in found.iter().take(SHOWN * 5) {
            if !calls.iter().any(|c| c.association == *association && c.id == a.call) {
                calls.extend(programme::call_by_id(tx, association, a.call)?);
            }
            let call = calls.iter().find(|c| c.association == *association && c.id == a.call);
            let kind = if recommends {
                Some(Kind::Recommend)
            } else if a.organisation == *organisation {
                of_own(a, signs_off)
            } else {
                (a.submitted_at.is_none() && invited.contains(&a.id)).then_some(Kind::Join)
            };
            let closes = call.map(|c| c.closes_at);
            tasks.extend(kind.and_then(|kind| task(ctx, kind, a, closes)));
        }
    }
    tasks.truncate(SHOWN);
    Ok(tasks)
}

/// What an organisation's own application waits for from a person who may sign it off or only fills it in.
fn of_own(a: &Application, signs_off: bool) -> Option<Kind> {
    match a.state {
        State::Draft => Some(Kind::Draft),
        State::AwaitingUnit if signs_off => Some(Kind::SignOff),
        State::Returned | State::TargetReturned => Some(Kind::Correct),
        _ => None,
    }
}

/// The line of one application; none when its term has passed and nothing can be done any more.
fn task(ctx: &Ctx, kind: Kind, a: &Application, closes: Option<Timestamp>) -> Option<Task> {
    let due = if kind == Kind::Correct { a.correction_due } else { closes };
    if due.is_some_and(|due| due < ctx.now) {
        return None;
    }
    let title = if a.title.is_empty() { a.type_code.clone() } else { a.title.clone() };
    let href = format!("/associations/{}/applications/{}", a.association, a.id);
    Some(Task { kind, title, count: 1, href, due })
}

/// What waits for the actor in the offices where they hold a role.
fn of_offices(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Task>, Failure> {
    let mut associations: Vec<&str> = actor.offices.iter().map(|o| o.association.as_str()).collect();
    associations.sort_unstable();
    associations.dedup();
    let mut tasks = Vec::new();
    for association in associations {
        // Who only reads has nothing to do here.
        if actor.has_any_office(association, &[OfficeRole::Officer, OfficeRole::Head])
            && may(actor, Action::DeskView, &Scope::Association(association)).is_ok()
        {
            tasks.extend(of_desk(tx, association)?);
        }
        if may(actor, Action::ProgrammeApprove, &Scope::Association(association)).is_ok() {
            tasks.extend(to_approve(tx, actor, association)?);
        }
    }
    Ok(tasks)
}

/// What the desk's calls hold.
fn of_desk(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Task>, Failure> {
    let mut tasks = Vec::new();
    for call in programme::calls(tx, association)? {
        let counts = application::counts(tx, association, call.id)?;
        for (kind, state) in [(Kind::Check, State::Submitted), (Kind::Targets, State::TargetCheck)] {
            let count = counts.iter().filter(|(_, s, _)| *s == state).map(|(_, _, n)| n).sum();
            if count > 0 {
                let href =
                    format!("/associations/{association}/desk?call={}&state={}", call.code, state.code());
                tasks.push(Task { kind, title: call.title.clone(), count, href, due: None });
            }
        }
    }
    Ok(tasks)
}

/// Programmes that another person handed in.
fn to_approve(tx: &mut Tx<'_>, actor: &Actor, association: &str) -> Result<Vec<Task>, Failure> {
    let drafts = programme::list(tx, association)?;
    let waiting = drafts
        .into_iter()
        .filter(|d| d.state == "review" && actor.account.map(Id::as_i64) != Some(d.edited_by));
    Ok(waiting
        .map(|d| Task {
            kind: Kind::Approve,
            title: d.title,
            count: 1,
            href: format!("/office/{association}/programmes/{}", d.id),
            due: None,
        })
        .collect())
}
