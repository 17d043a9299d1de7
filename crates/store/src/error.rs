//! What can go wrong between a closure and the disk.

/// Why the store could not do what was asked. Clonable: one failed commit may answer many callers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The queue is full; nothing was done. Answer 503 and let the person try again.
    #[error("the database is busy: its queue is full; try again in a moment")]
    Busy,
    /// The store was closed, or is closing; nothing was done.
    #[error("the store is closed")]
    Closed,
    /// The database cannot be reached; nothing was done.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The connection broke while the commit was on its way: the change may or may not have been made.
    #[error("the outcome of the commit is unknown, look before trying again: {0}")]
    CommitUnknown(String),
    /// A statement touched another number of rows than it must: someone else was faster, or the record is gone.
    #[error(
        "{statement} changed {found} rows instead of {expected}: the record was changed or removed meanwhile"
    )]
    Conflict {
        /// The statement, by name or place.
        statement: String,
        /// How many rows it must touch.
        expected: u64,
        /// How many it touched.
        found: u64,
    },
    /// A unique key exists already.
    #[error("{statement} met a key that exists already: {detail}")]
    Duplicate {
        /// The statement, by name or place.
        statement: String,
        /// What the engine says.
        detail: String,
    },
    /// A check, a reference, a missing value or an append-only guard forbids the row.
    #[error("{statement} broke a rule of the database: {detail}")]
    Constraint {
        /// The statement, by name or place.
        statement: String,
        /// What the engine says.
        detail: String,
    },
    /// A row, column or parameter is not what the code expects: a row that could not have been written.
    #[error("{statement}: column `{column}` of {row}: {problem}")]
    Row {
        /// The statement, by name or place, with its table.
        statement: String,
        /// The column.
        column: String,
        /// The row's identity where it was given ([`crate::Row::identified`]), else `a row`.
        row: String,
        /// What is wrong.
        problem: String,
    },
    /// Any other error of a statement.
    #[error("{statement} failed: {detail}")]
    Statement {
        /// The statement, by name or place.
        statement: String,
        /// What the engine says.
        detail: String,
    },
    /// A statement after a failed one in the same transaction; wrap what may fail in [`crate::Tx::attempt`].
    #[error("{statement} came after a failed statement of the same transaction ({first})")]
    Aborted {
        /// The statement, by name or place.
        statement: String,
        /// The first failure.
        first: String,
    },
    /// The closure panicked; its changes were undone.
    #[error("the transaction panicked and was undone: {0}")]
    Panicked(String),
    /// The transaction was tried again and again and always met a concurrent one.
    #[error("gave up after {attempts} attempts against concurrent transactions: {detail}")]
    Contention {
        /// How often it was tried.
        attempts: u32,
        /// The last refusal of the server.
        detail: String,
    },
    /// The settings or the migrations do not fit the database.
    #[error("{0}")]
    Setup(String),
    /// A file could not be stored or read ([`crate::blob::BlobError`]).
    #[error("{0}")]
    File(String),
}

/// A failure of one statement or of the connection, with what it means for the transaction.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub error: StoreError,
    pub kind: FailureKind,
}

/// What a failure means for the transaction around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// The statement was wrong: undo and tell the caller.
    Statement,
    /// The server asks to try the whole transaction again (40001, 40P01).
    Retry,
    /// The connection is gone; the transaction with it.
    Lost,
}

impl Failure {
    pub fn statement(error: StoreError) -> Self {
        Failure { error, kind: FailureKind::Statement }
    }
}
