//! The check sheet of one application: what the system has judged already, what waits for a person, what was said before.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kexiang_core::application::{Answers, State, TargetFault, check_targets};
use kexiang_core::eligibility::{Outcome, Verdict};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::programme::{Clause, FieldKind, Severity, Test};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::application::Step;
use kexiang_store::check::{self, Defect, Item, Record};
use kexiang_store::repeat::{self, Hint};
use kexiang_store::snapshot::{self, Snapshot};
use kexiang_store::{Tx, application};

use super::super::application::repeat::passages_of;
use super::super::application::{CaseFile, Difference, compare, frozen, manual};
use super::super::desk::enter;
use super::super::{Ctx, Failure};
use super::round;
use crate::state::App;

/// Items a person judges at the target check; their words are `check-item-<id>`.
const TARGET_ITEMS: [&str; 3] = ["targets-measurable", "targets-tasks", "targets-budget"];

/// How an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// 符合
    Met,
    /// 不符合: a hard rule, or a person said so.
    NotMet,
    /// 须说明: an officer may accept it with a reason.
    NeedsReason,
    /// 已说明: accepted with a reason.
    Overridden,
    /// 待判断
    Open,
    /// 提示: shown, without consequence.
    Hint,
}

impl Mark {
    /// Code in records and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Mark::Met => "met",
            Mark::NotMet => "not-met",
            Mark::NeedsReason => "needs-reason",
            Mark::Overridden => "overridden",
            Mark::Open => "open",
            Mark::Hint => "hint",
        }
    }
}

/// What was found, for the words of the way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// What a rule says, and why.
    Rule(Box<Verdict>),
    /// Received and due, exact to the millisecond.
    Time {
        /// When what counts was received.
        received: Timestamp,
        /// The deadline.
        due: Timestamp,
    },
    /// Number of gaps in form, budget and files.
    Complete(usize),
    /// Number of faults of the targets.
    Targets(usize),
    /// Similar applications.
    Repeats(usize),
    /// A person judges.
    Person,
}

/// One line of the check sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Id, as judged items name it.
    pub id: String,
    /// How it stands.
    pub mark: Mark,
    /// What was found.
    pub finding: Finding,
    /// The words of the notice.
    pub clause: Option<Clause>,
    /// How binding; none for standing items.
    pub severity: Option<Severity>,
    /// What would satisfy it.
    pub remedy: Option<String>,
    /// Whether a person judges it, rather than the system.
    pub by_person: bool,
    /// Whether an officer may accept it with a reason.
    pub overridable: bool,
    /// What a person said of it in this round.
    pub judged: Option<Item>,
}

/// Everything the check screen shows.
#[derive(Clone, Debug)]
pub struct CheckFile {
    /// The application.
    pub case: CaseFile,
    /// The answers the office may see: those last submitted while the applicant is at work on a correction.
    pub answers: Answers,
    /// The sheet.
    pub lines: Vec<Line>,
    /// Defects of this round, named or still being drafted.
    pub defects: Vec<Defect>,
    /// Defects of the round before, with what was demanded.
    pub named: Vec<Defect>,
    /// Records of decisions, the latest first.
    pub records: Vec<Record>,
    /// What the applicant changed since the submission before.
    pub differences: Vec<Difference>,
    /// The two versions compared, older and newer.
    pub compared: Option<(Snapshot, Snapshot)>,
    /// Similar applications with their number, title and organisation.
    pub repeats: Vec<(Hint, Option<application::Application>)>,
    /// The passages each of them has in common with this one.
    pub passages: BTreeMap<Id, Vec<String>>,
    /// What happened so far.
    pub steps: Vec<Step>,
    /// Whether the actor may judge and decide now.
    pub may_judge: bool,
    /// Whether the actor may undo a decision.
    pub may_reopen: bool,
    /// When a correction window that is opened now would end.
    pub correction_due: Option<Timestamp>,
}

/// Loads the check sheet for somebody of the office.
///
/// # Errors
/// `not-found` for strangers to the association and for the three administrators, and before the first submission.
pub async fn open(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<CheckFile, Failure> {
    let (ctx, programmes, calendar) = (ctx.clone(), app.programmes.clone(), app.calendar_of(association));
    let association = association.to_owned();
    app.store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            permit_reading(&ctx, &case)?;
            let days = case.programme.submission.correction_days.max(1);
            let last = calendar.working_days_from(time::beijing_date(ctx.now), days, false);
            let mut file = read(tx, &ctx, case)?;
            file.passages = passages_of(tx, &programmes, &file.case)?;
            file.correction_due = last.ok().map(time::end_of_day);
            Ok(file)
        })
        .await
}

/// One record of a decision with the application it is about.
///
/// # Errors
/// As [`open`]; `not-found` for an unknown number.
pub async fn record_of(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    n: i64,
) -> Result<(CaseFile, Record), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            permit_reading(&ctx, &case)?;
            let records = check::records(tx, &association, id)?;
            let record = records.into_iter().find(|r| r.n == n).ok_or_else(|| Refusal::new("not-found"))?;
            Ok((case, record))
        })
        .await
}

/// The decisions made about an application, the latest first, for letters to the applicant. The caller has asked whether
/// the application may be seen.
///
/// # Errors
/// A fault of the database.
pub async fn decisions(app: &App, association: &str, id: Id) -> Result<Vec<Record>, Failure> {
    let association = association.to_owned();
    app.store.read(move |tx| Ok::<_, Failure>(check::records(tx, &association, id)?)).await
}

/// The office reads what was submitted; applicants see the outcome on their own pages, not the office's sheet.
pub(super) fn permit_reading(ctx: &Ctx, case: &CaseFile) -> Result<(), Failure> {
    may(&ctx.actor, Action::ApplicationView, &Scope::Application(&case.scope()))?;
    let unseen = enter(ctx, &case.application.association, Action::DeskView).is_err();
    if unseen || case.application.submitted_at.is_none() {
        return Err(Refusal::new("not-found").into());
    }
    Ok(())
}

/// Reads all that belongs to the sheet.
pub(super) fn read(tx: &mut Tx<'_>, ctx: &Ctx, case: CaseFile) -> Result<CheckFile, Failure> {
    let (association, id) = (case.application.association.clone(), case.application.id);
    let records = check::records(tx, &association, id)?;
    let round = round(&case, &records);
    let items = check::items(tx, &association, id, round)?;
    let hints = repeat::hints(tx, &association, id)?;
    let submitted: Vec<Snapshot> = snapshot::all(tx, &association, id)?
        .into_iter()
        .filter(|s| snapshot::is_submitted(&s.kind))
        .collect();
    // While the applicant corrects, the office sees what was submitted, not the work in progress.
    let case = match submitted.first() {
        Some(last) if case.is_editable() => frozen(case, last),
        _ => case,
    };
    let scope = case.scope();
    let may_do = |action| may(&ctx.actor, action, &Scope::Application(&scope)).is_ok();
    let judged_by = match case.state() {
        State::Submitted => Some(Action::FormalCheck),
        State::TargetCheck => Some(Action::TargetCheck),
        _ => None,
    };
    let mut repeats = Vec::with_capacity(hints.len());
    for hint in hints {
        let other = application::by_id(tx, &association, hint.other)?;
        repeats.push((hint, other));
    }
    let compared = match submitted.as_slice() {
        [newer, older, ..] => Some((older.clone(), newer.clone())),
        _ => None,
    };
    Ok(CheckFile {
        lines: lines(&case, &items, repeats.len(), ctx.now)?,
        defects: check::defects(tx, &association, id, round)?,
        named: check::defects(tx, &association, id, round - 1)?,
        differences: compared.as_ref().map_or_else(Vec::new, |(old, new)| compare(&case, old, Some(new))),
        answers: case.answers.clone(),
        steps: application::steps(tx, &association, id)?,
        may_judge: judged_by.is_some_and(may_do),
        may_reopen: may_do(Action::CheckReopen),
        correction_due: None,
        passages: BTreeMap::new(),
        compared,
        repeats,
        records,
        case,
    })
}

/// The lines of the sheet: the notice's rules and limits, then time, completeness, repetition, then the manual items.
pub(super) fn lines(
    case: &CaseFile,
    items: &[Item],
    repeats: usize,
    now: Timestamp,
) -> Result<Vec<Line>, Failure> {
    let judged = |id: &str| items.iter().find(|i| i.item == id).cloned();
    let mut lines: Vec<Line> = case
        .verdicts(now)
        .into_iter()
        .filter(|v| v.outcome != Outcome::ForPerson)
        .map(|v| rule_line(judged(&v.rule), v))
        .collect();
    lines.extend(time_line(case));
    let gaps = case.gaps().len() + case.files_awaited().len();
    lines.push(automatic("complete", Finding::Complete(gaps), gaps == 0));
    for rule in &case.programme.repeats {
        let mark = if repeats == 0 { Mark::Met } else { Mark::Hint };
        let line = automatic(&rule.id, Finding::Repeats(repeats), true);
        lines.push(Line { mark, clause: Some(rule.clause.clone()), severity: Some(rule.severity), ..line });
    }
    if case.state() == State::TargetCheck || case.state() == State::TargetReturned {
        lines.extend(targets_line(case));
        lines.extend(TARGET_ITEMS.map(|id| person_line(id, None, None, judged(id))));
        return Ok(lines);
    }
    for item in manual(case) {
        let rule =
            case.programme.rules.iter().find(|r| r.id == item.id && matches!(r.test, Test::Statement {}));
        let line = person_line(&item.id, item.clause, rule.map(|r| r.severity), judged(&item.id));
        lines.push(Line { remedy: rule.and_then(|r| r.remedy.clone()), ..line });
    }
    Ok(lines)
}

fn rule_line(judged: Option<Item>, v: Verdict) -> Line {
    let overridable = v.needs_override();
    let accepted = judged.as_ref().is_some_and(|i| i.verdict != "not_met");
    let mark = match (v.outcome, v.severity) {
        (Outcome::Met, _) => Mark::Met,
        (_, Severity::Notice) => Mark::Hint,
        _ if overridable && accepted => Mark::Overridden,
        _ if overridable => Mark::NeedsReason,
        (Outcome::Open, _) if v.reason.code.starts_with("recommend") => Mark::Hint,
        _ => Mark::NotMet,
    };
    Line {
        id: v.rule.clone(),
        mark,
        clause: Some(v.clause.clone()),
        severity: Some(v.severity),
        remedy: v.remedy.clone(),
        finding: Finding::Rule(Box::new(v)),
        by_person: false,
        overridable,
        judged,
    }
}

fn automatic(id: &str, finding: Finding, met: bool) -> Line {
    Line {
        id: id.to_owned(),
        mark: if met { Mark::Met } else { Mark::NotMet },
        finding,
        clause: None,
        severity: None,
        remedy: None,
        by_person: false,
        overridable: false,
        judged: None,
    }
}

/// Whether what counts was received in time: the programme says whose act it is (domain §3.1).
fn time_line(case: &CaseFile) -> Option<Line> {
    use kexiang_core::programme::SubmissionActor as By;
    let a = &case.application;
    let received = match case.programme.submission.deadline_counts {
        By::Applicant => a.handed_in_at.or(a.signed_off_at),
        By::Unit => a.signed_off_at,
        By::Recommender => a.recommended_at,
    };
    let (received, due) = (received.or(a.submitted_at)?, case.due()?);
    let line = automatic("in-time", Finding::Time { received, due: due.at }, due.is_met(received));
    Some(Line { clause: due.clause, ..line })
}

fn targets_line(case: &CaseFile) -> Option<Line> {
    let field = case.form().of_kind(FieldKind::Targets)?;
    let faults = target_faults(case, &field.id).len();
    Some(automatic("targets", Finding::Targets(faults), faults == 0))
}

fn target_faults(case: &CaseFile, field: &str) -> Vec<TargetFault> {
    let tier = Some(case.application.tier.as_str()).filter(|t| !t.is_empty());
    check_targets(case.project_type(), tier, &case.answers.targets(field))
}

fn person_line(id: &str, clause: Option<Clause>, severity: Option<Severity>, judged: Option<Item>) -> Line {
    let mark = match judged.as_ref().map(|i| i.verdict.as_str()) {
        None => Mark::Open,
        Some("met") => Mark::Met,
        Some("overridden") => Mark::Overridden,
        Some(_) => Mark::NotMet,
    };
    Line {
        id: id.to_owned(),
        mark,
        finding: Finding::Person,
        clause,
        severity,
        remedy: None,
        by_person: true,
        overridable: severity == Some(Severity::Soft),
        judged,
    }
}

impl CheckFile {
    /// The line with this id.
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.lines.iter().find(|l| l.id == id)
    }

    /// How many lines still wait for a person.
    pub fn open_lines(&self) -> usize {
        self.lines.iter().filter(|l| matches!(l.mark, Mark::Open | Mark::NeedsReason)).count()
    }

    /// Whether nothing stands against passing.
    pub fn may_pass(&self) -> bool {
        self.lines.iter().all(|l| matches!(l.mark, Mark::Met | Mark::Overridden | Mark::Hint))
    }

    /// Whether this is the target check.
    pub fn is_target_check(&self) -> bool {
        matches!(self.case.state(), State::TargetCheck | State::TargetReturned)
    }
}
