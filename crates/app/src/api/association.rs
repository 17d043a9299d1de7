//! Associations: who they are, their settings, their record.

use axum::Json as Out;
use axum::extract::{Path, Query, State};
use kexiang_store::audit::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json, moment};
use crate::actions::association::{Profile, describe};
use crate::actions::audit;
use crate::state::App;
use crate::web::Visitor;
use crate::web::form::Json as Body;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(change))
        .routes(routes!(record))
        .routes(routes!(verify))
}

/// An association.
#[derive(Debug, Serialize, ToSchema)]
struct Association {
    /// Code in addresses.
    code: String,
    /// Full name.
    name: String,
    /// Short name.
    short_name: String,
    /// Region, six digits of GB/T 2260.
    region: String,
    /// Whom to ask.
    contact: String,
}

/// All associations.
#[utoipa::path(
    get, path = "/api/v1/associations", tag = "association", responses((status = 200, body = Vec<Association>))
)]
async fn list(State(app): State<App>) -> Json<Vec<Association>> {
    let all = app.associations();
    let shown = all.iter().map(|a| Association {
        code: a.code.clone(),
        name: a.name.clone(),
        short_name: a.short_name.clone(),
        region: a.region.clone(),
        contact: a.settings.contact.clone(),
    });
    Ok(Out(shown.collect()))
}

/// What the system administrator says of the association.
#[derive(Debug, Deserialize, ToSchema)]
struct Settings {
    /// Full name.
    #[schema(example = "柳州市科学技术协会")]
    name: String,
    /// Short name.
    #[schema(example = "柳州市科协")]
    short_name: String,
    /// Whom to ask.
    #[serde(default)]
    contact: String,
    /// Main colour.
    #[schema(example = "#1d4a7c")]
    colour: String,
    /// The one character of the seal; empty keeps the present emblem.
    #[serde(default)]
    character: String,
}

/// Changes name, contact, colour and seal.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/settings", tag = "association",
    request_body = Settings, responses((status = 204))
)]
async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(new): Body<Settings>,
) -> Done {
    let Settings { name, short_name, contact, colour, character } = new;
    let profile = Profile { name, short_name, contact, colour, character };
    describe(&app, &visitor.ctx(), &association, &profile).await?;
    Ok(DONE)
}

/// Where a page of the record begins.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Before {
    /// Only rows before this number; the latest where it is missing.
    before: Option<i64>,
}

/// A page of the record.
#[derive(Debug, Serialize, ToSchema)]
struct AuditPage {
    /// Newest first, 50 at most.
    rows: Vec<AuditRow>,
    /// Length of the chain.
    length: i64,
}

/// A row of the record.
#[derive(Debug, Serialize, ToSchema)]
struct AuditRow {
    /// Number in the chain, from 1.
    seq: i64,
    /// When.
    at: String,
    /// `person`, `token`, `system` or `nobody`.
    actor_kind: String,
    /// Who.
    actor: String,
    /// What was done.
    action: String,
    /// To what: noun and id.
    subject: (String, String),
    /// Number of the request in the log.
    request_id: String,
    /// What was before, where the auditor may see it.
    before: Option<Value>,
    /// What is now, where the auditor may see it.
    after: Option<Value>,
    /// Hash of the row.
    hash: String,
}

/// A page of an association's record, for its audit administrator.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/audit", tag = "audit",
    params(Before), responses((status = 200, body = AuditPage))
)]
async fn record(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(page): Query<Before>,
) -> Json<AuditPage> {
    let (links, length) = audit::list(&app, &visitor.ctx(), &association, page.before).await?;
    let rows = links.into_iter().map(|link| AuditRow {
        seq: link.seq,
        at: moment(link.entry.at),
        actor_kind: link.entry.actor.kind,
        actor: link.entry.actor.name,
        action: link.entry.action,
        subject: (link.entry.subject.kind, link.entry.subject.id),
        request_id: link.entry.request_id,
        before: link.entry.before,
        after: link.entry.after,
        hash: link.hash.to_string(),
    });
    Ok(Out(AuditPage { rows: rows.collect(), length }))
}

/// What the check of the chain found.
#[derive(Debug, Serialize, ToSchema)]
struct Soundness {
    /// Whether every row is as it was written.
    sound: bool,
    /// Number of the last row, or of the first that is wrong.
    seq: i64,
    /// Hash of the last row, or what is wrong.
    says: String,
}

/// Checks the whole chain.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/audit/verification", tag = "audit",
    responses((status = 200, body = Soundness))
)]
async fn verify(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Soundness> {
    Ok(Out(match audit::verify(&app, &visitor.ctx(), &association).await? {
        Verdict::Sound(head) => Soundness { sound: true, seq: head.seq, says: head.hash.to_string() },
        Verdict::Broken { seq, problem } => Soundness { sound: false, seq, says: problem },
    }))
}
