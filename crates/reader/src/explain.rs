//! Why a notice was read as it was: for every sentence its place, what its clauses do, what became of its numbers,
//! and which rule fired; where none did, why.

use std::fmt::Write;

use crate::document::Document;
use crate::facts::{self, Board, traits};
use crate::sentences::Sentence;

/// Explains the reading of a text, one block per sentence, for whoever debugs a rule.
pub fn explain(original: &str) -> String {
    let document = Document::analyse(original);
    let board = facts::collect(&document);
    let mut out = String::new();
    for kind in &document.types {
        let parent = kind.parent.map_or("-", |parent| document.types[parent].name.as_str());
        let _ = writeln!(out, "type {} (code {:?}, below {parent}): {}", kind.name, kind.code, kind.rule);
    }
    for (index, sentence) in document.sentences.iter().enumerate() {
        block(&document, &board, index, sentence, &mut out);
    }
    out
}

fn block(document: &Document, board: &Board, index: usize, sentence: &Sentence, out: &mut String) {
    let kind = document.scopes.type_of(sentence.node).map_or("-", |kind| document.types[kind].name.as_str());
    let form = if document.scopes.in_form(sentence.node) { " [form]" } else { "" };
    let head = if sentence.is_head { " [heading]" } else { "" };
    let _ = writeln!(out, "\n{index}{head}{form} {}", document.words(&sentence.range));
    let _ = writeln!(
        out,
        "  below: {} · {:?} · type {kind}",
        path(document, sentence.node),
        document.roles_of(sentence)
    );
    let traits = traits::of_sentence(document, sentence);
    for (clause, traits) in sentence.clauses.iter().zip(traits) {
        let _ = writeln!(out, "  clause {traits:?} {}", document.words(clause));
    }
    let mut placed = false;
    for note in board.notes.iter().filter(|note| note.sentence == index) {
        placed |= note.used;
        let words = note.token.map_or("", |token| document.words(&sentence.tokens[token].range));
        let _ = writeln!(out, "  {} {} {words}", if note.used { "fact" } else { "none" }, note.reason);
    }
    for draft in board
        .drafts
        .iter()
        .filter(|draft| draft.range.start < sentence.range.end && sentence.range.start < draft.range.end)
    {
        let _ = writeln!(
            out,
            "  => {:?} {} {} [{}]",
            draft.kind,
            draft.value,
            document.words(&draft.range),
            draft.rule
        );
    }
    if !placed {
        let _ = writeln!(out, "  no rule fired");
    }
}

/// The headings above a node.
fn path(document: &Document, node: usize) -> String {
    let mut names: Vec<&str> = document
        .tree
        .ancestors(node)
        .filter_map(|id| document.tree.nodes[id].head.clone())
        .map(|head| &document.view()[head])
        .collect();
    names.reverse();
    names.join(" / ")
}
