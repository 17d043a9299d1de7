//! Public lists (公示), objections and appeals (异议、申诉).

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::publicity::{List, ObjectionState};

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `publicity` needs.
macro_rules! publicity_columns {
    () => {
        "association, id, call, selection, state, body, body_hash, supersedes, published_by, published_at"
    };
}

/// The columns that the reader of `objection` needs.
macro_rules! objection_columns {
    () => {
        "association, id, kind, number, publicity, application, sealed, state, handler, handler_name, finding, ruling, \
            received_at, closed_at, version"
    };
}

/// A public list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publicity {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// Call.
    pub call: Id,
    /// The signed selection it shows.
    pub selection: Id,
    /// `running`, `superseded` by a newer list, or `settled`: its projects are founded.
    pub state: String,
    /// The list.
    pub list: List,
    /// SHA-256 of it.
    pub hash: String,
    /// The list it takes the place of.
    pub supersedes: Option<Id>,
    /// Who published it.
    pub published_by: String,
    /// When.
    pub published_at: Timestamp,
}

fn from_row(row: &Row) -> Result<Publicity, StoreError> {
    Ok(Publicity {
        association: row.text("association")?,
        id: row.number("id")?,
        call: row.number("call")?,
        selection: row.number("selection")?,
        state: row.text("state")?,
        list: serde_json::from_value(row.json("body")?).map_err(|e| row.fault("body", e))?,
        hash: row.text("body_hash")?,
        supersedes: row.opt_number("supersedes")?,
        published_by: row.text("published_by")?,
        published_at: row.time("published_at")?,
    })
}

/// The public list with this id; `hold` keeps it against others until the transaction ends.
pub fn by_id(
    tx: &mut Tx<'_>,
    association: &str,
    id: Id,
    hold: bool,
) -> Result<Option<Publicity>, StoreError> {
    let sql = if hold {
        sql!(concat!(
            "select ",
            publicity_columns!(),
            " from publicity where association = $1 and id = $2 {for update}"
        ))
    } else {
        sql!(concat!("select ", publicity_columns!(), " from publicity where association = $1 and id = $2"))
    };
    tx.one(sql, params![association, id])?.map(|r| from_row(&r.identified(&["id"]))).transpose()
}

/// All public lists of an association, the newest first.
pub fn all(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Publicity>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        publicity_columns!(),
        " from publicity where association = $1 order by published_at desc, id desc"
    ));
    tx.all(sql, params![association])?.iter().map(from_row).collect()
}

/// Publishes a list.
pub fn insert(tx: &mut Tx<'_>, p: &Publicity) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into publicity (association, id, call, selection, state, starts_on, ends_on, body, body_hash, \
         supersedes, published_by, published_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let values = params![
        &p.association,
        p.id,
        p.call,
        p.selection,
        &p.state,
        p.list.starts_on.to_string(),
        p.list.ends_on.to_string(),
        serde_json::json!(p.list).to_string(),
        &p.hash,
        p.supersedes,
        &p.published_by,
        p.published_at
    ];
    tx.execute_one(sql, values)
}

/// Notes that a list is superseded or settled; what it says never changes.
pub fn set_state(tx: &mut Tx<'_>, association: &str, id: Id, state: &str) -> Result<(), StoreError> {
    let sql = sql!("update publicity set state = $3 where association = $1 and id = $2");
    tx.execute_one(sql, params![association, id, state])
}

/// An objection to a line of a public list, or an applicant's appeal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// `objection` or `appeal`.
    pub kind: String,
    /// Number by which the objector asks after it.
    pub number: String,
    /// List it objects to; none for an appeal.
    pub publicity: Option<Id>,
    /// Application it concerns.
    pub application: Id,
    /// Who objects and what they say, sealed.
    pub sealed: String,
    /// Where it stands.
    pub state: ObjectionState,
    /// Account of the handling officer.
    pub handler: Option<Id>,
    /// Their name.
    pub handler_name: String,
    /// What the inquiry found.
    pub finding: String,
    /// The ruling, or why it was not accepted, as the objector is told.
    pub ruling: String,
    /// When it came in.
    pub received_at: Timestamp,
    /// When it was settled.
    pub closed_at: Option<Timestamp>,
    /// Row version.
    pub version: i64,
}

fn objection_from(row: &Row) -> Result<Objection, StoreError> {
    Ok(Objection {
        association: row.text("association")?,
        id: row.number("id")?,
        kind: row.text("kind")?,
        number: row.text("number")?,
        publicity: row.opt_number("publicity")?,
        application: row.number("application")?,
        sealed: row.text("sealed")?,
        state: row.parse("state")?,
        handler: row.opt_number("handler")?,
        handler_name: row.text("handler_name")?,
        finding: row.text("finding")?,
        ruling: row.text("ruling")?,
        received_at: row.time("received_at")?,
        closed_at: row.opt_time("closed_at")?,
        version: row.int("version")?,
    })
}

/// The objection with this id.
pub fn objection(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Objection>, StoreError> {
    let sql =
        sql!(concat!("select ", objection_columns!(), " from objection where association = $1 and id = $2"));
    tx.one(sql, params![association, id])?.map(|r| objection_from(&r.identified(&["id"]))).transpose()
}

/// All objections of an association, the newest first.
pub fn objections(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Objection>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        objection_columns!(),
        " from objection where association = $1 order by received_at desc, id desc"
    ));
    tx.all(sql, params![association])?.iter().map(objection_from).collect()
}

/// Whether an objection against this application waits to be settled.
pub fn is_contested(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<bool, StoreError> {
    let sql = sql!(
        "select count(*) as n from objection where association = $1 and application = $2 and kind = 'objection' \
         and state in ('received', 'inquiry', 'reported')"
    );
    Ok(tx.the(sql, params![association, application])?.int("n")? > 0)
}

/// Takes an objection in.
pub fn insert_objection(tx: &mut Tx<'_>, o: &Objection) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into objection (association, id, kind, number, publicity, application, sealed, state, received_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = params![
        &o.association,
        o.id,
        &o.kind,
        &o.number,
        o.publicity,
        o.application,
        &o.sealed,
        o.state.code(),
        o.received_at
    ];
    tx.execute_one(sql, values)
}

/// Writes an objection back, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update_objection(tx: &mut Tx<'_>, o: &Objection) -> Result<(), StoreError> {
    let sql = sql!(
        "update objection set state = $4, handler = $5, handler_name = $6, finding = $7, ruling = $8, closed_at = $9, \
         version = version + 1 where association = $1 and id = $2 and version = $3"
    );
    let values = params![
        &o.association,
        o.id,
        o.version,
        o.state.code(),
        o.handler,
        &o.handler_name,
        &o.finding,
        &o.ruling,
        o.closed_at
    ];
    tx.execute_one(sql, values)
}

/// A step of an objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Code of what was done.
    pub command: String,
    /// State then.
    pub to: ObjectionState,
    /// What was said.
    pub words: String,
    /// Who.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// The steps of an objection, the first one first.
pub fn steps(tx: &mut Tx<'_>, association: &str, objection: Id) -> Result<Vec<Step>, StoreError> {
    let sql = sql!(
        "select command, to_state, words, name, at from objection_step \
         where association = $1 and objection = $2 order by n"
    );
    let rows = tx.all(sql, params![association, objection])?;
    rows.iter()
        .map(|r| {
            Ok(Step {
                command: r.text("command")?,
                to: r.parse("to_state")?,
                words: r.text("words")?,
                name: r.text("name")?,
                at: r.time("at")?,
            })
        })
        .collect()
}

/// Adds a step behind the last one.
pub fn add_step(tx: &mut Tx<'_>, association: &str, objection: Id, s: &Step) -> Result<(), StoreError> {
    let last = sql!("select max(n) as n from objection_step where association = $1 and objection = $2");
    let n = tx.the(last, params![association, objection])?.opt_int("n")?.unwrap_or(0) + 1;
    let sql = sql!(
        "insert into objection_step (association, objection, n, command, to_state, words, name, at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let values = params![association, objection, n, &s.command, s.to.code(), &s.words, &s.name, s.at];
    tx.execute_one(sql, values)
}
