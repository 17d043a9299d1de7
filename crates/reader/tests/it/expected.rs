//! Expected facts, one per line: `kind | value | op | quote`, `-` for a value that is the words themselves, further
//! quotes of the same statement after `||`, `⏎` and `⇥` for line end and tab.

use kexiang_reader::Fact;
use serde_json::Value;

/// One expected fact.
#[derive(Debug)]
pub struct Expected {
    kind: String,
    value: Option<Value>,
    op: String,
    quotes: Vec<String>,
}

/// Parses a `.facts` file.
pub fn parse(lines: &str) -> Vec<Expected> {
    lines.lines().filter(|line| !line.trim().is_empty()).map(parse_line).collect()
}

fn parse_line(line: &str) -> Expected {
    let mut parts = line.splitn(4, '|').map(str::trim);
    let mut next = || parts.next().expect("kind | value | op | quote").to_owned();
    let (kind, value, op, quotes) = (next(), next(), next(), next());
    let value = match value.as_str() {
        "-" => None,
        text if matches!(kind.as_str(), "contact" | "project_type") => Some(Value::from(text)),
        text => Some(serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))),
    };
    let quotes = quotes.split("||").map(|quote| quote.trim().replace('⏎', "\n").replace('⇥', "\t")).collect();
    Expected { kind, value, op, quotes }
}

/// Kinds whose value is their words.
fn is_text(kind: &str) -> bool {
    matches!(
        kind,
        "applicant_eligibility" | "eligibility_exclusion" | "deliverable" | "attachment" | "spending_ban"
    )
}

/// What was expected and not read, and what was read and not expected.
pub fn differences(text: &str, expected: &[Expected], facts: &[Fact]) -> Vec<String> {
    for one in expected {
        for quote in &one.quotes {
            assert!(text.contains(quote.as_str()), "the notice does not say {quote:?}");
        }
    }
    let fits: Vec<Vec<usize>> = expected
        .iter()
        .map(|one| (0..facts.len()).filter(|at| matches(one, &facts[*at])).collect())
        .collect();
    let mut owner: Vec<Option<usize>> = vec![None; facts.len()];
    let mut found = Vec::new();
    for (index, one) in expected.iter().enumerate() {
        if !give(index, &fits, &mut owner, &mut vec![false; facts.len()]) {
            found.push(format!("missing  {one:?}"));
        }
    }
    for (fact, _) in facts.iter().zip(&owner).filter(|(_, owner)| owner.is_none()) {
        found.push(format!(
            "not said {:?} {} {} {:?} [{}]",
            fact.kind, fact.value, fact.op, fact.quote, fact.rule
        ));
    }
    found
}

/// Gives the expected fact one that was read, moving others if need be.
fn give(index: usize, fits: &[Vec<usize>], owner: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    for &at in &fits[index] {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        let free = match owner[at] {
            None => true,
            Some(other) => give(other, fits, owner, seen),
        };
        if free {
            owner[at] = Some(index);
            return true;
        }
    }
    false
}

fn matches(one: &Expected, fact: &Fact) -> bool {
    let kind = serde_json::to_value(fact.kind).expect("a name");
    if kind != one.kind.as_str() || !one.op.is_empty() && one.op != fact.op {
        return false;
    }
    let value = one.value.as_ref().is_none_or(|value| same_value(&one.kind, value, &fact.value));
    value && one.quotes.iter().any(|quote| overlaps(&one.kind, quote, &fact.quote))
}

fn same_value(kind: &str, expected: &Value, read: &Value) -> bool {
    match (kind, expected.as_str(), read.as_str()) {
        ("project_type" | "contact", Some(expected), Some(read)) => {
            let (expected, read) = (bare(expected), bare(read));
            expected.contains(&read) || read.contains(&expected)
        }
        _ => match (expected.as_f64(), read.as_f64()) {
            (Some(expected), Some(read)) => expected == read,
            _ => expected == read,
        },
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|ch| ch.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// For words: six tenths of the expected ones stand in the quote, which is at most four times as long. For values:
/// the quotes share eight characters, or half of the shorter.
fn overlaps(kind: &str, expected: &str, quote: &str) -> bool {
    let (expected, quote): (Vec<char>, Vec<char>) = (squeezed(expected), squeezed(quote));
    if is_text(kind) {
        quote.len() <= 4 * expected.len() && 10 * common_subsequence(&expected, &quote) >= 6 * expected.len()
    } else {
        2 * common_run(&expected, &quote) >= 16.min(expected.len()).min(quote.len())
    }
}

fn squeezed(text: &str) -> Vec<char> {
    text.chars().filter(|ch| !ch.is_whitespace()).collect()
}

fn common_run(a: &[char], b: &[char]) -> usize {
    let mut best = 0;
    let mut row = vec![0; b.len() + 1];
    for &left in a {
        let mut diagonal = 0;
        for (at, &right) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if left == right { diagonal + 1 } else { 0 };
            best = best.max(row[at + 1]);
            diagonal = above;
        }
    }
    best
}

fn common_subsequence(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for &left in a {
        let mut diagonal = 0;
        for (at, &right) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if left == right { diagonal + 1 } else { row[at + 1].max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}
