//! "My applications": those of one's organisations, and those that wait for one's recommendation.

use kexiang_core::application::State;
use kexiang_core::policy::MemberRole;
use kexiang_core::refusal::Refusal;
use kexiang_store::application::{self, Application};

use super::super::{Ctx, Failure};
use crate::state::App;

/// The applications of a person, across associations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Of the organisations one works for.
    pub own: Vec<Application>,
    /// Waiting for the recommendation of an association one works for.
    pub to_recommend: Vec<Application>,
}

/// What one is at work on.
///
/// # Errors
/// `not-signed-in`.
pub async fn own(app: &App, ctx: &Ctx) -> Result<Own, Failure> {
    if ctx.actor.account.is_none() {
        return Err(Refusal::new("not-signed-in").into());
    }
    let memberships = ctx.actor.memberships.clone();
    app.store
        .read(move |tx| {
            let (mut found, mut seen) = (Own::default(), Vec::new());
            for m in &memberships {
                if m.role == MemberRole::Recommender {
                    let asked = application::awaiting_recommendation(tx, &m.association, m.organisation)?;
                    found.to_recommend.extend(asked);
                } else if !seen.contains(&(&m.association, m.organisation)) {
                    seen.push((&m.association, m.organisation));
                    found.own.extend(application::of_organisation(tx, &m.association, m.organisation)?);
                }
            }
            found.to_recommend.retain(|a| a.state == State::AwaitingRecommendation);
            Ok(found)
        })
        .await
}
