//! Numbers without gaps: 受理编号, 合同编号, 公示编号.

use crate::error::StoreError;
use crate::tx::Tx;

/// The next number of a scope, from 1. If the transaction is undone, so is the number; concurrent takers wait for
/// each other until their commits, so take as late as possible.
pub fn next(tx: &mut Tx<'_>, association: &str, scope: &str) -> Result<i64, StoreError> {
    let statement = sql!(
        "insert into counter (association, scope, value) values ($1, $2, 1)
         on conflict (association, scope) do update set value = counter.value + 1
         returning value"
    );
    tx.release_early();
    tx.the(statement, params![association, scope])?.int("value")
}

/// The last number given out, 0 if none was.
pub fn last(tx: &mut Tx<'_>, association: &str, scope: &str) -> Result<i64, StoreError> {
    let statement = sql!("select value from counter where association = $1 and scope = $2");
    tx.one(statement, params![association, scope])?.map_or(Ok(0), |row| row.int("value"))
}
