//! Achievements of projects, and mid-term reports.

use axum::Json as Out;
use axum::body::Body as Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kexiang_core::refusal::Refusal;
use kexiang_store::achievement::Kept;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Created, DONE, Done, Json, Reasoned, id};
use super::project::day;
use super::upload::Named;
use super::work::WorkIndicator;
use crate::actions::execution::{self, AchievementDraft};
use crate::state::App;
use crate::web::execution::{achievement_command, file_answer, mid_term_command, mid_term_report};
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(report))
        .routes(routes!(edit))
        .routes(routes!(attach))
        .routes(routes!(open))
        .routes(routes!(command))
        .routes(routes!(mid_terms))
        .routes(routes!(hand_in))
        .routes(routes!(step))
}

/// What an organisation says of an achievement.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct WorkResult {
    /// Title.
    #[schema(example = "产业发展报告")]
    title: String,
    /// Ids of the indicators it is meant for.
    #[schema(example = json!(["report"]))]
    counts_for: Vec<String>,
    /// Id of the document to hand in that it is; empty: none.
    deliverable: String,
    /// When it was handed in, published or reached.
    #[schema(example = "2026-06-20")]
    on: String,
    /// Where it appeared.
    channel: String,
    /// How many it stands for.
    #[schema(example = 1)]
    number: i64,
    /// The whole of a percentage.
    whole: Option<i64>,
    /// Organisations it covers.
    organisations: Vec<String>,
    /// How a target without a number was met.
    words: String,
}

impl Default for WorkResult {
    fn default() -> Self {
        WorkResult {
            title: String::new(),
            counts_for: Vec::new(),
            deliverable: String::new(),
            on: String::new(),
            channel: String::new(),
            number: 1,
            whole: None,
            organisations: Vec::new(),
            words: String::new(),
        }
    }
}

impl WorkResult {
    fn draft(self) -> Result<AchievementDraft, Refusal> {
        Ok(AchievementDraft {
            on: Some(day(&self.on, "on")?),
            title: self.title,
            counts_for: self.counts_for,
            deliverable: self.deliverable,
            channel: self.channel,
            number: self.number,
            whole: self.whole,
            organisations: self.organisations,
            words: self.words,
        })
    }
}

/// An achievement as it is kept.
#[derive(Debug, Serialize, ToSchema)]
struct WorkResultKept {
    /// Id.
    id: String,
    /// State.
    state: &'static str,
    /// Why it is not counted; else empty.
    reason: String,
    /// What the organisation says of it.
    achievement: WorkResult,
    /// Name of its file; empty: none.
    file: String,
    /// SHA-256 of the file.
    sha256: String,
    /// Characters read from it.
    characters: Option<i64>,
    /// Seconds read from it.
    seconds: Option<i64>,
    /// Slides read from it.
    slides: Option<i64>,
}

impl From<&Kept> for WorkResultKept {
    fn from(k: &Kept) -> Self {
        let a = &k.achievement;
        WorkResultKept {
            id: a.id.to_string(),
            state: a.state.code(),
            reason: k.reason.clone(),
            achievement: WorkResult {
                title: a.title.clone(),
                counts_for: a.counts_for.clone(),
                deliverable: a.deliverable.clone(),
                on: a.on.to_string(),
                channel: a.channel.clone(),
                number: a.number,
                whole: a.whole,
                organisations: a.organisations.clone(),
                words: a.words.clone(),
            },
            file: a.file.0.clone(),
            sha256: a.file.1.clone(),
            characters: a.extent.characters,
            seconds: a.extent.seconds,
            slides: a.extent.slides,
        }
    }
}

/// The achievements of a project, by day.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/achievements", tag = "execution",
    responses((status = 200, body = Vec<WorkResultKept>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<WorkResultKept>> {
    let (_, done) = execution::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(done.achievements.iter().map(WorkResultKept::from).collect()))
}

/// Reports an achievement; its file follows.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/achievements", tag = "execution",
    request_body = WorkResult, responses((status = 201, body = Created))
)]
async fn report(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<WorkResult>,
) -> Result<(StatusCode, Out<Created>), Failure> {
    let made = execution::report(&app, &visitor.ctx(), &association, id(&key)?, said.draft()?).await?;
    Ok((StatusCode::CREATED, Out(Created::of(made))))
}

type AtAchievement = Path<(String, String, String)>;

/// Puts an achievement right.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/projects/{id}/achievements/{achievement}", tag = "execution",
    request_body = WorkResult, responses((status = 204))
)]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, achievement)): AtAchievement,
    Body(said): Body<WorkResult>,
) -> Done {
    let at = (id(&key)?, id(&achievement)?);
    execution::edit_achievement(&app, &visitor.ctx(), &association, at, said.draft()?).await?;
    Ok(DONE)
}

/// Attaches the file of an achievement; the body is the file itself, its length is read from it.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/projects/{id}/achievements/{achievement}/file", tag = "execution",
    params(Named), request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 204))
)]
async fn attach(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, achievement)): AtAchievement,
    Query(named): Query<Named>,
    body: Bytes,
) -> Done {
    let at = (id(&key)?, id(&achievement)?);
    let source = Box::pin(body.into_data_stream());
    execution::attach(&app, &visitor.ctx(), &association, at, &named.name, source).await?;
    Ok(DONE)
}

/// The file of an achievement.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/achievements/{achievement}/file", tag = "execution",
    responses((status = 200, body = String, content_type = "application/octet-stream"))
)]
async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, achievement)): AtAchievement,
) -> Result<Response, Failure> {
    let at = (id(&key)?, id(&achievement)?);
    Ok(file_answer(execution::file(&app, &visitor.ctx(), &association, at).await?))
}

/// Gives an achievement a command: `confirm`, `reject` or `replace`.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/achievements/{achievement}/commands/{command}",
    tag = "execution", request_body = Reasoned, responses((status = 204))
)]
async fn command(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, achievement, word)): Path<(String, String, String, String)>,
    Body(said): Body<Reasoned>,
) -> Done {
    let at = (id(&key)?, id(&achievement)?);
    let command = achievement_command(&word, &said.reason)?;
    execution::command_achievement(&app, &visitor.ctx(), &association, at, command).await?;
    Ok(DONE)
}

/// A mid-term report.
#[derive(Debug, Serialize, ToSchema)]
struct MidTermKept {
    /// Id.
    id: String,
    /// State.
    state: &'static str,
    /// The organisation's words.
    words: String,
    /// The day; empty before it is handed in.
    on: String,
    /// Who handed it in.
    by: String,
    /// 指标完成率 of that day in basis points.
    completion: u32,
    /// Every indicator and document of that day.
    indicators: Vec<WorkIndicator>,
    /// What is to be put right.
    items: Vec<String>,
    /// Until when.
    remedy_due: Option<String>,
    /// What was put right.
    answer: String,
    /// What the office found.
    finding: String,
}

/// The mid-term reports of a project, the first one first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/mid-term", tag = "execution",
    responses((status = 200, body = Vec<MidTermKept>))
)]
async fn mid_terms(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<MidTermKept>> {
    let (file, _) = execution::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let kind = kexiang_core::inspection::Kind::MidTerm;
    let kept = |i: &kexiang_store::inspection::Inspection| {
        let said = mid_term_report(i);
        MidTermKept {
            id: i.id.to_string(),
            state: i.state.code(),
            words: said.words,
            on: said.on,
            by: said.by,
            completion: said.completion,
            indicators: said.rows.iter().map(|p| WorkIndicator::of(visitor.l, p)).collect(),
            items: i.items.clone(),
            remedy_due: i.remedy_due.map(|d| d.to_string()),
            answer: i.answer.clone(),
            finding: i.finding.clone(),
        }
    };
    Ok(Out(file.inspections.iter().filter(|i| i.kind == kind).map(kept).collect()))
}

/// What a mid-term report says; the progress of the day goes with it by itself.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct MidTermSaid {
    /// What was done, what is in the way, what comes next.
    #[schema(example = "已举办一场论坛，第二场定于九月。")]
    words: String,
}

/// Hands the mid-term report in.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/mid-term", tag = "execution",
    request_body = MidTermSaid, responses((status = 204))
)]
async fn hand_in(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<MidTermSaid>,
) -> Done {
    execution::hand_in(&app, &visitor.ctx(), &association, id(&key)?, (&said.words, None)).await?;
    Ok(DONE)
}

/// A step of a mid-term report.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct MidTermStep {
    /// `pass`, `fail`, `remedy` of the office, `answer` of the organisation.
    #[schema(example = "pass")]
    what: String,
    /// What was found, what was put right, or what is to be: one item a line.
    #[schema(example = "进度符合约定。")]
    words: String,
    /// Until when; for `remedy`.
    #[schema(example = "2026-09-30")]
    due_on: String,
}

/// Assesses a mid-term report, or answers what was to be put right.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/mid-term/{inspection}/steps", tag = "execution",
    request_body = MidTermStep, responses((status = 204))
)]
async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, inspection)): Path<(String, String, String)>,
    Body(said): Body<MidTermStep>,
) -> Done {
    let at = (id(&key)?, id(&inspection)?);
    let ctx = visitor.ctx();
    if said.what == "answer" {
        execution::answer(&app, &ctx, &association, at, &said.words).await?;
    } else {
        let command = mid_term_command(&said.what, &said.words, &said.due_on)?;
        execution::assess(&app, &ctx, &association, at, command).await?;
    }
    Ok(DONE)
}
