//! Jobs of applications: comparisons, reminders, the end of correction windows.

use futures::future::BoxFuture;
use kexiang_core::id::Id;
use kexiang_store::job::Job;

use crate::actions::application::{repeat, schedule};
use crate::actions::{Ctx, Failure, Fault};
use crate::state::App;

fn id(job: &Job, name: &str) -> Result<Id, Failure> {
    let text = job.payload.get(name).and_then(|v| v.as_str()).unwrap_or_default();
    Ok(text.parse().map_err(|e| Fault::new("reading a job", e))?)
}

/// `application.compare`
pub(super) fn compare<'a>(app: &'a App, ctx: &'a Ctx, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
    Box::pin(async move { repeat::compare(app, ctx, &job.association, id(job, "application")?).await })
}

/// `application.lapse`
pub(super) fn lapse<'a>(app: &'a App, ctx: &'a Ctx, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
    Box::pin(async move { schedule::lapse(app, ctx, &job.association, id(job, "application")?).await })
}

/// `application.correction-reminder`
pub(super) fn remind_of_correction<'a>(
    app: &'a App,
    ctx: &'a Ctx,
    job: &'a Job,
) -> BoxFuture<'a, Result<(), Failure>> {
    Box::pin(async move {
        schedule::remind_of_correction(app, ctx, &job.association, id(job, "application")?).await
    })
}

/// `call.remind`
pub(super) fn remind_of_deadline<'a>(
    app: &'a App,
    ctx: &'a Ctx,
    job: &'a Job,
) -> BoxFuture<'a, Result<(), Failure>> {
    Box::pin(async move { schedule::remind_of_deadline(app, ctx, &job.association, id(job, "call")?).await })
}
