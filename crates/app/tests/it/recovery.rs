//! A new password by mail.

use jiff::SignedDuration;
use kexiang::letter::Letter;
use kexiang_store::outbox;

use crate::support::{House, on_each_engine};

/// The links in the letters, newest first, after the worker has sent them.
async fn links(house: &House) -> Vec<String> {
    house.works().await;
    let letters = house.app.store.read(|tx| outbox::latest(tx, 10)).await.expect("outbox");
    let open =
        |letter: &outbox::Outgoing| Letter::from_outbox(&house.app.secret, &letter.payload).expect("opens");
    let link = |text: &str| {
        let (_, rest) = text.split_once("http://kexiang.test").expect("a link");
        rest.split_whitespace().next().expect("a link").to_owned()
    };
    letters.iter().map(|letter| link(&open(letter).text)).collect()
}

#[tokio::test]
async fn a_link_sets_a_new_password_once() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        let mut elsewhere = house.browser_of("lz.officer").await;
        ada.sends("/password-reset", &[("name", "lz.officer")]).await.good().shows("链接已经发出");
        let link = links(house).await.remove(0);
        ada.opens(&link).await.good().shows("陈彤").shows("设置新密码");
        let new = |new, again| [("new", new), ("again", again)];
        ada.sends(&link, &new("Hongshui-2031", "other")).await.refuses(422, "不一样");
        ada.sends(&link, &new("short", "short")).await.refuses(422, "密码太短");
        ada.sends(&link, &new("Hongshui-2031", "Hongshui-2031")).await.leads_to("/sign-in?done=reset");
        ada.opens("/sign-in?done=reset").await.shows("新密码已生效");
        elsewhere.opens("/account").await.with_status(303);
        ada.signs_in("lz.officer").await.with_status(422);
        ada.signs_in_with("lz.officer", "Hongshui-2031").await.leads_to("/");
        house.browser().opens(&link).await.refuses(422, "链接已失效");
        let again = house.browser().sends(&link, &new("Honghe-2032-x", "Honghe-2032-x")).await;
        again.refuses(422, "链接已失效");
    })
    .await;
}

#[tokio::test]
async fn a_link_ends_with_its_time_and_with_the_next_one() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        ada.sends("/password-reset", &[("name", "lz.officer@example.cn")]).await.good();
        let first = links(house).await.remove(0);
        ada.sends("/password-reset", &[("name", "lz.officer")]).await.good();
        let second = links(house).await.remove(0);
        assert_ne!(first, second);
        ada.opens(&first).await.refuses(422, "链接已失效");
        ada.opens(&second).await.good();
        house.passes(SignedDuration::from_secs(30 * 60 + 1));
        ada.opens(&second).await.refuses(422, "链接已失效");
        ada.opens("/password-reset/0123").await.refuses(422, "链接已失效");
    })
    .await;
}

#[tokio::test]
async fn the_answer_does_not_tell_who_has_an_account() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        let known = ada.sends("/password-reset", &[("name", "lz.officer")]).await.good();
        let unknown = ada.sends("/password-reset", &[("name", "nobody@example.cn")]).await.good();
        assert_eq!(known.between("<main", "</main>"), unknown.between("<main", "</main>"));
        assert_eq!(links(house).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn one_address_asks_only_so_often() {
    on_each_engine(async |house| {
        let mut ada = house.browser();
        for _ in 0..3 {
            ada.sends("/password-reset", &[("name", "lz.officer")]).await.good();
        }
        ada.sends("/password-reset", &[("name", "lz.officer")]).await.refuses(429, "操作次数过多");
        let mut bob = house.browser();
        bob.ip = "10.3.3.3".to_owned();
        bob.sends("/password-reset", &[("name", "nx.officer")]).await.good();
        house.passes(SignedDuration::from_mins(11));
        ada.sends("/password-reset", &[("name", "lz.officer")]).await.good();
    })
    .await;
}

#[tokio::test]
async fn the_database_does_not_hold_the_link_readable() {
    on_each_engine(async |house| {
        house.browser().sends("/password-reset", &[("name", "lz.officer")]).await.good();
        let letters = house.app.store.read(|tx| outbox::latest(tx, 10)).await.expect("outbox");
        let kept = letters[0].payload.to_string();
        assert!(!kept.contains("password-reset") && kept.contains("sealed"), "{kept}");
    })
    .await;
}
