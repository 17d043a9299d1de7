//! The answers of an application, field by field, with what they were before.

use jiff::Timestamp;
use kexiang_core::application::Answers;
use kexiang_core::id::Id;
use serde_json::Value as Json;

use crate::{Row, StoreError, Tx};

/// Work of the same person on the same field within this time is one entry of the history.
const SAME_SPELL_MS: i64 = 10 * 60 * 1000;

/// A saved field.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// Field id.
    pub field: String,
    /// Value.
    pub value: Json,
    /// Version of the field, from 1.
    pub version: i64,
    /// When, server time.
    pub saved_at: Timestamp,
    /// Account.
    pub saved_by: i64,
    /// Name.
    pub saved_by_name: String,
}

fn from_row(row: &Row) -> Result<Saved, StoreError> {
    Ok(Saved {
        field: row.text("field")?,
        value: row.json("value")?,
        version: row.int("version")?,
        saved_at: row.time("saved_at")?,
        saved_by: row.int("saved_by")?,
        saved_by_name: row.text("saved_by_name")?,
    })
}

/// All saved fields.
pub fn all(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<Vec<Saved>, StoreError> {
    let sql = sql!(
        "select field, value, version, saved_at, saved_by, saved_by_name from answer \
         where association = $1 and application = $2 order by field"
    );
    tx.all(sql, params![association, application])?.iter().map(from_row).collect()
}

/// The answers alone.
pub fn answers(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<Answers, StoreError> {
    let saved = all(tx, association, application)?;
    Ok(Answers(saved.into_iter().map(|s| (s.field, s.value)).collect()))
}

/// One saved field.
pub fn one(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    field: &str,
) -> Result<Option<Saved>, StoreError> {
    let sql = sql!(
        "select field, value, version, saved_at, saved_by, saved_by_name from answer \
         where association = $1 and application = $2 and field = $3 {for update}"
    );
    tx.one(sql, params![association, application, field])?.as_ref().map(from_row).transpose()
}

/// Saves a field whose stored version is still `saved.version - 1` (0: not stored yet); else [`StoreError::Conflict`].
/// What another person wrote, or an earlier spell of work, stays in the history.
pub fn put(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    before: Option<&Saved>,
    saved: &Saved,
) -> Result<(), StoreError> {
    let value = saved.value.to_string();
    let Some(before) = before else {
        let insert = sql!(
            "insert into answer (association, application, field, value, version, saved_at, saved_by, saved_by_name) \
             values ($1, $2, $3, $4, 1, $5, $6, $7)"
        );
        let values = params![
            association,
            application,
            &saved.field,
            value,
            saved.saved_at,
            saved.saved_by,
            &saved.saved_by_name
        ];
        return tx.execute_one(insert, values);
    };
    let spell = saved.saved_at.as_millisecond() - before.saved_at.as_millisecond();
    if before.saved_by != saved.saved_by || spell > SAME_SPELL_MS {
        keep(tx, association, application, before)?;
    }
    let update = sql!(
        "update answer set value = $4, version = version + 1, saved_at = $5, saved_by = $6, saved_by_name = $7 \
         where association = $1 and application = $2 and field = $3 and version = $8"
    );
    let values = params![
        association,
        application,
        &saved.field,
        value,
        saved.saved_at,
        saved.saved_by,
        &saved.saved_by_name,
        before.version,
    ];
    tx.execute_one(update, values)
}

fn keep(tx: &mut Tx<'_>, association: &str, application: Id, old: &Saved) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into answer_history (association, application, field, version, value, saved_at, saved_by_name) \
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    let values = params![
        association,
        application,
        &old.field,
        old.version,
        old.value.to_string(),
        old.saved_at,
        &old.saved_by_name,
    ];
    tx.execute_one(sql, values)
}

/// What a field held before, the latest first.
pub fn history(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    field: &str,
) -> Result<Vec<Saved>, StoreError> {
    let sql = sql!(
        "select field, value, version, saved_at, 0 as saved_by, saved_by_name from answer_history \
         where association = $1 and application = $2 and field = $3 order by version desc"
    );
    tx.all(sql, params![association, application, field])?.iter().map(from_row).collect()
}

/// Notes that a person is at work on a field.
pub fn touch_presence(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    account: i64,
    name: &str,
    field: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let update = sql!(
        "update presence set name = $4, field = $5, seen_at = $6 \
         where association = $1 and application = $2 and account = $3"
    );
    if tx.exec(update, params![association, application, account, name, field, now])? == 0 {
        let insert = sql!(
            "insert into presence (association, application, account, name, field, seen_at) \
             values ($1, $2, $3, $4, $5, $6)"
        );
        tx.execute_one(insert, params![association, application, account, name, field, now])?;
    }
    Ok(())
}

/// Who else was at work since `since`: name and field.
pub fn others_present(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    account: i64,
    since: Timestamp,
) -> Result<Vec<(String, String)>, StoreError> {
    let sql = sql!(
        "select name, field from presence where association = $1 and application = $2 and account <> $3 \
         and seen_at >= $4 order by name, account"
    );
    let rows = tx.all(sql, params![association, application, account, since])?;
    rows.iter().map(|r| Ok((r.text("name")?, r.text("field")?))).collect()
}
