//! Statements of a notice that do not agree with each other, or leave open what they mean.

use serde::Serialize;

use crate::document::Document;
use crate::fact::Fact;

/// Two statements at odds, or one that is not clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// What kind: `sum`, `weekday`, `order`, `two-values`, `per-what`.
    pub kind: &'static str,
    /// What is wrong, in Chinese, for the officer.
    pub message: String,
    /// The facts concerned.
    pub facts: Vec<String>,
}

/// Finds the contradictions among the facts.
pub fn find(_document: &Document, _facts: &[Fact]) -> Vec<Contradiction> {
    Vec::new()
}
