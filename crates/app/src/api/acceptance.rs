//! The acceptance of projects.

use std::collections::BTreeMap;

use axum::Json as Out;
use axum::body::Body as Bytes;
use axum::extract::{Path, Query as InAddress, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kexiang_core::acceptance::{Form, FormRow, PaperKind, RowVerdict, Verdict, score};
use kexiang_core::money::Fen;
use kexiang_core::refusal::Refusal;
use kexiang_store::acceptance::{Acceptance, Line};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Clause, DONE, Done, Json, Reasoned, id, moment};
use super::project::day;
use super::upload;
use crate::actions::acceptance::{self, AcceptanceFile, LARGEST, Query};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::panel::paper::download;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(save))
        .routes(routes!(hand_in))
        .routes(routes!(add))
        .routes(routes!(open))
        .routes(routes!(remove))
        .routes(routes!(substance))
        .routes(routes!(money))
        .routes(routes!(send_back))
        .routes(routes!(conclude))
}

/// An acceptance in a list.
#[derive(Debug, Serialize, ToSchema)]
struct AcceptanceLine {
    /// Project.
    project: String,
    /// 立项编号
    number: String,
    /// Title.
    title: String,
    /// Name of the organisation.
    organisation_name: String,
    /// Round, from 1.
    round: i64,
    /// `applied`, `returned` or `concluded`.
    state: &'static str,
    /// When the form came in.
    applied_at: String,
    /// Who checked the substance; empty: nobody yet.
    substance_by: String,
    /// Who checked the finances; empty: nobody yet.
    money_by: String,
    /// `passed`, `closed`, `rectify` or `failed`.
    verdict: Option<&'static str>,
    /// Share of the targets that stand, in basis points.
    basis_points: Option<u32>,
}

impl From<&Line> for AcceptanceLine {
    fn from(r: &Line) -> Self {
        AcceptanceLine {
            project: r.project.to_string(),
            number: r.number.clone(),
            title: r.title.clone(),
            organisation_name: r.organisation_name.clone(),
            round: r.round,
            state: r.state.code(),
            applied_at: moment(r.applied_at),
            substance_by: r.substance_name.clone(),
            money_by: r.money_name.clone(),
            verdict: r.verdict.map(|(v, _)| v.code()),
            basis_points: r.verdict.map(|(_, share)| share),
        }
    }
}

/// What the list can be narrowed by; the list reads its whole address itself, as its page does.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read from the address; here it is described")]
struct AcceptanceFilters {
    /// State.
    #[param(example = "applied")]
    state: Option<String>,
    /// Verdict.
    #[param(example = "failed")]
    verdict: Option<String>,
    /// Part of number, title or name of the organisation.
    q: Option<String>,
    /// Page of 50, from 1.
    #[param(example = 1)]
    page: Option<i64>,
}

/// The acceptances of an association, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/acceptances", tag = "acceptance", params(AcceptanceFilters),
    responses((status = 200, body = Vec<AcceptanceLine>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Json<Vec<AcceptanceLine>> {
    let query = Query::parse(&query.unwrap_or_default());
    let list = acceptance::of_office(&app, &visitor.ctx(), &association, &query).await?;
    Ok(Out(list.rows.iter().map(AcceptanceLine::from).collect()))
}

/// A row of the form.
#[derive(Debug, Serialize, ToSchema)]
struct AcceptanceRow {
    /// Indicator or document.
    id: String,
    /// Whether it is a document to hand in.
    document: bool,
    /// What is required.
    name: String,
    /// What was reached; none without a number.
    result: Option<i64>,
    /// Whether it is met.
    met: bool,
    /// How far, in basis points.
    basis_points: u32,
    /// Self-score, in hundredths of a point.
    score: Option<u64>,
    /// Titles of what proves it.
    proofs: Vec<String>,
    /// Why it is not met or far beyond.
    words: String,
    /// Where the notice says so.
    clause: Clause,
    /// Whether the evidence holds; none: nobody looked yet.
    accepted: Option<bool>,
    /// What was said of it.
    verdict: String,
}

/// A paper.
#[derive(Debug, Serialize, ToSchema)]
struct AcceptancePaper {
    /// `performance`, `audit` or `other`.
    kind: &'static str,
    /// Name of the file.
    name: String,
    /// SHA-256.
    sha256: String,
    /// Bytes.
    size: i64,
}

/// The form. Sums in fen.
#[derive(Debug, Serialize, ToSchema)]
struct AcceptanceForm {
    /// 立项编号
    number: String,
    /// What was done.
    summary: String,
    /// Indicators and documents.
    rows: Vec<AcceptanceRow>,
    /// Papers.
    papers: Vec<AcceptancePaper>,
    /// Approved.
    approved: i64,
    /// Received.
    received: i64,
    /// Spent.
    spent: i64,
    /// 指标完成率 in basis points.
    completion: u32,
    /// Self-score, in hundredths of a point.
    score: u64,
}

impl AcceptanceForm {
    fn of(form: &Form, verdicts: &[RowVerdict]) -> Self {
        let points = score(form);
        let row = |(r, points): (&FormRow, &Option<u64>)| {
            let said = verdicts.iter().find(|v| v.id == r.id);
            AcceptanceRow {
                id: r.id.clone(),
                document: r.document,
                name: r.name.clone(),
                result: r.result,
                met: r.met,
                basis_points: r.basis_points,
                score: *points,
                proofs: r.proofs.clone(),
                words: r.words.clone(),
                clause: Clause::from(&r.clause),
                accepted: said.map(|v| v.accepted),
                verdict: said.map(|v| v.words.clone()).unwrap_or_default(),
            }
        };
        let paper = |p: &kexiang_core::acceptance::Paper| AcceptancePaper {
            kind: p.kind.code(),
            name: p.name.clone(),
            sha256: p.sha256.clone(),
            size: p.size,
        };
        AcceptanceForm {
            number: form.number.clone(),
            summary: form.summary.clone(),
            rows: form.rows.iter().zip(&points.rows).map(row).collect(),
            papers: form.papers.iter().map(paper).collect(),
            approved: form.money.approved.0,
            received: form.money.received.0,
            spent: form.money.spent.0,
            completion: form.completion,
            score: points.total,
        }
    }
}

/// A round.
#[derive(Debug, Serialize, ToSchema)]
struct AcceptanceRound {
    /// Number, from 1.
    round: i64,
    /// `applied`, `returned` or `concluded`.
    state: &'static str,
    /// SHA-256 of the form; name it when checking and concluding.
    form_hash: String,
    /// The form as it was handed in.
    form: AcceptanceForm,
    /// Who handed it in.
    applied_by: String,
    /// When.
    applied_at: String,
    /// Who checked the substance.
    substance_by: Option<String>,
    /// Who checked the finances.
    money_by: Option<String>,
    /// Whether the finances are in order.
    money_in_order: Option<bool>,
    /// Why it was returned or concluded as it was.
    reason: String,
    /// Verdict.
    verdict: Option<&'static str>,
    /// Share of the targets that stand, in basis points.
    basis_points: Option<u32>,
    /// What the thresholds propose.
    proposed: &'static str,
}

/// The acceptance of a project.
#[derive(Debug, Serialize, ToSchema)]
struct AcceptanceDossier {
    /// Whether what is prepared can be changed now.
    editable: bool,
    /// Version of what is prepared; name it when saving.
    version: i64,
    /// The form as it would be handed in now.
    now: AcceptanceForm,
    /// The rounds, the first one first.
    rounds: Vec<AcceptanceRound>,
}

fn round(desk: &AcceptanceFile, a: &Acceptance) -> AcceptanceRound {
    AcceptanceRound {
        round: a.round,
        state: a.state.code(),
        form_hash: a.form_hash.clone(),
        form: AcceptanceForm::of(&a.form, &a.verdicts),
        applied_by: a.applied_by.clone(),
        applied_at: moment(a.applied_at),
        substance_by: a.substance.as_ref().map(|f| f.name.clone()),
        money_by: a.money.as_ref().map(|f| f.name.clone()),
        money_in_order: a.money.as_ref().map(|f| f.in_order),
        reason: a.reason.clone(),
        verdict: a.conclusion.as_ref().map(|c| c.verdict.code()),
        basis_points: a.conclusion.as_ref().map(|c| c.basis_points),
        proposed: desk.proposed(a).0.code(),
    }
}

/// The acceptance of a project: what is prepared, and every round.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/acceptance", tag = "acceptance",
    responses((status = 200, body = AcceptanceDossier))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<AcceptanceDossier> {
    let desk = acceptance::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(AcceptanceDossier {
        editable: desk.is_editable(),
        version: desk.draft.version,
        now: AcceptanceForm::of(&desk.form(), &[]),
        rounds: desk.rounds.iter().map(|a| round(&desk, a)).collect(),
    }))
}

/// What the organisation writes itself.
#[derive(Debug, Deserialize, ToSchema)]
struct AcceptanceDraft {
    /// What was done.
    #[schema(example = "全年开展三场活动，服务企业四家。")]
    summary: String,
    /// Why something is not met or far beyond, by indicator.
    #[serde(default)]
    words: BTreeMap<String, String>,
    /// The version that was read; without it the newest is replaced.
    #[serde(default)]
    #[schema(example = 3)]
    version: Option<i64>,
}

/// Saves what the organisation writes itself.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/projects/{id}/acceptance/draft", tag = "acceptance",
    request_body = AcceptanceDraft, responses((status = 204))
)]
async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<AcceptanceDraft>,
) -> Done {
    let draft = (said.summary, said.words, said.version);
    acceptance::save(&app, &visitor.ctx(), &association, id(&key)?, draft).await?;
    Ok(DONE)
}

/// Hands the form in, or in again after it was returned; it is made from what is recorded.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/acceptance", tag = "acceptance",
    responses((status = 204))
)]
async fn hand_in(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Done {
    acceptance::hand_in(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(DONE)
}

/// What a paper is.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct NewPaper {
    /// Name of the file with its ending.
    #[param(example = "绩效报告.pdf")]
    name: String,
    /// `performance`, `audit` or `other`.
    #[param(example = "performance")]
    kind: String,
}

/// Adds a paper; the body is the file itself.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/acceptance/papers", tag = "acceptance",
    params(NewPaper), request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 204))
)]
async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    InAddress(paper): InAddress<NewPaper>,
    body: Bytes,
) -> Done {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    acceptance::may_add_paper(&app, &ctx, &association, key).await?;
    let kind = PaperKind::from_code(&paper.kind).ok_or_else(|| Refusal::new("bad-form").at("kind"))?;
    let bytes = upload::file(body, LARGEST).await?;
    acceptance::add_paper(&app, &ctx, &association, key, (kind, &paper.name, bytes)).await?;
    Ok(DONE)
}

/// A paper.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/acceptance/papers/{sha256}", tag = "acceptance",
    responses((status = 200, body = String, content_type = "application/octet-stream"))
)]
async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, sha256)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let (paper, bytes) =
        acceptance::open_paper(&app, &visitor.ctx(), &association, id(&key)?, &sha256).await?;
    Ok(download("application/octet-stream", "attachment", &paper.name, bytes).into_response())
}

/// Takes a paper out of what is prepared.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/projects/{id}/acceptance/papers/{sha256}", tag = "acceptance",
    responses((status = 204))
)]
async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, sha256)): Path<(String, String, String)>,
) -> Done {
    acceptance::remove_paper(&app, &visitor.ctx(), &association, id(&key)?, &sha256).await?;
    Ok(DONE)
}

/// What was found of one row.
#[derive(Debug, Deserialize, ToSchema)]
struct RowSaid {
    /// Indicator or document.
    #[schema(example = "events")]
    id: String,
    /// Whether the evidence holds.
    accepted: bool,
    /// Why not.
    #[serde(default)]
    words: String,
}

/// The check of the substance.
#[derive(Debug, Deserialize, ToSchema)]
struct SubstanceChecked {
    /// SHA-256 of the form that was looked at.
    form: String,
    /// Every row.
    rows: Vec<RowSaid>,
    /// Opinion.
    #[serde(default)]
    words: String,
}

/// Records the check of the substance, row by row; by another person than the check of the finances.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/projects/{id}/acceptance/substance", tag = "acceptance",
    request_body = SubstanceChecked, responses((status = 204))
)]
async fn substance(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<SubstanceChecked>,
) -> Done {
    let row = |r: RowSaid| RowVerdict { id: r.id, accepted: r.accepted, words: r.words };
    let rows = said.rows.into_iter().map(row).collect();
    let finding = (said.form.as_str(), rows, said.words.as_str());
    acceptance::check_substance(&app, &visitor.ctx(), &association, id(&key)?, finding).await?;
    Ok(DONE)
}

/// The check of the finances.
#[derive(Debug, Deserialize, ToSchema)]
struct MoneyChecked {
    /// SHA-256 of the form that was looked at.
    form: String,
    /// Whether the finances are in order.
    in_order: bool,
    /// Opinion; required where they are not.
    #[serde(default)]
    words: String,
}

/// Records the check of the finances; by another person than the check of the substance.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/projects/{id}/acceptance/money", tag = "acceptance",
    request_body = MoneyChecked, responses((status = 204))
)]
async fn money(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<MoneyChecked>,
) -> Done {
    let finding = (said.form.as_str(), said.in_order, said.words.as_str());
    acceptance::check_money(&app, &visitor.ctx(), &association, id(&key)?, finding).await?;
    Ok(DONE)
}

/// Sends the form back for papers; both checks begin anew when it comes again.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/acceptance/return", tag = "acceptance",
    request_body = Reasoned, responses((status = 204))
)]
async fn send_back(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Reasoned>,
) -> Done {
    acceptance::send_back(&app, &visitor.ctx(), &association, id(&key)?, &said.reason).await?;
    Ok(DONE)
}

/// A verdict. Sums in fen.
#[derive(Debug, Deserialize, ToSchema)]
struct Concluded {
    /// SHA-256 of the form that was looked at.
    form: String,
    /// `passed`, `closed`, `rectify` or `failed`.
    #[schema(example = "passed")]
    verdict: String,
    /// Why, where it is not the one the thresholds propose.
    #[serde(default)]
    reason: String,
    /// Whether false evidence was found.
    #[serde(default)]
    deceived: bool,
    /// What is claimed back; without it what is computed, 0: nothing.
    #[serde(default)]
    #[schema(example = 100_000)]
    recover: Option<i64>,
    /// Until when; without it thirty days.
    #[serde(default)]
    #[schema(example = "2027-01-31")]
    due_on: Option<String>,
}

/// Concludes an acceptance, by a third person, and carries out what follows.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/acceptance/conclusion", tag = "acceptance",
    request_body = Concluded, responses((status = 204))
)]
async fn conclude(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Concluded>,
) -> Result<StatusCode, Failure> {
    let verdict = Verdict::from_code(&said.verdict).ok_or_else(|| Refusal::new("bad-form").at("verdict"))?;
    let conclusion = acceptance::Verdict {
        form: said.form,
        verdict,
        reason: said.reason,
        deceived: said.deceived,
        recover: said.recover.map(Fen),
        due_on: said.due_on.map(|text| day(&text, "due_on")).transpose()?,
    };
    acceptance::conclude(&app, &visitor.ctx(), &association, id(&key)?, conclusion).await?;
    Ok(DONE)
}
