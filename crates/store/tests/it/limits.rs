//! Full queues, closing, callers who leave, databases that are away.

use std::sync::{Mutex, mpsc};
use std::time::Duration;

use kexiang_store::testing::{Database, engines};
use kexiang_store::{Store, StoreConfig, StoreError, Tx, Value};

use crate::{names, put};

#[tokio::test(flavor = "multi_thread")]
async fn more_than_the_queue_holds_is_refused_at_once() {
    for engine in engines() {
        let mut database = Database::create(engine).await;
        database.config.queue = 4;
        database.config.connections = 1;
        let store = database.open().await;
        let (started, running) = mpsc::channel();
        let (release, held) = mpsc::channel::<()>();
        let held = Mutex::new(held);
        let blocking = store.clone();
        let blocker = tokio::spawn(async move {
            let body = move |_: &mut Tx<'_>| {
                started.send(()).unwrap();
                held.lock().unwrap().recv().unwrap();
                Ok::<_, StoreError>(())
            };
            blocking.write(body).await
        });
        tokio::task::spawn_blocking(move || running.recv().unwrap()).await.unwrap();
        let mut waiting: Vec<_> =
            (0..6).map(|n| Box::pin(store.write(move |tx| put(tx, &n.to_string(), "x")))).collect();
        let mut busy = 0;
        for future in &mut waiting {
            if let std::task::Poll::Ready(outcome) = futures::poll!(future) {
                assert_eq!(outcome, Err(StoreError::Busy));
                busy += 1;
            }
        }
        assert_eq!(busy, 2);
        release.send(()).unwrap();
        assert_eq!(blocker.await.unwrap(), Ok(()));
        for future in waiting.into_iter().take(4) {
            assert_eq!(future.await, Ok(()));
        }
        assert_eq!(store.read(names).await.unwrap().len(), 4);
        store.close().await;
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_finishes_what_was_accepted_and_refuses_the_rest() {
    for engine in engines() {
        let database = Database::create(engine).await;
        let store = database.open().await;
        let mut accepted: Vec<_> =
            (0..100).map(|n| Box::pin(store.write(move |tx| put(tx, &format!("{n:03}"), "x")))).collect();
        for future in &mut accepted {
            assert!(futures::poll!(future).is_pending());
        }
        store.close().await;
        for future in accepted {
            assert_eq!(future.await, Ok(()));
        }
        assert_eq!(store.write(|tx| put(tx, "late", "x")).await, Err(StoreError::Closed));
        assert_eq!(store.read(names).await, Err(StoreError::Closed));
        assert_eq!(store.read_long(names).await, Err(StoreError::Closed));
        let again = database.open().await;
        assert_eq!(again.read(names).await.unwrap().len(), 100);
        again.close().await;
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_whose_caller_left_before_it_started_never_runs() {
    for engine in engines() {
        let mut database = Database::create(engine).await;
        database.config.connections = 1;
        let store = database.open().await;
        let (release, held) = mpsc::channel::<()>();
        let held = Mutex::new(held);
        let mut blocker = Box::pin(store.write(move |_| {
            held.lock().unwrap().recv().unwrap();
            Ok::<_, StoreError>(Value::Null)
        }));
        assert!(futures::poll!(&mut blocker).is_pending());
        let mut left = Box::pin(store.write(|tx| put(tx, "left", "x")));
        assert!(futures::poll!(&mut left).is_pending());
        drop(left);
        release.send(()).unwrap();
        assert_eq!(blocker.await, Ok(Value::Null));
        store.write(|tx| put(tx, "stayed", "x")).await.unwrap();
        assert_eq!(store.read(names).await, Ok(vec!["stayed".to_owned()]));
        store.close().await;
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_or_unknown_is_an_error_with_words() {
    let mut config = StoreConfig::new("postgres://kexiang@127.0.0.1:1/nothing");
    config.patience = Duration::from_millis(50);
    assert!(matches!(Store::open(&config).await.err(), Some(StoreError::Unavailable(_))));
    let unknown = Store::open(&StoreConfig::new("mysql://u:secret@h/d")).await.err().unwrap().to_string();
    assert!(unknown.contains("`mysql`") && !unknown.contains("secret"), "{unknown}");
    let nowhere = Store::open(&StoreConfig::new("sqlite:/nonexistent/folder/x.db")).await.err();
    assert!(matches!(nowhere, Some(StoreError::Setup(_))), "{nowhere:?}");
    let memory = Store::open(&StoreConfig::new("sqlite::memory:")).await.err();
    assert!(matches!(memory, Some(StoreError::Setup(_))), "{memory:?}");
}
