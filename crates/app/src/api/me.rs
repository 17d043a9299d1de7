//! Oneself: who one is, one's profile, one's sessions.

use axum::Json;
use axum::extract::{Path, State};
use kexiang_core::refusal::Refusal;
use kexiang_store::{account, session as sessions};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, id, moment};
use crate::actions::account::{Profile, change};
use crate::actions::session;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(describe))
        .routes(routes!(list_sessions))
        .routes(routes!(end_session))
}

/// Who one is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    /// Account.
    id: String,
    /// Sign-in name.
    login: String,
    /// Name.
    name: String,
    /// Version of the profile, for changing it.
    version: i64,
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
    responses((status = 200, body = Me))
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
        version: person.version,
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

/// What a person says about themselves.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewProfile {
    /// Name.
    #[schema(example = "韦国强")]
    name: String,
    /// Mail address; may be empty.
    #[serde(default)]
    email: String,
    /// Telephone; may be empty.
    #[serde(default)]
    phone: String,
    /// Version that the person saw.
    version: i64,
}

/// Changes one's profile.
#[utoipa::path(patch, path = "/api/v1/me", tag = "account", request_body = NewProfile, responses((status = 204)))]
pub(super) async fn describe(State(app): State<App>, visitor: Visitor, Body(new): Body<NewProfile>) -> Done {
    let NewProfile { name, email, phone, version } = new;
    change(&app, &visitor.ctx(), &Profile { name, email, phone, version }).await?;
    Ok(DONE)
}

/// A session of a browser.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Session {
    /// Id.
    id: String,
    /// Browser, as it names itself.
    agent: String,
    /// Address.
    ip: String,
    /// Begun.
    created_at: String,
    /// Last used.
    seen_at: String,
}

/// One's sessions.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "account", responses((status = 200, body = Vec<Session>)))]
pub(super) async fn list_sessions(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Json<Vec<Session>>, Failure> {
    let account = visitor.ctx().account()?;
    let all = app.store.read(move |tx| sessions::of_account(tx, account)).await?;
    let shown = all.into_iter().map(|s| Session {
        id: s.id.to_string(),
        agent: s.agent,
        ip: s.ip,
        created_at: moment(s.created_at),
        seen_at: moment(s.seen_at),
    });
    Ok(Json(shown.collect()))
}

/// Ends one of one's sessions.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "account", responses((status = 204)))]
pub(super) async fn end_session(State(app): State<App>, visitor: Visitor, Path(key): Path<String>) -> Done {
    session::revoke(&app, &visitor.ctx(), id(&key)?).await?;
    Ok(DONE)
}
