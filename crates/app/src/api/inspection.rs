//! Spot checks of projects.

use axum::Json as Out;
use axum::body::Body as Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use kexiang_core::refusal::Refusal;
use kexiang_core::risk::weight;
use kexiang_core::visit::{Finding, Record};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Clause, Created, DONE, Done, Json, id, moment};
use super::project::day;
use super::upload::{Named, file};
use crate::actions::inspection::{self, InspectionFile, Row};
use crate::actions::paper::LARGEST_SCAN;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::inspection::given;
use crate::web::inspection::reason;
use crate::web::project::Typed;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(own))
        .routes(routes!(risks))
        .routes(routes!(plan))
        .routes(routes!(show))
        .routes(routes!(record))
        .routes(routes!(step))
        .routes(routes!(upload))
}

/// An inspection in a list.
#[derive(Debug, Serialize, ToSchema)]
struct InspectionLine {
    /// Association.
    association: String,
    /// Id.
    id: String,
    /// 检查编号
    number: String,
    /// `draw` or `risk`.
    kind: &'static str,
    /// State.
    state: &'static str,
    /// Id of the project.
    project: String,
    /// Its number.
    project_number: String,
    /// Its title.
    title: String,
    /// Name of the organisation.
    organisation_name: String,
    /// Why it is inspected; empty for a draw.
    basis: String,
    /// The day it is planned for.
    planned_on: String,
    /// Until when something is to be put right.
    remedy_due: Option<String>,
    /// Whether payments are held because of it.
    holds: bool,
}

impl From<&Row> for InspectionLine {
    fn from(r: &Row) -> Self {
        let (i, p) = (&r.inspection, &r.project);
        InspectionLine {
            association: i.association.clone(),
            id: i.id.to_string(),
            number: r.visit.number.clone(),
            kind: i.kind.code(),
            state: i.state.code(),
            project: p.id.to_string(),
            project_number: p.number.clone(),
            title: p.title.clone(),
            organisation_name: p.organisation_name.clone(),
            basis: i.basis.clone(),
            planned_on: i.planned_on.to_string(),
            remedy_due: i.remedy_due.map(|d| d.to_string()),
            holds: r.visit.holds,
        }
    }
}

/// The spot checks of an association, for its office, the last planned first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/inspections", tag = "inspection",
    responses((status = 200, body = Vec<InspectionLine>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<InspectionLine>> {
    let rows = inspection::of_office(&app, &visitor.ctx(), &association).await?;
    Ok(Out(rows.iter().map(InspectionLine::from).collect()))
}

/// The spot checks of one's organisations.
#[utoipa::path(
    get, path = "/api/v1/inspections", tag = "inspection", responses((status = 200, body = Vec<InspectionLine>))
)]
async fn own(State(app): State<App>, visitor: Visitor) -> Json<Vec<InspectionLine>> {
    let rows = inspection::own(&app, &visitor.ctx()).await?;
    Ok(Out(rows.iter().map(InspectionLine::from).collect()))
}

/// A project with the reasons for a closer look.
#[derive(Debug, Serialize, ToSchema)]
struct RiskLine {
    /// Id of the project.
    project: String,
    /// Its number.
    number: String,
    /// Its title.
    title: String,
    /// Weight of all reasons.
    weight: u32,
    /// The reasons in words, the heaviest first.
    reasons: Vec<String>,
    /// Whether a check of it is open.
    checked: bool,
}

/// The risk list: running projects with the reasons for a closer look, the heaviest first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/risks", tag = "inspection",
    responses((status = 200, body = Vec<RiskLine>))
)]
async fn risks(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<RiskLine>> {
    let rows = inspection::risks(&app, &visitor.ctx(), &association).await?;
    let line = |r: inspection::Risky| RiskLine {
        project: r.project.id.to_string(),
        number: r.project.number,
        title: r.project.title,
        weight: weight(&r.risks),
        reasons: r.risks.iter().map(|risk| reason(visitor.l, risk)).collect(),
        checked: r.checked,
    };
    Ok(Out(rows.into_iter().map(line).collect()))
}

/// A check that is to be planned.
#[derive(Debug, Deserialize, ToSchema)]
struct InspectionAsked {
    /// Id of the project.
    #[schema(example = "0000000000001")]
    project: String,
    /// Why it is inspected.
    #[schema(example = "接到反映：活动没有按计划举办。")]
    basis: String,
    /// The day of the visit.
    #[schema(example = "2026-06-08")]
    planned_on: String,
}

/// Plans a check of a project for a reason in words.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/inspections", tag = "inspection",
    request_body = InspectionAsked, responses((status = 201, body = Created))
)]
async fn plan(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(said): Body<InspectionAsked>,
) -> Result<(StatusCode, Out<Created>), Failure> {
    let what = (said.basis.as_str(), day(&said.planned_on, "planned_on")?);
    let made = inspection::plan(&app, &visitor.ctx(), &association, id(&said.project)?, what).await?;
    Ok((StatusCode::CREATED, Out(Created::of(made))))
}

/// An inspection with its record.
#[derive(Debug, Serialize, ToSchema)]
struct Inspection {
    /// As in the lists.
    line: InspectionLine,
    /// Id of the draw it comes from.
    draw: Option<String>,
    /// Who looked.
    inspectors: Vec<String>,
    /// When.
    visited_on: Option<String>,
    /// Where.
    place: String,
    /// What was found.
    findings: Vec<InspectionFound>,
    /// What is to be put right.
    items: Vec<String>,
    /// What was done about it.
    answer: String,
    /// The conclusion.
    verdict: String,
    /// The words it rests on.
    clause: Option<Clause>,
    /// Files.
    files: Vec<InspectionFileLine>,
    /// Every step, the first one first.
    steps: Vec<InspectionStep>,
}

/// Something that was found.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct InspectionFound {
    /// What was seen.
    #[schema(example = "第二场活动没有签到表")]
    what: String,
    /// Whether it has to be put right.
    #[schema(example = true)]
    wrong: bool,
}

/// A file of an inspection.
#[derive(Debug, Serialize, ToSchema)]
struct InspectionFileLine {
    /// `office` or `organisation`.
    side: &'static str,
    /// SHA-256.
    sha256: String,
    /// Name.
    name: String,
}

/// A step of an inspection.
#[derive(Debug, Serialize, ToSchema)]
struct InspectionStep {
    /// What was done.
    command: String,
    /// What was said.
    words: String,
    /// By whom.
    by: String,
    /// When.
    at: String,
}

impl From<InspectionFile> for Inspection {
    fn from(f: InspectionFile) -> Self {
        let clause = f.visit.clause.as_ref().or(f.clause()).map(Clause::from);
        let row = Row {
            inspection: f.inspection.clone(),
            visit: f.visit.clone(),
            project: f.project.project.clone(),
        };
        Inspection {
            line: InspectionLine::from(&row),
            draw: f.inspection.draw.map(|d| d.to_string()),
            inspectors: f.visit.inspectors,
            visited_on: f.visit.visited_on.map(|d| d.to_string()),
            place: f.visit.place,
            findings: f
                .visit
                .findings
                .into_iter()
                .map(|x| InspectionFound { what: x.what, wrong: x.wrong })
                .collect(),
            items: f.inspection.items,
            answer: f.inspection.answer,
            verdict: f.inspection.finding,
            clause,
            files: f
                .files
                .into_iter()
                .map(|x| InspectionFileLine { side: x.side.code(), sha256: x.sha256, name: x.name })
                .collect(),
            steps: f
                .steps
                .into_iter()
                .map(|s| InspectionStep { command: s.command, words: s.words, by: s.by, at: moment(s.at) })
                .collect(),
        }
    }
}

/// An inspection.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/inspections/{id}", tag = "inspection",
    responses((status = 200, body = Inspection))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Inspection> {
    let file = inspection::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(Inspection::from(file)))
}

/// What inspectors write down.
#[derive(Debug, Deserialize, ToSchema)]
struct InspectionRecord {
    /// Names of those who looked.
    #[schema(example = json!(["陈彤", "韦颖"]))]
    inspectors: Vec<String>,
    /// The day of the visit.
    #[schema(example = "2026-06-08")]
    visited_on: String,
    /// Where.
    #[serde(default)]
    place: String,
    /// What was found.
    findings: Vec<InspectionFound>,
}

/// Writes down what was found on the spot.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/inspections/{id}/record", tag = "inspection",
    request_body = InspectionRecord, responses((status = 204))
)]
async fn record(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<InspectionRecord>,
) -> Done {
    let record = Record {
        inspectors: said.inspectors,
        visited_on: day(&said.visited_on, "visited_on")?,
        place: said.place,
        findings: said.findings.into_iter().map(|f| Finding { what: f.what, wrong: f.wrong }).collect(),
    };
    inspection::write_down(&app, &visitor.ctx(), &association, id(&key)?, record).await?;
    Ok(DONE)
}

/// A step of an inspection.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct InspectionStepGiven {
    /// `order-remedy`, `answer-remedy`, `pass`, `fail`, `cancel` or `lift`.
    #[schema(example = "order-remedy")]
    what: String,
    /// What is to be put right, of a remedy order.
    items: Vec<String>,
    /// Until when, of a remedy order.
    #[schema(example = "2026-06-30")]
    due_on: String,
    /// The answer, the conclusion, or why it is cancelled or lifted.
    words: String,
    /// Whether payments are held.
    hold: bool,
    /// Until when the organisation may not apply; empty: no bar.
    barred_until: String,
}

/// Gives a step: orders a remedy, answers it, concludes, cancels, lifts the hold on payments.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/inspections/{id}/steps", tag = "inspection",
    request_body = InspectionStepGiven, responses((status = 204))
)]
async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<InspectionStepGiven>,
) -> Done {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    if said.what == "lift" {
        inspection::lift(&app, &ctx, &association, key, &said.words).await?;
        return Ok(DONE);
    }
    let typed = Typed(vec![
        ("items".to_owned(), said.items.join("\n")),
        ("due_on".to_owned(), said.due_on),
        ("words".to_owned(), said.words.clone()),
        ("reason".to_owned(), said.words),
        ("hold".to_owned(), if said.hold { "1".to_owned() } else { String::new() }),
        ("barred_until".to_owned(), said.barred_until),
    ]);
    // Who may not even see it hears nothing of its form.
    inspection::view(&app, &ctx, &association, key).await?;
    inspection::give(&app, &ctx, &association, key, given(&said.what, &typed)?).await?;
    Ok(DONE)
}

/// Adds a photograph or a document; the body is the file itself.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/inspections/{id}/files", tag = "inspection", params(Named),
    request_body(content = String, content_type = "application/octet-stream"), responses((status = 204))
)]
async fn upload(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Query(named): Query<Named>,
    body: Bytes,
) -> Done {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    inspection::may_add(&app, &ctx, &association, key).await?;
    let bytes = file(body, LARGEST_SCAN).await?;
    if bytes.is_empty() {
        return Err(Refusal::new("inspection-no-file").at("file").into());
    }
    inspection::add_file(&app, &ctx, &association, key, (&named.name, bytes)).await?;
    Ok(DONE)
}
