//! Proves that what was answered is kept: `scripts/test-crash` runs it around a crash of the database.
//!
//! `crash write URL` submits with 32 callers until the database goes away and prints the number of every submission
//! that was answered; `crash check URL` reads those numbers and looks for each of them.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use kexiang_store::audit::{self, Verdict};
use kexiang_store::write::{Actor, Entry, Subject, Via, record};
use kexiang_store::{Store, StoreConfig, StoreError, Tx, migrate, params, quota, sql};

const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, url] = arguments.as_slice() else {
        return Err(StoreError::Setup("use: crash write|check URL".to_owned()));
    };
    let mut config = StoreConfig::new(url.as_str());
    config.patience = Duration::from_secs(1);
    let store = Store::open(&config).await?;
    if mode == "write" {
        migrate::run(&store, NOW).await?;
        submit_until_the_end(&store).await;
        return Ok(());
    }
    check(&store).await
}

async fn submit_until_the_end(store: &Store) {
    let next = Arc::new(AtomicI64::new(1));
    let tasks = (0..32).map(|_| {
        let (store, next) = (store.clone(), Arc::clone(&next));
        tokio::spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                match store.write(move |tx| submit(tx, number)).await {
                    Ok(()) => answer(number),
                    Err(error) => return error,
                }
            }
        })
    });
    for ended in futures::future::join_all(tasks).await {
        eprintln!("{ended:?}");
    }
}

/// A place, a row and an audit record: all or nothing.
fn submit(tx: &mut Tx<'_>, number: i64) -> Result<(), StoreError> {
    let insert =
        sql!("insert into idempotency (association, key, fingerprint, created_at) values ('lz', $1, 'x', 1)");
    tx.execute_one(insert, params![number.to_string()])?;
    quota::take(tx, "lz", "crash", "unit", i64::MAX)?;
    let entry = Entry {
        association: "lz".into(),
        at: NOW,
        actor: Actor { kind: "system".into(), id: String::new(), name: "crash".into() },
        via: Via::Cli,
        request_id: "crash".into(),
        action: "application.submit".into(),
        subject: Subject::new("application", number),
        before: None,
        after: None,
        events: Vec::new(),
        messages: Vec::new(),
    };
    record(tx, entry)
}

/// Tells the world, at once.
fn answer(number: i64) {
    let mut out = std::io::stdout().lock();
    let told = writeln!(out, "{number}").and_then(|()| out.flush());
    if told.is_err() {
        std::process::exit(1);
    }
}

async fn check(store: &Store) -> Result<(), StoreError> {
    let text =
        std::io::read_to_string(std::io::stdin()).map_err(|error| StoreError::Setup(error.to_string()))?;
    // The last line may be cut off by the crash.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let answered: Vec<String> = whole.lines().map(str::to_owned).collect();
    let told = answered.len();
    let (kept, rows, used) = store.read_long(move |tx| count(tx, &answered)).await?;
    let verdict = audit::verify(store, "lz").await?;
    let Verdict::Sound(head) = verdict else {
        return Err(StoreError::Setup(format!("the chain is broken: {verdict:?}")));
    };
    eprintln!(
        "answered {told}, of these kept {kept}; rows {rows}, places taken {used}, audit records {}",
        head.seq
    );
    let sound = told > 0 && kept == told as i64 && rows == used && rows == head.seq;
    if sound { Ok(()) } else { Err(StoreError::Setup("something answered was lost".to_owned())) }
}

/// How many of the answered are there, how many rows there are, how many places are taken.
fn count(tx: &mut Tx<'_>, answered: &[String]) -> Result<(i64, i64, i64), StoreError> {
    let kept = sql!("select count(*) as n from idempotency where association = 'lz' and key in {texts $1}");
    let kept = tx.the(kept, params![answered])?.int("n")?;
    let rows = tx
        .the(sql!("select count(*) as n from idempotency where association = 'lz'"), params![])?
        .int("n")?;
    Ok((kept, rows, quota::used(tx, "lz", "crash", "unit")?))
}
