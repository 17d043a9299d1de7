//! Activities: filing, sign-in, what is not yet right, their states.

use jiff::civil::date;
use kexiang_core::activity::{
    Activity, ActivityGap, Attendance, Command, Evidence, FilingRecord, Mode, SignIn, State, attendance,
    check, decide, duties, gaps, sign_in,
};
use kexiang_core::time::instant;

use crate::programme::read;
use crate::progress::activity;

const CITY: &str = "柳州市科协";
const CIVIL: &str = "柳州市民政局";

fn filed(office: &str, day: i8) -> FilingRecord {
    FilingRecord { office: office.to_owned(), filed_on: date(2026, 6, day), number: String::new() }
}

#[test]
fn l05_a_lecture_is_filed_with_both_offices_before_it_begins() {
    let p = read("liuzhou-2026");
    let mut a = activity(1, "低空经济讲座");
    a.state = State::Planned;
    let seen = |a: &Activity, day| -> Vec<_> {
        duties(&p, "2026-2", a, date(2026, 6, day))
            .iter()
            .map(|d| (d.office.clone(), d.is_met(), d.late))
            .collect()
    };
    let open = |late| vec![(CITY.to_owned(), false, late), (CIVIL.to_owned(), false, late)];
    assert_eq!(seen(&a, 9), open(false));
    assert_eq!(seen(&a, 10), open(true));
    a.filings = vec![filed(CITY, 10), filed(CIVIL, 11)];
    assert_eq!(seen(&a, 12), [(CITY.to_owned(), true, false), (CIVIL.to_owned(), false, true)]);
    let clause = &duties(&p, "2026-2", &a, date(2026, 6, 12))[0].clause;
    assert_eq!(clause.at, "三（二）");
    let mut tour = activity(2, "专家入企");
    assert_eq!(duties(&p, "2026-2", &tour, date(2026, 6, 9)), []);
    tour.form = "研讨会".to_owned();
    assert_eq!(duties(&p, "2026-2", &tour, date(2026, 6, 9)).len(), 2);
}

#[test]
fn l05_l18_gaps_say_what_is_not_yet_right() {
    let p = read("liuzhou-2026");
    let t = p.project_type("2026-2").unwrap();
    let mut a = activity(1, "低空经济讲座");
    a.filings = vec![filed(CITY, 1), filed(CIVIL, 11)];
    let evidence = |slot: &str| Evidence { slot: slot.to_owned(), ..Evidence::default() };
    a.evidence = t.evidence.iter().filter(|s| *s != "签到表").map(|s| evidence(s)).collect();
    let found = gaps(&p, t, &a, date(2026, 6, 12));
    let short: Vec<_> = found
        .iter()
        .map(|g| match g {
            ActivityGap::NotFiled { office, late, .. } => format!("filing {office} {late}"),
            ActivityGap::NoEvidence { slot, .. } => format!("slot {slot}"),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(short, ["filing 柳州市民政局 true", "NobodyCounted", "slot 签到表"]);
    a.state = State::Planned;
    a.filings = vec![filed(CITY, 1), filed(CIVIL, 2)];
    assert_eq!(gaps(&p, t, &a, date(2026, 6, 10)), []);
    assert_eq!(gaps(&p, t, &a, date(2026, 6, 11)), [ActivityGap::NotReported]);
    a.state = State::Cancelled;
    assert_eq!(gaps(&p, t, &a, date(2026, 6, 11)), []);
}

#[test]
fn g04_gaps_name_the_place() {
    let p = read("guangdong-2024");
    let t = p.project_type("GD2024-03").unwrap();
    let mut a = activity(1, "分论坛");
    a.attendance.on_site = 50;
    assert_eq!(gaps(&p, t, &a, date(2026, 6, 12)), []);
    "440106".clone_into(&mut a.region);
    let clause = t.venue.as_ref().unwrap().clause.clone();
    let place = ActivityGap::Place { region: "440106".to_owned(), clause };
    assert_eq!(gaps(&p, t, &a, date(2026, 6, 12)), [place]);
    a.mode = Mode::OnLine;
    assert_eq!(gaps(&p, t, &a, date(2026, 6, 12)), []);
}

#[test]
fn people_sign_in_on_the_days_of_the_activity_only() {
    let mut a = activity(1, "讲座");
    a.ends_on = date(2026, 6, 11);
    let at = |day, hour| instant(date(2026, 6, day).at(hour, 0, 0, 0));
    let codes = |r: Result<SignIn, Vec<kexiang_core::refusal::Refusal>>| {
        r.map(|s| s.day).map_err(|e| e.into_iter().map(|r| r.code).collect::<Vec<_>>())
    };
    let zhang = ("艾力•买买提", "柳州市机械工程学会", "182 7673 5671");
    let row = sign_in(&a, zhang, false, at(10, 9)).unwrap();
    assert_eq!((row.name.as_str(), row.phone.as_str(), row.on_site), ("艾力·买买提", "18276735671", true));
    assert_eq!(codes(sign_in(&a, zhang, true, at(11, 23))), Ok(date(2026, 6, 11)));
    for day in [9, 12] {
        assert_eq!(codes(sign_in(&a, zhang, true, at(day, 9))), Err(vec!["sign-in-closed".to_owned()]));
    }
    let wrong = codes(sign_in(&a, (" ", "", "12"), true, at(10, 9))).unwrap_err();
    assert_eq!(wrong, ["sign-in-name-missing", "sign-in-organisation-missing", "sign-in-phone"]);
    a.state = State::Confirmed;
    assert_eq!(codes(sign_in(&a, zhang, true, at(10, 9))), Err(vec!["sign-in-closed".to_owned()]));
}

#[test]
fn g02_a_sheet_counts_everybody_once_and_by_day() {
    let row = |day, name: &str, phone: &str, on_site| SignIn {
        day: date(2026, 6, day),
        name: name.to_owned(),
        organisation: "甲".to_owned(),
        phone: phone.to_owned(),
        on_site,
        at: instant(date(2026, 6, day).at(9, 0, 0, 0)),
    };
    let sheet = [
        row(10, "张", "18276735671", true),
        row(11, "张三", "18276735671", true),
        row(10, "李", "", true),
        row(10, "李", "", true),
        row(11, "李", "", false),
        row(10, "王", "", false),
    ];
    assert_eq!(attendance(&sheet), Attendance { on_site: 2, daily: 3, on_line: 1 });
    assert_eq!(attendance(&[]), Attendance::default());
}

#[test]
fn states_and_commands_of_an_activity() {
    let mut table = String::new();
    for state in State::ALL {
        for command in Command::samples() {
            let then = match decide(state, &command, true) {
                Ok(to) => to.code().to_owned(),
                Err(refusal) => format!("✗ {}", refusal.code),
            };
            table.push_str(&format!("{state} · {} → {then}\n", command.code()));
        }
    }
    insta::assert_snapshot!(table);
    assert_eq!(decide(State::Planned, &Command::Hold, false).unwrap_err().code, "activity-not-begun");
    let silent = Command::Reject { reason: " ".to_owned() };
    assert_eq!(decide(State::Held, &silent, true).unwrap_err().code, "reason-missing");
}

#[test]
fn what_was_typed_is_checked_at_once() {
    let mut a = activity(1, " ");
    a.ends_on = date(2026, 6, 9);
    a.place.clear();
    a.counts_for = vec!["x".to_owned()];
    let codes: Vec<_> = check(&a, &["y"]).unwrap_err().into_iter().map(|r| r.code).collect();
    let expected =
        ["activity-title-missing", "activity-dates", "activity-place-missing", "activity-indicator-unknown"];
    assert_eq!(codes, expected);
    assert_eq!(check(&activity(1, "讲座"), &[]), Ok(()));
}
