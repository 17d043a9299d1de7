//! The people of an organisation: added, invited and given roles, by the office and by the organisation's administrator, each
//! on the page they work on.

use std::future::Future;

use axum::extract::{Path, State};
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use serde::Deserialize;

use super::super::error::status;
use super::super::form::{Form, Shown};
use super::super::page::{self, Page, see_other};
use super::super::room::Room;
use super::super::{Answer, Failure, Visitor};
use super::parts::PersonView;
use crate::actions::Ctx;
use crate::actions::organisation::{self, NewMember};
use crate::state::App;

/// An association and an organisation of its ledger.
pub type At = (String, Id);

/// A page of one organisation with its people.
pub trait PeoplePage: Page + Sized + Send + Sync + 'static {
    /// Lets in those who keep the people from this page.
    fn may(ctx: &Ctx, at: &At) -> Result<(), Failure>;

    /// The page as it now is.
    fn load(app: &App, visitor: &Visitor, at: &At) -> impl Future<Output = Result<Self, Failure>> + Send;

    /// Its address.
    fn address(at: &At) -> String;

    /// The people on it.
    fn people(&self) -> &[PersonView];

    /// Shows a first password with its login, once.
    fn tell(&mut self, first: (String, String));

    /// Shows the form for a person again with what is wrong.
    fn member(&mut self, form: Shown, wrong: &Refusal);
}

/// Routes of a page: people, invitation, grant, revocation, password.
pub fn room<P: PeoplePage>([people, invitation, granting, revocation, password]: [&'static str; 5]) -> Room {
    Room::new()
        .post(people, add::<P>)
        .post(invitation, invite::<P>)
        .post(granting, grant::<P>)
        .post(revocation, revoke::<P>)
        .post(password, issue_password::<P>)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PersonForm {
    login: String,
    name: String,
    email: String,
    phone: String,
    role: String,
    person: String,
    invitation: String,
}

impl PersonForm {
    fn member(&self) -> NewMember {
        let PersonForm { login, name, email, phone, role, .. } = self;
        let (login, name, email) = (login.clone(), name.clone(), email.clone());
        NewMember { login, name, email, phone: phone.clone(), role: role.clone() }
    }

    fn shown(&self) -> Shown {
        let PersonForm { login, name, email, phone, role, .. } = self;
        Shown::with(&[("login", login), ("name", name), ("email", email), ("phone", phone), ("role", role)])
            .placed("person-")
    }

    fn person(&self) -> Result<Id, Refusal> {
        id(&self.person)
    }
}

/// An identity out of a form.
pub fn id(text: &str) -> Result<Id, Refusal> {
    text.parse().map_err(|_| Refusal::new("not-found"))
}

fn back<P: PeoplePage>(at: &At, done: &str) -> Answer {
    Ok(see_other(&format!("{}?done={done}", P::address(at))))
}

/// What belongs beside a field is shown there with what was typed.
async fn again<P: PeoplePage>(
    (app, visitor, at): (&App, &Visitor, &At),
    form: &PersonForm,
    failure: Failure,
) -> Answer {
    match failure {
        Failure::Refused(refusal) if refusal.at.is_some() => {
            let mut page = P::load(app, visitor, at).await?;
            page.member(form.shown(), &refusal);
            page::show_as(status(&refusal), &page)
        }
        failure => Err(failure),
    }
}

/// The first password is shown on the page that answers, and nowhere else.
async fn add<P: PeoplePage>(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(form): Form<PersonForm>,
) -> Answer {
    P::may(&visitor.ctx(), &at)?;
    match organisation::add_person(&app, &visitor.ctx(), &at.0, at.1, &form.member()).await {
        Ok((_, first)) => {
            let mut page = P::load(&app, &visitor, &at).await?;
            page.tell((form.login.trim().to_lowercase(), first));
            page::show(&page)
        }
        Err(failure) => again::<P>((&app, &visitor, &at), &form, failure).await,
    }
}

async fn invite<P: PeoplePage>(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(form): Form<PersonForm>,
) -> Answer {
    P::may(&visitor.ctx(), &at)?;
    match organisation::invite(&app, &visitor.ctx(), &at.0, at.1, &form.login, &form.role).await {
        Ok(_) => back::<P>(&at, "invited"),
        Err(failure) => again::<P>((&app, &visitor, &at), &form, failure).await,
    }
}

async fn grant<P: PeoplePage>(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(form): Form<PersonForm>,
) -> Answer {
    P::may(&visitor.ctx(), &at)?;
    organisation::grant(&app, &visitor.ctx(), &at.0, at.1, form.person()?, &form.role).await?;
    back::<P>(&at, "person")
}

async fn revoke<P: PeoplePage>(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(form): Form<PersonForm>,
) -> Answer {
    P::may(&visitor.ctx(), &at)?;
    if form.invitation.is_empty() {
        organisation::revoke(&app, &visitor.ctx(), &at.0, at.1, form.person()?, &form.role).await?;
    } else {
        organisation::take_back(&app, &visitor.ctx(), &at.0, at.1, id(&form.invitation)?).await?;
    }
    back::<P>(&at, "person")
}

async fn issue_password<P: PeoplePage>(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(form): Form<PersonForm>,
) -> Answer {
    P::may(&visitor.ctx(), &at)?;
    let first = organisation::issue_password(&app, &visitor.ctx(), &at.0, at.1, form.person()?).await?;
    let mut page = P::load(&app, &visitor, &at).await?;
    let login = page.people().iter().find(|p| p.id.to_string() == form.person).map(|p| p.login.clone());
    page.tell((login.unwrap_or_default(), first));
    page::show(&page)
}
