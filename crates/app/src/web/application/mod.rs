//! Applications as the applicant's people, their partners and the recommending association see them.

pub(crate) mod files;
mod form_view;
mod gap_words;
mod hub;
mod letter;
mod own;
pub(crate) mod paper;
pub(crate) mod receipt;
mod upload;
mod values;
mod version;

use axum::extract::{DefaultBodyLimit, Path, State};
use axum::handler::Handler as _;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kexiang_core::id::Id;
use kexiang_core::lifecycle::Command;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) use form_view::FormView;
pub use gap_words::gap_words;
pub(super) use hub::PartnerView;
pub use paper::application_pdf;
pub(super) use paper::{answer as answer_pdf, settings as pdf_settings};
pub use values::size;
pub(super) use version::{ChangeView, changes};

use super::form::{Form, Json};
use super::layout::NavItem;
use super::page::see_other;
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::application::{self as act, SaveField, SaveOutcome};
use crate::state::App;

/// Largest plain form with a file, in bytes: one film and a little around it.
const LARGEST_FORM: usize = act::file::LARGEST_FILM as usize + 64 * 1024;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/applications", own::show)
        .post("/associations/{association}/calls/{call}/applications", begin)
        .get("/associations/{association}/applications/{id}", hub::show)
        .post("/associations/{association}/applications/{id}/fields", save)
        .post("/associations/{association}/applications/{id}/form", save_all)
        .post("/associations/{association}/applications/{id}/presence", presence)
        .post("/associations/{association}/applications/{id}/commands/{command}", command)
        .post("/associations/{association}/applications/{id}/partners", invite)
        .post("/associations/{association}/applications/{id}/partners/{partner}/removal", remove_partner)
        .post("/associations/{association}/applications/{id}/partners/{partner}/answer", answer)
        .post("/associations/{association}/applications/{id}/recommender", recommender)
        .post("/associations/{association}/applications/{id}/versions", keep_version)
        .post("/associations/{association}/applications/{id}/versions/{n}/restoration", restore)
        .get("/associations/{association}/applications/{id}/versions/{n}", version::show)
        .get("/associations/{association}/applications/{id}/missing", hub::missing)
        .post("/associations/{association}/applications/{id}/uploads", upload::begin)
        .get("/associations/{association}/applications/{id}/uploads/{upload}", upload::known)
        .put("/associations/{association}/applications/{id}/uploads/{upload}", upload::add)
        .post("/associations/{association}/applications/{id}/uploads/{upload}/finish", upload::finish)
        .post(
            "/associations/{association}/applications/{id}/fields/{field}/files",
            files::add.layer(DefaultBodyLimit::max(LARGEST_FORM)),
        )
        .get("/associations/{association}/applications/{id}/files/{file}", files::show)
        .post("/associations/{association}/applications/{id}/files/{file}/removal", files::remove)
        .get("/associations/{association}/applications/{id}/application.pdf", paper::application)
        .get("/associations/{association}/applications/{id}/receipt.pdf", receipt::print)
        .get("/associations/{association}/applications/{id}/receipt", receipt::show)
        .get("/associations/{association}/applications/{id}/return.pdf", letter::returned)
        .get("/associations/{association}/applications/{id}/outcome.pdf", letter::outcome)
}

/// Entry of the navigation.
pub fn nav(actor: &kexiang_core::policy::Actor) -> Option<NavItem> {
    (!actor.memberships.is_empty()).then(|| NavItem::new("/applications", "nav-applications"))
}

/// Address of an application.
pub fn address(association: &str, id: Id) -> String {
    format!("/associations/{association}/applications/{id}")
}

/// The id in an address; a text that is none names nothing.
fn named(id: &str) -> Result<Id, Refusal> {
    id.parse().map_err(|_| Refusal::new("not-found"))
}

#[derive(Deserialize)]
struct BeginForm {
    r#type: String,
    organisation: String,
}

async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, call)): Path<(String, String)>,
    Form(form): Form<BeginForm>,
) -> Answer {
    let organisation = named(&form.organisation)?;
    let begun = act::begin(&app, &visitor.ctx(), &association, &call, &form.r#type, organisation).await?;
    Ok(see_other(&address(&association, begun.id)))
}

#[derive(Deserialize)]
struct FieldChange {
    field: String,
    value: Value,
    #[serde(default)]
    base: Option<i64>,
}

/// One field, from the script: 200 with the server's time, 409 with the other person's value.
async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
    Json(change): Json<FieldChange>,
) -> Answer {
    let save = SaveField { field: change.field, value: change.value, base: change.base };
    let outcome = act::save_field(&app, &visitor.ctx(), &association, named(&id)?, save).await?;
    Ok(match outcome {
        SaveOutcome::Saved { saved_at, version } => {
            axum::Json(json!({ "saved_at": super::call::machine(saved_at), "version": version }))
                .into_response()
        }
        SaveOutcome::Conflict { theirs, by, saved_at, version } => {
            let body = json!({ "theirs": theirs, "by": by, "saved_at": super::call::machine(saved_at), "version": version });
            (StatusCode::CONFLICT, axum::Json(body)).into_response()
        }
    })
}

/// The whole form, where there is no script: every field that is named in it. Nothing else changes.
async fn save_all(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
    body: String,
) -> Answer {
    let id = named(&id)?;
    let ctx = visitor.ctx();
    let case = act::view(&app, &ctx, &association, id).await?;
    for (field, value) in hub::posted(&case, &body) {
        let unchanged = case.answers.value(&field) == Some(&value);
        if !unchanged {
            act::save_field(&app, &ctx, &association, id, SaveField { field, value, base: None }).await?;
        }
    }
    Ok(see_other(&format!("{}#todo", address(&association, id))))
}

#[derive(Deserialize)]
struct PresenceForm {
    /// Name of the control the person is at; empty for none.
    #[serde(default)]
    at: String,
    /// The cursor of the answer before, or the moment of the page.
    #[serde(default)]
    since: String,
}

/// Who else is at work, and what they saved since: people, fields with their values as the form's controls hold them,
/// and the cursor for the next question.
async fn presence(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
    Json(form): Json<PresenceForm>,
) -> Answer {
    let id = named(&id)?;
    let ctx = visitor.ctx();
    let since = form.since.parse().unwrap_or(visitor.now);
    let heard = act::presence(&app, &ctx, &association, id, form.at, since).await?;
    let case = act::view(&app, &ctx, &association, id).await?;
    let label = |at: &str| {
        let field = at.split('/').next().unwrap_or_default();
        case.form().field(field).map_or("", |f| f.label.as_str()).to_owned()
    };
    let people: Vec<_> =
        heard.others.iter().map(|(name, at)| json!({ "name": name, "at": at, "label": label(at) })).collect();
    let view = FormView::of(visitor.l, &case, &[], "");
    let fields: Vec<_> = heard
        .changed
        .iter()
        .flat_map(|(field, version, by, _)| {
            values::control_values(&view, field).into_iter().map(
                move |(name, value)| json!({ "field": name, "value": value, "version": version, "by": by }),
            )
        })
        .collect();
    let cursor = super::call::machine(visitor.now);
    Ok(axum::Json(json!({ "people": people, "fields": fields, "cursor": cursor })).into_response())
}

#[derive(Deserialize)]
struct ReasonForm {
    #[serde(default)]
    reason: String,
}

/// The applicant's and the recommender's commands; the office gives its own at the check.
async fn command(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, command)): Path<(String, String, String)>,
    Form(form): Form<ReasonForm>,
) -> Answer {
    let id = named(&id)?;
    let command = Command::of_applicant(&command, form.reason).ok_or_else(|| Refusal::new("not-found"))?;
    let done = act::give(&app, &visitor.ctx(), &association, id, command).await?;
    let page = if done.event.submits { "/receipt" } else { "" };
    Ok(see_other(&format!("{}{page}", address(&association, id))))
}

#[derive(Deserialize)]
struct PartnerForm {
    name: String,
    #[serde(default)]
    part: String,
}

async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
    Form(form): Form<PartnerForm>,
) -> Answer {
    let id = named(&id)?;
    let partner = hub::organisation_named(&app, &association, &form.name).await?;
    act::invite(&app, &visitor.ctx(), &association, id, partner, form.part).await?;
    Ok(see_other(&format!("{}#partners", address(&association, id))))
}

async fn remove_partner(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, partner)): Path<(String, String, String)>,
) -> Answer {
    let id = named(&id)?;
    act::remove_joint(&app, &visitor.ctx(), &association, id, named(&partner)?).await?;
    Ok(see_other(&format!("{}#partners", address(&association, id))))
}

#[derive(Deserialize)]
struct AnswerForm {
    answer: String,
    #[serde(default)]
    opinion: String,
}

async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, partner)): Path<(String, String, String)>,
    Form(form): Form<AnswerForm>,
) -> Answer {
    let id = named(&id)?;
    let confirmed = form.answer == "confirm";
    act::answer_invitation(&app, &visitor.ctx(), &association, id, named(&partner)?, confirmed, form.opinion)
        .await?;
    Ok(see_other(&format!("{}#partners", address(&association, id))))
}

async fn recommender(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
    Form(form): Form<PartnerForm>,
) -> Answer {
    let id = named(&id)?;
    let body = hub::organisation_named(&app, &association, &form.name).await?;
    act::set_recommender(&app, &visitor.ctx(), &association, id, body).await?;
    Ok(see_other(&format!("{}#partners", address(&association, id))))
}

async fn keep_version(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Answer {
    let id = named(&id)?;
    act::keep_version(&app, &visitor.ctx(), &association, id).await?;
    Ok(see_other(&format!("{}#versions", address(&association, id))))
}

async fn restore(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, n)): Path<(String, String, i64)>,
) -> Answer {
    let id = named(&id)?;
    act::restore(&app, &visitor.ctx(), &association, id, n).await?;
    Ok(see_other(&address(&association, id)))
}

/// An instant as a person reads it, empty for none.
fn said(at: Option<jiff::Timestamp>) -> String {
    at.map(time::long).unwrap_or_default()
}

type Shown = Result<Response, Failure>;
