//! Draws among projects for spot checks.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kexiang_core::refusal::Refusal;
use kexiang_matching::draw::Witness;
use kexiang_store::spot_draw::SpotDraw;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Created, DONE, Done, Json, id, moment};
use super::project::day;
use crate::actions::inspection::{self, Ask, Layer, Share};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(announce))
        .routes(routes!(show))
        .routes(routes!(reveal))
}

/// A draw among projects, public.
#[derive(Debug, Serialize, ToSchema)]
struct ProjectDraw {
    /// Id.
    id: String,
    /// What is drawn and why.
    title: String,
    /// Commitment to the association's seed.
    commitment: String,
    /// Numbers of the projects on the list.
    pool: Vec<String>,
    /// How many are drawn.
    take: usize,
    /// Numbers of the projects that were drawn; empty before.
    drawn: Vec<String>,
    /// The first day on which it may be drawn.
    draws_on: String,
    /// The day of the visits.
    visits_on: String,
    /// When it was published.
    published_at: String,
    /// When it was drawn.
    drawn_at: Option<String>,
    /// The notice of `kexiang-draw` version 1, for `kexiang draw verify --notice`.
    #[schema(value_type = Object)]
    notice: serde_json::Value,
    /// The record, for `kexiang draw verify`; null before.
    #[schema(value_type = Object)]
    record: serde_json::Value,
}

impl From<SpotDraw> for ProjectDraw {
    fn from(d: SpotDraw) -> Self {
        ProjectDraw {
            id: d.id.to_string(),
            title: d.title,
            commitment: d.commitment,
            pool: d.pool,
            take: d.take,
            drawn: d.drawn,
            draws_on: d.draws_on.to_string(),
            visits_on: d.visits_on.to_string(),
            published_at: moment(d.pledged_at),
            drawn_at: d.revealed_at.map(moment),
            notice: d.notice,
            record: d.record,
        }
    }
}

/// The draws of an association, the newest first; public.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/draws", tag = "inspection",
    responses((status = 200, body = Vec<ProjectDraw>))
)]
async fn list(State(app): State<App>, Path(association): Path<String>) -> Json<Vec<ProjectDraw>> {
    let draws = inspection::draws(&app, &association).await?;
    Ok(Out(draws.into_iter().map(ProjectDraw::from).collect()))
}

/// A draw; public.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/draws/{id}", tag = "inspection",
    responses((status = 200, body = ProjectDraw))
)]
async fn show(State(app): State<App>, Path((association, key)): Path<(String, String)>) -> Json<ProjectDraw> {
    Ok(Out(ProjectDraw::from(inspection::show_draw(&app, &association, id(&key)?).await?)))
}

/// What is to be drawn.
#[derive(Debug, Deserialize, ToSchema)]
struct ProjectDrawAsked {
    /// What is drawn and why.
    #[schema(example = "2026年第二季度项目抽查")]
    title: String,
    /// `whole`, `type` or `sum`.
    #[schema(example = "whole")]
    layer: String,
    /// How many of each stratum.
    #[schema(example = 20)]
    share: u32,
    /// Whether `share` is per cent, rounded up.
    #[serde(default)]
    percent: bool,
    /// The first day of the draw.
    #[schema(example = "2026-06-01")]
    draws_on: String,
    /// The day of the visits.
    #[schema(example = "2026-06-08")]
    visits_on: String,
    /// A public number that nobody knows yet, described exactly; empty: none.
    #[serde(default)]
    public: String,
}

/// Publishes a draw: the list of running projects with the commitment to a sealed seed.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/draws", tag = "inspection",
    request_body = ProjectDrawAsked, responses((status = 201, body = Created))
)]
async fn announce(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(said): Body<ProjectDrawAsked>,
) -> Result<(StatusCode, Out<Created>), Failure> {
    let ask = Ask {
        title: said.title,
        layer: Layer::from_code(&said.layer).ok_or_else(|| Refusal::new("draw-layer").at("layer"))?,
        share: if said.percent { Share::Percent(said.share) } else { Share::Number(said.share) },
        draws_on: day(&said.draws_on, "draws_on")?,
        visits_on: day(&said.visits_on, "visits_on")?,
        public: said.public,
    };
    let made = inspection::announce(&app, &visitor.ctx(), &association, ask).await?;
    Ok((StatusCode::CREATED, Out(Created::of(made))))
}

/// What belongs to the draw itself.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct Revealing {
    /// The public number, where the notice names one.
    #[schema(example = "03 08 11 19 24 31 + 07")]
    public: String,
    /// Who watched.
    witnesses: Vec<Watched>,
}

/// One who watched.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Watched {
    /// Name.
    #[schema(example = "梁文")]
    name: String,
    /// Office or function.
    #[serde(default)]
    role: String,
}

/// Reveals the seed and draws; the inspections of what was drawn are planned.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/draws/{id}/record", tag = "inspection",
    request_body = Revealing, responses((status = 204))
)]
async fn reveal(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Revealing>,
) -> Done {
    let witnesses = said.witnesses.into_iter().map(|w| Witness { name: w.name, role: w.role }).collect();
    let what = (said.public.as_str(), witnesses);
    inspection::reveal(&app, &visitor.ctx(), &association, id(&key)?, what).await?;
    Ok(DONE)
}
