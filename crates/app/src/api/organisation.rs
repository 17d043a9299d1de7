//! The organisation ledger (单位台账): its list with the filters of the office's page, entries and what becomes of them.

use axum::Json as Out;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use kexiang_core::policy::{Action, Scope, may};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dossier::Dossier;
use super::dto::{Created, DONE, Done, Json, ListFilters, Reasoned, RegisterWanted, id};
use super::entry::{Entry, Fact};
use crate::actions::organisation::filled::Filled;
use crate::actions::organisation::{self, NotFilled, Query};
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::organisation::register_of;
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(register))
        .routes(routes!(add))
        .routes(routes!(show))
        .routes(routes!(change))
        .routes(routes!(set_active))
        .routes(routes!(merge))
}

/// Filters of the ledger.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "the filters are read from the address as the ledger's page reads them; here they are described"
)]
struct Filters {
    /// Beginning of the region's code.
    #[param(example = "4502")]
    region: Option<String>,
    /// `active`, `closed`, `barred` or `waiting`.
    standing: Option<String>,
    /// A fact of a year with its value.
    #[param(example = "grade.2024.C")]
    fact: Option<String>,
    /// `yes` or `no`: whether anybody can sign in for it.
    account: Option<String>,
    /// `yes` or `no`: whether it is a member organisation.
    member: Option<String>,
    /// Page, from 1.
    page: Option<u32>,
}

/// A page of the ledger.
#[derive(Debug, Serialize, ToSchema)]
struct Ledger {
    /// 50 at most.
    rows: Vec<LedgerRow>,
    /// How many the filter shows.
    total: i64,
    /// How many the ledger holds, closed ones too.
    all: i64,
    /// Requests that wait for the office.
    waiting: i64,
    /// Query of the next page; none on the last.
    next: Option<String>,
}

/// A row of the ledger.
#[derive(Debug, Serialize, ToSchema)]
struct LedgerRow {
    /// The entry; telephone and bank account are masked in lists.
    #[serde(flatten)]
    entry: Entry,
    /// Facts of the last years, the newest first.
    facts: Vec<Fact>,
    /// Whether a credit measure runs today.
    barred: bool,
    /// People who can sign in for it.
    people: i64,
    /// Applications.
    applications: i64,
}

/// A page of the ledger.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/organisations", tag = "organisation",
    params(ListFilters, Filters), responses((status = 200, body = Ledger))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Json<Ledger> {
    let query = Query::parse(&query.unwrap_or_default());
    let list = organisation::list(&app, &visitor.ctx(), &association, &query).await?;
    let row = |e: &organisation::Entry| LedgerRow {
        entry: Entry::in_list(&e.row.organisation),
        facts: e.facts.iter().map(Fact::from).collect(),
        barred: e.barred,
        people: e.row.people,
        applications: e.row.applications,
    };
    let more = i64::from(query.page) * i64::from(organisation::PAGE) < list.total;
    Ok(Out(Ledger {
        rows: list.rows.iter().map(row).collect(),
        total: list.total,
        all: list.all,
        waiting: list.waiting,
        next: more.then(|| query.on_page(query.page + 1).to_string()),
    }))
}

/// The register (单位台账) as XLSX. The export is recorded.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/register", tag = "organisation",
    request_body = RegisterWanted,
    responses((
        status = 200, body = String,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ))
)]
async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(wanted): Body<RegisterWanted>,
) -> Result<Response, Failure> {
    register_of(&app, &visitor, &association, &Query::parse(&wanted.query), &wanted.reason).await
}

/// Particulars of an entry. What is left out stays as it is; for a new entry it is empty.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct Particulars {
    /// 单位名称
    #[schema(example = "柳州市机械工程学会")]
    name: Option<String>,
    /// Code of the class.
    #[schema(example = "society")]
    class: Option<String>,
    /// 统一社会信用代码
    #[schema(example = "51450200MJA000016N")]
    credit_code: Option<String>,
    /// 挂靠（依托）单位
    host_name: Option<String>,
    /// Credit code of the host.
    host_code: Option<String>,
    /// Whether it is a legal person of its own.
    #[schema(example = true)]
    legal_person: Option<bool>,
    /// Whether it has an account of its own.
    #[schema(example = true)]
    own_account: Option<bool>,
    /// 团体会员
    #[schema(example = true)]
    member: Option<bool>,
    /// Six digits of GB/T 2260.
    #[schema(example = "450200")]
    region: Option<String>,
    /// Postal address.
    address: Option<String>,
    /// Contact person.
    contact: Option<String>,
    /// Telephone numbers, separated by `、`.
    phone: Option<String>,
    /// Mail address.
    email: Option<String>,
    /// 户名
    bank_holder: Option<String>,
    /// 开户行
    bank_name: Option<String>,
    /// 账号
    bank_account: Option<String>,
    /// Years of the qualification that its class stands for.
    qualified_in: Option<Vec<i16>>,
}

impl Particulars {
    /// Laid over what is known.
    fn over(self, known: Filled) -> Filled {
        let yes_no = |flag: Option<bool>, known: String| {
            flag.map_or(known, |flag| if flag { "yes" } else { "no" }.to_owned())
        };
        let years = |years: Vec<i16>| years.iter().map(i16::to_string).collect::<Vec<_>>().join("、");
        let bank_account = self.bank_account.unwrap_or(known.bank_account);
        Filled {
            name: self.name.unwrap_or(known.name),
            class: self.class.unwrap_or(known.class),
            credit_code: self.credit_code.unwrap_or(known.credit_code),
            host_name: self.host_name.unwrap_or(known.host_name),
            host_code: self.host_code.unwrap_or(known.host_code),
            legal_person: yes_no(self.legal_person, known.legal_person),
            own_account: yes_no(self.own_account, known.own_account),
            member: yes_no(self.member, known.member),
            region: self.region.unwrap_or(known.region),
            address: self.address.unwrap_or(known.address),
            contact: self.contact.unwrap_or(known.contact),
            phone: self.phone.unwrap_or(known.phone),
            email: self.email.unwrap_or(known.email),
            bank_holder: self.bank_holder.unwrap_or(known.bank_holder),
            bank_name: self.bank_name.unwrap_or(known.bank_name),
            // Typing a number twice is for people.
            bank_again: bank_account.clone(),
            bank_account,
            qualified_in: self.qualified_in.map_or(known.qualified_in, years),
            version: known.version,
            reason: known.reason,
        }
    }
}

/// Adds an organisation. All that is wrong is said at once.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations", tag = "organisation",
    request_body = Particulars, responses((status = 201, body = Created))
)]
async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Body(new): Body<Particulars>,
) -> Result<(StatusCode, Out<Created>), NotFilled> {
    let filled = new.over(Filled::default());
    let id = organisation::add(&app, &visitor.ctx(), &association, &filled).await?;
    Ok((StatusCode::CREATED, Out(Created::of(id))))
}

/// An organisation with all that stands about it. Its own people see it without the office's notes.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/organisations/{id}", tag = "organisation",
    responses((status = 200, body = Dossier))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
) -> Json<Dossier> {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    let office = may(&ctx.actor, Action::OrganisationView, &Scope::Association(&association)).is_ok();
    if ctx.actor.belongs_to(&association, key) && !office {
        let keeps = organisation::may_keep(&ctx, &association, key).is_ok();
        let found = organisation::show_own(&app, &ctx, &association, key).await?;
        return Ok(Out(Dossier::for_own(visitor.l, &found, keeps)));
    }
    let found = organisation::show(&app, &ctx, &association, key).await?;
    Ok(Out(Dossier::for_office(visitor.l, &found)))
}

/// A change of particulars.
#[derive(Debug, Deserialize, ToSchema)]
struct Correction {
    /// What changes.
    #[serde(flatten)]
    particulars: Particulars,
    /// Version that was seen.
    #[schema(example = 1)]
    version: i64,
    /// Why.
    #[serde(default)]
    #[schema(example = "换届")]
    reason: String,
}

/// Changes particulars, with the reason.
#[utoipa::path(
    patch, path = "/api/v1/associations/{association}/organisations/{id}", tag = "organisation",
    request_body = Correction, responses((status = 204))
)]
async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Correction>,
) -> Result<StatusCode, NotFilled> {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    organisation::may_edit(&ctx, &association)?;
    let known = organisation::show(&app, &ctx, &association, key).await?.organisation;
    let Correction { particulars, version, reason } = said;
    let filled = Filled { version, reason, ..particulars.over(Filled::of(&known)) };
    organisation::change(&app, &ctx, &association, key, &filled).await?;
    Ok(DONE)
}

/// Whether an entry is open.
#[derive(Debug, Deserialize, ToSchema)]
struct EntryActivity {
    /// Whether it is.
    #[schema(example = false)]
    active: bool,
    /// Why.
    #[serde(default)]
    #[schema(example = "已注销")]
    reason: String,
}

/// Closes an entry (停用) or opens it again (恢复). A closed one stays readable and applies for nothing new.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/organisations/{id}/activity", tag = "organisation",
    request_body = EntryActivity, responses((status = 204))
)]
async fn set_active(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(EntryActivity { active, reason }): Body<EntryActivity>,
) -> Done {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    if active {
        organisation::open_again(&app, &ctx, &association, key, &reason).await?;
    } else {
        organisation::close(&app, &ctx, &association, key, &reason).await?;
    }
    Ok(DONE)
}

/// Into which entry.
#[derive(Debug, Deserialize, ToSchema)]
struct Merger {
    /// Entry that remains.
    #[schema(example = "0000000000001")]
    into: String,
    /// Why.
    #[serde(flatten)]
    because: Reasoned,
}

/// Merges an entry into another (归并): its people move over, it is closed and points to the other.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/organisations/{id}/merger", tag = "organisation",
    request_body = Merger, responses((status = 204))
)]
async fn merge(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key)): Path<(String, String)>,
    Body(said): Body<Merger>,
) -> Done {
    let (ctx, key) = (visitor.ctx(), id(&key)?);
    organisation::may_edit(&ctx, &association)?;
    let into = id(&said.into)?;
    organisation::merge(&app, &ctx, &association, key, into, &said.because.reason).await?;
    Ok(DONE)
}
