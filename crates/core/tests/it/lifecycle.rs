//! The State × Command table is a snapshot: a new arrow shows in the diff.

use std::fmt::Write;

use jiff::Timestamp;
use kexiang_core::application::State;
use kexiang_core::lifecycle::{Command, Dossier, Due, decide};
use kexiang_core::programme::{Clause, SubmissionActor};
use kexiang_core::refusal::Refusal;

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn clause() -> Clause {
    Clause {
        notice: None,
        at: "五（一）".into(),
        says: "于2026年3月31日（星期二）下午17:00前将相关材料报送至市科协学会部，逾期不予受理".into(),
    }
}

/// A complete Liuzhou application in the given state, one hour before the deadline.
fn dossier(state: State) -> Dossier {
    Dossier {
        state,
        opens_at: at("2026-03-06T00:00:00+08:00"),
        due: Due { at: at("2026-03-31T17:00:00+08:00"), grace_minutes: 0, clause: Some(clause()) },
        recommendation_due: None,
        counts: SubmissionActor::Unit,
        needs_recommendation: false,
        withdrawal: true,
        has_target_check: false,
        gaps: 0,
        files_awaited: 0,
        files_due: None,
        bar: None,
        open_overrides: 0,
        open_items: 0,
        returns: 0,
        correction_due: None,
        submitted_at: None,
    }
}

fn before() -> Timestamp {
    at("2026-03-31T16:00:00+08:00")
}

#[test]
fn state_by_command() {
    let mut table = String::new();
    for state in State::ALL {
        for command in Command::samples() {
            let said = match decide(&dossier(state), &command, before()) {
                Ok(event) => format!(
                    "{}{}{}{}{}",
                    event.to,
                    if event.submits { " +submits" } else { "" },
                    if event.releases { " +releases" } else { "" },
                    if event.voids_print { " +voids-print" } else { "" },
                    if event.opens_correction { " +correction" } else { "" },
                ),
                Err(refusal) if refusal.code == "wrong-state" => continue,
                Err(refusal) => format!("refused: {}", refusal.code),
            };
            writeln!(table, "{state} · {} → {said}", command.code()).expect("writing to a string");
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn l11_the_deadline_is_exact_to_the_millisecond() {
    let draft = dossier(State::Draft);
    let last = at("2026-03-31T17:00:00+08:00");
    assert!(decide(&draft, &Command::SignOff, last).is_ok());
    let late = decide(&draft, &Command::SignOff, at("2026-03-31T17:00:00.001+08:00"));
    let refusal = late.expect_err("one millisecond late");
    assert_eq!(refusal.code, "too-late");
    assert_eq!(refusal.clause.as_deref(), Some(&clause()));
}

#[test]
fn a_request_received_in_time_counts_however_long_it_is_worked_on() {
    let received = at("2026-03-31T16:59:59.900+08:00");
    let event = decide(&dossier(State::AwaitingUnit), &Command::SignOff, received).expect("in time");
    assert_eq!(event.to, State::Submitted);
    assert!(event.submits);
}

#[test]
fn grace_is_a_setting_of_the_programme() {
    let mut draft = dossier(State::Draft);
    draft.due.grace_minutes = 5;
    assert!(decide(&draft, &Command::SignOff, at("2026-03-31T17:05:00+08:00")).is_ok());
    let late = decide(&draft, &Command::SignOff, at("2026-03-31T17:05:00.001+08:00"));
    assert_eq!(late.expect_err("after the grace").code, "too-late");
}

#[test]
fn where_the_applicants_act_counts_the_unit_may_sign_off_later() {
    let mut waiting = dossier(State::AwaitingUnit);
    waiting.counts = SubmissionActor::Applicant;
    assert!(decide(&waiting, &Command::SignOff, at("2026-04-01T09:00:00+08:00")).is_ok());
    waiting.state = State::Draft;
    let late = decide(&waiting, &Command::SignOff, at("2026-04-01T09:00:00+08:00"));
    assert_eq!(late.expect_err("never handed in").code, "too-late");
}

#[test]
fn n02_a_required_recommendation_comes_between() {
    let mut draft = dossier(State::Draft);
    draft.needs_recommendation = true;
    let event = decide(&draft, &Command::SignOff, before()).expect("complete and in time");
    assert_eq!((event.to, event.submits), (State::AwaitingRecommendation, false));
    let mut waiting = dossier(State::AwaitingRecommendation);
    waiting.needs_recommendation = true;
    let event = decide(&waiting, &Command::Recommend, at("2026-04-02T09:00:00+08:00"));
    assert!(event.expect("the unit's act counted").submits);
    waiting.counts = SubmissionActor::Recommender;
    let late = decide(&waiting, &Command::Recommend, at("2026-04-02T09:00:00+08:00"));
    assert_eq!(late.expect_err("the recommender's act counts").code, "too-late");
}

#[test]
fn nothing_incomplete_and_nobody_barred_is_submitted() {
    let mut draft = dossier(State::Draft);
    draft.gaps = 3;
    let refusal = decide(&draft, &Command::SignOff, before()).expect_err("three gaps");
    assert_eq!((refusal.code.as_str(), refusal.arg("count")), ("incomplete", Some("3")));
    draft.bar = Some(Refusal::new("barred"));
    assert_eq!(decide(&draft, &Command::SignOff, before()).expect_err("barred").code, "barred");
}

#[test]
fn g15_targets_are_checked_where_the_programme_says_so() {
    let mut submitted = dossier(State::Submitted);
    submitted.has_target_check = true;
    let event = decide(&submitted, &Command::PassCheck, before()).expect("all judged");
    assert_eq!(event.to, State::TargetCheck);
    submitted.has_target_check = false;
    assert_eq!(decide(&submitted, &Command::PassCheck, before()).expect("all judged").to, State::Ready);
}

#[test]
fn l03_a_soft_rule_waits_for_its_override() {
    let mut submitted = dossier(State::Submitted);
    submitted.open_overrides = 1;
    let refusal = decide(&submitted, &Command::PassCheck, before()).expect_err("no override yet");
    assert_eq!(refusal.code, "override-missing");
}

#[test]
fn defects_are_named_once_and_the_window_is_exact() {
    let mut submitted = dossier(State::Submitted);
    let none = decide(&submitted, &Command::ReturnCheck { defects: 0 }, before());
    assert_eq!(none.expect_err("no defect named").code, "defects-missing");
    submitted.returns = 1;
    let twice = decide(&submitted, &Command::ReturnCheck { defects: 2 }, before());
    assert_eq!(twice.expect_err("returned before").code, "already-returned");

    let mut returned = dossier(State::Returned);
    let due = at("2026-04-10T23:59:59.999+08:00");
    returned.correction_due = Some(due);
    assert_eq!(decide(&returned, &Command::Resubmit, due).expect("in the window").to, State::Submitted);
    let open = decide(&returned, &Command::LapseCorrection, due);
    assert_eq!(open.expect_err("the window is open").code, "correction-still-open");
    let after = at("2026-04-11T00:00:00+08:00");
    assert_eq!(
        decide(&returned, &Command::Resubmit, after).expect_err("too late").code,
        "correction-too-late"
    );
    let lapsed = decide(&returned, &Command::LapseCorrection, after).expect("the window has passed");
    assert_eq!((lapsed.to, lapsed.releases), (State::NotAccepted, true));
}

#[test]
fn withdrawal_ends_with_the_deadline() {
    let submitted = dossier(State::Submitted);
    let event = decide(&submitted, &Command::Withdraw, before()).expect("before the deadline");
    assert_eq!((event.to, event.releases, event.voids_print), (State::Withdrawn, true, true));
    let late = decide(&submitted, &Command::Withdraw, at("2026-03-31T17:00:00.001+08:00"));
    assert_eq!(late.expect_err("after the deadline").code, "withdrawal-too-late");
}

#[test]
fn files_may_follow_the_submission_for_as_long_as_the_call_says() {
    let until = at("2026-04-02T17:00:00+08:00");
    let open = Dossier { files_awaited: 2, files_due: Some(until), ..dossier(State::Submitted) };
    let event = decide(&open, &Command::Supplement, until).expect("to the last millisecond");
    assert_eq!((event.to, event.submits, event.voids_print), (State::Submitted, false, true));
    let late = decide(&open, &Command::Supplement, at("2026-04-02T17:00:00.001+08:00"));
    assert_eq!(late.expect_err("one millisecond late").code, "files-too-late");
    let without = decide(&dossier(State::Submitted), &Command::Supplement, before());
    assert_eq!(without.expect_err("not offered").code, "not-editable");
    let passed = decide(&open, &Command::PassCheck, before());
    assert_eq!(passed.expect_err("files are missing").code, "files-awaited");
    assert!(decide(&Dossier { files_awaited: 0, ..open }, &Command::PassCheck, before()).is_ok());
}
