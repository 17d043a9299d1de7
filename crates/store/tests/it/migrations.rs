//! The migration runner: once each, one process at a time, never a changed file.

use jiff::Timestamp;
use kexiang_store::migrate::{self, MIGRATIONS, State, Status};
use kexiang_store::testing::{Database, each_engine, engines};
use kexiang_store::{StoreError, params, sql};

use crate::NOW;

#[test]
fn the_files_of_the_folder_are_those_of_the_program() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
    let entries =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = entries.filter(|name| name.ends_with(".sql")).collect();
    files.sort();
    let known: Vec<String> = MIGRATIONS.iter().map(|file| format!("{}.sql", file.name)).collect();
    assert_eq!(known, files);
    for (place, name) in known.iter().enumerate() {
        assert!(name.starts_with(&format!("{:04}_", place + 1)), "{name} must be number {}", place + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_may_migrate_at_once() {
    let now = Timestamp::from_millisecond(NOW.as_millisecond()).unwrap();
    for engine in engines() {
        let database = Database::create_empty(engine, false).await;
        let stores =
            [database.open().await, database.open().await, database.open().await, database.open().await];
        let pending: Vec<State> =
            migrate::status(&stores[0]).await.unwrap().into_iter().map(|s| s.state).collect();
        assert_eq!(pending, vec![State::Pending; MIGRATIONS.len()]);
        assert!(
            migrate::ensure_current(&stores[0]).await.unwrap_err().to_string().contains("kexiang migrate")
        );
        let runs = stores.iter().map(|store| migrate::run(store, now));
        let runs = futures::future::join_all(runs).await;
        let mut applied: Vec<&str> = runs.into_iter().flat_map(Result::unwrap).collect();
        applied.sort_unstable();
        let expected: Vec<&str> = MIGRATIONS.iter().map(|file| file.name).collect();
        assert_eq!(applied, expected);
        let status = migrate::status(&stores[1]).await.unwrap();
        let all = expected.iter().map(|name| Status { name: (*name).to_owned(), state: State::Applied(now) });
        assert_eq!(status, all.collect::<Vec<_>>());
        assert_eq!(migrate::ensure_current(&stores[2]).await, Ok(()));
        assert_eq!(migrate::run(&stores[3], now).await, Ok(vec![]));
        for store in stores {
            store.close().await;
        }
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_file_and_a_newer_database_are_refused() {
    each_engine(async |store| {
        let tamper = sql!("update migration set checksum = $1 where name = $2");
        store.write(move |tx| tx.execute_one(tamper, params!["0", MIGRATIONS[0].name])).await.unwrap();
        let refused = migrate::run(&store, NOW).await.unwrap_err().to_string();
        assert!(refused.contains("0001_foundation was changed"), "{refused}");
        assert_eq!(migrate::ensure_current(&store).await.unwrap_err().to_string(), refused);
    })
    .await;
    each_engine(async |store| {
        let insert =
            sql!("insert into migration (name, checksum, applied_at) values ('9999_future', '0', 1)");
        store.write(move |tx| tx.execute_one(insert, params![])).await.unwrap();
        let refused = migrate::run(&store, NOW).await.unwrap_err().to_string();
        assert!(refused.contains("9999_future was applied by a newer program"), "{refused}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guarded_rows_cannot_be_changed_or_deleted() {
    each_engine(async |store| {
        let insert = sql!(
            "insert into event (association, seq, at, kind, subject_kind, subject_id, audit_seq, payload)
             values ('lz', 1, 1, 'application.submitted', 'application', '1', 1, '{}')"
        );
        store.write(move |tx| tx.execute_one(insert, params![])).await.unwrap();
        let update = sql!("update event set at = 2");
        let delete = sql!("delete from event");
        for statement in [update, delete] {
            let refused = store.write(move |tx| tx.exec(statement, params![])).await.unwrap_err();
            assert!(
                matches!(refused, StoreError::Constraint { ref detail, .. } if detail.contains("append-only"))
            );
        }
    })
    .await;
}
