use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{StoreError, Tx};

/// A package that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// 保管期限: `permanent`, `30`, `10` years.
    pub term: String,
    /// Who ordered it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Orders a package. The database refuses a second order for the same project.
pub fn order(tx: &mut Tx<'_>, association: &str, project: Id, o: &Order) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into archive_order (association, project, term, ordered_by, ordered_at) values ($1, $2, $3, $4, $5)"
    );
    tx.execute_one(sql, params![association, project, &o.term, &o.by, o.at])
}

/// The package that is being made of a project.
pub fn ordered(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Option<Order>, StoreError> {
    let sql = sql!(
        "select term, ordered_by, ordered_at from archive_order where association = $1 and project = $2"
    );
    let row = tx.one(sql, params![association, project])?;
    row.map(|r| Ok(Order { term: r.text("term")?, by: r.text("ordered_by")?, at: r.time("ordered_at")? }))
        .transpose()
}

/// The package is made.
pub fn finish(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<(), StoreError> {
    let sql = sql!("delete from archive_order where association = $1 and project = $2");
    tx.exec(sql, params![association, project]).map(|_| ())
}
