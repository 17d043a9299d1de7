//! The boundary of the web: a refusal becomes a page that says what to do (or JSON for programs), a fault is logged once
//! with the reference number that the person sees. See `actions/failure.rs` for which type is used where.

use std::sync::Arc;

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kexiang_core::programme;
use kexiang_core::refusal::Refusal;
use kexiang_store::session::Stage;
use serde_json::json;

use super::layout::Shell;
use super::page::{self, Page, see_other};
use super::visitor::Stranger;
use super::{Visitor, page as pages};
use crate::actions::organisation::NotFilled;
use crate::actions::{Failure, Fault};
use crate::api::{Clause, FieldProblem, Problem};
use crate::locale::Locale;
use crate::state::App;

/// A refusal or a fault as a page.
#[derive(Template)]
#[template(path = "error/failure.html")]
pub struct FailurePage {
    l: &'static Locale,
    shell: Shell,
    /// HTTP status, decides the heading.
    status: u16,
    message: String,
    remedy: String,
    clause: Option<programme::Clause>,
    /// Reference number of a fault.
    reference: Option<String>,
    /// Where to go on.
    back: String,
}

impl IntoResponse for Failure {
    /// Only carries the failure to [`show`], which knows language and person.
    fn into_response(self) -> Response {
        let status = match &self {
            Failure::Refused(refusal) => status(refusal),
            Failure::Fault(fault) if fault.passing => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl IntoResponse for NotFilled {
    /// Everything that is wrong goes along; the first decides the status.
    fn into_response(self) -> Response {
        let mut wrong = match self {
            NotFilled::Failed(failure) => return failure.into_response(),
            NotFilled::Wrong(wrong) => wrong.into_iter(),
        };
        let first = wrong.next().unwrap_or_else(|| Refusal::new("bad-form"));
        let mut response = Failure::from(first).into_response();
        response.extensions_mut().insert(Also(wrong.collect()));
        response
    }
}

/// What else is wrong with a form than the failure says.
#[derive(Clone, Debug, Default)]
struct Also(Vec<Refusal>);

/// The status of a refusal: what an HTTP client must know; people read the words.
pub fn status(refusal: &Refusal) -> StatusCode {
    match refusal.code.as_str() {
        "not-signed-in" | "token-refused" => StatusCode::UNAUTHORIZED,
        "not-found" => StatusCode::NOT_FOUND,
        "not-permitted" | "foreign-form" | "token-scope" => StatusCode::FORBIDDEN,
        "method-not-allowed" => StatusCode::METHOD_NOT_ALLOWED,
        "too-large" => StatusCode::PAYLOAD_TOO_LARGE,
        "too-often" => StatusCode::TOO_MANY_REQUESTS,
        "locked" => StatusCode::TOO_MANY_REQUESTS,
        "changed-meanwhile" | "programme-changed" | "place-changed" | "notice-changed" => {
            StatusCode::CONFLICT
        }
        "busy" => StatusCode::SERVICE_UNAVAILABLE,
        "repeat-running" => StatusCode::CONFLICT,
        "bad-form" | "repeat-key" => StatusCode::BAD_REQUEST,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Middleware: turns failures, and bare error answers of the libraries, into pages or JSON.
pub async fn show(
    axum::extract::State(app): axum::extract::State<App>,
    stranger: Stranger,
    request: Request,
    next: Next,
) -> Response {
    let asked = Asked::of(&request);
    let response = next.run(request).await;
    let Some(failure) = failure_of(&response) else { return response };
    let visitor = response.extensions().get::<Visitor>().cloned();
    let visitor = visitor.unwrap_or_else(|| Visitor::unknown(stranger));
    if let Failure::Fault(fault) = &*failure {
        let Fault { reference, doing, detail, .. } = fault;
        tracing::error!(%reference, doing, %detail, request = %visitor.request_id, "fault");
    }
    let status = response.status();
    if asked.path.starts_with("/api/") {
        let also = response.extensions().get::<Also>().cloned().unwrap_or_default();
        problem_answer(status, &failure, &also.0, &visitor)
    } else if asked.json {
        json_answer(status, &failure, &visitor)
    } else {
        page_answer(&app, status, &failure, &visitor, &asked)
    }
}

/// What the request wants to hear.
struct Asked {
    json: bool,
    get: bool,
    path: String,
    referer: String,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let headers = request.headers();
        let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let path = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
        Asked {
            json: path.starts_with("/api/") || wants_json(headers),
            get: request.method() == Method::GET,
            referer: path_of(text(header::REFERER)),
            path,
        }
    }
}

/// Whether the answer is read by a script or a program.
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

/// The path of an absolute address of our own; other sites are dropped by [`page::local`] later.
fn path_of(address: &str) -> String {
    address
        .split_once("://")
        .and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()))
        .unwrap_or_default()
}

fn failure_of(response: &Response) -> Option<Arc<Failure>> {
    if let Some(failure) = response.extensions().get::<Arc<Failure>>() {
        return Some(Arc::clone(failure));
    }
    // Bare answers of the libraries have no page of ours around them.
    let ours = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t != "text/plain; charset=utf-8");
    if ours || response.extensions().get::<Bare>().is_some() {
        return None;
    }
    let failure = match response.status() {
        StatusCode::NOT_FOUND => Refusal::new("not-found").into(),
        StatusCode::METHOD_NOT_ALLOWED => Refusal::new("method-not-allowed").into(),
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new("too-large").into(),
        StatusCode::SERVICE_UNAVAILABLE => Refusal::new("busy").into(),
        s if s.is_client_error() => Refusal::new("bad-form").with("detail", s).into(),
        s if s.is_server_error() => Fault::saying("answering", s.to_string()).into(),
        _ => return None,
    };
    Some(Arc::new(failure))
}

/// Marks an answer that programs read as it is (health, metrics).
#[derive(Clone, Copy)]
pub struct Bare;

/// What programs hear (RFC 9457).
fn problem_answer(status: StatusCode, failure: &Failure, also: &[Refusal], visitor: &Visitor) -> Response {
    let (code, title, detail) = match failure {
        Failure::Refused(refusal) => {
            let text = visitor.l.refusal(refusal);
            (refusal.code.as_str(), text.message, text.remedy)
        }
        Failure::Fault(_) => {
            ("fault", visitor.l.t("fault-message").to_owned(), visitor.l.t("fault-remedy").to_owned())
        }
    };
    let (refusal, fault) = match failure {
        Failure::Refused(refusal) => (Some(refusal), None),
        Failure::Fault(fault) => (None, Some(fault)),
    };
    let field = |refusal: &Refusal| {
        let text = visitor.l.refusal(refusal);
        let (code, at) = (refusal.code.clone(), refusal.at.clone());
        FieldProblem { code, title: text.message, detail: text.remedy, at }
    };
    let problem = Problem {
        r#type: format!("urn:kexiang:problem:{code}"),
        title,
        status: status.as_u16(),
        detail,
        code: code.to_owned(),
        clause: refusal.and_then(|r| r.clause.as_deref()).map(Clause::from),
        at: refusal.and_then(|r| r.at.clone()),
        args: refusal.map(|r| r.args.clone()).unwrap_or_default(),
        reference: fault.map(|f| f.reference.clone()),
        also: also.iter().map(field).collect(),
    };
    let mut response = (status, axum::Json(problem)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// What the scripts of our pages hear.
fn json_answer(status: StatusCode, failure: &Failure, visitor: &Visitor) -> Response {
    let body = match failure {
        Failure::Refused(refusal) => {
            let text = visitor.l.refusal(refusal);
            json!({
                "code": refusal.code, "message": text.message, "remedy": text.remedy,
                "clause": refusal.clause, "at": refusal.at, "args": refusal.args,
            })
        }
        Failure::Fault(fault) => json!({
            "code": "fault", "message": visitor.l.t("fault-message"), "remedy": visitor.l.t("fault-remedy"),
            "reference": fault.reference,
        }),
    };
    (status, axum::Json(body)).into_response()
}

fn page_answer(
    app: &App,
    status: StatusCode,
    failure: &Failure,
    visitor: &Visitor,
    asked: &Asked,
) -> Response {
    if matches!(failure, Failure::Refused(refusal) if refusal.code == "not-signed-in") {
        let next = if asked.get { &asked.path } else { &asked.referer };
        return see_other(&next_step(visitor, next));
    }
    let page = FailurePage::of(failure, Shell::new(app, visitor), status, &asked.referer);
    pages::show_as(status, &page).unwrap_or_else(|_| status.into_response())
}

/// Where somebody who is not signed in must go first: to sign in, or to give what the session still owes.
fn next_step(visitor: &Visitor, next: &str) -> String {
    match visitor.signed.as_ref().map(|signed| signed.session.stage) {
        None | Some(Stage::Ready) => sign_in_path(next),
        Some(stage) => super::sign_in::stage_path(stage).to_owned(),
    }
}

/// The sign-in page that leads on to a path.
pub fn sign_in_path(next: &str) -> String {
    match page::local(next).as_str() {
        "/" => "/sign-in".to_owned(),
        next => {
            format!("/sign-in?next={}", form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>())
        }
    }
}

impl FailurePage {
    fn of(failure: &Failure, shell: Shell, status: StatusCode, referer: &str) -> Self {
        let l = shell.l;
        let (message, remedy, clause, reference) = match failure {
            Failure::Refused(refusal) => {
                let text = l.refusal(refusal);
                (text.message, text.remedy, refusal.clause.as_deref().cloned(), None)
            }
            Failure::Fault(fault) => {
                let words = if fault.passing {
                    ("fault-passing", "fault-passing-remedy")
                } else {
                    ("fault-message", "fault-remedy")
                };
                (l.t(words.0).to_owned(), l.t(words.1).to_owned(), None, Some(fault.reference.clone()))
            }
        };
        FailurePage {
            l,
            shell,
            status: status.as_u16(),
            message,
            remedy,
            clause,
            reference,
            back: page::local(referer),
        }
    }

    fn heading(&self) -> &str {
        self.l.t(match self.status {
            404 => "failure-title-missing",
            401 | 403 => "failure-title-forbidden",
            409 => "failure-title-changed",
            429 => "failure-title-often",
            500.. => "failure-title-fault",
            _ => "failure-title-refused",
        })
    }
}

impl Page for FailurePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let shell = || Shell::sample(l);
        let sample = |failure: Failure| {
            let status = failure_status(&failure);
            FailurePage::of(&failure, shell(), status, "/")
        };
        let broken = |passing| Fault {
            reference: "7kd2-0419".to_owned(),
            passing,
            ..Fault::saying("sampling", "nothing")
        };
        vec![
            sample(Refusal::new("not-found").into()),
            sample(Refusal::new("not-permitted").with("action", "desk-view").into()),
            sample(broken(false).into()),
            sample(broken(true).into()),
        ]
    }
}

fn failure_status(failure: &Failure) -> StatusCode {
    match failure {
        Failure::Refused(refusal) => status(refusal),
        Failure::Fault(fault) if fault.passing => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

crate::page!(FailurePage);
