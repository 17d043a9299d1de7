//! Rate limits that hold across all nodes: token buckets in the database.

use jiff::{SignedDuration, Timestamp};

use crate::error::StoreError;
use crate::tx::Tx;

/// A rate: `burst` at once, and one more per `interval`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many tokens the bucket holds, at least 1.
    pub burst: u32,
    /// How long one token takes to come back, at least a millisecond.
    pub interval: SignedDuration,
}

/// Whether the rate allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A token was taken.
    Allowed,
    /// The bucket is empty until this time.
    Limited {
        /// When the next token is there.
        until: Timestamp,
    },
}

/// Takes a token for `key`. Write it in a transaction of its own: what fails afterwards must not give the token back.
pub fn take(
    tx: &mut Tx<'_>,
    association: &str,
    key: &str,
    rate: Rate,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    // Levels are kept in milliseconds of refilling, so that nothing is ever rounded.
    let token = i64::try_from(rate.interval.as_millis()).unwrap_or(i64::MAX).max(1);
    let capacity = token.saturating_mul(rate.burst.max(1).into());
    // The row must exist to be locked; a new bucket is full.
    let create = sql!(
        "insert into rate_bucket (association, key, level, at) values ($1, $2, $3, $4)
         on conflict (association, key) do nothing"
    );
    tx.exec(create, params![association, key, capacity, now])?;
    let read = sql!("select level, at from rate_bucket where association = $1 and key = $2 {for update}");
    let row = tx.the(read, params![association, key])?;
    let before = row.time("at")?;
    // A clock that runs behind neither fills nor empties.
    let elapsed = (now.as_millisecond() - before.as_millisecond()).max(0);
    let level = row.int("level")?.saturating_add(elapsed).min(capacity);
    if level < token {
        return Ok(Verdict::Limited { until: now.max(before) + SignedDuration::from_millis(token - level) });
    }
    let update = sql!("update rate_bucket set level = $3, at = $4 where association = $1 and key = $2");
    tx.execute_one(update, params![association, key, level - token, now.max(before)])?;
    Ok(Verdict::Allowed)
}

/// Forgets buckets untouched since the given time; their number.
pub fn purge(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.exec(sql!("delete from rate_bucket where at < $1"), params![before])
}
