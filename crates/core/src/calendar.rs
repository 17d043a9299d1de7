//! Working days (工作日): weekdays, less the public holidays, plus the days worked in exchange, by the yearly notice
//! of the State Council's office (国务院办公厅关于××年部分节假日安排的通知).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// The tables that come with the program; later years are imported when the notice is out, normally in November.
const BUILT_IN: [&str; 4] = [
    include_str!("../data/holidays-2023.toml"),
    include_str!("../data/holidays-2024.toml"),
    include_str!("../data/holidays-2025.toml"),
    include_str!("../data/holidays-2026.toml"),
];

/// Why a table cannot be loaded or a day not be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The text is no table.
    #[error("the holiday table cannot be read: {0}")]
    NotATable(String),
    /// A holiday that ends before it begins.
    #[error("holiday {name}: {from} to {to} is no period: exchange the dates")]
    Backwards {
        /// The holiday.
        name: String,
        /// Its first day.
        from: Date,
        /// Its last day.
        to: Date,
    },
    /// A date that does not belong to the year of the table (the last December before it may).
    #[error("{date} does not belong into the holiday table of {year}")]
    OtherYear {
        /// The date.
        date: Date,
        /// The year of the table.
        year: i16,
    },
    /// A day worked in exchange that is a weekday or a holiday.
    #[error("{0} cannot be a day worked in exchange: it must be a Saturday or Sunday outside the holidays")]
    NotExchanged(Date),
    /// The count reaches a year whose table is missing, so the last day cannot be told.
    #[error(
        "the holidays of {year} are not loaded: import the State Council's notice for {year} and count again"
    )]
    YearNotLoaded {
        /// The missing year.
        year: i16,
    },
    /// Zero days have no last day.
    #[error("a period has at least 1 working day")]
    NoDays,
}

/// The holidays of one year, as the notice lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayTable {
    /// The year.
    pub year: i16,
    /// The notice that says so.
    pub source: String,
    /// The date of that notice.
    pub issued: Date,
    /// Saturdays and Sundays worked in exchange (调休上班).
    pub work: Vec<Date>,
    /// The holidays (放假), each with the weekends it includes.
    pub off: Vec<Holiday>,
}

/// One holiday, both days included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Its name: 春节.
    pub name: String,
    /// The first day off.
    pub from: Date,
    /// The last day off.
    pub to: Date,
}

impl HolidayTable {
    /// Reads a table from TOML and checks it.
    ///
    /// # Errors
    /// [`CalendarError`] for an unreadable text, a holiday back to front, a date of another year, and a day worked in
    /// exchange that is a weekday or holiday.
    pub fn parse(toml: &str) -> Result<Self, CalendarError> {
        let table: HolidayTable =
            toml::from_str(toml).map_err(|error| CalendarError::NotATable(error.to_string()))?;
        table.check()?;
        Ok(table)
    }

    fn check(&self) -> Result<(), CalendarError> {
        for Holiday { name, from, to } in &self.off {
            if to < from {
                return Err(CalendarError::Backwards { name: name.clone(), from: *from, to: *to });
            }
        }
        let dates =
            self.off.iter().flat_map(|holiday| [holiday.from, holiday.to]).chain(self.work.iter().copied());
        for date in dates {
            // New Year's holiday may begin in the December before.
            if date.year() != self.year && (date.year() != self.year - 1 || date.month() != 12) {
                return Err(CalendarError::OtherYear { date, year: self.year });
            }
        }
        let exchanged = |date: &&Date| {
            is_weekend(**date) && !self.off.iter().any(|off| (off.from..=off.to).contains(date))
        };
        match self.work.iter().find(|date| !exchanged(date)) {
            Some(date) => Err(CalendarError::NotExchanged(*date)),
            None => Ok(()),
        }
    }
}

/// The years that are loaded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    tables: BTreeMap<i16, HolidayTable>,
    off: BTreeSet<Date>,
    work: BTreeSet<Date>,
}

impl Calendar {
    /// The years that come with the program, 2023 to 2026.
    ///
    /// # Panics
    /// Never: a test reads every built-in table.
    pub fn built_in() -> Self {
        let tables =
            BUILT_IN.iter().map(|text| HolidayTable::parse(text).expect("built-in tables are tested"));
        tables.fold(Calendar::default(), Calendar::with)
    }

    /// With one more year, in place of an earlier table of that year.
    #[must_use]
    pub fn with(mut self, table: HolidayTable) -> Self {
        self.tables.insert(table.year, table);
        self.work = self.tables.values().flat_map(|table| table.work.iter().copied()).collect();
        self.off = self.tables.values().flat_map(|table| &table.off).flat_map(days_of).collect();
        self
    }

    /// The loaded tables, by year.
    pub fn tables(&self) -> impl Iterator<Item = &HolidayTable> {
        self.tables.values()
    }

    /// The last loaded year.
    pub fn last_year(&self) -> Option<i16> {
        self.tables.keys().next_back().copied()
    }

    /// Whether people work on that date.
    ///
    /// # Errors
    /// [`CalendarError::YearNotLoaded`].
    pub fn is_working_day(&self, date: Date) -> Result<bool, CalendarError> {
        if !self.tables.contains_key(&date.year()) {
            return Err(CalendarError::YearNotLoaded { year: date.year() });
        }
        Ok(self.work.contains(&date) || (!is_weekend(date) && !self.off.contains(&date)))
    }

    /// The last day of a period of `days` working days from `start`. With `count_start_day`, the office practice, the
    /// day of publication is day 1 (when it is a working day); without it the count begins the day after
    /// (民法典 第二百零一条).
    ///
    /// # Errors
    /// [`CalendarError::YearNotLoaded`] when the period reaches a year that is not loaded;
    /// [`CalendarError::NoDays`] for zero days.
    pub fn working_days_from(
        &self,
        start: Date,
        days: u32,
        count_start_day: bool,
    ) -> Result<Date, CalendarError> {
        if days == 0 {
            return Err(CalendarError::NoDays);
        }
        let mut date = if count_start_day { start } else { next(start)? };
        let mut left = days;
        loop {
            left -= u32::from(self.is_working_day(date)?);
            if left == 0 {
                return Ok(date);
            }
            date = next(date)?;
        }
    }

    /// How many working days lie from `from` to `to`, both included; 0 when `to` is earlier.
    ///
    /// # Errors
    /// [`CalendarError::YearNotLoaded`].
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<u32, CalendarError> {
        let (mut date, mut count) = (from, 0);
        while date <= to {
            count += u32::from(self.is_working_day(date)?);
            date = next(date)?;
        }
        Ok(count)
    }
}

fn days_of(holiday: &Holiday) -> impl Iterator<Item = Date> + use<> {
    let to = holiday.to;
    std::iter::successors(Some(holiday.from), |date| date.tomorrow().ok()).take_while(move |date| *date <= to)
}

/// The day after; the end of jiff's calendar is a year that is not loaded.
fn next(date: Date) -> Result<Date, CalendarError> {
    date.tomorrow().map_err(|_| CalendarError::YearNotLoaded { year: date.year() })
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
