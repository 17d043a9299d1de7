//! 行政区划代码 (GB/T 2260): six digits, two each for province, prefecture, county.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::text_form::serde_as_text;

/// Provinces; prefectures of Guangxi, Ningxia, Xinjiang and Guangdong; counties of Liuzhou.
const BUILT_IN: &str = include_str!("../../data/regions.txt");

/// A region: six digits. Whether the table names it is another question, because the table has versions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode(u32);

/// Why a text is no region or table of regions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// Not six digits beginning with 1 to 8.
    #[error("`{0}` is no region: type the six digits of GB/T 2260, such as 450200")]
    NotACode(String),
    /// A line of the table that is no code and name.
    #[error("line {line} of the region table is `{text}`: write a code, a space and a name")]
    Line {
        /// The line, from 1.
        line: usize,
        /// Its text.
        text: String,
    },
    /// The same code twice.
    #[error("line {line} of the region table names {code} again")]
    Twice {
        /// The line, from 1.
        line: usize,
        /// The code.
        code: RegionCode,
    },
}

impl RegionCode {
    /// Whether the other region is this one or lies within it, by their codes: 450000 contains 450200 and 450202.
    pub fn contains(self, other: RegionCode) -> bool {
        other.0 / self.size() == self.0 / self.size()
    }

    /// The region one step up: of 450202 450200, of that 450000; None above a province.
    pub fn parent(self) -> Option<RegionCode> {
        let size = self.size() * 100;
        (size < 1_000_000).then(|| RegionCode(self.0 / size * size))
    }

    /// How many codes the region spans.
    fn size(self) -> u32 {
        match self.0 {
            code if code % 10_000 == 0 => 10_000,
            code if code % 100 == 0 => 100,
            _ => 1,
        }
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegionCode({self})")
    }
}

impl FromStr for RegionCode {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, RegionError> {
        let code = super::tidy(text);
        if code.len() == 6 && super::all_digits(&code) && matches!(code.as_bytes()[0], b'1'..=b'8') {
            return code.parse().map(RegionCode).map_err(|_| RegionError::NotACode(code));
        }
        Err(RegionError::NotACode(text.to_owned()))
    }
}

serde_as_text!(RegionCode);

/// A version of the table: what the regions are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regions {
    version: String,
    names: BTreeMap<RegionCode, String>,
}

impl Regions {
    /// The table that comes with the program.
    ///
    /// # Panics
    /// Never: a test reads the built-in table.
    pub fn built_in() -> Self {
        Regions::parse(BUILT_IN).expect("the built-in table is tested")
    }

    /// Reads a table: the first line says its version after `#`, each other line is a code and a name.
    ///
    /// # Errors
    /// [`RegionError`] names the line.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let mut regions = Regions { version: String::new(), names: BTreeMap::new() };
        for (at, text) in text.lines().map(str::trim).enumerate() {
            if let Some(version) = text.strip_prefix('#') {
                regions.version.push_str(if regions.version.is_empty() { version.trim() } else { "" });
            } else if !text.is_empty() {
                regions.read(at + 1, text)?;
            }
        }
        Ok(regions)
    }

    fn read(&mut self, line: usize, text: &str) -> Result<(), RegionError> {
        let broken = || RegionError::Line { line, text: text.to_owned() };
        let (code, name) = text.split_once(' ').ok_or_else(broken)?;
        let code: RegionCode = code.parse().map_err(|_| broken())?;
        match self.names.insert(code, name.trim().to_owned()) {
            Some(_) => Err(RegionError::Twice { line, code }),
            None => Ok(()),
        }
    }

    /// What the first comment of the table says of its version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The name alone: 柳州市.
    pub fn name(&self, code: RegionCode) -> Option<&str> {
        self.names.get(&code).map(String::as_str)
    }

    /// The name with those above it that the table names: 广西壮族自治区柳州市.
    pub fn full_name(&self, code: RegionCode) -> Option<String> {
        self.name(code)?;
        let mut upwards: Vec<&str> = std::iter::successors(Some(code), |code| code.parent())
            .filter_map(|code| self.name(code))
            .collect();
        upwards.reverse();
        Some(upwards.concat())
    }

    /// The named regions within a region, itself left out, by code.
    pub fn within(&self, region: RegionCode) -> impl Iterator<Item = (RegionCode, &str)> {
        let inside = move |code: &RegionCode| *code != region && region.contains(*code);
        self.names.iter().filter(move |(code, _)| inside(code)).map(|(code, name)| (*code, name.as_str()))
    }

    /// The provinces, by code.
    pub fn provinces(&self) -> impl Iterator<Item = (RegionCode, &str)> {
        let named = self.names.iter().filter(|(code, _)| code.parent().is_none());
        named.map(|(code, name)| (*code, name.as_str()))
    }
}
