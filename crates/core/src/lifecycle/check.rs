//! The formal check and the check of performance targets.

use jiff::Timestamp;

use super::{Dossier, Event, given};
use crate::application::State;
use crate::refusal::Refusal;

/// Every item is judged and every soft rule that is not met has an officer's override with a reason.
pub(super) fn pass(dossier: &Dossier) -> Result<Event, Refusal> {
    if let Some(bar) = &dossier.bar {
        return Err(bar.clone());
    }
    if dossier.files_awaited > 0 {
        return Err(Refusal::new("files-awaited").with("count", dossier.files_awaited));
    }
    if dossier.open_overrides > 0 {
        return Err(Refusal::new("override-missing").with("count", dossier.open_overrides));
    }
    if dossier.open_items > 0 {
        return Err(Refusal::new("items-open").with("count", dossier.open_items));
    }
    let to = if dossier.has_target_check { State::TargetCheck } else { State::Ready };
    Ok(Event::to(dossier, to))
}

/// Once, with all defects at once (一次性告知).
pub(super) fn send_back(dossier: &Dossier, defects: usize) -> Result<Event, Refusal> {
    if dossier.returns > 0 {
        return Err(Refusal::new("already-returned"));
    }
    has_defects(defects)?;
    Ok(Event { opens_correction: true, voids_print: true, ..Event::to(dossier, State::Returned) })
}

pub(super) fn refuse(dossier: &Dossier, reason: &str) -> Result<Event, Refusal> {
    given(reason)?;
    Ok(Event { releases: true, voids_print: true, ..Event::to(dossier, State::NotAccepted) })
}

/// The corrected application comes back to the desk it was returned from.
pub(super) fn resubmit(dossier: &Dossier, now: Timestamp) -> Result<Event, Refusal> {
    if let Some(due) = dossier.correction_due.filter(|due| now > *due) {
        return Err(Refusal::new("correction-too-late").with("due", crate::time::exact(due)));
    }
    if let Some(bar) = &dossier.bar {
        return Err(bar.clone());
    }
    if dossier.gaps > 0 {
        return Err(Refusal::new("incomplete").with("count", dossier.gaps));
    }
    let to = if dossier.state == State::Returned { State::Submitted } else { State::TargetCheck };
    Ok(Event::to(dossier, to))
}

/// 逾期视为放弃
pub(super) fn lapse(dossier: &Dossier, now: Timestamp) -> Result<Event, Refusal> {
    match dossier.correction_due {
        Some(due) if now > due => {
            let to = if dossier.state == State::Returned { State::NotAccepted } else { State::TargetFailed };
            Ok(Event { releases: true, voids_print: true, ..Event::to(dossier, to) })
        }
        _ => Err(Refusal::new("correction-still-open")),
    }
}

pub(super) fn send_targets_back(dossier: &Dossier, defects: usize) -> Result<Event, Refusal> {
    has_defects(defects)?;
    Ok(Event { opens_correction: true, voids_print: true, ..Event::to(dossier, State::TargetReturned) })
}

pub(super) fn fail_targets(dossier: &Dossier, reason: &str) -> Result<Event, Refusal> {
    given(reason)?;
    Ok(Event { releases: true, ..Event::to(dossier, State::TargetFailed) })
}

/// Back to the desk with a reason on record; the limit counts again.
pub(super) fn reopen(dossier: &Dossier, reason: &str) -> Result<Event, Refusal> {
    given(reason)?;
    Ok(Event::to(dossier, State::Submitted))
}

fn has_defects(defects: usize) -> Result<(), Refusal> {
    if defects == 0 { Err(Refusal::new("defects-missing")) } else { Ok(()) }
}
