//! The office's lists: what can be published, what is held, what is founded.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::selection::State as Stage;
use kexiang_core::time;
use serde::Deserialize;

use super::{Asked, address, period, stage, title};
use crate::actions::publicity::{self, NewPublicity, PublicFile, days_of};
use crate::actions::selection;
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::{Form, Shown};
use crate::web::layout::Shell;
use crate::web::page::{self, see_other};
use crate::web::panel::words;
use crate::web::{Answer, Failure, Visitor};

/// The office's lists: what can be published, what is held, what is founded.
#[derive(Template)]
#[template(path = "publicity/office.html")]
pub struct OfficePage {
    pub(super) l: &'static Locale,
    pub(super) shell: Shell,
    pub(super) base: String,
    pub(super) objections: String,
    pub(super) lists: Vec<OfficeView>,
    /// Signed selections that can be published: id, title, record, working days.
    pub(super) ready: Vec<(String, String, String, u32)>,
    pub(super) publishes: bool,
    pub(super) form: Shown,
    pub(super) contact: String,
    pub(super) changes: String,
    pub(super) problem: Option<String>,
}

/// A list as the office sees it.
pub struct OfficeView {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) period: String,
    pub(super) state: &'static str,
    pub(super) count: usize,
    pub(super) held: String,
    pub(super) founded: Vec<String>,
    pub(super) founds: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Publish {
    pub(super) selection: String,
    pub(super) starts_on: String,
    pub(super) days: String,
    pub(super) contact: String,
    pub(super) changes: String,
}

pub(super) async fn office(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut page = OfficePage::load(&app, &visitor, &association).await?;
    page.shell.flash = match asked.done.as_str() {
        "published" => Some(visitor.l.t("publicity-done-published").to_owned()),
        "founded" => Some(visitor.l.tf("publicity-done-founded", &[("numbers", &asked.number)])),
        _ => None,
    };
    page::show(&page)
}

pub(super) async fn publish(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(form): Form<Publish>,
) -> Answer {
    let read = || -> Result<NewPublicity, Refusal> {
        Ok(NewPublicity {
            selection: form.selection.parse().map_err(|_| Refusal::new("not-found"))?,
            starts_on: form.starts_on.parse().map_err(|_| Refusal::new("publicity-date").at("starts_on"))?,
            days: form.days.trim().parse().unwrap_or(0),
            contact: form.contact.clone(),
            changes: form.changes.clone(),
        })
    };
    let outcome = match read() {
        Ok(new) => publicity::publish(&app, &visitor.ctx(), &association, &new).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(_) => Ok(see_other(&format!("/associations/{association}/publicities/office?done=published"))),
        Err(Failure::Refused(refusal)) if !matches!(refusal.code.as_str(), "not-found" | "not-permitted") => {
            let mut page = OfficePage::load(&app, &visitor, &association).await?;
            let values = [("starts_on", form.starts_on.as_str()), ("days", &form.days)];
            page.form = Shown::with(&values).refused(visitor.l, &refusal);
            (page.contact, page.changes) = (form.contact, form.changes);
            page.problem = Some(words(visitor.l, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn found(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
) -> Answer {
    match publicity::found(&app, &visitor.ctx(), &association, id).await {
        Ok(numbers) => {
            let numbers: String = form_urlencoded::byte_serialize(numbers.join("、").as_bytes()).collect();
            let to = format!("/associations/{association}/publicities/office?done=founded&number={numbers}");
            Ok(see_other(&to))
        }
        Err(Failure::Refused(refusal)) if !matches!(refusal.code.as_str(), "not-found" | "not-permitted") => {
            let mut page = OfficePage::load(&app, &visitor, &association).await?;
            page.problem = Some(words(visitor.l, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl OfficePage {
    async fn load(app: &App, visitor: &Visitor, association: &str) -> Result<Self, Failure> {
        let ctx = visitor.ctx();
        let files = publicity::office(app, &ctx, association).await?;
        let signed = selection::list(app, &ctx, association).await?;
        let shown: Vec<Id> = files.iter().map(|f| f.publicity.selection).collect();
        let ready = signed
            .iter()
            .filter(|s| s.selection.state == Stage::Signed)
            .filter(|s| {
                !shown.contains(&s.selection.id)
                    || s.applications.values().any(|a| a.state == kexiang_core::application::State::Selected)
            })
            .map(|s| {
                let s_ = &s.selection;
                (s_.id.to_string(), s_.title.clone(), s_.record.clone(), days_of(&s.programme))
            });
        let today = time::beijing_date(visitor.now).to_string();
        let days = ready.clone().map(|(_, _, _, days)| days).next().unwrap_or(5).to_string();
        let contact = app.association(association).map(|a| a.settings.contact).unwrap_or_default();
        Ok(OfficePage {
            l: visitor.l,
            base: format!("/associations/{association}/publicities"),
            objections: format!("/associations/{association}/objections"),
            ready: ready.collect(),
            publishes: may(&visitor.actor, Action::PublicityManage, &Scope::Association(association)).is_ok(),
            form: Shown::with(&[("starts_on", today.as_str()), ("days", &days)]),
            contact,
            changes: String::new(),
            problem: None,
            lists: files.iter().map(|f| OfficeView::of(visitor.l, f, visitor.now)).collect(),
            shell: Shell::within(app, visitor, association),
        })
    }
}

impl OfficeView {
    pub(super) fn of(l: &Locale, file: &PublicFile, now: jiff::Timestamp) -> Self {
        let p = &file.publicity;
        let state = stage(p, now);
        OfficeView {
            href: address(&p.association, p.id),
            title: title(l, &p.list),
            period: period(l, &p.list),
            state,
            count: p.list.rows.len(),
            held: file.held.join("、"),
            founded: file.founded.iter().map(|(_, project)| project.number.clone()).collect(),
            founds: state == "over",
        }
    }
}
