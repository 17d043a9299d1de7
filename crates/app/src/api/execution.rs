//! The work of projects: progress, activities with filings, evidence and sheets.

use axum::Json as Out;
use axum::body::Body as Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kexiang_core::activity::FilingRecord;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Created, DONE, Done, Json, Reasoned, id};
use super::project::day;
use super::upload::Named;
use super::work::{WorkActivity, WorkFiling, WorkIndicator, WorkKept, WorkSignIn};
use crate::actions::execution::{self, OfficeRow};
use crate::state::App;
use crate::web::execution::{activity_command, file_answer};
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(of_office))
        .routes(routes!(of_project))
        .routes(routes!(activities))
        .routes(routes!(plan))
        .routes(routes!(activity))
        .routes(routes!(edit))
        .routes(routes!(command))
        .routes(routes!(file_with))
        .routes(routes!(add_evidence))
        .routes(routes!(remove_evidence))
        .routes(routes!(label_evidence))
        .routes(routes!(evidence))
        .routes(routes!(sheet))
}

/// How far a project is.
#[derive(Debug, Serialize, ToSchema)]
struct WorkProgress {
    /// 指标完成率 in basis points.
    completion: u32,
    /// Every indicator and document.
    indicators: Vec<WorkIndicator>,
}

/// A project of the office's table.
#[derive(Debug, Serialize, ToSchema)]
struct WorkLine {
    /// Project.
    id: String,
    /// 立项编号
    number: String,
    /// Code of the type.
    type_code: String,
    /// Title.
    title: String,
    /// Name of the organisation.
    organisation_name: String,
    /// 指标完成率 in basis points.
    completion: u32,
    /// Whether anything is late or overdue.
    late: bool,
    /// Activities held.
    held: usize,
    /// What waits for the office.
    waiting: usize,
    /// State of the mid-term report; none: there is none.
    mid_term: Option<&'static str>,
    /// Last day.
    ends_on: Option<String>,
    /// Every indicator and document.
    indicators: Vec<WorkIndicator>,
}

/// How far all projects of an association are, for its office.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/progress", tag = "execution",
    responses((status = 200, body = Vec<WorkLine>))
)]
async fn of_office(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<WorkLine>> {
    let rows = execution::of_office(&app, &visitor.ctx(), &association).await?;
    let line = |r: &OfficeRow| WorkLine {
        id: r.project.id.to_string(),
        number: r.project.number.clone(),
        type_code: r.project.type_code.clone(),
        title: r.project.title.clone(),
        organisation_name: r.project.organisation_name.clone(),
        completion: r.completion(),
        late: r.is_late(),
        held: r.held,
        waiting: r.waiting,
        mid_term: r.mid_term.map(|s| s.code()),
        ends_on: r.ends_on.map(|d| d.to_string()),
        indicators: r.rows.iter().map(|p| WorkIndicator::of(visitor.l, p)).collect(),
    };
    Ok(Out(rows.iter().map(line).collect()))
}

/// How far a project is.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/progress", tag = "execution",
    responses((status = 200, body = WorkProgress))
)]
async fn of_project(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<WorkProgress> {
    let (_, done) = execution::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(WorkProgress {
        completion: done.completion(),
        indicators: done.rows.iter().map(|p| WorkIndicator::of(visitor.l, p)).collect(),
    }))
}

/// The activities of a project, by day.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/activities", tag = "execution",
    responses((status = 200, body = Vec<WorkKept>))
)]
async fn activities(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<WorkKept>> {
    let (_, done) = execution::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(done.activities.iter().map(WorkKept::from).collect()))
}

/// Plans an activity.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/activities", tag = "execution",
    request_body = WorkActivity, responses((status = 201, body = Created))
)]
async fn plan(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<WorkActivity>,
) -> Result<(StatusCode, Out<Created>), Failure> {
    let made = execution::plan(&app, &visitor.ctx(), &association, id(&key)?, said.draft()?).await?;
    Ok((StatusCode::CREATED, Out(Created::of(made))))
}

type AtActivity = Path<(String, String, String)>;

/// An activity.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/activities/{activity}", tag = "execution",
    responses((status = 200, body = WorkKept))
)]
async fn activity(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, activity)): AtActivity,
) -> Json<WorkKept> {
    let at = (id(&key)?, id(&activity)?);
    let sheet = execution::sheet(&app, &visitor.ctx(), &association, at).await?;
    Ok(Out(WorkKept::from(&sheet.kept)))
}

/// Puts an activity right.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/projects/{id}/activities/{activity}", tag = "execution",
    request_body = WorkActivity, responses((status = 204))
)]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, activity)): AtActivity,
    Body(said): Body<WorkActivity>,
) -> Done {
    let at = (id(&key)?, id(&activity)?);
    execution::edit_activity(&app, &visitor.ctx(), &association, at, (said.draft()?, None)).await?;
    Ok(DONE)
}

/// Gives an activity a command: `hold`, `cancel`, `confirm` or `reject`.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/activities/{activity}/commands/{command}",
    tag = "execution", request_body = Reasoned, responses((status = 204))
)]
async fn command(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, activity, word)): Path<(String, String, String, String)>,
    Body(said): Body<Reasoned>,
) -> Done {
    let at = (id(&key)?, id(&activity)?);
    let command = activity_command(&word, &said.reason)?;
    execution::command_activity(&app, &visitor.ctx(), &association, at, command).await?;
    Ok(DONE)
}

/// Notes a filing; a later one with the same office takes its place.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/projects/{id}/activities/{activity}/filings", tag = "execution",
    request_body = WorkFiling, responses((status = 204))
)]
async fn file_with(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, activity)): AtActivity,
    Body(said): Body<WorkFiling>,
) -> Done {
    let at = (id(&key)?, id(&activity)?);
    let filed_on = day(&said.filed_on, "filed_on")?;
    let filing = FilingRecord { office: said.office, filed_on, number: said.number };
    execution::file_with(&app, &visitor.ctx(), &association, at, filing).await?;
    Ok(DONE)
}

/// Puts a file into a slot; the body is the file itself.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/activities/{activity}/evidence/{slot}",
    tag = "execution", params(Named),
    request_body(content = String, content_type = "application/octet-stream"), responses((status = 204))
)]
async fn add_evidence(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, activity, slot)): Path<(String, String, String, String)>,
    Query(named): Query<Named>,
    body: Bytes,
) -> Done {
    let at = (id(&key)?, id(&activity)?);
    let source = Box::pin(body.into_data_stream());
    execution::add_evidence(&app, &visitor.ctx(), &association, at, (&slot, &named.name), source).await?;
    Ok(DONE)
}

type AtFile = Path<(String, String, String, String, String)>;

/// Takes a file out of a slot.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/projects/{id}/activities/{activity}/evidence/{slot}/{sha256}",
    tag = "execution", responses((status = 204))
)]
async fn remove_evidence(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, activity, slot, sha256)): AtFile,
) -> Done {
    let at = (id(&key)?, id(&activity)?);
    execution::remove(&app, &visitor.ctx(), &association, at, (&slot, &sha256)).await?;
    Ok(DONE)
}

/// Whether a file bears the words that every resource must bear.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct WorkLabels {
    /// Whether it bears all of them.
    #[schema(example = true)]
    bears: bool,
}

/// Says of a picture or scan that it bears the required words: the office has looked at it.
#[utoipa::path(
    put,
    path = "/api/v1/associations/{association}/projects/{id}/activities/{activity}/evidence/{slot}/{sha256}/labels",
    tag = "execution", request_body = WorkLabels, responses((status = 204))
)]
async fn label_evidence(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, activity, slot, sha256)): AtFile,
    Body(said): Body<WorkLabels>,
) -> Done {
    let at = (id(&key)?, id(&activity)?);
    let label = (slot.as_str(), sha256.as_str(), said.bears);
    execution::label_evidence(&app, &visitor.ctx(), &association, at, label).await?;
    Ok(DONE)
}

/// A file of an activity.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/activities/{activity}/evidence/{slot}/{sha256}",
    tag = "execution", responses((status = 200, body = String, content_type = "application/octet-stream"))
)]
async fn evidence(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, activity, _slot, sha256)): AtFile,
) -> Result<Response, Failure> {
    let at = (id(&key)?, id(&activity)?);
    Ok(file_answer(execution::open(&app, &visitor.ctx(), &association, at, &sha256).await?))
}

/// The sign-in sheet of an activity, in the order in which people came.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/activities/{activity}/sheet", tag = "execution",
    responses((status = 200, body = Vec<WorkSignIn>))
)]
async fn sheet(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, activity)): AtActivity,
) -> Json<Vec<WorkSignIn>> {
    let at = (id(&key)?, id(&activity)?);
    let sheet = execution::sheet(&app, &visitor.ctx(), &association, at).await?;
    Ok(Out(sheet.rows.iter().map(WorkSignIn::from).collect()))
}
