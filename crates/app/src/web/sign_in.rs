//! Signing in and out, what a new session owes (a code, a new password, enrolling), a new password by mail, and the JSON
//! that the overlay of an ended session uses so that nothing typed is lost.

pub(crate) mod owed;
mod recovery;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kexiang_core::refusal::Refusal;
use kexiang_store::session::Stage;
use serde::Deserialize;
use serde_json::json;

use super::attend::cookie_name;
use super::error::wants_json;
use super::form::{Form, Shown};
use super::layout::Shell;
use super::page::{self, Page, local, see_other};
use super::room::Room;
use super::{Answer, Failure, Visitor, cookie};
use crate::actions::session::{self, Begun, SignIn};
use crate::demo::people::{self, Persona};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/sign-in", show)
        .post("/sign-in", sign_in)
        .post("/sign-out", sign_out)
        .get("/session", alive)
        .post("/demo/sign-in", sign_in_as)
        .with(owed::room())
        .with(recovery::room())
}

/// The sign-in page.
#[derive(Template)]
#[template(path = "account/sign_in.html")]
pub struct SignInPage {
    l: &'static Locale,
    shell: Shell,
    form: Shown,
    next: String,
    /// One per role, in a demonstration only.
    personas: Vec<Persona>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    next: String,
    /// `reset` after a new password was set with a link.
    done: String,
}

async fn show(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    if visitor.actor.account.is_some() {
        return Ok(see_other(&local(&asked.next)));
    }
    let mut page = SignInPage::new(&app, &visitor, Shown::default(), &asked.next);
    if asked.done == "reset" {
        page.shell.flash = Some(visitor.l.t("sign-in-reset-done").to_owned());
    }
    page::show(&page)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filled {
    name: String,
    password: String,
    totp: String,
    next: String,
}

async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(filled): Form<Filled>,
) -> Answer {
    let attempt = SignIn {
        name: filled.name.clone(),
        password: filled.password,
        code: filled.totp,
        agent: agent(&headers),
        at_once: wants_json(&headers),
    };
    let outcome = session::sign_in(&app, &visitor.ctx(), &attempt).await;
    if wants_json(&headers) {
        return for_overlay(&app, &visitor, outcome);
    }
    match outcome {
        Ok(begun) => Ok(begin(&app, &begun, &filled.next)),
        Err(Failure::Refused(refusal)) => {
            let form = Shown::with(&[("name", &filled.name)]).refused(visitor.l, &refusal);
            let page = SignInPage::new(&app, &visitor, form, &filled.next);
            page::show_as(super::error::status(&refusal), &page)
        }
        Err(fault) => Err(fault),
    }
}

/// The browser, as it names itself.
fn agent(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

/// What `assets/js/idle.js` hears: the new form token, that a code is needed, or why not.
fn for_overlay(app: &App, visitor: &Visitor, outcome: Result<Begun, Failure>) -> Answer {
    match outcome {
        Ok(begun) if begun.stage == Stage::Ready => {
            let cookie = session_cookie(app, &begun.token);
            Ok(([(header::SET_COOKIE, cookie)], axum::Json(json!({ "csrf": begun.csrf }))).into_response())
        }
        Ok(begun) => {
            let words = visitor.l.t("sign-in-owes-more");
            let cookie = session_cookie(app, &begun.token);
            let answer = (StatusCode::UNAUTHORIZED, axum::Json(json!({ "message": words })));
            Ok(([(header::SET_COOKIE, cookie)], answer).into_response())
        }
        Err(Failure::Refused(refusal)) if refusal.code == "code-needed" => {
            Ok(axum::Json(json!({ "needs": "totp" })).into_response())
        }
        Err(Failure::Refused(refusal)) => {
            let words = visitor.l.refusal(&refusal);
            Ok((StatusCode::UNAUTHORIZED, axum::Json(json!({ "message": words.message }))).into_response())
        }
        Err(fault) => Err(fault),
    }
}

/// Sets the cookie and leads on: to what the session owes, or to where the person wanted to go.
fn begin(app: &App, begun: &Begun, next: &str) -> Response {
    let path = match begun.stage {
        Stage::Ready => local(next),
        stage => stage_path(stage).to_owned(),
    };
    ([(header::SET_COOKIE, session_cookie(app, &begun.token))], see_other(&path)).into_response()
}

fn session_cookie(app: &App, token: &str) -> String {
    let seconds = app.config.security.session_hours * 3600;
    cookie::set(cookie_name(&app.config), token, seconds, app.config.is_https())
}

/// The page on which a session gives what it owes.
pub fn stage_path(stage: Stage) -> &'static str {
    match stage {
        Stage::Ready => "/",
        Stage::Factor => "/sign-in/code",
        Stage::Password => "/sign-in/password",
        Stage::Enrol => "/sign-in/factor",
    }
}

async fn sign_out(State(app): State<App>, visitor: Visitor) -> Answer {
    if let Some(signed) = &visitor.signed {
        session::sign_out(&app, &visitor.ctx(), &signed.session.token).await?;
    }
    let gone = cookie::clear(cookie_name(&app.config), app.config.is_https());
    Ok(([(header::SET_COOKIE, gone)], see_other("/")).into_response())
}

/// `GET /session`: a sign of life, and whether the session is still good.
async fn alive(visitor: Visitor) -> Answer {
    visitor.must_be_signed_in()?;
    Ok(axum::Json(json!({ "csrf": visitor.csrf })).into_response())
}

#[derive(Debug, Deserialize)]
struct As {
    #[serde(rename = "as")]
    login: String,
}

/// `POST /demo/sign-in`: one click per role, in a demonstration only.
async fn sign_in_as(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(chosen): Form<As>,
) -> Answer {
    if !app.config.demo.enabled || !people::all().iter().any(|p| p.login == chosen.login) {
        return Err(Refusal::new("not-found").into());
    }
    let attempt = SignIn {
        name: chosen.login,
        password: people::PASSWORD.to_owned(),
        agent: agent(&headers),
        ..SignIn::default()
    };
    let begun = session::sign_in(&app, &visitor.ctx(), &attempt).await?;
    Ok(begin(&app, &begun, "/"))
}

impl SignInPage {
    fn new(app: &App, visitor: &Visitor, form: Shown, next: &str) -> Self {
        let personas = if app.config.demo.enabled { people::all() } else { Vec::new() };
        SignInPage { l: visitor.l, shell: Shell::new(app, visitor), form, next: local(next), personas }
    }

    /// Personas by association, for one list each.
    fn groups(&self) -> Vec<(String, Vec<&Persona>)> {
        let mut groups: Vec<(String, Vec<&Persona>)> = Vec::new();
        for persona in &self.personas {
            match groups.last_mut() {
                Some((name, group)) if *name == persona.association_name => group.push(persona),
                _ => groups.push((persona.association_name.to_owned(), vec![persona])),
            }
        }
        groups
    }
}

impl Page for SignInPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let wrong = Shown::with(&[("name", "lijuan")]).refused(l, &Refusal::new("wrong-password"));
        let locked = Shown::default().refused(l, &Refusal::new("locked").with("minutes", 30));
        let sample = |form, personas| SignInPage {
            l,
            shell: Shell::sample_unknown(l),
            form,
            next: "/applications".to_owned(),
            personas,
        };
        vec![sample(Shown::default(), people::all()), sample(wrong, Vec::new()), sample(locked, Vec::new())]
    }
}

crate::page!(SignInPage);
