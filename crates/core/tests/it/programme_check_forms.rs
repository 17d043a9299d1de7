//! `check` on forms: the grid, the fields and what the system needs to find in them.

use kexiang_core::programme::Gravity;

use crate::programme::text;
use crate::programme_check::{LZ, NX, XJ, brought, changed, errs, line_of};

#[test]
fn no_form() {
    let mutated = changed(LZ, "code = \"2026-3\"", "form = \"table-3\"\n", "");
    errs("no-form", LZ, &mutated, "[[type]]\ncode = \"2026-3\"");
}

#[test]
fn unknown_form() {
    let mutated = changed(LZ, "code = \"2026-3\"", "form = \"table-3\"", "form = \"table-9\"");
    errs("unknown-form", LZ, &mutated, "form = \"table-9\"");
}

#[test]
fn grid_broken_by_a_cell_too_wide() {
    let cell = "{ field = \"title\", cols = 4 }";
    let mutated = changed(LZ, "id = \"table-4\"", cell, "{ field = \"title\", cols = 5 }");
    errs("grid-broken", LZ, &mutated, "{ field = \"title\", cols = 5 }");
}

#[test]
fn grid_broken_by_a_row_too_short() {
    let mutated =
        changed(LZ, "id = \"table-4\"", "{ field = \"title\", cols = 4 }", "{ field = \"title\", cols = 3 }");
    errs("grid-broken", LZ, &mutated, "{ field = \"title\", cols = 3 }");
}

#[test]
fn grid_broken_by_a_cell_that_spans_too_many_rows() {
    let mutated = changed(
        LZ,
        "id = \"table-4\"",
        "{ text = \"联系电话\" }, { field = \"contact_phone\"",
        "{ text = \"联系电话\", rows = 2 }, { field = \"contact_phone\"",
    );
    let at = line_of(text(LZ), "id = \"table-4\"");
    let below: Vec<_> = mutated.lines().enumerate().skip(at).collect();
    let (row, _) = below.iter().find(|(_, l)| l.contains("field = \"contact_wechat\", cols")).unwrap();
    assert_eq!(brought(LZ, &mutated), [(Gravity::Error, "grid-broken", row + 1)]);
}

#[test]
fn grid_broken_by_a_cell_that_spans_below_the_last_row() {
    let mutated =
        changed(NX, "title = \"十、附件材料\"", "{ field = \"files\" }", "{ field = \"files\", rows = 2 }");
    errs("grid-broken", NX, &mutated, "{ field = \"files\", rows = 2 }");
}

#[test]
fn grid_broken_by_a_field_placed_never_twice_or_with_a_text() {
    let cell = "{ field = \"media\", cols = 3 }";
    let mutated = changed(LZ, cell, cell, "{ text = \"空\", cols = 3 }");
    errs("grid-broken", LZ, &mutated, "{ id = \"media\"");
    let mutated =
        changed(LZ, "{ text = \"学会理事长\" }", "{ text = \"学会理事长\" }", "{ field = \"media\" }");
    errs("grid-broken", LZ, &mutated, cell);
    let both = "{ text = \"宣传\", field = \"media\", cols = 3 }";
    let mutated = changed(LZ, cell, cell, both);
    errs("grid-broken", LZ, &mutated, both);
}

#[test]
fn unknown_field() {
    let mutated =
        changed(LZ, "{ text = \"学会理事长\" }", "{ text = \"学会理事长\" }", "{ field = \"nobody\" }");
    errs("unknown-field", LZ, &mutated, "{ field = \"nobody\" }");
}

#[test]
fn role_missing_for_leader_amount_budget_and_targets() {
    let form = "[[form]]\nid = \"journal\"";
    let roles = [
        (", role = \"leader\"", ""),
        ("kind = \"amount\"", "kind = \"line\""),
        ("kind = \"budget\"", "kind = \"text\""),
        ("kind = \"targets\"", "kind = \"text\""),
    ];
    for (from, to) in roles {
        errs("role-missing", XJ, &changed(XJ, form, from, to), form);
    }
}

#[test]
fn role_missing_for_tiers_and_choices() {
    let mutated = changed(XJ, "id = \"academic\"", "kind = \"tier\"", "kind = \"line\"");
    errs("role-missing", XJ, &mutated, "form = \"academic\"");
    let mutated = changed(XJ, "id = \"party\"", "kind = \"type_choices\"", "kind = \"line\"");
    errs("role-missing", XJ, &mutated, "form = \"party\"");
}

#[test]
fn a_voluntary_choice_needs_no_field() {
    let mutated = changed(LZ, "id = \"table-2\"", "kind = \"type_choices\"", "kind = \"line\"");
    assert_eq!(brought(LZ, &mutated), []);
}

#[test]
fn no_options() {
    let mutated = changed(LZ, "{ id = \"secretary_post\"", ", options = [\"专职\", \"兼职\"]", "");
    errs("no-options", LZ, &mutated, "{ id = \"secretary_post\"");
}

#[test]
fn no_formal_check() {
    let mutated = changed(LZ, "kind = \"formal_check\"", "formal_check", "mid_term");
    errs("no-formal-check", LZ, &mutated, "[[step]]\nkind = \"mid_term\"");
}
