//! The only place that asks the system for the time. Everything else takes `now` as an argument.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use kexiang_core::time::to_millisecond;

/// The time of this process: the system's, in a demonstration moved by an offset that lies in the database, so that all
/// processes agree and a restart keeps it.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Milliseconds added to the system's time; none outside a demonstration, and then nothing can move it.
    offset: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Clock { offset: None }
    }

    /// A clock that can be moved.
    pub fn movable() -> Self {
        Clock { offset: Some(Arc::new(AtomicI64::new(0))) }
    }

    /// Now, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        let offset = self.offset.as_ref().map_or(0, |offset| offset.load(Ordering::Relaxed));
        let real = real_now();
        real.checked_add(SignedDuration::from_millis(offset)).unwrap_or(real)
    }

    /// Seconds since 1970 of the real time, even in a demonstration: for codes that the person's telephone makes.
    pub fn real_seconds(&self) -> i64 {
        real_now().as_second()
    }

    /// The offset that makes the clock show `target` at this moment, in milliseconds.
    pub fn offset_for(&self, target: Timestamp) -> i64 {
        target.as_millisecond() - real_now().as_millisecond()
    }

    /// Takes over the offset that lies in the database; without effect on a clock that cannot be moved.
    pub fn follow(&self, milliseconds: i64) {
        if let Some(offset) = &self.offset {
            offset.store(milliseconds, Ordering::Relaxed);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
fn real_now() -> Timestamp {
    to_millisecond(Timestamp::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_movable_clock_moves() {
        let target: Timestamp = "2026-03-30T01:00:00Z".parse().expect("instant");
        let (system, movable) = (Clock::system(), Clock::movable());
        for clock in [&system, &movable] {
            clock.follow(clock.offset_for(target));
        }
        assert!(movable.now() >= target && movable.now().duration_since(target).as_secs() < 60);
        assert!(system.now().duration_since(target).as_secs() > 60);
    }
}
