//! What no fact uses: sentences with numbers or duties, so that nothing of a notice is dropped in silence.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use crate::document::Document;
use crate::facts::Board;
use crate::lexer::{Class, Lexeme};
use crate::sentences::Sentence;

/// A sentence that binds but was not placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unplaced {
    /// The original words.
    pub quote: String,
    /// Character offset.
    pub start: usize,
    /// Why no rule used it: the reason of its first number that was read as no fact, or `no-rule`.
    pub reason: &'static str,
}

/// How many sentences with numbers or duties there are, and how many a fact uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Sentences with numbers or duties.
    pub binding: usize,
    /// Of these, used by a fact.
    pub placed: usize,
}

/// Measures the coverage.
pub fn measure(document: &Document, board: &Board) -> (Vec<Unplaced>, Coverage) {
    let used = used(document, board);
    let reasons = reasons(document, board);
    let mut unplaced = Vec::new();
    let mut coverage = Coverage { binding: 0, placed: 0 };
    for (index, sentence) in document.sentences.iter().enumerate() {
        if !binds(document, board, sentence) {
            continue;
        }
        coverage.binding += 1;
        if used[index] {
            coverage.placed += 1;
        } else {
            let (quote, start) = document.text.quote(sentence.range.clone());
            unplaced.push(Unplaced {
                quote: quote.to_owned(),
                start,
                reason: reasons[index].unwrap_or("no-rule"),
            });
        }
    }
    (unplaced, coverage)
}

/// Sentences that a rule used, or that the words of a fact overlap.
fn used(document: &Document, board: &Board) -> Vec<bool> {
    let mut used = vec![false; document.sentences.len()];
    for note in board.notes.iter().filter(|note| note.used) {
        used[note.sentence] = true;
    }
    for draft in &board.drafts {
        let first = document.sentences.partition_point(|sentence| sentence.range.end <= draft.range.start);
        for (index, sentence) in document.sentences.iter().enumerate().skip(first) {
            if sentence.range.start >= draft.range.end {
                break;
            }
            used[index] = true;
        }
    }
    used
}

fn reasons(document: &Document, board: &Board) -> Vec<Option<&'static str>> {
    let mut reasons = vec![None; document.sentences.len()];
    for note in board.notes.iter().filter(|note| !note.used) {
        reasons[note.sentence] = reasons[note.sentence].or(Some(note.reason));
    }
    reasons
}

/// A number that counts something, or a word of duty; headings, forms and lists of attachments bind nobody.
fn binds(document: &Document, board: &Board, sentence: &Sentence) -> bool {
    static DUTY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"必须|应当|不得|严禁|须[^知]|[^反适对响供相]应[^用急届]|需要?[^求]|限[^公于]|截止|逾期")
            .expect("valid")
    });
    let idle =
        sentence.is_head || document.scopes.in_form(sentence.node) || board.listed.contains(&sentence.node);
    let counts = sentence.tokens.iter().any(|token| match &token.value {
        Lexeme::Quantity(quantity) => {
            quantity.class != Class::None && !quantity.spoken_one() && quantity.low < 1900.0
        }
        _ => false,
    });
    !idle && (counts || DUTY.is_match(document.words(&sentence.range)))
}
