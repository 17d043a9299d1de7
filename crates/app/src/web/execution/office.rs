//! How far all projects are: by type with what is most often open, and project by project with filters in the address bar, and
//! the table as a workbook (项目进展一览表).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use kexiang_core::inspection::State as MidTerm;
use kexiang_core::progress::Summary;
use kexiang_core::time;
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue};

use super::parts::{mid_term_colour, percent};
use crate::actions::execution::{self, OfficeRow};
use crate::locale::{Locale, progress};
use crate::state::App;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};
use crate::web::panel::paper::workbook;
use crate::web::project::project_address;
use crate::web::{Answer, Visitor};

/// Rows of one page.
const PAGE: usize = 50;
/// What a list can be narrowed to.
pub const ONLY: [&str; 5] = ["late", "open", "finished", "waiting", "mid-term"];
/// Orders of the list.
pub const ORDERS: [&str; 3] = ["number", "completion", "ends"];
/// Open indicators named of a type.
const NAMED: usize = 3;

/// What the address bar says of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// Code of the type; empty: all.
    pub kind: String,
    /// One of [`ONLY`]; empty: all.
    pub only: String,
    /// Words in number, title or organisation.
    pub text: String,
    /// One of [`ORDERS`].
    pub order: String,
    /// Page, from 1.
    pub page: usize,
}

impl Query {
    /// Reads the address bar; what is unknown is left out.
    pub fn parse(text: &str) -> Self {
        let mut query = Query { page: 1, ..Query::default() };
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            match &*name {
                "type" => query.kind = value.into_owned(),
                "only" if ONLY.contains(&&*value) => query.only = value.into_owned(),
                "q" => query.text = value.trim().chars().take(60).collect(),
                "order" if ORDERS.contains(&&*value) => query.order = value.into_owned(),
                "page" => query.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        query
    }

    fn shows(&self, row: &OfficeRow) -> bool {
        let p = &row.project;
        let only = match self.only.as_str() {
            "late" => row.is_late(),
            "open" => !row.is_finished(),
            "finished" => row.is_finished(),
            "waiting" => row.waiting > 0,
            "mid-term" => matches!(row.mid_term, Some(MidTerm::Reported | MidTerm::Remedied)),
            _ => true,
        };
        let said = |text: &str| text.contains(self.text.as_str());
        let worded = said(&p.number) || said(&p.title) || said(&p.organisation_name) || said(&p.leader);
        only && worded && (self.kind.is_empty() || self.kind == p.type_code)
    }

    /// The rows it shows, in its order.
    pub fn of<'a>(&self, rows: &'a [OfficeRow]) -> Vec<&'a OfficeRow> {
        let mut shown: Vec<_> = rows.iter().filter(|r| self.shows(r)).collect();
        match self.order.as_str() {
            "completion" => shown.sort_by_key(|r| r.completion()),
            "ends" => shown.sort_by_key(|r| (r.ends_on.is_none(), r.ends_on)),
            _ => {}
        }
        shown
    }
}

impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = form_urlencoded::Serializer::new(String::new());
        let texts = [("type", &self.kind), ("only", &self.only), ("q", &self.text), ("order", &self.order)];
        for (name, value) in texts.into_iter().filter(|(_, value)| !value.is_empty()) {
            out.append_pair(name, value);
        }
        if self.page > 1 {
            out.append_pair("page", &self.page.to_string());
        }
        f.write_str(&out.finish())
    }
}

/// The office's table.
#[derive(Template)]
#[template(path = "execution/office.html")]
pub struct OfficePage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    query: String,
    kind: String,
    only: String,
    order: String,
    text: String,
    /// Number, word, and the query of the list behind it.
    figures: Vec<(String, String, String)>,
    types: Vec<TypeView>,
    tabs: Vec<(String, String, usize, bool)>,
    /// Word, query and whether it is the one.
    orders: Vec<(String, String, bool)>,
    rows: Vec<RowView>,
    total: String,
    previous: Option<String>,
    next: Option<String>,
}

/// A type of project.
pub struct TypeView {
    name: String,
    query: String,
    projects: u64,
    finished: u64,
    late: u64,
    percent: String,
    /// What is open most often: name, and in how many projects.
    open: Vec<(String, u64)>,
}

/// A project.
pub struct RowView {
    href: String,
    title: String,
    sub: String,
    percent: String,
    met: String,
    missing: Vec<String>,
    more: usize,
    late: bool,
    finished: bool,
    held: usize,
    waiting: usize,
    mid_term: Option<(String, &'static str)>,
    ends: String,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let rows = execution::of_office(&app, &visitor.ctx(), &association).await?;
    let query = Query::parse(&query.unwrap_or_default());
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&OfficePage::of(shell, &association, &query, &rows))
}

pub(super) async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let rows = execution::of_office(&app, &visitor.ctx(), &association).await?;
    let query = Query::parse(&query.unwrap_or_default());
    let name = visitor.l.t("progress-register");
    workbook(&sheet(visitor.l, &query.of(&rows), &visitor), &visitor, name)
}

/// One line for each indicator of each project shown, so that nothing is hidden behind a mean.
fn sheet(l: &Locale, rows: &[&OfficeRow], visitor: &Visitor) -> Register {
    let column =
        |key: &str, width, kind| RegisterColumn { title: l.word("progress-column", key), width, kind };
    let text = |key: &str, width| column(key, width, ColumnKind::Text);
    let said = |t: &str| RegisterValue::Text(t.to_owned());
    let lines = rows.iter().flat_map(|r| r.rows.iter().map(move |p| (r, p)));
    let line = |(r, p): (&&OfficeRow, &kexiang_core::progress::Progress)| {
        let missing: Vec<_> = p.missing.iter().map(|m| progress::missing(l, m)).collect();
        vec![
            said(&r.project.number),
            said(r.type_name()),
            said(&r.project.title),
            said(&r.project.organisation_name),
            said(&format!("{}%", percent(r.completion()))),
            said(&p.name),
            said(&progress::result(l, p)),
            said(if p.met { l.t("progress-met") } else { l.t("progress-short") }),
            said(&missing.join("；")),
            said(&p.due.map(time::long_date).unwrap_or_default()),
        ]
    };
    Register {
        title: l.t("progress-register").to_owned(),
        unit: None,
        index: l.t("desk-register-index").to_owned(),
        columns: vec![
            text("number", 18),
            text("type", 22),
            text("title", 32),
            text("organisation", 26),
            text("completion", 10),
            text("indicator", 36),
            text("result", 16),
            text("verdict", 10),
            text("missing", 48),
            text("due", 16),
        ],
        rows: lines.map(line).collect(),
        total: None,
        footer: vec![
            l.tf("desk-register-made-by", &[("by", &visitor.actor.name)]),
            l.t("desk-register-checked-by").to_owned(),
            l.tf("desk-register-date", &[("date", &time::long_date(time::beijing_date(visitor.now)))]),
        ],
        page: Some(l.t("desk-register-page").to_owned()),
    }
}

impl OfficePage {
    fn of(shell: Shell, association: &str, query: &Query, rows: &[OfficeRow]) -> Self {
        let l = shell.l;
        let shown = query.of(rows);
        let pages = shown.len().div_ceil(PAGE).max(1);
        let at = query.page.min(pages);
        let turn = |page: usize| Query { page, ..query.clone() }.to_string();
        let order = |code: &str| {
            let to = Query { order: code.to_owned(), page: 1, ..query.clone() };
            let here = query.order == code || (query.order.is_empty() && code == ORDERS[0]);
            (l.word("progress-order", code), to.to_string(), here)
        };
        OfficePage {
            l,
            base: format!("/associations/{association}/progress"),
            query: query.to_string(),
            kind: query.kind.clone(),
            only: query.only.clone(),
            order: query.order.clone(),
            text: query.text.clone(),
            figures: figures(l, rows),
            types: types(rows),
            tabs: tabs(l, query, rows),
            orders: ORDERS.map(order).into(),
            rows: shown.iter().skip((at - 1) * PAGE).take(PAGE).map(|r| RowView::of(l, r)).collect(),
            total: l.tf("project-total", &[("n", &shown.len())]),
            previous: (at > 1).then(|| turn(at - 1)),
            next: (at < pages).then(|| turn(at + 1)),
            shell,
        }
    }
}

fn summed<'a>(rows: impl Iterator<Item = &'a OfficeRow>) -> Summary {
    let mut summary = Summary::default();
    rows.for_each(|row| summary.add(&row.rows));
    summary
}

fn figures(l: &Locale, rows: &[OfficeRow]) -> Vec<(String, String, String)> {
    let all = summed(rows.iter());
    let only = |only: &str| Query { only: only.to_owned(), ..Query::default() };
    let listed = |code: &str| {
        let to = only(code);
        (to.of(rows).len().to_string(), l.word("progress-only", code), to.to_string())
    };
    let mean = all.completion().map_or_else(|| "—".to_owned(), |c| format!("{}%", percent(c)));
    let order = Query { order: "completion".to_owned(), ..Query::default() };
    let mut found = vec![
        (all.projects.to_string(), l.t("progress-projects").to_owned(), String::new()),
        (mean, l.t("progress-mean").to_owned(), order.to_string()),
    ];
    found.extend(["finished", "late", "waiting", "mid-term"].map(listed));
    found
}

fn types(rows: &[OfficeRow]) -> Vec<TypeView> {
    let mut by_type: BTreeMap<(&str, &str), Vec<&OfficeRow>> = BTreeMap::new();
    for row in rows {
        by_type.entry((row.project.type_code.as_str(), row.type_name())).or_default().push(row);
    }
    let view = |((code, name), rows): ((&str, &str), Vec<&OfficeRow>)| {
        let sum = summed(rows.iter().copied());
        let mut open: Vec<_> = sum.open.values().cloned().collect();
        open.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        open.truncate(NAMED);
        TypeView {
            name: format!("{code} {name}"),
            query: Query { kind: code.to_owned(), ..Query::default() }.to_string(),
            projects: sum.projects,
            finished: sum.finished,
            late: sum.late,
            percent: percent(sum.completion().unwrap_or(0)),
            open,
        }
    };
    by_type.into_iter().map(view).collect()
}

fn tabs(l: &Locale, query: &Query, rows: &[OfficeRow]) -> Vec<(String, String, usize, bool)> {
    let tab = |word: String, only: &str| {
        let to = Query { only: only.to_owned(), page: 1, ..query.clone() };
        let count = to.of(rows).len();
        (word, to.to_string(), count, query.only == only)
    };
    let mut all = vec![tab(l.t("desk-tab-all").to_owned(), "")];
    all.extend(ONLY.map(|only| tab(l.word("progress-only", only), only)));
    all
}

impl RowView {
    fn of(l: &Locale, r: &OfficeRow) -> Self {
        let p = &r.project;
        let open: Vec<_> = r.rows.iter().filter(|row| !row.met || row.is_late()).collect();
        let words = |row: &&kexiang_core::progress::Progress| {
            let first = row.missing.first().map(|m| progress::missing(l, m)).unwrap_or_default();
            format!("{}：{first}", row.name)
        };
        RowView {
            href: format!("{}/execution", project_address(&p.association, p.id)),
            title: p.title.clone(),
            sub: format!("{}　{}", p.number, p.organisation_name),
            percent: percent(r.completion()),
            met: format!("{} / {}", r.met(), r.rows.len()),
            missing: open.iter().take(NAMED).map(words).collect(),
            more: open.len().saturating_sub(NAMED),
            late: r.is_late(),
            finished: r.is_finished(),
            held: r.held,
            waiting: r.waiting,
            mid_term: r.mid_term.map(|s| (l.word("inspection-state", s.code()), mid_term_colour(s))),
            ends: r.ends_on.map(time::long_date).unwrap_or_default(),
        }
    }
}

impl Page for OfficePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let rows = super::sample::office_rows();
        let page = |query: &str, rows: &[OfficeRow]| {
            OfficePage::of(Shell::sample(l), "lz", &Query::parse(query), rows)
        };
        vec![
            page("", &rows),
            page("only=late&order=ends&q=x", &rows),
            page("type=2026-1", &rows),
            page("", &[]),
        ]
    }
}

crate::page!(OfficePage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_bar_says_what_is_shown_and_in_which_order() {
        let query = Query::parse("type=2026-1&only=open&q=%20LZ&order=completion&page=2&x=1");
        assert_eq!(query.to_string(), "type=2026-1&only=open&q=LZ&order=completion&page=2");
        assert_eq!(Query::parse("only=x&order=x&page=0"), Query { page: 1, ..Query::default() });
        let rows = super::super::sample::office_rows();
        let numbers = |text: &str| {
            let query = Query::parse(text);
            query.of(&rows).iter().map(|r| r.project.number.clone()).collect::<Vec<_>>()
        };
        assert_eq!(numbers(""), ["LZ-2026-002", "LZ-2026-003"]);
        assert_eq!(numbers("order=completion"), ["LZ-2026-003", "LZ-2026-002"]);
        assert_eq!(numbers("only=waiting"), ["LZ-2026-002"]);
        assert_eq!(numbers("only=finished"), Vec::<String>::new());
        assert_eq!(numbers("type=none"), Vec::<String>::new());
    }
}
