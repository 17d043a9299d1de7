//! Registers as workbooks, and the figures of an office.

use axum::Json as Out;
use axum::extract::{Path, Query as InAddress, State};
use axum::response::Response;
use kexiang_store::figures::{Applications, Projects, Verdicts};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::Json;
use crate::actions::figures;
use crate::state::App;
use crate::web::panel::paper::workbook;
use crate::web::register::sheet;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(register)).routes(routes!(show))
}

/// Of which call.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct OfCall {
    /// Code of a call; without it all calls.
    #[param(example = "lz-2026")]
    call: Option<String>,
}

/// A register as a workbook: `awards`, `payments`, `acceptances` or `projects`.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/registers/{register}", tag = "register", params(OfCall),
    responses((status = 200, body = String, content_type = "application/octet-stream"))
)]
async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, register)): Path<(String, String)>,
    InAddress(of): InAddress<OfCall>,
) -> Result<Response, Failure> {
    let call = of.call.unwrap_or_default();
    let (table, title) = sheet(&app, &visitor, &association, &register, &call).await?;
    workbook(&table, &visitor, &title)
}

/// Applications that are alike. Sums in fen.
#[derive(Debug, Serialize, ToSchema)]
struct ApplicationsCounted {
    /// Call.
    call: String,
    /// Code of the type.
    type_code: String,
    /// State.
    state: String,
    /// Class of the applying organisation.
    class: &'static str,
    /// How many.
    number: i64,
    /// Sum applied for.
    amount: i64,
}

impl From<&Applications> for ApplicationsCounted {
    fn from(a: &Applications) -> Self {
        ApplicationsCounted {
            call: a.call.to_string(),
            type_code: a.type_code.clone(),
            state: a.state.clone(),
            class: a.class.code(),
            number: a.n,
            amount: a.amount,
        }
    }
}

/// Projects that are alike. Sums in fen.
#[derive(Debug, Serialize, ToSchema)]
struct ProjectsCounted {
    /// Call.
    call: String,
    /// Code of the type.
    type_code: String,
    /// State.
    state: String,
    /// Class of the organisation.
    class: &'static str,
    /// GB/T 2260 code of its region.
    region: String,
    /// How many.
    number: i64,
    /// Approved.
    amount: i64,
    /// Paid and not come back.
    paid: i64,
    /// Spent.
    spent: i64,
    /// Claimed back and not yet received.
    owed: i64,
    /// Received back.
    recovered: i64,
}

impl From<&Projects> for ProjectsCounted {
    fn from(p: &Projects) -> Self {
        ProjectsCounted {
            call: p.call.to_string(),
            type_code: p.type_code.clone(),
            state: p.state.clone(),
            class: p.class.code(),
            region: p.region.clone(),
            number: p.n,
            amount: p.amount,
            paid: p.paid,
            spent: p.spent,
            owed: p.owed,
            recovered: p.recovered,
        }
    }
}

/// Concluded acceptances that are alike.
#[derive(Debug, Serialize, ToSchema)]
struct VerdictsCounted {
    /// Call.
    call: String,
    /// Code of the type.
    type_code: String,
    /// Verdict.
    verdict: String,
    /// How many.
    number: i64,
    /// Sum of the shares of the targets that stand, in basis points.
    basis_points: i64,
}

impl From<&Verdicts> for VerdictsCounted {
    fn from(v: &Verdicts) -> Self {
        VerdictsCounted {
            call: v.call.to_string(),
            type_code: v.type_code.clone(),
            verdict: v.verdict.clone(),
            number: v.n,
            basis_points: v.basis_points,
        }
    }
}

/// The figures of an office.
#[derive(Debug, Serialize, ToSchema)]
struct OfficeFigures {
    /// Submitted applications.
    applications: Vec<ApplicationsCounted>,
    /// Projects with their money.
    projects: Vec<ProjectsCounted>,
    /// Concluded acceptances.
    verdicts: Vec<VerdictsCounted>,
}

/// The figures of an office, counted in the database.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/figures", tag = "register",
    responses((status = 200, body = OfficeFigures))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<OfficeFigures> {
    let found = figures::view(&app, &visitor.ctx(), &association).await?;
    Ok(Out(OfficeFigures {
        applications: found.applications.iter().map(ApplicationsCounted::from).collect(),
        projects: found.projects.iter().map(ProjectsCounted::from).collect(),
        verdicts: found.verdicts.iter().map(VerdictsCounted::from).collect(),
    }))
}
