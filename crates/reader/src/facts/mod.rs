//! The rules, one file per kind of fact. Numbers are read first, each exactly once; then the statements in words.

pub mod amount;
pub mod applicant_eligibility;
pub mod applicant_limit;
pub mod attachment;
pub mod completion_date;
pub mod contact;
pub mod copies;
pub mod count_planned;
pub mod deadline;
pub mod deliverable;
pub mod disbursement;
pub mod eligibility_exclusion;
pub mod indicator;
pub mod mentions;
pub mod numbers;
pub mod place;
pub mod project_type;
pub mod spending_ban;
pub mod tables;
pub mod traits;

use std::collections::HashSet;

use crate::document::Document;
use crate::fact::Draft;

use traits::Traits;

/// What became of a number or a sentence: for the explanation and the coverage figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of the token, or `None` for the sentence as a whole.
    pub token: Option<usize>,
    /// The rule that used it, or why none did.
    pub reason: &'static str,
    /// Did it become (part of) a fact?
    pub used: bool,
}

/// The drafts of all rules, and notes on what was not used.
#[derive(Debug, Default)]
pub struct Board {
    /// Facts in the making.
    pub drafts: Vec<Draft>,
    /// What became of numbers and sentences.
    pub notes: Vec<Note>,
    /// Nodes of the list of attachments: no other rule reads them.
    pub listed: HashSet<usize>,
}

impl Board {
    /// Adds a draft that used a token.
    pub fn use_token(&mut self, sentence: usize, token: usize, draft: Draft) {
        self.notes.push(Note { sentence, token: Some(token), reason: draft.rule, used: true });
        self.drafts.push(draft);
    }

    /// Notes why a token is no fact.
    pub fn pass_token(&mut self, sentence: usize, token: usize, reason: &'static str) {
        self.notes.push(Note { sentence, token: Some(token), reason, used: false });
    }

    /// Adds a draft that used a sentence (or a clause of it).
    pub fn use_words(&mut self, sentence: usize, draft: Draft) {
        self.notes.push(Note { sentence, token: None, reason: draft.rule, used: true });
        self.drafts.push(draft);
    }
}

/// Runs all rules over a document.
pub fn collect(document: &Document) -> Board {
    let mut board = Board::default();
    board.drafts.extend(project_type::facts(document));
    tables::read(document, &mut board);
    attachment::read(document, &mut board);
    contact::read(document, &mut board);
    for index in 0..document.sentences.len() {
        let sentence = &document.sentences[index];
        let traits: Vec<Traits> = traits::of_sentence(document, sentence);

        // A question states nothing.
        if document.view()[sentence.range.end..].starts_with('？') {
            continue;
        }
        if board.listed.contains(&sentence.node) {
            continue;
        }
        if document.scopes.in_form(sentence.node) {
            numbers::read_form_hints(document, index, &mut board);
            continue;
        }
        deadline::read(document, index, &mut board);
        disbursement::read(document, index, &traits, &mut board);
        numbers::read(document, index, &traits, &mut board);
        eligibility_exclusion::read(document, index, &traits, &mut board);
        spending_ban::read(document, index, &traits, &mut board);
        applicant_eligibility::read(document, index, &traits, &mut board);
        deliverable::read(document, index, &traits, &mut board);
    }
    numbers::read_form_rows(document, &mut board);
    board
}
