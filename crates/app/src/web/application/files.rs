//! Files of an application, in and out.

use axum::body::Body;
use axum::extract::{Multipart, Path, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use futures::TryStreamExt as _;

use super::{Shown, address, named};
use crate::actions::application::file;
use crate::state::App;
use crate::web::Visitor;
use crate::web::form::damaged;
use crate::web::page::see_other;

/// A file from a plain form; its field and bytes stream through.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, field)): Path<(String, String, String)>,
    mut form: Multipart,
) -> Shown {
    let id = named(&id)?;
    while let Some(part) = form.next_field().await.map_err(damaged)? {
        let Some(name) = part.file_name().map(str::to_owned).filter(|n| !n.is_empty()) else { continue };
        let source = Box::pin(part.into_stream());
        file::attach(&app, &visitor.ctx(), &association, id, &field, &name, source).await?;
    }
    Ok(see_other(&format!("{}#f-{field}", address(&association, id))))
}

/// The file itself; opened in the browser only where that is harmless.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, file)): Path<(String, String, String)>,
) -> Shown {
    let (known, content) = file::open(&app, &visitor.ctx(), &association, named(&id)?, named(&file)?).await?;
    let (kind, how) = match known.kind.as_str() {
        "pdf" => ("application/pdf", "inline"),
        "png" => ("image/png", "inline"),
        "jpg" => ("image/jpeg", "inline"),
        _ => ("application/octet-stream", "attachment"),
    };
    let name: String =
        form_urlencoded::byte_serialize(known.name.as_bytes()).collect::<String>().replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, content.size.to_string()),
        (header::CONTENT_DISPOSITION, format!("{how}; filename*=UTF-8''{name}")),
    ];
    Ok((headers, Body::from_stream(content.stream)).into_response())
}

/// Takes a file out.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, file)): Path<(String, String, String)>,
) -> Shown {
    let id = named(&id)?;
    file::detach(&app, &visitor.ctx(), &association, id, named(&file)?).await?;
    Ok(see_other(&address(&association, id)))
}
