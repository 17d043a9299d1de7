//! A programme as the text of a TOML file, laid out as the shipped files are: clauses and quantities in one line, fields
//! and rows one a line, everything else as tables.

use std::fmt::Write;

use toml::{Table, Value};

use super::{Draft, Open};

/// Keys in the order of the shipped files; the others follow.
const ORDER: [&str; 85] = [
    "schema",
    "attachments",
    "programme",
    "id",
    "code",
    "title",
    "name",
    "label",
    "kind",
    "association",
    "year",
    "document_number",
    "notice",
    "issuer",
    "issued",
    "purpose",
    "number",
    "group",
    "type",
    "types",
    "planned",
    "severity",
    "per",
    "max",
    "within",
    "what",
    "at",
    "says",
    "counts",
    "copies",
    "when",
    "address",
    "funding",
    "stated_total",
    "fixed",
    "range",
    "test",
    "measure",
    "op",
    "value",
    "unit",
    "target",
    "each",
    "proves",
    "office",
    "people",
    "phones",
    "email",
    "rule",
    "words",
    "percent",
    "gate",
    "required",
    "working_days",
    "to",
    "clause",
    "content",
    "completion",
    "completion_clause",
    "evidence",
    "evidence_clause",
    "tier",
    "choice",
    "venue",
    "indicator",
    "deliverable",
    "limit",
    "repeat",
    "priority",
    "enclosure",
    "deadline",
    "submission",
    "paper",
    "step",
    "payment",
    "budget",
    "source",
    "category",
    "accounting",
    "filing",
    "contact",
    "form",
    "field",
    "section",
    "columns",
];

/// Tables that stand in one line.
const INLINE: [&str; 13] = [
    "clause",
    "completion_clause",
    "evidence_clause",
    "funding",
    "test",
    "target",
    "venue",
    "due",
    "same_content",
    "count",
    "length",
    "final_numbers",
    "changes",
];

/// The text of the file; what is open stands above it as comments.
///
/// # Errors
/// Never for a programme; the serialiser's words if it refuses.
pub fn to_toml(draft: &Draft) -> Result<String, toml::ser::Error> {
    let mut out = comments(&draft.open);
    let Value::Table(table) = Value::try_from(&draft.programme)? else { return Ok(out) };
    print(&mut out, "", &table);
    Ok(out)
}

fn comments(open: &[Open]) -> String {
    let mut out = String::new();
    if !open.is_empty() {
        out.push_str("# 请核对：\n");
    }
    for one in open {
        let _ = writeln!(out, "# {}：{}", one.path, one.why.replace('\n', " "));
    }
    out
}

fn print(out: &mut String, path: &str, table: &Table) {
    let mut keys: Vec<&String> = table.keys().collect();
    keys.sort_by_key(|key| {
        (ORDER.iter().position(|known| known == key).unwrap_or(ORDER.len()), key.as_str())
    });
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    for key in &keys {
        let value = &table[key.as_str()];
        if !is_section(key, value) && !is_idle(key, value) {
            let _ = writeln!(out, "{key} = {}", inline(value, !matches!(key.as_str(), "field" | "rows")));
        }
    }
    for key in &keys {
        match &table[key.as_str()] {
            value if !is_section(key, value) => {}
            Value::Table(inner) if inner.is_empty() => {}
            Value::Table(inner) => {
                let _ = writeln!(out, "\n[{}]", below(key));
                print(out, &below(key), inner);
            }
            Value::Array(items) => {
                for item in items.iter().filter_map(Value::as_table) {
                    let _ = writeln!(out, "\n[[{}]]", below(key));
                    print(out, &below(key), item);
                }
            }
            _ => {}
        }
    }
}

fn is_section(key: &str, value: &Value) -> bool {
    match value {
        Value::Table(_) => !INLINE.contains(&key),
        Value::Array(items) => {
            !matches!(key, "field" | "rows" | "each") && items.first().is_some_and(Value::is_table)
        }
        _ => false,
    }
}

/// What needs no line: nothing, or what is so where nothing is said.
fn is_idle(key: &str, value: &Value) -> bool {
    is_empty(value) || value.as_bool() == Some(false) && key != "withdrawal"
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_str().is_some_and(str::is_empty)
}

fn inline(value: &Value, one_line: bool) -> String {
    match value {
        Value::String(text) if text.contains('\n') => lines(text),
        Value::String(text) => quoted(text),
        Value::Array(items) if !one_line => {
            let items: String = items.iter().map(|item| format!("  {},\n", inline(item, true))).collect();
            format!("[\n{items}]")
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| inline(item, true)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) if table.is_empty() => "{}".to_owned(),
        Value::Table(table) => {
            let mut keys: Vec<&String> = table.keys().collect();
            keys.sort_by_key(|key| ORDER.iter().position(|known| known == key).unwrap_or(ORDER.len()));
            let kept =
                keys.into_iter().filter(|key| *key == "classes" || !is_idle(key, &table[key.as_str()]));
            let pairs: Vec<String> =
                kept.map(|key| format!("{key} = {}", in_line(&table[key.as_str()]))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

/// In one line even where the text has several.
fn in_line(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        other => inline(other, true),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    escape(text, false, &mut out);
    out.push('"');
    out
}

fn lines(text: &str) -> String {
    let mut out = String::from("\"\"\"\n");
    escape(text, true, &mut out);
    out.push_str("\"\"\"");
    out
}

fn escape(text: &str, several: bool, out: &mut String) {
    for ch in text.chars() {
        match ch {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' if several => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            ch if ch.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(ch));
            }
            ch => out.push(ch),
        }
    }
}
