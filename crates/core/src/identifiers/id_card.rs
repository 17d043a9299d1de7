//! Documents of persons: 居民身份证 and 港澳台居民居住证 (GB 11643), and others that are taken as they are.

use std::fmt;

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{all_digits, masked, tidy};

/// The weights of the first 17 digits.
const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check characters by the sum mod 11.
const CHECKS: &[u8; 11] = b"10X98765432";
/// Nobody older applies; an earlier birth is probably a slip.
const EARLIEST_LIKELY_BIRTH: i16 = 1900;

/// The number of an identity card or residence permit, checked. Its `Debug` is masked, and it has no `Display`:
/// show [`IdCard::masked`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct IdCard(String);

/// Why a text is no identity card number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdCardError {
    /// A card of the first generation, void since 2013.
    #[error("15-digit identity cards are void since 2013: use the 18 characters of the present card")]
    FirstGeneration,
    /// Not 18 characters.
    #[error("an identity card number has 18 characters, not {0}")]
    Length(usize),
    /// Not 17 digits and a digit or X.
    #[error("`{found}` at place {place} of the identity card number is no digit (only the last may be X)")]
    Character {
        /// The place, from 1.
        place: usize,
        /// The character.
        found: char,
    },
    /// The places 7 to 14 are no date.
    #[error("the birth date in the identity card number (places 7 to 14) is no date")]
    BirthDate,
    /// Born after today.
    #[error("the birth date in the identity card number, {0}, is in the future")]
    BornInFuture(Date),
    /// The last character does not follow from the others.
    #[error("the check character of the identity card number is wrong (GB 11643): compare it with the card")]
    Check,
}

/// What kind of card the region tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// 居民身份证.
    Resident,
    /// 港澳居民居住证, regions 810000 and 820000.
    HongKongMacao,
    /// 台湾居民居住证, region 830000.
    Taiwan,
}

impl IdCard {
    /// Parses a number typed in any width, with spaces or a lower-case x.
    ///
    /// # Errors
    /// [`IdCardError`]; `today` is the Beijing date, because nobody is born later.
    pub fn parse(text: &str, today: Date) -> Result<Self, IdCardError> {
        let number = tidy(text);
        let length = number.chars().count();
        if length == 15 && all_digits(&number) {
            return Err(IdCardError::FirstGeneration);
        }
        if length != 18 {
            return Err(IdCardError::Length(length));
        }
        let odd = number.chars().enumerate().find(|(at, c)| !c.is_ascii_digit() && (*at < 17 || *c != 'X'));
        if let Some((at, found)) = odd {
            return Err(IdCardError::Character { place: at + 1, found });
        }
        let birth = birth_date(&number).ok_or(IdCardError::BirthDate)?;
        if birth > today {
            return Err(IdCardError::BornInFuture(birth));
        }
        if number.as_bytes()[17] != check_character(&number) {
            return Err(IdCardError::Check);
        }
        Ok(IdCard(number))
    }

    /// The 18 characters in full: for storage under encryption, not for people.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date of birth.
    pub fn birth_date(&self) -> Date {
        birth_date(&self.0).unwrap_or(Date::ZERO)
    }

    /// Whether the 17th digit is odd (男).
    pub fn is_male(&self) -> bool {
        self.0.as_bytes()[16] % 2 == 1
    }

    /// The kind of card.
    pub fn kind(&self) -> CardKind {
        match &self.0[..6] {
            "810000" | "820000" => CardKind::HongKongMacao,
            "830000" => CardKind::Taiwan,
            _ => CardKind::Resident,
        }
    }

    /// Whether the birth lies so far back (before 1900) that the number should be looked at again: a warning.
    pub fn is_improbably_old(&self) -> bool {
        self.birth_date().year() < EARLIEST_LIKELY_BIRTH
    }

    /// `450***********0012`.
    pub fn masked(&self) -> String {
        masked(&self.0, 3, 4)
    }
}

/// Reads a stored number back with every check but that of today's date, which was made when it was typed.
impl<'de> Deserialize<'de> for IdCard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        IdCard::parse(&text, Date::MAX).map_err(D::Error::custom)
    }
}

impl fmt::Debug for IdCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdCard({})", self.masked())
    }
}

fn birth_date(number: &str) -> Option<Date> {
    let part = |from: usize, to: usize| number.get(from..to);
    let (year, month, day) =
        (part(6, 10)?.parse().ok()?, part(10, 12)?.parse().ok()?, part(12, 14)?.parse().ok()?);
    Date::new(year, month, day).ok()
}

fn check_character(number: &str) -> u8 {
    let sum: usize =
        number.bytes().zip(WEIGHTS).map(|(byte, weight)| usize::from(byte - b'0') * weight).sum();
    CHECKS[sum % 11]
}

/// The number of a passport, 外国人永久居留身份证, 军官证 or another document: 4 to 30 characters, never blocked by
/// a check that only its issuer could make. `Debug` is masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct OtherDocument(String);

/// The document number has an impossible length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a document number has 4 to 30 characters, not {0}")]
pub struct OtherDocumentError(pub usize);

impl OtherDocument {
    /// Parses a number typed in any width, with spaces.
    ///
    /// # Errors
    /// [`OtherDocumentError`] unless it has 4 to 30 characters.
    pub fn parse(text: &str) -> Result<Self, OtherDocumentError> {
        let number = tidy(text);
        let length = number.chars().count();
        if (4..=30).contains(&length) { Ok(OtherDocument(number)) } else { Err(OtherDocumentError(length)) }
    }

    /// The number in full: for storage under encryption, not for people.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first character and the last two, the rest starred.
    pub fn masked(&self) -> String {
        masked(&self.0, 1, 2)
    }
}

impl<'de> Deserialize<'de> for OtherDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        OtherDocument::parse(&text).map_err(D::Error::custom)
    }
}

impl fmt::Debug for OtherDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OtherDocument({})", self.masked())
    }
}
