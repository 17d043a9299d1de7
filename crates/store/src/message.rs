//! 站内信: what a person is told inside the system. Mail and SMS go through the outbox.

use jiff::Timestamp;
use kexiang_core::id::Id;
use serde_json::Value as Json;

use crate::{Row, StoreError, Tx};

/// A message to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Association that says it; empty for the system.
    pub association: String,
    /// Identity.
    pub id: Id,
    /// Who is told.
    pub account: Id,
    /// When.
    pub at: Timestamp,
    /// The locale's message is `message-<kind>`.
    pub kind: String,
    /// Values of the message, an object of texts.
    pub args: Json,
    /// Page it leads to; empty if none.
    pub href: String,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// Tells a person something.
pub fn tell(tx: &mut Tx<'_>, message: &Message) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into message (association, id, account, at, kind, args, href) values ($1, $2, $3, $4, $5, $6, $7)"
    );
    let Message { association, id, account, at, kind, args, href, .. } = message;
    tx.execute_one(insert, params![association, i64::from(*id), i64::from(*account), *at, kind, args, href])
}

/// A page of a person's messages, newest first.
pub fn of_account(tx: &mut Tx<'_>, account: Id, most: i64, skip: i64) -> Result<Vec<Message>, StoreError> {
    let select = sql!(
        "select association, id, account, at, kind, args, href, read_at from message where account = $1
         order by at desc, id desc limit $2 offset $3"
    );
    tx.all(select, params![i64::from(account), most, skip])?.into_iter().map(from_row).collect()
}

/// How many messages a person has, and how many are unread.
pub fn count(tx: &mut Tx<'_>, account: Id) -> Result<(i64, i64), StoreError> {
    let all = sql!("select count(*) as n from message where account = $1");
    let unread = sql!("select count(*) as n from message where account = $1 and read_at is null");
    let id = i64::from(account);
    Ok((tx.the(all, params![id])?.int("n")?, tx.the(unread, params![id])?.int("n")?))
}

/// Notes that a person read a message; the page it leads to, none if it is not theirs.
pub fn read(tx: &mut Tx<'_>, account: Id, id: Id, now: Timestamp) -> Result<Option<String>, StoreError> {
    let update = sql!(
        "update message set read_at = coalesce(read_at, $3) where account = $1 and id = $2 returning href"
    );
    let row = tx.one(update, params![i64::from(account), i64::from(id), now])?;
    row.map(|row| row.text("href")).transpose()
}

/// Notes that a person read all messages.
pub fn read_all(tx: &mut Tx<'_>, account: Id, now: Timestamp) -> Result<u64, StoreError> {
    let update = sql!("update message set read_at = $2 where account = $1 and read_at is null");
    tx.exec(update, params![i64::from(account), now])
}

fn from_row(row: Row) -> Result<Message, StoreError> {
    let row = row.identified(&["association", "id"]);
    Ok(Message {
        association: row.text("association")?,
        id: row.number("id")?,
        account: row.number("account")?,
        at: row.time("at")?,
        kind: row.text("kind")?,
        args: row.json("args")?,
        href: row.text("href")?,
        read_at: row.opt_time("read_at")?,
    })
}
