//! Programmes while they are written, and calls: published, frozen versions of them (项目申报通知的发布、更正、延期).

use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `call` needs.
macro_rules! call_columns {
    () => {
        "association, id, code, title, programme, version, opens_at, closes_at, published_at"
    };
}

/// The columns that the reader of `call_version` needs.
macro_rules! call_version_columns {
    () => {
        "version, kind, reason, notice, body, body_hash, author, approver, published_at"
    };
}

/// The columns that the reader of `programme` needs.
macro_rules! programme_columns {
    () => {
        "association, id, code, title, state, body, version, edited_by, edited_by_name, edited_at, \
            review_note, amendment, amendment_reason, amendment_notice, origin"
    };
}

/// A programme on an office's desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// The programme's code.
    pub code: String,
    /// Title.
    pub title: String,
    /// `draft`, `review` or `published`.
    pub state: String,
    /// The TOML file.
    pub body: String,
    /// Row version.
    pub version: i64,
    /// Who edited it last: a second person approves.
    pub edited_by: i64,
    /// Name of that person.
    pub edited_by_name: String,
    /// When.
    pub edited_at: Timestamp,
    /// What the approver said when sending it back.
    pub review_note: String,
    /// What its next publication is: `correction` or `extension`; empty for the first one.
    pub amendment: String,
    /// 更正/延期事由
    pub amendment_reason: String,
    /// Title and number of the notice that announces it.
    pub amendment_notice: String,
    /// Where its facts stand in a notice's text, as JSON; empty unless it was read out of one.
    pub origin: String,
}

impl Draft {
    /// It stands as it is published: no correction or extension is open any more.
    pub fn settle(&mut self) {
        self.state = "published".into();
        self.amendment.clear();
        self.amendment_reason.clear();
        self.amendment_notice.clear();
    }
}

/// A published programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// The programme's code, as it stands in addresses.
    pub code: String,
    /// Title.
    pub title: String,
    /// Programme it was published from.
    pub programme: Id,
    /// Current version.
    pub version: i64,
    /// When submissions are first taken.
    pub opens_at: Timestamp,
    /// Electronic deadline of the current version.
    pub closes_at: Timestamp,
    /// First publication.
    pub published_at: Timestamp,
}

/// What was published, as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallVersion {
    /// Version, from 1.
    pub version: i64,
    /// `publication`, `correction` or `extension`.
    pub kind: String,
    /// 更正/延期事由
    pub reason: String,
    /// Title and number of the notice that announced it; empty for the first version.
    pub notice: String,
    /// The TOML file.
    pub body: String,
    /// SHA-256 of the body.
    pub body_hash: String,
    /// Who wrote it.
    pub author: String,
    /// Who approved it.
    pub approver: String,
    /// When.
    pub published_at: Timestamp,
}

fn draft_from(row: &Row) -> Result<Draft, StoreError> {
    Ok(Draft {
        association: row.text("association")?,
        id: row.number("id")?,
        code: row.text("code")?,
        title: row.text("title")?,
        state: row.text("state")?,
        body: row.text("body")?,
        version: row.int("version")?,
        edited_by: row.int("edited_by")?,
        edited_by_name: row.text("edited_by_name")?,
        edited_at: row.time("edited_at")?,
        review_note: row.text("review_note")?,
        amendment: row.text("amendment")?,
        amendment_reason: row.text("amendment_reason")?,
        amendment_notice: row.text("amendment_notice")?,
        origin: row.text("origin")?,
    })
}

fn call_from(row: &Row) -> Result<Call, StoreError> {
    Ok(Call {
        association: row.text("association")?,
        id: row.number("id")?,
        code: row.text("code")?,
        title: row.text("title")?,
        programme: row.number("programme")?,
        version: row.int("version")?,
        opens_at: row.time("opens_at")?,
        closes_at: row.time("closes_at")?,
        published_at: row.time("published_at")?,
    })
}

fn version_from(row: &Row) -> Result<CallVersion, StoreError> {
    Ok(CallVersion {
        version: row.int("version")?,
        kind: row.text("kind")?,
        reason: row.text("reason")?,
        notice: row.text("notice")?,
        body: row.text("body")?,
        body_hash: row.text("body_hash")?,
        author: row.text("author")?,
        approver: row.text("approver")?,
        published_at: row.time("published_at")?,
    })
}

/// The programmes of an association, last edited first.
pub fn list(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Draft>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        programme_columns!(),
        " from programme where association = $1 order by edited_at desc, id"
    ));
    tx.all(sql, params![association])?.iter().map(draft_from).collect()
}

/// The programme with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Draft>, StoreError> {
    let sql =
        sql!(concat!("select ", programme_columns!(), " from programme where association = $1 and id = $2"));
    tx.one(sql, params![association, id])?.as_ref().map(draft_from).transpose()
}

/// The programme with this id, kept against others until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Draft>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        programme_columns!(),
        " from programme where association = $1 and id = $2 {for update}"
    ));
    tx.one(sql, params![association, id])?.as_ref().map(draft_from).transpose()
}

/// The programme with this code.
pub fn by_code(tx: &mut Tx<'_>, association: &str, code: &str) -> Result<Option<Draft>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        programme_columns!(),
        " from programme where association = $1 and code = $2"
    ));
    tx.one(sql, params![association, code])?.as_ref().map(draft_from).transpose()
}

/// Adds a programme.
pub fn insert(tx: &mut Tx<'_>, d: &Draft) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into programme (association, id, code, title, state, body, version, edited_by, edited_by_name, \
         edited_at, review_note, amendment, amendment_reason, amendment_notice, origin) \
         values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    let values = params![
        &d.association,
        d.id,
        &d.code,
        &d.title,
        &d.state,
        &d.body,
        d.edited_by,
        &d.edited_by_name,
        d.edited_at,
        &d.review_note,
        &d.amendment,
        &d.amendment_reason,
        &d.amendment_notice,
        &d.origin,
    ];
    tx.execute_one(sql, values)
}

/// Saves a programme whose row still has `d.version`; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, d: &Draft) -> Result<(), StoreError> {
    let sql = sql!(
        "update programme set code = $3, title = $4, state = $5, body = $6, version = version + 1, edited_by = $7, \
         edited_by_name = $8, edited_at = $9, review_note = $10, amendment = $11, \
         amendment_reason = $12, amendment_notice = $13, origin = $14 \
         where association = $1 and id = $2 and version = $15"
    );
    let values = params![
        &d.association,
        d.id,
        &d.code,
        &d.title,
        &d.state,
        &d.body,
        d.edited_by,
        &d.edited_by_name,
        d.edited_at,
        &d.review_note,
        &d.amendment,
        &d.amendment_reason,
        &d.amendment_notice,
        &d.origin,
        d.version,
    ];
    tx.execute_one(sql, values)
}

/// The calls of an association, the latest deadline first.
pub fn calls(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Call>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        call_columns!(),
        " from call where association = $1 order by closes_at desc, id"
    ));
    tx.all(sql, params![association])?.iter().map(call_from).collect()
}

/// The call with this code.
pub fn call_by_code(tx: &mut Tx<'_>, association: &str, code: &str) -> Result<Option<Call>, StoreError> {
    let sql = sql!(concat!("select ", call_columns!(), " from call where association = $1 and code = $2"));
    tx.one(sql, params![association, code])?.as_ref().map(call_from).transpose()
}

/// The call with this id.
pub fn call_by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Call>, StoreError> {
    let sql = sql!(concat!("select ", call_columns!(), " from call where association = $1 and id = $2"));
    tx.one(sql, params![association, id])?.as_ref().map(call_from).transpose()
}

/// All versions of a call, the first one first.
pub fn versions(tx: &mut Tx<'_>, association: &str, call: Id) -> Result<Vec<CallVersion>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        call_version_columns!(),
        " from call_version where association = $1 and call = $2 order by version"
    ));
    tx.all(sql, params![association, call])?.iter().map(version_from).collect()
}

/// One version of a call.
pub fn version(
    tx: &mut Tx<'_>,
    association: &str,
    call: Id,
    version: i64,
) -> Result<Option<CallVersion>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        call_version_columns!(),
        " from call_version where association = $1 and call = $2 and version = $3"
    ));
    tx.one(sql, params![association, call, version])?.as_ref().map(version_from).transpose()
}

/// Adds a call; its first version is added by [`publish_version`].
pub fn insert_call(tx: &mut Tx<'_>, c: &Call) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into call (association, id, code, title, programme, version, opens_at, closes_at, published_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = params![
        &c.association,
        c.id,
        &c.code,
        &c.title,
        c.programme,
        c.version,
        c.opens_at,
        c.closes_at,
        c.published_at,
    ];
    tx.execute_one(sql, values)
}

/// Adds a version and makes it the current one.
pub fn publish_version(tx: &mut Tx<'_>, call: &Call, v: &CallVersion) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into call_version (association, call, version, kind, reason, notice, body, body_hash, author, \
         approver, published_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let values = params![
        &call.association,
        call.id,
        v.version,
        &v.kind,
        &v.reason,
        &v.notice,
        &v.body,
        &v.body_hash,
        &v.author,
        &v.approver,
        v.published_at,
    ];
    tx.execute_one(insert, values)?;
    let current = sql!(
        "update call set version = $3, title = $4, opens_at = $5, closes_at = $6 \
         where association = $1 and id = $2 and version <= $3"
    );
    tx.execute_one(
        current,
        params![&call.association, call.id, v.version, &call.title, call.opens_at, call.closes_at],
    )
}

/// The later deadline granted to one organisation, if any.
pub fn extension(
    tx: &mut Tx<'_>,
    association: &str,
    call: Id,
    organisation: Id,
) -> Result<Option<Timestamp>, StoreError> {
    let sql = sql!("select until from extension where association = $1 and call = $2 and organisation = $3");
    tx.one(sql, params![association, call, organisation])?.map(|r| r.time("until")).transpose()
}

/// Grants a later deadline to one organisation, or moves it.
#[expect(clippy::too_many_arguments, reason = "one column each")]
pub fn grant_extension(
    tx: &mut Tx<'_>,
    association: &str,
    call: Id,
    organisation: Id,
    until: Timestamp,
    basis: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let remove = sql!("delete from extension where association = $1 and call = $2 and organisation = $3");
    tx.exec(remove, params![association, call, organisation])?;
    let insert = sql!(
        "insert into extension (association, call, organisation, until, basis, granted_by, granted_at) \
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    tx.execute_one(insert, params![association, call, organisation, until, basis, by, now])
}
