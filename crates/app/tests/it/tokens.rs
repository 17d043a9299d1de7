//! Tokens of programs.

use axum::body::Body;
use axum::http::Method;
use jiff::SignedDuration;

use crate::support::{Answer, House, on_each_engine};

async fn asks_with(house: &House, token: &str, path: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    house.browser().asks(Method::GET, path, &[("authorization", bearer.as_str())], Body::empty()).await
}

#[tokio::test]
async fn a_token_acts_for_its_person_until_it_is_revoked_or_old() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        let made =
            ada.sends("/account/tokens", &[("name", "汇总表"), ("days", "30"), ("read", "1")]).await.good();
        let token = made.between("<p class=\"kx-code\">", "<");
        assert!(token.starts_with("kx_"));
        ada.opens("/account/tokens").await.shows("汇总表").hides(&token);
        let me = asks_with(house, &token, "/api/v1/me").await.good().json();
        assert_eq!((me["name"].as_str(), me["login"].as_str()), (Some("陈彤"), Some("lz.officer")));
        asks_with(house, "kx_wrong", "/api/v1/me").await.refuses(401, "token-refused");
        asks_with(house, &token, "/account").await.refuses(401, "令牌");
        house.passes(SignedDuration::from_hours(24 * 30));
        asks_with(house, &token, "/api/v1/me").await.with_status(401);

        let mut ada = house.browser_of("lz.officer").await;
        let made =
            ada.sends("/account/tokens", &[("name", "二"), ("days", "30"), ("read", "1")]).await.good();
        let token = made.between("<p class=\"kx-code\">", "<");
        asks_with(house, &token, "/api/v1/me").await.good();
        let id = made.between("action=\"/account/tokens/", "/revocation\"");
        let mut bob = house.browser_of("nx.officer").await;
        bob.sends(&format!("/account/tokens/{id}/revocation"), &[]).await.with_status(404);
        asks_with(house, &token, "/api/v1/me").await.good();
        ada.sends(&format!("/account/tokens/{id}/revocation"), &[]).await.leads_to("/account/tokens");
        asks_with(house, &token, "/api/v1/me").await.with_status(401);
    })
    .await;
}

#[tokio::test]
async fn wrong_tokens_are_refused_at_their_fields() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        for (fields, words) in [
            ([("name", ""), ("days", "30"), ("read", "1")], "请填写姓名或名称"),
            ([("name", "x"), ("days", "366"), ("read", "1")], "有效天数要在 1 到 365 之间"),
            ([("name", "x"), ("days", "many"), ("read", "1")], "有效天数要在 1 到 365 之间"),
            ([("name", "x"), ("days", "30"), ("read", "")], "请至少选择一种权限"),
        ] {
            ada.sends("/account/tokens", &fields).await.refuses(422, words);
        }
    })
    .await;
}

#[tokio::test]
async fn a_person_uses_the_interface_with_the_session_too() {
    on_each_engine(async |house| {
        house.browser().opens("/api/v1/me").await.refuses(401, "not-signed-in");
        let mut ada = house.browser_of("lz.officer").await;
        let me = ada.opens("/api/v1/me").await.good().json();
        assert_eq!(me["offices"][0]["role"], "officer");
        let description = ada.opens("/api/v1/openapi.json").await.good().json();
        assert_eq!(description["openapi"], "3.1.0");
        assert!(description["paths"]["/api/v1/me"]["get"].is_object());
    })
    .await;
}
