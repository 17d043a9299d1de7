//! Buttons of a programme's page: hand in, send back, publish, correct, extend, give up.

use axum::extract::{Path, State};
use kexiang_core::refusal::Refusal;
use serde::Deserialize;

use super::{Answer, Visitor, base, named};
use crate::actions::programme::{self as act, Amendment};
use crate::state::App;
use crate::web::form::Form;
use crate::web::page::see_other;

/// What the buttons post: the version that was shown, and the words that go with a decision.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Decision {
    version: i64,
    reason: String,
    notice: String,
    kind: String,
}

type Place = Path<(String, String)>;

pub async fn hand_in(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Place,
    Form(form): Form<Decision>,
) -> Answer {
    let id = named(&id)?;
    act::hand_in(&app, &visitor.ctx(), &association, id, form.version).await?;
    Ok(see_other(&base(&association, id)))
}

pub async fn send_back(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Place,
    Form(form): Form<Decision>,
) -> Answer {
    let id = named(&id)?;
    act::send_back(&app, &visitor.ctx(), &association, id, form.version, form.reason).await?;
    Ok(see_other(&base(&association, id)))
}

pub async fn publish(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Place,
    Form(form): Form<Decision>,
) -> Answer {
    let id = named(&id)?;
    act::publish(&app, &visitor.ctx(), &association, id, form.version).await?;
    Ok(see_other(&base(&association, id)))
}

pub async fn revise(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Place,
    Form(form): Form<Decision>,
) -> Answer {
    let id = named(&id)?;
    let amendment =
        Amendment::of(&form.kind).ok_or_else(|| Refusal::new("bad-form").with("detail", "kind"))?;
    let ctx = visitor.ctx();
    act::revise(&app, &ctx, &association, id, form.version, amendment, form.reason, form.notice).await?;
    let onward = if amendment == Amendment::Extension { "#part-deadline" } else { "" };
    Ok(see_other(&format!("{}{onward}", base(&association, id))))
}

pub async fn abandon(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Place,
    Form(form): Form<Decision>,
) -> Answer {
    let id = named(&id)?;
    act::abandon(&app, &visitor.ctx(), &association, id, form.version).await?;
    Ok(see_other(&base(&association, id)))
}
