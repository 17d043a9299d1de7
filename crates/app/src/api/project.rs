//! Projects, their contracts and the conditions of their instalments.

use axum::Json as Out;
use axum::body::Body as Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kexiang_core::contract::{Bank, Instalment};
use kexiang_core::id::Id;
use kexiang_core::ledger::Account;
use kexiang_core::money::Fen;
use kexiang_core::programme::Gate;
use kexiang_core::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Created, DONE, Done, Json, Reasoned, id};
use super::project_file::ProjectDossier;
use crate::actions::paper::LARGEST_SCAN;
use crate::actions::project::{self, Draft, ProjectFile, Row, Side};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::paper::scan_answer;
use crate::web::project::contract_command;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(own))
        .routes(routes!(show))
        .routes(routes!(begin))
        .routes(routes!(edit))
        .routes(routes!(command))
        .routes(routes!(upload))
        .routes(routes!(copy))
        .routes(routes!(judge))
        .routes(routes!(request))
}

/// A project in a list. Sums in fen.
#[derive(Debug, Serialize, ToSchema)]
struct ProjectLine {
    /// Association.
    association: String,
    /// Id.
    id: String,
    /// 立项编号
    number: String,
    /// Title.
    title: String,
    /// Name of the organisation.
    organisation_name: String,
    /// Project leader.
    leader: String,
    /// State.
    state: &'static str,
    /// Why it is held; empty: it is not.
    hold: String,
    /// Approved.
    amount: i64,
    /// Paid and not come back.
    paid: i64,
    /// Spent.
    spent: i64,
    /// Claimed back and not yet received.
    owed: i64,
    /// Whether a change request waits.
    change: bool,
}

impl From<&Row> for ProjectLine {
    fn from(r: &Row) -> Self {
        let p = &r.project;
        ProjectLine {
            association: p.association.clone(),
            id: p.id.to_string(),
            number: p.number.clone(),
            title: p.title.clone(),
            organisation_name: p.organisation_name.clone(),
            leader: p.leader.clone(),
            state: p.state.code(),
            hold: p.hold.clone(),
            amount: p.amount.0,
            paid: r.book.paid().0,
            spent: r.book.balance(Account::Spent).0,
            owed: r.book.balance(Account::Receivable).0,
            change: r.change,
        }
    }
}

/// All projects of an association, for its office.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects", tag = "project",
    responses((status = 200, body = Vec<ProjectLine>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<ProjectLine>> {
    let rows = project::of_office(&app, &visitor.ctx(), &association).await?;
    Ok(Out(rows.iter().map(ProjectLine::from).collect()))
}

/// The projects of one's organisations.
#[utoipa::path(get, path = "/api/v1/projects", tag = "project", responses((status = 200, body = Vec<ProjectLine>)))]
async fn own(State(app): State<App>, visitor: Visitor) -> Json<Vec<ProjectLine>> {
    let rows = project::own(&app, &visitor.ctx()).await?;
    Ok(Out(rows.iter().map(ProjectLine::from).collect()))
}

/// A project.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}", tag = "project",
    responses((status = 200, body = ProjectDossier))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<ProjectDossier> {
    let file = project::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(ProjectDossier::from(&file)))
}

/// Begins the contract, made from what the project was founded with.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/contract", tag = "project",
    responses((status = 204))
)]
async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Done {
    project::begin(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(DONE)
}

/// What a draft leaves open. Sums in fen.
#[derive(Debug, Deserialize, ToSchema)]
struct DraftTerms {
    /// First day.
    #[schema(example = "2026-05-11")]
    starts_on: String,
    /// Last day.
    #[schema(example = "2026-12-31")]
    ends_on: String,
    /// Holder of the account.
    #[schema(example = "柳州市机械工程学会")]
    holder: String,
    /// Bank with its branch.
    #[schema(example = "中国工商银行柳州分行鱼峰支行")]
    bank: String,
    /// Number of the account.
    #[schema(example = "2105409009100012345")]
    account: String,
    /// Instalments in order.
    instalments: Vec<DraftPart>,
    /// The association's money of each budget line in order.
    sums: Vec<i64>,
}

/// An instalment of a draft.
#[derive(Debug, Deserialize, ToSchema)]
struct DraftPart {
    /// `contract`, `milestone`, `mid_term` or `acceptance`.
    #[schema(example = "milestone")]
    gate: String,
    /// Mark of progress.
    #[serde(default)]
    condition: String,
    /// Sum.
    #[schema(example = 750_000)]
    amount: i64,
    /// When it is expected.
    #[serde(default)]
    due_on: Option<String>,
}

/// Sets what a draft leaves open.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/projects/{id}/contract/terms", tag = "project",
    request_body = DraftTerms, responses((status = 204))
)]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<DraftTerms>,
) -> Done {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    let file = project::view(&app, &ctx, &association, key).await?;
    let draft = draft(&file, said)?;
    project::edit(&app, &ctx, &association, key, draft).await?;
    Ok(DONE)
}

fn draft(file: &ProjectFile, said: DraftTerms) -> Result<Draft, Refusal> {
    let old = file.contract().map(|c| c.terms.instalments.clone()).unwrap_or_default();
    let instalment = |(n, part): (usize, DraftPart)| {
        let at = format!("instalment-{}", n + 1);
        let was = old.get(n);
        Ok(Instalment {
            gate: Gate::from_code(&part.gate).ok_or_else(|| Refusal::new("bad-form").at(&at))?,
            percent: was.and_then(|i| i.percent),
            condition: part.condition,
            due_on: part.due_on.map(|text| day(&text, &at)).transpose()?,
            amount: Fen(part.amount),
            clause: was.and_then(|i| i.clause.clone()),
        })
    };
    Ok(Draft {
        starts_on: day(&said.starts_on, "starts-on")?,
        ends_on: day(&said.ends_on, "ends-on")?,
        bank: Bank { holder: said.holder, name: said.bank, account: said.account },
        instalments: said
            .instalments
            .into_iter()
            .enumerate()
            .map(instalment)
            .collect::<Result<_, Refusal>>()?,
        sums: said.sums.into_iter().map(Fen).collect(),
    })
}

pub(super) fn day(text: &str, at: &str) -> Result<jiff::civil::Date, Refusal> {
    text.trim().parse().map_err(|_| Refusal::new("date-form").at(at))
}

/// Gives a command on the contract: `issue`, `send-back` or `recall`.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/contract/commands/{command}", tag = "project",
    request_body = Reasoned, responses((status = 204))
)]
async fn command(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, word)): Path<(String, String, String)>,
    Body(said): Body<Reasoned>,
) -> Done {
    let command = contract_command(&word, &said.reason)?;
    project::command_contract(&app, &visitor.ctx(), &association, id(&key)?, command).await?;
    Ok(DONE)
}

/// Sends a sealed copy, `taker` or `both`; the body is the file itself. The code on the page must be the contract's.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/contract/copies/{side}", tag = "project",
    request_body(content = String, content_type = "application/octet-stream"), responses((status = 204))
)]
async fn upload(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, side)): Path<(String, String, String)>,
    body: Bytes,
) -> Done {
    let side = Side::from_code(&side).ok_or_else(|| Refusal::new("not-found"))?;
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    project::may_upload(&app, &ctx, &association, key, side).await?;
    let bytes = axum::body::to_bytes(body, LARGEST_SCAN).await.map_err(|_| Refusal::new("too-large"))?;
    project::upload(&app, &ctx, &association, key, side, bytes.to_vec()).await?;
    Ok(DONE)
}

/// A sealed copy of a version.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/projects/{id}/contract/{n}/copies/{side}", tag = "project",
    responses((status = 200, body = String, content_type = "application/octet-stream"))
)]
async fn copy(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, n, side)): Path<(String, String, i64, String)>,
) -> Result<Response, Failure> {
    let side = Side::from_code(&side).ok_or_else(|| Refusal::new("not-found"))?;
    Ok(scan_answer(project::copy(&app, &visitor.ctx(), &association, id(&key)?, n, side).await?))
}

/// A verdict on the condition of an instalment.
#[derive(Debug, Deserialize, ToSchema)]
struct GateVerdict {
    /// Whether it is met.
    #[schema(example = true)]
    passed: bool,
    /// What it rests on.
    #[schema(example = "中期报告已审核")]
    words: String,
}

/// Judges the condition of an instalment.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/instalments/{n}/gate", tag = "project",
    request_body = GateVerdict, responses((status = 204))
)]
async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, n)): Path<(String, String, i64)>,
    Body(said): Body<GateVerdict>,
) -> Done {
    let verdict = (n, said.passed, said.words.as_str());
    project::judge_gate(&app, &visitor.ctx(), &association, id(&key)?, verdict).await?;
    Ok(DONE)
}

/// What an officer says of a receipt.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct ReceiptNoted {
    /// Receipt or invoice.
    #[schema(example = "收据已收")]
    note: String,
}

/// Asks for an instalment to be paid.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/instalments/{n}/payment", tag = "project",
    request_body = ReceiptNoted, responses((status = 201, body = Created))
)]
async fn request(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, n)): Path<(String, String, i64)>,
    Body(said): Body<ReceiptNoted>,
) -> Result<(StatusCode, Out<Created>), Failure> {
    let made: Id = project::request(&app, &visitor.ctx(), &association, id(&key)?, n, &said.note).await?;
    Ok((StatusCode::CREATED, Out(Created::of(made))))
}
