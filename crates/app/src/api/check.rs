//! The formal check and the check of performance targets, for the office.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kexiang_core::refusal::Refusal;
use kexiang_store::check as stored;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Clause, DONE, Done, Json, id, moment};
use crate::actions::check::{self, Decision, Judgement};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(judge))
        .routes(routes!(put_defects))
        .routes(routes!(decide))
        .routes(routes!(record))
}

/// The check sheet.
#[derive(Debug, Serialize, ToSchema)]
struct Sheet {
    /// State of the application.
    state: &'static str,
    /// Lines.
    lines: Vec<Line>,
    /// Defects of this round.
    defects: Vec<Defect>,
    /// Numbers of the records, the latest first.
    records: Vec<i64>,
    /// Whether one may judge now.
    may_judge: bool,
}

/// A line of the sheet.
#[derive(Debug, Serialize, ToSchema)]
struct Line {
    /// Id, as judgements name it.
    id: String,
    /// `met`, `not-met`, `needs-reason`, `overridden`, `open` or `hint`.
    mark: &'static str,
    /// Whether a person judges it.
    by_person: bool,
    /// Whether it may be accepted with a reason.
    overridable: bool,
    /// What a person said.
    reason: Option<String>,
    /// The words of the notice.
    clause: Option<Clause>,
    /// What would satisfy it.
    remedy: Option<String>,
}

/// A defect.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Defect {
    /// Field; empty for the application as a whole.
    #[serde(default)]
    #[schema(example = "plan")]
    field: String,
    /// What is wrong.
    #[schema(example = "未写明备案计划")]
    problem: String,
    /// What to change.
    #[schema(example = "请写明备案时间")]
    demand: String,
    /// Line of the sheet it was taken from, for its clause.
    #[serde(default, skip_serializing)]
    item: String,
}

/// The check sheet.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/check", tag = "check",
    responses((status = 200, body = Sheet))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Sheet> {
    let file = check::open(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let line = |l: &check::Line| Line {
        id: l.id.clone(),
        mark: l.mark.code(),
        by_person: l.by_person,
        overridable: l.overridable,
        reason: l.judged.as_ref().map(|item| item.reason.clone()),
        clause: l.clause.as_ref().map(Clause::from),
        remedy: l.remedy.clone(),
    };
    let defect = |d: &stored::Defect| Defect {
        field: d.field.clone(),
        problem: d.problem.clone(),
        demand: d.demand.clone(),
        item: String::new(),
    };
    Ok(Out(Sheet {
        state: file.case.state().code(),
        lines: file.lines.iter().map(line).collect(),
        defects: file.defects.iter().map(defect).collect(),
        records: file.records.iter().map(|r| r.n).collect(),
        may_judge: file.may_judge,
    }))
}

/// What an officer says of an item.
#[derive(Debug, Deserialize, ToSchema)]
struct Judged {
    /// Id of the line.
    #[schema(example = "commitment")]
    item: String,
    /// `met`, `not_met` or `overridden`.
    #[schema(example = "met")]
    verdict: String,
    /// Why; needed for `not_met` and `overridden`.
    #[serde(default)]
    reason: String,
}

/// Judges items, all or none of them.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/applications/{id}/check/items", tag = "check",
    request_body = Vec<Judged>, responses((status = 204))
)]
async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Vec<Judged>>,
) -> Done {
    let judgement = |s: Judged| Judgement { item: s.item, verdict: s.verdict, reason: s.reason };
    let all = said.into_iter().map(judgement).collect();
    check::judge(&app, &visitor.ctx(), &association, id(&key)?, all).await?;
    Ok(DONE)
}

/// Replaces the drafted defects of the round. Applicants hear of them when the application is returned.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/applications/{id}/check/defects", tag = "check",
    request_body = Vec<Defect>, responses((status = 204))
)]
async fn put_defects(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(defects): Body<Vec<Defect>>,
) -> Done {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    let file = check::open(&app, &ctx, &association, key).await?;
    let all = defects.into_iter().map(|d| stored::Defect {
        clause: file.line(&d.item).and_then(|l| l.clause.clone()),
        field: d.field,
        problem: d.problem,
        demand: d.demand,
    });
    check::put_defects(&app, &ctx, &association, key, all.collect()).await?;
    Ok(DONE)
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
struct Settling {
    /// `pass`, `return`, `refuse`, `pass-targets`, `return-targets`, `fail-targets` or `reopen`.
    #[schema(example = "refuse")]
    decision: String,
    /// Reason of a refusal, one of the list.
    #[serde(default)]
    #[schema(example = "signature")]
    code: String,
    /// Explanation.
    #[serde(default)]
    note: String,
}

/// The number of a record.
#[derive(Debug, Serialize, ToSchema)]
struct Decided {
    /// From 1.
    record: i64,
}

/// Decides, and writes the record.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/applications/{id}/check/decisions", tag = "check",
    request_body = Settling, responses((status = 201, body = Decided))
)]
async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Settling>,
) -> Result<(StatusCode, Out<Decided>), Failure> {
    let Settling { decision, code, note } = said;
    let decision = match decision.as_str() {
        "pass" => Decision::Pass,
        "return" => Decision::Return,
        "refuse" => Decision::Refuse { code, note },
        "pass-targets" => Decision::PassTargets,
        "return-targets" => Decision::ReturnTargets,
        "fail-targets" => Decision::FailTargets { note },
        "reopen" => Decision::Reopen { note },
        other => return Err(Refusal::new("bad-form").with("detail", other).at("decision").into()),
    };
    let record = check::decide(&app, &visitor.ctx(), &association, id(&key)?, decision).await?;
    Ok((StatusCode::CREATED, Out(Decided { record })))
}

/// The record of a decision.
#[derive(Debug, Serialize, ToSchema)]
struct CheckRecord {
    /// From 1.
    n: i64,
    /// What was decided.
    command: String,
    /// Verdicts, items, overrides, defects, reason.
    body: Value,
    /// SHA-256 of the body.
    body_hash: String,
    /// Who.
    decided_by: String,
    /// When.
    decided_at: String,
}

/// The record of a decision.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/check/records/{n}", tag = "check",
    responses((status = 200, body = CheckRecord))
)]
async fn record(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, n)): Path<(String, String, i64)>,
) -> Json<CheckRecord> {
    let (_, r) = check::record_of(&app, &visitor.ctx(), &association, id(&key)?, n).await?;
    Ok(Out(CheckRecord {
        n: r.n,
        command: r.command,
        body: r.body,
        body_hash: r.body_hash,
        decided_by: r.decided_by,
        decided_at: moment(r.decided_at),
    }))
}
