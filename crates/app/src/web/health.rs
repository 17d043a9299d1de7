//! `/healthz`: the process lives. `/readyz`: it can reach database and files. `/metrics`: numbers for Prometheus.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::error::Bare;
use super::room::Room;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new().get("/healthz", live).get("/readyz", ready).get("/metrics", metrics)
}

async fn live() -> Response {
    bare(StatusCode::OK, "ok\n".to_owned())
}

async fn ready(State(app): State<App>) -> Response {
    match app.check().await {
        Ok(()) => bare(StatusCode::OK, "ready\n".to_owned()),
        Err(problem) => bare(StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {problem}\n")),
    }
}

async fn metrics(State(app): State<App>) -> Response {
    bare(StatusCode::OK, app.metrics.text(&app.gauges().await))
}

fn bare(status: StatusCode, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut response = (status, headers, text).into_response();
    response.extensions_mut().insert(Bare);
    response
}
