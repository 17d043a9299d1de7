//! Copied text (查重): near-duplicates and shared passages among any number of texts.
//!
//! # Idea
//! 1. A text becomes [tokens](tokens): one per Chinese character, one per word of letters, one per *number*, so that
//!    spacing, punctuation, width, case and the spelling of numbers (五十 = 50, 3.5万 = 35000) do not count.
//! 2. Every run of [`fingerprint::GRAM`] tokens is hashed; one hash in [`fingerprint::SAMPLE`] is kept, chosen by its
//!    value alone, so that the same words are kept wherever they stand. Beside them the same is done with four tokens
//!    out of seven ([`fingerprint::SCATTER`]), which stand where single characters were replaced. These fingerprints,
//!    with the numbers of the texts that have them, are the index: about five bytes each, sorted, in blocks that carry
//!    a checksum.
//! 3. A query looks its fingerprints up, weighs them by rarity, and lays the most promising texts beside itself:
//!    runs of common tokens are found exactly, followed in step as long as enough agrees, and chained where they
//!    follow one another in both ([`align`]). A chain
//!    worth eighteen characters copied without a break is a shared passage.
//! 4. Nothing is held against anyone that is a template, a notice or a form's label, the organisation's own
//!    description of itself, or wording that very many texts have in common ([`query`]).
//!
//! # Storage
//! Segments are files that never change once written; a manifest names those that count. An addition writes a
//! segment, then replaces the manifest; small segments are merged as they come ([`Folder`]). A crash leaves at most
//! files that no manifest names. Several nodes share an index by sharing its segments: they are named by content.

mod align;
mod beside;
mod block;
mod build;
mod chain;
mod corpus;
mod fingerprint;
mod folder;
mod lookup;
mod merge;
mod number;
mod query;
mod report;
mod segment;
mod text;
mod tokens;

pub use beside::{compare, prints};
pub use corpus::{CorpusError, Line, lines, scan};
pub use folder::{Added, Folder};
pub use query::{Limits, Query};
pub use report::{Passage, Report, Source, Span};
pub use segment::{Segment, SimilarError};
pub use text::{Kind, Text};
pub use tokens::Tokens;
