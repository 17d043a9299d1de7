//! From the draft to the submitted application.

use jiff::Timestamp;

use super::{Dossier, Due, Event, given};
use crate::application::State;
use crate::programme::SubmissionActor;
use crate::refusal::Refusal;

pub(super) fn hand_in(dossier: &Dossier, now: Timestamp) -> Result<Event, Refusal> {
    is_open(dossier, now)?;
    in_time(&dossier.due, now)?;
    complete(dossier)?;
    Ok(Event::to(dossier, State::AwaitingUnit))
}

/// The administrator signs off: the application is submitted, or goes to the recommending association first (N02).
pub(super) fn sign_off(dossier: &Dossier, now: Timestamp) -> Result<Event, Refusal> {
    is_open(dossier, now)?;
    let handed_in = dossier.state == State::AwaitingUnit;
    if !(handed_in && dossier.counts == SubmissionActor::Applicant) {
        in_time(&dossier.due, now)?;
    }
    complete(dossier)?;
    if dossier.needs_recommendation {
        return Ok(Event::to(dossier, State::AwaitingRecommendation));
    }
    Ok(submitted(dossier))
}

pub(super) fn recommend(dossier: &Dossier, now: Timestamp) -> Result<Event, Refusal> {
    match (&dossier.recommendation_due, dossier.counts) {
        (Some(due), _) => in_time(due, now)?,
        (None, SubmissionActor::Recommender) => in_time(&dossier.due, now)?,
        (None, _) => {}
    }
    complete(dossier)?;
    Ok(submitted(dossier))
}

pub(super) fn back_to_draft(dossier: &Dossier, reason: &str) -> Result<Event, Refusal> {
    given(reason)?;
    Ok(Event::to(dossier, State::Draft))
}

/// The application stays where it is; its content is another one, so that a print of the one before is void.
pub(super) fn supplement(dossier: &Dossier, now: Timestamp) -> Result<Event, Refusal> {
    match dossier.files_due {
        None => Err(Refusal::new("not-editable").with("state", dossier.state.code())),
        Some(due) if now > due => {
            let refusal = Refusal::new("files-too-late").by_any(dossier.due.clause.as_ref());
            Err(refusal.with("until", crate::time::exact(due)))
        }
        Some(_) => Ok(Event { voids_print: true, ..Event::to(dossier, State::Submitted) }),
    }
}

/// Only before the deadline: afterwards the office has begun its work.
pub(super) fn withdraw(dossier: &Dossier, now: Timestamp) -> Result<Event, Refusal> {
    if !dossier.withdrawal {
        return Err(Refusal::new("withdrawal-not-offered"));
    }
    if now > dossier.due.at {
        return Err(Refusal::new("withdrawal-too-late").by_any(dossier.due.clause.as_ref()));
    }
    let releases = dossier.state == State::Submitted;
    Ok(Event { releases, voids_print: true, ..Event::to(dossier, State::Withdrawn) })
}

pub(super) fn reopen(dossier: &Dossier, now: Timestamp) -> Result<Event, Refusal> {
    in_time(&dossier.due, now)?;
    Ok(Event::to(dossier, State::Draft))
}

fn submitted(dossier: &Dossier) -> Event {
    Event { submits: true, ..Event::to(dossier, State::Submitted) }
}

fn is_open(dossier: &Dossier, now: Timestamp) -> Result<(), Refusal> {
    if now < dossier.opens_at {
        let opens = crate::time::short(dossier.opens_at);
        return Err(Refusal::new("not-open-yet").with("opens", opens));
    }
    Ok(())
}

/// Late is refused with the clause (L11, N13, G13).
fn in_time(due: &Due, now: Timestamp) -> Result<(), Refusal> {
    if due.is_met(now) {
        return Ok(());
    }
    let refusal = Refusal::new("too-late").by_any(due.clause.as_ref());
    Err(refusal.with("deadline", crate::time::exact(due.at)).with("received", crate::time::exact(now)))
}

fn complete(dossier: &Dossier) -> Result<(), Refusal> {
    if let Some(bar) = &dossier.bar {
        return Err(bar.clone());
    }
    if dossier.gaps > 0 {
        return Err(Refusal::new("incomplete").with("count", dossier.gaps));
    }
    Ok(())
}
