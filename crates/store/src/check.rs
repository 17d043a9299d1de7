//! The formal check and the target check (形式审查、绩效目标审核).

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::programme::Clause;
use serde_json::Value as Json;

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `check_record` needs.
macro_rules! check_record_columns {
    () => {
        "n, command, body, body_hash, decided_by, decided_at"
    };
}

/// A judged item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Rule, limit or manual item.
    pub item: String,
    /// `met`, `not_met` or `overridden`.
    pub verdict: String,
    /// Reason.
    pub reason: String,
    /// Who.
    pub judged_by: String,
    /// When.
    pub judged_at: Timestamp,
}

/// A defect named to the applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Field; empty for the application as a whole.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// Clause it rests on.
    pub clause: Option<Clause>,
    /// What to change.
    pub demand: String,
}

/// The items judged in a round.
pub fn items(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    round: i64,
) -> Result<Vec<Item>, StoreError> {
    let sql = sql!(
        "select item, verdict, reason, judged_by, judged_at from check_item \
         where association = $1 and application = $2 and round = $3 order by item"
    );
    let rows = tx.all(sql, params![association, application, round])?;
    rows.iter()
        .map(|r| {
            Ok(Item {
                item: r.text("item")?,
                verdict: r.text("verdict")?,
                reason: r.text("reason")?,
                judged_by: r.text("judged_by")?,
                judged_at: r.time("judged_at")?,
            })
        })
        .collect()
}

/// Judges an item, or judges it anew.
pub fn put_item(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    round: i64,
    item: &Item,
) -> Result<(), StoreError> {
    let remove = sql!(
        "delete from check_item where association = $1 and application = $2 and round = $3 and item = $4"
    );
    tx.exec(remove, params![association, application, round, &item.item])?;
    let insert = sql!(
        "insert into check_item (association, application, round, item, verdict, reason, judged_by, judged_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let values = params![
        association,
        application,
        round,
        &item.item,
        &item.verdict,
        &item.reason,
        &item.judged_by,
        item.judged_at,
    ];
    tx.execute_one(insert, values)
}

/// The defects of a round in their order.
pub fn defects(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    round: i64,
) -> Result<Vec<Defect>, StoreError> {
    let sql = sql!(
        "select field, problem, clause, demand from defect \
         where association = $1 and application = $2 and round = $3 order by n"
    );
    tx.all(sql, params![association, application, round])?.iter().map(defect_from).collect()
}

fn defect_from(row: &Row) -> Result<Defect, StoreError> {
    let clause = match row.str("clause")? {
        "" => None,
        text => Some(serde_json::from_str(text).map_err(|e| row.fault("clause", e))?),
    };
    Ok(Defect {
        field: row.text("field")?,
        problem: row.text("problem")?,
        clause,
        demand: row.text("demand")?,
    })
}

/// Replaces the defects of a round.
pub fn put_defects(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    round: i64,
    defects: &[Defect],
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let remove = sql!("delete from defect where association = $1 and application = $2 and round = $3");
    tx.exec(remove, params![association, application, round])?;
    let insert = sql!(
        "insert into defect (association, application, round, n, field, problem, clause, demand, raised_by, raised_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    for (n, d) in (1_i64..).zip(defects) {
        let clause = match &d.clause {
            None => String::new(),
            Some(c) => serde_json::json!({ "notice": c.notice, "at": c.at, "says": c.says }).to_string(),
        };
        let values =
            params![association, application, round, n, &d.field, &d.problem, clause, &d.demand, by, now];
        tx.execute_one(insert, values)?;
    }
    Ok(())
}

/// The record of a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Number within the application, from 1.
    pub n: i64,
    /// Command code.
    pub command: String,
    /// Verdicts, items, overrides, defects, reason.
    pub body: Json,
    /// SHA-256 of the body.
    pub body_hash: String,
    /// Who.
    pub decided_by: String,
    /// When.
    pub decided_at: Timestamp,
}

/// Adds the record of a decision behind the last one.
pub fn add_record(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    r: &Record,
) -> Result<i64, StoreError> {
    let last = sql!("select max(n) as n from check_record where association = $1 and application = $2");
    let n = tx.the(last, params![association, application])?.opt_int("n")?.unwrap_or(0) + 1;
    let sql = sql!(
        "insert into check_record (association, application, n, command, body, body_hash, decided_by, decided_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let values = params![
        association,
        application,
        n,
        &r.command,
        r.body.to_string(),
        &r.body_hash,
        &r.decided_by,
        r.decided_at
    ];
    tx.execute_one(sql, values)?;
    Ok(n)
}

/// The records of decisions, the latest first.
pub fn records(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<Vec<Record>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        check_record_columns!(),
        " from check_record where association = $1 and application = $2 order by n desc"
    ));
    let rows = tx.all(sql, params![association, application])?;
    rows.iter()
        .map(|r| {
            Ok(Record {
                n: r.int("n")?,
                command: r.text("command")?,
                body: r.json("body")?,
                body_hash: r.text("body_hash")?,
                decided_by: r.text("decided_by")?,
                decided_at: r.time("decided_at")?,
            })
        })
        .collect()
}
