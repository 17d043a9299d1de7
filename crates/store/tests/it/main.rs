//! The store on real databases: every test runs on SQLite and on PostgreSQL.

mod acceptance;
mod audit;
mod blobs;
mod desk;
mod encryption;
mod house;
mod jobs;
mod life;
mod limits;
mod migrations;
mod money;
mod numbers;
mod plan;
mod portable;
mod project;
mod review;
mod statements;
mod transactions;

use jiff::Timestamp;
use kexiang_store::{StoreError, Tx, params, sql};

/// 2026-09-21T22:13:20.123+08:00.
const NOW: Timestamp = Timestamp::constant(1_790_000_000, 123_000_000);

/// Writes a setting: the simplest row there is.
fn put(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), StoreError> {
    let insert = sql!("insert into setting (changed_at, value, name) values ($3, $2, $1)");
    tx.execute_one(insert, params![name, value, NOW])
}

/// The names of all settings.
fn names(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    tx.all(sql!("select name from setting order by name"), params![])?
        .iter()
        .map(|row| row.text("name"))
        .collect()
}
