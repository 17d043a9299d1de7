//! What is due, on the demonstration's projects: the lists, the daily job, each step once, the right people.

use jiff::civil::date;
use kexiang::actions::warning::{self, Due};
use kexiang::actions::{Ctx, Via};
use kexiang::demo;
use kexiang_core::id::Id;
use kexiang_core::policy::MemberRole;
use kexiang_core::time;
use kexiang_core::warning::{Level, Subject};
use kexiang_store::{StoreError, account, inspection};

use crate::support::{Browser, House, on_each_engine_with};

const GD: &str = "/associations/gd";

async fn due(house: &House) -> Vec<Due> {
    let ctx = Ctx::system("test", Via::Cli, house.now());
    warning::of_office(&house.app, &ctx, "gd").await.expect("what is due")
}

/// How many warnings the record holds.
async fn sent(house: &House) -> usize {
    house.record("gd").await.iter().filter(|a| *a == "project.warn").count()
}

async fn warned(house: &House, project: Id) -> Vec<(Subject, jiff::civil::Date, Level)> {
    house.app.store.read(move |tx| inspection::warned(tx, "gd", project)).await.expect("read")
}

/// Goes to a morning and lets the worker do its day's work twice.
async fn morning(house: &House, day: jiff::civil::Date) {
    house.set_clock(time::instant(day.at(8, 5, 0, 0)));
    for _ in 0..2 {
        warning::plan(&house.app, house.now()).await.expect("planned");
        house.works().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn warnings_go_out_once_for_each_step_and_are_listed() {
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
            house.set_clock(time::instant(date(2026, 3, 30).at(7, 0, 0, 0)));
            warning::plan(&house.app, house.now()).await.expect("too early");
            house.works().await;
            assert_eq!(sent(house).await, 0, "nobody is woken");
            the_remedy_is_warned_of_step_by_step(house).await;
            the_lists_show_what_is_due(house).await;
        },
    )
    .await;
}

/// The demonstration's second check is to be put right by 5 April.
async fn the_remedy_is_warned_of_step_by_step(house: &House) {
    let remedy = due(house).await.into_iter().find(|d| d.warning.subject == Subject::Remedy).expect("one");
    assert_eq!(remedy.warning.due, date(2026, 4, 5));
    let project = remedy.project.id;
    let level = async || {
        let found = warned(house, project).await.into_iter().find(|(s, ..)| *s == Subject::Remedy);
        found.map(|(_, _, level)| level)
    };
    let words = "的整改2026年4月5日到期";
    for (day, step, messages) in [
        (date(2026, 3, 30), Level::Within(7), 1),
        (date(2026, 3, 31), Level::Within(7), 1),
        (date(2026, 4, 4), Level::Within(1), 2),
        (date(2026, 4, 5), Level::Within(1), 2),
    ] {
        morning(house, day).await;
        assert_eq!(level().await, Some(step), "{day}");
        let inbox = member_of(house, &remedy).await.opens("/messages").await.good();
        assert_eq!(inbox.text.matches(words).count(), messages, "{day}");
    }
    let before = sent(house).await;
    morning(house, date(2026, 4, 6)).await;
    assert_eq!(level().await, Some(Level::Overdue(1)));
    assert!(sent(house).await > before);
    let late = "的整改已逾期 1 天";
    member_of(house, &remedy).await.opens("/messages").await.good().shows(late);
    house.browser_of("gd.officer").await.opens("/messages").await.good().shows(late);
    morning(house, date(2026, 4, 7)).await;
    let later = "的整改已逾期 2 天";
    member_of(house, &remedy).await.opens("/messages").await.good().shows(later);
    house.browser_of("gd.officer").await.opens("/messages").await.good().hides(later);
    house.browser_of("gd.audit").await.opens("/messages").await.good().hides("整改");
    house.browser_of("lz.officer").await.opens("/messages").await.good().hides("整改");
}

async fn member_of<'h>(house: &'h House, due: &Due) -> Browser<'h> {
    let organisation = due.project.organisation;
    let login = house.app.store.read(move |tx| {
        let people = account::members(tx, "gd", organisation)?;
        let found = people.into_iter().find(|(_, role)| *role == MemberRole::Administrator).expect("one");
        Ok::<_, StoreError>(account::by_id(tx, found.0)?.expect("an account").login)
    });
    house.browser_of(&login.await.expect("read")).await
}

async fn the_lists_show_what_is_due(house: &House) {
    let all = due(house).await;
    assert!(all.is_sorted_by_key(|d| d.warning.due), "the most pressing first");
    let remedy = all.iter().find(|d| d.warning.subject == Subject::Remedy).expect("one");
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&format!("{GD}/due")).await.good().shows("逾期 2 天").shows(&remedy.project.number);
    let only = officer.opens(&format!("{GD}/due?what=remedy&only=late")).await.good();
    only.shows(&remedy.project.number).shows("整改");
    officer.opens(&format!("{GD}/due?only=week&what=remedy")).await.good().shows("没有符合条件的到期事项");
    officer.opens(&format!("{GD}/due.xlsx?only=late")).await.good();
    let mut member = member_of(house, remedy).await;
    member.opens("/due").await.good().shows(&remedy.project.number);
    for login in ["gd.system", "gd.expert1", "lz.officer"] {
        let mut stranger = house.browser_of(login).await;
        stranger.opens(&format!("{GD}/due")).await.with_status(403);
        stranger.opens("/due").await.good().hides(&remedy.project.number);
    }
    let told = officer.opens("/api/v1/associations/gd/due").await.good().json();
    assert_eq!(told.as_array().map(Vec::len), Some(all.len()));
    let late = told.as_array().expect("a list").iter().find(|d| d["what"] == "remedy").expect("one");
    assert_eq!((late["due"].as_str(), late["step"].as_i64()), (Some("2026-04-05"), Some(-2)));
    let own = member.opens("/api/v1/due").await.good().json();
    assert!(own.as_array().expect("a list").iter().all(|d| d["association"] == "gd"));
}
