//! Ways beside the inbox: the one stream of messages is carried on by what each receiver wants; the morning's digest; what
//! could not be sent; the calendar of a person.

mod carry;
mod feed;
mod outbox;

pub use carry::{DIGEST, carry, digest, plan_digests};
pub use feed::{calendar, drop_feed, make_feed};
pub use outbox::{Given, given_up, retry};

use jiff::Timestamp;
use kexiang_core::channel::Choices;
use kexiang_store::channel;
use kexiang_store::write::{self, Subject};
use serde_json::json;

use super::{Ctx, Failure};
use crate::state::App;

/// What a person wants, and when their calendar link was made.
///
/// # Errors
/// `not-signed-in`.
pub async fn show(app: &App, ctx: &Ctx) -> Result<(Choices, Option<Timestamp>), Failure> {
    let account = ctx.account()?;
    app.store.read(move |tx| Ok((channel::choices(tx, account)?, channel::feed_of(tx, account)?))).await
}

/// Sets what a person wants.
///
/// # Errors
/// `not-signed-in`.
pub async fn choose(app: &App, ctx: &Ctx, choices: Choices) -> Result<(), Failure> {
    let (account, ctx) = (ctx.account()?, ctx.clone());
    app.store
        .write(move |tx| {
            channel::set_choices(tx, account, &choices)?;
            let chosen: Vec<String> =
                choices.0.iter().map(|(t, c)| format!("{}/{}", t.code(), c.code())).collect();
            let subject = Subject::new("account", account);
            Ok(write::record(
                tx,
                ctx.entry_with("", "account.channels", subject, json!({ "chosen": chosen })),
            )?)
        })
        .await
}
