//! Errors, panics, retries: what is kept and what is undone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use kexiang_store::testing::{Database, each_engine, engines};
use kexiang_store::{Engine, StoreError, Tx, params, sql};

use crate::{names, put};

#[tokio::test(flavor = "multi_thread")]
async fn an_error_undoes_its_own_closure_only() {
    each_engine(async |store| {
        let tasks = (0..200).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let outcome = store.write(move |tx| {
                    put(tx, &format!("{number:03}"), "x")?;
                    if number % 3 == 0 { Err(StoreError::File("refused".into())) } else { Ok(()) }
                });
                outcome.await
            })
        });
        let outcomes = futures::future::join_all(tasks).await;
        for (number, outcome) in outcomes.into_iter().enumerate() {
            let expected = if number % 3 == 0 { Err(StoreError::File("refused".into())) } else { Ok(()) };
            assert_eq!(outcome.unwrap(), expected);
        }
        let kept: Vec<String> = (0..200).filter(|n| n % 3 != 0).map(|n| format!("{n:03}")).collect();
        assert_eq!(store.read(names).await, Ok(kept));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_becomes_an_error_and_the_store_lives_on() {
    each_engine(async |store| {
        let outcome: Result<(), StoreError> = store
            .write(|tx| {
                put(tx, "a", "x")?;
                panic!("out of luck")
            })
            .await;
        assert_eq!(outcome, Err(StoreError::Panicked("out of luck".into())));
        let outcome: Result<(), StoreError> = store.read(|_| panic!("again")).await;
        assert_eq!(outcome, Err(StoreError::Panicked("again".into())));
        store.write(|tx| put(tx, "b", "x")).await.unwrap();
        assert_eq!(store.read(names).await, Ok(vec!["b".to_owned()]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_failure_still_undoes_the_transaction() {
    each_engine(async |store| {
        let outcome: Result<(), StoreError> = store
            .write(|tx| {
                put(tx, "a", "x")?;
                assert!(matches!(put(tx, "a", "y"), Err(StoreError::Duplicate { .. })));
                assert!(matches!(put(tx, "b", "y"), Err(StoreError::Aborted { .. })));
                Ok(())
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::Duplicate { .. })), "{outcome:?}");
        assert_eq!(store.read(names).await, Ok(vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_encloses_a_failure() {
    each_engine(async |store| {
        let outcome: Result<bool, StoreError> = store
            .write(|tx| {
                put(tx, "a", "x")?;
                let second = tx.attempt(|tx| {
                    put(tx, "b", "x")?;
                    put(tx, "a", "y")
                });
                let nested: Result<(), StoreError> = tx.attempt(|tx| {
                    let inner: Result<(), StoreError> = tx.attempt(|tx| put(tx, "a", "z"));
                    assert!(inner.is_err());
                    put(tx, "c", "x")
                });
                nested?;
                Ok(matches!(second, Err(StoreError::Duplicate { .. })))
            })
            .await;
        assert_eq!(outcome, Ok(true));
        assert_eq!(store.read(names).await, Ok(vec!["a".to_owned(), "c".to_owned()]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_must_touch_one_row_says_when_it_does_not() {
    each_engine(async |store| {
        let update = sql!("update setting set value = $2 where name = $1");
        let outcome = store.write(move |tx| tx.execute_one(update, params!["nobody", "x"])).await;
        let Err(StoreError::Conflict { statement, expected: 1, found: 0 }) = outcome else {
            panic!("{outcome:?}");
        };
        assert!(statement.contains("tests/it/transactions.rs"), "{statement}");
        assert!(statement.contains("table setting"), "{statement}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_cannot_write() {
    each_engine(async |store| {
        let outcome = store.read(|tx| put(tx, "a", "x")).await;
        assert!(matches!(outcome, Err(StoreError::Statement { .. })), "{outcome:?}");
        let outcome = store.read_long(|tx| put(tx, "a", "x")).await;
        assert!(matches!(outcome, Err(StoreError::Statement { .. })), "{outcome:?}");
        assert_eq!(store.read(names).await, Ok(vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_sees_one_moment() {
    each_engine(async |store| {
        store.write(|tx| put(tx, "a", "x")).await.unwrap();
        let other = store.clone();
        let runtime = tokio::runtime::Handle::current();
        let counts = store.read_long(move |tx| {
            let before = names(tx)?.len();
            let other = other.clone();
            runtime.block_on(async move { other.write(|tx| put(tx, "b", "x")).await })?;
            Ok::<_, StoreError>((before, names(tx)?.len()))
        });
        assert_eq!(counts.await, Ok((1, 1)));
        assert_eq!(store.read(names).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlocks_are_tried_again_until_both_are_through() {
    each_engine(async |store| {
        store.write(|tx| put(tx, "a", "0").and_then(|()| put(tx, "b", "0"))).await.unwrap();
        let runs = Arc::new(AtomicU32::new(0));
        let task = |first: &'static str, second: &'static str| {
            let (store, runs) = (store.clone(), Arc::clone(&runs));
            tokio::spawn(async move {
                let body = move |tx: &mut Tx<'_>| {
                    runs.fetch_add(1, Ordering::Relaxed);
                    let add = sql!("update setting set value = value || $2 where name = $1");
                    tx.execute_one(add, params![first, "+"])?;
                    std::thread::sleep(Duration::from_millis(200));
                    tx.execute_one(add, params![second, "+"])
                };
                store.write(body).await
            })
        };
        let (one, two) = (task("a", "b"), task("b", "a"));
        assert_eq!((one.await.unwrap(), two.await.unwrap()), (Ok(()), Ok(())));
        let values = store.read(|tx| {
            let rows = tx.all(sql!("select value from setting order by name"), params![])?;
            rows.iter().map(|row| row.text("value")).collect::<Result<Vec<_>, StoreError>>()
        });
        assert_eq!(values.await, Ok(vec!["0++".to_owned(), "0++".to_owned()]));
        if store.engine() == Engine::Postgres {
            assert!(runs.load(Ordering::Relaxed) >= 3, "the deadlock happened and one of the two ran again");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_made_anew() {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let database = Database::create(Engine::Postgres).await;
    let store = database.open().await;
    let runs = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&runs);
    let body = move |tx: &mut Tx<'_>| {
        put(tx, "a", "x")?;
        if counter.fetch_add(1, Ordering::Relaxed) == 0 {
            let suicide = sql!(
                sqlite: "select 1 as done",
                postgres: "select pg_terminate_backend(pg_backend_pid()) as done",
            );
            tx.one(suicide, params![])?;
        }
        put(tx, "b", "x")
    };
    assert_eq!(store.write(body).await, Ok(()));
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    assert_eq!(store.read(names).await, Ok(vec!["a".to_owned(), "b".to_owned()]));
    store.close().await;
    database.remove().await;
}
