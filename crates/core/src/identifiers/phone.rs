//! Telephone numbers, and the contact cells of forms that hold several with names between them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{all_digits, is_invisible, masked};
use crate::text_form::serde_as_text;
use crate::wording::{half_width, half_width_char};

/// A number in the mainland: a mobile (手机, `18276735671`) or a landline (固定电话, `0772-2629066`, with an
/// extension `0772-2629066-12`). `Debug` is masked for mobiles.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phone {
    /// 11 digits, `1[3-9]…`.
    Mobile(String),
    /// Area code, number and perhaps extension, parted by hyphens.
    Landline(String),
}

/// The text is no number of the mainland.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no telephone number: type 11 digits of a mobile, or area code and number as in 0772-2629066"
)]
pub struct PhoneError(pub String);

impl Phone {
    /// The number in its usual form.
    pub fn as_str(&self) -> &str {
        match self {
            Phone::Mobile(number) | Phone::Landline(number) => number,
        }
    }

    /// Whether short messages reach it.
    pub fn is_mobile(&self) -> bool {
        matches!(self, Phone::Mobile(_))
    }

    /// `182****5671`; a landline is an office's and stays as it is.
    pub fn masked(&self) -> String {
        match self {
            Phone::Mobile(number) => masked(number, 3, 4),
            Phone::Landline(number) => number.clone(),
        }
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    /// Spaces, dashes, brackets, +86 and width make no difference.
    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let typed: String =
            half_width(text).chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
        let hyphened = typed.replace(['转', '—', '–', '‐', '−', '(', ')'], "-");
        let abroad = ["+86", "0086"].iter().find_map(|code| hyphened.strip_prefix(code));
        let number = abroad.unwrap_or(&hyphened);
        let parts: Vec<&str> = number.split('-').filter(|part| !part.is_empty()).collect();
        let refused = || PhoneError(text.trim().to_owned());
        if parts.is_empty() || !parts.iter().all(|part| all_digits(part)) {
            return Err(refused());
        }
        // Behind +86 the area code stands without its 0.
        let first = format!("{}{}", if abroad.is_some() { "0" } else { "" }, parts[0]);
        mobile(&parts).or_else(|| landline(&first, &parts[1..])).ok_or_else(refused)
    }
}

serde_as_text!(Phone);

fn mobile(parts: &[&str]) -> Option<Phone> {
    let joined = parts.concat();
    let number = if joined.len() == 13 { joined.strip_prefix("86")? } else { &joined };
    let valid = number.len() == 11 && number.starts_with('1') && matches!(number.as_bytes()[1], b'3'..=b'9');
    valid.then(|| Phone::Mobile(number.to_owned()))
}

/// `0\d{2,3}-?\d{7,8}(-\d{1,6})?`
fn landline(first: &str, rest: &[&str]) -> Option<Phone> {
    let (area, number, rest) = match rest {
        [number, rest @ ..] if first.len() <= 4 => (first, *number, rest),
        _ => {
            let (area, number) = first.split_at_checked(area_length(first))?;
            (area, number, rest)
        }
    };
    let valid = area.starts_with('0') && (3..=4).contains(&area.len()) && (7..=8).contains(&number.len());
    match rest {
        [] if valid => Some(Phone::Landline(format!("{area}-{number}"))),
        [extension] if valid && extension.len() <= 6 => {
            Some(Phone::Landline(format!("{area}-{number}-{extension}")))
        }
        _ => None,
    }
}

/// 010 and 02x have three digits, all other area codes four.
fn area_length(number: &str) -> usize {
    if number.starts_with("01") || number.starts_with("02") { 3 } else { 4 }
}

/// A contact cell taken apart: `李某、陈某，0772-2629066，18276735671、17344255505`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {
    /// The parts without digits: names and titles.
    pub names: Vec<String>,
    /// The numbers, in their order.
    pub phones: Vec<Phone>,
}

/// Takes a contact cell apart at 、，；/ and line ends, and where names and numbers meet (`李某 18276735671`,
/// `电话：0772-2629066`, `18276735671（李某）`).
///
/// # Errors
/// [`PhoneError`] with the first digits that make no number.
pub fn parse_contacts(cell: &str) -> Result<Contacts, PhoneError> {
    let mut contacts = Contacts::default();
    for part in cell.split(['、', '，', ',', '；', ';', '/', '／', '\n', '\r']) {
        let mut rest = part;
        while !rest.is_empty() {
            let (name, number, after) = cut(rest);
            let name = name.trim_matches(|c: char| c.is_whitespace() || "：:（）()".contains(c));
            if !name.is_empty() {
                contacts.names.push(name.to_owned());
            }
            contacts.phones.extend(numbers(number)?);
            rest = after;
        }
    }
    Ok(contacts)
}

/// The text before the first number, that number, and what follows.
fn cut(text: &str) -> (&str, &str, &str) {
    let Some(digit) = text.find(|c| half_width_char(c).is_ascii_digit()) else { return (text, "", "") };
    let start = text[..digit].trim_end_matches(['+', '＋', '(', '（', ' ']).len();
    let end = text[digit..].find(|c| !in_number(c)).map_or(text.len(), |length| digit + length);
    (&text[..start], &text[start..end], &text[end..])
}

fn in_number(c: char) -> bool {
    let folded = half_width_char(c);
    folded.is_ascii_digit() || folded.is_whitespace() || is_invisible(c) || "+-()转—–‐−".contains(folded)
}

/// One number with spaces in it, or several with spaces between them.
fn numbers(text: &str) -> Result<Vec<Phone>, PhoneError> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let several = || text.split_whitespace().map(str::parse).collect::<Result<Vec<Phone>, _>>();
    text.parse().map(|phone| vec![phone]).or_else(|error| several().map_err(|_| error))
}
