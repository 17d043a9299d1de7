//! The one door for changes: what was done, by whom and how goes into the audit chain, what happened into the event
//! stream, what is to be sent into the outbox, all in the transaction of the change itself.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use kexiang_core::canonical::{ContentHash, audit_link, canonical_bytes};
use serde_json::{Value as Json, json};

use crate::dialect;
use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::Value;

/// A change to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The association whose chain it belongs to; empty for the deployment itself.
    pub association: String,
    /// When; kept in milliseconds.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// Through which way in.
    pub via: Via,
    /// The request, as in the log.
    pub request_id: String,
    /// What was done: `application.submit`.
    pub action: String,
    /// To what.
    pub subject: Subject,
    /// What was before; integers only, no fractions.
    pub before: Option<Json>,
    /// What is now; integers only, no fractions.
    pub after: Option<Json>,
    /// What happened, for the readers of the event stream.
    pub events: Vec<Event>,
    /// What is to be sent.
    pub messages: Vec<Message>,
}

/// Who did it, as words that stay true when the account is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// `person`, `token`, `system`, `nobody`.
    pub kind: String,
    /// The account; empty if there is none.
    pub id: String,
    /// The name at that time.
    pub name: String,
}

/// The record that an action was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The noun: `application`.
    pub kind: String,
    /// Its identity.
    pub id: String,
}

impl Subject {
    /// A subject.
    pub fn new(kind: impl Into<String>, id: impl fmt::Display) -> Self {
        Subject { kind: kind.into(), id: id.to_string() }
    }
}

/// The ways in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// A page.
    Page,
    /// The API.
    Api,
    /// The command line.
    Cli,
    /// A job.
    Job,
}

impl Via {
    /// As kept.
    pub const fn code(self) -> &'static str {
        match self {
            Via::Page => "page",
            Via::Api => "api",
            Via::Cli => "cli",
            Via::Job => "job",
        }
    }
}

impl FromStr for Via {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        let all = [Via::Page, Via::Api, Via::Cli, Via::Job];
        all.into_iter().find(|via| via.code() == code).ok_or_else(|| format!("`{code}` is no way in"))
    }
}

/// Something that happened to the subject of its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `application.submitted`.
    pub kind: String,
    /// What readers need to know.
    pub payload: Json,
}

/// Something to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `mail`, `sms`, `robot`.
    pub channel: String,
    /// The address within the channel.
    pub recipient: String,
    /// Template and values.
    pub payload: Json,
}

/// Records a change. The rows are written at the end of the transaction, so that the association's chain is locked as
/// shortly as can be; an [`Tx::attempt`] that fails takes its entries along.
pub fn record(tx: &mut Tx<'_>, entry: Entry) -> Result<(), StoreError> {
    let fraction = |json: &Option<Json>| json.as_ref().is_some_and(has_fraction);
    if entry.action.is_empty() || fraction(&entry.before) || fraction(&entry.after) {
        let problem = "an entry needs an action and whole numbers: hold amounts in fen, scores in hundredths";
        return Err(unrecordable(&entry, &problem));
    }
    tx.pending().push(entry);
    Ok(())
}

/// Whether a number is a fraction, which programs write differently.
fn has_fraction(json: &Json) -> bool {
    match json {
        Json::Number(number) => number.is_f64(),
        Json::Array(items) => items.iter().any(has_fraction),
        Json::Object(fields) => fields.values().any(has_fraction),
        Json::Null | Json::Bool(_) | Json::String(_) => false,
    }
}

/// Writes the recorded entries; chains in the order of their associations' codes, so that two transactions cannot
/// wait for each other.
pub(crate) fn seal(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let mut chains: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in std::mem::take(tx.pending()) {
        chains.entry(entry.association.clone()).or_default().push(entry);
    }
    chains.into_iter().try_for_each(|(association, entries)| extend(tx, &association, &entries))
}

/// The numbers and the hash that an association's streams have reached.
struct Head {
    audit: i64,
    hash: ContentHash,
    event: i64,
    outbox: i64,
}

/// Appends entries to one chain.
fn extend(tx: &mut Tx<'_>, association: &str, entries: &[Entry]) -> Result<(), StoreError> {
    tx.release_early();
    let mut head = reserve(tx, association, entries)?;
    for entry in entries {
        head.audit += 1;
        let hash = append(tx, entry, &head)?;
        head.hash = hash;
        for event in &entry.events {
            head.event += 1;
            publish(tx, entry, event, &head)?;
        }
        for message in &entry.messages {
            head.outbox += 1;
            post(tx, entry, message, &head)?;
        }
    }
    Ok(())
}

/// Locks the chain, moves its numbers on by what is to come and answers where they stood.
fn reserve(tx: &mut Tx<'_>, association: &str, entries: &[Entry]) -> Result<Head, StoreError> {
    let audit = count(entries.len());
    let event = count(entries.iter().map(|entry| entry.events.len()).sum());
    let outbox = count(entries.iter().map(|entry| entry.messages.len()).sum());
    let statement = sql!(
        "insert into audit_head (association, audit_seq, audit_hash, event_seq, outbox_seq)
         values ($1, $2, $3, $4, $5)
         on conflict (association) do update set
             audit_seq = audit_head.audit_seq + $2,
             event_seq = audit_head.event_seq + $4,
             outbox_seq = audit_head.outbox_seq + $5
         returning association, audit_seq, audit_hash, event_seq, outbox_seq"
    );
    let row = tx.the(statement, params![association, audit, ContentHash::NONE, event, outbox])?;
    let row = row.identified(&["association"]);
    Ok(Head {
        audit: row.int("audit_seq")? - audit,
        hash: row.parse("audit_hash")?,
        event: row.int("event_seq")? - event,
        outbox: row.int("outbox_seq")? - outbox,
    })
}

/// Inserts the audit row number `head.audit` and makes it the end of the chain; its hash.
fn append(tx: &mut Tx<'_>, entry: &Entry, head: &Head) -> Result<ContentHash, StoreError> {
    let hash = audit_link(head.hash, &canonical(entry, head.audit)?);
    let Entry { association, at, actor, via, request_id, action, subject, before, after, .. } = entry;
    let row = params![
        association,
        head.audit,
        *at,
        &actor.kind,
        &actor.id,
        &actor.name,
        via.code(),
        request_id,
        action,
        &subject.kind,
        &subject.id,
        before.as_ref(),
        after.as_ref(),
        head.hash,
        hash
    ];
    dialect::append_audit(tx, row)?;
    Ok(hash)
}

fn publish(tx: &mut Tx<'_>, entry: &Entry, event: &Event, head: &Head) -> Result<(), StoreError> {
    let statement = sql!(
        "insert into event (association, seq, at, kind, subject_kind, subject_id, audit_seq, payload)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let Entry { association, at, subject, .. } = entry;
    let row = params![
        association,
        head.event,
        *at,
        &event.kind,
        &subject.kind,
        &subject.id,
        head.audit,
        &event.payload
    ];
    tx.execute_one(statement, row)
}

fn post(tx: &mut Tx<'_>, entry: &Entry, message: &Message, head: &Head) -> Result<(), StoreError> {
    let statement = sql!(
        "insert into outbox (association, seq, at, channel, recipient, payload, audit_seq, state, attempts, next_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $3)"
    );
    let Message { channel, recipient, payload } = message;
    let row = params![&entry.association, head.outbox, entry.at, channel, recipient, payload, head.audit];
    tx.execute_one(statement, row)
}

/// The canonical bytes of an audit row, which its hash covers together with the hash before it.
pub(crate) fn canonical(entry: &Entry, seq: i64) -> Result<Vec<u8>, StoreError> {
    let Value::Int(at) = Value::from(entry.at) else {
        return Err(StoreError::Setup("no instant".to_owned()));
    };
    let body = json!({
        "association": entry.association,
        "seq": seq,
        "at": at,
        "actor": { "kind": entry.actor.kind, "id": entry.actor.id, "name": entry.actor.name },
        "via": entry.via.code(),
        "request_id": entry.request_id,
        "action": entry.action,
        "subject": { "kind": entry.subject.kind, "id": entry.subject.id },
        "before": entry.before,
        "after": entry.after,
    });
    canonical_bytes(&body).map_err(|error| unrecordable(entry, &error))
}

fn unrecordable(entry: &Entry, problem: &dyn fmt::Display) -> StoreError {
    StoreError::Row {
        statement: format!("recording `{}`", entry.action),
        column: "before/after".to_owned(),
        row: format!("{} {}", entry.subject.kind, entry.subject.id),
        problem: problem.to_string(),
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
