//! What is prepared for an acceptance, forms that come again, the lists of acceptances and archives.

use kexiang_core::acceptance::{Paper, PaperKind, RowVerdict, State, Verdict};
use kexiang_core::project::State as Stage;
use kexiang_store::acceptance::{Draft, Filter};
use kexiang_store::archive::{Order, Place};
use kexiang_store::testing::each_engine;
use kexiang_store::{StoreError, acceptance, archive, project};

use crate::NOW;
use crate::life::{applied, conclusion, finding, founded};
use crate::project::id;

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_never_overwritten_by_an_older_page() {
    each_engine(async |store| {
        founded(&store).await;
        let read = || store.read(|tx| acceptance::draft(tx, "lz", id(1)));
        assert_eq!(read().await, Ok(Draft::default()));
        let paper =
            Paper {
                kind: PaperKind::Audit, name: "审计报告.pdf".into(), sha256: "a".repeat(64), size: 9
            };
        let draft = Draft {
            summary: "已完成".into(),
            words: [("events".to_owned(), "推迟一场".to_owned())].into(),
            papers: vec![paper],
            ..Draft::default()
        };
        let save =
            |d: Draft| store.write(move |tx| acceptance::save_draft(tx, "lz", id(1), &d, ("李敏", NOW)));
        assert_eq!(save(draft.clone()).await, Ok(()));
        let kept = Draft { saved: Some(("李敏".into(), NOW)), version: 1, ..draft.clone() };
        assert_eq!(read().await, Ok(kept.clone()));
        assert_eq!(save(kept.clone()).await, Ok(()));
        let older = save(kept).await;
        assert!(matches!(older, Err(StoreError::Conflict { .. })), "{older:?}");
        assert!(save(draft).await.is_err(), "as if nobody had saved");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_comes_again_is_looked_at_anew() {
    each_engine(async |store| {
        founded(&store).await;
        let verdicts = vec![RowVerdict { id: "report".into(), accepted: false, words: "缺页".into() }];
        let mut a = acceptance::Acceptance { verdicts, ..applied(7, 1) };
        let first = a.clone();
        store.write(move |tx| acceptance::insert(tx, &first)).await.expect("inserted");
        (a.substance, a.money) = (finding(11, true), finding(12, false));
        (a.state, a.reason) = (State::Returned, "请补签到表".into());
        let back = a.clone();
        store.write(move |tx| acceptance::update(tx, &back)).await.expect("returned");
        a.version = 2;
        let mut form = a.form.clone();
        form.summary = "补正后".into();
        let hash = form.hash().expect("canonical");
        a.hand_in_again((form, hash.clone()), "韦国强", NOW);
        let again = a.clone();
        store.write(move |tx| acceptance::update(tx, &again)).await.expect("handed in again");
        let found = store.read(|tx| acceptance::of_project(tx, "lz", id(1))).await.expect("read");
        let [kept] = found.as_slice() else { panic!("one round: {found:?}") };
        assert_eq!((kept.state, kept.reason.as_str()), (State::Applied, ""));
        assert_eq!((&kept.substance, &kept.money, kept.verdicts.len()), (&None, &None, 0));
        assert_eq!((kept.form_hash.as_str(), kept.applied_by.as_str()), (hash.as_str(), "韦国强"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn acceptances_are_listed_by_state_verdict_and_words() {
    each_engine(async |store| {
        founded(&store).await;
        store.write(|tx| acceptance::insert(tx, &applied(7, 1))).await.expect("inserted");
        let lines = |state: &str, verdict: &str, text: &str| {
            let filter = Filter { state: state.into(), verdict: verdict.into(), text: text.into() };
            store.read(move |tx| Ok::<_, StoreError>(acceptance::lines(tx, "lz", &filter, (0, 10))?.len()))
        };
        assert_eq!(lines("applied", "", "机械").await, Ok(1));
        assert_eq!(lines("returned", "", "").await, Ok(0));
        let mut end = applied(7, 1);
        (end.substance, end.money) = (finding(11, true), finding(12, true));
        (end.state, end.conclusion) = (State::Concluded, conclusion(13, Verdict::Failed));
        store.write(move |tx| acceptance::update(tx, &end)).await.expect("concluded");
        assert_eq!(lines("", "failed", "LZ-2026").await, Ok(1));
        assert_eq!(lines("", "passed", "").await, Ok(0));
        assert_eq!(lines("", "", "没有的话").await, Ok(0));
        let counts = store.read(|tx| acceptance::counts(tx, "lz")).await;
        assert_eq!(counts, Ok(vec![(State::Concluded, Some(Verdict::Failed), 1)]));
        assert_eq!(store.read(|tx| acceptance::counts(tx, "nx")).await, Ok(Vec::new()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_ordered_once_and_listed_by_where_it_stands() {
    each_engine(async |store| {
        founded(&store).await;
        let places = |place: Option<Place>| {
            store.read(move |tx| {
                let held = archive::holdings(tx, "lz", (place, ""), (0, 10))?;
                Ok::<_, StoreError>(held.iter().map(|h| h.place).collect::<Vec<_>>())
            })
        };
        assert_eq!(places(None).await, Ok(Vec::new()), "a project that runs is no matter of the archive");
        store
            .write(|tx| {
                let mut p = project::by_id(tx, "lz", id(1))?.expect("founded");
                p.state = Stage::Closed;
                project::update(tx, &p)
            })
            .await
            .expect("closed");
        assert_eq!(places(Some(Place::Open)).await, Ok(vec![Place::Open]));
        let order = Order { term: "30".into(), by: "覃莉".into(), at: NOW };
        let ordering = |o: Order| store.write(move |tx| archive::order(tx, "lz", id(1), &o));
        assert!(ordering(Order { term: "5".into(), ..order.clone() }).await.is_err(), "no such term");
        assert_eq!(ordering(order.clone()).await, Ok(()));
        assert!(ordering(order.clone()).await.is_err(), "twice");
        assert_eq!(store.read(|tx| archive::ordered(tx, "lz", id(1))).await, Ok(Some(order)));
        assert_eq!(places(Some(Place::Making)).await, Ok(vec![Place::Making]));
        assert_eq!(store.read(|tx| archive::counts(tx, "lz")).await, Ok(vec![(Place::Making, 1)]));
        store.write(|tx| archive::finish(tx, "lz", id(1))).await.expect("finished");
        assert_eq!(places(Some(Place::Sealed)).await, Ok(Vec::new()));
    })
    .await;
}
