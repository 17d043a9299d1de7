//! The organisations and offices a person deals with, to choose from, and invitations that wait for an answer.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::policy::MemberRole;
use kexiang_core::time;
use kexiang_store::organisation::request;
use serde::Deserialize;

use super::super::form::Form;
use super::super::layout::Shell;
use super::super::page::{self, Page, see_other};
use super::super::room::Room;
use super::super::{Answer, Failure, Visitor};
use super::show::flash;
use crate::actions::organisation;
use crate::locale::Locale;
use crate::state::App;

pub fn room() -> Room {
    Room::new().get("/organisation", choose).post("/invitations/{association}/{invitation}", answer)
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

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    done: String,
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

crate::page!(PlacesPage);
