//! Beijing time (北京时间, UTC+8, in Xinjiang too): instants, civil dates, deadlines, periods.
//!
//! An instant is a [`Timestamp`]; what people write and read is civil Beijing time. The offset is fixed at +8: the
//! summer times of 1986–1991 do not concern these records.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time, Weekday, time};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use crate::text_form::serde_as_text;

/// Beijing time, UTC+8.
pub const BEIJING: Offset = Offset::constant(8);

/// The last millisecond of a day: a day as a deadline ends here (24:00, every moment before the next midnight).
const LAST_MILLISECOND: Time = time(23, 59, 59, 999_000_000);

/// The civil Beijing date and time of an instant.
pub fn beijing(moment: Timestamp) -> DateTime {
    BEIJING.to_datetime(moment)
}

/// The Beijing date of an instant.
pub fn beijing_date(moment: Timestamp) -> Date {
    beijing(moment).date()
}

/// The instant of a civil Beijing date and time. Years outside ±9998 saturate.
pub fn instant(civil: DateTime) -> Timestamp {
    let bound = if civil.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    BEIJING.to_timestamp(civil).unwrap_or(bound)
}

/// Midnight at the start of a Beijing date.
pub fn start_of_day(date: Date) -> Timestamp {
    instant(date.to_datetime(Time::midnight()))
}

/// The last millisecond of a Beijing date (23:59:59.999), the inclusive end of a day.
pub fn end_of_day(date: Date) -> Timestamp {
    instant(date.to_datetime(LAST_MILLISECOND))
}

/// The instant cut to whole milliseconds, the precision in which instants are stored and judged.
pub fn to_millisecond(moment: Timestamp) -> Timestamp {
    let nanosecond = moment.subsec_nanosecond() / 1_000_000 * 1_000_000;
    Timestamp::new(moment.as_second(), nanosecond).unwrap_or(moment)
}

/// The day of the week as 公文 write it: `星期二`.
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "星期一",
        Weekday::Tuesday => "星期二",
        Weekday::Wednesday => "星期三",
        Weekday::Thursday => "星期四",
        Weekday::Friday => "星期五",
        Weekday::Saturday => "星期六",
        Weekday::Sunday => "星期日",
    }
}

/// `2026年3月6日`: the date of a 公文, full year, no padding (GB/T 9704-2012).
pub fn long_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `2026年3月31日（星期二）`.
pub fn long_date_with_weekday(date: Date) -> String {
    format!("{}（{}）", long_date(date), weekday(date))
}

/// `2026年3月31日（星期二）17:00`; the last millisecond of a day reads `24:00`.
pub fn long(moment: Timestamp) -> String {
    let civil = beijing(moment);
    format!("{}{}", long_date_with_weekday(civil.date()), clock(civil.time()))
}

/// `2026-03-31 17:00`; the last millisecond of a day reads `24:00`.
pub fn short(moment: Timestamp) -> String {
    let civil = beijing(moment);
    format!("{} {}", civil.date(), clock(civil.time()))
}

/// `2026-03-31 17:00:03.250`, for receipts and audit records, where the millisecond decides.
pub fn exact(moment: Timestamp) -> String {
    let civil = beijing(moment);
    let time = civil.time();
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    format!("{} {hour:02}:{minute:02}:{second:02}.{:03}", civil.date(), time.millisecond())
}

/// `17:00`, and `24:00` for the last millisecond of a day.
fn clock(time: Time) -> String {
    if time == LAST_MILLISECOND {
        return "24:00".to_owned();
    }
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Why a text is no moment or period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not one of the four ways to write a moment, or no such date.
    #[error(
        "`{0}` is no moment: write 2026-03-31T17:00, 2026-03-31T24:00, 2026-03-31 or 2026-12 (Beijing time)"
    )]
    NotAMoment(String),
    /// Not an ISO 8601 period of years, months, weeks and days.
    #[error("`{0}` is no period: write P6M, P1Y, P2W or P7D")]
    NotAPeriod(String),
}

/// A moment as programme files write it, in Beijing time; it remembers how precisely it was written.
///
/// `2026-03-31T17:00` (seconds and milliseconds may follow, a space may stand for the `T`), `2026-03-31T24:00`,
/// `2026-03-31`, `2026-12`. As a deadline a day or month means its end, as an opening its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// A date and time of day.
    At(DateTime),
    /// 24:00 of a date.
    Midnight(Date),
    /// A whole day.
    Day(Date),
    /// A whole month, held as its first day.
    Month(Date),
}

impl Moment {
    /// The instant from which something opens: the beginning of a day or month.
    pub fn opens(self) -> Timestamp {
        match self {
            Moment::At(civil) => instant(civil),
            Moment::Midnight(date) => start_of_day(date.tomorrow().unwrap_or(date)),
            Moment::Day(date) | Moment::Month(date) => start_of_day(date),
        }
    }

    /// The last instant at which something is still in time: the end of a day or month.
    pub fn closes(self) -> Timestamp {
        match self {
            Moment::At(civil) => instant(civil),
            Moment::Midnight(date) | Moment::Day(date) => end_of_day(date),
            Moment::Month(first) => end_of_day(first.last_of_month()),
        }
    }

    /// The moment as a deadline: [`Moment::closes`].
    pub fn deadline(self) -> Deadline {
        Deadline(self.closes())
    }

    /// The last date that the moment covers.
    pub fn last_date(self) -> Date {
        match self {
            Moment::At(civil) => civil.date(),
            Moment::Midnight(date) | Moment::Day(date) => date,
            Moment::Month(first) => first.last_of_month(),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::At(civil) if civil.second() == 0 && civil.subsec_nanosecond() == 0 => {
                write!(f, "{}T{:02}:{:02}", civil.date(), civil.hour(), civil.minute())
            }
            Moment::At(civil) => write!(f, "{civil}"),
            Moment::Midnight(date) => write!(f, "{date}T24:00"),
            Moment::Day(date) => write!(f, "{date}"),
            Moment::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month()),
        }
    }
}

impl FromStr for Moment {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let parsed = match text.trim().split_once(['T', ' ']) {
            None => day(text.trim()).map(Moment::Day).or_else(|| month(text.trim()).map(Moment::Month)),
            Some((date, "24:00" | "24:00:00")) => day(date).map(Moment::Midnight),
            Some((date, clock)) => {
                day(date).zip(time_of_day(clock)).map(|(date, time)| Moment::At(date.to_datetime(time)))
            }
        };
        parsed.ok_or_else(|| TimeError::NotAMoment(text.to_owned()))
    }
}

serde_as_text!(Moment);

/// `2026-03-31`, and nothing looser.
fn day(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    Date::new(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?).ok()
}

/// `2026-12` as the first day of that month.
fn month(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    Date::new(digits(year, 4)?, digits(month, 2)?, 1).ok()
}

/// `17:00`, `17:00:30` or `17:00:30.250`.
fn time_of_day(text: &str) -> Option<Time> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "000"));
    let millisecond: i32 = digits(fraction, 3)?;
    let mut parts = whole.split(':');
    let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let second = parts.next();
    if parts.next().is_some() || (second.is_none() && text.contains('.')) {
        return None;
    }
    Time::new(hour, minute, digits(second.unwrap_or("00"), 2)?, millisecond * 1_000_000).ok()
}

/// Exactly `width` ASCII digits as a number.
fn digits<N: FromStr>(text: &str, width: usize) -> Option<N> {
    (text.len() == width && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// The last instant at which something is in time (截止时间), inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Deadline(pub Timestamp);

impl Deadline {
    /// Whether something received at that instant is in time: `received_at <= deadline`, judged in the whole
    /// milliseconds that are stored. The time of reception counts, not the end of processing.
    pub fn is_met(self, received_at: Timestamp) -> bool {
        to_millisecond(received_at) <= self.0
    }

    /// How much time is left at `now`, or how much has passed since.
    pub fn time_left(self, now: Timestamp) -> TimeLeft {
        let milliseconds = self.0.as_millisecond() - to_millisecond(now).as_millisecond();
        let seconds = milliseconds.unsigned_abs() / 1000;
        TimeLeft {
            passed: !self.is_met(now),
            days: seconds / 86_400,
            hours: seconds / 3600 % 24,
            minutes: seconds / 60 % 60,
            seconds: seconds % 60,
        }
    }

    /// `2026年3月31日（星期二）17:00`.
    pub fn long(self) -> String {
        long(self.0)
    }
}

/// The time left until a deadline in whole parts, or since it when `passed`; the wording is the locale's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TimeLeft {
    /// The deadline has passed; the parts say how long ago.
    pub passed: bool,
    /// Whole days of 24 hours.
    pub days: u64,
    /// Hours, 0–23.
    pub hours: u64,
    /// Minutes, 0–59.
    pub minutes: u64,
    /// Seconds, 0–59.
    pub seconds: u64,
}

/// A period of civil time, written as in ISO 8601: `P6M`, `P1Y6M`, `P2W`, `P7D`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Period {
    /// Years.
    pub years: u16,
    /// Months.
    pub months: u16,
    /// Weeks.
    pub weeks: u16,
    /// Days.
    pub days: u16,
}

impl Period {
    /// So many months.
    pub const fn months(months: u16) -> Self {
        Period { years: 0, months, weeks: 0, days: 0 }
    }

    /// So many days.
    pub const fn days(days: u16) -> Self {
        Period { years: 0, months: 0, weeks: 0, days }
    }

    /// The date one period later; a day that the month lacks becomes its last (31 August + 6 months is
    /// 28 February). None past the year 9999.
    pub fn after(self, date: Date) -> Option<Date> {
        date.checked_add(self.span()?).ok()
    }

    /// The date one period earlier, by the same rule. None before the year −9999.
    pub fn before(self, date: Date) -> Option<Date> {
        date.checked_sub(self.span()?).ok()
    }

    fn span(self) -> Option<Span> {
        let span = Span::new().try_years(self.years).ok()?.try_months(self.months).ok()?;
        span.try_weeks(self.weeks).ok()?.try_days(self.days).ok()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Period::default() {
            return f.write_str("P0D");
        }
        f.write_str("P")?;
        let parts = [(self.years, 'Y'), (self.months, 'M'), (self.weeks, 'W'), (self.days, 'D')];
        parts.iter().filter(|(n, _)| *n > 0).try_for_each(|(n, unit)| write!(f, "{n}{unit}"))
    }
}

impl FromStr for Period {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        period(text.trim()).ok_or_else(|| TimeError::NotAPeriod(text.to_owned()))
    }
}

serde_as_text!(Period);

/// Reads the designators in their order, each at most once.
fn period(text: &str) -> Option<Period> {
    let mut rest = text.strip_prefix('P').filter(|rest| !rest.is_empty())?;
    let mut period = Period::default();
    let parts = [
        ('Y', &mut period.years),
        ('M', &mut period.months),
        ('W', &mut period.weeks),
        ('D', &mut period.days),
    ];
    for (unit, value) in parts {
        let Some((number, after)) = rest.split_once(unit) else { continue };
        *value = digits(number, number.len())?;
        rest = after;
    }
    rest.is_empty().then_some(period)
}
