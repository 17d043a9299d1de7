//! The organisation's own page: contact data, what needs the office's confirmation, people, and what the office holds
//! about it. Somebody who deals with several organisations or associations chooses here.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, MemberRole, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::organisation::request;
use serde::Deserialize;

use super::super::form::{Form, Shown};
use super::super::layout::Shell;
use super::super::page::{self, Page, see_other};
use super::super::room::Room;
use super::super::{Answer, Failure, Visitor};
use super::form::values;
use super::parts::{self, BarView, EffectView, InvitationView, Pair, PersonView, RequestView, YearView};
use super::show::{PersonForm, flash, id};
use crate::actions::organisation::filled::Filled;
use crate::actions::organisation::{self, Contact, Dossier, NotFilled};
use crate::locale::Locale;
use crate::state::App;

pub fn room() -> Room {
    Room::new()
        .get("/organisation", choose)
        .get("/organisation/{association}/{id}", show)
        .post("/organisation/{association}/{id}/contact", set_contact)
        .post("/organisation/{association}/{id}/requests", ask)
        .post("/organisation/{association}/{id}/requests/{request}/withdrawal", withdraw)
        .post("/organisation/{association}/{id}/people", add_person)
        .post("/organisation/{association}/{id}/people/invitation", invite)
        .post("/organisation/{association}/{id}/people/grant", grant)
        .post("/organisation/{association}/{id}/people/revocation", revoke)
        .post("/organisation/{association}/{id}/people/password", issue_password)
        .post("/invitations/{association}/{invitation}", answer)
}

/// All the places a person deals with, and invitations that wait for an answer.
#[derive(Template)]
#[template(path = "organisation/choose.html")]
pub struct PlacesPage {
    l: &'static Locale,
    shell: Shell,
    places: Vec<Place>,
    invitations: Vec<Invited>,
}

/// An organisation or an office a person deals with.
pub struct Place {
    association: String,
    name: String,
    roles: String,
    href: String,
    emblem: String,
}

/// An invitation to oneself.
pub struct Invited {
    id: Id,
    association: String,
    association_name: String,
    organisation: String,
    role: MemberRole,
    at: String,
    by: String,
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

type At = Path<(String, Id)>;

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

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Verdict {
    verdict: String,
}

async fn choose(State(app): State<App>, visitor: Visitor, Query(done): Query<Done>) -> Answer {
    let account = visitor.ctx().account()?;
    let memberships = visitor.actor.memberships.clone();
    let (organisations, invited) = app
        .store
        .read(move |tx| {
            let mut found = Vec::new();
            for m in &memberships {
                found.push((m.clone(), organisation::name_of(tx, m)?));
            }
            Ok::<_, Failure>((found, request::invitations_of(tx, account)?))
        })
        .await?;
    let l = visitor.l;
    let association_name = |code: &str| app.association(code).map_or_else(|| code.to_owned(), |a| a.name);
    let mut places: Vec<Place> = Vec::new();
    for (m, name) in organisations {
        let href = format!("/organisation/{}/{}", m.association, m.organisation);
        let role = l.word("member-role", m.role.code());
        match places.iter_mut().find(|p| p.href == href) {
            Some(known) => known.roles = format!("{}、{role}", known.roles),
            None => places.push(Place {
                association: association_name(&m.association),
                name,
                roles: role,
                href,
                emblem: format!("/associations/{}/emblem.svg", m.association),
            }),
        }
    }
    let only = (places.len() == 1 && visitor.actor.offices.is_empty()).then(|| places[0].href.clone());
    if let (Some(href), true) = (only, invited.is_empty() && done.done.is_empty()) {
        return Ok(see_other(&href));
    }
    places.extend(offices(&app, &visitor));
    let invitations = invited.into_iter().map(|i| Invited {
        id: i.id,
        association_name: association_name(&i.association),
        association: i.association,
        organisation: i.organisation_name,
        role: i.role,
        at: time::short(i.at),
        by: i.by,
    });
    let mut shell = Shell::new(&app, &visitor);
    shell.flash = flash(l, &done.done);
    page::show(&PlacesPage { l, shell, places, invitations: invitations.collect() })
}

/// The offices the person works in, one line per association.
fn offices(app: &App, visitor: &Visitor) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for office in &visitor.actor.offices {
        let role = visitor.l.word("office-role", office.role.code());
        let href = format!("/associations/{}", office.association);
        match places.iter_mut().find(|p| p.href == href) {
            Some(known) => known.roles = format!("{}、{role}", known.roles),
            None => {
                let name = app.association(&office.association).map(|a| a.name).unwrap_or_default();
                let emblem = format!("/associations/{}/emblem.svg", office.association);
                places.push(Place { association: name.clone(), name, roles: role, href, emblem });
            }
        }
    }
    places
}

async fn show(State(app): State<App>, visitor: Visitor, Path(at): At, Query(done): Query<Done>) -> Answer {
    let mut page = OwnOrganisationPage::load(&app, &visitor, &at).await?;
    page.shell.flash = flash(visitor.l, &done.done);
    page::show(&page)
}

fn back((association, id): &(String, Id), done: &str) -> Answer {
    Ok(see_other(&format!("/organisation/{association}/{id}?done={done}")))
}

async fn again(
    (app, visitor, at): (&App, &Visitor, &(String, Id)),
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
    Path(at): At,
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

async fn ask(State(app): State<App>, visitor: Visitor, Path(at): At, Form(filled): Form<Filled>) -> Answer {
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

async fn add_person(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<PersonForm>,
) -> Answer {
    organisation::may_keep(&visitor.ctx(), &at.0, at.1)?;
    match organisation::add_person(&app, &visitor.ctx(), &at.0, at.1, &form.member()).await {
        Ok((_, first)) => {
            let mut page = OwnOrganisationPage::load(&app, &visitor, &at).await?;
            page.first = Some((form.login.trim().to_lowercase(), first));
            page::show(&page)
        }
        Err(failure) => {
            again((&app, &visitor, &at), Err(failure.into()), "person", |page, wrong| {
                page.member = refused(page.l, form.shown(), wrong);
            })
            .await
        }
    }
}

async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<PersonForm>,
) -> Answer {
    organisation::may_keep(&visitor.ctx(), &at.0, at.1)?;
    let invited = organisation::invite(&app, &visitor.ctx(), &at.0, at.1, &form.login, &form.role).await;
    again((&app, &visitor, &at), invited.map(|_| ()).map_err(Into::into), "invited", |page, wrong| {
        page.member = refused(page.l, form.shown(), wrong);
    })
    .await
}

async fn grant(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<PersonForm>,
) -> Answer {
    organisation::may_keep(&visitor.ctx(), &at.0, at.1)?;
    organisation::grant(&app, &visitor.ctx(), &at.0, at.1, form.person()?, &form.role).await?;
    back(&at, "person")
}

async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<PersonForm>,
) -> Answer {
    organisation::may_keep(&visitor.ctx(), &at.0, at.1)?;
    if form.invitation.is_empty() {
        organisation::revoke(&app, &visitor.ctx(), &at.0, at.1, form.person()?, &form.role).await?;
    } else {
        organisation::take_back(&app, &visitor.ctx(), &at.0, at.1, id(&form.invitation)?).await?;
    }
    back(&at, "person")
}

async fn issue_password(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<PersonForm>,
) -> Answer {
    organisation::may_keep(&visitor.ctx(), &at.0, at.1)?;
    let first = organisation::issue_password(&app, &visitor.ctx(), &at.0, at.1, form.person()?).await?;
    let mut page = OwnOrganisationPage::load(&app, &visitor, &at).await?;
    let login = page.people.iter().find(|p| p.id.to_string() == form.person).map(|p| p.login.clone());
    page.first = Some((login.unwrap_or_default(), first));
    page::show(&page)
}

async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, invitation)): Path<(String, Id)>,
    Form(form): Form<Verdict>,
) -> Answer {
    let accept = form.verdict == "accept";
    organisation::answer(&app, &visitor.ctx(), &association, invitation, accept).await?;
    Ok(see_other("/organisation?done=answered"))
}

impl OwnOrganisationPage {
    async fn load(app: &App, visitor: &Visitor, (association, id): &(String, Id)) -> Result<Self, Failure> {
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

impl Page for PlacesPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let shell = Shell::sample(l);
        let place = |name: &str| Place {
            association: "新疆维吾尔自治区科学技术协会".to_owned(),
            name: name.to_owned(),
            roles: l.word("member-role", "administrator"),
            href: "/organisation/xj/1".to_owned(),
            emblem: "/associations/xj/emblem.svg".to_owned(),
        };
        let invited = Invited {
            id: Id::at(shell.now, 1),
            association: "xj".to_owned(),
            association_name: "新疆维吾尔自治区科学技术协会".to_owned(),
            organisation: "新疆能源研究会".to_owned(),
            role: MemberRole::Filler,
            at: "2026-03-30 09:00".to_owned(),
            by: "艾力·买买提".to_owned(),
        };
        let places = vec![place("新疆能源研究会"), place("新疆大学科学技术协会")];
        vec![
            PlacesPage { l, shell: shell.clone(), places, invitations: vec![invited] },
            PlacesPage { l, shell, places: Vec::new(), invitations: Vec::new() },
        ]
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

crate::page!(PlacesPage);
crate::page!(OwnOrganisationPage);
