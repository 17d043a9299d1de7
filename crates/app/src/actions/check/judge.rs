//! Judging items and drafting defects. Nothing here reaches the applicant: only a decision does.

use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_store::check::{self, Defect, Item};
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{Tx, application};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::application::CaseFile;
use super::super::{Ctx, Failure};
use super::sheet::{Line, lines, read};
use crate::state::App;

/// Longest reason, problem or demand, in characters.
const LONGEST: usize = 2000;
/// Most defects of one return.
const MOST: usize = 100;

/// What an officer says of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Id of the line.
    pub item: String,
    /// `met`, `not_met` or `overridden`; empty takes the judgement back to "not judged" only by judging anew.
    pub verdict: String,
    /// Why; needed for `not_met` and for every override.
    #[serde(default)]
    pub reason: String,
}

/// Judges items of the round that is being worked on, all or none of them.
///
/// # Errors
/// `not-in-check` outside the two checks; `unknown-item`; `reason-missing` for an override or a "not met" without a
/// reason; `hard-rule` with the clause for an override of a rule that cannot be overridden; `judged-by-system` for an
/// item that is no person's business.
pub async fn judge(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    judgements: Vec<Judgement>,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut case = in_check(tx, &programmes, &ctx, &association, id)?;
            let sheet = read(tx, &ctx, case.clone())?;
            let round = super::round(&case, &sheet.records);
            for judgement in &judgements {
                let line = sheet.line(&judgement.item);
                let line = line.ok_or_else(|| Refusal::new("unknown-item").with("item", &judgement.item))?;
                let item = judged(line, judgement, &ctx)?;
                if same(line.judged.as_ref(), &item) {
                    continue;
                }
                check::put_item(tx, &association, id, round, &item)?;
                note(tx, &ctx, &association, id, line, &item)?;
            }
            count_overrides(tx, &ctx, &mut case, round)
        })
        .await
}

/// Replaces the drafted defects of the round.
///
/// # Errors
/// `not-in-check`; `unknown-field` for an anchor that the form does not have; `defect-incomplete` where the problem or
/// the demand is missing; `too-many-defects`.
pub async fn put_defects(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    defects: Vec<Defect>,
) -> Result<(), Failure> {
    if defects.len() > MOST {
        return Err(Refusal::new("too-many-defects").with("max", MOST).into());
    }
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let case = in_check(tx, &programmes, &ctx, &association, id)?;
            let clean: Vec<Defect> =
                defects.iter().map(|d| complete(&case, d)).collect::<Result<_, Refusal>>()?;
            let records = check::records(tx, &association, id)?;
            let round = super::round(&case, &records);
            check::put_defects(tx, &association, id, round, &clean, &ctx.actor.name, ctx.now)?;
            let list: Vec<_> = clean
                .iter()
                .map(|d| json!({ "field": d.field, "problem": d.problem, "demand": d.demand }))
                .collect();
            let entry = ctx.entry(&association, "check.defects", Subject::new("application", id));
            record(tx, Entry { after: Some(json!({ "round": round, "defects": list })), ..entry })?;
            Ok(())
        })
        .await
}

/// Loads an application that is in one of the two checks, for somebody who may judge there.
fn in_check(
    tx: &mut Tx<'_>,
    programmes: &crate::programmes::Programmes,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<CaseFile, Failure> {
    let case = CaseFile::load(tx, programmes, association, id, true)?;
    let action = match case.state() {
        State::TargetCheck => Action::TargetCheck,
        _ => Action::FormalCheck,
    };
    may(&ctx.actor, action, &Scope::Application(&case.scope()))?;
    if !matches!(case.state(), State::Submitted | State::TargetCheck) {
        return Err(Refusal::new("not-in-check").with("state", case.state().code()).into());
    }
    Ok(case)
}

/// The item as it is stored, if the line may be judged so.
fn judged(line: &Line, judgement: &Judgement, ctx: &Ctx) -> Result<Item, Refusal> {
    let reason = judgement.reason.trim();
    let refusal = |code: &str| Refusal::new(code).at(&line.id);
    if reason.chars().count() > LONGEST {
        return Err(refusal("text-too-long").with("max", LONGEST));
    }
    if !line.by_person && !line.overridable {
        let code = if line.clause.is_some() { "hard-rule" } else { "judged-by-system" };
        return Err(refusal(code).by_any(line.clause.as_ref()));
    }
    match judgement.verdict.as_str() {
        "met" if line.by_person => {}
        "overridden" if !line.overridable => return Err(refusal("hard-rule").by_any(line.clause.as_ref())),
        "met" | "not_met" | "overridden" if reason.is_empty() => {
            return Err(refusal("reason-missing").by_any(line.clause.as_ref()));
        }
        "met" | "not_met" | "overridden" => {}
        other => return Err(refusal("bad-form").with("detail", other)),
    }
    Ok(Item {
        item: line.id.clone(),
        // An officer who looked where the ledger did not know has set the rule aside with a reason, too.
        verdict: if judgement.verdict == "met" && !line.by_person {
            "overridden"
        } else {
            &judgement.verdict
        }
        .to_owned(),
        reason: reason.to_owned(),
        judged_by: ctx.actor.name.clone(),
        judged_at: ctx.now,
    })
}

fn same(before: Option<&Item>, now: &Item) -> bool {
    before.is_some_and(|b| b.verdict == now.verdict && b.reason == now.reason)
}

fn note(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    id: Id,
    line: &Line,
    item: &Item,
) -> Result<(), Failure> {
    let before = line.judged.as_ref().map(|b| json!({ "verdict": b.verdict, "reason": b.reason }));
    let after = json!({ "item": item.item, "verdict": item.verdict, "reason": item.reason });
    let entry = ctx.entry(association, "check.judge", Subject::new("application", id));
    Ok(record(tx, Entry { before, after: Some(after), ..entry })?)
}

/// Keeps the number of soft rules without an override in the register, where lists filter by it.
fn count_overrides(tx: &mut Tx<'_>, ctx: &Ctx, case: &mut CaseFile, round: i64) -> Result<(), Failure> {
    let (association, id) = (case.application.association.clone(), case.application.id);
    let items = check::items(tx, &association, id, round)?;
    let open = lines(case, &items, 0, ctx.now)?;
    let open = open.iter().filter(|l| l.mark == super::Mark::NeedsReason).count();
    let open = i64::try_from(open).unwrap_or(i64::MAX);
    if open != case.application.open_overrides {
        case.application.open_overrides = open;
        application::update(tx, &case.application, case.state(), &case.search_key())?;
    }
    Ok(())
}

/// A defect says where, what and what to do; the clause of its field is added where none was chosen.
fn complete(case: &CaseFile, d: &Defect) -> Result<Defect, Refusal> {
    let field = case.form().field(&d.field);
    if !d.field.is_empty() && field.is_none() {
        return Err(Refusal::new("unknown-field").with("field", &d.field));
    }
    let (problem, demand) = (d.problem.trim(), d.demand.trim());
    if problem.is_empty() || demand.is_empty() {
        return Err(Refusal::new("defect-incomplete").at(&d.field));
    }
    if problem.chars().count() > LONGEST || demand.chars().count() > LONGEST {
        return Err(Refusal::new("text-too-long").with("max", LONGEST).at(&d.field));
    }
    Ok(Defect {
        field: d.field.clone(),
        problem: problem.to_owned(),
        clause: d.clause.clone().or_else(|| field.and_then(|f| f.clause.clone())),
        demand: demand.to_owned(),
    })
}
