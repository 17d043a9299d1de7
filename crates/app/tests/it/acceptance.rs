//! Acceptances and archives on the demonstration's projects: three people, what follows, next year's refusal, a package
//! that anyone can test.

use std::io::Cursor;
use std::process::Command;

use axum::http::Method;
use kexiang::actions::acceptance::{self as act, AcceptanceFile};
use kexiang::actions::application;
use kexiang::actions::programme::{self as desk, Source};
use kexiang::actions::{Ctx, Failure, Via, archive};
use kexiang::demo;
use kexiang_core::acceptance::{State, Verdict};
use kexiang_core::eligibility::Answer as May;
use kexiang_core::id::Id;
use kexiang_core::policy::{Actor, ActorKind, MemberRole, Membership, Office, OfficeRole};
use kexiang_core::programme::Gate;
use kexiang_core::project::State as Stage;
use kexiang_core::recovery::State as RecoveryState;
use kexiang_core::time;
use kexiang_documents::pdf_read;
use kexiang_documents::sniff::{Archive, Limits};
use kexiang_store::{StoreError, account, organisation, project as projects};
use serde_json::json;

use crate::programs::Program;
use crate::support::{Browser, House, on_each_engine_with};

const GD: &str = "/associations/gd";

async fn lay(house: &House) {
    demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
    house.set_clock(time::instant(demo::START));
}

/// The project of the demonstration of this type.
async fn project(house: &House, type_code: &str) -> Id {
    let all = house.app.store.read(|tx| projects::all(tx, "gd")).await.expect("projects");
    all.iter().find(|p| p.type_code == type_code).expect("played").id
}

/// Somebody of the office with these roles at once.
async fn office(house: &House, login: &str, roles: &[OfficeRole]) -> Ctx {
    let name = login.to_owned();
    let found = house.app.store.read(move |tx| account::by_login(tx, &name)).await;
    let found = found.expect("read").expect("an account");
    let of = |role: &OfficeRole| Office { association: "gd".into(), role: *role };
    let actor = Actor {
        kind: ActorKind::Person,
        account: Some(found.id),
        name: found.name,
        offices: roles.iter().map(of).collect(),
        ..Actor::nobody()
    };
    Ctx { actor, now: house.now(), ..Ctx::system("test", Via::Cli, house.now()) }
}

async fn file(house: &House, id: Id) -> AcceptanceFile {
    let officer = office(house, "gd.officer", &[OfficeRole::Officer]).await;
    act::view(&house.app, &officer, "gd", id).await.expect("an acceptance")
}

/// The administrator of the organisation that carries a project out.
async fn administrator<'h>(house: &'h House, desk: &AcceptanceFile) -> Browser<'h> {
    let organisation = desk.file.project.organisation;
    let login = house.app.store.read(move |tx| {
        let people = account::members(tx, "gd", organisation)?;
        let found = people.into_iter().find(|(_, role)| role.code() == "administrator").expect("one");
        Ok::<_, StoreError>(account::by_id(tx, found.0)?.expect("an account").login)
    });
    house.browser_of(&login.await.expect("read")).await
}

fn path(id: Id) -> String {
    format!("{GD}/projects/{id}/acceptance")
}

fn code(failure: Result<(), Failure>) -> String {
    match failure {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

/// Every row accepted, as the page sends it.
fn accepted(desk: &AcceptanceFile) -> Vec<(String, String)> {
    let a = desk.open().expect("open");
    let mut form: Vec<_> =
        a.form.rows.iter().map(|r| (format!("accepted.{}", r.id), "yes".to_owned())).collect();
    form.push(("form".to_owned(), a.form_hash.clone()));
    form.push(("substance".to_owned(), "佐证齐全".to_owned()));
    form
}

fn pairs(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn acceptances_are_checked_by_two_and_concluded_by_a_third() {
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            lay(house).await;
            let waiting = project(house, "GD2024-07").await;
            everybody_sees_what_is_theirs(house, waiting).await;
            one_person_may_not_do_two_parts(house, waiting).await;
            what_was_found_is_gone_after_a_return(house, waiting).await;
            x08_the_last_instalment_follows_the_verdict(house, waiting).await;
            g14_a_failed_project_bars_next_year(house, project(house, "GD2024-11").await).await;
            a_package_holds_everything_and_proves_itself(house).await;
        },
    )
    .await;
}

async fn everybody_sees_what_is_theirs(house: &House, id: Id) {
    let desk = file(house, id).await;
    let number = desk.file.project.number.as_str();
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&format!("{GD}/acceptances")).await.good().shows(number).shows("待审核");
    officer.opens(&format!("{GD}/acceptances?verdict=failed")).await.good().hides(number);
    officer.opens(&format!("{GD}/acceptances?q=zzz")).await.good().shows("没有符合条件的验收");
    officer.opens(&path(id)).await.good().shows("业务审核").shows("绩效报告");
    let mut member = administrator(house, &desk).await;
    member.opens(&path(id)).await.good().shows("第 1 次验收").hides("提交业务审核");
    member.opens(&format!("{}/1/form.pdf", path(id))).await.good();
    let written = member.opens(&format!("{}/1/form.docx", path(id))).await.good();
    assert!(written.header("content-disposition").contains(".docx"));
    member.opens(&format!("{}/2/form.pdf", path(id))).await.with_status(404);
    let paper = &desk.open().expect("open").form.papers[0];
    officer.opens(&format!("{}/papers/{}", path(id), paper.sha256)).await.good();
    officer.opens(&format!("{}/papers/{}", path(id), "0".repeat(64))).await.with_status(404);
    for login in ["gd.system", "gd.security", "gd.audit", "gd.expert1", "lz.officer"] {
        let mut other = house.browser_of(login).await;
        other.opens(&path(id)).await.with_status(404).hides(number);
        other.opens(&format!("{}/papers/{}", path(id), paper.sha256)).await.with_status(404);
    }
    // What is handed in is not changed any more.
    let draft = [("summary", "另一份总结"), ("what", "save")];
    member.sends(&path(id), &draft).await.refuses(422, "现在不能修改");
    officer.sends(&path(id), &draft).await.with_status(403);
}

async fn one_person_may_not_do_two_parts(house: &House, id: Id) {
    let all = [OfficeRole::Officer, OfficeRole::Finance, OfficeRole::Head];
    let one = office(house, "gd.officer", &all).await;
    let hash = file(house, id).await.open().expect("open").form_hash.clone();
    // The officer has checked the substance in the demonstration.
    let money = act::check_money(&house.app, &one, "gd", id, (&hash, true, "")).await;
    assert_eq!(code(money), "acceptance-same-person");
    let finance = office(house, "gd.finance", &all).await;
    act::check_money(&house.app, &finance, "gd", id, (&hash, true, "账目清楚")).await.expect("checked");
    for login in ["gd.officer", "gd.finance"] {
        let said = act::Verdict {
            form: hash.clone(),
            verdict: Verdict::Passed,
            reason: String::new(),
            deceived: false,
            recover: None,
            due_on: None,
        };
        let who = office(house, login, &all).await;
        assert_eq!(code(act::conclude(&house.app, &who, "gd", id, said).await), "acceptance-same-person");
    }
    let mut officer = house.browser_of("gd.officer").await;
    let form = [("form", hash.as_str()), ("in_order", "yes")];
    officer.sends(&format!("{}/money", path(id)), &form).await.with_status(403);
    officer.sends(&format!("{}/conclusion", path(id)), &[("form", hash.as_str())]).await.with_status(403);
}

async fn what_was_found_is_gone_after_a_return(house: &House, id: Id) {
    let before = file(house, id).await;
    let old = before.open().expect("open").form_hash.clone();
    let mut finance = house.browser_of("gd.finance").await;
    let back = format!("{}/return", path(id));
    finance.sends(&back, &[("return_reason", " ")]).await.refuses(422, "理由");
    let done = format!("{}?done=returned", path(id));
    finance.sends(&back, &[("return_reason", "审计报告缺页")]).await.leads_to(&done);
    finance.sends(&back, &[("return_reason", "再退")]).await.refuses(422, "补正材料");
    let mut member = administrator(house, &before).await;
    member.opens(&path(id)).await.good().shows("审计报告缺页").shows("提交验收材料");
    // Nothing typed is lost, and what is missing is said.
    let version = file(house, id).await.draft.version.to_string();
    let empty = [("summary", ""), ("version", version.as_str()), ("what", "hand-in")];
    member.sends(&path(id), &empty).await.refuses(422, "请填写项目实施情况");
    let stale = [("summary", "旧页面上的总结"), ("version", version.as_str()), ("what", "save")];
    let kept = member.sends(&path(id), &stale).await.with_status(409);
    assert!(kept.text.contains("旧页面上的总结"), "what was typed is lost");
    let version = file(house, id).await.draft.version.to_string();
    let mut again: Vec<(String, String)> =
        before.form().rows.iter().map(|r| (format!("words.{}", r.id), "见总结报告".to_owned())).collect();
    let said = [("summary", "补正后的总结"), ("version", version.as_str()), ("what", "hand-in")];
    again.extend(said.map(|(n, v)| (n.to_owned(), v.to_owned())));
    member.sends(&path(id), &pairs(&again)).await.leads_to(&format!("{}?done=handed-in", path(id)));
    let desk = file(house, id).await;
    let a = desk.open().expect("open");
    assert_eq!((a.state, a.round), (State::Applied, 1));
    assert_eq!((&a.substance, &a.money, a.verdicts.len()), (&None, &None, 0));
    assert_ne!(a.form_hash, old);
    assert_eq!(a.form.summary, "补正后的总结");
    // Who looked at the former papers has to look again.
    let form = [("form", old.as_str()), ("in_order", "yes")];
    finance.sends(&format!("{}/money", path(id)), &form).await.refuses(422, "重新提交了验收材料");
    let mut head = house.browser_of("gd.head").await;
    let early = [("form", a.form_hash.as_str()), ("verdict", "passed")];
    head.sends(&format!("{}/conclusion", path(id)), &early).await.refuses(422, "都完成后");
}

async fn x08_the_last_instalment_follows_the_verdict(house: &House, id: Id) {
    let desk = file(house, id).await;
    let hash = desk.open().expect("open").form_hash.clone();
    let mut officer = house.browser_of("gd.officer").await;
    let substance = format!("{}/substance", path(id));
    let mut form = accepted(&desk);
    let first = form.remove(0);
    officer.sends(&substance, &pairs(&form)).await.refuses(422, "请对");
    form.push((first.0.clone(), "no".to_owned()));
    officer.sends(&substance, &pairs(&form)).await.refuses(422, "请写明原因");
    form.pop();
    form.push(first);
    officer.sends(&substance, &pairs(&form)).await.leads_to(&format!("{}?done=substance", path(id)));
    let mut finance = house.browser_of("gd.finance").await;
    let money = format!("{}/money", path(id));
    finance.sends(&money, &[("form", hash.as_str())]).await.refuses(422, "请先选择");
    let bad = [("form", hash.as_str()), ("in_order", "no"), ("words", "")];
    finance.sends(&money, &bad).await.refuses(422, "理由");
    let bad = [("form", hash.as_str()), ("in_order", "no"), ("words", "缺两张发票")];
    finance.sends(&money, &bad).await.leads_to(&format!("{}?done=money", path(id)));
    let mut head = house.browser_of("gd.head").await;
    let conclusion = format!("{}/conclusion", path(id));
    let passed = [("form", hash.as_str()), ("verdict", "passed"), ("reason", "")];
    head.sends(&conclusion, &passed).await.refuses(422, "财务审核尚未认可");
    let good = [("form", hash.as_str()), ("in_order", "yes"), ("words", "已补齐")];
    finance.sends(&money, &good).await.leads_to(&format!("{}?done=money", path(id)));
    let other = [("form", hash.as_str()), ("verdict", "failed"), ("reason", "")];
    head.sends(&conclusion, &other).await.refuses(422, "按验收标准应为");
    let false_ = [("form", hash.as_str()), ("verdict", "passed"), ("deceived", "yes"), ("reason", "伪造")];
    head.sends(&conclusion, &false_).await.refuses(422, "不通过");
    let gate = desk.file.instalments.iter().position(|i| i.gate == Gate::Acceptance).expect("a gate") + 1;
    let payment = format!("{GD}/projects/{id}/instalments/{gate}/payment");
    let judge = format!("{GD}/projects/{id}/instalments/{gate}/gate");
    officer
        .sends(&judge, &[("verdict", "passed"), ("words", "直接确认")])
        .await
        .refuses(422, "由验收结论决定");
    officer.sends(&payment, &[("note", "")]).await.with_status(422);
    head.sends(&conclusion, &passed).await.leads_to(&format!("{}?done=concluded", path(id)));
    head.sends(&conclusion, &passed).await.refuses(422, "没有正在办理的验收");
    let after = file(house, id).await;
    assert_eq!(after.file.project.state, Stage::Closed);
    assert_eq!(after.rounds[0].conclusion.as_ref().expect("concluded").verdict, Verdict::Passed);
    assert!(after.file.recoveries.is_empty());
    let organisation = after.file.project.organisation;
    let facts =
        house.app.store.read(move |tx| organisation::facts(tx, "gd", organisation)).await.expect("facts");
    let of =
        |kind: &str| facts.iter().find(|f| f.year == 2024 && f.kind.code() == kind).map(|f| f.value.clone());
    assert_eq!((of("projects").as_deref(), of("summary").as_deref()), (Some("completed"), Some("submitted")));
    officer
        .sends(&payment, &[("note", "收据已收")])
        .await
        .leads_to(&format!("{GD}/projects/{id}/money?done=requested"));
    let program = Program::whole(house, "gd.officer").await;
    let told = program.reads(&format!("/api/v1{}", path(id))).await.good().json();
    assert_eq!(told["rounds"][0]["verdict"], json!("passed"));
    let refused = program.asks(Method::POST, &format!("/api/v1{}", path(id)), &json!({})).await;
    assert_eq!(refused.with_status(403).json()["code"], "not-permitted");
}

/// The demonstration's failed project: money is claimed back, and next year's notice refuses its organisation by itself.
async fn g14_a_failed_project_bars_next_year(house: &House, id: Id) {
    let desk = file(house, id).await;
    let end = desk.rounds[0].conclusion.clone().expect("concluded");
    assert_eq!((end.verdict, desk.file.project.state), (Verdict::Failed, Stage::Closed));
    let (order, _) = desk.file.recoveries.first().expect("an order");
    assert_eq!(order.state, RecoveryState::Issued);
    assert!(order.facts.contains("验收结论") && order.amount <= desk.file.book.paid());
    assert!(!desk.file.gates.last().expect("a verdict").passed, "the last gate stays shut");
    let organisation = desk.file.project.organisation;
    let next = next_year(house).await;
    let answer = async |organisation: Id| {
        let member = Membership { association: "gd".into(), organisation, role: MemberRole::Administrator };
        let actor = Actor { memberships: vec![member], ..office(house, "gd.officer", &[]).await.actor };
        let ctx = Ctx { actor, now: house.now(), ..Ctx::system("test", Via::Cli, house.now()) };
        let begun = application::begin(&house.app, &ctx, "gd", &next, "GD2027-04", organisation).await;
        let case = application::view(&house.app, &ctx, "gd", begun.expect("begun").id).await.expect("a case");
        let verdicts = case.verdicts(house.now());
        let no = verdicts.iter().filter(|v| v.answer() == May::No).map(|v| v.rule.clone());
        no.collect::<Vec<_>>()
    };
    assert_eq!(answer(organisation).await, ["last-year-unfinished", "last-year-summary-missing"]);
    let good = file(house, project(house, "GD2024-06").await).await.file.project.organisation;
    assert_eq!(answer(good).await, Vec::<String>::new());
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&format!("/office/gd/organisations/{organisation}")).await.good().shows("验收结论");
}

/// The notice of the year after, published; the rule asks for the year of the failed project.
async fn next_year(house: &House) -> String {
    let text = include_str!("../../../../programmes/guangdong-2024.toml");
    let text = text
        .replace("[2023]", "[@]")
        .replace("year = 2024", "year = @@")
        .replace("2024", "2027")
        .replace("2023", "2026")
        .replace("[@]", "[2024]")
        .replace("@@", "2025")
        .replace("2026-08-18", "2026-03-01");
    let officer = office(house, "gd.officer", &[OfficeRole::Officer]).await;
    let head = office(house, "gd.head", &[OfficeRole::Head]).await;
    let draft = desk::create(&house.app, &officer, "gd", Source::Text(text)).await.expect("a draft");
    let draft = desk::hand_in(&house.app, &officer, "gd", draft.id, draft.version).await.expect("handed in");
    desk::publish(&house.app, &head, "gd", draft.id, draft.version).await.expect("published");
    "gd-2027".to_owned()
}

/// The demonstration's archived project: the job collects, seals and tests; the file proves itself without the system.
async fn a_package_holds_everything_and_proves_itself(house: &House) {
    let id = project(house, "GD2024-06").await;
    let own = format!("{GD}/projects/{id}/archive");
    let mut archivist = house.browser_of("gd.archivist").await;
    archivist.opens(&own).await.good().shows("正在生成");
    archivist.sends(&own, &[("term", "30")]).await.refuses(422, "正在生成");
    archivist.opens(&format!("{own}/package.zip")).await.with_status(404);
    house.works().await;
    archivist.opens(&format!("{GD}/archives?place=sealed")).await.good().shows("GD-DA-2026-0001");
    archivist.opens(&own).await.good().shows("已归档").shows("2056年").hides("不通过");
    archivist.opens(&format!("{own}?test=1")).await.good().shows("刚才检测的结果").hides("不通过");
    archivist.opens(&format!("{own}/certificate.pdf")).await.good();
    archivist.sends(&own, &[("term", "30")]).await.refuses(422, "已经归档");
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&own).await.good().hides("package.zip");
    officer.opens(&format!("{own}/package.zip")).await.with_status(403);
    let desk = file(house, id).await;
    let mut member = administrator(house, &desk).await;
    member.opens(&own).await.with_status(404);
    let archived = office(house, "gd.archivist", &[OfficeRole::Archivist]).await;
    let (sealed, bytes) = archive::download(&house.app, &archived, "gd", id).await.expect("the package");
    verified(&bytes, &sealed.manifest);
    let names = names(&bytes);
    for part in ["通知", "申报书", "审查", "合同", "经费", "活动", "验收", "办理记录"] {
        assert!(names.iter().any(|n| n.contains(part)), "{part} is missing in {names:?}");
    }
    let papers = &desk.rounds[0].form.papers;
    assert!(papers.iter().all(|p| names.iter().any(|n| n.ends_with(&p.name))), "{names:?}");
    // Who reviewed is no business of the archive.
    assert!(!texts(&bytes).contains("古丽娜尔"), "an expert is named");
    // A project whose money is not back, and one that still runs.
    let failed = project(house, "GD2024-11").await;
    let other = format!("{GD}/projects/{failed}/archive");
    archivist.sends(&other, &[("term", "30")]).await.refuses(422, "还有拨付或追回没有办完");
    let running = project(house, "GD2024-01").await;
    let other = format!("{GD}/projects/{running}/archive");
    archivist.sends(&other, &[("term", "30")]).await.refuses(422, "还不能归档");
    officer.sends(&other, &[("term", "30")]).await.with_status(403);
}

fn names(bytes: &[u8]) -> Vec<String> {
    Archive::open(Cursor::new(bytes), &Limits::PACKAGE).expect("a package").names().to_vec()
}

/// Everything in a package that is text, the papers' own words included.
fn texts(bytes: &[u8]) -> String {
    let mut package = Archive::open(Cursor::new(bytes), &Limits::PACKAGE).expect("a package");
    let mut all = String::new();
    for name in package.names().to_vec() {
        let content = package.read(&name, 1 << 26).expect("read").expect("there");
        match pdf_read::text(&content) {
            Ok(pages) if name.ends_with(".pdf") => all.push_str(&pages.join("")),
            _ => all.push_str(&String::from_utf8_lossy(&content)),
        }
    }
    all
}

/// `kexiang archive verify` on the downloaded file, and on a changed one.
fn verified(bytes: &[u8], manifest: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let package = folder.path().join("package.zip");
    std::fs::write(&package, bytes).expect("written");
    let verify = |path: &std::path::Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kexiang"));
        command.arg("archive").arg("verify").arg(path).args(["--manifest", manifest]);
        command.output().expect("the program runs")
    };
    let output = verify(&package);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let mut forged = bytes.to_vec();
    let middle = forged.len() / 2;
    forged[middle] ^= 1;
    let other = folder.path().join("forged.zip");
    std::fs::write(&other, forged).expect("written");
    assert!(!verify(&other).status.success(), "a changed package passes");
}
