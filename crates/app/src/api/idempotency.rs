//! `Idempotency-Key`: a change that is sent again answers what it answered the first time and does nothing more.
//!
//! A key belongs to the person and to one request. It is claimed before the action; its answer is kept after it. If the
//! process dies in between, the key answers `repeat-running` for ever: the change is never made twice.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use kexiang_core::refusal::Refusal;
use kexiang_store::idempotency::{self, Remembered};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::actions::Fault;
use crate::state::App;
use crate::web::{Failure, Visitor};

/// Longest key, in bytes.
const LONGEST_KEY: usize = 100;
/// Largest answer that is kept.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// Middleware: concerns changes on the JSON interface that carry a key, by somebody who is known.
pub async fn once(State(app): State<App>, visitor: Visitor, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").and_then(|value| value.to_str().ok());
    let (Some(key), Some(account), false) = (key, visitor.actor.account, request.method().is_safe()) else {
        return next.run(request).await;
    };
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    if key.is_empty() || key.len() > LONGEST_KEY {
        return Failure::from(Refusal::new("repeat-key").with("max", LONGEST_KEY)).into_response();
    }
    let key = format!("api/{account}/{key}");
    match carry_out(&app, &visitor, key, request, next).await {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    }
}

async fn carry_out(
    app: &App,
    visitor: &Visitor,
    key: String,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    if !carries_json(&parts.headers) {
        return Err(Refusal::new("repeat-file").into());
    }
    let limit = app.config.server.body_bytes;
    let bytes = axum::body::to_bytes(body, limit).await.map_err(|_| Refusal::new("too-large"))?;
    let mut print = Sha256::new();
    print.update(parts.method.as_str());
    print.update(parts.uri.to_string());
    print.update([0]);
    print.update(&bytes);
    let (print, now, claimed) = (hex::encode(print.finalize()), visitor.now, key.clone());
    let known = app.store.write(move |tx| idempotency::remember(tx, "", &claimed, &print, now)).await?;
    match known {
        Remembered::First => {}
        Remembered::Replay(kept) => return Ok(replay(&opened(app, &key, &kept)?)),
        Remembered::Running => return Err(Refusal::new("repeat-running").into()),
        Remembered::Mismatch => return Err(Refusal::new("repeat-differs").into()),
    }
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    // What was refused or failed changed nothing: it may be tried again under the same key.
    if !response.status().is_success() {
        app.store.write(move |tx| idempotency::forget(tx, "", &key)).await?;
        return Ok(response);
    }
    keep(app, key, response).await
}

/// Keeps a good answer and gives it.
async fn keep(app: &App, key: String, response: Response) -> Result<Response, Failure> {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    // A workbook is no change; making it again does no harm.
    if !kind.is_empty() && !kind.starts_with("application/json") {
        app.store.write(move |tx| idempotency::forget(tx, "", &key)).await?;
        return Ok(response);
    }
    let kind = kind.to_owned();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, LARGEST_ANSWER).await.map_err(|_| Refusal::new("too-large"))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let told = json!({ "status": parts.status.as_u16(), "type": kind, "body": text });
    let kept = Value::String(app.secret.seal(&place(&key), &told.to_string()));
    app.store.write(move |tx| idempotency::answer(tx, "", &key, &kept)).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// Whether the body is JSON or there is none. A file is sent without a key: it is known again by its hash.
fn carries_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.is_empty() || kind.starts_with("application/json")
}

/// Where an answer is sealed for: answers hold first passwords and tokens, which never stand readable in the database.
fn place(key: &str) -> String {
    format!("idempotency:{key}")
}

fn opened(app: &App, key: &str, kept: &Value) -> Result<Value, Failure> {
    let told = app.secret.open(&place(key), kept.as_str().unwrap_or_default());
    let told = told.map_err(|error| Fault::new("opening the answer kept for a repeated request", error))?;
    Ok(serde_json::from_str(&told)
        .map_err(|error| Fault::new("reading the answer kept for a repeated request", error))?)
}

fn replay(kept: &Value) -> Response {
    let text = |name: &str| kept[name].as_str().unwrap_or_default().to_owned();
    let status = kept["status"].as_u64().and_then(|n| u16::try_from(n).ok());
    let status = status.and_then(|n| StatusCode::from_u16(n).ok()).unwrap_or(StatusCode::OK);
    let mut response = (status, text("body")).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    if let Ok(kind) = HeaderValue::from_str(&text("type"))
        && !kind.is_empty()
    {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response.headers_mut().insert("idempotent-replay", HeaderValue::from_static("true"));
    response
}
