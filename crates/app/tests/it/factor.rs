//! The second factor: enrolling, signing in with a code or a recovery code, the overlay, removing it.

use axum::http::Method;
use totp_rs::{Builder, Secret};

use crate::support::{Answer, Browser, House, PASSWORD, on_each_engine, on_each_engine_with};

/// The person's telephone: the code of a time step from now.
fn code(house: &House, secret: &str, step: i64) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).expect("secret");
    let totp = Builder::new().with_secret(secret).build().expect("totp");
    let seconds = u64::try_from(house.app.clock.real_seconds() + 30 * step).expect("time");
    format!("{}", totp.generate(seconds))
}

/// Enrols on a page; the secret and the recovery codes.
async fn enrols(house: &House, ada: &mut Browser<'_>, page: &str) -> (String, Vec<String>) {
    let shown = ada.opens(page).await.good().shows("<svg");
    let secret = shown.between("密钥 <span class=\"kx-code\">", "</span>");
    ada.sends(page, &[("code", "000000")]).await.refuses(422, "动态口令不对");
    let again = ada.opens(page).await.between("密钥 <span class=\"kx-code\">", "</span>");
    assert_eq!(secret, again, "the secret stays while it waits for its first code");
    let done = ada.sends(page, &[("code", &code(house, &secret, 0))]).await.good().shows("请保存恢复码");
    (secret, recovery_codes(&done))
}

fn recovery_codes(answer: &Answer) -> Vec<String> {
    let pieces = answer.text.split("<li><span class=\"kx-code\">").skip(1);
    pieces.map(|piece| piece.split('<').next().expect("code").to_owned()).collect()
}

#[tokio::test]
async fn codes_are_asked_for_and_work_once() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        let (secret, codes) = enrols(house, &mut ada, "/account/factor").await;
        assert_eq!(codes.len(), 8);
        ada.opens("/account").await.shows("还剩 8 个恢复码");

        let mut next = house.browser();
        next.signs_in("lz.officer").await.leads_to("/sign-in/code");
        next.opens("/account").await.leads_to("/sign-in/code");
        let used = code(house, &secret, 0);
        next.sends("/sign-in/code", &[("code", &used)]).await.refuses(422, "动态口令不对或已经用过");
        let fresh = code(house, &secret, 1);
        next.sends("/sign-in/code", &[("code", &fresh)]).await.leads_to("/");
        next.opens("/account").await.good();

        let mut third = house.browser();
        third.signs_in("lz.officer").await.leads_to("/sign-in/code");
        third.sends("/sign-in/code", &[("code", &fresh)]).await.refuses(422, "动态口令不对");
        third.sends("/sign-in/code", &[("code", &codes[0].to_uppercase())]).await.leads_to("/");
        let mut fourth = house.browser();
        fourth.signs_in("lz.officer").await.leads_to("/sign-in/code");
        fourth.sends("/sign-in/code", &[("code", &codes[0])]).await.refuses(422, "动态口令不对");
        third.opens("/account").await.shows("还剩 7 个恢复码");
    })
    .await;
}

#[tokio::test]
async fn guessing_codes_locks_the_account_even_with_the_password() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        enrols(house, &mut ada, "/account/factor").await;
        let mut thief = house.browser();
        let mut statuses = Vec::new();
        for _ in 0..5 {
            thief.signs_in("lz.officer").await.leads_to("/sign-in/code");
            statuses.push(thief.sends("/sign-in/code", &[("code", "000000")]).await.status.as_u16());
            thief = house.browser();
        }
        assert_eq!(statuses, [422, 422, 422, 422, 429]);
        house.browser().signs_in("lz.officer").await.with_status(429);
    })
    .await;
}

#[tokio::test]
async fn the_overlay_asks_for_the_code_as_well() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        let (_, codes) = enrols(house, &mut ada, "/account/factor").await;
        house.passes(jiff::SignedDuration::from_mins(31));
        let fields = [("name", "lz.officer"), ("password", PASSWORD)];
        let needs = ada.calls(Method::POST, "/sign-in", &fields).await.good().json();
        assert_eq!(needs["needs"], "totp");
        ada.opens("/account").await.leads_to("/sign-in?next=%2Faccount");
        let fields = [("name", "lz.officer"), ("password", PASSWORD), ("totp", codes[0].as_str())];
        let again = ada.calls(Method::POST, "/sign-in", &fields).await.good().json();
        assert!(again["csrf"].is_string());
        ada.opens("/account").await.good();
    })
    .await;
}

#[tokio::test]
async fn an_administrator_enrols_before_anything_else() {
    on_each_engine_with(
        |config| config.security.second_factor = true,
        async |house| {
            let mut system = house.browser();
            system.signs_in("lz.system").await.leads_to("/sign-in/factor");
            system.opens("/office/lz/people").await.leads_to("/sign-in/factor");
            enrols(house, &mut system, "/sign-in/factor").await;
            system.opens("/office/lz/people").await.good();
        },
    )
    .await;
}

#[tokio::test]
async fn removing_it_takes_the_password_and_a_lost_one_the_system_administrator() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        enrols(house, &mut ada, "/account/factor").await;
        ada.opens("/account").await.good();
        ada.sends("/account/factor/removal", &[("password", "x")]).await.refuses(422, "现在的密码不对");
        ada.sends("/account/factor/removal", &[("password", PASSWORD)])
            .await
            .leads_to("/account?done=removal");
        house.browser().signs_in("lz.officer").await.leads_to("/");
        enrols(house, &mut ada, "/account/factor").await;

        let mut system = house.browser_of("lz.system").await;
        let list = system.opens("/office/lz/people?text=lz.officer").await.good();
        let id = list.between("/office/lz/people/", "\"");
        system.sends(&format!("/office/lz/people/{id}/factor-removal"), &[]).await.with_status(303);
        ada.opens("/account").await.with_status(303);
        house.browser().signs_in("lz.officer").await.leads_to("/");
    })
    .await;
}
