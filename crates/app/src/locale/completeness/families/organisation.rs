//! People, offices and the ledger of organisations.

use kexiang_core::organisation::{FactKind, OrganisationClass};
use kexiang_core::policy::{Action, MemberRole, OfficeRole};

use super::*;

/// The families of this room.
pub(super) fn families() -> Vec<Family> {
    vec![
        ("office-role", codes_of!(OfficeRole)),
        ("member-role", codes_of!(MemberRole)),
        ("audit-via", codes(&["page", "api", "cli", "job"])),
        ("task-kind", codes(&crate::actions::task::Kind::ALL.map(|kind| kind.code()))),
        ("looks-size", codes(&crate::web::looks::SIZES)),
        ("looks-theme", codes(&crate::web::looks::THEMES)),
        ("looks-contrast", codes(&crate::web::looks::CONTRASTS)),
        ("class", codes_of!(OrganisationClass)),
        ("fact", codes_of!(FactKind)),
        ("action", codes_of!(Action)),
        ("org-column", codes_of!(crate::actions::organisation::Column)),
        ("org-standing", codes(&crate::actions::organisation::STANDINGS)),
        ("org-standing-say", codes(&["active", "closed", "barred"])),
        ("org-hint", codes(&["bank-holder", "inner-check", "code-kind", "legal-person", "unreachable"])),
        ("org-request", codes(&["waiting", "confirmed", "declined", "withdrawn"])),
        ("calendar-day", codes(&["1", "2", "3", "4", "5", "6", "7"])),
        ("org-did", codes(&ORGANISATION_DEEDS)),
        ("import-state", codes(&["reading", "read", "applying", "applied", "dropped", "failed"])),
        ("import-state-say", codes(&["reading", "read", "applying", "applied", "dropped", "failed"])),
        ("import-only", codes(&["all", "new", "changed", "unchanged", "wrong"])),
        ("accounts-state", codes(&["making", "ready", "taken"])),
        ("accounts-state-say", codes(&["making", "ready", "taken"])),
        ("org", codes(&ORGANISATION_FIELDS)),
        (
            "fact-value",
            FactKind::ALL
                .iter()
                .filter(|k| **k != FactKind::Grade)
                .flat_map(|k| k.values().iter().map(|v| (*v).to_owned()))
                .collect(),
        ),
    ]
}

/// What is recorded about organisations, without the noun.
const ORGANISATION_DEEDS: [&str; 23] = [
    "upload",
    "add",
    "change",
    "import",
    "close",
    "open",
    "take-over",
    "fact",
    "withdraw-fact",
    "bar",
    "lift-bar",
    "ask",
    "withdraw-request",
    "confirm-request",
    "decline-request",
    "add-person",
    "invite",
    "take-back-invitation",
    "accept-invitation",
    "decline-invitation",
    "grant",
    "revoke",
    "issue-password",
];

/// Fields of an entry of the ledger, as records and requests name them.
const ORGANISATION_FIELDS: [&str; 17] = [
    "name",
    "class",
    "credit_code",
    "host_name",
    "host_code",
    "legal_person",
    "own_account",
    "member",
    "region",
    "address",
    "contact",
    "phone",
    "email",
    "bank_holder",
    "bank_name",
    "bank_account",
    "qualified_in",
];
