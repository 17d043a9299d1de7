//! Jobs and outgoing messages: handed out once, tried again, never lost.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use kexiang_core::id::Id;
use kexiang_store::job::{self, Fate, Job, NewJob, State};
use kexiang_store::testing::each_engine;
use kexiang_store::write::{Actor, Entry, Message, Subject, Via, record};
use kexiang_store::{Store, StoreError, outbox};
use serde_json::json;

use crate::NOW;

const LEASE: SignedDuration = SignedDuration::from_secs(60);

fn seconds(number: i64) -> SignedDuration {
    SignedDuration::from_secs(number)
}

fn new_job(number: u32) -> NewJob {
    NewJob::new("lz", Id::at(NOW, number), "letter.render", json!({ "number": number }), NOW)
}

async fn enqueue(store: &Store, job: NewJob) -> bool {
    store.write(move |tx| job::enqueue(tx, &job)).await.unwrap()
}

async fn claim(store: &Store, worker: &'static str, now: Timestamp) -> Vec<Job> {
    store.write(move |tx| job::claim(tx, worker, now, LEASE, 10)).await.unwrap()
}

async fn pending(store: &Store) -> Vec<Job> {
    store.read(job::pending).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_300_jobs_is_handed_out_once_to_8_claimers() {
    each_engine(async |store| {
        let body = |tx: &mut kexiang_store::Tx<'_>| {
            (0..300).try_for_each(|number| job::enqueue(tx, &new_job(number)).map(|_| ()))
        };
        store.write(body).await.unwrap();
        let claimers = ["w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7"].map(|worker| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let jobs = store.write(move |tx| job::claim(tx, worker, NOW, LEASE, 7)).await.unwrap();
                    assert!(jobs.len() <= 7, "{} jobs at once", jobs.len());
                    assert!(
                        jobs.iter().all(|job| job.attempts == 1 && job.worker.as_deref() == Some(worker))
                    );
                    if jobs.is_empty() {
                        return mine;
                    }
                    mine.extend(jobs);
                }
            })
        });
        let mut seen: BTreeMap<i64, u32> = BTreeMap::new();
        for claimer in claimers {
            for job in claimer.await.unwrap() {
                *seen.entry(job.payload["number"].as_i64().unwrap()).or_default() += 1;
            }
        }
        assert_eq!(seen, (0..300).map(|number| (number, 1)).collect());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_waits_for_its_time_and_is_done_once() {
    each_engine(async |store| {
        enqueue(&store, new_job(2).at(NOW + seconds(5))).await;
        enqueue(&store, new_job(1)).await;
        assert_eq!(store.read(job::next_due).await, Ok(Some(NOW)));
        let first = claim(&store, "a", NOW).await;
        assert_eq!(first.iter().map(|job| job.payload["number"].clone()).collect::<Vec<_>>(), [json!(1)]);
        assert_eq!(claim(&store, "b", NOW + seconds(5) - SignedDuration::from_millis(1)).await, vec![]);
        assert_eq!(claim(&store, "b", NOW + seconds(5)).await.len(), 1);
        let job = first[0].clone();
        let again = job.clone();
        store.write(move |tx| job::finish(tx, &job, NOW)).await.unwrap();
        let twice = store.write(move |tx| job::finish(tx, &again, NOW)).await;
        assert!(matches!(twice, Err(StoreError::Conflict { .. })));
        let left = pending(&store).await;
        assert_eq!(
            left.iter().map(|job| (job.id, job.state)).collect::<Vec<_>>(),
            [(Id::at(NOW, 2), State::Running)]
        );
        assert_eq!(store.read(job::next_due).await, Ok(None));
        assert_eq!(store.write(|tx| job::purge(tx, NOW)).await, Ok(0));
        assert_eq!(store.write(|tx| job::purge(tx, NOW + seconds(1))).await, Ok(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_enqueued_in_an_undone_transaction_never_was() {
    each_engine(async |store| {
        let outcome: Result<(), StoreError> = store
            .write(|tx| {
                job::enqueue(tx, &new_job(1))?;
                Err(StoreError::File("refused".into()))
            })
            .await;
        assert!(outcome.is_err());
        assert_eq!(pending(&store).await, vec![]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crashed_workers_job_goes_to_another_and_the_late_one_has_lost_it() {
    each_engine(async |store| {
        enqueue(&store, new_job(1)).await;
        let lost = claim(&store, "crashed", NOW).await.remove(0);
        let beating = lost.clone();
        let later = NOW + seconds(30);
        store.write(move |tx| job::heartbeat(tx, &beating, later, LEASE)).await.unwrap();
        assert_eq!(claim(&store, "b", NOW + seconds(89)).await, vec![]);
        let taken = claim(&store, "b", NOW + seconds(90)).await.remove(0);
        assert_eq!((taken.attempts, taken.worker.as_deref()), (2, Some("b")));
        for late in 0..3 {
            let job = lost.clone();
            let outcome = store.write(move |tx| match late {
                0 => job::finish(tx, &job, later),
                1 => job::fail(tx, &job, later, "late").map(|_| ()),
                _ => job::heartbeat(tx, &job, later, LEASE),
            });
            assert!(matches!(outcome.await, Err(StoreError::Conflict { .. })));
        }
        store.write(move |tx| job::finish(tx, &taken, later)).await.unwrap();
        assert_eq!(pending(&store).await, vec![]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_tried_again_with_growing_pauses_and_end_dead() {
    each_engine(async |store| {
        enqueue(&store, NewJob { most_attempts: 3, ..new_job(1) }).await;
        let mut now = NOW;
        for pause in [10, 20] {
            let job = claim(&store, "a", now).await.remove(0);
            let fate = store.write(move |tx| job::fail(tx, &job, now, "no paper")).await.unwrap();
            assert_eq!(fate, Fate::Again(now + seconds(pause)));
            assert_eq!(claim(&store, "a", now + seconds(pause - 1)).await, vec![]);
            now += seconds(pause);
        }
        let job = claim(&store, "a", now).await.remove(0);
        assert_eq!(job.error.as_deref(), Some("no paper"));
        assert_eq!(store.write(move |tx| job::fail(tx, &job, now, "still none")).await, Ok(Fate::Dead));
        let dead = pending(&store).await.remove(0);
        assert_eq!((dead.state, dead.attempts, dead.error.as_deref()), (State::Dead, 3, Some("still none")));
        assert_eq!(claim(&store, "a", now + seconds(100_000)).await, vec![]);
        store.write(move |tx| job::revive(tx, "lz", dead.id, now)).await.unwrap();
        assert_eq!(claim(&store, "a", now).await[0].attempts, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_crashes_its_worker_every_time_is_dead_too() {
    each_engine(async |store| {
        enqueue(&store, NewJob { most_attempts: 2, ..new_job(1) }).await;
        assert_eq!(claim(&store, "a", NOW).await.len(), 1);
        assert_eq!(claim(&store, "a", NOW + seconds(60)).await.len(), 1);
        assert_eq!(claim(&store, "a", NOW + seconds(120)).await.len(), 0);
        let dead = pending(&store).await.remove(0);
        assert_eq!(dead.state, State::Dead);
        assert!(dead.error.unwrap().contains("went away"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_waits_once_but_may_wait_while_its_twin_runs() {
    each_engine(async |store| {
        assert!(enqueue(&store, new_job(1).once("call 7")).await);
        assert!(!enqueue(&store, new_job(2).once("call 7")).await);
        assert!(enqueue(&store, new_job(3).once("call 8")).await);
        assert!(enqueue(&store, NewJob { association: "nx".into(), ..new_job(4).once("call 7") }).await);
        assert!(enqueue(&store, new_job(5)).await && enqueue(&store, new_job(6)).await);
        let running = claim(&store, "a", NOW).await;
        assert_eq!(running.len(), 5);
        assert!(enqueue(&store, new_job(7).once("call 7")).await);
        let first =
            running.into_iter().find(|job| job.payload["number"] == 1 && job.association == "lz").unwrap();
        let fate = store.write(move |tx| job::fail(tx, &first, NOW, "stumbled")).await;
        assert_eq!(fate, Ok(Fate::Superseded));
        let next = claim(&store, "a", NOW).await;
        assert_eq!(next.iter().map(|job| job.payload["number"].clone()).collect::<Vec<_>>(), [json!(7)]);
        let twin = new_job(7);
        let same_id = store.write(move |tx| job::enqueue(tx, &twin)).await;
        assert!(
            matches!(same_id, Err(StoreError::Duplicate { .. })),
            "an id is never taken twice: {same_id:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_sent_once_or_tried_again_until_given_up() {
    each_engine(async |store| {
        let message = |recipient: &str| Message {
            channel: "mail".into(),
            recipient: recipient.into(),
            payload: json!({ "template": "accepted" }),
        };
        let entry = Entry {
            association: "lz".into(),
            at: NOW,
            actor: Actor { kind: "system".into(), id: String::new(), name: "worker".into() },
            via: Via::Job,
            request_id: "r".into(),
            action: "application.accept".into(),
            subject: Subject::new("application", 1),
            before: None,
            after: None,
            events: Vec::new(),
            messages: vec![message("a@b.cn"), message("c@d.cn")],
        };
        store.write(move |tx| record(tx, entry.clone())).await.unwrap();
        let take = |now| store.write(move |tx| outbox::take(tx, now, LEASE, 10));
        let mut taken = take(NOW).await.unwrap();
        assert_eq!(
            taken.iter().map(|m| (m.seq, m.recipient.as_str())).collect::<Vec<_>>(),
            [(1, "a@b.cn"), (2, "c@d.cn")]
        );
        assert_eq!(take(NOW + seconds(59)).await, Ok(vec![]));
        let (second, first) = (taken.pop().unwrap(), taken.pop().unwrap());
        store.write(move |tx| outbox::sent(tx, &first, NOW)).await.unwrap();
        let mut now = NOW;
        let mut message = second;
        for attempt in 1..12 {
            let failing = message.clone();
            assert_eq!(failing.attempts, attempt);
            assert_eq!(store.write(move |tx| outbox::failed(tx, &failing, now, "refused")).await, Ok(true));
            now += SignedDuration::from_hours(4);
            message = take(now).await.unwrap().remove(0);
        }
        let stale = outbox::Outgoing { attempts: 11, ..message.clone() };
        let late = store.write(move |tx| outbox::sent(tx, &stale, now)).await;
        assert!(matches!(late, Err(StoreError::Conflict { .. })));
        assert_eq!(store.write(move |tx| outbox::failed(tx, &message, now, "refused")).await, Ok(false));
        assert_eq!(take(now + SignedDuration::from_hours(1000)).await, Ok(vec![]));
    })
    .await;
}
