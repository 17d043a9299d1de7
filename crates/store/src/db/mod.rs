//! The store on its two engines. This folder is the only place that names the database drivers.

mod postgres;
mod postgres_session;
mod queue;
mod sqlite;
mod tls;
mod work;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Failure, StoreError};
use crate::row::Row;
use crate::sql::Sql;
use crate::tx::Tx;
use crate::value::Value;

use work::Job;

pub(crate) use postgres::administer;

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// One file, one process; small and middle deployments.
    Sqlite,
    /// Several nodes, high availability.
    Postgres,
}

impl Engine {
    /// `sqlite` or `postgres`.
    pub const fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }
}

/// Where the database is and how much may wait for it.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `sqlite:PATH` or `postgres://user:password@host:port/database`.
    pub url: String,
    /// PEM file with the authorities that prove a PostgreSQL server (`sslmode=require`); empty: those of the machine.
    pub authorities: PathBuf,
    /// Closures that may wait; one more is refused with [`StoreError::Busy`].
    pub queue: usize,
    /// Most closures in one durable commit (SQLite).
    pub group: usize,
    /// Connections for `read` and `write` (PostgreSQL), or idle readers kept (SQLite).
    pub connections: usize,
    /// `read_long` closures that run at the same time.
    pub long_reads: usize,
    /// How long one closure waits for a lost database to come back (PostgreSQL) or for another process to
    /// release the file (SQLite).
    pub patience: Duration,
}

impl StoreConfig {
    /// The usual settings for a database.
    pub fn new(url: impl Into<String>) -> Self {
        StoreConfig {
            url: url.into(),
            authorities: PathBuf::new(),
            queue: 4096,
            group: 64,
            connections: 16,
            long_reads: 2,
            patience: Duration::from_secs(10),
        }
    }

    /// Engine and, for SQLite, the file.
    fn target(&self) -> Result<Target, StoreError> {
        if let Some(path) = self.url.strip_prefix("sqlite:") {
            if path.is_empty() || path.contains(":memory:") {
                let text = format!("`{}` names no file: write sqlite:PATH", self.url);
                return Err(StoreError::Setup(text));
            }
            return Ok(Target::Sqlite(PathBuf::from(path)));
        }
        if self.url.starts_with("postgres://") || self.url.starts_with("postgresql://") {
            return Ok(Target::Postgres);
        }
        // The URL may hold a password: only its scheme is shown.
        let scheme: String = self.url.chars().take_while(|c| *c != ':').take(20).collect();
        Err(StoreError::Setup(format!(
            "a database of kind `{scheme}` is unknown: use sqlite:PATH or postgres://…"
        )))
    }
}

enum Target {
    Sqlite(PathBuf),
    Postgres,
}

/// A connection within a transaction, whatever the engine.
pub(crate) trait Connection {
    fn engine(&self) -> Engine;
    fn execute(&mut self, sql: &'static Sql, params: &[Value]) -> Result<u64, Failure>;
    fn query(&mut self, sql: &'static Sql, params: &[Value], most: usize) -> Result<Vec<Row>, Failure>;
    fn batch(&mut self, text: &str) -> Result<(), Failure>;
    fn describe(&mut self, sql: &'static Sql) -> Result<Shape, Failure>;
}

/// What an engine makes of a statement when it prepares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// How many parameters it takes.
    pub parameters: usize,
    /// The names of its result columns.
    pub columns: Vec<String>,
}

/// A database. Cheap to clone; all clones share the same threads and connections.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

enum Inner {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Store {
    /// Opens the database and starts the threads that own its connections. The schema is left alone
    /// ([`crate::migrate`]).
    pub async fn open(config: &StoreConfig) -> Result<Store, StoreError> {
        let config = config.clone();
        let opening = tokio::task::spawn_blocking(move || match config.target()? {
            Target::Sqlite(path) => sqlite::Sqlite::open(path, &config).map(Inner::Sqlite),
            Target::Postgres => postgres::Postgres::open(&config).map(Inner::Postgres),
        });
        let inner = opening.await.map_err(|error| StoreError::Setup(error.to_string()))??;
        Ok(Store { inner: Arc::new(inner) })
    }

    /// The engine.
    pub fn engine(&self) -> Engine {
        match &*self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a closure in a transaction of its own and answers after the durable commit. An `Err` undoes its changes.
    /// On PostgreSQL it may run several times (serialization failure, deadlock, lost connection): it must have no
    /// effects but on `tx` and its answer. If the caller goes away before the closure started, it never runs.
    pub async fn write<F, T, E>(&self, body: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = Job::new(body);
        match &*self.inner {
            Inner::Sqlite(sqlite) => sqlite.write(Box::new(job))?,
            Inner::Postgres(postgres) => postgres.write(Box::new(job))?,
        }
        answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Runs a short read-only closure on one snapshot: in place on SQLite (it blocks this worker for its duration,
    /// so keep it below a millisecond), on a connection's thread on PostgreSQL.
    pub async fn read<F, T, E>(&self, mut body: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite(sqlite) => sqlite.read(&mut body),
            Inner::Postgres(postgres) => {
                let (job, answer) = Job::new(body);
                postgres.read(Box::new(job))?;
                answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
            }
        }
    }

    /// Runs a read-only closure that may take long (exports, reports, verification) apart from the short ones: on
    /// the blocking pool on SQLite, on connections of its own on PostgreSQL.
    pub async fn read_long<F, T, E>(&self, mut body: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &*self.inner {
            Inner::Sqlite(sqlite) => {
                let permit = sqlite.long_permit().await?;
                let store = self.clone();
                let reading = tokio::task::spawn_blocking(move || {
                    let _held = permit;
                    match &*store.inner {
                        Inner::Sqlite(sqlite) => sqlite.read(&mut body),
                        Inner::Postgres(_) => Err(StoreError::Closed.into()),
                    }
                });
                reading.await.unwrap_or_else(|error| Err(StoreError::Panicked(error.to_string()).into()))
            }
            Inner::Postgres(postgres) => {
                let (job, answer) = Job::new(body);
                postgres.read_long(Box::new(job))?;
                answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
            }
        }
    }

    /// Refuses new work, finishes what was accepted, closes the connections. Later calls answer
    /// [`StoreError::Closed`].
    pub async fn close(&self) {
        let store = self.clone();
        let closing = tokio::task::spawn_blocking(move || match &*store.inner {
            Inner::Sqlite(sqlite) => sqlite.close(),
            Inner::Postgres(postgres) => postgres.close(),
        });
        if let Err(error) = closing.await {
            tracing::error!(%error, "closing the store failed");
        }
    }
}
