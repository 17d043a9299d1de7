//! Plans of who reviews what (分配方案), one for a panel.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::review::{Plan, PlanState};

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `assignment_plan` needs.
macro_rules! plan_columns {
    () => {
        "panel, state, plan, edited_by, handed_by, handed_name, handed_at, sealed_by, sealed_name, sealed_at, hash, reason, version"
    };
}

/// The plan of a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Panel.
    pub panel: Id,
    /// Where it stands.
    pub state: PlanState,
    /// What it says, and said.
    pub plan: Plan,
    /// Account that made the last step.
    pub edited_by: Option<Id>,
    /// Account that handed it in.
    pub handed_by: Option<Id>,
    /// Their name.
    pub handed_name: String,
    /// When.
    pub handed_at: Option<Timestamp>,
    /// Account that sealed it.
    pub sealed_by: Option<Id>,
    /// Their name.
    pub sealed_name: String,
    /// When.
    pub sealed_at: Option<Timestamp>,
    /// SHA-256 of the sealed pairs; empty before.
    pub hash: String,
    /// Why it was sent back or opened again.
    pub reason: String,
    /// Row version; 0 for a row that is not written yet.
    pub version: i64,
}

fn from_row(row: &Row) -> Result<PlanRow, StoreError> {
    Ok(PlanRow {
        panel: row.number("panel")?,
        state: row.parse("state")?,
        plan: serde_json::from_value(row.json("plan")?).map_err(|e| row.fault("plan", e))?,
        edited_by: row.opt_number("edited_by")?,
        handed_by: row.opt_number("handed_by")?,
        handed_name: row.text("handed_name")?,
        handed_at: row.opt_time("handed_at")?,
        sealed_by: row.opt_number("sealed_by")?,
        sealed_name: row.text("sealed_name")?,
        sealed_at: row.opt_time("sealed_at")?,
        hash: row.text("hash")?,
        reason: row.text("reason")?,
        version: row.int("version")?,
    })
}

/// The plan of a panel, where one is drawn up.
pub fn of_panel(tx: &mut Tx<'_>, association: &str, panel: Id) -> Result<Option<PlanRow>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        plan_columns!(),
        " from assignment_plan where association = $1 and panel = $2"
    ));
    tx.one(sql, params![association, panel])?.map(|r| from_row(&r.identified(&["panel"]))).transpose()
}

/// Writes a plan, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn put(tx: &mut Tx<'_>, association: &str, p: &PlanRow) -> Result<(), StoreError> {
    let mut values = params![
        association,
        p.panel,
        p.state.code(),
        serde_json::json!(p.plan).to_string(),
        p.edited_by,
        p.handed_by,
        &p.handed_name,
        p.handed_at,
        p.sealed_by,
        &p.sealed_name,
        p.sealed_at,
        &p.hash,
        &p.reason,
    ]
    .to_vec();
    if p.version == 0 {
        let sql = sql!(
            "insert into assignment_plan (association, panel, state, plan, edited_by, handed_by, handed_name, handed_at, \
             sealed_by, sealed_name, sealed_at, hash, reason) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        );
        return tx.execute_one(sql, &values);
    }
    let sql = sql!(
        "update assignment_plan set state = $3, plan = $4, edited_by = $5, handed_by = $6, handed_name = $7, \
         handed_at = $8, sealed_by = $9, sealed_name = $10, sealed_at = $11, hash = $12, reason = $13, \
         version = version + 1 where association = $1 and panel = $2 and version = $14"
    );
    values.push(p.version.into());
    tx.execute_one(sql, &values)
}
