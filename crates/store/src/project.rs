//! The register of projects (立项项目).

use jiff::Timestamp;
use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::project::{Project, State};

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `project` needs.
macro_rules! project_columns {
    () => {
        "association, id, number, call, call_version, type_code, tier, organisation, organisation_name, application, \
            title, leader, amount_fen, state, hold, founded_at, completes_on, frozen, frozen_hash, changed_at, version"
    };
}

fn from_row(row: &Row) -> Result<Project, StoreError> {
    let completes_on = match row.str("completes_on")? {
        "" => None,
        date => Some(date.parse::<Date>().map_err(|e| row.fault("completes_on", e))?),
    };
    Ok(Project {
        association: row.text("association")?,
        id: row.number("id")?,
        number: row.text("number")?,
        call: row.number("call")?,
        call_version: row.int("call_version")?,
        type_code: row.text("type_code")?,
        tier: row.text("tier")?,
        organisation: row.number("organisation")?,
        organisation_name: row.text("organisation_name")?,
        application: row.number("application")?,
        title: row.text("title")?,
        leader: row.text("leader")?,
        amount: Fen(row.int("amount_fen")?),
        state: row.parse("state")?,
        hold: row.text("hold")?,
        founded_at: row.time("founded_at")?,
        completes_on,
        frozen: serde_json::from_value(row.json("frozen")?).map_err(|e| row.fault("frozen", e))?,
        frozen_hash: row.text("frozen_hash")?,
        changed_at: row.time("changed_at")?,
        version: row.int("version")?,
    })
}

/// The project with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Project>, StoreError> {
    let sql =
        sql!(concat!("select ", project_columns!(), " from project where association = $1 and id = $2"));
    tx.one(sql, params![association, id])?
        .map(|r| from_row(&r.identified(&["association", "id"])))
        .transpose()
}

/// The project with this id, held against others until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Project>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        project_columns!(),
        " from project where association = $1 and id = $2 {for update}"
    ));
    tx.one(sql, params![association, id])?
        .map(|r| from_row(&r.identified(&["association", "id"])))
        .transpose()
}

/// The project founded from an application.
pub fn of_application(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
) -> Result<Option<Project>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        project_columns!(),
        " from project where association = $1 and application = $2"
    ));
    tx.one(sql, params![association, application])?.as_ref().map(from_row).transpose()
}

/// The projects of a call in the order of their numbers.
pub fn of_call(tx: &mut Tx<'_>, association: &str, call: Id) -> Result<Vec<Project>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        project_columns!(),
        " from project where association = $1 and call = $2 order by number"
    ));
    tx.all(sql, params![association, call])?.iter().map(from_row).collect()
}

/// The projects of an organisation, the newest first.
pub fn of_organisation(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
) -> Result<Vec<Project>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        project_columns!(),
        " from project where association = $1 and organisation = $2 order by founded_at desc, id desc"
    ));
    tx.all(sql, params![association, organisation])?.iter().map(from_row).collect()
}

/// All projects of an association in the order of their numbers.
pub fn all(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Project>, StoreError> {
    let sql =
        sql!(concat!("select ", project_columns!(), " from project where association = $1 order by number"));
    tx.all(sql, params![association])?.iter().map(from_row).collect()
}

/// Founds a project. The database refuses a second one for the same application or number.
pub fn insert(tx: &mut Tx<'_>, p: &Project) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into project (association, id, number, call, call_version, type_code, tier, organisation, \
         organisation_name, application, title, leader, amount_fen, state, hold, founded_at, completes_on, frozen, \
         frozen_hash, changed_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 1)"
    );
    let frozen = serde_json::to_string(&p.frozen).map_err(|e| StoreError::Row {
        statement: sql.to_string(),
        column: "frozen".to_owned(),
        row: p.id.to_string(),
        problem: e.to_string(),
    })?;
    let values = params![
        &p.association,
        p.id,
        &p.number,
        p.call,
        p.call_version,
        &p.type_code,
        &p.tier,
        p.organisation,
        &p.organisation_name,
        p.application,
        &p.title,
        &p.leader,
        p.amount.0,
        p.state.code(),
        &p.hold,
        p.founded_at,
        p.completes_on.map(|d| d.to_string()).unwrap_or_default(),
        frozen,
        &p.frozen_hash,
        p.changed_at,
    ];
    tx.execute_one(sql, values)
}

/// Writes state, hold and completion date back, if nobody wrote the row since it was read; else
/// [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, p: &Project) -> Result<(), StoreError> {
    let sql = sql!(
        "update project set state = $4, hold = $5, completes_on = $6, changed_at = $7, leader = $8, version = version + 1 \
         where association = $1 and id = $2 and version = $3"
    );
    let completes_on = p.completes_on.map(|d| d.to_string()).unwrap_or_default();
    let values = params![
        &p.association,
        p.id,
        p.version,
        p.state.code(),
        &p.hold,
        completes_on,
        p.changed_at,
        &p.leader,
    ];
    tx.execute_one(sql, values)
}

/// A step of a project's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Command code; `found` for the first.
    pub command: String,
    /// State before.
    pub from: State,
    /// State after.
    pub to: State,
    /// Reason given.
    pub reason: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// Adds a step to the timeline.
pub fn add_step(
    tx: &mut Tx<'_>,
    association: &str,
    project: Id,
    id: Id,
    step: &Step,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into project_event (association, project, id, command, from_state, to_state, reason, actor_name, at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = params![
        association,
        project,
        id,
        &step.command,
        step.from.code(),
        step.to.code(),
        &step.reason,
        &step.actor,
        step.at,
    ];
    tx.execute_one(sql, values)
}

/// The timeline of a project, the first step first.
pub fn steps(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Step>, StoreError> {
    let sql = sql!(
        "select command, from_state, to_state, reason, actor_name, at from project_event \
         where association = $1 and project = $2 order by at, id"
    );
    let rows = tx.all(sql, params![association, project])?;
    rows.iter()
        .map(|r| {
            Ok(Step {
                command: r.text("command")?,
                from: r.parse("from_state")?,
                to: r.parse("to_state")?,
                reason: r.text("reason")?,
                actor: r.text("actor_name")?,
                at: r.time("at")?,
            })
        })
        .collect()
}
