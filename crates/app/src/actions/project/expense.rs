//! Expenses of an organisation: booked by budget line, reversed with a reason (L08, X08, G11).

use kexiang_core::expense::{Entry, Ground, check, invoice_key};
use kexiang_core::id::Id;
use kexiang_core::ledger::Cause;
use kexiang_core::money::Fen;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::expense::{self, Expense};
use kexiang_store::ledger::{self, Posting};
use kexiang_store::write::{self, Subject};
use serde_json::json;

use super::ProjectFile;
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// Books an expense.
///
/// # Errors
/// `not-found`, `not-permitted`, `contract-not-in-force`, the first of [`check`], `expense-duplicate` with the project that
/// has the invoice already (only where the person may see it).
pub async fn book(app: &App, ctx: &Ctx, association: &str, id: Id, entry: Entry) -> Result<Id, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, Action::ExpenseRecord)?;
            let terms = &file.require_contract()?.terms;
            let broken_down = file.lines.iter().any(|l| !l.category.is_empty());
            let key = if broken_down { entry.category.as_str() } else { "" };
            let line = file.lines.iter().find(|l| l.category == key);
            let ground = Ground {
                rules: &file.programme.budget,
                starts_on: terms.starts_on,
                today: time::beijing_date(ctx.now),
                line: Some(line.map_or(Fen::ZERO, |l| l.budget)),
                spent: line.map_or(Fen::ZERO, |l| l.spent),
            };
            check(&entry, &ground)
                .map_err(|all| all.into_iter().next().unwrap_or_else(|| Refusal::new("bad-form")))?;
            if let Some(key) = invoice_key(&entry.invoice)
                && let Some(other) = expense::with_invoice(tx, &association, &key)?
            {
                let here = other == id;
                let code = if here { "expense-duplicate" } else { "expense-duplicate-elsewhere" };
                return Err(Refusal::new(code).with("invoice", key).at("invoice").into());
            }
            let booked = Expense {
                id: chance::id(ctx.now),
                project: id,
                line: key.to_owned(),
                entry: entry.clone(),
                reversed: false,
                reason: String::new(),
                by: ctx.actor.name.clone(),
                at: ctx.now,
            };
            expense::insert(tx, &association, &booked)?;
            post(tx, &ctx, &association, &booked, Cause::Spend)?;
            record(tx, &ctx, &association, "expense.book", &booked)?;
            Ok(booked.id)
        })
        .await
}

/// Reverses an expense; it stays readable.
///
/// # Errors
/// `not-found`, `not-permitted`, `expense-reversed`, `reason-missing`.
pub async fn reverse(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    expense: Id,
    reason: &str,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let reason = reason.trim().to_owned();
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, Action::ExpenseRecord)?;
            let found = file.expenses.iter().find(|e| e.id == expense);
            let found = found.ok_or_else(|| Refusal::new("not-found"))?;
            if found.reversed {
                return Err(Failure::from(Refusal::new("expense-reversed")));
            }
            if reason.is_empty() {
                return Err(Refusal::new("reason-missing").at("reason").into());
            }
            expense::reverse(tx, &association, found, &reason)?;
            post(tx, &ctx, &association, found, Cause::Unspend)?;
            record(tx, &ctx, &association, "expense.reverse", found)
        })
        .await
}

fn post(
    tx: &mut kexiang_store::Tx<'_>,
    ctx: &Ctx,
    association: &str,
    e: &Expense,
    cause: Cause,
) -> Result<(), Failure> {
    let (words, by, at) = (e.entry.voucher.as_str(), ctx.actor.name.as_str(), ctx.now);
    let posting = Posting { cause, source: e.id, amount: e.entry.amount, words, by, at };
    Ok(ledger::post(tx, association, e.project, &posting)?)
}

fn record(
    tx: &mut kexiang_store::Tx<'_>,
    ctx: &Ctx,
    association: &str,
    action: &str,
    e: &Expense,
) -> Result<(), Failure> {
    let after = json!({
        "project": e.project.to_string(), "category": e.entry.category, "amount": e.entry.amount.0,
        "voucher": e.entry.voucher, "invoice": e.entry.invoice,
    });
    Ok(write::record(tx, ctx.entry_with(association, action, Subject::new("expense", e.id), after))?)
}
