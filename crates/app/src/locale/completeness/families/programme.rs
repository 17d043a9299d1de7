//! Notices, programmes and calls.

use super::*;

/// The families of this room.
pub(super) fn families() -> Vec<Family> {
    vec![
        ("notice-kind", codes_of!(kexiang_reader::Kind)),
        ("notice-scope", codes(&["electronic", "paper", "other"])),
        ("call-rule", codes(&["hard", "soft", "notice"])),
        ("call-amendment", codes(&["correction", "extension"])),
        ("call-version", codes(&["publication", "correction", "extension"])),
        ("programme-state", codes(&PROGRAMME_STATES)),
        ("programme-say", codes(&PROGRAMME_STATES)),
        ("finding", codes(&kexiang_core::programme::FINDING_CODES)),
        ("outline", outline_codes()),
        ("choice", choice_codes()),
    ]
}

/// Every key of a programme file.
fn outline_codes() -> Vec<String> {
    let tables = kexiang_core::programme::outline::ALL_TABLES.iter();
    tables.flat_map(|t| t.keys.iter().map(move |key| format!("{}-{}", t.name, key.name))).collect()
}

/// Every code of a programme file that has words of its own.
fn choice_codes() -> Vec<String> {
    use kexiang_core::programme::outline::{ALL_TABLES, Shape, TESTS};
    let keys = ALL_TABLES.iter().flat_map(|t| t.keys);
    let sets = keys.filter_map(|key| match key.shape {
        Shape::Code(set) | Shape::Codes(set) => Some(set),
        _ => None,
    });
    let own = sets.filter(|set| !["class", "fact"].contains(&set.name));
    let coded = own.flat_map(|set| {
        set.codes.iter().map(move |code| format!("{}-{}", set.name, crate::web::code_key(code)))
    });
    let funding = ["fixed", "range", "undecided"].map(|code| format!("funding-{code}"));
    let tests = TESTS.iter().map(|test| format!("test-{}", test.name));
    coded.chain(funding).chain(tests).collect()
}

/// States of a programme as people speak of them.
const PROGRAMME_STATES: [&str; 6] = ["draft", "review", "published", "closed", "amending", "amending-review"];
