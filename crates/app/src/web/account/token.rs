use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::token::ApiToken;
use serde::Deserialize;

use crate::actions::token;
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
        .get("/account/tokens", show)
        .post("/account/tokens", create)
        .post("/account/tokens/{id}/revocation", revoke)
}

/// One's tokens for programs; a new one is shown once.
#[derive(Template)]
#[template(path = "account/tokens.html")]
pub struct TokensPage {
    l: &'static Locale,
    shell: Shell,
    tokens: Vec<Line>,
    new: Option<String>,
    form: Shown,
}

/// A token as the page shows it.
struct Line {
    id: Id,
    name: String,
    scopes: Vec<String>,
    expires: String,
    used: Option<String>,
    good: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filled {
    name: String,
    days: String,
    read: String,
    write: String,
}

async fn show(State(app): State<App>, visitor: Visitor) -> Answer {
    page::show(&TokensPage::load(&app, &visitor).await?)
}

async fn create(State(app): State<App>, visitor: Visitor, Form(filled): Form<Filled>) -> Answer {
    let ticked = [("read", &filled.read), ("write", &filled.write)];
    let scopes: Vec<String> =
        ticked.iter().filter(|(_, tick)| !tick.is_empty()).map(|(scope, _)| (*scope).to_owned()).collect();
    let days = filled.days.trim().parse().unwrap_or(0);
    match token::create(&app, &visitor.ctx(), &filled.name, &scopes, days).await {
        Ok(secret) => {
            let mut page = TokensPage::load(&app, &visitor).await?;
            page.new = Some(secret);
            page::show(&page)
        }
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let mut page = TokensPage::load(&app, &visitor).await?;
            let values = [("name", filled.name.as_str()), ("days", filled.days.as_str())];
            page.form = Shown::with(&values).refused(visitor.l, &refusal);
            page::show_as(crate::web::error::status(&refusal), &page)
        }
        Err(failure) => Err(failure),
    }
}

async fn revoke(State(app): State<App>, visitor: Visitor, Path(id): Path<Id>) -> Answer {
    token::revoke(&app, &visitor.ctx(), id).await?;
    Ok(see_other("/account/tokens"))
}

impl TokensPage {
    async fn load(app: &App, visitor: &Visitor) -> Result<Self, Failure> {
        let tokens = token::list(app, &visitor.ctx()).await?;
        let tokens = tokens.into_iter().map(|t| Line::of(t, visitor.now)).collect();
        let form = Shown::with(&[("days", "90")]);
        Ok(TokensPage { l: visitor.l, shell: Shell::new(app, visitor), tokens, new: None, form })
    }
}

impl Line {
    fn of(token: ApiToken, now: jiff::Timestamp) -> Self {
        Line {
            id: token.id,
            good: token.revoked_at.is_none() && token.expires_at > now,
            name: token.name,
            scopes: token.scopes,
            expires: time::short(token.expires_at),
            used: token.used_at.map(time::short),
        }
    }
}

impl Page for TokensPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let shell = Shell::sample(l);
        let line = |good: bool| Line {
            id: Id::at(shell.now, 1),
            name: "汇总表".to_owned(),
            scopes: token::SCOPES.map(str::to_owned).into(),
            expires: time::short(shell.now),
            used: good.then(|| time::short(shell.now)),
            good,
        };
        let tokens = vec![line(true), line(false)];
        let wrong = Shown::default().refused(l, &Refusal::new("token-days").with("n", 365).at("days"));
        let new = Some("kx_0123".to_owned());
        vec![
            TokensPage { l, shell: shell.clone(), tokens, new, form: Shown::default() },
            TokensPage { l, shell: Shell::sample(l), tokens: Vec::new(), new: None, form: wrong },
        ]
    }
}

crate::page!(TokensPage);
