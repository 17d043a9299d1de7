//! The one door for every command: load, permit, decide, take effect, record, commit.

use jiff::{SignedDuration, Timestamp};
use kexiang_core::application::{Gap, State};
use kexiang_core::calendar::Calendar;
use kexiang_core::eligibility::Verdict;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::{Command, Event, decide};
use kexiang_core::numbering::{NumberParts, NumberTemplate};
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::programme::PaperWhen;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::application::Step;
use kexiang_store::job::{self, NewJob};
use kexiang_store::snapshot::{self, Print, Snapshot};
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{Tx, application, counter, repeat as fingerprint};
use serde_json::json;

use super::super::{Ctx, Failure, Fault};
use super::{CaseFile, announce, limits, repeat};
use crate::chance;
use crate::state::App;

/// What came of a command.
#[derive(Clone, Debug)]
pub struct Done {
    /// The application as it is now.
    pub case: CaseFile,
    /// What was decided.
    pub event: Event,
}

/// What stands between a draft and its submission.
#[derive(Clone, Debug)]
pub struct Readiness {
    /// What is missing, in the order of the form.
    pub gaps: Vec<Gap>,
    /// What every rule says.
    pub verdicts: Vec<Verdict>,
    /// Whether the sign-off would be accepted at this moment, and if not, why.
    pub sign_off: Result<State, Refusal>,
    /// Whether files may follow the submission at this moment.
    pub takes_files: bool,
}

/// What stands between this application and its submission at this moment.
///
/// # Errors
/// A fault where the programme has no deadline.
pub fn readiness(case: &CaseFile, now: Timestamp) -> Result<Readiness, Failure> {
    let dossier = case.dossier(now)?;
    let command = if dossier.correction_due.is_some() && case.is_editable() && case.state() != State::Draft {
        Command::Resubmit
    } else {
        Command::SignOff
    };
    Ok(Readiness {
        gaps: case.gaps(),
        verdicts: case.verdicts(now),
        sign_off: decide(&dossier, &command, now).map(|event| event.to),
        takes_files: decide(&dossier, &Command::Supplement, now).is_ok(),
    })
}

/// Gives a command on an application. `reason` is what the person said, where the command carries one.
///
/// # Errors
/// What the policy or the lifecycle refuse, with the clause; `limit-reached` where a hard limit is full.
pub async fn give(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    command: Command,
) -> Result<Done, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let (step_id, held) = (chance::id(ctx.now), app.clone());
    app.store
        .write(move |tx| {
            let mut case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, action(&command), &Scope::Application(&case.scope()))?;
            let event = decide(&case.dossier(ctx.now)?, &command, ctx.now)?;
            take_effect(tx, &held, &ctx, &mut case, &command, event, step_id)?;
            Ok(Done { case, event })
        })
        .await
}

/// The permission a command needs.
fn action(command: &Command) -> Action {
    match command {
        Command::HandIn | Command::TakeBack => Action::ApplicationHandIn,
        Command::SendBack { .. } | Command::SignOff | Command::Resubmit => Action::ApplicationSignOff,
        Command::Withdraw | Command::Reopen => Action::ApplicationWithdraw,
        Command::Recommend | Command::DeclineRecommendation { .. } => Action::Recommend,
        Command::Supplement => Action::ApplicationEdit,
        Command::PassCheck
        | Command::ReturnCheck { .. }
        | Command::RefuseCheck { .. }
        | Command::LapseCorrection => Action::FormalCheck,
        Command::PassTargets | Command::ReturnTargets { .. } | Command::FailTargets { .. } => {
            Action::TargetCheck
        }
        Command::ReopenCheck { .. } => Action::CheckReopen,
        Command::OpenReview | Command::RecallReview { .. } => Action::PanelManage,
        Command::Select
        | Command::KeepInReserve
        | Command::Decline
        | Command::Award
        | Command::Strike { .. }
        | Command::Reconsider { .. } => Action::SelectionSign,
    }
}

/// Writes what the event says into the register, the limits, the snapshots, the prints and the record.
pub(in crate::actions) fn take_effect(
    tx: &mut Tx<'_>,
    app: &App,
    ctx: &Ctx,
    case: &mut CaseFile,
    command: &Command,
    event: Event,
    step_id: Id,
) -> Result<(), Failure> {
    let (association, id) = (case.application.association.clone(), case.application.id);
    if event.releases {
        limits::give_back(tx, case)?;
    }
    if event.submits || matches!(command, Command::ReopenCheck { .. }) && event.from != State::Ready {
        retake(tx, case, event)?;
    }
    if event.voids_print {
        snapshot::void_prints(tx, &association, id, command.code(), ctx.now)?;
        if case.application.paper_state != "none" {
            case.application.paper_state = "void".into();
        }
    }
    if event.submits {
        fingerprint::forget(tx, &association, id)?;
    }
    if event.submits && case.application.number.is_empty() {
        case.application.number = next_number(tx, case)?;
    }
    stamp(case, ctx, command, event);
    if event.opens_correction {
        case.application.returns += i64::from(event.to == State::Returned);
        case.application.correction_due =
            Some(correction_due(&app.calendar_of(&association), case, ctx.now)?);
        plan_correction(tx, ctx, case)?;
    }
    case.application.state = event.to;
    freeze(tx, ctx, case, command, event)?;
    case.application.open_overrides =
        i64::try_from(case.dossier(ctx.now)?.open_overrides).unwrap_or(i64::MAX);
    case.application.changed_at = ctx.now;
    application::update(tx, &case.application, event.from, &case.search_key())?;
    case.application.version += 1;
    let step = Step {
        command: command.code().into(),
        from: event.from,
        to: event.to,
        reason: reason(command).to_owned(),
        actor: ctx.actor.name.clone(),
        at: ctx.now,
    };
    application::add_step(tx, &case.application, step_id, &step)?;
    let before = json!({ "state": event.from.code() });
    let after = json!({
        "state": event.to.code(), "number": case.application.number, "reason": step.reason,
        "content_hash": case.application.content_hash, "version_code": case.application.version_code,
    });
    let action = format!("application.{}", command.code());
    let entry = ctx.entry(&association, &action, Subject::new("application", id));
    let messages = announce::step(tx, app, ctx, case, command, event)?;
    record(tx, Entry { before: Some(before), after: Some(after), messages, ..entry })?;
    if kexiang_core::application::State::Submitted == event.to {
        repeat::look_later(tx, ctx, &association, id, ctx.now)?;
    }
    Ok(())
}

/// The end of a correction window, and the reminder the day before, are jobs of the moment they are for.
fn plan_correction(tx: &mut Tx<'_>, ctx: &Ctx, case: &CaseFile) -> Result<(), Failure> {
    let a = &case.application;
    let Some(due) = a.correction_due else { return Ok(()) };
    let plan = |kind: &str, at: Timestamp| {
        let payload = json!({ "application": a.id.to_string(), "due": due.to_string() });
        NewJob::new(&a.association, chance::id(ctx.now), kind, payload, ctx.now)
            .at(at)
            .once(format!("{}/{}", a.id, due))
    };
    let before = due.checked_sub(SignedDuration::from_hours(24)).unwrap_or(due);
    if before > ctx.now {
        job::enqueue(tx, &plan("application.correction-reminder", before))?;
    }
    let over = due.checked_add(SignedDuration::from_secs(1)).unwrap_or(due);
    job::enqueue(tx, &plan("application.lapse", over))?;
    Ok(())
}

/// Limits are taken with the first submission and again when a refusal is undone.
fn retake(tx: &mut Tx<'_>, case: &CaseFile, event: Event) -> Result<(), Failure> {
    let counted = matches!(event.from, State::TargetCheck | State::Submitted | State::Returned);
    if counted { Ok(()) } else { limits::take(tx, case) }
}

/// Each of the three moments is kept: which of them the deadline counts is the programme's choice (domain §3.1).
fn stamp(case: &mut CaseFile, ctx: &Ctx, command: &Command, event: Event) {
    let a = &mut case.application;
    match command {
        Command::HandIn => a.handed_in_at = Some(ctx.now),
        Command::SignOff => a.signed_off_at = Some(ctx.now),
        Command::Recommend => a.recommended_at = Some(ctx.now),
        Command::SendBack { .. }
        | Command::TakeBack
        | Command::DeclineRecommendation { .. }
        | Command::Reopen => {
            (a.handed_in_at, a.signed_off_at, a.recommended_at) = (None, None, None);
        }
        Command::Resubmit | Command::LapseCorrection => a.correction_due = None,
        _ => {}
    }
    if event.submits && a.submitted_at.is_none() {
        a.submitted_at = Some(ctx.now);
    }
}

fn correction_due(calendar: &Calendar, case: &CaseFile, now: Timestamp) -> Result<Timestamp, Failure> {
    let days = case.programme.submission.correction_days.max(1);
    let last = calendar
        .working_days_from(time::beijing_date(now), days, false)
        .map_err(|e| Refusal::new("calendar-ends").with("detail", e))?;
    Ok(time::end_of_day(last))
}

fn next_number(tx: &mut Tx<'_>, case: &CaseFile) -> Result<String, Failure> {
    let fault = |e| Fault::new("numbering an application", e);
    let template: NumberTemplate = case.programme.programme.number.parse().map_err(fault)?;
    let scope = format!("application/{}/{}", case.application.call, case.application.type_code);
    let seq = counter::next(tx, &case.application.association, &scope)?;
    let parts = NumberParts {
        type_code: Some(&case.application.type_code),
        call: Some(&case.call.code),
        year: Some(case.programme.programme.year),
        counter: Some(u32::try_from(seq).unwrap_or_default()),
        ..NumberParts::default()
    };
    template.fill(&parts).map_err(|e| Fault::new("numbering an application", e).into())
}

/// Freezes the content where it matters, and makes it printable when the notice says that paper is due.
fn freeze(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &mut CaseFile,
    command: &Command,
    event: Event,
) -> Result<(), Failure> {
    let kind = match command {
        Command::Resubmit | Command::Supplement => "resubmission",
        Command::Withdraw => "withdrawal",
        Command::ReturnCheck { .. } | Command::ReturnTargets { .. } => "return",
        _ if event.submits => "submission",
        _ => "",
    };
    if !kind.is_empty() {
        let n = keep(tx, ctx, case, kind)?;
        if snapshot::is_submitted(kind) && prints_on(case, PaperWhen::AfterSubmission) {
            make_printable(tx, ctx, case, n)?;
        }
    }
    let passed = matches!(command, Command::PassCheck | Command::PassTargets) && event.to == State::Ready;
    if passed && prints_on(case, PaperWhen::AfterFormalCheck) {
        let latest = snapshot::all(tx, &case.application.association, case.application.id)?;
        if let Some(latest) = latest.into_iter().find(|s| snapshot::is_submitted(&s.kind)) {
            make_printable(tx, ctx, case, latest.n)?;
        }
    }
    Ok(())
}

/// Adds a snapshot of the present content and notes its hashes in the register.
pub(super) fn keep(tx: &mut Tx<'_>, ctx: &Ctx, case: &mut CaseFile, kind: &str) -> Result<i64, Failure> {
    let sealed = case.sealed()?;
    if snapshot::is_submitted(kind) {
        case.application.content_hash.clone_from(&sealed.content_hash);
        case.application.version_code.clone_from(&sealed.version_code);
    }
    let snapshot = Snapshot {
        n: 0,
        kind: kind.to_owned(),
        body: sealed.body,
        content_hash: sealed.content_hash,
        version_code: sealed.version_code,
        made_at: ctx.now,
        made_by: ctx.actor.name.clone(),
    };
    Ok(snapshot::insert(tx, &case.application.association, case.application.id, &snapshot)?)
}

fn prints_on(case: &CaseFile, when: PaperWhen) -> bool {
    case.programme.paper.as_ref().is_some_and(|p| p.when == when)
}

fn make_printable(tx: &mut Tx<'_>, ctx: &Ctx, case: &mut CaseFile, n: i64) -> Result<(), Failure> {
    let print = Print {
        version_code: case.application.version_code.clone(),
        content_hash: case.application.content_hash.clone(),
        snapshot: n,
        printed_at: ctx.now,
        voided_at: None,
        void_reason: String::new(),
    };
    snapshot::put_print(tx, &case.application.association, case.application.id, &print)?;
    case.application.paper_state = "due".into();
    Ok(())
}

/// What the person said.
fn reason(command: &Command) -> &str {
    match command {
        Command::SendBack { reason }
        | Command::DeclineRecommendation { reason }
        | Command::RefuseCheck { reason }
        | Command::FailTargets { reason }
        | Command::ReopenCheck { reason }
        | Command::RecallReview { reason }
        | Command::Strike { reason }
        | Command::Reconsider { reason } => reason,
        _ => "",
    }
}
