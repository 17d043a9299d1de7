//! Files that come in pieces, for the script of the form: a place to put one, its pieces, its end.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use kexiang_core::refusal::Refusal;
use serde::Deserialize;
use serde_json::json;

use super::{Shown, address, named};
use crate::actions::application::upload::{self, PIECE, Progress};
use crate::state::App;
use crate::web::Visitor;
use crate::web::call::machine;
use crate::web::form::Json;

/// A file announced.
#[derive(Deserialize)]
pub struct Announced {
    name: String,
    size: i64,
    field: String,
}

/// The end of an upload.
#[derive(Deserialize)]
pub struct End {
    #[serde(default)]
    sha256: Option<String>,
}

/// `POST …/uploads` {name, size, field} → {url, offset, chunk}
pub async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
    Json(file): Json<Announced>,
) -> Shown {
    let id = named(&id)?;
    let ctx = visitor.ctx();
    let begun = upload::begin(&app, &ctx, &association, id, &file.field, &file.name, file.size).await?;
    let url = format!("{}/uploads/{}", address(&association, id), begun.id);
    Ok(axum::Json(json!({ "url": url, "offset": begun.received, "chunk": PIECE })).into_response())
}

/// `GET …/uploads/{upload}` → {offset, chunk}
pub async fn known(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, upload)): Path<(String, String, String)>,
) -> Shown {
    let known = upload::progress(&app, &visitor.ctx(), &association, named(&id)?, named(&upload)?).await?;
    Ok(axum::Json(json!({ "offset": known.received, "chunk": PIECE })).into_response())
}

/// `PUT …/uploads/{upload}` with `Upload-Offset` → {offset}, or 409 {offset} where the piece does not follow.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, upload)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Shown {
    let (ctx, id, upload) = (visitor.ctx(), named(&id)?, named(&upload)?);
    // Whose upload it is comes before what is wrong with the request.
    upload::progress(&app, &ctx, &association, id, upload).await?;
    let offset = headers.get("upload-offset").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    let offset: i64 = offset.ok_or_else(|| Refusal::new("bad-form").with("detail", "Upload-Offset"))?;
    let source = Box::pin(body.into_data_stream());
    let taken = upload::add(&app, &ctx, &association, id, upload, offset, source).await?;
    let answer = |p: Progress| axum::Json(json!({ "offset": p.received }));
    Ok(match taken {
        Ok(progress) => answer(progress).into_response(),
        Err(progress) => (StatusCode::CONFLICT, answer(progress)).into_response(),
    })
}

/// `POST …/uploads/{upload}/finish` {sha256} → {file: {name, size, url, by, at}, duplicate_of}
pub async fn finish(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, upload)): Path<(String, String, String)>,
    Json(end): Json<End>,
) -> Shown {
    let (id, upload) = (named(&id)?, named(&upload)?);
    let ctx = visitor.ctx();
    let done = upload::finish(&app, &ctx, &association, id, upload, end.sha256.as_deref()).await?;
    let url = format!("{}/files/{}", address(&association, id), done.file.id);
    let file = json!({
        "name": done.file.name, "size": done.file.size, "url": url, "by": done.file.added_by,
        "at": machine(done.file.added_at),
    });
    let twin = done.twin.map(|(title, name)| format!("{title} / {name}"));
    Ok(axum::Json(json!({ "file": file, "duplicate_of": twin })).into_response())
}
