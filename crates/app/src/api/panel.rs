//! Panels: who sits on them, who reviews what, conflicts, the seal of the scores.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Blind, Kind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Card, DONE, Done, Json, Reasoned, id};
use crate::actions::panel::{self, NewPanel, PanelFile};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(form))
        .routes(routes!(show))
        .routes(routes!(invite))
        .routes(routes!(replace))
        .routes(routes!(begin))
        .routes(routes!(reveal))
        .routes(routes!(reopen))
}

/// A panel in the list.
#[derive(Debug, Serialize, ToSchema)]
struct PanelCard {
    /// Id.
    id: String,
    /// Code of the call.
    call: String,
    /// Name.
    name: String,
    /// `forming`, `open` or `revealed`.
    state: &'static str,
    /// Reviews that are in.
    submitted: usize,
    /// Reviews that are assigned.
    assigned: usize,
}

impl PanelCard {
    fn of(file: &PanelFile) -> Self {
        let (submitted, assigned) = file.progress();
        PanelCard {
            id: file.panel.id.to_string(),
            call: file.call.code.clone(),
            name: file.panel.name.clone(),
            state: file.panel.state.code(),
            submitted,
            assigned,
        }
    }
}

/// A panel. Scores are not here: the ranking has them once they are unsealed.
#[derive(Debug, Serialize, ToSchema)]
struct PanelSheet {
    /// Name, state, progress.
    #[serde(flatten)]
    card: PanelCard,
    /// `open`, `single` or `double`.
    blind: &'static str,
    /// Day by which reviews are due.
    due_on: String,
    /// Criteria with their points, as frozen when the panel was formed.
    rubric: Value,
    /// Members, all that were ever asked.
    members: Vec<Seated>,
    /// Applications.
    applications: Vec<Card>,
    /// Who reviews what.
    assignments: Vec<Assigned>,
    /// Conflicts of interest, found and declared.
    conflicts: Vec<InConflict>,
}

/// A member.
#[derive(Debug, Serialize, ToSchema)]
struct Seated {
    /// Id in the pool.
    expert: String,
    /// Name.
    name: String,
    /// `technical`, `financial` or `management`.
    seat: &'static str,
    /// Whether the expert chairs.
    chairs: bool,
    /// `invited`, `accepted`, `declined` or `replaced`.
    state: &'static str,
    /// Whether the letter is signed.
    signed: bool,
}

/// A review that somebody has.
#[derive(Debug, Serialize, ToSchema)]
struct Assigned {
    /// Application.
    application: String,
    /// Expert.
    expert: String,
    /// `assigned`, `submitted` or `released`.
    state: String,
}

/// A conflict of interest.
#[derive(Debug, Serialize, ToSchema)]
struct InConflict {
    /// Application.
    application: String,
    /// Expert.
    expert: String,
    /// Kind.
    kind: &'static str,
    /// With whom.
    with: String,
    /// `found`, `confirmed` or `dismissed`.
    state: String,
}

/// The panels, the newest first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/panels", tag = "panel",
    responses((status = 200, body = Vec<PanelCard>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<PanelCard>> {
    let all = panel::list(&app, &visitor.ctx(), &association).await?;
    Ok(Out(all.iter().map(PanelCard::of).collect()))
}

/// A panel to form.
#[derive(Debug, Deserialize, ToSchema)]
struct PanelWanted {
    /// Code of the call.
    #[schema(example = "lz-2026")]
    call: String,
    /// Name.
    #[schema(example = "学会项目评审组")]
    name: String,
    /// Codes of the types; empty: all.
    #[serde(default)]
    types: Vec<String>,
    /// `open`, `single` or `double`.
    #[serde(default)]
    blind: String,
    /// Least number of members.
    #[schema(example = 5)]
    least: u32,
    /// Reviews of each application.
    #[schema(example = 3)]
    reviews: u32,
    /// Whether the number of members must be odd.
    #[serde(default)]
    odd: bool,
    /// Day by which reviews are due.
    #[serde(default)]
    due_on: String,
}

/// The id of a panel.
#[derive(Debug, Serialize, ToSchema)]
struct PanelId {
    /// Id.
    id: String,
}

/// Forms a panel; all applications of its types that are ready go to it.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/panels", tag = "panel",
    request_body = PanelWanted, responses((status = 201, body = PanelId))
)]
async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(w): Body<PanelWanted>,
) -> Result<(StatusCode, Out<PanelId>), Failure> {
    let blind = Blind::from_code(&w.blind).unwrap_or_default();
    let PanelWanted { call, name, types, least, reviews, odd, due_on, .. } = w;
    let new = NewPanel { call, name, types, blind, least, reviews, odd, due_on };
    let id = panel::form(&app, &visitor.ctx(), &association, &new).await?;
    Ok((StatusCode::CREATED, Out(PanelId { id: id.to_string() })))
}

/// One panel.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/panels/{id}", tag = "panel",
    responses((status = 200, body = PanelSheet))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<PanelSheet> {
    let file = panel::open(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let members = file.members.iter().map(|(m, e)| Seated {
        expert: e.id.to_string(),
        name: e.name.clone(),
        seat: m.seat.code(),
        chairs: m.chairs,
        state: m.state.code(),
        signed: m.letter_at.is_some(),
    });
    let assignments = file.reviews.iter().map(|r| Assigned {
        application: r.application.to_string(),
        expert: r.expert.to_string(),
        state: r.state.clone(),
    });
    let conflicts = file.conflicts.iter().map(|c| InConflict {
        application: c.application.to_string(),
        expert: c.expert.to_string(),
        kind: c.kind.code(),
        with: c.with.clone(),
        state: c.state.clone(),
    });
    Ok(Out(PanelSheet {
        card: PanelCard::of(&file),
        blind: file.panel.blind.code(),
        due_on: file.panel.due_on.clone(),
        rubric: serde_json::to_value(&file.panel.rubric).unwrap_or_default(),
        members: members.collect(),
        applications: file.applications.iter().map(Card::for_office).collect(),
        assignments: assignments.collect(),
        conflicts: conflicts.collect(),
    }))
}

/// Whom to ask, and for which seat.
#[derive(Debug, Deserialize, ToSchema)]
struct Seating {
    /// Id in the pool.
    expert: String,
    /// `technical`, `financial` or `management`.
    #[schema(example = "technical")]
    seat: String,
    /// Whether the expert chairs.
    #[serde(default)]
    chairs: bool,
}

/// Asks an expert to sit on the panel.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/panels/{id}/members", tag = "panel",
    request_body = Seating, responses((status = 204))
)]
async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(asked): Body<Seating>,
) -> Done {
    let seat = Kind::from_code(&asked.seat).ok_or_else(|| odd("seat"))?;
    let whom = (id(&asked.expert)?, seat, asked.chairs);
    panel::invite(&app, &visitor.ctx(), &association, id(&key)?, whom).await?;
    Ok(DONE)
}

/// A value that is none of the known ones.
pub(super) fn odd(field: &str) -> Refusal {
    Refusal::new("bad-form").with("detail", field).at(field)
}

/// Lets a member go; their reviews that are not in go back to be assigned.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/panels/{id}/members/{expert}/replacement", tag = "panel",
    request_body = Reasoned, responses((status = 204))
)]
async fn replace(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, expert)): Path<(String, String, String)>,
    Body(why): Body<Reasoned>,
) -> Done {
    panel::replace(&app, &visitor.ctx(), &association, id(&key)?, id(&expert)?, &why.reason).await?;
    Ok(DONE)
}

/// Opens the panel: members whose letter is signed may read and score.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/panels/{id}/opening", tag = "panel",
    responses((status = 204))
)]
async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Done {
    panel::begin(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(DONE)
}

/// Unseals the scores, once all reviews are in.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/panels/{id}/unsealing", tag = "panel",
    responses((status = 204))
)]
async fn reveal(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Done {
    panel::reveal(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(DONE)
}

/// Which review is opened again, and why.
#[derive(Debug, Deserialize, ToSchema)]
struct Reopening {
    /// Application.
    application: String,
    /// Expert.
    expert: String,
    /// Why.
    #[schema(example = "评分录入有误")]
    reason: String,
}

/// Opens a submitted review again; the panel is sealed until it is back.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/panels/{id}/reopening", tag = "panel",
    request_body = Reopening, responses((status = 204))
)]
async fn reopen(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Reopening>,
) -> Done {
    let both = (id(&said.application)?, id(&said.expert)?);
    panel::reopen(&app, &visitor.ctx(), &association, id(&key)?, both, &said.reason).await?;
    Ok(DONE)
}
