//! The stream of what happened, in the order of commits: inboxes, mails and indexes follow it.

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::error::StoreError;
use crate::row::Row;
use crate::tx::Tx;
use crate::write::Subject;

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// Its number in the association's stream, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What: `application.submitted`.
    pub kind: String,
    /// To what.
    pub subject: Subject,
    /// The audit row of the change.
    pub audit_seq: i64,
    /// What readers need to know.
    pub payload: Json,
}

/// The events of an association after number `seq`, at most `most`. A later call never finds an earlier number: the
/// numbers are given out under the lock that is held until the commit.
pub fn after(tx: &mut Tx<'_>, association: &str, seq: i64, most: u32) -> Result<Vec<Happened>, StoreError> {
    let statement = sql!(
        "select association, seq, at, kind, subject_kind, subject_id, audit_seq, payload
         from event where association = $1 and seq > $2 order by seq limit $3"
    );
    tx.all(statement, params![association, seq, most])?.into_iter().map(read).collect()
}

/// The events of a subject, oldest first.
pub fn of_subject(
    tx: &mut Tx<'_>,
    association: &str,
    subject: &Subject,
) -> Result<Vec<Happened>, StoreError> {
    let statement = sql!(
        "select association, seq, at, kind, subject_kind, subject_id, audit_seq, payload
         from event where association = $1 and subject_kind = $2 and subject_id = $3 order by seq"
    );
    tx.all(statement, params![association, &subject.kind, &subject.id])?.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Happened, StoreError> {
    let row = row.identified(&["association", "seq"]);
    Ok(Happened {
        seq: row.int("seq")?,
        at: row.time("at")?,
        kind: row.text("kind")?,
        subject: Subject { kind: row.text("subject_kind")?, id: row.text("subject_id")? },
        audit_seq: row.int("audit_seq")?,
        payload: row.json("payload")?,
    })
}
