//! What an application is made of besides its answers: files, versions, printed copies.

use axum::Json as Out;
use axum::body::Body as Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kexiang_core::refusal::Refusal;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, id, moment};
use crate::actions::application::{self as act, file};
use crate::state::App;
use crate::web::application::{files, paper, receipt};
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add_file))
        .routes(routes!(show_file))
        .routes(routes!(remove_file))
        .routes(routes!(list))
        .routes(routes!(differences))
        .routes(routes!(keep))
        .routes(routes!(restore))
        .routes(routes!(print))
        .routes(routes!(receipt))
}

/// A file that was added.
#[derive(Debug, Serialize, ToSchema)]
struct Added {
    /// Id.
    id: String,
    /// What it really is.
    kind: String,
    /// Bytes.
    size: i64,
    /// SHA-256.
    sha256: String,
}

/// Adds a file to a field; the body is the file itself.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/applications/{id}/fields/{field}/files/{name}",
    tag = "application", request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 201, body = Added))
)]
async fn add_file(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, field, name)): Path<(String, String, String, String)>,
    body: Bytes,
) -> Result<(StatusCode, Out<Added>), Failure> {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    let source = Box::pin(body.into_data_stream());
    let added = file::attach(&app, &ctx, &association, key, &field, &name, source).await?;
    let (size, sha256) = (added.size, added.sha256);
    Ok((StatusCode::CREATED, Out(Added { id: added.id.to_string(), kind: added.kind, size, sha256 })))
}

/// A file.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/files/{file}", tag = "application",
    responses((status = 200, body = String, content_type = "application/octet-stream"))
)]
async fn show_file(
    app: State<App>,
    visitor: Visitor,
    path: Path<(String, String, String)>,
) -> Result<Response, Failure> {
    files::show(app, visitor, path).await
}

/// Takes a file out.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/applications/{id}/files/{file}", tag = "application",
    responses((status = 204))
)]
async fn remove_file(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, known)): Path<(String, String, String)>,
) -> Done {
    file::detach(&app, &visitor.ctx(), &association, id(&key)?, id(&known)?).await?;
    Ok(DONE)
}

/// A kept version.
#[derive(Debug, Serialize, ToSchema)]
struct Version {
    /// From 1.
    n: i64,
    /// `submission`, `resubmission`, `return`, `withdrawal`, `saved` or `restored`.
    kind: String,
    /// SHA-256 of the content.
    content_hash: String,
    /// Its short code.
    version_code: String,
    /// When.
    made_at: String,
    /// Who.
    made_by: String,
}

/// The versions, the latest first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/versions", tag = "application",
    responses((status = 200, body = Vec<Version>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<Version>> {
    let key = id(&key)?;
    let all = act::versions(&app, &visitor.ctx(), &association, key).await?.1;
    let shown = all.into_iter().map(|v| Version {
        n: v.n,
        kind: v.kind,
        content_hash: v.content_hash,
        version_code: v.version_code,
        made_at: moment(v.made_at),
        made_by: v.made_by,
    });
    Ok(Out(shown.collect()))
}

/// A field that differs from the present content.
#[derive(Debug, Serialize, ToSchema)]
struct Difference {
    /// Field.
    field: String,
    /// Its label.
    label: String,
    /// Value in the version.
    old: Value,
    /// Value now.
    new: Value,
}

/// In what a version differs from the present content.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/versions/{n}", tag = "application",
    responses((status = 200, body = Vec<Difference>))
)]
async fn differences(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, n)): Path<(String, String, i64)>,
) -> Json<Vec<Difference>> {
    let (case, all) = act::versions(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let version = all.iter().find(|v| v.n == n).ok_or_else(|| Refusal::new("not-found"))?;
    let differences = act::compare(&case, version, None).into_iter();
    let shown =
        differences.map(|d| Difference { field: d.field, label: d.label, old: d.old, new: d.new }).collect();
    Ok(Out(shown))
}

/// The number of a kept version.
#[derive(Debug, Serialize, ToSchema)]
struct Kept {
    /// From 1.
    n: i64,
}

/// Keeps the present content as a version.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/applications/{id}/versions", tag = "application",
    responses((status = 201, body = Kept))
)]
async fn keep(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Result<(StatusCode, Out<Kept>), Failure> {
    let n = act::keep_version(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok((StatusCode::CREATED, Out(Kept { n })))
}

/// Brings a version back.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/applications/{id}/versions/{n}/restoration",
    tag = "application", responses((status = 204))
)]
async fn restore(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, n)): Path<(String, String, i64)>,
) -> Done {
    act::restore(&app, &visitor.ctx(), &association, id(&key)?, n).await?;
    Ok(DONE)
}

/// The application as PDF.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/application.pdf", tag = "application",
    responses((status = 200, body = String, content_type = "application/pdf"))
)]
async fn print(app: State<App>, visitor: Visitor, path: Path<(String, String)>) -> Result<Response, Failure> {
    paper::application(app, visitor, path).await
}

/// The receipt of the submission as PDF.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/receipt.pdf", tag = "application",
    responses((status = 200, body = String, content_type = "application/pdf"))
)]
async fn receipt(
    app: State<App>,
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<Response, Failure> {
    receipt::print(app, visitor, path).await
}
