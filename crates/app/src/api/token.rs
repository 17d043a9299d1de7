//! Tokens for programs.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, id, moment};
use crate::actions::token;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(create)).routes(routes!(revoke))
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
struct Token {
    /// Id.
    id: String,
    /// What it is for.
    name: String,
    /// `read`, `write`.
    scopes: Vec<String>,
    /// Good until.
    expires_at: String,
    /// Last use.
    used_at: Option<String>,
    /// Taken back at.
    revoked_at: Option<String>,
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
struct NewToken {
    /// What it is for.
    #[schema(example = "单位综合管理系统")]
    name: String,
    /// `read`, `write`.
    #[schema(example = json!(["read"]))]
    scopes: Vec<String>,
    /// Days it is good for, 1–365.
    #[schema(example = 90)]
    days: i64,
}

/// The secret of a new token, shown once.
#[derive(Debug, Serialize, ToSchema)]
struct Secret {
    /// `kx_…`
    token: String,
}

/// One's tokens.
#[utoipa::path(get, path = "/api/v1/me/tokens", tag = "account", responses((status = 200, body = Vec<Token>)))]
async fn list(State(app): State<App>, visitor: Visitor) -> Json<Vec<Token>> {
    let all = token::list(&app, &visitor.ctx()).await?;
    let shown = all.into_iter().map(|t| Token {
        id: t.id.to_string(),
        name: t.name,
        scopes: t.scopes,
        expires_at: moment(t.expires_at),
        used_at: t.used_at.map(moment),
        revoked_at: t.revoked_at.map(moment),
    });
    Ok(Out(shown.collect()))
}

/// Makes a token. Only a signed-in person can: a token makes no tokens.
#[utoipa::path(
    post, path = "/api/v1/me/tokens", tag = "account",
    request_body = NewToken, responses((status = 201, body = Secret))
)]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Body(new): Body<NewToken>,
) -> Result<(StatusCode, Out<Secret>), Failure> {
    let token = token::create(&app, &visitor.ctx(), &new.name, &new.scopes, new.days).await?;
    Ok((StatusCode::CREATED, Out(Secret { token })))
}

/// Takes a token back.
#[utoipa::path(delete, path = "/api/v1/me/tokens/{id}", tag = "account", responses((status = 204)))]
async fn revoke(State(app): State<App>, visitor: Visitor, Path(key): Path<String>) -> Done {
    token::revoke(&app, &visitor.ctx(), id(&key)?).await?;
    Ok(DONE)
}
