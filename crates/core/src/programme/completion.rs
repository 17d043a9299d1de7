use jiff::civil::Date;

use crate::time::{Moment, Period, TimeError};

/// When a project must be finished (完成时限).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completion {
    /// By a date or within a month: `2025-11-30`, `2026-12`.
    By(Moment),
    /// Within a period from the award: `P6M`.
    Within(Period),
}

impl Completion {
    /// Reads `2026-12`, `2025-11-30` or `P6M`.
    ///
    /// # Errors
    /// Neither a moment nor a period.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        if text.starts_with('P') {
            text.parse().map(Completion::Within)
        } else {
            text.parse().map(Completion::By)
        }
    }

    /// The last day on which the project is in time, when it was awarded on this day. None past the year 9999.
    pub fn last_date(self, awarded: Date) -> Option<Date> {
        match self {
            Completion::By(moment) => Some(moment.last_date()),
            Completion::Within(period) => period.after(awarded),
        }
    }
}
