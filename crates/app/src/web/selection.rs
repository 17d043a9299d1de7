//! Selection in the office: the proposal with its what-if, the lines, the chain of signatures.

mod sample;
mod view;

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::read_points;
use kexiang_core::selection::{AmountRule, Command, Line, Outcome, State as Stage, WhatIf};
use kexiang_core::time;
use serde::Deserialize;
use view::{GroupView, groups};

use super::error::status;
use super::form::Form;
use super::layout::{NavItem, Shell};
use super::page::{self, Page, see_other};
use super::panel::words;
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::selection::{self, Edited, SelectionFile};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/selections", list)
        .post("/associations/{association}/selections", begin)
        .get("/associations/{association}/selections/{id}", show)
        .post("/associations/{association}/selections/{id}/lines", edit)
        .post("/associations/{association}/selections/{id}/what-if", fill)
        .post("/associations/{association}/selections/{id}/steps", give)
}

/// Entry of the navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let sees = may(actor, Action::SelectionView, &Scope::Association(association)).is_ok();
    sees.then(|| NavItem::new(format!("/associations/{association}/selections"), "nav-selections"))
}

/// All proposals.
#[derive(Template)]
#[template(path = "selection/list.html")]
pub struct SelectionsPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    rows: Vec<RowView>,
    /// Code, title and number of applications of calls that wait.
    calls: Vec<(String, String, i64)>,
    proposes: bool,
    problem: Option<String>,
}

/// A proposal in the list.
pub struct RowView {
    href: String,
    title: String,
    state: Stage,
    selected: usize,
    lines: usize,
    total: String,
    made: String,
}

/// One proposal.
#[derive(Template)]
#[template(path = "selection/show.html")]
pub struct SelectionPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    all: String,
    publicities: String,
    title: String,
    state: Stage,
    groups: Vec<GroupView>,
    total: String,
    money: String,
    note: String,
    record: String,
    hash: String,
    steps: Vec<(String, String, String, String)>,
    /// What stands against handing it up, with the line.
    wrong: Vec<(String, String)>,
    edits: bool,
    /// Commands the person may give now.
    commands: Vec<&'static str>,
    publishes: bool,
    /// Address of the public list.
    published: Option<String>,
    problem: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Step {
    what: String,
    reason: String,
    record: String,
}

fn address(association: &str, id: Id) -> String {
    format!("/associations/{association}/selections/{id}")
}

async fn list(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    page::show(&SelectionsPage::load(&app, &visitor, &association).await?)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Begin {
    call: String,
}

async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(form): Form<Begin>,
) -> Answer {
    match selection::begin(&app, &visitor.ctx(), &association, &form.call).await {
        Ok(id) => Ok(see_other(&address(&association, id))),
        Err(Failure::Refused(refusal)) if refusal.code.starts_with("selection-") => {
            let mut page = SelectionsPage::load(&app, &visitor, &association).await?;
            page.problem = Some(words(visitor.l, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut page = SelectionPage::load(&app, &visitor, &association, id).await?;
    let known = ["saved", "filled", "hand-up", "forward", "send-back", "sign"];
    page.shell.flash =
        known.contains(&asked.done.as_str()).then(|| visitor.l.word("selection-done", &asked.done));
    page::show(&page)
}

/// Money as typed, in 万元; nothing typed is none.
fn money(typed: &str) -> Result<Option<Fen>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        text => {
            Fen::parse_wan(text).map(Some).map_err(|e| Refusal::new("fee-form").with("detail", e).at("money"))
        }
    }
}

async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let one = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let read = || -> Result<Edited, Refusal> {
        let mut lines = Vec::new();
        for (name, value) in &pairs {
            let Some(key) = name.strip_prefix("outcome.") else { continue };
            let Ok(application) = key.parse::<Id>() else { continue };
            let Some(outcome) = Outcome::from_code(value) else { continue };
            let amount = money(one(&format!("amount.{key}"))).map_err(|r| r.at(key))?.unwrap_or_default();
            lines.push((application, outcome, amount, one(&format!("reason.{key}")).to_owned()));
        }
        Ok(Edited { lines, note: one("note").to_owned(), money: money(one("money"))? })
    };
    let outcome = match read() {
        Ok(edited) => selection::edit(&app, &visitor.ctx(), &association, id, edited).await,
        Err(refusal) => Err(refusal.into()),
    };
    back(&app, &visitor, &association, id, outcome, "saved").await
}

async fn fill(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let one = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let outcome = match money(one("money")) {
        Ok(money) => {
            let ask = WhatIf {
                amounts: AmountRule::from_code(one("amounts")).unwrap_or(AmountRule::Applied),
                money,
                least: read_points(one("least")).unwrap_or(0),
                reserve: one("reserve").trim().parse().unwrap_or(1),
            };
            selection::fill_in(&app, &visitor.ctx(), &association, id, ask).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    back(&app, &visitor, &association, id, outcome, "filled").await
}

async fn give(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
    Form(step): Form<Step>,
) -> Answer {
    let command = match step.what.as_str() {
        "hand-up" => Command::HandUp,
        "forward" => Command::Forward,
        "send-back" => Command::SendBack { reason: step.reason },
        "sign" => Command::Sign { record: step.record },
        _ => return Err(Refusal::new("bad-form").with("detail", "what").into()),
    };
    let done = command.code();
    let outcome = selection::give(&app, &visitor.ctx(), &association, id, command).await.map(|_| ());
    back(&app, &visitor, &association, id, outcome, done).await
}

async fn back(
    app: &App,
    visitor: &Visitor,
    association: &str,
    id: Id,
    outcome: Result<(), Failure>,
    done: &str,
) -> Answer {
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}?done={done}", address(association, id)))),
        Err(Failure::Refused(refusal)) if !matches!(refusal.code.as_str(), "not-found" | "not-permitted") => {
            let mut page = SelectionPage::load(app, visitor, association, id).await?;
            page.problem = Some(words(visitor.l, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl SelectionsPage {
    async fn load(app: &App, visitor: &Visitor, association: &str) -> Result<Self, Failure> {
        let ctx = visitor.ctx();
        let files = selection::list(app, &ctx, association).await?;
        let calls = selection::waiting(app, &ctx, association).await?;
        Ok(SelectionsPage {
            l: visitor.l,
            base: format!("/associations/{association}/selections"),
            rows: files.iter().map(RowView::of).collect(),
            calls: calls.into_iter().map(|(c, n)| (c.code, c.title, n)).collect(),
            proposes: may(&visitor.actor, Action::SelectionPropose, &Scope::Association(association)).is_ok(),
            problem: None,
            shell: Shell::within(app, visitor, association),
        })
    }
}

impl RowView {
    fn of(file: &SelectionFile) -> Self {
        let s = &file.selection;
        RowView {
            href: address(&s.association, s.id),
            title: s.title.clone(),
            state: s.state,
            selected: file.lines.iter().filter(|l| l.outcome == Outcome::Select).count(),
            lines: file.lines.len(),
            total: file.total().wan_fixed(),
            made: time::short(s.made_at),
        }
    }
}

impl SelectionPage {
    async fn load(app: &App, visitor: &Visitor, association: &str, id: Id) -> Result<Self, Failure> {
        let file = selection::open(app, &visitor.ctx(), association, id).await?;
        let shell = Shell::within(app, visitor, association);
        Ok(Self::of(shell, &file, &visitor.actor))
    }

    fn of(shell: Shell, file: &SelectionFile, actor: &Actor) -> Self {
        let l = shell.l;
        let s = &file.selection;
        let scope = Scope::Association(&s.association);
        let can = |action| may(actor, action, &scope).is_ok();
        let commands = match s.state {
            Stage::Draft if can(Action::SelectionPropose) => vec!["hand-up"],
            Stage::AtHead if can(Action::SelectionForward) => vec!["forward", "send-back"],
            Stage::AtLeader if can(Action::SelectionSign) => vec!["sign", "send-back"],
            _ => Vec::new(),
        };
        let refused = if s.state == Stage::Signed { Vec::new() } else { file.wrong() };
        let wrong: Vec<(String, String)> =
            refused.iter().map(|r| (r.at.clone().unwrap_or_default(), words(l, r))).collect();
        let step = |p: &kexiang_store::selection::Step| {
            (time::short(p.at), l.word("selection-command", &p.command), p.name.clone(), p.reason.clone())
        };
        SelectionPage {
            l,
            base: address(&s.association, s.id),
            all: format!("/associations/{}/selections", s.association),
            publicities: format!("/associations/{}/publicities/office?selection={}", s.association, s.id),
            title: s.title.clone(),
            state: s.state,
            groups: groups(l, file, &wrong),
            total: file.total().wan_fixed(),
            money: s.money.map(|m| m.wan()).unwrap_or_default(),
            note: s.note.clone(),
            record: s.record.clone(),
            hash: s.body_hash.clone(),
            steps: file.steps.iter().map(step).collect(),
            edits: s.state == Stage::Draft && can(Action::SelectionPropose),
            commands,
            publishes: s.state == Stage::Signed && file.published.is_none() && can(Action::PublicityManage),
            published: file.published.map(|id| super::publicity::address(&s.association, id)),
            wrong,
            problem: None,
            shell,
        }
    }

    /// Tone of the state banner.
    fn tone(&self) -> &'static str {
        match self.state {
            Stage::Draft => "draft",
            Stage::AtHead | Stage::AtLeader => "checking",
            Stage::Signed => "passed",
        }
    }
}
