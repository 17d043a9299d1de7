//! The audit chain: gap-free, sealed by hashes, never changed; every kind of tampering is found and named.

use jiff::Timestamp;
use kexiang_core::canonical::ContentHash;
use kexiang_store::audit::{self, Verdict};
use kexiang_store::testing::each_engine;
use kexiang_store::write::{Actor, Entry, Event, Message, Subject, Via, record};
use kexiang_store::{Sql, Store, StoreError, Tx, event, params, sql};
use serde_json::json;

use crate::{NOW, names, put};

/// A submission by 张三.
fn entry(association: &str, number: i64) -> Entry {
    Entry {
        association: association.to_owned(),
        at: NOW,
        actor: Actor { kind: "person".into(), id: "7".into(), name: "张三".into() },
        via: Via::Page,
        request_id: "r-1".into(),
        action: "application.submit".into(),
        subject: Subject::new("application", number),
        before: None,
        after: Some(json!({ "state": "submitted", "amount": 500_000 })),
        events: vec![Event { kind: "application.submitted".into(), payload: json!({ "number": number }) }],
        messages: Vec::new(),
    }
}

async fn record_many(store: &Store, association: &'static str, count: i64) {
    for number in 1..=count {
        store.write(move |tx| record(tx, entry(association, number))).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hash_can_be_recomputed_with_common_tools() {
    each_engine(async |store| {
        record_many(&store, "lz", 2).await;
        let links = store.read(|tx| audit::range(tx, "lz", 1, 2)).await.unwrap();
        let mut previous = "0".repeat(64);
        for (seq, link) in (1..).zip(&links) {
            let record = format!(
                "{previous}\n{{\"action\":\"application.submit\",\"actor\":{{\"id\":\"7\",\"kind\":\"person\",\
                 \"name\":\"张三\"}},\"after\":{{\"amount\":500000,\"state\":\"submitted\"}},\
                 \"association\":\"lz\",\"at\":1790000000123,\"before\":null,\"request_id\":\"r-1\",\"seq\":{seq},\
                 \"subject\":{{\"id\":\"{seq}\",\"kind\":\"application\"}},\"via\":\"page\"}}"
            );
            assert_eq!(link.previous.to_string(), previous);
            assert_eq!(link.hash, ContentHash::of(record.as_bytes()));
            previous = link.hash.to_string();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_changes_make_one_chain_without_gaps() {
    each_engine(async |store| {
        let tasks = (0..120_i64).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let outcome: Result<(), StoreError> = store
                    .write(move |tx| {
                        // Opposite orders must not deadlock; every sixth change is undone.
                        let order = if number % 2 == 0 { ["lz", "nx"] } else { ["nx", "lz"] };
                        order.iter().try_for_each(|association| record(tx, entry(association, number)))?;
                        if number % 6 == 0 { Err(StoreError::File("refused".into())) } else { Ok(()) }
                    })
                    .await;
                assert_eq!(outcome.is_err(), number % 6 == 0);
            })
        });
        for task in futures::future::join_all(tasks).await {
            task.unwrap();
        }
        for association in ["lz", "nx"] {
            let Verdict::Sound(head) = audit::verify(&store, association).await.unwrap() else {
                panic!("broken")
            };
            assert_eq!(head.seq, 100);
            let links = store.read(move |tx| audit::range(tx, association, 1, 1000)).await.unwrap();
            assert_eq!(links.iter().map(|link| link.seq).collect::<Vec<_>>(), (1..=100).collect::<Vec<_>>());
            let happened = store.read(move |tx| event::after(tx, association, 0, 1000)).await.unwrap();
            assert_eq!(
                happened.iter().map(|event| event.seq).collect::<Vec<_>>(),
                (1..=100).collect::<Vec<_>>()
            );
            for (link, event) in links.iter().zip(&happened) {
                assert_eq!((event.audit_seq, &event.subject), (link.seq, &link.entry.subject));
            }
        }
        assert_eq!(
            audit::verify(&store, "xj").await,
            Ok(Verdict::Sound(audit::Head { seq: 0, hash: ContentHash::NONE }))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_lives_and_dies_with_its_change() {
    each_engine(async |store| {
        let body = |tx: &mut Tx<'_>| {
            put(tx, "kept", "x")?;
            record(tx, entry("lz", 1))?;
            let undone: Result<(), StoreError> = tx.attempt(|tx| {
                put(tx, "undone", "x")?;
                record(tx, entry("lz", 2))?;
                Err(StoreError::File("refused".into()))
            });
            assert!(undone.is_err());
            record(tx, entry("lz", 3))
        };
        store.write(body).await.unwrap();
        let lost: Result<(), StoreError> = store
            .write(|tx| {
                record(tx, entry("lz", 4))?;
                panic!("no")
            })
            .await;
        assert!(lost.is_err());
        assert_eq!(store.read(names).await, Ok(vec!["kept".to_owned()]));
        let links = store.read(|tx| audit::range(tx, "lz", 0, 100)).await.unwrap();
        let subjects: Vec<&str> = links.iter().map(|link| link.entry.subject.id.as_str()).collect();
        assert_eq!(subjects, ["1", "3"]);
        let fraction = Entry { after: Some(json!({ "score": [1, 88.5] })), ..entry("lz", 5) };
        let refused = store.write(move |tx| record(tx, fraction.clone())).await.unwrap_err().to_string();
        assert!(refused.contains("whole numbers"), "{refused}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_of_a_subject_is_found_latest_first() {
    each_engine(async |store| {
        for number in [1, 2, 1, 3, 1] {
            store.write(move |tx| record(tx, entry("lz", number))).await.unwrap();
        }
        let subject = Subject::new("application", 1);
        let history = |before, most| {
            let subject = subject.clone();
            store.read(move |tx| {
                let links = audit::of_subject(tx, "lz", &subject, before, most)?;
                Ok::<_, StoreError>(links.into_iter().map(|link| link.seq).collect::<Vec<_>>())
            })
        };
        assert_eq!(history(None, 2).await, Ok(vec![5, 3]));
        assert_eq!(history(Some(3), 2).await, Ok(vec![1]));
        let full = store.read(|tx| audit::range(tx, "lz", 4, 4)).await.unwrap().remove(0);
        assert_eq!(full.entry, Entry { events: Vec::new(), ..entry("lz", 3) });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_posted_with_their_change() {
    each_engine(async |store| {
        let message =
            Message { channel: "mail".into(), recipient: "a@b.cn".into(), payload: json!({ "t": "受理" }) };
        let with_mail = Entry { messages: vec![message.clone(), message], ..entry("lz", 1) };
        store.write(move |tx| record(tx, with_mail.clone())).await.unwrap();
        let rows = store.read(|tx| {
            let statement = sql!("select seq, recipient, state, audit_seq, next_at from outbox order by seq");
            tx.all(statement, params![])?
                .iter()
                .map(|row| Ok((row.int("seq")?, row.text("state")?, row.time("next_at")?)))
                .collect()
        });
        let expected = vec![(1, "waiting".to_owned(), NOW), (2, "waiting".to_owned(), NOW)];
        assert_eq!(rows.await, Ok::<Vec<(i64, String, Timestamp)>, StoreError>(expected));
    })
    .await;
}

/// Removes the guards as someone with full access to the database could.
fn unlock(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let update =
        sql!(sqlite: "drop trigger audit_no_update", postgres: "drop trigger audit_no_change on audit");
    let delete =
        sql!(sqlite: "drop trigger audit_no_delete", postgres: "drop trigger audit_no_truncate on audit");
    tx.exec(update, params![])?;
    tx.exec(delete, params![]).map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_tampering_is_found_and_named() {
    let cases: Vec<(&'static Sql, i64)> = vec![
        (sql!("update audit set actor_name = '李四' where association = $1 and seq = 2"), 2),
        (
            sql!(
                "update audit set after = '{\"state\":\"submitted\",\"amount\":500001}' where association = $1 and seq = 3"
            ),
            3,
        ),
        (sql!("update audit set before = '{}' where association = $1 and seq = 3"), 3),
        (sql!("update audit set at = at + 1 where association = $1 and seq = 1"), 1),
        (sql!("update audit set hash = prev_hash where association = $1 and seq = 4"), 4),
        (sql!("update audit set prev_hash = hash where association = $1 and seq = 4"), 4),
        (sql!("update audit set after = 'no json' where association = $1 and seq = 2"), 2),
        (sql!("delete from audit where association = $1 and seq = 1"), 1),
        (sql!("delete from audit where association = $1 and seq = 3"), 3),
        (sql!("delete from audit where association = $1 and seq = 5"), 5),
        (
            sql!(
                "update audit_head set audit_hash =
                 (select hash from audit where association = $1 and seq = 4) where association = $1"
            ),
            5,
        ),
        (sql!("delete from audit_head where association = $1"), 1),
        (sql!("update audit_head set audit_seq = 6 where association = $1"), 6),
    ];
    each_engine(async |store| {
        store.write(unlock).await.unwrap();
        for (number, (tampering, first_broken)) in (1..).zip(cases.clone()) {
            let association = format!("association {number}");
            let code = association.clone();
            let body = move |tx: &mut Tx<'_>| (1..=5).try_for_each(|number| record(tx, entry(&code, number)));
            store.write(body).await.unwrap();
            assert!(
                matches!(audit::verify(&store, &association).await, Ok(Verdict::Sound(head)) if head.seq == 5)
            );
            let code = association.clone();
            store.write(move |tx| tx.execute_one(tampering, params![&code])).await.unwrap();
            match audit::verify(&store, &association).await.unwrap() {
                Verdict::Broken { seq, problem } => {
                    assert_eq!(seq, first_broken, "{tampering}: {problem}");
                    assert!(!problem.is_empty());
                }
                Verdict::Sound(_) => panic!("{tampering} was not found"),
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn audit_rows_cannot_be_changed_or_deleted() {
    each_engine(async |store| {
        record_many(&store, "lz", 1).await;
        let update = sql!("update audit set actor_name = '李四'");
        let delete = sql!("delete from audit");
        for statement in [update, delete] {
            let refused = store.write(move |tx| tx.exec(statement, params![])).await.unwrap_err();
            assert!(matches!(refused, StoreError::Constraint { ref detail, .. } if detail.contains("append-only: audit")));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_longer_than_a_page_is_walked_to_its_end() {
    each_engine(async |store| {
        let body = |tx: &mut Tx<'_>| (1..=2500).try_for_each(|number| record(tx, entry("lz", number)));
        store.write(body).await.unwrap();
        assert!(matches!(audit::verify(&store, "lz").await, Ok(Verdict::Sound(head)) if head.seq == 2500));
        store.write(unlock).await.unwrap();
        store
            .write(|tx| tx.execute_one(sql!("update audit set via = 'api' where seq = 2001"), params![]))
            .await
            .unwrap();
        assert!(matches!(audit::verify(&store, "lz").await, Ok(Verdict::Broken { seq: 2001, .. })));
    })
    .await;
}
