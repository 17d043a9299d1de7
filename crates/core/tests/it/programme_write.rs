//! The file and the editor are the same thing: what is written reads back as the same programme, for the four notices and
//! for variations of them; the outline knows every key and every code that the reader knows.

use kexiang_core::programme::outline::{self, ALL_TABLES, Shape, Table};
use kexiang_core::programme::{Programme, difference, examine, parse, write, write_tree};
use kexiang_core::time;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::programme::{FILES, read, text};

fn written(programme: &Programme) -> Programme {
    let file = write(programme);
    parse(&file).unwrap_or_else(|e| panic!("{e}\n{file}"))
}

#[test]
fn the_four_programmes_read_back_as_they_were() {
    for (name, ..) in FILES {
        let programme = read(name);
        assert_eq!(written(&programme), programme, "{name}");
        assert_eq!(write(&written(&programme)), write(&programme), "{name}: written twice");
    }
}

#[test]
fn trees_read_back_as_they_were_and_hold_what_is_unfinished() {
    for (name, ..) in FILES {
        let tree = outline::read(text(name)).unwrap();
        assert_eq!(outline::read(&write_tree(&tree)).unwrap(), tree, "{name}");
    }
    let unfinished = json!({
        "schema": 1,
        "programme": { "code": "x", "title": "说“好”\\\"\t", "year": "二〇二七" },
        "type": [{ "name": "一", "planned": "三个", "content": "第一段\n  第二段\r\n\u{7}\"\"\"" }],
        "unknown thing": { "a b": [1, true, "c"] },
    });
    assert_eq!(outline::read(&write_tree(&unfinished)).unwrap(), unfinished);
}

#[test]
fn an_unfinished_file_says_everything_that_is_missing() {
    let file = "schema = 1\n\n[programme]\ncode = \"x\"\nyear = \"二〇二七\"\n\n[[type]]\nname = \"一\"\n";
    let now = time::start_of_day(jiff::civil::date(2027, 1, 1));
    let (programme, findings) = examine(file, now).unwrap();
    assert_eq!(programme, None);
    let told: Vec<_> = findings.iter().map(|f| (f.code, f.path.as_str(), f.line)).collect();
    let expected = [
        ("missing", "programme.title", 3),
        ("missing", "programme.association", 3),
        ("wrong-value", "programme.year", 5),
        ("missing", "programme.notice", 3),
        ("missing", "programme.issuer", 3),
        ("missing", "programme.number", 3),
        ("missing", "type[0].code", 7),
        ("missing", "type[0].clause", 7),
        ("missing", "type[0].completion", 7),
        ("missing", "type[0].completion_clause", 7),
        ("missing", "step", 1),
        ("missing", "budget", 1),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_finished_file_has_the_findings_of_check_alone() {
    for (name, file, _) in FILES {
        let now = time::start_of_day(jiff::civil::date(2023, 8, 20));
        let (programme, findings) = examine(file, now).unwrap();
        assert_eq!(programme, Some(read(name)));
        assert_eq!(findings, kexiang_core::programme::check(file, &read(name), now), "{name}");
    }
}

/// The names that serde says it expected: it was given one that cannot exist.
fn expected(error: &str) -> Vec<String> {
    if error.contains("there are no fields") {
        return Vec::new();
    }
    let names = error.split("expected").nth(1).unwrap_or_else(|| panic!("{error}"));
    let mut names: Vec<String> = names.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    names.sort();
    names
}

/// Walks the outline with a real file: at every table an impossible key is added, at every code an impossible code, and
/// what serde expected instead must be what the outline lists.
fn probe(tree: &Value, path: &str, table: &'static Table, seen: &mut Vec<String>) {
    let value = outline::at(tree, path).unwrap();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut changed = tree.clone();
        change(outline::at_mut(&mut changed, path).unwrap());
        serde_json::from_value::<Programme>(changed).unwrap_err().to_string()
    };
    let error = refused(&|v| v["no-such-key"] = json!(1));
    let mut known: Vec<_> = table.keys.iter().map(|k| k.name.to_owned()).collect();
    known.sort();
    assert_eq!(expected(&error), known, "keys of {} at {path}", table.name);
    seen.push(table.name.to_owned());
    for key in table.keys.iter().filter(|key| value.get(key.name).is_some()) {
        let inner = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        match key.shape {
            Shape::Code(set) | Shape::Codes(set) => {
                let wrong = if matches!(key.shape, Shape::Code(_)) {
                    json!("no-such-code")
                } else {
                    json!(["no-such-code"])
                };
                let error = refused(&|v| v[key.name] = wrong.clone());
                // Classes and facts are read by their own reader, which lists nothing.
                if error.contains("expected") {
                    let mut codes: Vec<_> = set.codes.iter().map(|c| (*c).to_owned()).collect();
                    codes.sort();
                    assert_eq!(expected(&error), codes, "codes of {} at {inner}", set.name);
                    seen.push(set.name.to_owned());
                }
            }
            Shape::One(next) => probe(tree, &inner, next, seen),
            Shape::Many(next) => {
                for n in 0..value[key.name].as_array().unwrap().len() {
                    probe(tree, &format!("{inner}[{n}]"), next, seen);
                }
            }
            Shape::Test => {
                let test = value[key.name].as_object().unwrap();
                let (name, _) = test.iter().next().unwrap();
                let shape =
                    outline::TESTS.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("{name}"));
                probe(tree, &format!("{inner}.{name}"), shape.table, seen);
            }
            _ => {}
        }
    }
}

#[test]
fn the_outline_has_the_keys_and_codes_of_the_reader_and_no_others() {
    let mut seen = Vec::new();
    for (name, ..) in FILES {
        let tree = outline::read(text(name)).unwrap();
        probe(&tree, "", &outline::ROOT, &mut seen);
    }
    // Cells stand in rows; a test without parameters has no keys to probe; no notice says which share means which verdict.
    let mut unseen: Vec<_> =
        ALL_TABLES.iter().map(|t| t.name).filter(|name| !seen.iter().any(|s| s == name)).collect();
    unseen.sort_unstable();
    assert_eq!(unseen, ["acceptance", "cell", "test-region"]);
}

#[test]
fn the_sets_of_classes_facts_and_tests_are_those_of_the_ledger_and_the_rules() {
    use kexiang_core::organisation::{FactKind, OrganisationClass};
    assert_eq!(outline::CLASSES.codes, OrganisationClass::ALL.map(OrganisationClass::code));
    assert_eq!(outline::FACTS.codes, FactKind::ALL.map(FactKind::code));
    let error =
        serde_json::from_value::<kexiang_core::programme::Test>(json!({ "no-such-test": {} })).unwrap_err();
    let mut tests: Vec<_> = outline::TESTS.iter().map(|t| t.name.to_owned()).collect();
    tests.sort();
    assert_eq!(expected(&error.to_string()), tests);
}

#[test]
fn l11_an_extension_is_one_difference_and_a_new_type_another() {
    let before = outline::read(text("liuzhou-2026")).unwrap();
    let mut after = before.clone();
    *outline::at_mut(&mut after, "deadline[0].at").unwrap() = json!("2026-04-10T17:00");
    let mut added = after["type"][0].clone();
    added["code"] = json!("2026-6");
    added["name"] = json!("新类型");
    after["type"].as_array_mut().unwrap().insert(0, added);
    let found = difference(&before, &after);
    let told: Vec<_> = found
        .iter()
        .map(|c| {
            let way: Vec<_> = c.trail.iter().map(|s| format!("{}.{}:{}", s.table, s.key, s.item)).collect();
            (
                way.join(" "),
                c.before.as_deref().map(|b| b.chars().take(20).collect::<String>()),
                c.after.is_some(),
            )
        })
        .collect();
    let expected = [
        ("root.type:新类型".to_owned(), None, true),
        ("root.deadline:electronic deadline.at:".to_owned(), Some("2026-03-31T17:00".to_owned()), true),
    ];
    assert_eq!(told, expected);
    assert_eq!(difference(&before, &before), []);
}

/// A text of letters that TOML, forms and people make trouble with.
fn trouble() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            Just("\"".to_owned()),
            Just("\\".to_owned()),
            Just("\n".to_owned()),
            Just("\"\"\"".to_owned()),
            Just("“科创”".to_owned()),
            Just("#=[]{}".to_owned()),
            Just("\t\u{1}".to_owned()),
            "[a-z·㐂𠮷 ]{1,6}",
        ],
        1..8,
    )
    .prop_map(|parts| format!("x{}", parts.concat()))
}

/// Replaces the n-th of all texts that the programme may hold freely.
fn replace(value: &mut Value, key: &str, n: &mut usize, with: &str) {
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(key, inner)| replace(inner, key, n, with)),
        Value::Array(items) => items.iter_mut().for_each(|inner| replace(inner, key, n, with)),
        Value::String(text)
            if ["says", "name", "content", "purpose", "hint", "label", "options"].contains(&key) =>
        {
            if *n == 0 {
                with.clone_into(text);
            }
            *n = n.wrapping_sub(1);
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn variations_read_back_as_they_were(file in 0..4_usize, place in 0..400_usize, with in trouble(), drop in 0..8_usize) {
        let mut tree = serde_json::to_value(read(FILES[file].0)).unwrap();
        replace(&mut tree, "", &mut place.clone(), &with);
        for list in ["rule", "limit", "priority", "enclosure", "contact", "deliverable", "filing", "deadline"].iter().take(drop) {
            tree[*list] = json!([]);
        }
        let programme: Programme = serde_json::from_value(tree).unwrap();
        prop_assert_eq!(written(&programme), programme);
    }
}
