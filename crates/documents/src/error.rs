//! What can go wrong while making or reading a document, in words that say what and where.

/// An error of this crate. The texts are for logs and developers; what a person reads is made by the caller
/// from the variant and its fields.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A vendored font cannot be read (debug builds read them from the source tree) or is no font.
    #[error("font file {name}: {reason}")]
    Font {
        /// File name below `assets/fonts`.
        name: &'static str,
        /// What the system or the parser said.
        reason: String,
    },
    /// The typesetter refused the letter. This is a fault of the template or of the data's shape, not of a person.
    #[error("letter {letter} cannot be typeset: {reason}")]
    Typeset {
        /// File name of the template below `letters`.
        letter: &'static str,
        /// Every diagnostic with its place, separated by semicolons.
        reason: String,
    },
    /// The caller's data contradict themselves (a row with too many cells, a table without columns).
    #[error("{place}: {reason}")]
    Shape {
        /// Where in the structure, for instance `sections[2].rows[0]`.
        place: String,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// Too much input for one document.
    #[error("{what} is {found}, the limit is {limit}")]
    TooLarge {
        /// The measured thing, for instance `letter data (bytes)`.
        what: &'static str,
        /// The measure.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// A file that is not what it claims to be, or is damaged beyond reading.
    #[error("{what} cannot be read: {reason}")]
    Unreadable {
        /// The kind of file that was expected.
        what: &'static str,
        /// What the parser said.
        reason: String,
    },
    /// A document could not be written.
    #[error("{what} cannot be written: {reason}")]
    Unwritable {
        /// The kind of file.
        what: &'static str,
        /// What the writer said.
        reason: String,
    },
}

/// The result of this crate's functions.
pub type Result<T> = std::result::Result<T, Error>;
