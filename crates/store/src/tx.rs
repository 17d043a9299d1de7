//! The transaction as closures see it, alike on both engines.

use crate::db::{Connection, Engine, Shape};
use crate::error::{Failure, FailureKind, StoreError};
use crate::row::Row;
use crate::sql::Sql;
use crate::value::Value;
use crate::write::{self, Entry};

/// A running transaction. After a failed statement every further one is refused, on both engines
/// ([`StoreError::Aborted`]), and the transaction is undone even if the closure hides the error;
/// [`Tx::attempt`] encloses what may fail.
pub struct Tx<'c> {
    connection: &'c mut dyn Connection,
    failure: Option<Failure>,
    depth: u32,
    pending: Vec<Entry>,
    early: bool,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(connection: &'c mut dyn Connection) -> Self {
        Tx { connection, failure: None, depth: 0, pending: Vec::new(), early: false }
    }

    /// The engine; only for `dialect.rs` and tests.
    pub fn engine(&self) -> Engine {
        self.connection.engine()
    }

    /// Runs a statement; the number of rows it touched.
    pub fn exec(&mut self, sql: &'static Sql, params: &[Value]) -> Result<u64, StoreError> {
        self.guard(sql, params)?;
        let result = self.connection.execute(sql, params);
        self.note(result)
    }

    /// Runs a statement that must touch exactly `rows` rows, else [`StoreError::Conflict`].
    pub fn exec_exactly(&mut self, rows: u64, sql: &'static Sql, params: &[Value]) -> Result<(), StoreError> {
        let found = self.exec(sql, params)?;
        if found == rows {
            return Ok(());
        }
        Err(StoreError::Conflict { statement: sql.to_string(), expected: rows, found })
    }

    /// Runs a statement that must touch exactly one row, else [`StoreError::Conflict`].
    pub fn execute_one(&mut self, sql: &'static Sql, params: &[Value]) -> Result<(), StoreError> {
        self.exec_exactly(1, sql, params)
    }

    /// The first row, if there is one.
    pub fn one(&mut self, sql: &'static Sql, params: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, params, 1)?.into_iter().next())
    }

    /// The one row there must be (an aggregate, a `returning`), else [`StoreError::Conflict`].
    pub fn the(&mut self, sql: &'static Sql, params: &[Value]) -> Result<Row, StoreError> {
        let missing = || StoreError::Conflict { statement: sql.to_string(), expected: 1, found: 0 };
        self.one(sql, params)?.ok_or_else(missing)
    }

    /// All rows.
    pub fn all(&mut self, sql: &'static Sql, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.rows(sql, params, usize::MAX)
    }

    /// Runs `body` so that its error undoes only its own changes (a savepoint) and the transaction can go on.
    pub fn attempt<T, E: From<StoreError>>(
        &mut self,
        body: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.depth += 1;
        let name = format!("attempt_{}", self.depth);
        self.batch(&format!("savepoint {name}"))?;
        let recorded = self.pending.len();
        let mut outcome = body(self);
        if let (Ok(_), Some(failure)) = (&outcome, &self.failure) {
            outcome = Err(failure.error.clone().into());
        }
        if outcome.is_err() {
            self.pending.truncate(recorded);
            self.undo(&name);
        }
        let released = self.batch(&format!("release savepoint {name}"));
        self.depth -= 1;
        match outcome {
            Ok(value) => released.map(|()| value).map_err(E::from),
            Err(error) => Err(error),
        }
    }

    /// Rolls back to a savepoint; a failed statement within it is forgiven, a lost connection is not.
    fn undo(&mut self, savepoint: &str) {
        if self.failure.as_ref().is_some_and(|failure| failure.kind == FailureKind::Statement) {
            self.failure = None;
        }
        // An error here stays in `self.failure` and undoes the whole transaction.
        let _noted = self.batch(&format!("rollback to savepoint {savepoint}"));
    }

    /// Runs several statements without parameters or results: schema changes and savepoints.
    pub(crate) fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        if let Some(first) = &self.failure {
            return Err(StoreError::Aborted { statement: excerpt(text), first: first.error.to_string() });
        }
        let result = self.connection.batch(text);
        self.note(result)
    }

    /// What the engine makes of a statement when it prepares it.
    pub(crate) fn describe(&mut self, sql: &'static Sql) -> Result<Shape, StoreError> {
        let result = self.connection.describe(sql);
        self.note(result)
    }

    /// The entries to be written at the end.
    pub(crate) fn pending(&mut self) -> &mut Vec<Entry> {
        &mut self.pending
    }

    /// Says that this transaction holds a lock that many wait for (a quota, a counter, the end of a chain): let it go
    /// before the disk has the commit. The caller is answered after that all the same.
    pub(crate) fn release_early(&mut self) {
        self.early = true;
    }

    /// Whether a lock is to be released early.
    pub(crate) fn releases_early(&self) -> bool {
        self.early
    }

    /// Writes what waits for the end of the transaction; the closure has succeeded.
    pub(crate) fn finish(&mut self) -> Result<(), StoreError> {
        if self.failure.is_none() && !self.pending.is_empty() {
            write::seal(self)?;
        }
        Ok(())
    }

    /// The failure that forbids committing, if there is one.
    pub(crate) fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    fn rows(&mut self, sql: &'static Sql, params: &[Value], most: usize) -> Result<Vec<Row>, StoreError> {
        self.guard(sql, params)?;
        let result = self.connection.query(sql, params, most);
        self.note(result)
    }

    /// Refuses what one engine would take and the other not.
    fn guard(&self, sql: &'static Sql, params: &[Value]) -> Result<(), StoreError> {
        if let Some(first) = &self.failure {
            return Err(StoreError::Aborted { statement: sql.to_string(), first: first.error.to_string() });
        }
        match params.iter().position(|value| matches!(value, Value::Text(text) if text.contains('\0'))) {
            None => Ok(()),
            Some(place) => Err(StoreError::Row {
                statement: sql.to_string(),
                column: format!("${}", place + 1),
                row: "the parameters".to_owned(),
                problem: "a text must not contain a NUL character".to_owned(),
            }),
        }
    }

    fn note<T>(&mut self, result: Result<T, Failure>) -> Result<T, StoreError> {
        result.map_err(|failure| {
            let error = failure.error.clone();
            self.failure.get_or_insert(failure);
            error
        })
    }
}

/// The start of a text for an error.
fn excerpt(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(80).collect()
}
