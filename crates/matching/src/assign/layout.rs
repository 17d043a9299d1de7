//! Experts in classes by the kinds of seats that a panel names.

use super::model::Model;

/// How the experts fall into classes for a set of kinds that a panel names.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The kinds that the panel names.
    pub named: u16,
    /// Kinds of each class, restricted to the named ones.
    pub classes: Vec<u16>,
    /// Class of each expert.
    pub class_of: Vec<u16>,
    /// Experts of each class.
    pub members: Vec<Vec<u32>>,
}

/// The kinds that seats name, as a set.
pub(super) fn named<'a>(seats: impl Iterator<Item = &'a (usize, i32)>) -> u16 {
    seats.fold(0, |set, (kind, _)| set | 1 << kind)
}

/// One layout per set of kinds that some item names.
pub(super) fn layouts(model: &Model<'_>) -> Vec<Layout> {
    let mut sets: Vec<u16> = model.items.iter().map(|item| named(item.seats.iter())).collect();
    sets.sort_unstable();
    sets.dedup();
    sets.into_iter()
        .map(|named| {
            let mut layout = Layout { named, classes: Vec::new(), class_of: Vec::new(), members: Vec::new() };
            for (e, expert) in model.experts.iter().enumerate() {
                let kinds = expert.kinds & named;
                let known = layout.classes.iter().position(|class| *class == kinds);
                let class = known.unwrap_or_else(|| {
                    layout.classes.push(kinds);
                    layout.members.push(Vec::new());
                    layout.classes.len() - 1
                });
                layout.class_of.push(class as u16);
                layout.members[class].push(e as u32);
            }
            if layout.classes.is_empty() {
                layout.classes.push(0);
                layout.members.push(Vec::new());
            }
            layout
        })
        .collect()
}
