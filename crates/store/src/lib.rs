//! The store: one SQL text for SQLite and PostgreSQL, one body for every write.
//!
//! # Transactions
//! [`Store::write`] and [`Store::read`] take a **synchronous** closure over a [`Tx`]; the same closure runs on both
//! engines. It returns `Result<T, E>` for any `E: From<StoreError>`, and an `Err` undoes everything it did.
//!
//! ```no_run
//! # async fn example(store: kexiang_store::Store, now: jiff::Timestamp) -> Result<(), kexiang_store::StoreError> {
//! use kexiang_store::{StoreError, Tx, params, sql};
//!
//! struct Setting { value: String, changed_at: jiff::Timestamp }
//!
//! fn load(tx: &mut Tx<'_>, name: &str) -> Result<Option<Setting>, StoreError> {
//!     let Some(row) = tx.one(sql!("select name, value, changed_at from setting where name = $1"), params![name])?
//!     else { return Ok(None) };
//!     let row = row.identified(&["name"]);
//!     Ok(Some(Setting { value: row.text("value")?, changed_at: row.time("changed_at")? }))
//! }
//!
//! fn change(tx: &mut Tx<'_>, name: &str, value: &str, now: jiff::Timestamp) -> Result<(), StoreError> {
//!     let update = sql!("update setting set value = $2, changed_at = $3 where name = $1");
//!     tx.execute_one(update, params![name, value, now])
//! }
//!
//! let setting = store.read(|tx| load(tx, "title")).await?;
//! store.write(move |tx| change(tx, "title", "科项", now)).await?;
//! # Ok(()) }
//! ```
//!
//! - `write` answers after the durable commit. On SQLite up to 64 closures share one commit, each in a savepoint. On
//!   PostgreSQL a closure may run **several times** (serialization failure, deadlock, lost connection), so it is
//!   `FnMut`, clones what it consumes, and has no effects but on `tx`.
//! - `read` sees one snapshot and cannot write. On SQLite it runs in place on the async worker: keep it short and put
//!   exports and reports into [`Store::read_long`].
//! - [`StoreError::Busy`] comes at once when too much waits (answer 503).
//! - After a failed statement the transaction is lost on both engines, even if the closure hides the error;
//!   [`Tx::attempt`] encloses what may fail (`insert` that may meet a duplicate).
//!
//! # Statements
//! [`sql!`] registers a statement with file and line; a test prepares every one of them on both engines and compares
//! parameters and columns. Rules that keep one text good for both:
//! - `$1, $2, …` in any order, repeated at will; every result column has a name (`count(*) as n`), no `select *`;
//! - an optional filter is `(cast($1 as text) is null or region = $1)`: PostgreSQL needs the type;
//! - a list is `id in {ints $1}` or `{texts $1}`, its parameter a slice: `params![&ids[..]]`;
//! - `{for update}` at the end locks the rows on PostgreSQL (SQLite writes one at a time anyway);
//! - order by a nullable column with `nulls first` or `nulls last`;
//! - `insert … on conflict (…) do update set …` and `returning` work on both; read `returning` with [`Tx::one`];
//! - yes/no is 0/1, times are `BIGINT` milliseconds, fractions do not exist (`avg` is an error), `like` tells capitals
//!   apart, texts sort by their bytes;
//! - what truly differs is `sql!(sqlite: "…", postgres: "…")`.
//!
//! # What every noun uses
//! - [`write::record`]: every change goes through it, in the transaction of the change. The audit row, its events and
//!   messages are written at the end of the closure; [`audit::verify`] proves the chain.
//! - [`quota::take`], [`counter::next`]: rows that many wait for. Take them as late as possible in a closure. On
//!   PostgreSQL such a transaction lets its locks go when the commit is written and answers when the disk has it;
//!   `scripts/test-crash` proves that nothing answered is lost.
//! - [`job`], [`outbox`], [`event`]: work for later, messages to send, what happened; in the transaction of the cause.
//! - [`bucket`] (rates), [`idempotency`] (repeated requests), [`blob`] (files by their content).
//!
//! # Migrations
//! Files `migrations/NNNN_name.sql`, named in `migrate.rs` ([`migrate::MIGRATIONS`]). Every table has
//! `association TEXT NOT NULL` first in its primary key. `--! append_only TABLE` on a line of its own guards a table.
//!
//! # Tests
//! [`testing::each_engine`] runs a body on a fresh, migrated database of each engine:
//! ```no_run
//! # async fn example() {
//! kexiang_store::testing::each_engine(async |store| {
//!     let n = store.read(|tx| tx.the(kexiang_store::sql!("select count(*) as n from setting"), &[])?.int("n")).await;
//!     assert_eq!(n, Ok(0));
//! })
//! .await;
//! # }
//! ```
//! `eval "$(scripts/test-services)"` starts the services they need.

#[macro_use]
pub mod sql;
#[macro_use]
mod value;
pub mod acceptance;
pub mod account;
pub mod achievement;
pub mod activity;
pub mod answer;
pub mod application;
pub mod archive;
pub mod association;
pub mod attachment;
pub mod audit;
pub mod blob;
pub mod bucket;
pub mod change;
pub mod channel;
pub mod check;
pub mod contract;
pub mod counter;
mod db;
pub mod desk;
mod dialect;
mod error;
pub mod event;
pub mod expense;
pub mod expert;
pub mod figures;
pub mod file_text;
pub mod holiday;
pub mod idempotency;
pub mod inspection;
pub mod job;
pub mod joint;
pub mod ledger;
pub mod message;
pub mod migrate;
pub mod notice;
pub mod organisation;
pub mod outbox;
pub mod panel;
pub mod paper;
pub mod payment;
pub mod plan;
pub mod programme;
pub mod project;
pub mod publicity;
pub mod quota;
pub mod recovery;
pub mod register;
pub mod repeat;
pub mod review;
mod row;
pub mod selection;
pub mod session;
pub mod setting;
pub mod snapshot;
pub mod spot_draw;
#[doc(hidden)]
pub mod testing;
pub mod token;
mod tx;
pub mod visit;
pub mod write;

pub use db::{Engine, Shape, Store, StoreConfig};
pub use error::StoreError;
#[doc(hidden)]
pub use inventory;
pub use row::Row;
pub use sql::Sql;
pub use tx::Tx;
pub use value::Value;
