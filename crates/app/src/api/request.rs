//! What an organisation corrects in its entry: contact data at once, name, credit code and bank account with the office's
//! confirmation (变更申请).

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Created, DONE, Done, id};
use crate::actions::organisation::filled::Filled;
use crate::actions::organisation::{self, Contact, NotFilled};
use crate::state::App;
use crate::web::Visitor;
use crate::web::form::Json as Body;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(set_contact))
        .routes(routes!(ask))
        .routes(routes!(withdraw))
        .routes(routes!(decide))
}

/// How an organisation is reached.
#[derive(Debug, Deserialize, ToSchema)]
struct Reached {
    /// Postal address.
    #[schema(example = "柳州市文昌路66号")]
    address: String,
    /// Contact person.
    #[schema(example = "李娟")]
    contact: String,
    /// Telephone numbers, separated by `、`.
    #[schema(example = "0772-2629066")]
    phone: String,
    /// Mail address.
    #[schema(example = "office@example.cn")]
    email: String,
    /// Version of the entry that was seen.
    #[schema(example = 1)]
    version: i64,
}

/// Changes the contact data of one's own organisation.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/organisations/{id}/contact", tag = "organisation",
    request_body = Reached, responses((status = 204))
)]
async fn set_contact(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(new): Body<Reached>,
) -> Result<StatusCode, NotFilled> {
    let Reached { address, contact, phone, email, version } = new;
    let new = Contact { address, contact, phone, email, version };
    organisation::set_contact(&app, &visitor.ctx(), &association, id(&key)?, &new).await?;
    Ok(DONE)
}

/// What is to be corrected; what is left out stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CorrectionWanted {
    /// 单位名称
    name: Option<String>,
    /// 统一社会信用代码
    credit_code: Option<String>,
    /// 户名
    bank_holder: Option<String>,
    /// 开户行
    bank_name: Option<String>,
    /// 账号
    #[schema(example = "210500000000100002")]
    bank_account: Option<String>,
    /// Why.
    #[schema(example = "开户行变更")]
    reason: String,
}

/// Asks for a correction of name, credit code or bank account.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/{id}/requests", tag = "organisation",
    request_body = CorrectionWanted, responses((status = 201, body = Created))
)]
async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(wanted): Body<CorrectionWanted>,
) -> Result<(StatusCode, Out<Created>), NotFilled> {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    organisation::may_keep(&ctx, &association, key)?;
    let known = organisation::show_own(&app, &ctx, &association, key).await?.organisation;
    let known = Filled::of(&known);
    let bank_account = wanted.bank_account.unwrap_or(known.bank_account);
    let filled = Filled {
        name: wanted.name.unwrap_or(known.name),
        credit_code: wanted.credit_code.unwrap_or(known.credit_code),
        bank_holder: wanted.bank_holder.unwrap_or(known.bank_holder),
        bank_name: wanted.bank_name.unwrap_or(known.bank_name),
        bank_again: bank_account.clone(),
        bank_account,
        reason: wanted.reason,
        ..Filled::default()
    };
    let request = organisation::ask(&app, &ctx, &association, key, &filled).await?;
    Ok((StatusCode::CREATED, Out(Created::of(request))))
}

/// Takes a request of one's own organisation back.
#[utoipa::path(
    delete, path = "/api/v1/associations/{association}/organisations/{id}/requests/{request}",
    tag = "organisation", responses((status = 204))
)]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, request)): Path<(String, String, String)>,
) -> Done {
    organisation::withdraw(&app, &visitor.ctx(), &association, id(&key)?, id(&request)?).await?;
    Ok(DONE)
}

/// What the office answers.
#[derive(Debug, Deserialize, ToSchema)]
struct RequestAnswer {
    /// Whether it is confirmed, which changes the ledger.
    #[schema(example = true)]
    confirmed: bool,
    /// What is said with it; needed where it is declined.
    #[serde(default)]
    #[schema(example = "已核对开户许可证")]
    says: String,
}

/// The office confirms or declines a request.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/organisations/{id}/requests/{request}/answer",
    tag = "organisation", request_body = RequestAnswer, responses((status = 204))
)]
async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, request)): Path<(String, String, String)>,
    Body(RequestAnswer { confirmed, says }): Body<RequestAnswer>,
) -> Done {
    let (ctx, key, request) = (visitor.ctx(), id(&key)?, id(&request)?);
    organisation::decide(&app, &ctx, &association, key, request, confirmed, &says).await?;
    Ok(DONE)
}
