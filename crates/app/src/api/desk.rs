//! The officer's lists. The filters are those of the desk's address: `call`, `type`, `state`, `class`, `paper`, `q`, `only`,
//! `order`, `after`.

use axum::Json as Out;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Card, DONE, Done, Json, ListFilters, RegisterWanted, id, moment};
use crate::actions::desk::{self, Query};
use crate::state::App;
use crate::web::desk::workbook_of;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(unsubmitted))
        .routes(routes!(register))
        .routes(routes!(views))
        .routes(routes!(save_view))
        .routes(routes!(remove_view))
}

/// Filters of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "the filters are read from the address as the desk reads them; here they are described"
)]
struct Filters {
    /// Code of a call.
    call: Option<String>,
    /// Code of a type.
    r#type: Option<String>,
    /// State.
    state: Option<String>,
    /// State of the paper copy.
    paper: Option<String>,
    /// `override` or `repeat`.
    only: Option<String>,
    /// Where the page begins, as `next` of the page before says.
    after: Option<String>,
}

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
struct Page {
    /// 50 at most.
    rows: Vec<Card>,
    /// Rows the filter shows, counted up to 10,000.
    total: i64,
    /// Query of the next page; none on the last.
    next: Option<String>,
    /// Applications of the call by type and state.
    counts: Vec<(String, String, i64)>,
}

/// A page of applications.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications", tag = "desk",
    params(ListFilters, Filters), responses((status = 200, body = Page))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Json<Page> {
    let query = Query::parse(&query.unwrap_or_default());
    let list = desk::list(&app, &visitor.ctx(), &association, &query).await?;
    let count = |(kind, state, n): (String, kexiang_core::application::State, i64)| {
        (kind, state.code().to_owned(), n)
    };
    Ok(Out(Page {
        rows: list.rows.iter().map(|row| Card::for_office(&row.application)).collect(),
        total: list.total,
        next: list.next.map(|query| query.to_string()),
        counts: list.counts.into_iter().map(count).collect(),
    }))
}

/// Of which call.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct OfCall {
    /// Code of the call.
    call: String,
}

/// An application begun and not submitted.
#[derive(Debug, Serialize, ToSchema)]
struct Waiting {
    /// Organisation.
    organisation_name: String,
    /// Type.
    type_code: String,
    /// State.
    state: &'static str,
    /// Last change.
    changed_at: String,
}

/// Who has begun and not submitted (催报).
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/unsubmitted", tag = "desk",
    params(OfCall), responses((status = 200, body = Vec<Waiting>))
)]
async fn unsubmitted(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    axum::extract::Query(asked): axum::extract::Query<OfCall>,
) -> Json<Vec<Waiting>> {
    let (_, _, all) = desk::unsubmitted(&app, &visitor.ctx(), &association, &asked.call).await?;
    let shown = all.into_iter().map(|u| Waiting {
        organisation_name: u.organisation_name,
        type_code: u.type_code,
        state: u.state.code(),
        changed_at: moment(u.changed_at),
    });
    Ok(Out(shown.collect()))
}

/// What the register of applications shall hold.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct ChosenWanted {
    /// Of the list.
    #[serde(flatten)]
    wanted: RegisterWanted,
    /// Only these applications; empty for all of the list.
    chosen: Vec<String>,
}

/// The register (申报汇总表) as XLSX. The export is recorded.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/register", tag = "desk", request_body = ChosenWanted,
    responses((
        status = 200, body = String,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ))
)]
async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(ChosenWanted { wanted, chosen }): Body<ChosenWanted>,
) -> Result<Response, Failure> {
    let chosen = chosen.iter().map(|key| id(key)).collect::<Result<Vec<_>, _>>()?;
    let query = Query::parse(&wanted.query);
    workbook_of(&app, &visitor, &association, &query, &chosen, &wanted.reason).await
}

/// A saved view.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct View {
    /// Name.
    #[schema(example = "待审")]
    name: String,
    /// Query of the list.
    #[serde(default)]
    #[schema(example = "call=lz-2026&state=submitted")]
    query: String,
}

/// One's saved views.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/views", tag = "desk", responses((status = 200, body = Vec<View>))
)]
async fn views(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Json<Vec<View>> {
    let list = desk::list(&app, &visitor.ctx(), &association, &Query::default()).await?;
    Ok(Out(list.views.into_iter().map(|v| View { name: v.name, query: v.query }).collect()))
}

/// Saves a view; one of the same name is replaced.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/views", tag = "desk",
    request_body = View, responses((status = 204))
)]
async fn save_view(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(view): Body<View>,
) -> Done {
    desk::save_view(&app, &visitor.ctx(), &association, &view.name, &Query::parse(&view.query)).await?;
    Ok(DONE)
}

/// Removes a view.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/views/{name}", tag = "desk", responses((status = 204))
)]
async fn remove_view(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, name)): Path<(String, String)>,
) -> Done {
    desk::remove_view(&app, &visitor.ctx(), &association, &name).await?;
    Ok(DONE)
}
