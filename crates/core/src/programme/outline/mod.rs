//! The outline of a programme file: every table with its keys in order, what each holds and whether it must be there.
//!
//! The editor in the browser, the writer of files, the comparison of versions and the first look at an unfinished file all
//! walk this one description. A test holds it against the types that [`super::parse`] reads: every key and code of
//! theirs stands here and no other.

mod codes;
mod faults;
mod skeleton;
mod tables;
mod tree;

pub use codes::{
    CLASSES, COMPARATORS, CONDITIONS, DUE_AFTER, EXPERT_KINDS, FACTS, FIELD_KINDS, FIELD_ROLES, GATES,
    LIMIT_PER, MATERIALS, MEASURES, METHODS, PAPER_WHEN, PREFILLS, PRIORITY_KINDS, QUANTIFIERS,
    REPEAT_WITHIN, SEVERITIES, SPENDING, STEP_KINDS, SUBMISSION_ACTORS, TESTS, TIE_BREAKS, WHAT_COUNTS,
};
pub(super) use faults::faults;
pub use skeleton::skeleton;
pub use tables::{ALL_TABLES, CLAUSE, FIELD, FORM, FUNDING, ROOT, TYPE};
pub use tree::{at, at_mut, read, step_into, title_of};

/// A table of the file.
#[derive(Debug)]
pub struct Table {
    /// Name, kebab-case; the words for its keys are `outline-<name>-<key>`.
    pub name: &'static str,
    /// Whether it is written in one line, `{ … }`, inside the table that holds it.
    pub inline: bool,
    /// Its keys in the order of the file.
    pub keys: &'static [Key],
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// Name in the file.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether the file cannot be read without it.
    pub needed: bool,
}

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A line of text.
    Line,
    /// Text of several paragraphs.
    Prose,
    /// A whole number, not negative.
    Number,
    /// Yes or no, with what counts where nothing is written.
    Flag(bool),
    /// A moment of Beijing time: `2026-03-31T17:00`, `2026-03-31`, `2026-12`.
    Moment,
    /// A date.
    Day,
    /// One code of a set.
    Code(&'static Codes),
    /// Several codes of a set.
    Codes(&'static Codes),
    /// A list of texts.
    Lines,
    /// A list of whole numbers.
    Numbers,
    /// The code of something that stands elsewhere in the file.
    Name(Names),
    /// Several such codes.
    Names(Names),
    /// A table.
    One(&'static Table),
    /// A list of tables.
    Many(&'static Table),
    /// One of several tests, each with a table of its own: `{ class_in = { … } }`.
    Test,
    /// The rows of a form's table: lists of cells.
    Grid,
}

impl Key {
    /// Whether it holds things with pages of their own.
    pub fn leads_on(&self) -> bool {
        matches!(self.shape, Shape::One(table) | Shape::Many(table) if table.has_page())
    }
}

/// A set of codes. The words for them are `choice-<name>-<code>` with hyphens for underscores.
#[derive(Debug)]
pub struct Codes {
    /// Name of the set, kebab-case.
    pub name: &'static str,
    /// The codes.
    pub codes: &'static [&'static str],
}

/// Things that other places name by their code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Groups of types.
    Groups,
    /// Project types.
    Types,
    /// Tiers of the type that the place is in; of all types outside one.
    Tiers,
    /// Indicators of the type that the place is in.
    Indicators,
    /// Forms.
    Forms,
}

impl Table {
    /// Whether its things are edited on pages of their own, apart from the table that holds them.
    pub fn has_page(&self) -> bool {
        !self.inline || self.name == "field"
    }

    /// The key with this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// One test of a rule: its name in the file and the table of its parameters.
#[derive(Debug)]
pub struct TestShape {
    /// Name, e.g. `class_in`.
    pub name: &'static str,
    /// Its parameters.
    pub table: &'static Table,
}
