//! Money: payments and the bank's lists, expenses, changes and recoveries of projects.

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kexiang_core::change::{Detail, State as Decision};
use kexiang_core::expense::Entry;
use kexiang_core::money::Fen;
use kexiang_core::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Created, DONE, Done, Json, Reasoned, id};
use super::project::day;
use crate::actions::project::{self, NewReceipt, Proposal};
use crate::state::App;
use crate::web::finance::command_of;
use crate::web::form::Json as Body;
use crate::web::project::Typed;
use crate::web::{Failure, Visitor};

type Made = Result<(StatusCode, Out<Created>), Failure>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(desk))
        .routes(routes!(step))
        .routes(routes!(make_list))
        .routes(routes!(set_limit))
        .routes(routes!(book))
        .routes(routes!(reverse))
        .routes(routes!(ask))
        .routes(routes!(decide))
        .routes(routes!(propose))
        .routes(routes!(issue))
        .routes(routes!(withdraw))
        .routes(routes!(receive))
}

/// The finance desk. Sums in fen.
#[derive(Debug, Serialize, ToSchema)]
struct Desk {
    /// Payments, the newest first.
    payments: Vec<PaymentWaiting>,
    /// What a head of department may release.
    head_limit: i64,
    /// Projects whose balances differ from their movements; none, or the database was changed by hand.
    differing: Vec<String>,
    /// Account and sum of all ledgers.
    sums: Vec<(String, i64)>,
}

/// A payment on the desk.
#[derive(Debug, Serialize, ToSchema)]
struct PaymentWaiting {
    /// Id.
    id: String,
    /// 拨付编号
    number: String,
    /// 立项编号
    project: String,
    /// Sum.
    amount: i64,
    /// State.
    state: &'static str,
}

/// The finance desk.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/finance", tag = "finance",
    responses((status = 200, body = Desk))
)]
async fn desk(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Json<Desk> {
    let desk = project::desk(&app, &visitor.ctx(), &association).await?;
    let waiting = desk.payments.iter().map(|(p, of)| PaymentWaiting {
        id: p.id.to_string(),
        number: p.number.clone(),
        project: of.number.clone(),
        amount: p.amount.0,
        state: p.state.code(),
    });
    Ok(Out(Desk {
        payments: waiting.collect(),
        head_limit: desk.head_limit.0,
        differing: desk.differing.iter().map(ToString::to_string).collect(),
        sums: desk.sums.iter().map(|(a, sum)| (a.code().to_owned(), sum.0)).collect(),
    }))
}

/// A step of a payment.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct Step {
    /// `review`, `release`, `decline`, `confirm` or `return`.
    #[schema(example = "confirm")]
    what: String,
    /// Why; for `decline` and `return`.
    reason: String,
    /// The bank's voucher; for `confirm`.
    #[schema(example = "20260520-0017")]
    voucher: String,
    /// The day on the voucher; for `confirm`, else today.
    #[schema(example = "2026-05-20")]
    paid_on: String,
}

/// Reviews, releases or declines a payment, or records what the bank did.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/payments/{payment}/steps", tag = "finance",
    request_body = Step, responses((status = 204))
)]
async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Step>,
) -> Done {
    let typed = Typed(vec![("reason".to_owned(), said.reason), ("voucher".to_owned(), said.voucher)]);
    let command = command_of(&said.what, &typed)?;
    let paid_on = if said.paid_on.is_empty() { None } else { Some(day(&said.paid_on, "paid_on")?) };
    project::command_payment(&app, &visitor.ctx(), &association, id(&key)?, command, paid_on).await?;
    Ok(DONE)
}

/// Puts all released payments that are on no list yet on one for the bank.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/payment-lists", tag = "finance",
    responses((status = 201, body = Created))
)]
async fn make_list(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Made {
    let made = project::make_list(&app, &visitor.ctx(), &association).await?;
    Ok((StatusCode::CREATED, Out(Created::of(made))))
}

/// A limit.
#[derive(Debug, Deserialize, ToSchema)]
struct Limit {
    /// In fen.
    #[schema(example = 10_000_000)]
    amount: i64,
}

/// Sets what a head of department may release; for the leader.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/release-limit", tag = "finance",
    request_body = Limit, responses((status = 204))
)]
async fn set_limit(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(said): Body<Limit>,
) -> Done {
    project::set_limit(&app, &visitor.ctx(), &association, Fen(said.amount)).await?;
    Ok(DONE)
}

/// An expense. Sum in fen.
#[derive(Debug, Deserialize, ToSchema)]
struct NewExpense {
    /// Category of the programme.
    #[schema(example = "meeting")]
    category: String,
    /// What for.
    #[schema(example = "场地租用")]
    purpose: String,
    /// To whom.
    #[serde(default)]
    payee: String,
    /// Day.
    #[schema(example = "2026-05-18")]
    spent_on: String,
    /// Sum.
    #[schema(example = 320_000)]
    amount: i64,
    /// Voucher.
    #[schema(example = "记-0012")]
    voucher: String,
    /// Invoice; empty for payments without one.
    #[serde(default)]
    invoice: String,
}

/// Books an expense of the organisation.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/expenses", tag = "finance",
    request_body = NewExpense, responses((status = 201, body = Created))
)]
async fn book(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<NewExpense>,
) -> Made {
    let entry = Entry {
        spent_on: day(&said.spent_on, "spent-on")?,
        amount: Fen(said.amount),
        category: said.category,
        purpose: said.purpose,
        payee: said.payee,
        voucher: said.voucher,
        invoice: said.invoice,
    };
    let made = project::book_expense(&app, &visitor.ctx(), &association, id(&key)?, entry).await?;
    Ok((StatusCode::CREATED, Out(Created::of(made))))
}

/// Reverses an expense; it stays readable.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/expenses/{expense}/reversal", tag = "finance",
    request_body = Reasoned, responses((status = 204))
)]
async fn reverse(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, expense)): Path<(String, String, String)>,
    Body(said): Body<Reasoned>,
) -> Done {
    let (key, expense) = (id(&key)?, id(&expense)?);
    project::reverse_expense(&app, &visitor.ctx(), &association, key, expense, &said.reason).await?;
    Ok(DONE)
}

/// A change that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
struct NewChange {
    /// `person`, `partner`, `content`, `target`, `budget`, `extension` or `termination` as `kind`, with what belongs to it:
    /// `leader`; `joint`; `section` and `text`; `target` and `promise`; `sums` as pairs of category and fen; `until`.
    #[schema(value_type = Object, example = json!({ "kind": "person", "leader": "黄建中" }))]
    detail: serde_json::Value,
    /// Why.
    #[schema(example = "原负责人工作调动")]
    reason: String,
    /// From which day on, after today.
    #[schema(example = "2026-06-01")]
    effective_on: String,
}

/// Asks for a change of the contract.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/changes", tag = "finance",
    request_body = NewChange, responses((status = 201, body = Created))
)]
async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<NewChange>,
) -> Made {
    let detail: Detail = serde_json::from_value(said.detail)
        .map_err(|e| Refusal::new("bad-form").with("detail", e).at("detail"))?;
    let request = (detail, said.reason, day(&said.effective_on, "from")?);
    let made = project::ask_change(&app, &visitor.ctx(), &association, id(&key)?, request).await?;
    Ok((StatusCode::CREATED, Out(Created::of(made))))
}

/// A decision on a change.
#[derive(Debug, Deserialize, ToSchema)]
struct ChangeDecided {
    /// `approved`, `refused`, or `withdrawn` by the organisation.
    #[schema(example = "approved")]
    verdict: String,
    /// Why.
    #[serde(default)]
    #[schema(example = "情况属实")]
    words: String,
}

/// Decides a change; an approved one is a new version of the contract.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/changes/{change}/decision", tag = "finance",
    request_body = ChangeDecided, responses((status = 204))
)]
async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, change)): Path<(String, String, String)>,
    Body(said): Body<ChangeDecided>,
) -> Done {
    let to = Decision::from_code(&said.verdict).ok_or_else(|| Refusal::new("bad-form").at("verdict"))?;
    let (key, change) = (id(&key)?, id(&change)?);
    project::decide_change(&app, &visitor.ctx(), &association, key, change, (to, &said.words)).await?;
    Ok(DONE)
}

/// A recovery that is proposed. Sum in fen.
#[derive(Debug, Deserialize, ToSchema)]
struct NewRecovery {
    /// Sum.
    #[schema(example = 100_000)]
    amount: i64,
    /// What happened.
    #[schema(example = "少开展一场活动")]
    facts: String,
    /// Until when.
    #[schema(example = "2026-07-31")]
    due_on: String,
}

/// Proposes that money is claimed back.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/recoveries", tag = "finance",
    request_body = NewRecovery, responses((status = 201, body = Created))
)]
async fn propose(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<NewRecovery>,
) -> Made {
    let due_on = day(&said.due_on, "due_on")?;
    let proposal = Proposal { amount: Fen(said.amount), facts: said.facts, due_on };
    let made = project::propose(&app, &visitor.ctx(), &association, id(&key)?, proposal).await?;
    Ok((StatusCode::CREATED, Out(Created::of(made))))
}

/// Signs a recovery order.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/recoveries/{order}/issue", tag = "finance",
    responses((status = 204))
)]
async fn issue(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, order)): Path<(String, String, String)>,
) -> Done {
    project::issue_recovery(&app, &visitor.ctx(), &association, id(&key)?, id(&order)?).await?;
    Ok(DONE)
}

/// Withdraws a recovery order of which nothing came back.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/recoveries/{order}/withdrawal", tag = "finance",
    request_body = Reasoned, responses((status = 204))
)]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, order)): Path<(String, String, String)>,
    Body(said): Body<Reasoned>,
) -> Done {
    let (key, order) = (id(&key)?, id(&order)?);
    project::withdraw_recovery(&app, &visitor.ctx(), &association, key, order, &said.reason).await?;
    Ok(DONE)
}

/// Money that came back. Sum in fen.
#[derive(Debug, Deserialize, ToSchema)]
struct MoneyBack {
    /// Sum.
    #[schema(example = 40_000)]
    amount: i64,
    /// Day on the voucher.
    #[schema(example = "2026-05-19")]
    received_on: String,
    /// Voucher.
    #[schema(example = "收-0003")]
    voucher: String,
}

/// Records money that came back.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/projects/{id}/recoveries/{order}/receipts", tag = "finance",
    request_body = MoneyBack, responses((status = 204))
)]
async fn receive(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, order)): Path<(String, String, String)>,
    Body(said): Body<MoneyBack>,
) -> Done {
    let (key, order) = (id(&key)?, id(&order)?);
    let received_on = day(&said.received_on, "received_on")?;
    let new = NewReceipt { amount: Fen(said.amount), received_on, voucher: said.voucher };
    project::receive_recovery(&app, &visitor.ctx(), &association, key, order, new).await?;
    Ok(DONE)
}
