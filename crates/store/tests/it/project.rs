//! Projects keep what they were founded with, once per application and number.

use jiff::civil::date;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::project::{Frozen, Project, State, Target};
use kexiang_store::project::{self, Step};
use kexiang_store::testing::each_engine;
use kexiang_store::{StoreError, Tx};
use serde_json::json;

use crate::NOW;

pub(crate) fn id(n: i64) -> Id {
    Id::try_from(n).expect("a positive number")
}

pub(crate) fn sample(n: i64) -> Project {
    Project {
        association: "lz".into(),
        id: id(n),
        number: format!("LZ-2026-{n:03}"),
        call: id(2),
        call_version: 1,
        type_code: "2026-1".into(),
        tier: String::new(),
        organisation: id(3),
        organisation_name: "柳州市机械工程学会".into(),
        application: id(n + 100),
        title: "专家走基层".into(),
        leader: "艾力·买买提".into(),
        amount: Fen(1_500_000),
        state: State::Approved,
        hold: String::new(),
        founded_at: NOW,
        completes_on: Some(date(2026, 12, 31)),
        frozen: Frozen {
            content: json!({ "answers": { "budget": [{ "category": "a", "sums": { "grant": 1_500_000 } }] } }),
            content_hash: "0".repeat(64),
            version_code: "3F2A9-0B71C".into(),
            targets: vec![Target {
                id: "events".into(),
                name: "活动".into(),
                mark: None,
                promise: "3".into(),
                alternatives: 0,
            }],
            budget: Vec::new(),
            applied: Fen(2_000_000),
            other: Fen(0),
            publicity_hash: "1".repeat(64),
        },
        frozen_hash: "2".repeat(64),
        changed_at: NOW,
        version: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_comes_back_as_it_was_founded() {
    each_engine(async |store| {
        let founded = sample(1);
        let p = founded.clone();
        store.write(move |tx| project::insert(tx, &p)).await.expect("founded");
        let read = |tx: &mut Tx<'_>| {
            Ok::<_, StoreError>((
                project::by_id(tx, "lz", id(1))?,
                project::of_application(tx, "lz", id(101))?,
                project::of_call(tx, "lz", id(2))?.len(),
                project::of_organisation(tx, "lz", id(3))?.len(),
                project::by_id(tx, "gd", id(1))?,
            ))
        };
        let found = store.read(read).await.expect("read");
        assert_eq!(found, (Some(founded.clone()), Some(founded), 1, 1, None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_becomes_one_project_and_a_number_is_given_once() {
    each_engine(async |store| {
        store.write(|tx| project::insert(tx, &sample(1))).await.expect("founded");
        let again = Project { id: id(7), number: "LZ-2026-007".into(), ..sample(1) };
        assert!(store.write(move |tx| project::insert(tx, &again)).await.is_err(), "same application");
        let same_number = Project { number: "LZ-2026-001".into(), ..sample(2) };
        assert!(store.write(move |tx| project::insert(tx, &same_number)).await.is_err(), "same number");
        let nothing = Project { amount: Fen(0), ..sample(3) };
        assert!(store.write(move |tx| project::insert(tx, &nothing)).await.is_err(), "no money");
        let n = store.read(|tx| Ok::<_, StoreError>(project::of_call(tx, "lz", id(2))?.len())).await;
        assert_eq!(n, Ok(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_by_somebody_else_is_not_overwritten() {
    each_engine(async |store| {
        store.write(|tx| project::insert(tx, &sample(1))).await.expect("founded");
        let first = Project { state: State::Contracted, hold: "异议核查".into(), ..sample(1) };
        let step = Step {
            command: "sign-contract".into(),
            from: State::Approved,
            to: State::Contracted,
            reason: String::new(),
            actor: "陈彤".into(),
            at: NOW,
        };
        let (written, s) = (first.clone(), step.clone());
        let change = move |tx: &mut Tx<'_>| {
            project::update(tx, &written)?;
            project::add_step(tx, "lz", id(1), id(50), &s)
        };
        store.write(change).await.expect("changed");
        let stale = store.write(|tx| project::update(tx, &sample(1))).await;
        assert!(matches!(stale, Err(StoreError::Conflict { .. })), "{stale:?}");
        let found = store.read(|tx| project::by_id(tx, "lz", id(1))).await.expect("read");
        assert_eq!(found, Some(Project { version: 2, ..first }));
        assert_eq!(store.read(|tx| project::steps(tx, "lz", id(1))).await, Ok(vec![step]));
    })
    .await;
}
