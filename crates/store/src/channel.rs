//! Ways beside the inbox: what people want, messages that are to be carried on, calendar links (消息渠道、日历订阅).

use std::collections::BTreeSet;

use jiff::Timestamp;
use kexiang_core::channel::{Channel, Choices, Topic};
use kexiang_core::id::Id;
use serde_json::Value as Json;

use crate::{Row, StoreError, Tx};

/// What a person wants.
pub fn choices(tx: &mut Tx<'_>, account: Id) -> Result<Choices, StoreError> {
    let sql = sql!("select topic, channel from channel_choice where association = '' and account = $1");
    let mut all = BTreeSet::new();
    for row in tx.all(sql, params![account])? {
        // A topic or a way that exists no more is no choice.
        if let (Some(t), Some(c)) =
            (Topic::from_code(row.str("topic")?), Channel::from_code(row.str("channel")?))
        {
            all.insert((t, c));
        }
    }
    Ok(Choices(all))
}

/// Sets what a person wants.
pub fn set_choices(tx: &mut Tx<'_>, account: Id, choices: &Choices) -> Result<(), StoreError> {
    let clear = sql!("delete from channel_choice where association = '' and account = $1");
    tx.exec(clear, params![account])?;
    let insert =
        sql!("insert into channel_choice (association, account, topic, channel) values ('', $1, $2, $3)");
    choices.0.iter().try_for_each(|(t, c)| tx.execute_one(insert, params![account, t.code(), c.code()]))
}

/// A message that is to be carried on, with its receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Association that says it; empty for the system.
    pub association: String,
    /// Its id.
    pub id: Id,
    /// Who is told.
    pub account: Id,
    /// When.
    pub at: Timestamp,
    /// Kind of the message.
    pub kind: String,
    /// Values of the message.
    pub args: Json,
    /// Page it leads to.
    pub href: String,
    /// Name of the person.
    pub name: String,
    /// Mail address; may be empty.
    pub email: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// Language.
    pub language: String,
}

fn carried(row: &Row) -> Result<Carried, StoreError> {
    Ok(Carried {
        association: row.text("association")?,
        id: row.number("id")?,
        account: row.number("account")?,
        at: row.time("at")?,
        kind: row.text("kind")?,
        args: row.json("args")?,
        href: row.text("href")?,
        name: row.text("name")?,
        email: row.text("email")?,
        phone: row.text("phone")?,
        language: row.text("language")?,
    })
}

/// Whether there are messages that nobody carried on yet.
pub fn is_waiting(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let sql = sql!("select id from message where carried = 0 limit 1");
    Ok(tx.one(sql, params![])?.is_some())
}

/// Takes up to `most` messages that nobody carried on yet, the oldest first; they are taken for good when the transaction
/// commits.
pub fn take(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Carried>, StoreError> {
    let due = sql!(
        "select m.association, m.id, m.account, m.at, m.kind, m.args, m.href, a.name, a.email, a.phone, a.language \
         from message m join account a on a.association = '' and a.id = m.account where m.carried = 0 \
         order by m.at, m.id limit $1"
    );
    let found: Vec<Carried> = tx.all(due, params![most])?.iter().map(carried).collect::<Result<_, _>>()?;
    let mark = sql!(
        "update message set carried = 1 where association = $1 and id = $2 and account = $3 and carried = 0"
    );
    let mut own = Vec::with_capacity(found.len());
    for m in found {
        // Another worker may have been quicker.
        if tx.exec(mark, params![&m.association, m.id, m.account])? == 1 {
            own.push(m);
        }
    }
    Ok(own)
}

/// Unread messages of a person since a moment, the first one first.
pub fn unread(
    tx: &mut Tx<'_>,
    account: Id,
    since: Timestamp,
) -> Result<Vec<(Timestamp, String, Json)>, StoreError> {
    let sql = sql!(
        "select at, kind, args from message where account = $1 and read_at is null and at >= $2 order by at, id limit 200"
    );
    let one = |r: &Row| Ok((r.time("at")?, r.text("kind")?, r.json("args")?));
    tx.all(sql, params![account, since])?.iter().map(one).collect()
}

/// The people who want a digest.
pub fn readers_of_digests(tx: &mut Tx<'_>) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "select distinct account from channel_choice where association = '' and channel = 'digest' order by account"
    );
    tx.all(sql, params![])?.iter().map(|r| r.number("account")).collect()
}

/// Sets a person's calendar link by the hash of its token; the former one no longer works.
pub fn set_feed(tx: &mut Tx<'_>, account: Id, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into calendar_feed (association, account, token_hash, made_at) values ('', $1, $2, $3) \
         on conflict (association, account) do update set token_hash = $2, made_at = $3"
    );
    tx.execute_one(sql, params![account, hash, now])
}

/// Takes a person's calendar link back; false where there is none.
pub fn drop_feed(tx: &mut Tx<'_>, account: Id) -> Result<bool, StoreError> {
    let sql = sql!("delete from calendar_feed where association = '' and account = $1");
    Ok(tx.exec(sql, params![account])? == 1)
}

/// When a person's calendar link was made.
pub fn feed_of(tx: &mut Tx<'_>, account: Id) -> Result<Option<Timestamp>, StoreError> {
    let sql = sql!("select made_at from calendar_feed where association = '' and account = $1");
    tx.one(sql, params![account])?.map(|r| r.time("made_at")).transpose()
}

/// Whose calendar link this is.
pub fn feed_account(tx: &mut Tx<'_>, hash: &str) -> Result<Option<Id>, StoreError> {
    let sql = sql!("select account from calendar_feed where token_hash = $1");
    tx.one(sql, params![hash])?.map(|r| r.number("account")).transpose()
}
