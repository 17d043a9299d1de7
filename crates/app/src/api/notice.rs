//! Notices (申报通知) that are read: taken in, checked fact by fact, handed over as a draft programme.

use axum::Json as Out;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kexiang_core::refusal::Refusal;
use kexiang_reader::edit::Edit;
use kexiang_reader::{self as reader, Kind};
use kexiang_store::notice::Line as Stored;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::dto::{Created, DONE, Done, Json, id, moment};
use super::programme::Finding;
use crate::actions::notice::{self as act, Desk};
use crate::actions::programme::may_write;
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::notice::{LARGEST_FORM, posted};
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(take_in).layer(DefaultBodyLimit::max(LARGEST_FORM)))
        .routes(routes!(show))
        .routes(routes!(step))
        .routes(routes!(undo))
        .routes(routes!(programme_file))
        .routes(routes!(hand_over))
}

/// A notice in the list.
#[derive(Debug, Serialize, ToSchema)]
struct NoticeRow {
    /// Id.
    id: String,
    /// Title, as the notice has it.
    title: String,
    /// Programme it was handed over as; none before.
    programme: Option<String>,
    /// Who had it read.
    read_by: String,
    /// When.
    read_at: String,
}

impl From<&Stored> for NoticeRow {
    fn from(line: &Stored) -> Self {
        NoticeRow {
            id: line.id.to_string(),
            title: line.title.clone(),
            programme: line.programme.map(|id| id.to_string()),
            read_by: line.read_by.clone(),
            read_at: moment(line.read_at),
        }
    }
}

/// The notices, the latest first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/notices", tag = "notice",
    responses((status = 200, body = Vec<NoticeRow>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<NoticeRow>> {
    let all = act::list(&app, &visitor.ctx(), &association).await?;
    Ok(Out(all.iter().map(NoticeRow::from).collect()))
}

/// A notice: its files, the notice itself first and its annexes behind it, or its text.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the parts are read one by one; here they are described")]
struct NoticeForm {
    /// DOCX, PDF, HTML or TXT.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<Vec<u8>>,
    /// The text, where there is no file.
    text: String,
}

/// Reads a notice and keeps it on the desk.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/notices", tag = "notice",
    request_body(content = NoticeForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Created))
)]
async fn take_in(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    parts: Multipart,
) -> Result<(StatusCode, Out<Created>), Failure> {
    let ctx = visitor.ctx();
    may_write(&ctx, &association)?;
    let (files, pasted) = posted(parts).await?;
    let taken = act::take_in(&app, &ctx, &association, files, pasted).await?;
    Ok((StatusCode::CREATED, Out(Created::of(taken))))
}

/// A fact that was read in a notice, with the words it comes from.
#[derive(Debug, Serialize, ToSchema)]
struct NoticeFact {
    /// Key, for steps; it stays the same while other facts change.
    key: String,
    /// What it states, e.g. `amount`, `deadline`, `applicant_limit`.
    kind: &'static str,
    /// Number, least and greatest, list of shares, date or words.
    value: Value,
    /// Unit as written; `元` for money.
    unit: String,
    /// `>=`, `<=`, `==`, `~` or empty.
    op: String,
    /// What it holds for: a type, a class of applicant, the form of submission.
    scope: String,
    /// The notice's own words.
    quote: String,
    /// Character of the text at which they begin.
    start: usize,
    /// Document other than the notice itself; may be empty.
    document: String,
    /// Paragraph, as the notice numbers it.
    at: String,
    /// Whether it holds in principle only (原则上).
    soft: bool,
    /// Why it is unsure; empty where it is sure.
    doubts: Vec<String>,
    /// Whether a person accepted, changed or added it.
    settled: bool,
}

impl NoticeFact {
    fn of(fact: &reader::Fact, key: &str, settled: bool) -> Self {
        NoticeFact {
            key: key.to_owned(),
            kind: fact.kind.code(),
            value: fact.value.clone(),
            unit: fact.unit.clone(),
            op: fact.op.clone(),
            scope: fact.scope.clone(),
            quote: fact.quote.clone(),
            start: fact.start,
            document: fact.document.clone(),
            at: fact.at.clone(),
            soft: fact.soft,
            doubts: fact.doubts.clone(),
            settled,
        }
    }
}

/// Statements of a notice that do not agree.
#[derive(Debug, Serialize, ToSchema)]
struct Dispute {
    /// What does not agree.
    message: String,
    /// Keys of the facts.
    facts: Vec<String>,
}

/// A sentence that binds and that no fact uses.
#[derive(Debug, Serialize, ToSchema)]
struct Unused {
    /// Character of the text at which it begins.
    start: usize,
    /// Its words.
    quote: String,
}

/// A notice with its reading.
#[derive(Debug, Serialize, ToSchema)]
struct FullNotice {
    /// Id.
    id: String,
    /// Title.
    title: String,
    /// Names of the files.
    files: Vec<String>,
    /// The text that was taken out of them.
    text: String,
    /// Version to send with a step.
    version: i64,
    /// Programme it was handed over as; none before.
    programme: Option<String>,
    /// The steps, the first one first.
    steps: Vec<NoticeStep>,
    /// The facts in the order of the text.
    facts: Vec<NoticeFact>,
    /// Statements that do not agree.
    disputes: Vec<Dispute>,
    /// Sentences that no fact uses.
    unused: Vec<Unused>,
    /// What `programme check` says of the programme that it makes.
    findings: Vec<Finding>,
}

impl FullNotice {
    fn of(l: &Locale, desk: &Desk) -> Self {
        let (notice, edited) = (&desk.notice, &desk.edited);
        let reading = &edited.reading;
        let key_of = |id: &String| {
            let at = reading.facts.iter().position(|fact| fact.id == *id)?;
            edited.keys.get(at).cloned()
        };
        let facts = reading.facts.iter().zip(&edited.keys);
        let disputes = reading.contradictions.iter();
        let unused = reading.unplaced.iter();
        FullNotice {
            id: notice.id.to_string(),
            title: notice.title.clone(),
            files: serde_json::from_str(&notice.files).unwrap_or_default(),
            text: notice.body.clone(),
            version: notice.version,
            programme: notice.programme.map(|id| id.to_string()),
            steps: desk.edits.iter().map(NoticeStep::from).collect(),
            facts: facts.map(|(fact, key)| NoticeFact::of(fact, key, edited.settled.contains(key))).collect(),
            disputes: disputes
                .map(|d| Dispute {
                    message: d.message.clone(),
                    facts: d.facts.iter().filter_map(key_of).collect(),
                })
                .collect(),
            unused: unused.map(|u| Unused { start: u.start, quote: u.quote.clone() }).collect(),
            findings: desk.findings.iter().map(|f| Finding::of(l, f)).collect(),
        }
    }
}

/// A notice with what was read in it.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/notices/{id}", tag = "notice",
    responses((status = 200, body = FullNotice))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<FullNotice> {
    let desk = act::open(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(FullNotice::of(visitor.l, &desk)))
}

/// What a person makes of the reading.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "op", rename_all = "snake_case")]
enum NoticeStep {
    /// The fact is right.
    Accept {
        /// Its key.
        key: String,
    },
    /// The words state no such fact.
    Remove {
        /// Its key.
        key: String,
    },
    /// The words state the fact with another value.
    Change {
        /// Its key.
        key: String,
        /// The value as a person writes it: `5万元`, `2026年3月31日17:00`, words.
        value: String,
    },
    /// These words state a fact that was not read.
    Add {
        /// Character of the text at which the words begin.
        start: usize,
        /// Their number of characters.
        length: usize,
        /// What they state, e.g. `amount`.
        kind: String,
        /// The value as a person writes it; empty: what the words themselves say.
        #[serde(default)]
        value: String,
    },
    /// A sentence that no fact uses needs none.
    Dismiss {
        /// Character of the text at which it begins.
        start: usize,
    },
}

impl From<&Edit> for NoticeStep {
    fn from(edit: &Edit) -> Self {
        match edit.clone() {
            Edit::Accept { key } => NoticeStep::Accept { key },
            Edit::Remove { key } => NoticeStep::Remove { key },
            Edit::Change { key, value } => NoticeStep::Change { key, value },
            Edit::Add { start, length, kind, value } => {
                NoticeStep::Add { start, length, kind: kind.code().to_owned(), value }
            }
            Edit::Dismiss { start } => NoticeStep::Dismiss { start },
        }
    }
}

impl NoticeStep {
    fn edit(self) -> Result<Edit, Refusal> {
        Ok(match self {
            NoticeStep::Accept { key } => Edit::Accept { key },
            NoticeStep::Remove { key } => Edit::Remove { key },
            NoticeStep::Change { key, value } => Edit::Change { key, value },
            NoticeStep::Add { start, length, kind, value } => {
                let kind = Kind::of(&kind).ok_or_else(|| Refusal::new("notice-kind").at("kind"))?;
                Edit::Add { start, length, kind, value }
            }
            NoticeStep::Dismiss { start } => Edit::Dismiss { start },
        })
    }
}

/// A step, made by somebody who saw a version.
#[derive(Debug, Deserialize, ToSchema)]
struct NewStep {
    /// Version that was seen; every step makes it one greater.
    #[schema(example = 1)]
    version: i64,
    /// The step.
    step: NoticeStep,
}

/// Makes a step.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/notices/{id}/steps", tag = "notice",
    request_body = NewStep, responses((status = 204))
)]
async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(new): Body<NewStep>,
) -> Done {
    let ctx = visitor.ctx();
    may_write(&ctx, &association)?;
    act::step(&app, &ctx, &association, (id(&key)?, new.version), new.step.edit()?).await?;
    Ok(DONE)
}

/// The version of a notice that somebody saw.
#[derive(Debug, Deserialize, ToSchema)]
struct SeenNotice {
    /// Version that was seen.
    #[schema(example = 2)]
    version: i64,
}

/// Undoes the last step.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/notices/{id}/steps/removal", tag = "notice",
    request_body = SeenNotice, responses((status = 204))
)]
async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(seen): Body<SeenNotice>,
) -> Done {
    act::undo(&app, &visitor.ctx(), &association, (id(&key)?, seen.version)).await?;
    Ok(DONE)
}

/// The programme that a notice makes, as a TOML file.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/notices/{id}/programme", tag = "notice",
    responses((status = 200, body = String, content_type = "application/toml"))
)]
async fn programme_file(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let text = act::programme_file(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(([(header::CONTENT_TYPE, "application/toml; charset=utf-8")], text).into_response())
}

/// Hands a reading over to the editor as a draft programme.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/notices/{id}/programme", tag = "notice",
    request_body = SeenNotice, responses((status = 201, body = Created))
)]
async fn hand_over(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(seen): Body<SeenNotice>,
) -> Result<(StatusCode, Out<Created>), Failure> {
    let made = act::hand_over(&app, &visitor.ctx(), &association, (id(&key)?, seen.version)).await?;
    Ok((StatusCode::CREATED, Out(Created::of(made))))
}
