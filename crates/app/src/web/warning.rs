//! What is due: for the office in all projects, for an organisation in its own; filtered and sorted in the address bar, with
//! the list as a workbook.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use jiff::civil::Date;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::time;
use kexiang_core::warning::{Level, Subject};
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue};

use super::layout::{NavItem, Shell};
use super::page::{self, Page};
use super::panel::paper::workbook;
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::warning::{self, Due};
use crate::locale::Locale;
use crate::locale::due::what;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/due", own)
        .get("/associations/{association}/due", office)
        .get("/associations/{association}/due.xlsx", register)
}

/// Entry of the navigation: of those who belong to an organisation. The office comes to it from its inspections.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let office = association.filter(|a| may(actor, Action::ProjectView, &Scope::Association(a)).is_ok());
    match office {
        Some(a) if may(actor, Action::InspectionManage, &Scope::Association(a)).is_ok() => {
            Some(NavItem::new(format!("/associations/{a}/due"), "nav-due"))
        }
        Some(_) => None,
        None => (!actor.memberships.is_empty()).then(|| NavItem::new("/due", "nav-due")),
    }
}

/// Rows of one page.
const PAGE: usize = 50;

/// What the address bar says of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Query {
    /// `late`, `week` or `month`; empty: all.
    only: String,
    /// Code of what is due; empty: anything.
    what: String,
    /// `project` or `organisation`; empty: by date.
    sort: String,
    /// Words in number, title or organisation.
    text: String,
    /// Page, from 1.
    page: usize,
}

/// Codes of the filters and of the orders.
pub const ONLY: [&str; 3] = ["late", "week", "month"];
/// Orders.
pub const SORT: [&str; 3] = ["date", "project", "organisation"];

impl Query {
    /// Reads the address bar; what is unknown is left out.
    fn parse(text: &str) -> Self {
        let mut query = Query { page: 1, ..Query::default() };
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            match &*name {
                "only" if ONLY.contains(&&*value) => query.only = value.into_owned(),
                "what" if Subject::CODES.contains(&&*value) => query.what = value.into_owned(),
                "sort" if SORT[1..].contains(&&*value) => query.sort = value.into_owned(),
                "q" => query.text = value.trim().chars().take(60).collect(),
                "page" => query.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        query
    }

    fn shows(&self, d: &Due) -> bool {
        let only = match (self.only.as_str(), d.warning.level) {
            ("late", level) => matches!(level, Level::Overdue(_)),
            ("week", Level::Within(days)) => days <= 7,
            ("month", Level::Within(_)) => true,
            ("", _) => true,
            _ => false,
        };
        let (p, said) = (&d.project, |text: &str| text.contains(self.text.as_str()));
        let worded =
            self.text.is_empty() || [&p.number, &p.title, &p.organisation_name].into_iter().any(|t| said(t));
        only && worded && (self.what.is_empty() || self.what == d.warning.subject.code())
    }

    /// The rows it shows, in order.
    fn of<'a>(&self, all: &'a [Due]) -> Vec<&'a Due> {
        let mut shown: Vec<&Due> = all.iter().filter(|d| self.shows(d)).collect();
        match self.sort.as_str() {
            "project" => shown.sort_by(|a, b| a.project.number.cmp(&b.project.number)),
            "organisation" => {
                shown.sort_by(|a, b| a.project.organisation_name.cmp(&b.project.organisation_name))
            }
            _ => {}
        }
        shown
    }
}

impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in
            [("only", &self.only), ("what", &self.what), ("sort", &self.sort), ("q", &self.text)]
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

/// What is due.
#[derive(Template)]
#[template(path = "warning/list.html")]
pub struct DuePage {
    l: &'static Locale,
    shell: Shell,
    office: bool,
    base: String,
    text: String,
    only: String,
    query: String,
    /// Word, query, count and whether it is this one.
    tabs: Vec<(String, String, usize, bool)>,
    kinds: Vec<(&'static str, String, bool)>,
    sorts: Vec<(&'static str, String, bool)>,
    rows: Vec<RowView>,
    total: String,
    previous: Option<String>,
    next: Option<String>,
}

/// A row of the list.
struct RowView {
    href: String,
    title: String,
    sub: String,
    what: String,
    due: String,
    left: String,
    colour: &'static str,
}

async fn office(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let all = warning::of_office(&app, &visitor.ctx(), &association).await?;
    let query = Query::parse(&query.unwrap_or_default());
    page::show(&DuePage::of(Shell::within(&app, &visitor, &association), Some(&association), &query, &all))
}

async fn own(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let all = warning::own(&app, &visitor.ctx()).await?;
    let query = Query::parse(&query.unwrap_or_default());
    page::show(&DuePage::of(Shell::new(&app, &visitor), None, &query, &all))
}

async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let all = warning::of_office(&app, &visitor.ctx(), &association).await?;
    let query = Query::parse(&query.unwrap_or_default());
    workbook(&sheet(visitor.l, &query.of(&all), &visitor), &visitor, visitor.l.t("due-title"))
}

/// The list as a workbook (到期事项表).
fn sheet(l: &Locale, rows: &[&Due], visitor: &Visitor) -> Register {
    let today = time::beijing_date(visitor.now);
    let text =
        |key: &str, width| RegisterColumn { title: l.t(key).to_owned(), width, kind: ColumnKind::Text };
    let values = |d: &&Due| {
        let (p, w) = (&d.project, &d.warning);
        [
            p.number.clone(),
            p.title.clone(),
            p.organisation_name.clone(),
            p.leader.clone(),
            what(l, &w.subject),
            time::long_date(w.due),
            left(l, w.due, today),
        ]
        .map(RegisterValue::Text)
        .to_vec()
    };
    Register {
        title: l.t("due-title").to_owned(),
        unit: None,
        index: l.t("desk-register-index").to_owned(),
        columns: vec![
            text("project-column-number", 18),
            text("project-column-title", 36),
            text("project-column-organisation", 28),
            text("project-column-leader", 12),
            text("due-what", 32),
            text("due-on", 16),
            text("due-left", 14),
        ],
        rows: rows.iter().map(values).collect(),
        total: None,
        footer: vec![
            l.tf("desk-register-made-by", &[("by", &visitor.actor.name)]),
            l.t("desk-register-checked-by").to_owned(),
            l.tf("desk-register-date", &[("date", &time::long_date(today))]),
        ],
        page: Some(l.t("desk-register-page").to_owned()),
    }
}

/// How many days are left, in words.
fn left(l: &Locale, due: Date, today: Date) -> String {
    match i64::from((due - today).get_days()) {
        0 => l.t("due-today").to_owned(),
        days @ 1.. => l.tf("due-days", &[("days", &days)]),
        late => l.tf("due-late", &[("days", &-late)]),
    }
}

impl DuePage {
    fn of(shell: Shell, association: Option<&str>, query: &Query, all: &[Due]) -> Self {
        let l = shell.l;
        let today = time::beijing_date(shell.now);
        let shown = query.of(all);
        let pages = shown.len().div_ceil(PAGE).max(1);
        let at = query.page.min(pages);
        let turn = |page: usize| Query { page, ..query.clone() }.to_string();
        let tab = |word: String, only: &str| {
            let to = Query { only: only.to_owned(), page: 1, ..query.clone() };
            (word, to.to_string(), to.of(all).len(), query.only == only)
        };
        let mut tabs = vec![tab(l.t("desk-tab-all").to_owned(), "")];
        tabs.extend(ONLY.map(|only| tab(l.word("due-only", only), only)));
        let sort = if query.sort.is_empty() { "date" } else { query.sort.as_str() };
        DuePage {
            l,
            office: association.is_some(),
            base: association.map_or_else(|| "/due".to_owned(), |a| format!("/associations/{a}/due")),
            text: query.text.clone(),
            only: query.only.clone(),
            query: query.to_string(),
            tabs,
            kinds: Subject::CODES.map(|c| (c, l.word("due-subject", c), query.what == c)).to_vec(),
            sorts: SORT.map(|s| (s, l.word("due-sort", s), sort == s)).to_vec(),
            total: l.tf("due-total", &[("n", &shown.len())]),
            rows: shown.iter().skip((at - 1) * PAGE).take(PAGE).map(|d| RowView::of(l, d, today)).collect(),
            previous: (at > 1).then(|| turn(at - 1)),
            next: (at < pages).then(|| turn(at + 1)),
            shell,
        }
    }
}

impl RowView {
    fn of(l: &Locale, d: &Due, today: Date) -> Self {
        let (p, w) = (&d.project, &d.warning);
        RowView {
            href: warning::address(p, &w.subject),
            title: p.title.clone(),
            sub: format!("{}　{}", p.number, p.organisation_name),
            what: what(l, &w.subject),
            due: time::long_date(w.due),
            left: left(l, w.due, today),
            colour: match w.level {
                Level::Overdue(_) => "red",
                Level::Within(days) if days <= 7 => "straw",
                Level::Within(_) => "plain",
            },
        }
    }
}

impl Page for DuePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |association, query: &str, all: &[Due]| {
            DuePage::of(Shell::sample(l), association, &Query::parse(query), all)
        };
        let all = samples(time::beijing_date(Shell::sample(l).now));
        vec![
            page(Some("lz"), "", &all),
            page(Some("lz"), "only=late&q=zzz", &all),
            page(None, "sort=project", &all),
        ]
    }
}

crate::page!(DuePage);

/// One that is late, one of today and one of next month.
fn samples(today: Date) -> Vec<Due> {
    let project = super::project::sample::running().project;
    let due = |subject: Subject, days: i64| {
        let due = today.checked_add(jiff::Span::new().days(days)).unwrap_or(today);
        let level = kexiang_core::warning::level(due, today).unwrap_or(Level::Within(30));
        Due { project: project.clone(), warning: kexiang_core::warning::Warning { subject, due, level } }
    };
    let activity = Subject::Activity { id: "1".into(), name: "低空经济讲座".into() };
    vec![due(Subject::Remedy, -3), due(activity, 0), due(Subject::Completion, 28)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_bar_says_what_is_shown() {
        let query = Query::parse("only=late&what=remedy&sort=project&q=%E5%AD%A6&page=2&x=1");
        assert_eq!(query.to_string(), "only=late&what=remedy&sort=project&q=%E5%AD%A6&page=2");
        assert_eq!(Query::parse("only=x&what=x&sort=date"), Query { page: 1, ..Query::default() });
        let all = samples(jiff::civil::date(2026, 5, 20));
        let codes = |text: &str| {
            Query::parse(text).of(&all).iter().map(|d| d.warning.subject.code()).collect::<Vec<_>>()
        };
        assert_eq!(codes("only=late"), ["remedy"]);
        assert_eq!(codes("only=week"), ["activity"]);
        assert_eq!(codes("only=month"), ["activity", "completion"]);
        assert_eq!(codes("what=completion"), ["completion"]);
    }
}
