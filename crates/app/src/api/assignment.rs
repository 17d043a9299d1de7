//! Who reviews what in a panel, and the conflicts that were found.

use axum::Json as Out;
use axum::extract::{Path, State};
use kexiang_core::review::ConflictKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, id};
use super::panel::odd;
use crate::actions::panel;
use crate::state::App;
use crate::web::Visitor;
use crate::web::form::Json as Body;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(assign))
        .routes(routes!(release))
        .routes(routes!(assign_all))
        .routes(routes!(decide_conflict))
}

/// An application and an expert.
#[derive(Debug, Deserialize, ToSchema)]
struct Pair {
    /// Application.
    application: String,
    /// Expert.
    expert: String,
}

/// Gives an application to an expert.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/panels/{id}/assignments", tag = "panel",
    request_body = Pair, responses((status = 204))
)]
async fn assign(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(pair): Body<Pair>,
) -> Done {
    let both = (id(&pair.application)?, id(&pair.expert)?);
    panel::assign(&app, &visitor.ctx(), &association, id(&key)?, both).await?;
    Ok(DONE)
}

/// Takes an application away from an expert.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/panels/{id}/assignments/{application}/{expert}",
    tag = "panel", responses((status = 204))
)]
async fn release(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, application, expert)): Path<(String, String, String, String)>,
) -> Done {
    let both = (id(&application)?, id(&expert)?);
    panel::release(&app, &visitor.ctx(), &association, id(&key)?, both).await?;
    Ok(DONE)
}

/// How many reviews were assigned.
#[derive(Debug, Serialize, ToSchema)]
struct Distributed {
    /// New assignments.
    assigned: usize,
}

/// Distributes the applications over the members, with no conflict and equal loads.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/panels/{id}/distribution", tag = "panel",
    responses((status = 200, body = Distributed))
)]
async fn assign_all(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Distributed> {
    let assigned = panel::assign_all(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(Distributed { assigned }))
}

/// What is said of a conflict that was found.
#[derive(Debug, Deserialize, ToSchema)]
struct ConflictSaid {
    /// Application.
    application: String,
    /// Expert.
    expert: String,
    /// Kind.
    #[schema(example = "kin")]
    kind: String,
    /// Whether it is one.
    confirmed: bool,
    /// Why.
    #[serde(default)]
    note: String,
}

/// Confirms or dismisses a conflict that was found.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/panels/{id}/conflicts", tag = "panel",
    request_body = ConflictSaid, responses((status = 204))
)]
async fn decide_conflict(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<ConflictSaid>,
) -> Done {
    let kind = ConflictKind::from_code(&said.kind).ok_or_else(|| odd("kind"))?;
    let concerned = (id(&said.application)?, id(&said.expert)?, kind);
    let verdict = (said.confirmed, said.note.as_str());
    panel::decide_conflict(&app, &visitor.ctx(), &association, id(&key)?, concerned, verdict).await?;
    Ok(DONE)
}
