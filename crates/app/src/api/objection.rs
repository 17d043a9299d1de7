//! Objections against a public list, appeals of applicants, names that applicants ask to avoid.

use axum::Json as Out;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use kexiang_core::publicity::Handling;
use kexiang_core::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, id, moment};
use crate::actions::{panel, publicity};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::publicity::objection::{Sent, public_reply};
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(object))
        .routes(routes!(reply))
        .routes(routes!(inbox))
        .routes(routes!(show))
        .routes(routes!(handle))
        .routes(routes!(appealed, appeal))
        .routes(routes!(avoided, avoid))
}

/// The number of what was received; its reply is asked for by it.
#[derive(Debug, Serialize, ToSchema)]
struct Received {
    /// Number.
    number: String,
}

/// An objection as a form with parts: `as` (`person` or `unit`), `name`, `organisation`, `address`, `phone`, `contact`,
/// `number` of the application, `facts`, and the sealed `letter` of a unit.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "the parts are read as the page reads them; here they are described")]
struct ObjectionParts {
    /// `person` or `unit`.
    r#as: String,
    /// Name of the person or the unit.
    name: String,
    /// Telephone.
    phone: String,
    /// Number of the application that is objected to.
    number: String,
    /// Facts.
    facts: String,
}

/// Objects to a line of a running list, by real name or under seal.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/publicities/{id}/objections", tag = "objection",
    request_body(content = ObjectionParts, content_type = "multipart/form-data"),
    responses((status = 201, body = Received))
)]
async fn object(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    parts: Multipart,
) -> Result<(StatusCode, Out<Received>), Failure> {
    let list = id(&key)?;
    let number = Sent::read(parts).await?.object(&app, &visitor.ctx(), &association, list).await?;
    Ok((StatusCode::CREATED, Out(Received { number })))
}

/// What became of an objection.
#[derive(Debug, Serialize, ToSchema)]
struct ObjectionReply {
    /// Number.
    number: String,
    /// Where it stands.
    state: &'static str,
    /// The reply; empty before it is settled.
    reply: String,
}

/// What became of an objection, for whoever knows its number.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/objections/replies/{number}", tag = "objection",
    responses((status = 200, body = ObjectionReply))
)]
async fn reply(
    State(app): State<App>,
    Path((association, number)): Path<(String, String)>,
) -> Json<ObjectionReply> {
    let o = publicity::register(&app, &association, &number).await?;
    Ok(Out(ObjectionReply { number: o.number.clone(), state: o.state.code(), reply: public_reply(&o) }))
}

/// An objection in the list of those who handle it.
#[derive(Debug, Serialize, ToSchema)]
struct ObjectionCard {
    /// Id.
    id: String,
    /// Number.
    number: String,
    /// `objection` or `appeal`.
    kind: String,
    /// Where it stands.
    state: &'static str,
    /// Number of the application.
    application: String,
    /// Who handles it.
    handler: String,
    /// When it came.
    received_at: String,
}

impl ObjectionCard {
    fn of(o: &kexiang_store::publicity::Objection, row: &kexiang_store::application::Application) -> Self {
        ObjectionCard {
            id: o.id.to_string(),
            number: o.number.clone(),
            kind: o.kind.clone(),
            state: o.state.code(),
            application: row.number.clone(),
            handler: o.handler_name.clone(),
            received_at: moment(o.received_at),
        }
    }
}

/// The objections one may handle.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/objections", tag = "objection",
    responses((status = 200, body = Vec<ObjectionCard>))
)]
async fn inbox(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<ObjectionCard>> {
    let all = publicity::inbox(&app, &visitor.ctx(), &association).await?;
    Ok(Out(all.iter().map(|(o, row)| ObjectionCard::of(o, row)).collect()))
}

/// An objection, opened.
#[derive(Debug, Serialize, ToSchema)]
struct OpenedObjection {
    /// Number, state, handler.
    #[serde(flatten)]
    card: ObjectionCard,
    /// Who objects.
    objector: Value,
    /// What is said.
    facts: String,
    /// What was found.
    finding: String,
    /// The ruling.
    ruling: String,
    /// Who may handle it: pairs of account and name.
    officers: Vec<(String, String)>,
}

/// One objection, for discipline and the handling officer alone.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/objections/{id}", tag = "objection",
    responses((status = 200, body = OpenedObjection))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<OpenedObjection> {
    let file = publicity::objection(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(OpenedObjection {
        card: ObjectionCard::of(&file.objection, &file.application),
        objector: serde_json::to_value(&file.said.objector).unwrap_or_default(),
        facts: file.said.facts.clone(),
        finding: file.objection.finding.clone(),
        ruling: file.objection.ruling.clone(),
        officers: file.officers.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
    }))
}

/// A step of an inquiry.
#[derive(Debug, Deserialize, ToSchema)]
struct ObjectionStep {
    /// `accept`, `refuse`, `report`, `uphold` or `dismiss`.
    #[schema(example = "accept")]
    step: String,
    /// Who handles it from now on, for `accept`.
    #[serde(default)]
    handler: String,
    /// Reason, finding or ruling.
    #[serde(default)]
    words: String,
}

impl ObjectionStep {
    fn handling(&self) -> Result<Handling, Refusal> {
        let said = self.words.trim().to_owned();
        Handling::of(&self.step, said)
            .ok_or_else(|| Refusal::new("bad-form").with("detail", "step").at("step"))
    }
}

/// Where an objection stands now.
#[derive(Debug, Serialize, ToSchema)]
struct ObjectionStands {
    /// State.
    state: &'static str,
}

/// Accepts, refuses, reports on or rules on an objection.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/objections/{id}/steps", tag = "objection",
    request_body = ObjectionStep, responses((status = 200, body = ObjectionStands))
)]
async fn handle(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(step): Body<ObjectionStep>,
) -> Json<ObjectionStands> {
    let what = (step.handling()?, step.handler.parse().ok());
    let then = publicity::handle(&app, &visitor.ctx(), &association, id(&key)?, what).await?;
    Ok(Out(ObjectionStands { state: then.code() }))
}

/// What becomes of an appeal.
#[derive(Debug, Serialize, ToSchema)]
struct AppealState {
    /// Last day for an appeal; none where nothing was refused.
    until: Option<String>,
    /// The appeal that was made.
    made: Option<ObjectionReply>,
}

/// Until when the applicant may appeal, and what became of an appeal.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/appeal", tag = "objection",
    responses((status = 200, body = AppealState))
)]
async fn appealed(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<AppealState> {
    let (_, until, made) = publicity::appealable(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let reply = |o: kexiang_store::publicity::Objection| ObjectionReply {
        number: o.number.clone(),
        state: o.state.code(),
        reply: public_reply(&o),
    };
    Ok(Out(AppealState { until: until.map(|day| day.to_string()), made: made.map(reply) }))
}

/// An appeal.
#[derive(Debug, Deserialize, ToSchema)]
struct Appeal {
    /// Facts and reasons.
    #[schema(example = "审查认为缺少盖章，扫描件第三页有公章")]
    facts: String,
}

/// Appeals against a refusal.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/applications/{id}/appeal", tag = "objection",
    request_body = Appeal, responses((status = 201, body = Received))
)]
async fn appeal(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Appeal>,
) -> Result<(StatusCode, Out<Received>), Failure> {
    let number = publicity::appeal(&app, &visitor.ctx(), &association, id(&key)?, &said.facts).await?;
    Ok((StatusCode::CREATED, Out(Received { number })))
}

/// A person or organisation that should not review.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Avoidance {
    /// Name.
    #[schema(example = "李强")]
    name: String,
    /// Why.
    #[schema(example = "与本项目负责人存在竞争关系")]
    reason: String,
}

/// The names that the applicant asked to avoid.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}/avoidance", tag = "objection",
    responses((status = 200, body = Vec<Avoidance>))
)]
async fn avoided(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<Avoidance>> {
    let (_, names) = panel::avoided(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(names.into_iter().map(|(name, reason)| Avoidance { name, reason }).collect()))
}

/// Asks that somebody does not review.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/applications/{id}/avoidance", tag = "objection",
    request_body = Avoidance, responses((status = 204))
)]
async fn avoid(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Avoidance>,
) -> Done {
    let both = (said.name.as_str(), said.reason.as_str());
    panel::ask_to_avoid(&app, &visitor.ctx(), &association, id(&key)?, both).await?;
    Ok(DONE)
}
