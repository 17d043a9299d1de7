//! What changed between two texts, character by character: the longest common part stays, the rest was removed or added.

use serde::{Deserialize, Serialize};

/// A run of characters with one fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", content = "text", rename_all = "snake_case")]
pub enum Piece {
    /// In both.
    Kept(String),
    /// Only in the older one.
    Removed(String),
    /// Only in the newer one.
    Added(String),
}

/// Beyond this many cells of the table (about 8 MB) the middles are shown whole instead of compared.
const MOST_CELLS: usize = 4_000_000;

/// The pieces that turn `old` into `new`: kept and removed ones together are `old`, kept and added ones are `new`.
pub fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (&a[head..], &b[head..]);
    let tail = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (middle_a, middle_b) = (&rest_a[..rest_a.len() - tail], &rest_b[..rest_b.len() - tail]);
    let mut all = Vec::new();
    push(&mut all, Fate::Kept, &a[..head]);
    if middle_a.len().saturating_mul(middle_b.len()) > MOST_CELLS {
        push(&mut all, Fate::Removed, middle_a);
        push(&mut all, Fate::Added, middle_b);
    } else {
        compare(&mut all, middle_a, middle_b);
    }
    push(&mut all, Fate::Kept, &a[a.len() - tail..]);
    all
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Removed,
    Added,
}

/// The longest common subsequence by the usual table, read from its upper left corner.
fn compare(all: &mut Vec<Piece>, a: &[char], b: &[char]) {
    let width = b.len() + 1;
    let mut longest = vec![0_u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            push(all, Fate::Kept, &a[i..=i]);
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            push(all, Fate::Removed, &a[i..=i]);
            i += 1;
        } else {
            push(all, Fate::Added, &b[j..=j]);
            j += 1;
        }
    }
    push(all, Fate::Removed, &a[i..]);
    push(all, Fate::Added, &b[j..]);
}

/// Adds characters to the last piece of the same fate, or begins a new one.
fn push(all: &mut Vec<Piece>, fate: Fate, characters: &[char]) {
    if characters.is_empty() {
        return;
    }
    match (all.last_mut(), fate) {
        (Some(Piece::Kept(text)), Fate::Kept)
        | (Some(Piece::Removed(text)), Fate::Removed)
        | (Some(Piece::Added(text)), Fate::Added) => text.extend(characters),
        (_, Fate::Kept) => all.push(Piece::Kept(characters.iter().collect())),
        (_, Fate::Removed) => all.push(Piece::Removed(characters.iter().collect())),
        (_, Fate::Added) => all.push(Piece::Added(characters.iter().collect())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_changed_number_is_shown_alone() {
        let found = pieces("全年开展2场，深入园区。", "全年开展3场，深入园区。");
        let kept = |text: &str| Piece::Kept(text.into());
        let changed = [Piece::Removed("2".into()), Piece::Added("3".into())];
        assert_eq!(found[0], kept("全年开展"));
        assert_eq!(found[1..3], changed);
        assert_eq!(found[3], kept("场，深入园区。"));
        assert_eq!(found.len(), 4);
        assert_eq!(pieces("", ""), []);
        assert_eq!(pieces("", "新"), [Piece::Added("新".into())]);
    }

    proptest! {
        #[test]
        fn the_pieces_are_both_texts(old in "[甲乙丙，0-3]{0,40}", new in "[甲乙丙，0-3]{0,40}") {
            let (mut was, mut is) = (String::new(), String::new());
            for piece in pieces(&old, &new) {
                match piece {
                    Piece::Kept(text) => { was.push_str(&text); is.push_str(&text); }
                    Piece::Removed(text) => was.push_str(&text),
                    Piece::Added(text) => is.push_str(&text),
                }
            }
            prop_assert_eq!(was, old);
            prop_assert_eq!(is, new);
        }
    }
}
