//! Settings of an association: names, contact, colour, seal. For its system administrator.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_store::association::Association;
use serde::Deserialize;

use super::form::{Form, Shown};
use super::layout::{NavItem, Shell, sample_association};
use super::page::{self, Page, see_other};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::association::{self, Profile};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new().get("/office/{association}/settings", show).post("/office/{association}/settings", change)
}

/// Entry of the navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let changes = may(actor, Action::SettingChange, &Scope::Association(association)).is_ok();
    changes.then(|| NavItem::new(format!("/office/{association}/settings"), "nav-settings"))
}

/// The settings.
#[derive(Template)]
#[template(path = "office/settings.html")]
pub struct SettingsPage {
    l: &'static Locale,
    shell: Shell,
    association: String,
    form: Shown,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filled {
    name: String,
    short_name: String,
    contact: String,
    colour: String,
    character: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    visitor.ctx().permit(Action::SettingChange, &Scope::Association(&code))?;
    let found = app.association(&code).ok_or_else(|| Refusal::new("not-found"))?;
    let mut shell = Shell::within(&app, &visitor, &code);
    shell.flash = (asked.done == "saved").then(|| visitor.l.t("settings-done").to_owned());
    page::show(&SettingsPage { l: visitor.l, shell, association: code, form: form_of(&found) })
}

async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Form(filled): Form<Filled>,
) -> Answer {
    let Filled { name, short_name, contact, colour, character } = filled;
    let profile = Profile { name, short_name, contact, colour, character };
    match association::describe(&app, &visitor.ctx(), &code, &profile).await {
        Ok(()) => Ok(see_other(&format!("/office/{code}/settings?done=saved"))),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let Profile { name, short_name, contact, colour, character } = &profile;
            let values = [
                ("name", name.as_str()),
                ("short_name", short_name),
                ("contact", contact),
                ("colour", colour),
                ("character", character),
            ];
            let form = Shown::with(&values).refused(visitor.l, &refusal);
            let shell = Shell::within(&app, &visitor, &code);
            let page = SettingsPage { l: visitor.l, shell, association: code, form };
            page::show_as(super::error::status(&refusal), &page)
        }
        Err(failure) => Err(failure),
    }
}

fn form_of(a: &Association) -> Shown {
    let colour = if a.settings.colour.is_empty() { "#1d4a7c" } else { &a.settings.colour };
    let values = [
        ("name", a.name.as_str()),
        ("short_name", &a.short_name),
        ("contact", &a.settings.contact),
        ("colour", colour),
    ];
    Shown::with(&values)
}

impl Page for SettingsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let form = form_of(&sample_association());
        let wrong = form.clone().refused(l, &Refusal::new("colour-form").at("colour"));
        let sample = |form| SettingsPage { l, shell: Shell::sample(l), association: "xj".to_owned(), form };
        vec![sample(form), sample(wrong)]
    }
}

crate::page!(SettingsPage);
