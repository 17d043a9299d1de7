//! From the review to the award.

use super::{Dossier, Event, given};
use crate::application::State;
use crate::refusal::Refusal;

/// A move that needs a reason on record.
pub(super) fn moved(dossier: &Dossier, reason: &str, to: State) -> Result<Event, Refusal> {
    given(reason)?;
    Ok(Event::to(dossier, to))
}
