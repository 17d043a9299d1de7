//! PostgreSQL: threads that own a connection each, so that closures are synchronous here too.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use postgres::{Client, Config};

use super::postgres_session::{Session, detail, failure};
use super::queue::Queue;
use super::tls::Wire;
use super::work::{Verdict, Work};
use super::{Connection, StoreConfig};
use crate::error::{Failure, FailureKind, StoreError};
use crate::tx::Tx;

/// How often a transaction is tried against concurrent ones.
const ATTEMPTS: u32 = 12;

/// A server, with connections for short and for long closures.
pub(super) struct Postgres {
    short: Arc<Queue<(Mode, Box<dyn Work>)>>,
    long: Arc<Queue<(Mode, Box<dyn Work>)>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// The kind of a transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Read,
    Write,
}

impl Mode {
    /// A read sees one snapshot, as on SQLite; a write sees what is committed, row by row.
    const fn begin(self) -> &'static str {
        match self {
            Mode::Read => "begin isolation level repeatable read read only",
            Mode::Write => "begin isolation level read committed",
        }
    }
}

impl Postgres {
    pub fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let server = Server::new(config)?;
        server.check()?;
        let short = Arc::new(Queue::new(config.queue));
        let long = Arc::new(Queue::new(config.queue));
        let mut threads = Vec::new();
        for (queue, count) in [(&short, config.connections), (&long, config.long_reads)] {
            for number in 0..count.max(1) {
                threads.push(start(server.clone(), Arc::clone(queue), number)?);
            }
        }
        Ok(Postgres { short, long, threads: Mutex::new(threads) })
    }

    pub fn write(&self, work: Box<dyn Work>) -> Result<(), StoreError> {
        self.short.push((Mode::Write, work))
    }

    pub fn read(&self, work: Box<dyn Work>) -> Result<(), StoreError> {
        self.short.push((Mode::Read, work))
    }

    pub fn read_long(&self, work: Box<dyn Work>) -> Result<(), StoreError> {
        self.long.push((Mode::Read, work))
    }

    pub fn close(&self) {
        self.short.close();
        self.long.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a database thread ended in a panic");
            }
        }
    }
}

impl Drop for Postgres {
    /// The threads finish what was accepted and end by themselves.
    fn drop(&mut self) {
        self.short.close();
        self.long.close();
    }
}

fn start(
    server: Server,
    queue: Arc<Queue<(Mode, Box<dyn Work>)>>,
    number: usize,
) -> Result<JoinHandle<()>, StoreError> {
    let thread = std::thread::Builder::new().name(format!("store-postgres-{number}"));
    let serve = move || {
        let mut worker = Worker { server, session: None, number };
        while let Some((mode, work)) = queue.pop() {
            worker.perform(mode, work);
        }
    };
    thread
        .spawn(serve)
        .map_err(|error| StoreError::Setup(format!("a database thread did not start: {error}")))
}

/// Where and how to connect.
#[derive(Clone)]
struct Server {
    config: Config,
    wire: Wire,
    patience: Duration,
}

impl Server {
    fn new(config: &StoreConfig) -> Result<Self, StoreError> {
        let mut parsed: Config = config.url.parse().map_err(setup)?;
        if parsed.get_application_name().is_none() {
            parsed.application_name("kexiang");
        }
        if parsed.get_connect_timeout().is_none() {
            parsed.connect_timeout(Duration::from_secs(5));
        }
        let wire = Wire::of(&parsed, &config.authorities)?;
        Ok(Server { config: parsed, wire, patience: config.patience })
    }

    /// Connects once and looks whether the database can hold our texts.
    fn check(&self) -> Result<(), StoreError> {
        let mut client = self.wire.connect(&self.config).map_err(unavailable)?;
        let text = "select current_setting('server_encoding'), current_setting('server_version_num')::int, \
                    (select datcollate from pg_database where datname = current_database())";
        let row = client.query_one(text, &[]).map_err(unavailable)?;
        let (encoding, version, collation): (String, i32, String) = (row.get(0), row.get(1), row.get(2));
        if encoding != "UTF8" {
            let text = format!("the database is encoded in {encoding}: create it with encoding 'UTF8'");
            return Err(StoreError::Setup(text));
        }
        if version < 130_000 {
            return Err(StoreError::Setup(format!("PostgreSQL {version} is too old: 13 or newer is needed")));
        }
        if !collation.starts_with('C') && collation != "POSIX" {
            tracing::warn!(
                collation,
                "texts will sort unlike SQLite: create the database with lc_collate 'C.UTF-8'"
            );
        }
        Ok(())
    }

    /// Connects, waiting up to the patience for a server that is away.
    fn connect(&self) -> Result<Session, StoreError> {
        let start = Instant::now();
        let mut pause = Duration::from_millis(20);
        loop {
            match self.wire.connect(&self.config) {
                Ok(client) => return Ok(Session::new(client)),
                Err(error) if start.elapsed() + pause >= self.patience => return Err(unavailable(error)),
                Err(_) => std::thread::sleep(pause),
            }
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    }
}

/// A thread with its connection.
struct Worker {
    server: Server,
    session: Option<Session>,
    number: usize,
}

/// How one try of a transaction ended.
enum End {
    /// The caller can be answered.
    Done(Result<(), StoreError>),
    /// Nothing was kept; try again.
    Again(Failure),
}

impl Worker {
    /// Runs a closure, again where the server asks for it, and answers its caller.
    fn perform(&mut self, mode: Mode, mut work: Box<dyn Work>) {
        for attempt in 1.. {
            if work.abandoned() {
                return;
            }
            let session = match self.session() {
                Ok(session) => session,
                Err(error) => return work.answer(Err(error)),
            };
            let failure = match transaction(session, mode, &mut *work) {
                End::Done(end) if mode == Mode::Read => {
                    // A read has nothing to wait for: answer first, end the transaction afterwards.
                    work.answer(end);
                    return self.end_read();
                }
                End::Done(end) => {
                    self.drop_lost();
                    return work.answer(end);
                }
                End::Again(failure) => failure,
            };
            self.drop_lost();
            if attempt >= ATTEMPTS {
                let detail = failure.error.to_string();
                return work.answer(Err(StoreError::Contention { attempts: attempt, detail }));
            }
            self.pause(attempt, failure.kind);
        }
    }

    fn session(&mut self) -> Result<&mut Session, StoreError> {
        self.drop_lost();
        if self.session.is_none() {
            self.session = Some(self.server.connect()?);
        }
        self.session.as_mut().ok_or(StoreError::Closed)
    }

    fn drop_lost(&mut self) {
        if self.session.as_ref().is_some_and(Session::is_lost) {
            self.session = None;
        }
    }

    fn end_read(&mut self) {
        if self.session.as_mut().is_some_and(|session| session.batch("rollback").is_err()) {
            self.session = None;
        }
    }

    /// Concurrent transactions wait differently long by their thread's number, so that they do not meet again.
    fn pause(&self, attempt: u32, kind: FailureKind) {
        if kind == FailureKind::Retry {
            let step = u64::try_from(self.number % 8).unwrap_or(0) + 1;
            std::thread::sleep(Duration::from_millis(step * u64::from(attempt)));
        }
    }
}

/// One try of a transaction; a read is left open for the caller to end.
fn transaction(session: &mut Session, mode: Mode, work: &mut dyn Work) -> End {
    if let Err(failure) = session.batch(mode.begin()) {
        return match failure.kind {
            FailureKind::Statement => End::Done(Err(failure.error)),
            FailureKind::Retry | FailureKind::Lost => End::Again(failure),
        };
    }
    let mut tx = Tx::new(session);
    let verdict = work.run(&mut tx);
    let early = tx.releases_early();
    match (verdict, mode) {
        (Verdict::Again(failure), _) => {
            rollback(session);
            End::Again(failure)
        }
        (_, Mode::Read) => End::Done(Ok(())),
        (Verdict::Rollback, Mode::Write) => {
            rollback(session);
            End::Done(Ok(()))
        }
        (Verdict::Commit, Mode::Write) => commit(session, early),
    }
}

/// Makes the server let go of the locks when the commit is written, not when the disk has it.
const COMMIT_EARLY: &str = "set local synchronous_commit = off; commit";
/// A commit that waits for the disk (and the standby) and so for every commit before it.
const FLUSH: &str = "begin; select pg_logical_emit_message(true, 'kexiang', ''); commit";

/// Commits and returns once the commit is durable. If the connection breaks meanwhile, only the database knows the
/// outcome.
fn commit(session: &mut Session, early: bool) -> End {
    let committed = session.batch(if early { COMMIT_EARLY } else { "commit" });
    let Err(failure) = committed else {
        return End::Done(if early { flush(session) } else { Ok(()) });
    };
    match failure.kind {
        FailureKind::Lost => End::Done(Err(StoreError::CommitUnknown(failure.error.to_string()))),
        FailureKind::Retry => {
            rollback(session);
            End::Again(failure)
        }
        FailureKind::Statement => {
            rollback(session);
            End::Done(Err(failure.error))
        }
    }
}

/// Waits until what was committed early is durable.
fn flush(session: &mut Session) -> Result<(), StoreError> {
    session.batch(FLUSH).map_err(|failure| {
        session.give_up();
        StoreError::CommitUnknown(failure.error.to_string())
    })
}

/// Undoes; a connection that cannot even do that is given up.
fn rollback(session: &mut Session) {
    if session.batch("rollback").is_err() {
        session.give_up();
    }
}

fn setup(error: postgres::Error) -> StoreError {
    StoreError::Setup(format!("the database URL is wrong: {}", detail(&error)))
}

fn unavailable(error: postgres::Error) -> StoreError {
    StoreError::Unavailable(detail(&error))
}

/// Runs statements outside a transaction, on a connection of their own: creating and dropping databases for tests.
/// The first column of the last result, if it has rows.
pub(crate) fn administer(url: &str, statements: &[&str]) -> Result<Option<String>, StoreError> {
    let fail = |error| failure(&"an administrative statement", &error).error;
    let config: Config = url.parse().map_err(setup)?;
    let wire = Wire::of(&config, Path::new(""))?;
    let mut client: Client = wire.connect(&config).map_err(unavailable)?;
    let mut last = None;
    for statement in statements {
        let messages = client.simple_query(statement).map_err(fail)?;
        last = messages.iter().find_map(|message| match message {
            postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
    }
    Ok(last)
}
