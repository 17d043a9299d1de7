//! Hard limits on numbers (限项, 限额): a place is taken in the transaction that uses it, or there is none.

use crate::error::StoreError;
use crate::tx::Tx;

/// Whether there was a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// One was taken; so many are used now.
    Taken {
        /// How many are used, this one included.
        used: i64,
    },
    /// None is left.
    Full {
        /// How many are used.
        used: i64,
    },
}

/// Takes one of `limit` places of `key` within `scope`. Concurrent takers wait for each other until their commits,
/// so take as late as possible in a transaction.
pub fn take(
    tx: &mut Tx<'_>,
    association: &str,
    scope: &str,
    key: &str,
    limit: i64,
) -> Result<Take, StoreError> {
    let statement = sql!(
        "insert into quota (association, scope, key, used)
         select $1, $2, $3, 1 where cast($4 as bigint) > 0
         on conflict (association, scope, key) do update set used = quota.used + 1 where quota.used < $4
         returning used"
    );
    tx.release_early();
    match tx.one(statement, params![association, scope, key, limit])? {
        Some(row) => Ok(Take::Taken { used: row.int("used")? }),
        None => Ok(Take::Full { used: used(tx, association, scope, key)? }),
    }
}

/// Gives one place back; [`StoreError::Conflict`] if none is taken.
pub fn give_back(tx: &mut Tx<'_>, association: &str, scope: &str, key: &str) -> Result<(), StoreError> {
    let statement = sql!(
        "update quota set used = used - 1 where association = $1 and scope = $2 and key = $3 and used > 0"
    );
    tx.execute_one(statement, params![association, scope, key])
}

/// How many places are taken.
pub fn used(tx: &mut Tx<'_>, association: &str, scope: &str, key: &str) -> Result<i64, StoreError> {
    let statement = sql!("select used from quota where association = $1 and scope = $2 and key = $3");
    tx.one(statement, params![association, scope, key])?.map_or(Ok(0), |row| row.int("used"))
}
