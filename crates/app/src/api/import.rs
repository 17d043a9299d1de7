//! Workbooks of organisations (台账导入): taken in, judged row by row, applied or set aside.

use axum::Json as Out;
use axum::body::Body as Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kexiang_store::organisation::import as stored;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Created, DONE, Done, Json, id, moment};
use super::upload::{self, Named};
use crate::actions::organisation::import::{self as act, LARGEST, PlanRow};
use crate::actions::organisation::may_edit;
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::organisation::import as page;
use crate::web::{Failure, Visitor};

/// Rows of one answer.
const PAGE: usize = 500;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(upload))
        .routes(routes!(template))
        .routes(routes!(show))
        .routes(routes!(errors))
        .routes(routes!(apply))
        .routes(routes!(set_aside))
}

/// A workbook that was taken in.
#[derive(Debug, Serialize, ToSchema)]
struct Import {
    /// Id.
    id: String,
    /// Name of the file.
    file: String,
    /// `reading`, `read`, `applying`, `applied`, `dropped` or `failed`.
    state: String,
    /// Rows of the workbook.
    total: i64,
    /// Rows done in the present state.
    done: i64,
    /// New organisations.
    new: i64,
    /// Organisations that change.
    changed: i64,
    /// Rows that change nothing.
    unchanged: i64,
    /// Rows with mistakes.
    wrong: i64,
    /// `all` or `good`; empty before it is applied.
    mode: String,
    /// Code of what went wrong; empty where nothing did.
    problem: String,
    /// When it was taken in.
    uploaded_at: String,
    /// By whom.
    uploaded_by: String,
    /// When it was applied or set aside.
    finished_at: Option<String>,
}

impl From<&stored::Import> for Import {
    fn from(i: &stored::Import) -> Self {
        let count = |verdict: &str| i.counts.get(verdict).and_then(serde_json::Value::as_i64).unwrap_or(0);
        Import {
            id: i.id.to_string(),
            file: i.file_name.clone(),
            state: i.state.clone(),
            total: i.total,
            done: i.done,
            new: count("new"),
            changed: count("changed"),
            unchanged: count("unchanged"),
            wrong: count("wrong"),
            mode: i.mode.clone(),
            problem: i.problem.clone(),
            uploaded_at: moment(i.uploaded_at),
            uploaded_by: i.uploaded_by.clone(),
            finished_at: i.finished_at.map(moment),
        }
    }
}

/// The workbooks, the latest first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/organisations/imports", tag = "organisation",
    responses((status = 200, body = Vec<Import>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<Import>> {
    let all = act::history(&app, &visitor.ctx(), &association).await?;
    Ok(Out(all.iter().map(Import::from).collect()))
}

/// Takes a workbook in; the body is the file itself. It is read and judged row by row; nothing is changed yet.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/imports", tag = "organisation",
    params(Named), request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 201, body = Created))
)]
async fn upload(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(named): Query<Named>,
    body: Bytes,
) -> Result<(StatusCode, Out<Created>), Failure> {
    let ctx = visitor.ctx();
    may_edit(&ctx, &association)?;
    let bytes = upload::file(body, usize::try_from(LARGEST).unwrap_or(usize::MAX)).await?;
    let taken = act::upload(&app, &ctx, &association, &named.name, bytes).await?;
    Ok((StatusCode::CREATED, Out(Created::of(taken))))
}

/// An empty workbook with the heads that are looked for.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/organisations/imports/template.xlsx", tag = "organisation",
    responses((
        status = 200, body = String,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ))
)]
async fn template(visitor: Visitor, association: Path<String>) -> Result<Response, Failure> {
    page::template(visitor, association).await
}

/// Which rows.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct RowsWanted {
    /// `new`, `changed`, `unchanged` or `wrong`; empty: all.
    #[param(example = "wrong")]
    only: String,
    /// Rows to leave out.
    #[param(example = 0)]
    skip: usize,
}

/// A workbook with what its rows would do.
#[derive(Debug, Serialize, ToSchema)]
struct FullImport {
    /// The workbook.
    #[serde(flatten)]
    import: Import,
    /// Heads of columns that were not understood and are left out.
    ignored: Vec<String>,
    /// 500 rows at most, in their order; none until the workbook was read.
    rows: Vec<ImportRow>,
    /// Where the next rows begin; none at the end.
    next: Option<usize>,
}

/// What a row would do.
#[derive(Debug, Serialize, ToSchema)]
struct ImportRow {
    /// Row as people count.
    row: u32,
    /// Name of the organisation.
    name: String,
    /// `new`, `changed`, `unchanged` or `wrong`.
    verdict: String,
    /// Fields that change.
    changes: Vec<FieldChange>,
    /// What is wrong with it.
    wrong: Vec<CellProblem>,
}

/// A field that a row changes.
#[derive(Debug, Serialize, ToSchema)]
struct FieldChange {
    /// Field, or kind and year of a fact: `grade.2024`.
    field: String,
    /// Value before; may be empty.
    before: String,
    /// Value after.
    after: String,
}

/// What is wrong with a cell.
#[derive(Debug, Serialize, ToSchema)]
struct CellProblem {
    /// Cell, e.g. `C7`; empty for the row.
    cell: String,
    /// Head of its column.
    column: String,
    /// Stable code.
    code: String,
    /// What is wrong.
    title: String,
    /// What to do about it.
    detail: String,
}

impl ImportRow {
    fn of(l: &Locale, row: &PlanRow) -> Self {
        let change = |(field, before, after): &(String, String, String)| FieldChange {
            field: field.clone(),
            before: before.clone(),
            after: after.clone(),
        };
        let wrong = row.wrong.iter().map(|(cell, column, refusal)| {
            let words = l.refusal(refusal);
            CellProblem {
                cell: cell.clone(),
                column: column.clone(),
                code: refusal.code.clone(),
                title: words.message,
                detail: words.remedy,
            }
        });
        ImportRow {
            row: row.row,
            name: row.name.clone(),
            verdict: row.verdict.clone(),
            changes: row.changes.iter().map(change).collect(),
            wrong: wrong.collect(),
        }
    }
}

/// One workbook with what its rows would do.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/organisations/imports/{id}", tag = "organisation",
    params(RowsWanted), responses((status = 200, body = FullImport))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Query(wanted): Query<RowsWanted>,
) -> Json<FullImport> {
    let (import, plan) = act::show(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let chosen = |row: &&PlanRow| wanted.only.is_empty() || row.verdict == wanted.only;
    let mut rest = plan.rows.iter().filter(chosen).skip(wanted.skip);
    let rows: Vec<_> = rest.by_ref().take(PAGE).map(|row| ImportRow::of(visitor.l, row)).collect();
    let next = rest.next().map(|_| wanted.skip + PAGE);
    Ok(Out(FullImport { import: Import::from(&import), ignored: plan.ignored.clone(), rows, next }))
}

/// The workbook with its mistakes: wrong cells are marked, a last column says what to do.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/organisations/imports/{id}/errors.xlsx", tag = "organisation",
    responses((
        status = 200, body = String,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ))
)]
async fn errors(
    app: State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Result<Response, Failure> {
    page::errors(app, visitor, Path((association, id(&key)?))).await
}

/// Which rows are applied.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ApplyMode {
    /// All of them, and none where one is wrong.
    All,
    /// Those without mistakes.
    Good,
}

/// How a workbook is applied.
#[derive(Debug, Deserialize, ToSchema)]
struct Applying {
    /// Which rows.
    mode: ApplyMode,
}

/// Applies what was read; progress stands in the import.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/imports/{id}/application", tag = "organisation",
    request_body = Applying, responses((status = 204))
)]
async fn apply(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Applying>,
) -> Done {
    let mode = match said.mode {
        ApplyMode::All => "all",
        ApplyMode::Good => "good",
    };
    act::apply_later(&app, &visitor.ctx(), &association, id(&key)?, mode).await?;
    Ok(DONE)
}

/// Sets a workbook aside without applying it.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/organisations/imports/{id}", tag = "organisation",
    responses((status = 204))
)]
async fn set_aside(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Done {
    act::set_aside(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(DONE)
}
