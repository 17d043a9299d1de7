//! Programmes on the office's desk (项目方案): the list, one with what is wrong with it, its file, and the ways to begin.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kexiang_core::programme::{self, Gravity};
use kexiang_core::refusal::Refusal;
use kexiang_store::programme::Draft;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::call::{Call, CallVersion};
use super::dto::{Clause, Json, id, moment};
use crate::actions::programme::{self as act, Identity, Source};
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::programme::{differences, finding_words};
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(create))
        .routes(routes!(show))
        .routes(routes!(file))
        .routes(routes!(save_text))
        .routes(routes!(comparison))
}

/// A programme as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Programme {
    /// Id.
    id: String,
    /// Code, unique within the association; empty names in the file make it `draft-…`.
    code: String,
    /// Title; may be empty while it is written.
    title: String,
    /// `draft`, `review` or `published`.
    state: String,
    /// What the next publication is: `correction` or `extension`; empty for the first one and where none is open.
    amendment: String,
    /// 更正/延期事由
    amendment_reason: String,
    /// The notice that announces it.
    amendment_notice: String,
    /// Version to send with a change of the whole.
    version: i64,
    /// Who edited it last; a second person approves.
    edited_by: String,
    /// When.
    edited_at: String,
    /// What the approver said when it was sent back.
    review_note: String,
}

impl From<&Draft> for Programme {
    fn from(d: &Draft) -> Self {
        Programme {
            id: d.id.to_string(),
            code: d.code.clone(),
            title: d.title.clone(),
            state: d.state.clone(),
            amendment: d.amendment.clone(),
            amendment_reason: d.amendment_reason.clone(),
            amendment_notice: d.amendment_notice.clone(),
            version: d.version,
            edited_by: d.edited_by_name.clone(),
            edited_at: moment(d.edited_at),
            review_note: d.review_note.clone(),
        }
    }
}

/// A programme in the list.
#[derive(Debug, Serialize, ToSchema)]
struct ProgrammeRow {
    /// The programme.
    #[serde(flatten)]
    programme: Programme,
    /// Its call, where it is published.
    call: Option<Call>,
}

/// The programmes, last edited first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/programmes", tag = "programme",
    responses((status = 200, body = Vec<ProgrammeRow>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<ProgrammeRow>> {
    let all = act::list(&app, &visitor.ctx(), &association).await?;
    let row = |p: &act::Listed| ProgrammeRow {
        programme: Programme::from(&p.draft),
        call: p.call.as_ref().map(Call::from),
    };
    Ok(Out(all.iter().map(row).collect()))
}

/// From what a new programme is made: a file, or a pattern with what tells the new one from it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct NewProgramme {
    /// The TOML file as it is, finished or not; then nothing else is needed.
    text: String,
    /// `shipped:` and the code of a programme that comes with the system, `earlier:` and the id of one of the
    /// association, or empty for a blank one.
    #[schema(example = "shipped:lz-2026")]
    from: String,
    /// Code of the new programme.
    #[schema(example = "lz-2027")]
    code: String,
    /// Short name.
    #[schema(example = "2027年柳州市科协“科创赋能”项目")]
    title: String,
    /// Year the projects belong to.
    #[schema(example = 2027)]
    year: i16,
}

impl NewProgramme {
    fn source(self) -> Result<Source, Refusal> {
        if !self.text.is_empty() {
            return Ok(Source::Text(self.text));
        }
        let identity = Identity { code: self.code, title: self.title, year: self.year.to_string() };
        match self.from.split_once(':') {
            Some(("shipped", code)) => Ok(Source::Shipped(code.to_owned(), identity)),
            Some(("earlier", key)) => Ok(Source::Earlier(id(key)?, identity)),
            _ if self.from.is_empty() => Ok(Source::Blank(identity)),
            _ => Err(Refusal::new("bad-form").with("detail", self.from).at("from")),
        }
    }
}

/// Begins a programme.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/programmes", tag = "programme",
    request_body = NewProgramme, responses((status = 201, body = Programme))
)]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(new): Body<NewProgramme>,
) -> Result<(StatusCode, Out<Programme>), Failure> {
    let ctx = visitor.ctx();
    act::may_write(&ctx, &association)?;
    let made = act::create(&app, &ctx, &association, new.source()?).await?;
    Ok((StatusCode::CREATED, Out(Programme::from(&made))))
}

/// Something wrong or contradictory in a programme.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Finding {
    /// `error` prevents publication, `warning` is for a person to look at.
    gravity: &'static str,
    /// Stable code.
    code: &'static str,
    /// Place in the file, e.g. `type[0].tier[1].funding`.
    path: String,
    /// Line of the file.
    line: usize,
    /// What is wrong and what to do.
    message: String,
    /// The notice's words at the place.
    clause: Option<Clause>,
}

impl Finding {
    /// With the words of a language.
    pub fn of(l: &Locale, f: &programme::Finding) -> Self {
        Finding {
            gravity: match f.gravity {
                Gravity::Error => "error",
                Gravity::Warning => "warning",
            },
            code: f.code,
            path: f.path.clone(),
            line: f.line,
            message: finding_words(l, f),
            clause: f.clause.as_ref().map(Clause::from),
        }
    }
}

/// A programme with all that is to say about it.
#[derive(Debug, Serialize, ToSchema)]
struct FullProgramme {
    /// The programme.
    #[serde(flatten)]
    programme: Programme,
    /// What `programme check` says, in the order of the file.
    findings: Vec<Finding>,
    /// Its call, where it is published.
    call: Option<Call>,
    /// The published versions, the first one first.
    versions: Vec<CallVersion>,
}

/// One programme with what is wrong with it.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/programmes/{id}", tag = "programme",
    responses((status = 200, body = FullProgramme))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<FullProgramme> {
    let desk = act::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(FullProgramme {
        programme: Programme::from(&desk.draft),
        findings: desk.findings.iter().map(|f| Finding::of(visitor.l, f)).collect(),
        call: desk.call.as_ref().map(Call::from),
        versions: desk.versions.iter().map(CallVersion::from).collect(),
    }))
}

/// The file of a programme.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/programmes/{id}/text", tag = "programme",
    responses((status = 200, body = String, content_type = "application/toml"))
)]
async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let desk = act::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(([(header::CONTENT_TYPE, "application/toml; charset=utf-8")], desk.draft.body).into_response())
}

/// A whole file that takes the place of what is there.
#[derive(Debug, Deserialize, ToSchema)]
struct WholeText {
    /// Version that was seen.
    #[schema(example = 1)]
    version: i64,
    /// The TOML file, finished or not.
    text: String,
}

/// Replaces the file of a draft.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/programmes/{id}/text", tag = "programme",
    request_body = WholeText, responses((status = 200, body = Programme))
)]
async fn save_text(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(WholeText { version, text }): Body<WholeText>,
) -> Json<Programme> {
    let saved = act::save(&app, &visitor.ctx(), &association, id(&key)?, version, text).await?;
    Ok(Out(Programme::from(&saved)))
}

/// A place that differs from the published version.
#[derive(Debug, Serialize, ToSchema)]
struct PlaceDifference {
    /// The way there in words.
    place: String,
    /// What stood there; empty where the place is new.
    before: String,
    /// What stands there; empty where the place is gone.
    after: String,
}

/// In what a programme differs from its published version.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/programmes/{id}/comparison", tag = "programme",
    responses((status = 200, body = Vec<PlaceDifference>))
)]
async fn comparison(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Vec<PlaceDifference>> {
    let desk = act::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    let published = desk.published().ok_or_else(|| Refusal::new("programme-not-published"))?;
    let all = differences(visitor.l, &published.body, &desk.draft.body).into_iter();
    let told = all.map(|d| PlaceDifference { place: d.place, before: d.before, after: d.after });
    Ok(Out(told.collect()))
}
