//! Parsers of foreign files run in a thread of their own: a panic becomes an error, and a parser that does not come
//! back is left behind after its time, so that a hostile file costs one thread and not the process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::error::{Error, Result};

/// Deep enough for parsers that recurse over nested objects up to their own limits.
const STACK: usize = 32 << 20;

/// Threads that did not come back; above this many, nothing more is parsed until the process restarts.
const MAX_LOST: usize = 8;

static LOST: AtomicUsize = AtomicUsize::new(0);

/// Runs `parse` apart and waits for at most `limit`.
///
/// # Errors
/// [`Error::Unreadable`] naming `what` when it panics or takes too long, else its own error.
pub(crate) fn guarded<T, F>(what: &'static str, limit: Duration, parse: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    let unreadable = |reason: String| Error::Unreadable { what, reason };
    if LOST.load(Ordering::Relaxed) >= MAX_LOST {
        return Err(unreadable("too many earlier files never finished; restart the service".into()));
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name(format!("read {what}"))
        .stack_size(STACK)
        // The receiver is gone only when the time is over: then nobody wants the result.
        .spawn(move || drop(sender.send(parse())))
        .map_err(|error| unreadable(error.to_string()))?;
    match receiver.recv_timeout(limit) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(unreadable("the parser stopped on damaged data".into()))
        }
        Err(mpsc::RecvTimeoutError::Timeout) => {
            LOST.fetch_add(1, Ordering::Relaxed);
            Err(unreadable(format!("not finished after {} s", limit.as_secs())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        let outcome = guarded::<u8, _>("PDF", Duration::from_secs(5), || panic!("no"));
        assert_eq!(
            outcome.unwrap_err().to_string(),
            "PDF cannot be read: the parser stopped on damaged data"
        );
    }

    #[test]
    fn a_parser_that_hangs_is_left_behind() {
        let outcome = guarded::<u8, _>("PDF", Duration::from_millis(5), || {
            loop {
                thread::park()
            }
        });
        assert_eq!(outcome.unwrap_err().to_string(), "PDF cannot be read: not finished after 0 s");
    }

    #[test]
    fn a_result_comes_through() {
        assert_eq!(guarded("PDF", Duration::from_secs(5), || Ok(7)).unwrap(), 7);
    }
}
