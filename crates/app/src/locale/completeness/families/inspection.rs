//! Spot checks, draws among projects, what is due, and the ways on which people are told.

use super::*;

/// The families of this room.
pub(super) fn families() -> Vec<Family> {
    let steps = ["plan", "record", "file", "order-remedy", "answer-remedy", "pass", "fail", "cancel", "lift"];
    let told = ["planned", "remedy", "answered", "passed", "failed", "cancelled", "lifted"];
    vec![
        ("inspection-say", codes_of!(kexiang_core::inspection::State)),
        ("inspection-turn", codes(&["organisation", "office", "nobody"])),
        ("inspection-only", codes(&["open", "planned", "remedy", "late", "remedied", "over"])),
        ("inspection-sort", codes(&["newest", "number", "planned", "due"])),
        ("inspection-step", codes(&steps)),
        ("inspection-done", codes(&crate::web::inspection::DONE)),
        ("message-inspection", codes(&told)),
        ("recorded-inspection", codes(&steps)),
        ("risk", codes(&kexiang_core::risk::Risk::CODES)),
        ("draw-layer", codes_of!(crate::actions::inspection::Layer)),
        ("due-subject", codes(&kexiang_core::warning::Subject::CODES)),
        ("due-only", codes(&crate::web::warning::ONLY)),
        ("due-sort", codes(&crate::web::warning::SORT)),
        ("message-due", codes(&kexiang_core::warning::Subject::CODES)),
        ("channel", codes_of!(kexiang_core::channel::Channel)),
        ("channel-topic", codes_of!(kexiang_core::channel::Topic)),
        ("unsent-way", codes(&["mail", "sms", "robot"])),
        ("message-overdue", codes(&kexiang_core::warning::Subject::CODES)),
    ]
}
