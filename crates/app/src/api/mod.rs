//! The JSON interface under `/api/v1`: the same actions as the pages. The description `openapi.json` (OpenAPI 3.1) is made
//! from the handlers, so it cannot drift. A new noun adds a file and its handlers to [`operations`].
//!
//! Programs sign in with a token (`Authorization: Bearer kx_…`), pages with their session. Refusals and faults are
//! [`Problem`]s with the status of `web/error.rs`.

mod me;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::App;
use crate::web::room::{Room, Route};

/// Why something was not done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Stable code, e.g. `not-permitted`; `fault` for faults.
    pub code: String,
    /// What is wrong, in the language of `Accept-Language`.
    pub message: String,
    /// What to do about it; may be empty.
    pub remedy: String,
    /// Reference number of a fault.
    pub reference: Option<String>,
    /// Field, item or organisation concerned.
    pub at: Option<String>,
}

/// All operations.
fn operations() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(head()).routes(routes!(me::show))
}

/// Routes, with the description itself.
pub fn room() -> Room {
    let (router, description) = operations().split_for_parts();
    let routes = routes_of(&description);
    let json = description.to_json().unwrap_or_default();
    Room::of(router, routes).get("/api/v1/openapi.json", async move || describe(json.clone()))
}

/// The description as `kexiang` prints and serves it.
///
/// # Errors
/// A description that is no JSON.
pub fn description() -> Result<String, serde_json::Error> {
    operations().split_for_parts().1.to_pretty_json()
}

fn describe(json: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")], json)
        .into_response()
}

/// Title and the ways to sign in.
fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Kexiang 科项")
        .version("1")
        .description(Some("Project programmes of associations for science and technology"))
        .build();
    let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let components =
        ComponentsBuilder::new().security_scheme("token", token).schema_from::<Problem>().build();
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// The routes that a description lists.
fn routes_of(description: &OpenApi) -> Vec<Route> {
    let methods = |item: &PathItem| {
        let all = [
            ("GET", &item.get),
            ("PUT", &item.put),
            ("POST", &item.post),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        all.into_iter()
            .filter(|(_, operation)| operation.is_some())
            .map(|(method, _)| method)
            .collect::<Vec<_>>()
    };
    let paths = description.paths.paths.iter();
    paths
        .flat_map(|(path, item)| methods(item).into_iter().map(|method| Route { path: path.clone(), method }))
        .collect()
}
