//! The register of applications (申报登记).

mod step;

use jiff::Timestamp;
use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::organisation::OrganisationClass;

use crate::{Row, StoreError, Tx};

pub use step::{Step, add_step, steps};

/// The columns that the reader of `application` needs.
macro_rules! application_columns {
    () => {
        "association, id, call, call_version, type_code, tier, organisation, organisation_name, class, \
            recommender, state, number, title, leader, leader_phone, amount_fen, other_fen, \
            content_version, content_hash, version_code, returns, correction_due, open_overrides, repeats, \
            paper_state, started_by, started_at, handed_in_at, signed_off_at, recommended_at, submitted_at, \
            changed_at, version"
    };
}
pub(crate) use application_columns;

/// A row of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// Call.
    pub call: Id,
    /// Version of the call whose rules and form bind it.
    pub call_version: i64,
    /// Code of the type.
    pub type_code: String,
    /// Code of the tier; empty where the type has none or none is chosen yet.
    pub tier: String,
    /// Applying organisation.
    pub organisation: Id,
    /// Its name.
    pub organisation_name: String,
    /// Its class.
    pub class: OrganisationClass,
    /// Recommending organisation.
    pub recommender: Option<Id>,
    /// State.
    pub state: State,
    /// 申报编号; empty before the first submission.
    pub number: String,
    /// Title of the project.
    pub title: String,
    /// Project leader.
    pub leader: String,
    /// Their telephone.
    pub leader_phone: String,
    /// Sum applied for.
    pub amount: Fen,
    /// Sum from other sources.
    pub other: Fen,
    /// Grows with every saved field.
    pub content_version: i64,
    /// SHA-256 of the last submitted content; empty before.
    pub content_hash: String,
    /// Code printed on every page of that content; empty before.
    pub version_code: String,
    /// Returns for correction so far.
    pub returns: i64,
    /// End of the running correction window.
    pub correction_due: Option<Timestamp>,
    /// Soft rules without an officer's override.
    pub open_overrides: i64,
    /// Similar applications pointed out.
    pub repeats: i64,
    /// `none`, `due`, `received`, `accepted`, `void`, `late`.
    pub paper_state: String,
    /// Who began it.
    pub started_by: i64,
    /// When.
    pub started_at: Timestamp,
    /// When it was handed to the organisation's administrator.
    pub handed_in_at: Option<Timestamp>,
    /// When the administrator signed it off.
    pub signed_off_at: Option<Timestamp>,
    /// When it was recommended.
    pub recommended_at: Option<Timestamp>,
    /// First submission: server time at request start.
    pub submitted_at: Option<Timestamp>,
    /// Last change.
    pub changed_at: Timestamp,
    /// Row version.
    pub version: i64,
}

pub(crate) fn from_row(row: &Row) -> Result<Application, StoreError> {
    Ok(Application {
        association: row.text("association")?,
        id: row.number("id")?,
        call: row.number("call")?,
        call_version: row.int("call_version")?,
        type_code: row.text("type_code")?,
        tier: row.text("tier")?,
        organisation: row.number("organisation")?,
        organisation_name: row.text("organisation_name")?,
        class: row.parse("class")?,
        recommender: row.opt_number("recommender")?,
        state: row.parse("state")?,
        number: row.text("number")?,
        title: row.text("title")?,
        leader: row.text("leader")?,
        leader_phone: row.text("leader_phone")?,
        amount: Fen(row.int("amount_fen")?),
        other: Fen(row.int("other_fen")?),
        content_version: row.int("content_version")?,
        content_hash: row.text("content_hash")?,
        version_code: row.text("version_code")?,
        returns: row.int("returns")?,
        correction_due: row.opt_time("correction_due")?,
        open_overrides: row.int("open_overrides")?,
        repeats: row.int("repeats")?,
        paper_state: row.text("paper_state")?,
        started_by: row.int("started_by")?,
        started_at: row.time("started_at")?,
        handed_in_at: row.opt_time("handed_in_at")?,
        signed_off_at: row.opt_time("signed_off_at")?,
        recommended_at: row.opt_time("recommended_at")?,
        submitted_at: row.opt_time("submitted_at")?,
        changed_at: row.time("changed_at")?,
        version: row.int("version")?,
    })
}

/// The application with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Application>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        application_columns!(),
        " from application where association = $1 and id = $2"
    ));
    tx.one(sql, params![association, id])?
        .map(|r| from_row(&r.identified(&["association", "id"])))
        .transpose()
}

/// The application with this id, held against others until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Application>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        application_columns!(),
        " from application where association = $1 and id = $2 {for update}"
    ));
    tx.one(sql, params![association, id])?
        .map(|r| from_row(&r.identified(&["association", "id"])))
        .transpose()
}

/// The application with this number.
pub fn by_number(
    tx: &mut Tx<'_>,
    association: &str,
    number: &str,
) -> Result<Option<Application>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        application_columns!(),
        " from application where association = $1 and number = $2 and number <> ''"
    ));
    tx.one(sql, params![association, number])?.as_ref().map(from_row).transpose()
}

/// The applications that carry this version code now or carried it once.
pub fn by_version_code(
    tx: &mut Tx<'_>,
    association: &str,
    code: &str,
) -> Result<Vec<Application>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        application_columns!(),
        " from application where association = $1 and id in \
         (select application from print where association = $1 and version_code = $2) order by id"
    ));
    tx.all(sql, params![association, code])?.iter().map(from_row).collect()
}

/// The applications of an organisation, as applicant or as joint organisation, newest first.
pub fn of_organisation(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
) -> Result<Vec<Application>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        application_columns!(),
        " from application where association = $1 and organisation = $2 \
         union all select ",
        application_columns!(),
        " from application where association = $1 and organisation <> $2 and id in \
         (select application from joint where association = $1 and organisation = $2) order by started_at desc"
    ));
    tx.all(sql, params![association, organisation])?.iter().map(from_row).collect()
}

/// The applications a recommending organisation has before it, the oldest first.
pub fn awaiting_recommendation(
    tx: &mut Tx<'_>,
    association: &str,
    by: Id,
) -> Result<Vec<Application>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        application_columns!(),
        " from application where association = $1 and recommender = $2 and state <> 'draft' \
         order by signed_off_at, id"
    ));
    tx.all(sql, params![association, by])?.iter().map(from_row).collect()
}

/// Begins an application.
pub fn insert(tx: &mut Tx<'_>, a: &Application) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into application (association, id, call, call_version, type_code, organisation, organisation_name, \
         class, recommender, state, title, leader, leader_phone, started_by, started_at, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)"
    );
    let values = params![
        &a.association,
        a.id,
        a.call,
        a.call_version,
        &a.type_code,
        a.organisation,
        &a.organisation_name,
        a.class.code(),
        a.recommender,
        a.state.code(),
        &a.title,
        &a.leader,
        &a.leader_phone,
        a.started_by,
        a.started_at,
    ];
    tx.execute_one(sql, values)?;
    count(tx, a, a.state, 1)
}

/// Writes the whole row back, if nobody wrote it since it was read; else [`StoreError::Conflict`]. `before` is the
/// state it had, for the counts of the lists.
pub fn update(tx: &mut Tx<'_>, a: &Application, before: State, search_key: &str) -> Result<(), StoreError> {
    let sql = sql!(
        "update application set call_version = $4, tier = $5, recommender = $6, state = $7, number = $8, title = $9, \
         leader = $10, leader_phone = $11, amount_fen = $12, other_fen = $13, search_key = $14, content_version = $15, \
         content_hash = $16, version_code = $17, returns = $18, correction_due = $19, open_overrides = $20, \
         repeats = $21, paper_state = $22, handed_in_at = $23, signed_off_at = $24, recommended_at = $25, \
         submitted_at = $26, changed_at = $27, version = version + 1 \
         where association = $1 and id = $2 and version = $3"
    );
    let values = params![
        &a.association,
        a.id,
        a.version,
        a.call_version,
        &a.tier,
        a.recommender,
        a.state.code(),
        &a.number,
        &a.title,
        &a.leader,
        &a.leader_phone,
        a.amount.0,
        a.other.0,
        search_key,
        a.content_version,
        &a.content_hash,
        &a.version_code,
        a.returns,
        a.correction_due,
        a.open_overrides,
        a.repeats,
        &a.paper_state,
        a.handed_in_at,
        a.signed_off_at,
        a.recommended_at,
        a.submitted_at,
        a.changed_at,
    ];
    tx.execute_one(sql, values)?;
    if before != a.state {
        count(tx, a, before, -1)?;
        count(tx, a, a.state, 1)?;
    }
    Ok(())
}

fn count(tx: &mut Tx<'_>, a: &Application, state: State, by: i64) -> Result<(), StoreError> {
    let add = sql!(
        "update application_count set n = n + $5 where association = $1 and call = $2 and type_code = $3 and state = $4"
    );
    if tx.exec(add, params![&a.association, a.call, &a.type_code, state.code(), by])? == 1 {
        return Ok(());
    }
    let first = sql!(
        "insert into application_count (association, call, type_code, state, n) values ($1, $2, $3, $4, $5)"
    );
    // Two first ones at the same moment collide on the primary key; the loser's savepoint is undone and it adds.
    let inserted = tx
        .attempt(|tx| tx.execute_one(first, params![&a.association, a.call, &a.type_code, state.code(), by]));
    if inserted.is_err() {
        tx.execute_one(add, params![&a.association, a.call, &a.type_code, state.code(), by])?;
    }
    Ok(())
}

/// Number of applications of a call by type and state.
pub fn counts(tx: &mut Tx<'_>, association: &str, call: Id) -> Result<Vec<(String, State, i64)>, StoreError> {
    let sql = sql!(
        "select type_code, state, n from application_count where association = $1 and call = $2 and n > 0 \
         order by type_code, state"
    );
    let rows = tx.all(sql, params![association, call])?;
    rows.iter().map(|r| Ok((r.text("type_code")?, r.parse("state")?, r.int("n")?))).collect()
}

/// The applications of a call in a state, by number.
pub fn in_state(tx: &mut Tx<'_>, association: &str, call: Id, state: State) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "select id from application where association = $1 and call = $2 and state = $3 order by number, id"
    );
    tx.all(sql, params![association, call, state.code()])?.iter().map(|r| r.number("id")).collect()
}

/// The applications of a call that were submitted once.
pub fn submitted(tx: &mut Tx<'_>, association: &str, call: Id) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "select id from application where association = $1 and call = $2 and submitted_at is not null order by id"
    );
    tx.all(sql, params![association, call])?.iter().map(|r| r.number("id")).collect()
}

/// The applications whose correction window has passed.
pub fn lapsed(tx: &mut Tx<'_>, association: &str, now: Timestamp, limit: u32) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "select id from application where association = $1 and state in ('returned', 'target_returned') \
         and correction_due < $2 order by correction_due limit $3"
    );
    tx.all(sql, params![association, now, limit])?.iter().map(|r| r.number("id")).collect()
}
