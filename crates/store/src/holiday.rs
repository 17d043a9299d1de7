//! Holiday tables (节假日安排) that were imported: each year of an association, every version of it.

use jiff::Timestamp;

use crate::{Row, StoreError, Tx};

/// An imported table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Association; empty for the whole deployment.
    pub association: String,
    /// Year.
    pub year: i16,
    /// Version, from 1; the last one holds.
    pub seq: i64,
    /// The table as TOML.
    pub body: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

fn read(r: &Row) -> Result<Imported, StoreError> {
    Ok(Imported {
        association: r.text("association")?,
        year: r.number("year")?,
        seq: r.int("seq")?,
        body: r.text("body")?,
        at: r.time("imported_at")?,
        by: r.text("imported_by")?,
    })
}

/// The tables that hold: of each association and year the last version.
pub fn current(tx: &mut Tx<'_>) -> Result<Vec<Imported>, StoreError> {
    let sql = sql!(
        "select h.association, h.year, h.seq, h.body, h.imported_at, h.imported_by from holiday_table h
         where h.seq = (select max(n.seq) from holiday_table n where n.association = h.association and n.year = h.year)
         order by h.association, h.year"
    );
    tx.all(sql, params![])?.iter().map(read).collect()
}

/// Adds a version behind the last one of its year.
pub fn add(tx: &mut Tx<'_>, i: &Imported) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into holiday_table (association, year, seq, body, imported_at, imported_by)
         values ($1, $2, (select coalesce(max(seq), 0) + 1 from holiday_table where association = $1 and year = $2),
             $3, $4, $5)"
    );
    tx.execute_one(insert, params![&i.association, i64::from(i.year), &i.body, i.at, &i.by])
}
