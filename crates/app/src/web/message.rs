//! The inbox of a person.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::time;
use kexiang_store::message::Message;
use serde::Deserialize;

use super::layout::{NavItem, Shell};
use super::page::{self, Page, local, see_other};
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::message;
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new().get("/messages", show).post("/messages/{id}", open).post("/messages/reading", read_all)
}

/// Entry of the navigation.
pub fn nav(visitor: &Visitor) -> Option<NavItem> {
    let unread = visitor.signed.as_ref().map_or(0, |signed| signed.unread);
    let item =
        NavItem { count: u64::try_from(unread).unwrap_or(0), ..NavItem::new("/messages", "nav-messages") };
    visitor.actor.account.is_some().then_some(item)
}

/// The inbox.
#[derive(Template)]
#[template(path = "message/inbox.html")]
pub struct InboxPage {
    l: &'static Locale,
    shell: Shell,
    lines: Vec<Line>,
    unread: usize,
    previous: Option<String>,
    next: Option<String>,
}

/// A message as the page shows it.
struct Line {
    id: Id,
    text: String,
    at: String,
    unread: bool,
    leads: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    page: i64,
}

async fn show(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let page = asked.page.clamp(0, 1_000_000);
    let (messages, count) = message::list(&app, &visitor.ctx(), page * message::PAGE).await?;
    let lines: Vec<Line> = messages.iter().map(|message| Line::of(message, visitor.l)).collect();
    let address = |page: i64| format!("/messages?page={page}");
    page::show(&InboxPage {
        l: visitor.l,
        shell: Shell::new(&app, &visitor),
        unread: lines.iter().filter(|line| line.unread).count(),
        lines,
        previous: (page > 0).then(|| address(page - 1)),
        next: ((page + 1) * message::PAGE < count).then(|| address(page + 1)),
    })
}

/// Reading a message leads to the page it is about.
async fn open(State(app): State<App>, visitor: Visitor, Path(id): Path<Id>) -> Answer {
    let href = message::read(&app, &visitor.ctx(), id).await?;
    Ok(see_other(&if href.is_empty() { "/messages".to_owned() } else { local(&href) }))
}

async fn read_all(State(app): State<App>, visitor: Visitor) -> Answer {
    message::read_all(&app, &visitor.ctx()).await?;
    Ok(see_other("/messages"))
}

impl Line {
    fn of(message: &Message, l: &Locale) -> Self {
        Line {
            id: message.id,
            text: l.message(&message.kind, &message.args),
            at: time::short(message.at),
            unread: message.read_at.is_none(),
            leads: !message.href.is_empty(),
        }
    }
}

impl Page for InboxPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let now = Shell::sample(l).now;
        let line = |unread, leads| Line {
            id: Id::at(now, 1),
            text: l.message("welcome", &serde_json::json!({})),
            at: time::short(now),
            unread,
            leads,
        };
        let sample = |lines: Vec<Line>| InboxPage {
            l,
            shell: Shell::sample(l),
            unread: lines.iter().filter(|line| line.unread).count(),
            next: (lines.len() > 1).then(|| "/messages?page=1".to_owned()),
            lines,
            previous: None,
        };
        vec![sample(Vec::new()), sample(vec![line(true, true), line(false, false)])]
    }
}

crate::page!(InboxPage);
