//! The lists: all spot checks for the office, with filters in the address bar and the register as a workbook; one's own for an
//! organisation; those of one project.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use kexiang_core::id::Id;
use kexiang_core::inspection::{Kind, State as Stage};
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::time;
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue};

use super::colour;
use crate::actions::inspection::{self, Row};
use crate::locale::Locale;
use crate::state::App;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};
use crate::web::panel::paper::workbook;
use crate::web::project::parts::Head;
use crate::web::{Answer, Visitor};

/// Rows of one page.
const PAGE: usize = 50;

/// What the address bar says of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Query {
    /// `open`, `late`, `over` or the code of a state; empty: all.
    only: String,
    /// `draw` or `risk`; empty: both.
    kind: Option<Kind>,
    /// `number`, `due`; empty: the last planned first.
    sort: String,
    /// Words in number, project or organisation.
    text: String,
    /// Page, from 1.
    page: usize,
}

const ONLY: [&str; 6] = ["open", "planned", "remedy", "late", "remedied", "over"];
const SORT: [&str; 3] = ["number", "planned", "due"];

impl Query {
    /// Reads the address bar; what is unknown is left out.
    fn parse(text: &str) -> Self {
        let mut query = Query { page: 1, ..Query::default() };
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            match &*name {
                "only" if ONLY.contains(&&*value) => query.only = value.into_owned(),
                "sort" if SORT.contains(&&*value) => query.sort = value.into_owned(),
                "kind" => query.kind = Kind::from_code(&value).filter(|k| *k != Kind::MidTerm),
                "q" => query.text = value.trim().chars().take(60).collect(),
                "page" => query.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        query
    }

    fn shows(&self, row: &Row, today: jiff::civil::Date) -> bool {
        let i = &row.inspection;
        let only = match self.only.as_str() {
            "open" => !i.state.is_over(),
            "planned" => i.state == Stage::Planned,
            "remedy" => i.state == Stage::Remedy,
            "late" => late(row, today),
            "remedied" => i.state == Stage::Remedied,
            "over" => i.state.is_over(),
            _ => true,
        };
        let p = &row.project;
        let said = |text: &str| text.contains(self.text.as_str());
        let worded = self.text.is_empty()
            || [&row.visit.number, &p.number, &p.title, &p.organisation_name].into_iter().any(|t| said(t));
        only && worded && self.kind.is_none_or(|k| k == i.kind)
    }

    /// The rows it shows, in order.
    fn of<'a>(&self, rows: &'a [Row], today: jiff::civil::Date) -> Vec<&'a Row> {
        let mut shown: Vec<&Row> = rows.iter().filter(|r| self.shows(r, today)).collect();
        match self.sort.as_str() {
            "number" => shown.sort_by(|a, b| a.visit.number.cmp(&b.visit.number)),
            "planned" => shown.sort_by_key(|r| r.inspection.planned_on),
            "due" => shown.sort_by_key(|r| (r.inspection.remedy_due.is_none(), r.inspection.remedy_due)),
            _ => {}
        }
        shown
    }
}

impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = form_urlencoded::Serializer::new(String::new());
        let kind = self.kind.map(Kind::code).unwrap_or_default();
        for (name, value) in
            [("only", self.only.as_str()), ("kind", kind), ("sort", &self.sort), ("q", &self.text)]
        {
            if !value.is_empty() {
                out.append_pair(name, value);
            }
        }
        if self.page > 1 {
            out.append_pair("page", &self.page.to_string());
        }
        f.write_str(&out.finish())
    }
}

/// Whether a check or a remedy is later than planned.
fn late(row: &Row, today: jiff::civil::Date) -> bool {
    let i = &row.inspection;
    match i.state {
        Stage::Remedy => i.remedy_due.is_some_and(|due| due < today),
        Stage::Planned => i.planned_on < today,
        _ => false,
    }
}

/// A list of spot checks.
#[derive(Template)]
#[template(path = "inspection/list.html")]
pub struct InspectionsPage {
    l: &'static Locale,
    shell: Shell,
    /// Address of the office's list; empty for other lists.
    base: String,
    /// The project whose checks these are.
    head: Option<Head>,
    problem: Option<crate::web::project::Problem>,
    /// Whether the person plans checks.
    manages: bool,
    text: String,
    only: String,
    query: String,
    /// Word, query, count and whether it is this one.
    tabs: Vec<(String, String, usize, bool)>,
    /// Code, word and whether it is this one.
    sorts: Vec<(&'static str, String, bool)>,
    rows: Vec<RowView>,
    total: String,
    previous: Option<String>,
    next: Option<String>,
}

/// A row of a list.
struct RowView {
    href: String,
    number: String,
    kind: String,
    title: String,
    sub: String,
    state: String,
    colour: &'static str,
    planned: String,
    due: String,
    late: bool,
    holds: bool,
}

pub(super) async fn office(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let rows = inspection::of_office(&app, &visitor.ctx(), &association).await?;
    let manages = may(&visitor.actor, Action::InspectionManage, &Scope::Association(&association)).is_ok();
    let query = Query::parse(&query.unwrap_or_default());
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&InspectionsPage::of(shell, Some((&association, manages)), &query, &rows))
}

pub(super) async fn own(State(app): State<App>, visitor: Visitor) -> Answer {
    let rows = inspection::own(&app, &visitor.ctx()).await?;
    page::show(&InspectionsPage::of(Shell::new(&app, &visitor), None, &Query::parse(""), &rows))
}

pub(super) async fn project(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
) -> Answer {
    let (file, rows) = inspection::of_project(&app, &visitor.ctx(), &association, id).await?;
    let shell = Shell::within(&app, &visitor, &association);
    let mut page = InspectionsPage::of(shell, None, &Query::parse(""), &rows);
    page.head = Some(Head::of(visitor.l, &file, &visitor.actor, "inspections"));
    page::show(&page)
}

pub(super) async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let rows = inspection::of_office(&app, &visitor.ctx(), &association).await?;
    let query = Query::parse(&query.unwrap_or_default());
    let shown = query.of(&rows, time::beijing_date(visitor.now));
    workbook(&sheet(visitor.l, &shown, &visitor), &visitor, visitor.l.t("inspection-register"))
}

/// The register of spot checks (检查台账).
fn sheet(l: &Locale, rows: &[&Row], visitor: &Visitor) -> Register {
    let text =
        |key: &str, width| RegisterColumn { title: l.t(key).to_owned(), width, kind: ColumnKind::Text };
    let values = |r: &&Row| {
        let (i, v, p) = (&r.inspection, &r.visit, &r.project);
        let day = |d: Option<jiff::civil::Date>| d.map(time::long_date).unwrap_or_default();
        let wrong: Vec<&str> = v.findings.iter().filter(|f| f.wrong).map(|f| f.what.as_str()).collect();
        [
            v.number.clone(),
            l.word("inspection-kind", i.kind.code()),
            p.number.clone(),
            p.title.clone(),
            p.organisation_name.clone(),
            i.basis.clone(),
            day(Some(i.planned_on)),
            day(v.visited_on),
            v.inspectors.join("、"),
            wrong.join("；"),
            day(i.remedy_due),
            l.word("inspection-state", i.state.code()),
            i.finding.clone(),
        ]
        .map(RegisterValue::Text)
        .to_vec()
    };
    Register {
        title: l.t("inspection-register").to_owned(),
        unit: None,
        index: l.t("desk-register-index").to_owned(),
        columns: vec![
            text("inspection-number", 16),
            text("inspection-kind", 12),
            text("project-column-number", 18),
            text("project-column-title", 34),
            text("project-column-organisation", 26),
            text("inspection-basis", 30),
            text("inspection-planned", 16),
            text("inspection-visited", 16),
            text("inspection-inspectors", 18),
            text("inspection-wrongs", 36),
            text("inspection-due", 16),
            text("inspection-state", 14),
            text("inspection-verdict", 30),
        ],
        rows: rows.iter().map(values).collect(),
        total: None,
        footer: vec![
            l.tf("desk-register-made-by", &[("by", &visitor.actor.name)]),
            l.t("desk-register-checked-by").to_owned(),
            l.tf("desk-register-date", &[("date", &time::long_date(time::beijing_date(visitor.now)))]),
        ],
        page: Some(l.t("desk-register-page").to_owned()),
    }
}

impl InspectionsPage {
    fn of(shell: Shell, office: Option<(&str, bool)>, query: &Query, rows: &[Row]) -> Self {
        let l = shell.l;
        let today = time::beijing_date(shell.now);
        let shown = query.of(rows, today);
        let pages = shown.len().div_ceil(PAGE).max(1);
        let at = query.page.min(pages);
        let turn = |page: usize| Query { page, ..query.clone() }.to_string();
        let tab = |word: String, only: &str| {
            let to = Query { only: only.to_owned(), page: 1, ..query.clone() };
            (word, to.to_string(), to.of(rows, today).len(), query.only == only)
        };
        let mut tabs = vec![tab(l.t("desk-tab-all").to_owned(), "")];
        tabs.extend(ONLY.map(|only| tab(l.word("inspection-only", only), only)));
        InspectionsPage {
            l,
            base: office.map(|(a, _)| format!("/associations/{a}/inspections")).unwrap_or_default(),
            head: None,
            problem: None,
            manages: office.is_some_and(|(_, manages)| manages),
            text: query.text.clone(),
            only: query.only.clone(),
            query: query.to_string(),
            tabs,
            sorts: SORT.map(|s| (s, l.word("inspection-sort", s), query.sort == s)).to_vec(),
            total: l.tf("inspection-total", &[("n", &shown.len())]),
            rows: shown.iter().skip((at - 1) * PAGE).take(PAGE).map(|r| RowView::of(l, r, today)).collect(),
            previous: (at > 1).then(|| turn(at - 1)),
            next: (at < pages).then(|| turn(at + 1)),
            shell,
        }
    }
}

impl RowView {
    fn of(l: &Locale, r: &Row, today: jiff::civil::Date) -> Self {
        let (i, p) = (&r.inspection, &r.project);
        RowView {
            href: inspection::address(i),
            number: r.visit.number.clone(),
            kind: l.word("inspection-kind", i.kind.code()),
            title: p.title.clone(),
            sub: format!("{}　{}", p.number, p.organisation_name),
            state: l.word("inspection-state", i.state.code()),
            colour: colour(i.state),
            planned: time::long_date(r.visit.visited_on.unwrap_or(i.planned_on)),
            due: i.remedy_due.map(time::long_date).unwrap_or_default(),
            late: late(r, today),
            holds: r.visit.holds,
        }
    }
}

impl Page for InspectionsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let rows = super::sample::rows();
        let page = |office, query: &str, rows: &[Row]| {
            InspectionsPage::of(Shell::sample(l), office, &Query::parse(query), rows)
        };
        let mut of_project = page(None, "", &rows);
        let file = crate::web::project::sample::running();
        let actor = crate::web::project::sample::office();
        of_project.head = Some(Head::of(l, &file, &actor, "inspections"));
        vec![
            page(Some(("lz", true)), "", &rows),
            page(Some(("lz", false)), "only=over&q=none", &rows),
            page(None, "", &rows),
            page(None, "", &[]),
            of_project,
        ]
    }
}

crate::page!(InspectionsPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_bar_says_what_is_shown() {
        let query = Query::parse("only=late&kind=risk&sort=due&q=%20%E5%AD%A6%E4%BC%9A&page=2&x=1");
        assert_eq!(query.to_string(), "only=late&kind=risk&sort=due&q=%E5%AD%A6%E4%BC%9A&page=2");
        assert_eq!(Query::parse("only=none&kind=mid_term&sort=x"), Query { page: 1, ..Query::default() });
        let rows = super::super::sample::rows();
        let today = jiff::civil::date(2026, 5, 20);
        let numbers = |text: &str| {
            Query::parse(text).of(&rows, today).iter().map(|r| r.visit.number.clone()).collect::<Vec<_>>()
        };
        assert_eq!(numbers("only=remedy"), ["JC-2026-002"]);
        assert_eq!(numbers("only=over"), ["JC-2026-003"]);
        assert_eq!(numbers("kind=draw&sort=number"), ["JC-2026-001"]);
    }
}
