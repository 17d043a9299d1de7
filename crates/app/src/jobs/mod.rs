//! Background work: sends letters, carries out jobs, tidies up. Any number of processes work on one database.

mod applying;
mod archiving;
mod housekeeping;
mod mail;

use std::time::Duration;

use futures::future::BoxFuture;
use jiff::SignedDuration;
use kexiang_core::id::Id;
use kexiang_store::job::{self, Job};
use kexiang_store::outbox;
use tokio::sync::watch;

use crate::actions::{Ctx, Failure, Fault, Via, archive, organisation};
use crate::chance;
use crate::state::App;

pub use mail::Mailer;

/// How often a worker looks for work.
const LOOK: Duration = Duration::from_millis(500);
/// How long a job or letter belongs to its worker before another one may take it.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// Works until `stop` says so; work under way is finished.
pub async fn work(app: App, lanes: usize, mut stop: watch::Receiver<bool>) -> Result<(), String> {
    let mailer = Mailer::new(&app.config.mail)?;
    let name = format!("{}-{}", std::process::id(), chance::typed_code(1));
    tracing::info!(worker = %name, lanes, "working");
    let mut tidy_at = app.clock.now();
    while !*stop.borrow() {
        app.follow_clock().await;
        if app.clock.now() >= tidy_at {
            tidy_at = app.clock.now() + housekeeping::EVERY;
            note(housekeeping::tidy(&app).await);
        }
        let busy = note(send_letters(&app, &mailer).await).unwrap_or(false)
            | note(run_jobs(&app, &name, lanes).await).unwrap_or(false);
        if !busy {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => {}
            }
        }
    }
    Ok(())
}

/// Carries out everything that is due; for tests and `kexiang work --once`. The number of rounds is bounded, so a job that
/// enqueues itself does not hold it for ever.
///
/// # Errors
/// Those of the database.
pub async fn work_once(app: &App) -> Result<(), Failure> {
    let mailer = Mailer::new(&app.config.mail).map_err(|problem| Fault::saying("starting mail", problem))?;
    for _ in 0..100 {
        app.follow_clock().await;
        if !(send_letters(app, &mailer).await? | run_jobs(app, "once", 1).await?) {
            break;
        }
    }
    Ok(())
}

/// What carries out the jobs of one kind.
type Handler = for<'a> fn(&'a App, &'a Ctx, &'a Job) -> BoxFuture<'a, Result<(), Failure>>;

/// All kinds of jobs: `("letter.render", |app, ctx, job| Box::pin(letter::render(app, ctx, job)))`.
const KINDS: &[(&str, Handler)] = &[
    (organisation::import::READ, |app, ctx, job| Box::pin(import(app, ctx, job))),
    (organisation::import::APPLY, |app, ctx, job| Box::pin(import(app, ctx, job))),
    (organisation::accounts::MAKE, |app, ctx, job| Box::pin(accounts(app, ctx, job))),
    ("application.compare", applying::compare),
    ("application.lapse", applying::lapse),
    ("application.correction-reminder", applying::remind_of_correction),
    ("call.remind", applying::remind_of_deadline),
    (archive::MAKE, archiving::make),
];

async fn import(app: &App, ctx: &Ctx, job: &Job) -> Result<(), Failure> {
    let Some(id) = named(job, "import") else { return Ok(()) };
    if job.kind == organisation::import::READ {
        organisation::import::read(app, ctx, &job.association, id).await
    } else {
        organisation::import::apply(app, ctx, &job.association, id).await
    }
}

async fn accounts(app: &App, ctx: &Ctx, job: &Job) -> Result<(), Failure> {
    let Some(id) = named(job, "batch") else { return Ok(()) };
    organisation::accounts::make(app, ctx, &job.association, id).await
}

/// An identity in a job's payload.
fn named(job: &Job, name: &str) -> Option<Id> {
    job.payload.get(name).and_then(serde_json::Value::as_str)?.parse().ok()
}

async fn carry_out(app: &App, ctx: &Ctx, job: &Job) -> Result<(), Failure> {
    match KINDS.iter().find(|(kind, _)| *kind == job.kind) {
        Some((_, handler)) => handler(app, ctx, job).await,
        None => Err(Fault::saying("working", format!("no worker knows jobs of kind `{}`", job.kind)).into()),
    }
}

/// Claims and carries out due jobs; whether there were any.
async fn run_jobs(app: &App, worker: &str, lanes: usize) -> Result<bool, Failure> {
    let (worker, now) = (worker.to_owned(), app.clock.now());
    let most = u32::try_from(lanes.max(1)).unwrap_or(1);
    let jobs = app.store.write(move |tx| job::claim(tx, &worker, now, LEASE, most)).await?;
    let any = !jobs.is_empty();
    let running = jobs.into_iter().map(|job| run_job(app, job));
    futures::future::join_all(running).await.into_iter().collect::<Result<(), Failure>>()?;
    Ok(any)
}

/// One job: the effects are in its action's own transaction, the result is noted here.
async fn run_job(app: &App, job: Job) -> Result<(), Failure> {
    let ctx = Ctx::system("worker", Via::Job, app.clock.now());
    let outcome = carry_out(app, &ctx, &job).await;
    let now = app.clock.now();
    let (kind, error) = (job.kind.clone(), outcome.as_ref().err().map(ToString::to_string));
    let ended = app
        .store
        .write(move |tx| match &error {
            None => job::finish(tx, &job, now).map(|()| "done"),
            Some(error) => job::fail(tx, &job, now, error).map(|fate| match fate {
                job::Fate::Again(_) => "again",
                job::Fate::Superseded => "superseded",
                job::Fate::Dead => "dead",
            }),
        })
        .await?;
    if let Err(failure) = outcome {
        tracing::error!(kind, outcome = ended, %failure, "a job failed");
    }
    app.metrics.job(&kind, ended);
    Ok(())
}

/// Sends due letters; whether there were any.
async fn send_letters(app: &App, mailer: &Mailer) -> Result<bool, Failure> {
    let now = app.clock.now();
    let letters = app.store.write(move |tx| outbox::take(tx, now, LEASE, 20)).await?;
    for letter in &letters {
        let sent = mailer.send(app, letter).await;
        let (letter, now) = (letter.clone(), app.clock.now());
        let outcome = match sent {
            Ok(()) => app.store.write(move |tx| outbox::sent(tx, &letter, now)).await.map(|()| "done"),
            Err(problem) => {
                tracing::error!(association = %letter.association, seq = letter.seq, problem, "a letter was not sent");
                let again = app.store.write(move |tx| outbox::failed(tx, &letter, now, &problem)).await;
                again.map(|again| if again { "again" } else { "dead" })
            }
        };
        app.metrics.job("mail", outcome?);
    }
    Ok(!letters.is_empty())
}

/// Logs a failure of the worker itself once; the next round tries again.
fn note<T>(outcome: Result<T, Failure>) -> Option<T> {
    outcome.map_err(|failure| tracing::error!(%failure, "the worker stumbled")).ok()
}
