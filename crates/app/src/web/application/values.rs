//! Values of fields as people read them: in lists of files, in comparisons, and as the controls of the form hold them.

use kexiang_core::money::Fen;
use kexiang_core::programme::{Field, FieldKind};
use serde_json::{Value, json};

use super::form_view::{FieldView, FormView};
use crate::actions::application::CaseFile;
use crate::locale::Locale;

/// A file.
pub struct FileView {
    pub name: String,
    /// Extension of what it really is, in capitals.
    pub kind: String,
    pub size: String,
    pub href: String,
    pub added: String,
}

/// The files of a field.
pub fn file_views(l: &Locale, case: &CaseFile, field: &str) -> Vec<FileView> {
    let a = &case.application;
    let own = case.files.iter().filter(|f| f.field == field);
    own.map(|f| FileView {
        name: f.name.clone(),
        kind: f.kind.to_uppercase(),
        size: size(f.size),
        href: format!("/associations/{}/applications/{}/files/{}", a.association, a.id, f.id),
        added: l.tf("file-added", &[("by", &f.added_by), ("at", &kexiang_core::time::short(f.added_at))]),
    })
    .collect()
}

/// A size in KB or MB.
pub fn size(bytes: i64) -> String {
    let tenths = |unit: i64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    if bytes < 1024 * 1024 {
        format!("{} KB", (bytes + 1023) / 1024)
    } else {
        format!("{} MB", tenths(1024 * 1024))
    }
}

/// A stored value of a field as a reader sees it in comparisons: names instead of codes, sums in 万元.
pub fn said_value(l: &Locale, case: &CaseFile, field: &str, value: &Value) -> String {
    let Some(field) = case.form().field(field) else { return plain(value) };
    match field.kind {
        FieldKind::Amount => match value.as_i64() {
            Some(fen) => format!("{} {}", Fen(fen).wan(), l.t("unit-wan")),
            None => String::new(),
        },
        FieldKind::Budget => budget(l, case, value),
        FieldKind::Targets => targets(case, value),
        FieldKind::Tier => {
            let tier = case.project_type().tiers.iter().find(|t| value.as_str() == Some(t.code.as_str()));
            tier.map_or_else(|| plain(value), |t| t.name.clone())
        }
        FieldKind::Table => table(field, value),
        _ => plain(value),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("；"),
        Value::Object(map) => {
            map.iter().map(|(k, v)| format!("{k}：{}", plain(v))).collect::<Vec<_>>().join("，")
        }
        other => other.to_string(),
    }
}

/// One line per category: `会议费　申请市科协经费 1.2 万元　场地与会务`.
fn budget(l: &Locale, case: &CaseFile, value: &Value) -> String {
    let rules = &case.programme.budget;
    let Ok(lines) = serde_json::from_value::<Vec<kexiang_core::application::BudgetLine>>(value.clone())
    else {
        return plain(value);
    };
    let line = |line: &kexiang_core::application::BudgetLine| {
        let category = rules.category(&line.category).map_or(line.category.as_str(), |c| c.name.as_str());
        let sums = line.sums.iter().filter(|(_, sum)| sum.0 != 0).map(|(source, sum)| {
            let source = rules.sources.iter().find(|s| s.id == *source).map_or("", |s| s.name.as_str());
            format!("{source} {} {}", sum.wan(), l.t("unit-wan"))
        });
        let parts: Vec<String> = std::iter::once(category.to_owned())
            .chain(sums)
            .chain(Some(line.note.clone()).filter(|note| !note.is_empty()))
            .collect();
        parts.join("　")
    };
    let filled = lines.iter().filter(|l| l.sums.values().any(|s| s.0 != 0) || !l.note.is_empty());
    filled.map(line).collect::<Vec<_>>().join("\n")
}

fn targets(case: &CaseFile, value: &Value) -> String {
    let Some(promises) = value.as_object() else { return plain(value) };
    let name = |id: &str| {
        let base = id.split('/').next().unwrap_or_default();
        let known = case.project_type().indicators.iter().find(|i| i.id == base);
        known.map_or_else(|| id.to_owned(), |i| i.name.clone())
    };
    let rows = promises.iter().map(|(id, promise)| format!("{}　{}", name(id), plain(promise)));
    rows.collect::<Vec<_>>().join("\n")
}

fn table(field: &Field, value: &Value) -> String {
    let rows = value.as_array().into_iter().flatten().filter_map(Value::as_array);
    let said = rows.map(|row| {
        let cells = field.columns.iter().zip(row).filter(|(_, cell)| !plain(cell).is_empty());
        cells.map(|(column, cell)| format!("{column}：{}", plain(cell))).collect::<Vec<_>>().join("　")
    });
    said.filter(|row| !row.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The controls of a field with their present values, as the scripts of the form name them: `budget/meeting/grant`.
pub fn control_values(form: &FormView, field: &str) -> Vec<(String, Value)> {
    let Some(view) = form.fields().find(|f| f.id == field) else { return Vec::new() };
    let id = |rest: &str| format!("{field}/{rest}");
    match view.kind {
        "budget" => view
            .budget
            .iter()
            .flat_map(|b| &b.rows)
            .flat_map(|r| {
                let cells =
                    r.cells.iter().map(|(source, sum)| (id(&format!("{}/{source}", r.id)), json!(sum)));
                cells.chain([(id(&format!("{}/note", r.id)), json!(r.note))]).collect::<Vec<_>>()
            })
            .collect(),
        "targets" => view.targets.iter().map(|t| (id(&t.id), json!(t.promise))).collect(),
        "table" => table_controls(view),
        "choices" => {
            let chosen: Vec<_> = view.options.iter().filter(|o| o.chosen).map(|o| o.value.clone()).collect();
            vec![(field.to_owned(), json!(chosen))]
        }
        "choice" => {
            let chosen = view.options.iter().find(|o| o.chosen).map_or("", |o| o.value.as_str());
            vec![(field.to_owned(), json!(chosen))]
        }
        _ => vec![(field.to_owned(), json!(view.value))],
    }
}

fn table_controls(view: &FieldView) -> Vec<(String, Value)> {
    let rows = view.table.iter().flat_map(|t| t.rows.iter().enumerate());
    let cells = rows.flat_map(|(n, row)| row.iter().enumerate().map(move |(k, cell)| (n, k, cell)));
    cells.map(|(n, k, cell)| (format!("{}/{n}/{k}", view.id), json!(cell))).collect()
}
