//! A closure on its way to a connection and its answer on the way back.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use crate::error::{Failure, FailureKind, StoreError};
use crate::tx::Tx;

/// What to do with the transaction after the closure ran.
pub(super) enum Verdict {
    Commit,
    Rollback,
    /// Undo and run again: a concurrent transaction or a lost connection was in the way.
    Again(Failure),
}

/// A closure with its caller, types hidden.
pub(super) trait Work: Send {
    /// Whether nobody waits for the answer any more.
    fn abandoned(&self) -> bool;
    /// Runs the closure and keeps its outcome.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// Answers the caller: with the kept outcome if `end` is Ok, else with that error.
    fn answer(self: Box<Self>, end: Result<(), StoreError>);
}

pub(super) struct Job<F, T, E> {
    body: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job<F, T, E> {
    pub fn new(body: F) -> (Self, oneshot::Receiver<Result<T, E>>) {
        let (reply, answer) = oneshot::channel();
        (Job { body, outcome: None, reply }, answer)
    }
}

impl<F, T, E> Work for Job<F, T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        let (outcome, verdict) = carry_out(&mut self.body, tx);
        self.outcome = Some(outcome);
        if matches!(verdict, Verdict::Again(_)) {
            // Nothing of this run counts: the next one, or the caller's error, takes its place.
            self.outcome = None;
        }
        verdict
    }

    fn answer(mut self: Box<Self>, end: Result<(), StoreError>) {
        let outcome = match (end, self.outcome.take()) {
            // Even a refusal may rest on what a neighbour of the same commit wrote: without commit it does not stand.
            (Err(error), _) => Err(error.into()),
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(StoreError::Closed.into()),
        };
        // The caller may have gone; then nobody needs the answer.
        let _unheard = self.reply.send(outcome);
    }
}

/// Runs a closure once: a panic becomes an error, a hidden failure is brought to light.
pub(super) fn carry_out<F, T, E>(body: &mut F, tx: &mut Tx<'_>) -> (Result<T, E>, Verdict)
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    E: From<StoreError>,
{
    let whole = AssertUnwindSafe(|| {
        let value = body(tx)?;
        tx.finish()?;
        Ok(value)
    });
    let outcome =
        catch_unwind(whole).unwrap_or_else(|panic| Err(StoreError::Panicked(panic_text(&*panic)).into()));
    match (outcome, tx.failure()) {
        (outcome, Some(failure)) if failure.kind != FailureKind::Statement => {
            let outcome = outcome.and_then(|_| Err(failure.error.clone().into()));
            (outcome, Verdict::Again(failure.clone()))
        }
        (Ok(_), Some(failure)) => (Err(failure.error.clone().into()), Verdict::Rollback),
        (Err(error), _) => (Err(error), Verdict::Rollback),
        (Ok(value), None) => (Ok(value), Verdict::Commit),
    }
}

/// The text of a panic.
fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without text".to_owned())
}
