//! The way in for browsers: pages, forms, files. Handlers translate a request into an action and its result into a page.

pub(crate) mod acceptance;
mod account;
pub mod application;
mod archive;
mod association;
pub mod attend;
mod audit;
mod calendar;
pub mod call;
pub mod channel;
mod check;
pub mod cookie;
pub mod csrf;
mod demo;
pub(crate) mod desk;
mod draw;
pub mod error;
pub(crate) mod execution;
mod expert;
mod figures;
pub(crate) mod finance;
pub mod form;
pub mod headers;
mod health;
mod home;
pub mod inspection;
pub mod layout;
pub mod looks;
mod message;
pub(crate) mod notice;
pub mod observe;
mod office;
pub(crate) mod organisation;
pub mod page;
pub(crate) mod panel;
pub(crate) mod paper;
pub(crate) mod programme;
pub(crate) mod project;
pub(crate) mod publicity;
pub mod qr;
pub(crate) mod register;
pub(crate) mod review;
pub mod room;
pub mod rooms;
mod selection;
mod setting;
mod sign_in;
mod similar;
pub mod visitor;
pub mod warning;
pub mod workbooks;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use kexiang_core::refusal::Refusal;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

pub use crate::actions::Failure;
#[cfg(test)]
pub(crate) use programme::code_key;
pub use visitor::Visitor;

use crate::actions::Fault;
use crate::api::idempotency;
use crate::state::App;

/// What handlers return.
pub type Answer = Result<Response, Failure>;

/// The whole web interface.
pub fn router(app: App) -> Router {
    let seconds = Duration::from_secs(app.config.server.request_seconds);
    rooms::all()
        .into_router()
        .fallback(missing)
        .layer(DefaultBodyLimit::max(app.config.server.body_bytes))
        .layer(from_fn_with_state(app.clone(), idempotency::once))
        .layer(from_fn_with_state(app.clone(), csrf::check))
        .layer(from_fn_with_state(app.clone(), attend::attend))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, seconds))
        .layer(from_fn_with_state(app.clone(), error::show))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), headers::protect))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .with_state(app)
}

async fn missing() -> Failure {
    Refusal::new("not-found").into()
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message");
    Failure::from(Fault::saying("handling a request (panic)", text)).into_response()
}
