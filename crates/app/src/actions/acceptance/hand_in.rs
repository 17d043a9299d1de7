//! Handing the form in: it is made here, from the database, and frozen with its hash.

use kexiang_core::acceptance::{Command, State, check_form, decide};
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::project;
use kexiang_core::refusal::Refusal;
use kexiang_store::acceptance::{self, Acceptance};

use super::{AcceptanceFile, change, record};
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// Hands the form in, for the first time or after it was returned; then both earlier findings are gone.
///
/// # Errors
/// `not-found`, `not-permitted`, `project-wrong-state`, `project-held`, `acceptance-wrong-state`, those of
/// [`check_form`], the first of them.
pub async fn hand_in(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    change(app, ctx, (association, id), Action::AcceptanceApply, move |tx, ctx, desk| {
        let form = desk.form();
        if let Err(wrong) = check_form(&form) {
            return Err(wrong.into_iter().next().unwrap_or_else(|| Refusal::new("bad-form")).into());
        }
        let hash = form.hash()?;
        if let Some(a) = desk.open() {
            let mut a = a.clone();
            decide(&a.dossier(desk.proposed(&a).0), &Command::Resubmit, ctx.account()?)?;
            a.hand_in_again((form, hash), &ctx.actor.name, ctx.now);
            acceptance::update(tx, &a)?;
            return record(tx, ctx, &desk.file, ("acceptance-hand-in-again", ""), &a);
        }
        let a = first(desk, ctx, (form, hash));
        desk.file.advance(tx, ctx, &project::Command::ApplyAcceptance)?;
        acceptance::insert(tx, &a)?;
        record(tx, ctx, &desk.file, ("acceptance-hand-in", ""), &a)
    })
    .await
}

/// A new round.
fn first(
    desk: &AcceptanceFile,
    ctx: &Ctx,
    (form, form_hash): (kexiang_core::acceptance::Form, String),
) -> Acceptance {
    Acceptance {
        association: desk.file.project.association.clone(),
        id: chance::id(ctx.now),
        project: desk.file.project.id,
        round: i64::try_from(desk.rounds.len()).unwrap_or(i64::MAX - 1) + 1,
        state: State::Applied,
        form,
        form_hash,
        applied_by: ctx.actor.name.clone(),
        applied_at: ctx.now,
        verdicts: Vec::new(),
        substance: None,
        money: None,
        reason: String::new(),
        conclusion: None,
        version: 1,
    }
}
