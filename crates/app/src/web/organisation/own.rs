//! The organisation's own page: contact data, what needs the office's confirmation, people, and what the office holds
//! about it.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, MemberRole, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use serde::Deserialize;

use super::super::form::{Form, Shown};
use super::super::layout::Shell;
use super::super::page::{self, Page, see_other};
use super::super::room::Room;
use super::super::{Answer, Failure, Visitor};
use super::form::values;
use super::parts::{self, BarView, EffectView, InvitationView, Pair, PersonView, RequestView, YearView};
use super::people::{self, At, PeoplePage};
use super::show::flash;
use crate::actions::Ctx;
use crate::actions::organisation::filled::Filled;
use crate::actions::organisation::{self, Contact, Dossier, NotFilled};
use crate::locale::Locale;
use crate::state::App;

pub fn room() -> Room {
    Room::new()
        .get("/organisation/{association}/{id}", show)
        .post("/organisation/{association}/{id}/contact", set_contact)
        .post("/organisation/{association}/{id}/requests", ask)
        .post("/organisation/{association}/{id}/requests/{request}/withdrawal", withdraw)
        .with(people::room::<OwnOrganisationPage>([
            "/organisation/{association}/{id}/people",
            "/organisation/{association}/{id}/people/invitation",
            "/organisation/{association}/{id}/people/grant",
            "/organisation/{association}/{id}/people/revocation",
            "/organisation/{association}/{id}/people/password",
        ]))
}

/// One's own organisation.
#[derive(Template)]
#[template(path = "organisation/own.html")]
pub struct OwnOrganisationPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    name: String,
    class: String,
    association_name: String,
    /// Whether the person is its administrator.
    edits: bool,
    active: bool,
    barred: bool,
    several: bool,
    version: i64,
    identity: Vec<Pair>,
    contact: Vec<Pair>,
    form: Shown,
    ask: Shown,
    asks: bool,
    requests: Vec<RequestView>,
    people: Vec<PersonView>,
    invitations: Vec<InvitationView>,
    first: Option<(String, String)>,
    member: Shown,
    years: Vec<YearView>,
    bars: Vec<BarView>,
    effects: Vec<EffectView>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ContactForm {
    address: String,
    contact: String,
    phone: String,
    email: String,
    version: i64,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Query(done): Query<Done>,
) -> Answer {
    let mut page = OwnOrganisationPage::load(&app, &visitor, &at).await?;
    page.shell.flash = flash(visitor.l, &done.done);
    page::show(&page)
}

fn back(at: &At, done: &str) -> Answer {
    Ok(see_other(&format!("{}?done={done}", OwnOrganisationPage::address(at))))
}

async fn again(
    (app, visitor, at): (&App, &Visitor, &At),
    outcome: Result<(), NotFilled>,
    done: &str,
    put: impl FnOnce(&mut OwnOrganisationPage, &[Refusal]),
) -> Answer {
    let wrong = match outcome {
        Ok(()) => return back(at, done),
        Err(NotFilled::Failed(Failure::Refused(refusal))) if refusal.at.is_some() => vec![refusal],
        Err(NotFilled::Failed(failure)) => return Err(failure),
        Err(NotFilled::Wrong(wrong)) => wrong,
    };
    let mut page = OwnOrganisationPage::load(app, visitor, at).await?;
    put(&mut page, &wrong);
    let status =
        wrong.first().map_or(axum::http::StatusCode::UNPROCESSABLE_ENTITY, super::super::error::status);
    page::show_as(status, &page)
}

fn refused(l: &Locale, form: Shown, wrong: &[Refusal]) -> Shown {
    wrong.iter().fold(form, |form, refusal| form.refused(l, refusal))
}

async fn set_contact(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(form): Form<ContactForm>,
) -> Answer {
    let ContactForm { address, contact, phone, email, version } = form;
    let contact = Contact { address, contact, phone, email, version };
    let outcome = organisation::set_contact(&app, &visitor.ctx(), &at.0, at.1, &contact).await;
    again((&app, &visitor, &at), outcome, "changed", |page, wrong| {
        let Contact { address, contact, phone, email, .. } = &contact;
        let typed =
            Shown::with(&[("address", address), ("contact", contact), ("phone", phone), ("email", email)]);
        page.form = refused(page.l, typed, wrong);
    })
    .await
}

async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(filled): Form<Filled>,
) -> Answer {
    let outcome = organisation::ask(&app, &visitor.ctx(), &at.0, at.1, &filled).await.map(|_| ());
    again((&app, &visitor, &at), outcome, "asked", |page, wrong| {
        page.asks = true;
        page.ask = refused(page.l, values(&filled).placed("ask-"), wrong);
    })
    .await
}

async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, request)): Path<(String, Id, Id)>,
) -> Answer {
    organisation::withdraw(&app, &visitor.ctx(), &association, id, request).await?;
    back(&(association, id), "changed")
}

impl PeoplePage for OwnOrganisationPage {
    fn may(ctx: &Ctx, (association, id): &At) -> Result<(), Failure> {
        organisation::may_keep(ctx, association, *id)
    }

    async fn load(app: &App, visitor: &Visitor, (association, id): &At) -> Result<Self, Failure> {
        let dossier = organisation::show_own(app, &visitor.ctx(), association, *id).await?;
        let scope = Scope::Organisation(association, *id);
        let edits = may(&visitor.actor, Action::OrganisationPeople, &scope).is_ok();
        let shell = Shell::within(app, visitor, association);
        let mut page = Self::of(shell, association, &dossier, edits, visitor.actor.account);
        let memberships = visitor.actor.memberships.iter();
        page.several = memberships.map(|m| (&m.association, m.organisation)).any(|m| m != (association, *id))
            || !visitor.actor.offices.is_empty();
        Ok(page)
    }

    fn address((association, id): &At) -> String {
        format!("/organisation/{association}/{id}")
    }

    fn people(&self) -> &[PersonView] {
        &self.people
    }

    fn tell(&mut self, first: (String, String)) {
        self.first = Some(first);
    }

    fn member(&mut self, form: Shown, wrong: &Refusal) {
        self.member = form.refused(self.l, wrong);
    }
}

impl OwnOrganisationPage {
    fn of(shell: Shell, association: &str, d: &Dossier, edits: bool, me: Option<Id>) -> Self {
        let (l, o) = (shell.l, &d.organisation);
        let today = time::beijing_date(shell.now);
        let bars = parts::bars(l, d, today);
        let filled = Filled::of(o);
        let requests = parts::requests(l, d);
        OwnOrganisationPage {
            base: format!("/organisation/{association}/{}", o.id),
            name: o.name.clone(),
            class: l.word("class", o.class.code()),
            association_name: shell.name().to_owned(),
            edits,
            active: o.active,
            barred: bars.iter().any(|b| b.runs),
            several: false,
            version: o.version,
            identity: parts::identity(l, o, edits),
            contact: parts::contact(l, o),
            form: values(&filled),
            ask: values(&Filled { bank_again: String::new(), ..filled }).placed("ask-"),
            asks: false,
            people: parts::people(&d.people, me),
            invitations: parts::invitations(d),
            first: None,
            member: Shown::default().placed("person-"),
            years: parts::years(l, d, today.year()),
            bars,
            effects: parts::effects(l, association, &d.effects),
            requests,
            l,
            shell,
        }
    }

    fn roles(&self) -> [MemberRole; 3] {
        MemberRole::ALL
    }

    fn waiting(&self) -> usize {
        self.requests.iter().filter(|r| r.waiting).count()
    }
}

impl Page for OwnOrganisationPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let o = super::sample_organisation("新疆能源研究会");
        let dossier = Dossier {
            organisation: o,
            facts: Vec::new(),
            entries: Vec::new(),
            closed: Vec::new(),
            bars: Vec::new(),
            closures: Vec::new(),
            requests: Vec::new(),
            people: Vec::new(),
            invitations: Vec::new(),
            applications: Vec::new(),
            history: Vec::new(),
            likely: Vec::new(),
            effects: Vec::new(),
        };
        let page = |edits| OwnOrganisationPage::of(Shell::sample(l), "xj", &dossier, edits, None);
        let mut wrong = page(true);
        wrong.ask = wrong.ask.clone().refused(l, &Refusal::new("bank-differs").at("bank_again"));
        (wrong.asks, wrong.several) = (true, true);
        wrong.first = Some(("lijuan".to_owned(), "Kx-0123".to_owned()));
        vec![page(true), page(false), wrong]
    }
}

crate::page!(OwnOrganisationPage);
