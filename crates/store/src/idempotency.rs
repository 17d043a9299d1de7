//! Repeated requests answer what they answered the first time and do nothing more.

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::error::StoreError;
use crate::tx::Tx;

/// What is known about a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remembered {
    /// Nothing: carry the request out and [`answer`] in the same transaction.
    First,
    /// The same request was carried out and answered this.
    Replay(Json),
    /// The same request is being carried out, or was broken off before its answer was kept.
    Running,
    /// The key was used for another request.
    Mismatch,
}

/// Claims a key for a request, described by a fingerprint of its content. A second request with the same key waits
/// until the transaction of the first has ended.
pub fn remember(
    tx: &mut Tx<'_>,
    association: &str,
    key: &str,
    fingerprint: &str,
    now: Timestamp,
) -> Result<Remembered, StoreError> {
    let insert = sql!(
        "insert into idempotency (association, key, fingerprint, created_at) values ($1, $2, $3, $4)
         on conflict (association, key) do nothing"
    );
    if tx.exec(insert, params![association, key, fingerprint, now])? == 1 {
        return Ok(Remembered::First);
    }
    let known = sql!(
        "select association, key, fingerprint, response from idempotency where association = $1 and key = $2"
    );
    let row = tx.the(known, params![association, key])?.identified(&["association", "key"]);
    if row.str("fingerprint")? != fingerprint {
        return Ok(Remembered::Mismatch);
    }
    Ok(row.opt_json("response")?.map_or(Remembered::Running, Remembered::Replay))
}

/// Keeps the answer to the first request, once.
pub fn answer(tx: &mut Tx<'_>, association: &str, key: &str, response: &Json) -> Result<(), StoreError> {
    let statement =
        sql!("update idempotency set response = $3 where association = $1 and key = $2 and response is null");
    tx.execute_one(statement, params![association, key, response])
}

/// Gives a key free whose request changed nothing.
pub fn forget(tx: &mut Tx<'_>, association: &str, key: &str) -> Result<(), StoreError> {
    let statement = sql!("delete from idempotency where association = $1 and key = $2 and response is null");
    tx.exec(statement, params![association, key]).map(|_| ())
}

/// Forgets keys older than the given time; their number.
pub fn purge(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.exec(sql!("delete from idempotency where created_at < $1"), params![before])
}
