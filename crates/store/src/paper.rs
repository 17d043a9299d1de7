//! Sealed paper copies (纸质材料登记).

use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `paper_copy` needs.
macro_rules! paper_copy_columns {
    () => {
        "id, version_code, copies, arrived_on, dispatched_on, courier_number, in_time, verdict, note, \
            scan_sha256, scan_name, scan_code, registered_by, registered_at"
    };
}

/// Paper that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Id.
    pub id: Id,
    /// Code printed on it.
    pub version_code: String,
    /// Number of copies.
    pub copies: i64,
    /// Day of arrival, civil date.
    pub arrived_on: String,
    /// Day on the courier's slip; empty where it was handed in.
    pub dispatched_on: String,
    /// Courier number.
    pub courier_number: String,
    /// Whether it was in time by the rule of the notice.
    pub in_time: bool,
    /// `received`, `accepted` or `rejected`.
    pub verdict: String,
    /// Note.
    pub note: String,
    /// SHA-256 of the sealed scan; empty where there is none.
    pub scan_sha256: String,
    /// Name of the scan.
    pub scan_name: String,
    /// Code read from the scan's QR; empty where none was read.
    pub scan_code: String,
    /// Who registered it.
    pub registered_by: String,
    /// When.
    pub registered_at: Timestamp,
}

fn from_row(row: &Row) -> Result<Copy, StoreError> {
    Ok(Copy {
        id: row.number("id")?,
        version_code: row.text("version_code")?,
        copies: row.int("copies")?,
        arrived_on: row.text("arrived_on")?,
        dispatched_on: row.text("dispatched_on")?,
        courier_number: row.text("courier_number")?,
        in_time: row.flag("in_time")?,
        verdict: row.text("verdict")?,
        note: row.text("note")?,
        scan_sha256: row.text("scan_sha256")?,
        scan_name: row.text("scan_name")?,
        scan_code: row.text("scan_code")?,
        registered_by: row.text("registered_by")?,
        registered_at: row.time("registered_at")?,
    })
}

/// The paper registered for an application, the latest first.
pub fn of_application(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<Vec<Copy>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        paper_copy_columns!(),
        " from paper_copy where association = $1 and application = $2 order by registered_at desc, id desc"
    ));
    tx.all(sql, params![association, application])?.iter().map(from_row).collect()
}

/// Registers paper.
pub fn insert(tx: &mut Tx<'_>, association: &str, application: Id, c: &Copy) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into paper_copy (association, application, id, version_code, copies, arrived_on, dispatched_on, \
         courier_number, in_time, verdict, note, scan_sha256, scan_name, scan_code, registered_by, registered_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    );
    let values = params![
        association,
        application,
        c.id,
        &c.version_code,
        c.copies,
        &c.arrived_on,
        &c.dispatched_on,
        &c.courier_number,
        c.in_time,
        &c.verdict,
        &c.note,
        &c.scan_sha256,
        &c.scan_name,
        &c.scan_code,
        &c.registered_by,
        c.registered_at,
    ];
    tx.execute_one(sql, values)
}

/// Adds the scan and the verdict to registered paper.
pub fn judge(tx: &mut Tx<'_>, association: &str, application: Id, c: &Copy) -> Result<(), StoreError> {
    let sql = sql!(
        "update paper_copy set verdict = $4, note = $5, scan_sha256 = $6, scan_name = $7, scan_code = $8 \
         where association = $1 and application = $2 and id = $3"
    );
    let values = params![
        association,
        application,
        c.id,
        &c.verdict,
        &c.note,
        &c.scan_sha256,
        &c.scan_name,
        &c.scan_code
    ];
    tx.execute_one(sql, values)
}
