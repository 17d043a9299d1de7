//! A new password with a link sent by mail.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::refusal::Refusal;
use serde::Deserialize;

use crate::actions::password;
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::{Form, Shown};
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::room::Room;
use crate::web::{Answer, Failure, Visitor};

/// Routes.
pub(super) fn room() -> Room {
    Room::new()
        .get("/password-reset", show)
        .post("/password-reset", request)
        .get("/password-reset/{token}", open)
        .post("/password-reset/{token}", reset)
}

/// Asks whose password is lost, or says that a link is on its way.
#[derive(Template)]
#[template(path = "account/recovery.html")]
pub struct RecoveryPage {
    l: &'static Locale,
    shell: Shell,
    form: Shown,
    sent: bool,
    minutes: i64,
}

/// Asks for the new password.
#[derive(Template)]
#[template(path = "account/reset.html")]
pub struct ResetPage {
    l: &'static Locale,
    shell: Shell,
    form: Shown,
    token: String,
    name: String,
    length: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Lost {
    name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct New {
    new: String,
    again: String,
}

async fn show(State(app): State<App>, visitor: Visitor) -> Answer {
    page::show(&RecoveryPage::new(&app, &visitor, false))
}

/// The answer does not tell whether the account exists.
async fn request(State(app): State<App>, visitor: Visitor, Form(lost): Form<Lost>) -> Answer {
    password::request_recovery(&app, &visitor.ctx(), &lost.name).await?;
    page::show(&RecoveryPage::new(&app, &visitor, true))
}

async fn open(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let person = password::check_link(&app, &visitor.ctx(), &token).await?;
    page::show(&ResetPage::new(&app, &visitor, Shown::default(), token, person.name))
}

async fn reset(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(new): Form<New>,
) -> Answer {
    match password::reset(&app, &visitor.ctx(), &token, &new.new, &new.again).await {
        Ok(()) => Ok(see_other("/sign-in?done=reset")),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let person = password::check_link(&app, &visitor.ctx(), &token).await?;
            let form = Shown::default().refused(visitor.l, &refusal);
            let page = ResetPage::new(&app, &visitor, form, token, person.name);
            page::show_as(crate::web::error::status(&refusal), &page)
        }
        Err(failure) => Err(failure),
    }
}

impl RecoveryPage {
    fn new(app: &App, visitor: &Visitor, sent: bool) -> Self {
        let minutes = app.config.security.recovery_minutes;
        RecoveryPage { l: visitor.l, shell: Shell::new(app, visitor), form: Shown::default(), sent, minutes }
    }
}

impl ResetPage {
    fn new(app: &App, visitor: &Visitor, form: Shown, token: String, name: String) -> Self {
        let length = app.config.security.password_length;
        ResetPage { l: visitor.l, shell: Shell::new(app, visitor), form, token, name, length }
    }
}

impl Page for RecoveryPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let sample = |sent| RecoveryPage {
            l,
            shell: Shell::sample_unknown(l),
            form: Shown::default(),
            sent,
            minutes: 30,
        };
        vec![sample(false), sample(true)]
    }
}

impl Page for ResetPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let wrong = Shown::default().refused(l, &Refusal::new("passwords-differ").at("again"));
        let sample = |form| ResetPage {
            l,
            shell: Shell::sample_unknown(l),
            form,
            token: "0".repeat(64),
            name: "李娟".to_owned(),
            length: 10,
        };
        [Shown::default(), wrong].map(sample).into()
    }
}

crate::page!(RecoveryPage);
crate::page!(ResetPage);
