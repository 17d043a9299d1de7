//! First accounts of member organisations (初始账号): batches, and the one time their passwords are told.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kexiang_store::organisation::import as stored;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Created, Json, id, moment};
use crate::actions::organisation::accounts::{self, Credential};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(start))
        .routes(routes!(show))
        .routes(routes!(hand_out))
}

/// All batches.
#[derive(Debug, Serialize, ToSchema)]
struct Batches {
    /// The latest first.
    batches: Vec<Batch>,
    /// Open organisations that nobody can sign in for.
    without_account: i64,
}

/// Accounts made in one go.
#[derive(Debug, Serialize, ToSchema)]
struct Batch {
    /// Id.
    id: String,
    /// `making`, `ready` or `taken`.
    state: String,
    /// Organisations.
    total: i64,
    /// Organisations done.
    done: i64,
    /// Whether a link goes to those with a mail address.
    mail: bool,
    /// When it was begun.
    made_at: String,
    /// By whom.
    made_by: String,
    /// When and by whom the passwords were handed out.
    taken: Option<(String, String)>,
}

impl From<&stored::Batch> for Batch {
    fn from(b: &stored::Batch) -> Self {
        Batch {
            id: b.id.to_string(),
            state: b.state.clone(),
            total: b.total,
            done: b.done,
            mail: b.mail,
            made_at: moment(b.made_at),
            made_by: b.made_by.clone(),
            taken: b.taken.as_ref().map(|(at, by)| (moment(*at), by.clone())),
        }
    }
}

/// All batches, and how many organisations nobody can sign in for.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/organisations/accounts", tag = "organisation",
    responses((status = 200, body = Batches))
)]
async fn list(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Json<Batches> {
    let (batches, without_account) = accounts::batches(&app, &visitor.ctx(), &association).await?;
    Ok(Out(Batches { batches: batches.iter().map(Batch::from).collect(), without_account }))
}

/// How accounts are made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct Wish {
    /// Whether a link goes to those with a mail address.
    #[schema(example = false)]
    mail: bool,
}

/// Lets accounts be made for all open organisations that have none; progress stands in the batch.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/accounts", tag = "organisation",
    request_body = Wish, responses((status = 201, body = Created))
)]
async fn start(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(wish): Body<Wish>,
) -> Result<(StatusCode, Out<Created>), Failure> {
    let batch = accounts::start(&app, &visitor.ctx(), &association, wish.mail).await?;
    Ok((StatusCode::CREATED, Out(Created::of(batch))))
}

/// One batch.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/organisations/accounts/{id}", tag = "organisation",
    responses((status = 200, body = Batch))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Batch> {
    let batch = accounts::batch(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(Batch::from(&batch)))
}

/// A first account.
#[derive(Debug, Serialize, ToSchema)]
struct FirstAccount {
    /// Organisation.
    organisation_name: String,
    /// Sign-in name.
    login: String,
    /// First password; it must be changed at the first sign-in.
    password: String,
    /// Where a link was sent; empty: nowhere.
    email: String,
}

impl From<Credential> for FirstAccount {
    fn from(c: Credential) -> Self {
        FirstAccount {
            organisation_name: c.organisation,
            login: c.login,
            password: c.password,
            email: c.email,
        }
    }
}

/// Takes the first passwords out of a batch, once: they are told now and forgotten.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/accounts/{id}/handing-out",
    tag = "organisation", responses((status = 200, body = Vec<FirstAccount>))
)]
async fn hand_out(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<FirstAccount>> {
    let all = accounts::take(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(all.into_iter().map(FirstAccount::from).collect()))
}
