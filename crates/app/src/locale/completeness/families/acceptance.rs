//! Families of acceptance, archive, registers and the office's figures.

use kexiang_core::acceptance::{PaperKind, Verdict};

use super::*;

/// Family and codes.
pub(super) fn families() -> Vec<Family> {
    vec![
        ("acceptance-paper", codes(&PaperKind::ALL.map(PaperKind::code))),
        ("acceptance-grade", codes(&["excellent", "good", "fair", "poor"])),
        ("acceptance-follows", codes(&Verdict::ALL.map(Verdict::code))),
        ("acceptance-accepted", codes(&["yes", "no"])),
        ("acceptance-in-order", codes(&["yes", "no"])),
        ("acceptance-done", codes(&crate::web::acceptance::DONE)),
        ("archive-place", codes(&kexiang_store::archive::Place::ALL.map(|p| p.code()))),
        ("archive-term", codes(&crate::actions::archive::TERMS)),
        ("archive-kind", codes(&KINDS)),
        ("project-tab", codes(&["acceptance"])),
        ("register", codes(&REGISTERS)),
        ("register-say", codes(&REGISTERS)),
        ("register-column", codes(&REGISTER_COLUMNS)),
        ("figures", codes(&FIGURES)),
        ("project-next", codes(&["apply"])),
        ("project-do", codes(&["apply"])),
        ("project-step", codes(&STEPS)),
        ("message-project", codes(&MESSAGES)),
    ]
}

/// Folders of an archive package.
const KINDS: [&str; 14] = [
    "notice",
    "application",
    "check",
    "selection",
    "publicity",
    "contract",
    "change",
    "money",
    "recovery",
    "activity",
    "achievement",
    "inspection",
    "acceptance",
    "audit",
];
/// Steps in a project's timeline.
const STEPS: [&str; 8] = [
    "acceptance-hand-in",
    "acceptance-hand-in-again",
    "acceptance-check-substance",
    "acceptance-check-money",
    "acceptance-return",
    "acceptance-conclude",
    "archive-order",
    "archive-seal",
];
/// What an organisation is told.
const MESSAGES: [&str; 5] = [
    "acceptance-return",
    "acceptance-passed",
    "acceptance-closed",
    "acceptance-rectify",
    "acceptance-failed",
];
/// Registers, here and elsewhere.
const REGISTERS: [&str; 7] =
    ["awards", "payments", "acceptances", "projects", "applications", "reviews", "finance"];
/// Columns of the registers.
const REGISTER_COLUMNS: [&str; 29] = [
    "account",
    "amount",
    "archive",
    "audit",
    "bank",
    "capital",
    "changes",
    "completion",
    "execution",
    "first",
    "holder",
    "leader",
    "left",
    "number",
    "organisation",
    "paid",
    "paid-on",
    "payment",
    "received",
    "recovered",
    "so-far",
    "spent",
    "state",
    "this",
    "title",
    "type",
    "verdict",
    "voucher",
    "warnings",
];
/// Words of the figures.
const FIGURES: [&str; 19] = [
    "applications",
    "money",
    "by-type",
    "by-class",
    "by-region",
    "by-year",
    "unit-items",
    "unit-wan",
    "applied",
    "awarded",
    "award-rate",
    "approved",
    "paid",
    "paid-rate",
    "approved-wan",
    "paid-wan",
    "spent-wan",
    "recovered-wan",
    "no-region",
];
