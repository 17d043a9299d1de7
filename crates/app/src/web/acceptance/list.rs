//! The office's list of acceptances.

use askama::Template;
use axum::extract::{Path, RawQuery, State as Held};
use kexiang_core::acceptance::{State, Verdict};
use kexiang_core::time;
use kexiang_store::acceptance::Line;

use super::super::project::project_address;
use super::view::{colour, percent};
use crate::actions::acceptance::{self, List, Query};
use crate::locale::Locale;
use crate::state::App;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};
use crate::web::{Answer, Visitor};

/// The list.
#[derive(Template)]
#[template(path = "acceptance/list.html")]
pub struct AcceptancesPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    text: String,
    state: String,
    verdict: String,
    /// Word, query, count and whether it is this one.
    tabs: Vec<(String, String, i64, bool)>,
    rows: Vec<RowView>,
    previous: Option<String>,
    next: Option<String>,
}

/// A row of the list.
pub struct RowView {
    href: String,
    number: String,
    title: String,
    organisation: String,
    round: i64,
    state: String,
    colour: &'static str,
    applied: String,
    substance: String,
    money: String,
    share: String,
}

pub(super) async fn office(
    Held(app): Held<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Query::parse(&query.unwrap_or_default());
    let list = acceptance::of_office(&app, &visitor.ctx(), &association, &query).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&AcceptancesPage::of(shell, &association, &query, &list))
}

impl AcceptancesPage {
    fn of(shell: Shell, association: &str, query: &Query, list: &List) -> Self {
        let l = shell.l;
        let turn = |page: i64| Query { page, ..query.clone() }.to_string();
        AcceptancesPage {
            base: format!("/associations/{association}/acceptances"),
            text: query.text.clone(),
            state: query.state.map_or("", State::code).to_owned(),
            verdict: query.verdict.map_or("", Verdict::code).to_owned(),
            tabs: tabs(l, query, list),
            rows: list.rows.iter().map(|r| RowView::of(l, association, r)).collect(),
            previous: (query.page > 1).then(|| turn(query.page - 1)),
            next: list.more.then(|| turn(query.page + 1)),
            l,
            shell,
        }
    }
}

/// All, the states that wait, and the verdicts.
fn tabs(l: &Locale, query: &Query, list: &List) -> Vec<(String, String, i64, bool)> {
    let sum = |fits: &dyn Fn(State, Option<Verdict>) -> bool| {
        list.counts.iter().filter(|(s, v, _)| fits(*s, *v)).map(|(_, _, n)| n).sum::<i64>()
    };
    let to = |state, verdict| Query { state, verdict, text: query.text.clone(), page: 1 }.to_string();
    let here = |state, verdict| query.state == state && query.verdict == verdict;
    let mut tabs =
        vec![(l.t("acceptance-all").to_owned(), to(None, None), sum(&|_, _| true), here(None, None))];
    for state in [State::Applied, State::Returned] {
        let word = l.word("acceptance-state", state.code());
        let n = sum(&|s, _| s == state);
        tabs.push((word, to(Some(state), None), n, here(Some(state), None)));
    }
    for verdict in Verdict::ALL {
        let word = l.word("acceptance-verdict", verdict.code());
        let n = sum(&|_, v| v == Some(verdict));
        tabs.push((word, to(None, Some(verdict)), n, here(None, Some(verdict))));
    }
    tabs
}

impl RowView {
    fn of(l: &Locale, association: &str, r: &Line) -> Self {
        RowView {
            href: format!("{}/acceptance", project_address(association, r.project)),
            number: r.number.clone(),
            title: r.title.clone(),
            organisation: r.organisation_name.clone(),
            round: r.round,
            state: match r.verdict {
                Some((verdict, _)) => l.word("acceptance-verdict", verdict.code()),
                None => l.word("acceptance-state", r.state.code()),
            },
            colour: colour(r.state, r.verdict.map(|(v, _)| v)),
            applied: time::short(r.applied_at),
            substance: r.substance_name.clone(),
            money: r.money_name.clone(),
            share: r.verdict.map(|(_, share)| percent(share)).unwrap_or_default(),
        }
    }
}

impl Page for AcceptancesPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let list = List {
            rows: super::sample::lines(),
            more: true,
            counts: vec![(State::Applied, None, 1), (State::Concluded, Some(Verdict::Failed), 1)],
        };
        let query = Query::parse("q=机械&page=2");
        vec![
            AcceptancesPage::of(Shell::sample(l), "lz", &query, &list),
            AcceptancesPage::of(Shell::sample(l), "lz", &Query::parse(""), &List::default()),
        ]
    }
}

crate::page!(AcceptancesPage);
