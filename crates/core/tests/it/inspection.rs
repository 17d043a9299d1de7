//! Spot checks, mid-term assessments, draws and early warnings.

use jiff::civil::date;
use kexiang_core::id::Id;
use kexiang_core::inspection::{Command, Draw, Kind, State, decide, keeps_its_word};
use kexiang_core::warning::{Level, Subject, is_new, level, mid_term, warnings};

use crate::progress::project;

#[test]
fn l10_states_and_commands_of_an_inspection() {
    let today = date(2026, 9, 1);
    let mut table = String::new();
    for kind in [Kind::Draw, Kind::MidTerm] {
        for state in State::ALL {
            for command in Command::samples(date(2026, 9, 15)) {
                let then = match decide(kind, state, &command, today) {
                    Ok(to) => to.code().to_owned(),
                    Err(refusal) => format!("✗ {}", refusal.code),
                };
                table.push_str(&format!("{kind} {state} · {} → {then}\n", command.code()));
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn l10_a_remedy_names_what_and_until_when() {
    let today = date(2026, 9, 1);
    let order = |items: &[&str], due_on| {
        let items = items.iter().map(|i| (*i).to_owned()).collect();
        let command = Command::OrderRemedy { items, due_on };
        decide(Kind::Draw, State::Planned, &command, today).map_err(|r| r.code)
    };
    assert_eq!(order(&[" "], date(2026, 9, 20)), Err("inspection-no-items".to_owned()));
    assert_eq!(order(&["补签到表"], today), Err("inspection-due-past".to_owned()));
    assert_eq!(order(&["补签到表"], date(2026, 9, 2)), Ok(State::Remedy));
}

#[test]
fn a_seed_is_the_one_that_was_committed_to() {
    let draw = |seed: &str| Draw {
        id: Id::compose(1, 0),
        // SHA-256 of "abc", the standard's own example.
        commitment: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned(),
        seed: seed.to_owned(),
        pool: Vec::new(),
        take: 0,
        drawn: Vec::new(),
    };
    assert!(keeps_its_word(&draw("abc")));
    assert!(!keeps_its_word(&draw("abd")));
    assert!(!keeps_its_word(&draw("")));
}

#[test]
fn warnings_come_thirty_fifteen_seven_and_one_day_before_and_daily_after() {
    let due = date(2026, 12, 31);
    let table = [
        (date(2026, 11, 30), None),
        (date(2026, 12, 1), Some(Level::Within(30))),
        (date(2026, 12, 15), Some(Level::Within(30))),
        (date(2026, 12, 16), Some(Level::Within(15))),
        (date(2026, 12, 24), Some(Level::Within(7))),
        (date(2026, 12, 30), Some(Level::Within(1))),
        (date(2026, 12, 31), Some(Level::Within(1))),
        (date(2027, 1, 1), Some(Level::Overdue(1))),
    ];
    for (today, expected) in table {
        assert_eq!(level(due, today), expected, "{today}");
    }
    // A year of days: how many go out, when two in three days are missed.
    let mut sent = Vec::new();
    let mut day = date(2026, 11, 1);
    while day < date(2027, 1, 4) {
        if let Some(now) = level(due, day).filter(|now| is_new(*now, sent.last().copied())) {
            sent.push(now);
        }
        day = day.checked_add(jiff::Span::new().days(3)).unwrap();
    }
    let expected =
        [Level::Within(30), Level::Within(15), Level::Within(7), Level::Within(1), Level::Overdue(3)];
    assert_eq!(sent, expected);
    assert!(!is_new(Level::Overdue(1), Some(Level::Overdue(1))));
    assert!(is_new(Level::Overdue(2), Some(Level::Overdue(1))));
    assert!(is_new(Level::Within(30), Some(Level::Overdue(9))), "put off");
}

#[test]
fn g02_results_with_dates_of_their_own_warn_until_they_are_in() {
    let story = project("guangdong-2024", "GD2024-01", None).held(&["days", "participants"], "论坛", 200);
    let dates = [(Subject::Completion, date(2026, 7, 25))];
    let seen = |story: &crate::progress::Story, today| -> Vec<_> {
        let found = warnings(&dates, &story.progress(), today).into_iter();
        found.map(|w| (w.due, w.level)).collect()
    };
    let report = date(2026, 7, 10);
    assert_eq!(
        seen(&story, date(2026, 6, 30)),
        [
            (date(2026, 6, 17), Level::Overdue(13)),
            (report, Level::Within(15)),
            (date(2026, 7, 25), Level::Within(30)),
        ]
    );
    let done = story.hands_in("statistics", "统计", |_| {}).has("report", "报告", |_| {});
    assert_eq!(seen(&done, date(2026, 6, 30)), [(date(2026, 7, 25), Level::Within(30))]);
}

#[test]
fn the_mid_term_lies_half_way() {
    assert_eq!(mid_term(date(2025, 6, 1), date(2025, 12, 1)), date(2025, 8, 31));
    assert_eq!(mid_term(date(2025, 6, 1), date(2025, 6, 1)), date(2025, 6, 1));
}
