//! Inspections, and warnings that went out (抽查、中期检查、预警).

use jiff::Timestamp;
use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::inspection::{Kind, State};
use kexiang_core::warning::{Level, Subject};

use crate::contract::json_text;
use crate::{Row, StoreError, Tx};

/// The columns that the reader of `inspection` needs.
macro_rules! inspection_columns {
    () => {
        "association, id, project, kind, state, draw, basis, planned_on, report, items, remedy_due, answer, finding, \
            planned_by, planned_at, changed_at, version"
    };
}

/// An inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// Project.
    pub project: Id,
    /// Kind.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// The draw it comes from.
    pub draw: Option<Id>,
    /// The risk it comes from.
    pub basis: String,
    /// The day it is planned for.
    pub planned_on: Date,
    /// The organisation's report with its progress, as it was then.
    pub report: serde_json::Value,
    /// What is to be put right.
    pub items: Vec<String>,
    /// Until when.
    pub remedy_due: Option<Date>,
    /// What the organisation did about it.
    pub answer: String,
    /// What was found.
    pub finding: String,
    /// Who planned it.
    pub planned_by: String,
    /// When.
    pub planned_at: Timestamp,
    /// Last change.
    pub changed_at: Timestamp,
    /// Row version.
    pub version: i64,
}

fn from_row(row: &Row) -> Result<Inspection, StoreError> {
    let remedy_due = match row.str("remedy_due")? {
        "" => None,
        _ => Some(row.parse("remedy_due")?),
    };
    let report = match row.str("report")? {
        "" => serde_json::Value::Null,
        _ => row.json("report")?,
    };
    Ok(Inspection {
        association: row.text("association")?,
        id: row.number("id")?,
        project: row.number("project")?,
        kind: row.parse("kind")?,
        state: row.parse("state")?,
        draw: row.opt_number("draw")?,
        basis: row.text("basis")?,
        planned_on: row.parse("planned_on")?,
        report,
        items: serde_json::from_value(row.json("items")?).map_err(|e| row.fault("items", e))?,
        remedy_due,
        answer: row.text("answer")?,
        finding: row.text("finding")?,
        planned_by: row.text("planned_by")?,
        planned_at: row.time("planned_at")?,
        changed_at: row.time("changed_at")?,
        version: row.int("version")?,
    })
}

/// The inspection with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Inspection>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        inspection_columns!(),
        " from inspection where association = $1 and id = $2"
    ));
    tx.one(sql, params![association, id])?.map(|r| from_row(&r.identified(&["id"]))).transpose()
}

/// The inspections of a project, the first one first.
pub fn of_project(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Inspection>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        inspection_columns!(),
        " from inspection where association = $1 and project = $2 order by planned_at, id"
    ));
    let rows = tx.all(sql, params![association, project])?;
    rows.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect()
}

/// All inspections of an association, the last planned first.
pub fn all(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Inspection>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        inspection_columns!(),
        " from inspection where association = $1 order by planned_at desc, id desc"
    ));
    let rows = tx.all(sql, params![association])?;
    rows.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect()
}

/// The inspections of an association that are not over, the first planned first.
pub fn open(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Inspection>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        inspection_columns!(),
        " from inspection where association = $1 and state in ('planned', 'reported', 'remedy', 'remedied') \
         order by planned_on, id"
    ));
    let rows = tx.all(sql, params![association])?;
    rows.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect()
}

/// The inspections of a kind of an association, by project, the first planned first.
pub fn of_kind(tx: &mut Tx<'_>, association: &str, kind: Kind) -> Result<Vec<Inspection>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        inspection_columns!(),
        " from inspection where association = $1 and kind = $2 order by project, planned_at, id"
    ));
    let rows = tx.all(sql, params![association, kind.code()])?;
    rows.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect()
}

/// Plans an inspection.
pub fn insert(tx: &mut Tx<'_>, i: &Inspection) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into inspection (association, id, project, kind, state, draw, basis, planned_on, planned_by, planned_at, \
         changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)"
    );
    let values = params![
        &i.association,
        i.id,
        i.project,
        i.kind.code(),
        i.state.code(),
        i.draw,
        &i.basis,
        i.planned_on.to_string(),
        &i.planned_by,
        i.planned_at,
    ];
    tx.execute_one(sql, values)
}

/// Writes an inspection back, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, i: &Inspection) -> Result<(), StoreError> {
    let sql = sql!(
        "update inspection set state = $4, report = $5, items = $6, remedy_due = $7, answer = $8, finding = $9, \
         changed_at = $10, version = version + 1 where association = $1 and id = $2 and version = $3"
    );
    let report = if i.report.is_null() { String::new() } else { i.report.to_string() };
    let values = params![
        &i.association,
        i.id,
        i.version,
        i.state.code(),
        report,
        json_text(&i.items, sql, "items", i.id)?,
        i.remedy_due.map(|d| d.to_string()).unwrap_or_default(),
        &i.answer,
        &i.finding,
        i.changed_at,
    ];
    tx.execute_one(sql, values)
}

/// How near a due date was when the last warning about it went out.
pub fn warned(
    tx: &mut Tx<'_>,
    association: &str,
    project: Id,
) -> Result<Vec<(Subject, Date, Level)>, StoreError> {
    let sql = sql!(
        "select subject, due_on, step from warning_sent where association = $1 and project = $2 order by subject"
    );
    let one = |r: &Row| {
        let subject = serde_json::from_value(r.json("subject")?).map_err(|e| r.fault("subject", e))?;
        let level = match r.int("step")? {
            step @ 0.. => Level::Within(step),
            late => Level::Overdue(-late),
        };
        Ok((subject, r.parse("due_on")?, level))
    };
    tx.all(sql, params![association, project])?.iter().map(one).collect()
}

/// Remembers that a warning went out.
pub fn remember_warning(
    tx: &mut Tx<'_>,
    association: &str,
    project: Id,
    (subject, due, level): (&Subject, Date, Level),
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into warning_sent (association, project, subject, due_on, step, sent_at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (association, project, subject) do update set due_on = $4, step = $5, sent_at = $6"
    );
    let step = match level {
        Level::Within(days) => days,
        Level::Overdue(days) => -days,
    };
    let subject = json_text(subject, sql, "subject", project)?;
    tx.execute_one(sql, params![association, project, subject, due.to_string(), step, at])
}
