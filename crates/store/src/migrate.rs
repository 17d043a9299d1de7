//! Brings the schema up to date: numbered SQL files in the program, each applied once, in a transaction of its own.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::db::Store;
use crate::dialect;
use crate::error::StoreError;
use crate::row::Row;
use crate::tx::Tx;

/// A migration in the program.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `0001_foundation`: number and name of the file.
    pub name: &'static str,
    /// Its SQL, portable, with `--! append_only TABLE` lines.
    pub text: &'static str,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(Migration { name: $name, text: include_str!(concat!("../../../migrations/", $name, ".sql")) }),*]
    };
}

/// All migrations in their order. A new file in `migrations/` is named here; a test compares the two.
pub static MIGRATIONS: &[Migration] = files![
    "0001_foundation",
    "0002_ledger",
    "0003_programme",
    "0004_application",
    "0005_check",
    "0006_people",
    "0007_project",
    "0008_review",
    "0009_selection",
    "0010_ledger_history",
    "0011_holidays",
    "0012_amendment",
    "0013_notice",
    "0014_contract",
    "0015_plan",
    "0016_scale",
    "0017_life",
    "0018_acceptance",
];

/// Where a migration stands in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Applied at this time.
    Applied(Timestamp),
    /// Not yet applied.
    Pending,
    /// Applied, but the program's file was changed since.
    Changed,
    /// Applied by a newer program: this one does not know it.
    Unknown,
}

/// A line of `migrate status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// `0001_foundation`.
    pub name: String,
    /// Where it stands.
    pub state: State,
}

/// The book of applied migrations, kept by the runner itself.
const BOOK: &str = "CREATE TABLE IF NOT EXISTS migration (
    name TEXT NOT NULL PRIMARY KEY,
    checksum TEXT NOT NULL,
    applied_at BIGINT NOT NULL
)";

/// Applies what is pending; the names of what was applied. Safe to call from several processes at once.
/// Fails if an applied file was changed or if the database is newer than the program.
pub async fn run(store: &Store, now: Timestamp) -> Result<Vec<&'static str>, StoreError> {
    run_files(store, now, MIGRATIONS).await
}

/// [`run`] with given files.
pub(crate) async fn run_files(
    store: &Store,
    now: Timestamp,
    files: &'static [Migration],
) -> Result<Vec<&'static str>, StoreError> {
    let open_book = |tx: &mut Tx<'_>| {
        dialect::lock_migrations(tx)?;
        tx.batch(BOOK)?;
        check(&statuses(tx, files)?)
    };
    store.write(open_book).await?;
    let mut applied = Vec::new();
    for file in files {
        if store.write(move |tx| apply(tx, file, now)).await? {
            tracing::info!(migration = file.name, "applied");
            applied.push(file.name);
        }
    }
    Ok(applied)
}

/// Where every migration stands, those of the program first.
pub async fn status(store: &Store) -> Result<Vec<Status>, StoreError> {
    store.read(|tx| statuses(tx, MIGRATIONS)).await
}

/// Fails unless the schema is that of this program: for the start of a server that does not migrate by itself.
pub async fn ensure_current(store: &Store) -> Result<(), StoreError> {
    let all = status(store).await?;
    check(&all)?;
    match all.iter().find(|status| status.state == State::Pending) {
        None => Ok(()),
        Some(status) => {
            Err(StoreError::Setup(format!("migration {} is not applied: run `kexiang migrate`", status.name)))
        }
    }
}

/// Refuses databases that this program must not touch.
fn check(all: &[Status]) -> Result<(), StoreError> {
    for Status { name, state } in all {
        let problem = match state {
            State::Applied(_) | State::Pending => continue,
            State::Changed => "was changed after it was applied: restore the file and write a new migration",
            State::Unknown => "was applied by a newer program: start that one, or restore a backup",
        };
        return Err(StoreError::Setup(format!("migration {name} {problem}")));
    }
    Ok(())
}

fn statuses(tx: &mut Tx<'_>, files: &'static [Migration]) -> Result<Vec<Status>, StoreError> {
    let applied = if has_book(tx)? {
        tx.all(sql!("select name, checksum, applied_at from migration order by name"), params![])?
    } else {
        Vec::new()
    };
    let mut all = Vec::new();
    for file in files {
        let row = find(&applied, file.name)?;
        let state = match row {
            None => State::Pending,
            Some(row) if row.str("checksum")? == checksum(file.text) => {
                State::Applied(row.time("applied_at")?)
            }
            Some(_) => State::Changed,
        };
        all.push(Status { name: file.name.to_owned(), state });
    }
    for row in &applied {
        let name = row.text("name")?;
        if !files.iter().any(|file| file.name == name) {
            all.push(Status { name, state: State::Unknown });
        }
    }
    Ok(all)
}

fn has_book(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let statement = sql!(
        sqlite: "select count(*) as n from sqlite_master where type = 'table' and name = 'migration'",
        postgres: "select count(*) as n from pg_tables where schemaname = current_schema() and tablename = 'migration'",
    );
    Ok(tx.the(statement, params![])?.int("n")? > 0)
}

fn find<'a>(applied: &'a [Row], name: &str) -> Result<Option<&'a Row>, StoreError> {
    for row in applied {
        if row.str("name")? == name {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// Applies one file unless another process did so meanwhile.
fn apply(tx: &mut Tx<'_>, file: &Migration, now: Timestamp) -> Result<bool, StoreError> {
    dialect::lock_migrations(tx)?;
    let known = sql!("select name from migration where name = $1");
    if tx.one(known, params![file.name])?.is_some() {
        return Ok(false);
    }
    tx.batch(file.text).map_err(|error| named(file, error))?;
    for line in file.text.lines() {
        if let Some(directive) = line.strip_prefix("--! ") {
            let text = directive_sql(file, directive, tx)?;
            tx.batch(&text).map_err(|error| named(file, error))?;
        }
    }
    let insert = sql!("insert into migration (name, checksum, applied_at) values ($1, $2, $3)");
    tx.execute_one(insert, params![file.name, checksum(file.text), now])?;
    Ok(true)
}

/// What a `--!` line stands for on this engine.
fn directive_sql(file: &Migration, directive: &str, tx: &Tx<'_>) -> Result<String, StoreError> {
    match directive.split_once(' ') {
        Some(("append_only", table)) => Ok(dialect::append_only(table.trim(), tx.engine())),
        _ => {
            let text = format!(
                "migration {}: the line `--! {directive}` is unknown; use append_only TABLE",
                file.name
            );
            Err(StoreError::Setup(text))
        }
    }
}

fn named(file: &Migration, error: StoreError) -> StoreError {
    StoreError::Setup(format!("migration {} failed and was undone: {error}", file.name))
}

/// SHA-256 of a text in hexadecimal digits.
pub(crate) fn checksum(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
