//! Contracts in their versions, the instalments they fix, and the gates that were judged.

use jiff::Timestamp;
use kexiang_core::contract::{Instalment, Passed, State, Terms};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::programme::Gate;

use crate::{Row, Sql, StoreError, Tx};

/// The columns that the reader of `contract` needs.
macro_rules! contract_columns {
    () => {
        "association, project, version, number, state, body, body_hash, code, amount_fen, made_by, made_at, issued_at, \
            in_force_at, sealed_sha256, sealed_check, signed_sha256, signed_check, revision"
    };
}

/// A version of a project's contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// Code of the association.
    pub association: String,
    /// Project.
    pub project: Id,
    /// Version, from 1.
    pub version: i64,
    /// 合同编号
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// What both sides agree on.
    pub terms: Terms,
    /// SHA-256 of the terms' canonical form.
    pub hash: String,
    /// The short code printed on every page; empty while the terms may still change.
    pub code: String,
    /// Who wrote it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// When it went to the organisation.
    pub issued_at: Option<Timestamp>,
    /// When it came into force.
    pub in_force_at: Option<Timestamp>,
    /// SHA-256 of the copy with the organisation's seal; empty: none yet.
    pub sealed: String,
    /// What reading its code found: `same`, `other`, `unread`.
    pub sealed_check: String,
    /// SHA-256 of the copy with both seals; empty: none yet.
    pub signed: String,
    /// What reading its code found.
    pub signed_check: String,
    /// Row version.
    pub revision: i64,
}

fn from_row(row: &Row) -> Result<Contract, StoreError> {
    Ok(Contract {
        association: row.text("association")?,
        project: row.number("project")?,
        version: row.int("version")?,
        number: row.text("number")?,
        state: row.parse("state")?,
        terms: serde_json::from_value(row.json("body")?).map_err(|e| row.fault("body", e))?,
        hash: row.text("body_hash")?,
        code: row.text("code")?,
        made_by: row.text("made_by")?,
        made_at: row.time("made_at")?,
        issued_at: row.opt_time("issued_at")?,
        in_force_at: row.opt_time("in_force_at")?,
        sealed: row.text("sealed_sha256")?,
        sealed_check: row.text("sealed_check")?,
        signed: row.text("signed_sha256")?,
        signed_check: row.text("signed_check")?,
        revision: row.int("revision")?,
    })
}

/// A value as the text of a JSON column.
pub(crate) fn json_text<T: serde::Serialize>(
    value: &T,
    sql: &'static Sql,
    column: &str,
    row: Id,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Row {
        statement: sql.to_string(),
        column: column.to_owned(),
        row: row.to_string(),
        problem: e.to_string(),
    })
}

/// All versions of a project's contract, the newest first.
pub fn versions(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Contract>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        contract_columns!(),
        " from contract where association = $1 and project = $2 order by version desc"
    ));
    tx.all(sql, params![association, project])?
        .into_iter()
        .map(|r| from_row(&r.identified(&["project", "version"])))
        .collect()
}

/// The newest version of a project's contract.
pub fn latest(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Option<Contract>, StoreError> {
    Ok(versions(tx, association, project)?.into_iter().next())
}

/// The version in force.
pub fn in_force(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Option<Contract>, StoreError> {
    Ok(versions(tx, association, project)?.into_iter().find(|c| c.state == State::InForce))
}

/// Every version in force of an association, by project.
pub fn all_in_force(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Contract>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        contract_columns!(),
        " from contract where association = $1 and state = 'in_force' order by project"
    ));
    tx.all(sql, params![association])?
        .into_iter()
        .map(|r| from_row(&r.identified(&["project", "version"])))
        .collect()
}

/// Adds a version.
pub fn insert(tx: &mut Tx<'_>, c: &Contract) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into contract (association, project, version, number, state, body, body_hash, code, amount_fen, made_by, \
         made_at, issued_at, in_force_at, sealed_sha256, sealed_check, signed_sha256, signed_check) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    );
    let values = params![
        &c.association,
        c.project,
        c.version,
        &c.number,
        c.state.code(),
        json_text(&c.terms, sql, "body", c.project)?,
        &c.hash,
        &c.code,
        c.terms.amount.0,
        &c.made_by,
        c.made_at,
        c.issued_at,
        c.in_force_at,
        &c.sealed,
        &c.sealed_check,
        &c.signed,
        &c.signed_check,
    ];
    tx.execute_one(sql, values)
}

/// Writes a version back, if nobody wrote it since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, c: &Contract) -> Result<(), StoreError> {
    let sql = sql!(
        "update contract set state = $4, body = $5, body_hash = $6, code = $7, issued_at = $8, in_force_at = $9, \
         sealed_sha256 = $10, sealed_check = $11, signed_sha256 = $12, signed_check = $13, revision = revision + 1 \
         where association = $1 and project = $2 and version = $3 and revision = $14"
    );
    let values = params![
        &c.association,
        c.project,
        c.version,
        c.state.code(),
        json_text(&c.terms, sql, "body", c.project)?,
        &c.hash,
        &c.code,
        c.issued_at,
        c.in_force_at,
        &c.sealed,
        &c.sealed_check,
        &c.signed,
        &c.signed_check,
        c.revision,
    ];
    tx.execute_one(sql, values)
}

/// Fixes the instalments of a contract that comes into force, and that they add up to `amount`: the database refuses any
/// other set, and a second one.
pub fn commit(
    tx: &mut Tx<'_>,
    association: &str,
    project: Id,
    amount: Fen,
    instalments: &[Instalment],
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into instalment (association, project, n, previous, body, amount_fen, from_fen, to_fen, total_fen) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let mut from = Fen::ZERO;
    let mut last = 0_i64;
    for i in instalments {
        let previous = (last > 0).then_some(last);
        last += 1;
        let body = json_text(i, sql, "body", project)?;
        let to = from + i.amount;
        tx.execute_one(
            sql,
            params![association, project, last, previous, body, i.amount.0, from.0, to.0, amount.0],
        )?;
        from = to;
    }
    let sql = sql!(
        "insert into undertaking (association, project, amount_fen, last_instalment, at) values ($1, $2, $3, $4, $5)"
    );
    tx.execute_one(sql, params![association, project, amount.0, last, now])
}

/// The instalments in force, in order; their numbers count from 1.
pub fn instalments(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Instalment>, StoreError> {
    let sql = sql!("select n, body from instalment where association = $1 and project = $2 order by n");
    let rows = tx.all(sql, params![association, project])?;
    rows.iter().map(|r| serde_json::from_value(r.json("body")?).map_err(|e| r.fault("body", e))).collect()
}

/// A judged gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateRecord {
    /// Number of the instalment.
    pub instalment: i64,
    /// Gate.
    pub gate: Gate,
    /// The verdict.
    pub passed: bool,
    /// What it rests on.
    pub words: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Records the verdict on a gate; the project must be held by this transaction.
pub fn add_gate(
    tx: &mut Tx<'_>,
    association: &str,
    project: Id,
    record: &GateRecord,
) -> Result<(), StoreError> {
    let last = sql!("select max(seq) as n from gate_record where association = $1 and project = $2");
    let seq = tx.the(last, params![association, project])?.opt_int("n")?.unwrap_or(0) + 1;
    let sql = sql!(
        "insert into gate_record (association, project, seq, instalment, gate, passed, words, by_name, at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = params![
        association,
        project,
        seq,
        record.instalment,
        record.gate.code(),
        i64::from(record.passed),
        &record.words,
        &record.by,
        record.at
    ];
    tx.execute_one(sql, values)
}

/// The verdicts on gates, the first one first; the latest of an instalment counts.
pub fn gates(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<GateRecord>, StoreError> {
    let sql = sql!(
        "select instalment, gate, passed, words, by_name, at from gate_record \
         where association = $1 and project = $2 order by seq"
    );
    let rows = tx.all(sql, params![association, project])?;
    rows.iter()
        .map(|r| {
            Ok(GateRecord {
                instalment: r.int("instalment")?,
                gate: r.parse("gate")?,
                passed: r.flag("passed")?,
                words: r.text("words")?,
                by: r.text("by_name")?,
                at: r.time("at")?,
            })
        })
        .collect()
}

/// The gates that count as passed.
pub fn passed(records: &[GateRecord]) -> Vec<Passed> {
    let mut last: Vec<&GateRecord> = Vec::new();
    for record in records {
        last.retain(|r| r.instalment != record.instalment);
        last.push(record);
    }
    last.retain(|r| r.passed);
    last.iter().map(|r| Passed { gate: r.gate, instalment: r.instalment }).collect()
}
