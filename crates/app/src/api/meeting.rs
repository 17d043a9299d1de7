//! What follows the reviews of a panel: the ranking, the meeting with its votes, the experts' fees.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::response::Response;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{PanelState, Rank, Vote};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, id};
use crate::actions::panel::{self, MeetingForm};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::panel::paper;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ranking))
        .routes(routes!(save))
        .routes(routes!(vote))
        .routes(routes!(minutes))
        .routes(routes!(fees))
        .routes(routes!(save_fees))
}

/// An application in the ranking. Scores are hundredths of a point.
#[derive(Debug, Serialize, ToSchema)]
struct RankedLine {
    /// Application.
    application: String,
    /// Number.
    number: String,
    /// Code of the type.
    type_code: String,
    /// Code of the tier; may be empty.
    tier: String,
    /// Place within type and tier.
    place: u32,
    /// Whether another one shares the place.
    tied: bool,
    /// Score; none without reviews.
    score: Option<i64>,
    /// Greatest total less the least.
    spread: Option<i64>,
    /// Mean without the experts' severity; none below the least sample.
    corrected: Option<i64>,
}

/// The ranking by type and tier; empty while the scores are sealed.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/panels/{id}/ranking", tag = "panel",
    responses((status = 200, body = Vec<RankedLine>))
)]
async fn ranking(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<RankedLine>> {
    let file = panel::open(&app, &visitor.ctx(), &association, id(&key)?).await?;
    if file.panel.state != PanelState::Revealed {
        return Err(Refusal::new("meeting-sealed").into());
    }
    let line = |r: &panel::Ranked| RankedLine {
        application: r.application.id.to_string(),
        number: r.application.number.clone(),
        type_code: r.application.type_code.clone(),
        tier: r.application.tier.clone(),
        place: r.placed.place,
        tied: r.placed.tied,
        score: r.summary.as_ref().map(|s| s.score),
        spread: r.summary.as_ref().map(|s| s.spread),
        corrected: r.corrected,
    };
    Ok(Out(panel::results(&file).iter().map(line).collect()))
}

/// The review meeting.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct Meeting {
    /// Day.
    #[schema(example = "2026-04-21")]
    held_on: String,
    /// Place.
    place: String,
    /// Who presides.
    host: String,
    /// Who writes the minutes.
    recorder: String,
    /// What was discussed.
    notes: String,
    /// Experts who are there.
    present: Vec<String>,
    /// Preferences of the notice that are met, as pairs of application and id of the preference.
    priorities: Vec<(String, String)>,
}

/// Keeps what is written of the meeting.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/panels/{id}/meeting", tag = "panel",
    request_body = Meeting, responses((status = 204))
)]
async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(m): Body<Meeting>,
) -> Done {
    let present: Result<Vec<Id>, Refusal> = m.present.iter().map(|e| id(e)).collect();
    let priorities: Result<Vec<(Id, String)>, Refusal> =
        m.priorities.into_iter().map(|(a, p)| Ok((id(&a)?, p))).collect();
    let form = MeetingForm {
        held_on: m.held_on,
        place: m.place,
        host: m.host,
        recorder: m.recorder,
        notes: m.notes,
        present: present?,
        priorities: priorities?,
    };
    panel::save_meeting(&app, &visitor.ctx(), &association, id(&key)?, &form).await?;
    Ok(DONE)
}

/// The votes on an application.
#[derive(Debug, Deserialize, ToSchema)]
struct Votes {
    /// Application.
    application: String,
    /// Pairs of expert and `yes`, `no` or `abstain`.
    votes: Vec<(String, String)>,
}

/// Notes votes. Who is in conflict has none, nor who is not there.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/panels/{id}/meeting/votes", tag = "panel",
    request_body = Votes, responses((status = 204))
)]
async fn vote(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Votes>,
) -> Done {
    let one = |(expert, vote): &(String, String)| -> Result<(Id, Vote), Refusal> {
        let vote = Vote::from_code(vote).ok_or_else(|| Refusal::new("bad-form").with("detail", "vote"))?;
        Ok((id(expert)?, vote))
    };
    let votes: Result<Vec<_>, _> = said.votes.iter().map(one).collect();
    let concerned = (id(&said.application)?, votes?);
    panel::vote(&app, &visitor.ctx(), &association, id(&key)?, concerned).await?;
    Ok(DONE)
}

/// The minutes as PDF.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/panels/{id}/minutes.pdf", tag = "panel",
    responses((status = 200, body = String, content_type = "application/pdf"))
)]
async fn minutes(
    app: State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Result<Response, Failure> {
    paper::minutes(app, visitor, Path((association, id(&key)?))).await
}

/// What an expert is paid, in fen.
#[derive(Debug, Serialize, ToSchema)]
struct FeeLine {
    /// Expert.
    expert: String,
    /// Name.
    name: String,
    /// `academician`, `senior` or `other`.
    rank: &'static str,
    /// Half days of the meeting.
    half_days: i64,
    /// Reviews by correspondence.
    reviews: u32,
    /// Before tax; none where the table allows no such sum.
    gross: Option<i64>,
    /// Tax.
    tax: Option<i64>,
    /// What is paid out.
    net: Option<i64>,
}

/// The fees of a panel by the national table.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/panels/{id}/fees", tag = "panel",
    responses((status = 200, body = Vec<FeeLine>))
)]
async fn fees(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<FeeLine>> {
    let file = panel::open(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let line = |p: &panel::Paid| {
        let fee = p.fee.as_ref().ok();
        FeeLine {
            expert: p.expert.id.to_string(),
            name: p.expert.name.clone(),
            rank: p.expert.rank.code(),
            half_days: p.member.half_days,
            reviews: p.reviews,
            gross: fee.map(|f| f.gross.0),
            tax: fee.map(|f| f.tax.0),
            net: fee.map(|f| f.net.0),
        }
    };
    Ok(Out(panel::fees(&file).iter().map(line).collect()))
}

/// Rates of a panel.
#[derive(Debug, Deserialize, ToSchema)]
struct Rates {
    /// Pairs of rank and daily rate after tax, in fen.
    daily: Vec<(String, i64)>,
    /// Percent of the daily rate for a review by correspondence; none: by half days of a meeting.
    percent: Option<u32>,
    /// Pairs of expert and half days.
    #[serde(default)]
    half_days: Vec<(String, i64)>,
}

/// Sets rates and half days.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/panels/{id}/fees", tag = "panel",
    request_body = Rates, responses((status = 204))
)]
async fn save_fees(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Rates>,
) -> Done {
    let rate = |(rank, fen): &(String, i64)| -> Result<(Rank, Fen), Refusal> {
        let rank = Rank::from_code(rank).ok_or_else(|| Refusal::new("bad-form").with("detail", "rank"))?;
        Ok((rank, Fen(*fen)))
    };
    let daily: Result<Vec<_>, _> = said.daily.iter().map(rate).collect();
    let days: Result<Vec<_>, Refusal> = said.half_days.iter().map(|(e, n)| Ok((id(e)?, *n))).collect();
    panel::save_rates(&app, &visitor.ctx(), &association, id(&key)?, daily?, said.percent, days?).await?;
    Ok(DONE)
}
