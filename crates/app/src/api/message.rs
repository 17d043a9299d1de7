//! The inbox.

use axum::Json as Out;
use axum::extract::{Path, Query, State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, Skip, id, moment};
use crate::actions::message;
use crate::state::App;
use crate::web::Visitor;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(read)).routes(routes!(read_all))
}

/// A page of the inbox.
#[derive(Debug, Serialize, ToSchema)]
struct Inbox {
    /// Newest first, 50 at most.
    messages: Vec<Message>,
    /// How many there are in all.
    total: i64,
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
struct Message {
    /// Id.
    id: String,
    /// Association that says it; empty for the system.
    association: String,
    /// When.
    at: String,
    /// Kind.
    kind: String,
    /// In words.
    text: String,
    /// Page it leads to; empty if none.
    href: String,
    /// When it was read.
    read_at: Option<String>,
}

/// A page of one's inbox.
#[utoipa::path(
    get, path = "/api/v1/messages", tag = "message", params(Skip), responses((status = 200, body = Inbox))
)]
async fn list(State(app): State<App>, visitor: Visitor, Query(from): Query<Skip>) -> Json<Inbox> {
    let (all, total) = message::list(&app, &visitor.ctx(), from.rows()).await?;
    let shown = all.into_iter().map(|m| Message {
        id: m.id.to_string(),
        association: m.association,
        at: moment(m.at),
        text: visitor.l.message(&m.kind, &m.args),
        kind: m.kind,
        href: m.href,
        read_at: m.read_at.map(moment),
    });
    Ok(Out(Inbox { messages: shown.collect(), total }))
}

/// Notes that a message was read.
#[utoipa::path(put, path = "/api/v1/messages/{id}/reading", tag = "message", responses((status = 204)))]
async fn read(State(app): State<App>, visitor: Visitor, Path(key): Path<String>) -> Done {
    message::read(&app, &visitor.ctx(), id(&key)?).await?;
    Ok(DONE)
}

/// Notes that all messages were read.
#[utoipa::path(put, path = "/api/v1/messages/reading", tag = "message", responses((status = 204)))]
async fn read_all(State(app): State<App>, visitor: Visitor) -> Done {
    message::read_all(&app, &visitor.ctx()).await?;
    Ok(DONE)
}
