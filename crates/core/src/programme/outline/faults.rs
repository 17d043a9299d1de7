//! What keeps an unfinished file from being read: keys that are missing, values of the wrong kind.

use serde_json::Value;

use super::{Codes, ROOT, Shape, TESTS, Table};
use crate::programme::Funding;
use crate::time::Moment;

/// A place that is not finished: finding code, path, reason.
pub(in crate::programme) type Fault = (&'static str, String, String);

/// Everything that is missing or of the wrong kind, in the order of the outline.
pub(in crate::programme) fn faults(tree: &Value) -> Vec<Fault> {
    let mut found = Vec::new();
    table(&ROOT, tree, "", &mut found);
    found
}

fn table(outline: &Table, value: &Value, path: &str, found: &mut Vec<Fault>) {
    let Some(map) = value.as_object() else {
        return found.push(wrong(path, "a table"));
    };
    for (name, _) in map.iter().filter(|(name, _)| outline.key(name).is_none()) {
        let reason = format!("`{name}` is not a key of this table");
        found.push(("unknown-key", joined(path, name), reason));
    }
    for key in outline.keys {
        let path = joined(path, key.name);
        match map.get(key.name).filter(|v| !v.is_null()) {
            None if key.needed => found.push(missing(path, key.name)),
            Some(Value::String(text)) if key.needed && text.trim().is_empty() => {
                found.push(missing(path, key.name));
            }
            None => {}
            Some(inner) => shape(key.shape, inner, path, found),
        }
    }
    if outline.name == "funding"
        && let Err(error) = serde_json::from_value::<Funding>(value.clone())
    {
        found.push(("wrong-value", path.to_owned(), error.to_string()));
    }
}

fn shape(shape: Shape, value: &Value, path: String, found: &mut Vec<Fault>) {
    let text = value.as_str();
    match shape {
        Shape::One(inner) => table(inner, value, &path, found),
        Shape::Many(inner) => match value.as_array() {
            Some(items) => {
                for (n, item) in items.iter().enumerate() {
                    table(inner, item, &format!("{path}[{n}]"), found);
                }
            }
            None => found.push(wrong(&path, "a list of tables")),
        },
        Shape::Test => test(value, &path, found),
        Shape::Grid if value.is_array() => {}
        Shape::Number if value.as_u64().is_some_and(|n| u32::try_from(n).is_ok()) => {}
        Shape::Flag(_) if value.is_boolean() => {}
        Shape::Moment if text.is_some_and(|t| t.parse::<Moment>().is_ok()) => {}
        Shape::Day if text.is_some_and(|t| t.parse::<jiff::civil::Date>().is_ok()) => {}
        Shape::Line | Shape::Prose | Shape::Name(_) if text.is_some() => {}
        Shape::Code(set) if text.is_some_and(|t| set.codes.contains(&t)) => {}
        Shape::Codes(set) => {
            each(value, &path, found, |v| v.as_str().is_some_and(|t| set.codes.contains(&t)), set.name)
        }
        Shape::Lines | Shape::Names(_) => each(value, &path, found, Value::is_string, "texts"),
        Shape::Numbers => each(value, &path, found, |v| v.as_u64().is_some(), "whole numbers"),
        Shape::Code(Codes { codes, .. }) => {
            let reason = format!("`{}` is not one of {}", plain(value), codes.join(", "));
            found.push(("wrong-value", path, reason));
        }
        Shape::Moment | Shape::Day => found.push(wrong(&path, "a date, 2026-03-31 or 2026-03-31T17:00")),
        Shape::Number => found.push(wrong(&path, "a whole number")),
        Shape::Flag(_) => found.push(wrong(&path, "true or false")),
        Shape::Line | Shape::Prose | Shape::Name(_) => found.push(wrong(&path, "a text")),
        Shape::Grid => found.push(wrong(&path, "a list of rows")),
    }
}

fn each(value: &Value, path: &str, found: &mut Vec<Fault>, good: impl Fn(&Value) -> bool, what: &str) {
    match value.as_array() {
        None => found.push(wrong(path, &format!("a list of {what}"))),
        Some(items) => {
            for (n, _) in items.iter().enumerate().filter(|(_, item)| !good(item)) {
                found.push(wrong(&format!("{path}[{n}]"), &format!("one of {what}")));
            }
        }
    }
}

fn test(value: &Value, path: &str, found: &mut Vec<Fault>) {
    let chosen = value.as_object().filter(|map| map.len() == 1).and_then(|map| map.iter().next());
    match chosen.and_then(|(name, inner)| Some((TESTS.iter().find(|t| t.name == name)?, inner))) {
        Some((shape, inner)) => table(shape.table, inner, &joined(path, shape.name), found),
        None => found.push(wrong(path, "exactly one test")),
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn missing(path: String, key: &str) -> Fault {
    ("missing", path, format!("`{key}` must be given"))
}

fn wrong(path: &str, wanted: &str) -> Fault {
    ("wrong-value", path.to_owned(), format!("this must be {wanted}"))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
