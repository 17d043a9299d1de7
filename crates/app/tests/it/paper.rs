//! The paper desk: codes, days that count, void prints, scans.

use jiff::civil::{Date, date};
use kexiang::actions::Failure;
use kexiang::actions::check::{self, Decision};
use kexiang::actions::paper::{self, Registration, Validity, Verdict};
use kexiang_core::id::Id;
use kexiang_core::policy::OfficeRole;
use kexiang_core::refusal::Refusal;
use kexiang_store::check::Defect;
use kexiang_store::testing::each_engine;

use crate::office::{World, at, of_office};

fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn registration(code: &str, arrived_on: Date, dispatched_on: Option<Date>) -> Registration {
    let courier_number = if dispatched_on.is_some() { "SF1234567890123" } else { "" };
    Registration {
        code: code.into(),
        copies: 1,
        arrived_on,
        dispatched_on,
        courier_number: courier_number.into(),
        note: String::new(),
    }
}

impl World {
    async fn register(&self, id: Id, r: Registration) -> Result<paper::Registered, Failure> {
        let officer = self.officer(OfficeRole::Officer, at(6, 1, 9, 0));
        paper::register(&self.app, &officer, self.association(), id, r).await
    }
}

/// The Liuzhou programme with the paper rule of another notice: same application, other days.
fn with_paper_rule(at: &str, counts: &str) -> String {
    let text = include_str!("../../../../programmes/liuzhou-2026.toml");
    let own = "at = \"2026-03-31T17:00\"\ncounts = \"arrival\"";
    assert_eq!(text.matches(own).count(), 1);
    text.replace(own, &format!("at = \"{at}\"\ncounts = \"{counts}\""))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_notice_says_whether_dispatch_or_arrival_counts() {
    let (sent, received) = (Some(date(2026, 5, 16)), date(2026, 5, 19));
    for (counts, in_time, state) in [("dispatch", true, "received"), ("arrival", false, "late")] {
        let text = with_paper_rule("2026-05-16", counts);
        each_engine(async |store| {
            let world = World::of(store, &text).await;
            let id = world.submitted("2026-1", at(3, 30, 16, 41)).await;
            let code = world.case(id).await.application.version_code;
            let done = world.register(id, registration(&code, received, sent)).await.expect("registered");
            assert_eq!(done.copy.in_time, in_time, "sent 05-16, received 05-19 where {counts} counts (N13)");
            assert_eq!(world.case(id).await.application.paper_state, state);
            let officer = world.officer(OfficeRole::Officer, at(6, 1, 9, 0));
            let copy = done.copy.id;
            let judged =
                paper::judge(&world.app, &officer, world.association(), id, copy, Verdict::Accepted, "")
                    .await;
            if in_time {
                judged.expect("accepted");
                assert_eq!(world.case(id).await.application.paper_state, "accepted");
            } else {
                assert_eq!(refused(judged).code, "paper-late");
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_void_code_says_so_and_its_paper_is_not_accepted() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.submitted("2026-1", at(3, 30, 16, 41)).await;
        let code = world.case(id).await.application.version_code;
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let typed = code.to_lowercase().replace('-', " ");
        let found = paper::find(&world.app, &officer, "lz", &typed).await.expect("found");
        assert_eq!((found.len(), &found[0].validity), (1, &Validity::Valid));
        let defect =
            Defect {
                field: String::new(), problem: "缺页".into(), clause: None, demand: "请补齐".into()
            };
        check::put_defects(&world.app, &officer, "lz", id, vec![defect]).await.expect("drafted");
        check::decide(&world.app, &officer, "lz", id, Decision::Return).await.expect("returned");
        let found = paper::find(&world.app, &officer, "lz", &code).await.expect("found");
        let void = Validity::Void { at: at(4, 1, 9, 0), reason: "return-check".into() };
        assert_eq!(found[0].validity, void);
        let done = world.register(id, registration(&code, date(2026, 4, 2), None)).await.expect("registered");
        assert_eq!((done.validity, done.copy.verdict.as_str()), (void, "rejected"));
        assert_eq!(world.case(id).await.application.paper_state, "void");
        let judged = paper::judge(&world.app, &officer, "lz", id, done.copy.id, Verdict::Accepted, "").await;
        let refusal = refused(judged);
        assert_eq!((refusal.code.as_str(), refusal.arg("reason")), ("paper-void", Some("return-check")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paper_is_found_by_number_and_foreign_codes_are_refused() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.submitted("2026-1", at(3, 30, 16, 41)).await;
        let number = world.case(id).await.application.number;
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let find =
            async |text: &str| paper::find(&world.app, &officer, "lz", text).await.expect("looked for");
        assert_eq!(find(&number).await[0].application.id, id);
        let beside = find(&format!("KX1:{number}:0000000000")).await;
        assert_eq!((beside[0].application.id, &beside[0].validity), (id, &Validity::Unknown));
        assert_eq!(find("00000-00000").await, []);
        let today = date(2026, 4, 1);
        let wrong = async |r| refused(world.register(id, r).await).code;
        assert_eq!(wrong(registration("00000-00000", today, None)).await, "paper-code");
        assert_eq!(wrong(registration("not a code", today, None)).await, "paper-code");
        let code = world.case(id).await.application.version_code;
        assert_eq!(wrong(registration(&code, date(2026, 6, 2), None)).await, "paper-days", "tomorrow");
        assert_eq!(wrong(registration(&code, today, Some(date(2026, 4, 2)))).await, "paper-days");
        let none = Registration { copies: 0, ..registration(&code, today, None) };
        assert_eq!(wrong(none).await, "paper-copies");
        let bare = Registration { courier_number: " ".into(), ..registration(&code, today, Some(today)) };
        assert_eq!(wrong(bare).await, "courier-needed");
        let stranger = of_office("nx", OfficeRole::Officer, at(4, 1, 9, 0));
        let hidden = paper::register(&world.app, &stranger, "lz", id, registration(&code, today, None)).await;
        assert_eq!(refused(hidden).code, "not-found");
        let audit = world.officer(OfficeRole::Audit, at(4, 1, 9, 0));
        assert_eq!(refused(paper::open(&world.app, &audit, "lz", id).await.map(|_| ())).code, "not-found");
        assert_eq!(refused(paper::find(&world.app, &audit, "lz", &code).await).code, "not-permitted");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scan_is_read_and_compared() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let id = world.submitted("2026-1", at(3, 30, 16, 41)).await;
        let code = world.case(id).await.application.version_code;
        let done =
            world.register(id, registration(&code, date(2026, 3, 31), None)).await.expect("registered");
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let copy = done.copy.id;
        let add = async |name: &str, bytes: Vec<u8>| {
            paper::add_scan(&world.app, &officer, "lz", id, copy, name, bytes).await
        };
        assert_eq!(refused(add("x.exe", b"MZ\x90\0".to_vec()).await).code, "scan-kind");
        assert_eq!(refused(add("x.png", b"\x89PNG\r\n\x1a\nbroken".to_vec()).await).code, "scan-unreadable");
        let other = add(r"C:\扫描\别人的.png", picture("KX1:2026-1-009:0123456789")).await.expect("kept");
        assert_eq!((other.scan_code.as_str(), other.scan_name.as_str()), ("01234-56789", "别人的.png"));
        let judge = async || paper::judge(&world.app, &officer, "lz", id, copy, Verdict::Accepted, "").await;
        assert_eq!(refused(judge().await).code, "paper-scan-differs");
        let own = picture(&code);
        let kept = add("盖章扫描件.png", own.clone()).await.expect("kept");
        assert_eq!(kept.scan_code, code);
        judge().await.expect("accepted");
        let scan = paper::scan(&world.app, &officer, "lz", id, copy).await.expect("a scan");
        assert_eq!((scan.kind, scan.bytes), ("image/png", own));
        let applicant = paper::scan(&world.app, &world.applicant(at(4, 1, 9, 0)), "lz", id, copy).await;
        assert_eq!(refused(applicant.map(|_| ())).code, "not-found");
    })
    .await;
}

/// A PNG of a QR code, eight pixels a module.
fn picture(text: &str) -> Vec<u8> {
    let matrix = kexiang_documents::qr::encode(text).expect("a code");
    let side = u32::try_from((matrix.size() + 8) * 8).expect("a size");
    let picture = image::GrayImage::from_fn(side, side, |x, y| {
        let module = |at: u32| (at as usize / 8).wrapping_sub(4);
        image::Luma([if matrix.is_dark(module(x), module(y)) { 0 } else { 255 }])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a PNG");
    bytes.into_inner()
}
