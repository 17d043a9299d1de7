//! What each place of the notice belongs to: which project type, and whether it is part of a form to fill in.

use std::collections::HashMap;

use crate::document::Document;
use crate::facts::project_type::{self, Type};
use crate::markers::Style;
use crate::roles::Roles;
use crate::structure::{Kind, Node, Tree};

/// For every node: its type, and whether it lies in a form.
#[derive(Debug, Default)]
pub struct Scopes {
    of_node: Vec<Option<usize>>,
    in_form: Vec<bool>,
}

impl Scopes {
    /// No scopes yet.
    pub fn empty(tree: &Tree) -> Scopes {
        Scopes { of_node: vec![None; tree.nodes.len()], in_form: vec![false; tree.nodes.len()] }
    }

    /// Assigns every node the nearest type above it, or the type whose title stands before it.
    pub fn assign(document: &Document) -> Scopes {
        let mut scopes = Scopes::empty(&document.tree);
        let own = own_nodes(document);
        let mut titled = None;
        let mut form = false;
        for (id, node) in document.tree.nodes.iter().enumerate() {
            let named = type_named(document, node).or(own.get(&id).copied().flatten());
            let above = node.parent.and_then(|parent| scopes.of_node[parent]);
            if is_annex(node) {
                titled = None;
                form = opens_form(document, id);
            }
            if named.is_some() && is_title(node) {
                titled = named;
                form &= document.words(&node.range).ends_with(['表', '书']);
            }
            if node.own.any(Roles::CODE) && node.kind == Kind::Headed && node.marker.is_none() {
                form = false;
            }
            scopes.of_node[id] = named.or(above).or(titled);
            scopes.in_form[id] = form;
        }
        scopes
    }

    /// The type (index) that a node belongs to.
    pub fn type_of(&self, node: usize) -> Option<usize> {
        self.of_node.get(node).copied().flatten()
    }

    /// Does the node lie in a form to fill in?
    pub fn in_form(&self, node: usize) -> bool {
        self.in_form.get(node).copied().unwrap_or(false)
    }
}

/// The nodes that name exactly one type.
fn own_nodes(document: &Document) -> HashMap<usize, Option<usize>> {
    let mut own: HashMap<usize, Option<usize>> = HashMap::new();
    for (index, kind) in document
        .types
        .iter()
        .enumerate()
        .filter(|(_, kind)| !matches!(kind.rule, "type.title" | "type.announced" | "type.list"))
    {
        own.entry(kind.node).and_modify(|known| *known = None).or_insert(Some(index));
    }
    own
}

fn is_annex(node: &Node) -> bool {
    node.marker.is_some_and(|marker| marker.style == Style::Annex)
}

/// An unmarked line that is nothing but a type's name: the title of a part.
fn is_title(node: &Node) -> bool {
    node.marker.is_none() && node.parent.is_none_or(|_| node.kind == Kind::Plain)
}

/// The type that the node's heading (or whole line) names, if it names exactly one.
fn type_named(document: &Document, node: &Node) -> Option<usize> {
    let words = match (&node.head, node.kind) {
        (Some(head), _) if node.own.is_empty() => document.words(head),
        (None, Kind::Plain) if node.range.len() <= 120 => document.words(&node.range),
        _ => return None,
    };
    named_by(&document.types, words)
}

/// The type whose name the words are (give or take 项目, brackets and marks).
pub fn named_by(types: &[Type], words: &str) -> Option<usize> {
    let key = project_type::key(words);
    if key.chars().count() < 2 {
        return None;
    }
    let exact = types.iter().position(|kind| kind.key == key || !kind.code.is_empty() && kind.code == key);
    exact.or_else(|| {
        let mut near = types.iter().enumerate().filter(|(_, kind)| {
            let long = kind.key.chars().count() >= 4;
            long && key.chars().count() <= kind.key.chars().count() + 12 && key.contains(&kind.key)
        });
        let first = near.next()?;
        near.all(|(_, other)| first.1.key.contains(&other.key) || other.key.contains(&first.1.key))
            .then_some(first.0)
    })
}

/// A form follows an annex whose title ends as forms do.
fn opens_form(document: &Document, id: usize) -> bool {
    let nodes = &document.tree.nodes;
    let own = document.words(&nodes[id].range);
    let next = nodes.get(id + 1).map_or("", |node| document.words(&node.range));
    let ends = |words: &str| {
        let words = if words.ends_with('）') {
            words.rsplit_once('（').map_or(words, |(bare, _)| bare)
        } else {
            words
        };
        words.chars().count() <= 50
            && (words.ends_with('表') || words.ends_with("申报书") || words.ends_with("申请书"))
    };
    (ends(own) || ends(next)) && !is_list_of_annexes(document, id)
}

/// `附件：1.… 2.…` lists the annexes; it does not open one.
fn is_list_of_annexes(document: &Document, id: usize) -> bool {
    let words = document.words(&document.tree.nodes[id].range);
    words.starts_with("附件：") || words.starts_with("附：")
}
