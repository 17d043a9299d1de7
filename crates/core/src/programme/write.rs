//! A programme as the text of its file: what the editor saves is what a person would have written.

use std::fmt::Write as _;

use serde_json::Value;

use super::Programme;
use super::outline::{ROOT, Shape, Table};

/// The file of a programme; reading it gives the same programme.
pub fn write(programme: &Programme) -> String {
    // A programme holds texts, numbers and lists alone, so that it always has a tree.
    write_tree(&serde_json::to_value(programme).unwrap_or_default())
}

/// The file of a tree, finished or not. Keys stand in the order of the outline, unknown ones behind them; what is empty
/// and may be left out is left out.
pub fn write_tree(tree: &Value) -> String {
    let mut out = String::new();
    table(&mut out, &ROOT, tree, "");
    out
}

/// Writes the plain keys of a table, then the tables inside it under their own heads.
fn table(out: &mut String, outline: &'static Table, value: &Value, path: &str) {
    for (name, shape, inner) in entries(outline, value) {
        if !has_head(shape, inner) {
            let _ = writeln!(out, "{} = {}", key(name), plain(shape, inner, true));
        }
    }
    for (name, shape, inner) in entries(outline, value).filter(|(_, shape, inner)| has_head(*shape, inner)) {
        let path = if path.is_empty() { key(name) } else { format!("{path}.{}", key(name)) };
        match (shape, inner) {
            (Some(Shape::Many(outline)), Value::Array(items)) => {
                for item in items {
                    let _ = writeln!(out, "\n[[{path}]]");
                    table(out, outline, item, &path);
                }
            }
            (Some(Shape::One(outline)), _) => {
                let mut body = String::new();
                table(&mut body, outline, inner, &path);
                // A head over tables alone is not needed: theirs imply it.
                let bare = body.starts_with("\n[");
                let head = if bare { String::new() } else { format!("\n[{path}]\n") };
                let _ = write!(out, "{head}{body}");
            }
            _ => {}
        }
    }
}

type Entry<'v> = (&'v str, Option<Shape>, &'v Value);

/// What is written of a table: known keys in order, then unknown ones.
fn entries<'v>(outline: &'static Table, value: &'v Value) -> impl Iterator<Item = Entry<'v>> {
    let known = outline.keys.iter().filter_map(move |key| {
        let inner = value.get(key.name)?;
        let kept = if key.needed { !inner.is_null() } else { !is_default(key.shape, inner) };
        kept.then_some((key.name, Some(key.shape), inner))
    });
    let all = value.as_object().into_iter().flatten();
    let unknown = all.filter(|(name, inner)| outline.key(name).is_none() && !inner.is_null());
    known.chain(unknown.map(|(name, inner)| (name.as_str(), None, inner)))
}

fn is_default(shape: Shape, value: &Value) -> bool {
    match (shape, value) {
        (_, Value::Null) => true,
        (Shape::Flag(default), Value::Bool(flag)) => *flag == default,
        (_, Value::String(text)) => text.is_empty(),
        (_, Value::Array(items)) => items.is_empty(),
        (_, Value::Object(map)) => map.is_empty(),
        _ => false,
    }
}

/// Whether a value gets a head of its own, `[head]` or `[[head]]`.
fn has_head(shape: Option<Shape>, value: &Value) -> bool {
    match shape {
        Some(Shape::One(table)) => !table.inline && value.is_object(),
        Some(Shape::Many(table)) => {
            let tables = value.as_array().is_some_and(|i| !i.is_empty() && i.iter().all(Value::is_object));
            // Clauses in a list have heads; they are long.
            tables && (!table.inline || table.name == "clause")
        }
        _ => false,
    }
}

/// A value in the place behind `=`.
fn plain(shape: Option<Shape>, value: &Value, at_line: bool) -> String {
    match (shape, value) {
        (Some(Shape::One(outline)), Value::Object(_)) => inline(outline, value),
        (Some(Shape::Many(outline)), Value::Array(items)) if outline.inline && !items.is_empty() => {
            let one_a_line = outline.name == "field" || outline.name == "alternative";
            let written = items.iter().map(|item| inline(outline, item));
            if one_a_line {
                format!("[\n{}]", written.map(|item| format!("  {item},\n")).collect::<String>())
            } else {
                format!("[{}]", written.collect::<Vec<_>>().join(", "))
            }
        }
        (Some(Shape::Grid), Value::Array(rows)) => {
            let row = |row: &Value| format!("  {},\n", free(row));
            format!("[\n{}]", rows.iter().map(row).collect::<String>())
        }
        (Some(Shape::Prose), Value::String(text)) if at_line && text.contains('\n') => paragraphs(text),
        _ => free(value),
    }
}

/// A table in one line.
fn inline(outline: &'static Table, value: &Value) -> String {
    if !value.is_object() {
        return free(value);
    }
    let pairs =
        entries(outline, value).map(|(name, shape, v)| format!("{} = {}", key(name), plain(shape, v, false)));
    let pairs: Vec<String> = pairs.collect();
    if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
}

/// A value of which the outline says nothing more.
fn free(value: &Value) -> String {
    match value {
        Value::Null => "\"\"".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(free).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, inner)| !inner.is_null());
            let pairs: Vec<_> =
                kept.map(|(name, inner)| format!("{} = {}", key(name), free(inner))).collect();
            if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
        }
    }
}

fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { name.to_owned() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text).replace('\n', "\\n"))
}

/// Text of several paragraphs, each in its line.
fn paragraphs(text: &str) -> String {
    format!("\"\"\"\n{}\"\"\"", escaped(text))
}

/// Everything but line breaks that a TOML string wants escaped.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push('\n'),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
        out
    })
}
