//! `check` on names: what must differ, and what must be defined where it is used.

use kexiang_core::programme::Gravity;

use crate::programme_check::{GD, LZ, NX, XJ, brought, changed, errs, line_of};

#[test]
fn unknown_type_in_every_list_of_types() {
    let lists = [
        (LZ, "id = \"applicants-3\"", "2026-3"),
        (LZ, "id = \"themes\"", "2026-2"),
        (NX, "[[contact]]", "NX2025-1-2"),
        (GD, "id = \"one-forum-per-organisation\"", "GD2024-01"),
    ];
    for (name, within, code) in lists {
        let mutated = changed(name, within, &format!("\"{code}\""), "\"none\"");
        errs("unknown-type", name, &mutated, "\"none\"");
    }
    let listed = [
        (LZ, "id = \"academic-events\"\n"),
        (XJ, "id = \"commission_contract\"\n"),
        (LZ, "[[deadline]]\nwhat = \"paper\"\n"),
    ];
    for (name, after) in listed {
        let mutated = changed(name, after, after, &format!("{after}types = [\"none\"]\n"));
        errs("unknown-type", name, &mutated, "\"none\"");
    }
}

#[test]
fn unknown_tier_of_an_indicator_and_of_a_deliverable() {
    let mutated = changed(XJ, "id = \"website\"", "\"regional\"", "\"county\"");
    errs("unknown-tier", XJ, &mutated, "tiers = [\"county\"]");
    let mutated = changed(XJ, "name = \"学术论文集或成果转化清单\"", "\n", "\ntiers = [\"county\"]\n");
    errs("unknown-tier", XJ, &mutated, "tiers = [\"county\"]");
    let mutated = changed(XJ, "name = \"财务审计报告\"", "\n", "\ntiers = [\"county\"]\n");
    errs("unknown-tier", XJ, &mutated, "tiers = [\"county\"]");
}

#[test]
fn unknown_group_of_a_type_and_of_a_group() {
    let mutated = changed(NX, "code = \"NX2025-3-1\"", "group = \"3\"", "group = \"4\"");
    errs("unknown-group", NX, &mutated, "group = \"4\"");
    let mutated = changed(NX, "name = \"学会规范化建设项目\"", "\n", "\nparent = \"4\"\n");
    errs("unknown-group", NX, &mutated, "parent = \"4\"");
}

#[test]
fn group_cycle() {
    let mutated = changed(NX, "name = \"创新平台能力提升项目\"", "\n", "\nparent = \"2\"\n");
    let mutated = mutated.replacen(
        "name = \"学会规范化建设项目\"\n",
        "name = \"学会规范化建设项目\"\nparent = \"1\"\n",
        1,
    );
    let lines = [line_of(&mutated, "parent = \"2\""), line_of(&mutated, "parent = \"1\"")];
    assert_eq!(brought(NX, &mutated), lines.map(|line| (Gravity::Error, "group-cycle", line)));
}

#[test]
fn nested_groups_are_no_cycle() {
    let mutated = changed(NX, "name = \"学会规范化建设项目\"", "\n", "\nparent = \"1\"\n");
    assert_eq!(brought(NX, &mutated), []);
}

#[test]
fn duplicate_id_wherever_ids_must_differ() {
    let pairs = [
        (LZ, "id = \"plan\"\nseverity", "id = \"plan\"", "id = \"ability\" "),
        (LZ, "id = \"two-per-organisation\"", "two-per-organisation\"", "ability\" "),
        (NX, "id = \"same-project-across-years\"", "same-project-across-years\"", "same-project-in-call\" "),
        (LZ, "id = \"party-brand\"", "party-brand\"", "themes\" "),
        (LZ, "id = \"bonus\"", "bonus\"", "labour\" "),
        (LZ, "id = \"other\"", "other\"", "own\" "),
        (LZ, "id = \"enterprises\"", "enterprises\"", "joint_events\" "),
        (XJ, "id = \"support\"", "support\"", "audit_report\" "),
        (XJ, "id = \"conference_files\"", "conference_files\"", "support\" "),
    ];
    for (name, within, from, to) in pairs {
        let mutated = changed(name, within, from, to);
        let at = mutated[..mutated.find(to).unwrap()].matches('\n').count() + 1;
        assert_eq!(brought(name, &mutated), [(Gravity::Error, "duplicate-id", at)], "{within}");
    }
}

#[test]
fn duplicate_id_of_groups_types_tiers_fields_forms_and_steps() {
    let duplicate = |mutated: &str, name: &str, at: &str| {
        let found: Vec<_> = brought(name, mutated).into_iter().filter(|f| f.1 == "duplicate-id").collect();
        assert_eq!(found, [(Gravity::Error, "duplicate-id", line_of(mutated, at))]);
    };
    let mutated = changed(NX, "[[group]]\ncode = \"2\"", "code = \"2\"", "code = \"1\" ");
    duplicate(&mutated, NX, "code = \"1\" ");
    let mutated = changed(NX, "code = \"NX2025-1-2\"", "NX2025-1-2\"", "NX2025-1-1\" ");
    duplicate(&mutated, NX, "code = \"NX2025-1-1\" ");
    let mutated = changed(XJ, "code = \"national\"", "national\"", "international\" ");
    duplicate(&mutated, XJ, "code = \"international\" ");
    let mutated = changed(LZ, "id = \"table-2\"", "table-2\"", "table-1\" ");
    duplicate(&mutated, LZ, "id = \"table-1\" ");
    let mutated = changed(LZ, "{ id = \"media\"", "{ id = \"media\"", "{ id = \"honours\"");
    duplicate(&mutated, LZ, "label = \"获业务主管、登记管理或其他相关部门表彰奖励情况\"");
    let mutated = changed(LZ, "kind = \"publicity\"", "publicity\"", "expert_review\" ");
    duplicate(&mutated, LZ, "kind = \"expert_review\" ");
}

#[test]
fn unknown_indicator() {
    let mutated = changed(GD, "id = \"press_meeting\"", "part_of = \"sub_forums\"", "part_of = \"forums\"");
    errs("unknown-indicator", GD, &mutated, "part_of = \"forums\"");
    let mutated = changed(LZ, "proves = ", "[\"service_report\"]", "[\"none\"]");
    errs("unknown-indicator", LZ, &mutated, "proves = [\"none\"]");
    let mutated = changed(XJ, "name = \"绩效报告\"", "\n", "\nproves = [\"report\"]\n");
    let line = line_of(&mutated, "name = \"绩效报告\"") + 1;
    assert_eq!(brought(XJ, &mutated), [(Gravity::Error, "unknown-indicator", line)]);
}

#[test]
fn number_twice() {
    let count = "proves = [\"service_report\"]\ncount = { op = \"=\", value = 2, unit = \"份\" }";
    let mutated = changed(LZ, "proves = ", "proves = [\"service_report\"]", count);
    errs("number-twice", LZ, &mutated, "[[type.deliverable]]\nid = \"service_report\"");
}

#[test]
fn number_template() {
    for number in ["{typ}-{seq:3}", "{type}-{seq:0}", "{type", "{award}-{seq}", "{type}", ""] {
        let mutated = changed(LZ, "number = ", "{type}-{seq:3}", number);
        errs("number-template", LZ, &mutated, &format!("number = \"{number}\""));
    }
    let mutated = changed(LZ, "id = \"table-5\"", "{type}", "{seq}");
    errs("number-template", LZ, &mutated, "{seq} 号");
}
