//! What an applicant may ask for: an appeal against a refusal, names to avoid in the review.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::id::Id;
use kexiang_core::publicity::ObjectionState;
use kexiang_core::time;
use serde::Deserialize;

use super::objection::public_reply;
use crate::actions::{panel, publicity};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::{Form, Shown};
use crate::web::layout::Shell;
use crate::web::page::{self, see_other};
use crate::web::{Answer, Failure, Visitor};

type At = Path<(String, Id)>;

/// The applicant's appeal.
#[derive(Template)]
#[template(path = "publicity/appeal.html")]
pub struct AppealPage {
    pub(super) l: &'static Locale,
    pub(super) shell: Shell,
    pub(super) base: String,
    pub(super) title: String,
    pub(super) state: &'static str,
    pub(super) until: String,
    pub(super) made: Option<(String, ObjectionState, String)>,
    pub(super) form: Shown,
    pub(super) facts: String,
}

/// Names the applicant asks to avoid.
#[derive(Template)]
#[template(path = "publicity/avoidance.html")]
pub struct AvoidancePage {
    pub(super) l: &'static Locale,
    pub(super) shell: Shell,
    pub(super) base: String,
    pub(super) title: String,
    pub(super) names: Vec<(String, String)>,
    pub(super) form: Shown,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Facts {
    pub(super) facts: String,
    pub(super) name: String,
    pub(super) reason: String,
}

pub(super) async fn page_of(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    page::show(&AppealPage::load(&app, &visitor, &association, id).await?)
}

pub(super) async fn appeal(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(form): Form<Facts>,
) -> Answer {
    match publicity::appeal(&app, &visitor.ctx(), &association, id, &form.facts).await {
        Ok(_) => Ok(see_other(&format!("/associations/{association}/applications/{id}/appeal"))),
        Err(Failure::Refused(refusal)) if !matches!(refusal.code.as_str(), "not-found" | "not-permitted") => {
            let mut page = AppealPage::load(&app, &visitor, &association, id).await?;
            page.form = Shown::default().refused(visitor.l, &refusal);
            page.facts = form.facts;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn avoidance(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
) -> Answer {
    page::show(&AvoidancePage::load(&app, &visitor, &association, id).await?)
}

pub(super) async fn avoid(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(form): Form<Facts>,
) -> Answer {
    let said = (form.name.as_str(), form.reason.as_str());
    match panel::ask_to_avoid(&app, &visitor.ctx(), &association, id, said).await {
        Ok(()) => Ok(see_other(&format!("/associations/{association}/applications/{id}/avoidance"))),
        Err(Failure::Refused(refusal)) if refusal.code.starts_with("avoid-") => {
            let mut page = AvoidancePage::load(&app, &visitor, &association, id).await?;
            let values = [("name", form.name.as_str()), ("reason", &form.reason)];
            page.form = Shown::with(&values).refused(visitor.l, &refusal);
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl AppealPage {
    async fn load(app: &App, visitor: &Visitor, association: &str, id: Id) -> Result<Self, Failure> {
        let (case, until, made) = publicity::appealable(app, &visitor.ctx(), association, id).await?;
        Ok(AppealPage {
            l: visitor.l,
            base: format!("/associations/{association}/applications/{id}"),
            title: case.application.title.clone(),
            state: case.application.state.code(),
            until: until.map(time::long_date_with_weekday).unwrap_or_default(),
            made: made.map(|o| (o.number.clone(), o.state, public_reply(&o))),
            form: Shown::default(),
            facts: String::new(),
            shell: Shell::within(app, visitor, association),
        })
    }
}

impl AvoidancePage {
    async fn load(app: &App, visitor: &Visitor, association: &str, id: Id) -> Result<Self, Failure> {
        let (case, names) = panel::avoided(app, &visitor.ctx(), association, id).await?;
        Ok(AvoidancePage {
            l: visitor.l,
            base: format!("/associations/{association}/applications/{id}"),
            title: case.application.title.clone(),
            names,
            form: Shown::default(),
            shell: Shell::within(app, visitor, association),
        })
    }
}
