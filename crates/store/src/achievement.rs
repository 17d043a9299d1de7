//! Achievements of projects (成果).

use jiff::Timestamp;
use kexiang_core::achievement::Achievement;
use kexiang_core::id::Id;

use crate::contract::json_text;
use crate::{Row, StoreError, Tx};

/// The columns that the reader of `achievement` needs.
macro_rules! achievement_columns {
    () => {
        "association, id, project, state, body, reason, entered_by, entered_at, changed_at, version"
    };
}

/// An achievement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Code of the association.
    pub association: String,
    /// Project.
    pub project: Id,
    /// The achievement.
    pub achievement: Achievement,
    /// Why it is not counted.
    pub reason: String,
    /// Who entered it.
    pub entered_by: String,
    /// When.
    pub entered_at: Timestamp,
    /// Last change.
    pub changed_at: Timestamp,
    /// Row version.
    pub version: i64,
}

fn from_row(row: &Row) -> Result<Kept, StoreError> {
    let mut achievement: Achievement =
        serde_json::from_value(row.json("body")?).map_err(|e| row.fault("body", e))?;
    achievement.state = row.parse("state")?;
    Ok(Kept {
        association: row.text("association")?,
        project: row.number("project")?,
        achievement,
        reason: row.text("reason")?,
        entered_by: row.text("entered_by")?,
        entered_at: row.time("entered_at")?,
        changed_at: row.time("changed_at")?,
        version: row.int("version")?,
    })
}

/// The achievement with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Kept>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        achievement_columns!(),
        " from achievement where association = $1 and id = $2"
    ));
    tx.one(sql, params![association, id])?.map(|r| from_row(&r.identified(&["id"]))).transpose()
}

/// The achievements of a project, by day.
pub fn of_project(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Kept>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        achievement_columns!(),
        " from achievement where association = $1 and project = $2 order by reached_on, id"
    ));
    let rows = tx.all(sql, params![association, project])?;
    rows.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect()
}

/// Every achievement of an association, by project and day: for what is counted over all.
pub fn of_association(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Kept>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        achievement_columns!(),
        " from achievement where association = $1 order by project, reached_on, id"
    ));
    let rows = tx.all(sql, params![association])?;
    rows.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect()
}

/// Enters an achievement; the database refuses the same file twice for one project.
pub fn insert(tx: &mut Tx<'_>, k: &Kept) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into achievement (association, id, project, state, reached_on, title, body, number, whole, sha256, reason, \
         entered_by, entered_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    let a = &k.achievement;
    let values = params![
        &k.association,
        a.id,
        k.project,
        a.state.code(),
        a.on.to_string(),
        &a.title,
        json_text(a, sql, "body", a.id)?,
        a.number,
        a.whole,
        &a.file.1,
        &k.reason,
        &k.entered_by,
        k.entered_at,
        k.changed_at,
    ];
    tx.execute_one(sql, values)
}

/// Writes an achievement back, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, k: &Kept) -> Result<(), StoreError> {
    let sql = sql!(
        "update achievement set state = $4, reached_on = $5, title = $6, body = $7, number = $8, whole = $9, sha256 = $10, \
         reason = $11, changed_at = $12, version = version + 1 where association = $1 and id = $2 and version = $3"
    );
    let a = &k.achievement;
    let values = params![
        &k.association,
        a.id,
        k.version,
        a.state.code(),
        a.on.to_string(),
        &a.title,
        json_text(a, sql, "body", a.id)?,
        a.number,
        a.whole,
        &a.file.1,
        &k.reason,
        k.changed_at,
    ];
    tx.execute_one(sql, values)
}
