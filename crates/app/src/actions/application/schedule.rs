//! What the clock does: correction windows that end, reminders before deadlines (T-7, T-3, T-1).

use jiff::{SignedDuration, Timestamp};
use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::Command;
use kexiang_store::job::{self, NewJob};
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{desk, programme, setting};
use serde_json::json;

use super::{CaseFile, announce, give};
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// Days before a deadline on which those who have not submitted are reminded.
const DAYS: [i64; 3] = [7, 3, 1];

/// The correction window has passed and nothing came (逾期视为放弃). One that was corrected, or got more time, stays.
///
/// # Errors
/// Those of the database.
pub async fn lapse(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    match give(app, ctx, association, id, Command::LapseCorrection).await {
        Ok(_) | Err(Failure::Refused(_)) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// Reminds of a correction window that ends within a day.
///
/// # Errors
/// Those of the database.
pub async fn remind_of_correction(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    remind(app, ctx, association, id, "correction-ends", |state| {
        matches!(state, State::Returned | State::TargetReturned)
    })
    .await
}

/// Reminds everybody of a call who has not submitted yet.
///
/// # Errors
/// Those of the database.
pub async fn remind_of_deadline(app: &App, ctx: &Ctx, association: &str, call: Id) -> Result<(), Failure> {
    let owned = association.to_owned();
    let open = app.store.read(move |tx| desk::never_submitted(tx, &owned, call)).await?;
    for id in open {
        remind(app, ctx, association, id, "deadline-near", |state| {
            matches!(state, State::Draft | State::AwaitingUnit | State::AwaitingRecommendation)
        })
        .await?;
    }
    Ok(())
}

async fn remind(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    kind: &'static str,
    concerns: fn(State) -> bool,
) -> Result<(), Failure> {
    let (held, ctx, association) = (app.clone(), ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let case = CaseFile::load(tx, &held.programmes, &association, id, false)?;
            if !concerns(case.state()) {
                return Ok(());
            }
            let own = case.application.organisation;
            let messages = announce::tell(tx, &held, &ctx, &case, kind, own, &announce::EDITORS)?;
            let entry = ctx.entry(&association, "application.remind", Subject::new("application", id));
            Ok(record(tx, Entry { after: Some(json!({ "kind": kind })), messages, ..entry })?)
        })
        .await
}

/// Plans the reminders whose day has come, each once per deadline: an extension is a new deadline.
///
/// # Errors
/// Those of the database.
pub async fn plan_reminders(app: &App, now: Timestamp) -> Result<(), Failure> {
    for association in app.associations().iter() {
        let code = association.code.clone();
        app.store
            .write(move |tx| {
                for call in programme::calls(tx, &code)? {
                    let Some(days) = due_reminder(call.closes_at, now) else { continue };
                    let name = format!("reminded/{code}/{}/{}/{days}", call.id, call.closes_at);
                    if setting::get(tx, &name)?.is_some() {
                        continue;
                    }
                    setting::set(tx, &name, "planned", now)?;
                    let payload = json!({ "call": call.id.to_string(), "days": days });
                    let planned = NewJob::new(&code, chance::id(now), "call.remind", payload, now);
                    job::enqueue(tx, &planned.once(name))?;
                }
                Ok::<_, Failure>(())
            })
            .await?;
    }
    Ok(())
}

/// Which reminder is due now: the nearest one whose day has come; none after the deadline.
fn due_reminder(closes: Timestamp, now: Timestamp) -> Option<i64> {
    let begun =
        |days: &i64| closes.checked_sub(SignedDuration::from_hours(24 * days)).is_ok_and(|at| at <= now);
    if closes <= now { None } else { DAYS.into_iter().rev().find(begun) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_are_due_on_their_days_and_never_after_the_deadline() {
        let closes: Timestamp = "2026-03-31T17:00:00+08:00".parse().expect("an instant");
        let at = |text: &str| due_reminder(closes, text.parse().expect("an instant"));
        assert_eq!(at("2026-03-24T16:59:59+08:00"), None);
        assert_eq!(at("2026-03-24T17:00:00+08:00"), Some(7));
        assert_eq!(at("2026-03-28T17:00:00+08:00"), Some(3));
        assert_eq!(at("2026-03-30T17:00:00+08:00"), Some(1));
        assert_eq!(at("2026-03-31T17:00:00+08:00"), None);
    }
}
