//! Review panels (评审组): members, applications, votes of the meeting.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::review::{Blind, Composition, Kind, MemberState, PanelState, Rubric, Vote};
use serde_json::Value as Json;

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `panel` needs.
macro_rules! panel_columns {
    () => {
        "association, id, call, name, state, blind, rubric, composition, due_on, rates, meeting, opened_at, \
            revealed_at, made_by, made_at, version"
    };
}

/// The columns that the reader of `panel_member` needs.
macro_rules! member_columns {
    () => {
        "panel, expert, state, seat, chairs, half_days, invited_at, invited_by, answered_at, letter_at, letter_hash, reason"
    };
}

/// A panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// Call whose applications it reviews.
    pub call: Id,
    /// Name.
    pub name: String,
    /// Where it stands.
    pub state: PanelState,
    /// Who knows whom.
    pub blind: Blind,
    /// How it scores; frozen when it opens.
    pub rubric: Rubric,
    /// What it must be made of.
    pub composition: Composition,
    /// Civil date until which scores are asked for; empty where none is set.
    pub due_on: String,
    /// Daily fee after tax by rank and how duty is counted.
    pub rates: Json,
    /// Day, place, host, recorder, who is present, notes of the meeting.
    pub meeting: Json,
    /// When it began.
    pub opened_at: Option<Timestamp>,
    /// When the scores were unsealed.
    pub revealed_at: Option<Timestamp>,
    /// Who formed it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Row version.
    pub version: i64,
}

/// A member of a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Panel.
    pub panel: Id,
    /// Expert.
    pub expert: Id,
    /// Where the member stands.
    pub state: MemberState,
    /// The kind this expert sits for.
    pub seat: Kind,
    /// Whether the expert leads the panel.
    pub chairs: bool,
    /// Half days of the meeting attended, for the fee.
    pub half_days: i64,
    /// When the expert was asked.
    pub invited_at: Timestamp,
    /// By whom.
    pub invited_by: String,
    /// When the expert answered.
    pub answered_at: Option<Timestamp>,
    /// When the commitment letter was signed; no file opens before.
    pub letter_at: Option<Timestamp>,
    /// SHA-256 of the words that were signed.
    pub letter_hash: String,
    /// Why declined or replaced.
    pub reason: String,
}

fn document<T: serde::de::DeserializeOwned>(row: &Row, column: &str) -> Result<T, StoreError> {
    serde_json::from_value(row.json(column)?).map_err(|e| row.fault(column, e))
}

fn from_row(row: &Row) -> Result<Panel, StoreError> {
    Ok(Panel {
        association: row.text("association")?,
        id: row.number("id")?,
        call: row.number("call")?,
        name: row.text("name")?,
        state: row.parse("state")?,
        blind: row.parse("blind")?,
        rubric: document(row, "rubric")?,
        composition: document(row, "composition")?,
        due_on: row.text("due_on")?,
        rates: row.json("rates")?,
        meeting: row.json("meeting")?,
        opened_at: row.opt_time("opened_at")?,
        revealed_at: row.opt_time("revealed_at")?,
        made_by: row.text("made_by")?,
        made_at: row.time("made_at")?,
        version: row.int("version")?,
    })
}

fn member_from(row: &Row) -> Result<Member, StoreError> {
    Ok(Member {
        panel: row.number("panel")?,
        expert: row.number("expert")?,
        state: row.parse("state")?,
        seat: row.parse("seat")?,
        chairs: row.flag("chairs")?,
        half_days: row.int("half_days")?,
        invited_at: row.time("invited_at")?,
        invited_by: row.text("invited_by")?,
        answered_at: row.opt_time("answered_at")?,
        letter_at: row.opt_time("letter_at")?,
        letter_hash: row.text("letter_hash")?,
        reason: row.text("reason")?,
    })
}

/// The panel with this id; `hold` keeps it against others until the transaction ends.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id, hold: bool) -> Result<Option<Panel>, StoreError> {
    let sql = if hold {
        sql!(concat!(
            "select ",
            panel_columns!(),
            " from panel where association = $1 and id = $2 {for update}"
        ))
    } else {
        sql!(concat!("select ", panel_columns!(), " from panel where association = $1 and id = $2"))
    };
    tx.one(sql, params![association, id])?.map(|r| from_row(&r.identified(&["id"]))).transpose()
}

/// All panels of an association, the newest first.
pub fn all(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Panel>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        panel_columns!(),
        " from panel where association = $1 order by made_at desc, id desc"
    ));
    tx.all(sql, params![association])?.iter().map(from_row).collect()
}

/// Forms a panel.
pub fn insert(tx: &mut Tx<'_>, p: &Panel) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into panel (association, id, call, name, state, blind, rubric, composition, due_on, rates, meeting, \
         opened_at, revealed_at, made_by, made_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    );
    let mut values = body(p);
    values.extend([(&p.made_by).into(), p.made_at.into()]);
    tx.execute_one(sql, &values)
}

/// Writes a panel back, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, p: &Panel) -> Result<(), StoreError> {
    let sql = sql!(
        "update panel set call = $3, name = $4, state = $5, blind = $6, rubric = $7, composition = $8, due_on = $9, \
         rates = $10, meeting = $11, opened_at = $12, revealed_at = $13, version = version + 1 \
         where association = $1 and id = $2 and version = $14"
    );
    let mut values = body(p);
    values.push(p.version.into());
    tx.execute_one(sql, &values)
}

fn body(p: &Panel) -> Vec<crate::Value> {
    params![
        &p.association,
        p.id,
        p.call,
        &p.name,
        p.state.code(),
        p.blind.code(),
        serde_json::json!(p.rubric).to_string(),
        serde_json::json!(p.composition).to_string(),
        &p.due_on,
        p.rates.to_string(),
        p.meeting.to_string(),
        p.opened_at,
        p.revealed_at,
    ]
    .to_vec()
}

/// The members of a panel, in the order they were asked.
pub fn members(tx: &mut Tx<'_>, association: &str, panel: Id) -> Result<Vec<Member>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        member_columns!(),
        " from panel_member where association = $1 and panel = $2 order by invited_at, expert"
    ));
    tx.all(sql, params![association, panel])?.iter().map(member_from).collect()
}

/// The panels an expert was asked to, the newest first.
pub fn memberships(tx: &mut Tx<'_>, association: &str, expert: Id) -> Result<Vec<Member>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        member_columns!(),
        " from panel_member where association = $1 and expert = $2 order by invited_at desc, panel desc"
    ));
    tx.all(sql, params![association, expert])?.iter().map(member_from).collect()
}

/// Writes a member, new or changed.
pub fn put_member(tx: &mut Tx<'_>, association: &str, m: &Member) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into panel_member (association, panel, expert, state, seat, chairs, half_days, invited_at, invited_by, \
         answered_at, letter_at, letter_hash, reason) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         on conflict (association, panel, expert) do update set state = $4, seat = $5, chairs = $6, half_days = $7, \
         invited_at = $8, invited_by = $9, answered_at = $10, letter_at = $11, letter_hash = $12, reason = $13"
    );
    let values = params![
        association,
        m.panel,
        m.expert,
        m.state.code(),
        m.seat.code(),
        m.chairs,
        m.half_days,
        m.invited_at,
        &m.invited_by,
        m.answered_at,
        m.letter_at,
        &m.letter_hash,
        &m.reason,
    ];
    tx.execute_one(sql, values)
}

/// The applications of a panel.
pub fn applications(tx: &mut Tx<'_>, association: &str, panel: Id) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "select application from panel_application where association = $1 and panel = $2 order by application"
    );
    tx.all(sql, params![association, panel])?.iter().map(|r| r.number("application")).collect()
}

/// The panel an application lies in.
pub fn of_application(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<Option<Id>, StoreError> {
    let sql = sql!("select panel from panel_application where association = $1 and application = $2");
    tx.one(sql, params![association, application])?.map(|r| r.number("panel")).transpose()
}

/// Puts an application into a panel; [`StoreError`] where it lies in another one.
pub fn add_application(
    tx: &mut Tx<'_>,
    association: &str,
    panel: Id,
    application: Id,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into panel_application (association, application, panel, added_at) values ($1, $2, $3, $4)"
    );
    tx.execute_one(sql, params![association, application, panel, now])
}

/// Takes an application out of its panel.
pub fn remove_application(
    tx: &mut Tx<'_>,
    association: &str,
    panel: Id,
    application: Id,
) -> Result<(), StoreError> {
    let sql =
        sql!("delete from panel_application where association = $1 and panel = $2 and application = $3");
    tx.execute_one(sql, params![association, panel, application])
}

/// A vote at the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voted {
    /// Application.
    pub application: Id,
    /// Expert.
    pub expert: Id,
    /// Vote.
    pub vote: Vote,
}

/// The votes of a panel's meeting.
pub fn votes(tx: &mut Tx<'_>, association: &str, panel: Id) -> Result<Vec<Voted>, StoreError> {
    let sql = sql!(
        "select application, expert, vote from meeting_vote where association = $1 and panel = $2 \
         order by application, expert"
    );
    let rows = tx.all(sql, params![association, panel])?;
    rows.iter()
        .map(|r| {
            Ok(Voted {
                application: r.number("application")?,
                expert: r.number("expert")?,
                vote: r.parse("vote")?,
            })
        })
        .collect()
}

/// Notes a vote, or another one in its place.
pub fn put_vote(
    tx: &mut Tx<'_>,
    association: &str,
    panel: Id,
    v: &Voted,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into meeting_vote (association, panel, application, expert, vote, noted_at) \
         values ($1, $2, $3, $4, $5, $6) \
         on conflict (association, panel, application, expert) do update set vote = $5, noted_at = $6"
    );
    tx.execute_one(sql, params![association, panel, v.application, v.expert, v.vote.code(), now])
}
