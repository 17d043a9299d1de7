//! What a query answers, as a file.

use serde::{Deserialize, Serialize};

use super::text::Kind;

/// Characters of a text (Unicode scalar values, from 0): from the first to the one after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first.
    pub from: u32,
    /// The one after the last.
    pub to: u32,
}

/// What of a text stands elsewhere (查重结果). Characters are those that are compared: no spacing, no punctuation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Characters of the text.
    pub characters: u32,
    /// Of these, in templates, notices, labels or the organisation's own description of itself: not held against it.
    pub background: u32,
    /// Of these, in wording that very many texts have: not held against anyone.
    pub common: u32,
    /// Of these, in texts of others.
    pub others: u32,
    /// Of these, in earlier texts of the same owner and of nobody else.
    pub own: u32,
    /// The texts that share passages, those of others first, the most copied first.
    pub sources: Vec<Source>,
}

/// A text that shares passages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub owner: String,
    /// What it is.
    pub kind: Kind,
    /// What people read.
    pub title: String,
    /// Whether it is of the owner of the text asked about.
    pub own: bool,
    /// Characters of the text asked about that stand in it.
    pub characters: u32,
    /// The passages, in the order of the text asked about.
    pub passages: Vec<Passage>,
}

/// A passage that two texts share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where it stands in the text asked about.
    pub here: Span,
    /// Where it stands in the source.
    pub there: Span,
    /// Its characters that agree.
    pub characters: u32,
    /// What agrees within it: in the text asked about, and in the source.
    pub equal: Vec<(Span, Span)>,
    /// The words in the text asked about.
    pub words: String,
    /// The words in the source.
    pub source_words: String,
}

impl Report {
    /// Characters that may be held against someone.
    pub fn counted(&self) -> u32 {
        self.characters - self.background - self.common
    }

    /// Share of the counted characters that stand in texts of others (复制比), in thousandths, rounded up: nothing
    /// that was found becomes nothing.
    pub fn share(&self) -> u32 {
        share(self.others, self.counted())
    }

    /// Share of the counted characters that stand in the owner's own earlier texts alone, in thousandths.
    pub fn own_share(&self) -> u32 {
        share(self.own, self.counted())
    }

    /// What an applicant may see: the figures, and own sources alone.
    pub fn for_applicant(mut self) -> Self {
        self.sources.retain(|source| source.own);
        self
    }
}

fn share(part: u32, whole: u32) -> u32 {
    (u64::from(part) * 1000).div_ceil(u64::from(whole.max(1))) as u32
}
