//! The inbox of a person.

use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_store::message::{self, Message};
use kexiang_store::{StoreError, Tx};
use serde_json::Value as Json;

use super::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// Messages on one page of the inbox.
pub const PAGE: i64 = 50;

/// Tells people something, within the transaction of its cause. The words are the locale's message `message-<kind>`.
///
/// # Errors
/// Those of the database.
pub fn tell(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    people: &[Id],
    (kind, args, href): (&str, &Json, &str),
) -> Result<(), StoreError> {
    people.iter().try_for_each(|account| {
        let message = Message {
            association: association.to_owned(),
            id: chance::id(ctx.now),
            account: *account,
            at: ctx.now,
            kind: kind.to_owned(),
            args: args.clone(),
            href: href.to_owned(),
            read_at: None,
        };
        message::tell(tx, &message)
    })
}

/// A page of one's inbox, newest first, and how many messages there are in all.
///
/// # Errors
/// `not-signed-in`.
pub async fn list(app: &App, ctx: &Ctx, skip: i64) -> Result<(Vec<Message>, i64), Failure> {
    let account = ctx.account()?;
    app.store
        .read(move |tx| Ok((message::of_account(tx, account, PAGE, skip)?, message::count(tx, account)?.0)))
        .await
}

/// Notes that a message was read; the page it leads to.
///
/// # Errors
/// `not-found` for messages of others.
pub async fn read(app: &App, ctx: &Ctx, id: Id) -> Result<String, Failure> {
    let (account, now) = (ctx.account()?, ctx.now);
    let href = app.store.write(move |tx| message::read(tx, account, id, now)).await?;
    href.ok_or_else(|| Refusal::new("not-found").into())
}

/// Notes that all messages were read.
///
/// # Errors
/// `not-signed-in`.
pub async fn read_all(app: &App, ctx: &Ctx) -> Result<(), Failure> {
    let (account, now) = (ctx.account()?, ctx.now);
    app.store.write(move |tx| message::read_all(tx, account, now)).await?;
    Ok(())
}
