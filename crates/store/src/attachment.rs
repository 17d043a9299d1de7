//! Files of applications; their bytes lie in the blob store under their SHA-256.

use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{Row, StoreError, Tx};

/// A file of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Id.
    pub id: Id,
    /// Field it belongs to.
    pub field: String,
    /// Name people see.
    pub name: String,
    /// What the file really is.
    pub kind: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256.
    pub sha256: String,
    /// Pages; 0 where they cannot be counted.
    pub pages: i64,
    /// When it was added.
    pub added_at: Timestamp,
    /// Who added it.
    pub added_by: String,
}

fn from_row(row: &Row) -> Result<Attachment, StoreError> {
    Ok(Attachment {
        id: row.number("id")?,
        field: row.text("field")?,
        name: row.text("name")?,
        kind: row.text("kind")?,
        size: row.int("size")?,
        sha256: row.text("sha256")?,
        pages: row.int("pages")?,
        added_at: row.time("added_at")?,
        added_by: row.text("added_by_name")?,
    })
}

/// The files of an application by field and name.
pub fn of_application(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
) -> Result<Vec<Attachment>, StoreError> {
    let sql = sql!(
        "select id, field, name, kind, size, sha256, pages, added_at, added_by_name from attachment \
         where association = $1 and application = $2 and removed_at is null order by field, name, id"
    );
    tx.all(sql, params![association, application])?.iter().map(from_row).collect()
}

/// One file of an application, taken out or not.
pub fn by_id(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    id: Id,
) -> Result<Option<Attachment>, StoreError> {
    let sql = sql!(
        "select id, field, name, kind, size, sha256, pages, added_at, added_by_name from attachment \
         where association = $1 and application = $2 and id = $3"
    );
    tx.one(sql, params![association, application, id])?.as_ref().map(from_row).transpose()
}

/// Adds a file.
pub fn insert(tx: &mut Tx<'_>, association: &str, application: Id, a: &Attachment) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into attachment (association, application, id, field, name, kind, size, sha256, pages, added_at, \
         added_by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let values = params![
        association,
        application,
        a.id,
        &a.field,
        &a.name,
        &a.kind,
        a.size,
        &a.sha256,
        a.pages,
        a.added_at,
        &a.added_by,
    ];
    tx.execute_one(sql, values)
}

/// Takes a file out of an application; its bytes stay.
pub fn remove(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    id: Id,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "update attachment set removed_at = $4 where association = $1 and application = $2 and id = $3 \
         and removed_at is null"
    );
    tx.execute_one(sql, params![association, application, id, now])
}

/// Applications of the association that hold the same bytes, this one left out: number or id, and name of the file.
pub fn duplicates(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    sha256: &str,
) -> Result<Vec<(Id, String)>, StoreError> {
    let sql = sql!(
        "select application, name from attachment where association = $1 and sha256 = $3 and application <> $2 \
         and removed_at is null order by application limit 20"
    );
    let rows = tx.all(sql, params![association, application, sha256])?;
    rows.iter().map(|r| Ok((r.number("application")?, r.text("name")?))).collect()
}

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Id.
    pub id: Id,
    /// Application.
    pub application: Id,
    /// Field.
    pub field: String,
    /// Name.
    pub name: String,
    /// Bytes announced.
    pub size: i64,
    /// Bytes received.
    pub received: i64,
    /// SHA-256 of the chunks received, in order.
    pub chunks: Vec<String>,
    /// Account.
    pub started_by: i64,
}

/// Begins an upload.
pub fn begin_upload(
    tx: &mut Tx<'_>,
    association: &str,
    u: &Upload,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into upload (association, id, application, field, name, size, received, started_by, started_at) \
         values ($1, $2, $3, $4, $5, $6, 0, $7, $8)"
    );
    tx.execute_one(
        sql,
        params![association, u.id, u.application, &u.field, &u.name, u.size, u.started_by, now],
    )
}

/// The upload with this id.
pub fn upload(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Upload>, StoreError> {
    let sql = sql!(
        "select id, application, field, name, size, received, chunks, started_by from upload \
         where association = $1 and id = $2 {for update}"
    );
    tx.one(sql, params![association, id])?.as_ref().map(upload_from_row).transpose()
}

/// Uploads begun before a moment and never finished, the oldest first, with their associations.
pub fn stale_uploads(
    tx: &mut Tx<'_>,
    before: Timestamp,
    most: u32,
) -> Result<Vec<(String, Upload)>, StoreError> {
    let sql = sql!(
        "select association, id, application, field, name, size, received, chunks, started_by from upload \
         where started_at < $1 order by started_at, id limit $2"
    );
    let rows = tx.all(sql, params![before, most])?;
    rows.iter().map(|row| Ok((row.text("association")?, upload_from_row(row)?))).collect()
}

fn upload_from_row(row: &Row) -> Result<Upload, StoreError> {
    let chunks = serde_json::from_value(row.json("chunks")?).map_err(|e| row.fault("chunks", e))?;
    Ok(Upload {
        id: row.number("id")?,
        application: row.number("application")?,
        field: row.text("field")?,
        name: row.text("name")?,
        size: row.int("size")?,
        received: row.int("received")?,
        chunks,
        started_by: row.int("started_by")?,
    })
}

/// Notes another chunk, if `before` bytes had been received; else [`StoreError::Conflict`].
pub fn add_chunk(tx: &mut Tx<'_>, association: &str, u: &Upload, before: i64) -> Result<(), StoreError> {
    let sql = sql!(
        "update upload set received = $3, chunks = $4 where association = $1 and id = $2 and received = $5"
    );
    let chunks = serde_json::Value::from(u.chunks.clone()).to_string();
    tx.execute_one(sql, params![association, u.id, u.received, chunks, before])
}

/// Ends an upload.
pub fn end_upload(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<(), StoreError> {
    let sql = sql!("delete from upload where association = $1 and id = $2");
    tx.execute_one(sql, params![association, id])
}
