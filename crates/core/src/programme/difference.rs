//! What differs between two versions of a programme, place by place: for the approver and for the public page of a
//! correction or extension.

use serde::Serialize;
use serde_json::Value;

use super::outline::{ROOT, Shape, Table, title_of};

/// One place that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The way to the place, outermost first.
    pub trail: Vec<Stop>,
    /// What stood there; none where the place is new.
    pub before: Option<String>,
    /// What stands there; none where the place is gone.
    pub after: Option<String>,
}

/// One step of the way to a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// Name of the outline's table that holds the key, and the key: `type` and `planned`.
    pub table: &'static str,
    /// The key.
    pub key: String,
    /// Which one of a list: its name or code; empty where the key holds one thing.
    pub item: String,
}

/// The places that differ, in the order of the outline. Things of a list are the same thing if their ids or codes are.
pub fn difference(before: &Value, after: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    compare(&ROOT, before, after, &[], &mut found);
    found
}

fn compare(table: &'static Table, before: &Value, after: &Value, trail: &[Stop], found: &mut Vec<Change>) {
    for key in table.keys {
        let (old, new) = (value(before, key.name), value(after, key.name));
        if old == new {
            continue;
        }
        let here =
            [trail, &[Stop { table: table.name, key: key.name.to_owned(), item: String::new() }]].concat();
        match (key.shape, old, new) {
            (Shape::One(inner), Some(old), Some(new)) => compare(inner, old, new, &here, found),
            (Shape::Many(inner), old, new) => lists(inner, old, new, &here, found),
            (_, old, new) => found.push(Change { trail: here, before: old.map(text), after: new.map(text) }),
        }
    }
}

/// A key's value; nothing, empty and absent are the same.
fn value<'v>(table: &'v Value, key: &str) -> Option<&'v Value> {
    table.get(key).filter(|value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    })
}

fn lists(
    table: &'static Table,
    old: Option<&Value>,
    new: Option<&Value>,
    trail: &[Stop],
    found: &mut Vec<Change>,
) {
    let items = |list: Option<&Value>| -> Vec<(String, Value)> {
        let items = list.and_then(Value::as_array).into_iter().flatten();
        items.enumerate().map(|(n, item)| (identity(item, n), item.clone())).collect()
    };
    let (old, new) = (items(old), items(new));
    let at = |item: &Value| {
        let mut trail = trail.to_vec();
        if let Some(last) = trail.last_mut() {
            last.item = title_of(item).unwrap_or_default().to_owned();
        }
        trail
    };
    for (id, item) in &old {
        match new.iter().find(|(other, _)| other == id) {
            Some((_, changed)) => compare(table, item, changed, &at(changed), found),
            None => found.push(Change { trail: at(item), before: Some(text(item)), after: None }),
        }
    }
    for (_, item) in new.iter().filter(|(id, _)| !old.iter().any(|(other, _)| other == id)) {
        found.push(Change { trail: at(item), before: None, after: Some(text(item)) });
    }
}

/// What makes a thing of a list the same thing in both versions.
fn identity(item: &Value, place: usize) -> String {
    let named = ["id", "code"].iter().find_map(|key| item.get(key).and_then(Value::as_str));
    if let Some(name) = named {
        return name.to_owned();
    }
    // A deadline is known by what it is for, a step by its kind; what has no name by its place.
    let kind = ["what", "kind"].iter().find_map(|key| item.get(key).and_then(Value::as_str));
    match kind {
        Some(kind) => format!("{kind} {}", item.get("types").map(text).unwrap_or_default()),
        None => format!("#{place}"),
    }
}

/// A value as a reader sees it.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join("；"),
        Value::Object(map) => map.values().map(text).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("，"),
        other => other.to_string(),
    }
}
