use serde::{Deserialize, Serialize};

/// One of the four properties (四性).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// 真实性: it is what it was.
    Authenticity,
    /// 完整性: nothing is missing.
    Integrity,
    /// 可用性: it can be read.
    Usability,
    /// 安全性: nothing harmful or strange is in it.
    Security,
}

impl Property {
    /// All four, in the standard's order.
    pub const ALL: [Property; 4] =
        [Property::Authenticity, Property::Integrity, Property::Usability, Property::Security];

    /// Code used in message keys.
    pub fn code(self) -> &'static str {
        match self {
            Property::Authenticity => "authenticity",
            Property::Integrity => "integrity",
            Property::Usability => "usability",
            Property::Security => "security",
        }
    }
}

/// Codes of all tests, in their order.
pub const CHECKS: [&str; 14] = [
    "package-opens",
    "manifest-there",
    "manifest-sealed",
    "hashes-same",
    "files-there",
    "no-stray-files",
    "paths-safe",
    "metadata-there",
    "metadata-complete",
    "metadata-matches",
    "numbers-without-gap",
    "process-recorded",
    "files-open",
    "formats-allowed",
];

/// One test and what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which property.
    pub property: Property,
    /// Code of the test, kebab-case; the words are the locale's.
    pub code: String,
    /// What did not pass; empty: everything did.
    pub faults: Vec<String>,
}

/// The result of the four-property test (四性检测报告).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The tests in order.
    pub checks: Vec<Check>,
}

impl Report {
    /// Whether every test passed.
    pub fn passed(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|c| c.faults.is_empty())
    }

    /// Codes of the tests that did not pass.
    pub fn failed(&self) -> Vec<&str> {
        self.checks.iter().filter(|c| !c.faults.is_empty()).map(|c| c.code.as_str()).collect()
    }

    pub(super) fn add(&mut self, property: Property, code: &str, faults: Vec<String>) {
        self.checks.push(Check { property, code: code.to_owned(), faults });
    }
}
