//! "My applications": everything the person's organisations are at work on, across associations.

use askama::Template;
use axum::extract::State;
use kexiang_core::application::State as Stage;
use kexiang_core::time;
use kexiang_store::application::Application;

use super::{Shown, address};
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
    type_code: String,
    organisation: String,
    state: Stage,
    say: String,
    changed: String,
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
    let l = visitor.l;
    let rows = found.own.iter().map(|a| row(l, a)).collect();
    let to_recommend = found.to_recommend.iter().map(|a| row(l, a)).collect();
    page::show(&OwnPage { l, shell: Shell::new(&app, &visitor), rows, to_recommend })
}

fn row(l: &Locale, a: &Application) -> OwnRow {
    OwnRow {
        href: address(&a.association, a.id),
        title: a.title.clone(),
        number: a.number.clone(),
        type_code: a.type_code.clone(),
        organisation: a.organisation_name.clone(),
        state: a.state,
        say: l.word("state-say", a.state.code()),
        changed: time::short(a.changed_at),
    }
}

impl Page for OwnPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let row = |state: Stage| OwnRow {
            href: "/".into(),
            title: "机械工程学会“党旗领航·专家走基层”与改革创新".into(),
            number: "2026-1-004".into(),
            type_code: "2026-1".into(),
            organisation: "柳州市机械工程学会".into(),
            state,
            say: l.word("state-say", state.code()),
            changed: "2026-03-29 14:01".into(),
        };
        let page = |rows, to_recommend| OwnPage { l, shell: Shell::sample(l), rows, to_recommend };
        vec![
            page(Stage::ALL.into_iter().map(row).collect(), vec![row(Stage::AwaitingRecommendation)]),
            page(Vec::new(), Vec::new()),
        ]
    }
}

crate::page!(OwnPage);
