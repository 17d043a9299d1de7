//! The work of projects through the real router, on the demonstration's projects: activities from plan to verdict, the door
//! where people sign in, achievements with their length, the mid-term report and the gate it opens; what is refused and why.

mod elsewhere;
mod mid_term;

use axum::body::Body;
use axum::http::Method;
use kexiang::actions::execution::{self as act, Execution};
use kexiang::actions::project::ProjectFile;
use kexiang::actions::{Ctx, Via};
use kexiang::demo;
use kexiang_core::id::Id;
use kexiang_core::policy::OfficeRole;
use kexiang_core::time;
use kexiang_store::{StoreError, activity as activities, project as projects};

use crate::support::{Answer, Browser, House, on_each_engine_with};

const GD: &str = "/associations/gd";

async fn lay(house: &House) {
    demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
    house.set_clock(time::instant(demo::START));
}

async fn officer(house: &House) -> Ctx {
    use kexiang_core::policy::{Actor, ActorKind, Office};
    let account = house.app.store.read(|tx| kexiang_store::account::by_login(tx, "gd.officer")).await;
    let account = account.expect("read").expect("the officer");
    let actor = Actor {
        kind: ActorKind::Person,
        account: Some(account.id),
        name: account.name,
        offices: vec![Office { association: "gd".into(), role: OfficeRole::Officer }],
        ..Actor::nobody()
    };
    Ctx { actor, now: house.now(), ..Ctx::system("test", Via::Cli, house.now()) }
}

async fn view(house: &House, id: Id) -> (ProjectFile, Execution) {
    act::view(&house.app, &officer(house).await, "gd", id).await.expect("a file")
}

/// The projects of the demonstration that are at work, in the order of their numbers.
async fn all(house: &House) -> Vec<(ProjectFile, Execution)> {
    let mut found = Vec::new();
    for project in house.app.store.read(|tx| projects::all(tx, "gd")).await.expect("projects") {
        let (file, done) = view(house, project.id).await;
        if act::recordable(&file).is_ok() && file.in_force().is_some() {
            found.push((file, done));
        }
    }
    found
}

fn path(id: Id) -> String {
    format!("{GD}/projects/{id}")
}

/// Somebody of the organisation that carries a project out.
async fn administrator<'h>(house: &'h House, file: &ProjectFile) -> Browser<'h> {
    let organisation = file.project.organisation;
    let login = house.app.store.read(move |tx| {
        let people = kexiang_store::account::members(tx, "gd", organisation)?;
        let found = people.into_iter().find(|(_, role)| role.code() == "administrator").expect("one");
        let account = kexiang_store::account::by_id(tx, found.0)?.expect("an account");
        Ok::<_, StoreError>(account.login)
    });
    house.browser_of(&login.await.expect("read")).await
}

/// Sends a form with texts and, last, a file.
async fn uploads(
    browser: &mut Browser<'_>,
    path: &str,
    texts: &[(&str, &str)],
    (field, name, bytes): (&str, &str, &[u8]),
) -> Answer {
    let csrf = browser.csrf.clone();
    let mut body = Vec::new();
    for (name, value) in texts {
        let part = format!("--kx\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--kx\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    );
    body.extend_from_slice(&[head.as_bytes(), bytes, b"\r\n--kx--\r\n"].concat());
    let headers = [
        ("content-type", "multipart/form-data; boundary=kx"),
        ("sec-fetch-site", "same-origin"),
        ("x-csrf-token", csrf.as_str()),
    ];
    browser.asks(Method::POST, path, &headers, Body::from(body)).await
}

fn picture(text: &str) -> Vec<u8> {
    kexiang_documents::qr::encode(text).and_then(|code| code.png(6)).expect("a picture")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_carries_out_what_it_promised() {
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            lay(house).await;
            let found = all(house).await;
            assert!(found.len() >= 3, "the demonstration has projects at work: {}", found.len());
            everybody_sees_what_is_theirs(house, &found).await;
            let activity = l05_an_activity_is_planned_held_and_confirmed(house, &found[0].0).await;
            people_sign_in_at_the_door(house, &found[0].0).await;
            evidence_is_what_it_seems(house, &found[1].0).await;
            g02_an_achievement_has_the_length_of_its_file(house, &found[0].0).await;
            mid_term::x08_the_mid_term_opens_its_gate_and_nothing_else_does(house, &found[2].0).await;
            elsewhere::programs_do_the_same(house, &found[0].0, activity).await;
            elsewhere::the_office_sees_all(house).await;
        },
    )
    .await;
}

async fn everybody_sees_what_is_theirs(house: &House, found: &[(ProjectFile, Execution)]) {
    let (file, done) = &found[0];
    let own = path(file.project.id);
    let number = file.project.number.as_str();
    let a = &done.activities.first().expect("an activity").activity;
    let report = done.achievements.first().expect("a report").achievement.id;
    let parts = [
        format!("{own}/execution"),
        format!("{own}/activities/{}", a.id),
        format!("{own}/activities/{}/sheet", a.id),
        format!("{own}/achievements/{report}"),
    ];
    let mut clerk = house.browser_of("gd.officer").await;
    let mut member = administrator(house, file).await;
    let mut stranger = administrator(house, &found[1].0).await;
    for part in &parts {
        clerk.opens(part).await.good().shows(number);
        member.opens(part).await.good().shows(number);
        stranger.opens(part).await.with_status(404).hides(number);
        for login in ["gd.system", "gd.audit", "gd.expert1", "lz.officer"] {
            house.browser_of(login).await.opens(part).await.with_status(404).hides(number);
        }
    }
    // Telephones are masked for everybody; the whole number stands nowhere.
    clerk.opens(&parts[2]).await.good().shows("138****8001").hides("13800138001");
    for part in ["sheet.xlsx", "sheet.pdf"] {
        clerk.opens(&format!("{own}/activities/{}/{part}", a.id)).await.good();
    }
    clerk.opens(&format!("{own}/results.pdf")).await.good();
    let file = a.evidence.first().expect("evidence");
    let link = format!("{own}/activities/{}/evidence/{}", a.id, file.sha256);
    assert_eq!(member.opens(&link).await.good().bytes, clerk.opens(&link).await.good().bytes);
    stranger.opens(&link).await.with_status(404);
    // An activity of one project is not one of another.
    let other = path(found[1].0.project.id);
    clerk.opens(&format!("{other}/activities/{}", a.id)).await.with_status(404);
    clerk.opens(&format!("{other}/achievements/{report}")).await.with_status(404);
    clerk.opens(&format!("{other}/activities/{}/evidence/{}", a.id, file.sha256)).await.with_status(404);
}

/// The fields of an activity's form.
fn form<'a>(title: &'a str, day: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", title),
        ("form", "论坛"),
        ("starts_on", day),
        ("ends_on", ""),
        ("mode", "on_site"),
        ("region", "440600"),
        ("place", "佛山科学馆"),
        ("expert.0.name", "王力"),
        ("expert.0.field", "铸造"),
        ("talk.0.title", "铸造工艺"),
        ("talk.0.minutes", "45"),
        ("organisation.0.name", "佛山市机械学会"),
        ("counted", "paper"),
        ("on_site", "80"),
        ("daily", "80"),
        ("on_line", "0"),
    ]
}

async fn l05_an_activity_is_planned_held_and_confirmed(house: &House, file: &ProjectFile) -> String {
    let own = path(file.project.id);
    let here = format!("{own}/activities");
    let mut member = administrator(house, file).await;
    let mut clerk = house.browser_of("gd.officer").await;
    member.opens(&here).await.good().shows("活动名称");
    clerk.opens(&here).await.with_status(403);
    member.sends(&here, &form("", "2026-03-30")).await.refuses(422, "请填写活动名称");
    // What was typed is not lost.
    member.sends(&here, &form("论坛甲", "2026-02-30")).await.refuses(422, "日期的格式不对").shows("论坛甲");
    let strange = [form("论坛甲", "2026-03-30"), vec![("counts_for", "none")]].concat();
    member.sends(&here, &strange).await.refuses(422, "没有“none”这项指标");
    let long = "长".repeat(201);
    member.sends(&here, &form(&long, "2026-03-30")).await.refuses(422, "最多填 200 字").shows(&long);
    clerk.sends(&here, &form("论坛甲", "2026-03-30")).await.with_status(403);
    let made = member.sends(&here, &form("冬季铸造论坛", "2026-04-02")).await.with_status(303).location();
    let one = made.split_once('?').expect("said").0.to_owned();
    member.opens(&one).await.good().shows("计划中").shows("王力").shows("45 分钟");
    member.sends(&format!("{one}/commands/hold"), &[]).await.refuses(422, "活动还没有开始");
    clerk.sends(&format!("{one}/commands/hold"), &[]).await.with_status(403);
    clerk.sends(&format!("{one}/commands/confirm"), &[]).await.refuses(422, "不能核实");
    let version =
        member.opens(&format!("{one}/particulars")).await.good().between("name=\"version\" value=\"", "\"");
    let moved = [form("冬季铸造论坛", "2026-03-30"), vec![("version", version.as_str())]].concat();
    member.sends(&format!("{one}/particulars"), &moved).await.leads_to(&format!("{one}?done=edit"));
    // Somebody else wrote it meanwhile.
    member.sends(&format!("{one}/particulars"), &moved).await.with_status(409);
    member.sends(&format!("{one}/commands/hold"), &[]).await.leads_to(&format!("{one}?done=hold"));
    member.sends(&format!("{one}/commands/confirm"), &[]).await.with_status(403);
    clerk.sends(&format!("{one}/commands/reject"), &[("reason", " ")]).await.with_status(422);
    let reject = [("reason", "缺签到表")];
    clerk.sends(&format!("{one}/commands/reject"), &reject).await.leads_to(&format!("{one}?done=reject"));
    member.opens(&one).await.good().shows("不予认定").shows("缺签到表");
    let people = |rows: &Execution| -> i64 {
        let kept = rows.activities.iter().filter(|k| k.activity.state.counts());
        kept.map(|k| k.activity.attendance.people()).sum()
    };
    let before = people(&view(house, file.project.id).await.1);
    // Put right, it is looked at again and counts.
    member.sends(&format!("{one}/particulars"), &form("冬季铸造论坛", "2026-03-30")).await.with_status(303);
    clerk.sends(&format!("{one}/commands/confirm"), &[]).await.leads_to(&format!("{one}?done=confirm"));
    assert_eq!(people(&view(house, file.project.id).await.1), before + 80);
    member.sends(&format!("{one}/particulars"), &form("改名", "2026-03-30")).await.refuses(422, "已核实");
    let record = house.record("gd").await;
    for action in ["activity.plan", "activity.hold", "activity.reject", "activity.edit", "activity.confirm"] {
        assert!(record.iter().any(|a| a == action), "{action} is not recorded");
    }
    member.opens("/messages").await.good().shows("有一场活动已核实");
    // The notice of Guangdong asks for no filing.
    let filing = [("office", "柳州市民政局"), ("filed_on", "2026-03-01")];
    member.sends(&format!("{one}/filings"), &filing).await.with_status(422);
    one.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The activity whose door stands open today.
async fn open_door(house: &House, file: &ProjectFile) -> activities::Kept {
    let (_, done) = view(house, file.project.id).await;
    let today = time::beijing_date(house.now());
    let open = done.activities.into_iter().find(|k| {
        k.activity.starts_on == today && k.activity.state == kexiang_core::activity::State::Planned
    });
    open.expect("an activity of today")
}

fn said<'a>(name: &'a str, number: &'a str) -> [(&'a str, &'a str); 3] {
    [("name", name), ("organisation", "佛山机床厂"), ("phone", number)]
}

async fn people_sign_in_at_the_door(house: &House, file: &ProjectFile) {
    let kept = open_door(house, file).await;
    let door = format!("/attendance/gd/{}", kept.token);
    let mut phone = house.browser();
    phone.opens(&door).await.good().shows(&kept.activity.title).hides("13800138001");
    phone.opens("/attendance/gd/none").await.with_status(404);
    phone.opens(&format!("/attendance/lz/{}", kept.token)).await.with_status(404);
    phone.sends_only(&door, &said("", "12")).await.refuses(422, "请填写姓名").shows("佛山机床厂");
    phone.sends_only(&door, &said("钱一", "12")).await.refuses(422, "电话号码不对");
    phone.sends_only(&door, &said("钱一", "13900139001")).await.leads_to(&format!("{door}?done=signed"));
    phone.opens(&format!("{door}?done=signed")).await.good().shows("签到成功");
    // The same telephone under another name is the same person.
    phone.sends_only(&door, &said("钱二", "139 0013 9001")).await.refuses(422, "已经签到过了");
    phone.sends_only(&door, &said("孙三", "")).await.with_status(303);
    phone.sends_only(&door, &said("孙三", "")).await.refuses(422, "已经签到过了");
    let after = open_door(house, file).await;
    assert_eq!(after.activity.attendance.people(), kept.activity.attendance.people() + 2);
    assert_eq!(after.version, kept.version, "who edits the activity is not disturbed");
    let sheet = format!("{}/activities/{}/sheet", path(file.project.id), kept.activity.id);
    let mut member = administrator(house, file).await;
    member.opens(&sheet).await.good().shows("钱一").shows("139****9001").shows(&door).hides("13900139001");
    // A flood from one address is held back; another address is not.
    let mut flood = 0;
    for n in 0..80 {
        let name = format!("李{n}");
        let answer = phone.sends_only(&door, &said(&name, "")).await;
        flood += u32::from(answer.status.as_u16() == 429);
    }
    assert!(flood > 0, "nothing was held back");
    let mut elsewhere = house.browser();
    elsewhere.ip = "10.0.0.9".to_owned();
    elsewhere.sends_only(&door, &said("赵四", "")).await.with_status(303);
    // Tomorrow it is closed.
    house.passes(jiff::SignedDuration::from_hours(24));
    elsewhere.opens(&door).await.good().shows("现在不能签到");
    elsewhere.sends_only(&door, &said("周五", "")).await.refuses(422, "只在活动当天开放");
    house.set_clock(time::instant(demo::START));
}

async fn evidence_is_what_it_seems(house: &House, file: &ProjectFile) {
    let own = path(file.project.id);
    let mut member = administrator(house, file).await;
    let made = member.sends(&format!("{own}/activities"), &form("佐证活动", "2026-03-29")).await;
    let one = made.with_status(303).location().split_once('?').expect("said").0.to_owned();
    let add = format!("{one}/evidence");
    let photo = picture("照片");
    let slot = [("slot", "照片")];
    uploads(&mut member, &add, &[("slot", "x")], ("file", "a.png", &photo)).await.refuses(422, "没有这一类");
    uploads(&mut member, &add, &slot, ("file", "a.pdf", &photo)).await.with_status(422);
    uploads(&mut member, &add, &slot, ("file", "a.exe", b"MZ\x90\x00")).await.with_status(422);
    uploads(&mut member, &add, &slot, ("file", "", b"")).await.refuses(422, "没有选择文件");
    uploads(&mut member, &add, &slot, ("file", "a.png", &photo))
        .await
        .leads_to(&format!("{one}?done=evidence"));
    uploads(&mut member, &add, &slot, ("file", "b.png", &photo)).await.with_status(422);
    let mut stranger = house.browser_of("gd.officer").await;
    uploads(&mut stranger, &add, &slot, ("file", "c.png", &picture("c"))).await.with_status(403);
    let page = member.opens(&one).await.good().shows("a.png");
    let sha256 = page.between("/evidence/", "\"");
    let step = format!("{one}/evidence/{sha256}/steps");
    let removal = [("what", "remove"), ("slot", "照片")];
    stranger.sends(&step, &removal).await.with_status(403);
    member.sends(&step, &removal).await.leads_to(&format!("{one}?done=removed"));
    member.sends(&step, &removal).await.with_status(404);
    member.opens(&format!("{one}/evidence/{sha256}")).await.with_status(404);
}

async fn g02_an_achievement_has_the_length_of_its_file(house: &House, file: &ProjectFile) {
    let own = path(file.project.id);
    let (_, done) = view(house, file.project.id).await;
    let report = done.achievements.iter().find(|k| !k.achievement.file.1.is_empty()).expect("a report");
    assert!(
        report.achievement.extent.characters.is_some_and(|n| n > 1_000),
        "{:?}",
        report.achievement.extent
    );
    let mut member = administrator(house, file).await;
    let mut clerk = house.browser_of("gd.officer").await;
    let link = format!("{own}/achievements/{}/file", report.achievement.id);
    let docx = member.opens(&link).await.good().bytes;
    let here = format!("{own}/achievements");
    let target = act::indicators(file).first().expect("an indicator").id.clone();
    let deliverable = act::documents(file).first().map_or(String::new(), |(id, _)| (*id).to_owned());
    let said =
        [("title", "第二份报告"), ("on", "2026-03-29"), ("counts_for", target.as_str()), ("number", "1")];
    let future = [("title", "第二份报告"), ("on", "2027-03-29"), ("counts_for", target.as_str())];
    uploads(&mut member, &here, &future, ("file", "", b""))
        .await
        .refuses(422, "日期不能晚于今天")
        .shows("第二份报告");
    let nothing = [("title", "第二份报告"), ("on", "2026-03-29")];
    uploads(&mut member, &here, &nothing, ("file", "", b"")).await.refuses(422, "用来完成哪项");
    uploads(&mut clerk, &here, &said, ("file", "", b"")).await.with_status(403);
    // The same file proves one thing; what was typed is kept as an achievement without a file.
    uploads(&mut member, &here, &said, ("file", "x.docx", &docx))
        .await
        .refuses(422, "已作为")
        .shows("第二份报告");
    let said = [
        ("title", "第三份报告"),
        ("on", "2026-03-29"),
        ("deliverable", deliverable.as_str()),
        ("counts_for", target.as_str()),
    ];
    let made = uploads(&mut member, &here, &said, ("file", "", b"")).await.with_status(303).location();
    let one = made.split_once('?').expect("said").0.to_owned();
    uploads(&mut member, &one, &said, ("file", "截图.png", &picture("report")))
        .await
        .leads_to(&format!("{one}?done=attached"));
    member.opens(&one).await.good().shows("没有读出长度");
    clerk.sends(&format!("{one}/commands/reject"), &[("reason", "请交原文档")]).await.with_status(303);
    member.opens(&one).await.good().shows("请交原文档");
    member.sends(&format!("{one}/commands/replace"), &[]).await.leads_to(&format!("{one}?done=replace"));
    clerk.sends(&format!("{one}/commands/confirm"), &[]).await.with_status(422);
}
