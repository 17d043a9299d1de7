//! A quantity in its place: the words around it, the section, the type.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::lexer::Quantity;
use crate::roles::Roles;
use crate::sentences::Sentence;

use super::traits::Traits;

/// A quantity and everything that decides what it means.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// The notice.
    pub document: &'p Document<'p>,
    /// The sentence.
    pub sentence: &'p Sentence,
    /// Traits of its clauses.
    pub traits: &'p [Traits],
    /// The quantity.
    pub quantity: &'p Quantity,
    /// Its token's range: comparator, number and unit.
    pub range: &'p Range<usize>,
    /// Index of its clause.
    pub clause: usize,
    /// Roles of the section.
    pub roles: Roles,
}

impl<'p> Place<'p> {
    /// The clause.
    pub fn clause_range(&self) -> Range<usize> {
        self.sentence.clauses.get(self.clause).cloned().unwrap_or(self.sentence.range.clone())
    }

    /// The clause's words.
    pub fn clause_words(&self) -> &'p str {
        let range = self.clause_range();
        &self.document.view()[range]
    }

    /// The clause's words before the number (and its comparator), at most 40 characters.
    pub fn before(&self) -> &'p str {
        let clause = self.clause_range();
        last_chars(&self.document.view()[clause.start.min(self.range.start)..self.range.start], 40)
    }

    /// The clause's words after the number, at most 30 characters.
    pub fn after(&self) -> &'p str {
        let clause = self.clause_range();
        first_chars(&self.document.view()[self.range.end.min(clause.end)..clause.end], 30)
    }

    /// The sentence's words.
    pub fn sentence_words(&self) -> &'p str {
        &self.document.view()[self.sentence.range.clone()]
    }

    /// The sentence's words before the number, at most 60 characters.
    pub fn sentence_before(&self) -> &'p str {
        last_chars(&self.document.view()[self.sentence.range.start..self.range.start], 60)
    }

    /// What the clause does.
    pub fn traits(&self) -> Traits {
        self.traits.get(self.clause).copied().unwrap_or_default()
    }

    /// The nearest heading or label above the number.
    pub fn label(&self) -> &'p str {
        self.document
            .tree
            .ancestors(self.sentence.node)
            .find_map(|id| self.document.tree.nodes[id].head.clone())
            .map_or("", |head| &self.document.view()[head])
    }

    /// Did the node's own label promise this?
    pub fn labelled(&self, roles: Roles) -> bool {
        self.document.tree.nodes[self.sentence.node].own.any(roles) && !self.sentence.is_head
    }

    /// Does the sentence speak of a year before the notice's own?
    pub fn speaks_of_earlier_year(&self) -> bool {
        let header = &self.document.header;
        let own = match (header.year, header.issued) {
            (Some(year), Some((issued, _, _))) => year.min(issued),
            (Some(year), None) | (None, Some((year, _, _))) => year,
            (None, None) => return false,
        };
        static DONE: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(20\d{2})年度?[^，。；]{0,12}(?:共|累计|举办|支出|投入|立项|资助|安排|完成)")
                .expect("valid")
        });
        let modal = ["可", "须", "应", "拟", "计划", "限", "不得"]
            .iter()
            .any(|word| self.sentence_words().contains(word));
        let said = DONE.captures(self.sentence_before()).and_then(|found| found[1].parse::<i32>().ok());
        said.is_some_and(|year| year < own) && !modal
    }

    /// `择优资助5种`: things that are funded, whatever their unit.
    pub fn counts_grants(&self) -> bool {
        ["资助", "支持", "立项", "遴选", "评选", "选报", "申报"]
            .iter()
            .any(|verb| self.before().ends_with(verb))
    }

    /// The type mentioned just before the number, else that of the section.
    pub fn type_here(&self) -> Option<usize> {
        super::mentions::last(&self.document.types, self.sentence_before())
            .or_else(|| self.document.scopes.type_of(self.sentence.node))
    }
}

/// The last `count` characters.
pub fn last_chars(text: &str, count: usize) -> &str {
    let from = text.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at);
    &text[from..]
}

/// The first `count` characters.
pub fn first_chars(text: &str, count: usize) -> &str {
    let to = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    &text[..to]
}
