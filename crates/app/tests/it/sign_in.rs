//! Signing in, lockout, idle time, sessions (GB/T 22239-2019 8.1.4.1).

use axum::http::Method;
use jiff::SignedDuration;

use crate::support::{PASSWORD, on_each_engine, on_each_engine_with};

#[tokio::test]
async fn a_person_signs_in_is_shown_and_signs_out() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        ada.opens("/account").await.leads_to("/sign-in?next=%2Faccount");
        ada.opens("/sign-in?next=%2Faccount").await.good().hides("陈彤");
        let fields = [("name", " LZ.Officer "), ("password", PASSWORD), ("next", "/account")];
        ada.sends("/sign-in", &fields).await.leads_to("/account");
        ada.opens("/account").await.good().shows("陈彤").shows("lz.officer").shows("经办人 · 柳州市科协");
        ada.opens("/sign-in").await.leads_to("/");
        ada.sends("/sign-out", &[]).await.leads_to("/");
        assert!(!ada.has_cookie("kx_session"));
        ada.opens("/account").await.leads_to("/sign-in?next=%2Faccount");
        let record = house.record("").await;
        assert_eq!(record, ["session.begin", "session.end"]);
    })
    .await;
}

#[tokio::test]
async fn a_form_never_leads_to_another_site() {
    on_each_engine(async |house| {
        for next in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
            let mut ada = house.browser();
            let fields = [("name", "lz.officer"), ("password", PASSWORD), ("next", next)];
            ada.sends("/sign-in", &fields).await.leads_to("/");
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_names_and_wrong_passwords_look_alike() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        let known = ada.signs_in_with("lz.officer", "wrong").await.refuses(422, "账号或密码不对");
        let unknown = ada.signs_in_with("nobody.here", "wrong").await.refuses(422, "账号或密码不对");
        let without_name = |text: String| text.replace("lz.officer", "X").replace("nobody.here", "X");
        let body = |answer: crate::support::Answer| without_name(answer.between("<main", "</main>"));
        assert_eq!(body(known), body(unknown));
        assert!(!ada.has_cookie("kx_session"));
    })
    .await;
}

#[tokio::test]
async fn five_failures_lock_the_account_for_half_an_hour() {
    on_each_engine(async |house| {
        let mut thief = house.browser();
        for _ in 0..4 {
            thief.signs_in_with("lz.officer", "guess").await.refuses(422, "账号或密码不对");
        }
        thief.signs_in_with("lz.officer", "guess").await.refuses(429, "30 分钟后再试");
        // The lock holds for the right password too, from any address, and others are not concerned.
        let mut ada = house.browser();
        ada.ip = "10.9.9.9".to_owned();
        ada.signs_in("lz.officer").await.refuses(429, "登录已暂时锁定");
        ada.signs_in("lz.head").await.leads_to("/");
        house.passes(SignedDuration::from_mins(29));
        ada = house.browser();
        ada.signs_in("lz.officer").await.refuses(429, "1 分钟后再试");
        house.passes(SignedDuration::from_secs(61));
        ada.signs_in("lz.officer").await.leads_to("/");
    })
    .await;
}

#[tokio::test]
async fn failures_count_within_their_window_and_end_with_a_sign_in() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        for _ in 0..4 {
            ada.signs_in_with("lz.officer", "guess").await.with_status(422);
        }
        house.passes(SignedDuration::from_mins(16));
        for _ in 0..4 {
            ada.signs_in_with("lz.officer", "guess").await.with_status(422);
        }
        ada.signs_in("lz.officer").await.leads_to("/");
        ada = house.browser();
        for _ in 0..4 {
            ada.signs_in_with("lz.officer", "guess").await.with_status(422);
        }
        ada.signs_in("lz.officer").await.leads_to("/");
    })
    .await;
}

#[tokio::test]
async fn one_address_cannot_guess_at_many_accounts() {
    on_each_engine_with(
        |config| config.security.lockout_failures_per_address = 7,
        async |house| {
            let mut thief = house.browser();
            thief.ip = "10.6.6.6".to_owned();
            for n in 0..6 {
                thief.signs_in_with(&format!("guess{n}"), "x").await.with_status(422);
            }
            thief.signs_in_with("guess6", "x").await.refuses(429, "登录已暂时锁定");
            thief.signs_in("lz.officer").await.refuses(429, "登录已暂时锁定");
            house.browser().signs_in("lz.officer").await.leads_to("/");
        },
    )
    .await;
}

#[tokio::test]
async fn a_disabled_or_unused_account_does_not_sign_in() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        house.passes(SignedDuration::from_hours(24 * 89));
        ada.opens("/account").await.with_status(303);
        house.browser().signs_in("lz.officer").await.with_status(303);
        house.passes(SignedDuration::from_hours(24 * 91));
        house.browser().signs_in("lz.officer").await.refuses(422, "长期没有使用");
        house.browser().signs_in("nx.officer").await.refuses(422, "长期没有使用");
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_sooner_for_administrators() {
    on_each_engine(async |house| {
        let mut officer = house.browser_of("lz.officer").await;
        let mut system = house.browser_of("lz.system").await;
        house.passes(SignedDuration::from_mins(14));
        officer.opens("/account").await.good();
        system.opens("/account").await.good();
        house.passes(SignedDuration::from_secs(15 * 60 + 1));
        system.opens("/account").await.with_status(303);
        officer.opens("/account").await.good();
        house.passes(SignedDuration::from_secs(30 * 60 + 1));
        officer.opens("/account").await.with_status(303);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        for _ in 0..35 {
            house.passes(SignedDuration::from_mins(20));
            ada.opens("/account").await.good();
        }
        house.passes(SignedDuration::from_mins(20));
        ada.opens("/account").await.with_status(303);
    })
    .await;
}

#[tokio::test]
async fn the_overlay_signs_in_again_and_nothing_typed_is_lost() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        let alive = ada.calls(Method::GET, "/session", &[]).await.good();
        assert_eq!(alive.json()["csrf"], ada.csrf.as_str());
        house.passes(SignedDuration::from_mins(31));
        let gone = ada.calls(Method::GET, "/session", &[]).await.with_status(401).json();
        assert_eq!(
            (gone["code"].as_str(), gone["message"].as_str()),
            (Some("not-signed-in"), Some("请先登录再办理。"))
        );
        // A form sent meanwhile is not taken, and the person is not sent away by a script's request.
        ada.calls(Method::POST, "/account", &[("name", "陈某")]).await.with_status(401);
        let wrong = ada.calls(Method::POST, "/sign-in", &[("name", "lz.officer"), ("password", "x")]).await;
        assert_eq!(wrong.with_status(401).json()["message"], "账号或密码不对。");
        let fields = [("name", "lz.officer"), ("password", PASSWORD)];
        let again = ada.calls(Method::POST, "/sign-in", &fields).await.good().json();
        let csrf = again["csrf"].as_str().expect("a token").to_owned();
        assert_ne!(csrf, ada.csrf);
        ada.csrf = csrf;
        ada.sends("/account", &[("name", "陈彤彤"), ("version", "1")])
            .await
            .leads_to("/account?done=profile");
        ada.opens("/account?done=profile").await.shows("陈彤彤").shows("个人资料已保存");
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_and_end_when_told() {
    on_each_engine(async |house| {
        let mut office = house.browser_of("lz.officer").await;
        let mut phone = house.browser();
        phone.agent = "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile".to_owned();
        phone.ip = "10.2.2.2".to_owned();
        phone.signs_in("lz.officer").await.leads_to("/");
        let list =
            office.opens("/account/sessions").await.good().shows("Chrome, Windows").shows("Chrome, Android");
        assert_eq!(list.text.matches("kx-tag--blue\">本机").count(), 1);
        let id = list.between("action=\"/account/sessions/", "/end\"");
        let mut other = house.browser_of("nx.officer").await;
        other.sends(&format!("/account/sessions/{id}/end"), &[]).await.with_status(404);
        phone.opens("/account").await.good();
        office.sends(&format!("/account/sessions/{id}/end"), &[]).await.leads_to("/account/sessions");
        phone.opens("/account").await.with_status(303);
        office.opens("/account").await.good();
    })
    .await;
}

#[tokio::test]
async fn a_changed_password_ends_all_other_sessions() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        let mut elsewhere = house.browser_of("lz.officer").await;
        let mut thief = house.browser();
        thief.steals_from(&elsewhere);
        ada.opens("/account").await.good();
        let change = |present, new, again| [("present", present), ("new", new), ("again", again)];
        let new = "Hongshui-2031";
        ada.sends("/account/password", &change("x", new, new)).await.refuses(422, "现在的密码不对");
        ada.sends("/account/password", &change(PASSWORD, "short", "short")).await.refuses(422, "密码太短");
        ada.sends("/account/password", &change(PASSWORD, new, "other")).await.refuses(422, "不一样");
        ada.sends("/account/password", &change(PASSWORD, PASSWORD, PASSWORD)).await.refuses(422, "请换一个");
        ada.sends("/account/password", &change(PASSWORD, new, new)).await.leads_to("/account?done=password");
        ada.opens("/account").await.good();
        elsewhere.opens("/account").await.with_status(303);
        thief.opens("/account").await.with_status(303);
        // Neither the former password nor a return to it.
        house.browser().signs_in("lz.officer").await.with_status(422);
        house.browser().signs_in_with("lz.officer", new).await.leads_to("/");
        ada.sends("/account/password", &change(new, PASSWORD, PASSWORD)).await.refuses(422, "最近 5 次用过");
    })
    .await;
}

#[tokio::test]
async fn an_old_password_must_be_changed_first() {
    on_each_engine_with(
        |config| config.security.password_days = 30,
        async |house| {
            house.passes(SignedDuration::from_hours(24 * 31));
            let mut ada = house.browser();
            ada.signs_in("lz.officer").await.leads_to("/sign-in/password");
            for closed in ["/account", "/messages", "/office/lz/people"] {
                ada.opens(closed).await.leads_to("/sign-in/password");
            }
            ada.opens("/sign-in/password").await.good().shows("请先修改密码");
            let fields = [("present", PASSWORD), ("new", "Hongshui-2031"), ("again", "Hongshui-2031")];
            ada.sends("/sign-in/password", &fields).await.leads_to("/account?done=password");
            ada.opens("/account?done=password").await.good().shows("密码已修改");
        },
    )
    .await;
}

#[tokio::test]
async fn every_sign_in_and_failure_is_recorded() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        ada.signs_in_with("lz.officer", "guess").await.with_status(422);
        ada.signs_in("lz.officer").await.leads_to("/");
        assert_eq!(house.record("").await, ["session.refuse", "session.begin"]);
        let verdict = kexiang_store::audit::verify(&house.app.store, "").await.expect("verify");
        assert!(matches!(verdict, kexiang_store::audit::Verdict::Sound(head) if head.seq == 2));
    })
    .await;
}
