//! What is to be sent outside, written with its cause and sent after the commit, at least once.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;

use crate::error::StoreError;
use crate::row::Row;
use crate::tx::Tx;

/// Attempts before a message is given up; with the pauses below, after about a day.
const MOST_ATTEMPTS: u32 = 12;

/// A message on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The association.
    pub association: String,
    /// Its number; with the association a key that receivers can tell repetitions by.
    pub seq: i64,
    /// When its cause happened.
    pub at: Timestamp,
    /// `mail`, `sms`, `robot`.
    pub channel: String,
    /// The address within the channel.
    pub recipient: String,
    /// Template and values.
    pub payload: Json,
    /// The audit row of its cause.
    pub audit_seq: i64,
    /// How often it was taken for sending, this time included.
    pub attempts: u32,
    /// The last error.
    pub error: Option<String>,
}

/// Hands out up to `most` messages that are due; who does not report back within `lease` has not sent them.
pub fn take(
    tx: &mut Tx<'_>,
    now: Timestamp,
    lease: SignedDuration,
    most: u32,
) -> Result<Vec<Outgoing>, StoreError> {
    let statement = sql!(
        "with due as materialized (
             select association, seq from outbox where state = 'waiting' and next_at <= $1
             order by next_at, association, seq limit $3 {skip locked}
         )
         update outbox set attempts = attempts + 1, next_at = $2
         where (association, seq) in (select association, seq from due)
         returning association, seq, at, channel, recipient, payload, audit_seq, attempts, error"
    );
    let rows = tx.all(statement, params![now, now + lease, most])?;
    let mut messages = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    messages.sort_by(|a, b| (&a.association, a.seq).cmp(&(&b.association, b.seq)));
    Ok(messages)
}

/// The message was sent. [`StoreError::Conflict`] if someone else took it meanwhile.
pub fn sent(tx: &mut Tx<'_>, message: &Outgoing, now: Timestamp) -> Result<(), StoreError> {
    let statement = sql!(
        "update outbox set state = 'sent', finished_at = $4, error = null
         where association = $1 and seq = $2 and attempts = $3 and state = 'waiting'"
    );
    tx.execute_one(statement, params![&message.association, message.seq, message.attempts, now])
}

/// The message could not be sent; true if it will be tried again. [`StoreError::Conflict`] if someone else took it
/// meanwhile.
pub fn failed(tx: &mut Tx<'_>, message: &Outgoing, now: Timestamp, error: &str) -> Result<bool, StoreError> {
    let again = message.attempts < MOST_ATTEMPTS;
    let (state, finished_at) = if again { ("waiting", None) } else { ("failed", Some(now)) };
    let statement = sql!(
        "update outbox set state = $4, next_at = $5, finished_at = $6, error = $7
         where association = $1 and seq = $2 and attempts = $3 and state = 'waiting'"
    );
    let Outgoing { association, seq, attempts, .. } = message;
    let row = params![association, *seq, *attempts, state, now + pause(*attempts), finished_at, error];
    tx.execute_one(statement, row)?;
    Ok(again)
}

/// The latest messages, sent or not, newest first: for the outbox page of a demonstration.
pub fn latest(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Outgoing>, StoreError> {
    let statement = sql!(
        "select association, seq, at, channel, recipient, payload, audit_seq, attempts, error from outbox
         order by at desc, association, seq desc limit $1"
    );
    tx.all(statement, params![most])?.into_iter().map(read).collect()
}

/// What was given up for an association, the newest first.
pub fn failed_ones(tx: &mut Tx<'_>, association: &str, most: u32) -> Result<Vec<Outgoing>, StoreError> {
    let statement = sql!(
        "select association, seq, at, channel, recipient, payload, audit_seq, attempts, error from outbox
         where association = $1 and state = 'failed' order by seq desc limit $2"
    );
    tx.all(statement, params![association, most])?.into_iter().map(read).collect()
}

/// What waits to be tried again after an error, the newest first.
pub fn stumbling(tx: &mut Tx<'_>, association: &str, most: u32) -> Result<Vec<Outgoing>, StoreError> {
    let statement = sql!(
        "select association, seq, at, channel, recipient, payload, audit_seq, attempts, error from outbox
         where association = $1 and state = 'waiting' and error is not null order by seq desc limit $2"
    );
    tx.all(statement, params![association, most])?.into_iter().map(read).collect()
}

/// Lets one that was given up be tried from the beginning; false where there is none of this number.
pub fn revive(tx: &mut Tx<'_>, association: &str, seq: i64, now: Timestamp) -> Result<bool, StoreError> {
    let statement = sql!(
        "update outbox set state = 'waiting', attempts = 0, next_at = $3, finished_at = null, error = null
         where association = $1 and seq = $2 and state = 'failed'"
    );
    Ok(tx.exec(statement, params![association, seq, now])? == 1)
}

/// One minute, doubling with each attempt, at most four hours.
fn pause(attempts: u32) -> SignedDuration {
    let doublings = attempts.saturating_sub(1).min(10);
    (SignedDuration::from_mins(1) * (1 << doublings)).min(SignedDuration::from_hours(4))
}

fn read(row: Row) -> Result<Outgoing, StoreError> {
    let row = row.identified(&["association", "seq"]);
    Ok(Outgoing {
        association: row.text("association")?,
        seq: row.int("seq")?,
        at: row.time("at")?,
        channel: row.text("channel")?,
        recipient: row.text("recipient")?,
        payload: row.json("payload")?,
        audit_seq: row.int("audit_seq")?,
        attempts: row.number("attempts")?,
        error: row.opt_text("error")?,
    })
}
