//! One person of an office: roles, whether the account is open, first passwords.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, OfficeRole, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use serde::Deserialize;

use super::super::form::Form;
use super::super::layout::Shell;
use super::super::page::{self, Page, see_other};
use super::super::room::Room;
use super::super::{Answer, Visitor};
use crate::actions::office::{self, Colleague};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/people/{id}", show)
        .post("/office/{association}/people/{id}/grant", grant)
        .post("/office/{association}/people/{id}/revocation", revoke)
        .post("/office/{association}/people/{id}/disabling", disable)
        .post("/office/{association}/people/{id}/enabling", enable)
        .post("/office/{association}/people/{id}/unlocking", unlock)
        .post("/office/{association}/people/{id}/factor-removal", clear_factor)
        .post("/office/{association}/people/{id}/password", issue_password)
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
    page::show(&PersonPage::of(&app, &visitor, association, colleague).with_password(first))
}

/// Back to the person's page.
fn back((association, id): &(String, Id)) -> Answer {
    Ok(see_other(&format!("/office/{association}/people/{id}")))
}

impl PersonPage {
    pub fn of(app: &App, visitor: &Visitor, association: String, colleague: Colleague) -> Self {
        let scope = Scope::Association(&association);
        let (makes, grants) = [Action::AccountManage, Action::RoleGrant]
            .map(|action| may(&visitor.actor, action, &scope).is_ok())
            .into();
        let shell = Shell::within(app, visitor, &association);
        let is_self = visitor.actor.account == Some(colleague.account.id);
        Self::with(shell, association, colleague, (makes, grants, is_self))
    }

    /// With a first password, shown once.
    pub fn with_password(self, first: String) -> Self {
        PersonPage { first: Some(first), ..self }
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
            page(colleague(true, &[], None), (true, false, false)).with_password("Kx-0123".to_owned()),
        ]
    }
}

crate::page!(PersonPage);
