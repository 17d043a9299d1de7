//! Rate limits that hold across all nodes: token buckets in the database.

use jiff::{SignedDuration, Timestamp};

use crate::error::StoreError;
use crate::tx::Tx;

/// A token in the unit in which levels are kept, so that slow refills are exact.
const TOKEN: i128 = 1_000_000;

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
    let interval = rate.interval.as_millis().max(1);
    let capacity = i128::from(rate.burst.max(1)) * TOKEN;
    // The row must exist to be locked; a new bucket is full.
    let create = sql!(
        "insert into rate_bucket (association, key, level, at) values ($1, $2, $3, $4)
         on conflict (association, key) do nothing"
    );
    tx.exec(create, params![association, key, saturated(capacity), now])?;
    let read = sql!("select level, at from rate_bucket where association = $1 and key = $2 {for update}");
    let row = tx.the(read, params![association, key])?;
    let before = row.time("at")?;
    // A clock that runs behind neither fills nor empties.
    let elapsed = i128::from(now.as_millisecond() - before.as_millisecond()).max(0);
    let level = (i128::from(row.int("level")?) + elapsed * TOKEN / interval).min(capacity);
    if level < TOKEN {
        let missing = ((TOKEN - level) * interval + TOKEN - 1) / TOKEN;
        let until = now.max(before) + SignedDuration::from_millis(saturated(missing));
        return Ok(Verdict::Limited { until });
    }
    let update = sql!("update rate_bucket set level = $3, at = $4 where association = $1 and key = $2");
    tx.execute_one(update, params![association, key, saturated(level - TOKEN), now.max(before)])?;
    Ok(Verdict::Allowed)
}

/// Forgets buckets untouched since the given time; their number.
pub fn purge(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.exec(sql!("delete from rate_bucket where at < $1"), params![before])
}

fn saturated(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
