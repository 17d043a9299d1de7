//! Reading the audit chain and proving that nobody touched it (审计链).

use kexiang_core::canonical::{ContentHash, audit_link};

use crate::db::Store;
use crate::error::StoreError;
use crate::row::Row;
use crate::tx::Tx;
use crate::write::{Actor, Entry, Subject, canonical};

/// Rows read in one go while verifying.
const PAGE: i64 = 1000;

/// A row of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number in the association's chain, from 1, without gaps.
    pub seq: i64,
    /// What it records; without events and messages, which have tables of their own.
    pub entry: Entry,
    /// The hash of the row before, or [`ContentHash::NONE`].
    pub previous: ContentHash,
    /// Its hash.
    pub hash: ContentHash,
}

/// The end of a chain: to be sealed outside the database day by day, so that even a rewritten chain is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of rows.
    pub seq: i64,
    /// The hash of the last row, or [`ContentHash::NONE`].
    pub hash: ContentHash,
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every row is as it was written, none is missing.
    Sound(Head),
    /// The first row that is not.
    Broken {
        /// Its number.
        seq: i64,
        /// What is wrong with it.
        problem: String,
    },
}

/// Walks an association's chain in pages and checks every link, then the head.
pub async fn verify(store: &Store, association: &str) -> Result<Verdict, StoreError> {
    let code = association.to_owned();
    // The head first: rows that are appended meanwhile are beyond it and left for the next time.
    let end = store.read_long(move |tx| head(tx, &code)).await?;
    let mut walked = Head { seq: 0, hash: ContentHash::NONE };
    while walked.seq < end.seq {
        let (code, from) = (association.to_owned(), walked);
        let step = store.read_long(move |tx| check_page(tx, &code, from, end.seq)).await?;
        match step {
            Verdict::Sound(reached) => walked = reached,
            broken @ Verdict::Broken { .. } => return Ok(broken),
        }
    }
    let beyond = store.read_long({
        let code = association.to_owned();
        move |tx| last_seq(tx, &code)
    });
    if end.seq == 0 && beyond.await? > 0 {
        return Ok(Verdict::Broken {
            seq: 1,
            problem: "there are rows, but the head of the chain is gone".to_owned(),
        });
    }
    if walked.hash != end.hash {
        let problem = format!("its hash is {}, the head of the chain says {}", walked.hash, end.hash);
        return Ok(Verdict::Broken { seq: walked.seq, problem });
    }
    Ok(Verdict::Sound(walked))
}

/// The end of an association's chain.
pub fn head(tx: &mut Tx<'_>, association: &str) -> Result<Head, StoreError> {
    let statement = sql!("select association, audit_seq, audit_hash from audit_head where association = $1");
    match tx.one(statement, params![association])? {
        None => Ok(Head { seq: 0, hash: ContentHash::NONE }),
        Some(row) => {
            let row = row.identified(&["association"]);
            Ok(Head { seq: row.int("audit_seq")?, hash: row.parse("audit_hash")? })
        }
    }
}

fn last_seq(tx: &mut Tx<'_>, association: &str) -> Result<i64, StoreError> {
    let statement = sql!("select coalesce(max(seq), 0) as seq from audit where association = $1");
    tx.the(statement, params![association])?.int("seq")
}

/// Checks the rows of one page after `from`.
fn check_page(tx: &mut Tx<'_>, association: &str, from: Head, end: i64) -> Result<Verdict, StoreError> {
    let mut reached = from;
    let last = end.min(from.seq + PAGE);
    let rows = rows(tx, association, from.seq + 1, last)?;
    for row in &rows {
        let seq = reached.seq + 1;
        let problem = match read(row) {
            Err(error) => Some(error.to_string()),
            Ok(link) if link.seq != seq => Some("it is missing".to_owned()),
            Ok(link) => flaw(&link, reached.hash)?,
        };
        if let Some(problem) = problem {
            return Ok(Verdict::Broken { seq, problem });
        }
        reached = Head { seq, hash: row.parse("hash")? };
    }
    if reached.seq < last {
        return Ok(Verdict::Broken { seq: reached.seq + 1, problem: "it is missing".to_owned() });
    }
    Ok(Verdict::Sound(reached))
}

/// What is wrong with a link that should follow `previous`.
fn flaw(link: &Link, previous: ContentHash) -> Result<Option<String>, StoreError> {
    if link.previous != previous {
        return Ok(Some(format!("it follows {}, but the row before it has {previous}", link.previous)));
    }
    let computed = audit_link(previous, &canonical(&link.entry, link.seq)?);
    Ok((link.hash != computed).then(|| format!("its hash is {}, its content gives {computed}", link.hash)))
}

/// What was recorded about a subject, latest first, at most `most` rows, before number `before` if given.
pub fn of_subject(
    tx: &mut Tx<'_>,
    association: &str,
    subject: &Subject,
    before: Option<i64>,
    most: u32,
) -> Result<Vec<Link>, StoreError> {
    let statement = sql!(
        "select association, seq, at, actor_kind, actor_id, actor_name, via, request_id, action, subject_kind,
             subject_id, before, after, prev_hash, hash
         from audit
         where association = $1 and subject_kind = $2 and subject_id = $3 and seq < $4
         order by seq desc limit $5"
    );
    let before = before.unwrap_or(i64::MAX);
    let rows = tx.all(statement, params![association, &subject.kind, &subject.id, before, most])?;
    rows.iter().map(read).collect()
}

/// The rows of a chain from number `first` to number `last`.
pub fn range(tx: &mut Tx<'_>, association: &str, first: i64, last: i64) -> Result<Vec<Link>, StoreError> {
    rows(tx, association, first, last)?.iter().map(read).collect()
}

fn rows(tx: &mut Tx<'_>, association: &str, first: i64, last: i64) -> Result<Vec<Row>, StoreError> {
    let statement = sql!(
        "select association, seq, at, actor_kind, actor_id, actor_name, via, request_id, action, subject_kind,
             subject_id, before, after, prev_hash, hash
         from audit where association = $1 and seq between $2 and $3 order by seq"
    );
    let rows = tx.all(statement, params![association, first, last])?;
    Ok(rows.into_iter().map(|row| row.identified(&["association", "seq"])).collect())
}

fn read(row: &Row) -> Result<Link, StoreError> {
    let entry = Entry {
        association: row.text("association")?,
        at: row.time("at")?,
        actor: Actor {
            kind: row.text("actor_kind")?,
            id: row.text("actor_id")?,
            name: row.text("actor_name")?,
        },
        via: row.parse("via")?,
        request_id: row.text("request_id")?,
        action: row.text("action")?,
        subject: Subject { kind: row.text("subject_kind")?, id: row.text("subject_id")? },
        before: row.opt_json("before")?,
        after: row.opt_json("after")?,
        events: Vec::new(),
        messages: Vec::new(),
    };
    Ok(Link { seq: row.int("seq")?, entry, previous: row.parse("prev_hash")?, hash: row.parse("hash")? })
}
