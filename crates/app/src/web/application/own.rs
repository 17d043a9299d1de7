//! "My applications": everything the person's organisations are at work on, across associations.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use jiff::Timestamp;
use kexiang_core::application::State as Stage;
use kexiang_core::id::Id;
use kexiang_core::programme::Programme;
use kexiang_core::time;
use kexiang_store::application::Application;
use kexiang_store::programme::{self, Call};

use super::{Shown, address};
use crate::actions::Failure;
use crate::actions::application as act;
use crate::locale::Locale;
use crate::state::App;
use crate::web::Visitor;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};

/// One application in a list.
pub struct OwnRow {
    href: String,
    title: String,
    number: String,
    type_line: String,
    amount: String,
    organisation: String,
    state: Stage,
    colour: String,
    due: String,
    act: &'static str,
    /// Whether it is the person's turn.
    act_needed: bool,
}

/// The person's applications.
#[derive(Template)]
#[template(path = "application/own.html")]
pub struct OwnPage {
    l: &'static Locale,
    shell: Shell,
    rows: Vec<OwnRow>,
    to_recommend: Vec<OwnRow>,
}

pub async fn show(State(app): State<App>, visitor: Visitor) -> Shown {
    let found = act::own(&app, &visitor.ctx()).await?;
    let all = found.own.iter().chain(&found.to_recommend);
    let wanted: Vec<_> = all.map(|a| (a.association.clone(), a.call, a.call_version)).collect();
    let programmes = app.programmes.clone();
    let calls = app
        .store
        .read(move |tx| {
            let mut calls = HashMap::new();
            for (association, call, version) in &wanted {
                if let Entry::Vacant(place) = calls.entry(*call) {
                    let programme = programmes.of_call(tx, association, *call, *version)?;
                    place.insert((programme::call_by_id(tx, association, *call)?, programme));
                }
            }
            Ok::<_, Failure>(calls)
        })
        .await?;
    let l = visitor.l;
    let rows = found.own.iter().map(|a| row(l, a, &calls, visitor.now)).collect();
    let to_recommend = found.to_recommend.iter().map(|a| row(l, a, &calls, visitor.now)).collect();
    page::show(&OwnPage { l, shell: Shell::new(&app, &visitor), rows, to_recommend })
}

/// Calls of the listed applications with the programme that binds them.
type Calls = HashMap<Id, (Option<Call>, Arc<Programme>)>;

fn row(l: &Locale, a: &Application, calls: &Calls, now: Timestamp) -> OwnRow {
    let known = calls.get(&a.call);
    let name = known.and_then(|(_, p)| p.project_type(&a.type_code)).map_or("", |t| t.name.as_str());
    let closes = known.and_then(|(call, _)| call.as_ref()).map(|call| call.closes_at);
    let (act, act_needed) = next(a.state);
    OwnRow {
        href: address(&a.association, a.id),
        title: a.title.clone(),
        number: a.number.clone(),
        type_line: format!("{} {name}", a.type_code),
        amount: if a.amount.0 > 0 { a.amount.wan() } else { String::new() },
        organisation: a.organisation_name.clone(),
        state: a.state,
        colour: colour(a.state).to_owned(),
        due: due(l, a, closes, now),
        act,
        act_needed,
    }
}

/// What the button of a row says, and whether something is to be done.
fn next(state: Stage) -> (&'static str, bool) {
    match state {
        Stage::Draft => ("own-act-fill", true),
        Stage::AwaitingUnit | Stage::AwaitingRecommendation => ("own-act-look", true),
        Stage::Returned | Stage::TargetReturned => ("own-act-correct", true),
        _ => ("own-act-see", false),
    }
}

fn colour(state: Stage) -> &'static str {
    match crate::web::desk::state_colour(state) {
        "blue" => "kx-tag--blue",
        "straw" => "kx-tag--straw",
        "red" => "kx-tag--red",
        "green" => "kx-tag--green",
        _ if state == Stage::Draft => "kx-tag--draft",
        _ => "",
    }
}

/// Until when something is to be done, or what is being waited for.
fn due(l: &Locale, a: &Application, closes: Option<Timestamp>, now: Timestamp) -> String {
    match (a.state, a.correction_due, closes) {
        (Stage::Returned | Stage::TargetReturned, Some(due), _) => {
            l.tf("own-due-correction", &[("due", &time::short(due))])
        }
        (Stage::Draft | Stage::AwaitingUnit, _, Some(closes)) if closes < now => {
            l.tf("own-due-over", &[("due", &time::short(closes))])
        }
        (Stage::Draft | Stage::AwaitingUnit | Stage::AwaitingRecommendation, _, Some(closes)) => {
            l.tf("own-due-call", &[("due", &time::short(closes))])
        }
        _ => match a.paper_state.as_str() {
            state @ ("due" | "void") if !a.state.is_over() => l.word("paper-short", state),
            _ => l.tf("own-due-changed", &[("at", &time::short(a.changed_at))]),
        },
    }
}

impl Page for OwnPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let row = |state: Stage| OwnRow {
            href: "/".into(),
            title: "机械工程学会“党旗领航·专家走基层”与改革创新".into(),
            number: "2026-1-004".into(),
            type_line: "2026-1 学会改革与发展项目".into(),
            amount: "1.85".into(),
            organisation: "柳州市机械工程学会".into(),
            state,
            colour: colour(state).into(),
            due: l.tf("own-due-call", &[("due", &"2026-03-31 17:00")]),
            act: next(state).0,
            act_needed: next(state).1,
        };
        let page = |rows, to_recommend| OwnPage { l, shell: Shell::sample(l), rows, to_recommend };
        vec![
            page(Stage::ALL.into_iter().map(row).collect(), vec![row(Stage::AwaitingRecommendation)]),
            page(Vec::new(), Vec::new()),
        ]
    }
}

crate::page!(OwnPage);
