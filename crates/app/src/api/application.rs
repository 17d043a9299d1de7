//! Applications: begin, read, fill in, give commands.

use std::collections::BTreeMap;

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kexiang_core::lifecycle::Command;
use kexiang_core::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Card, Clause, Json, Reasoned, Verdict, id, moment, verdicts};
use crate::actions::application::{self as act, CaseFile, SaveField, SaveOutcome, readiness};
use crate::state::App;
use crate::web::application::gap_words;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(begin))
        .routes(routes!(show))
        .routes(routes!(save))
        .routes(routes!(presence))
        .routes(routes!(command))
}

/// One's applications.
#[derive(Debug, Serialize, ToSchema)]
struct Own {
    /// Of the organisations one works for.
    own: Vec<Card>,
    /// Waiting for one's recommendation.
    to_recommend: Vec<Card>,
}

/// One's applications, across associations.
#[utoipa::path(get, path = "/api/v1/applications", tag = "application", responses((status = 200, body = Own)))]
async fn list(State(app): State<App>, visitor: Visitor) -> Json<Own> {
    let found = act::own(&app, &visitor.ctx()).await?;
    let cards = |all: &[kexiang_store::application::Application]| all.iter().map(Card::from).collect();
    Ok(Out(Own { own: cards(&found.own), to_recommend: cards(&found.to_recommend) }))
}

/// What is applied for, and by whom.
#[derive(Debug, Deserialize, ToSchema)]
struct Beginning {
    /// Code of the type.
    #[schema(example = "2026-1")]
    r#type: String,
    /// Organisation of the ledger.
    #[schema(example = "0000000000001")]
    organisation: String,
}

/// A new application.
#[derive(Debug, Serialize, ToSchema)]
struct Begun {
    /// Its id.
    id: String,
}

/// Begins an application.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/calls/{call}/applications", tag = "application",
    request_body = Beginning, responses((status = 201, body = Begun))
)]
async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, call)): Path<(String, String)>,
    Body(new): Body<Beginning>,
) -> Result<(StatusCode, Out<Begun>), Failure> {
    let organisation = id(&new.organisation)?;
    let begun = act::begin(&app, &visitor.ctx(), &association, &call, &new.r#type, organisation).await?;
    Ok((StatusCode::CREATED, Out(Begun { id: begun.id.to_string() })))
}

/// An application with all that belongs to it.
#[derive(Debug, Serialize, ToSchema)]
struct Application {
    /// What lists show of it.
    card: Card,
    /// Whether it may be changed now.
    editable: bool,
    /// Electronic deadline for this organisation.
    due_at: Option<String>,
    /// End of the running correction window.
    correction_due: Option<String>,
    /// SHA-256 of the last submitted content; empty before.
    content_hash: String,
    /// Code printed on every page of that content; empty before.
    version_code: String,
    /// Answers by field.
    answers: BTreeMap<String, Value>,
    /// Version of each saved field, for saving it again.
    versions: BTreeMap<String, i64>,
    /// Files.
    files: Vec<File>,
    /// Joint organisations.
    partners: Vec<Partner>,
    /// Name of the recommending organisation.
    recommender: Option<String>,
    /// What is missing, in the order of the form.
    gaps: Vec<Gap>,
    /// What every rule says.
    verdicts: Vec<Verdict>,
    /// Whether it would be accepted if it were signed off now; if not, why.
    sign_off: SignOff,
}

/// Whether something would be done.
#[derive(Debug, Serialize, ToSchema)]
struct SignOff {
    /// State it would reach; none where it would be refused.
    to: Option<&'static str>,
    /// Code of the refusal.
    code: Option<String>,
    /// The refusal in words.
    message: Option<String>,
    /// The words of the notice.
    clause: Option<Clause>,
}

/// A file.
#[derive(Debug, Serialize, ToSchema)]
struct File {
    /// Id.
    id: String,
    /// Field it belongs to.
    field: String,
    /// Name.
    name: String,
    /// What it really is.
    kind: String,
    /// Bytes.
    size: i64,
    /// SHA-256.
    sha256: String,
}

/// A joint organisation.
#[derive(Debug, Serialize, ToSchema)]
struct Partner {
    /// Organisation of the ledger.
    organisation: String,
    /// Name.
    name: String,
    /// What it does in the project.
    part: String,
    /// `invited`, `confirmed` or `declined`.
    state: String,
    /// Its opinion.
    opinion: String,
}

/// Something that keeps an application from being submitted.
#[derive(Debug, Serialize, ToSchema)]
struct Gap {
    /// Field.
    field: String,
    /// Its label.
    label: String,
    /// What is wrong, in words.
    message: String,
    /// The clause that asks for it.
    clause: Option<Clause>,
}

/// An application.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/applications/{id}", tag = "application",
    responses((status = 200, body = Application))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Application> {
    let case = act::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(shown(&visitor, &case)?))
}

fn shown(visitor: &Visitor, case: &CaseFile) -> Result<Application, Failure> {
    let (l, ready) = (visitor.l, readiness(case, visitor.now)?);
    let a = &case.application;
    let file = |f: &kexiang_store::attachment::Attachment| File {
        id: f.id.to_string(),
        field: f.field.clone(),
        name: f.name.clone(),
        kind: f.kind.clone(),
        size: f.size,
        sha256: f.sha256.clone(),
    };
    let partner = |j: &kexiang_store::joint::Joint| Partner {
        organisation: j.organisation.to_string(),
        name: j.name.clone(),
        part: j.part.clone(),
        state: j.state.clone(),
        opinion: j.note.clone(),
    };
    let gap = |g: &kexiang_core::application::Gap| Gap {
        field: g.field.clone(),
        label: g.label.clone(),
        message: gap_words(l, g),
        clause: g.clause.as_ref().map(Clause::from),
    };
    let sign_off = match &ready.sign_off {
        Ok(to) => SignOff { to: Some(to.code()), code: None, message: None, clause: None },
        Err(refusal) => SignOff {
            to: None,
            code: Some(refusal.code.clone()),
            message: Some(l.refusal(refusal).message),
            clause: refusal.clause.as_deref().map(Clause::from),
        },
    };
    Ok(Application {
        card: Card::from(a),
        editable: case.is_editable(),
        due_at: case.due().map(|due| moment(due.at)),
        correction_due: a.correction_due.map(moment),
        content_hash: a.content_hash.clone(),
        version_code: a.version_code.clone(),
        answers: case.answers.0.clone().into_iter().collect(),
        versions: case.saved.iter().map(|s| (s.field.clone(), s.version)).collect(),
        files: case.files.iter().map(file).collect(),
        partners: case.joint.iter().map(partner).collect(),
        recommender: case.recommender.as_ref().map(|r| r.name.clone()),
        gaps: ready.gaps.iter().map(gap).collect(),
        verdicts: verdicts(l, &ready.verdicts, &case.programme),
        sign_off,
    })
}

/// A field as it is to be saved.
#[derive(Debug, Deserialize, ToSchema)]
struct Field {
    /// Field id; `field/cell` for one cell of a budget, table or targets.
    #[schema(example = "plan")]
    field: String,
    /// Value, of the shape the field's kind asks for.
    #[schema(example = json!("分三步实施"))]
    value: Value,
    /// Version that was read; 0 for an empty field. Without it, whatever is there is overwritten.
    #[serde(default)]
    base: Option<i64>,
}

/// What became of a field.
#[derive(Debug, Serialize, ToSchema)]
struct Saved {
    /// `saved`, or `conflict`: another person changed it meanwhile, nothing was saved.
    outcome: &'static str,
    /// Server time of the saved value.
    saved_at: String,
    /// Version of the saved value.
    version: i64,
    /// The other person's value.
    theirs: Option<Value>,
    /// Who.
    by: Option<String>,
}

/// Saves a field.
#[utoipa::path(
    patch, path = "/api/v1/associations/{association}/applications/{id}/fields", tag = "application",
    request_body = Field, responses((status = 200, body = Saved), (status = 409, body = Saved))
)]
async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(new): Body<Field>,
) -> Result<Response, Failure> {
    let change = SaveField { field: new.field, value: new.value, base: new.base };
    let outcome = act::save_field(&app, &visitor.ctx(), &association, id(&key)?, change).await?;
    Ok(match outcome {
        SaveOutcome::Saved { saved_at, version } => {
            let saved =
                Saved { outcome: "saved", saved_at: moment(saved_at), version, theirs: None, by: None };
            Out(saved).into_response()
        }
        SaveOutcome::Conflict { theirs, by, saved_at, version } => {
            let (saved_at, theirs, by) = (moment(saved_at), Some(theirs), Some(by));
            let conflict = Saved { outcome: "conflict", saved_at, version, theirs, by };
            (StatusCode::CONFLICT, Out(conflict)).into_response()
        }
    })
}

/// Where one is at work.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct Place {
    /// Field; empty for none.
    #[schema(example = "plan")]
    field: String,
    /// Changes after this moment are told, RFC 3339.
    #[schema(example = "2026-03-30T09:00:00.000+08:00")]
    since: String,
}

/// Who else is at work, and what changed.
#[derive(Debug, Serialize, ToSchema)]
struct Presence {
    /// Name and field of each other person.
    others: Vec<(String, String)>,
    /// Version of the whole content.
    content_version: i64,
    /// Fields saved since: field, version, name, time.
    changed: Vec<(String, i64, String, String)>,
}

/// Says where one is at work and hears of the others.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/applications/{id}/presence", tag = "application",
    request_body = Place, responses((status = 200, body = Presence))
)]
async fn presence(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(place): Body<Place>,
) -> Json<Presence> {
    let since = place.since.parse().unwrap_or(visitor.now);
    let seen = act::presence(&app, &visitor.ctx(), &association, id(&key)?, place.field, since).await?;
    Ok(Out(Presence {
        others: seen.others,
        content_version: seen.content_version,
        changed: seen.changed.into_iter().map(|(f, v, by, at)| (f, v, by, moment(at))).collect(),
    }))
}

/// Where the application is after a command.
#[derive(Debug, Serialize, ToSchema)]
struct After {
    /// State.
    state: &'static str,
    /// 申报编号; empty before the first submission.
    number: String,
    /// Code of the content; empty before the first submission.
    version_code: String,
}

/// Gives a command: `hand-in`, `take-back`, `send-back`, `sign-off`, `recommend`, `decline-recommendation`, `withdraw`,
/// `reopen`, `resubmit`. The office gives its own at the check.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/applications/{id}/commands/{command}", tag = "application",
    request_body = Reasoned, responses((status = 200, body = After))
)]
async fn command(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, name)): Path<(String, String, String)>,
    Body(said): Body<Reasoned>,
) -> Json<After> {
    let command = Command::of_applicant(&name, said.reason).ok_or_else(|| Refusal::new("not-found"))?;
    let done = act::give(&app, &visitor.ctx(), &association, id(&key)?, command).await?;
    Ok(Out(After {
        state: done.event.to.code(),
        number: done.case.application.number,
        version_code: done.case.application.version_code,
    }))
}
