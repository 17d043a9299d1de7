//! Expert review, selection, publicity and projects through the real router, on the demonstration's procedures: what is
//! secret shows nowhere, what is decided takes effect once.

use axum::body::Body;
use axum::http::Method;
use jiff::civil::date;
use kexiang::demo;
use kexiang_core::application::State;
use kexiang_core::time;
use kexiang_store::{StoreError, application, programme, project as projects, publicity};

use crate::support::{Browser, House, on_each_engine_with};

/// Words of the comments that the demonstration's experts wrote.
const COMMENT: &str = "预算测算依据充分";
/// An objector of the demonstration.
const OBJECTOR: &str = "林向东";

async fn lay(house: &House) {
    demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
    house.set_clock(time::instant(demo::START));
}

/// Whoever reads the review secrets, the objectors' names, or changes what is not theirs, fails this test.
#[tokio::test(flavor = "multi_thread")]
async fn review_secrets_and_objectors_show_nowhere() {
    // The demonstration's experts last signed in when they reviewed.
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            lay(house).await;
            scores_are_sealed_until_all_are_in(house).await;
            a_declared_conflict_takes_the_files_away(house).await;
            objectors_are_known_to_two_people(house).await;
            the_public_list_has_lawful_columns(house).await;
            objections_are_asked_after_by_code_and_handled_by_officers(house).await;
            accounts_for_fees_are_sealed(house).await;
            projects_are_founded_from_what_was_public(house).await;
        },
    )
    .await;
}

async fn panel_of(house: &House, association: &str) -> String {
    let mut officer = house.browser_of(&format!("{association}.officer")).await;
    let list = officer.opens(&format!("/associations/{association}/panels")).await.good();
    let id = list.between(&format!("href=\"/associations/{association}/panels/"), "\"");
    format!("/associations/{association}/panels/{id}")
}

/// Xinjiang's experts are at work: three of five have submitted.
async fn scores_are_sealed_until_all_are_in(house: &House) {
    let panel = panel_of(house, "xj").await;
    let mut officer = house.browser_of("xj.officer").await;
    officer.opens(&panel).await.good().shows("评审中").hides(COMMENT).hides("评分与排名");
    for path in ["ranking.xlsx", "minutes.pdf", "meeting"] {
        officer.opens(&format!("{panel}/{path}")).await.refuses(422, "评分揭晓后");
    }
    officer.sends(&format!("{panel}/unsealing"), &[]).await.refuses(422, "不能揭晓");
    for login in ["xj.leader", "xj.discipline", "xj.audit", "xj.expert1", "gd.officer"] {
        let mut other = house.browser_of(login).await;
        let status = other.opens(&panel).await.status.as_u16();
        assert!(matches!(status, 403 | 404), "{login}: {status}");
    }
    let mut expert = house.browser_of("xj.expert1").await;
    expert.opens("/reviews").await.good().shows("重点资助项目联合评审组").hides("梁国栋");
}

/// The files are gone the moment a conflict is declared, and another expert's review was never there.
async fn a_declared_conflict_takes_the_files_away(house: &House) {
    let mut expert = house.browser_of("xj.expert4").await;
    let list = expert.opens("/reviews").await.good();
    let path = format!("/reviews/xj/{}", list.between("kx-tasks\"><li><a href=\"/reviews/xj/", "\""));
    expert.opens(&path).await.good().shows("评分");
    let mut stranger = house.browser_of("nx.expert1").await;
    stranger.opens(&path).await.with_status(404);
    let mut officer = house.browser_of("xj.officer").await;
    officer.opens(&path).await.with_status(404);
    expert.sends(&format!("{path}/conflict"), &[("reason", "")]).await.refuses(422, "请写明理由");
    expert
        .sends(&format!("{path}/conflict"), &[("reason", "与项目负责人合作")])
        .await
        .leads_to("/reviews?done=declared");
    expert.opens(&path).await.with_status(404);
    expert.sends(&path, &[("then", "save"), ("comment", "x")]).await.with_status(404);
}

/// Ningxia's list is objected to: discipline and the handling officer see by whom, nobody else.
async fn objectors_are_known_to_two_people(house: &House) {
    let mut discipline = house.browser_of("nx.discipline").await;
    let desk = discipline.opens("/associations/nx/objections").await.good().hides(OBJECTOR);
    let id = desk.between("href=\"/associations/nx/objections/", "\"");
    let path = format!("/associations/nx/objections/{id}");
    discipline.opens(&path).await.good().shows(OBJECTOR);
    house.browser_of("nx.officer").await.opens(&path).await.good().shows(OBJECTOR);
    for login in [
        "nx.head",
        "nx.leader",
        "nx.finance",
        "nx.archivist",
        "nx.system",
        "nx.audit",
        "nx.expert1",
        "gd.discipline",
    ] {
        house.browser_of(login).await.opens(&path).await.with_status(404).hides(OBJECTOR);
    }
    house.browser_of("nx.audit").await.opens("/office/nx/audit").await.good().hides(OBJECTOR);
    house.browser_of("nx.head").await.opens("/associations/nx/objections").await.good().hides("YY-20");
}

/// No scores, telephones, experts or objectors on what everybody may read.
async fn the_public_list_has_lawful_columns(house: &House) {
    let mut anybody = house.browser();
    let list = anybody.opens("/associations/nx/publicities").await.good();
    let id = list.between("href=\"/associations/nx/publicities/", "\"");
    let page = anybody.opens(&format!("/associations/nx/publicities/{id}")).await.good();
    let page = page.shows("公示").shows("匿名异议不予受理");
    for secret in [COMMENT, OBJECTOR, "黄志明", "13707721001", "得分"] {
        assert!(!page.text.contains(secret), "the public list shows {secret}");
    }
    anybody.opens(&format!("/associations/nx/publicities/{id}/list.xlsx")).await.good();
    // The period was over long ago.
    let sent = anybody.opens(&format!("/associations/nx/publicities/{id}/objection")).await.good();
    assert!(sent.text.contains("提出异议"));
}

/// A number alone tells nothing; who handles is an officer of the association; an address may not object without end.
async fn objections_are_asked_after_by_code_and_handled_by_officers(house: &House) {
    house.set_clock(time::instant(date(2025, 6, 24).at(10, 0, 0, 0)));
    let mut citizen = house.browser();
    let lists = citizen.opens("/associations/nx/publicities").await.good();
    let list = lists.between("href=\"/associations/nx/publicities/", "\"");
    let address = format!("/associations/nx/publicities/{list}/objection");
    let form = citizen.opens(&address).await.good();
    let number = form.between("<option value=\"", "\"");
    let fields = |facts: &str| {
        [("number", number.as_str()), ("as", "person"), ("name", "覃小山"), ("phone", "0951-5010001")]
            .into_iter()
            .chain([("organisation", "某高校"), ("address", "学府路2号"), ("facts", facts)])
            .map(|(n, v)| format!("--kx\r\ncontent-disposition: form-data; name=\"{n}\"\r\n\r\n{v}\r\n"))
            .collect::<String>()
            + "--kx--\r\n"
    };
    let send = async |citizen: &mut Browser<'_>, facts: &str| {
        let csrf = citizen.csrf.clone();
        let kind = "multipart/form-data; boundary=kx";
        let headers = [("content-type", kind), ("x-csrf-token", &csrf), ("sec-fetch-site", "same-origin")];
        citizen.asks(Method::POST, &address, &headers, Body::from(fields(facts))).await
    };
    let sent = send(&mut citizen, "项目负责人与公示的不是同一个人，请核查。").await.good();
    let code = sent.between("kx-code h3\">", "<");
    let (plain, _) = code.rsplit_once('-').expect("a code after the number");
    let reply = "/associations/nx/objections/reply?number=";
    citizen.opens(&format!("{reply}{code}")).await.good().shows("已收到");
    citizen.opens(&format!("{reply}{plain}")).await.good().shows("没有这个编号");
    citizen.opens(&format!("{reply}{plain}-00000000")).await.good().shows("没有这个编号");

    let mut discipline = house.browser_of("nx.discipline").await;
    let desk = discipline.opens("/associations/nx/objections").await.good();
    let before = desk.text.find(&format!(">{plain}<")).expect("its row");
    let (_, href) = desk.text[..before].rsplit_once("href=\"").expect("its address");
    let path = href.trim_end_matches('"').to_owned();
    for login in ["gd.officer", "nx.leader", "nx.expert1"] {
        let me = house.browser_of(login).await.opens("/api/v1/me").await.good().json();
        let account = me["id"].as_str().expect("an id").to_owned();
        let outcome = discipline.sends(&path, &[("what", "accept"), ("handler", &account)]).await;
        outcome.refuses(422, "请指定承办人");
        house.browser_of(login).await.opens(&path).await.with_status(404).hides("覃小山");
    }
    for _ in 1..10 {
        send(&mut citizen, "短").await.refuses(422, "不少于 10 字");
    }
    send(&mut citizen, "短").await.refuses(429, "分钟");
    house.set_clock(time::instant(demo::START));
}

/// An expert's account number stands nowhere in the open but on the payment list, whose export is recorded.
async fn accounts_for_fees_are_sealed(house: &House) {
    const NUMBER: &str = "6222021001112223331";
    let mut expert = house.browser_of("gd.expert1").await;
    expert.opens("/reviews").await.good().shows("/reviews/gd/account");
    expert.opens("/reviews/gd/account").await.good();
    let send = |bank: &'static str, number: &'static str, again: &'static str| {
        [("bank", bank), ("number", number), ("again", again)]
    };
    let address = "/reviews/gd/account";
    expert.sends(address, &send("", NUMBER, NUMBER)).await.refuses(422, "开户行");
    expert.sends(address, &send("工行", "622202", "622202")).await.refuses(422, "8 到 32 位");
    expert.sends(address, &send("工行", "6222021001112223332", NUMBER)).await.refuses(422, "校验位");
    expert.sends(address, &send("工行", NUMBER, "6222021001112223332")).await.refuses(422, "不一致");
    expert.sends(address, &send("工行", NUMBER, NUMBER)).await.leads_to("/reviews/gd/account?done=kept");
    expert.opens(address).await.good().shows("6222 **** **** 3331").hides(NUMBER);
    house.browser_of("gd.expert2").await.opens(address).await.good().hides("3331");
    house.browser_of("gd.officer").await.opens(address).await.with_status(404);
    let panel = panel_of(house, "gd").await;
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&format!("{panel}/fees")).await.good().hides(NUMBER);
    officer.opens(&format!("{panel}/fees.xlsx")).await.good();
    let record = house.record("gd").await.join("\n");
    assert!(record.contains("panel.payments") && record.contains("expert.bank"), "{record}");
    assert!(!record.contains(NUMBER));
    let kept = house.app.store.read(|tx| {
        let filter = kexiang_store::expert::Filter::default();
        kexiang_store::expert::page(tx, "gd", &filter, 50, 0)
    });
    let sealed: Vec<String> = kept.await.expect("read").into_iter().map(|e| e.bank).collect();
    assert_eq!(sealed.iter().filter(|b| !b.is_empty()).count(), 1);
    assert!(sealed.iter().all(|b| !b.contains(NUMBER)));
}

/// Guangdong's projects hold what was public; each application became one.
async fn projects_are_founded_from_what_was_public(house: &House) {
    let founded = house
        .app
        .store
        .read(|tx| {
            let call = programme::call_by_code(tx, "gd", "gd-2024")?.expect("the call");
            let all = projects::of_call(tx, "gd", call.id)?;
            let lists = publicity::all(tx, "gd")?;
            let awarded = application::in_state(tx, "gd", call.id, State::Awarded)?;
            Ok::<_, StoreError>((all, lists, awarded))
        })
        .await
        .expect("read");
    let (all, lists, awarded) = founded;
    assert!(!all.is_empty());
    assert_eq!((lists.len(), lists[0].state.as_str()), (1, "settled"));
    assert_eq!(all.len(), lists[0].list.rows.len());
    assert_eq!(
        all.iter().map(|p| p.application).collect::<std::collections::BTreeSet<_>>(),
        awarded.into_iter().collect()
    );
    for (n, project) in (1..).zip(&all) {
        assert_eq!(project.number, format!("GD-2024-{n:03}"));
        assert_eq!(project.frozen.publicity_hash, lists[0].hash);
        let row = lists[0].list.rows.iter();
        let mut row = row.filter(|r| r.title == project.title && r.organisation == project.organisation_name);
        let row = row.next().expect("its row");
        assert_eq!(project.amount, row.amount);
    }
    assert_eq!(lists[0].list.hash().expect("canonical").to_string(), lists[0].hash);
}
