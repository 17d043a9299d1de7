//! The way of a programme from its author to a second person and out: hand-in, return, publication, and what comes after.

use axum::Json as Out;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::call::Call;
use super::dto::{Json, id};
use super::programme::Programme;
use crate::actions::programme::{self as act, Amendment};
use crate::state::App;
use crate::web::Visitor;
use crate::web::form::Json as Body;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(hand_in))
        .routes(routes!(send_back))
        .routes(routes!(publish))
        .routes(routes!(revise))
        .routes(routes!(abandon))
}

/// The version of a programme that somebody decides on.
#[derive(Debug, Deserialize, ToSchema)]
struct Seen {
    /// Version that was seen.
    #[schema(example = 1)]
    version: i64,
}

/// Hands a programme to a second person.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/programmes/{id}/hand-in", tag = "programme",
    request_body = Seen, responses((status = 200, body = Programme))
)]
async fn hand_in(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(seen): Body<Seen>,
) -> Json<Programme> {
    let draft = act::hand_in(&app, &visitor.ctx(), &association, id(&key)?, seen.version).await?;
    Ok(Out(Programme::from(&draft)))
}

/// Why a programme goes back to its author.
#[derive(Debug, Deserialize, ToSchema)]
struct SendingBack {
    /// Version that was seen.
    #[schema(example = 2)]
    version: i64,
    /// What is to be mended.
    #[serde(default)]
    #[schema(example = "支持额度与通知不符，请核对。")]
    reason: String,
}

/// Sends a programme back to its author.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/programmes/{id}/return", tag = "programme",
    request_body = SendingBack, responses((status = 200, body = Programme))
)]
async fn send_back(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(SendingBack { version, reason }): Body<SendingBack>,
) -> Json<Programme> {
    let draft = act::send_back(&app, &visitor.ctx(), &association, id(&key)?, version, reason).await?;
    Ok(Out(Programme::from(&draft)))
}

/// Approves a programme that another person wrote: it becomes a call, or a new version of its call.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/programmes/{id}/publication", tag = "programme",
    request_body = Seen, responses((status = 200, body = Call))
)]
async fn publish(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(seen): Body<Seen>,
) -> Json<Call> {
    let call = act::publish(&app, &visitor.ctx(), &association, id(&key)?, seen.version).await?;
    Ok(Out(Call::from(&call)))
}

/// What a new version of a call is for.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RevisionKind {
    /// 更正
    Correction,
    /// 延期
    Extension,
}

/// A correction or extension that is opened.
#[derive(Debug, Deserialize, ToSchema)]
struct Revision {
    /// Version that was seen.
    #[schema(example = 3)]
    version: i64,
    /// What it is.
    kind: RevisionKind,
    /// 更正/延期事由
    #[serde(default)]
    #[schema(example = "应申报单位要求")]
    reason: String,
    /// Title and number of the notice that announces it.
    #[serde(default)]
    #[schema(example = "关于延长申报时间的通知（柳科协字〔2026〕9号）")]
    notice: String,
}

/// Opens a published programme for a correction (更正) or extension (延期).
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/programmes/{id}/revision", tag = "programme",
    request_body = Revision, responses((status = 200, body = Programme))
)]
async fn revise(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Revision>,
) -> Json<Programme> {
    let amendment = match said.kind {
        RevisionKind::Correction => Amendment::Correction,
        RevisionKind::Extension => Amendment::Extension,
    };
    let (ctx, key, Revision { version, reason, notice, .. }) = (visitor.ctx(), id(&key)?, said);
    let draft = act::revise(&app, &ctx, &association, key, version, amendment, reason, notice).await?;
    Ok(Out(Programme::from(&draft)))
}

/// Gives up a correction or extension that is not approved yet.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/programmes/{id}/abandonment", tag = "programme",
    request_body = Seen, responses((status = 200, body = Programme))
)]
async fn abandon(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(seen): Body<Seen>,
) -> Json<Programme> {
    let draft = act::abandon(&app, &visitor.ctx(), &association, id(&key)?, seen.version).await?;
    Ok(Out(Programme::from(&draft)))
}
