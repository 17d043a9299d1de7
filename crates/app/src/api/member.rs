//! People of an organisation, for its administrators and the office; invitations, for those who are invited.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kexiang_store::organisation::request::invitations_of;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dossier::Invited;
use super::dto::{DONE, Done, FirstPassword, Json, NewAccount, id};
use crate::actions::organisation;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add))
        .routes(routes!(grant))
        .routes(routes!(revoke))
        .routes(routes!(issue_password))
        .routes(routes!(invite))
        .routes(routes!(take_back))
        .routes(routes!(invitations))
        .routes(routes!(answer))
}

/// A new person of an organisation.
#[derive(Debug, Deserialize, ToSchema)]
struct NewMember {
    /// Sign-in name.
    #[schema(example = "lz.jixie.lijuan")]
    login: String,
    /// Name.
    #[schema(example = "李娟")]
    name: String,
    /// Mail address.
    #[serde(default)]
    email: String,
    /// Telephone.
    #[serde(default)]
    phone: String,
    /// `administrator`, `filler` or `recommender`.
    #[schema(example = "filler")]
    role: String,
}

/// Makes an account with a role in the organisation.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/{id}/people", tag = "organisation",
    request_body = NewMember, responses((status = 201, body = NewAccount))
)]
async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(new): Body<NewMember>,
) -> Result<(StatusCode, Out<NewAccount>), Failure> {
    let NewMember { login, name, email, phone, role } = new;
    let new = organisation::NewMember { login, name, email, phone, role };
    let (made, password) =
        organisation::add_person(&app, &visitor.ctx(), &association, id(&key)?, &new).await?;
    Ok((StatusCode::CREATED, Out(NewAccount::of(made, password))))
}

/// A role of a person in an organisation.
type RoleOf = Path<(String, String, String, String)>;

/// Gives a person of the organisation a further role.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/organisations/{id}/people/{person}/roles/{role}",
    tag = "organisation", responses((status = 204))
)]
async fn grant(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, person, role)): RoleOf,
) -> Done {
    let (ctx, key, person) = (visitor.ctx(), id(&key)?, id(&person)?);
    organisation::grant(&app, &ctx, &association, key, person, &role).await?;
    Ok(DONE)
}

/// Takes a role back.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/organisations/{id}/people/{person}/roles/{role}",
    tag = "organisation", responses((status = 204))
)]
async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, person, role)): RoleOf,
) -> Done {
    let (ctx, key, person) = (visitor.ctx(), id(&key)?, id(&person)?);
    organisation::revoke(&app, &ctx, &association, key, person, &role).await?;
    Ok(DONE)
}

/// Sets a new first password for a person who belongs to this organisation alone.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/{id}/people/{person}/password",
    tag = "organisation", responses((status = 200, body = FirstPassword))
)]
async fn issue_password(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, person)): Path<(String, String, String)>,
) -> Json<FirstPassword> {
    let (ctx, key, person) = (visitor.ctx(), id(&key)?, id(&person)?);
    let password = organisation::issue_password(&app, &ctx, &association, key, person).await?;
    Ok(Out(FirstPassword { password }))
}

/// Somebody who has an account already.
#[derive(Debug, Deserialize, ToSchema)]
struct Invitee {
    /// Sign-in name.
    #[schema(example = "lijuan")]
    login: String,
    /// `administrator`, `filler` or `recommender`.
    #[schema(example = "filler")]
    role: String,
}

/// Invites somebody who has an account. Whether there is such an account is not told.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/{id}/invitations", tag = "organisation",
    request_body = Invitee, responses((status = 204))
)]
async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(Invitee { login, role }): Body<Invitee>,
) -> Done {
    organisation::invite(&app, &visitor.ctx(), &association, id(&key)?, &login, &role).await?;
    Ok(DONE)
}

/// Takes an invitation back.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/organisations/{id}/invitations/{invitation}",
    tag = "organisation", responses((status = 204))
)]
async fn take_back(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, invitation)): Path<(String, String, String)>,
) -> Done {
    let (ctx, key, invitation) = (visitor.ctx(), id(&key)?, id(&invitation)?);
    organisation::take_back(&app, &ctx, &association, key, invitation).await?;
    Ok(DONE)
}

/// Invitations to oneself that wait for an answer, across associations.
#[utoipa::path(
    get, path = "/api/v1/me/invitations", tag = "account", responses((status = 200, body = Vec<Invited>))
)]
async fn invitations(State(app): State<App>, visitor: Visitor) -> Json<Vec<Invited>> {
    let account = visitor.ctx().account()?;
    let waiting = app.store.read(move |tx| invitations_of(tx, account)).await?;
    Ok(Out(waiting.iter().map(Invited::from).collect()))
}

/// What one answers to an invitation.
#[derive(Debug, Deserialize, ToSchema)]
struct InvitationAnswer {
    /// Whether one accepts.
    #[schema(example = true)]
    accepted: bool,
}

/// Accepts or declines an invitation to oneself.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/invitations/{invitation}/answer", tag = "organisation",
    request_body = InvitationAnswer, responses((status = 204))
)]
async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, invitation)): Path<(String, String)>,
    Body(reply): Body<InvitationAnswer>,
) -> Done {
    organisation::answer(&app, &visitor.ctx(), &association, id(&invitation)?, reply.accepted).await?;
    Ok(DONE)
}
