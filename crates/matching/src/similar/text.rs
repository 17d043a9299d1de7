//! What is indexed and asked about.

use serde::{Deserialize, Serialize};

/// What a text is, and so whom it is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Written by an applicant: an answer, an attachment, a report.
    #[default]
    Work,
    /// Everybody's: a notice, a form with its labels, a model text. Held against nobody.
    Template,
    /// What an organisation always says of itself (单位简介). Not held against that organisation.
    Standing,
}

impl Kind {
    /// The byte that stands for it in a segment.
    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Work => 0,
            Self::Template => 1,
            Self::Standing => 2,
        }
    }

    /// The kind of a byte in a segment.
    pub(super) fn of(byte: u8) -> Option<Self> {
        [Self::Work, Self::Template, Self::Standing].into_iter().find(|kind| kind.byte() == byte)
    }
}

/// A text to index or to ask about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Unique in the index; a text of the same id replaces the earlier one.
    pub id: String,
    /// Whose it is: one's own earlier text is told from others'. Empty for templates.
    #[serde(default)]
    pub owner: String,
    /// What it is.
    #[serde(default)]
    pub kind: Kind,
    /// What people read.
    #[serde(default)]
    pub title: String,
    /// The words, in paragraphs.
    pub text: String,
}
