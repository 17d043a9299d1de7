//! Limits that hold, numbers without gaps, rates, repeated requests: under concurrency.

use jiff::SignedDuration;
use kexiang_store::bucket::{self, Rate};
use kexiang_store::idempotency::{self, Remembered};
use kexiang_store::quota::{self, Take};
use kexiang_store::testing::each_engine;
use kexiang_store::{Store, StoreError, Tx, counter, params, sql};
use serde_json::json;

use crate::NOW;

/// A submission: takes a place and writes a row, or neither. Every seventh stumbles after both.
fn submit(tx: &mut Tx<'_>, key: &str, number: i64, limit: i64) -> Result<bool, StoreError> {
    if let Take::Full { used } = quota::take(tx, "lz", "call 7", key, limit)? {
        assert_eq!(used, limit, "full means full");
        return Ok(false);
    }
    let insert = sql!("insert into setting (name, value, changed_at) values ($1, $2, 1)");
    tx.execute_one(insert, params![format!("{key}/{number}"), key])?;
    if number % 7 == 0 { Err(StoreError::File("stumbled".into())) } else { Ok(true) }
}

/// 64 tasks with `rounds` submissions each on `keys` units; proves used == rows == limit for each.
async fn storm(store: &Store, keys: i64, rounds: i64, limit: i64) {
    let tasks = (0..64_i64).map(|task| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut taken = 0;
            for round in 0..rounds {
                let number = task * rounds + round;
                let key = format!("unit {}", number % keys);
                match store.write(move |tx| submit(tx, &key, number, limit)).await {
                    Ok(true) => taken += 1,
                    Ok(false) => {}
                    Err(error) => assert_eq!(error, StoreError::File("stumbled".into())),
                }
            }
            taken
        })
    });
    let taken: i64 = futures::future::join_all(tasks).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(taken, keys * limit);
    let rows = store.read(|tx| {
        let statement = sql!(
            "select quota.key, quota.used, count(setting.name) as n
             from quota left join setting on setting.value = quota.key group by quota.key, quota.used order by quota.key"
        );
        let rows = tx.all(statement, params![])?;
        rows.iter().map(|row| Ok((row.int("used")?, row.int("n")?))).collect::<Result<Vec<_>, StoreError>>()
    });
    assert_eq!(rows.await.unwrap(), vec![(limit, limit); usize::try_from(keys).unwrap()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hard_limit_on_one_unit_holds_in_a_storm() {
    each_engine(async |store| storm(&store, 1, 4, 50).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hard_limits_on_many_units_hold_in_a_storm() {
    each_engine(async |store| storm(&store, 20, 10, 3).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_given_back_can_be_taken_again_and_none_can_be_given_twice() {
    each_engine(async |store| {
        let take = |limit| store.write(move |tx| quota::take(tx, "lz", "s", "k", limit));
        assert_eq!(take(0).await, Ok(Take::Full { used: 0 }));
        assert_eq!(take(1).await, Ok(Take::Taken { used: 1 }));
        assert_eq!(take(1).await, Ok(Take::Full { used: 1 }));
        assert_eq!(store.write(|tx| quota::take(tx, "nx", "s", "k", 1)).await, Ok(Take::Taken { used: 1 }));
        let back = || store.write(|tx| quota::give_back(tx, "lz", "s", "k"));
        assert_eq!(back().await, Ok(()));
        assert!(matches!(back().await, Err(StoreError::Conflict { .. })));
        assert_eq!(store.read(|tx| quota::used(tx, "lz", "s", "k")).await, Ok(0));
        assert_eq!(take(1).await, Ok(Take::Taken { used: 1 }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_have_no_gaps_though_transactions_fail() {
    each_engine(async |store| {
        let tasks = (0..90).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let outcome: Result<i64, StoreError> = store
                    .write(move |tx| {
                        let given = counter::next(tx, "lz", "受理 2026")?;
                        if number % 3 == 0 { Err(StoreError::File("refused".into())) } else { Ok(given) }
                    })
                    .await;
                outcome.ok()
            })
        });
        let given = futures::future::join_all(tasks).await.into_iter().filter_map(Result::unwrap);
        let mut given: Vec<i64> = given.collect();
        given.sort_unstable();
        assert_eq!(given, (1..=60).collect::<Vec<_>>());
        assert_eq!(store.read(|tx| counter::last(tx, "lz", "受理 2026")).await, Ok(60));
        assert_eq!(store.read(|tx| counter::last(tx, "lz", "受理 2027")).await, Ok(0));
        assert_eq!(store.write(|tx| counter::next(tx, "nx", "受理 2026")).await, Ok(1));
    })
    .await;
}

fn ms(number: i64) -> SignedDuration {
    SignedDuration::from_millis(number)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_lets_a_burst_through_and_then_one_per_interval() {
    let rate = Rate { burst: 3, interval: SignedDuration::from_secs(7) };
    each_engine(async |store| {
        let take =
            |after: i64| store.write(move |tx| bucket::take(tx, "", "login 10.0.0.1", rate, NOW + ms(after)));
        for _ in 0..3 {
            assert_eq!(take(0).await, Ok(bucket::Verdict::Allowed));
        }
        assert_eq!(take(0).await, Ok(bucket::Verdict::Limited { until: NOW + ms(7000) }));
        assert_eq!(take(6999).await, Ok(bucket::Verdict::Limited { until: NOW + ms(7000) }));
        assert_eq!(take(7000).await, Ok(bucket::Verdict::Allowed));
        assert_eq!(take(-60_000).await, Ok(bucket::Verdict::Limited { until: NOW + ms(14_000) }));
        assert_eq!(take(14_000).await, Ok(bucket::Verdict::Allowed));
        assert_eq!(take(1_000_000).await, Ok(bucket::Verdict::Allowed));
        let other = store.write(move |tx| bucket::take(tx, "", "login 10.0.0.2", rate, NOW));
        assert_eq!(other.await, Ok(bucket::Verdict::Allowed));
        assert_eq!(store.write(|tx| bucket::purge(tx, NOW + ms(1))).await, Ok(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_holds_for_many_at_once() {
    let rate = Rate { burst: 5, interval: SignedDuration::from_secs(1) };
    each_engine(async |store| {
        let tasks = (0..40).map(|_| {
            let store = store.clone();
            tokio::spawn(
                async move { store.write(move |tx| bucket::take(tx, "", "k", rate, NOW)).await.unwrap() },
            )
        });
        let verdicts = futures::future::join_all(tasks).await.into_iter().map(Result::unwrap);
        assert_eq!(verdicts.filter(|verdict| *verdict == bucket::Verdict::Allowed).count(), 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_is_carried_out_once() {
    each_engine(async |store| {
        let tasks = (0..16).map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                let body = move |tx: &mut Tx<'_>| {
                    let known = idempotency::remember(tx, "lz", "key-1", "submit 7", NOW)?;
                    if known == Remembered::First {
                        let number = counter::next(tx, "lz", "submissions")?;
                        idempotency::answer(tx, "lz", "key-1", &json!({ "number": number, "task": task }))?;
                    }
                    Ok::<_, StoreError>(known)
                };
                store.write(body).await.unwrap()
            })
        });
        let known: Vec<_> = futures::future::join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(known.iter().filter(|known| **known == Remembered::First).count(), 1);
        let mut replays = known.iter().filter(|known| **known != Remembered::First);
        let first = replays.next().unwrap();
        assert!(matches!(first, Remembered::Replay(answer) if answer["number"] == 1));
        assert!(replays.all(|replay| replay == first));
        assert_eq!(store.read(|tx| counter::last(tx, "lz", "submissions")).await, Ok(1));
        let other = |association, fingerprint| {
            store.write(move |tx| idempotency::remember(tx, association, "key-1", fingerprint, NOW))
        };
        assert_eq!(other("lz", "submit 8").await, Ok(Remembered::Mismatch));
        assert_eq!(other("nx", "submit 8").await, Ok(Remembered::First));
        let again = store.write(|tx| idempotency::answer(tx, "lz", "key-1", &json!(2))).await;
        assert!(matches!(again, Err(StoreError::Conflict { .. })));
        assert_eq!(store.write(|tx| idempotency::purge(tx, NOW + SignedDuration::from_secs(1))).await, Ok(2));
    })
    .await;
}
