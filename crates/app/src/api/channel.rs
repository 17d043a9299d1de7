//! Ways of messages, the calendar link, and what could not be sent.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kexiang_core::channel::Choices;
use kexiang_store::outbox::Outgoing;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, moment};
use crate::actions::channel;
use crate::state::App;
use crate::web::channel::choices;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(choose))
        .routes(routes!(make_feed))
        .routes(routes!(drop_feed))
        .routes(routes!(outbox))
        .routes(routes!(retry))
}

/// What one is told by which way beside the inbox.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Ways {
    /// `topic.way`: topics `step`, `due`, `overdue`, `inspection`; ways `sms`, `mail`, `digest`. What is mandatory comes
    /// without being chosen.
    #[schema(example = json!(["due.sms", "step.digest"]))]
    chosen: Vec<String>,
    /// When the calendar link was made; null: there is none.
    #[serde(default, skip_deserializing)]
    feed_made_at: Option<String>,
}

fn names(choices: &Choices) -> Vec<String> {
    choices.0.iter().map(|(t, c)| format!("{}.{}", t.code(), c.code())).collect()
}

/// One's own ways of messages.
#[utoipa::path(get, path = "/api/v1/me/channels", tag = "account", responses((status = 200, body = Ways)))]
async fn show(State(app): State<App>, visitor: Visitor) -> Json<Ways> {
    let (choices, feed) = channel::show(&app, &visitor.ctx()).await?;
    Ok(Out(Ways { chosen: names(&choices), feed_made_at: feed.map(moment) }))
}

/// Sets one's own ways of messages.
#[utoipa::path(
    put, path = "/api/v1/me/channels", tag = "account", request_body = Ways, responses((status = 204))
)]
async fn choose(State(app): State<App>, visitor: Visitor, Body(said): Body<Ways>) -> Done {
    let chosen = choices(said.chosen.iter().map(String::as_str));
    channel::choose(&app, &visitor.ctx(), chosen).await?;
    Ok(DONE)
}

/// A calendar link, shown once.
#[derive(Debug, Serialize, ToSchema)]
struct CalendarLink {
    /// The address; whoever has it reads the calendar.
    link: String,
}

/// Makes one's calendar link; the former one no longer works.
#[utoipa::path(
    post, path = "/api/v1/me/calendar", tag = "account", responses((status = 201, body = CalendarLink))
)]
async fn make_feed(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<(StatusCode, Out<CalendarLink>), Failure> {
    let token = channel::make_feed(&app, &visitor.ctx()).await?;
    let link = format!("{}/calendar/{token}.ics", app.config.server.public_url);
    Ok((StatusCode::CREATED, Out(CalendarLink { link })))
}

/// Takes one's calendar link back.
#[utoipa::path(delete, path = "/api/v1/me/calendar", tag = "account", responses((status = 204)))]
async fn drop_feed(State(app): State<App>, visitor: Visitor) -> Done {
    channel::drop_feed(&app, &visitor.ctx()).await?;
    Ok(DONE)
}

/// A message that could not be sent, without its text.
#[derive(Debug, Serialize, ToSchema)]
struct Unsent {
    /// Its number.
    n: i64,
    /// `mail`, `sms` or `robot`.
    channel: String,
    /// The receiver.
    to: String,
    /// When its cause happened.
    at: String,
    /// How often it was tried.
    attempts: u32,
    /// What the receiver answered.
    error: String,
    /// Whether it was given up; else it is tried again.
    given_up: bool,
}

impl Unsent {
    fn of(o: Outgoing, given_up: bool) -> Self {
        Unsent {
            n: o.seq,
            channel: o.channel,
            to: o.recipient,
            at: moment(o.at),
            attempts: o.attempts,
            error: o.error.unwrap_or_default(),
            given_up,
        }
    }
}

/// What could not be sent for an association, for its system administrator.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/outbox", tag = "office",
    responses((status = 200, body = Vec<Unsent>))
)]
async fn outbox(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<Unsent>> {
    let given = channel::given_up(&app, &visitor.ctx(), &association).await?;
    let up = given.up.into_iter().map(|o| Unsent::of(o, true));
    Ok(Out(up.chain(given.waiting.into_iter().map(|o| Unsent::of(o, false))).collect()))
}

/// Tries one that was given up from the beginning.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/outbox/{n}/retry", tag = "office", responses((status = 204))
)]
async fn retry(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, n)): Path<(String, i64)>,
) -> Done {
    channel::retry(&app, &visitor.ctx(), &association, n).await?;
    Ok(DONE)
}
