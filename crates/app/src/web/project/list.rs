//! The lists: all projects for the office, with filters in the address bar and the register (项目台账) as a workbook; one's own
//! projects for an organisation.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use kexiang_core::ledger::Account;
use kexiang_core::money::Fen;
use kexiang_core::project::State as Stage;
use kexiang_core::time;
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue};

use super::parts;
use crate::actions::project::{self, Row};
use crate::locale::Locale;
use crate::state::App;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};
use crate::web::panel::paper::workbook;
use crate::web::{Answer, Visitor};

/// Rows of one page.
const PAGE: usize = 50;

/// What the address bar says of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// State; none: all.
    pub state: Option<Stage>,
    /// Words in number, title, organisation or leader.
    pub text: String,
    /// `held`, `change` or `owed`; empty: all.
    pub only: String,
    /// Code of the call; empty: all.
    pub call: String,
    /// Code of the type; empty: all.
    pub type_code: String,
    /// Class of the organisation; empty: all.
    pub class: String,
    /// Region of the organisation; empty: all.
    pub region: String,
    /// Page, from 1.
    pub page: usize,
}

const ONLY: [&str; 3] = ["held", "change", "owed"];

impl Query {
    /// Reads the address bar; what is unknown is left out.
    pub fn parse(text: &str) -> Self {
        let mut query = Query { page: 1, ..Query::default() };
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            match &*name {
                "state" => query.state = Stage::from_code(&value),
                "q" => query.text = value.trim().chars().take(60).collect(),
                "only" if ONLY.contains(&&*value) => query.only = value.into_owned(),
                "call" => query.call = value.into_owned(),
                "type" => query.type_code = value.into_owned(),
                "class" => query.class = value.into_owned(),
                "region" => query.region = value.into_owned(),
                "page" => query.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        query
    }

    fn shows(&self, row: &Row) -> bool {
        let p = &row.project;
        let said = |text: &str| text.contains(self.text.as_str());
        let only = match self.only.as_str() {
            "held" => p.is_held(),
            "change" => row.change,
            "owed" => row.book.balance(Account::Receivable) > Fen::ZERO,
            _ => true,
        };
        let worded = self.text.is_empty()
            || said(&p.number)
            || said(&p.title)
            || said(&p.organisation_name)
            || said(&p.leader);
        let is = |wanted: &str, has: &str| wanted.is_empty() || wanted == has;
        let narrowed = is(&self.call, &row.call)
            && is(&self.type_code, &p.type_code)
            && is(&self.class, row.class)
            && is(&self.region, &row.region);
        only && worded && narrowed && self.state.is_none_or(|s| s == p.state)
    }

    /// The rows it shows, in order.
    pub fn of<'a>(&self, rows: &'a [Row]) -> Vec<&'a Row> {
        rows.iter().filter(|r| self.shows(r)).collect()
    }
}

impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if let Some(state) = self.state {
            out.append_pair("state", state.code());
        }
        if !self.text.is_empty() {
            out.append_pair("q", &self.text);
        }
        if !self.only.is_empty() {
            out.append_pair("only", &self.only);
        }
        let narrowed = [
            ("call", &self.call),
            ("type", &self.type_code),
            ("class", &self.class),
            ("region", &self.region),
        ];
        for (name, value) in narrowed.into_iter().filter(|(_, value)| !value.is_empty()) {
            out.append_pair(name, value);
        }
        if self.page > 1 {
            out.append_pair("page", &self.page.to_string());
        }
        f.write_str(&out.finish())
    }
}

/// A list of projects.
#[derive(Template)]
#[template(path = "project/list.html")]
pub struct ProjectsPage {
    l: &'static Locale,
    shell: Shell,
    /// Whether it is the office's list; an organisation's has no filters.
    office: bool,
    base: String,
    text: String,
    state: String,
    only: String,
    query: String,
    /// Word, query, count and whether it is this one.
    tabs: Vec<(String, String, usize, bool)>,
    rows: Vec<RowView>,
    total: String,
    sums: [String; 3],
    /// What else the list is narrowed by, in words.
    narrowed: String,
    previous: Option<String>,
    next: Option<String>,
}

/// A row of a list.
pub struct RowView {
    href: String,
    number: String,
    title: String,
    organisation: String,
    leader: String,
    state: String,
    colour: &'static str,
    notes: Vec<String>,
    amount: String,
    paid: String,
    spent: String,
    /// Paid share of the contract in per cent.
    share: String,
    ends: String,
}

pub(super) async fn office(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let rows = project::of_office(&app, &visitor.ctx(), &association).await?;
    let query = Query::parse(&query.unwrap_or_default());
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&ProjectsPage::of(shell, Some(&association), &query, &rows))
}

pub(super) async fn own(State(app): State<App>, visitor: Visitor) -> Answer {
    let rows = project::own(&app, &visitor.ctx()).await?;
    let shell = Shell::new(&app, &visitor);
    page::show(&ProjectsPage::of(shell, None, &Query::parse(""), &rows))
}

pub(super) async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let rows = project::of_office(&app, &visitor.ctx(), &association).await?;
    let query = Query::parse(&query.unwrap_or_default());
    let name = visitor.l.t("project-register");
    workbook(&sheet(visitor.l, &query.of(&rows), &visitor), &visitor, name)
}

/// The register of projects: approved, paid, rest, spent, recovered.
fn sheet(l: &Locale, rows: &[&Row], visitor: &Visitor) -> Register {
    let text = |key: &str, width| RegisterColumn {
        title: l.word("project-column", key),
        width,
        kind: ColumnKind::Text,
    };
    let yuan = |key: &str| RegisterColumn {
        title: l.word("project-column", key),
        width: 16,
        kind: ColumnKind::Yuan,
    };
    let said = |t: &str| RegisterValue::Text(t.to_owned());
    let values = |r: &&Row| {
        let p = &r.project;
        let sum = |f: Fen| RegisterValue::Fen(f.0);
        vec![
            said(&p.number),
            said(&p.type_code),
            said(&p.title),
            said(&p.organisation_name),
            said(&p.leader),
            sum(p.amount),
            sum(r.book.paid()),
            sum(p.amount - r.book.paid()),
            sum(r.book.balance(Account::Spent)),
            sum(r.book.balance(Account::Recovered)),
            said(&l.word("project-state", p.state.code())),
            said(&p.completes_on.map(time::long_date).unwrap_or_default()),
        ]
    };
    Register {
        title: l.t("project-register").to_owned(),
        unit: Some(l.t("unit-of-yuan").to_owned()),
        index: l.t("desk-register-index").to_owned(),
        columns: vec![
            text("number", 18),
            text("type", 12),
            text("title", 36),
            text("organisation", 26),
            text("leader", 12),
            yuan("amount"),
            yuan("paid"),
            yuan("rest"),
            yuan("spent"),
            yuan("recovered"),
            text("state", 12),
            text("ends", 16),
        ],
        rows: rows.iter().map(values).collect(),
        total: Some(l.t("desk-register-sum").to_owned()),
        footer: vec![
            l.tf("desk-register-made-by", &[("by", &visitor.actor.name)]),
            l.t("desk-register-checked-by").to_owned(),
            l.tf("desk-register-date", &[("date", &time::long_date(time::beijing_date(visitor.now)))]),
        ],
        page: Some(l.t("desk-register-page").to_owned()),
    }
}

/// A class in words; an unknown one as it stands.
fn class_word(l: &Locale, class: &str) -> String {
    kexiang_core::organisation::OrganisationClass::from_code(class)
        .map_or_else(|| class.to_owned(), |c| l.word("class", c.code()))
}

impl ProjectsPage {
    fn of(shell: Shell, association: Option<&str>, query: &Query, rows: &[Row]) -> Self {
        let l = shell.l;
        let shown = query.of(rows);
        let pages = shown.len().div_ceil(PAGE).max(1);
        let at = query.page.min(pages);
        let sum = |of: fn(&Row) -> Fen| shown.iter().map(|r| of(r)).sum::<Fen>().yuan();
        let turn = |page: usize| Query { page, ..query.clone() }.to_string();
        ProjectsPage {
            l,
            office: association.is_some(),
            base: association.map(|a| format!("/associations/{a}/projects")).unwrap_or_default(),
            text: query.text.clone(),
            state: query.state.map(|s| s.code().to_owned()).unwrap_or_default(),
            only: query.only.clone(),
            query: query.to_string(),
            tabs: tabs(l, query, rows),
            total: l.tf("project-total", &[("n", &shown.len())]),
            sums: [
                sum(|r| r.project.amount),
                sum(|r| r.book.paid()),
                sum(|r| r.book.balance(Account::Spent)),
            ],
            rows: shown.iter().skip((at - 1) * PAGE).take(PAGE).map(|r| RowView::of(l, r)).collect(),
            narrowed: [&query.call, &query.type_code, &class_word(l, &query.class), &query.region]
                .into_iter()
                .filter(|word| !word.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join("、"),
            previous: (at > 1).then(|| turn(at - 1)),
            next: (at < pages).then(|| turn(at + 1)),
            shell,
        }
    }
}

/// All, then the states that occur, then what waits.
fn tabs(l: &Locale, query: &Query, rows: &[Row]) -> Vec<(String, String, usize, bool)> {
    let tab = |word: String, to: Query| {
        let same = to.state == query.state && to.only == query.only;
        (word, to.to_string(), to.of(rows).len(), same)
    };
    let mut all = vec![tab(l.t("desk-tab-all").to_owned(), Query::default())];
    for state in Stage::ALL {
        if rows.iter().any(|r| r.project.state == state) {
            all.push(tab(
                l.word("project-state", state.code()),
                Query { state: Some(state), ..Query::default() },
            ));
        }
    }
    for only in ONLY {
        let to = Query { only: only.to_owned(), ..Query::default() };
        all.push(tab(l.word("project-only", only), to));
    }
    all
}

impl RowView {
    fn of(l: &Locale, r: &Row) -> Self {
        let p = &r.project;
        let note = |on: bool, key: &str| on.then(|| l.word("project-only", key));
        let owed = r.book.balance(Account::Receivable) > Fen::ZERO;
        let notes = [note(p.is_held(), "held"), note(r.change, "change"), note(owed, "owed")];
        let share = i128::from(r.book.paid().0) * 100 / i128::from(p.amount.0.max(1));
        RowView {
            href: super::address(&p.association, p.id),
            number: p.number.clone(),
            title: p.title.clone(),
            organisation: p.organisation_name.clone(),
            leader: p.leader.clone(),
            state: l.word("project-state", p.state.code()),
            colour: parts::colour(p.state),
            notes: notes.into_iter().flatten().collect(),
            amount: p.amount.yuan(),
            paid: r.book.paid().yuan(),
            spent: r.book.balance(Account::Spent).yuan(),
            share: share.to_string(),
            ends: p.completes_on.map(time::long_date).unwrap_or_default(),
        }
    }
}

impl Page for ProjectsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let rows = super::sample::rows();
        let page = |association, query: &str, rows: &[Row]| {
            ProjectsPage::of(Shell::sample(l), association, &Query::parse(query), rows)
        };
        vec![
            page(Some("lz"), "", &rows),
            page(Some("lz"), "state=running&q=none", &rows),
            page(None, "", &rows),
            page(None, "", &[]),
        ]
    }
}

crate::page!(ProjectsPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_bar_says_what_is_shown() {
        let query = Query::parse("state=running&q=%20%E5%AD%A6%E4%BC%9A&only=held&page=3&x=1");
        assert_eq!(query.to_string(), "state=running&q=%E5%AD%A6%E4%BC%9A&only=held&page=3");
        assert_eq!(Query::parse("state=none&only=none&page=0"), Query { page: 1, ..Query::default() });
        let rows = super::super::sample::rows();
        let numbers = |text: &str| {
            let query = Query::parse(text);
            query.of(&rows).iter().map(|r| r.project.number.clone()).collect::<Vec<_>>()
        };
        assert_eq!(numbers("only=held"), ["LZ-2026-003"]);
        assert_eq!(numbers("state=running"), ["LZ-2026-002", "LZ-2026-003"]);
        assert_eq!(numbers("q=LZ-2026-001"), ["LZ-2026-001"]);
    }
}
