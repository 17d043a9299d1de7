//! The demonstration's clock, and that it does not exist elsewhere.

use jiff::SignedDuration;
use kexiang::demo::START;
use kexiang_core::time;

use crate::support::{PASSWORD, on_each_engine, on_each_engine_with};

fn demonstration(config: &mut kexiang::config::Config) {
    config.demo.enabled = true;
}

#[tokio::test]
async fn the_clock_moves_for_everybody_and_sessions_stay() {
    on_each_engine_with(demonstration, async |house| {
        let mut ada = house.browser();
        ada.sends("/demo/clock", &[("step", "start"), ("back", "/sign-in")]).await.leads_to("/sign-in");
        ada.sends("/demo/sign-in", &[("as", "lz.officer")]).await.leads_to("/");
        ada.opens("/").await.shows("2026年3月30日（星期一）09:00").shows("演示");
        ada.sends("/demo/clock", &[("step", "day"), ("back", "/account")]).await.leads_to("/account");
        ada.opens("/account").await.good().shows("2026年3月31日（星期二）09:00");
        let to = [("to", "2026-03-31T16:59:50"), ("back", "/")];
        ada.sends("/demo/clock", &to).await.leads_to("/");
        ada.opens("/account").await.good().shows("2026年3月31日（星期二）16:59");
        ada.sends("/demo/clock", &[("to", "soon")]).await.with_status(400);
        let mut bob = house.browser();
        bob.opens("/").await.shows("2026年3月31日（星期二）16:59");
        assert!(house.now().duration_since(time::instant(START)) > SignedDuration::from_hours(31));
    })
    .await;
}

#[tokio::test]
async fn letters_are_shown_instead_of_sent() {
    on_each_engine_with(demonstration, async |house| {
        let mut ada = house.browser();
        ada.opens("/demo/outbox").await.good().shows("还没有邮件");
        ada.sends("/password-reset", &[("name", "lz.officer")]).await.good();
        house.works().await;
        ada.opens("/demo/outbox").await.good().shows("科项：设置新密码").shows("lz.officer@example.cn");
        ada.opens("/demo/clock").await.good();
    })
    .await;
}

#[tokio::test]
async fn outside_a_demonstration_none_of_it_exists() {
    on_each_engine(async |house| {
        let before = house.now();
        let mut ada = house.browser_of("lz.officer").await;
        ada.opens("/").await.hides("kx-clock").hides("演示");
        ada.opens("/sign-in").await.hides(PASSWORD);
        for path in ["/demo/clock", "/demo/outbox"] {
            ada.opens(path).await.with_status(404);
        }
        ada.sends("/demo/clock", &[("step", "day")]).await.with_status(404);
        house.browser().sends("/demo/sign-in", &[("as", "lz.officer")]).await.with_status(404);
        assert!(house.now().duration_since(before) < SignedDuration::from_mins(10));
    })
    .await;
}
