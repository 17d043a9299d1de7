//! Bank accounts: text of digits, never a number, because spreadsheets cut numbers after 15 digits.

use std::fmt;
use std::str::FromStr;

use super::{all_digits, tidy};
use crate::text_form::serde_as_text;

/// The number of a bank account (账号), 8 to 32 digits. `Debug` is masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(String);

/// Why a text is no account or bank number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BankError {
    /// Something other than digits.
    #[error("`{0}` in the number is no digit: type the digits only")]
    Character(char),
    /// Too short or too long for an account.
    #[error("an account number has 8 to 32 digits, not {0}")]
    AccountLength(usize),
    /// Luhn's check fails on a personal UnionPay card.
    #[error("the check digit of the card number is wrong: compare it with the card")]
    CardCheck,
    /// Not the 12 digits of a bank branch.
    #[error("a bank branch number (联行号) has 12 digits, not {0}")]
    BranchLength(usize),
}

impl AccountNumber {
    /// The number of a person's account. 16 to 19 digits that begin with 62 are a UnionPay card, which bears a check
    /// digit.
    ///
    /// # Errors
    /// [`BankError`], also for a wrong check digit.
    pub fn parse_personal(text: &str) -> Result<Self, BankError> {
        let account: AccountNumber = text.parse()?;
        if account.is_unionpay_card() && !luhn(&account.0) {
            return Err(BankError::CardCheck);
        }
        Ok(account)
    }

    /// The digits in full.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the number has the form of a personal UnionPay card.
    pub fn is_unionpay_card(&self) -> bool {
        (16..=19).contains(&self.0.len()) && self.0.starts_with("62")
    }

    /// `6222 **** **** 0018`.
    pub fn masked(&self) -> String {
        let digits = &self.0;
        let head = if digits.len() < 12 { "****" } else { &digits[..4] };
        format!("{head} **** **** {}", &digits[digits.len() - 4..])
    }

    /// The digits in groups of four, as people compare them.
    pub fn grouped(&self) -> String {
        let digits = self.0.as_bytes().chunks(4).map(String::from_utf8_lossy);
        digits.collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountNumber({})", self.masked())
    }
}

impl FromStr for AccountNumber {
    type Err = BankError;

    /// An account of any kind: corporate accounts have no public check digit, so let people type them twice.
    fn from_str(text: &str) -> Result<Self, BankError> {
        let number = digits(text)?;
        if (8..=32).contains(&number.len()) {
            Ok(AccountNumber(number))
        } else {
            Err(BankError::AccountLength(number.len()))
        }
    }
}

serde_as_text!(AccountNumber);

/// The number of a bank branch in the clearing system (联行号), 12 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchNumber(String);

impl BranchNumber {
    /// The 12 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BranchNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BranchNumber {
    type Err = BankError;

    fn from_str(text: &str) -> Result<Self, BankError> {
        let number = digits(text)?;
        if number.len() == 12 { Ok(BranchNumber(number)) } else { Err(BankError::BranchLength(number.len())) }
    }
}

serde_as_text!(BranchNumber);

/// The digits of a text that may part them with spaces and hyphens.
fn digits(text: &str) -> Result<String, BankError> {
    let number = tidy(text).replace('-', "");
    match number.chars().find(|c| !c.is_ascii_digit()) {
        Some(odd) => Err(BankError::Character(odd)),
        None => Ok(number),
    }
}

/// Luhn's check (ISO/IEC 7812) over the digits, the last being the check digit. False for anything but digits.
pub fn luhn(digits: &str) -> bool {
    let doubled = |(place, byte): (usize, u8)| {
        let figure = u32::from(byte - b'0') << (place % 2);
        if figure > 9 { figure - 9 } else { figure }
    };
    all_digits(digits) && digits.bytes().rev().enumerate().map(doubled).sum::<u32>().is_multiple_of(10)
}
