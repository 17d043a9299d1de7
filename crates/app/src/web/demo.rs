//! Only in a demonstration: the page on which the clock is moved, and the outbox. Outside it none of this exists.

use askama::Template;
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use kexiang_core::refusal::Refusal;
use kexiang_core::time::{self, Moment};
use kexiang_store::outbox;
use serde::Deserialize;

use super::form::Form;
use super::layout::Shell;
use super::page::{self, Page, local, see_other};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::demo;
use crate::demo::{START, deadlines};
use crate::letter::Letter;
use crate::locale::Locale;
use crate::state::App;

/// Letters shown on the outbox page.
const LETTERS: u32 = 100;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/demo/clock", show_clock)
        .post("/demo/clock", move_clock)
        .get("/demo/outbox", show_outbox)
}

/// The clock with the moments before each call's deadline.
#[derive(Template)]
#[template(path = "layout/demo_clock.html")]
pub struct ClockPage {
    l: &'static Locale,
    shell: Shell,
    deadlines: Vec<Line>,
}

/// A deadline with the moments before it, as RFC 3339.
struct Line {
    name: String,
    at: String,
    hour: String,
    minute: String,
    seconds: String,
}

/// The letters that were written.
#[derive(Template)]
#[template(path = "message/outbox.html")]
pub struct OutboxPage {
    l: &'static Locale,
    shell: Shell,
    letters: Vec<Written>,
}

/// A letter as the page shows it.
struct Written {
    to: String,
    at: String,
    subject: String,
    text: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Step {
    step: String,
    to: String,
    back: String,
}

async fn show_clock(State(app): State<App>, visitor: Visitor) -> Answer {
    must_be_demo(&app)?;
    let lines = deadlines(&app).await?.into_iter().map(|(name, at)| Line::of(name, at)).collect();
    page::show(&ClockPage { l: visitor.l, shell: Shell::new(&app, &visitor), deadlines: lines })
}

async fn move_clock(State(app): State<App>, visitor: Visitor, Form(step): Form<Step>) -> Answer {
    must_be_demo(&app)?;
    let target = match step.step.as_str() {
        "day" => visitor.now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(visitor.now),
        "hour" => visitor.now.saturating_add(SignedDuration::from_hours(1)).unwrap_or(visitor.now),
        "start" => time::instant(START),
        _ => moment(&step.to)?,
    };
    demo::move_clock(&app, &visitor.ctx(), target).await?;
    Ok(see_other(&local(&step.back)))
}

/// An instant (`2026-03-31T17:00:00+08:00`) or a Beijing time as `datetime-local` sends it (`2026-03-31T17:00`).
fn moment(text: &str) -> Result<Timestamp, Refusal> {
    let instant = text.parse::<Timestamp>().ok();
    let moment = instant.or_else(|| text.parse::<Moment>().ok().map(Moment::opens));
    moment.ok_or_else(|| Refusal::new("bad-form").with("detail", "to"))
}

async fn show_outbox(State(app): State<App>, visitor: Visitor) -> Answer {
    must_be_demo(&app)?;
    let all = app.store.read(|tx| outbox::latest(tx, LETTERS)).await?;
    let open = |outgoing: outbox::Outgoing| {
        let letter = Letter::from_outbox(&app.secret, &outgoing.payload).ok()?;
        let Letter { subject, text } = letter;
        Some(Written { to: outgoing.recipient, at: time::short(outgoing.at), subject, text })
    };
    let letters = all.into_iter().filter_map(open).collect();
    page::show(&OutboxPage { l: visitor.l, shell: Shell::new(&app, &visitor), letters })
}

fn must_be_demo(app: &App) -> Result<(), Failure> {
    if app.config.demo.enabled { Ok(()) } else { Err(Refusal::new("not-found").into()) }
}

impl Line {
    fn of(name: String, at: Timestamp) -> Self {
        let before = |seconds| (at - SignedDuration::from_secs(seconds)).to_string();
        Line { name, at: time::long(at), hour: before(3600), minute: before(60), seconds: before(10) }
    }
}

impl Page for ClockPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let at = time::instant(jiff::civil::date(2026, 3, 31).at(17, 0, 0, 0));
        let line = Line::of("2026年柳州市科协“科创赋能”项目".to_owned(), at);
        let sample = |deadlines| ClockPage { l, shell: Shell::sample(l), deadlines };
        vec![sample(Vec::new()), sample(vec![line])]
    }
}

impl Page for OutboxPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let letter = Written {
            to: "lijuan@example.cn".to_owned(),
            at: "2026-03-30 09:00".to_owned(),
            subject: l.t("mail-recovery-subject").to_owned(),
            text: "…".to_owned(),
        };
        let sample = |letters| OutboxPage { l, shell: Shell::sample(l), letters };
        vec![sample(Vec::new()), sample(vec![letter])]
    }
}

crate::page!(ClockPage);
crate::page!(OutboxPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_beijing_time_or_as_instants() {
        let five = time::instant(jiff::civil::date(2026, 3, 31).at(17, 0, 0, 0));
        for text in
            ["2026-03-31T17:00", "2026-03-31T17:00:00", "2026-03-31T09:00:00Z", "2026-03-31T17:00:00+08:00"]
        {
            assert_eq!(moment(text).map_err(|r| r.code), Ok(five), "{text}");
        }
        assert!(moment("tomorrow").is_err());
    }
}
