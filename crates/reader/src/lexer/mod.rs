//! Tokens of a sentence: contacts, dates, and quantities with their comparators, units and ranges.

mod comparators;
pub mod contacts;
pub mod dates;
mod labels;
pub mod quantities;

use std::ops::Range;

use crate::facts::place::last_chars;

pub use contacts::Contact;
pub use dates::Moment;
pub use quantities::{Class, Quantity};

/// A token and where it stands (bytes of the view).
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Bytes of the view.
    pub range: Range<usize>,
    /// What it is.
    pub value: Lexeme,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub enum Lexeme {
    /// A telephone number, an e-mail or web address.
    Contact(Contact),
    /// A date, perhaps with a time.
    Moment(Moment),
    /// A number with its unit.
    Quantity(Quantity),
    /// Digits that count nothing: document numbers, codes, numbers of annexes.
    Label,
}

/// The tokens of one sentence, in order and without overlap.
pub fn lex(view: &str, range: Range<usize>) -> Vec<Token> {
    let text = &view[range.clone()];
    if !text.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'@' | b'/' | b'.'))
        && !has_numeral(text)
    {
        return Vec::new();
    }
    let before = last_chars(&view[..range.start], 24);
    let line = before.rsplit('\n').next().unwrap_or(before);
    let mut tokens = contacts::find(line, text);
    merge(&mut tokens, dates::find(text));
    merge(&mut tokens, labels::find(text));
    merge(&mut tokens, quantities::percents(text));
    merge(&mut tokens, quantities::find(text));
    for token in &mut tokens {
        token.range = token.range.start + range.start..token.range.end + range.start;
    }
    tokens
}

fn has_numeral(text: &str) -> bool {
    text.chars().any(|ch| crate::numerals::digit(ch).is_some() || matches!(ch, '十' | '百' | '半'))
}

/// Adds the later tokens that overlap none of the earlier ones.
fn merge(tokens: &mut Vec<Token>, later: Vec<Token>) {
    if later.is_empty() {
        return;
    }
    let mut kept = Vec::with_capacity(tokens.len() + later.len());
    let mut earlier = std::mem::take(tokens).into_iter().peekable();
    for token in later {
        while earlier.peek().is_some_and(|first| first.range.end <= token.range.start) {
            kept.extend(earlier.next());
        }
        if earlier.peek().is_none_or(|first| first.range.start >= token.range.end) {
            kept.push(token);
        }
    }
    kept.extend(earlier);
    *tokens = kept;
}
