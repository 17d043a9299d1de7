use jiff::civil::Date;

use super::Missing;
use crate::programme::{Due, DueAfter};
use crate::time::{Moment, Period};

/// The days from which relative due dates run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// The day of the award.
    pub awarded: Date,
    /// The last day on which the project is finished in time.
    pub completes_on: Option<Date>,
    /// Today, Beijing date.
    pub today: Date,
}

/// The due date, where it is known already: one that runs from an event is known when an event was held.
pub(super) fn due_on(due: &Due, event: Option<Date>, dates: &Dates) -> Option<Date> {
    if let Some(by) = &due.by {
        return by.parse::<Moment>().ok().map(Moment::last_date);
    }
    let from = match due.after? {
        DueAfter::Event => event?,
        DueAfter::Completion => dates.completes_on?,
        DueAfter::Award => dates.awarded,
    };
    due.within.as_ref()?.parse::<Period>().ok()?.after(from)
}

/// Whether it came too late, or is missing although its date has passed.
pub(super) fn lateness(due: Option<Date>, met: bool, handed: Option<Date>, today: Date) -> Option<Missing> {
    let due = due?;
    match handed.filter(|_| met) {
        Some(on) if on > due => Some(Missing::Late { on, due }),
        Some(_) => None,
        None => (!met && today > due).then_some(Missing::Overdue { due }),
    }
}
