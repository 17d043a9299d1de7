//! A notice is dropped on the desk, read, checked step by step, and handed to the editor as a draft.

use kexiang::actions::Failure;
use kexiang::actions::notice::{self, Upload};
use kexiang_core::id::Id;
use kexiang_core::policy::OfficeRole;
use kexiang_core::refusal::Refusal;
use kexiang_reader::Kind;
use kexiang_reader::edit::Edit;
use kexiang_store::testing::each_engine;
use kexiang_store::write::Subject;
use kexiang_store::{audit, programme};

use crate::office::{World, at};

const NOTICE: &str = include_str!("../../../../programmes/notices/guangdong-2024.txt");

fn file(name: &str, bytes: &[u8]) -> Upload {
    Upload { name: name.to_owned(), bytes: bytes.to_vec() }
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

impl World {
    async fn take_in(&self, files: Vec<Upload>, pasted: &str) -> Result<Id, Failure> {
        let officer = self.officer(OfficeRole::Officer, at(3, 2, 9, 0));
        notice::take_in(&self.app, &officer, self.association(), files, pasted.to_owned()).await
    }

    async fn desk(&self, id: Id) -> notice::Desk {
        let officer = self.officer(OfficeRole::Officer, at(3, 2, 9, 0));
        notice::open(&self.app, &officer, self.association(), id).await.expect("the notice")
    }

    async fn step(&self, id: Id, version: i64, edit: Edit) -> Result<(), Failure> {
        let officer = self.officer(OfficeRole::Officer, at(3, 2, 9, 5));
        notice::step(&self.app, &officer, self.association(), (id, version), edit).await
    }
}

fn deadlines(desk: &notice::Desk) -> Vec<String> {
    let facts = desk.edited.reading.facts.iter().filter(|fact| fact.kind == Kind::Deadline);
    facts.map(|fact| fact.value.as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_goes_from_the_file_to_a_draft_programme() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.take_in(vec![file("通知.txt", NOTICE.as_bytes())], "").await.expect("taken in");
        let desk = world.desk(id).await;
        assert_eq!(desk.notice.title, "广东省科协关于申报2024年度学会学术项目的通知");
        assert_eq!(deadlines(&desk), ["2023-09-25", "2023-09-28"]);
        let key =
            desk.edited.keys.iter().find(|key| key.starts_with("deadline-")).expect("a deadline").clone();
        let change = Edit::Change { key, value: "2023年10月8日".to_owned() };
        world.step(id, 1, change.clone()).await.expect("changed");
        assert_eq!(deadlines(&world.desk(id).await), ["2023-10-08", "2023-09-28"]);
        assert_eq!(refused(world.step(id, 1, change).await).code, "notice-changed");

        let officer = world.officer(OfficeRole::Officer, at(3, 2, 10, 0));
        let made =
            notice::hand_over(&world.app, &officer, world.association(), (id, 2)).await.expect("a draft");
        let draft =
            world.app.store.read(move |tx| programme::by_code(tx, "lz", "lz-2024")).await.expect("a row");
        let draft = draft.expect("the draft");
        assert_eq!((draft.id, draft.state.as_str()), (made, "draft"));
        let read = kexiang_core::programme::parse(&draft.body).expect("a programme");
        assert_eq!(read.deadlines[0].at.to_string(), "2023-10-08");
        assert_eq!(world.desk(id).await.notice.programme, Some(made));
        let again = notice::hand_over(&world.app, &officer, world.association(), (id, 3)).await;
        assert_eq!(refused(again).code, "notice-handed-over");
        let undone = notice::undo(&world.app, &officer, world.association(), (id, 3)).await;
        assert_eq!(refused(undone).code, "notice-handed-over");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_step_is_undone_and_every_step_is_on_record() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.take_in(Vec::new(), NOTICE).await.expect("taken in");
        let facts = world.desk(id).await.edited.reading.facts.len();
        let key = world.desk(id).await.edited.keys[3].clone();
        world.step(id, 1, Edit::Remove { key }).await.expect("removed");
        assert_eq!(world.desk(id).await.edited.reading.facts.len(), facts - 1);
        let officer = world.officer(OfficeRole::Officer, at(3, 2, 9, 6));
        notice::undo(&world.app, &officer, world.association(), (id, 2)).await.expect("undone");
        assert_eq!(world.desk(id).await.edited.reading.facts.len(), facts);
        let nothing = notice::undo(&world.app, &officer, world.association(), (id, 3)).await;
        assert_eq!(refused(nothing).code, "notice-nothing-to-undo");
        let subject = Subject::new("notice", id);
        let told = world
            .app
            .store
            .read(move |tx| audit::of_subject(tx, "lz", &subject, None, 9))
            .await
            .expect("links");
        let mut actions: Vec<&str> = told.iter().map(|link| link.entry.action.as_str()).collect();
        actions.sort_unstable();
        assert_eq!(actions, ["notice.step", "notice.take-in", "notice.undo"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_said_by_name() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let cases: [(Vec<Upload>, &str, &str); 4] = [
            (Vec::new(), "", "notice-nothing"),
            (vec![file("空.txt", b"")], "", "notice-empty"),
            (vec![file("图.png", b"\x89PNG\r\n\x1a\n00000000")], "", "notice-unsupported"),
            (Vec::new(), "今天天气很好，我们去公园。", "notice-no-call"),
        ];
        for (files, pasted, code) in cases {
            let refusal = refused(world.take_in(files, pasted).await);
            assert_eq!((refusal.code.as_str(), refusal.at.as_deref()), (code, Some("files")));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_a_notice() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.take_in(Vec::new(), NOTICE).await.expect("taken in");
        for ctx in [world.applicant(at(3, 2, 9, 0)), world.officer(OfficeRole::Finance, at(3, 2, 9, 0))] {
            let open = notice::open(&world.app, &ctx, world.association(), id).await;
            assert!(["not-found", "not-permitted"].contains(&refused(open).code.as_str()));
            let list = notice::list(&world.app, &ctx, world.association()).await;
            assert!(["not-found", "not-permitted"].contains(&refused(list).code.as_str()));
        }
    })
    .await;
}
