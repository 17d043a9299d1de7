//! Plans of who reviews what, through the real router: computed, locked, forbidden, taken back, sealed by a second person;
//! until then nobody is assigned.

use axum::http::Method;
use kexiang::demo;
use kexiang_core::time;
use serde_json::{Value, json};

use crate::support::{Browser, House, on_each_engine_with};

const API: &str = "/api/v1/associations/lz/panels";

/// The plan as programs see it: pairs that satisfy a condition, as `application/expert`.
async fn pairs(browser: &mut Browser<'_>, id: &str, that: &str) -> Vec<String> {
    let plan = browser.opens(&format!("{API}/{id}/plan")).await.good().json();
    let all = plan["pairs"].as_array().expect("pairs").iter();
    let text = |v: &Value| v.as_str().expect("an id").to_owned();
    all.filter(|p| p[that] == true)
        .map(|p| format!("{}/{}", text(&p["application"]), text(&p["expert"])))
        .collect()
}

/// A new panel of Liuzhou's third type, whose first three experts accepted: each application needs one of them.
async fn panel(house: &House, officer: &mut Browser<'_>) -> String {
    officer.opens("/associations/lz/panels").await.good();
    let form = [
        ("call", "lz-2026"),
        ("types", "2026-3"),
        ("name", "第三类评审组"),
        ("blind", "single"),
        ("least", "1"),
        ("reviews", "1"),
        ("odd", "1"),
        ("due_on", "2026-04-20"),
    ];
    let made = officer.sends("/associations/lz/panels", &form).await;
    let address = made.location();
    let id = address.rsplit('/').next().expect("an id").to_owned();
    let page = officer.opens(&address).await.good();
    for (n, name) in ["黄志明", "古丽娜尔·阿不都热依木", "周慧敏"].into_iter().enumerate() {
        let before = page.text.find(&format!(">{name}（技术专家")).expect("the expert can be asked");
        let (_, value) = page.text[..before].rsplit_once("value=\"").expect("an option");
        let expert = value.trim_end_matches('"').to_owned();
        let asked = [("expert", expert.as_str()), ("chairs", if n == 0 { "1" } else { "" })];
        officer
            .sends(&format!("{address}/members"), &asked)
            .await
            .leads_to(&format!("{address}?done=invited"));
        let mut expert = house.browser_of(&format!("lz.expert{}", n + 1)).await;
        expert.opens("/reviews").await.good();
        let answer = expert.sends(&format!("/reviews/lz/{id}/answer"), &[("accept", "1")]).await;
        answer.leads_to("/reviews?done=answered");
    }
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_computed_changed_and_sealed_by_another() {
    // The demonstration's people last signed in on the days they acted.
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
            house.set_clock(time::instant(demo::START));
            let mut officer = house.browser_of("lz.officer").await;
            let id = panel(house, &mut officer).await;
            drawn_up(&mut officer, &id).await;
            sealed(house, &mut officer, &id).await;
        },
    )
    .await;
}

async fn drawn_up(officer: &mut Browser<'_>, id: &str) {
    let desk = format!("/associations/lz/panels/{id}/plan");
    let edits = format!("{desk}/edits");
    officer.opens(&desk).await.good().shows("编制中").shows("须有 1 名专家评审");
    officer.sends(&format!("{desk}/steps"), &[("what", "hand-in")]).await.refuses(422, "不符合规则");
    officer.sends(&edits, &[("what", "best")]).await.leads_to(&format!("{desk}?done=computed"));
    let best = pairs(officer, id, "given").await;
    let applications = best.len();
    assert!(applications >= 2, "{best:?}");
    assert_eq!(pairs(officer, id, "assigned").await, Vec::<String>::new());
    // A forbidden pair leaves and stays away, with the rule as the reason; undo brings both steps back.
    let pair = best[0].as_str();
    officer.sends(&edits, &[("what", "forbid"), ("pair", pair)]).await;
    officer.sends(&edits, &[("what", "nearest")]).await;
    let nearest = pairs(officer, id, "given").await;
    assert!(!nearest.contains(&best[0]));
    assert_eq!(nearest.iter().filter(|p| best.contains(p)).count(), applications - 1, "the others stay");
    let reason = officer.opens(&format!("{API}/{id}/plan/reasons/{pair}")).await.good().json();
    assert_eq!(reason["why"]["answer"], json!("excluded"));
    assert_eq!(reason["why"]["rules"][0]["rule"], json!("forbidden"));
    let page = officer.opens(&format!("{desk}?pair={}", pair.replace('/', "%2F"))).await.good();
    page.shows("规则不允许").shows("已禁止");
    officer.sends(&edits, &[("what", "give"), ("pair", pair)]).await.refuses(422, "已经禁止");
    officer.sends(&edits, &[("what", "undo")]).await;
    officer.sends(&edits, &[("what", "undo")]).await;
    assert_eq!(pairs(officer, id, "given").await, best);

    // A locked pair is neither taken nor moved; a free one moves.
    officer.sends(&edits, &[("what", "lock"), ("pair", pair)]).await;
    officer.sends(&edits, &[("what", "take"), ("pair", pair)]).await.refuses(422, "已经锁定");
    officer.sends(&edits, &[("what", "free"), ("pair", pair)]).await;
    let (application, expert) = pair.split_once('/').expect("a pair");
    let plan = officer.opens(&format!("{API}/{id}/plan")).await.good().json();
    let others = plan["pairs"].as_array().expect("pairs").iter();
    let mut others = others.filter(|p| p["application"] == application && p["expert"] != expert);
    let other = others.next().and_then(|p| p["expert"].as_str()).expect("another expert");
    let moved = json!({ "edit": "move", "application": application, "expert": expert, "to": other });
    officer.tells(Method::POST, &format!("{API}/{id}/plan/edits"), &moved).await.with_status(204);
    let given = pairs(officer, id, "given").await;
    assert!(given.contains(&format!("{application}/{other}")) && !given.contains(&best[0]));
    officer.sends(&edits, &[("what", "undo")]).await;
}

async fn sealed(house: &House, officer: &mut Browser<'_>, id: &str) {
    let desk = format!("/associations/lz/panels/{id}/plan");
    let (edits, steps) = (format!("{desk}/edits"), format!("{desk}/steps"));
    officer.sends(&steps, &[("what", "seal")]).await.refuses(422, "不能这样办理");
    officer.sends(&steps, &[("what", "hand-in")]).await.leads_to(&format!("{desk}?done=hand-in"));
    officer.sends(&edits, &[("what", "undo")]).await.refuses(422, "已送审");
    officer.sends(&steps, &[("what", "seal")]).await.refuses(422, "上一环节");
    assert_eq!(pairs(officer, id, "assigned").await, Vec::<String>::new());

    let mut head = house.browser_of("lz.head").await;
    head.opens(&desk).await.good().shows("待审核").shows("审核封存");
    head.sends(&steps, &[("what", "send-back"), ("reason", "")]).await.refuses(422, "理由");
    head.sends(&steps, &[("what", "seal")]).await.leads_to(&format!("{desk}?done=seal"));
    let given = pairs(&mut head, id, "given").await;
    assert_eq!(pairs(&mut head, id, "assigned").await, given);
    let plan = head.opens(&format!("{API}/{id}/plan")).await.good().json();
    assert_eq!((plan["state"].as_str(), plan["broken"].as_u64()), (Some("sealed"), Some(0)));
    let record = house.record("lz").await.join("\n");
    assert!(record.contains("panel.plan-seal"), "{record}");
    head.opens(&desk).await.good().shows(plan["hash"].as_str().expect("a hash"));

    // What is sealed is changed by a plan alone.
    let panel = format!("/associations/lz/panels/{id}");
    officer.sends(&format!("{panel}/assignments"), &[("what", "all")]).await.refuses(422, "按分配方案办理");
    officer
        .sends(&steps, &[("what", "reopen"), ("reason", "专家生病")])
        .await
        .leads_to(&format!("{desk}?done=reopen"));
    officer.opens(&desk).await.good().shows("专家生病");
    for login in ["lz.leader", "lz.discipline", "lz.expert1", "lz.system", "nx.officer"] {
        let status = house.browser_of(login).await.opens(&desk).await.status.as_u16();
        assert!(matches!(status, 403 | 404), "{login}: {status}");
    }
}
