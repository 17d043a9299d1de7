//! Counting and comparing text: the 字数 of Word and WPS, width folding, similarity of titles and texts.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether the character is of the Han script (the Unicode property `\p{Han}`).
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2E99}' | '\u{2E9B}'..='\u{2EF3}' | '\u{2F00}'..='\u{2FD5}'
        | '々' | '〇' | '〡'..='〩' | '〸'..='〻'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FA6D}' | '\u{FA70}'..='\u{FAD9}'
        | '\u{16FE2}'..='\u{16FE3}' | '\u{16FF0}'..='\u{16FF6}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// Full-width letters, digits and marks (U+FF01–FF5E) and the ideographic space as their half-width forms; everything
/// else stays.
pub fn half_width(text: &str) -> String {
    text.chars().map(half_width_char).collect()
}

/// [`half_width`] of one character.
pub fn half_width_char(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// The 字数 that Word and WPS show: each Han character, kana, CJK mark and full-width character counts 1, each run
/// of other characters (Latin words, numbers, Uyghur words) between white space or CJK counts 1.
pub fn count_words(text: &str) -> usize {
    let mut count = 0;
    let mut in_run = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if is_invisible(c) || is_combining_mark(c) {
            continue;
        }
        // ’ inside a run is an apostrophe, as in don’t.
        let apostrophe = c == '’' && in_run && characters.peek().is_some_and(|&next| is_run(next));
        if is_run(c) || apostrophe {
            count += usize::from(!in_run);
            in_run = true;
        } else {
            count += usize::from(counts_alone(c));
            in_run = false;
        }
    }
    count
}

/// A character that joins its neighbours to one counted run.
fn is_run(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !counts_alone(c)
}

/// A character that counts 1 by itself: East Asian characters, and the marks that Chinese fonts set in a full cell.
fn counts_alone(c: char) -> bool {
    is_han(c)
        || matches!(c,
            '\u{3001}'..='\u{312F}' | '\u{3190}'..='\u{33FF}' | '\u{FE30}'..='\u{FE4F}'
            | '\u{FF01}'..='\u{FFEF}'
            | '·' | '×' | '÷' | '—' | '―' | '‖' | '‘' | '’' | '“' | '”' | '…' | '‰' | '※' | '•'
            | '\u{2100}'..='\u{27BF}' | '￼')
}

/// Characters that take no room: zero-width spaces and joiners, byte order mark, variation selectors, soft hyphen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// The text for comparison: compatibility forms unified (NFKC), lower case, only letters and digits. White space,
/// punctuation and width make no difference.
pub fn normal_text(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// How alike two texts are, in per mille of 1000 (the same after [`normal_text`]).
///
/// Up to 200 characters, as titles are, by edit distance: the part of the longer text that need not be changed.
/// Longer texts by the Jaccard index of their [`Shingles`]. Two empty texts are not alike (0): nothing was said.
pub fn similarity(a: &str, b: &str) -> u16 {
    let (a, b) = (normal_text(a), normal_text(b));
    let (left, right): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longest = left.len().max(right.len());
    if left.is_empty() || right.is_empty() {
        0
    } else if longest <= 200 {
        per_mille(longest - edit_distance(&left, &right), longest)
    } else {
        Shingles::of(&a).jaccard(&Shingles::of(&b))
    }
}

/// The least number of characters to insert, delete or replace (Levenshtein), one row at a time.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// The set of all runs of 5 characters of a text, as sorted hashes: what two texts share, wherever it stands
/// (the same content applied for twice, clause N12).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

/// Characters of a shingle.
const SHINGLE: usize = 5;

impl Shingles {
    /// The shingles of a text after [`normal_text`]; a shorter text is one shingle, an empty one has none.
    pub fn of(text: &str) -> Self {
        let characters: Vec<char> = normal_text(text).chars().collect();
        if characters.is_empty() {
            return Shingles::default();
        }
        let width = SHINGLE.min(characters.len());
        let mut hashes: Vec<u64> = characters.windows(width).map(fnv1a).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Shingles(hashes)
    }

    /// How many different shingles there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text was empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sorted hashes (FNV-1a, 64 bits), to index texts by.
    pub fn hashes(&self) -> &[u64] {
        &self.0
    }

    /// Shared shingles of all shingles of both (Jaccard), in per mille.
    pub fn jaccard(&self, other: &Shingles) -> u16 {
        let shared = self.shared(other);
        per_mille(shared, self.len() + other.len() - shared)
    }

    /// Shared shingles of those of this text, in per mille: 1000 when the other text contains all of this one.
    pub fn containment_in(&self, other: &Shingles) -> u16 {
        per_mille(self.shared(other), self.len())
    }

    /// The size of the intersection of the two sorted lists.
    fn shared(&self, other: &Shingles) -> usize {
        let (mut i, mut j, mut shared) = (0, 0, 0);
        while let (Some(left), Some(right)) = (self.0.get(i), other.0.get(j)) {
            shared += usize::from(left == right);
            i += usize::from(left <= right);
            j += usize::from(right <= left);
        }
        shared
    }
}

/// Characters that two texts must share before a passage is looked at.
const SEED: usize = 8;

/// The longest passages that stand in both texts, at least `least` characters each, the longest first, at most `most`.
/// White space and punctuation are part of a passage; no character of the first text is in two of them.
pub fn passages(a: &str, b: &str, least: usize, most: usize) -> Vec<String> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut places: std::collections::HashMap<&[char], Vec<usize>> = std::collections::HashMap::new();
    for (at, seed) in b.windows(SEED).enumerate() {
        let known = places.entry(seed).or_default();
        // A text of one repeated character would make this quadratic.
        if known.len() < 16 {
            known.push(at);
        }
    }
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while at + SEED <= a.len() {
        let starts = places.get(&a[at..at + SEED]).map(Vec::as_slice).unwrap_or_default();
        let common = |from: &usize| a[at..].iter().zip(&b[*from..]).take_while(|(x, y)| x == y).count();
        let longest = starts.iter().map(common).max().unwrap_or_default();
        if longest >= least.max(SEED) {
            found.push(a[at..at + longest].iter().collect::<String>().trim().to_owned());
            at += longest;
        } else {
            at += 1;
        }
    }
    found.sort_by_key(|passage| std::cmp::Reverse(passage.chars().count()));
    found.dedup();
    found.truncate(most);
    found
}

/// A part of a whole in per mille, rounded down; nothing of nothing is 0.
fn per_mille(part: usize, whole: usize) -> u16 {
    (part * 1000).checked_div(whole).and_then(|value| u16::try_from(value).ok()).unwrap_or(0)
}

/// FNV-1a over the characters: the same on every machine and in every release.
fn fnv1a(characters: &[char]) -> u64 {
    let bytes = characters.iter().flat_map(|&c| u32::from(c).to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
