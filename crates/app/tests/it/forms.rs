//! Foreign forms, missing tokens, headers, sizes, languages.

use axum::body::Body;
use axum::http::Method;

use crate::support::{Browser, PASSWORD, on_each_engine, on_each_engine_with};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn posts(ada: &mut Browser<'_>, headers: &[(&str, &str)], body: &str) -> u16 {
    let all: Vec<(&str, &str)> = [FORM].into_iter().chain(headers.iter().copied()).collect();
    ada.asks(Method::POST, "/account", &all, Body::from(body.to_owned())).await.status.as_u16()
}

#[tokio::test]
async fn forms_of_other_sites_and_without_token_are_refused() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        ada.opens("/account").await.good();
        let good = format!("csrf={}&name=陈彤彤&version=1", ada.csrf);
        let ours = [("sec-fetch-site", "same-origin")];
        for foreign in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            assert_eq!(posts(&mut ada, &[foreign], &good).await, 403, "{foreign:?}");
        }
        assert_eq!(posts(&mut ada, &ours, "name=x&version=1").await, 403);
        let other = "0".repeat(64);
        assert_eq!(posts(&mut ada, &ours, &format!("csrf={other}&name=x&version=1")).await, 403);
        let mut bob = house.browser_of("nx.officer").await;
        bob.opens("/account").await.good();
        assert_eq!(posts(&mut ada, &ours, &format!("csrf={}&name=x&version=1", bob.csrf)).await, 403);
        // Nothing of all that happened; our own form does.
        ada.opens("/account").await.shows("陈彤").hides("陈彤彤");
        assert_eq!(posts(&mut ada, &ours, &good).await, 303);
        ada.opens("/account").await.shows("陈彤彤");
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_says_what_to_do() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        let answer = ada.sends_only("/account", &[("name", "x")]).await;
        answer.refuses(403, "不是从本系统的页面发出的").shows("刷新后重新提交");
    })
    .await;
}

#[tokio::test]
async fn multipart_forms_carry_the_token_first() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        let kind = [("content-type", "multipart/form-data; boundary=x"), ("sec-fetch-site", "same-origin")];
        let part = |name: &str, value: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let token = part("csrf", &ada.csrf);
        let big = part("name", &"长".repeat(100_000));
        // The address takes no multipart form, so a good token leads to 400 and a missing one to 403.
        for (body, status) in [
            (format!("{token}{big}--x--"), 400),
            (format!("{big}{token}--x--"), 403),
            (format!("{big}--x--"), 403),
        ] {
            let answer = ada.asks(Method::POST, "/account", &kind, Body::from(body)).await;
            assert_eq!(answer.status.as_u16(), status);
        }
    })
    .await;
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        for path in ["/", "/nowhere", "/healthz", "/assets/old/css/tokens.css", "/associations/lz/emblem.svg"]
        {
            let answer = ada.opens(path).await;
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
            assert!(!answer.header("x-request-id").is_empty(), "{path}");
            let policy = answer.header("content-security-policy");
            assert!(
                policy.contains("default-src 'self'") || policy.contains("default-src 'none'"),
                "{path}: {policy}"
            );
            assert!(!policy.contains("script-src 'unsafe-inline'"), "{path}: {policy}");
        }
        let page = ada.opens("/").await;
        let policy = page.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("cache-control"), "no-store");
    })
    .await;
}

#[tokio::test]
async fn cookies_are_out_of_reach_of_scripts_and_bound_to_https() {
    on_each_engine_with(
        |config| config.server.public_url = "https://kexiang.test".to_owned(),
        async |house| {
            let mut ada = house.browser();
            let answer = ada.sends("/sign-in", &[("name", "lz.officer"), ("password", PASSWORD)]).await;
            let cookie = answer.header("set-cookie").to_owned();
            assert!(cookie.starts_with("__Host-kx="), "{cookie}");
            for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
                assert!(cookie.contains(flag), "{cookie} lacks {flag}");
            }
            assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
        },
    )
    .await;
}

#[tokio::test]
async fn assets_are_kept_for_a_year_under_their_hash() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        let page = ada.opens("/").await.good();
        let address = format!("/assets/{}/", page.between("href=\"/assets/", "/"));
        let sheet = ada.opens(&format!("{address}css/kexiang.css")).await.good();
        assert_eq!(sheet.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
        assert!(!sheet.text.contains("@import"), "the parts are put together");
        let old = ada.opens("/assets/0000000000000000/css/kexiang.css").await.good();
        assert_eq!(old.header("cache-control"), "no-cache");
        let (script, gzip) = (format!("{address}js/main.js"), [("accept-encoding", "gzip")]);
        let zipped = ada.asks(Method::GET, &script, &gzip, Body::empty()).await;
        assert_eq!(zipped.header("content-encoding"), "gzip");
        for missing in ["css/nothing.css", "js/test/small.mjs", "../Cargo.toml", "%2e%2e/Cargo.toml"] {
            ada.opens(&format!("{address}{missing}")).await.with_status(404);
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused_in_words() {
    on_each_engine_with(
        |config| config.server.body_bytes = 2000,
        async |house| {
            let mut ada = house.browser_of("lz.officer").await;
            let long = "x".repeat(3000);
            ada.sends("/account", &[("name", &long)]).await.refuses(413, "超过了系统允许的大小");
            house.browser().sends("/sign-in", &[("name", &long)]).await.refuses(413, "超过了系统允许的大小");
        },
    )
    .await;
}

#[tokio::test]
async fn language_and_looks_are_chosen_and_kept() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        ada.opens("/").await.shows("<html lang=\"zh-CN\"").shows("data-size=\"normal\"");
        ada.sends("/preferences", &[("lang", "en"), ("back", "/sign-in")]).await.leads_to("/sign-in");
        ada.sends("/preferences", &[("size", "xlarge"), ("theme", "dark"), ("back", "//evil")])
            .await
            .leads_to("/");
        let page = ada.opens("/").await.good();
        page.shows("<html lang=\"en\"").shows("data-size=\"xlarge\"").shows("data-bs-theme=\"dark\"");
        ada.sends("/preferences", &[("size", "huge\"><script>")]).await.leads_to("/");
        ada.opens("/").await.shows("data-size=\"xlarge\"").hides("huge");
        let english = [("accept-language", "fr, en;q=0.8")];
        house.browser().asks(Method::GET, "/", &english, Body::empty()).await.shows("<html lang=\"en\"");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_answered_in_words_or_json() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        ada.opens("/nowhere").await.refuses(404, "没有找到这个页面").shows("<h1");
        ada.opens("/associations/zz").await.refuses(404, "没有找到这个页面");
        ada.asks(Method::DELETE, "/sign-in", &[], Body::empty()).await.refuses(405, "不接受这种请求");
        let json = [("accept", "application/json")];
        let answer = ada.asks(Method::GET, "/nowhere", &json, Body::empty()).await.with_status(404).json();
        assert_eq!(answer["code"], "not-found");
        let wrong = ada.asks(Method::POST, "/sign-in", &[FORM], Body::from("name=a&name=b")).await;
        wrong.refuses(400, "提交的内容不完整或格式不对");
    })
    .await;
}
