//! The tree of a notice: sections with headings, labelled lines, list items, table rows.
//!
//! Levels are not read from a mark's style but from its order: a style seen for the first time goes below the
//! current one, a style already open closes everything above it. That reads `一、（一）1.（1）` and every house style
//! that permutes them.

mod builder;
mod heads;

use std::ops::Range;

pub use heads::find_outside;

use crate::markers::Marker;
use crate::roles::Roles;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Has a heading (or a label) of its own.
    Headed,
    /// A list item without a heading.
    Item,
    /// A paragraph without a mark.
    Plain,
    /// A row of a table: cells apart by `\t`.
    Row,
}

/// A paragraph, or a list item inside a paragraph.
#[derive(Debug, Clone)]
pub struct Node {
    /// The section or item it belongs to.
    pub parent: Option<usize>,
    /// What it is.
    pub kind: Kind,
    /// The list mark it starts with.
    pub marker: Option<Marker>,
    /// Everything, mark included (bytes of the view).
    pub range: Range<usize>,
    /// The heading or label, without mark and colon.
    pub head: Option<Range<usize>>,
    /// What follows the heading.
    pub body: Range<usize>,
    /// Roles of its own heading.
    pub own: Roles,
    /// Its own roles, or those of the section around it.
    pub roles: Roles,
    /// One past the last node below it (nodes below a node follow it without gap).
    pub end: usize,
}

/// The tree, in the order of the text.
#[derive(Debug, Default)]
pub struct Tree {
    /// All nodes.
    pub nodes: Vec<Node>,
}

impl Tree {
    /// Builds the tree of a cleaned view.
    pub fn parse(view: &str) -> Tree {
        let mut tree = builder::build(view);
        tree.close();
        tree
    }

    /// Tells every node where what is below it ends.
    fn close(&mut self) {
        for id in (0..self.nodes.len()).rev() {
            let end = self.nodes[id].end.max(id + 1);
            self.nodes[id].end = end;
            if let Some(parent) = self.nodes[id].parent {
                self.nodes[parent].end = self.nodes[parent].end.max(end);
            }
        }
    }

    /// The nodes from `id` upwards, itself first.
    pub fn ancestors(&self, id: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(id), |id| self.nodes[*id].parent)
    }

    /// The direct children of `id`.
    pub fn children(&self, id: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[id].end;
        std::iter::successors(Some(id + 1), |child| Some(self.nodes.get(*child)?.end))
            .take_while(move |child| *child < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(view: &str) -> Vec<(usize, String)> {
        let tree = Tree::parse(view);
        (0..tree.nodes.len())
            .map(|id| {
                let node = &tree.nodes[id];
                let head = node.head.clone().map_or("-", |head| &view[head]);
                (tree.ancestors(id).count() - 1, head.to_owned())
            })
            .collect()
    }

    #[test]
    fn styles_nest_in_the_order_they_appear() {
        let view = "一、项目设置\n（一）甲类\n1.子项\n申报主体：学会\n2.子项二\n（二）乙类\n二、联系方式";
        let levels: Vec<usize> = outline(view).into_iter().map(|(level, _)| level).collect();
        assert_eq!(levels, [0, 1, 2, 3, 2, 1, 0]);
    }

    #[test]
    fn items_inside_a_paragraph_are_nodes() {
        let view = "1.论坛\n申报要求：（1）限申报1项；（2）提交申请书。\n2.沙龙";
        let found = outline(view);
        assert_eq!(found.len(), 5);
        assert_eq!(found[2], (2, "限申报1项".to_owned()));
        assert_eq!(found[4], (0, "沙龙".to_owned()));
    }

    #[test]
    fn a_list_below_a_label_does_not_close_the_list_around_it() {
        let view = "1.甲项目\n申报条件：\n1.具有法人资格；\n2.有工作基础。\n2.乙项目";
        let levels: Vec<usize> = outline(view).into_iter().map(|(level, _)| level).collect();
        assert_eq!(levels, [0, 1, 2, 2, 0]);
    }
}
