//! What falls due in the projects.

use axum::Json as Out;
use axum::extract::{Path, State};
use kexiang_core::warning::Level;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::Json;
use crate::actions::warning::{self, Due};
use crate::state::App;
use crate::web::Visitor;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(office)).routes(routes!(own))
}

/// Something that falls due within thirty days or is late.
#[derive(Debug, Serialize, ToSchema)]
struct DueLine {
    /// Association.
    association: String,
    /// Id of the project.
    project: String,
    /// Its number.
    number: String,
    /// Its title.
    title: String,
    /// Name of the organisation.
    organisation_name: String,
    /// `signature`, `mid_term`, `completion`, `activity`, `instalment`, `recovery`, `remedy` or `result`.
    what: &'static str,
    /// Its name, where it has one.
    name: String,
    /// When.
    due: String,
    /// The step of the warning: 30, 15, 7 or 1 days; below nothing: days late.
    step: i64,
}

impl From<&Due> for DueLine {
    fn from(d: &Due) -> Self {
        let (p, w) = (&d.project, &d.warning);
        DueLine {
            association: p.association.clone(),
            project: p.id.to_string(),
            number: p.number.clone(),
            title: p.title.clone(),
            organisation_name: p.organisation_name.clone(),
            what: w.subject.code(),
            name: w.subject.name(),
            due: w.due.to_string(),
            step: match w.level {
                Level::Within(days) => days,
                Level::Overdue(days) => -days,
            },
        }
    }
}

/// Everything that falls due in the projects of an association, for its office, the most pressing first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/due", tag = "project",
    responses((status = 200, body = Vec<DueLine>))
)]
async fn office(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<DueLine>> {
    let all = warning::of_office(&app, &visitor.ctx(), &association).await?;
    Ok(Out(all.iter().map(DueLine::from).collect()))
}

/// The same in the projects of one's organisations.
#[utoipa::path(get, path = "/api/v1/due", tag = "project", responses((status = 200, body = Vec<DueLine>)))]
async fn own(State(app): State<App>, visitor: Visitor) -> Json<Vec<DueLine>> {
    let all = warning::own(&app, &visitor.ctx()).await?;
    Ok(Out(all.iter().map(DueLine::from).collect()))
}
