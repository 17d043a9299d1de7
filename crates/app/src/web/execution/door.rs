//! At the door: a page for a telephone, without an account.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::activity::Mode;
use kexiang_core::refusal::Refusal;
use serde::Deserialize;

use super::parts::{days, place};
use crate::actions::execution::{self, Door, Said};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::{Form, Shown};
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::{Answer, Failure, Visitor};

/// The page behind the code.
#[derive(Template)]
#[template(path = "execution/door.html")]
pub struct DoorPage {
    l: &'static Locale,
    shell: Shell,
    address: String,
    title: String,
    organiser: String,
    when: String,
    place: String,
    open: bool,
    /// Whether one has to say how one takes part.
    both: bool,
    on_line: bool,
    done: bool,
    form: Shown,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    name: String,
    organisation: String,
    phone: String,
    way: String,
}

type At = Path<(String, String)>;

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, token)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let door = execution::door(&app, &visitor.ctx(), &association, &token).await?;
    let shell = Shell::within(&app, &visitor, &association);
    let mut page = DoorPage::of(shell, &door, address(&association, &token), Shown::default());
    page.done = asked.done == "signed";
    page::show(&page)
}

fn address(association: &str, token: &str) -> String {
    format!("/attendance/{association}/{token}")
}

pub(super) async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, token)): At,
    Form(sent): Form<Sent>,
) -> Answer {
    let said = Said {
        name: sent.name.clone(),
        organisation: sent.organisation.clone(),
        phone: sent.phone.clone(),
        on_site: sent.way != "on_line",
    };
    let here = address(&association, &token);
    match execution::sign_in(&app, &visitor.ctx(), &association, &token, said).await {
        Ok(_) => Ok(see_other(&format!("{here}?done=signed"))),
        Err(Failure::Refused(refusal)) if refusal.code != "not-found" => {
            let door = execution::door(&app, &visitor.ctx(), &association, &token).await?;
            let typed = [
                ("name", sent.name.as_str()),
                ("organisation", sent.organisation.as_str()),
                ("phone", sent.phone.as_str()),
            ];
            let form = Shown::with(&typed).refused(visitor.l, &refusal);
            let shell = Shell::within(&app, &visitor, &association);
            let mut page = DoorPage::of(shell, &door, here, form);
            page.on_line = sent.way == "on_line";
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl DoorPage {
    fn of(shell: Shell, door: &Door, address: String, form: Shown) -> Self {
        let l = shell.l;
        let a = &door.activity;
        DoorPage {
            address,
            title: a.title.clone(),
            organiser: door.organiser.clone(),
            when: days(a),
            place: place(l, a),
            open: door.open,
            both: a.mode == Mode::Both,
            on_line: false,
            done: false,
            form,
            l,
            shell,
        }
    }
}

impl Page for DoorPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        let page = |open, form| {
            let door =
                Door {
                    activity: sample::lecture().activity, organiser: "柳州市机械工程学会".into(), open
                };
            DoorPage::of(Shell::sample_unknown(l), &door, "/attendance/lz/x".into(), form)
        };
        let wrong = Shown::with(&[("name", ""), ("phone", "12")])
            .refused(l, &Refusal::new("sign-in-name-missing").at("name"));
        let mut done = page(true, Shown::default());
        done.done = true;
        let mut both = page(true, Shown::default());
        both.both = true;
        vec![page(true, Shown::default()), page(false, Shown::default()), page(true, wrong), done, both]
    }
}

crate::page!(DoorPage);
