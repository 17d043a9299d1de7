//! People of an association's office.

use axum::Json as Out;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use kexiang_core::policy::OfficeRole;
use kexiang_core::refusal::Refusal;
use kexiang_store::account::Filter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, FirstPassword, Json, NewAccount, id, moment};
use crate::actions::office;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(create))
        .routes(routes!(set_active))
        .routes(routes!(grant))
        .routes(routes!(revoke))
        .routes(routes!(unlock))
        .routes(routes!(clear_factor))
        .routes(routes!(reset_password))
}

/// Which people.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Part of the sign-in name or the name.
    q: String,
    /// Rows to leave out.
    skip: i64,
}

/// A page of people.
#[derive(Debug, Serialize, ToSchema)]
struct People {
    /// By name, 50 at most.
    people: Vec<Person>,
    /// How many there are in all.
    total: i64,
}

/// A person of the office.
#[derive(Debug, Serialize, ToSchema)]
struct Person {
    /// Account.
    id: String,
    /// Sign-in name.
    login: String,
    /// Name.
    name: String,
    /// Whether it may sign in.
    active: bool,
    /// Roles.
    roles: Vec<&'static str>,
    /// Until when it is locked after failed sign-ins.
    locked_until: Option<String>,
}

/// A page of the office's people.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/people", tag = "office",
    params(Asked), responses((status = 200, body = People))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Json<People> {
    let filter = Filter { association, text: asked.q };
    let (rows, total) = office::list(&app, &visitor.ctx(), &filter, asked.skip.max(0)).await?;
    let person = |row: &office::Row| Person {
        id: row.person.id.to_string(),
        login: row.person.login.clone(),
        name: row.person.name.clone(),
        active: row.person.active,
        roles: row.roles.iter().map(|role| role.code()).collect(),
        locked_until: None,
    };
    Ok(Out(People { people: rows.iter().map(person).collect(), total }))
}

/// A person of the office.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/people/{id}", tag = "office",
    responses((status = 200, body = Person))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Person> {
    let found = office::show(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(Person {
        id: found.account.id.to_string(),
        login: found.account.login,
        name: found.account.name,
        active: found.account.active,
        roles: found.granted.iter().map(|granted| granted.role.code()).collect(),
        locked_until: found.locked_until.map(moment),
    }))
}

/// A new person.
#[derive(Debug, Deserialize, ToSchema)]
struct NewPerson {
    /// Sign-in name.
    #[schema(example = "lz.wei")]
    login: String,
    /// Name.
    #[schema(example = "韦国强")]
    name: String,
    /// Mail address.
    #[serde(default)]
    email: String,
    /// Telephone.
    #[serde(default)]
    phone: String,
}

/// Makes an account, without any role.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/people", tag = "office",
    request_body = NewPerson, responses((status = 201, body = NewAccount))
)]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(new): Body<NewPerson>,
) -> Result<(StatusCode, Out<NewAccount>), Failure> {
    let NewPerson { login, name, email, phone } = new;
    let new = office::NewPerson { login, name, email, phone };
    let (id, password) = office::create(&app, &visitor.ctx(), &association, &new).await?;
    Ok((StatusCode::CREATED, Out(NewAccount::of(id, password))))
}

/// Whether an account may sign in.
#[derive(Debug, Deserialize, ToSchema)]
struct PersonActivity {
    /// Whether it may.
    #[schema(example = false)]
    active: bool,
}

/// Disables an account or enables it again.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/people/{id}/activity", tag = "office",
    request_body = PersonActivity, responses((status = 204))
)]
async fn set_active(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(activity): Body<PersonActivity>,
) -> Done {
    office::set_active(&app, &visitor.ctx(), &association, id(&key)?, activity.active).await?;
    Ok(DONE)
}

fn role(code: &str) -> Result<OfficeRole, Refusal> {
    OfficeRole::from_code(code).ok_or_else(|| Refusal::new("not-found"))
}

/// Grants a role.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/people/{id}/roles/{role}", tag = "office",
    responses((status = 204))
)]
async fn grant(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, code)): Path<(String, String, String)>,
) -> Done {
    office::grant(&app, &visitor.ctx(), &association, id(&key)?, role(&code)?).await?;
    Ok(DONE)
}

/// Takes a role back.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/people/{id}/roles/{role}", tag = "office",
    responses((status = 204))
)]
async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, code)): Path<(String, String, String)>,
) -> Done {
    office::revoke(&app, &visitor.ctx(), &association, id(&key)?, role(&code)?).await?;
    Ok(DONE)
}

/// Takes away the lock after failed sign-ins.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/people/{id}/lock", tag = "office", responses((status = 204))
)]
async fn unlock(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Done {
    office::unlock(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(DONE)
}

/// Takes away the second factor.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/people/{id}/factor", tag = "office",
    responses((status = 204))
)]
async fn clear_factor(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Done {
    office::clear_factor(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(DONE)
}

/// Issues a new first password.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/people/{id}/password", tag = "office",
    responses((status = 200, body = FirstPassword))
)]
async fn reset_password(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<FirstPassword> {
    let password = office::reset_password(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(FirstPassword { password }))
}
