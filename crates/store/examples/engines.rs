//! Measures the store on one database: `cargo run --release -p kexiang-store --example engines -- URL [SECONDS]`.
//!
//! The database must be migrated and may keep rows of earlier runs. One line of JSON per measurement; after each
//! round of submissions the places taken are compared with the rows written. Run it on a calm machine: the load
//! average is printed with each line.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kexiang_store::quota::{self, Take};
use kexiang_store::write::{Actor, Entry, Subject, Via, record};
use kexiang_store::{Store, StoreConfig, StoreError, Tx, migrate, params, sql};
use serde_json::json;

/// Concurrent callers.
const TASKS: i64 = 64;
/// Units that submit in the spread case.
const UNITS: i64 = 1000;
/// Rows to read from.
const ROWS: i64 = 200_000;
/// A fixed time: the store takes time as an argument.
const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

/// What a run of one kind does.
#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    units: i64,
    associations: i64,
    audited: bool,
}

fn main() -> Result<(), StoreError> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_else(|| "sqlite:/tmp/kexiang-bench.db".to_owned());
    let seconds = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(4);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|error| StoreError::Setup(error.to_string()))?.block_on(measure(url, seconds))
}

async fn measure(url: String, seconds: u64) -> Result<(), StoreError> {
    let mut config = StoreConfig::new(url);
    config.connections = 24;
    let store = Store::open(&config).await?;
    migrate::run(&store, NOW).await?;
    let cases = [
        Case { name: "submit, one unit", units: 1, associations: 1, audited: false },
        Case { name: "submit, 1000 units", units: UNITS, associations: 1, audited: false },
        Case { name: "submit with audit, one unit", units: 1, associations: 1, audited: true },
        Case { name: "submit with audit, 1000 units", units: UNITS, associations: 1, audited: true },
        Case {
            name: "submit with audit, 1000 units, 50 associations",
            units: UNITS,
            associations: 50,
            audited: true,
        },
    ];
    for (round, case) in (0..).zip(cases) {
        submissions(&store, case, round, Duration::from_secs(seconds)).await?;
    }
    fill(&store).await?;
    reads(&store, Duration::from_secs(seconds)).await?;
    store.close().await;
    Ok(())
}

/// 64 callers submit as fast as they are answered.
async fn submissions(store: &Store, case: Case, round: i64, time: Duration) -> Result<(), StoreError> {
    let (scope, spent) = (format!("bench {round}"), processor_time());
    let before = written(store, &scope).await?;
    let (end, next) = (Instant::now() + time, Arc::new(AtomicI64::new(before.1)));
    let tasks = (0..TASKS).map(|_| {
        let (store, next, scope) = (store.clone(), Arc::clone(&next), scope.clone());
        tokio::spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < end {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let (scope, start) = (scope.clone(), Instant::now());
                store.write(move |tx| submit(tx, case, &scope, number)).await?;
                times.push(start.elapsed());
            }
            Ok(times)
        })
    });
    report(store, case.name, futures::future::join_all(tasks).await, time, spent);
    let (used, rows) = written(store, &scope).await?;
    assert_eq!(used, rows, "every place taken has its row");
    Ok(())
}

/// Takes a place and writes a row of 200 bytes with an index, and an audit record if wanted.
fn submit(tx: &mut Tx<'_>, case: Case, scope: &str, number: i64) -> Result<(), StoreError> {
    let association = format!("a{}", number % case.associations);
    let insert =
        sql!("insert into idempotency (association, key, fingerprint, created_at) values ($1, $2, $3, $4)");
    let key = format!("{scope}/{number}");
    tx.execute_one(insert, params![&association, key, "x".repeat(200), number])?;
    if case.audited {
        record(tx, entry(&association, number))?;
    }
    let unit = format!("unit {}", number % case.units);
    match quota::take(tx, &association, scope, &unit, i64::MAX)? {
        Take::Taken { .. } => Ok(()),
        Take::Full { .. } => Err(StoreError::Busy),
    }
}

fn entry(association: &str, number: i64) -> Entry {
    Entry {
        association: association.to_owned(),
        at: NOW,
        actor: Actor { kind: "person".into(), id: "7".into(), name: "张三".into() },
        via: Via::Page,
        request_id: "bench".into(),
        action: "application.submit".into(),
        subject: Subject::new("application", number),
        before: Some(json!({ "state": "draft" })),
        after: Some(json!({ "state": "submitted", "amount": 500_000 })),
        events: Vec::new(),
        messages: Vec::new(),
    }
}

/// Places taken and rows written in a scope.
async fn written(store: &Store, scope: &str) -> Result<(i64, i64), StoreError> {
    let (scope, pattern) = (scope.to_owned(), format!("{scope}/%"));
    let count = move |tx: &mut Tx<'_>| {
        let used =
            tx.the(sql!("select coalesce(sum(used), 0) as n from quota where scope = $1"), params![&scope])?;
        let rows =
            tx.the(sql!("select count(*) as n from idempotency where key like $1"), params![&pattern])?;
        Ok::<_, StoreError>((used.int("n")?, rows.int("n")?))
    };
    store.read_long(count).await
}

/// Writes the rows to read from, unless they are there.
async fn fill(store: &Store) -> Result<(), StoreError> {
    let there = store.read(|tx| {
        tx.the(sql!("select count(*) as n from event where association = 'bench'"), params![])?.int("n")
    });
    for start in (there.await?..ROWS).step_by(10_000) {
        let body = move |tx: &mut Tx<'_>| {
            let insert = sql!(
                "insert into event (association, seq, at, kind, subject_kind, subject_id, audit_seq, payload)
                 values ('bench', $1, $1, 'application.submitted', 'organisation', $2, $1, $3)"
            );
            (start + 1..=start + 10_000).try_for_each(|seq| {
                tx.execute_one(insert, params![seq, (seq % UNITS).to_string(), "x".repeat(200)])
            })
        };
        store.write(body).await?;
    }
    Ok(())
}

/// 64 callers read the 20 newest rows of one of 1000 organisations.
async fn reads(store: &Store, time: Duration) -> Result<(), StoreError> {
    let (end, spent) = (Instant::now() + time, processor_time());
    let tasks = (0..TASKS).map(|task| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut times = Vec::new();
            for number in 0.. {
                if Instant::now() >= end {
                    break;
                }
                let (unit, start) = (((task * 7919 + number) % UNITS).to_string(), Instant::now());
                let rows = store.read(move |tx| newest(tx, &unit)).await?;
                assert_eq!(rows, 20);
                times.push(start.elapsed());
                tokio::task::yield_now().await;
            }
            Ok(times)
        })
    });
    report(store, "read 20 newest of 200 000", futures::future::join_all(tasks).await, time, spent);
    Ok(())
}

fn newest(tx: &mut Tx<'_>, unit: &str) -> Result<usize, StoreError> {
    let statement = sql!(
        "select seq, at, kind, payload from event
         where association = 'bench' and subject_kind = 'organisation' and subject_id = $1 order by seq desc limit 20"
    );
    Ok(tx.all(statement, params![unit])?.len())
}

type Outcome = Result<Result<Vec<Duration>, StoreError>, tokio::task::JoinError>;

/// Seconds of processor time of this process so far (Linux: hundredths in fields 14 and 15): unlike the rate, it
/// hardly depends on what else runs.
fn processor_time() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit(')').next().unwrap_or_default();
    after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>()
        / 100.0
}

#[expect(clippy::print_stdout, reason = "the result of a measurement")]
fn report(store: &Store, name: &str, outcomes: Vec<Outcome>, time: Duration, spent: f64) {
    let spent = processor_time() - spent;
    let (mut times, mut failed) = (Vec::new(), 0);
    for outcome in outcomes {
        match outcome {
            Ok(Ok(some)) => times.extend(some),
            _ => failed += 1,
        }
    }
    times.sort_unstable();
    let milliseconds = |share: f64| {
        let time = times.get((times.len() as f64 * share) as usize).copied().unwrap_or_default();
        (time.as_secs_f64() * 1e5).round() / 1e2
    };
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let line = json!({
        "engine": store.engine().name(),
        "case": name,
        "per_second": (times.len() as f64 / time.as_secs_f64()).round(),
        "p50_ms": milliseconds(0.5),
        "p99_ms": milliseconds(0.99),
        "max_ms": milliseconds(0.999_999_9),
        "processor_us_each": (spent * 1e6 / times.len().max(1) as f64).round(),
        "failed_tasks": failed,
        "load_average": load.split(' ').next(),
    });
    println!("{line}");
}
