//! The JSON interface under `/api/v1`: the same actions as the pages. The description `openapi.json` (OpenAPI 3.1) is made
//! from the handlers, so it cannot drift. A new noun adds a file with its `routes()` to [`operations`].
//!
//! Programs sign in with a token (`Authorization: Bearer kx_…`), pages with their session. Refusals and faults are
//! [`Problem`]s (RFC 9457) with the status of `web/error.rs`. A change with the header `Idempotency-Key` happens once.

mod acceptance;
mod achievement;
mod application;
mod archive;
mod assignment;
mod association;
mod calendar;
mod call;
mod channel;
mod check;
mod decision;
mod describe;
mod desk;
mod dossier;
mod dto;
mod entry;
mod execution;
mod expert;
mod fact;
mod fee_account;
mod finance;
mod first_account;
pub mod idempotency;
mod import;
mod inspection;
mod joining;
mod me;
mod meeting;
mod member;
mod message;
mod notice;
mod objection;
mod office;
mod organisation;
mod panel;
mod paper;
mod part;
mod plan;
mod programme;
mod project;
mod project_file;
mod publicity;
mod register;
mod request;
mod review;
mod selection;
mod spot_draw;
mod token;
mod upload;
mod version;
mod warning;
mod work;

pub use dto::Clause;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::state::App;
use crate::web::room::Room;

/// Why something was not done (RFC 9457, `application/problem+json`).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:kexiang:problem:` and the code.
    pub r#type: String,
    /// What is wrong, in the language of `Accept-Language`.
    pub title: String,
    /// Status of the answer.
    pub status: u16,
    /// What to do about it; empty where nothing can be done.
    pub detail: String,
    /// Stable code, e.g. `not-permitted`; `fault` for faults.
    pub code: String,
    /// The words of the notice it rests on.
    pub clause: Option<Clause>,
    /// Field, item or organisation concerned.
    pub at: Option<String>,
    /// Values of the words, as pairs of name and value.
    pub args: Vec<(String, String)>,
    /// Reference number of a fault.
    pub reference: Option<String>,
    /// What else is wrong, where several fields are.
    pub also: Vec<FieldProblem>,
}

/// What is wrong with a field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Stable code.
    pub code: String,
    /// What is wrong.
    pub title: String,
    /// What to do about it.
    pub detail: String,
    /// The field.
    pub at: Option<String>,
}

/// All operations.
fn operations() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(describe::head())
        .merge(me::routes())
        .merge(token::routes())
        .merge(message::routes())
        .merge(association::routes())
        .merge(call::routes())
        .merge(application::routes())
        .merge(joining::routes())
        .merge(version::routes())
        .merge(desk::routes())
        .merge(check::routes())
        .merge(paper::routes())
        .merge(expert::routes())
        .merge(panel::routes())
        .merge(assignment::routes())
        .merge(plan::routes())
        .merge(meeting::routes())
        .merge(review::routes())
        .merge(fee_account::routes())
        .merge(selection::routes())
        .merge(publicity::routes())
        .merge(objection::routes())
        .merge(programme::routes())
        .merge(part::routes())
        .merge(decision::routes())
        .merge(notice::routes())
        .merge(calendar::routes())
        .merge(project::routes())
        .merge(execution::routes())
        .merge(achievement::routes())
        .merge(finance::routes())
        .merge(acceptance::routes())
        .merge(archive::routes())
        .merge(inspection::routes())
        .merge(spot_draw::routes())
        .merge(warning::routes())
        .merge(channel::routes())
        .merge(register::routes())
        .merge(office::routes())
        .merge(organisation::routes())
        .merge(fact::routes())
        .merge(member::routes())
        .merge(request::routes())
        .merge(import::routes())
        .merge(first_account::routes())
}

/// Routes, with the description itself.
pub fn room() -> Room {
    let (router, description) = operations().split_for_parts();
    let description = describe::completed(description);
    let routes = describe::routes_of(&description);
    let json = description.to_json().unwrap_or_default();
    Room::of(router, routes).get("/api/v1/openapi.json", async move || serve(json.clone()))
}

/// The description as `/api/v1/openapi.json` serves it.
///
/// # Errors
/// A description that is no JSON.
pub fn description() -> Result<String, serde_json::Error> {
    describe::completed(operations().split_for_parts().1).to_pretty_json()
}

fn serve(json: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")], json)
        .into_response()
}
