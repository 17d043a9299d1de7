//! The account an expert's fees are paid to.

use axum::Json as Out;
use axum::extract::{Path, State};
use kexiang_core::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json};
use crate::actions::expert;
use crate::state::App;
use crate::web::Visitor;
use crate::web::form::Json as Body;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, keep))
}

/// The account as it is shown.
#[derive(Debug, Serialize, ToSchema)]
struct FeeAccount {
    /// Bank and branch (开户行); empty where none is known.
    bank: String,
    /// Number, masked.
    #[schema(example = "6222 **** **** 3331")]
    number: String,
}

/// The account as it is typed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct FeeAccountEntry {
    /// Bank and branch (开户行).
    bank: String,
    /// Number.
    number: String,
    /// Number again.
    again: String,
}

/// One's own account for fees.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/fee-account", tag = "review",
    responses((status = 200, body = FeeAccount))
)]
async fn show(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Json<FeeAccount> {
    let banks = expert::own_banks(&app, &visitor.ctx()).await?;
    let own = banks.into_iter().find(|b| b.association == association);
    let bank = own.ok_or_else(|| Refusal::new("not-found"))?.bank;
    let shown = bank.map(|b| (b.name, b.number.masked())).unwrap_or_default();
    Ok(Out(FeeAccount { bank: shown.0, number: shown.1 }))
}

/// Keeps one's own account for fees.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/fee-account", tag = "review",
    request_body = FeeAccountEntry, responses((status = 204, description = "Kept"))
)]
async fn keep(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(e): Body<FeeAccountEntry>,
) -> Done {
    let numbers = (e.number.as_str(), e.again.as_str());
    expert::keep_bank(&app, &visitor.ctx(), &association, &e.bank, numbers).await?;
    Ok(DONE)
}
