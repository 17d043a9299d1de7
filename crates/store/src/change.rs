//! Change requests (变更申请).

use jiff::Timestamp;
use jiff::civil::Date;
use kexiang_core::change::{Detail, State};
use kexiang_core::id::Id;

use crate::contract::json_text;
use crate::{Row, StoreError, Tx};

/// The columns that the reader of `change_request` needs.
macro_rules! change_columns {
    () => {
        "id, project, number, state, detail, reason, effective_on, asked_by, asked_at, decided_by, decided_at, decision"
    };
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Id.
    pub id: Id,
    /// Project.
    pub project: Id,
    /// 变更编号
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// What is to be different.
    pub detail: Detail,
    /// Why.
    pub reason: String,
    /// From which day on.
    pub effective_on: Date,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// The reason of the decision.
    pub decision: String,
}

fn from_row(row: &Row) -> Result<Change, StoreError> {
    Ok(Change {
        id: row.number("id")?,
        project: row.number("project")?,
        number: row.text("number")?,
        state: row.parse("state")?,
        detail: serde_json::from_value(row.json("detail")?).map_err(|e| row.fault("detail", e))?,
        reason: row.text("reason")?,
        effective_on: row.parse("effective_on")?,
        asked_by: row.text("asked_by")?,
        asked_at: row.time("asked_at")?,
        decided_by: row.text("decided_by")?,
        decided_at: row.opt_time("decided_at")?,
        decision: row.text("decision")?,
    })
}

/// The requests of a project, the first one first.
pub fn of_project(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Change>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        change_columns!(),
        " from change_request where association = $1 and project = $2 order by asked_at, id"
    ));
    tx.all(sql, params![association, project])?.iter().map(from_row).collect()
}

/// The requests of an association that wait for a decision, the oldest first.
pub fn waiting(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Change>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        change_columns!(),
        " from change_request where association = $1 and state = 'submitted' order by asked_at, id"
    ));
    tx.all(sql, params![association])?.iter().map(from_row).collect()
}

/// Takes a request in. The database refuses a second open one for the same project.
pub fn insert(tx: &mut Tx<'_>, association: &str, c: &Change) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into change_request (association, id, project, number, state, kind, detail, reason, effective_on, asked_by, \
         asked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let values = params![
        association,
        c.id,
        c.project,
        &c.number,
        c.state.code(),
        c.detail.kind(),
        json_text(&c.detail, sql, "detail", c.id)?,
        &c.reason,
        c.effective_on.to_string(),
        &c.asked_by,
        c.asked_at,
    ];
    tx.execute_one(sql, values)
}

/// Closes an open request; else [`StoreError::Conflict`].
pub fn decide(tx: &mut Tx<'_>, association: &str, c: &Change) -> Result<(), StoreError> {
    let sql = sql!(
        "update change_request set state = $3, decided_by = $4, decided_at = $5, decision = $6 \
         where association = $1 and id = $2 and state = 'submitted'"
    );
    let values = params![association, c.id, c.state.code(), &c.decided_by, c.decided_at, &c.decision];
    tx.execute_one(sql, values)
}
