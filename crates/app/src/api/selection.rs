//! Proposals: who is selected with which sum, and the chain of signatures.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kexiang_core::money::Fen;
use kexiang_core::refusal::Refusal;
use kexiang_core::selection::{AmountRule, Command, Outcome, WhatIf};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, id, moment};
use crate::actions::selection::{self, Edited, SelectionFile};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(begin))
        .routes(routes!(show))
        .routes(routes!(edit))
        .routes(routes!(fill))
        .routes(routes!(give))
}

/// A proposal in the list.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalCard {
    /// Id.
    id: String,
    /// Code of the call.
    call: String,
    /// Title.
    title: String,
    /// `draft`, `at_head`, `at_leader` or `signed`.
    state: &'static str,
    /// How many are selected.
    selected: usize,
    /// Sum of the selected, in fen.
    total: i64,
    /// When it was made.
    made_at: String,
}

impl ProposalCard {
    fn of(file: &SelectionFile) -> Self {
        ProposalCard {
            id: file.selection.id.to_string(),
            call: file.call.code.clone(),
            title: file.selection.title.clone(),
            state: file.selection.state.code(),
            selected: file.lines.iter().filter(|l| l.outcome == Outcome::Select).count(),
            total: file.total().0,
            made_at: moment(file.selection.made_at),
        }
    }
}

/// A proposal.
#[derive(Debug, Serialize, ToSchema)]
struct Proposal {
    /// State, sums.
    #[serde(flatten)]
    card: ProposalCard,
    /// Money there is, in fen; none where the plan alone limits.
    money: Option<i64>,
    /// Note to those who sign.
    note: String,
    /// Number of the meeting's record.
    record: String,
    /// SHA-256 of the signed lines; empty before.
    body_hash: String,
    /// Codes of what stands against handing it up, with the line concerned.
    wrong: Vec<(String, String)>,
    /// The lines in the order of the ranking.
    lines: Vec<ProposalLine>,
}

/// A line of a proposal.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalLine {
    /// Application.
    application: String,
    /// Number.
    number: String,
    /// Title.
    title: String,
    /// Code of the type.
    type_code: String,
    /// Place in the ranking; 0 without a score.
    place: u32,
    /// Score in hundredths.
    score: Option<i64>,
    /// Sum applied for, in fen.
    applied: i64,
    /// `open`, `select`, `reserve` or `decline`.
    outcome: &'static str,
    /// Proposed sum, in fen.
    amount: i64,
    /// Why it departs from the ranking or the plan.
    reason: String,
}

/// All proposals.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/selections", tag = "selection",
    responses((status = 200, body = Vec<ProposalCard>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<ProposalCard>> {
    let all = selection::list(&app, &visitor.ctx(), &association).await?;
    Ok(Out(all.iter().map(ProposalCard::of).collect()))
}

/// Of which call.
#[derive(Debug, Deserialize, ToSchema)]
struct ProposalWanted {
    /// Code of the call.
    #[schema(example = "lz-2026")]
    call: String,
}

/// The id of a proposal.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalId {
    /// Id.
    id: String,
}

/// Makes a proposal of the reviewed applications of a call.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/selections", tag = "selection",
    request_body = ProposalWanted, responses((status = 201, body = ProposalId))
)]
async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(wanted): Body<ProposalWanted>,
) -> Result<(StatusCode, Out<ProposalId>), Failure> {
    let id = selection::begin(&app, &visitor.ctx(), &association, &wanted.call).await?;
    Ok((StatusCode::CREATED, Out(ProposalId { id: id.to_string() })))
}

/// One proposal.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/selections/{id}", tag = "selection",
    responses((status = 200, body = Proposal))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Proposal> {
    let file = selection::open(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let line = |l: &kexiang_core::selection::Line| {
        let row = file.applications.get(&l.application);
        ProposalLine {
            application: l.application.to_string(),
            number: row.map(|a| a.number.clone()).unwrap_or_default(),
            title: row.map(|a| a.title.clone()).unwrap_or_default(),
            type_code: l.type_code.clone(),
            place: l.place,
            score: l.score,
            applied: l.applied.0,
            outcome: l.outcome.code(),
            amount: l.amount.0,
            reason: l.reason.clone(),
        }
    };
    let wrong = file.wrong().into_iter().map(|r| (r.code, r.at.unwrap_or_default()));
    let s = &file.selection;
    Ok(Out(Proposal {
        card: ProposalCard::of(&file),
        money: s.money.map(|m| m.0),
        note: s.note.clone(),
        record: s.record.clone(),
        body_hash: s.body_hash.clone(),
        wrong: wrong.collect(),
        lines: file.lines.iter().map(line).collect(),
    }))
}

/// What is proposed.
#[derive(Debug, Deserialize, ToSchema)]
struct ProposalEdit {
    /// Lines that change.
    #[serde(default)]
    lines: Vec<LineEdit>,
    /// Note to those who sign.
    #[serde(default)]
    note: String,
    /// Money there is, in fen.
    #[serde(default)]
    money: Option<i64>,
}

/// What is proposed of an application.
#[derive(Debug, Deserialize, ToSchema)]
struct LineEdit {
    /// Application.
    application: String,
    /// `open`, `select`, `reserve` or `decline`.
    #[schema(example = "select")]
    outcome: String,
    /// Sum in fen, for `select`.
    #[serde(default)]
    amount: i64,
    /// Why it departs from the ranking or the plan.
    #[serde(default)]
    reason: String,
}

/// Changes lines, note and money of a draft.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/selections/{id}/lines", tag = "selection",
    request_body = ProposalEdit, responses((status = 204))
)]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<ProposalEdit>,
) -> Done {
    let line = |l: LineEdit| -> Result<_, Refusal> {
        let outcome = Outcome::from_code(&l.outcome).ok_or_else(|| odd("outcome"))?;
        Ok((id(&l.application)?, outcome, Fen(l.amount), l.reason))
    };
    let lines: Result<Vec<_>, _> = said.lines.into_iter().map(line).collect();
    let edited = Edited { lines: lines?, note: said.note, money: said.money.map(Fen) };
    selection::edit(&app, &visitor.ctx(), &association, id(&key)?, edited).await?;
    Ok(DONE)
}

/// A value that is none of the known ones.
fn odd(field: &str) -> Refusal {
    Refusal::new("bad-form").with("detail", field).at(field)
}

/// How a draft is filled in by rank.
#[derive(Debug, Deserialize, ToSchema)]
struct Filling {
    /// `applied`, `lowest` or `highest`: the sum where the notice leaves room.
    #[schema(example = "applied")]
    amounts: String,
    /// Money there is, in fen; none: as much as the plan takes.
    #[serde(default)]
    money: Option<i64>,
    /// Least score of a selected one, in hundredths.
    #[serde(default)]
    least: i64,
    /// How many of each type and tier are kept in reserve.
    #[serde(default)]
    reserve: u32,
}

/// Fills a draft in by rank, plan and money.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/selections/{id}/filling", tag = "selection",
    request_body = Filling, responses((status = 204))
)]
async fn fill(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Filling>,
) -> Done {
    let amounts = AmountRule::from_code(&said.amounts).ok_or_else(|| odd("amounts"))?;
    let ask = WhatIf { amounts, money: said.money.map(Fen), least: said.least, reserve: said.reserve };
    selection::fill_in(&app, &visitor.ctx(), &association, id(&key)?, ask).await?;
    Ok(DONE)
}

/// A step of the chain.
#[derive(Debug, Deserialize, ToSchema)]
struct ProposalStep {
    /// `hand-up`, `forward`, `send-back` or `sign`.
    #[schema(example = "hand-up")]
    step: String,
    /// Why it is sent back.
    #[serde(default)]
    reason: String,
    /// Number of the meeting's record, for `sign`.
    #[serde(default)]
    record: String,
}

/// Where a proposal stands now.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalState {
    /// State.
    state: &'static str,
}

/// Hands up, forwards, sends back or signs. Signing takes effect for all lines or for none.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/selections/{id}/steps", tag = "selection",
    request_body = ProposalStep, responses((status = 200, body = ProposalState))
)]
async fn give(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<ProposalStep>,
) -> Json<ProposalState> {
    let command = match said.step.as_str() {
        "hand-up" => Command::HandUp,
        "forward" => Command::Forward,
        "send-back" => Command::SendBack { reason: said.reason },
        "sign" => Command::Sign { record: said.record },
        _ => return Err(odd("step").into()),
    };
    let then = selection::give(&app, &visitor.ctx(), &association, id(&key)?, command).await?;
    Ok(Out(ProposalState { state: then.code() }))
}
