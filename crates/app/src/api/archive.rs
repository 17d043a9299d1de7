//! Archives of projects.

use axum::Json as Out;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use kexiang_documents::package::Report;
use kexiang_store::archive::Holding;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, id, moment};
use crate::actions::archive::{self, Query};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::panel::paper::download;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(order))
        .routes(routes!(package))
        .routes(routes!(test))
}

/// A project that is over.
#[derive(Debug, Serialize, ToSchema)]
struct ArchiveLine {
    /// Project.
    project: String,
    /// 立项编号
    number: String,
    /// Title.
    title: String,
    /// Name of the organisation.
    organisation_name: String,
    /// `open`, `making` or `sealed`.
    place: &'static str,
    /// 档号; empty before it is sealed.
    archive: String,
    /// `permanent`, `30` or `10` years; empty before it is ordered.
    term: String,
    /// When it was sealed.
    sealed_at: Option<String>,
}

impl From<&Holding> for ArchiveLine {
    fn from(r: &Holding) -> Self {
        ArchiveLine {
            project: r.project.to_string(),
            number: r.number.clone(),
            title: r.title.clone(),
            organisation_name: r.organisation_name.clone(),
            place: r.place.code(),
            archive: r.archive.clone(),
            term: r.term.clone(),
            sealed_at: r.sealed_at.map(moment),
        }
    }
}

/// What the list can be narrowed by; the list reads its whole address itself, as its page does.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read from the address; here it is described")]
struct ArchiveFilters {
    /// `open`, `making` or `sealed`.
    #[param(example = "open")]
    place: Option<String>,
    /// Part of number, title or name of the organisation.
    q: Option<String>,
    /// Page of 50, from 1.
    #[param(example = 1)]
    page: Option<i64>,
}

/// The projects of an association that are over, with their archives.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/archives", tag = "archive", params(ArchiveFilters),
    responses((status = 200, body = Vec<ArchiveLine>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Json<Vec<ArchiveLine>> {
    let query = Query::parse(&query.unwrap_or_default());
    let list = archive::of_office(&app, &visitor.ctx(), &association, &query).await?;
    Ok(Out(list.rows.iter().map(ArchiveLine::from).collect()))
}

/// How long it is kept.
#[derive(Debug, Deserialize, ToSchema)]
struct Retention {
    /// `permanent`, `30` or `10` years.
    #[schema(example = "30")]
    term: String,
}

/// Orders the package of a project that is over; it is made and sealed in the background.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/archive", tag = "archive",
    request_body = Retention, responses((status = 204))
)]
async fn order(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Retention>,
) -> Done {
    archive::order(&app, &visitor.ctx(), &association, id(&key)?, &said.term).await?;
    Ok(DONE)
}

/// The sealed package, for the archivist.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/archive/package", tag = "archive",
    responses((status = 200, body = String, content_type = "application/octet-stream"))
)]
async fn package(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (sealed, bytes) = archive::download(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(download("application/zip", "attachment", &format!("{}.zip", sealed.number), bytes).into_response())
}

/// What one test found.
#[derive(Debug, Serialize, ToSchema)]
struct Tested {
    /// `authenticity`, `integrity`, `usability` or `security`.
    property: &'static str,
    /// What was tested.
    check: String,
    /// What is wrong; empty: passed.
    faults: Vec<String>,
}

/// Tests the sealed package again.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/archive/test", tag = "archive",
    responses((status = 200, body = Vec<Tested>))
)]
async fn test(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<Tested>> {
    let report: Report = archive::test(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let tested = report.checks.iter().map(|c| Tested {
        property: c.property.code(),
        check: c.code.clone(),
        faults: c.faults.clone(),
    });
    Ok(Out(tested.collect()))
}
