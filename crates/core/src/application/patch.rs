//! One cell of a composite answer changes, the others stay: several people work on one budget or table at once.

use serde_json::{Map, Value, json};

use crate::money::Fen;
use crate::programme::{Field, FieldKind};

/// Why a cell cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// The field has no such cell.
    #[error("the field has no such cell")]
    NoSuchCell,
    /// The text is no sum in 万元.
    #[error("{0}")]
    NotASum(String),
}

/// The answer of a composite field after one of its cells was set to `text`. Cells: `category/source` and
/// `category/note` of a budget (sums in 万元), `indicator` of the targets, `row/column` of a table.
///
/// # Errors
/// See [`PatchError`]; the answer is unchanged.
pub fn patched(
    field: &Field,
    before: Option<&Value>,
    path: &[&str],
    text: &str,
) -> Result<Value, PatchError> {
    match (field.kind, path) {
        (FieldKind::Amount, []) => amount(text),
        (FieldKind::Budget, [category, column]) => budget_cell(before, category, column, text),
        (FieldKind::Targets, [indicator]) => Ok(target(before, indicator, text)),
        (FieldKind::Targets, [indicator, way]) => Ok(target(before, &format!("{indicator}/{way}"), text)),
        (FieldKind::Table, [row, column]) => table_cell(field, before, row, column, text),
        _ => Err(PatchError::NoSuchCell),
    }
}

fn amount(text: &str) -> Result<Value, PatchError> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    Ok(json!(sum(text)?.0))
}

fn sum(text: &str) -> Result<Fen, PatchError> {
    Fen::parse_wan(text).map_err(|e| PatchError::NotASum(e.to_string()))
}

/// One line a category: its note and its sums by source. A line without note and sums goes away.
fn budget_cell(
    before: Option<&Value>,
    category: &str,
    column: &str,
    text: &str,
) -> Result<Value, PatchError> {
    let mut lines = before.and_then(Value::as_array).cloned().unwrap_or_default();
    let known = lines.iter().position(|l| l.get("category").and_then(Value::as_str) == Some(category));
    let at = known.unwrap_or_else(|| {
        lines.push(json!({ "category": category, "note": "", "sums": {} }));
        lines.len() - 1
    });
    let Some(line) = lines[at].as_object_mut() else { return Err(PatchError::NoSuchCell) };
    if column == "note" {
        line.insert("note".into(), text.trim().into());
    } else {
        let sums = line.entry("sums").or_insert_with(|| json!({}));
        let Some(sums) = sums.as_object_mut() else { return Err(PatchError::NoSuchCell) };
        let value = if text.trim().is_empty() { Fen(0) } else { sum(text)? };
        if value == Fen(0) {
            sums.remove(column)
        } else {
            sums.insert(column.into(), json!(value.0))
        };
    }
    let empty = |l: &Value| {
        let sums = l.get("sums").and_then(Value::as_object).is_none_or(Map::is_empty);
        sums && l.get("note").and_then(Value::as_str).is_none_or(str::is_empty)
    };
    lines.retain(|l| !empty(l));
    Ok(Value::Array(lines))
}

fn target(before: Option<&Value>, indicator: &str, text: &str) -> Value {
    let mut promises = before.and_then(Value::as_object).cloned().unwrap_or_default();
    promises.insert(indicator.to_owned(), text.trim().into());
    Value::Object(promises)
}

/// Rows are added as they are filled; rows of nothing at the end go away.
fn table_cell(
    field: &Field,
    before: Option<&Value>,
    row: &str,
    column: &str,
    text: &str,
) -> Result<Value, PatchError> {
    const MOST_ROWS: usize = 200;
    let place = |text: &str| text.parse::<usize>().map_err(|_| PatchError::NoSuchCell);
    let (row, column) = (place(row)?, place(column)?);
    if row >= MOST_ROWS || column >= field.columns.len() {
        return Err(PatchError::NoSuchCell);
    }
    let mut rows: Vec<Vec<String>> =
        before.and_then(|v| serde_json::from_value(v.clone()).ok()).unwrap_or_default();
    while rows.len() <= row {
        rows.push(Vec::new());
    }
    for r in &mut rows {
        r.resize(field.columns.len(), String::new());
    }
    rows[row][column] = text.trim().to_owned();
    while rows.last().is_some_and(|r| r.iter().all(String::is_empty)) {
        rows.pop();
    }
    Ok(json!(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::parse;

    fn field(kind: FieldKind, columns: &[&str]) -> Field {
        let programme = parse(include_str!("../../tests/it/minimal.toml")).expect("a programme");
        let mut field = programme.forms[0].fields[0].clone();
        field.kind = kind;
        field.columns = columns.iter().map(|&c| c.to_owned()).collect();
        field
    }

    #[test]
    fn cells_of_a_budget_stand_beside_each_other() {
        let budget = field(FieldKind::Budget, &[]);
        let one = patched(&budget, None, &["meeting", "grant"], "1.2").expect("a sum");
        let two = patched(&budget, Some(&one), &["meeting", "note"], "会场").expect("a note");
        let three = patched(&budget, Some(&two), &["print", "own"], "0.3").expect("a sum");
        let expected = json!([
            { "category": "meeting", "note": "会场", "sums": { "grant": 1_200_000 } },
            { "category": "print", "note": "", "sums": { "own": 300_000 } },
        ]);
        assert_eq!(three, expected);
        let emptied = patched(&budget, Some(&three), &["print", "own"], "").expect("emptied");
        assert_eq!(emptied.as_array().map(Vec::len), Some(1));
        assert!(matches!(patched(&budget, None, &["meeting", "grant"], "1元"), Err(PatchError::NotASum(_))));
    }

    #[test]
    fn tables_grow_and_shrink_by_their_last_rows() {
        let table = field(FieldKind::Table, &["姓名", "单位"]);
        let one = patched(&table, None, &["1", "0"], "张三").expect("a cell");
        assert_eq!(one, json!([["", ""], ["张三", ""]]));
        assert_eq!(patched(&table, Some(&one), &["1", "0"], " ").expect("emptied"), json!([]));
        assert_eq!(patched(&table, None, &["0", "2"], "x"), Err(PatchError::NoSuchCell));
        assert_eq!(patched(&table, None, &["900", "0"], "x"), Err(PatchError::NoSuchCell));
    }

    #[test]
    fn targets_and_amounts() {
        let targets =
            patched(&field(FieldKind::Targets, &[]), None, &["events", "2"], "5").expect("a promise");
        assert_eq!(targets, json!({ "events/2": "5" }));
        assert_eq!(patched(&field(FieldKind::Amount, &[]), None, &[], "1.5"), Ok(json!(1_500_000)));
        assert_eq!(patched(&field(FieldKind::Amount, &[]), None, &[], " "), Ok(Value::Null));
        assert_eq!(patched(&field(FieldKind::Line, &[]), None, &["x"], "y"), Err(PatchError::NoSuchCell));
    }
}
