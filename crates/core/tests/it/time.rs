//! Beijing time, deadlines and periods.

use jiff::Timestamp;
use jiff::civil::{date, datetime};
use kexiang_core::time::*;

fn utc(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn closes(text: &str) -> Timestamp {
    text.parse::<Moment>().unwrap().closes()
}

#[test]
fn beijing_is_eight_hours_ahead() {
    let moment = utc("2026-03-31T09:00:00Z");
    assert_eq!(beijing(moment), datetime(2026, 3, 31, 17, 0, 0, 0));
    assert_eq!(instant(datetime(2026, 3, 31, 17, 0, 0, 0)), moment);
    assert_eq!(beijing_date(utc("2026-03-31T16:00:00Z")), date(2026, 4, 1));
    assert_eq!(beijing_date(utc("2026-03-31T15:59:59.999Z")), date(2026, 3, 31));
}

#[test]
fn summer_time_of_1988_is_not_applied() {
    assert_eq!(instant(datetime(1988, 7, 1, 8, 0, 0, 0)), utc("1988-07-01T00:00:00Z"));
}

#[test]
fn a_day_ends_one_millisecond_before_the_next() {
    let day = date(2026, 3, 31);
    assert_eq!(start_of_day(day), utc("2026-03-30T16:00:00Z"));
    assert_eq!(end_of_day(day), utc("2026-03-31T15:59:59.999Z"));
}

#[test]
fn the_ends_of_time_do_not_panic() {
    assert_eq!(instant(jiff::civil::DateTime::MIN), Timestamp::MIN);
    assert_eq!(end_of_day(jiff::civil::Date::MAX), Timestamp::MAX);
    assert_eq!(Moment::Midnight(jiff::civil::Date::MAX).opens(), utc("9999-12-30T16:00:00Z"));
    assert_eq!(to_millisecond(Timestamp::MAX).to_string(), "9999-12-30T22:00:00.999Z");
}

#[test]
fn moments_are_shown_as_the_office_writes_them() {
    let deadline = utc("2026-03-31T09:00:00Z");
    assert_eq!(long(deadline), "2026年3月31日（星期二）17:00");
    assert_eq!(short(deadline), "2026-03-31 17:00");
    assert_eq!(long_date(date(2026, 3, 6)), "2026年3月6日");
    assert_eq!(exact(utc("2026-03-31T09:00:03.25Z")), "2026-03-31 17:00:03.250");
    assert_eq!(long(end_of_day(date(2026, 3, 31))), "2026年3月31日（星期二）24:00");
    assert_eq!(short(utc("2026-03-31T15:59:00Z")), "2026-03-31 23:59");
}

#[test]
fn both_dated_notices_name_the_right_weekday() {
    assert_eq!(weekday(date(2026, 3, 31)), "星期二");
    assert_eq!(weekday(date(2025, 5, 16)), "星期五");
    let week: Vec<_> = (1..=7).map(|day| weekday(date(2026, 6, day))).collect();
    assert_eq!(week, ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"]);
}

#[test]
fn a_bare_date_closes_with_its_day_and_opens_with_it() {
    assert_eq!(closes("2026-03-31"), utc("2026-03-31T15:59:59.999Z"));
    assert_eq!(closes("2026-03-31T24:00"), utc("2026-03-31T15:59:59.999Z"));
    assert_eq!("2026-03-31".parse::<Moment>().unwrap().opens(), utc("2026-03-30T16:00:00Z"));
    assert_eq!("2026-03-31T24:00".parse::<Moment>().unwrap().opens(), utc("2026-03-31T16:00:00Z"));
}

#[test]
fn a_month_closes_with_its_last_day() {
    assert_eq!(closes("2026-12"), utc("2026-12-31T15:59:59.999Z"));
    assert_eq!(closes("2024-02"), utc("2024-02-29T15:59:59.999Z"));
    assert_eq!("2026-02".parse::<Moment>().unwrap().last_date(), date(2026, 2, 28));
    assert_eq!("2026-12".parse::<Moment>().unwrap().opens(), utc("2026-11-30T16:00:00Z"));
}

#[test]
fn a_time_of_day_closes_at_that_very_instant() {
    assert_eq!(closes("2026-03-31T17:00"), utc("2026-03-31T09:00:00Z"));
    assert_eq!(closes("2026-03-31 17:00"), utc("2026-03-31T09:00:00Z"));
    assert_eq!(closes("2026-03-31T17:00:30"), utc("2026-03-31T09:00:30Z"));
    assert_eq!(closes("2026-03-31T17:00:30.250"), utc("2026-03-31T09:00:30.250Z"));
}

#[test]
fn moments_are_written_back_as_they_were_written() {
    for text in ["2026-03-31T17:00", "2026-03-31T17:00:30", "2026-03-31T24:00", "2026-03-31", "2026-12"] {
        let moment: Moment = text.parse().unwrap();
        assert_eq!(moment.to_string(), text);
        assert_eq!(serde_json::to_string(&moment).unwrap(), format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<Moment>(&format!("\"{text}\"")).unwrap(), moment);
    }
}

#[test]
fn what_is_no_moment_is_refused() {
    for text in [
        "",
        "2026",
        "2026-13",
        "2026-02-29",
        "2026-3-31",
        "2026-03-31T",
        "2026-03-31T17",
        "2026-03-31T24:01",
        "2026-03-31T25:00",
        "2026-03-31T17:00Z",
        "2026-03-31T17:00.250",
        "2026-03-31T17:00:30.2",
        "+026-03-31",
        "2026-03-31T17:00:30:00",
        "2026/03/31",
        "2026-03-31-01",
    ] {
        assert_eq!(text.parse::<Moment>(), Err(TimeError::NotAMoment(text.to_owned())));
    }
}

#[test]
fn received_a_tenth_of_a_second_before_the_deadline_is_in_time_however_long_the_work_takes() {
    let deadline = "2026-03-31T17:00".parse::<Moment>().unwrap().deadline();
    assert!(deadline.is_met(utc("2026-03-31T08:59:59.9Z")));
    assert!(deadline.is_met(utc("2026-03-31T09:00:00.000Z")));
    assert!(!deadline.is_met(utc("2026-03-31T09:00:00.001Z")));
    assert!(!deadline.is_met(utc("2026-03-31T09:00:03Z")));
}

#[test]
fn a_deadline_judges_the_milliseconds_that_are_stored() {
    let deadline = "2026-03-31".parse::<Moment>().unwrap().deadline();
    assert!(deadline.is_met(utc("2026-03-31T15:59:59.999999999Z")));
    assert!(!deadline.is_met(utc("2026-03-31T16:00:00Z")));
}

#[test]
fn time_left_is_told_in_parts() {
    let deadline = Deadline(utc("2026-03-31T09:00:00Z"));
    let left = deadline.time_left(utc("2026-03-29T06:58:55.5Z"));
    assert_eq!(left, TimeLeft { passed: false, days: 2, hours: 2, minutes: 1, seconds: 4 });
    let now = deadline.time_left(utc("2026-03-31T09:00:00.0005Z"));
    assert_eq!(now, TimeLeft { passed: false, days: 0, hours: 0, minutes: 0, seconds: 0 });
    let late = deadline.time_left(utc("2026-04-01T09:00:01Z"));
    assert_eq!(late, TimeLeft { passed: true, days: 1, hours: 0, minutes: 0, seconds: 1 });
}

#[test]
fn a_deadline_is_serialised_as_its_instant() {
    let deadline = Deadline(utc("2026-03-31T09:00:00Z"));
    assert_eq!(serde_json::to_string(&deadline).unwrap(), "\"2026-03-31T09:00:00Z\"");
    assert_eq!(deadline.long(), "2026年3月31日（星期二）17:00");
}

#[test]
fn periods_are_added_to_dates() {
    let after = |text: &str, from| text.parse::<Period>().unwrap().after(from).unwrap();
    assert_eq!(after("P6M", date(2025, 6, 1)), date(2025, 12, 1));
    assert_eq!(after("P6M", date(2026, 8, 31)), date(2027, 2, 28));
    assert_eq!(after("P1M", date(2026, 1, 31)), date(2026, 2, 28));
    assert_eq!(after("P1W", date(2026, 12, 28)), date(2027, 1, 4));
    assert_eq!(after("P7D", date(2024, 2, 25)), date(2024, 3, 3));
    assert_eq!(after("P1Y6M2W3D", date(2025, 1, 1)), date(2026, 7, 18));
    assert_eq!(Period::days(7).before(date(2026, 3, 31)), Some(date(2026, 3, 24)));
    assert_eq!(Period::months(1).after(date(9999, 12, 1)), None);
}

#[test]
fn periods_are_written_back_as_they_were_written() {
    for text in ["P6M", "P1M", "P1W", "P7D", "P1Y6M2W3D", "P0D"] {
        assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
    }
}

#[test]
fn what_is_no_period_is_refused() {
    for text in ["", "P", "6M", "PM", "P6", "P-6M", "P1.5M", "P1D1M", "P1M1M", "PT1H", "p6m", "P65536D"] {
        assert_eq!(text.parse::<Period>(), Err(TimeError::NotAPeriod(text.to_owned())));
    }
}
