//! The whole content of an application at a moment that matters, and what was printed of it.

use jiff::Timestamp;
use kexiang_core::id::Id;
use serde_json::Value as Json;

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `snapshot` needs.
macro_rules! snapshot_columns {
    () => {
        "n, kind, body, content_hash, version_code, made_at, made_by"
    };
}

/// A frozen version of an application.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Number within the application, from 1.
    pub n: i64,
    /// `submission`, `resubmission`, `return`, `withdrawal`, `saved` or `restored`.
    pub kind: String,
    /// The canonical content.
    pub body: Json,
    /// SHA-256 of it.
    pub content_hash: String,
    /// Its short code.
    pub version_code: String,
    /// When.
    pub made_at: Timestamp,
    /// Who.
    pub made_by: String,
}

fn from_row(row: &Row) -> Result<Snapshot, StoreError> {
    Ok(Snapshot {
        n: row.int("n")?,
        kind: row.text("kind")?,
        body: row.json("body")?,
        content_hash: row.text("content_hash")?,
        version_code: row.text("version_code")?,
        made_at: row.time("made_at")?,
        made_by: row.text("made_by")?,
    })
}

/// Whether a snapshot of this kind is what the office received: the latest of them is what is checked, printed, frozen.
pub fn is_submitted(kind: &str) -> bool {
    matches!(kind, "submission" | "resubmission")
}

/// Adds a snapshot behind the last one; its number.
pub fn insert(tx: &mut Tx<'_>, association: &str, application: Id, s: &Snapshot) -> Result<i64, StoreError> {
    let last = sql!("select max(n) as n from snapshot where association = $1 and application = $2");
    let n = tx.the(last, params![association, application])?.opt_int("n")?.unwrap_or(0) + 1;
    let sql = sql!(
        "insert into snapshot (association, application, n, kind, body, content_hash, version_code, made_at, made_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = params![
        association,
        application,
        n,
        &s.kind,
        s.body.to_string(),
        &s.content_hash,
        &s.version_code,
        s.made_at,
        &s.made_by,
    ];
    tx.execute_one(sql, values)?;
    Ok(n)
}

/// The snapshots of an application, the latest first.
pub fn all(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<Vec<Snapshot>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        snapshot_columns!(),
        " from snapshot where association = $1 and application = $2 order by n desc"
    ));
    tx.all(sql, params![association, application])?.iter().map(from_row).collect()
}

/// One snapshot.
pub fn one(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    n: i64,
) -> Result<Option<Snapshot>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        snapshot_columns!(),
        " from snapshot where association = $1 and application = $2 and n = $3"
    ));
    tx.one(sql, params![association, application, n])?.as_ref().map(from_row).transpose()
}

/// A printed version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    /// Code on every page.
    pub version_code: String,
    /// SHA-256 of the content.
    pub content_hash: String,
    /// Snapshot it shows.
    pub snapshot: i64,
    /// When it was first printed.
    pub printed_at: Timestamp,
    /// When it lost its validity.
    pub voided_at: Option<Timestamp>,
    /// Why.
    pub void_reason: String,
}

fn print_from(row: &Row) -> Result<Print, StoreError> {
    Ok(Print {
        version_code: row.text("version_code")?,
        content_hash: row.text("content_hash")?,
        snapshot: row.int("snapshot")?,
        printed_at: row.time("printed_at")?,
        voided_at: row.opt_time("voided_at")?,
        void_reason: row.text("void_reason")?,
    })
}

/// Registers a printable version, once.
pub fn put_print(tx: &mut Tx<'_>, association: &str, application: Id, p: &Print) -> Result<(), StoreError> {
    if print(tx, association, application, &p.version_code)?.is_some() {
        let revive = sql!(
            "update print set voided_at = null, void_reason = '' \
             where association = $1 and application = $2 and version_code = $3"
        );
        return tx.execute_one(revive, params![association, application, &p.version_code]);
    }
    let sql = sql!(
        "insert into print (association, application, version_code, content_hash, snapshot, printed_at) \
         values ($1, $2, $3, $4, $5, $6)"
    );
    let values =
        params![association, application, &p.version_code, &p.content_hash, p.snapshot, p.printed_at];
    tx.execute_one(sql, values)
}

/// The printed version with this code.
pub fn print(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    code: &str,
) -> Result<Option<Print>, StoreError> {
    let sql = sql!(
        "select version_code, content_hash, snapshot, printed_at, voided_at, void_reason from print \
         where association = $1 and application = $2 and version_code = $3"
    );
    tx.one(sql, params![association, application, code])?.as_ref().map(print_from).transpose()
}

/// All printed versions, the latest first.
pub fn prints(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<Vec<Print>, StoreError> {
    let sql = sql!(
        "select version_code, content_hash, snapshot, printed_at, voided_at, void_reason from print \
         where association = $1 and application = $2 order by printed_at desc, version_code"
    );
    tx.all(sql, params![association, application])?.iter().map(print_from).collect()
}

/// Takes the validity from every printed version that still has it; how many there were.
pub fn void_prints(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    reason: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let sql = sql!(
        "update print set voided_at = $3, void_reason = $4 \
         where association = $1 and application = $2 and voided_at is null"
    );
    tx.exec(sql, params![association, application, now, reason])
}
