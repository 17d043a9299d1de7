//! Working days.

use jiff::civil::{Date, date};
use kexiang_core::calendar::*;

fn end(start: Date, days: u32) -> Date {
    Calendar::built_in().working_days_from(start, days, true).unwrap()
}

#[test]
fn the_day_of_publication_is_day_one() {
    assert_eq!(end(date(2026, 4, 28), 5), date(2026, 5, 7));
    assert_eq!(end(date(2026, 4, 30), 7), date(2026, 5, 12));
    assert_eq!(end(date(2026, 2, 12), 5), date(2026, 2, 25));
    assert_eq!(end(date(2026, 9, 18), 5), date(2026, 9, 23));
    assert_eq!(end(date(2026, 9, 28), 7), date(2026, 10, 12));
}

#[test]
fn published_periods_of_2023_are_reproduced() {
    assert_eq!(end(date(2023, 4, 26), 5), date(2023, 5, 5));
    assert_eq!(end(date(2023, 7, 31), 7), date(2023, 8, 8));
    let calendar = Calendar::built_in();
    assert_eq!(calendar.working_days_between(date(2023, 4, 26), date(2023, 5, 5)), Ok(5));
    assert_eq!(calendar.working_days_between(date(2023, 7, 31), date(2023, 8, 8)), Ok(7));
}

#[test]
fn the_civil_code_leaves_the_first_day_out() {
    let calendar = Calendar::built_in();
    assert_eq!(calendar.working_days_from(date(2026, 4, 28), 5, false), Ok(date(2026, 5, 8)));
    assert_eq!(calendar.working_days_from(date(2026, 5, 1), 1, false), Ok(date(2026, 5, 6)));
    assert_eq!(calendar.working_days_from(date(2026, 5, 1), 1, true), Ok(date(2026, 5, 6)));
}

#[test]
fn weekends_are_worked_in_exchange() {
    let calendar = Calendar::built_in();
    assert_eq!(calendar.is_working_day(date(2026, 2, 14)), Ok(true));
    assert_eq!(calendar.is_working_day(date(2026, 2, 16)), Ok(false));
    assert_eq!(calendar.is_working_day(date(2026, 3, 7)), Ok(false));
    assert_eq!(calendar.is_working_day(date(2026, 3, 9)), Ok(true));
}

#[test]
fn each_built_in_year_has_as_many_working_days_as_the_notices_leave() {
    let calendar = Calendar::built_in();
    let counted = [2023, 2024, 2025, 2026]
        .map(|year| calendar.working_days_between(date(year, 1, 1), date(year, 12, 31)).unwrap());
    assert_eq!(counted, [249, 251, 248, 248]);
    assert_eq!(calendar.tables().map(|table| table.year).collect::<Vec<_>>(), [2023, 2024, 2025, 2026]);
    assert_eq!(calendar.last_year(), Some(2026));
}

#[test]
fn a_period_past_the_last_loaded_year_is_an_error_not_a_guess() {
    let calendar = Calendar::built_in();
    let missing = Err(CalendarError::YearNotLoaded { year: 2027 });
    assert_eq!(calendar.working_days_from(date(2026, 12, 28), 4, true), Ok(date(2026, 12, 31)));
    assert_eq!(calendar.working_days_from(date(2026, 12, 28), 5, true), missing);
    assert_eq!(calendar.is_working_day(date(2022, 12, 31)), Err(CalendarError::YearNotLoaded { year: 2022 }));
    assert!(calendar.working_days_from(Date::MAX, 1, false).is_err());
}

#[test]
fn zero_days_have_no_last_day() {
    let counted = Calendar::built_in().working_days_from(date(2026, 4, 28), 0, true);
    assert_eq!(counted, Err(CalendarError::NoDays));
    assert_eq!(Calendar::built_in().working_days_between(date(2026, 4, 29), date(2026, 4, 28)), Ok(0));
}

const TABLE: &str = r#"
    year = 2027
    source = "通知"
    issued = "2026-11-04"
    work = ["2027-01-09"]
    [[off]]
    name = "元旦"
    from = "2026-12-31"
    to = "2027-01-03"
"#;

#[test]
fn a_later_year_is_imported() {
    let calendar = Calendar::built_in().with(HolidayTable::parse(TABLE).unwrap());
    assert_eq!(calendar.last_year(), Some(2027));
    assert_eq!(calendar.is_working_day(date(2026, 12, 31)), Ok(false));
    assert_eq!(calendar.working_days_from(date(2026, 12, 30), 7, true), Ok(date(2027, 1, 9)));
}

#[test]
fn a_corrected_table_replaces_the_first() {
    let first = HolidayTable::parse(TABLE).unwrap();
    let corrected = HolidayTable::parse(&TABLE.replace("2027-01-09", "2027-01-10")).unwrap();
    let calendar = Calendar::default().with(first).with(corrected);
    assert_eq!(calendar.is_working_day(date(2027, 1, 9)), Ok(false));
    assert_eq!(calendar.is_working_day(date(2027, 1, 10)), Ok(true));
    assert_eq!(calendar.tables().count(), 1);
}

#[test]
fn a_wrong_table_is_refused() {
    let parse = |from: &str, to: &str| HolidayTable::parse(&TABLE.replace(from, to)).unwrap_err();
    assert!(matches!(parse("year", "jahr"), CalendarError::NotATable(_)));
    assert!(matches!(parse("source", "note = 1\nsource"), CalendarError::NotATable(_)));
    assert!(matches!(parse("2027-01-03", "2026-12-30"), CalendarError::Backwards { .. }));
    assert_eq!(
        parse("2026-12-31", "2026-11-30"),
        CalendarError::OtherYear { date: date(2026, 11, 30), year: 2027 }
    );
    assert_eq!(
        parse("2027-01-09", "2028-01-08"),
        CalendarError::OtherYear { date: date(2028, 1, 8), year: 2027 }
    );
    assert_eq!(parse("2027-01-09", "2027-01-11"), CalendarError::NotExchanged(date(2027, 1, 11)));
    assert_eq!(parse("2027-01-09", "2027-01-02"), CalendarError::NotExchanged(date(2027, 1, 2)));
}
