//! Types mentioned in running text.

use crate::facts::project_type::{self, Type};

/// The type (index) that a name means, give or take brackets and the word 项目.
pub fn find(types: &[Type], name: &str) -> Option<usize> {
    let key = project_type::key(name);
    types.iter().position(|kind| kind.key == key)
}

/// The last type mentioned in the words (the longest name wins at the same place).
pub fn last(types: &[Type], words: &str) -> Option<usize> {
    types
        .iter()
        .enumerate()
        .filter_map(|(index, kind)| {
            let sure = kind.key.chars().count() >= 3;
            let sought = if sure { kind.key.as_str() } else { kind.name.as_str() };
            let long = sought.chars().count() >= 3;
            let named = words.rfind(sought).filter(|_| long).map(|at| (at + sought.len(), sought.len()));
            let called = words
                .rfind(kind.alias.as_str())
                .filter(|_| !kind.alias.is_empty())
                .map(|at| (at + kind.alias.len(), kind.alias.len()));
            named.max(called).map(|(end, len)| (end, len, index))
        })
        .max()
        .map(|(_, _, index)| index)
}
