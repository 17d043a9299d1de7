//! The officer's lists and the register: filters, counts, views, who has not submitted.

use kexiang::actions::application::begin;
use kexiang::actions::desk::{self, Column, Query, RegisterValue};
use kexiang::actions::{Ctx, Failure};
use kexiang_core::application::State;
use kexiang_core::policy::OfficeRole;
use kexiang_store::testing::each_engine;

use crate::office::{World, at, of_office};

fn code<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_holds_what_the_list_shows_and_nothing_else() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let mut of_first = Vec::new();
        for minute in [10, 20, 30] {
            of_first.push(world.submitted("2026-1", at(3, 30, 9, minute)).await);
        }
        world.submitted("2026-2", at(3, 30, 10, 0)).await;
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let query = Query::parse("call=lz-2026&type=2026-1&state=submitted&order=oldest");
        let list = desk::list(&world.app, &officer, "lz", &query).await.expect("a list");
        let shown: Vec<_> = list.rows.iter().map(|r| r.application.id).collect();
        assert_eq!((shown.as_slice(), list.total), (of_first.as_slice(), 3));
        let register = desk::export(&world.app, &officer, "lz", &query, &[], "").await.expect("a register");
        assert_eq!(register.columns, Column::ALL);
        let place = |column| register.columns.iter().position(|c| *c == column).expect("a column");
        let numbers: Vec<_> = register.rows.iter().map(|row| row[place(Column::Number)].clone()).collect();
        let expected: Vec<_> =
            list.rows.iter().map(|r| RegisterValue::Text(r.application.number.clone())).collect();
        assert_eq!(numbers, expected);
        let phone = |register: &desk::Register, at: usize| register.rows[0][at].clone();
        assert_eq!(phone(&register, place(Column::Phone)), RegisterValue::Text("182****5671".into()));
        let reason = "电话核实";
        let full = desk::export(&world.app, &officer, "lz", &query, &[], reason).await.expect("a register");
        assert_eq!(phone(&full, place(Column::Phone)), RegisterValue::Text("18276735671".into()));
        let one =
            desk::export(&world.app, &officer, "lz", &query, &of_first[1..2], "").await.expect("a register");
        assert_eq!(one.rows, [register.rows[1].clone()]);
        let chosen = Query::parse("call=lz-2026&col=number&col=phone");
        let chosen = desk::export(&world.app, &officer, "lz", &chosen, &[], "").await.expect("a register");
        assert_eq!(chosen.columns, [Column::Number, Column::Title, Column::Organisation, Column::Phone]);
        assert_eq!(chosen.rows.len(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_search_and_counts_agree() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        world.submitted("2026-1", at(3, 30, 9, 0)).await;
        world.submitted("2026-2", at(3, 30, 10, 0)).await;
        world.submitted("2026-3", at(3, 30, 11, 0)).await;
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let total = async |query: &str| {
            desk::list(&world.app, &officer, "lz", &Query::parse(query)).await.expect("a list").total
        };
        assert_eq!(total("call=lz-2026").await, 3);
        assert_eq!(total("call=lz-2026&q=%E6%9C%BA%E6%A2%B0%20%E5%B7%A5%E7%A8%8B").await, 3, "机械 工程");
        assert_eq!(total("call=lz-2026&q=2026-2").await, 1);
        assert_eq!(total("call=lz-2026&state=returned").await, 0);
        assert_eq!(total("call=lz-2026&class=county_association").await, 0);
        assert_eq!(total("call=lz-2026&only=override").await, 1, "the third application of the unit");
        assert_eq!(total("call=lz-2026&paper=due").await, 3);
        let list =
            desk::list(&world.app, &officer, "lz", &Query::parse("call=lz-2026")).await.expect("a list");
        let one = |code: &str| (code.to_owned(), State::Submitted, 1);
        assert_eq!(list.counts, [one("2026-1"), one("2026-2"), one("2026-3")]);
        let unknown = desk::list(&world.app, &officer, "lz", &Query::parse("call=xx-2020")).await.map(|_| ());
        assert_eq!(code(unknown), "not-found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_submitted_is_known_without_the_content() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let applicant = world.applicant(at(3, 29, 9, 0));
        begin(&world.app, &applicant, "lz", "lz-2026", "2026-1", world.society).await.expect("begun");
        let officer = world.officer(OfficeRole::Officer, at(3, 30, 9, 0));
        let (_, _, waiting) = desk::unsubmitted(&world.app, &officer, "lz", "lz-2026").await.expect("a list");
        let seen: Vec<_> =
            waiting.iter().map(|u| (u.organisation_name.as_str(), u.type_code.as_str(), u.state)).collect();
        assert_eq!(seen, [("柳州市机械工程学会", "2026-1", State::Draft)]);
        let list =
            desk::list(&world.app, &officer, "lz", &Query::parse("call=lz-2026")).await.expect("a list");
        assert_eq!((list.rows.len(), list.total), (0, 0), "drafts are in no list");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn views_are_a_persons_own() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let query = Query::parse("call=lz-2026&state=submitted&after=5.6");
        desk::save_view(&world.app, &officer, "lz", " 我的待办 ", &query).await.expect("saved");
        let list = desk::list(&world.app, &officer, "lz", &Query::default()).await.expect("a list");
        assert_eq!(
            list.views,
            [desk::View { name: "我的待办".into(), query: "call=lz-2026&state=submitted".into() }]
        );
        assert_eq!(code(desk::save_view(&world.app, &officer, "lz", "", &query).await), "view-name");
        assert_eq!(code(desk::remove_view(&world.app, &officer, "lz", "别人的").await), "not-found");
        desk::remove_view(&world.app, &officer, "lz", "我的待办").await.expect("removed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_is_for_those_who_read_applications() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let now = at(4, 1, 9, 0);
        let query = Query::default();
        let open = async |ctx: Ctx| code(desk::list(&world.app, &ctx, "lz", &query).await.map(|_| ()));
        assert_eq!(open(of_office("nx", OfficeRole::Officer, now)).await, "not-found");
        assert_eq!(open(world.applicant(now)).await, "not-found");
        for role in [OfficeRole::System, OfficeRole::Security, OfficeRole::Audit] {
            assert_eq!(open(world.officer(role, now)).await, "not-permitted");
            let exported = desk::export(&world.app, &world.officer(role, now), "lz", &query, &[], "x").await;
            assert_eq!(code(exported.map(|_| ())), "not-permitted");
        }
        desk::list(&world.app, &world.officer(OfficeRole::Discipline, now), "lz", &query)
            .await
            .expect("readers read");
    })
    .await;
}
