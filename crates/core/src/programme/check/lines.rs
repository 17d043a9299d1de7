use toml::de::{DeTable, DeValue};

use crate::programme::Clause;
use crate::programme::parse::position;

/// The parsed file, in which a path such as `type[0].tier[1].funding` has a line.
pub(in crate::programme) struct Lines<'t> {
    text: &'t str,
    root: Option<DeValue<'t>>,
}

impl<'t> Lines<'t> {
    pub(in crate::programme) fn of(text: &'t str) -> Self {
        let root = DeTable::parse(text).ok().map(|table| DeValue::Table(table.into_inner()));
        Lines { text, root }
    }

    /// The line of the path, from 1. Where the path ends in something the file does not have, the line of the nearest
    /// thing above it: a missing key is wanted in its table.
    pub(in crate::programme) fn line(&self, path: &str) -> usize {
        self.place(path).0
    }

    /// Line and column of the path, both from 1; see [`Lines::line`].
    pub(super) fn place(&self, path: &str) -> (usize, usize) {
        let mut value = self.root.as_ref();
        let mut offset = 0;
        for step in steps(path) {
            let found = value.and_then(|v| descend(v, step));
            let Some((start, inner)) = found else { break };
            offset = start;
            value = Some(inner);
        }
        position(self.text, offset)
    }

    /// The words of the notice nearest to the path: its own clause, or that of the table it stands in.
    pub(super) fn clause(&self, path: &str) -> Option<Clause> {
        let mut value = self.root.as_ref()?;
        let mut nearest = clause_of(value);
        for step in steps(path) {
            let Some((_, inner)) = descend(value, step) else { break };
            value = inner;
            nearest = clause_of(value).or(nearest);
        }
        nearest
    }

    /// Calls `see` with path and table for every table that has both keys.
    pub(super) fn tables_with(&self, keys: [&str; 2], see: &mut impl FnMut(&str, [&str; 2])) {
        if let Some(root) = &self.root {
            walk(root, "", keys, see);
        }
    }
}

/// A step of a path: a key or a place in a list.
enum Step<'p> {
    Key(&'p str),
    Place(usize),
}

fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split(['.', '[']).filter(|s| !s.is_empty()).map(|step| match step.strip_suffix(']') {
        Some(place) => Step::Place(place.parse().unwrap_or(usize::MAX)),
        None => Step::Key(step),
    })
}

fn descend<'v, 't>(value: &'v DeValue<'t>, step: Step<'_>) -> Option<(usize, &'v DeValue<'t>)> {
    match step {
        Step::Place(n) => value.as_array()?.get(n).map(|v| (v.span().start, v.get_ref())),
        Step::Key(name) => {
            let (key, inner) = value.as_table()?.iter().find(|(key, _)| key.get_ref() == name)?;
            Some((key.span().start, inner.get_ref()))
        }
    }
}

/// The clause that a table carries, or that it is.
fn clause_of(value: &DeValue<'_>) -> Option<Clause> {
    let table = value.as_table()?;
    let quoted = table.get("clause").and_then(|inner| inner.get_ref().as_table()).unwrap_or(table);
    let text = |name| quoted.get(name).and_then(|v| v.get_ref().as_str()).map(str::to_owned);
    Some(Clause { notice: text("notice"), at: text("at")?, says: text("says")? })
}

fn walk(value: &DeValue<'_>, path: &str, keys: [&str; 2], see: &mut impl FnMut(&str, [&str; 2])) {
    match value {
        DeValue::Table(table) => {
            let text = |name| table.get(name).and_then(|v| v.get_ref().as_str());
            if let (Some(first), Some(second)) = (text(keys[0]), text(keys[1])) {
                see(path, [first, second]);
            }
            for (key, inner) in table {
                let dot = if path.is_empty() { "" } else { "." };
                walk(inner.get_ref(), &format!("{path}{dot}{}", key.get_ref()), keys, see);
            }
        }
        DeValue::Array(items) => {
            for (n, inner) in items.iter().enumerate() {
                walk(inner.get_ref(), &format!("{path}[{n}]"), keys, see);
            }
        }
        _ => {}
    }
}
