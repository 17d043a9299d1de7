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
        .filter(|(_, kind)| kind.key.chars().count() >= 3)
        .filter_map(|(index, kind)| {
            let at = words.rfind(kind.key.as_str())?;
            Some((at + kind.key.len(), kind.key.len(), index))
        })
        .max()
        .map(|(_, _, index)| index)
}
