//! Achievements: their states, and what is wrong with what was typed.

use jiff::civil::date;
use kexiang_core::achievement::{Achievement, Command, State, check, decide};
use kexiang_core::id::Id;

#[test]
fn states_and_commands_of_an_achievement() {
    let mut table = String::new();
    for state in State::ALL {
        for command in Command::samples() {
            let then = match decide(state, &command) {
                Ok(to) => to.code().to_owned(),
                Err(refusal) => format!("✗ {}", refusal.code),
            };
            table.push_str(&format!("{} · {} → {then}\n", state.code(), command.code()));
        }
    }
    insta::assert_snapshot!(table, @r"
    reported · edit → reported
    reported · confirm → confirmed
    reported · reject → rejected
    reported · replace → replaced
    confirmed · edit → ✗ achievement-wrong-state
    confirmed · confirm → ✗ achievement-wrong-state
    confirmed · reject → rejected
    confirmed · replace → ✗ achievement-wrong-state
    rejected · edit → reported
    rejected · confirm → confirmed
    rejected · reject → ✗ achievement-wrong-state
    rejected · replace → replaced
    replaced · edit → ✗ achievement-wrong-state
    replaced · confirm → ✗ achievement-wrong-state
    replaced · reject → ✗ achievement-wrong-state
    replaced · replace → ✗ achievement-wrong-state
    ");
    let silent = decide(State::Reported, &Command::Reject { reason: " ".to_owned() });
    assert_eq!(silent.map_err(|r| r.code), Err("reason-missing".to_owned()));
}

#[test]
fn what_was_typed_is_checked_at_its_field() {
    let mut a = Achievement::new(Id::compose(1, 0), " ", date(2026, 6, 10));
    (a.number, a.whole) = (46, Some(45));
    a.counts_for = vec!["report".to_owned(), "none".to_owned()];
    let wrong = check(&a, &["report"], &["statistics"]).unwrap_err();
    let codes: Vec<_> = wrong.iter().map(|r| r.code.as_str()).collect();
    assert_eq!(codes, ["achievement-title-missing", "achievement-whole", "achievement-indicator-unknown"]);
    (a.title, a.number, a.deliverable) = ("报告".to_owned(), 45, "statistics".to_owned());
    a.counts_for.pop();
    assert_eq!(check(&a, &["report"], &["statistics"]), Ok(()));
}
