//! The register as a workbook (申报汇总表).

use kexiang_core::time;
use kexiang_documents::xlsx::{self, ColumnKind, RegisterColumn, write_register};

use super::view::note;
use crate::actions::desk::{Column, Register, RegisterValue};
use crate::actions::{Failure, Fault};
use crate::locale::Locale;

/// The workbook's bytes.
///
/// # Errors
/// A fault where the workbook cannot be written.
pub fn bytes(l: &Locale, register: &Register) -> Result<Vec<u8>, Failure> {
    let column = |c: &Column| RegisterColumn {
        title: l.word("desk-column", c.code()),
        width: width(*c),
        kind: if matches!(c, Column::Amount | Column::Other) { ColumnKind::Wan } else { ColumnKind::Text },
    };
    let sheet = xlsx::Register {
        title: title(l, register),
        unit: Some(l.t("desk-register-unit").to_owned()),
        index: l.t("desk-register-index").to_owned(),
        columns: register.columns.iter().map(column).collect(),
        rows: register.rows.iter().map(|row| row.iter().map(|v| value(l, v)).collect()).collect(),
        total: Some(l.t("desk-register-sum").to_owned()),
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

/// `2026年…申报汇总表-20260401.xlsx`
pub fn file_name(l: &Locale, register: &Register) -> String {
    let day = time::beijing_date(register.made_at).strftime("%Y%m%d").to_string();
    let clean: String =
        title(l, register).chars().filter(|c| !r#"\/:*?"<>|"#.contains(*c)).take(80).collect();
    format!("{clean}-{day}.xlsx")
}

fn title(l: &Locale, register: &Register) -> String {
    if register.call_title.is_empty() {
        return l.t("desk-register-all").to_owned();
    }
    l.tf("desk-register-title", &[("call", &register.call_title)])
}

fn width(column: Column) -> u16 {
    match column {
        Column::Title => 40,
        Column::Organisation | Column::Joint => 28,
        Column::Type => 24,
        Column::Phone | Column::Submitted | Column::Note => 18,
        _ => 14,
    }
}

fn value(l: &Locale, value: &RegisterValue) -> xlsx::RegisterValue {
    match value {
        RegisterValue::Text(text) => xlsx::RegisterValue::Text(text.clone()),
        RegisterValue::Money(sum) => xlsx::RegisterValue::Fen(sum.0),
        RegisterValue::State(state) => xlsx::RegisterValue::Text(l.word("state", state.code())),
        RegisterValue::Hints { overrides, repeats, returns } => {
            xlsx::RegisterValue::Text(note(l, *overrides, *repeats, *returns))
        }
    }
}
