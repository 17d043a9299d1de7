use jiff::SignedDuration;
use kexiang_store::{bucket, idempotency, job};

use crate::actions::application::{schedule, upload};
use crate::actions::{Failure, channel, session, similar, warning};
use crate::state::App;

/// How often a worker tidies up.
pub(super) const EVERY: SignedDuration = SignedDuration::from_mins(10);

/// Removes what is over: sessions, counts of failures, rate buckets, answers to repeated requests, done jobs, uploads
/// that were never finished. Plans the reminders and the day's warnings that are due. Reads the associations again, in case another process
/// changed them, and into the index of copied text what no job has read.
pub(super) async fn tidy(app: &App) -> Result<(), Failure> {
    let now = app.clock.now();
    let ago = |hours| now.checked_sub(SignedDuration::from_hours(hours)).unwrap_or(now);
    let (day_ago, week_ago) = (ago(24), ago(24 * 7));
    app.store
        .write(move |tx| {
            session::purge(tx, now)?;
            bucket::purge(tx, day_ago)?;
            idempotency::purge(tx, week_ago)?;
            job::purge(tx, week_ago).map(|_| ())
        })
        .await?;
    upload::forget_stale(app, now).await?;
    schedule::plan_reminders(app, now).await?;
    warning::plan(app, now).await?;
    channel::plan_digests(app, now).await?;
    app.reload_associations().await?;
    for association in app.associations().iter() {
        similar::catch_up(app, &association.code).await?;
    }
    Ok(())
}
