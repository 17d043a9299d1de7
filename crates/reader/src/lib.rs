//! Reads a notice (申报通知) into typed facts that point at the words they came from.
//!
//! A grammar of how such notices speak, not a list of cases: text is cleaned into a view with a map back to the
//! original ([`text`]), cut into sections, labels, items and tables ([`structure`]) whose headings promise what they
//! hold ([`roles`]), and into sentences, clauses and tokens ([`lexer`]). Every number then gets exactly one reading,
//! and every clause is asked what it does ([`facts`]).

mod asides;
mod clauses;
mod cleaning;
pub mod contradictions;
pub mod coverage;
mod document;
pub mod edit;
mod explain;
pub mod fact;
mod facts;
mod finish;
mod header;
mod lexer;
mod markers;
mod numerals;
mod paragraphs;
pub mod programme;
mod read;
mod roles;
mod scope;
mod sentences;
mod structure;
mod tables;
mod text;

pub use asides::{Aside, AsideKind};
pub use explain::explain;
pub use fact::{Fact, Kind, Part};
pub use read::{Kinds, Reading, read};
