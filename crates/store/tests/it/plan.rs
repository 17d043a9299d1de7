//! Plans of who reviews what come back as they were written, on both engines; who handed in never seals.

use std::collections::BTreeSet;

use kexiang_core::id::Id;
use kexiang_core::review::{Edit, Plan, PlanState};
use kexiang_store::plan::{PlanRow, of_panel, put};
use kexiang_store::testing::each_engine;
use kexiang_store::{StoreError, Tx};

use crate::NOW;

fn id(n: i64) -> Id {
    Id::try_from(n).expect("a positive number")
}

fn row() -> PlanRow {
    let plan = Plan::beginning(BTreeSet::from([(id(1), id(11)), (id(2), id(12))]));
    PlanRow {
        panel: id(7),
        state: PlanState::Draft,
        plan: plan.edited(&Edit::Lock((id(1), id(11)))).expect("given"),
        edited_by: Some(id(900)),
        handed_by: None,
        handed_name: String::new(),
        handed_at: None,
        sealed_by: None,
        sealed_name: String::new(),
        sealed_at: None,
        hash: String::new(),
        reason: String::new(),
        version: 0,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_comes_back_and_is_sealed_by_another() {
    each_engine(async |store| {
        let read = |tx: &mut Tx<'_>| of_panel(tx, "lz", id(7));
        assert_eq!(store.read(read).await.expect("read"), None);
        let new = row();
        let written = new.clone();
        store.write(move |tx| put(tx, "lz", &written)).await.expect("written");
        let found = store.read(read).await.expect("read").expect("the plan");
        assert_eq!(found, PlanRow { version: 1, ..new });
        assert_eq!(store.read(|tx| of_panel(tx, "nx", id(7))).await.expect("read"), None);

        let handed = PlanRow {
            state: PlanState::HandedIn,
            handed_by: Some(id(900)),
            handed_name: "陈彤".into(),
            handed_at: Some(NOW),
            ..found.clone()
        };
        let sealed = |by: i64, version: i64| PlanRow {
            state: PlanState::Sealed,
            sealed_by: Some(id(by)),
            sealed_name: "韦国强".into(),
            sealed_at: Some(NOW),
            hash: "ab".into(),
            version,
            ..handed.clone()
        };
        let (first, own, other) = (handed.clone(), sealed(900, 2), sealed(901, 2));
        store.write(move |tx| put(tx, "lz", &first)).await.expect("handed in");
        let stale = found.clone();
        let error = store.write(move |tx| put(tx, "lz", &stale)).await.expect_err("read before");
        assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
        store.write(move |tx| put(tx, "lz", &own)).await.expect_err("sealed by who handed in");
        store.write(move |tx| put(tx, "lz", &other)).await.expect("sealed by another");
        let last = store.read(read).await.expect("read").expect("the plan");
        assert_eq!(last, PlanRow { version: 3, ..sealed(901, 2) });
    })
    .await;
}
