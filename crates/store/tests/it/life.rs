//! The life of a project is kept on both engines, with the invariants in the database.

use jiff::civil::date;
use kexiang_core::acceptance::{Form, Money, RowVerdict, State as AcceptanceState, Verdict};
use kexiang_core::achievement::{Achievement, State as AchievementState};
use kexiang_core::activity::{Activity, Attendance, Evidence, Mode, SignIn, State as ActivityState};
use kexiang_core::inspection::{Draw, Kind, State as InspectionState};
use kexiang_core::money::Fen;
use kexiang_core::warning::{Level, Subject};
use kexiang_store::acceptance::{self, Acceptance, Conclusion, Finding};
use kexiang_store::activity::{self, Counted, Kept};
use kexiang_store::archive::{self, Archive};
use kexiang_store::inspection::{self, Inspection};
use kexiang_store::testing::each_engine;
use kexiang_store::{Store, StoreError, Tx, achievement, params, project, sql};
use serde_json::json;

use crate::NOW;
use crate::project::{id, sample};

pub async fn founded(store: &Store) {
    store.write(|tx| project::insert(tx, &sample(1))).await.expect("founded");
}

fn lecture(n: i64) -> Kept {
    Kept {
        association: "lz".into(),
        project: id(1),
        activity: Activity {
            id: id(n),
            title: "低空经济讲座".into(),
            form: "讲座".into(),
            counts_for: vec!["lecture".into()],
            starts_on: date(2026, 6, 10),
            ends_on: date(2026, 6, 11),
            mode: Mode::Both,
            region: "450200".into(),
            place: "会展中心".into(),
            organisations: Vec::new(),
            experts: Vec::new(),
            talks: Vec::new(),
            attendance: Attendance { on_site: 60, daily: 110, on_line: 5 },
            evidence: Vec::new(),
            filings: Vec::new(),
            state: ActivityState::Held,
        },
        counted: Counted::Sheet,
        token: format!("token-{n}"),
        reason: String::new(),
        entered_by: "李敏".into(),
        entered_at: NOW,
        changed_at: NOW,
        version: 1,
    }
}

fn file(slot: &str, digit: &str) -> Evidence {
    Evidence {
        slot: slot.into(),
        name: "签到表.pdf".into(),
        sha256: digit.repeat(64),
        labels: vec!["标注".into()],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activity_comes_back_with_its_evidence_and_its_sheet() {
    each_engine(async |store| {
        founded(&store).await;
        let row = |name: &str, phone: &str| SignIn {
            day: date(2026, 6, 10),
            name: name.into(),
            organisation: "甲学会".into(),
            phone: phone.into(),
            on_site: true,
            at: NOW,
        };
        let (zhang, wang) = (row("张", "18276735671"), row("王", ""));
        let mut kept = lecture(7);
        let (k, z, w) = (kept.clone(), zhang.clone(), wang.clone());
        let signed = store
            .write(move |tx| {
                activity::insert(tx, &k)?;
                activity::add_evidence(tx, "lz", id(7), &file("签到表", "a"), ("李敏", NOW))?;
                let mut signed = Vec::new();
                for r in [&z, &w, &z] {
                    signed.push(activity::sign_in(tx, "lz", id(7), r)?);
                }
                Ok::<_, StoreError>(signed)
            })
            .await;
        assert_eq!(signed, Ok(vec![true, true, false]), "once a day");
        kept.activity.evidence = vec![file("签到表", "a")];
        let read = |tx: &mut Tx<'_>| {
            Ok::<_, StoreError>((
                activity::by_id(tx, "lz", id(7))?,
                activity::of_project(tx, "lz", id(1))?,
                activity::by_token(tx, "lz", "token-7")?.map(|k| k.activity.id),
                activity::by_token(tx, "gd", "token-7")?,
                activity::sheet(tx, "lz", id(7))?.len(),
            ))
        };
        let found = store.read(read).await.expect("read");
        assert_eq!(found, (Some(kept.clone()), vec![kept], Some(id(7)), None, 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_impossible_activities_and_double_evidence() {
    each_engine(async |store| {
        founded(&store).await;
        store.write(|tx| activity::insert(tx, &lecture(7))).await.expect("entered");
        let refused = async |k: Kept, why: &str| {
            assert!(store.write(move |tx| activity::insert(tx, &k)).await.is_err(), "{why}");
        };
        let mut backwards = lecture(8);
        backwards.activity.ends_on = date(2026, 6, 9);
        refused(backwards, "it ends before it begins").await;
        let mut silent = lecture(8);
        silent.activity.state = ActivityState::Rejected;
        refused(silent, "not counted without a reason").await;
        refused(Kept { token: "token-7".into(), ..lecture(8) }, "the same code at two doors").await;
        refused(Kept { project: id(2), ..lecture(8) }, "no such project").await;
        let add = |digit: &'static str| {
            store
                .write(move |tx| activity::add_evidence(tx, "lz", id(7), &file("照片", digit), ("李敏", NOW)))
        };
        assert_eq!(add("b").await, Ok(()));
        assert!(add("b").await.is_err(), "the same bytes in the same slot");
        let mut stale = lecture(7);
        stale.version = 9;
        let stale = store.write(move |tx| activity::update(tx, &stale)).await;
        assert!(matches!(stale, Err(StoreError::Conflict { .. })), "{stale:?}");
        let gone = store
            .write(|tx| {
                activity::remove_evidence(tx, "lz", id(7), ("照片", &"b".repeat(64)))?;
                activity::evidence(tx, "lz", id(7))
            })
            .await;
        assert_eq!(gone, Ok(Vec::new()));
    })
    .await;
}

fn report(n: i64, sha: &str) -> achievement::Kept {
    let mut a = Achievement::new(id(n), "总结报告", date(2026, 6, 20));
    a.counts_for = vec!["report".into()];
    a.file = ("总结.docx".into(), sha.repeat(64));
    achievement::Kept {
        association: "lz".into(),
        project: id(1),
        achievement: a,
        reason: String::new(),
        entered_by: "李敏".into(),
        entered_at: NOW,
        changed_at: NOW,
        version: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_handed_in_once_unless_the_first_is_replaced() {
    each_engine(async |store| {
        founded(&store).await;
        let insert = |k: achievement::Kept| store.write(move |tx| achievement::insert(tx, &k));
        assert_eq!(insert(report(7, "a")).await, Ok(()));
        assert!(insert(report(8, "a")).await.is_err(), "the same file");
        let mut share = report(8, "b");
        (share.achievement.number, share.achievement.whole) = (5, Some(4));
        assert!(insert(share).await.is_err(), "a part greater than its whole");
        let mut replaced = report(7, "a");
        replaced.achievement.state = AchievementState::Replaced;
        store.write(move |tx| achievement::update(tx, &replaced)).await.expect("replaced");
        assert_eq!(insert(report(9, "a")).await, Ok(()));
        let all = store.read(|tx| achievement::of_project(tx, "lz", id(1))).await.expect("read");
        let states: Vec<_> = all.iter().map(|k| (k.achievement.id, k.achievement.state, k.version)).collect();
        let expected = [(id(7), AchievementState::Replaced, 2), (id(9), AchievementState::Reported, 1)];
        assert_eq!(states, expected);
        assert_eq!(store.read(|tx| achievement::by_id(tx, "lz", id(9))).await, Ok(Some(report(9, "a"))));
    })
    .await;
}

fn inspection_of(n: i64, kind: Kind, draw: Option<i64>) -> Inspection {
    Inspection {
        association: "lz".into(),
        id: id(n),
        project: id(1),
        kind,
        state: InspectionState::Planned,
        draw: draw.map(id),
        basis: if kind == Kind::Risk { "逾期".into() } else { String::new() },
        planned_on: date(2026, 9, 1),
        report: serde_json::Value::Null,
        items: Vec::new(),
        remedy_due: None,
        answer: String::new(),
        finding: String::new(),
        planned_by: "韦颖".into(),
        planned_at: NOW,
        changed_at: NOW,
        version: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l10_a_draw_is_revealed_once_and_inspections_keep_their_words() {
    each_engine(async |store| {
        founded(&store).await;
        let draw = Draw {
            id: id(50),
            commitment: "c".repeat(64),
            seed: String::new(),
            pool: vec!["LZ-2026-001".into()],
            take: 1,
            drawn: Vec::new(),
        };
        let d = draw.clone();
        store.write(move |tx| inspection::commit_draw(tx, "lz", &d, ("韦颖", NOW))).await.expect("committed");
        let revealed = Draw { seed: "骰子".into(), drawn: vec!["LZ-2026-001".into()], ..draw };
        let later = NOW.checked_add(jiff::Span::new().minutes(1)).expect("a moment");
        let reveal = |at| {
            let d = revealed.clone();
            store.write(move |tx| inspection::reveal_draw(tx, "lz", &d, at))
        };
        assert!(reveal(NOW).await.is_err(), "at the moment of the commitment");
        assert_eq!(reveal(later).await, Ok(()));
        assert!(reveal(later).await.is_err(), "twice");
        assert_eq!(store.read(|tx| inspection::draws(tx, "lz")).await, Ok(vec![revealed.clone()]));

        let insert = |i: Inspection| store.write(move |tx| inspection::insert(tx, &i));
        assert!(insert(inspection_of(7, Kind::Draw, None)).await.is_err(), "drawn without a draw");
        assert!(insert(inspection_of(7, Kind::Draw, Some(51))).await.is_err(), "no such draw");
        assert_eq!(insert(inspection_of(7, Kind::Draw, Some(50))).await, Ok(()));
        assert!(insert(inspection_of(8, Kind::Draw, Some(50))).await.is_err(), "drawn twice");
        let silent = Inspection { basis: String::new(), ..inspection_of(9, Kind::Risk, None) };
        assert!(insert(silent).await.is_err(), "a risk without words");
        assert_eq!(insert(inspection_of(9, Kind::MidTerm, None)).await, Ok(()));
        assert!(insert(inspection_of(10, Kind::MidTerm, None)).await.is_err(), "two mid-terms at once");

        let update = |i: Inspection| store.write(move |tx| inspection::update(tx, &i));
        let bare = Inspection { state: InspectionState::Remedy, ..inspection_of(7, Kind::Draw, Some(50)) };
        assert!(update(bare.clone()).await.is_err(), "a remedy of nothing");
        let ordered =
            Inspection { items: vec!["补签到表".into()], remedy_due: Some(date(2026, 9, 15)), ..bare };
        assert_eq!(update(ordered.clone()).await, Ok(()));
        let passed = Inspection { state: InspectionState::Passed, version: 2, ..ordered.clone() };
        assert!(update(passed.clone()).await.is_err(), "passed without a finding");
        let kept = store.read(|tx| inspection::by_id(tx, "lz", id(7))).await;
        assert_eq!(kept, Ok(Some(Inspection { version: 2, ..ordered })));
        assert_eq!(store.read(|tx| Ok::<_, StoreError>(inspection::open(tx, "lz")?.len())).await, Ok(2));
        let passed = Inspection { finding: "已整改".into(), ..passed };
        assert_eq!(update(passed).await, Ok(()));
        assert_eq!(store.read(|tx| Ok::<_, StoreError>(inspection::open(tx, "lz")?.len())).await, Ok(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warning_is_remembered_with_its_step() {
    each_engine(async |store| {
        founded(&store).await;
        let due = date(2026, 12, 31);
        for level in [Level::Within(30), Level::Overdue(2)] {
            let remember = move |tx: &mut Tx<'_>| {
                inspection::remember_warning(tx, "lz", id(1), (&Subject::Completion, due, level), NOW)
            };
            store.write(remember).await.expect("remembered");
            let warned = store.read(|tx| inspection::warned(tx, "lz", id(1))).await;
            assert_eq!(warned, Ok(vec![(Subject::Completion, due, level)]));
        }
    })
    .await;
}

pub fn applied(n: i64, round: i64) -> Acceptance {
    let form = Form {
        number: "LZ-2026-001".into(),
        title: "专家走基层".into(),
        organisation: "柳州市机械工程学会".into(),
        leader: "艾力·买买提".into(),
        term: (date(2026, 5, 6), date(2026, 12, 31)),
        summary: "按合同完成".into(),
        rows: Vec::new(),
        activities: Vec::new(),
        money: Money { approved: Fen(1_500_000), ..Money::default() },
        completion: 10_000,
        papers: Vec::new(),
    };
    Acceptance {
        association: "lz".into(),
        id: id(n),
        project: id(1),
        round,
        state: AcceptanceState::Applied,
        form_hash: form.hash().expect("canonical"),
        form,
        applied_by: "李敏".into(),
        applied_at: NOW,
        verdicts: Vec::new(),
        substance: None,
        money: None,
        reason: String::new(),
        conclusion: None,
        version: 1,
    }
}

pub fn finding(by: i64, in_order: bool) -> Option<Finding> {
    Some(Finding { by: id(by), name: "某人".into(), in_order, words: "账目清楚".into(), at: NOW })
}

pub fn conclusion(by: i64, verdict: Verdict) -> Option<Conclusion> {
    Some(Conclusion { verdict, basis_points: 10_000, by: id(by), name: "某人".into(), at: NOW })
}

#[tokio::test(flavor = "multi_thread")]
async fn three_people_conclude_and_what_is_concluded_stays() {
    each_engine(async |store| {
        founded(&store).await;
        let insert = |a: Acceptance| store.write(move |tx| acceptance::insert(tx, &a));
        let update = |a: Acceptance| store.write(move |tx| acceptance::update(tx, &a));
        assert_eq!(insert(applied(7, 1)).await, Ok(()));
        assert!(insert(applied(8, 2)).await.is_err(), "two at once");
        let verdicts = vec![RowVerdict { id: "report".into(), accepted: true, words: String::new() }];
        let one = Acceptance { verdicts, substance: finding(11, true), ..applied(7, 1) };
        assert_eq!(update(one.clone()).await, Ok(()));
        let same = Acceptance { money: finding(11, true), version: 2, ..one.clone() };
        assert!(update(same).await.is_err(), "substance and money by one person");
        let both = Acceptance { money: finding(12, false), version: 2, ..one };
        assert_eq!(update(both.clone()).await, Ok(()));
        let end = |by, verdict, money| Acceptance {
            state: AcceptanceState::Concluded,
            money,
            conclusion: conclusion(by, verdict),
            version: 3,
            ..both.clone()
        };
        assert!(
            update(end(11, Verdict::Failed, finding(12, false))).await.is_err(),
            "concluded by who checked"
        );
        assert!(update(end(13, Verdict::Passed, finding(12, false))).await.is_err(), "money not in order");
        let open = Acceptance { conclusion: None, ..end(13, Verdict::Failed, finding(12, false)) };
        assert!(update(open).await.is_err(), "concluded by nobody");
        let last = end(13, Verdict::Passed, finding(12, true));
        assert_eq!(update(last.clone()).await, Ok(()));
        let later =
            Acceptance { state: AcceptanceState::Applied, conclusion: None, version: 4, ..last.clone() };
        let later = update(later).await;
        assert!(matches!(later, Err(StoreError::Conflict { .. })), "{later:?}");
        assert_eq!(insert(applied(8, 2)).await, Ok(()), "another round");
        let all = store.read(|tx| acceptance::of_project(tx, "lz", id(1))).await;
        assert_eq!(all, Ok(vec![Acceptance { version: 4, ..last }, applied(8, 2)]));
        let open = store.read(|tx| acceptance::in_state(tx, "lz", AcceptanceState::Applied)).await;
        assert_eq!(open, Ok(vec![applied(8, 2)]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_sealed_once_for_good() {
    each_engine(async |store| {
        founded(&store).await;
        let package = Archive {
            project: id(1),
            number: "LZ-2026-KX-001".into(),
            package: "d".repeat(64),
            manifest: "e".repeat(64),
            files: 12,
            bytes: 34_567,
            term: "30".into(),
            report: json!({ "checks": [] }),
            sealed_by: "覃莉".into(),
            sealed_at: NOW,
        };
        let seal = |a: Archive| store.write(move |tx| archive::seal(tx, "lz", &a));
        assert!(seal(Archive { term: "5".into(), ..package.clone() }).await.is_err(), "no such term");
        assert_eq!(seal(package.clone()).await, Ok(()));
        assert!(seal(package.clone()).await.is_err(), "twice");
        for forged in [
            sql!("update archive set files = 1 where files = 12"),
            sql!("delete from archive where files = 12"),
        ] {
            assert!(store.write(move |tx| tx.exec(forged, params![])).await.is_err());
        }
        let found = store
            .read(|tx| Ok::<_, StoreError>((archive::of_project(tx, "lz", id(1))?, archive::all(tx, "lz")?)))
            .await;
        assert_eq!(found, Ok((Some(package.clone()), vec![package])));
    })
    .await;
}
