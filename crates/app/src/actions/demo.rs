//! Only in a demonstration: moving the clock. Sessions move with it, so that nobody is signed out by a jump.

use jiff::Timestamp;
use kexiang_core::refusal::Refusal;
use kexiang_store::write::{self, Subject};
use kexiang_store::{session, setting};
use serde_json::json;

use super::{Ctx, Failure};
use crate::state::App;

/// Name of the setting that holds the offset in milliseconds.
pub const OFFSET: &str = "demo-clock-offset";

/// Sets the clock of all processes to a moment.
///
/// # Errors
/// `not-found` outside a demonstration: there is no such thing as moving the clock.
pub async fn move_clock(app: &App, ctx: &Ctx, target: Timestamp) -> Result<(), Failure> {
    if !app.config.demo.enabled {
        return Err(Refusal::new("not-found").into());
    }
    let offset = app.clock.offset_for(target);
    let moved = target.as_millisecond() - ctx.now.as_millisecond();
    let ctx = ctx.clone();
    app.store
        .write(move |tx| {
            setting::set(tx, OFFSET, &offset.to_string(), ctx.now)?;
            session::shift(tx, moved)?;
            let after = json!({ "to": kexiang_core::time::exact(target) });
            write::record(tx, ctx.entry_with("", "clock.move", Subject::new("clock", ""), after))
        })
        .await?;
    app.clock.follow(offset);
    Ok(())
}
