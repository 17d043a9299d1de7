//! Names of persons (民委发〔2016〕33号) and organisations: normalised once, so that two ways of typing one name are
//! equal.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization;

use crate::text_form::serde_as_text;
use crate::wording::{half_width_char, is_han};

/// The one interpunct in names, 间隔号 U+00B7.
const INTERPUNCT: char = '·';
/// The most characters of a person's name; the rule asks for room for at least 50.
const LONGEST_PERSON: usize = 100;
/// The most characters of an organisation's name.
const LONGEST_ORGANISATION: usize = 200;

/// Why a text is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was typed.
    #[error("the name is empty")]
    Empty,
    /// More characters than a name can have.
    #[error("a name has at most {allowed} characters, not {found}: type the name alone")]
    TooLong {
        /// Characters typed.
        found: usize,
        /// Characters allowed.
        allowed: usize,
    },
    /// A control character, which no document shows.
    #[error("the name has a control character at place {0}: type it again")]
    Control(usize),
}

/// The name of a person (姓名) as one text: no forced surname, no minimal length, the whole of GB 18030.
///
/// Normalised: NFC; full-width Latin letters half-width; no space next to a Han character (`张　三`), one elsewhere;
/// every dot that stands for the interpunct between letters is `·`, so `艾力•买买提` equals `艾力·买买提`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// The normalised name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let name = checked(&with_interpuncts(&text.nfc().collect::<String>()), LONGEST_PERSON)?;
        Ok(PersonName(name))
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

serde_as_text!(PersonName);

/// The text with `·` for every look-alike between letters, without spaces around it.
fn with_interpuncts(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let letter = |c: &&char| !c.is_whitespace();
    let mut name = String::with_capacity(text.len());
    for (at, &c) in characters.iter().enumerate() {
        let before = characters[..at].iter().rev().find(letter);
        let after = characters[at + 1..].iter().find(letter);
        let between = before.zip(after).is_some_and(|(before, after)| is_interpunct(c, *before, *after));
        name.push(if between { INTERPUNCT } else { c });
    }
    let parts: Vec<&str> = name.split(INTERPUNCT).map(str::trim).collect();
    parts.join("·")
}

/// Whether the character stands for the interpunct between these two. A full stop does so only between Han
/// characters: `J. Smith` keeps it.
fn is_interpunct(c: char, before: char, after: char) -> bool {
    match c {
        c if is_bullet(c) => before.is_alphabetic() && after.is_alphabetic(),
        '.' | '．' | '。' => is_han(before) && is_han(after),
        _ => false,
    }
}

/// A dot in the middle of the line, whatever its code.
fn is_bullet(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '･' | '∙' | '●' | '⋅' | '‧' | '᛫')
}

/// The name of an organisation (单位名称), as it stands on its seal and certificate.
///
/// Normalised: NFC; Latin letters and digits half-width, brackets full-width `（）`, every dot in the middle `·`; no space next to a Han character,
/// one elsewhere. Equal names are equal values; [`OrganisationName::key`] also ignores case and punctuation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationName(String);

impl OrganisationName {
    /// The normalised name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What to look the name up by: letters and digits alone, lower case.
    pub fn key(&self) -> String {
        crate::wording::normal_text(&self.0)
    }

    /// How alike two names are in per mille (Dice's coefficient of character pairs): 1000 for equal keys. Fits names
    /// with a part left out or moved (`柳州市计算机学会`, `广西柳州市计算机学会`).
    pub fn likeness(&self, other: &OrganisationName) -> u16 {
        likeness(&self.key(), &other.key())
    }

    /// The most alike of the candidates from `at_least` per mille up, best first, with their places in the list.
    pub fn closest<'a>(
        &self,
        candidates: impl IntoIterator<Item = &'a OrganisationName>,
        at_least: u16,
    ) -> Vec<(usize, u16)> {
        let rated = candidates.into_iter().enumerate().map(|(place, name)| (place, self.likeness(name)));
        let mut close: Vec<(usize, u16)> = rated.filter(|(_, likeness)| *likeness >= at_least).collect();
        close.sort_by_key(|(place, likeness)| (std::cmp::Reverse(*likeness), *place));
        close
    }
}

impl FromStr for OrganisationName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let composed: String = text.nfc().map(|c| if is_bullet(c) { INTERPUNCT } else { c }).collect();
        let name = checked(&composed, LONGEST_ORGANISATION)?;
        Ok(OrganisationName(with_brackets(&name)))
    }
}

impl fmt::Display for OrganisationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

serde_as_text!(OrganisationName);

/// All brackets full-width, without spaces around them.
fn with_brackets(name: &str) -> String {
    let wide = name.replace(['(', '〔', '﹙'], "（").replace([')', '〕', '﹚'], "）");
    let parts: Vec<&str> = wide.split('（').map(str::trim).collect();
    let opened = parts.join("（");
    let parts: Vec<&str> = opened.split('）').map(str::trim).collect();
    parts.join("）")
}

/// Tidied, neither empty nor too long, without control characters.
fn checked(text: &str, allowed: usize) -> Result<String, NameError> {
    let name = tidied(text);
    let found = name.chars().count();
    match name.chars().position(char::is_control) {
        Some(at) => Err(NameError::Control(at + 1)),
        None if name.is_empty() => Err(NameError::Empty),
        None if found > allowed => Err(NameError::TooLong { found, allowed }),
        None => Ok(name),
    }
}

/// Half-width, without zero-width characters and without spaces next to Han characters; one space elsewhere.
fn tidied(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.trim().chars().map(half_width_char) {
        if c.is_whitespace() {
            gap = true;
        } else if !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}') {
            let between_latin = name.chars().next_back().is_some_and(|last| !is_han(last)) && !is_han(c);
            if gap && between_latin {
                name.push(' ');
            }
            name.push(c);
            gap = false;
        }
    }
    name
}

/// Twice the shared pairs of neighbouring characters of all pairs of both, counted with repetition.
fn likeness(a: &str, b: &str) -> u16 {
    let (left, right) = (pairs(a), pairs(b));
    if a == b {
        return if a.is_empty() { 0 } else { 1000 };
    }
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(one), Some(other)) = (left.get(i), right.get(j)) {
        shared += usize::from(one == other);
        i += usize::from(one <= other);
        j += usize::from(other <= one);
    }
    let all = left.len() + right.len();
    (2000 * shared).checked_div(all).and_then(|value| u16::try_from(value).ok()).unwrap_or(0)
}

/// The pairs of neighbouring characters, sorted.
fn pairs(text: &str) -> Vec<(char, char)> {
    let mut pairs: Vec<_> = text.chars().zip(text.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs
}
