//! Files as answers.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::actions::execution::EvidenceFile;

/// A file; opened in the browser only where that is harmless.
pub(crate) fn file(found: EvidenceFile) -> Response {
    let ending = found.name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    let (kind, how) = match ending.as_str() {
        "pdf" => ("application/pdf", "inline"),
        "png" => ("image/png", "inline"),
        "jpg" | "jpeg" => ("image/jpeg", "inline"),
        _ => ("application/octet-stream", "attachment"),
    };
    let name: String =
        form_urlencoded::byte_serialize(found.name.as_bytes()).collect::<String>().replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, found.content.size.to_string()),
        (header::CONTENT_DISPOSITION, format!("{how}; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(found.content.stream)).into_response()
}
