//! The pool, panels, reviews, conflicts, selections and objections come back as they were written, on both engines.

use std::collections::BTreeMap;

use jiff::civil::date;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::publicity::{List, ObjectionState};
use kexiang_core::review::{
    Blind, Composition, ConflictKind, ExpertState, Kind, MemberState, PanelState, Rank, Relation, Rubric,
    Vote,
};
use kexiang_core::selection::{self as proposal, Line, Outcome};
use kexiang_store::expert::{self, Expert, Filter};
use kexiang_store::panel::{self, Member, Panel, Voted};
use kexiang_store::publicity::{self, Objection, Publicity};
use kexiang_store::review::{self, Conflict, Review};
use kexiang_store::selection::{self, Selection, Step};
use kexiang_store::testing::each_engine;
use kexiang_store::{StoreError, Tx};
use serde_json::json;

use crate::NOW;

fn id(n: i64) -> Id {
    Id::try_from(n).expect("a positive number")
}

fn person(n: i64, name: &str) -> Expert {
    Expert {
        id: id(n),
        account: Some(id(n + 1000)),
        name: name.into(),
        kinds: vec![Kind::Technical, Kind::Management],
        rank: Rank::Senior,
        title: "教授".into(),
        organisation: "广西科技大学".into(),
        former: vec!["柳州工学院".into()],
        region: "450203".into(),
        disciplines: vec!["工学/机械工程".into()],
        phone: "13707720001".into(),
        email: "a@example.cn".into(),
        state: ExpertState::Active,
        state_note: String::new(),
        relations: vec![Relation { kind: ConflictKind::Kin, name: "王明".into(), year: None }],
        bank: String::new(),
        joined_at: NOW,
        changed_at: NOW,
        version: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pool_is_found_by_words_kind_region_and_state() {
    each_engine(async |store| {
        let (a, mut b) = (person(1, "黄志明"), person(2, "艾力·买买提"));
        b.kinds = vec![Kind::Financial];
        b.region = "650100".into();
        b.account = None;
        b.organisation = "新疆大学".into();
        let (first, second) = (a.clone(), b.clone());
        store
            .write(move |tx| {
                expert::insert(tx, "lz", &first)?;
                expert::insert(tx, "lz", &second)
            })
            .await
            .expect("entered");
        let found = async |filter: Filter| {
            let names = move |tx: &mut Tx<'_>| {
                let rows = expert::page(tx, "lz", &filter, 50, 0)?;
                assert_eq!(expert::count(tx, "lz", &filter)?, rows.len() as i64);
                Ok::<_, StoreError>(rows.into_iter().map(|e| e.id.as_i64()).collect::<Vec<_>>())
            };
            let mut ids = store.read(names).await.expect("found");
            ids.sort_unstable();
            ids
        };
        assert_eq!(found(Filter::default()).await, [1, 2]);
        assert_eq!(found(Filter { text: "机械".into(), ..Filter::default() }).await, [1, 2]);
        assert_eq!(found(Filter { text: "广西".into(), ..Filter::default() }).await, [1]);
        assert_eq!(found(Filter { kind: "financial".into(), ..Filter::default() }).await, [2]);
        assert_eq!(found(Filter { kind: "technic".into(), ..Filter::default() }).await, [] as [i64; 0]);
        assert_eq!(found(Filter { region: "45".into(), ..Filter::default() }).await, [1]);
        let paused = Expert { state: ExpertState::Paused, state_note: "出国".into(), ..a.clone() };
        let written = paused.clone();
        store.write(move |tx| expert::update(tx, "lz", &written)).await.expect("changed");
        assert_eq!(found(Filter { state: "paused".into(), ..Filter::default() }).await, [1]);
        let read = store.read(|tx| expert::by_account(tx, "lz", id(1001))).await.expect("read");
        assert_eq!(read, Some(Expert { version: 2, ..paused }));
        let stale = store.write(move |tx| expert::update(tx, "lz", &a)).await;
        assert!(matches!(stale, Err(StoreError::Conflict { .. })));
        assert_eq!(store.read(|tx| expert::by_id(tx, "gd", id(1))).await, Ok(None));
    })
    .await;
}

fn group() -> Panel {
    Panel {
        association: "lz".into(),
        id: id(5),
        call: id(9),
        name: "第一评审组".into(),
        state: PanelState::Forming,
        blind: Blind::Double,
        rubric: Rubric::standard(),
        composition: Composition { kinds: Kind::ALL.to_vec(), ..Composition::default() },
        due_on: "2026-04-20".into(),
        rates: json!({}),
        meeting: json!({}),
        opened_at: None,
        revealed_at: None,
        made_by: "陈彤".into(),
        made_at: NOW,
        version: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_with_members_reviews_conflicts_and_votes() {
    each_engine(async |store| {
        let member = Member {
            panel: id(5),
            expert: id(1),
            state: MemberState::Invited,
            seat: Kind::Technical,
            chairs: true,
            half_days: 2,
            invited_at: NOW,
            invited_by: "陈彤".into(),
            answered_at: None,
            letter_at: None,
            letter_hash: String::new(),
            reason: String::new(),
        };
        let review = Review {
            panel: id(5),
            application: id(7),
            expert: id(1),
            state: "assigned".into(),
            scores: BTreeMap::from([("plan".to_owned(), 2_050)]),
            comment: "可行".into(),
            total: None,
            assigned_at: NOW,
            assigned_by: "陈彤".into(),
            saved_at: Some(NOW),
            submitted_at: None,
            reason: String::new(),
            reopened: 0,
            version: 1,
        };
        let conflict = Conflict {
            application: id(7),
            expert: id(2),
            kind: ConflictKind::Kin,
            with: "王明".into(),
            state: "suggested".into(),
            note: String::new(),
            decided_by: String::new(),
            decided_at: NOW,
        };
        let vote = Voted { application: id(7), expert: id(1), vote: Vote::Yes };
        let (m, r, c, v) = (member.clone(), review.clone(), conflict.clone(), vote.clone());
        store
            .write(move |tx| {
                panel::insert(tx, &group())?;
                panel::put_member(tx, "lz", &m)?;
                panel::put_member(tx, "lz", &Member { state: MemberState::Accepted, ..m.clone() })?;
                panel::add_application(tx, "lz", id(5), id(7), NOW)?;
                review::put(tx, "lz", &r)?;
                let begun = review::remove(tx, "lz", id(5), id(7), id(1));
                assert!(begun.is_err(), "begun reviews stay");
                review::put_conflict(tx, "lz", &c)?;
                panel::put_vote(tx, "lz", id(5), &Voted { vote: Vote::No, ..v.clone() }, NOW)?;
                panel::put_vote(tx, "lz", id(5), &v, NOW)
            })
            .await
            .expect("written");
        store
            .read(move |tx| {
                assert_eq!(panel::by_id(tx, "lz", id(5), false)?, Some(group()));
                assert_eq!(panel::all(tx, "lz")?.len(), 1);
                assert_eq!(
                    panel::members(tx, "lz", id(5))?,
                    [Member { state: MemberState::Accepted, ..member.clone() }]
                );
                assert_eq!(panel::memberships(tx, "lz", id(1))?.len(), 1);
                assert_eq!(panel::of_application(tx, "lz", id(7))?, Some(id(5)));
                assert_eq!(review::of_panel(tx, "lz", id(5))?, std::slice::from_ref(&review));
                assert_eq!(review::of_expert(tx, "lz", id(1))?, std::slice::from_ref(&review));
                assert_eq!(review::of_expert(tx, "lz", id(2))?, []);
                assert_eq!(review::conflicts(tx, "lz", id(5))?, std::slice::from_ref(&conflict));
                assert_eq!(panel::votes(tx, "lz", id(5))?, std::slice::from_ref(&vote));
                Ok::<_, StoreError>(())
            })
            .await
            .expect("read");
        let other = store.write(|tx| panel::add_application(tx, "lz", id(6), id(7), NOW)).await;
        assert!(other.is_err(), "an application lies in one panel");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn selections_lists_and_objections_are_kept() {
    each_engine(async |store| {
        let selection = Selection {
            association: "lz".into(),
            id: id(3),
            call: id(9),
            title: "立项建议".into(),
            state: proposal::State::Draft,
            money: Some(Fen(20_000_000)),
            note: String::new(),
            record: String::new(),
            body_hash: String::new(),
            made_by: "陈彤".into(),
            made_at: NOW,
            signed_at: None,
            version: 1,
        };
        let line = |n: i64, place, score| Line {
            application: id(n),
            type_code: "2026-1".into(),
            tier: String::new(),
            score,
            place,
            applied: Fen(2_000_000),
            outcome: Outcome::Open,
            amount: Fen(0),
            reason: String::new(),
        };
        let list = List {
            title: "公示".into(),
            basis: "柳科协字〔2026〕5号".into(),
            record: "3号".into(),
            starts_on: date(2026, 4, 28),
            ends_on: date(2026, 5, 7),
            days: 5,
            contact: "机关纪委".into(),
            changes: String::new(),
            rows: Vec::new(),
        };
        let public = Publicity {
            association: "lz".into(),
            id: id(4),
            call: id(9),
            selection: id(3),
            state: "running".into(),
            hash: list.hash().expect("canonical").to_string(),
            list,
            supersedes: None,
            published_by: "陈彤".into(),
            published_at: NOW,
        };
        let objection = Objection {
            association: "lz".into(),
            id: id(6),
            kind: "objection".into(),
            number: "YY-2026-0001".into(),
            publicity: Some(id(4)),
            application: id(7),
            sealed: "xx".into(),
            state: ObjectionState::Received,
            handler: None,
            handler_name: String::new(),
            finding: String::new(),
            ruling: String::new(),
            received_at: NOW,
            closed_at: None,
            version: 1,
        };
        let (s, p, o) = (selection.clone(), public.clone(), objection.clone());
        store
            .write(move |tx| {
                selection::insert(tx, &s)?;
                selection::put_lines(tx, "lz", id(3), &[line(8, 0, None)])?;
                selection::put_lines(tx, "lz", id(3), &[line(8, 0, None), line(7, 1, Some(9_000))])?;
                let step = Step {
                    command: "hand-up".into(),
                    account: Some(id(1)),
                    name: "陈彤".into(),
                    reason: String::new(),
                    at: NOW,
                };
                selection::add_step(tx, "lz", id(3), &step)?;
                publicity::insert(tx, &p)?;
                publicity::insert_objection(tx, &o)
            })
            .await
            .expect("written");
        let (s, p, o) = (selection.clone(), public.clone(), objection.clone());
        store
            .read(move |tx| {
                assert_eq!(selection::by_id(tx, "lz", id(3))?, Some(s.clone()));
                assert_eq!(selection::lines(tx, "lz", id(3))?, [line(7, 1, Some(9_000)), line(8, 0, None)]);
                assert_eq!(selection::steps(tx, "lz", id(3))?.len(), 1);
                assert_eq!(publicity::by_id(tx, "lz", id(4), false)?, Some(p.clone()));
                assert_eq!(publicity::objection(tx, "lz", id(6))?, Some(o.clone()));
                assert!(publicity::is_contested(tx, "lz", id(7))?);
                assert!(!publicity::is_contested(tx, "lz", id(8))?);
                Ok::<_, StoreError>(())
            })
            .await
            .expect("read");
        let dismissed =
            Objection { state: ObjectionState::Dismissed, closed_at: Some(NOW), ..objection.clone() };
        store.write(move |tx| publicity::update_objection(tx, &dismissed)).await.expect("settled");
        assert_eq!(store.read(|tx| publicity::is_contested(tx, "lz", id(7))).await, Ok(false));
        let stale = store.write(move |tx| publicity::update_objection(tx, &objection)).await;
        assert!(matches!(stale, Err(StoreError::Conflict { .. })));
    })
    .await;
}
