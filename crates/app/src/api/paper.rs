//! The paper desk.

use axum::Json as Out;
use axum::body::Body as Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_store::paper as stored;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Card, DONE, Done, Json, id, moment};
use super::upload;
use crate::actions::paper::{self, LARGEST_SCAN, Registration, Validity, Verdict};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::paper::scan_answer;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find))
        .routes(routes!(show))
        .routes(routes!(register))
        .routes(routes!(scan))
        .routes(routes!(add_scan))
        .routes(routes!(judge))
}

/// What is on the paper.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Code {
    /// Version code or number, as scanned or typed.
    code: String,
}

/// An application that a code points at.
#[derive(Debug, Serialize, ToSchema)]
struct Found {
    /// The application.
    application: Card,
    /// `valid`, `void` or `unknown`.
    validity: &'static str,
}

/// Finds the application of a sheet of paper.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/paper", tag = "paper",
    params(Code), responses((status = 200, body = Vec<Found>))
)]
async fn find(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Code>,
) -> Json<Vec<Found>> {
    let found = paper::find(&app, &visitor.ctx(), &association, &asked.code).await?;
    let one = |f: &paper::Found| Found {
        application: Card::for_office(&f.application),
        validity: word(&f.validity),
    };
    Ok(Out(found.iter().map(one).collect()))
}

fn word(validity: &Validity) -> &'static str {
    match validity {
        Validity::Valid => "valid",
        Validity::Void { .. } => "void",
        Validity::Unknown => "unknown",
    }
}

/// A registered paper copy.
#[derive(Debug, Serialize, ToSchema)]
struct Copy {
    /// Id.
    id: String,
    /// Code printed on it.
    version_code: String,
    /// Number of copies.
    copies: i64,
    /// Day of arrival.
    arrived_on: String,
    /// Day of dispatch; empty where it was handed in.
    dispatched_on: String,
    /// Whether it was in time by the rule of the notice.
    in_time: bool,
    /// `received`, `accepted` or `rejected`.
    verdict: String,
    /// Code read from the scan; empty where none was read.
    scan_code: String,
    /// When it was registered.
    registered_at: String,
}

impl From<&stored::Copy> for Copy {
    fn from(c: &stored::Copy) -> Self {
        Copy {
            id: c.id.to_string(),
            version_code: c.version_code.clone(),
            copies: c.copies,
            arrived_on: c.arrived_on.clone(),
            dispatched_on: c.dispatched_on.clone(),
            in_time: c.in_time,
            verdict: c.verdict.clone(),
            scan_code: c.scan_code.clone(),
            registered_at: moment(c.registered_at),
        }
    }
}

/// The paper of an application, the latest first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/paper", tag = "paper",
    responses((status = 200, body = Vec<Copy>))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<Copy>> {
    let sheet = paper::open(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(sheet.copies.iter().map(Copy::from).collect()))
}

/// Paper as it lies on the desk.
#[derive(Debug, Deserialize, ToSchema)]
struct Arrival {
    /// Code printed on it.
    #[schema(example = "3F2A9-0B71C")]
    code: String,
    /// Number of copies.
    #[schema(example = 2)]
    copies: u32,
    /// Day of arrival, Beijing time.
    #[schema(example = "2026-03-31")]
    arrived_on: String,
    /// Day on the courier's slip; none where it was handed in.
    #[serde(default)]
    #[schema(example = "2026-03-30")]
    dispatched_on: Option<String>,
    /// Courier number; empty where it was handed in.
    #[serde(default)]
    #[schema(example = "SF1234567890123")]
    courier_number: String,
    /// Note.
    #[serde(default)]
    note: String,
}

/// Registers paper that arrived.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/applications/{id}/paper", tag = "paper",
    request_body = Arrival, responses((status = 201, body = Copy))
)]
async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(new): Body<Arrival>,
) -> Result<(StatusCode, Out<Copy>), Failure> {
    let day = |text: &str, at: &str| {
        text.trim().parse().map_err(|_| Refusal::new("paper-date").with("text", text).at(at))
    };
    let registration = Registration {
        arrived_on: day(&new.arrived_on, "arrived_on")?,
        dispatched_on: new.dispatched_on.map(|text| day(&text, "dispatched_on")).transpose()?,
        code: new.code,
        copies: new.copies,
        courier_number: new.courier_number,
        note: new.note,
    };
    let done = paper::register(&app, &visitor.ctx(), &association, id(&key)?, registration).await?;
    Ok((StatusCode::CREATED, Out(Copy::from(&done.copy))))
}

/// The scan of a copy.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/paper/{copy}/scan", tag = "paper",
    responses((status = 200, body = String, content_type = "application/octet-stream"))
)]
async fn scan(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, copy)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let scan = paper::scan(&app, &visitor.ctx(), &association, id(&key)?, id(&copy)?).await?;
    Ok(scan_answer(scan))
}

/// Adds the scan of a copy; the body is the file itself.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/applications/{id}/paper/{copy}/scan/{name}", tag = "paper",
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 201, body = Copy))
)]
async fn add_scan(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, copy, name)): Path<(String, String, String, String)>,
    body: Bytes,
) -> Result<(StatusCode, Out<Copy>), Failure> {
    let (ctx, key, copy) = (visitor.ctx(), id(&key)?, id(&copy)?);
    // The body is read for those alone who may register.
    if !paper::open(&app, &ctx, &association, key).await?.may_register {
        return Err(Refusal::new("not-permitted").with("action", Action::PaperRegister.code()).into());
    }
    let bytes = upload::file(body, LARGEST_SCAN).await?;
    let kept = paper::add_scan(&app, &ctx, &association, key, copy, &name, bytes).await?;
    Ok((StatusCode::CREATED, Out(Copy::from(&kept))))
}

/// How a copy is judged.
#[derive(Debug, Deserialize, ToSchema)]
struct Judging {
    /// Whether it is accepted.
    #[schema(example = true)]
    accepted: bool,
    /// Note.
    #[serde(default)]
    note: String,
}

/// Accepts or rejects a copy.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/applications/{id}/paper/{copy}/verdict", tag = "paper",
    request_body = Judging, responses((status = 204))
)]
async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, copy)): Path<(String, String, String)>,
    Body(said): Body<Judging>,
) -> Done {
    let verdict = if said.accepted { Verdict::Accepted } else { Verdict::Rejected };
    let (ctx, key, copy) = (visitor.ctx(), id(&key)?, id(&copy)?);
    paper::judge(&app, &ctx, &association, key, copy, verdict, &said.note).await?;
    Ok(DONE)
}
