//! A programme file as a tree of values, which also holds what is unfinished: places are paths such as `type[0].tier[1]`.

use serde_json::Value;

use super::{ROOT, Shape, TESTS, Table};
use crate::programme::parse::{ParseError, position};

/// Reads a file as a tree, whatever its keys are.
///
/// # Errors
/// The text is no TOML: with line and column.
pub fn read(text: &str) -> Result<Value, ParseError> {
    toml::from_str::<Value>(text).map_err(|e| {
        let (line, column) = position(text, e.span().map_or(0, |s| s.start));
        ParseError { line, column, reason: e.message().to_owned() }
    })
}

/// The steps of a path: keys, and places in lists.
fn steps(path: &str) -> impl Iterator<Item = Result<usize, &str>> {
    path.split(['.', '[']).filter(|s| !s.is_empty()).map(|step| match step.strip_suffix(']') {
        Some(place) => Ok(place.parse().unwrap_or(usize::MAX)),
        None => Err(step),
    })
}

/// The value at a path; the empty path is the whole tree.
pub fn at<'v>(tree: &'v Value, path: &str) -> Option<&'v Value> {
    steps(path).try_fold(tree, |value, step| match step {
        Ok(place) => value.get(place),
        Err(key) => value.get(key),
    })
}

/// The value at a path, to be changed.
pub fn at_mut<'v>(tree: &'v mut Value, path: &str) -> Option<&'v mut Value> {
    steps(path).try_fold(tree, |value, step| match step {
        Ok(place) => value.get_mut(place),
        Err(key) => value.get_mut(key),
    })
}

/// The table that stands at a path, as the outline describes it; none where the path leads to no table.
pub fn step_into(path: &str) -> Option<&'static Table> {
    let mut table = &ROOT;
    let mut listed = false;
    for step in steps(path) {
        match step {
            Ok(_) if listed => listed = false,
            Ok(_) => return None,
            Err(key) => match table.key(key).map(|k| k.shape) {
                Some(Shape::One(inner)) => table = inner,
                Some(Shape::Many(inner)) => (table, listed) = (inner, true),
                Some(Shape::Test) => return None,
                _ => table = TESTS.iter().find(|t| t.name == key)?.table,
            },
        }
    }
    (!listed).then_some(table)
}

/// What people call a table of a list: its name, title, label, prompt, code or id, whichever it has first.
pub fn title_of(value: &Value) -> Option<&str> {
    let keys = ["name", "title", "label", "prompt", "what", "purpose", "office", "at", "code", "id"];
    keys.iter().find_map(|key| value.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty()))
}
