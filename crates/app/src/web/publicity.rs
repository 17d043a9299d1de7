//! Publicity for everybody, objections by anybody with a name, and their handling.

mod appeal;
pub(crate) mod objection;
mod office;
mod paper;
mod sample;

use askama::Template;
use axum::extract::{Path, State};
use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::publicity::{List, Row};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::publicity::Publicity;
use office::{OfficePage, OfficeView, found, office, publish};
use serde::Deserialize;

use super::form::Shown;
use super::layout::{NavItem, Shell};
use super::page::{self, Page};
use super::panel::words;
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::publicity::{self, PublicFile};
use crate::locale::Locale;
use crate::state::App;
use sample::sample_list;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/publicities", list)
        .get("/associations/{association}/publicities/office", office)
        .post("/associations/{association}/publicities", publish)
        .get("/associations/{association}/publicities/{id}", show)
        .get("/associations/{association}/publicities/{id}/list.pdf", paper::pdf)
        .get("/associations/{association}/publicities/{id}/list.xlsx", paper::xlsx)
        .post("/associations/{association}/publicities/{id}/projects", found)
        .get("/associations/{association}/publicities/{id}/objection", objection::blank)
        .post("/associations/{association}/publicities/{id}/objection", objection::send)
        .get("/associations/{association}/objections", objection::inbox)
        .get("/associations/{association}/objections/reply", objection::reply)
        .get("/associations/{association}/objections/{id}", objection::show)
        .post("/associations/{association}/objections/{id}", objection::handle)
        .get("/associations/{association}/objections/{id}/letter", objection::letter)
        .get("/associations/{association}/applications/{id}/appeal", appeal::page_of)
        .post("/associations/{association}/applications/{id}/appeal", appeal::appeal)
        .get("/associations/{association}/applications/{id}/avoidance", appeal::avoidance)
        .post("/associations/{association}/applications/{id}/avoidance", appeal::avoid)
}

/// Entry of the navigation: the office's lists, and the objections of those who handle them.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let sees = may(actor, Action::SelectionView, &Scope::Association(association)).is_ok();
    sees.then(|| NavItem::new(format!("/associations/{association}/publicities/office"), "nav-publicities"))
}

/// The lists of an association that are or were public.
#[derive(Template)]
#[template(path = "publicity/list.html")]
pub struct PublicitiesPage {
    l: &'static Locale,
    shell: Shell,
    association: String,
    rows: Vec<Line>,
}

/// A list among others.
pub struct Line {
    href: String,
    title: String,
    period: String,
    state: &'static str,
    count: usize,
}

/// A public list.
#[derive(Template)]
#[template(path = "publicity/show.html")]
pub struct PublicityPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    title: String,
    basis: String,
    period: String,
    days: u32,
    state: &'static str,
    contact: String,
    changes: String,
    newer: Option<String>,
    rows: Vec<RowView>,
    total: String,
    hash: String,
    issuer: String,
    date: String,
}

/// A row of the public list.
pub struct RowView {
    n: u32,
    number: String,
    title: String,
    organisation: String,
    joint: String,
    type_name: String,
    amount: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub done: String,
    pub number: String,
}

pub(super) fn address(association: &str, id: Id) -> String {
    format!("/associations/{association}/publicities/{id}")
}

/// `coming`, `running`, `over`, `superseded`, `settled`.
pub(crate) fn stage(p: &Publicity, now: jiff::Timestamp) -> &'static str {
    match p.state.as_str() {
        "superseded" => "superseded",
        "settled" => "settled",
        _ if p.list.is_over(now) => "over",
        _ if p.list.is_running(now) => "running",
        _ => "coming",
    }
}

fn period(l: &Locale, list: &List) -> String {
    let (from, to) = (time::long_date(list.starts_on), time::long_date(list.ends_on));
    l.tf("publicity-period", &[("from", &from), ("to", &to), ("days", &list.days)])
}

pub(super) fn title(l: &Locale, list: &List) -> String {
    l.tf("publicity-of", &[("title", &list.title)])
}

async fn list(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    let all = publicity::published(&app, &visitor.ctx(), &association).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&PublicitiesPage::of(shell, &association, &all))
}

/// A list is public from its first day; before, it does not exist but for the office.
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
) -> Answer {
    let file = seen(&app, &visitor, &association, id).await?;
    page::show(&PublicityPage::of(Shell::within(&app, &visitor, &association), &file))
}

pub(crate) async fn seen(
    app: &App,
    visitor: &Visitor,
    association: &str,
    id: Id,
) -> Result<PublicFile, Failure> {
    let file = publicity::view(app, association, id).await?;
    let early = time::beijing_date(visitor.now) < file.publicity.list.starts_on;
    if early && may(&visitor.actor, Action::SelectionView, &Scope::Association(association)).is_err() {
        return Err(Refusal::new("not-found").into());
    }
    Ok(file)
}

impl PublicitiesPage {
    fn of(shell: Shell, association: &str, all: &[Publicity]) -> Self {
        let l = shell.l;
        let line = |p: &Publicity| Line {
            href: address(association, p.id),
            title: title(l, &p.list),
            period: period(l, &p.list),
            state: stage(p, shell.now),
            count: p.list.rows.len(),
        };
        PublicitiesPage {
            l,
            association: association.to_owned(),
            rows: all.iter().map(line).collect(),
            shell,
        }
    }
}

impl PublicityPage {
    fn of(shell: Shell, file: &PublicFile) -> Self {
        let l = shell.l;
        let p = &file.publicity;
        let row = |r: &Row| RowView {
            n: r.n,
            number: r.number.clone(),
            title: r.title.clone(),
            organisation: r.organisation.clone(),
            joint: r.joint.join("、"),
            type_name: r.type_name.clone(),
            amount: r.amount.wan_fixed(),
        };
        let total = kexiang_core::money::Fen(p.list.rows.iter().map(|r| r.amount.0).sum());
        PublicityPage {
            l,
            base: address(&p.association, p.id),
            title: title(l, &p.list),
            basis: p.list.basis.clone(),
            period: period(l, &p.list),
            days: p.list.days,
            state: stage(p, shell.now),
            contact: p.list.contact.clone(),
            changes: p.list.changes.clone(),
            newer: file.superseded_by.map(|id| address(&p.association, id)),
            rows: p.list.rows.iter().map(row).collect(),
            total: total.wan_fixed(),
            hash: p.hash.clone(),
            issuer: shell.name().to_owned(),
            date: time::long_date(p.list.starts_on),
            shell,
        }
    }
}

/// The lists that run, on an association's page.
#[derive(Template)]
#[template(path = "publicity/section.html")]
struct SectionPiece {
    l: &'static Locale,
    association: String,
    rows: Vec<Line>,
}

/// What is publicised, for an association's page; nothing where nothing runs.
///
/// # Errors
/// Those of the database.
pub(super) async fn section(app: &App, visitor: &Visitor, association: &str) -> Result<String, Failure> {
    let all = publicity::published(app, &visitor.ctx(), association).await?;
    let l = visitor.l;
    let rows: Vec<Line> = all
        .iter()
        .filter(|p| stage(p, visitor.now) == "running")
        .map(|p| Line {
            href: address(association, p.id),
            title: title(l, &p.list),
            period: period(l, &p.list),
            state: "running",
            count: p.list.rows.len(),
        })
        .collect();
    if all.is_empty() {
        return Ok(String::new());
    }
    Ok(super::form::html(&SectionPiece { l, association: association.to_owned(), rows }))
}
