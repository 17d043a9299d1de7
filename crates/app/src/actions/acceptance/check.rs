//! The two checks (业务审核、财务审核), by two people, and sending the form back for papers.

use kexiang_core::acceptance::{Command, RowVerdict, check_rows, decide};
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_store::acceptance::{self, Acceptance, Finding};

use super::{AcceptanceFile, change, record};
use crate::actions::project::tell_members;
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// Records what an officer found of the substance, indicator by indicator.
///
/// # Errors
/// `not-found`, `not-permitted`, `acceptance-none`, `acceptance-changed` where another form is there meanwhile, those of
/// [`check_rows`] and [`decide`].
pub async fn check_substance(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (form, verdicts, words): (&str, Vec<RowVerdict>, &str),
) -> Result<(), Failure> {
    let (form, words) = (form.to_owned(), words.trim().to_owned());
    change(app, ctx, (association, id), Action::AcceptanceSubstance, move |tx, ctx, desk| {
        let mut a = seen(desk, &form)?;
        a.state = decide(&a.dossier(desk.proposed(&a).0), &Command::CheckSubstance, ctx.account()?)?;
        check_rows(&a.form, &verdicts)?;
        a.verdicts.clone_from(&verdicts);
        a.substance = Some(finding(ctx, true, &words)?);
        acceptance::update(tx, &a)?;
        record(tx, ctx, &desk.file, ("acceptance-check-substance", &words), &a)
    })
    .await
}

/// Records what finance found of the money.
///
/// # Errors
/// `not-found`, `not-permitted`, `acceptance-none`, `acceptance-changed`, those of [`decide`].
pub async fn check_money(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (form, in_order, words): (&str, bool, &str),
) -> Result<(), Failure> {
    let (form, words) = (form.to_owned(), words.trim().to_owned());
    change(app, ctx, (association, id), Action::AcceptanceMoney, move |tx, ctx, desk| {
        let mut a = seen(desk, &form)?;
        let command = Command::CheckMoney { in_order, words: words.clone() };
        a.state = decide(&a.dossier(desk.proposed(&a).0), &command, ctx.account()?)?;
        a.money = Some(finding(ctx, in_order, &words)?);
        acceptance::update(tx, &a)?;
        record(tx, ctx, &desk.file, ("acceptance-check-money", &words), &a)
    })
    .await
}

/// Sends the form back for papers; the officer or finance.
///
/// # Errors
/// `not-found`, `not-permitted`, `acceptance-none`, those of [`decide`].
pub async fn send_back(app: &App, ctx: &Ctx, association: &str, id: Id, reason: &str) -> Result<(), Failure> {
    let reason = reason.trim().to_owned();
    change(app, ctx, (association, id), Action::ProjectView, move |tx, ctx, desk| {
        desk.file
            .permit(ctx, Action::AcceptanceSubstance)
            .or_else(|_| desk.file.permit(ctx, Action::AcceptanceMoney))?;
        let mut a = desk.require_open()?;
        let command = Command::Return { reason: reason.clone() };
        a.state = decide(&a.dossier(desk.proposed(&a).0), &command, ctx.account()?)?;
        a.reason.clone_from(&reason);
        acceptance::update(tx, &a)?;
        record(tx, ctx, &desk.file, ("acceptance-return", &reason), &a)?;
        tell_members(tx, ctx, &desk.file, "acceptance-return")
    })
    .await
}

/// The open round, if its form is the one that the person looked at.
pub(super) fn seen(desk: &AcceptanceFile, form: &str) -> Result<Acceptance, Refusal> {
    let a = desk.require_open()?;
    if a.form_hash == form { Ok(a) } else { Err(Refusal::new("acceptance-changed")) }
}

fn finding(ctx: &Ctx, in_order: bool, words: &str) -> Result<Finding, Refusal> {
    Ok(Finding {
        by: ctx.account()?,
        name: ctx.actor.name.clone(),
        in_order,
        words: words.to_owned(),
        at: ctx.now,
    })
}
