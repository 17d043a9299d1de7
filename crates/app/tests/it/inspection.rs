//! Spot checks through the real router, on the demonstration's projects: a draw that anybody can repeat, records, remedies,
//! consequences; what is refused and why; who sees what (L10).

use axum::http::Method;
use kexiang::actions::inspection as act;
use kexiang::actions::{Ctx, Via};
use kexiang::demo;
use kexiang_core::id::Id;
use kexiang_core::inspection::State;
use kexiang_core::policy::MemberRole;
use kexiang_core::project::Project;
use kexiang_core::time;
use kexiang_documents::qr;
use kexiang_matching::draw::{Notice, Record, verify, verify_against};
use kexiang_store::{StoreError, account, organisation, project as projects};
use serde_json::{Value as Json, json};

use crate::project::sends_copy;
use crate::support::{Browser, House, on_each_engine_with};

const GD: &str = "/associations/gd";
const API: &str = "/api/v1/associations/gd";

#[tokio::test(flavor = "multi_thread")]
async fn l10_a_check_goes_from_the_draw_to_its_consequence() {
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
            house.set_clock(time::instant(demo::START));
            the_demonstration_has_living_checks(house).await;
            what_was_answered_is_looked_at_again(house).await;
            let id = a_draw_is_public_before_and_after(house).await;
            a_record_comes_before_a_verdict(house, id).await;
            payments_are_held_until_it_is_put_right(house, id).await;
            a_reason_in_words_plans_a_check_and_bars(house).await;
            the_interface_tells_the_same(house).await;
        },
    )
    .await;
}

async fn rows(house: &House) -> Vec<act::Row> {
    let ctx = Ctx::system("test", Via::Cli, house.now());
    act::of_office(&house.app, &ctx, "gd").await.expect("rows")
}

/// Somebody of the organisation that carries a project out.
async fn taker<'h>(house: &'h House, project: &Project, role: MemberRole) -> Browser<'h> {
    let organisation = project.organisation;
    let login = house.app.store.read(move |tx| {
        let people = account::members(tx, "gd", organisation)?;
        let found = people.into_iter().find(|(_, held)| *held == role).expect("one");
        Ok::<_, StoreError>(account::by_id(tx, found.0)?.expect("an account").login)
    });
    house.browser_of(&login.await.expect("read")).await
}

async fn project(house: &House, id: Id) -> Project {
    let found = house.app.store.read(move |tx| projects::by_id(tx, "gd", id)).await;
    found.expect("read").expect("a project")
}

async fn the_demonstration_has_living_checks(house: &House) {
    let rows = rows(house).await;
    let states: Vec<State> = rows.iter().map(|r| r.inspection.state).collect();
    assert_eq!(states, [State::Remedy, State::Remedied], "the last planned first");
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&format!("{GD}/inspections")).await.good().shows("JC-2026-001").shows("JC-2026-002");
    let only = officer.opens(&format!("{GD}/inspections?only=remedied")).await.good();
    only.shows("JC-2026-001").hides("JC-2026-002");
    officer.opens(&format!("{GD}/inspections?q=zzz")).await.good().shows("没有符合条件的检查");
    officer.opens(&format!("{GD}/inspections.xlsx?only=open")).await.good();
    officer.opens(&format!("{GD}/inspections/risks")).await.good().shows("节点考核未达到");
    for row in &rows {
        let page = act::address(&row.inspection);
        officer.opens(&page).await.good().shows(&row.visit.number).shows(&row.project.title);
        for paper in ["record.pdf", "remedy.pdf"] {
            let pdf = officer.opens(&format!("{page}/{paper}")).await.good();
            assert_eq!(pdf.header("content-type"), "application/pdf");
        }
        let mut member = taker(house, &row.project, MemberRole::Administrator).await;
        member.opens("/inspections").await.good().shows(&row.visit.number);
        member.opens(&page).await.good().shows(&row.visit.number).hides("保存检查记录");
        let own = format!("{GD}/projects/{}/inspections", row.project.id);
        member.opens(&own).await.good().shows(&row.visit.number);
        for login in ["gd.system", "gd.security", "gd.audit", "gd.expert1", "lz.officer", "lz.jixie.filler"] {
            let mut stranger = house.browser_of(login).await;
            for path in [page.clone(), format!("{page}/record.pdf"), own.clone()] {
                stranger.opens(&path).await.with_status(404).hides(&row.visit.number);
            }
            stranger.opens("/inspections").await.good().hides(&row.visit.number);
        }
    }
    let mut finance = house.browser_of("gd.finance").await;
    finance.opens(&act::address(&rows[0].inspection)).await.good().hides("保存检查记录");
    finance.opens(&format!("{GD}/inspections/risks")).await.with_status(403);
}

async fn what_was_answered_is_looked_at_again(house: &House) {
    let row = rows(house).await.into_iter().find(|r| r.inspection.state == State::Remedied).expect("one");
    let page = act::address(&row.inspection);
    let steps = format!("{page}/steps");
    let mut member = taker(house, &row.project, MemberRole::Administrator).await;
    let answered = member.opens(&page).await.good().shows("补正后的签到表.png");
    let file = format!("{page}/files/{}", answered.between("/files/", "\""));
    assert_eq!(member.opens(&file).await.good().header("content-type"), "image/png");
    house.browser_of("lz.officer").await.opens(&file).await.with_status(404);
    member.sends(&steps, &[("what", "pass"), ("words", "通过")]).await.with_status(403);
    let again = [("what", "answer-remedy"), ("words", "再次说明")];
    member.sends(&steps, &again).await.refuses(422, "整改待复查");
    let mut head = house.browser_of("gd.head").await;
    head.opens(&page).await.good();
    head.sends(&steps, &[("what", "pass"), ("words", " ")]).await.refuses(422, "");
    let passed = [("what", "pass"), ("words", "签到表已补正，清单齐全。")];
    head.sends(&steps, &passed).await.leads_to(&format!("{page}?done=pass"));
    head.sends(&steps, &passed).await.with_status(422);
    member.opens("/messages").await.good().shows(&format!("（{}）已通过", row.visit.number));
    member.opens(&page).await.good().shows("签到表已补正，清单齐全。");
}

/// The list and the commitment are public before; the seed after; anybody computes it again. The answer is one of the
/// inspections that were drawn.
async fn a_draw_is_public_before_and_after(house: &House) -> Id {
    let draws = format!("{GD}/inspections/draws");
    let fields = [
        ("title", "年中抽查"),
        ("layer", "whole"),
        ("share", "1"),
        ("unit", "number"),
        ("draws_on", "2026-04-01"),
        ("visits_on", "2026-04-08"),
        ("public", "4月1日开奖号码"),
    ];
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&draws).await.good().shows("2026年第一季度项目抽查");
    house.browser_of("gd.finance").await.sends(&draws, &fields).await.with_status(403);
    let with =
        |name: &str, value: &'static str| fields.map(|(n, v)| if n == name { (n, value) } else { (n, v) });
    officer.sends(&draws, &with("share", "0")).await.refuses(422, "请填写抽取的个数");
    officer.sends(&draws, &with("draws_on", "2026-03-29")).await.refuses(422, "抽取日期不能早于今天");
    officer.sends(&draws, &with("title", " ")).await.refuses(422, "请写明抽取什么").shows("2026-04-08");
    let made = officer.sends(&draws, &fields).await;
    let page = made.location().split('?').next().expect("address").to_owned();
    let mut anybody = house.browser();
    let before =
        anybody.opens(&page).await.good().shows("待抽取").shows("种子承诺").shows("已有未办结的检查");
    before.hides("亲自重算");
    let notice: Notice =
        serde_json::from_str(&anybody.opens(&format!("{page}/notice.json")).await.good().text)
            .expect("a notice");
    anybody.opens(&format!("{page}/record.json")).await.with_status(404);
    let record = format!("{page}/record");
    let drawn = [("public", "03 08 11 + 07"), ("witnesses", "梁文，机关纪委\n何洁")];
    officer.sends(&record, &drawn).await.refuses(422, "2026年4月1日起才能抽取");
    house.set_clock(time::instant(jiff::civil::date(2026, 4, 1).at(10, 0, 0, 0)));
    let mut officer = house.browser_of("gd.officer").await;
    officer.sends(&record, &[("public", "")]).await.refuses(422, "请填写公告所说的公开数");
    house.browser_of("gd.leader").await.sends(&record, &drawn).await.with_status(403);
    officer.sends(&record, &drawn).await.leads_to(&format!("{page}?done=drawn"));
    officer.sends(&record, &drawn).await.refuses(422, "已经抽取过了");

    let after = anybody.opens(&page).await.good().shows("亲自重算").shows("梁文 机关纪委");
    let again = after.between("btn btn-primary\" href=\"", "\"").replace("&amp;", "&").replace("&#38;", "&");
    let text = anybody.opens(&format!("{page}/record.json")).await.good().text;
    let kept: Record = serde_json::from_str(&text).expect("a record");
    assert_eq!(verify(&kept), []);
    assert_eq!(verify_against(&kept, &notice), []);
    let mut forged = kept.clone();
    forged.shares[1].seed = "03 08 11 + 08".to_owned();
    assert_ne!(verify(&forged), [], "another public number draws otherwise or breaks the seal");
    // The page of the calculation has the record loaded, and without script the server computes it.
    anybody.opens(&again).await.good().shows(&kept.seal);
    anybody.sends("/draws/check", &[("record", &text)]).await.good().shows("全部相符");

    let rows = rows(house).await;
    let found: Vec<&act::Row> = rows.iter().filter(|r| r.inspection.state == State::Planned).collect();
    let numbers: Vec<&str> = found.iter().map(|r| r.project.number.as_str()).collect();
    assert_eq!(numbers, kept.picks.iter().map(|p| p.id.as_str()).collect::<Vec<_>>());
    let record = house.record("gd").await;
    for action in ["draw.announce", "draw.reveal", "inspection.plan"] {
        assert!(record.iter().any(|a| a == action), "{action} is not recorded");
    }
    let mut member = taker(house, &found[0].project, MemberRole::Filler).await;
    member.opens("/messages").await.good().shows(&format!("将接受检查（{}）", found[0].visit.number));
    found[0].inspection.id
}

async fn a_record_comes_before_a_verdict(house: &House, id: Id) {
    let page = format!("{GD}/inspections/{id}");
    let (record, steps, files) = (format!("{page}/record"), format!("{page}/steps"), format!("{page}/files"));
    let row = rows(house).await.into_iter().find(|r| r.inspection.id == id).expect("it");
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&page).await.good().shows("随机抽中");
    officer.sends(&steps, &[("what", "pass"), ("words", "好")]).await.refuses(422, "还没有检查记录");
    officer.opens(&format!("{page}/record.pdf")).await.with_status(404);
    let fields = [
        ("visited_on", "2026-04-01"),
        ("inspectors", "陈彤、何洁"),
        ("place", "会议室"),
        ("found", "凭证齐全"),
        ("wrong", "缺签到表\n缺照片"),
    ];
    let mut late = fields;
    late[0].1 = "2026-04-02";
    officer.sends(&record, &late).await.refuses(422, "实地检查日期不能晚于今天").shows("缺签到表");
    let mut member = taker(house, &row.project, MemberRole::Administrator).await;
    member.sends(&record, &fields).await.with_status(403);
    sends_copy(&mut member, &files, b"%PDF-1.4").await.refuses(422, "现在没有要整改的事项");
    officer.sends(&record, &fields).await.leads_to(&format!("{page}?done=record"));
    let photo = qr::encode("现场").and_then(|code| code.png(4)).expect("a picture");
    sends_copy(&mut officer, &files, b"MZ").await.refuses(422, "PDF");
    sends_copy(&mut officer, &files, &photo).await.leads_to(&format!("{page}?done=file"));
    officer.opens(&page).await.good().shows("凭证齐全").shows("a.png");
    officer.opens(&format!("{page}/record.pdf")).await.good();
}

async fn payments_are_held_until_it_is_put_right(house: &House, id: Id) {
    let page = format!("{GD}/inspections/{id}");
    let steps = format!("{page}/steps");
    let row = rows(house).await.into_iter().find(|r| r.inspection.id == id).expect("it");
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&page).await.good();
    let order =
        [("what", "order-remedy"), ("items", "补签到表\n补照片"), ("due_on", "2026-04-20"), ("hold", "1")];
    let mut past = order;
    past[2].1 = "2026-04-01";
    officer.sends(&steps, &past).await.refuses(422, "整改期限要晚于今天");
    officer.sends(&steps, &order).await.leads_to(&format!("{page}?done=order-remedy"));
    assert!(project(house, row.project.id).await.hold.starts_with(&row.visit.number), "payments are held");
    officer.opens(&format!("{GD}/projects/{}", row.project.id)).await.good().shows("暂缓办理");
    let mut member = taker(house, &row.project, MemberRole::Administrator).await;
    member.opens(&page).await.good().shows("补签到表").shows("暂缓拨付");
    member.opens(&format!("{page}/remedy.pdf")).await.good();
    member.opens("/messages").await.good().shows("期限2026年4月20日");
    let mut filler = taker(house, &row.project, MemberRole::Filler).await;
    let answer = [("what", "answer-remedy"), ("words", "均已补齐。")];
    filler.opens(&page).await.good();
    filler.sends(&steps, &answer).await.with_status(403);
    sends_copy(&mut filler, &format!("{page}/files"), b"%PDF-1.4 x")
        .await
        .leads_to(&format!("{page}?done=file"));
    member.sends(&steps, &answer).await.leads_to(&format!("{page}?done=answer-remedy"));
    officer.opens("/messages").await.good().shows("请复查");
    officer
        .sends(&steps, &[("what", "pass"), ("words", "复查合格")])
        .await
        .leads_to(&format!("{page}?done=pass"));
    assert_eq!(project(house, row.project.id).await.hold, "", "passing lifts the hold");
}

async fn a_reason_in_words_plans_a_check_and_bars(house: &House) {
    let risks = format!("{GD}/inspections/risks");
    let rows_before = rows(house).await;
    let passed = rows_before.iter().find(|r| r.inspection.state == State::Passed).expect("one");
    let number = passed.project.number.clone();
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&risks).await.good();
    let fields = [("number", number.as_str()), ("planned_on", "2026-04-03"), ("basis", "接到反映")];
    let mut none = fields;
    none[0].1 = "GD-0";
    officer.sends(&risks, &none).await.refuses(422, "没有编号为“GD-0”的项目");
    let mut silent = fields;
    silent[2].1 = " ";
    officer.sends(&risks, &silent).await.refuses(422, "请写明为什么检查");
    house.browser_of("gd.finance").await.sends(&risks, &fields).await.with_status(403);
    let made = officer.sends(&risks, &fields).await;
    let page = made.location().split('?').next().expect("address").to_owned();
    officer.sends(&risks, &fields).await.refuses(422, "已有未办结的检查");
    officer.opens(&page).await.good().shows("接到反映");
    let record = [("visited_on", "2026-04-01"), ("inspectors", "陈彤"), ("wrong", "虚报活动场次")];
    officer.sends(&format!("{page}/record"), &record).await.leads_to(&format!("{page}?done=record"));
    let steps = format!("{page}/steps");
    let fail = [("what", "fail"), ("words", "活动场次不实。"), ("hold", "1"), ("barred_until", "2028-03-31")];
    let mut past = fail;
    past[3].1 = "2026-04-01";
    officer.sends(&steps, &past).await.refuses(422, "限制申报的期限要晚于今天");
    assert_eq!(project(house, passed.project.id).await.hold, "", "a refusal changes nothing");
    officer.sends(&steps, &fail).await.leads_to(&format!("{page}?done=fail"));
    let organisation = passed.project.organisation;
    let bars =
        house.app.store.read(move |tx| organisation::bars(tx, "gd", organisation)).await.expect("bars");
    let bar = bars.iter().find(|b| b.basis.starts_with("JC-2026-")).expect("a measure");
    assert!(bar.basis.contains("活动场次不实"), "{}", bar.basis);
    assert_eq!(bar.to.map(|d| d.to_string()).as_deref(), Some("2028-03-31"));
    assert!(project(house, passed.project.id).await.is_held());
    officer.opens(&risks).await.good().shows("次检查未通过").shows("限制申报期内");
    officer.sends(&steps, &[("what", "lift"), ("reason", "")]).await.with_status(422);
    let lifted = [("what", "lift"), ("reason", "已全额退回")];
    officer.sends(&steps, &lifted).await.leads_to(&format!("{page}?done=lift"));
    officer.sends(&steps, &lifted).await.refuses(422, "没有暂缓拨付");
    assert_eq!(project(house, passed.project.id).await.hold, "");
}

async fn the_interface_tells_the_same(house: &House) {
    let mut officer = house.browser_of("gd.officer").await;
    let all: Json = officer.opens(&format!("{API}/inspections")).await.good().json();
    assert_eq!(all.as_array().map(Vec::len), Some(rows(house).await.len()));
    let risks = officer.opens(&format!("{API}/risks")).await.good().json();
    assert!(risks[0]["weight"].as_u64() >= risks[1]["weight"].as_u64(), "the heaviest first");
    let open = rows(house).await.into_iter().find(|r| r.inspection.state == State::Remedy).expect("one");
    let one = format!("{API}/inspections/{}", open.inspection.id);
    let read = officer.opens(&one).await.good().json();
    assert_eq!(read["line"]["number"], json!(open.visit.number));
    assert_eq!(read["items"], json!(open.inspection.items));
    let fail = json!({ "what": "fail", "words": "" });
    officer.tells(Method::POST, &format!("{one}/steps"), &fail).await.with_status(422);
    let fail = json!({ "what": "fail", "words": "逾期没有整改。" });
    officer.tells(Method::POST, &format!("{one}/steps"), &fail).await.with_status(204);
    officer.tells(Method::POST, &format!("{one}/steps"), &fail).await.with_status(422);
    let late = json!({ "inspectors": ["陈彤"], "visited_on": "2026-04-01", "findings": [{ "what": "x", "wrong": true }] });
    let refused = officer.tells(Method::PUT, &format!("{one}/record"), &late).await.with_status(422);
    assert_eq!(refused.json()["code"], "inspection-over");
    let draws = house.browser().opens(&format!("{API}/draws")).await.good().json();
    let drawn = draws.as_array().expect("a list").iter().filter(|d| d["drawn_at"].is_string()).count();
    assert_eq!(drawn, 2);
    let waiting = draws.as_array().expect("a list").iter().find(|d| d["drawn_at"].is_null());
    let waiting = format!("{API}/draws/{}", waiting.expect("one")["id"].as_str().expect("an id"));
    let early = json!({ "public": "1", "witnesses": [] });
    let refused = officer.tells(Method::POST, &format!("{waiting}/record"), &early).await.with_status(422);
    assert_eq!(refused.json()["code"], "draw-early");
}
