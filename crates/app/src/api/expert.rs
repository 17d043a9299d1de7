//! The pool of experts.

use axum::Json as Out;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use kexiang_store::expert as stored;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, id, moment};
use crate::actions::expert::{self, Entered};
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(enter))
        .routes(routes!(show))
        .routes(routes!(change))
        .routes(routes!(issue))
        .routes(routes!(import))
}

/// Which experts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct PoolFilter {
    /// Words in name, organisation, disciplines.
    text: String,
    /// `technical`, `financial` or `management`.
    kind: String,
    /// First digits of the region's code.
    region: String,
    /// `active`, `paused` …
    state: String,
    /// Rows to leave out.
    skip: i64,
}

/// A page of the pool.
#[derive(Debug, Serialize, ToSchema)]
struct Pool {
    /// 50 at most.
    rows: Vec<ExpertCard>,
    /// How many the filter shows.
    total: i64,
}

/// An expert.
#[derive(Debug, Serialize, ToSchema)]
struct ExpertCard {
    /// Id.
    id: String,
    /// Whether there is an account to sign in with.
    has_account: bool,
    /// In the pool since.
    joined_at: String,
    /// What is entered.
    #[serde(flatten)]
    entry: ExpertEntry,
}

/// What is entered of an expert.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct ExpertEntry {
    /// Name.
    #[schema(example = "张伟")]
    name: String,
    /// Organisation.
    #[schema(example = "广西科技大学")]
    organisation: String,
    /// `technical`, `financial`, `management`.
    kinds: Vec<String>,
    /// Title (职称).
    title: String,
    /// `academician`, `senior` or `other`; empty: by the title.
    rank: String,
    /// Disciplines, one a line.
    disciplines: String,
    /// Code of the region, six digits.
    region: String,
    /// Telephone.
    phone: String,
    /// Mail address.
    email: String,
    /// Organisations left less than two years ago, one a line.
    former: String,
    /// Declared relations, one a line: `亲属 王明`, `合作 张伟 2024`.
    relations: String,
    /// State in the pool.
    state: String,
    /// Until when and why the expert cannot be asked.
    state_note: String,
}

impl From<Entered> for ExpertEntry {
    fn from(e: Entered) -> Self {
        ExpertEntry {
            name: e.name,
            organisation: e.organisation,
            kinds: e.kinds,
            title: e.title,
            rank: e.rank,
            disciplines: e.disciplines,
            region: e.region,
            phone: e.phone,
            email: e.email,
            former: e.former,
            relations: e.relations,
            state: e.state,
            state_note: e.state_note,
        }
    }
}

impl From<ExpertEntry> for Entered {
    fn from(e: ExpertEntry) -> Self {
        Entered {
            name: e.name,
            organisation: e.organisation,
            kinds: e.kinds,
            title: e.title,
            rank: e.rank,
            disciplines: e.disciplines,
            region: e.region,
            phone: e.phone,
            email: e.email,
            former: e.former,
            relations: e.relations,
            state: e.state,
            state_note: e.state_note,
        }
    }
}

fn card(e: &stored::Expert) -> ExpertCard {
    ExpertCard {
        id: e.id.to_string(),
        has_account: e.account.is_some(),
        joined_at: moment(e.joined_at),
        entry: Entered::of(e).into(),
    }
}

/// The pool, by name.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/experts", tag = "expert",
    params(PoolFilter), responses((status = 200, body = Pool))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<PoolFilter>,
) -> Json<Pool> {
    let PoolFilter { text, kind, region, state, skip } = asked;
    let filter = stored::Filter { text, kind, region, state };
    let (rows, total) = expert::list(&app, &visitor.ctx(), &association, &filter, skip.max(0)).await?;
    Ok(Out(Pool { rows: rows.iter().map(card).collect(), total }))
}

/// The id of an expert.
#[derive(Debug, Serialize, ToSchema)]
struct ExpertId {
    /// Id.
    id: String,
}

/// Enters an expert.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/experts", tag = "expert",
    request_body = ExpertEntry, responses((status = 201, body = ExpertId))
)]
async fn enter(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(entry): Body<ExpertEntry>,
) -> Result<(StatusCode, Out<ExpertId>), Failure> {
    let id = expert::save(&app, &visitor.ctx(), &association, None, &entry.into()).await?;
    Ok((StatusCode::CREATED, Out(ExpertId { id: id.to_string() })))
}

/// One expert.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/experts/{id}", tag = "expert",
    responses((status = 200, body = ExpertCard))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<ExpertCard> {
    let file = expert::show(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(card(&file.expert)))
}

/// Changes an expert; what is left out becomes empty.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/experts/{id}", tag = "expert",
    request_body = ExpertEntry, responses((status = 204))
)]
async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(entry): Body<ExpertEntry>,
) -> Done {
    expert::save(&app, &visitor.ctx(), &association, Some(id(&key)?), &entry.into()).await?;
    Ok(DONE)
}

/// A new account; its password is told this once.
#[derive(Debug, Serialize, ToSchema)]
struct ExpertAccount {
    /// Name to sign in with.
    login: String,
    /// First password, to be changed at the first sign-in.
    password: String,
}

/// Makes the account that an expert signs in with.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/experts/{id}/account", tag = "expert",
    responses((status = 201, body = ExpertAccount))
)]
async fn issue(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Result<(StatusCode, Out<ExpertAccount>), Failure> {
    let (login, password) = expert::issue_account(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok((StatusCode::CREATED, Out(ExpertAccount { login, password })))
}

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
struct PoolImport {
    /// Experts that are new.
    added: usize,
    /// Experts that were known and are changed.
    changed: usize,
    /// Rows that were not taken, with row number and reason.
    faults: Vec<(u32, String)>,
    /// Columns that the sheet lacks.
    missing: Vec<String>,
}

/// Reads experts from a workbook; the body is the workbook itself. Known people (name and organisation) are changed.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/experts/imports", tag = "expert",
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = PoolImport))
)]
async fn import(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    bytes: Bytes,
) -> Json<PoolImport> {
    let report = expert::import(&app, &visitor.ctx(), &association, bytes.to_vec()).await?;
    let l: &Locale = visitor.l;
    let faults = report.faults.iter().map(|(row, refusal)| (*row, l.refusal(refusal).message));
    Ok(Out(PoolImport {
        added: report.added,
        changed: report.changed,
        faults: faults.collect(),
        missing: report.missing.clone(),
    }))
}
