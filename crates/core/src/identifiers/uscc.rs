//! 统一社会信用代码 (GB 32100-2015 with its amendment 1): the 18 characters by which an organisation is registered.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::tidy;
use crate::text_form::serde_as_text;

/// The 31 characters, in the order of their values: no I, O, Z, S, V.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3^(i−1) mod 31 for the places 1 to 17.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// GB 11714: the weights of the first 8 places of the organisation code.
const INNER_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
/// Characters of a code.
const LENGTH: usize = 18;

/// A valid credit code, upper case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

/// Why a text is no credit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters.
    #[error("a credit code has 18 characters, not {0} (GB 32100): copy it from the certificate")]
    Length(usize),
    /// A character that credit codes never have; the suggestion is a valid code with its look-alike.
    #[error(
        "`{found}` at place {place} cannot stand in a credit code (GB 32100 has no I, O, Z, S, V){}",
        meant(suggestion)
    )]
    Character {
        /// The place, from 1.
        place: usize,
        /// The character.
        found: char,
        /// The code that was probably meant, for the person to confirm.
        suggestion: Option<CreditCode>,
    },
    /// A letter in the region, places 3 to 8.
    #[error(
        "`{found}` at place {place} of the credit code must be a digit: places 3 to 8 are the region (GB 32100)"
    )]
    Region {
        /// The place, from 1.
        place: usize,
        /// The character.
        found: char,
    },
    /// The last character does not follow from the others.
    #[error(
        "the check character of {code} would have to be `{expected}` (GB 32100): compare it with the certificate"
    )]
    Check {
        /// What was typed, tidied.
        code: String,
        /// What the other 17 characters call for.
        expected: char,
    },
}

fn meant(suggestion: &Option<CreditCode>) -> String {
    suggestion.as_ref().map_or_else(String::new, |code| format!(": perhaps {code} is meant"))
}

/// What kind of body the first two characters stand for: a hint, never a reason to refuse, because registrars add
/// kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKindHint {
    /// 机关.
    Organ,
    /// 事业单位.
    PublicInstitution,
    /// 编办管理机构编制的群众团体; associations for science and technology themselves.
    MassOrganisation,
    /// 律师事务所, 公证处, 司法鉴定, 仲裁 and other bodies registered by the justice authorities.
    LegalService,
    /// 社会团体; societies (学会, 协会, 研究会).
    SocialOrganisation,
    /// 民办非企业单位 (社会服务机构).
    PrivateNonEnterprise,
    /// 基金会.
    Foundation,
    /// 企业.
    Enterprise,
    /// 个体工商户.
    IndividualBusiness,
    /// 农民专业合作社.
    Cooperative,
    /// 军队事业单位.
    MilitaryInstitution,
    /// 农村集体经济组织.
    RuralCollective,
    /// Another kind.
    Other,
}

impl CreditCode {
    /// The code, upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The registrar's region, six digits of GB/T 2260.
    pub fn region(&self) -> &str {
        &self.0[2..8]
    }

    /// The organisation code, places 9 to 17.
    pub fn organisation_code(&self) -> &str {
        &self.0[8..17]
    }

    /// Whether the organisation code inside bears its own check (GB 11714). Some registrars never kept to it: a
    /// warning, not an error.
    pub fn inner_check_holds(&self) -> bool {
        let code = self.organisation_code().as_bytes();
        let sum: u32 = code.iter().zip(INNER_WEIGHTS).map(|(&byte, weight)| base_36(byte) * weight).sum();
        let expected = match 11 - sum % 11 {
            10 => b'X',
            11 => b'0',
            figure => b'0' + figure as u8,
        };
        code[8] == expected
    }

    /// The kind of body that the first two characters hint at.
    pub fn kind_hint(&self) -> UnitKindHint {
        match &self.0[..2] {
            "11" => UnitKindHint::Organ,
            "12" => UnitKindHint::PublicInstitution,
            "13" => UnitKindHint::MassOrganisation,
            "31" | "32" | "33" | "34" | "35" => UnitKindHint::LegalService,
            "51" => UnitKindHint::SocialOrganisation,
            "52" => UnitKindHint::PrivateNonEnterprise,
            "53" => UnitKindHint::Foundation,
            "91" => UnitKindHint::Enterprise,
            "92" => UnitKindHint::IndividualBusiness,
            "93" => UnitKindHint::Cooperative,
            "A1" => UnitKindHint::MilitaryInstitution,
            "N1" | "N2" | "N3" => UnitKindHint::RuralCollective,
            _ => UnitKindHint::Other,
        }
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;

    /// White space, width and case make no difference; O is not taken for 0, it is suggested.
    fn from_str(text: &str) -> Result<Self, CreditCodeError> {
        let code = tidy(text);
        let length = code.chars().count();
        if length != LENGTH {
            return Err(CreditCodeError::Length(length));
        }
        if let Some((place, found)) = first(&code, |_, c| value(c).is_none()) {
            return Err(CreditCodeError::Character { place, found, suggestion: suggest(&code) });
        }
        if let Some((place, found)) = first(&code, |at, c| (2..8).contains(&at) && !c.is_ascii_digit()) {
            return Err(CreditCodeError::Region { place, found });
        }
        let expected = check_character(&code);
        if !code.ends_with(expected) {
            return Err(CreditCodeError::Check { code, expected });
        }
        Ok(CreditCode(code))
    }
}

serde_as_text!(CreditCode);

/// The first offending character with its place from 1.
fn first(code: &str, offends: impl Fn(usize, char) -> bool) -> Option<(usize, char)> {
    code.chars().enumerate().find(|(at, c)| offends(*at, *c)).map(|(at, c)| (at + 1, c))
}

/// The code with digits for the letters that look like them, if that is valid.
fn suggest(code: &str) -> Option<CreditCode> {
    let read = code.chars().map(|c| match c {
        'O' => '0',
        'I' => '1',
        'Z' => '2',
        'S' => '5',
        other => other,
    });
    let read: String = read.collect();
    if read == code { None } else { read.parse().ok() }
}

/// `C18 = (31 − Σ v·W mod 31) mod 31`.
fn check_character(code: &str) -> char {
    let sum: usize = code.chars().zip(WEIGHTS).map(|(c, weight)| value(c).unwrap_or(0) * weight).sum();
    char::from(ALPHABET.as_bytes()[(31 - sum % 31) % 31])
}

fn value(c: char) -> Option<usize> {
    ALPHABET.find(c)
}

/// 0–9, A = 10 … Z = 35.
fn base_36(byte: u8) -> u32 {
    char::from(byte).to_digit(36).unwrap_or(0)
}
