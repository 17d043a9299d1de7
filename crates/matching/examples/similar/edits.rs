//! Copies: parts of a text put into another one, with edits, and the truth about every character.

use super::words::{Voice, below};

/// How a copy is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Spans of one to six characters are replaced, left out, put in or exchanged.
    Words,
    /// Whole sentences are replaced.
    Sentences,
    /// Single characters are replaced, each by itself.
    Characters,
}

/// A text being put together: characters, and whether each stands in the source.
#[derive(Debug, Default, Clone)]
pub struct Mixed {
    /// The characters.
    pub text: Vec<char>,
    /// Whether they are copied.
    pub copied: Vec<bool>,
}

impl Mixed {
    fn push(&mut self, text: &[char], copied: bool) {
        self.text.extend_from_slice(text);
        self.copied.resize(self.text.len(), copied);
    }

    fn say(&mut self, voice: &mut Voice<'_>, length: usize) {
        if length > 0 {
            self.push(&voice.say(length).chars().collect::<Vec<_>>(), false);
        }
    }
}

/// A text of about the length of `source` of which `share` percent are copied from it, in up to three parts and
/// another order, with `edits` percent of the copied characters changed.
pub fn plant(source: &str, share: usize, edits: usize, manner: Manner, voice: &mut Voice<'_>) -> Mixed {
    let source: Vec<char> = source.chars().collect();
    let copied = source.len() * share / 100;
    let parts = if share <= 10 { 1 } else { 1 + below(&mut voice.chance, 3) };
    let (piece, stride) = (copied / parts, source.len() / parts);
    let fresh = (source.len() - copied) / (parts + 1);
    let mut mixed = Mixed::default();
    let first = below(&mut voice.chance, parts);
    for part in 0..parts {
        mixed.say(voice, fresh);
        let from = ((first + part) % parts) * stride + below(&mut voice.chance, stride - piece + 1);
        edit(&source[from..(from + piece).min(source.len())], edits, manner, voice, &mut mixed);
    }
    mixed.say(voice, fresh);
    mixed
}

fn edit(piece: &[char], edits: usize, manner: Manner, voice: &mut Voice<'_>, out: &mut Mixed) {
    match manner {
        Manner::Words => edit_words(piece, edits, voice, out),
        Manner::Sentences => edit_sentences(piece, edits, voice, out),
        Manner::Characters => {
            for c in piece {
                if below(&mut voice.chance, 100) < edits {
                    out.push(&take(voice, 1), false);
                } else {
                    out.push(&[*c], true);
                }
            }
        }
    }
}

/// So many characters of new words.
fn take(voice: &mut Voice<'_>, count: usize) -> Vec<char> {
    let mut text = Vec::new();
    while text.len() < count {
        text.extend(voice.word().chars());
    }
    text.truncate(count);
    text
}

fn edit_words(piece: &[char], edits: usize, voice: &mut Voice<'_>, out: &mut Mixed) {
    // Spans are 3.5 characters in the mean; between them so much is left that the share of edits is met.
    let kept_mean = 3.5 * (100.0 - edits as f64) / edits.max(1) as f64;
    let mut at = 0;
    while at < piece.len() {
        let mut kept = 1;
        while edits > 0 && below(&mut voice.chance, 1 << 20) as f64 >= (1 << 20) as f64 / kept_mean.max(1.0) {
            kept += 1;
        }
        let kept = if edits == 0 { piece.len() } else { kept }.min(piece.len() - at);
        out.push(&piece[at..at + kept], true);
        at += kept;
        let span = (1 + below(&mut voice.chance, 6)).min(piece.len() - at);
        if edits == 0 || span == 0 {
            continue;
        }
        match below(&mut voice.chance, 20) {
            0..9 => out.push(&take(voice, span), false),
            9..14 => {}
            14..17 => {
                out.push(&take(voice, span), false);
                out.push(&piece[at..at + span], true);
            }
            _ => {
                let half = span / 2;
                out.push(&piece[at + half..at + span], true);
                out.push(&piece[at..at + half], true);
            }
        }
        at += span;
    }
}

fn edit_sentences(piece: &[char], edits: usize, voice: &mut Voice<'_>, out: &mut Mixed) {
    for sentence in piece.split_inclusive(|c| *c == '，' || *c == '。') {
        if below(&mut voice.chance, 100) < edits {
            out.push(&take(voice, sentence.len()), false);
        } else {
            out.push(sentence, true);
        }
    }
}
