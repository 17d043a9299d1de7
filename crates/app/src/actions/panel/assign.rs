//! Who reviews what: by hand, or proposed by the engine and then written like a choice by hand.

use std::collections::BTreeSet;

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Layout, Pair, PanelState};
use kexiang_store::review::{self, Review};
use kexiang_store::{StoreError, Tx};
use serde_json::json;

use super::engine::Desk;
use super::file::PanelFile;
use super::form::record;
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// Assigns an application to a member, or takes the assignment back.
///
/// # Errors
/// `not-permitted`, `not-found`; `conflict-blocks` with the conflict, `member-not-seated`, `panel-closed`.
pub async fn assign(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    (application, expert): (Id, Id),
) -> Result<(), Failure> {
    change(app, ctx, association, panel, move |tx, ctx, file| {
        put(tx, ctx, file, application, expert)?;
        let after = json!({ "application": application.to_string(), "expert": expert.to_string() });
        Ok(record(tx, ctx, &file.panel, "panel.assign", after)?)
    })
    .await
}

/// Takes an assignment back that has not been submitted.
///
/// # Errors
/// `not-permitted`, `not-found`, `review-submitted`, `panel-closed`.
pub async fn release(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    (application, expert): (Id, Id),
) -> Result<(), Failure> {
    change(app, ctx, association, panel, move |tx, ctx, file| {
        let review = file.review(application, expert).filter(|r| r.is_assigned());
        let review = review.ok_or_else(|| Refusal::new("not-found"))?;
        if review.state == "submitted" {
            return Err(Refusal::new("review-submitted").into());
        }
        if review.saved_at.is_none() {
            review::remove(tx, &file.panel.association, panel, application, expert)?;
        } else {
            let_go(tx, &file.panel.association, review, "office")?;
        }
        let after = json!({ "application": application.to_string(), "expert": expert.to_string() });
        Ok(record(tx, ctx, &file.panel, "panel.release", after)?)
    })
    .await
}

/// Assigns everything that is still open within the hard rules; what is assigned already stays. The number of new pairs.
///
/// # Errors
/// `not-permitted`, `not-found`, `panel-closed`; `assignment-clash` with the rules that cannot all be kept.
pub async fn assign_all(app: &App, ctx: &Ctx, association: &str, panel: Id) -> Result<usize, Failure> {
    change(app, ctx, association, panel, move |tx, ctx, file| {
        let pairs = propose(tx, file)?;
        let mut new = 0;
        for (application, expert) in &pairs {
            if file.review(*application, *expert).is_none_or(|r| !r.is_assigned()) {
                put(tx, ctx, file, *application, *expert)?;
                new += 1;
            }
        }
        record(tx, ctx, &file.panel, "panel.assign-all", json!({ "pairs": new }))?;
        Ok(new)
    })
    .await
}

/// Everything that is open, assigned around what is assigned already.
fn propose(tx: &mut Tx<'_>, file: &PanelFile) -> Result<BTreeSet<Pair>, Failure> {
    let assigned = file.reviews.iter().filter(|r| r.is_assigned()).map(|r| (r.application, r.expert));
    let locked: BTreeSet<Pair> = assigned.collect();
    let layout = Layout { pairs: locked.clone(), locked, ..Layout::default() };
    let desk = Desk::of(tx, file, &layout)?;
    Ok(desk.best(file)?.pairs)
}

/// Writes an assignment; a released review begins anew.
pub(super) fn put(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &PanelFile,
    application: Id,
    expert: Id,
) -> Result<(), Failure> {
    if !file.applications.iter().any(|a| a.id == application) {
        return Err(Refusal::new("not-found").into());
    }
    if !file.seated().any(|(m, _)| m.expert == expert) {
        return Err(Refusal::new("member-not-seated").with("name", file.name(expert)).into());
    }
    if let Some(conflict) = file.blocking(application, expert) {
        let refusal = Refusal::new("conflict-blocks").with("conflict", conflict.kind.code());
        return Err(refusal.with("name", file.name(expert)).with("with", &conflict.with).into());
    }
    let review = Review {
        panel: file.panel.id,
        application,
        expert,
        state: "assigned".to_owned(),
        scores: Default::default(),
        comment: String::new(),
        total: None,
        assigned_at: ctx.now,
        assigned_by: ctx.actor.name.clone(),
        saved_at: None,
        submitted_at: None,
        reason: String::new(),
        reopened: 0,
        version: 1,
    };
    if file.review(application, expert).is_none_or(|r| !r.is_assigned()) {
        review::put(tx, &file.panel.association, &review)?;
    }
    Ok(())
}

/// Releases a review: the expert loses sight of the application; what was written is kept for the record.
pub(crate) fn let_go(
    tx: &mut Tx<'_>,
    association: &str,
    review: &Review,
    reason: &str,
) -> Result<(), StoreError> {
    let released = Review { state: "released".to_owned(), reason: reason.to_owned(), ..review.clone() };
    review::put(tx, association, &released)
}

/// A change of the assignments of a panel that is not unsealed yet and has no plan; a plan is changed instead.
async fn change<T: Send + 'static>(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    body: impl Fn(&mut Tx<'_>, &Ctx, &PanelFile) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, panel, true)?;
            if file.panel.state == PanelState::Revealed {
                return Err(Failure::from(Refusal::new("panel-closed")));
            }
            if file.planned {
                return Err(Refusal::new("plan-decides").into());
            }
            body(tx, &ctx, &file)
        })
        .await
}
