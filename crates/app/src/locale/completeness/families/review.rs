//! Experts, panels, plans of assignment, selection and publicity.

use super::*;

/// The families of this room.
pub(super) fn families() -> Vec<Family> {
    vec![
        ("expert-kind", codes_of!(kexiang_core::review::Kind)),
        ("selection-state", codes_of!(kexiang_core::selection::State)),
        ("selection-command", codes(&["hand-up", "forward", "send-back", "sign", "edit"])),
        ("selection-state-say", codes_of!(kexiang_core::selection::State)),
        ("selection-done", codes(&["saved", "filled", "hand-up", "forward", "send-back", "sign"])),
        ("outcome", codes_of!(kexiang_core::selection::Outcome)),
        ("amount-rule", codes_of!(kexiang_core::selection::AmountRule)),
        ("expert-rank", codes_of!(kexiang_core::review::Rank)),
        ("expert-state", codes_of!(kexiang_core::review::ExpertState)),
        ("panel-state", codes_of!(kexiang_core::review::PanelState)),
        ("panel-state-say", codes_of!(kexiang_core::review::PanelState)),
        ("panel-cell", codes(&["assigned", "submitted"])),
        ("panel-break", codes(&["priority", "technical", "vote"])),
        (
            "panel-done",
            codes(&["invited", "replaced", "assigned", "decided", "opened", "revealed", "reopened", "saved"]),
        ),
        ("blind", codes_of!(kexiang_core::review::Blind)),
        ("member-state", codes_of!(kexiang_core::review::MemberState)),
        ("conflict", codes_of!(kexiang_core::review::ConflictKind)),
        ("conflict-state", codes(&["suggested", "confirmed", "dismissed"])),
        ("vote", codes_of!(kexiang_core::review::Vote)),
        ("plan-state", codes_of!(kexiang_core::review::PlanState)),
        ("plan-is", codes(&["given", "locked", "submitted", "forbidden", "blocked", "free"])),
        ("plan-do", codes(&["give", "take", "lock", "free", "forbid"])),
        ("plan-done", codes(&["edited", "computed", "hand-in", "send-back", "seal", "reopen"])),
        ("plan-why-chosen", codes(&["never", "even", "cost"])),
        ("plan-why-other", codes(&["never", "even", "cost"])),
        ("recorded-objection", codes(&["accept", "refuse", "report", "rule"])),
        ("recorded-selection", codes(&["hand-up", "forward", "send-back", "sign"])),
        ("noise-alpha", codes(&["good", "fair", "poor", "opposed"])),
        ("review-done", codes(&["answered", "signed", "submitted", "declared", "imported"])),
        ("publicity-state", codes(&["coming", "running", "over", "superseded", "settled"])),
        ("objection-kind", codes(&["objection", "appeal"])),
        ("objection-step", codes(&["accept", "refuse", "report", "rule"])),
        ("objection-state", codes_of!(kexiang_core::publicity::ObjectionState)),
    ]
}
