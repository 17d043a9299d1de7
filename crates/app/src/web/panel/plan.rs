//! The desk of a plan: matrix and list, locks and prohibitions, moves, why and why not, before and after, the second person.

mod rules;
mod view;

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Edit, Pair};
use serde::Deserialize;

use super::{address, words};
use crate::actions::panel::{self, Choice, PlanFile, Step};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::{Answer, Failure, Visitor};
use view::{PairView, PlanView};

/// The desk of a plan.
#[derive(Template)]
#[template(path = "panel/plan.html")]
pub struct PlanPage {
    l: &'static Locale,
    shell: Shell,
    view: PlanView,
    chosen: Option<PairView>,
    problem: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pair: String,
    view: String,
    text: String,
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    what: String,
    pair: String,
    to: String,
    reason: String,
    view: String,
    text: String,
}

type At = Path<(String, Id)>;

/// What may be said to have happened.
const DONE: [&str; 6] = ["edited", "computed", "hand-in", "send-back", "seal", "reopen"];

fn read_pair(text: &str) -> Result<Pair, Refusal> {
    let both = text.split_once('/').and_then(|(a, e)| Some((a.parse().ok()?, e.parse().ok()?)));
    both.ok_or_else(|| Refusal::new("not-found"))
}

fn query(done: &str, pair: &str, view: &str, text: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("done", done), ("pair", pair), ("view", view), ("text", text)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut page = PlanPage::load(&app, &visitor, &association, id, &asked).await?;
    let known = DONE.contains(&asked.done.as_str());
    page.shell.flash = known.then(|| visitor.l.word("plan-done", &asked.done));
    page::show(&page)
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(wanted): Form<Wanted>,
) -> Answer {
    let ctx = visitor.ctx();
    let outcome = match wanted.what.as_str() {
        "best" => panel::compute_plan(&app, &ctx, &association, id, Choice::Best).await,
        "nearest" => panel::compute_plan(&app, &ctx, &association, id, Choice::Nearest).await,
        _ => panel::edit_plan(&app, &ctx, &association, id, wanted.edit()?).await,
    };
    let done = if matches!(wanted.what.as_str(), "best" | "nearest") { "computed" } else { "edited" };
    back(&app, &visitor, &association, id, (outcome, done, &wanted)).await
}

pub(super) async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(wanted): Form<Wanted>,
) -> Answer {
    let reason = wanted.reason.clone();
    let (step, done) = match wanted.what.as_str() {
        "hand-in" => (Step::HandIn, "hand-in"),
        "send-back" => (Step::SendBack(reason), "send-back"),
        "seal" => (Step::Seal, "seal"),
        "reopen" => (Step::Reopen(reason), "reopen"),
        _ => return Err(Refusal::new("bad-form").with("detail", "what").into()),
    };
    let outcome = panel::step_plan(&app, &visitor.ctx(), &association, id, step).await;
    back(&app, &visitor, &association, id, (outcome, done, &wanted)).await
}

/// Back to the desk, with what was done or with why not.
async fn back(
    app: &App,
    visitor: &Visitor,
    association: &str,
    id: Id,
    (outcome, done, wanted): (Result<(), Failure>, &str, &Wanted),
) -> Answer {
    match outcome {
        Ok(()) => {
            // A moved application is looked at with the expert who has it now.
            let pair = match (wanted.what.as_str(), wanted.pair.split_once('/')) {
                ("move", Some((application, _))) => format!("{application}/{}", wanted.to),
                _ => wanted.pair.clone(),
            };
            let query = query(done, &pair, &wanted.view, &wanted.text);
            Ok(see_other(&format!("{}/plan?{query}", address(association, id))))
        }
        Err(Failure::Refused(refusal)) if !matches!(refusal.code.as_str(), "not-found" | "not-permitted") => {
            let asked = Asked {
                pair: wanted.pair.clone(),
                view: wanted.view.clone(),
                text: wanted.text.clone(),
                done: String::new(),
            };
            let mut page = PlanPage::load(app, visitor, association, id, &asked).await?;
            page.problem = Some(words(visitor.l, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl Wanted {
    fn edit(&self) -> Result<Edit, Refusal> {
        if self.what == "undo" {
            return Ok(Edit::Undo);
        }
        let pair = read_pair(&self.pair)?;
        Ok(match self.what.as_str() {
            "give" => Edit::Give(pair),
            "take" => Edit::Take(pair),
            "move" => Edit::Move(pair, self.to.parse().map_err(|_| Refusal::new("not-found"))?),
            "lock" => Edit::Lock(pair),
            "free" => Edit::Free(pair),
            "forbid" => Edit::Forbid(pair),
            _ => return Err(Refusal::new("bad-form").with("detail", "what")),
        })
    }
}

impl PlanPage {
    async fn load(
        app: &App,
        visitor: &Visitor,
        association: &str,
        id: Id,
        asked: &Asked,
    ) -> Result<Self, Failure> {
        let plan = panel::open_plan(app, &visitor.ctx(), association, id).await?;
        let shell = Shell::within(app, visitor, association);
        Self::of(shell, visitor.actor.account, &plan, asked)
    }

    fn of(shell: Shell, me: Option<Id>, plan: &PlanFile, asked: &Asked) -> Result<Self, Failure> {
        let l = shell.l;
        let chosen = read_pair(&asked.pair).ok().filter(|pair| plan.desk.fits.contains_key(pair));
        let chosen = match chosen {
            Some(pair) => Some(PairView::of(l, plan, pair, &panel::why(plan, pair)?)),
            None => None,
        };
        let view = PlanView::of(l, plan, me, asked);
        Ok(PlanPage { l, view, chosen, problem: None, shell })
    }
}

impl Page for PlanPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        view::samples()
            .into_iter()
            .filter_map(|(plan, asked)| PlanPage::of(Shell::sample(l), None, &plan, &asked).ok())
            .collect()
    }
}

crate::page!(PlanPage);
