//! Facts by year and credit measures of an organisation (年检、处罚、评价等级……，限制申报).

use axum::Json as Out;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kexiang_core::organisation::{Fact, FactKind};
use kexiang_core::refusal::Refusal;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Created, DONE, Done, Reasoned, id};
use crate::actions::organisation;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(put))
        .routes(routes!(withdraw))
        .routes(routes!(add_bar))
        .routes(routes!(lift_bar))
}

/// Organisation, kind and year of a fact.
type Of = Path<(String, String, String, String)>;

/// The kind and the year that an address names.
fn named(kind: &str, year: &str) -> Result<(FactKind, i16), Refusal> {
    let missing = || Refusal::new("not-found");
    Ok((FactKind::from_code(kind).ok_or_else(missing)?, year.parse().map_err(|_| missing())?))
}

/// A fact.
#[derive(Debug, Deserialize, ToSchema)]
struct NewFact {
    /// Its value; which there are depends on the kind.
    #[schema(example = "C")]
    value: String,
    /// Document it rests on.
    #[schema(example = "学会评价结果通报")]
    basis: String,
    /// Why, where it corrects another value.
    #[serde(flatten)]
    because: Reasoned,
}

/// Records a fact of a year, or corrects it with a reason.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/organisations/{id}/facts/{kind}/{year}",
    tag = "organisation", request_body = NewFact, responses((status = 204))
)]
async fn put(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, kind, year)): Of,
    Body(said): Body<NewFact>,
) -> Done {
    let ctx = visitor.ctx();
    organisation::may_edit(&ctx, &association)?;
    let (kind, year) = named(&kind, &year)?;
    let (fact, why) = (Fact { kind, year, value: said.value }, said.because.reason);
    organisation::put_fact(&app, &ctx, &association, id(&key)?, &fact, (&said.basis, &why)).await?;
    Ok(DONE)
}

/// Withdraws a fact that should never have been recorded, with the reason.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/{id}/facts/{kind}/{year}/withdrawal",
    tag = "organisation", request_body = Reasoned, responses((status = 204))
)]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, kind, year)): Of,
    Body(why): Body<Reasoned>,
) -> Done {
    let ctx = visitor.ctx();
    organisation::may_edit(&ctx, &association)?;
    let of = named(&kind, &year)?;
    organisation::withdraw_fact(&app, &ctx, &association, id(&key)?, of, &why.reason).await?;
    Ok(DONE)
}

/// A credit measure.
#[derive(Debug, Deserialize, ToSchema)]
struct NewBar {
    /// First day.
    #[schema(example = "2026-01-01")]
    from: String,
    /// Last day; without one it holds for good.
    #[serde(default)]
    #[schema(example = "2026-12-31")]
    to: String,
    /// Document it rests on.
    #[schema(example = "关于追回项目经费的决定")]
    basis: String,
}

/// Records a credit measure.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/{id}/bars", tag = "organisation",
    request_body = NewBar, responses((status = 201, body = Created))
)]
async fn add_bar(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(NewBar { from, to, basis }): Body<NewBar>,
) -> Result<(StatusCode, Out<Created>), Failure> {
    let ctx = visitor.ctx();
    let bar = organisation::add_bar(&app, &ctx, &association, id(&key)?, (&from, &to), &basis).await?;
    Ok((StatusCode::CREATED, Out(Created::of(bar))))
}

/// Lifts a credit measure before its end, with the reason.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/{id}/bars/{bar}/lifting", tag = "organisation",
    request_body = Reasoned, responses((status = 204))
)]
async fn lift_bar(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, bar)): Path<(String, String, String)>,
    Body(why): Body<Reasoned>,
) -> Done {
    let (ctx, key, bar) = (visitor.ctx(), id(&key)?, id(&bar)?);
    organisation::lift_bar(&app, &ctx, &association, key, bar, &why.reason).await?;
    Ok(DONE)
}
