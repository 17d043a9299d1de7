//! Selections (立项建议) and their approval chain.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::selection::{Line, State};

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `selection` needs.
macro_rules! selection_columns {
    () => {
        "association, id, call, title, state, money_fen, note, record, body_hash, made_by, made_at, signed_at, version"
    };
}

/// A proposal of who is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// Call.
    pub call: Id,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// What there is to give; none where the plan alone bounds it.
    pub money: Option<Fen>,
    /// What the proposal says of departures from the plan.
    pub note: String,
    /// Number of the minutes of the deciding meeting.
    pub record: String,
    /// SHA-256 of the lines as signed; empty before.
    pub body_hash: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// When it took effect.
    pub signed_at: Option<Timestamp>,
    /// Row version.
    pub version: i64,
}

fn from_row(row: &Row) -> Result<Selection, StoreError> {
    Ok(Selection {
        association: row.text("association")?,
        id: row.number("id")?,
        call: row.number("call")?,
        title: row.text("title")?,
        state: row.parse("state")?,
        money: row.opt_int("money_fen")?.map(Fen),
        note: row.text("note")?,
        record: row.text("record")?,
        body_hash: row.text("body_hash")?,
        made_by: row.text("made_by")?,
        made_at: row.time("made_at")?,
        signed_at: row.opt_time("signed_at")?,
        version: row.int("version")?,
    })
}

/// The selection with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Selection>, StoreError> {
    let sql =
        sql!(concat!("select ", selection_columns!(), " from selection where association = $1 and id = $2"));
    tx.one(sql, params![association, id])?.map(|r| from_row(&r.identified(&["id"]))).transpose()
}

/// All selections of an association, the newest first.
pub fn all(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Selection>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        selection_columns!(),
        " from selection where association = $1 order by made_at desc, id desc"
    ));
    tx.all(sql, params![association])?.iter().map(from_row).collect()
}

/// Begins a selection.
pub fn insert(tx: &mut Tx<'_>, s: &Selection) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into selection (association, id, call, title, state, money_fen, note, made_by, made_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = params![
        &s.association,
        s.id,
        s.call,
        &s.title,
        s.state.code(),
        s.money.map(|m| m.0),
        &s.note,
        &s.made_by,
        s.made_at
    ];
    tx.execute_one(sql, values)
}

/// Writes a selection back, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, s: &Selection) -> Result<(), StoreError> {
    let sql = sql!(
        "update selection set state = $4, money_fen = $5, note = $6, record = $7, body_hash = $8, signed_at = $9, \
         version = version + 1 where association = $1 and id = $2 and version = $3"
    );
    let values = params![
        &s.association,
        s.id,
        s.version,
        s.state.code(),
        s.money.map(|m| m.0),
        &s.note,
        &s.record,
        &s.body_hash,
        s.signed_at
    ];
    tx.execute_one(sql, values)
}

/// The lines of a selection, by type, tier and place; those without a place come last.
pub fn lines(tx: &mut Tx<'_>, association: &str, selection: Id) -> Result<Vec<Line>, StoreError> {
    let sql = sql!(
        "select application, type_code, tier, score, place, applied_fen, outcome, amount_fen, reason \
         from selection_line where association = $1 and selection = $2 \
         order by type_code, tier, case when place = 0 then 1 else 0 end, place, application"
    );
    let rows = tx.all(sql, params![association, selection])?;
    rows.iter()
        .map(|r| {
            Ok(Line {
                application: r.number("application")?,
                type_code: r.text("type_code")?,
                tier: r.text("tier")?,
                score: r.opt_int("score")?,
                place: r.number("place")?,
                applied: Fen(r.int("applied_fen")?),
                outcome: r.parse("outcome")?,
                amount: Fen(r.int("amount_fen")?),
                reason: r.text("reason")?,
            })
        })
        .collect()
}

/// Replaces the lines of a selection.
pub fn put_lines(
    tx: &mut Tx<'_>,
    association: &str,
    selection: Id,
    lines: &[Line],
) -> Result<(), StoreError> {
    tx.exec(
        sql!("delete from selection_line where association = $1 and selection = $2"),
        params![association, selection],
    )?;
    let sql = sql!(
        "insert into selection_line (association, selection, application, type_code, tier, score, place, \
         applied_fen, outcome, amount_fen, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    for l in lines {
        let values = params![
            association,
            selection,
            l.application,
            &l.type_code,
            &l.tier,
            l.score,
            l.place,
            l.applied.0,
            l.outcome.code(),
            l.amount.0,
            &l.reason
        ];
        tx.execute_one(sql, values)?;
    }
    Ok(())
}

/// A step of the approval chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Command code.
    pub command: String,
    /// Account of who did it.
    pub account: Option<Id>,
    /// Name of who did it.
    pub name: String,
    /// Reason, or the number of the minutes.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// The steps of a selection, the first one first.
pub fn steps(tx: &mut Tx<'_>, association: &str, selection: Id) -> Result<Vec<Step>, StoreError> {
    let sql = sql!(
        "select command, account, name, reason, at from selection_step \
         where association = $1 and selection = $2 order by n"
    );
    let rows = tx.all(sql, params![association, selection])?;
    rows.iter()
        .map(|r| {
            Ok(Step {
                command: r.text("command")?,
                account: r.opt_number("account")?,
                name: r.text("name")?,
                reason: r.text("reason")?,
                at: r.time("at")?,
            })
        })
        .collect()
}

/// Adds a step behind the last one.
pub fn add_step(tx: &mut Tx<'_>, association: &str, selection: Id, s: &Step) -> Result<(), StoreError> {
    let last = sql!("select max(n) as n from selection_step where association = $1 and selection = $2");
    let n = tx.the(last, params![association, selection])?.opt_int("n")?.unwrap_or(0) + 1;
    let sql = sql!(
        "insert into selection_step (association, selection, n, command, account, name, reason, at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let values = params![association, selection, n, &s.command, s.account, &s.name, &s.reason, s.at];
    tx.execute_one(sql, values)
}
