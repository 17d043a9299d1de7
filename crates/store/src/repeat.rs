//! Similar or repeated applications (同一项目不得重复申报, N12): candidates by shared fingerprints, hints that were found.

use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{StoreError, Tx, dialect};

/// A similar application pointed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The other application.
    pub other: Id,
    /// `same_title`, `near_title` or `near_text`.
    pub kind: String,
    /// Likeness in percent.
    pub percent: i64,
}

/// Lets one transaction at a time compare the applications of an association, so that of two submitted at the same
/// moment the second finds the first.
pub fn hold_index(tx: &mut Tx<'_>, association: &str) -> Result<(), StoreError> {
    dialect::hold(tx, &format!("similar/{association}"))
}

/// Replaces the fingerprints of an application.
pub fn put_fingerprints(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    bands: &[i64],
) -> Result<(), StoreError> {
    forget(tx, association, application)?;
    let insert = sql!(
        "insert into fingerprint (association, band, application) \
         select cast($1 as text), band.value, cast($2 as bigint) from {ints $3} band"
    );
    tx.exec_exactly(u64::try_from(bands.len()).unwrap_or(0), insert, params![association, application, bands])
}

/// Whether an application stands in the index.
pub fn is_read(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<bool, StoreError> {
    let sql = sql!("select 1 as one from fingerprint where association = $1 and application = $2 limit 1");
    Ok(tx.one(sql, params![association, application])?.is_some())
}

/// Applications that share fingerprints with these bands, most shared first, this one left out.
pub fn candidates(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    bands: &[i64],
    limit: u32,
) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "select application, count(*) as shared from fingerprint where association = $1 and band in {ints $3} \
         and application <> $2 group by application order by shared desc, application limit $4"
    );
    let rows = tx.all(sql, params![association, application, bands, limit])?;
    rows.iter().map(|r| r.number("application")).collect()
}

/// Replaces the hints of an application.
pub fn put_hints(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    hints: &[Hint],
    now: Timestamp,
) -> Result<(), StoreError> {
    let remove = sql!("delete from repeat_hint where association = $1 and application = $2");
    tx.exec(remove, params![association, application])?;
    hints.iter().try_for_each(|hint| put_hint(tx, association, application, hint, now))
}

/// Adds a hint to an application, or says anew how alike the other one is.
pub fn put_hint(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    hint: &Hint,
    now: Timestamp,
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into repeat_hint (association, application, other, kind, percent, found_at) \
         values ($1, $2, $3, $4, $5, $6) on conflict (association, application, other) do update set \
         kind = $4, percent = $5, found_at = $6"
    );
    tx.execute_one(insert, params![association, application, hint.other, &hint.kind, hint.percent, now])
}

/// Notes in the register how many similar applications there are, where lists filter by it.
pub fn note_count(tx: &mut Tx<'_>, association: &str, application: Id, count: i64) -> Result<(), StoreError> {
    let sql = sql!("update application set repeats = $3 where association = $1 and id = $2");
    tx.execute_one(sql, params![association, application, count])
}

/// The hints of an application, the most alike first.
pub fn hints(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<Vec<Hint>, StoreError> {
    let sql = sql!(
        "select other, kind, percent from repeat_hint where association = $1 and application = $2 \
         order by percent desc, other"
    );
    let rows = tx.all(sql, params![association, application])?;
    rows.iter()
        .map(|r| Ok(Hint { other: r.number("other")?, kind: r.text("kind")?, percent: r.int("percent")? }))
        .collect()
}

/// Fingerprints among `bands` that more than `limit` applications have: wording that is nobody's.
pub fn common(tx: &mut Tx<'_>, association: &str, bands: &[i64], limit: u32) -> Result<Vec<i64>, StoreError> {
    let sql = sql!(
        "select band from fingerprint where association = $1 and band in {ints $2} group by band having count(*) > $3 \
         order by band"
    );
    let rows = tx.all(sql, params![association, bands, limit])?;
    rows.iter().map(|r| r.int("band")).collect()
}

/// Submitted applications without fingerprints, the oldest first.
pub fn unread(tx: &mut Tx<'_>, association: &str, limit: u32) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "select a.id from application a where a.association = $1 and a.submitted_at is not null and not exists \
         (select 1 from fingerprint f where f.association = a.association and f.application = a.id) \
         order by a.submitted_at, a.id limit $2"
    );
    let rows = tx.all(sql, params![association, limit])?;
    rows.iter().map(|r| r.number("id")).collect()
}

/// Forgets the fingerprints of an application: its text is another one now.
pub fn forget(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<(), StoreError> {
    tx.exec(
        sql!("delete from fingerprint where association = $1 and application = $2"),
        params![association, application],
    )?;
    Ok(())
}

/// The same for the application of a project, of which there is a report now.
pub fn forget_project(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<(), StoreError> {
    let sql = sql!(
        "delete from fingerprint where association = $1 and application in \
         (select p.application from project p where p.association = $1 and p.id = $2)"
    );
    tx.exec(sql, params![association, project])?;
    Ok(())
}
