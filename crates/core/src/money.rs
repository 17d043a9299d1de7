//! Money: an integer number of fen (分), never a float. People type and read 元 or 万元 (10,000 元).

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

use crate::wording::half_width;

/// An amount of money in fen (分, 1/100 元); 1万元 = 1,000,000 fen. Serialised as that integer.
///
/// The operators saturate at the ends of i64 (9.2 × 10^16 元) instead of wrapping; what decides over money uses the
/// `checked_` functions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Why a text is no amount, or an amount cannot be shared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Nothing was typed.
    #[error("the amount is empty: type a number such as 2.5")]
    Empty,
    /// Something other than one plain number.
    #[error("`{0}` is no amount: type digits with at most one decimal point")]
    NotANumber(String),
    /// A range such as `1-2万元`, where one amount is wanted.
    #[error("`{0}` is a range: type one amount")]
    Range(String),
    /// `1e4`: spreadsheets write such numbers and lose digits by it.
    #[error("`{0}` is written with an exponent: type all the digits")]
    Exponent(String),
    /// A minus sign.
    #[error("`{0}` is negative: type the amount without a sign")]
    Negative(String),
    /// The text names another unit than the field has: the slip of 元 for 万元.
    #[error("`{text}` names another unit than {expected}: convert it to {expected}")]
    OtherUnit {
        /// What was typed.
        text: String,
        /// The unit of the field.
        expected: Unit,
    },
    /// Commas or spaces that do not part groups of three digits.
    #[error("the commas in `{0}` do not part groups of three digits: type it without commas")]
    Grouping(String),
    /// More decimals than the unit can have.
    #[error("`{text}` has more than {allowed} decimals: there is nothing smaller than 1 fen")]
    TooManyDecimals {
        /// What was typed.
        text: String,
        /// How many decimals the unit has.
        allowed: usize,
    },
    /// More than 1万亿元.
    #[error("`{0}` is more than 1,000,000,000,000 yuan: check the unit")]
    TooLarge(String),
    /// Parts that do not make up the whole.
    #[error("the shares add up to {found} of {whole}: they must make up the whole")]
    Shares {
        /// What the parts add up to.
        found: u64,
        /// What they must add up to: 100 per cent or 10,000 basis points.
        whole: u32,
    },
    /// A negative amount cannot be shared.
    #[error("an amount of {0} fen cannot be shared: it is negative")]
    NegativeTotal(i64),
}

/// The unit in which an amount is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 元, 100 fen, at most 2 decimals.
    Yuan,
    /// 万元, 1,000,000 fen, at most 6 decimals.
    Wan,
}

impl Unit {
    /// Decimals down to 1 fen.
    fn decimals(self) -> usize {
        match self {
            Unit::Yuan => 2,
            Unit::Wan => 6,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unit::Yuan => "元",
            Unit::Wan => "万元",
        })
    }
}

impl Fen {
    /// No money.
    pub const ZERO: Fen = Fen(0);
    /// The largest amount that can be typed, 1万亿元.
    pub const LARGEST_INPUT: Fen = Fen(100_000_000_000_000);

    /// So many 元.
    pub const fn from_yuan(yuan: i64) -> Fen {
        Fen(yuan.saturating_mul(100))
    }

    /// So many 万元.
    pub const fn from_wan(wan: i64) -> Fen {
        Fen(wan.saturating_mul(1_000_000))
    }

    /// An amount typed in 元: `25,000.00`, `￥２５０００`, `25000元`.
    ///
    /// # Errors
    /// [`MoneyError`] for anything but one non-negative number of at most 2 decimals.
    pub fn parse_yuan(text: &str) -> Result<Fen, MoneyError> {
        Fen::parse(text, Unit::Yuan)
    }

    /// An amount typed in 万元: `2.5`, `２．５万元`.
    ///
    /// # Errors
    /// [`MoneyError`] for anything but one non-negative number of at most 6 decimals.
    pub fn parse_wan(text: &str) -> Result<Fen, MoneyError> {
        Fen::parse(text, Unit::Wan)
    }

    /// An amount typed in the unit of its field. Full-width characters, white space, a currency sign, groups of three
    /// digits and the name of the same unit are accepted.
    ///
    /// # Errors
    /// [`MoneyError`] says what is wrong with the text.
    pub fn parse(text: &str, unit: Unit) -> Result<Fen, MoneyError> {
        let said = || text.trim().to_owned();
        let number = number_of(text, unit)?;
        let (whole, decimals) = number.split_once('.').unwrap_or((&number, "0"));
        let whole = ungroup(whole).ok_or_else(|| MoneyError::Grouping(said()))?;
        if !all_digits(&whole) || !all_digits(decimals) {
            return Err(MoneyError::NotANumber(said()));
        }
        if decimals.len() > unit.decimals() {
            return Err(MoneyError::TooManyDecimals { text: said(), allowed: unit.decimals() });
        }
        let fen = format!("{whole}{decimals:0<width$}", width = unit.decimals()).parse().map(Fen);
        fen.ok().filter(|fen| *fen <= Fen::LARGEST_INPUT).ok_or_else(|| MoneyError::TooLarge(said()))
    }

    /// `25,000.00`: in 元 with two decimals and commas, for finance tables.
    pub fn yuan(self) -> String {
        let (sign, whole, cents) = self.parts();
        format!("{sign}{}.{cents:02}", grouped(whole))
    }

    /// `25000.00`: in 元 with two decimals and no commas, for 公文 and files that machines read.
    pub fn yuan_plain(self) -> String {
        let (sign, whole, cents) = self.parts();
        format!("{sign}{whole}.{cents:02}")
    }

    /// In 万元 without trailing zeros: `2.5`, `10`, `0.000001`. Nothing is rounded.
    pub fn wan(self) -> String {
        let exact = self.wan_exact();
        exact.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// In 万元 with two decimals when that is exact, else as many as needed up to six: `2.50`, `0.1234`.
    /// For columns of a table. Nothing is rounded.
    pub fn wan_fixed(self) -> String {
        let exact = self.wan_exact();
        let shortest = exact.len() - 4;
        let trimmed = exact.trim_end_matches('0').len();
        exact[..trimmed.max(shortest)].to_owned()
    }

    /// In 万元 with all six decimals.
    fn wan_exact(self) -> String {
        let (sign, value) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        format!("{sign}{}.{:06}", value / 1_000_000, value % 1_000_000)
    }

    fn parts(self) -> (&'static str, u64, u64) {
        let value = self.0.unsigned_abs();
        (if self.0 < 0 { "-" } else { "" }, value / 100, value % 100)
    }

    /// The sum, or None on overflow.
    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// The difference, or None on overflow.
    pub fn checked_sub(self, other: Fen) -> Option<Fen> {
        self.0.checked_sub(other.0).map(Fen)
    }

    /// The product with a count, or None on overflow.
    pub fn checked_mul(self, count: i64) -> Option<Fen> {
        self.0.checked_mul(count).map(Fen)
    }

    /// The sum of all, or None on overflow.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Fen>) -> Option<Fen> {
        amounts.into_iter().try_fold(Fen::ZERO, Fen::checked_add)
    }

    /// So many basis points (1/100 of a per cent) of the amount, rounded towards zero to whole fen.
    pub fn portion(self, basis_points: u32) -> Fen {
        let portion = i128::from(self.0) * i128::from(basis_points) / 10_000;
        Fen(i64::try_from(portion).unwrap_or(if portion < 0 { i64::MIN } else { i64::MAX }))
    }

    /// Shares by per cent, such as instalments of 60/30/10: each rounded down to whole fen, the last takes the
    /// remainder, so that they add up to the amount exactly.
    ///
    /// # Errors
    /// [`MoneyError::Shares`] unless the percentages add up to 100; [`MoneyError::NegativeTotal`].
    pub fn shares(self, percents: &[u32]) -> Result<Vec<Fen>, MoneyError> {
        self.split(percents, 100)
    }

    /// Shares by basis points (33.33% = 3333), by the rule of [`Fen::shares`].
    ///
    /// # Errors
    /// [`MoneyError::Shares`] unless they add up to 10,000; [`MoneyError::NegativeTotal`].
    pub fn shares_in_basis_points(self, basis_points: &[u32]) -> Result<Vec<Fen>, MoneyError> {
        self.split(basis_points, 10_000)
    }

    fn split(self, parts: &[u32], whole: u32) -> Result<Vec<Fen>, MoneyError> {
        let found = parts.iter().copied().map(u64::from).sum();
        if found != u64::from(whole) {
            return Err(MoneyError::Shares { found, whole });
        }
        if self < Fen::ZERO {
            return Err(MoneyError::NegativeTotal(self.0));
        }
        let mut shares: Vec<Fen> = parts.iter().map(|part| self.portion(part * (10_000 / whole))).collect();
        let before_last: Fen = shares.iter().rev().skip(1).copied().sum();
        if let Some(last) = shares.last_mut() {
            *last = self - before_last;
        }
        Ok(shares)
    }
}

/// The bare number in the text: half-width, without white space at the ends, currency sign and unit.
fn number_of(text: &str, unit: Unit) -> Result<String, MoneyError> {
    let said = || text.trim().to_owned();
    // An input method in Chinese mode types `。` for the decimal point and `￥` for `¥`.
    let folded = half_width(text).replace('。', ".").replace('￥', "¥");
    let bare = folded.trim().trim_start_matches("人民币").trim_start_matches('¥').trim();
    let (number, named) = strip_unit(bare);
    if number.is_empty() {
        return Err(MoneyError::Empty);
    }
    if number.starts_with(['-', '−', '–', '负']) {
        return Err(MoneyError::Negative(said()));
    }
    if number.contains(['-', '−', '–', '—', '~', '〜', '至', '到']) {
        return Err(MoneyError::Range(said()));
    }
    if named.is_some_and(|named| named != unit) {
        return Err(MoneyError::OtherUnit { text: said(), expected: unit });
    }
    if number.contains(['e', 'E']) {
        return Err(MoneyError::Exponent(said()));
    }
    Ok(number.to_owned())
}

/// Parts the number from the unit named behind it.
fn strip_unit(text: &str) -> (&str, Option<Unit>) {
    let names =
        [("万元", Unit::Wan), ("万圆", Unit::Wan), ("万", Unit::Wan), ("元", Unit::Yuan), ("圆", Unit::Yuan)];
    let named = names.iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, *unit)));
    named.map_or((text, None), |(number, unit)| (number.trim(), Some(unit)))
}

/// The digits without the commas or spaces between groups of three; None when they part other groups, because
/// `2,5` may mean 2.5.
fn ungroup(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(|c: char| c == ',' || c.is_whitespace()).collect();
    let (first, rest) = groups.split_first()?;
    let regular =
        rest.is_empty() || (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    regular.then(|| groups.concat())
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The digits with a comma before every third.
fn grouped(whole: u64) -> String {
    let digits = whole.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0.saturating_add(other.0))
    }
}

impl Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0.saturating_sub(other.0))
    }
}

impl Neg for Fen {
    type Output = Fen;
    fn neg(self) -> Fen {
        Fen(self.0.saturating_neg())
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        *self = *self + other;
    }
}

impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Fen) {
        *self = *self - other;
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Fen {
        amounts.fold(Fen::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Fen> for Fen {
    fn sum<I: Iterator<Item = &'a Fen>>(amounts: I) -> Fen {
        amounts.copied().sum()
    }
}
