//! Messages beside the inbox, with a receiver that really listens: signed, tried again, given up; what people choose; the
//! digest; the calendar link.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State as Kept;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::post;
use jiff::SignedDuration;
use kexiang::actions::{Ctx, Via, message};
use kexiang::config::Config;
use kexiang_core::id::Id;
use kexiang_store::{account, outbox};
use ring::hmac;
use serde_json::{Value as Json, json};

use crate::support::{House, on_each_engine, on_each_engine_with};

const SECRET: &str = "0123456789abcdef-sms";

/// What a receiver got, and what it answers.
#[derive(Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answers: Arc<Mutex<Vec<StatusCode>>>,
}

impl Receiver {
    /// Listens on this machine; the address.
    async fn listens(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().route("/send", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}/send")
    }

    fn will_answer(&self, codes: &[u16]) {
        let codes = codes.iter().map(|c| StatusCode::from_u16(*c).expect("a status"));
        self.answers.lock().expect("answers").extend(codes);
    }

    fn taken(&self) -> Vec<(HeaderMap, String)> {
        std::mem::take(&mut *self.got.lock().expect("got"))
    }
}

async fn take(Kept(receiver): Kept<Receiver>, headers: HeaderMap, body: String) -> (StatusCode, HeaderMap) {
    receiver.got.lock().expect("got").push((headers, body));
    let mut answers = receiver.answers.lock().expect("answers");
    let status = if answers.is_empty() { StatusCode::OK } else { answers.remove(0) };
    let mut headers = HeaderMap::new();
    if status.is_redirection() {
        headers.insert("location", "http://127.0.0.1:9/elsewhere".parse().expect("a header"));
    }
    (status, headers)
}

fn with_channels(url: &str) -> impl Fn(&mut Config) + use<> {
    let url = url.to_owned();
    move |config| {
        config.channels.sms_url.clone_from(&url);
        config.channels.sms_secret = SECRET.to_owned();
        config.channels.robot_url.clone_from(&url);
        config.channels.robot_secret = "another-secret-robot".to_owned();
        config.channels.robot_topics = vec!["inspection".to_owned()];
    }
}

async fn person(house: &House, login: &str) -> Id {
    let login = login.to_owned();
    let found = house.app.store.read(move |tx| account::by_login(tx, &login)).await;
    found.expect("read").expect("somebody").id
}

async fn has_phone(house: &House, login: &'static str, phone: &'static str) {
    let set = house.app.store.write(move |tx| {
        let a = account::by_login(tx, login)?.expect("somebody");
        account::set_profile(tx, a.id, a.version, (&a.name, &a.email, phone))
    });
    set.await.expect("set");
}

/// Tells people something of a kind, as any action does.
async fn tells(house: &House, people: &[&str], kind: &'static str) {
    let mut ids = Vec::new();
    for login in people {
        ids.push(person(house, login).await);
    }
    let ctx = Ctx::system("test", Via::Cli, house.now());
    let args = json!({ "title": "走基层", "number": "JC-2026-001", "due": "2026年4月20日", "days": "1", "name": "" });
    let told =
        house.app.store.write(move |tx| message::tell(tx, &ctx, "lz", &ids, (kind, &args, "/inspections")));
    told.await.expect("told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_message_is_signed_tried_again_and_given_up_in_the_open() {
    let receiver = Receiver::default();
    let url = receiver.listens().await;
    on_each_engine_with(with_channels(&url), async |house| {
        for (login, phone) in [("lz.officer", "13800000001"), ("lz.head", "13800000002")] {
            has_phone(house, login, phone).await;
        }
        house.works().await;
        receiver.taken();
        what_must_come_comes_signed(house, &receiver).await;
        an_error_is_tried_again_with_the_same_number(house, &receiver).await;
        what_is_given_up_is_seen_and_sent_again(house, &receiver).await;
    })
    .await;
}

async fn what_must_come_comes_signed(house: &House, receiver: &Receiver) {
    tells(house, &["lz.officer", "lz.head"], "inspection-remedy").await;
    tells(house, &["lz.officer"], "welcome").await;
    house.works().await;
    let got = receiver.taken();
    let bodies: Vec<Json> = got.iter().map(|(_, b)| serde_json::from_str(b).expect("JSON")).collect();
    let of = |channel: &str| bodies.iter().filter(|b| b["channel"] == channel).collect::<Vec<_>>();
    assert_eq!(of("sms").len(), 2, "one for each telephone, none for the welcome: {bodies:?}");
    assert_eq!(of("robot").len(), 1, "what several are told is told the robot once");
    let text = of("sms")[0]["text"].as_str().expect("a text");
    assert!(text.starts_with("【柳州市科学技术协会】请整改“走基层”"), "{text}");
    assert_eq!(of("robot")[0]["href"], "http://kexiang.test/inspections");
    for (headers, body) in &got {
        let channel = serde_json::from_str::<Json>(body).expect("JSON")["channel"].clone();
        let secret = if channel == "sms" { SECRET } else { "another-secret-robot" };
        let time = headers["x-kexiang-timestamp"].to_str().expect("text");
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let signature = hex_of(headers["x-kexiang-signature"].to_str().expect("text"));
        assert!(hmac::verify(&key, format!("{time}\n{body}").as_bytes(), &signature).is_ok());
        assert!(hmac::verify(&key, format!("{time}\n{body} ").as_bytes(), &signature).is_err());
    }
    house.works().await;
    assert_eq!(receiver.taken().len(), 0, "once");
}

fn hex_of(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|n| u8::from_str_radix(&text[n..n + 2], 16).expect("hex")).collect()
}

async fn an_error_is_tried_again_with_the_same_number(house: &House, receiver: &Receiver) {
    receiver.will_answer(&[503, 302]);
    tells(house, &["lz.officer"], "overdue-remedy").await;
    house.works().await;
    let first = receiver.taken();
    assert_eq!(first.len(), 1, "not at once again");
    house.passes(SignedDuration::from_secs(61));
    house.works().await;
    let second = receiver.taken();
    assert_eq!(second.len(), 1);
    house.passes(SignedDuration::from_secs(121));
    house.works().await;
    let third = receiver.taken();
    assert_eq!(third.len(), 1, "an answer that leads elsewhere is not followed");
    let id =
        |got: &[(HeaderMap, String)]| serde_json::from_str::<Json>(&got[0].1).expect("JSON")["id"].clone();
    assert_eq!((id(&first), id(&second)), (id(&second), id(&third)), "receivers can tell repetitions");
    house.passes(SignedDuration::from_hours(5));
    house.works().await;
    assert_eq!(receiver.taken().len(), 0, "done");
}

async fn what_is_given_up_is_seen_and_sent_again(house: &House, receiver: &Receiver) {
    receiver.will_answer(&[500; 12]);
    tells(house, &["lz.officer"], "overdue-remedy").await;
    let mut system = house.browser_of("lz.system").await;
    house.works().await;
    system.opens("/office/lz/outbox").await.good().shows("等待重试").shows("500");
    for _ in 0..12 {
        house.passes(SignedDuration::from_hours(4));
        house.works().await;
    }
    assert_eq!(receiver.taken().len(), 12);
    let mut system = house.browser_of("lz.system").await;
    let page = system.opens("/office/lz/outbox").await.good().shows("已试 12 次").hides("走基层");
    let retry = format!("/office/lz/outbox/{}/retry", page.between("/office/lz/outbox/", "/retry"));
    for login in ["lz.officer", "lz.audit", "nx.system"] {
        house.browser_of(login).await.opens("/office/lz/outbox").await.with_status(403);
        house.browser_of(login).await.sends(&retry, &[]).await.with_status(403);
    }
    let told = system.opens("/api/v1/associations/lz/outbox").await.good().json();
    assert_eq!((told[0]["given_up"].as_bool(), told[0]["attempts"].as_u64()), (Some(true), Some(12)));
    system.sends(&retry, &[]).await.leads_to("/office/lz/outbox?done=retry");
    system.sends(&retry, &[]).await.with_status(404);
    house.works().await;
    assert_eq!(receiver.taken().len(), 1);
    system.opens("/office/lz/outbox").await.good().shows("没有未送达的消息");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_choose_their_ways_and_read_a_digest() {
    on_each_engine(async |house| {
        house.works().await;
        let mut ada = house.browser_of("lz.officer").await;
        ada.opens("/account/channels").await.good().shows("必收");
        let chosen = [("step.mail", "1"), ("due.digest", "1"), ("nothing.mail", "1")];
        ada.sends("/account/channels", &chosen).await.leads_to("/account/channels?done=saved");
        let ways = ada.opens("/api/v1/me/channels").await.good().json();
        assert_eq!(ways["chosen"], json!(["step.mail", "due.digest"]));
        let letters = async || {
            let all = house.app.store.read(|tx| outbox::latest(tx, 50)).await.expect("read");
            all.into_iter().filter(|o| o.recipient == "lz.officer@example.cn").count()
        };
        let before = letters().await;
        tells(house, &["lz.officer", "lz.head"], "welcome").await;
        tells(house, &["lz.officer"], "due-remedy").await;
        house.works().await;
        assert_eq!(letters().await, before + 1, "the step at once, what is due in the morning");
        for _ in 0..2 {
            kexiang::actions::channel::plan_digests(&house.app, house.now()).await.expect("planned");
            house.works().await;
        }
        assert_eq!(letters().await, before + 2, "one digest a day");
        let none = json!({ "chosen": [] });
        ada.tells(Method::PUT, "/api/v1/me/channels", &none).await.with_status(204);
        tells(house, &["lz.officer"], "welcome").await;
        house.works().await;
        assert_eq!(letters().await, before + 2, "nothing that was not chosen");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_read_by_its_link_alone() {
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            kexiang::demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
            house.set_clock(kexiang_core::time::instant(kexiang::demo::START));
            let mut ada = house.browser_of("gd.officer").await;
            ada.opens("/account/channels").await.good().hides(".ics");
            let page = ada.sends("/account/calendar", &[]).await.good();
            let link = page.between("http://kexiang.test/calendar/", ".ics");
            let path = format!("/calendar/{link}.ics");
            let mut anybody = house.browser();
            let calendar = anybody.opens(&path).await.good();
            assert!(calendar.header("content-type").starts_with("text/calendar"));
            let calendar = calendar.shows("BEGIN:VCALENDAR\r\n").shows("DTSTART;VALUE=DATE:20260405\r\n");
            assert!(calendar.text.ends_with("END:VCALENDAR\r\n"));
            assert!(calendar.text.lines().all(|line| line.len() <= 75), "lines are folded");
            anybody.opens(&format!("/calendar/{}.ics", "0".repeat(64))).await.with_status(404);
            anybody.opens(&format!("/calendar/{link}")).await.with_status(404);
            let renewed = ada.sends("/account/calendar", &[]).await.good();
            let renewed = renewed.between("http://kexiang.test/calendar/", ".ics");
            anybody.opens(&path).await.with_status(404);
            let path = format!("/calendar/{renewed}.ics");
            anybody.opens(&path).await.good();
            ada.sends("/account/calendar/removal", &[]).await.leads_to("/account/channels?done=removed");
            anybody.opens(&path).await.with_status(404);
            ada.sends("/account/calendar/removal", &[]).await.with_status(404);
            // Who has no sight of projects has an empty calendar, not an error.
            let mut system = house.browser_of("gd.system").await;
            let page = system.sends("/account/calendar", &[]).await.good();
            let link = page.between("http://kexiang.test/calendar/", ".ics");
            anybody.opens(&format!("/calendar/{link}.ics")).await.good().hides("VEVENT");
        },
    )
    .await;
}
