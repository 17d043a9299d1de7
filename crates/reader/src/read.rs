//! The way in: text to facts.

use serde::Serialize;

use crate::asides::{self, Aside};
use crate::clauses;
use crate::contradictions::{self, Contradiction};
use crate::coverage::{self, Coverage, Unplaced};
use crate::document::Document;
use crate::fact::{Fact, Kind};
use crate::facts;
use crate::facts::project_type::Type;
use crate::finish;
use crate::programme::{self, FormRead};

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
    /// The project types in order, as the facts count them.
    #[serde(skip)]
    pub types: Vec<Kinds>,
    /// Statements that bind and are no facts: steps of the review, preferences, recovery of money.
    pub asides: Vec<Aside>,
    /// Do its words call for applications (`申报`, `征集`, `推荐` …)?
    #[serde(skip)]
    pub calls: bool,
    /// The forms that the notice holds, row by row.
    #[serde(skip)]
    pub forms: Vec<FormRead>,
    /// Statements that do not agree with each other.
    pub contradictions: Vec<Contradiction>,
    /// Sentences with numbers or duties that no fact uses.
    pub unplaced: Vec<Unplaced>,
    /// How much of what binds was placed.
    pub coverage: Coverage,
}

impl Reading {
    /// Does the text call for applications? It states at least two kinds of things that such notices state, in words
    /// that call.
    pub fn is_notice(&self) -> bool {
        let mut kinds: Vec<Kind> =
            self.facts.iter().filter(|fact| fact.rule != "type.title").map(|fact| fact.kind).collect();
        kinds.sort();
        kinds.dedup();
        kinds.retain(|kind| {
            !matches!(kind, Kind::Contact | Kind::Attachment | Kind::Indicator | Kind::SpendingBan)
        });
        kinds.len() >= 2 && self.calls
    }
}

/// A project type as the notice names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kinds {
    /// Its name.
    pub name: String,
    /// Its code; empty if it has none.
    pub code: String,
    /// Index of the type above it.
    pub parent: Option<usize>,
    /// Content and requirements, in the notice's words.
    pub content: String,
}

impl Kinds {
    fn of((kind, content): (&Type, String)) -> Kinds {
        Kinds { name: kind.name.clone(), code: kind.code.clone(), parent: kind.parent, content }
    }
}

/// Words that call for applications.
const CALLS: [&str; 12] =
    ["申报", "申请", "征集", "推荐", "评选", "报名", "遴选", "资助", "立项", "招标", "选聘", "申办"];

/// Reads a notice. Pure, deterministic, in time linear in the length of the text; never fails: a text that is no
/// notice has no facts.
pub fn read(original: &str) -> Reading {
    let document = Document::analyse(original);
    let board = facts::collect(&document);
    let (unplaced, coverage) = coverage::measure(&document, &board);
    let facts = finish::facts(&document, board.drafts);
    let contradictions = contradictions::find(&document, &facts);
    let asides = asides::find(&document);
    let forms = programme::forms(&document);
    let header = &document.header;
    Reading {
        title: header.title.clone(),
        issuer: header.issuer.clone().unwrap_or_default(),
        year: header.year,
        document_number: header.document_number.clone(),
        issued: header.issued.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")),
        facts,
        types: document.types.iter().zip(clauses::contents(&document)).map(Kinds::of).collect(),
        asides,
        calls: CALLS.iter().any(|word| document.view().contains(word)),
        forms,
        contradictions,
        unplaced,
        coverage,
    }
}
