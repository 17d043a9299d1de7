//! Families of the work of projects.

use super::*;

/// Codes of a project's timeline, and of what people are told and what is recorded of its work.
pub(super) fn families() -> Vec<Family> {
    vec![
        ("achievement-command", codes(&["edit", "confirm", "reject", "replace"])),
        ("activity-mode", codes_of!(kexiang_core::activity::Mode)),
        ("activity-level", codes_of!(kexiang_core::activity::Level)),
        ("execution-done", codes(&crate::web::execution::parts::DONE)),
        ("progress-only", codes(&crate::web::execution::ONLY)),
        ("progress-order", codes(&crate::web::execution::ORDERS)),
        ("progress-column", codes(&COLUMNS)),
        ("project-next", codes(&STEPS)),
        ("project-do", codes(&STEPS)),
        ("project-step", codes(&TIMELINE)),
        ("message-project", codes(&MESSAGES)),
        ("recorded-activity", codes(&ACTIVITY)),
        ("recorded-achievement", codes(&["report", "edit", "attach", "confirm", "reject", "replace"])),
        ("recorded-mid-term", codes(&["report", "pass", "fail", "order-remedy", "answer-remedy"])),
    ]
}

const STEPS: [&str; 3] = ["mid-term-report", "mid-term-assess", "mid-term-remedy"];

const TIMELINE: [&str; 14] = [
    "activity-plan",
    "activity-hold",
    "activity-confirm",
    "activity-reject",
    "activity-cancel",
    "achievement-report",
    "achievement-confirm",
    "achievement-reject",
    "achievement-replace",
    "mid-term-report",
    "mid-term-pass",
    "mid-term-fail",
    "mid-term-order-remedy",
    "mid-term-answer-remedy",
];

const MESSAGES: [&str; 10] = [
    "activity-hold",
    "activity-confirm",
    "activity-reject",
    "achievement-confirm",
    "achievement-reject",
    "mid-term-report",
    "mid-term-answer-remedy",
    "mid-term-pass",
    "mid-term-fail",
    "mid-term-order-remedy",
];

const ACTIVITY: [&str; 10] =
    ["plan", "edit", "file", "hold", "confirm", "reject", "cancel", "evidence", "label", "sign-in"];

const COLUMNS: [&str; 11] = [
    "number",
    "type",
    "title",
    "organisation",
    "completion",
    "indicator",
    "result",
    "verdict",
    "missing",
    "due",
    "held",
];
