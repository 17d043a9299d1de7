//! An application: what happens to it, its checks and its paper.

use super::*;

/// The families of this room.
pub(super) fn families() -> Vec<Family> {
    let steps = std::iter::once("begin".to_owned()).chain(command_codes()).collect();
    let own =
        ["hand-in", "take-back", "send-back", "sign-off", "recommend", "decline-recommendation", "withdraw"];
    vec![
        ("message-application", codes(&APPLICATION_MESSAGES)),
        ("paper-short", codes(&["due", "void"])),
        ("state", codes_of!(kexiang_core::application::State)),
        ("command", command_codes()),
        ("state-say", codes_of!(kexiang_core::application::State)),
        ("command-say", codes(&[&own[..], &["reopen", "resubmit"]].concat())),
        ("step", steps),
        ("answer", codes(&["yes", "if", "override", "no"])),
        ("verdict", codes(&["yes", "if", "override", "no", "notice"])),
        ("eligibility", codes(&kexiang_core::eligibility::Reason::CODES)),
        ("joint-state", codes(&["invited", "confirmed", "declined"])),
        ("paper-state", codes(&["none", "due", "received", "accepted", "void", "late"])),
        ("version-kind", codes(&["submission", "resubmission", "return", "withdrawal", "saved", "restored"])),
        ("desk-column", codes_of!(crate::actions::desk::Column)),
        ("copy-state", codes(&crate::actions::desk::PAPER_STATES)),
        ("copy-verdict", codes(&["received", "accepted", "rejected"])),
        ("check-reason", codes(&crate::actions::check::REASONS)),
        ("check-mark", codes(&["met", "not-met", "needs-reason", "overridden", "open", "hint"])),
        ("check-repeat", codes(&["same-title", "near-title", "near-text"])),
        ("check-test", codes(&TESTS)),
        ("check-item", codes(&ITEMS)),
        ("check-decide", codes(&DECISIONS)),
        ("check-consequence", codes(&DECISIONS)),
    ]
}

/// Codes of the lifecycle's commands, out of its source: commands carry values and have no list.
fn command_codes() -> Vec<String> {
    codes_in("crates/core/src/lifecycle/mod.rs")
}

/// What people are told of their applications.
const APPLICATION_MESSAGES: [&str; 36] = [
    "hand-in",
    "send-back",
    "asked-to-recommend",
    "to-recommend",
    "submitted",
    "sign-off",
    "recommend",
    "decline-recommendation",
    "withdraw",
    "return-check",
    "resubmit",
    "refuse-check",
    "pass-check",
    "lapse-correction",
    "pass-targets",
    "return-targets",
    "fail-targets",
    "reopen-check",
    "open-review",
    "recall-review",
    "select",
    "keep-in-reserve",
    "decline",
    "award",
    "strike",
    "reconsider",
    "paper-received",
    "paper-late",
    "paper-void",
    "paper-accepted",
    "paper-rejected",
    "joint-asked",
    "joint-confirmed",
    "joint-declined",
    "correction-ends",
    "deadline-near",
];

/// What a rule tests, as the check sheet names it.
const TESTS: [&str; 11] = [
    "class",
    "member",
    "legal-person",
    "own-account",
    "region",
    "joint",
    "recommended",
    "ledger",
    "credit",
    "limit",
    "repeat",
];

/// Items of the check sheet that are not rules of the notice.
const ITEMS: [&str; 10] = [
    "in-time",
    "complete",
    "targets",
    "targets-measurable",
    "targets-tasks",
    "targets-budget",
    "content-legal",
    "content-clear",
    "commitment",
    "no-secrets",
];

/// Decisions of the two checks.
const DECISIONS: [&str; 7] = ["pass", "return", "refuse", "reopen", "pass-targets", "return-targets", "fail"];
