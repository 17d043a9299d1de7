//! Facts by year and credit measures: recorded, corrected and withdrawn with a reason; every entry stays.

use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::organisation::{CreditBar, Fact, FactKind};
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::organisation;
use kexiang_store::write::{Entry, Subject, record};
use serde_json::json;

use super::super::{Ctx, Failure};
use super::change::reason;
use super::{enter, find, subject};
use crate::chance;
use crate::state::App;

/// Records a fact of a year, or corrects it. A correction needs a reason; a first entry needs the document it rests on.
///
/// # Errors
/// `fact-value`, `fact-year`, `basis-missing`, `reason-missing`, `not-found`, `not-permitted`.
pub async fn put_fact(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    fact: &Fact,
    (basis, why): (&str, &str),
) -> Result<(), Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    if !fact.kind.allows(&fact.value) {
        return Err(Refusal::new("fact-value").at("fact").into());
    }
    year(ctx, fact.year)?;
    let basis = basis_of(basis)?;
    let (ctx, association, fact, why) = (ctx.clone(), association.to_owned(), fact.clone(), why.to_owned());
    app.store
        .write(move |tx| {
            let o = find(tx, &association, id)?;
            let known = organisation::facts(tx, &association, id)?;
            let before = known.into_iter().find(|f| f.kind == fact.kind && f.year == fact.year);
            let why = match &before {
                Some(same) if same.value == fact.value => return Ok(()),
                Some(_) => reason(&why)?,
                None => why.trim().chars().take(500).collect(),
            };
            let by = (ctx.actor.name.as_str(), ctx.now);
            organisation::put_fact(tx, &association, o.id, &fact, (&basis, &why), by)?;
            let after = json!({
                "fact": fact.kind.code(), "year": fact.year, "value": fact.value, "basis": basis, "reason": why,
            });
            let entry = ctx.entry_with(&association, "organisation.fact", subject(id), after);
            let before = before.map(|f| json!({ "fact": f.kind.code(), "year": f.year, "value": f.value }));
            record(tx, Entry { before, ..entry })?;
            Ok(())
        })
        .await
}

/// A year that can have facts: from 1990 to the present one.
fn year(ctx: &Ctx, year: i16) -> Result<(), Failure> {
    let last = time::beijing_date(ctx.now).year();
    if (1990..=last).contains(&year) {
        Ok(())
    } else {
        Err(Refusal::new("fact-year").with("last", last).at("year").into())
    }
}

fn basis_of(typed: &str) -> Result<String, Refusal> {
    let basis: String = typed.trim().chars().take(200).collect();
    if basis.is_empty() { Err(Refusal::new("basis-missing").at("basis")) } else { Ok(basis) }
}

/// Withdraws a fact that should never have been recorded, with the reason.
///
/// # Errors
/// `reason-missing`, `not-found`, `not-permitted`.
pub async fn withdraw_fact(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (kind, year): (FactKind, i16),
    why: &str,
) -> Result<(), Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let (why, ctx, association) = (reason(why)?, ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            find(tx, &association, id)?;
            let known = organisation::facts(tx, &association, id)?;
            let Some(fact) = known.into_iter().find(|f| f.kind == kind && f.year == year) else {
                return Err(Failure::from(Refusal::new("not-found")));
            };
            organisation::withdraw_fact(tx, &association, id, &fact, &why, (&ctx.actor.name, ctx.now))?;
            let before = json!({ "fact": kind.code(), "year": year, "value": fact.value });
            let after = json!({ "reason": why });
            let entry = ctx.entry_with(&association, "organisation.withdraw-fact", subject(id), after);
            record(tx, Entry { before: Some(before), ..entry })?;
            Ok(())
        })
        .await
}

/// Records a credit measure (限制申报); the answer is its identity.
///
/// # Errors
/// `bar-dates`, `basis-missing`, `not-found`, `not-permitted`.
pub async fn add_bar(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (from, to): (&str, &str),
    basis: &str,
) -> Result<Id, Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let dates = || Refusal::new("bar-dates").at("from");
    let day = |text: &str| text.trim().parse::<Date>().map_err(|_| dates());
    let from = day(from)?;
    let to = if to.trim().is_empty() { None } else { Some(day(to)?) };
    if to.is_some_and(|to| to < from) {
        return Err(dates().into());
    }
    let bar = CreditBar { from, to, basis: basis_of(basis)? };
    let (ctx, association, bar_id) = (ctx.clone(), association.to_owned(), chance::id(ctx.now));
    app.store
        .write(move |tx| {
            find(tx, &association, id)?;
            organisation::add_bar(tx, &association, bar_id, id, &bar, &ctx.actor.name, ctx.now)?;
            let until = bar.to.map(|d| d.to_string());
            let after = json!({ "from": bar.from.to_string(), "to": until, "basis": bar.basis });
            record(tx, ctx.entry_with(&association, "organisation.bar", subject(id), after))?;
            Ok(bar_id)
        })
        .await
}

/// Lifts a credit measure before its end, with the reason.
///
/// # Errors
/// `reason-missing`, `not-found`, `not-permitted`.
pub async fn lift_bar(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    bar: Id,
    why: &str,
) -> Result<(), Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let (why, ctx, association) = (reason(why)?, ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let by = (ctx.actor.name.as_str(), ctx.now);
            if !organisation::lift_bar(tx, &association, id, bar, &why, by)? {
                return Err(Failure::from(Refusal::new("not-found")));
            }
            let after = json!({ "bar": bar.to_string(), "reason": why });
            record(tx, ctx.entry_with(&association, "organisation.lift-bar", subject(id), after))?;
            Ok(())
        })
        .await
}

/// Declares the ledger of a kind of fact complete for a year: from then on a missing fact means that there was none.
///
/// # Errors
/// `fact-year`, `not-permitted`; `ledger-closed` where it was declared already.
pub async fn close_year(
    app: &App,
    ctx: &Ctx,
    association: &str,
    kind: FactKind,
    of: i16,
) -> Result<(), Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    year(ctx, of)?;
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let known = organisation::closed_ledgers(tx, &association)?;
            if known.iter().any(|(k, y, ..)| *k == kind && *y == of) {
                return Err(Failure::from(Refusal::new("ledger-closed").with("year", of)));
            }
            organisation::close_year(tx, &association, kind, of, &ctx.actor.name, ctx.now)?;
            let after = json!({ "fact": kind.code(), "year": of });
            let subject = Subject::new("association", &association);
            record(tx, ctx.entry_with(&association, "organisation.close-year", subject, after))?;
            Ok(())
        })
        .await
}
