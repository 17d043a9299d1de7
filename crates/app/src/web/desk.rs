//! The officer's desk: the queue with its filters in the address bar, who has not submitted, the register as a workbook.

mod view;
pub(in crate::web) mod workbook;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use kexiang_core::id::Id;
use kexiang_core::policy::{Actor, OfficeRole};
use kexiang_core::time;
use serde::Deserialize;

pub use view::{paper_word, state_colour};

use super::form::Form;
use super::layout::{NavItem, Shell};
use super::page::{self, Page, see_other};
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::desk::{self, List, Query};
use crate::locale::Locale;
use crate::state::App;
use view::{Choice, CountRow, Head, RowView, Tab};

/// Office roles that read applications.
const READERS: [OfficeRole; 6] = [
    OfficeRole::Officer,
    OfficeRole::Head,
    OfficeRole::Leader,
    OfficeRole::Finance,
    OfficeRole::Discipline,
    OfficeRole::Archivist,
];

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/desk", show)
        .get("/associations/{association}/desk.xlsx", register)
        .post("/associations/{association}/desk/register", register_with_reason)
        .get("/associations/{association}/desk/unsubmitted", unsubmitted)
        .post("/associations/{association}/desk/views", save_view)
        .post("/associations/{association}/desk/views/removal", remove_view)
}

/// Entry of the navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let reads = actor.has_any_office(association, &READERS);
    reads.then(|| NavItem::new(format!("/associations/{association}/desk"), "nav-desk"))
}

/// The queue.
#[derive(Template)]
#[template(path = "desk/list.html")]
pub struct DeskPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    paper: String,
    /// Title of the call the list is about; empty for all calls.
    call_title: String,
    call_code: String,
    query: String,
    text: String,
    kept: Vec<(&'static str, String)>,
    chosen: Vec<(&'static str, String)>,
    total: String,
    tabs: Vec<Tab>,
    saved: Vec<Tab>,
    menus: Vec<(String, Vec<Choice>)>,
    filters: Vec<Choice>,
    columns: Vec<Choice>,
    heads: Vec<Head>,
    rows: Vec<RowView>,
    states: Vec<String>,
    counts: Vec<CountRow>,
    first: Option<String>,
    next: Option<String>,
}

/// Who has not submitted (催报).
#[derive(Template)]
#[template(path = "desk/unsubmitted.html")]
pub struct UnsubmittedPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    call_title: String,
    closes: String,
    rows: Vec<UnsubmittedRow>,
}

/// An application that is begun and not submitted: who and what kind, nothing of its content.
pub struct UnsubmittedRow {
    organisation: String,
    project_type: String,
    state: String,
    changed: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ViewForm {
    name: String,
    query: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let ctx = visitor.ctx();
    let Some(query) = query.filter(|q| !q.is_empty()) else {
        let first = desk::first_query(&app, &ctx, &association).await?;
        if first == Query::default() {
            let list = desk::list(&app, &ctx, &association, &first).await?;
            return page::show(&DeskPage::of(
                Shell::within(&app, &visitor, &association),
                &association,
                &first,
                &list,
            ));
        }
        return Ok(see_other(&format!("/associations/{association}/desk?{first}")));
    };
    let query = Query::parse(&query);
    let list = desk::list(&app, &ctx, &association, &query).await?;
    page::show(&DeskPage::of(Shell::within(&app, &visitor, &association), &association, &query, &list))
}

async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Query::parse(&query.unwrap_or_default());
    workbook_of(&app, &visitor, &association, &query, &[], "").await
}

/// The chosen rows, or all of the query; with a reason the telephone numbers in full.
async fn register_with_reason(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let one = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let ids: Vec<Id> = pairs.iter().filter(|(n, _)| n == "id").filter_map(|(_, v)| v.parse().ok()).collect();
    let query = Query::parse(one("query"));
    workbook_of(&app, &visitor, &association, &query, &ids, one("reason")).await
}

/// The register of a query as a workbook.
///
/// # Errors
/// As [`desk::export`].
pub(crate) async fn workbook_of(
    app: &App,
    visitor: &Visitor,
    association: &str,
    query: &Query,
    chosen: &[Id],
    reason: &str,
) -> Answer {
    let register = desk::export(app, &visitor.ctx(), association, query, chosen, reason).await?;
    let bytes = workbook::bytes(visitor.l, &register)?;
    let name = workbook::file_name(visitor.l, &register);
    let encoded: String =
        form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let named = format!("attachment; filename=\"register.xlsx\"; filename*=UTF-8''{encoded}");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

async fn unsubmitted(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let ctx = visitor.ctx();
    let asked = Query::parse(&query.unwrap_or_default()).call;
    let code = if asked.is_empty() { desk::first_query(&app, &ctx, &association).await?.call } else { asked };
    let (call, programme, waiting) = desk::unsubmitted(&app, &ctx, &association, &code).await?;
    let l = visitor.l;
    let type_name = |code: &str| programme.project_type(code).map_or("", |t| t.name.as_str()).to_owned();
    let rows = waiting
        .iter()
        .map(|u| UnsubmittedRow {
            organisation: u.organisation_name.clone(),
            project_type: format!("{} {}", u.type_code, type_name(&u.type_code)),
            state: l.word("state", u.state.code()),
            changed: time::short(u.changed_at),
        })
        .collect();
    page::show(&UnsubmittedPage {
        l,
        shell: Shell::within(&app, &visitor, &association),
        base: format!("/associations/{association}/desk"),
        call_title: call.title,
        closes: time::long(call.closes_at),
        rows,
    })
}

async fn save_view(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(form): Form<ViewForm>,
) -> Answer {
    let query = Query::parse(&form.query);
    desk::save_view(&app, &visitor.ctx(), &association, &form.name, &query).await?;
    Ok(back(&association, &query))
}

async fn remove_view(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(form): Form<ViewForm>,
) -> Answer {
    desk::remove_view(&app, &visitor.ctx(), &association, &form.name).await?;
    Ok(back(&association, &Query::parse(&form.query)))
}

fn back(association: &str, query: &Query) -> Response {
    see_other(&format!("/associations/{association}/desk?{query}"))
}

impl DeskPage {
    fn of(shell: Shell, association: &str, query: &Query, list: &List) -> Self {
        let l = shell.l;
        let base = format!("/associations/{association}/desk");
        let total = if list.total >= i64::from(desk::COUNTED) {
            l.tf("desk-total-more", &[("n", &desk::COUNTED)])
        } else {
            l.tf("desk-total", &[("n", &list.total)])
        };
        DeskPage {
            call_title: list.call.as_ref().map(|c| c.title.clone()).unwrap_or_default(),
            call_code: query.call.clone(),
            query: query.first_page().to_string(),
            text: query.text.clone(),
            kept: query.kept(),
            chosen: query
                .kept()
                .into_iter()
                .chain([("q", query.text.clone())])
                .filter(|(n, _)| *n != "col")
                .collect(),
            total,
            tabs: view::tabs(l, query, list),
            saved: view::saved(query, list),
            menus: view::menus(l, query, list),
            filters: view::filters(l, query, list),
            columns: view::columns(l, query),
            heads: view::heads(l, query),
            rows: list.rows.iter().map(|r| RowView::of(l, association, query, r)).collect(),
            states: view::count_states(list).iter().map(|s| l.word("state", s.code())).collect(),
            counts: view::counts(query, list),
            first: query.behind.as_ref().map(|_| query.first_page().to_string()),
            next: list.next.as_ref().map(Query::to_string),
            paper: format!("/associations/{association}/paper"),
            base,
            l,
            shell,
        }
    }
}

impl Page for DeskPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page =
            |query: &str, list: List| DeskPage::of(Shell::sample(l), "lz", &Query::parse(query), &list);
        vec![
            page("call=lz-2026&state=submitted&order=oldest", view::sample(true)),
            page(
                "call=lz-2026&col=phone&col=joint&col=type&q=x&only=override&paper=due&class=society",
                view::sample(true),
            ),
            page("state=returned", view::sample(false)),
        ]
    }
}

impl Page for UnsubmittedPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let row = || UnsubmittedRow {
            organisation: "柳州市机械工程学会".to_owned(),
            project_type: "2026-1 学会改革与发展项目".to_owned(),
            state: l.word("state", "draft"),
            changed: "2026-03-29 14:02".to_owned(),
        };
        let page = |rows| UnsubmittedPage {
            l,
            shell: Shell::sample(l),
            base: "/associations/lz/desk".to_owned(),
            call_title: "2026年柳州市科协“科创赋能”项目".to_owned(),
            closes: "2026年3月31日（星期二）17:00".to_owned(),
            rows,
        };
        vec![page(vec![row(), row()]), page(Vec::new())]
    }
}

crate::page!(DeskPage);
crate::page!(UnsubmittedPage);
