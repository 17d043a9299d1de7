//! Expenses and the budget lines they are taken from.

use jiff::Timestamp;
use kexiang_core::expense::{Entry, invoice_key};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;

use crate::{Row, StoreError, Tx};

/// A budget line of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Category; empty where the contract does not break the sum down.
    pub category: String,
    /// What the contract has for it, in fen.
    pub budget: Fen,
    /// What was spent of it, in fen.
    pub spent: Fen,
}

/// The budget lines of a project by category.
pub fn lines(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Line>, StoreError> {
    let sql = sql!(
        "select category, budget_fen, spent_fen from budget_line where association = $1 and project = $2 order by category"
    );
    let rows = tx.all(sql, params![association, project])?;
    rows.iter()
        .map(|r| {
            let (budget, spent) = (Fen(r.int("budget_fen")?), Fen(r.int("spent_fen")?));
            Ok(Line { category: r.text("category")?, budget, spent })
        })
        .collect()
}

/// Sets what a contract has for its categories; those it no longer names fall to nothing. The database refuses a line below
/// what was spent of it.
pub fn put_lines(
    tx: &mut Tx<'_>,
    association: &str,
    project: Id,
    budget: &[(String, Fen)],
) -> Result<(), StoreError> {
    let clear = sql!(
        "update budget_line set budget_fen = 0 where association = $1 and project = $2 and category = $3"
    );
    for line in lines(tx, association, project)? {
        if !budget.iter().any(|(category, _)| *category == line.category) {
            tx.execute_one(clear, params![association, project, &line.category])?;
        }
    }
    let put = sql!(
        "insert into budget_line (association, project, category, budget_fen) values ($1, $2, $3, $4) \
         on conflict (association, project, category) do update set budget_fen = $4"
    );
    budget
        .iter()
        .try_for_each(|(category, sum)| tx.execute_one(put, params![association, project, category, sum.0]))
}

/// An expense as it was booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expense {
    /// Id.
    pub id: Id,
    /// Project.
    pub project: Id,
    /// The budget line it is taken from.
    pub line: String,
    /// What was entered.
    pub entry: Entry,
    /// Whether it was reversed.
    pub reversed: bool,
    /// Why.
    pub reason: String,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

fn from_row(row: &Row) -> Result<Expense, StoreError> {
    Ok(Expense {
        id: row.number("id")?,
        project: row.number("project")?,
        line: row.text("line")?,
        entry: Entry {
            category: row.text("category")?,
            purpose: row.text("purpose")?,
            payee: row.text("payee")?,
            spent_on: row.parse("spent_on")?,
            amount: Fen(row.int("amount_fen")?),
            voucher: row.text("voucher")?,
            invoice: row.text("invoice")?,
        },
        reversed: row.str("state")? == "reversed",
        reason: row.text("reason")?,
        by: row.text("entered_by")?,
        at: row.time("entered_at")?,
    })
}

/// The expenses of a project by the day they were made.
pub fn of_project(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Expense>, StoreError> {
    let sql = sql!(
        "select id, project, line, category, purpose, payee, spent_on, amount_fen, voucher, invoice, state, reason, \
         entered_by, entered_at from expense where association = $1 and project = $2 order by spent_on, id"
    );
    tx.all(sql, params![association, project])?.iter().map(from_row).collect()
}

/// The project whose booked expense has this invoice.
pub fn with_invoice(tx: &mut Tx<'_>, association: &str, key: &str) -> Result<Option<Id>, StoreError> {
    let sql = sql!(
        "select project from expense where association = $1 and invoice_key = $2 and invoice_key <> '' \
         and state = 'booked'"
    );
    tx.one(sql, params![association, key])?.map(|r| r.number("project")).transpose()
}

/// Books an expense on its line. The database refuses more than the line holds, and an invoice that was booked before.
pub fn insert(tx: &mut Tx<'_>, association: &str, e: &Expense) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into expense (association, id, project, line, category, purpose, payee, spent_on, amount_fen, voucher, \
         invoice, invoice_key, entered_by, entered_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    let values = params![
        association,
        e.id,
        e.project,
        &e.line,
        &e.entry.category,
        &e.entry.purpose,
        &e.entry.payee,
        e.entry.spent_on.to_string(),
        e.entry.amount.0,
        &e.entry.voucher,
        &e.entry.invoice,
        invoice_key(&e.entry.invoice).unwrap_or_default(),
        &e.by,
        e.at,
    ];
    tx.execute_one(sql, values)?;
    spend(tx, association, e, e.entry.amount)
}

/// Reverses an expense (冲销): it stays readable, its line and its invoice are free again.
pub fn reverse(tx: &mut Tx<'_>, association: &str, e: &Expense, reason: &str) -> Result<(), StoreError> {
    let sql = sql!(
        "update expense set state = 'reversed', reason = $3 where association = $1 and id = $2 and state = 'booked'"
    );
    tx.execute_one(sql, params![association, e.id, reason])?;
    spend(tx, association, e, -e.entry.amount)
}

fn spend(tx: &mut Tx<'_>, association: &str, e: &Expense, amount: Fen) -> Result<(), StoreError> {
    let sql = sql!(
        "update budget_line set spent_fen = spent_fen + $4 where association = $1 and project = $2 and category = $3"
    );
    tx.execute_one(sql, params![association, e.project, &e.line, amount.0])
}
