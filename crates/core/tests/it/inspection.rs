//! Spot checks, mid-term assessments, draws and early warnings.

use jiff::civil::date;
use kexiang_core::inspection::{Command, Kind, State, decide};
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

#[test]
fn l10_the_record_of_a_visit_says_who_when_and_what() {
    use kexiang_core::visit::{Finding, Measures, Record};
    let today = date(2026, 9, 1);
    let whole = Record {
        inspectors: vec!["陈彤".into()],
        visited_on: today,
        place: "学会会议室".into(),
        findings: vec![
            Finding { what: "签到表齐全".into(), wrong: false },
            Finding { what: "缺第二场签到表".into(), wrong: true },
        ],
    };
    assert_eq!(whole.check(today), Ok(()));
    assert_eq!(whole.wrongs().collect::<Vec<_>>(), ["缺第二场签到表"]);
    let code = |record: Record| record.check(today).map_err(|r| (r.code, r.at.unwrap_or_default()));
    let refused = |code: &str, at: &str| Err((code.to_owned(), at.to_owned()));
    assert_eq!(
        code(Record { inspectors: vec![" ".into()], ..whole.clone() }),
        refused("visit-inspectors", "inspectors")
    );
    assert_eq!(
        code(Record { visited_on: date(2026, 9, 2), ..whole.clone() }),
        refused("visit-future", "visited_on")
    );
    assert_eq!(code(Record { findings: Vec::new(), ..whole.clone() }), refused("visit-findings", "findings"));
    let long = vec![Finding { what: "字".repeat(1001), wrong: true }];
    assert_eq!(code(Record { findings: long, ..whole }), refused("visit-long", "findings"));
    let barred = |day| Measures { hold: true, barred_until: Some(day) }.check(today).map_err(|r| r.code);
    assert_eq!(barred(today), Err("visit-bar-past".to_owned()));
    assert_eq!(barred(date(2026, 9, 2)), Ok(()));
}

#[test]
fn l10_risks_are_reasons_in_the_order_of_their_weight() {
    use kexiang_core::money::Fen;
    use kexiang_core::risk::{Facts, Risk, assess, weight};
    assert_eq!(assess(&Facts::default()), []);
    let idle = Facts { paid: Fen(500), days_still: Some(90), ..Facts::default() };
    assert_eq!(assess(&idle), [Risk::Idle { paid: Fen(500), days: 90 }]);
    assert_eq!(assess(&Facts { days_still: Some(89), ..idle.clone() }), []);
    assert_eq!(assess(&Facts { spent: Fen(1), ..idle.clone() }), []);
    assert_eq!(assess(&Facts { days_late: Some(0), ..Facts::default() }), [], "the last day is in time");
    let much = Facts {
        days_late: Some(3),
        spent: Fen(700),
        owed: Fen(20),
        held: true,
        gates_failed: 1,
        inspections_failed: 2,
        remedy_late: true,
        changes: 3,
        barred: true,
        ..idle
    };
    let found = assess(&much);
    assert_eq!(
        found.iter().map(Risk::code).collect::<Vec<_>>(),
        ["late", "remedy_late", "failed", "overspent", "gate", "owed", "barred", "restless", "held"]
    );
    assert_eq!(weight(&found), 12 + 6 + 2);
    assert!(found.is_sorted_by(|a, b| a.weight() >= b.weight()));
    assert!(found.iter().all(|r| Risk::CODES.contains(&r.code())));
}
