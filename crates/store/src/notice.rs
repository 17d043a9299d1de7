//! Notices on an office's desk: read, checked by a person, handed on as draft programmes (通知解读).

use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `notice` needs.
macro_rules! notice_columns {
    () => {
        "association, id, title, files, body, edits, programme, version, read_by, read_at"
    };
}

/// A notice that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// Title, as the notice has it.
    pub title: String,
    /// Names of the files, as a JSON list.
    pub files: String,
    /// The text taken out of them.
    pub body: String,
    /// What a person made of the reading, step by step, as a JSON list.
    pub edits: String,
    /// The draft it was handed to, once it was.
    pub programme: Option<Id>,
    /// Row version.
    pub version: i64,
    /// Name of the person who had it read.
    pub read_by: String,
    /// When.
    pub read_at: Timestamp,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Id.
    pub id: Id,
    /// Title.
    pub title: String,
    /// The draft it was handed to.
    pub programme: Option<Id>,
    /// Name of the person who had it read.
    pub read_by: String,
    /// When.
    pub read_at: Timestamp,
}

fn notice_from(row: &Row) -> Result<Notice, StoreError> {
    Ok(Notice {
        association: row.text("association")?,
        id: row.number("id")?,
        title: row.text("title")?,
        files: row.text("files")?,
        body: row.text("body")?,
        edits: row.text("edits")?,
        programme: row.opt_number("programme")?,
        version: row.int("version")?,
        read_by: row.text("read_by")?,
        read_at: row.time("read_at")?,
    })
}

/// The notices of an association, the latest first, at most `most`.
pub fn list(tx: &mut Tx<'_>, association: &str, most: i64) -> Result<Vec<Line>, StoreError> {
    let sql = sql!(
        "select id, title, programme, read_by, read_at from notice where association = $1 \
         order by read_at desc, id desc limit $2"
    );
    let line = |row: &Row| {
        Ok(Line {
            id: row.number("id")?,
            title: row.text("title")?,
            programme: row.opt_number("programme")?,
            read_by: row.text("read_by")?,
            read_at: row.time("read_at")?,
        })
    };
    tx.all(sql, params![association, most])?.iter().map(line).collect()
}

/// The notice with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Notice>, StoreError> {
    let sql = sql!(concat!("select ", notice_columns!(), " from notice where association = $1 and id = $2"));
    tx.one(sql, params![association, id])?.as_ref().map(notice_from).transpose()
}

/// The notice with this id, held against others until the transaction ends.
pub fn held(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Notice>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        notice_columns!(),
        " from notice where association = $1 and id = $2 {for update}"
    ));
    tx.one(sql, params![association, id])?.as_ref().map(notice_from).transpose()
}

/// Adds a notice.
pub fn insert(tx: &mut Tx<'_>, n: &Notice) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into notice (association, id, title, files, body, edits, programme, version, read_by, read_at) \
         values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)"
    );
    let values = params![
        &n.association,
        n.id,
        &n.title,
        &n.files,
        &n.body,
        &n.edits,
        n.programme,
        &n.read_by,
        n.read_at,
    ];
    tx.execute_one(sql, values)
}

/// Saves steps and draft of a notice whose row still has `n.version`; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, n: &Notice) -> Result<(), StoreError> {
    let sql = sql!(
        "update notice set edits = $3, programme = $4, version = version + 1 \
         where association = $1 and id = $2 and version = $5"
    );
    tx.execute_one(sql, params![&n.association, n.id, &n.edits, n.programme, n.version])
}
