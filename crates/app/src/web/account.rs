//! One's own account: profile, password, second factor, sessions, tokens of programs.

mod sessions;
mod token;

use askama::Template;
use axum::extract::{Query, State};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::account::{self as accounts, Account};
use serde::Deserialize;

use super::form::{Form, Shown};
use super::layout::Shell;
use super::page::{self, Page, see_other};
use super::room::Room;
use super::sign_in::owed::{Code, EnrolPage, Passwords, confirm};
use super::{Answer, Failure, Visitor};
use crate::actions::account::{self, Profile};
use crate::actions::factor;
use crate::actions::password::{self, Change};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/account", show)
        .post("/account", change)
        .post("/account/password", change_password)
        .get("/account/factor", show_factor)
        .post("/account/factor", confirm_factor)
        .post("/account/factor/removal", remove_factor)
        .with(sessions::room())
        .with(token::room())
}

/// Profile, password and second factor.
#[derive(Template)]
#[template(path = "account/profile.html")]
pub struct ProfilePage {
    l: &'static Locale,
    shell: Shell,
    login: String,
    version: i64,
    has_factor: bool,
    codes_left: i64,
    /// The sign-in before this one: when and from where.
    last: Option<(String, String)>,
    length: usize,
    profile: Shown,
    password: Shown,
    removal: Shown,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filled {
    name: String,
    email: String,
    phone: String,
    version: i64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Removal {
    password: String,
}

async fn show(State(app): State<App>, visitor: Visitor, Query(done): Query<Done>) -> Answer {
    let mut page = ProfilePage::load(&app, &visitor).await?;
    page.shell.flash = match done.done.as_str() {
        "profile" => Some(visitor.l.t("profile-done").to_owned()),
        "password" => Some(visitor.l.t("password-done").to_owned()),
        "factor" => Some(visitor.l.t("factor-done").to_owned()),
        "removal" => Some(visitor.l.t("factor-removed").to_owned()),
        _ => None,
    };
    page::show(&page)
}

async fn change(State(app): State<App>, visitor: Visitor, Form(filled): Form<Filled>) -> Answer {
    let Filled { name, email, phone, version } = filled;
    let profile = Profile { name, email, phone, version };
    let outcome = account::change(&app, &visitor.ctx(), &profile).await;
    let Some(refusal) = refused(outcome)? else { return Ok(see_other("/account?done=profile")) };
    let mut page = ProfilePage::load(&app, &visitor).await?;
    let values = [("name", profile.name.as_str()), ("email", &profile.email), ("phone", &profile.phone)];
    page.profile = Shown::with(&values).refused(visitor.l, &refusal);
    page::show_as(super::error::status(&refusal), &page)
}

async fn change_password(State(app): State<App>, visitor: Visitor, Form(given): Form<Passwords>) -> Answer {
    visitor.must_be_signed_in()?;
    let session = &visitor.signed()?.session;
    let change = Change { present: given.present, new: given.new, again: given.again };
    let outcome = password::change(&app, &visitor.ctx(), session.account, &session.token, &change).await;
    let Some(refusal) = refused(outcome)? else { return Ok(see_other("/account?done=password")) };
    let mut page = ProfilePage::load(&app, &visitor).await?;
    page.password = Shown::default().refused(visitor.l, &refusal);
    page::show_as(super::error::status(&refusal), &page)
}

async fn show_factor(State(app): State<App>, visitor: Visitor) -> Answer {
    let enrolment = factor::enrol(&app, visitor.ctx().account()?).await?;
    page::show(&EnrolPage::new(&app, &visitor, enrolment, Shown::default(), "/account/factor")?)
}

async fn confirm_factor(State(app): State<App>, visitor: Visitor, Form(given): Form<Code>) -> Answer {
    visitor.must_be_signed_in()?;
    confirm(&app, &visitor, &given.code, "/account/factor").await
}

async fn remove_factor(State(app): State<App>, visitor: Visitor, Form(given): Form<Removal>) -> Answer {
    let outcome = factor::remove(&app, &visitor.ctx(), &given.password).await;
    let Some(refusal) = refused(outcome)? else { return Ok(see_other("/account?done=removal")) };
    let mut page = ProfilePage::load(&app, &visitor).await?;
    page.removal = Shown::default().refused(visitor.l, &refusal);
    page::show_as(super::error::status(&refusal), &page)
}

/// A refusal that belongs beside a field of the page; others go on to the page of failures.
fn refused(outcome: Result<(), Failure>) -> Result<Option<Refusal>, Failure> {
    match outcome {
        Ok(()) => Ok(None),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => Ok(Some(refusal)),
        Err(failure) => Err(failure),
    }
}

impl ProfilePage {
    async fn load(app: &App, visitor: &Visitor) -> Result<Self, Failure> {
        let id = visitor.ctx().account()?;
        let (person, codes_left) = app
            .store
            .read(move |tx| {
                Ok::<_, kexiang_store::StoreError>((
                    accounts::by_id(tx, id)?,
                    accounts::recovery_codes_left(tx, id)?,
                ))
            })
            .await?;
        let person = person.ok_or_else(|| Refusal::new("not-signed-in"))?;
        let length = app.config.security.password_length;
        Ok(Self::of(Shell::new(app, visitor), person, codes_left, length))
    }

    fn of(shell: Shell, person: Account, codes_left: i64, length: usize) -> Self {
        let values = [("name", person.name.as_str()), ("email", &person.email), ("phone", &person.phone)];
        ProfilePage {
            l: shell.l,
            shell,
            profile: Shown::with(&values),
            password: Shown::default(),
            removal: Shown::default(),
            has_factor: person.totp.is_some(),
            codes_left,
            last: person.previous_sign_in.map(|(at, ip)| (time::long(at), ip)),
            length,
            version: person.version,
            login: person.login,
        }
    }
}

impl Page for ProfilePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let shell = || Shell::sample(l);
        let now = shell().now;
        let person = |totp: Option<&str>, last| Account {
            id: kexiang_core::id::Id::at(now, 1),
            login: "lijuan".to_owned(),
            name: "艾力·买买提".to_owned(),
            email: "lijuan@example.cn".to_owned(),
            phone: "18276735671".to_owned(),
            language: "zh".to_owned(),
            active: true,
            password: String::new(),
            password_at: now,
            must_change: false,
            totp: totp.map(str::to_owned),
            totp_pending: None,
            totp_step: 0,
            sign_in: None,
            previous_sign_in: last,
            used_at: now,
            version: 1,
        };
        let plain = ProfilePage::of(shell(), person(None, None), 0, 10);
        let full = ProfilePage::of(shell(), person(Some("x"), Some((now, "10.1.2.3".to_owned()))), 8, 10);
        let mut wrong = ProfilePage::of(shell(), person(Some("x"), None), 1, 10);
        wrong.profile = wrong.profile.clone().refused(l, &Refusal::new("email-form").at("email"));
        wrong.password =
            wrong.password.clone().refused(l, &Refusal::new("wrong-present-password").at("present"));
        vec![plain, full, wrong]
    }
}

crate::page!(ProfilePage);
