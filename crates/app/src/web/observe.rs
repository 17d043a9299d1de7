//! The outermost layer: takes the time of reception, numbers the request, counts it and logs one line about it.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::Visitor;
use super::visitor::Stranger;
use crate::state::App;

/// Middleware.
pub async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    app.follow_clock().await;
    let (mut parts, body) = request.into_parts();
    let stranger = Stranger::of(&app, &parts);
    app.freshen().await;
    let route = parts.extensions.get::<MatchedPath>().map_or("-", |m| m.as_str()).to_owned();
    let method = parts.method.as_str().to_owned();
    let request_id = stranger.request_id.clone();
    parts.extensions.insert(stranger);
    let span = tracing::info_span!("request", id = %request_id);
    let mut response = next.run(Request::from_parts(parts, body)).instrument(span).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    app.metrics.request(&method, &route, status, took);
    log(&method, &route, status, took, &request_id, &response);
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

fn log(method: &str, route: &str, status: u16, took: std::time::Duration, id: &str, response: &Response) {
    let ms = took.as_secs_f64() * 1000.0;
    let account = response.extensions().get::<Visitor>().and_then(|v| v.actor.account);
    let account = account.map_or_else(|| "-".to_owned(), |id| id.to_string());
    if matches!(route, "/healthz" | "/readyz" | "/metrics" | "/assets/{hash}/{*path}") {
        tracing::debug!(method, route, status, ms, request = id, "answered");
    } else {
        tracing::info!(method, route, status, ms, request = id, account, "answered");
    }
}
