//! Selection (立项建议): a proposal filled from the rankings, argued line by line, signed by three people. Only the
//! signature of the leader changes the state of applications.

mod sign;

pub use sign::give;
use std::collections::BTreeMap;
use std::sync::Arc;

use kexiang_core::application::State as AppState;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::programme::{Amount, Programme};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::PanelState;
use kexiang_core::selection::{Line, Offer, Outcome, State, WhatIf, check, fill};
use kexiang_store::application::{self, Application};
use kexiang_store::programme::{self, Call};
use kexiang_store::selection::{self, Selection, Step};
use kexiang_store::write::{self, Entry, Subject};
use kexiang_store::{Tx, panel, publicity};
use serde_json::json;

use super::panel::{PanelFile, results};
use super::{Ctx, Failure};
use crate::chance;
use crate::programmes::Programmes;
use crate::state::App;

/// A proposal with its lines, applications and steps.
#[derive(Clone, Debug)]
pub struct SelectionFile {
    /// Proposal.
    pub selection: Selection,
    /// Call.
    pub call: Call,
    /// The call's present programme.
    pub programme: Arc<Programme>,
    /// Lines by type, tier and place.
    pub lines: Vec<Line>,
    /// Register rows of the lines' applications.
    pub applications: BTreeMap<Id, Application>,
    /// Steps of the chain, the first one first.
    pub steps: Vec<Step>,
    /// The newest public list of a signed proposal.
    pub published: Option<Id>,
}

impl SelectionFile {
    fn load(
        tx: &mut Tx<'_>,
        programmes: &Programmes,
        association: &str,
        id: Id,
    ) -> Result<SelectionFile, Failure> {
        let missing = || Refusal::new("not-found");
        let selection = selection::by_id(tx, association, id)?.ok_or_else(missing)?;
        let call = programme::call_by_id(tx, association, selection.call)?.ok_or_else(missing)?;
        let lines = selection::lines(tx, association, id)?;
        let published =
            publicity::all(tx, association)?.into_iter().find(|p| p.selection == id).map(|p| p.id);
        let mut applications = BTreeMap::new();
        for line in &lines {
            let row = application::by_id(tx, association, line.application)?.ok_or_else(missing)?;
            applications.insert(row.id, row);
        }
        Ok(SelectionFile {
            programme: programmes.of_call(tx, association, call.id, call.version)?,
            steps: selection::steps(tx, association, id)?,
            selection,
            call,
            lines,
            applications,
            published,
        })
    }

    /// What the notice offers for the types and tiers of the lines, in the notice's order.
    pub fn offers(&self) -> Vec<Offer> {
        offers(&self.programme, &self.lines)
    }

    /// What stands against handing it up.
    pub fn wrong(&self) -> Vec<Refusal> {
        let s = &self.selection;
        check(&self.lines, &self.offers(), s.money, &s.note).err().unwrap_or_default()
    }

    /// Sum of the selected lines.
    pub fn total(&self) -> Fen {
        Fen(self.lines.iter().map(|l| l.amount.0).sum())
    }

    /// Whether the account did one of the steps since the proposal was last a draft.
    fn was_by(&self, account: Option<Id>) -> bool {
        let since = self.steps.iter().rposition(|s| s.command == "send-back").map_or(0, |n| n + 1);
        account.is_some() && self.steps[since..].iter().any(|s| s.account == account)
    }
}

fn offers(programme: &Programme, lines: &[Line]) -> Vec<Offer> {
    let mut all = Vec::new();
    for t in &programme.types {
        let tiers: Vec<(String, Option<u32>, Amount)> = if t.tiers.is_empty() {
            let amount = t.funding.as_ref().map_or(Amount::Undecided, |f| f.amount);
            vec![(String::new(), t.planned, amount)]
        } else {
            t.tiers.iter().map(|tier| (tier.code.clone(), tier.planned, tier.funding.amount)).collect()
        };
        for (tier, planned, amount) in tiers {
            let offer = Offer { type_code: t.code.clone(), tier, planned, amount };
            if lines.iter().any(|l| offer.is_for(l)) {
                all.push(offer);
            }
        }
    }
    all
}

/// All proposals of an association, the newest first, with their calls' titles.
///
/// # Errors
/// `not-permitted`.
pub async fn list(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<SelectionFile>, Failure> {
    ctx.permit(Action::SelectionView, &Scope::Association(association))?;
    let (programmes, association) = (app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let all = selection::all(tx, &association)?;
            all.iter().map(|s| SelectionFile::load(tx, &programmes, &association, s.id)).collect()
        })
        .await
}

/// One proposal.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn open(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<SelectionFile, Failure> {
    ctx.permit(Action::SelectionView, &Scope::Association(association))?;
    let (programmes, association) = (app.programmes.clone(), association.to_owned());
    app.store.read(move |tx| SelectionFile::load(tx, &programmes, &association, id)).await
}

/// Begins a proposal over everything of a call that is under review with unsealed scores, or in reserve.
///
/// # Errors
/// `not-permitted`, `not-found`; `selection-open` while another one of the call is on its way, `selection-nothing`.
pub async fn begin(app: &App, ctx: &Ctx, association: &str, call: &str) -> Result<Id, Failure> {
    ctx.permit(Action::SelectionPropose, &Scope::Association(association))?;
    let (ctx, programmes) = (ctx.clone(), app.programmes.clone());
    let (association, code, id) = (association.to_owned(), call.to_owned(), chance::id(ctx.now));
    app.store
        .write(move |tx| {
            let call =
                programme::call_by_code(tx, &association, &code)?.ok_or_else(|| Refusal::new("not-found"))?;
            let open = selection::all(tx, &association)?
                .into_iter()
                .find(|s| s.call == call.id && s.state != State::Signed);
            if open.is_some() {
                return Err(Failure::from(Refusal::new("selection-open")));
            }
            let lines = ranked(tx, &programmes, &association, &call)?;
            if lines.is_empty() {
                return Err(Refusal::new("selection-nothing").into());
            }
            let new = Selection {
                association: association.clone(),
                id,
                call: call.id,
                title: call.title.clone(),
                state: State::Draft,
                money: None,
                note: String::new(),
                record: String::new(),
                body_hash: String::new(),
                made_by: ctx.actor.name.clone(),
                made_at: ctx.now,
                signed_at: None,
                version: 1,
            };
            selection::insert(tx, &new)?;
            selection::put_lines(tx, &association, id, &lines)?;
            record(tx, &ctx, &new, "selection.begin", json!({ "call": code, "lines": lines.len() }))?;
            Ok(id)
        })
        .await
}

/// The lines of a call: unsealed rankings, and the reserve with the scores they were ranked by.
fn ranked(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    association: &str,
    call: &Call,
) -> Result<Vec<Line>, Failure> {
    let mut lines = Vec::new();
    for found in panel::all(tx, association)?.into_iter().filter(|p| p.call == call.id) {
        if found.state != PanelState::Revealed {
            continue;
        }
        let file = PanelFile::load(tx, programmes, association, found.id, false)?;
        for r in results(&file) {
            let a = &r.application;
            if matches!(a.state, AppState::UnderReview | AppState::Reserve) {
                lines.push(Line {
                    application: a.id,
                    type_code: a.type_code.clone(),
                    tier: a.tier.clone(),
                    score: r.summary.as_ref().map(|s| s.score),
                    place: r.placed.place,
                    applied: a.amount,
                    outcome: Outcome::Open,
                    amount: Fen(0),
                    reason: String::new(),
                });
            }
        }
    }
    Ok(lines)
}

/// Fills the draft in by rank under the conditions of a what-if.
///
/// # Errors
/// `not-permitted`, `not-found`, `selection-wrong-state`.
pub async fn fill_in(app: &App, ctx: &Ctx, association: &str, id: Id, ask: WhatIf) -> Result<(), Failure> {
    change(app, ctx, association, id, move |file| {
        file.lines = fill(&file.lines, &file.offers(), &ask);
        file.selection.money = ask.money;
        Ok(())
    })
    .await
}

/// What a person changed in the lines of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// Application, outcome, sum, reason.
    pub lines: Vec<(Id, Outcome, Fen, String)>,
    /// What the proposal says of departures from the plan.
    pub note: String,
    /// What there is to give.
    pub money: Option<Fen>,
}

/// Writes the lines as a person changed them.
///
/// # Errors
/// `not-permitted`, `not-found`, `selection-wrong-state`.
pub async fn edit(app: &App, ctx: &Ctx, association: &str, id: Id, edited: Edited) -> Result<(), Failure> {
    change(app, ctx, association, id, move |file| {
        for (application, outcome, amount, reason) in &edited.lines {
            if let Some(line) = file.lines.iter_mut().find(|l| l.application == *application) {
                line.outcome = *outcome;
                line.amount = if *outcome == Outcome::Select { *amount } else { Fen(0) };
                line.reason = reason.trim().to_owned();
            }
        }
        file.selection.note = edited.note.trim().to_owned();
        file.selection.money = edited.money;
        Ok(())
    })
    .await
}

async fn change(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    body: impl Fn(&mut SelectionFile) -> Result<(), Failure> + Send + 'static,
) -> Result<(), Failure> {
    ctx.permit(Action::SelectionPropose, &Scope::Association(association))?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut file = SelectionFile::load(tx, &programmes, &association, id)?;
            if file.selection.state != State::Draft {
                let state = file.selection.state.code();
                let refusal = Refusal::new("selection-wrong-state").with("selection-state", state);
                return Err(Failure::from(refusal.with("selection-command", "edit")));
            }
            body(&mut file)?;
            selection::update(tx, &file.selection)?;
            selection::put_lines(tx, &association, id, &file.lines)?;
            let after = json!({ "lines": file.lines, "note": file.selection.note });
            Ok(record(tx, &ctx, &file.selection, "selection.edit", after)?)
        })
        .await
}

fn record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    s: &Selection,
    action: &str,
    after: serde_json::Value,
) -> Result<(), kexiang_store::StoreError> {
    let entry = ctx.entry(&s.association, action, Subject::new("selection", s.id));
    write::record(tx, Entry { after: Some(after), ..entry })
}

/// The calls whose reviewed applications wait for a proposal.
///
/// # Errors
/// `not-permitted`.
pub async fn waiting(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<(Call, i64)>, Failure> {
    ctx.permit(Action::SelectionView, &Scope::Association(association))?;
    let association = association.to_owned();
    app.store
        .read(move |tx| {
            let mut all = Vec::new();
            for call in programme::calls(tx, &association)? {
                let counts = application::counts(tx, &association, call.id)?;
                let waits = |s: AppState| matches!(s, AppState::UnderReview | AppState::Reserve);
                let n: i64 = counts.iter().filter(|(_, s, _)| waits(*s)).map(|(_, _, n)| n).sum();
                if n > 0 {
                    all.push((call, n));
                }
            }
            Ok(all)
        })
        .await
}
