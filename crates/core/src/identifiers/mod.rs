//! Numbers that others gave out: credit codes, identity cards, telephones, bank accounts, regions. Each is parsed
//! once into a type that cannot be wrong; what shows it to others shows it masked.

pub mod bank;
pub mod id_card;
pub mod phone;
pub mod region;
pub mod uscc;

use crate::wording::half_width_char;

/// As people paste it: half-width, upper case, without white space and invisible characters.
fn tidy(text: &str) -> String {
    let folded = text.chars().map(half_width_char);
    folded.filter(|c| !c.is_whitespace() && !is_invisible(*c)).map(|c| c.to_ascii_uppercase()).collect()
}

/// Zero-width characters and byte order marks, which spreadsheets and chat programs leave behind.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The text with all but its first and last characters starred.
fn masked(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    let hidden = length.saturating_sub(head + tail);
    if hidden == 0 {
        return "*".repeat(length);
    }
    let shown = |(place, c): (usize, char)| if place < head || place >= head + hidden { c } else { '*' };
    text.chars().enumerate().map(shown).collect()
}
