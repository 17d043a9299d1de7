//! Joint organisations and the recommending one.

use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, id};
use crate::actions::application as act;
use crate::state::App;
use crate::web::Visitor;
use crate::web::form::Json as Body;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(invite))
        .routes(routes!(remove))
        .routes(routes!(answer))
        .routes(routes!(recommender))
}

/// A joint organisation to be invited.
#[derive(Debug, Deserialize, ToSchema)]
struct Invitation {
    /// Organisation of the ledger.
    #[schema(example = "0000000000001")]
    organisation: String,
    /// What it does in the project.
    #[serde(default)]
    part: String,
}

/// Invites a joint organisation.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/applications/{id}/partners", tag = "application",
    request_body = Invitation, responses((status = 204))
)]
async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(new): Body<Invitation>,
) -> Done {
    let partner = id(&new.organisation)?;
    act::invite(&app, &visitor.ctx(), &association, id(&key)?, partner, new.part).await?;
    Ok(DONE)
}

/// Takes a joint organisation out.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/applications/{id}/partners/{partner}", tag = "application",
    responses((status = 204))
)]
async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, partner)): Path<(String, String, String)>,
) -> Done {
    act::remove_joint(&app, &visitor.ctx(), &association, id(&key)?, id(&partner)?).await?;
    Ok(DONE)
}

/// What a joint organisation answers.
#[derive(Debug, Deserialize, ToSchema)]
struct JointAnswer {
    /// Whether it takes part.
    #[schema(example = true)]
    confirmed: bool,
    /// Its opinion.
    #[serde(default)]
    opinion: String,
}

/// Answers for a joint organisation.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/applications/{id}/partners/{partner}/answer",
    tag = "application", request_body = JointAnswer, responses((status = 204))
)]
async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, partner)): Path<(String, String, String)>,
    Body(reply): Body<JointAnswer>,
) -> Done {
    let (key, partner) = (id(&key)?, id(&partner)?);
    let JointAnswer { confirmed, opinion } = reply;
    act::answer_invitation(&app, &visitor.ctx(), &association, key, partner, confirmed, opinion).await?;
    Ok(DONE)
}

/// Who is asked to recommend.
#[derive(Debug, Deserialize, ToSchema)]
struct Recommender {
    /// Organisation of the ledger.
    #[schema(example = "0000000000001")]
    organisation: String,
}

/// Names the recommending organisation.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/applications/{id}/recommender", tag = "application",
    request_body = Recommender, responses((status = 204))
)]
async fn recommender(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(named): Body<Recommender>,
) -> Done {
    let body = id(&named.organisation)?;
    act::set_recommender(&app, &visitor.ctx(), &association, id(&key)?, body).await?;
    Ok(DONE)
}
