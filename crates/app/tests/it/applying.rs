//! Filling in together, uploads in pieces, repeated applications, letters and what the clock does.

use bytes::Bytes;
use futures::stream;
use jiff::SignedDuration;
use kexiang::actions::application::{self as act, SaveField, begin, give, repeat, schedule, upload};
use kexiang::actions::check::{self, Decision};
use kexiang::actions::{Ctx, Failure, Via};
use kexiang::jobs;
use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::Command;
use kexiang_core::policy::OfficeRole;
use kexiang_core::programme::FieldKind;
use kexiang_core::refusal::Refusal;
use kexiang_store::check::Defect;
use kexiang_store::job;
use kexiang_store::testing::each_engine;
use serde_json::json;

use crate::office::{World, at};

const TYPE: &str = "2026-2";

fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn piece(bytes: &[u8]) -> stream::Iter<std::vec::IntoIter<Result<Bytes, String>>> {
    stream::iter(vec![Ok(Bytes::copy_from_slice(bytes))])
}

impl World {
    async fn draft(&self, now: jiff::Timestamp) -> Id {
        let code = &self.programme.programme.code;
        let ctx = self.applicant(now);
        begin(&self.app, &ctx, self.association(), code, TYPE, self.society).await.expect("begun").id
    }

    async fn file_field(&self, id: Id) -> String {
        let case = self.case(id).await;
        case.form().of_kind(FieldKind::Files).expect("a field for files").id.clone()
    }

    async fn send(&self, id: Id, name: &str, bytes: &[u8]) -> Result<upload::Finished, Failure> {
        let (ctx, field) = (self.applicant(at(3, 20, 9, 0)), self.file_field(id).await);
        let size = i64::try_from(bytes.len()).expect("a small file");
        let begun = upload::begin(&self.app, &ctx, self.association(), id, &field, name, size).await?;
        let mut offset = 0;
        for part in bytes.chunks(bytes.len().div_ceil(3).max(1)) {
            let taken =
                upload::add(&self.app, &ctx, self.association(), id, begun.id, offset, piece(part)).await?;
            offset = taken.expect("it follows").received;
        }
        upload::finish(&self.app, &ctx, self.association(), id, begun.id, None).await
    }
}

/// A small PNG that differs by its tail.
fn picture(tail: &[u8]) -> Vec<u8> {
    let mut bytes =
        vec![0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R'];
    bytes.extend([0; 64]);
    bytes.extend(tail);
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_it_broke_off() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.draft(at(3, 20, 9, 0)).await;
        let (ctx, field) = (world.applicant(at(3, 20, 9, 5)), world.file_field(id).await);
        let (app, lz, bytes) = (&world.app, world.association(), picture(b"one"));
        let size = i64::try_from(bytes.len()).expect("small");
        let begun = upload::begin(app, &ctx, lz, id, &field, "活动照片.png", size).await.expect("a place");
        let add =
            async |offset, part: &[u8]| upload::add(app, &ctx, lz, id, begun.id, offset, piece(part)).await;
        assert_eq!(add(0, &bytes[..40]).await.expect("taken").expect("it follows").received, 40);
        let early = refused(upload::finish(app, &ctx, lz, id, begun.id, None).await);
        assert_eq!(early.code, "upload-incomplete");
        // The line broke after the piece was in: the client sends it again and hears where to go on.
        assert_eq!(add(0, &bytes[..40]).await.expect("heard").expect_err("it does not follow").received, 40);
        assert_eq!(upload::progress(app, &ctx, lz, id, begun.id).await.expect("known").received, 40);
        add(40, &bytes[40..]).await.expect("taken").expect("it follows");
        let done = upload::finish(app, &ctx, lz, id, begun.id, None).await.expect("in");
        assert_eq!((done.file.size, done.file.kind.as_str(), done.twin), (size, "png", None));
        assert_eq!(world.case(id).await.files.len(), 1);
        let gone = refused(upload::progress(app, &ctx, lz, id, begun.id).await);
        assert_eq!(gone.code, "not-found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_and_repeated_files_are_refused_with_their_reason() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let (id, other) = (world.draft(at(3, 20, 9, 0)).await, world.draft(at(3, 20, 10, 0)).await);
        let mut program = b"MZ\x90\0\x03".to_vec();
        program.extend([0; 200]);
        assert_eq!(refused(world.send(id, "方案.pdf", &program).await).code, "file-extension");
        assert_eq!(refused(world.send(id, "方案.exe", &program).await).code, "file-extension");
        assert_eq!(refused(world.send(id, "照片.jpg", &picture(b"a")).await).code, "file-extension");
        let ctx = world.applicant(at(3, 20, 9, 0));
        let field = world.file_field(id).await;
        let begin = async |name: &str, size| {
            upload::begin(&world.app, &ctx, world.association(), id, &field, name, size).await
        };
        assert_eq!(refused(begin("方案.pdf", 51 * 1024 * 1024).await).code, "file-too-large");
        begin("录像.mp4", 51 * 1024 * 1024).await.expect("films may be larger");
        assert_eq!(refused(begin("方案.pdf", 0).await).code, "file-empty");
        world.send(id, "照片.png", &picture(b"a")).await.expect("in");
        assert_eq!(refused(world.send(id, "同一张.png", &picture(b"a")).await).code, "file-twice");
        let twin = world.send(other, "照片.png", &picture(b"a")).await.expect("in").twin;
        assert_eq!(
            twin.map(|(_, name)| name),
            Some("照片.png".to_owned()),
            "the same bytes elsewhere are said"
        );
    })
    .await;
}

/// The Liuzhou notice with a file that must be there, some minutes of grace and two days for files to follow.
fn with_files_later() -> String {
    let text = include_str!("../../../../programmes/liuzhou-2026.toml");
    let later = text
        .replace(r#"kind = "files" }"#, r#"kind = "files", required = true }"#)
        .replace("[submission]\n", "[submission]\ngrace_minutes = 10\nfiles_later_hours = 48\n");
    assert_eq!(later.len(), text.len() + 5 * ", required = true".len() + 42);
    later
}

#[tokio::test(flavor = "multi_thread")]
async fn files_may_follow_a_submission_and_a_late_one_is_taken_in_the_minutes_of_grace() {
    each_engine(async |store| {
        let world = World::of(store, &with_files_later()).await;
        let (app, lz, morning) = (&world.app, world.association(), at(3, 20, 9, 0));
        let id = world.draft(morning).await;
        world.fill(id, morning).await;
        let field = world.file_field(id).await;
        let known = world.case(id).await.files[0].id;
        act::file::detach(app, &world.applicant(morning), lz, id, known).await.expect("taken out");
        let sign_off = async |now| give(app, &world.applicant(now), lz, id, Command::SignOff).await;
        assert_eq!(refused(sign_off(at(3, 31, 17, 11)).await).code, "too-late");
        sign_off(at(3, 31, 17, 10)).await.expect("taken without its file, in the tenth minute of grace");
        let before = world.case(id).await.application;
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let pass = give(app, &officer, lz, id, Command::PassCheck).await;
        assert_eq!(refused(pass).code, "files-awaited");

        let send = async |now, tail: &[u8]| {
            let ctx = world.applicant(now);
            act::file::attach(app, &ctx, lz, id, &field, "补传.png", piece(&picture(tail))).await
        };
        assert_eq!(refused(send(at(4, 2, 17, 1), b"late").await).code, "files-too-late");
        let other = SaveField { field: "title".into(), value: json!("另一个题目"), base: None };
        let answer = act::save_field(app, &world.applicant(at(4, 1, 9, 0)), lz, id, other).await;
        assert_eq!(refused(answer).code, "not-editable", "files may follow, answers may not");
        let file = send(at(4, 2, 17, 0), b"in time").await.expect("it follows");

        let case = world.case(id).await;
        let a = &case.application;
        assert_eq!((a.state, a.number.as_str()), (State::Submitted, before.number.as_str()));
        assert_ne!(a.content_hash, before.content_hash, "what is printed now is another content");
        assert!(case.files_awaited().is_empty());
        let removal = act::file::detach(app, &world.applicant(at(4, 2, 17, 0)), lz, id, file.id).await;
        assert_eq!(refused(removal).code, "not-editable", "what was submitted stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exactly_as_many_are_submitted_at_once_as_a_hard_limit_lets() {
    let text = include_str!("../../../../programmes/liuzhou-2026.toml");
    let hard = text.replacen("max = 2\nseverity = \"soft\"", "max = 2\nseverity = \"hard\"", 1);
    assert_ne!(hard, text);
    each_engine(async |store| {
        let world = World::of(store, &hard).await;
        let mut drafts = Vec::new();
        for minute in 0..8 {
            let id = world.draft(at(3, 30, 9, minute)).await;
            world.fill(id, at(3, 30, 9, minute)).await;
            drafts.push(id);
        }
        let ctx = world.applicant(at(3, 31, 16, 59));
        let all = drafts.iter().map(|id| give(&world.app, &ctx, world.association(), *id, Command::SignOff));
        let outcomes = futures::future::join_all(all).await;
        let (taken, late): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!((taken.len(), late.len()), (2, 6));
        for outcome in late {
            let refusal = refused(outcome);
            assert!(matches!(refusal.code.as_str(), "limit-reached" | "not-eligible"), "{}", refusal.code);
            assert!(
                refusal.clause.is_some_and(|c| c.says.contains("不超过2个")),
                "the clause is quoted (L03)"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_project_applied_for_twice_is_pointed_out() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let (first, second) = (world.draft(at(3, 20, 9, 0)).await, world.draft(at(3, 20, 10, 0)).await);
        let ctx = world.applicant(at(3, 20, 11, 0));
        let texts = [
            "围绕新能源汽车轻量化材料组织三场专题学术沙龙，邀请区外专家六名，征集技术需求二十项，形成决策建议一份。",
            "走访沙塘镇蔬菜基地，示范水肥一体化与绿色防控，培训农户一百二十名，编印技术手册并长期跟踪答疑。",
        ];
        let write = async |id: Id, text: &str| {
            let case = world.case(id).await;
            for field in case.form().fields.iter().filter(|f| f.kind == FieldKind::Text) {
                let save = SaveField { field: field.id.clone(), value: json!(text), base: None };
                act::save_field(&world.app, &ctx, world.association(), id, save).await.expect("saved");
            }
        };
        world.fill(first, at(3, 20, 10, 30)).await;
        write(first, texts[0]).await;
        give(&world.app, &ctx, world.association(), first, Command::SignOff).await.expect("submitted");
        write(second, texts[1]).await;
        let compare = async |id| repeat::compare(&world.app, &ctx, world.association(), id).await.expect("compared");
        let alike = async |id: Id| {
            let (programmes, lz) = (world.app.programmes.clone(), world.association().to_owned());
            let found = world.app.store.read(move |tx| {
                let case = act::CaseFile::load(tx, &programmes, &lz, id, false)?;
                repeat::own(tx, &programmes, &case)
            });
            found.await.expect("read")
        };
        compare(first).await;
        compare(second).await;
        assert_eq!(alike(second).await, [], "different projects are not alike");
        write(second, texts[0]).await;
        compare(second).await;
        let found = alike(second).await;
        assert_eq!(found.iter().map(|a| (a.hint.other, a.hint.percent)).collect::<Vec<_>>(), [(first, 100)]);
        assert!(found[0].passages[0].contains("新能源汽车轻量化"), "the passage is shown");
        assert_eq!(alike(first).await.len(), 1, "it is noted on both sides");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_window_that_ends_is_worked_off_by_its_job() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let (id, corrected) = (
            world.submitted("2026-1", at(3, 30, 16, 0)).await,
            world.submitted("2026-1", at(3, 30, 16, 5)).await,
        );
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        for id in [id, corrected] {
            let defect = Defect {
                field: String::new(),
                problem: "签名不完整".into(),
                clause: None,
                demand: "请补签".into(),
            };
            check::put_defects(&world.app, &officer, world.association(), id, vec![defect])
                .await
                .expect("drafted");
            check::decide(&world.app, &officer, world.association(), id, Decision::Return)
                .await
                .expect("returned");
        }
        let due = world.case(id).await.application.correction_due.expect("a window");
        let applicant = world.applicant(at(4, 2, 9, 0));
        give(&world.app, &applicant, world.association(), corrected, Command::Resubmit)
            .await
            .expect("corrected");
        let planned = world.app.store.read(job::pending).await.expect("jobs");
        let lapses: Vec<_> = planned.iter().filter(|j| j.kind == "application.lapse").collect();
        assert_eq!(lapses.len(), 2);
        assert!(lapses.iter().all(|j| j.run_at > due && j.run_at <= due + SignedDuration::from_secs(1)));
        let late = Ctx::system("worker", Via::Job, due + SignedDuration::from_secs(2));
        for id in [id, corrected] {
            schedule::lapse(&world.app, &late, world.association(), id).await.expect("worked off");
        }
        assert_eq!(world.case(id).await.state(), State::NotAccepted, "逾期视为放弃");
        assert_eq!(world.case(corrected).await.state(), State::Submitted, "corrected in time stays");
        jobs::work_once(&world.app).await.expect("what is due now is done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_hear_of_each_other_and_of_what_was_saved() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.draft(at(3, 20, 9, 0)).await;
        let (mine, theirs) = (world.applicant(at(3, 20, 9, 10)), {
            let mut other = world.applicant(at(3, 20, 9, 10));
            other.actor.account = Some(Id::at(at(1, 1, 9, 0), 77));
            other.actor.name = "艾力·买买提".into();
            other
        });
        let lz = world.association();
        let since = at(3, 20, 9, 5);
        let hear = async |ctx: &Ctx, field: &str| {
            act::presence(&world.app, ctx, lz, id, field.to_owned(), since).await.expect("heard")
        };
        assert_eq!(hear(&mine, "plan").await.others, []);
        let heard = hear(&theirs, "").await;
        assert_eq!(heard.others, [("韦国强".to_owned(), "plan".to_owned())]);
        let save = SaveField { field: "plan".into(), value: json!("举办沙龙三场。"), base: None };
        act::save_field(&world.app, &theirs, lz, id, save).await.expect("saved");
        let changed = hear(&mine, "plan").await.changed;
        assert_eq!(
            changed.iter().map(|c| (c.0.as_str(), c.2.as_str())).collect::<Vec<_>>(),
            [("plan", "艾力·买买提")]
        );
        assert_eq!(hear(&theirs, "").await.changed, [], "one's own changes are no news");
    })
    .await;
}
