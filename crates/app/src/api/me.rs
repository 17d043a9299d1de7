use axum::Json;
use axum::extract::State;
use kexiang_core::refusal::Refusal;
use kexiang_store::account;
use serde::Serialize;
use utoipa::ToSchema;

use super::Problem;
use crate::state::App;
use crate::web::{Failure, Visitor};

/// Who one is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    /// Account.
    id: String,
    /// Sign-in name.
    login: String,
    /// Name.
    name: String,
    /// Roles in associations' offices.
    offices: Vec<OfficeOf>,
    /// Roles in organisations.
    memberships: Vec<MembershipOf>,
    /// What the token may do; empty for a session, which may do all.
    scopes: Vec<String>,
}

/// A role in an association's office.
#[derive(Debug, Serialize, ToSchema)]
struct OfficeOf {
    /// Code of the association.
    association: String,
    /// Code of the role.
    role: String,
}

/// A role in an organisation.
#[derive(Debug, Serialize, ToSchema)]
struct MembershipOf {
    /// Code of the association.
    association: String,
    /// Organisation in its ledger.
    organisation: String,
    /// Code of the role.
    role: String,
}

/// Who one is and which roles one has.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "account",
    responses((status = 200, body = Me), (status = 401, body = Problem)),
    security(("token" = []))
)]
pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Json<Me>, Failure> {
    let id = visitor.ctx().account()?;
    let person = app.store.read(move |tx| account::by_id(tx, id)).await?;
    let person = person.ok_or_else(|| Refusal::new("not-signed-in"))?;
    let actor = visitor.actor;
    let offices = actor.offices.into_iter();
    let memberships = actor.memberships.into_iter();
    Ok(Json(Me {
        id: id.to_string(),
        login: person.login,
        name: person.name,
        offices: offices
            .map(|o| OfficeOf { association: o.association, role: o.role.code().to_owned() })
            .collect(),
        memberships: memberships
            .map(|m| MembershipOf {
                association: m.association,
                organisation: m.organisation.to_string(),
                role: m.role.code().to_owned(),
            })
            .collect(),
        scopes: actor.scopes,
    }))
}
