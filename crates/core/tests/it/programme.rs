//! The notices as data: every clause stands in its notice, every type is there.

use kexiang_core::programme::{
    Alternative, Clause, Form, Indicator, Programme, ProjectType, Quantity, parse,
};
use serde_json::Value;

macro_rules! notice {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../../programmes/", $name, ".toml")),
            include_str!(concat!("../../../../programmes/notices/", $name, ".txt")),
        )
    };
}

/// Name, file and notice of each programme.
pub const FILES: [(&str, &str, &str); 4] =
    [notice!("liuzhou-2026"), notice!("ningxia-2025"), notice!("xinjiang-2025"), notice!("guangdong-2024")];

/// The text of a programme file.
pub fn text(name: &str) -> &'static str {
    FILES.iter().find(|(n, ..)| *n == name).map(|(_, text, _)| *text).unwrap()
}

/// A programme file, read.
pub fn read(name: &str) -> Programme {
    parse(text(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// What a comparison ignores: white space, emphasis, and half-width punctuation of the scan.
fn folded(text: &str) -> String {
    let full = |c| match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '(' => '（',
        ')' => '）',
        other => other,
    };
    text.replace("**", "").chars().filter(|c| !c.is_whitespace()).map(full).collect()
}

/// All objects with `at` and `says`, wherever they stand, as path and words.
fn clauses(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            if let (Some(Value::String(_)), Some(Value::String(says))) = (map.get("at"), map.get("says")) {
                found.push((path.to_owned(), says.clone()));
            }
            map.iter().for_each(|(key, value)| clauses(value, &format!("{path}.{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, value)| clauses(value, &format!("{path}[{n}]"), found));
        }
        _ => {}
    }
}

#[test]
fn every_clause_stands_in_its_notice() {
    for (name, _, notice) in FILES {
        let programme = read(name);
        let notice = folded(notice);
        let mut quoted = Vec::new();
        clauses(&serde_json::to_value(&programme).unwrap(), name, &mut quoted);
        assert!(quoted.len() > 30, "{name} quotes only {}", quoted.len());
        let strange: Vec<_> = quoted.iter().filter(|(_, says)| !notice.contains(&folded(says))).collect();
        assert_eq!(strange, Vec::<&(String, String)>::new(), "not in the notice");
    }
}

#[test]
fn every_type_describes_itself_in_the_words_of_its_notice() {
    for (name, _, notice) in FILES {
        let notice = folded(notice);
        for t in read(name).types {
            assert!(notice.contains(&folded(&t.name)), "{name} {}", t.name);
            let missing: Vec<_> = t.content.lines().filter(|l| !notice.contains(&folded(l))).collect();
            assert_eq!(missing, Vec::<&str>::new(), "{name} {}", t.code);
            assert!(!t.content.trim().is_empty(), "{name} {}", t.code);
        }
    }
}

/// A type of a programme file.
pub fn read_type(name: &str, code: &str) -> ProjectType {
    read(name).project_type(code).unwrap_or_else(|| panic!("{name} has no {code}")).clone()
}

/// A mark as people write it: `>=2场`.
pub fn mark(q: &Quantity) -> String {
    let op = serde_json::to_value(q.op).unwrap();
    format!("{}{}{}", op.as_str().unwrap(), q.value, q.unit)
}

/// A measure or kind by the name it has in the file.
pub fn code<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// Id, measure and marks of a type's indicators: `events activities >=2场 (participants >=30人)`, alternatives parted by `|`.
pub fn marks(t: &ProjectType, tier: Option<&str>) -> Vec<String> {
    t.indicators_for(tier).map(marks_of).collect()
}

fn marks_of(indicator: &Indicator) -> String {
    let way = |way: &Alternative| {
        let each: Vec<_> =
            way.each.iter().map(|e| format!("({} {})", code(e.measure), mark(&e.target))).collect();
        let measure = way.measure.map(|m| format!("{} ", code(m))).unwrap_or_default();
        format!("{measure}{}{}", mark(&way.target), each.concat())
    };
    let ways: Vec<_> = indicator.ways().iter().map(way).collect();
    let said = [indicator.id.clone(), code(indicator.measure), ways.join(" | ")];
    said.join(" ").trim_end().to_owned()
}

/// What a clause says, with where it stands: `三（一）：同一单位……`.
pub fn said(clause: &Clause) -> String {
    format!("{}：{}", clause.at, clause.says)
}

/// The fields of a form in the order of its cells, printed labels in brackets.
pub fn cells(form: &Form) -> Vec<String> {
    let cells = form.sections.iter().flat_map(|s| &s.rows).flatten();
    cells
        .map(|c| c.field.clone().unwrap_or_else(|| format!("[{}]", c.text.as_deref().unwrap_or_default())))
        .collect()
}
