//! The plan of who reviews what (分配方案): computed exactly, changed by hand, checked and sealed by a second person. Nobody
//! is assigned, and no expert is told, before it is sealed.

use std::collections::BTreeSet;

use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Edit, Pair, PanelState, Plan, PlanState};
use kexiang_matching::assign as engine;
use kexiang_store::Tx;
use kexiang_store::plan::{self, PlanRow};
use serde_json::json;

use super::assign::{let_go, put};
use super::engine::Desk;
use super::file::{PanelFile, seal};
use super::form::record;
use crate::actions::{Ctx, Failure, message};
use crate::programmes::Programmes;
use crate::state::App;

/// A plan with what the engine says of it.
#[derive(Clone, Debug)]
pub struct PlanFile {
    /// Panel with members, applications, conflicts; scores are not in it.
    pub file: PanelFile,
    /// Plan; version 0 where none is written yet.
    pub row: PlanRow,
    /// What is assigned now.
    pub present: BTreeSet<Pair>,
    /// The problem the engine solves, with the fits.
    pub desk: Desk,
    /// Rules that the plan breaks and its points.
    pub checked: engine::Checked,
    /// Points of what is assigned now.
    pub before: engine::Score,
}

/// How a computation chooses among the assignments that keep the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The best of all.
    Best,
    /// As few changes as possible, then the best.
    Nearest,
}

/// What is done to a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is handed to a second person.
    HandIn,
    /// The second person sends it back.
    SendBack(String),
    /// The second person seals it: it takes effect.
    Seal,
    /// A sealed plan is drawn up anew.
    Reopen(String),
}

/// The plan of a panel, or the one that would begin with what is assigned.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn open_plan(app: &App, ctx: &Ctx, association: &str, panel: Id) -> Result<PlanFile, Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let (programmes, association) = (app.programmes.clone(), association.to_owned());
    app.store.read(move |tx| PlanFile::load(tx, &programmes, &association, panel, false)).await
}

/// Changes a plan by hand.
///
/// # Errors
/// `not-permitted`, `not-found`, `plan-not-draft`, `panel-closed`; `conflict-blocks`, `review-submitted` and those of
/// [`Plan::edited`].
pub async fn edit_plan(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    edit: Edit,
) -> Result<(), Failure> {
    change(app, ctx, association, panel, move |tx, ctx, plan| {
        plan.allows(&edit)?;
        let after = json!({ "edit": format!("{edit:?}") });
        let drawn = plan.row.plan.edited(&edit)?;
        plan.keep(tx, ctx, drawn, after)
    })
    .await
}

/// Computes a plan within all rules; locked pairs stay, forbidden ones stay out.
///
/// # Errors
/// Those of [`edit_plan`]; `assignment-clash` with the rules that cannot all be kept.
pub async fn compute_plan(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    choice: Choice,
) -> Result<(), Failure> {
    change(app, ctx, association, panel, move |tx, ctx, plan| {
        let assigned = match choice {
            Choice::Best => plan.desk.best(&plan.file)?,
            Choice::Nearest => plan.desk.nearest(&plan.file, &plan.row.plan.now.pairs)?,
        };
        let after =
            json!({ "pairs": assigned.pairs.len(), "points": assigned.points, "optimal": assigned.optimal });
        let drawn = plan.row.plan.edited(&Edit::Set(assigned.pairs))?;
        plan.keep(tx, ctx, drawn, after)
    })
    .await
}

/// Why a pair is or is not in the best assignment, and what the other way costs.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub fn why(plan: &PlanFile, pair: Pair) -> Result<engine::Why, Failure> {
    plan.knows(pair)?;
    plan.desk.why(&plan.row.plan.now.pairs, pair)
}

/// Hands a plan in, sends it back, seals it, opens it again.
///
/// # Errors
/// `not-permitted`, `not-found`, `panel-closed`; `plan-wrong-state`, `plan-broken` with the number of rules it breaks,
/// `same-person` where the one who handed in or made the last step would seal, `reason-missing`.
pub async fn step_plan(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    step: Step,
) -> Result<(), Failure> {
    loaded(app, ctx, association, panel, move |tx, ctx, plan| match (&step, plan.row.state) {
        (Step::HandIn, PlanState::Draft) => hand_in(tx, ctx, plan),
        (Step::SendBack(reason), PlanState::HandedIn) | (Step::Reopen(reason), PlanState::Sealed) => {
            back(tx, ctx, plan, reason)
        }
        (Step::Seal, PlanState::HandedIn) => take_effect(tx, ctx, plan),
        (_, state) => Err(Refusal::new("plan-wrong-state").with("plan-state", state.code()).into()),
    })
    .await
}

fn hand_in(tx: &mut Tx<'_>, ctx: &Ctx, plan: &PlanFile) -> Result<(), Failure> {
    plan.is_whole()?;
    let row = PlanRow {
        state: PlanState::HandedIn,
        handed_by: Some(ctx.account()?),
        handed_name: ctx.actor.name.clone(),
        handed_at: Some(ctx.now),
        ..plan.row.clone()
    };
    let hash = ContentHash::of(row.plan.now.text().as_bytes()).to_string();
    plan.write(tx, ctx, &row, "panel.plan-hand-in", json!({ "hash": hash }))
}

fn back(tx: &mut Tx<'_>, ctx: &Ctx, plan: &PlanFile, reason: &str) -> Result<(), Failure> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::new("reason-missing").at("reason").into());
    }
    let row = PlanRow {
        state: PlanState::Draft,
        sealed_by: None,
        sealed_name: String::new(),
        sealed_at: None,
        hash: String::new(),
        reason: reason.to_owned(),
        ..plan.row.clone()
    };
    plan.write(tx, ctx, &row, "panel.plan-back", json!({ "reason": reason, "hash": plan.row.hash }))
}

/// Seals: the pairs that leave are released, those that enter are assigned, and their hash goes into the record.
fn take_effect(tx: &mut Tx<'_>, ctx: &Ctx, plan: &PlanFile) -> Result<(), Failure> {
    let me = ctx.account()?;
    if [plan.row.handed_by, plan.row.edited_by].contains(&Some(me)) {
        return Err(Refusal::new("same-person").into());
    }
    plan.is_whole()?;
    let now = &plan.row.plan.now;
    let (entering, leaving) = now.changes(&plan.present);
    let association = &plan.file.panel.association;
    for (application, expert) in &leaving {
        if let Some(review) = plan.file.review(*application, *expert) {
            let_go(tx, association, review, "plan")?;
        }
    }
    for (application, expert) in &entering {
        put(tx, ctx, &plan.file, *application, *expert)?;
    }
    if plan.file.panel.state == PanelState::Open {
        tell(tx, ctx, &plan.file, &entering)?;
    }
    let hash = ContentHash::of(now.text().as_bytes()).to_string();
    let row = PlanRow {
        state: PlanState::Sealed,
        sealed_by: Some(me),
        sealed_name: ctx.actor.name.clone(),
        sealed_at: Some(ctx.now),
        hash: hash.clone(),
        plan: Plan { now: now.clone(), past: Vec::new() },
        ..plan.row.clone()
    };
    let after = json!({ "hash": hash, "entering": entering.len(), "leaving": leaving.len() });
    plan.write(tx, ctx, &row, "panel.plan-seal", after)
}

/// Experts who get something new while the panel is at work hear of it.
fn tell(tx: &mut Tx<'_>, ctx: &Ctx, file: &PanelFile, entering: &[Pair]) -> Result<(), Failure> {
    let new: BTreeSet<Id> = entering.iter().map(|(_, expert)| *expert).collect();
    let seated = file.seated().filter(|(_, e)| new.contains(&e.id));
    let accounts: Vec<Id> = seated.filter_map(|(_, e)| e.account).collect();
    let args = json!({ "panel": file.panel.name, "call": file.call.title });
    Ok(message::tell(tx, ctx, &file.panel.association, &accounts, ("panel-open", &args, "/reviews"))?)
}

impl PlanFile {
    fn load(
        tx: &mut Tx<'_>,
        programmes: &Programmes,
        association: &str,
        panel: Id,
        hold: bool,
    ) -> Result<PlanFile, Failure> {
        let mut file = PanelFile::load(tx, programmes, association, panel, hold)?;
        let assigned = file.reviews.iter().filter(|r| r.is_assigned());
        let present: BTreeSet<Pair> = assigned.map(|r| (r.application, r.expert)).collect();
        let row = plan::of_panel(tx, association, panel)?;
        let mut row = row.unwrap_or_else(|| blank(panel, present.clone()));
        let desk = Desk::of(tx, &file, &row.plan.now)?;
        // Experts who left the panel since are gone from the plan too.
        row.plan.now.pairs.retain(|pair| desk.fits.contains_key(pair));
        let checked = desk.check(&row.plan.now.pairs)?;
        let before = desk.check(&present)?.score;
        if file.panel.state != PanelState::Revealed {
            seal(&mut file.reviews);
        }
        Ok(PlanFile { file, row, present, desk, checked, before })
    }

    /// Whether the pair is of this panel.
    fn knows(&self, (application, expert): Pair) -> Result<(), Refusal> {
        let known = self.file.applications.iter().any(|a| a.id == application)
            && self.file.seated().any(|(_, e)| e.id == expert);
        if known { Ok(()) } else { Err(Refusal::new("not-found")) }
    }

    /// Whether conflicts and submitted reviews allow a step.
    fn allows(&self, edit: &Edit) -> Result<(), Refusal> {
        let (entering, leaving) = match edit {
            Edit::Give(pair) | Edit::Lock(pair) => (Some(*pair), None),
            Edit::Take(pair) | Edit::Forbid(pair) => (None, Some(*pair)),
            Edit::Move(pair, to) => (Some((pair.0, *to)), Some(*pair)),
            Edit::Free(_) | Edit::Set(_) | Edit::Undo => (None, None),
        };
        for pair in entering.iter().chain(&leaving) {
            self.knows(*pair)?;
        }
        if let Some((application, expert)) = entering
            && let Some(conflict) = self.file.blocking(application, expert)
        {
            let refusal = Refusal::new("conflict-blocks").with("conflict", conflict.kind.code());
            return Err(refusal.with("name", self.file.name(expert)).with("with", &conflict.with));
        }
        if leaving.is_some_and(|pair| self.desk.submitted.contains(&pair)) {
            return Err(Refusal::new("review-submitted"));
        }
        Ok(())
    }

    fn is_whole(&self) -> Result<(), Refusal> {
        match self.checked.broken.len() {
            0 => Ok(()),
            n => Err(Refusal::new("plan-broken").with("count", n)),
        }
    }

    /// Keeps a drawn-up plan.
    fn keep(&self, tx: &mut Tx<'_>, ctx: &Ctx, drawn: Plan, after: serde_json::Value) -> Result<(), Failure> {
        let row = PlanRow { plan: drawn, edited_by: Some(ctx.account()?), ..self.row.clone() };
        self.write(tx, ctx, &row, "panel.plan-edit", after)
    }

    fn write(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        row: &PlanRow,
        action: &str,
        after: serde_json::Value,
    ) -> Result<(), Failure> {
        plan::put(tx, &self.file.panel.association, row)?;
        Ok(record(tx, ctx, &self.file.panel, action, after)?)
    }
}

fn blank(panel: Id, present: BTreeSet<Pair>) -> PlanRow {
    PlanRow {
        panel,
        state: PlanState::Draft,
        plan: Plan::beginning(present),
        edited_by: None,
        handed_by: None,
        handed_name: String::new(),
        handed_at: None,
        sealed_by: None,
        sealed_name: String::new(),
        sealed_at: None,
        hash: String::new(),
        reason: String::new(),
        version: 0,
    }
}

/// A change of a plan that is being drawn up.
async fn change(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    body: impl Fn(&mut Tx<'_>, &Ctx, &PlanFile) -> Result<(), Failure> + Send + 'static,
) -> Result<(), Failure> {
    loaded(app, ctx, association, panel, move |tx, ctx, plan| {
        if plan.row.state != PlanState::Draft {
            return Err(Refusal::new("plan-not-draft").into());
        }
        body(tx, ctx, plan)
    })
    .await
}

async fn loaded(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    body: impl Fn(&mut Tx<'_>, &Ctx, &PlanFile) -> Result<(), Failure> + Send + 'static,
) -> Result<(), Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let plan = PlanFile::load(tx, &programmes, &association, panel, true)?;
            if plan.file.panel.state == PanelState::Revealed {
                return Err(Failure::from(Refusal::new("panel-closed")));
            }
            body(tx, &ctx, &plan)
        })
        .await
}
