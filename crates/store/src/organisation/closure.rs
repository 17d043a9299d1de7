use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{Row, StoreError, Tx};

/// That an entry of the ledger was closed or opened again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// Closed, or opened again.
    pub closed: bool,
    /// Why.
    pub reason: String,
    /// The entry it was merged into.
    pub successor: Option<Id>,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// When an organisation was closed and opened again, the latest first.
pub fn closures(tx: &mut Tx<'_>, association: &str, organisation: Id) -> Result<Vec<Closure>, StoreError> {
    let sql = sql!(
        "select closed, reason, successor, decided_at, decided_by from organisation_closure \
         where association = $1 and organisation = $2 order by seq desc"
    );
    let closure = |r: &Row| {
        Ok(Closure {
            closed: r.flag("closed")?,
            reason: r.text("reason")?,
            successor: r.opt_number("successor")?,
            at: r.time("decided_at")?,
            by: r.text("decided_by")?,
        })
    };
    tx.all(sql, params![association, organisation])?.iter().map(closure).collect()
}

/// Notes a closure; the row itself is changed by [`super::update`].
pub fn note_closure(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
    closure: &Closure,
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into organisation_closure \
         (association, organisation, seq, closed, reason, successor, decided_at, decided_by) \
         values ($1, $2, (select coalesce(max(seq), 0) + 1 from organisation_closure \
         where association = $1 and organisation = $2), $3, $4, $5, $6, $7)"
    );
    let Closure { closed, reason, successor, at, by } = closure;
    let successor = successor.map(Id::as_i64);
    tx.execute_one(insert, params![association, organisation, *closed, reason, successor, *at, by])
}
