//! Projects: the State × Command table, and what must be true before one is founded.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::date;
use kexiang_core::application;
use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::programme::Amount;
use kexiang_core::project::{Basis, Command, Dossier, Frozen, State, decide, found};
use kexiang_core::time;
use serde_json::json;

fn id(n: i64) -> Id {
    Id::try_from(n).expect("a positive number")
}

fn on(day: i8) -> Timestamp {
    time::instant(date(2026, 5, day).at(9, 0, 0, 0))
}

fn basis() -> Basis {
    Basis {
        association: "lz".into(),
        application: id(1),
        state: application::State::Selected,
        call: id(2),
        call_version: 1,
        type_code: "2026-1".into(),
        tier: String::new(),
        offered: Some(Amount::Range(Fen(1_000_000), Fen(2_000_000))),
        organisation: id(3),
        organisation_name: "柳州市机械工程学会".into(),
        title: "专家走基层".into(),
        leader: "王明".into(),
        amount: Fen(1_500_000),
        publicised_until: date(2026, 5, 12),
        contested: false,
        completes_on: Some(date(2026, 12, 31)),
        frozen: Frozen {
            content: json!({ "answers": { "title": "专家走基层" } }),
            content_hash: String::new(),
            version_code: "3F2A9-0B71C".into(),
            targets: Vec::new(),
            budget: Vec::new(),
            applied: Fen(2_000_000),
            other: Fen(0),
            publicity_hash: String::new(),
        },
    }
}

#[test]
fn project_state_by_command() {
    let mut table = String::new();
    for state in State::ALL {
        for held in [false, true] {
            for command in Command::samples() {
                let said = match decide(&Dossier { state, held }, &command) {
                    Ok(event) => format!("{}{}", event.to, if event.held { " held" } else { "" }),
                    Err(refusal) if refusal.code == "project-wrong-state" => continue,
                    Err(refusal) => format!("refused: {}", refusal.code),
                };
                let held = if held { " held" } else { "" };
                writeln!(table, "{state}{held} · {} → {said}", command.code()).expect("writing to a string");
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn l01_a_project_is_founded_the_day_after_its_publicity() {
    let early = found(basis(), id(9), "LZ-2026-001", time::end_of_day(date(2026, 5, 12)));
    let refusal = early.expect_err("the last day counts");
    assert_eq!(
        (refusal.code.as_str(), refusal.arg("until")),
        ("publicity-running", Some("2026年5月12日（星期二）"))
    );
    let project = found(basis(), id(9), "LZ-2026-001", on(13)).expect("the day after");
    assert_eq!((project.state, project.amount), (State::Approved, Fen(1_500_000)));
    assert_eq!(project.frozen_hash, ContentHash::of_value(&basis().frozen).expect("canonical").to_string());
}

#[test]
fn an_open_objection_holds_its_own_project() {
    let contested = Basis { contested: true, ..basis() };
    assert_eq!(found(contested, id(9), "n", on(13)).expect_err("contested").code, "objection-open");
}

#[test]
fn only_selected_applications_become_projects() {
    for state in application::State::ALL.into_iter().filter(|s| *s != application::State::Selected) {
        let refusal = found(Basis { state, ..basis() }, id(9), "n", on(13)).expect_err("not selected");
        assert_eq!(refusal.code, "wrong-state", "{state}");
    }
}

#[test]
fn l01_the_sum_lies_in_the_notices_range() {
    for (amount, fits) in [(1_000_000, true), (2_000_000, true), (999_999, false), (2_000_001, false)] {
        let outcome = found(Basis { amount: Fen(amount), ..basis() }, id(9), "n", on(13));
        assert_eq!(outcome.is_ok(), fits, "{amount}");
    }
    let fixed = Basis { offered: Some(Amount::Fixed(Fen(2_000_000))), ..basis() };
    assert_eq!(found(fixed, id(9), "n", on(13)).expect_err("another sum").code, "amount-outside");
    let open = Basis { offered: Some(Amount::Undecided), amount: Fen(0), ..basis() };
    assert_eq!(found(open, id(9), "n", on(13)).expect_err("nothing").code, "amount-outside");
}
