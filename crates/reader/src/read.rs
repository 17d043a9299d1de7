//! The way in: text to facts.

use serde::Serialize;

use crate::contradictions::{self, Contradiction};
use crate::coverage::{self, Coverage, Unplaced};
use crate::document::Document;
use crate::fact::Fact;
use crate::facts;
use crate::finish;

/// What a notice says.
#[derive(Debug, Clone, Serialize)]
pub struct Reading {
    /// Title, blanks removed; empty if none was found.
    pub title: String,
    /// The body that issued it; empty if unknown.
    pub issuer: String,
    /// The programme's year.
    pub year: Option<i32>,
    /// 发文字号.
    pub document_number: Option<String>,
    /// Date of issue, `YYYY-MM-DD`.
    pub issued: Option<String>,
    /// The facts in the order of the text.
    pub facts: Vec<Fact>,
    /// Statements that do not agree with each other.
    pub contradictions: Vec<Contradiction>,
    /// Sentences with numbers or duties that no fact uses.
    pub unplaced: Vec<Unplaced>,
    /// How much of what binds was placed.
    pub coverage: Coverage,
}

/// Reads a notice. Pure, deterministic, in time linear in the length of the text; never fails: a text that is no
/// notice has no facts.
pub fn read(original: &str) -> Reading {
    let document = Document::analyse(original);
    let board = facts::collect(&document);
    let (unplaced, coverage) = coverage::measure(&document, &board);
    let facts = finish::facts(&document, board.drafts);
    let contradictions = contradictions::find(&document, &facts);
    let header = &document.header;
    Reading {
        title: header.title.clone(),
        issuer: header.issuer.clone().unwrap_or_default(),
        year: header.year,
        document_number: header.document_number.clone(),
        issued: header.issued.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")),
        facts,
        contradictions,
        unplaced,
        coverage,
    }
}
