//! Where in the notice a statement stands, as the notice numbers its paragraphs.

use crate::document::Document;
use crate::markers::Style;
use crate::roles::Roles;
use crate::structure::{Kind, Node};

/// Longest number of a paragraph, in characters.
const LONGEST: usize = 40;

/// Nodes at the top of a text, before its title has ended.
const TOP: usize = 2;

/// Longest content of a type, in bytes.
const MOST_CONTENT: usize = 6000;

/// For every node the number of its paragraph: `三（一）`, `2026-1号 三（二）`, `附件2 一1`. What stands above the first
/// mark is `正文`.
pub fn numbers(document: &Document) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::with_capacity(document.tree.nodes.len());
    let mut part = String::new();
    for (id, node) in document.tree.nodes.iter().enumerate() {
        let annex = node.marker.is_some_and(|marker| marker.style == Style::Annex);
        if annex {
            part = if is_form(document, id) { mark(document, node) } else { String::new() };
        } else if is_code(node) {
            part = document.words(&node.body).trim().to_owned();
        }
        let above = node.parent.map_or(part.as_str(), |parent| numbers[parent].as_str());
        let own = if annex { String::new() } else { own(document, id) };
        let gap = if !part.is_empty() && above == part && !own.is_empty() { " " } else { "" };
        let mut number = format!("{above}{gap}{own}");
        if number.chars().count() > LONGEST {
            number = above.to_owned();
        }
        numbers.push(number);
    }
    numbers.into_iter().map(|number| if number.is_empty() { "正文".to_owned() } else { number }).collect()
}

/// For every node the document it stands in: empty for the notice itself, else `附件 项目申报指南`.
pub fn documents(document: &Document) -> Vec<String> {
    let nodes = &document.tree.nodes;
    let mut current = String::new();
    let mut found = Vec::with_capacity(nodes.len());
    for (id, node) in nodes.iter().enumerate() {
        let mark = node.marker.filter(|marker| marker.style == Style::Annex);
        if let Some(marker) = mark {
            let mark = &document.words(&node.range)[..marker.len];
            let title = annex_title(document, id);
            let listed = title.starts_with(|ch: char| ch.is_ascii_digit()) || title.chars().count() > LONGEST;
            // A mark at the very top belongs to the notice: it was sent as an annex of a letter.
            if !listed && id >= TOP && !is_form(document, id) {
                current = format!("{} {}", mark.trim_matches(['：', ':', ' ']), title.trim());
            }
        }
        found.push(current.clone());
    }
    found
}

/// The words behind an annex's mark, or the line below it.
fn annex_title<'d>(document: &'d Document, id: usize) -> &'d str {
    let node = &document.tree.nodes[id];
    let rest = &document.words(&node.range)[node.marker.map_or(0, |marker| marker.len)..];
    let below = || document.tree.nodes.get(id + 1).map_or("", |next| document.words(&next.range));
    if rest.is_empty() { below() } else { rest }
}

/// Is the annex a form to fill in?
fn is_form(document: &Document, id: usize) -> bool {
    let words = document.words(&document.tree.nodes[id].range);
    words.starts_with("附表") || annex_title(document, id).ends_with(['表', '书'])
}

/// `项目编号：A-1号` opens a part of its own.
fn is_code(node: &Node) -> bool {
    node.own.any(Roles::CODE) && node.kind == Kind::Headed && node.marker.is_none()
}

/// What a node adds to the number of its place: its mark, or the label over a list.
fn own(document: &Document, id: usize) -> String {
    let node = &document.tree.nodes[id];
    if node.marker.is_some() {
        return mark(document, node);
    }
    let next = document.tree.nodes.get(id + 1);
    let over_list = node.parent.is_some()
        && !node.own.is_empty()
        && next.is_some_and(|next| next.parent == Some(id) && next.marker.is_some());
    match &node.head {
        Some(head) if over_list && document.words(head).chars().count() <= 8 => {
            document.words(head).to_owned()
        }
        _ => String::new(),
    }
}

fn mark(document: &Document, node: &Node) -> String {
    let len = node.marker.map_or(0, |marker| marker.len);
    let words = document.words(&(node.range.start..node.range.start + len));
    words.trim_matches(|ch: char| "、.．：:。 *#".contains(ch)).to_owned()
}

/// For every type what the notice says below its name, paragraph by paragraph: content and requirements.
pub fn contents(document: &Document) -> Vec<String> {
    let mut contents = vec![String::new(); document.types.len()];
    for (id, node) in document.tree.nodes.iter().enumerate() {
        let Some(index) = document.scopes.type_of(id) else { continue };
        let names = document.types[index].node == id;
        if names || node.kind == Kind::Row || document.scopes.in_form(id) || is_code(node) {
            continue;
        }
        let line = document.words(&node.range);
        let kept = &mut contents[index];
        if !line.is_empty() && !kept.contains(line) && kept.len() + line.len() <= MOST_CONTENT {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    contents
}
