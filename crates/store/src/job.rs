//! Work for later, at least once: enqueued in the transaction of its cause, claimed under a lease, tried again with
//! growing pauses, put aside as dead when nothing helps.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use kexiang_core::id::Id;
use serde_json::Value as Json;

use crate::error::StoreError;
use crate::row::Row;
use crate::tx::Tx;

/// The pause after the first failure; it doubles with each further one.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(10);
/// The longest pause between two attempts.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// A job to be enqueued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// The association; empty for the deployment itself.
    pub association: String,
    /// Its identity.
    pub id: Id,
    /// What is to be done: `letter.render`.
    pub kind: String,
    /// With what.
    pub payload: Json,
    /// Not before this time.
    pub run_at: Timestamp,
    /// While a job of this kind and key waits, another one is not enqueued.
    pub dedupe_key: Option<String>,
    /// After so many failed attempts it is dead.
    pub most_attempts: u32,
    /// Now.
    pub created_at: Timestamp,
}

impl NewJob {
    /// A job for now, tried at most 8 times (over about 20 minutes).
    pub fn new(association: &str, id: Id, kind: &str, payload: Json, now: Timestamp) -> Self {
        NewJob {
            association: association.to_owned(),
            id,
            kind: kind.to_owned(),
            payload,
            run_at: now,
            dedupe_key: None,
            most_attempts: 8,
            created_at: now,
        }
    }

    /// Not before this time.
    pub fn at(mut self, run_at: Timestamp) -> Self {
        self.run_at = run_at;
        self
    }

    /// Not twice while one waits.
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.dedupe_key = Some(key.into());
        self
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for its time.
    Ready,
    /// A worker holds a lease on it.
    Running,
    /// Done.
    Done,
    /// Failed too often; waits for a person.
    Dead,
}

impl FromStr for State {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        match code {
            "ready" => Ok(State::Ready),
            "running" => Ok(State::Running),
            "done" => Ok(State::Done),
            "dead" => Ok(State::Dead),
            _ => Err(format!("`{code}` is no state of a job")),
        }
    }
}

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The association; empty for the deployment itself.
    pub association: String,
    /// Its identity.
    pub id: Id,
    /// What is to be done.
    pub kind: String,
    /// With what.
    pub payload: Json,
    /// Where it stands.
    pub state: State,
    /// Not before this time.
    pub run_at: Timestamp,
    /// How often it was claimed; with the worker it makes the claim unmistakable.
    pub attempts: u32,
    /// After so many failed attempts it is dead.
    pub most_attempts: u32,
    /// Who holds it.
    pub worker: Option<String>,
    /// The last error.
    pub error: Option<String>,
}

/// What became of a failed job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It will be tried again at this time.
    Again(Timestamp),
    /// A newer job with the same key waits and does its work.
    Superseded,
    /// It failed too often.
    Dead,
}

/// Enqueues a job; false if one with the same kind and key waits already.
pub fn enqueue(tx: &mut Tx<'_>, job: &NewJob) -> Result<bool, StoreError> {
    let statement = sql!(
        "insert into job (association, id, kind, payload, dedupe_key, state, run_at, attempts, most_attempts,
             created_at)
         values ($1, $2, $3, $4, $5, 'ready', $6, 0, $7, $8)
         on conflict (association, kind, dedupe_key) where state = 'ready' do nothing"
    );
    let NewJob { association, id, kind, payload, run_at, dedupe_key, most_attempts, created_at } = job;
    let row =
        params![association, *id, kind, payload, dedupe_key.as_ref(), *run_at, *most_attempts, *created_at];
    Ok(tx.exec(statement, row)? == 1)
}

/// Hands up to `most` due jobs to a worker until `now + lease`. Jobs whose lease ran out (a crash) are handed out
/// again, or are dead if that was their last attempt.
pub fn claim(
    tx: &mut Tx<'_>,
    worker: &str,
    now: Timestamp,
    lease: SignedDuration,
    most: u32,
) -> Result<Vec<Job>, StoreError> {
    bury_expired(tx, now)?;
    // Materialised: a plan that evaluated the locking subquery twice would hand out more than `most`.
    let statement = sql!(
        "with due as materialized (
             select association, id from job
             where (state = 'ready' and run_at <= $2) or (state = 'running' and lease_until <= $2)
             order by run_at, id limit $4 {skip locked}
         )
         update job set state = 'running', worker = $1, lease_until = $3, attempts = attempts + 1
         where (association, id) in (select association, id from due)
         returning association, id, kind, payload, state, run_at, attempts, most_attempts, worker, error"
    );
    let rows = tx.all(statement, params![worker, now, now + lease, most])?;
    let mut jobs = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    jobs.sort_by_key(|job| (job.run_at, job.id));
    Ok(jobs)
}

/// Jobs that crashed their worker at the last attempt are dead.
fn bury_expired(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    let statement = sql!(
        "update job set state = 'dead', worker = null, lease_until = null, finished_at = $1,
             error = 'the worker went away during the last attempt'
         where state = 'running' and lease_until <= $1 and attempts >= most_attempts"
    );
    tx.exec(statement, params![now]).map(|_| ())
}

/// Prolongs the lease of a long job; [`StoreError::Conflict`] if the claim was lost meanwhile: then stop.
pub fn heartbeat(
    tx: &mut Tx<'_>,
    job: &Job,
    now: Timestamp,
    lease: SignedDuration,
) -> Result<(), StoreError> {
    let statement = sql!(
        "update job set lease_until = $5
         where association = $1 and id = $2 and state = 'running' and worker = $3 and attempts = $4"
    );
    let row = params![&job.association, job.id, job.worker.as_ref(), job.attempts, now + lease];
    tx.execute_one(statement, row)
}

/// The job is done; in the transaction of its effects, so that they happen once. [`StoreError::Conflict`] if the
/// claim was lost meanwhile: then the effects are undone with this transaction.
pub fn finish(tx: &mut Tx<'_>, job: &Job, now: Timestamp) -> Result<(), StoreError> {
    end(tx, job, "done", None, now)
}

/// The attempt failed. [`StoreError::Conflict`] if the claim was lost meanwhile.
pub fn fail(tx: &mut Tx<'_>, job: &Job, now: Timestamp, error: &str) -> Result<Fate, StoreError> {
    if job.attempts >= job.most_attempts {
        end(tx, job, "dead", Some(error), now)?;
        return Ok(Fate::Dead);
    }
    if newer_waits(tx, job)? {
        end(tx, job, "done", Some(error), now)?;
        return Ok(Fate::Superseded);
    }
    let run_at = now + pause(job.attempts);
    let statement = sql!(
        "update job set state = 'ready', worker = null, lease_until = null, run_at = $5, error = $6
         where association = $1 and id = $2 and state = 'running' and worker = $3 and attempts = $4"
    );
    let row = params![&job.association, job.id, job.worker.as_ref(), job.attempts, run_at, error];
    tx.execute_one(statement, row)?;
    Ok(Fate::Again(run_at))
}

/// The pause after the given number of attempts.
fn pause(attempts: u32) -> SignedDuration {
    let doublings = attempts.saturating_sub(1).min(20);
    (FIRST_PAUSE * (1 << doublings)).min(LONGEST_PAUSE)
}

fn newer_waits(tx: &mut Tx<'_>, job: &Job) -> Result<bool, StoreError> {
    let statement = sql!(
        "select count(*) as n from job as waiting
         where waiting.association = $1 and waiting.kind = $2 and waiting.state = 'ready' and waiting.dedupe_key =
             (select failed.dedupe_key from job as failed where failed.association = $1 and failed.id = $3)"
    );
    Ok(tx.the(statement, params![&job.association, &job.kind, job.id])?.int("n")? > 0)
}

fn end(
    tx: &mut Tx<'_>,
    job: &Job,
    state: &str,
    error: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let statement = sql!(
        "update job set state = $5, worker = null, lease_until = null, finished_at = $6, error = $7
         where association = $1 and id = $2 and state = 'running' and worker = $3 and attempts = $4"
    );
    let row = params![&job.association, job.id, job.worker.as_ref(), job.attempts, state, now, error];
    tx.execute_one(statement, row)
}

/// Gives a dead job a new set of attempts, at a person's wish.
pub fn revive(tx: &mut Tx<'_>, association: &str, id: Id, now: Timestamp) -> Result<(), StoreError> {
    let statement = sql!(
        "update job set state = 'ready', attempts = 0, run_at = $3, finished_at = null
         where association = $1 and id = $2 and state = 'dead'"
    );
    tx.execute_one(statement, params![association, id, now])
}

/// Everything that is not done: ready, running and dead, by time. Leftovers fail tests; the office sees the dead.
pub fn pending(tx: &mut Tx<'_>) -> Result<Vec<Job>, StoreError> {
    let statement = sql!(
        "select association, id, kind, payload, state, run_at, attempts, most_attempts, worker, error
         from job where state in ('ready', 'running', 'dead') order by run_at, id"
    );
    tx.all(statement, params![])?.into_iter().map(read).collect()
}

/// When the next job is due, if one waits.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    tx.the(sql!("select min(run_at) as run_at from job where state = 'ready'"), params![])?.opt_time("run_at")
}

/// Forgets jobs done before the given time; their number. Dead ones stay for a person.
pub fn purge(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.exec(sql!("delete from job where state = 'done' and finished_at < $1"), params![before])
}

fn read(row: Row) -> Result<Job, StoreError> {
    let row = row.identified(&["association", "id"]);
    Ok(Job {
        association: row.text("association")?,
        id: row.number("id")?,
        kind: row.text("kind")?,
        payload: row.json("payload")?,
        state: row.parse("state")?,
        run_at: row.time("run_at")?,
        attempts: row.number("attempts")?,
        most_attempts: row.number("most_attempts")?,
        worker: row.opt_text("worker")?,
        error: row.opt_text("error")?,
    })
}
