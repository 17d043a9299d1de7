//! Checking a draw: how it works in plain words, and a record computed again, in the browser or, without script, here.
//! It needs no sign-in, no database and no trust in whoever wrote the record.

use askama::Template;
use axum::extract::{Query, State};
use kexiang_matching::draw::{Record, verify};
use serde::Deserialize;

use super::form::Form;
use super::layout::Shell;
use super::page::{self, Page};
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::{Fault, inspection};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new().get("/draws/check", show).post("/draws/check", check)
}

/// The page.
#[derive(Template)]
#[template(path = "draw/check.html")]
pub struct DrawCheckPage {
    l: &'static Locale,
    shell: Shell,
    /// The record as it was pasted.
    record: String,
    /// What computing it again found, without script.
    found: Option<Found>,
}

/// What computing a record again found.
enum Found {
    /// It is no record.
    Unread(String),
    /// Everything agrees: the digest of the notice, the drawn in order.
    Agrees(String, Vec<Drawn>),
    /// What differs, in words.
    Differs(Vec<String>),
}

/// One that was drawn.
struct Drawn {
    stratum: String,
    place: u32,
    reserve: bool,
    total: u64,
    number: u64,
    id: String,
    name: String,
}

/// A draw of an association whose record is laid into the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Kept {
    association: String,
    draw: String,
}

async fn show(State(app): State<App>, visitor: Visitor, Query(kept): Query<Kept>) -> Answer {
    let shell = Shell::new(&app, &visitor);
    let mut record = String::new();
    if let Ok(id) = kept.draw.parse() {
        let draw = inspection::show_draw(&app, &kept.association, id).await?;
        if draw.revealed_at.is_some() {
            record =
                serde_json::to_string_pretty(&draw.record).map_err(|e| Fault::new("writing a draw", e))?;
        }
    }
    page::show(&DrawCheckPage { l: visitor.l, shell, record, found: None })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pasted {
    record: String,
}

async fn check(State(app): State<App>, visitor: Visitor, Form(pasted): Form<Pasted>) -> Answer {
    let shell = Shell::new(&app, &visitor);
    let found = Some(look(&pasted.record));
    page::show(&DrawCheckPage { l: visitor.l, shell, record: pasted.record, found })
}

fn look(text: &str) -> Found {
    let record: Record = match serde_json::from_str(text) {
        Ok(record) => record,
        Err(error) => return Found::Unread(error.to_string()),
    };
    let findings = verify(&record);
    if !findings.is_empty() {
        return Found::Differs(findings.iter().map(ToString::to_string).collect());
    }
    let digest = record.notice.plan_digest.clone();
    let candidates = &record.notice.plan.candidates;
    let name = |id: &str| candidates.iter().find(|c| c.id == id).map(|c| c.name.clone()).unwrap_or_default();
    let drawn = record.picks.into_iter().map(|pick| Drawn {
        name: name(&pick.id),
        stratum: pick.stratum,
        place: pick.place,
        reserve: pick.reserve,
        total: pick.total,
        number: pick.number,
        id: pick.id,
    });
    Found::Agrees(digest, drawn.collect())
}

impl Page for DrawCheckPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let sample =
            |found| DrawCheckPage { l, shell: Shell::sample_unknown(l), record: String::new(), found };
        let drawn = |place, reserve| Drawn {
            stratum: "技术".to_owned(),
            place,
            reserve,
            total: 21,
            number: 10,
            id: "E07".to_owned(),
            name: "阿依古丽·买买提".to_owned(),
        };
        vec![
            sample(None),
            sample(Some(Found::Agrees("0".repeat(64), vec![drawn(1, false), drawn(2, true)]))),
            sample(Some(Found::Differs(vec!["记录的封印与内容不符".to_owned()]))),
            sample(Some(Found::Unread("EOF while parsing a value at line 1 column 0".to_owned()))),
        ]
    }
}

crate::page!(DrawCheckPage);
