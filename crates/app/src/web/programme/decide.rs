//! Buttons of a programme's page: hand in, send back, publish, correct, extend, give up.

use axum::extract::{FromRequest, FromRequestParts as _, Path, Request};
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use serde::Deserialize;

use super::{Answer, Failure, Visitor, base, named};
use crate::actions::Ctx;
use crate::actions::programme::{self as act, Amendment};
use crate::state::App;
use crate::web::form::Form;
use crate::web::page::see_other;

/// What the buttons post: the version that was shown, and the words that go with a decision.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Words {
    version: i64,
    reason: String,
    notice: String,
    kind: String,
}

/// A button that somebody pressed on the page of a programme.
pub struct Decision {
    app: App,
    ctx: Ctx,
    association: String,
    id: Id,
    words: Words,
}

impl FromRequest<App> for Decision {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let Ok(visitor) = Visitor::from_request_parts(&mut parts, app).await;
        let place = Path::<(String, String)>::from_request_parts(&mut parts, app).await;
        let Path((association, id)) = place.map_err(|_| Refusal::new("not-found"))?;
        let Form(words) = Form::from_request(Request::from_parts(parts, body), app).await?;
        Ok(Decision { app: app.clone(), ctx: visitor.ctx(), id: named(&id)?, association, words })
    }
}

impl Decision {
    /// Back to the page of the programme.
    fn done(&self, place: &str) -> Answer {
        Ok(see_other(&format!("{}{place}", base(&self.association, self.id))))
    }
}

pub async fn hand_in(d: Decision) -> Answer {
    act::hand_in(&d.app, &d.ctx, &d.association, d.id, d.words.version).await?;
    d.done("")
}

pub async fn send_back(d: Decision) -> Answer {
    let reason = d.words.reason.clone();
    act::send_back(&d.app, &d.ctx, &d.association, d.id, d.words.version, reason).await?;
    d.done("")
}

pub async fn publish(d: Decision) -> Answer {
    act::publish(&d.app, &d.ctx, &d.association, d.id, d.words.version).await?;
    d.done("")
}

pub async fn revise(d: Decision) -> Answer {
    let Words { version, reason, notice, kind } = &d.words;
    let amendment = Amendment::of(kind).ok_or_else(|| Refusal::new("bad-form").with("detail", "kind"))?;
    let (reason, notice) = (reason.clone(), notice.clone());
    act::revise(&d.app, &d.ctx, &d.association, d.id, *version, amendment, reason, notice).await?;
    d.done(if amendment == Amendment::Extension { "#part-deadline" } else { "" })
}

pub async fn abandon(d: Decision) -> Answer {
    act::abandon(&d.app, &d.ctx, &d.association, d.id, d.words.version).await?;
    d.done("")
}
