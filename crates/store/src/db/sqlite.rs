//! SQLite: one writer thread that commits in groups, readers in place.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, OpenFlags, params_from_iter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::queue::Queue;
use super::work::{Verdict, Work, carry_out};
use super::{Connection, Engine, Shape, StoreConfig};
use crate::error::{Failure, StoreError};
use crate::row::Row;
use crate::sql::Sql;
use crate::tx::Tx;
use crate::value::Value;

/// Prepared statements kept per connection; the program has a few hundred.
const CACHED_STATEMENTS: usize = 1024;

/// One database file.
pub(super) struct Sqlite {
    path: PathBuf,
    patience: Duration,
    writes: Arc<Queue<Box<dyn Work>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    idle: Mutex<Vec<File>>,
    keep: usize,
    long: Arc<Semaphore>,
    closed: AtomicBool,
}

impl Sqlite {
    pub fn open(path: PathBuf, config: &StoreConfig) -> Result<Self, StoreError> {
        let connection = File::open(&path, config.patience, true)?;
        let writes = Arc::new(Queue::new(config.queue));
        let (queue, group) = (Arc::clone(&writes), config.group.max(1));
        let writer = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serve(connection, &queue, group))
            .map_err(|error| StoreError::Setup(format!("the writer thread did not start: {error}")))?;
        Ok(Sqlite {
            path,
            patience: config.patience,
            writes,
            writer: Mutex::new(Some(writer)),
            idle: Mutex::new(Vec::new()),
            keep: config.connections,
            long: Arc::new(Semaphore::new(config.long_reads.max(1))),
            closed: AtomicBool::new(false),
        })
    }

    pub fn write(&self, work: Box<dyn Work>) -> Result<(), StoreError> {
        self.writes.push(work)
    }

    /// Runs the closure on this thread. As many readers exist as threads read at the same time.
    pub fn read<F, T, E>(&self, body: &mut F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        let mut reader = self.take()?;
        reader.control("begin").map_err(|failure| failure.error)?;
        let (outcome, _) = carry_out(body, &mut Tx::new(&mut reader));
        // A reader has nothing to keep; one that cannot even roll back is dropped with its connection.
        if reader.control("rollback").is_ok() {
            self.give_back(reader);
        }
        outcome
    }

    /// Waits for one of the few places for long reads.
    pub async fn long_permit(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        Arc::clone(&self.long).acquire_owned().await.map_err(|_| StoreError::Closed)
    }

    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.long.close();
        self.writes.close();
        let writer = lock(&self.writer).take();
        if writer.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the writer thread ended in a panic");
        }
        lock(&self.idle).clear();
    }

    fn take(&self) -> Result<File, StoreError> {
        if self.closed.load(Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        let idle = lock(&self.idle).pop();
        idle.map_or_else(|| File::open(&self.path, self.patience, false), Ok)
    }

    fn give_back(&self, reader: File) {
        let mut idle = lock(&self.idle);
        if idle.len() < self.keep && !self.closed.load(Ordering::Acquire) {
            idle.push(reader);
        }
    }
}

impl Drop for Sqlite {
    /// The writer finishes what was accepted and ends by itself.
    fn drop(&mut self) {
        self.writes.close();
    }
}

/// No closure runs while these locks are held, so a poisoned lock still guards a whole state.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The writer: until the queue is closed and empty.
fn serve(mut file: File, queue: &Queue<Box<dyn Work>>, most: usize) {
    while let Some(first) = queue.pop() {
        commit_group(&mut file, first, queue, most);
    }
    if let Err(failure) = file.batch("pragma optimize") {
        tracing::warn!(error = %failure.error, "optimising the database at closing failed");
    }
}

/// Runs the first closure and those that wait behind it, commits them together, then answers them all.
fn commit_group(file: &mut File, first: Box<dyn Work>, queue: &Queue<Box<dyn Work>>, most: usize) {
    if let Err(failure) = file.control("begin immediate") {
        first.answer(Err(failure.error));
        return;
    }
    let mut group = Vec::new();
    let mut next = Some(first);
    let mut end = Ok(());
    while let Some(mut work) = next.take() {
        if !work.abandoned() {
            end = run_in_savepoint(file, &mut *work);
            group.push(work);
        }
        if end.is_ok() && group.len() < most {
            next = queue.try_pop();
        }
    }
    let end = end.and_then(|()| file.control("commit").map_err(|failure| failure.error));
    if end.is_err() && !file.0.is_autocommit() && file.control("rollback").is_err() {
        tracing::error!("rolling back a group of writes failed");
    }
    for work in group {
        work.answer(end.clone());
    }
}

/// Runs one closure; an error here means that the whole group is lost (disk full, I/O error).
fn run_in_savepoint(file: &mut File, work: &mut dyn Work) -> Result<(), StoreError> {
    let lost = |failure: Failure| failure.error;
    file.control("savepoint work").map_err(lost)?;
    let verdict = work.run(&mut Tx::new(file));
    if file.0.is_autocommit() {
        let text = "SQLite undid the whole group of writes (disk full or I/O error)";
        return Err(StoreError::Unavailable(text.to_owned()));
    }
    if !matches!(verdict, Verdict::Commit) {
        file.control("rollback to work").map_err(lost)?;
    }
    file.control("release work").map_err(lost)
}

/// A connection to the file.
struct File(rusqlite::Connection);

impl File {
    fn open(path: &Path, patience: Duration, writer: bool) -> Result<File, StoreError> {
        let fail = |error: rusqlite::Error| StoreError::Setup(format!("{}: {error}", path.display()));
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let flags = if writer { flags | OpenFlags::SQLITE_OPEN_CREATE } else { flags };
        let connection = rusqlite::Connection::open_with_flags(path, flags).map_err(fail)?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        connection.busy_timeout(patience).map_err(fail)?;
        // LIKE tells capitals apart, as on PostgreSQL.
        let settings = "pragma synchronous = full; pragma foreign_keys = on; pragma temp_store = memory; \
                        pragma case_sensitive_like = on; pragma cache_size = -16000;";
        connection.execute_batch(settings).map_err(fail)?;
        let role = if writer {
            "pragma journal_mode = wal; pragma journal_size_limit = 67108864;"
        } else {
            "pragma query_only = on;"
        };
        connection.execute_batch(role).map_err(fail)?;
        Ok(File(connection))
    }

    /// Begin, commit, savepoints: prepared once.
    fn control(&mut self, text: &'static str) -> Result<(), Failure> {
        let mut statement = self.0.prepare_cached(text).map_err(|error| failure(&text, error))?;
        statement.execute([]).map(|_| ()).map_err(|error| failure(&text, error))
    }
}

impl Connection for File {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn execute(&mut self, sql: &'static Sql, params: &[Value]) -> Result<u64, Failure> {
        let fail = |error| failure(sql, error);
        let mut statement = self.0.prepare_cached(sql.text(Engine::Sqlite)).map_err(fail)?;
        let rows = statement.execute(params_from_iter(params)).map_err(fail)?;
        Ok(u64::try_from(rows).unwrap_or(u64::MAX))
    }

    fn query(&mut self, sql: &'static Sql, params: &[Value], most: usize) -> Result<Vec<Row>, Failure> {
        let fail = |error| failure(sql, error);
        let mut statement = self.0.prepare_cached(sql.text(Engine::Sqlite)).map_err(fail)?;
        let columns = sql.columns(|| statement.column_names().map(str::to_owned).collect());
        let mut rows = statement.query(params_from_iter(params)).map_err(fail)?;
        let mut result = Vec::new();
        while result.len() < most {
            let Some(row) = rows.next().map_err(fail)? else { break };
            let value = |place: usize| value(row.get_ref(place).map_err(fail)?, sql, &columns[place]);
            let values = (0..columns.len()).map(value).collect::<Result<_, Failure>>()?;
            result.push(Row::new(sql, values));
        }
        Ok(result)
    }

    fn batch(&mut self, text: &str) -> Result<(), Failure> {
        self.0.execute_batch(text).map_err(|error| failure(&text, error))
    }

    fn describe(&mut self, sql: &'static Sql) -> Result<Shape, Failure> {
        let statement = self.0.prepare(sql.text(Engine::Sqlite)).map_err(|error| failure(sql, error))?;
        let columns = statement.column_names().map(str::to_owned).collect();
        Ok(Shape { parameters: statement.parameter_count(), columns })
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(value: ValueRef<'_>, sql: &'static Sql, column: &str) -> Result<Value, Failure> {
    let fault = |problem: &str| {
        let error = Row::new(sql, Vec::new()).fault(column, problem);
        Failure::statement(error)
    };
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Real(_) => Err(fault("is a fraction: the store keeps whole numbers only")),
        ValueRef::Text(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|_| fault("is not UTF-8"))?;
            Ok(Value::Text(text.to_owned()))
        }
        ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes.to_owned())),
    }
}

/// What an error of the driver means.
fn failure(statement: &dyn std::fmt::Display, error: rusqlite::Error) -> Failure {
    use rusqlite::ffi;
    let (statement, detail) = (statement.to_string(), error.to_string());
    let rusqlite::Error::SqliteFailure(code, _) = error else {
        return Failure::statement(StoreError::Statement { statement, detail });
    };
    Failure::statement(match (code.code, code.extended_code) {
        (
            _,
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID,
        ) => StoreError::Duplicate { statement, detail },
        (ErrorCode::ConstraintViolation, _) => StoreError::Constraint { statement, detail },
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => StoreError::Busy,
        (ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::CannotOpen, _) => {
            StoreError::Unavailable(format!("{statement}: {detail}"))
        }
        _ => StoreError::Statement { statement, detail },
    })
}
