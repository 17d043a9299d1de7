//! Public lists, and the projects founded from them.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kexiang_core::publicity as core;
use kexiang_core::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Json, id};
use crate::actions::publicity::{self, NewPublicity};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::publicity::{seen, stage};
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(publish))
        .routes(routes!(show))
        .routes(routes!(found))
}

/// A public list.
#[derive(Debug, Serialize, ToSchema)]
struct PublicList {
    /// Id.
    id: String,
    /// `coming`, `running`, `over`, `superseded` or `settled`.
    state: &'static str,
    /// Title.
    title: String,
    /// The notice it rests on.
    basis: String,
    /// First day.
    starts_on: String,
    /// Last day.
    ends_on: String,
    /// Where objections go.
    contact: String,
    /// What changed against the list before.
    changes: String,
    /// SHA-256 of the list.
    hash: String,
    /// Rows.
    rows: Vec<PublicRow>,
}

/// A row of a public list.
#[derive(Debug, Serialize, ToSchema)]
struct PublicRow {
    /// From 1.
    n: u32,
    /// Number of the application.
    number: String,
    /// Title.
    title: String,
    /// Organisation.
    organisation: String,
    /// Joint organisations.
    joint: Vec<String>,
    /// Type and tier.
    type_name: String,
    /// Proposed sum, in fen.
    amount: i64,
}

impl PublicList {
    fn of(p: &kexiang_store::publicity::Publicity, now: jiff::Timestamp) -> Self {
        let row = |r: &core::Row| PublicRow {
            n: r.n,
            number: r.number.clone(),
            title: r.title.clone(),
            organisation: r.organisation.clone(),
            joint: r.joint.clone(),
            type_name: r.type_name.clone(),
            amount: r.amount.0,
        };
        PublicList {
            id: p.id.to_string(),
            state: stage(p, now),
            title: p.list.title.clone(),
            basis: p.list.basis.clone(),
            starts_on: p.list.starts_on.to_string(),
            ends_on: p.list.ends_on.to_string(),
            contact: p.list.contact.clone(),
            changes: p.list.changes.clone(),
            hash: p.hash.clone(),
            rows: p.list.rows.iter().map(row).collect(),
        }
    }
}

/// The lists that are or were public.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/publicities", tag = "publicity",
    responses((status = 200, body = Vec<PublicList>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<PublicList>> {
    let all = publicity::published(&app, &visitor.ctx(), &association).await?;
    Ok(Out(all.iter().map(|p| PublicList::of(p, visitor.now)).collect()))
}

/// A list to publish.
#[derive(Debug, Deserialize, ToSchema)]
struct ListWanted {
    /// The signed proposal.
    selection: String,
    /// First day.
    #[schema(example = "2026-04-28")]
    starts_on: String,
    /// Working days, 5 at least.
    #[schema(example = 5)]
    days: u32,
    /// Where objections go.
    #[schema(example = "柳州市科协学会部 0772-2825633")]
    contact: String,
    /// What changed against the list before.
    #[serde(default)]
    changes: String,
}

/// The id of a public list.
#[derive(Debug, Serialize, ToSchema)]
struct PublicListId {
    /// Id.
    id: String,
}

/// Publishes the selected of a signed proposal; a running list of the call is superseded.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/publicities", tag = "publicity",
    request_body = ListWanted, responses((status = 201, body = PublicListId))
)]
async fn publish(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(wanted): Body<ListWanted>,
) -> Result<(StatusCode, Out<PublicListId>), Failure> {
    let new = NewPublicity {
        selection: id(&wanted.selection)?,
        starts_on: wanted.starts_on.parse().map_err(|_| Refusal::new("publicity-date").at("starts_on"))?,
        days: wanted.days,
        contact: wanted.contact,
        changes: wanted.changes,
    };
    let id = publicity::publish(&app, &visitor.ctx(), &association, &new).await?;
    Ok((StatusCode::CREATED, Out(PublicListId { id: id.to_string() })))
}

/// One list.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/publicities/{id}", tag = "publicity",
    responses((status = 200, body = PublicList))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<PublicList> {
    let file = seen(&app, &visitor, &association, id(&key)?).await?;
    Ok(Out(PublicList::of(&file.publicity, visitor.now)))
}

/// Projects that came into being.
#[derive(Debug, Serialize, ToSchema)]
struct Founded {
    /// Their numbers.
    numbers: Vec<String>,
}

/// Founds a project for every line of a list whose period is over and that nobody contests.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/publicities/{id}/projects", tag = "publicity",
    responses((status = 200, body = Founded))
)]
async fn found(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Founded> {
    let numbers = publicity::found(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(Founded { numbers }))
}
