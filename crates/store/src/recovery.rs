//! Recovery orders and what came back of them (追回).

use jiff::Timestamp;
use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::programme::Clause;
use kexiang_core::recovery::{Dossier, State};

use crate::contract::json_text;
use crate::{Row, StoreError, Tx};

/// The columns that the reader of `recovery_order` needs.
macro_rules! recovery_columns {
    () => {
        "id, project, number, state, amount_fen, received_fen, facts, clause, due_on, proposed_by, proposed_name, \
            proposed_at, issued_by, issued_name, issued_at, reason, version"
    };
}

/// An order to pay money back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Id.
    pub id: Id,
    /// Project.
    pub project: Id,
    /// Number.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// What is claimed, in fen.
    pub amount: Fen,
    /// What came back, in fen.
    pub received: Fen,
    /// What happened.
    pub facts: String,
    /// The notice's words it rests on.
    pub clause: Option<Clause>,
    /// Until when.
    pub due_on: Date,
    /// Who proposed it.
    pub proposed_by: Id,
    /// Their name.
    pub proposed_name: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Who signed it.
    pub issued_by: Option<Id>,
    /// Their name.
    pub issued_name: String,
    /// When.
    pub issued_at: Option<Timestamp>,
    /// Why it was withdrawn.
    pub reason: String,
    /// Row version.
    pub version: i64,
}

impl Order {
    /// What a decision needs to know.
    pub fn dossier(&self) -> Dossier {
        Dossier {
            state: self.state,
            amount: self.amount,
            received: self.received,
            proposed_by: self.proposed_by,
        }
    }
}

fn from_row(row: &Row) -> Result<Order, StoreError> {
    let clause = match row.str("clause")? {
        "" => None,
        text => Some(serde_json::from_str(text).map_err(|e| row.fault("clause", e))?),
    };
    Ok(Order {
        id: row.number("id")?,
        project: row.number("project")?,
        number: row.text("number")?,
        state: row.parse("state")?,
        amount: Fen(row.int("amount_fen")?),
        received: Fen(row.int("received_fen")?),
        facts: row.text("facts")?,
        clause,
        due_on: row.parse("due_on")?,
        proposed_by: row.number("proposed_by")?,
        proposed_name: row.text("proposed_name")?,
        proposed_at: row.time("proposed_at")?,
        issued_by: row.opt_number("issued_by")?,
        issued_name: row.text("issued_name")?,
        issued_at: row.opt_time("issued_at")?,
        reason: row.text("reason")?,
        version: row.int("version")?,
    })
}

/// The orders of a project, the first one first.
pub fn of_project(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Order>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        recovery_columns!(),
        " from recovery_order where association = $1 and project = $2 order by proposed_at, id"
    ));
    tx.all(sql, params![association, project])?.iter().map(from_row).collect()
}

/// The orders of an association that are not settled, the first due first.
pub fn open(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Order>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        recovery_columns!(),
        " from recovery_order where association = $1 and state in ('proposed', 'issued') order by due_on, id"
    ));
    tx.all(sql, params![association])?.iter().map(from_row).collect()
}

/// Proposes an order.
pub fn insert(tx: &mut Tx<'_>, association: &str, o: &Order) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into recovery_order (association, id, project, number, state, amount_fen, facts, clause, due_on, \
         proposed_by, proposed_name, proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let clause = match &o.clause {
        None => String::new(),
        Some(clause) => json_text(clause, sql, "clause", o.id)?,
    };
    let values = params![
        association,
        o.id,
        o.project,
        &o.number,
        o.state.code(),
        o.amount.0,
        &o.facts,
        clause,
        o.due_on.to_string(),
        o.proposed_by,
        &o.proposed_name,
        o.proposed_at,
    ];
    tx.execute_one(sql, values)
}

/// Writes an order back, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, association: &str, o: &Order) -> Result<(), StoreError> {
    let sql = sql!(
        "update recovery_order set state = $4, received_fen = $5, issued_by = $6, issued_name = $7, issued_at = $8, \
         reason = $9, version = version + 1 where association = $1 and id = $2 and version = $3"
    );
    let values = params![
        association,
        o.id,
        o.version,
        o.state.code(),
        o.received.0,
        o.issued_by,
        &o.issued_name,
        o.issued_at,
        &o.reason,
    ];
    tx.execute_one(sql, values)
}

/// Money that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Id.
    pub id: Id,
    /// Order.
    pub recovery: Id,
    /// The sum, in fen.
    pub amount: Fen,
    /// Day on the bank's voucher.
    pub received_on: Date,
    /// Number of the bank's voucher.
    pub voucher: String,
    /// Who recorded it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps a receipt; it is never changed.
pub fn add_receipt(tx: &mut Tx<'_>, association: &str, r: &Receipt) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into recovery_receipt (association, id, recovery, amount_fen, received_on, voucher, by_name, at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let values = params![
        association,
        r.id,
        r.recovery,
        r.amount.0,
        r.received_on.to_string(),
        &r.voucher,
        &r.by,
        r.at
    ];
    tx.execute_one(sql, values)
}

/// The receipts of an order, the first one first.
pub fn receipts(tx: &mut Tx<'_>, association: &str, recovery: Id) -> Result<Vec<Receipt>, StoreError> {
    let sql = sql!(
        "select id, recovery, amount_fen, received_on, voucher, by_name, at from recovery_receipt \
         where association = $1 and recovery = $2 order by at, id"
    );
    let rows = tx.all(sql, params![association, recovery])?;
    rows.iter()
        .map(|r| {
            Ok(Receipt {
                id: r.number("id")?,
                recovery: r.number("recovery")?,
                amount: Fen(r.int("amount_fen")?),
                received_on: r.parse("received_on")?,
                voucher: r.text("voucher")?,
                by: r.text("by_name")?,
                at: r.time("at")?,
            })
        })
        .collect()
}
