use jiff::{SignedDuration, Timestamp};

use crate::{StoreError, Tx};

/// How many failures lock a key, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// Failures within the window that lock.
    pub failures: i64,
    /// Length of the window.
    pub window: SignedDuration,
    /// Length of the lock.
    pub lock: SignedDuration,
}

/// Until when a key (`account …` or `ip …`) is locked; none if it is not.
pub fn guard(tx: &mut Tx<'_>, key: &str, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let select = sql!(
        "select locked_until from sign_in_guard where association = '' and key = $1 and locked_until > $2"
    );
    let row = tx.one(select, params![key, now])?;
    row.map_or(Ok(None), |row| row.opt_time("locked_until"))
}

/// Counts a failure; until when the key is locked if this failure locked it. Failures older than the window do not
/// count, and after a lock the count begins anew.
pub fn note_failure(
    tx: &mut Tx<'_>,
    key: &str,
    rule: Guard,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let upsert = sql!(
        "insert into sign_in_guard (association, key, failures, window_from) values ('', $1, 1, $2)
         on conflict (association, key) do update set
             failures = case when sign_in_guard.window_from < $3 or sign_in_guard.locked_until <= $2
                 then 1 else sign_in_guard.failures + 1 end,
             window_from = case when sign_in_guard.window_from < $3 or sign_in_guard.locked_until <= $2
                 then $2 else sign_in_guard.window_from end,
             locked_until = case when sign_in_guard.locked_until <= $2
                 then null else sign_in_guard.locked_until end
         returning failures"
    );
    let window_start = now.checked_sub(rule.window).unwrap_or(now);
    let failures = tx.the(upsert, params![key, now, window_start])?.int("failures")?;
    if failures < rule.failures {
        return Ok(None);
    }
    let until = now.checked_add(rule.lock).unwrap_or(now);
    let lock = sql!(
        "update sign_in_guard set locked_until = $2 where association = '' and key = $1 and locked_until is null"
    );
    tx.exec(lock, params![key, until])?;
    Ok(Some(until))
}

/// Forgets the failures of a key: after a sign-in, or when an administrator unlocks it.
pub fn forgive(tx: &mut Tx<'_>, key: &str) -> Result<bool, StoreError> {
    let delete = sql!("delete from sign_in_guard where association = '' and key = $1");
    Ok(tx.exec(delete, params![key])? == 1)
}

/// Removes counts whose window began before `before` and that lock nothing; the number removed.
pub fn sweep(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    let delete = sql!(
        "delete from sign_in_guard where window_from < $1 and (locked_until is null or locked_until < $1)"
    );
    tx.exec(delete, params![before])
}
