//! The decisions of the two checks. Each one writes, together with the change of state, a record that holds everything it
//! rests on, as canonical JSON under its hash.

use kexiang_core::canonical::{ContentHash, canonical_bytes};
use kexiang_core::id::Id;
use kexiang_core::lifecycle::{Command, Event, decide as settle};
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::Tx;
use kexiang_store::check::{self, Defect, Record};
use kexiang_store::write::{self, Entry, Subject};
use serde_json::{Value, json};

use super::super::application::CaseFile;
use super::super::application::take_effect;
use super::super::{Ctx, Failure, Fault};
use super::sheet::{CheckFile, Line, Mark, read};
use crate::chance;
use crate::state::App;

/// Reasons of refusal (不予受理理由): what the formal checks of the national fund refuse most, and what the notices name.
/// Their words are `check-reason-<code>`.
pub const REASONS: [&str; 12] = [
    "not-eligible",
    "out-of-scope",
    "wrong-type",
    "parts-missing",
    "consent-missing",
    "letter-missing",
    "signature",
    "notes-missing",
    "repeated",
    "over-limit",
    "untrue",
    "other",
];

/// What an officer decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// 通过
    Pass,
    /// 退回补正: once, with all defects.
    Return,
    /// 不予受理
    Refuse {
        /// One of [`REASONS`].
        code: String,
        /// Explanation; needed for `other`.
        note: String,
    },
    /// 绩效目标审核通过
    PassTargets,
    /// 绩效目标退回修改
    ReturnTargets,
    /// 绩效目标审核不合格: the application ends here (G15).
    FailTargets {
        /// Why.
        note: String,
    },
    /// 撤销审查结论
    Reopen {
        /// Why.
        note: String,
    },
}

impl Decision {
    /// What was explained.
    fn note(&self) -> &str {
        match self {
            Decision::Refuse { note, .. } | Decision::FailTargets { note } | Decision::Reopen { note } => {
                note.trim()
            }
            _ => "",
        }
    }

    fn command(&self, defects: usize) -> Command {
        let reason = self.note().to_owned();
        match self {
            Decision::Pass => Command::PassCheck,
            Decision::Return => Command::ReturnCheck { defects },
            Decision::Refuse { code, .. } => Command::RefuseCheck { reason: code.clone() },
            Decision::PassTargets => Command::PassTargets,
            Decision::ReturnTargets => Command::ReturnTargets { defects },
            Decision::FailTargets { .. } => Command::FailTargets { reason },
            Decision::Reopen { .. } => Command::ReopenCheck { reason },
        }
    }

    fn permission(&self) -> Action {
        match self {
            Decision::Pass | Decision::Return | Decision::Refuse { .. } => Action::FormalCheck,
            Decision::PassTargets | Decision::ReturnTargets | Decision::FailTargets { .. } => {
                Action::TargetCheck
            }
            Decision::Reopen { .. } => Action::CheckReopen,
        }
    }

    fn names_defects(&self) -> bool {
        matches!(self, Decision::Return | Decision::ReturnTargets)
    }
}

/// Decides, and writes the record in the same transaction. The number of the record.
///
/// # Errors
/// What the policy and the lifecycle refuse: `not-eligible` with the clause where a hard rule bars, `override-missing`,
/// `items-open`, `already-returned`, `defects-missing`, `reason-missing`, `wrong-state`; `unknown-reason` for a reason
/// that is not on the list; `items-not-met` where a person found an item not met and yet wants to pass.
pub async fn decide(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    decision: Decision,
) -> Result<i64, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let (step_id, held) = (chance::id(ctx.now), app.clone());
    known_reason(&decision)?;
    app.store
        .write(move |tx| {
            let mut case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, decision.permission(), &Scope::Application(&case.scope()))?;
            let mut sheet = read(tx, &ctx, case.clone())?;
            let round = super::round(&case, &sheet.records);
            if decision.names_defects() {
                sheet.defects = collected(&sheet);
            }
            let command = decision.command(sheet.defects.len());
            let event = settle(&case.dossier(ctx.now)?, &command, ctx.now)?;
            all_met(&decision, &sheet)?;
            if decision.names_defects() {
                check::put_defects(tx, &association, id, round, &sheet.defects, &ctx.actor.name, ctx.now)?;
            }
            take_effect(tx, &held, &ctx, &mut case, &command, event, step_id)?;
            write_record(tx, &ctx, &sheet, &case, &decision, &command, event, round)
        })
        .await
}

/// A reason of the list; "other" says which.
fn known_reason(decision: &Decision) -> Result<(), Refusal> {
    let Decision::Refuse { code, note } = decision else { return Ok(()) };
    if code.is_empty() {
        return Err(Refusal::new("reason-missing").at("reason"));
    }
    if !REASONS.contains(&code.as_str()) {
        return Err(Refusal::new("unknown-reason").with("code", code).at("reason"));
    }
    if code == "other" && note.trim().is_empty() {
        return Err(Refusal::new("reason-missing").at("note"));
    }
    Ok(())
}

/// All defects at once (一次性告知): those drafted, then every item that a person found not met and no draft rests on.
pub fn collected(sheet: &CheckFile) -> Vec<Defect> {
    let mut all = sheet.defects.clone();
    for line in sheet.lines.iter().filter(|l| l.mark == Mark::NotMet) {
        let Some(said) = line.judged.as_ref().filter(|_| line.by_person) else { continue };
        let known = all.iter().any(|d| {
            d.problem == said.reason || (d.clause.is_some() && d.clause.as_ref() == line.clause.as_ref())
        });
        if !known {
            all.push(Defect {
                field: String::new(),
                problem: said.reason.clone(),
                clause: line.clause.clone(),
                demand: line.remedy.clone().unwrap_or_else(|| said.reason.clone()),
            });
        }
    }
    all
}

/// What the lifecycle does not know: a person's "not met" and open items of the target check stand against passing.
fn all_met(decision: &Decision, sheet: &CheckFile) -> Result<(), Refusal> {
    if !matches!(decision, Decision::Pass | Decision::PassTargets) {
        return Ok(());
    }
    if let Some(line) = sheet.lines.iter().find(|l| l.mark == Mark::NotMet) {
        return Err(Refusal::new("items-not-met").at(&line.id).by_any(line.clause.as_ref()));
    }
    match sheet.open_lines() {
        0 => Ok(()),
        open => Err(Refusal::new("items-open").with("count", open)),
    }
}

#[expect(clippy::too_many_arguments, reason = "what was before, what is now, and what was decided between")]
fn write_record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    sheet: &CheckFile,
    after: &CaseFile,
    decision: &Decision,
    command: &Command,
    event: Event,
    round: i64,
) -> Result<i64, Failure> {
    let a = &after.application;
    let body = body(ctx, sheet, after, decision, command, event, round);
    let fault = |e| Fault::new("recording a check", e);
    let bytes = canonical_bytes(&body).map_err(fault)?;
    let hash = ContentHash::of(&bytes).to_string();
    let canonical: Value = serde_json::from_slice(&bytes).map_err(|e| Fault::new("recording a check", e))?;
    let record = Record {
        n: 0,
        command: command.code().to_owned(),
        body: canonical,
        body_hash: hash.clone(),
        decided_by: ctx.actor.name.clone(),
        decided_at: ctx.now,
    };
    let n = check::add_record(tx, &a.association, a.id, &record)?;
    let entry = ctx.entry(&a.association, "check.record", Subject::new("application", a.id));
    let noted = json!({ "record": n, "command": command.code(), "body_hash": hash, "note": decision.note() });
    write::record(tx, Entry { after: Some(noted), ..entry })?;
    Ok(n)
}

/// Everything the decision rests on. Whole numbers and texts only, so that it has one canonical form.
fn body(
    ctx: &Ctx,
    sheet: &CheckFile,
    after: &CaseFile,
    decision: &Decision,
    command: &Command,
    event: Event,
    round: i64,
) -> Value {
    let a = &after.application;
    let defects: Vec<&Defect> =
        if decision.names_defects() { sheet.defects.iter().collect() } else { Vec::new() };
    let overrides: Vec<&Line> = sheet.lines.iter().filter(|l| l.mark == Mark::Overridden).collect();
    json!({
        "application": a.id.to_string(),
        "number": a.number,
        "title": a.title,
        "organisation": a.organisation_name,
        "type": a.type_code,
        "programme": after.programme.programme.code,
        "call_version": a.call_version,
        "content_hash": a.content_hash,
        "version_code": a.version_code,
        "command": command.code(),
        "from": event.from.code(),
        "to": event.to.code(),
        "round": round,
        "items": sheet.lines.iter().map(line).collect::<Vec<_>>(),
        "overrides": overrides.into_iter().map(overridden).collect::<Vec<_>>(),
        "defects": defects.into_iter().map(defect).collect::<Vec<_>>(),
        "reason": if let Decision::Refuse { code, .. } = decision { code.as_str() } else { "" },
        "note": decision.note(),
        "correction_due": a.correction_due.filter(|_| event.opens_correction).map(time::exact),
        "decided_by": ctx.actor.name,
        "decided_at": time::exact(ctx.now),
    })
}

fn line(l: &Line) -> Value {
    use super::sheet::Finding as F;
    let finding = match &l.finding {
        F::Rule(v) => {
            json!({ "code": v.reason.code, "args": v.reason.args, "outcome": v.outcome, "severity": v.severity })
        }
        F::Time { received, due } => {
            json!({ "code": "time", "received": time::exact(*received), "due": time::exact(*due) })
        }
        F::Complete(n) => json!({ "code": "gaps", "count": n }),
        F::Targets(n) => json!({ "code": "target-faults", "count": n }),
        F::Repeats(n) => json!({ "code": "repeats", "count": n }),
        F::Person => json!({ "code": "person" }),
    };
    let judged = l.judged.as_ref().map(|i| {
        json!({ "verdict": i.verdict, "reason": i.reason, "by": i.judged_by, "at": time::exact(i.judged_at) })
    });
    json!({ "id": l.id, "mark": l.mark.code(), "finding": finding, "clause": l.clause, "judged": judged })
}

fn overridden(l: &Line) -> Value {
    let said = l.judged.as_ref();
    json!({
        "id": l.id,
        "clause": l.clause,
        "reason": said.map(|i| i.reason.as_str()),
        "by": said.map(|i| i.judged_by.as_str()),
        "at": said.map(|i| time::exact(i.judged_at)),
    })
}

fn defect(d: &Defect) -> Value {
    json!({ "field": d.field, "problem": d.problem, "clause": d.clause, "demand": d.demand })
}
