//! People of an association's office: the system administrator makes accounts, the security administrator grants roles.
//! Neither sees applications here or anywhere.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, OfficeRole, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::account::Filter;
use serde::Deserialize;

use super::form::{Form, Shown};
use super::layout::{NavItem, Shell};
use super::page::{self, Page, see_other};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::office::{self, Colleague, NewPerson};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/people", list)
        .post("/office/{association}/people", create)
        .get("/office/{association}/people/{id}", show)
        .post("/office/{association}/people/{id}/grant", grant)
        .post("/office/{association}/people/{id}/revocation", revoke)
        .post("/office/{association}/people/{id}/disabling", disable)
        .post("/office/{association}/people/{id}/enabling", enable)
        .post("/office/{association}/people/{id}/unlocking", unlock)
        .post("/office/{association}/people/{id}/factor-removal", clear_factor)
        .post("/office/{association}/people/{id}/password", issue_password)
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

/// One person.
#[derive(Template)]
#[template(path = "office/person.html")]
pub struct PersonPage {
    l: &'static Locale,
    shell: Shell,
    association: String,
    id: Id,
    name: String,
    login: String,
    email: String,
    phone: String,
    active: bool,
    has_factor: bool,
    locked_until: Option<String>,
    sign_in: Option<String>,
    granted: Vec<Grant>,
    grantable: Vec<OfficeRole>,
    makes_accounts: bool,
    grants_roles: bool,
    is_self: bool,
    /// A first password, shown once.
    first: Option<String>,
}

/// A role that is held.
struct Grant {
    role: OfficeRole,
    at: String,
    by: String,
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

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Chosen {
    role: String,
}

impl Chosen {
    fn role(&self) -> Result<OfficeRole, Refusal> {
        OfficeRole::from_code(&self.role).ok_or_else(|| Refusal::new("bad-form").with("detail", "role"))
    }
}

/// Association and person in an address.
type At = Path<(String, Id)>;

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
            page::show(&PersonPage {
                first: Some(first),
                ..PersonPage::of(&app, &visitor, association, colleague)
            })
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

async fn show(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let colleague = office::show(&app, &visitor.ctx(), &association, id).await?;
    page::show(&PersonPage::of(&app, &visitor, association, colleague))
}

async fn grant(State(app): State<App>, visitor: Visitor, Path(at): At, Form(chosen): Form<Chosen>) -> Answer {
    office::grant(&app, &visitor.ctx(), &at.0, at.1, chosen.role()?).await?;
    back(&at)
}

async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(chosen): Form<Chosen>,
) -> Answer {
    office::revoke(&app, &visitor.ctx(), &at.0, at.1, chosen.role()?).await?;
    back(&at)
}

async fn disable(State(app): State<App>, visitor: Visitor, Path(at): At) -> Answer {
    office::set_active(&app, &visitor.ctx(), &at.0, at.1, false).await?;
    back(&at)
}

async fn enable(State(app): State<App>, visitor: Visitor, Path(at): At) -> Answer {
    office::set_active(&app, &visitor.ctx(), &at.0, at.1, true).await?;
    back(&at)
}

async fn unlock(State(app): State<App>, visitor: Visitor, Path(at): At) -> Answer {
    office::unlock(&app, &visitor.ctx(), &at.0, at.1).await?;
    back(&at)
}

async fn clear_factor(State(app): State<App>, visitor: Visitor, Path(at): At) -> Answer {
    office::clear_factor(&app, &visitor.ctx(), &at.0, at.1).await?;
    back(&at)
}

/// The new first password is shown on the page that answers, and nowhere else.
async fn issue_password(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let first = office::reset_password(&app, &visitor.ctx(), &association, id).await?;
    let colleague = office::show(&app, &visitor.ctx(), &association, id).await?;
    page::show(&PersonPage { first: Some(first), ..PersonPage::of(&app, &visitor, association, colleague) })
}

/// Back to the person's page.
fn back((association, id): &(String, Id)) -> Answer {
    Ok(see_other(&format!("/office/{association}/people/{id}")))
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

impl PersonPage {
    fn of(app: &App, visitor: &Visitor, association: String, colleague: Colleague) -> Self {
        let scope = Scope::Association(&association);
        let (makes, grants) = [Action::AccountManage, Action::RoleGrant]
            .map(|action| may(&visitor.actor, action, &scope).is_ok())
            .into();
        let shell = Shell::within(app, visitor, &association);
        let is_self = visitor.actor.account == Some(colleague.account.id);
        Self::with(shell, association, colleague, (makes, grants, is_self))
    }

    fn with(
        shell: Shell,
        association: String,
        colleague: Colleague,
        (makes_accounts, grants_roles, is_self): (bool, bool, bool),
    ) -> Self {
        let Colleague { account, granted, locked_until } = colleague;
        let held: Vec<OfficeRole> = granted.iter().map(|g| g.role).collect();
        let grantable = OfficeRole::ALL
            .into_iter()
            .filter(|role| *role != OfficeRole::Expert)
            .filter(|role| !held.contains(role) && held.iter().all(|held| held.goes_with(*role)));
        PersonPage {
            l: shell.l,
            shell,
            association,
            id: account.id,
            name: account.name,
            login: account.login,
            email: account.email,
            phone: account.phone,
            active: account.active,
            has_factor: account.totp.is_some(),
            locked_until: locked_until.map(time::long),
            sign_in: account.sign_in.map(|(at, _)| time::short(at)),
            grantable: grantable.collect(),
            granted: granted
                .into_iter()
                .map(|g| Grant { role: g.role, at: time::short(g.at), by: g.by })
                .collect(),
            makes_accounts,
            grants_roles,
            is_self,
            first: None,
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

impl Page for PersonPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let shell = Shell::sample(l);
        let now = shell.now;
        let person = |active| kexiang_store::account::Account {
            id: Id::at(now, 1),
            login: "xj.officer".to_owned(),
            name: "艾力·买买提".to_owned(),
            email: String::new(),
            phone: String::new(),
            language: "zh".to_owned(),
            active,
            password: String::new(),
            password_at: now,
            must_change: false,
            totp: active.then(String::new),
            totp_pending: None,
            totp_step: 0,
            sign_in: None,
            previous_sign_in: None,
            used_at: now,
            version: 1,
        };
        let granted = |roles: &[OfficeRole]| {
            let grant = |role: &OfficeRole| kexiang_store::account::Granted {
                account: Id::at(now, 1),
                role: *role,
                at: now,
                by: "安全管理员".to_owned(),
            };
            roles.iter().map(grant).collect::<Vec<_>>()
        };
        let colleague = |active, roles: &[OfficeRole], locked_until| Colleague {
            account: person(active),
            granted: granted(roles),
            locked_until,
        };
        let page = |colleague, rights| PersonPage::with(shell.clone(), "xj".to_owned(), colleague, rights);
        let business = [OfficeRole::Officer, OfficeRole::Head];
        vec![
            page(colleague(true, &business, Some(now)), (true, false, false)),
            page(colleague(false, &[], None), (false, true, false)),
            page(colleague(true, &[OfficeRole::Audit], None), (false, true, true)),
            PersonPage {
                first: Some("Kx-0123".to_owned()),
                ..page(colleague(true, &[], None), (true, false, false))
            },
        ]
    }
}

crate::page!(PeoplePage);
crate::page!(PersonPage);
