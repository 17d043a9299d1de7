//! The text of attached files, read once by a job: beside the answers it is what copied text is looked for in (查重).

use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{StoreError, Tx};

/// A file whose text nobody has read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Name people see.
    pub name: String,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileText {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its text; empty where it has none.
    pub body: String,
    /// `text`, or why there is none: `empty`, `password`, `scan`, `damaged`, `gone`.
    pub outcome: String,
}

/// The files of an application that can hold text (DOCX, PDF) and were not read yet.
pub fn unread(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<Vec<Unread>, StoreError> {
    let sql = sql!(
        "select a.sha256, a.name from attachment a where a.association = $1 and a.application = $2 \
         and a.removed_at is null and a.kind in ('docx', 'pdf') and not exists \
         (select 1 from file_text t where t.association = a.association and t.sha256 = a.sha256) \
         order by a.field, a.name, a.id"
    );
    let rows = tx.all(sql, params![association, application])?;
    rows.iter().map(|r| Ok(Unread { sha256: r.text("sha256")?, name: r.text("name")? })).collect()
}

/// What was read of the files of an application, in the order in which they are listed.
pub fn of_application(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
) -> Result<Vec<FileText>, StoreError> {
    let sql = sql!(
        "select t.sha256, t.body, t.outcome from attachment a join file_text t \
         on t.association = a.association and t.sha256 = a.sha256 \
         where a.association = $1 and a.application = $2 and a.removed_at is null order by a.field, a.name, a.id"
    );
    let rows = tx.all(sql, params![association, application])?;
    let file = |r: &crate::Row| {
        Ok(FileText { sha256: r.text("sha256")?, body: r.text("body")?, outcome: r.text("outcome")? })
    };
    rows.iter().map(file).collect()
}

/// Keeps what was read of a file; the first reading stays.
pub fn put(tx: &mut Tx<'_>, association: &str, file: &FileText, now: Timestamp) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into file_text (association, sha256, body, outcome, read_at) values ($1, $2, $3, $4, $5) \
         on conflict (association, sha256) do nothing"
    );
    tx.exec(sql, params![association, &file.sha256, &file.body, &file.outcome, now])?;
    Ok(())
}
