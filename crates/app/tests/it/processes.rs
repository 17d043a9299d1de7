//! Several processes on one database share everything that matters.

use axum::http::Method;
use jiff::SignedDuration;
use kexiang::demo::START;
use kexiang_core::time;
use serde_json::json;

use crate::support::on_each_engine;

#[tokio::test]
async fn sessions_and_counts_of_failures_are_shared() {
    on_each_engine(async |house| {
        let other = house.beside().await;
        let mut ada = house.browser_of("lz.officer").await;
        let mut there = ada.elsewhere(&other);
        there.opens("/account").await.good().shows("陈彤");
        ada.sends("/sign-out", &[]).await;
        there.opens("/account").await.leads_to("/sign-in?next=%2Faccount");
        // Five wrong passwords, through both processes in turn, lock the account in both.
        for attempt in 0..5 {
            let through = if attempt % 2 == 0 { house } else { &other };
            through.browser().signs_in_with("lz.head", "wrong").await;
        }
        for through in [house, &other] {
            let refused = through.browser().signs_in("lz.head").await;
            assert_eq!(refused.status.as_u16(), 429, "{}", refused.text);
        }
    })
    .await;
}

#[tokio::test]
async fn what_one_process_changes_the_other_shows() {
    on_each_engine(async |house| {
        kexiang::demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
        house.set_clock(time::instant(START));
        let other = house.beside().await;
        let mut ada = house.browser_of("lz.qiche.filler").await;
        let me = ada.opens("/api/v1/me").await.good().json();
        let wanted = json!({ "type": "2026-1", "organisation": me["memberships"][0]["organisation"] });
        let begin = "/api/v1/associations/lz/calls/lz-2026/applications";
        let begun = ada.tells(Method::POST, begin, &wanted).await.with_status(201).json();
        let base = format!("/api/v1/associations/lz/applications/{}", begun["id"].as_str().expect("an id"));
        let place = json!({ "field": "plan" });
        ada.tells(Method::PUT, &format!("{base}/presence"), &place).await.good();
        let mut bob = other.browser_of("lz.qiche.administrator").await;
        let seen = bob.tells(Method::PUT, &format!("{base}/presence"), &json!({})).await.good().json();
        assert_eq!(seen["others"][0][1], "plan", "{seen}");

        // The name of the association is in every page; it is at most five seconds old.
        let settings = json!({ "name": "柳州市科学技术协会", "short_name": "柳科协", "colour": "#1d4a7c" });
        let mut system = house.browser_of("lz.system").await;
        let path = "/api/v1/associations/lz/settings";
        system.tells(Method::PUT, path, &settings).await.with_status(204);
        other.set_clock(house.now());
        other.passes(SignedDuration::from_secs(5));
        let all = other.browser().opens("/api/v1/associations").await.good().json();
        let names: Vec<_> = all.as_array().expect("a list").iter().map(|a| &a["short_name"]).collect();
        assert!(names.contains(&&json!("柳科协")), "{names:?}");
    })
    .await;
}
