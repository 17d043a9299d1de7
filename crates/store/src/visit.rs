//! The record of an inspection's visit, its files, and every step of an inspection (检查记录、检查材料、办理过程).

use std::str::FromStr as _;

use jiff::Timestamp;
use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::programme::Clause;
use kexiang_core::visit::Finding;

use crate::contract::json_text;
use crate::{Row, StoreError, Tx};

/// The columns that the reader of `visit` needs.
macro_rules! visit_columns {
    () => {
        "association, inspection, number, inspectors, visited_on, place, findings, holds, bar, clause, version"
    };
}

/// What is written down of an inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Code of the association.
    pub association: String,
    /// The inspection.
    pub inspection: Id,
    /// 检查编号
    pub number: String,
    /// Who looked.
    pub inspectors: Vec<String>,
    /// When; none before.
    pub visited_on: Option<Date>,
    /// Where.
    pub place: String,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Whether payments are held because of it.
    pub holds: bool,
    /// The credit measure that follows from it.
    pub bar: Option<Id>,
    /// The words that consequences rest on.
    pub clause: Option<Clause>,
    /// Row version.
    pub version: i64,
}

impl Visit {
    /// The empty record of an inspection that is planned.
    pub fn planned(association: &str, inspection: Id, number: String) -> Self {
        Visit {
            association: association.to_owned(),
            inspection,
            number,
            inspectors: Vec::new(),
            visited_on: None,
            place: String::new(),
            findings: Vec::new(),
            holds: false,
            bar: None,
            clause: None,
            version: 1,
        }
    }
}

fn from_row(row: &Row) -> Result<Visit, StoreError> {
    let visited_on = match row.str("visited_on")? {
        "" => None,
        text => Some(Date::from_str(text).map_err(|e| row.fault("visited_on", e))?),
    };
    let clause = match row.str("clause")? {
        "" => None,
        text => Some(serde_json::from_str(text).map_err(|e| row.fault("clause", e))?),
    };
    Ok(Visit {
        association: row.text("association")?,
        inspection: row.number("inspection")?,
        number: row.text("number")?,
        inspectors: serde_json::from_value(row.json("inspectors")?)
            .map_err(|e| row.fault("inspectors", e))?,
        visited_on,
        place: row.text("place")?,
        findings: serde_json::from_value(row.json("findings")?).map_err(|e| row.fault("findings", e))?,
        holds: row.flag("holds")?,
        bar: row.opt_number("bar")?,
        clause,
        version: row.int("version")?,
    })
}

/// The record of an inspection.
pub fn of(tx: &mut Tx<'_>, association: &str, inspection: Id) -> Result<Option<Visit>, StoreError> {
    let sql =
        sql!(concat!("select ", visit_columns!(), " from visit where association = $1 and inspection = $2"));
    tx.one(sql, params![association, inspection])?
        .map(|r| from_row(&r.identified(&["inspection"])))
        .transpose()
}

/// All records of an association.
pub fn all(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Visit>, StoreError> {
    let sql =
        sql!(concat!("select ", visit_columns!(), " from visit where association = $1 order by inspection"));
    let rows = tx.all(sql, params![association])?;
    rows.into_iter().map(|r| from_row(&r.identified(&["inspection"]))).collect()
}

/// Begins a record.
pub fn insert(tx: &mut Tx<'_>, v: &Visit) -> Result<(), StoreError> {
    let sql = sql!("insert into visit (association, inspection, number) values ($1, $2, $3)");
    tx.execute_one(sql, params![&v.association, v.inspection, &v.number])
}

/// Writes a record back, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, v: &Visit) -> Result<(), StoreError> {
    let sql = sql!(
        "update visit set inspectors = $4, visited_on = $5, place = $6, findings = $7, holds = $8, bar = $9, \
         clause = $10, version = version + 1 where association = $1 and inspection = $2 and version = $3"
    );
    let clause = v.clause.as_ref().map(|c| json_text(c, sql, "clause", v.inspection)).transpose()?;
    let values = params![
        &v.association,
        v.inspection,
        v.version,
        json_text(&v.inspectors, sql, "inspectors", v.inspection)?,
        v.visited_on.map(|d| d.to_string()).unwrap_or_default(),
        &v.place,
        json_text(&v.findings, sql, "findings", v.inspection)?,
        v.holds,
        v.bar,
        clause.unwrap_or_default(),
    ];
    tx.execute_one(sql, values)
}

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// 检查组
    Office,
    /// 承担单位
    Organisation,
}

impl Side {
    /// Code, as in addresses and the database.
    pub fn code(self) -> &'static str {
        match self {
            Side::Office => "office",
            Side::Organisation => "organisation",
        }
    }
}

/// A photograph or document of an inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Whose.
    pub side: Side,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Name people gave it.
    pub name: String,
    /// Who added it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Adds a file; false where the same file is there already.
pub fn add_file(tx: &mut Tx<'_>, association: &str, inspection: Id, f: &File) -> Result<bool, StoreError> {
    let sql = sql!(
        "insert into visit_file (association, inspection, side, sha256, name, added_by, added_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (association, inspection, side, sha256) do nothing"
    );
    let values = params![association, inspection, f.side.code(), &f.sha256, &f.name, &f.by, f.at];
    Ok(tx.exec(sql, values)? == 1)
}

/// The files of an inspection in the order they were added.
pub fn files(tx: &mut Tx<'_>, association: &str, inspection: Id) -> Result<Vec<File>, StoreError> {
    let sql = sql!(
        "select side, sha256, name, added_by, added_at from visit_file where association = $1 and inspection = $2 \
         order by added_at, sha256"
    );
    let one = |r: &Row| {
        Ok(File {
            side: if r.str("side")? == "office" { Side::Office } else { Side::Organisation },
            sha256: r.text("sha256")?,
            name: r.text("name")?,
            by: r.text("added_by")?,
            at: r.time("added_at")?,
        })
    };
    tx.all(sql, params![association, inspection])?.iter().map(one).collect()
}

/// A step of an inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub command: String,
    /// What was said.
    pub words: String,
    /// Until when, of a remedy order.
    pub due_on: Option<Date>,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Notes a step.
pub fn add_step(
    tx: &mut Tx<'_>,
    association: &str,
    inspection: Id,
    id: Id,
    s: &Step,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into inspection_step (association, id, inspection, command, words, due_on, by_name, at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let due = s.due_on.map(|d| d.to_string()).unwrap_or_default();
    tx.execute_one(sql, params![association, id, inspection, &s.command, &s.words, due, &s.by, s.at])
}

/// The steps of an inspection, the first one first.
pub fn steps(tx: &mut Tx<'_>, association: &str, inspection: Id) -> Result<Vec<Step>, StoreError> {
    let sql = sql!(
        "select command, words, due_on, by_name, at from inspection_step where association = $1 and inspection = $2 \
         order by at, id"
    );
    let one = |r: &Row| {
        let due_on = match r.str("due_on")? {
            "" => None,
            text => Some(Date::from_str(text).map_err(|e| r.fault("due_on", e))?),
        };
        Ok(Step {
            command: r.text("command")?,
            words: r.text("words")?,
            due_on,
            by: r.text("by_name")?,
            at: r.time("at")?,
        })
    };
    tx.all(sql, params![association, inspection])?.iter().map(one).collect()
}
