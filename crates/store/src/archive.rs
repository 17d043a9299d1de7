//! Sealed archive packages of projects (归档): what is being made, what is sealed, the archivist's list.

mod list;
mod order;

use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{Row, StoreError, Tx};

pub use list::{Holding, Place, counts, holdings};
pub use order::{Order, finish, order, ordered};

/// The columns that the reader of `archive` needs.
macro_rules! archive_columns {
    () => {
        "project, number, package, manifest, files, bytes, term, report, sealed_by, sealed_at"
    };
}

/// A sealed package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Project.
    pub project: Id,
    /// 档号
    pub number: String,
    /// SHA-256 of the package.
    pub package: String,
    /// SHA-256 of its manifest.
    pub manifest: String,
    /// Number of files in it.
    pub files: i64,
    /// Its size in bytes.
    pub bytes: i64,
    /// 保管期限: `permanent`, `30`, `10` years.
    pub term: String,
    /// The four-property test (四性检测).
    pub report: serde_json::Value,
    /// Who sealed it.
    pub sealed_by: String,
    /// When.
    pub sealed_at: Timestamp,
}

fn from_row(row: &Row) -> Result<Archive, StoreError> {
    Ok(Archive {
        project: row.number("project")?,
        number: row.text("number")?,
        package: row.text("package")?,
        manifest: row.text("manifest")?,
        files: row.int("files")?,
        bytes: row.int("bytes")?,
        term: row.text("term")?,
        report: row.json("report")?,
        sealed_by: row.text("sealed_by")?,
        sealed_at: row.time("sealed_at")?,
    })
}

/// Keeps a sealed package; a project is sealed once and the row is never changed.
pub fn seal(tx: &mut Tx<'_>, association: &str, a: &Archive) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into archive (association, project, number, package, manifest, files, bytes, term, report, sealed_by, \
         sealed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let values = params![
        association,
        a.project,
        &a.number,
        &a.package,
        &a.manifest,
        a.files,
        a.bytes,
        &a.term,
        a.report.to_string(),
        &a.sealed_by,
        a.sealed_at,
    ];
    tx.execute_one(sql, values)
}

/// The package of a project.
pub fn of_project(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Option<Archive>, StoreError> {
    let sql =
        sql!(concat!("select ", archive_columns!(), " from archive where association = $1 and project = $2"));
    tx.one(sql, params![association, project])?.map(|r| from_row(&r.identified(&["project"]))).transpose()
}

/// All packages of an association, the newest first.
pub fn all(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Archive>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        archive_columns!(),
        " from archive where association = $1 order by sealed_at desc, number"
    ));
    tx.all(sql, params![association])?.into_iter().map(|r| from_row(&r.identified(&["project"]))).collect()
}
