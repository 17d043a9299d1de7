//! Nothing leaks: what an unentitled person can read is the same before and after a fact hidden from them has changed.

use std::collections::BTreeMap;

use axum::http::Method;
use kexiang::demo::START;
use kexiang_core::time;
use kexiang_store::testing::engines;
use serde_json::json;

use crate::support::{House, on_each_engine};

/// What everybody looks at, whether they may or not: a refusal is an answer too.
const PAGES: [&str; 27] = [
    "/",
    "/associations/lz",
    "/associations/lz/calls/lz-2026",
    "/applications",
    "/messages",
    "/associations/lz/desk",
    "/associations/lz/desk?q=汽车",
    "/associations/lz/desk?call=lz-2026&state=returned",
    "/associations/lz/desk?call=lz-2026&only=repeat",
    "/associations/lz/desk/unsubmitted?call=lz-2026",
    "/associations/lz/paper?code=2026-1-001",
    "/associations/nx/desk",
    "/associations/nx/desk?q=汽车",
    "/associations/nx/paper?code=2026-1-001",
    "/api/v1/applications",
    "/api/v1/messages",
    "/api/v1/associations",
    "/api/v1/associations/lz/calls",
    "/api/v1/associations/lz/calls/lz-2026",
    "/api/v1/associations/lz/applications?call=lz-2026&q=汽车",
    "/api/v1/associations/lz/unsubmitted?call=lz-2026",
    "/api/v1/associations/nx/applications",
    "/api/v1/associations/lz/people",
    "/associations/lz/progress",
    "/associations/gd/progress",
    "/api/v1/associations/lz/progress",
    "/api/v1/associations/gd/progress",
];

/// What hangs below an application.
const PARTS: [&str; 7] =
    ["", "/application.pdf", "/receipt.pdf", "/check", "/paper", "/versions", "/versions/1"];

/// What a person reads, by address: status and text.
async fn reads(house: &House, login: &str, application: &str) -> BTreeMap<String, String> {
    house.set_clock(time::instant(START));
    let mut browser = house.browser();
    if !login.is_empty() {
        browser = house.browser_of(login).await;
    }
    let mut addresses: Vec<String> = PAGES.map(str::to_owned).into();
    for base in ["/associations/lz/applications", "/api/v1/associations/lz/applications"] {
        addresses.extend(PARTS.map(|part| format!("{base}/{application}{part}")));
    }
    let mut read = BTreeMap::new();
    for address in addresses {
        let path = address.replace("汽车", "%E6%B1%BD%E8%BD%A6");
        let answer = browser.opens(&path).await;
        // An empty text stands between all characters: who is not signed in has no form token.
        let text = if browser.csrf.is_empty() {
            answer.text.clone()
        } else {
            answer.text.replace(&browser.csrf, "")
        };
        let text = without_instant(&text);
        // A PDF says when it was made; what it holds is compared by its length.
        let text = if answer.header("content-type").contains("html")
            || answer.header("content-type").contains("json")
        {
            text
        } else {
            format!("{} bytes", text.len())
        };
        read.insert(address, format!("{} {text}", answer.status.as_u16()));
    }
    read
}

/// A page without the instant at which it was written.
fn without_instant(text: &str) -> String {
    match text.split_once(" data-server-now=\"") {
        Some((before, rest)) => format!("{before}{}", rest.split_once('"').map_or(rest, |(_, after)| after)),
        None => text.to_owned(),
    }
}

#[track_caller]
fn same(who: &str, fact: &str, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) {
    for (address, text) in before {
        let now = &after[address];
        let differs = text.chars().zip(now.chars()).position(|(a, b)| a != b);
        let around = |s: &str| -> String {
            s.chars().skip(differs.unwrap_or(0).saturating_sub(80)).take(200).collect()
        };
        assert!(text == now, "{who} learns of {fact} at {address}:\n{}\n--\n{}", around(text), around(now));
    }
}

/// The check of the application begins anew.
pub async fn reopened(house: &House, base: &str) {
    let mut head = house.browser_of("lz.head").await;
    let reopen = json!({ "decision": "reopen", "note": "复核" });
    head.tells(Method::POST, &format!("{base}/check/decisions"), &reopen).await.with_status(201);
}

#[tokio::test]
async fn what_is_hidden_changes_nothing_that_others_read() {
    // What may be seen does not depend on the engine; the pages are read once, on the first.
    let first = engines()[0];
    on_each_engine(async |house| {
        if house.app.store.engine() != first {
            return;
        }
        kexiang::demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
        house.set_clock(time::instant(START));
        let own = house.browser_of("lz.qiche.administrator").await.opens("/applications").await.good();
        let application = own.between("/associations/lz/applications/", "\"");
        let base = format!("/api/v1/associations/lz/applications/{application}");
        reopened(house, &base).await;
        let strangers = ["", "nx.officer", "nx.head", "lz.jixie.administrator", "lz.system", "lz.security"];

        // An officer drafts defects and judges items: the office's own, also to the applicant.
        let mut before = BTreeMap::new();
        for who in strangers.iter().chain(&["lz.qiche.administrator", "lz.qiche.filler"]) {
            before.insert(*who, reads(house, who, &application).await);
        }
        let mut officer = house.browser_of("lz.officer").await;
        let defects = json!([{ "field": "plan", "problem": "未写明备案计划", "demand": "请写明备案时间" }]);
        officer.tells(Method::PUT, &format!("{base}/check/defects"), &defects).await.with_status(204);
        let judged = json!([{ "item": "commitment", "verdict": "not_met", "reason": "承诺书缺少公章" }]);
        officer.tells(Method::PUT, &format!("{base}/check/items"), &judged).await.with_status(204);
        for (who, read) in &before {
            same(who, "drafted defects", read, &reads(house, who, &application).await);
        }

        // It is returned, and the applicant works on the correction: nobody outside sees the work in progress.
        let decision = json!({ "decision": "return" });
        officer.tells(Method::POST, &format!("{base}/check/decisions"), &decision).await.with_status(201);
        let mut before = BTreeMap::new();
        for who in strangers.iter().chain(&["lz.officer", "lz.head", "lz.finance"]) {
            before.insert(*who, reads(house, who, &application).await);
        }
        let mut filler = house.browser_of("lz.qiche.filler").await;
        let field = json!({ "field": "plan", "value": "机密的新方案" });
        filler.tells(Method::PATCH, &format!("{base}/fields"), &field).await.with_status(200);
        for (who, read) in &before {
            same(who, "a correction in progress", read, &reads(house, who, &application).await);
        }
        assert!(reads(house, "lz.qiche.filler", &application).await[&base].contains("机密的新方案"));
    })
    .await;
}
