//! The notices as data: every clause stands in its notice, every type is there.

use kexiang_core::programme::{Programme, parse};
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
