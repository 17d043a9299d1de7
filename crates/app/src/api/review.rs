//! What an expert does: answer, sign the letter, read, score, submit, declare a conflict.

use std::collections::BTreeMap;

use axum::Json as Out;
use axum::extract::{Path, State};
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, Reasoned, id};
use crate::actions::review;
use crate::state::App;
use crate::web::Visitor;
use crate::web::form::Json as Body;
use crate::web::review::letter;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(mine))
        .routes(routes!(answer))
        .routes(routes!(read_letter, sign))
        .routes(routes!(show, save))
        .routes(routes!(submit))
        .routes(routes!(declare))
}

/// A panel that asked the expert.
#[derive(Debug, Serialize, ToSchema)]
struct ReviewTask {
    /// Association.
    association: String,
    /// Panel.
    panel: String,
    /// Its name.
    name: String,
    /// Title of the call.
    call: String,
    /// `invited`, `accepted`, `declined` or `replaced`.
    state: &'static str,
    /// Whether the letter is signed.
    signed: bool,
    /// `forming`, `open` or `revealed`.
    panel_state: &'static str,
    /// Day by which reviews are due.
    due_on: String,
    /// Applications there are to review.
    count: usize,
    /// Those that can be opened now.
    reviews: Vec<ReviewCard>,
}

/// A review in the list.
#[derive(Debug, Serialize, ToSchema)]
struct ReviewCard {
    /// Application.
    application: String,
    /// Title; without names in a double-blind review.
    title: String,
    /// `assigned` or `submitted`.
    state: String,
}

/// One's own invitations and reviews.
#[utoipa::path(get, path = "/api/v1/reviews", tag = "review", responses((status = 200, body = Vec<ReviewTask>)))]
async fn mine(State(app): State<App>, visitor: Visitor) -> Json<Vec<ReviewTask>> {
    let tasks = review::mine(&app, &visitor.ctx()).await?;
    let one = |t: &review::Task| ReviewTask {
        association: t.panel.association.clone(),
        panel: t.panel.id.to_string(),
        name: t.panel.name.clone(),
        call: t.call.clone(),
        state: t.member.state.code(),
        signed: t.member.letter_at.is_some(),
        panel_state: t.panel.state.code(),
        due_on: t.panel.due_on.clone(),
        count: t.count,
        reviews: t.reviews.iter().map(card).collect(),
    };
    Ok(Out(tasks.iter().map(one).collect()))
}

fn card((application, title, review): &(Id, String, kexiang_store::review::Review)) -> ReviewCard {
    ReviewCard { application: application.to_string(), title: title.clone(), state: review.state.clone() }
}

/// An answer to an invitation.
#[derive(Debug, Deserialize, ToSchema)]
struct PanelAnswer {
    /// Whether it is accepted.
    accepted: bool,
    /// Why not.
    #[serde(default)]
    reason: String,
}

/// Answers an invitation.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/reviews/{panel}/invitation", tag = "review",
    request_body = PanelAnswer, responses((status = 204))
)]
async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel)): Path<(String, String)>,
    Body(said): Body<PanelAnswer>,
) -> Done {
    let choice = (said.accepted, said.reason.as_str());
    review::answer(&app, &visitor.ctx(), &association, id(&panel)?, choice).await?;
    Ok(DONE)
}

/// The commitment letter.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Letter {
    /// Its paragraphs.
    paragraphs: Vec<String>,
}

/// The words of the commitment letter, in the language of `Accept-Language`.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/reviews/{panel}/letter", tag = "review",
    responses((status = 200, body = Letter))
)]
async fn read_letter(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel)): Path<(String, String)>,
) -> Json<Letter> {
    asked(&app, &visitor, &association, id(&panel)?).await?;
    Ok(Out(Letter { paragraphs: letter(visitor.l) }))
}

/// Lets in whom the panel asked.
async fn asked(
    app: &App,
    visitor: &Visitor,
    association: &str,
    panel: Id,
) -> Result<(), crate::web::Failure> {
    let tasks = review::mine(app, &visitor.ctx()).await?;
    let found = tasks.iter().any(|t| t.panel.association == association && t.panel.id == panel);
    if found { Ok(()) } else { Err(Refusal::new("not-found").into()) }
}

/// Signs the letter; the paragraphs that were read are sent back.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/reviews/{panel}/letter", tag = "review",
    request_body = Letter, responses((status = 204))
)]
async fn sign(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel)): Path<(String, String)>,
    Body(read): Body<Letter>,
) -> Done {
    let panel = id(&panel)?;
    asked(&app, &visitor, &association, panel).await?;
    if read.paragraphs != letter(visitor.l) {
        return Err(Refusal::new("letter-differs").at("paragraphs").into());
    }
    review::sign_letter(&app, &visitor.ctx(), &association, panel, &read.paragraphs.join("\n")).await?;
    Ok(DONE)
}

/// An application as the expert reads it, with the review.
#[derive(Debug, Serialize, ToSchema)]
struct ReviewedApplication {
    /// Number.
    number: String,
    /// Title.
    title: String,
    /// Organisation; empty in a double-blind review.
    organisation: String,
    /// Name of the type.
    type_name: String,
    /// Answers by field; without names in a double-blind review.
    answers: Value,
    /// Criteria with their points.
    rubric: Value,
    /// `assigned` or `submitted`.
    state: String,
    /// What is scored so far.
    review: Scores,
    /// Total in hundredths; none before the submission.
    total: Option<i64>,
}

/// Scores and comment.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Scores {
    /// Points by criterion, in hundredths of a point.
    scores: BTreeMap<String, i64>,
    /// Comment.
    #[serde(default)]
    comment: String,
}

/// An application that is assigned to the expert.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/reviews/{panel}/{application}", tag = "review",
    responses((status = 200, body = ReviewedApplication))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel, application)): Path<(String, String, String)>,
) -> Json<ReviewedApplication> {
    let (panel, application) = (id(&panel)?, id(&application)?);
    let sheet = review::open(&app, &visitor.ctx(), &association, panel, application).await?;
    Ok(Out(ReviewedApplication {
        number: sheet.number,
        title: sheet.title,
        organisation: sheet.organisation,
        type_name: sheet.type_name,
        answers: serde_json::to_value(&sheet.case.answers.0).unwrap_or_default(),
        rubric: serde_json::to_value(&sheet.panel.rubric).unwrap_or_default(),
        state: sheet.review.state.clone(),
        total: sheet.review.total,
        review: Scores { scores: sheet.review.scores, comment: sheet.review.comment },
    }))
}

/// Keeps scores and comment; nothing is submitted by it.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/reviews/{panel}/{application}", tag = "review",
    request_body = Scores, responses((status = 204))
)]
async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel, application)): Path<(String, String, String)>,
    Body(said): Body<Scores>,
) -> Done {
    let at = (id(&panel)?, id(&application)?);
    review::save(&app, &visitor.ctx(), &association, at, said.scores, said.comment).await?;
    Ok(DONE)
}

/// Submits a review; from here on it is sealed for its author too.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/reviews/{panel}/{application}/submission", tag = "review",
    request_body = Scores, responses((status = 204))
)]
async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel, application)): Path<(String, String, String)>,
    Body(said): Body<Scores>,
) -> Done {
    let at = (id(&panel)?, id(&application)?);
    review::submit(&app, &visitor.ctx(), &association, at, said.scores, said.comment).await?;
    Ok(DONE)
}

/// Declares a conflict of interest: the application is gone at once.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/reviews/{panel}/{application}/conflict", tag = "review",
    request_body = Reasoned, responses((status = 204))
)]
async fn declare(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel, application)): Path<(String, String, String)>,
    Body(why): Body<Reasoned>,
) -> Done {
    let at = (id(&panel)?, id(&application)?);
    review::declare(&app, &visitor.ctx(), &association, at, &why.reason).await?;
    Ok(DONE)
}
