//! The plan of who reviews what.

use axum::Json as Out;
use axum::extract::{Path, State};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Edit, Pair};
use kexiang_matching::assign::Why;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, id};
use crate::actions::Fault;
use crate::actions::panel::{self, Choice, Step};
use crate::state::App;
use crate::web::Visitor;
use crate::web::form::Json as Body;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(edit))
        .routes(routes!(step))
        .routes(routes!(reason))
}

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
struct AssignmentPlan {
    /// `draft`, `handed_in` or `sealed`.
    state: &'static str,
    /// Points of the plan.
    points: i64,
    /// Points of what is assigned now.
    points_before: i64,
    /// How many rules it breaks; none before it can be handed in.
    broken: usize,
    /// Steps that can be taken back.
    undo: usize,
    /// SHA-256 of the sealed pairs; empty before.
    hash: String,
    /// Every pair of the panel.
    pairs: Vec<PlannedPair>,
}

/// An application and an expert in a plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlannedPair {
    /// Application.
    application: String,
    /// Expert.
    expert: String,
    /// Fit, 0 to 1000.
    fit: u16,
    /// Whether the plan has it.
    given: bool,
    /// Whether a computation keeps it.
    locked: bool,
    /// Whether a computation avoids it.
    forbidden: bool,
    /// Whether it is assigned now.
    assigned: bool,
}

/// The plan of a panel, or the one that would begin with what is assigned.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/panels/{id}/plan", tag = "panel",
    responses((status = 200, body = AssignmentPlan))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<AssignmentPlan> {
    let plan = panel::open_plan(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let now = &plan.row.plan.now;
    let pair = |(pair, fit): (&Pair, &u16)| PlannedPair {
        application: pair.0.to_string(),
        expert: pair.1.to_string(),
        fit: *fit,
        given: now.pairs.contains(pair),
        locked: now.locked.contains(pair),
        forbidden: now.forbidden.contains(pair),
        assigned: plan.present.contains(pair),
    };
    Ok(Out(AssignmentPlan {
        state: plan.row.state.code(),
        points: plan.checked.score.points,
        points_before: plan.before.points,
        broken: plan.checked.broken.len(),
        undo: plan.row.plan.past.len(),
        hash: plan.row.hash.clone(),
        pairs: plan.desk.fits.iter().map(pair).collect(),
    }))
}

/// A step of drawing up.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct PlanEdit {
    /// `give`, `take`, `move`, `lock`, `free`, `forbid`, `undo`, `best` (compute) or `nearest` (compute with few changes).
    #[schema(example = "best")]
    edit: String,
    /// Application, where the step is about a pair.
    application: String,
    /// Expert.
    expert: String,
    /// The expert it moves to.
    to: String,
}

/// Draws up a plan, by hand or computed.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/panels/{id}/plan/edits", tag = "panel",
    request_body = PlanEdit, responses((status = 204))
)]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(e): Body<PlanEdit>,
) -> Done {
    let (ctx, panel) = (visitor.ctx(), id(&key)?);
    let choice = match e.edit.as_str() {
        "best" => Some(Choice::Best),
        "nearest" => Some(Choice::Nearest),
        _ => None,
    };
    match choice {
        Some(choice) => panel::compute_plan(&app, &ctx, &association, panel, choice).await?,
        None => panel::edit_plan(&app, &ctx, &association, panel, e.read()?).await?,
    }
    Ok(DONE)
}

impl PlanEdit {
    fn read(&self) -> Result<Edit, Refusal> {
        if self.edit == "undo" {
            return Ok(Edit::Undo);
        }
        let pair = (id(&self.application)?, id(&self.expert)?);
        Ok(match self.edit.as_str() {
            "give" => Edit::Give(pair),
            "take" => Edit::Take(pair),
            "move" => Edit::Move(pair, id(&self.to)?),
            "lock" => Edit::Lock(pair),
            "free" => Edit::Free(pair),
            "forbid" => Edit::Forbid(pair),
            _ => return Err(Refusal::new("bad-form").with("detail", "edit").at("edit")),
        })
    }
}

/// What is done to a plan.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct PlanStep {
    /// `hand-in`, `send-back`, `seal` (by another person) or `reopen`.
    step: String,
    /// Why it is sent back or opened again.
    reason: String,
}

/// Hands a plan in, sends it back, seals it, opens it again.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/panels/{id}/plan/steps", tag = "panel",
    request_body = PlanStep, responses((status = 204))
)]
async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(s): Body<PlanStep>,
) -> Done {
    let step = match s.step.as_str() {
        "hand-in" => Step::HandIn,
        "send-back" => Step::SendBack(s.reason),
        "seal" => Step::Seal,
        "reopen" => Step::Reopen(s.reason),
        _ => return Err(Refusal::new("bad-form").with("detail", "step").at("step").into()),
    };
    panel::step_plan(&app, &visitor.ctx(), &association, id(&key)?, step).await?;
    Ok(DONE)
}

/// Why a pair is or is not in the best plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanReason {
    /// `fixed`, `excluded`, `below_floor`, `chosen` or `not_chosen`, with rules, loss and moves as the engine tells them.
    #[schema(value_type = Object)]
    why: Value,
}

/// Why a pair is or is not in the best plan, and what the other way costs.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/panels/{id}/plan/reasons/{application}/{expert}", tag = "panel",
    responses((status = 200, body = PlanReason))
)]
async fn reason(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, application, expert)): Path<(String, String, String, String)>,
) -> Json<PlanReason> {
    let plan = panel::open_plan(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let why: Why = panel::why(&plan, (id(&application)?, id(&expert)?))?;
    let why = serde_json::to_value(why).map_err(|e| Fault::new("telling why", e))?;
    Ok(Out(PlanReason { why }))
}
