//! People of an association's office: the system administrator makes accounts, the security administrator grants roles.
//! Neither sees applications here or anywhere.

mod person;

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::account::Filter;
use serde::Deserialize;

use super::form::{Form, Shown};
use super::layout::{NavItem, Shell};
use super::page::{self, Page};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::office::{self, NewPerson};
use crate::locale::Locale;
use crate::state::App;
use person::PersonPage;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/people", list)
        .post("/office/{association}/people", create)
        .with(person::room())
}

/// Entry of the navigation, for the two administrators who use it.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let scope = Scope::Association(association);
    let sees = [Action::AccountManage, Action::RoleGrant].iter().any(|a| may(actor, *a, &scope).is_ok());
    sees.then(|| NavItem::new(format!("/office/{association}/people"), "nav-people"))
}

/// The list of people, with the form for a new one.
#[derive(Template)]
#[template(path = "office/people.html")]
pub struct PeoplePage {
    l: &'static Locale,
    shell: Shell,
    association: String,
    lines: Vec<Line>,
    count: i64,
    text: String,
    /// Whether the person makes accounts (and not grants roles).
    makes_accounts: bool,
    form: Shown,
    previous: Option<String>,
    next: Option<String>,
}

/// A person in the list.
struct Line {
    id: Id,
    name: String,
    login: String,
    roles: Vec<String>,
    active: bool,
    has_factor: bool,
    sign_in: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    text: String,
    page: i64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filled {
    login: String,
    name: String,
    email: String,
    phone: String,
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    page::show(&PeoplePage::load(&app, &visitor, association, asked, Shown::default()).await?)
}

async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(filled): Form<Filled>,
) -> Answer {
    let Filled { login, name, email, phone } = filled;
    let new = NewPerson { login, name, email, phone };
    match office::create(&app, &visitor.ctx(), &association, &new).await {
        Ok((id, first)) => {
            let colleague = office::show(&app, &visitor.ctx(), &association, id).await?;
            page::show(&PersonPage::of(&app, &visitor, association, colleague).with_password(first))
        }
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let values = [
                ("login", new.login.as_str()),
                ("name", &new.name),
                ("email", &new.email),
                ("phone", &new.phone),
            ];
            let form = Shown::with(&values).refused(visitor.l, &refusal);
            let page = PeoplePage::load(&app, &visitor, association, Asked::default(), form).await?;
            page::show_as(super::error::status(&refusal), &page)
        }
        Err(failure) => Err(failure),
    }
}

impl PeoplePage {
    async fn load(
        app: &App,
        visitor: &Visitor,
        association: String,
        asked: Asked,
        form: Shown,
    ) -> Result<Self, Failure> {
        let filter = Filter { association: association.clone(), text: asked.text.trim().to_owned() };
        let page = asked.page.clamp(0, 1_000_000);
        let (rows, count) = office::list(app, &visitor.ctx(), &filter, page * office::PAGE).await?;
        let text = form_urlencoded::byte_serialize(filter.text.as_bytes()).collect::<String>();
        let address = |page: i64| format!("/office/{association}/people?text={text}&page={page}");
        Ok(PeoplePage {
            l: visitor.l,
            shell: Shell::within(app, visitor, &association),
            lines: rows.into_iter().map(|row| Line::of(row, visitor.l)).collect(),
            previous: (page > 0).then(|| address(page - 1)),
            next: ((page + 1) * office::PAGE < count).then(|| address(page + 1)),
            count,
            makes_accounts: may(&visitor.actor, Action::AccountManage, &Scope::Association(&association))
                .is_ok(),
            association,
            text: filter.text,
            form,
        })
    }
}

impl Line {
    fn of(row: office::Row, l: &Locale) -> Self {
        let person = row.person;
        Line {
            id: person.id,
            name: person.name,
            login: person.login,
            roles: row.roles.iter().map(|role| l.word("office-role", role.code())).collect(),
            active: person.active,
            has_factor: person.has_factor,
            sign_in: person.sign_in_at.map(time::short),
        }
    }
}

impl Page for PeoplePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let id = Id::at(Shell::sample(l).now, 1);
        let line = |name: &str, active| Line {
            id,
            name: name.to_owned(),
            login: "xj.officer".to_owned(),
            roles: vec![l.word("office-role", "officer"), l.word("office-role", "head")],
            active,
            has_factor: active,
            sign_in: active.then(|| "2026-03-30 09:00".to_owned()),
        };
        let sample = |lines: Vec<Line>, makes_accounts, form| PeoplePage {
            l,
            shell: Shell::sample(l),
            association: "xj".to_owned(),
            count: i64::try_from(lines.len()).unwrap_or(0),
            previous: None,
            next: (!lines.is_empty()).then(|| "/office/xj/people?page=1".to_owned()),
            lines,
            text: String::new(),
            makes_accounts,
            form,
        };
        let wrong = Shown::with(&[("login", "x")]).refused(l, &Refusal::new("login-form").at("login"));
        let two = || vec![line("艾力·买买提", true), line("王小明", false)];
        vec![
            sample(Vec::new(), true, Shown::default()),
            sample(two(), true, wrong),
            sample(two(), false, Shown::default()),
        ]
    }
}

crate::page!(PeoplePage);
