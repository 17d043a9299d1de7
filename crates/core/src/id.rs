//! Identities of records: 63-bit integers that grow with time, shown as 13 characters.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::text_form::serde_as_text;

/// Crockford's base 32: digits and letters without i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of a shown id: 13 × 5 bits ≥ 63 bits.
const LENGTH: usize = 13;
/// Random bits at the low end.
const RANDOM_BITS: u32 = 22;
/// The milliseconds take the 41 bits above, enough until 2089.
const LARGEST_MILLISECOND: i64 = (1 << 41) - 1;
/// 2020-01-01T00:00:00Z in milliseconds since 1970: before every notice whose programme is run, since all earlier
/// instants share one millisecond.
const EPOCH: i64 = 1_577_836_800_000;

/// The identity of a record: 41 bits of milliseconds since 2020-01-01 (UTC), then 22 random bits; never negative.
/// Ordered by time. Shown, parsed and serialised as 13 lower-case characters of Crockford's base 32.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(i64);

/// Why a text or number is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not 13 characters.
    #[error("an id has 13 characters, not {0}: copy it whole")]
    Length(usize),
    /// A character outside Crockford's base 32.
    #[error("`{0}` cannot stand in an id: copy it again")]
    Character(char),
    /// More than 63 bits, or a negative number.
    #[error("the id is out of range: copy it again")]
    Range,
}

impl Id {
    /// Composes an id of milliseconds since 2020-01-01 (UTC), saturating in 2089, and the low 22 bits of `random`.
    pub const fn compose(milliseconds: u64, random: u32) -> Id {
        let largest = LARGEST_MILLISECOND as u64;
        let milliseconds = if milliseconds > largest { largest } else { milliseconds };
        Id(((milliseconds << RANDOM_BITS) | (random as u64 & ((1 << RANDOM_BITS) - 1))) as i64)
    }

    /// Composes an id of an instant; one before 2020 counts as the first millisecond of 2020.
    pub fn at(now: Timestamp, random: u32) -> Id {
        let milliseconds = now.as_millisecond().saturating_sub(EPOCH);
        Id::compose(u64::try_from(milliseconds).unwrap_or(0), random)
    }

    /// The instant in the id, in whole milliseconds.
    pub fn created_at(self) -> Timestamp {
        Timestamp::from_millisecond(EPOCH + (self.0 >> RANDOM_BITS)).unwrap_or(Timestamp::MAX)
    }

    /// The integer, as databases keep it.
    pub const fn as_i64(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Id {
    type Error = IdError;

    fn try_from(value: i64) -> Result<Self, IdError> {
        if value < 0 { Err(IdError::Range) } else { Ok(Id(value)) }
    }
}

impl From<Id> for i64 {
    fn from(id: Id) -> i64 {
        id.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters =
            (0..LENGTH).rev().map(|place| ALPHABET[(self.0 >> (5 * place) & 31) as usize] as char);
        f.pad(&characters.collect::<String>())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({self})")
    }
}

impl FromStr for Id {
    type Err = IdError;

    /// Upper case is accepted, and o for 0, i or l for 1, as people read them out.
    fn from_str(text: &str) -> Result<Self, IdError> {
        let text = text.trim();
        let length = text.chars().count();
        if length != LENGTH {
            return Err(IdError::Length(length));
        }
        let value = text.chars().try_fold(0_u128, |value, c| Ok((value << 5) | u128::from(digit(c)?)))?;
        i64::try_from(value).map(Id).map_err(|_| IdError::Range)
    }
}

/// The value of a character.
fn digit(c: char) -> Result<u8, IdError> {
    let folded = match c.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|&known| known as char == folded);
    place.and_then(|place| u8::try_from(place).ok()).ok_or(IdError::Character(c))
}

serde_as_text!(Id);
