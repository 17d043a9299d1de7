//! The organisation ledger: the office's list and pages of organisations, and the organisation's own page.

mod accounts;
mod fact;
mod form;
mod history;
pub(crate) mod import;
mod own;
mod parts;
mod people;
mod places;
mod show;
mod view;
pub(in crate::web) mod workbook;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use kexiang_core::id::Id;
use kexiang_core::organisation::{Fact, FactKind};
use kexiang_core::policy::{Action, Actor, Scope, may};
use serde::Deserialize;

use super::form::Form;
use super::layout::{NavItem, Shell};
use super::page::{self, Page};
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::organisation::{self, Entry, List, PAGE, Query};
use crate::locale::Locale;
use crate::state::App;
use view::{Choice, Head, RowView};
pub(crate) use view::{masked_account, region};

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/organisations", list)
        .get("/office/{association}/organisations.xlsx", register)
        .post("/office/{association}/organisations/register", register_with_reason)
        .with(form::room())
        .with(show::room())
        .with(places::room())
        .with(own::room())
        .with(import::room())
        .with(accounts::room())
}

/// Entry of the navigation for the office.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let sees = may(actor, Action::OrganisationView, &Scope::Association(association)).is_ok();
    sees.then(|| NavItem::new(format!("/office/{association}/organisations"), "nav-organisations"))
}

/// Entry of the navigation for people of organisations.
pub fn own_nav(actor: &Actor) -> Option<NavItem> {
    (!actor.memberships.is_empty()).then(|| NavItem::new("/organisation", "nav-organisation"))
}

/// The list.
#[derive(Template)]
#[template(path = "organisation/list.html")]
pub struct LedgerPage {
    l: &'static Locale,
    shell: Shell,
    association: String,
    base: String,
    query: String,
    text: String,
    kept: Vec<(&'static str, String)>,
    chosen: Vec<(&'static str, String)>,
    total: i64,
    all: i64,
    views: Vec<Choice>,
    menus: Vec<(String, Vec<Choice>)>,
    filters: Vec<Choice>,
    columns: Vec<Choice>,
    heads: Vec<Head>,
    rows: Vec<RowView>,
    pages: Vec<Choice>,
    from: i64,
    to: i64,
    edits: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Reasoned {
    query: String,
    reason: String,
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Query::parse(&query.unwrap_or_default());
    let list = organisation::list(&app, &visitor.ctx(), &association, &query).await?;
    let edits = may(&visitor.actor, Action::OrganisationEdit, &Scope::Association(&association)).is_ok();
    page::show(&LedgerPage::of(
        Shell::within(&app, &visitor, &association),
        &association,
        &query,
        &list,
        edits,
    ))
}

async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    register_of(&app, &visitor, &association, &Query::parse(&query.unwrap_or_default()), "").await
}

/// With a reason, telephone numbers and accounts stand in full.
async fn register_with_reason(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(form): Form<Reasoned>,
) -> Answer {
    register_of(&app, &visitor, &association, &Query::parse(&form.query), &form.reason).await
}

/// The register of a query as a workbook to be saved.
///
/// # Errors
/// As [`organisation::export`].
pub(crate) async fn register_of(
    app: &App,
    visitor: &Visitor,
    association: &str,
    query: &Query,
    reason: &str,
) -> Answer {
    let register = organisation::export(app, &visitor.ctx(), association, query, reason).await?;
    let name = app.association(association).map(|a| a.name).unwrap_or_default();
    workbook_answer(workbook::bytes(visitor.l, &name, &register)?, &workbook::file_name(visitor.l, &register))
}

/// A workbook to be saved.
fn workbook_answer(bytes: Vec<u8>, name: &str) -> Answer {
    Ok(attachment("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes, name))
}

/// A file to be saved under a name.
fn attachment(kind: &'static str, bytes: Vec<u8>, name: &str) -> Response {
    let encoded: String =
        form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{encoded}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

impl LedgerPage {
    fn of(shell: Shell, association: &str, query: &Query, list: &List, edits: bool) -> Self {
        let l = shell.l;
        let year = kexiang_core::time::beijing_date(shell.now).year();
        let skip = i64::from(query.page.max(1) - 1) * i64::from(PAGE);
        let shown = i64::try_from(list.rows.len()).unwrap_or(0);
        LedgerPage {
            association: association.to_owned(),
            base: format!("/office/{association}/organisations"),
            query: query.on_page(1).to_string(),
            text: query.text.clone(),
            kept: query.kept("q"),
            chosen: query.kept("col"),
            total: list.total,
            all: list.all,
            views: view::views(l, query, list.waiting),
            menus: view::menus(l, query, year),
            filters: view::filters(l, query),
            columns: view::columns(l, query),
            heads: view::heads(l, query),
            rows: list.rows.iter().map(|row| RowView::of(l, association, query, row)).collect(),
            pages: view::pages(l, query, list.total),
            from: if shown == 0 { 0 } else { skip + 1 },
            to: skip + shown,
            edits,
            l,
            shell,
        }
    }
}

/// An organisation for the samples of pages.
fn sample_organisation(name: &str) -> kexiang_store::organisation::Organisation {
    let now = kexiang_core::time::instant(jiff::civil::date(2026, 3, 30).at(9, 0, 0, 0));
    kexiang_store::organisation::Organisation {
        association: "xj".to_owned(),
        id: Id::at(now, 1),
        name: name.to_owned(),
        name_key: name.to_owned(),
        class: kexiang_core::organisation::OrganisationClass::Society,
        credit_code: "51450200MJA000016N".to_owned(),
        host_name: String::new(),
        host_code: String::new(),
        legal_person: true,
        own_account: true,
        member: true,
        region: "650000".to_owned(),
        address: "乌鲁木齐市科技路1号".to_owned(),
        contact: "艾力·买买提".to_owned(),
        phone: "18276735671".to_owned(),
        email: "office@example.cn".to_owned(),
        bank_holder: name.to_owned(),
        bank_name: "中国工商银行示范支行".to_owned(),
        bank_account: "210500000000100001".to_owned(),
        qualified_in: vec![2025],
        active: true,
        version: 1,
    }
}

impl Page for LedgerPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let entry = |name: &str, active: bool| Entry {
            row: kexiang_store::organisation::ListRow {
                organisation: kexiang_store::organisation::Organisation {
                    active,
                    ..sample_organisation(name)
                },
                people: i64::from(active),
                applications: 3,
            },
            facts: vec![Fact { kind: FactKind::Grade, year: 2025, value: "A".to_owned() }],
            barred: !active,
        };
        let page = |query: &str, list: List, edits| {
            LedgerPage::of(Shell::sample(l), "xj", &Query::parse(query), &list, edits)
        };
        let two = || vec![entry("新疆能源研究会", true), entry("艾力·买买提创新工作室企业科协", false)];
        let list = |rows, total| List { rows, total, all: 40, waiting: 2 };
        vec![
            page("", list(two(), 247), true),
            page(
                "class=society&region=65&fact=grade.2024.C&account=no&q=x&col=bank&page=2",
                list(two(), 52),
                false,
            ),
            page("standing=barred", list(Vec::new(), 0), true),
        ]
    }
}

crate::page!(LedgerPage);
