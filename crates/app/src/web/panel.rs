//! Review panels in the office: forming, asking, assigning, unsealing, meeting, fees.

mod meeting;
mod noise;
pub(crate) mod paper;
mod plan;
mod view;

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Blind, ConflictKind, Kind};
use kexiang_store::expert::Filter;
use serde::Deserialize;

use super::error::status;
use super::form::Form;
use super::layout::{NavItem, Shell};
use super::page::{self, Page, see_other};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::expert;
use crate::actions::panel::{self, NewPanel};
use crate::locale::Locale;
use crate::state::App;
pub(super) use view::sample as sample_panel;
use view::{CallChoice, PanelRow, PanelView};

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/panels", list)
        .post("/associations/{association}/panels", form)
        .get("/associations/{association}/panels/{id}", show)
        .post("/associations/{association}/panels/{id}/members", invite)
        .post("/associations/{association}/panels/{id}/members/{expert}/replacement", replace)
        .post("/associations/{association}/panels/{id}/assignments", assign)
        .get("/associations/{association}/panels/{id}/plan", plan::show)
        .post("/associations/{association}/panels/{id}/plan/edits", plan::edit)
        .post("/associations/{association}/panels/{id}/plan/steps", plan::step)
        .post("/associations/{association}/panels/{id}/conflicts", decide_conflict)
        .post("/associations/{association}/panels/{id}/opening", begin)
        .post("/associations/{association}/panels/{id}/unsealing", reveal)
        .post("/associations/{association}/panels/{id}/reopening", reopen)
        .get("/associations/{association}/panels/{id}/meeting", meeting::show)
        .post("/associations/{association}/panels/{id}/meeting", meeting::save)
        .post("/associations/{association}/panels/{id}/meeting/votes", meeting::vote)
        .get("/associations/{association}/panels/{id}/minutes.pdf", paper::minutes)
        .get("/associations/{association}/panels/{id}/ranking.xlsx", paper::ranking)
        .get("/associations/{association}/panels/{id}/fees", meeting::fees)
        .post("/associations/{association}/panels/{id}/fees", meeting::save_fees)
        .get("/associations/{association}/panels/{id}/fees.xlsx", paper::payments)
}

/// Entry of the navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let sees = may(actor, Action::PanelManage, &Scope::Association(association)).is_ok();
    sees.then(|| NavItem::new(format!("/associations/{association}/panels"), "nav-panels"))
}

/// All panels, and the form for a new one.
#[derive(Template)]
#[template(path = "panel/list.html")]
pub struct PanelsPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    rows: Vec<PanelRow>,
    calls: Vec<CallChoice>,
    problem: Option<String>,
}

/// One panel.
#[derive(Template)]
#[template(path = "panel/show.html")]
pub struct PanelPage {
    l: &'static Locale,
    shell: Shell,
    view: PanelView,
    problem: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub done: String,
}

pub(super) fn address(association: &str, id: Id) -> String {
    format!("/associations/{association}/panels/{id}")
}

pub(super) fn words(l: &Locale, refusal: &Refusal) -> String {
    let text = l.refusal(refusal);
    [text.message, text.remedy].join(" ").trim().to_owned()
}

/// The sentence about what was just done.
pub(super) fn flash(l: &Locale, done: &str) -> Option<String> {
    let known = ["invited", "replaced", "assigned", "decided", "opened", "revealed", "reopened", "saved"];
    known.contains(&done).then(|| l.word("panel-done", done))
}

async fn list(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    page::show(&PanelsPage::load(&app, &visitor, &association).await?)
}

async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let one = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim());
    let number = |name: &str| one(name).parse().unwrap_or(0);
    let new = NewPanel {
        call: one("call").to_owned(),
        name: one("name").to_owned(),
        types: pairs.iter().filter(|(n, _)| n == "types").map(|(_, v)| v.clone()).collect(),
        blind: Blind::from_code(one("blind")).unwrap_or_default(),
        least: number("least"),
        reviews: number("reviews"),
        odd: one("odd") == "1",
        due_on: one("due_on").to_owned(),
    };
    match panel::form(&app, &visitor.ctx(), &association, &new).await {
        Ok(id) => Ok(see_other(&address(&association, id))),
        Err(Failure::Refused(refusal)) if refusal.code.starts_with("panel-") => {
            let mut page = PanelsPage::load(&app, &visitor, &association).await?;
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
    let mut page = PanelPage::load(&app, &visitor, &association, id).await?;
    page.shell.flash = flash(visitor.l, &asked.done);
    page::show(&page)
}

/// Goes back to the panel, with what was done or with why not.
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
            let mut page = PanelPage::load(app, visitor, association, id).await?;
            page.problem = Some(words(visitor.l, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Chosen {
    expert: String,
    application: String,
    seat: String,
    chairs: String,
    reason: String,
    kind: String,
    what: String,
    /// `application/expert`, from one button of a grid.
    pair: String,
}

impl Chosen {
    fn id(text: &str) -> Result<Id, Refusal> {
        text.parse().map_err(|_| Refusal::new("not-found"))
    }

    fn pair(&self) -> Result<(Id, Id), Refusal> {
        let (application, expert) = match self.pair.split_once('/') {
            Some(both) => both,
            None => (self.application.as_str(), self.expert.as_str()),
        };
        Ok((Self::id(application)?, Self::id(expert)?))
    }
}

type At = Path<(String, Id)>;

async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(chosen): Form<Chosen>,
) -> Answer {
    // A seat is chosen together with the expert: `expert` or `expert/seat`.
    let (expert, seat) = chosen.expert.split_once('/').unwrap_or((&chosen.expert, &chosen.seat));
    let seat = Kind::from_code(seat).ok_or_else(|| Refusal::new("bad-form").with("detail", "seat"))?;
    let asked = (Chosen::id(expert)?, seat, chosen.chairs == "1");
    let outcome = panel::invite(&app, &visitor.ctx(), &association, id, asked).await;
    back(&app, &visitor, &association, id, outcome, "invited").await
}

async fn replace(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, expert)): Path<(String, Id, Id)>,
    Form(chosen): Form<Chosen>,
) -> Answer {
    let outcome = panel::replace(&app, &visitor.ctx(), &association, id, expert, &chosen.reason).await;
    back(&app, &visitor, &association, id, outcome, "replaced").await
}

async fn assign(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(chosen): Form<Chosen>,
) -> Answer {
    let ctx = visitor.ctx();
    let outcome = match chosen.what.as_str() {
        "all" => panel::assign_all(&app, &ctx, &association, id).await.map(|_| ()),
        "release" => panel::release(&app, &ctx, &association, id, chosen.pair()?).await,
        _ => panel::assign(&app, &ctx, &association, id, chosen.pair()?).await,
    };
    back(&app, &visitor, &association, id, outcome, "assigned").await
}

async fn decide_conflict(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(chosen): Form<Chosen>,
) -> Answer {
    let (application, expert) = chosen.pair()?;
    let kind = ConflictKind::from_code(&chosen.kind)
        .ok_or_else(|| Refusal::new("bad-form").with("detail", "kind"))?;
    let said = (chosen.what != "dismiss", chosen.reason.as_str());
    let concerned = (application, expert, kind);
    let outcome = panel::decide_conflict(&app, &visitor.ctx(), &association, id, concerned, said).await;
    back(&app, &visitor, &association, id, outcome, "decided").await
}

async fn begin(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let outcome = panel::begin(&app, &visitor.ctx(), &association, id).await;
    back(&app, &visitor, &association, id, outcome, "opened").await
}

async fn reveal(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let outcome = panel::reveal(&app, &visitor.ctx(), &association, id).await;
    back(&app, &visitor, &association, id, outcome, "revealed").await
}

async fn reopen(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(chosen): Form<Chosen>,
) -> Answer {
    let pair = chosen.pair()?;
    let outcome = panel::reopen(&app, &visitor.ctx(), &association, id, pair, &chosen.reason).await;
    back(&app, &visitor, &association, id, outcome, "reopened").await
}

impl PanelsPage {
    async fn load(app: &App, visitor: &Visitor, association: &str) -> Result<Self, Failure> {
        let ctx = visitor.ctx();
        let files = panel::list(app, &ctx, association).await?;
        let calls = panel::answerable(app, &ctx, association).await?;
        Ok(PanelsPage {
            l: visitor.l,
            base: format!("/associations/{association}/panels"),
            rows: files.iter().map(|f| PanelRow::of(visitor.l, f)).collect(),
            calls: calls
                .into_iter()
                .map(|(call, types)| CallChoice { code: call.code, title: call.title, types })
                .collect(),
            problem: None,
            shell: Shell::within(app, visitor, association),
        })
    }
}

impl PanelPage {
    async fn load(app: &App, visitor: &Visitor, association: &str, id: Id) -> Result<Self, Failure> {
        let ctx = visitor.ctx();
        let file = panel::open(app, &ctx, association, id).await?;
        let filter = Filter { state: "active".to_owned(), ..Filter::default() };
        let (pool, _) = expert::list(app, &ctx, association, &filter, 0).await?;
        let head = may(&visitor.actor, Action::ReviewReopen, &Scope::Association(association)).is_ok();
        Ok(PanelPage {
            l: visitor.l,
            view: PanelView::of(visitor.l, &file, &pool, head),
            problem: None,
            shell: Shell::within(app, visitor, association),
        })
    }
}

impl Page for PanelsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |rows, calls, problem| PanelsPage {
            l,
            shell: Shell::sample(l),
            base: "/associations/lz/panels".to_owned(),
            rows,
            calls,
            problem,
        };
        let call = CallChoice {
            code: "lz-2026".to_owned(),
            title: "2026年柳州市科协“科创赋能”项目".to_owned(),
            types: vec![("2026-1".to_owned(), "学会改革与发展项目".to_owned(), 3)],
        };
        let row = PanelRow::of(l, &view::sample(true));
        vec![
            page(Vec::new(), Vec::new(), None),
            page(vec![row], vec![call], Some(words(l, &Refusal::new("panel-name")))),
        ]
    }
}

impl Page for PanelPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let pool = [super::expert::sample_expert(1), super::expert::sample_expert(2)];
        let page = |revealed, problem| PanelPage {
            l,
            shell: Shell::sample(l),
            view: PanelView::of(l, &view::sample(revealed), &pool, true),
            problem,
        };
        vec![page(false, Some(words(l, &Refusal::new("panel-chair-missing")))), page(true, None)]
    }
}

crate::page!(PanelsPage);
crate::page!(PanelPage);
