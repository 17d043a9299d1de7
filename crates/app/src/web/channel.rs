//! What each person is told by which way, the calendar link, and for the system administrator what could not be sent.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use kexiang_core::channel::{Channel, Choices, Topic, is_mandatory};
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::outbox::Outgoing;
use serde::Deserialize;

use super::form::Form;
use super::layout::{NavItem, Shell};
use super::page::{self, Page, see_other};
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::channel::{self, Given};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/account/channels", show)
        .post("/account/channels", choose)
        .post("/account/calendar", make_feed)
        .post("/account/calendar/removal", drop_feed)
        .get("/calendar/{token}", calendar)
        .get("/office/{association}/outbox", outbox)
        .post("/office/{association}/outbox/{n}/retry", retry)
}

/// Entry of the navigation, for the system administrator.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let a = association?;
    let sees = may(actor, Action::SettingChange, &Scope::Association(a)).is_ok();
    sees.then(|| NavItem::new(format!("/office/{a}/outbox"), "nav-outbox"))
}

/// What comes by which way, and the calendar link.
#[derive(Template)]
#[template(path = "account/channels.html")]
pub struct ChannelsPage {
    l: &'static Locale,
    shell: Shell,
    ways: Vec<String>,
    rows: Vec<TopicRow>,
    /// When the calendar link was made.
    feed: Option<String>,
    /// The link, shown once.
    link: Option<String>,
}

/// A topic with a box for each way.
struct TopicRow {
    topic: String,
    boxes: Vec<WayBox>,
}

/// Whether a topic comes by a way.
struct WayBox {
    name: String,
    way: String,
    chosen: bool,
    must: bool,
}

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
}

async fn show(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (choices, feed) = channel::show(&app, &visitor.ctx()).await?;
    let mut shell = Shell::new(&app, &visitor);
    shell.flash = match asked.done.as_str() {
        "saved" => Some(visitor.l.t("channels-done").to_owned()),
        "removed" => Some(visitor.l.t("channels-feed-removed").to_owned()),
        _ => None,
    };
    page::show(&ChannelsPage::of(shell, &choices, feed, None))
}

/// The choices from the names of the boxes that are ticked, `topic.channel`.
pub(crate) fn choices<'a>(names: impl Iterator<Item = &'a str>) -> Choices {
    let one = |name: &str| {
        let (topic, way) = name.split_once('.')?;
        Some((Topic::from_code(topic)?, Channel::from_code(way)?))
    };
    Choices(names.filter_map(one).collect())
}

async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let chosen = choices(pairs.iter().map(|(name, _)| name.as_str()));
    channel::choose(&app, &visitor.ctx(), chosen).await?;
    Ok(see_other("/account/channels?done=saved"))
}

async fn make_feed(State(app): State<App>, visitor: Visitor) -> Answer {
    let token = channel::make_feed(&app, &visitor.ctx()).await?;
    let (choices, feed) = channel::show(&app, &visitor.ctx()).await?;
    let link = format!("{}/calendar/{token}.ics", app.config.server.public_url);
    page::show(&ChannelsPage::of(Shell::new(&app, &visitor), &choices, feed, Some(link)))
}

async fn drop_feed(State(app): State<App>, visitor: Visitor) -> Answer {
    channel::drop_feed(&app, &visitor.ctx()).await?;
    Ok(see_other("/account/channels?done=removed"))
}

/// The calendar: whoever has the link reads it, without signing in.
async fn calendar(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let token = token.strip_suffix(".ics").ok_or_else(|| Refusal::new("not-found"))?;
    let text = channel::calendar(&app, &visitor.ctx(), token).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, text).into_response())
}

/// What could not be sent.
#[derive(Template)]
#[template(path = "office/outbox.html")]
pub struct OutboxListPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    up: Vec<Line>,
    waiting: Vec<Line>,
}

/// A message that could not be sent.
struct Line {
    n: i64,
    way: String,
    to: String,
    at: String,
    attempts: u32,
    error: String,
}

async fn outbox(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let given = channel::given_up(&app, &visitor.ctx(), &association).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = (asked.done == "retry").then(|| visitor.l.t("unsent-done").to_owned());
    page::show(&OutboxListPage::of(shell, &association, &given))
}

async fn retry(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, n)): Path<(String, i64)>,
) -> Answer {
    channel::retry(&app, &visitor.ctx(), &association, n).await?;
    Ok(see_other(&format!("/office/{association}/outbox?done=retry")))
}

impl ChannelsPage {
    fn of(shell: Shell, choices: &Choices, feed: Option<jiff::Timestamp>, link: Option<String>) -> Self {
        let l = shell.l;
        let cell = |t: Topic, c: Channel| WayBox {
            name: format!("{}.{}", t.code(), c.code()),
            way: l.word("channel", c.code()),
            chosen: choices.has(t, c),
            must: is_mandatory(t, c),
        };
        let row = |t: Topic| TopicRow {
            topic: l.word("channel-topic", t.code()),
            boxes: Channel::ALL.map(|c| cell(t, c)).into(),
        };
        ChannelsPage {
            ways: Channel::ALL.map(|c| l.word("channel", c.code())).to_vec(),
            rows: Vec::from(Topic::ALL.map(row)),
            feed: feed.map(time::short),
            link,
            l,
            shell,
        }
    }
}

impl OutboxListPage {
    fn of(shell: Shell, association: &str, given: &Given) -> Self {
        let l = shell.l;
        let line = |o: &Outgoing| Line {
            n: o.seq,
            way: if l.has(&format!("unsent-way-{}", o.channel)) {
                l.word("unsent-way", &o.channel)
            } else {
                o.channel.clone()
            },
            to: o.recipient.clone(),
            at: time::short(o.at),
            attempts: o.attempts,
            error: o.error.clone().unwrap_or_default(),
        };
        OutboxListPage {
            base: format!("/office/{association}/outbox"),
            up: given.up.iter().map(line).collect(),
            waiting: given.waiting.iter().map(line).collect(),
            l,
            shell,
        }
    }
}

impl Page for ChannelsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let now = Shell::sample(l).now;
        let chosen = choices(["due.digest", "step.mail"].into_iter());
        let link = Some("https://kexiang.example/calendar/0123.ics".to_owned());
        vec![
            ChannelsPage::of(Shell::sample(l), &Choices::default(), None, None),
            ChannelsPage::of(Shell::sample(l), &chosen, Some(now), link),
        ]
    }
}

impl Page for OutboxListPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let one = Outgoing {
            association: "lz".into(),
            seq: 7,
            at: Shell::sample(l).now,
            channel: "sms".into(),
            recipient: "13800000000".into(),
            payload: serde_json::Value::Null,
            audit_seq: 1,
            attempts: 12,
            error: Some("503 Service Unavailable".into()),
        };
        let page = |given: &Given| OutboxListPage::of(Shell::sample(l), "lz", given);
        vec![page(&Given::default()), page(&Given { up: vec![one.clone()], waiting: vec![one] })]
    }
}

crate::page!(ChannelsPage);
crate::page!(OutboxListPage);
