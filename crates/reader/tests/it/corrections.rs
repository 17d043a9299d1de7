//! The four shipped programmes are what the reader drafts from their notices, plus the corrections recorded under
//! `programmes/corrections`, one a line. The lists only shrink: a correction that is not recorded fails, and so does one
//! that is recorded and no longer needed. To write the lists anew after the reader learned something:
//! `KEXIANG_RECORD=1 cargo nextest run -p kexiang-reader corrections`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use toml::{Table, Value};

use crate::drafts::drafted;

/// The programmes, and how many corrections each needs at most. Lower a number when its list has become shorter.
const PROGRAMMES: [(&str, usize); 4] =
    [("liuzhou-2026", 97), ("ningxia-2025", 155), ("xinjiang-2025", 91), ("guangdong-2024", 162)];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes")
}

#[test]
fn corrections_only_shrink() {
    let mut wrong = Vec::new();
    for (name, most) in PROGRAMMES {
        let needed = corrections(name);
        let record = folder().join("corrections").join(format!("{name}.txt"));
        if env::var_os("KEXIANG_RECORD").is_some() {
            let lines: String = needed.iter().map(|line| format!("{line}\n")).collect();
            fs::write(&record, lines).expect("the record is written");
        }
        let recorded = fs::read_to_string(&record).expect("a record");
        let recorded: BTreeSet<String> = recorded.lines().map(str::to_owned).collect();
        wrong.extend(needed.difference(&recorded).map(|line| format!("{name}: not recorded: {line}")));
        wrong.extend(recorded.difference(&needed).map(|line| format!("{name}: no longer needed: {line}")));
        if recorded.len() > most {
            wrong.push(format!("{name}: {} corrections, at most {most}", recorded.len()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What must be changed to come from the draft of a notice to the shipped programme.
fn corrections(name: &str) -> BTreeSet<String> {
    let notice = fs::read_to_string(folder().join("notices").join(format!("{name}.txt"))).expect("a notice");
    let shipped = fs::read_to_string(folder().join(format!("{name}.toml"))).expect("a programme");
    let (_, draft) = drafted(&notice);
    let shipped = kexiang_core::programme::parse(&shipped).expect("a programme");
    let table = |programme| Value::try_from(programme).expect("TOML");
    let mut found = BTreeSet::new();
    compare("", &table(&draft), &table(&shipped), &mut found);
    found
}

fn compare(path: &str, draft: &Value, shipped: &Value, found: &mut BTreeSet<String>) {
    match (draft, shipped) {
        (Value::Table(draft), Value::Table(shipped)) => compare_tables(path, draft, shipped, found),
        (Value::Array(draft), Value::Array(shipped)) if tables(draft) || tables(shipped) => {
            compare_lists(path, draft, shipped, found);
        }
        _ if same(path, draft, shipped) => {}
        _ => {
            found.insert(format!("{path}: {} → {}", short(draft), short(shipped)));
        }
    }
}

fn compare_tables(path: &str, draft: &Table, shipped: &Table, found: &mut BTreeSet<String>) {
    // A name in a record (`id`) is the office's to give, and who points at it follows.
    let given = |key: &&String| !matches!(key.as_str(), "id" | "form" | "proves");
    let keys: BTreeSet<&String> = draft.keys().chain(shipped.keys()).filter(given).collect();
    for key in keys {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match (draft.get(key), shipped.get(key)) {
            // A grid is one piece of handwork.
            (Some(one), Some(other)) if key == "section" && one != other => {
                found.insert(format!("{path}: laid out by hand"));
            }
            (Some(one), Some(other)) => compare(&path, one, other, found),
            (Some(one), None) if !is_nothing(one) => {
                found.insert(format!("{path}: remove {}", short(one)));
            }
            (None, Some(other)) if !is_nothing(other) => {
                found.insert(format!("{path}: add {}", short(other)));
            }
            _ => {}
        }
    }
}

/// Pairs the entries that are most alike; what has no partner is added or removed.
fn compare_lists(path: &str, draft: &[Value], shipped: &[Value], found: &mut BTreeSet<String>) {
    let mut free: Vec<usize> = (0..draft.len()).collect();
    for one in shipped {
        let best = free.iter().copied().max_by_key(|at| (likeness(&draft[*at], one), usize::MAX - at));
        let label = format!("{path}[{}]", name_of(one));
        match best.filter(|at| likeness(&draft[*at], one) >= 20) {
            Some(at) => {
                free.retain(|left| *left != at);
                compare(&label, &draft[at], one, found);
            }
            None => {
                found.insert(format!("{label}: add {}", short(one)));
            }
        }
    }
    for at in free {
        found.insert(format!("{path}[{}]: remove {}", name_of(&draft[at]), short(&draft[at])));
    }
}

/// How alike two entries are: words they share, above all those of their clause, name and label.
fn likeness(one: &Value, other: &Value) -> usize {
    let key = |value: &Value, name: &str| text_at(value, name).unwrap_or_default();
    let mut likeness = 0;
    for (name, weight) in
        [("says", 40), ("label", 60), ("name", 40), ("title", 60), ("code", 30), ("kind", 20), ("what", 20)]
    {
        let (one, other) = (bare(&key(one, name)), bare(&key(other, name)));
        if !one.is_empty() && !other.is_empty() {
            likeness += weight * shared(&one, &other) / one.chars().count().min(other.chars().count()).max(1);
        }
    }
    let numbers = |value: &Value| value.get("target").map(ToString::to_string);
    likeness + if numbers(one).is_some() && numbers(one) == numbers(other) { 30 } else { 0 }
}

/// Characters of the shorter text that stand, two by two, in the other.
fn shared(one: &str, other: &str) -> usize {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.contains(short) {
        return short.chars().count();
    }
    let chars: Vec<char> = short.chars().collect();
    chars.windows(3).filter(|piece| long.contains(&piece.iter().collect::<String>())).count()
}

fn text_at(value: &Value, name: &str) -> Option<String> {
    let own = value.get(name).and_then(Value::as_str);
    own.or_else(|| value.get("clause")?.get(name)?.as_str()).map(str::to_owned)
}

/// Equal; or both quote the same clause, one a little further than the other.
fn same(path: &str, draft: &Value, shipped: &Value) -> bool {
    let (Some(one), Some(other)) = (draft.as_str(), shipped.as_str()) else { return draft == shipped };
    let (one, other) = (bare(one), bare(other));
    one == other || path.ends_with("says") && (one.contains(&other) || other.contains(&one))
}

fn tables(list: &[Value]) -> bool {
    list.first().is_some_and(Value::is_table)
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Boolean(value) => !value,
        Value::Table(table) => table.is_empty(),
        _ => false,
    }
}

fn name_of(value: &Value) -> String {
    let names = ["code", "id", "label", "name", "what", "kind", "at"];
    names.iter().find_map(|name| value.get(*name)?.as_str()).unwrap_or("·").chars().take(24).collect()
}

fn bare(text: &str) -> String {
    text.chars().filter(|ch| ch.is_alphanumeric()).collect()
}

fn short(value: &Value) -> String {
    let text = value.to_string().replace('\n', " ");
    let count = text.chars().count();
    if count <= 90 { text } else { format!("{}… ({count})", text.chars().take(80).collect::<String>()) }
}
