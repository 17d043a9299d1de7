//! The letters of the house as data: one struct per template in `letters/`. Every text a person reads comes from the
//! caller; the templates add typographic marks only (full-width colons, boxes, rules).

mod application;
mod check_record;
mod form;
mod listing;
mod receipt;
mod returned;

pub use application::{ApplicationLabels, ApplicationSheet, Cover};
pub use check_record::{CheckItem, CheckLabels, CheckPerson, CheckRecord, Override};
pub use form::{Align, Cell, Column, Content, Listing, Row, Section, Signature, Tick};
pub use listing::{ListColumn, ListSheet};
pub use receipt::{Receipt, ReceiptLabels};
pub use returned::{Defect, DefectLabels, ReturnNotice};

use serde::Serialize;

/// A label and its value, printed as `label：value`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Labelled {
    /// For instance 申报编号.
    pub label: String,
    /// For instance 2026-1-007.
    pub value: String,
}

impl Labelled {
    /// A pair of label and value.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Labelled { label: label.into(), value: value.into() }
    }
}

/// What stands on every page, so that a printed sheet can be told from any other and checked against the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// Lines at the left of the footer: application number (申报编号), version code (版本码).
    pub lines: Vec<Labelled>,
    /// Page number in words with the places `{n}` and `{m}`: `第 {n} 页 共 {m} 页`.
    pub page: String,
    /// Text of the QR code (22 mm, error correction M) at the right of the footer; none: no code.
    #[serde(skip)]
    pub qr: Option<String>,
    /// Light diagonal words behind the text, 草稿 for a draft; none on a final version.
    pub watermark: Option<String>,
}

/// Issuer and date at the end of a letter (落款), with room for the seal over both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signoff {
    /// 柳州市科学技术协会.
    pub issuer: String,
    /// 2026年3月6日 (GB/T 9704: Arabic digits, no leading zeros).
    pub date: String,
}
