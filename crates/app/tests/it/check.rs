//! The formal check: items, overrides, defects told at once, decisions with their records.

use kexiang::actions::Failure;
use kexiang::actions::application::{give, manual};
use kexiang::actions::check::{self, Decision, Judgement, Mark};
use kexiang_core::application::State;
use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::Command;
use kexiang_core::organisation::OrganisationClass;
use kexiang_core::policy::OfficeRole;
use kexiang_core::refusal::Refusal;
use kexiang_store::check::Defect;
use kexiang_store::testing::each_engine;
use kexiang_store::{check as stored, organisation, snapshot};

use crate::office::{World, at, of_office};

const TYPE: &str = "2026-1";

fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn judgement(item: &str, verdict: &str, reason: &str) -> Judgement {
    Judgement { item: item.into(), verdict: verdict.into(), reason: reason.into() }
}

impl World {
    async fn judge_all(&self, id: Id, verdict: &str) {
        let officer = self.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let items =
            manual(&self.case(id).await).into_iter().map(|i| judgement(&i.id, verdict, "已核对")).collect();
        check::judge(&self.app, &officer, self.association(), id, items).await.expect("judged");
    }

    async fn decide(&self, id: Id, decision: Decision) -> Result<i64, Failure> {
        let officer = self.officer(OfficeRole::Officer, at(4, 1, 10, 0));
        check::decide(&self.app, &officer, self.association(), id, decision).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_passes_when_every_item_is_judged() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.submitted(TYPE, at(3, 30, 16, 41)).await;
        let open = refused(world.decide(id, Decision::Pass).await);
        assert_eq!(open.code, "items-open");
        world.judge_all(id, "met").await;
        let n = world.decide(id, Decision::Pass).await.expect("passed");
        assert_eq!((n, world.case(id).await.state()), (1, State::Ready));
        let again = refused(world.decide(id, Decision::Pass).await);
        assert_eq!(again.code, "wrong-state");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_soft_rule_is_set_aside_with_a_reason_only_and_the_record_prints_it() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let mut last = world.submitted(TYPE, at(3, 30, 9, 0)).await;
        for hour in [10, 11] {
            last = world.submitted(TYPE, at(3, 30, hour, 0)).await;
        }
        let case = world.case(last).await;
        assert_eq!(case.application.open_overrides, 1, "the third application of a unit (L03)");
        world.judge_all(last, "met").await;
        assert_eq!(refused(world.decide(last, Decision::Pass).await).code, "override-missing");
        let limit = world.programme.limits[0].id.clone();
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let judge = async |item: Judgement| {
            check::judge(&world.app, &officer, world.association(), last, vec![item]).await
        };
        let bare = refused(judge(judgement(&limit, "overridden", "  ")).await);
        assert_eq!((bare.code.as_str(), bare.at.as_deref()), ("reason-missing", Some(limit.as_str())));
        assert!(bare.clause.is_some_and(|c| c.says.contains("原则上不超过2个")));
        judge(judgement(&limit, "overridden", "前两项为县级联合项目")).await.expect("overridden");
        assert_eq!(world.case(last).await.application.open_overrides, 0);
        let n = world.decide(last, Decision::Pass).await.expect("passed");
        let (_, record) =
            check::record_of(&world.app, &officer, world.association(), last, n).await.expect("a record");
        let written = &record.body["overrides"][0];
        assert_eq!(written["id"], limit.as_str());
        assert_eq!(written["reason"], "前两项为县级联合项目");
        assert_eq!(written["by"], "陈彤");
        assert_eq!(ContentHash::of_value(&record.body).expect("canonical").to_string(), record.body_hash);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hard_rule_bars_and_cannot_be_set_aside() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.submitted(TYPE, at(3, 30, 16, 41)).await;
        let (association, society) = (world.association().to_owned(), world.society);
        let changed = world.app.store.write(move |tx| {
            let mut unit = organisation::by_id(tx, &association, society)?.expect("the society");
            unit.class = OrganisationClass::Other;
            organisation::update(tx, &unit, at(3, 31, 9, 0))
        });
        changed.await.expect("reclassified");
        world.judge_all(id, "met").await;
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let file = check::open(&world.app, &officer, world.association(), id).await.expect("a file");
        assert_eq!(file.line("applicants-1").map(|l| l.mark), Some(Mark::NotMet));
        let item = vec![judgement("applicants-1", "overridden", "领导同意")];
        let hard = refused(check::judge(&world.app, &officer, world.association(), id, item).await);
        assert_eq!(hard.code, "hard-rule");
        assert!(hard.clause.is_some(), "the refusal quotes the notice");
        let barred = refused(world.decide(id, Decision::Pass).await);
        assert_eq!(barred.code, "not-eligible");
        let refusal = Decision::Refuse { code: "not-eligible".into(), note: String::new() };
        world.decide(id, refusal).await.expect("refused");
        assert_eq!(world.case(id).await.state(), State::NotAccepted);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_names_all_defects_once_and_voids_the_print() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.submitted(TYPE, at(3, 30, 16, 41)).await;
        assert_eq!(refused(world.decide(id, Decision::Return).await).code, "defects-missing");
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let put =
            async |d: Vec<Defect>| check::put_defects(&world.app, &officer, world.association(), id, d).await;
        let field = world.case(id).await.form().fields[0].id.clone();
        let defect = |field: &str, demand: &str| Defect {
            field: field.into(),
            problem: "未写明备案计划".into(),
            clause: None,
            demand: demand.into(),
        };
        assert_eq!(refused(put(vec![defect("no-such-field", "请写明")]).await).code, "unknown-field");
        assert_eq!(refused(put(vec![defect(&field, " ")]).await).code, "defect-incomplete");
        put(vec![defect(&field, "请写明备案时间")]).await.expect("drafted");
        let item = vec![judgement("commitment", "not_met", "承诺书缺少公章")];
        check::judge(&world.app, &officer, world.association(), id, item).await.expect("judged");
        assert!(told(&world, id).await.is_empty(), "drafts are the office's own");
        let n = world.decide(id, Decision::Return).await.expect("returned");
        let told = told(&world, id).await;
        let problems: Vec<_> = told.iter().map(|d| d.problem.as_str()).collect();
        assert_eq!(problems, ["未写明备案计划", "承诺书缺少公章"]);
        let (case, record) =
            check::record_of(&world.app, &officer, world.association(), id, n).await.expect("a record");
        assert_eq!(record.body["defects"].as_array().map(Vec::len), Some(2));
        assert_eq!(case.application.paper_state, "void");
        assert_eq!(
            case.application.correction_due,
            Some(kexiang_core::time::end_of_day(jiff::civil::date(2026, 4, 9)))
        );
        let association = world.association().to_owned();
        let prints =
            world.app.store.read(move |tx| snapshot::prints(tx, &association, id)).await.expect("prints");
        assert!(prints.iter().all(|p| p.voided_at.is_some() && p.void_reason == "return-check"));
        give(&world.app, &world.applicant(at(4, 2, 9, 0)), world.association(), id, Command::Resubmit)
            .await
            .expect("again");
        let second = refused(world.decide(id, Decision::Return).await);
        assert_eq!(second.code, "already-returned", "all at once means once");
    })
    .await;
}

/// What the applicant has been told.
async fn told(world: &World, id: Id) -> Vec<Defect> {
    let case = world.case(id).await;
    let association = world.association().to_owned();
    let told = world.app.store.read(move |tx| check::named_defects(tx, &association, id, &case));
    told.await.expect("defects")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_takes_a_reason_of_the_list_and_a_head_can_undo_it() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.submitted(TYPE, at(3, 30, 16, 41)).await;
        let refuse = |code: &str, note: &str| Decision::Refuse { code: code.into(), note: note.into() };
        assert_eq!(refused(world.decide(id, refuse("because", "")).await).code, "unknown-reason");
        assert_eq!(refused(world.decide(id, refuse("other", " ")).await).code, "reason-missing");
        world.decide(id, refuse("signature", "缺负责人签名")).await.expect("refused");
        let reopen = || Decision::Reopen { note: "签名页已补寄".into() };
        assert_eq!(refused(world.decide(id, reopen()).await).code, "not-permitted", "an officer cannot undo");
        let head = world.officer(OfficeRole::Head, at(4, 2, 9, 0));
        let empty = Decision::Reopen { note: String::new() };
        let missing = refused(check::decide(&world.app, &head, world.association(), id, empty).await);
        assert_eq!(missing.code, "reason-missing");
        check::decide(&world.app, &head, world.association(), id, reopen()).await.expect("undone");
        assert_eq!(world.case(id).await.state(), State::Submitted);
        let association = world.association().to_owned();
        let records =
            world.app.store.read(move |tx| stored::records(tx, &association, id)).await.expect("records");
        let commands: Vec<_> = records.iter().map(|r| r.command.as_str()).collect();
        assert_eq!(commands, ["reopen-check", "refuse-check"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_the_three_administrators_see_no_application() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.submitted(TYPE, at(3, 30, 16, 41)).await;
        let now = at(4, 1, 9, 0);
        let mut strangers = vec![of_office("nx", OfficeRole::Officer, now), world.applicant(now)];
        let administrators = [OfficeRole::System, OfficeRole::Security, OfficeRole::Audit];
        strangers.extend(administrators.map(|role| world.officer(role, now)));
        for ctx in &strangers {
            let opened = refused(check::open(&world.app, ctx, world.association(), id).await.map(|_| ()));
            assert_eq!(opened.code, "not-found", "{:?}", ctx.actor);
            let judged = check::judge(&world.app, ctx, world.association(), id, Vec::new()).await;
            assert!(matches!(refused(judged).code.as_str(), "not-found" | "not-permitted"));
            let decided = check::decide(&world.app, ctx, world.association(), id, Decision::Pass).await;
            assert!(matches!(refused(decided).code.as_str(), "not-found" | "not-permitted"));
        }
        let leader = world.officer(OfficeRole::Leader, now);
        let file = check::open(&world.app, &leader, world.association(), id).await.expect("leaders read");
        assert!(!file.may_judge && !file.may_reopen);
    })
    .await;
}
