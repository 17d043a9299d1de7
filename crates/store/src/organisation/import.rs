//! Imports of the ledger (台账导入) and batches of first passwords (初始账号): where each stands.

use jiff::Timestamp;
use kexiang_core::id::Id;
use serde_json::Value as Json;

use crate::{Row, StoreError, Tx};

/// An import of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Association.
    pub association: String,
    /// Identity.
    pub id: Id,
    /// Name of the file.
    pub file_name: String,
    /// Its bytes, in the file store.
    pub sha256: String,
    /// `reading`, `read`, `applying`, `applied`, `dropped` or `failed`.
    pub state: String,
    /// Rows of the workbook.
    pub total: i64,
    /// Rows done in the present state.
    pub done: i64,
    /// How many rows are new, changed, unchanged, wrong.
    pub counts: Json,
    /// The rows with their verdicts, in the file store; empty until they were read.
    pub plan_sha256: String,
    /// `all` or `good`; empty before it is applied.
    pub mode: String,
    /// Code of what went wrong; empty where nothing did.
    pub problem: String,
    /// When.
    pub uploaded_at: Timestamp,
    /// By whom, in words.
    pub uploaded_by: String,
    /// Account that uploaded it; 0 for the command line.
    pub account: i64,
    /// When it was applied or dropped.
    pub finished_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "association, id, file_name, sha256, state, total, done, counts, plan_sha256, mode, problem, uploaded_at, \
         uploaded_by, account, finished_at"
    };
}

fn read(r: &Row) -> Result<Import, StoreError> {
    Ok(Import {
        association: r.text("association")?,
        id: r.number("id")?,
        file_name: r.text("file_name")?,
        sha256: r.text("sha256")?,
        state: r.text("state")?,
        total: r.int("total")?,
        done: r.int("done")?,
        counts: r.json("counts")?,
        plan_sha256: r.text("plan_sha256")?,
        mode: r.text("mode")?,
        problem: r.text("problem")?,
        uploaded_at: r.time("uploaded_at")?,
        uploaded_by: r.text("uploaded_by")?,
        account: r.int("account")?,
        finished_at: r.opt_time("finished_at")?,
    })
}

/// Adds an import that waits to be read.
pub fn add(tx: &mut Tx<'_>, i: &Import) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into organisation_import (association, id, file_name, sha256, state, uploaded_at, uploaded_by, account) \
         values ($1, $2, $3, $4, 'reading', $5, $6, $7)"
    );
    let values =
        params![&i.association, i.id, &i.file_name, &i.sha256, i.uploaded_at, &i.uploaded_by, i.account];
    tx.execute_one(insert, values)
}

/// One import.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Import>, StoreError> {
    let sql =
        sql!(concat!("select ", columns!(), " from organisation_import where association = $1 and id = $2"));
    tx.one(sql, params![association, id])?.as_ref().map(read).transpose()
}

/// The imports of an association, the latest first.
pub fn list(tx: &mut Tx<'_>, association: &str, most: u32) -> Result<Vec<Import>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        columns!(),
        " from organisation_import where association = $1 order by uploaded_at desc, id desc limit $2"
    ));
    tx.all(sql, params![association, most])?.iter().map(read).collect()
}

/// Changes where an import stands, if it still stands at `before`; `false` if it does not.
pub fn step(tx: &mut Tx<'_>, before: &str, i: &Import) -> Result<bool, StoreError> {
    let update = sql!(
        "update organisation_import set state = $4, total = $5, done = $6, counts = $7, plan_sha256 = $8, mode = $9, \
         problem = $10, finished_at = $11 where association = $1 and id = $2 and state = $3"
    );
    let values = params![
        &i.association,
        i.id,
        before,
        &i.state,
        i.total,
        i.done,
        &i.counts,
        &i.plan_sha256,
        &i.mode,
        &i.problem,
        i.finished_at
    ];
    Ok(tx.exec(update, values)? == 1)
}

/// Notes how far an import has come.
pub fn progress(tx: &mut Tx<'_>, association: &str, id: Id, done: i64, total: i64) -> Result<(), StoreError> {
    let update =
        sql!("update organisation_import set done = $3, total = $4 where association = $1 and id = $2");
    tx.execute_one(update, params![association, id, done, total])
}

/// A batch of first passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Association.
    pub association: String,
    /// Identity.
    pub id: Id,
    /// `making`, `ready` or `taken`.
    pub state: String,
    /// Organisations in it.
    pub total: i64,
    /// Done.
    pub done: i64,
    /// Whether a letter goes to those with a mail address.
    pub mail: bool,
    /// Ids of the organisations.
    pub wanted: Json,
    /// The passwords, sealed; empty once they were taken.
    pub sealed: String,
    /// When.
    pub made_at: Timestamp,
    /// By whom, in words.
    pub made_by: String,
    /// Account that asked for it.
    pub account: i64,
    /// When and by whom the passwords were taken.
    pub taken: Option<(Timestamp, String)>,
}

fn batch(r: &Row) -> Result<Batch, StoreError> {
    let taken = match r.opt_time("taken_at")? {
        None => None,
        Some(at) => Some((at, r.text("taken_by")?)),
    };
    Ok(Batch {
        association: r.text("association")?,
        id: r.number("id")?,
        state: r.text("state")?,
        total: r.int("total")?,
        done: r.int("done")?,
        mail: r.flag("mail")?,
        wanted: r.json("wanted")?,
        sealed: r.text("sealed")?,
        made_at: r.time("made_at")?,
        made_by: r.text("made_by")?,
        account: r.int("account")?,
        taken,
    })
}

/// Adds a batch.
pub fn add_batch(tx: &mut Tx<'_>, b: &Batch) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into credential_batch (association, id, state, total, mail, wanted, made_at, made_by, account) \
         values ($1, $2, 'making', $3, $4, $5, $6, $7, $8)"
    );
    let values = params![&b.association, b.id, b.total, b.mail, &b.wanted, b.made_at, &b.made_by, b.account];
    tx.execute_one(insert, values)
}

/// One batch.
pub fn batch_by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Batch>, StoreError> {
    let sql = sql!(
        "select association, id, state, total, done, mail, wanted, sealed, made_at, made_by, account, taken_at, taken_by \
         from credential_batch where association = $1 and id = $2"
    );
    tx.one(sql, params![association, id])?.as_ref().map(batch).transpose()
}

/// The batches of an association, the latest first.
pub fn batches(tx: &mut Tx<'_>, association: &str, most: u32) -> Result<Vec<Batch>, StoreError> {
    let sql = sql!(
        "select association, id, state, total, done, mail, wanted, sealed, made_at, made_by, account, taken_at, taken_by \
         from credential_batch where association = $1 order by made_at desc, id desc limit $2"
    );
    tx.all(sql, params![association, most])?.iter().map(batch).collect()
}

/// Notes what is done of a batch; `sealed` holds everything made so far.
pub fn step_batch(tx: &mut Tx<'_>, b: &Batch) -> Result<(), StoreError> {
    let update = sql!(
        "update credential_batch set state = $3, done = $4, sealed = $5 \
         where association = $1 and id = $2 and state = 'making'"
    );
    tx.execute_one(update, params![&b.association, b.id, &b.state, b.done, &b.sealed])
}

/// Takes the passwords out: they are forgotten; `false` if they were taken already.
pub fn take_batch(
    tx: &mut Tx<'_>,
    association: &str,
    id: Id,
    (by, now): (&str, Timestamp),
) -> Result<bool, StoreError> {
    let update = sql!(
        "update credential_batch set state = 'taken', sealed = '', taken_at = $3, taken_by = $4 \
         where association = $1 and id = $2 and state = 'ready'"
    );
    Ok(tx.exec(update, params![association, id, now, by])? == 1)
}
