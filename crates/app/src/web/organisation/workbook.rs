//! The ledger as a workbook (单位台账).

use kexiang_core::time;
use kexiang_documents::xlsx::{self, ColumnKind, RegisterColumn, RegisterValue, write_register};

use super::view::{masked_account, value};
use crate::actions::desk::masked_phones;
use crate::actions::organisation::{Column, Entry, Register};
use crate::actions::{Failure, Fault};
use crate::locale::Locale;

/// The workbook's bytes.
///
/// # Errors
/// A fault where the workbook cannot be written.
pub fn bytes(l: &Locale, association: &str, register: &Register) -> Result<Vec<u8>, Failure> {
    let columns = register.columns.iter().flat_map(|c| titles(l, *c));
    let sheet = xlsx::Register {
        title: l.tf("org-register-title", &[("association", &association)]),
        unit: None,
        index: l.t("desk-register-index").to_owned(),
        columns: columns.collect(),
        rows: register.rows.iter().map(|entry| row(l, register, entry)).collect(),
        total: None,
        footer: vec![
            l.tf("desk-register-made-by", &[("by", &register.made_by)]),
            l.t("desk-register-checked-by").to_owned(),
            l.tf("desk-register-date", &[("date", &time::long_date(time::beijing_date(register.made_at)))]),
        ],
        page: Some(l.t("desk-register-page").to_owned()),
    };
    let written = write_register(&sheet, time::beijing(register.made_at));
    written.map_err(|e| Fault::new("writing a register", e).into())
}

/// `单位台账-20260330.xlsx`
pub fn file_name(l: &Locale, register: &Register) -> String {
    let day = time::beijing_date(register.made_at).strftime("%Y%m%d").to_string();
    format!("{}-{day}.xlsx", l.t("org-title"))
}

/// The columns of a column: a bank account has three.
fn titles(l: &Locale, column: Column) -> Vec<RegisterColumn> {
    let width = match column {
        Column::Name | Column::Address | Column::Host => 32,
        Column::Code | Column::Class | Column::Email => 22,
        _ => 14,
    };
    let kind = match column {
        Column::People | Column::Applications => ColumnKind::Count,
        _ => ColumnKind::Text,
    };
    let titled = |title: String| RegisterColumn { title, width, kind };
    match column {
        Column::Bank => ["org-bank_holder", "org-bank_name", "org-bank_account"]
            .map(|key| titled(l.t(key).to_owned()))
            .into(),
        column => vec![titled(l.word("org-column", column.code()))],
    }
}

fn row(l: &Locale, register: &Register, entry: &Entry) -> Vec<RegisterValue> {
    let o = &entry.row.organisation;
    let text = |text: String| RegisterValue::Text(text);
    let values = register.columns.iter().flat_map(|column| match column {
        Column::People => vec![RegisterValue::Count(entry.row.people)],
        Column::Applications => vec![RegisterValue::Count(entry.row.applications)],
        Column::Phone if !register.full => vec![text(masked_phones(&o.phone))],
        Column::Bank => {
            let number = if register.full { o.bank_account.clone() } else { masked_account(&o.bank_account) };
            vec![text(o.bank_holder.clone()), text(o.bank_name.clone()), text(number)]
        }
        column => vec![text(value(l, *column, entry))],
    });
    values.collect()
}
