//! The life of a project: activities, inspections, acceptance, archive.

use super::*;

/// The families of this room.
pub(super) fn families() -> Vec<Family> {
    vec![
        ("activity-state", codes_of!(kexiang_core::activity::State)),
        ("activity-command", codes_in("crates/core/src/activity/state.rs")),
        ("achievement-state", codes_of!(kexiang_core::achievement::State)),
        ("acceptance-state", codes_of!(kexiang_core::acceptance::State)),
        ("acceptance-verdict", codes_of!(kexiang_core::acceptance::Verdict)),
        ("acceptance-command", codes_in("crates/core/src/acceptance/state.rs")),
        ("inspection-kind", codes_of!(kexiang_core::inspection::Kind)),
        ("inspection-state", codes_of!(kexiang_core::inspection::State)),
        ("inspection-command", codes_in("crates/core/src/inspection.rs")),
        ("archive-verdict", codes(&["passed", "failed"])),
        ("archive-property", codes_of!(kexiang_documents::package::Property)),
        ("archive-check", codes(&kexiang_documents::package::CHECKS)),
    ]
}
