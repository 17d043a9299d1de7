//! Foreign forms are refused: a change must come from a page of ours (Sec-Fetch-Site, Origin) and, once somebody is signed
//! in, carry the session's token in the field `csrf` or the header `X-CSRF-Token`. Cookies are SameSite=Lax besides.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use kexiang_core::policy::ActorKind;
use kexiang_core::refusal::Refusal;

use super::Visitor;
use crate::actions::Failure;
use crate::state::App;

/// The token must stand in the first part of a multipart form, within so many bytes.
const PEEK: usize = 8 * 1024;

/// Middleware. What a program sends with its token is not concerned: browsers send no tokens by themselves.
pub async fn check(State(app): State<App>, visitor: Visitor, request: Request, next: Next) -> Response {
    if is_safe(request.method()) || visitor.actor.kind == ActorKind::Token {
        return next.run(request).await;
    }
    if !is_ours(&app.config.server.public_url, request.headers()) {
        return foreign("origin").into_response();
    }
    if visitor.csrf.is_empty() {
        return next.run(request).await;
    }
    match with_token(request, &visitor.csrf, app.config.server.body_bytes).await {
        Ok(request) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether the request comes from a page of ours, as far as the browser says; programs without cookies say nothing.
fn is_ours(public_url: &str, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    origin == public_url || (host.is_some() && host == text("host"))
}

/// The request again, if it carries the token.
async fn with_token(request: Request, token: &str, limit: usize) -> Result<Request, Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if let Some(given) = request.headers().get("x-csrf-token") {
        return if same(given.as_bytes(), token) { Ok(request) } else { Err(foreign("token")) };
    }
    if kind.starts_with("application/x-www-form-urlencoded") {
        return with_form_token(request, token, limit).await;
    }
    if kind.starts_with("multipart/form-data") {
        return with_multipart_token(request, token).await;
    }
    Err(foreign("token"))
}

async fn with_form_token(request: Request, token: &str, limit: usize) -> Result<Request, Failure> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, limit).await.map_err(|_| Refusal::new("too-large"))?;
    let given =
        form_urlencoded::parse(&bytes).find(|(name, _)| name == "csrf").map(|(_, value)| value.into_owned());
    if given.is_some_and(|given| same(given.as_bytes(), token)) {
        return Ok(Request::from_parts(parts, Body::from(bytes)));
    }
    Err(foreign("token"))
}

/// Reads just the beginning of the form; the rest goes on as a stream.
async fn with_multipart_token(request: Request, token: &str) -> Result<Request, Failure> {
    let (parts, body) = request.into_parts();
    let mut stream = body.into_data_stream();
    let mut seen: Vec<u8> = Vec::new();
    loop {
        if let Some(given) = multipart_token(&seen[..seen.len().min(PEEK)]) {
            if !same(given, token) {
                return Err(foreign("token"));
            }
            let first = futures::stream::once(async move { Ok(Bytes::from(seen)) });
            return Ok(Request::from_parts(parts, Body::from_stream(first.chain(stream))));
        }
        match stream.next().await {
            Some(Ok(chunk)) if seen.len() < PEEK => seen.extend_from_slice(&chunk),
            _ => return Err(foreign("token")),
        }
    }
}

/// The value of the first part if it is the field `csrf`.
fn multipart_token(seen: &[u8]) -> Option<&[u8]> {
    const HEAD_END: &[u8] = b"\r\n\r\n";
    let head_end = find(seen, HEAD_END)?;
    find(&seen[..head_end], b"name=\"csrf\"")?;
    let value = &seen[head_end + HEAD_END.len()..];
    Some(&value[..find(value, b"\r\n")?])
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// Compares in a time that does not depend on where the difference is.
fn same(given: &[u8], token: &str) -> bool {
    given.len() == token.len() && given.iter().zip(token.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

fn foreign(what: &str) -> Failure {
    Refusal::new("foreign-form").with("what", what).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let parse = |(n, v): &(&str, &str)| {
            (n.parse::<axum::http::HeaderName>().expect("name"), v.parse().expect("value"))
        };
        pairs.iter().map(parse).collect()
    }

    #[test]
    fn requests_from_other_sites_are_known() {
        let ours = |pairs: &[(&str, &str)]| is_ours("https://kx.example", &headers(pairs));
        assert!(ours(&[("sec-fetch-site", "same-origin"), ("origin", "https://kx.example")]));
        assert!(!ours(&[("sec-fetch-site", "cross-site")]) && !ours(&[("sec-fetch-site", "same-site")]));
        assert!(ours(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(ours(&[("origin", "https://kx.example"), ("host", "backend:8080")]));
        assert!(!ours(&[("origin", "https://evil.example"), ("host", "127.0.0.1:8080")]));
        assert!(!ours(&[("origin", "null"), ("host", "127.0.0.1:8080")]));
        assert!(ours(&[]));
    }

    #[test]
    fn the_token_is_found_in_the_first_part_only() {
        let form = b"--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n--x\r\n";
        assert_eq!(multipart_token(form), Some(&b"abc"[..]));
        assert_eq!(multipart_token(&form[..50]), None);
        let later = b"--x\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nname=\"csrf\"\r\n\r\nabc\r\n";
        assert_eq!(multipart_token(later), None);
        assert!(same(b"abc", "abc") && !same(b"abd", "abc") && !same(b"ab", "abc"));
    }
}
