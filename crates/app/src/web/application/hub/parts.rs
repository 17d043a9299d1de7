//! What the page of an application shows beside the form.

use jiff::Timestamp;
use kexiang_core::application::{Gap, State as Stage};
use kexiang_core::policy::{Action, Actor, MemberRole, Scope, may};
use kexiang_core::time;
use kexiang_store::snapshot::Snapshot;
use kexiang_store::{application, check};

use super::super::form_view::FieldDefect;
use super::super::gap_words;
use crate::actions::application::CaseFile;
use crate::locale::Locale;

/// Something still to be done, with the place where.
pub struct TodoView {
    pub href: String,
    pub label: String,
    pub note: String,
}

/// A button that gives a command.
pub struct CommandView {
    pub code: &'static str,
    pub primary: bool,
    pub reason: bool,
}

/// A joint organisation.
pub struct PartnerView {
    pub id: String,
    pub name: String,
    pub class: String,
    pub part: String,
    pub state: String,
    pub note: String,
    pub mine: bool,
}

/// A defect the office named.
pub struct DefectView {
    pub href: String,
    pub field: String,
    pub label: String,
    pub problem: String,
    pub demand: String,
    pub says: String,
    pub place: String,
}

/// Why the office did not accept it.
pub struct OutcomeView {
    pub reason: String,
    pub note: String,
    pub by: String,
    /// Address of the letter; empty for none.
    pub letter: String,
}

/// A step of the timeline.
pub struct StepView {
    pub word: String,
    pub who: String,
    pub when: String,
    pub reason: String,
}

/// A kept version.
pub struct VersionView {
    pub kind: String,
    pub who: String,
    pub when: String,
    pub href: String,
}

/// The moment that counts next for the person in front of the page.
pub fn due(case: &CaseFile) -> Option<Timestamp> {
    match case.state() {
        Stage::Draft | Stage::AwaitingUnit | Stage::AwaitingRecommendation => case.due().map(|d| d.at),
        Stage::Returned | Stage::TargetReturned => case.application.correction_due,
        _ => None,
    }
}

pub fn turn(l: &Locale, case: &CaseFile) -> String {
    let key = match case.state() {
        Stage::Draft | Stage::Returned | Stage::TargetReturned => "turn-filler",
        Stage::AwaitingUnit => "turn-unit",
        Stage::AwaitingRecommendation => "turn-recommender",
        Stage::Submitted | Stage::TargetCheck => "turn-office",
        Stage::Ready => "turn-review",
        _ => "turn-nobody",
    };
    l.t(key).to_owned()
}

/// What stands between the draft and its submission, each with the place where it is put right.
pub fn todo(l: &Locale, case: &CaseFile, gaps: &[Gap]) -> Vec<TodoView> {
    let field =
        |g: &Gap| TodoView { href: format!("#f-{}", g.field), label: g.label.clone(), note: gap_words(l, g) };
    let recommender = case.needs_recommendation() && case.recommender.is_none();
    let choose = recommender.then(|| TodoView {
        href: "#recommender".into(),
        label: l.t("hub-recommender").to_owned(),
        note: l.t("gap-recommender").to_owned(),
    });
    gaps.iter().map(field).chain(choose).collect()
}

/// The commands the person may give in this state, the first one the next step.
pub fn commands(actor: &Actor, case: &CaseFile) -> Vec<CommandView> {
    let scope = case.scope();
    let can = |action| may(actor, action, &Scope::Application(&scope)).is_ok();
    let unit = can(Action::ApplicationSignOff);
    let mut all = Vec::new();
    let mut add = |allowed: bool, code: &'static str, reason| {
        if allowed {
            let primary = all.is_empty() && !matches!(code, "withdraw" | "take-back");
            all.push(CommandView { code, primary, reason });
        }
    };
    match case.state() {
        Stage::Draft => {
            add(unit, "sign-off", false);
            add(!unit && can(Action::ApplicationHandIn), "hand-in", false);
        }
        Stage::AwaitingUnit => {
            add(unit, "sign-off", false);
            add(unit, "send-back", true);
            add(!unit && can(Action::ApplicationHandIn), "take-back", false);
        }
        Stage::AwaitingRecommendation => {
            add(can(Action::Recommend), "recommend", false);
            add(can(Action::Recommend), "decline-recommendation", true);
            add(can(Action::ApplicationWithdraw), "withdraw", false);
        }
        Stage::Submitted => add(can(Action::ApplicationWithdraw), "withdraw", false),
        Stage::Returned | Stage::TargetReturned => add(unit, "resubmit", false),
        Stage::Withdrawn => add(can(Action::ApplicationWithdraw), "reopen", false),
        _ => {}
    }
    all
}

pub fn partners(l: &Locale, actor: &Actor, case: &CaseFile) -> Vec<PartnerView> {
    let a = &case.application;
    case.joint
        .iter()
        .map(|j| PartnerView {
            id: j.organisation.to_string(),
            name: j.name.clone(),
            class: l.word("class", j.class.code()),
            part: j.part.clone(),
            state: j.state.clone(),
            note: j.note.clone(),
            mine: actor.is_member(&a.association, j.organisation, MemberRole::Administrator),
        })
        .collect()
}

/// What the office named, while it is the applicant's turn.
pub fn defects(case: &CaseFile, named: &[check::Defect], notice: &str) -> Vec<DefectView> {
    if !case.is_editable() || case.state() == Stage::Draft {
        return Vec::new();
    }
    let view = |d: &check::Defect| DefectView {
        href: if d.field.is_empty() { "#application".into() } else { format!("#f-{}", d.field) },
        field: d.field.clone(),
        label: case.form().field(&d.field).map(|f| f.label.clone()).unwrap_or_default(),
        problem: d.problem.clone(),
        demand: d.demand.clone(),
        says: d.clause.as_ref().map(|c| c.says.clone()).unwrap_or_default(),
        place: d.clause.as_ref().map(|c| format!("{notice} {}", c.at)).unwrap_or_default(),
    };
    named.iter().map(view).collect()
}

/// The same, for the fields themselves.
pub fn beside(defects: &[DefectView]) -> Vec<(String, FieldDefect)> {
    let numbered = defects.iter().enumerate();
    let pair = |(n, d): (usize, &DefectView)| {
        let beside = FieldDefect { n: n + 1, problem: d.problem.clone(), demand: d.demand.clone() };
        (d.field.clone(), beside)
    };
    numbered.map(pair).collect()
}

/// Why it ended, from the record of the decision: the applicant reads the reason, not the office's sheet.
pub fn outcome(
    l: &Locale,
    base: &str,
    steps: &[application::Step],
    records: &[check::Record],
    state: Stage,
) -> Option<OutcomeView> {
    if !matches!(state, Stage::NotAccepted | Stage::TargetFailed) {
        return None;
    }
    let step = steps.iter().rev().find(|s| s.to == state)?;
    let record = records.iter().find(|r| r.command == step.command);
    let note =
        record.and_then(|r| r.body.get("note")).and_then(serde_json::Value::as_str).unwrap_or_default();
    Some(OutcomeView {
        reason: self::step(l, step).reason,
        note: note.to_owned(),
        by: format!("{}　{}", step.actor, time::long(step.at)),
        letter: record.map(|_| format!("{base}/outcome.pdf")).unwrap_or_default(),
    })
}

pub fn step(l: &Locale, s: &application::Step) -> StepView {
    StepView {
        word: l.word("step", &s.command),
        who: s.actor.clone(),
        when: time::long(s.at),
        reason: match s.command.as_str() {
            "refuse-check" => l.word("check-reason", &s.reason),
            _ => s.reason.clone(),
        },
    }
}

pub fn version(l: &Locale, base: &str, v: &Snapshot) -> VersionView {
    VersionView {
        kind: l.word("version-kind", &v.kind),
        who: v.made_by.clone(),
        when: time::short(v.made_at),
        href: format!("{base}/versions/{}", v.n),
    }
}
