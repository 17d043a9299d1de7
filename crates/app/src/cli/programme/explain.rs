//! Findings in words for the terminal, and as JSON.

use std::fmt::Write as _;

use kexiang_core::programme::{Clause, Finding, Gravity, ParseError, Programme};
use serde_json::{Value, json};

/// Every finding with its place: errors first, then warnings.
pub(super) fn findings(file: &str, findings: &[Finding]) -> String {
    let of = |gravity| findings.iter().filter(move |f| f.gravity == gravity);
    let ordered = of(Gravity::Error).chain(of(Gravity::Warning));
    ordered.fold(String::new(), |mut out, f| {
        let word = word(f.gravity);
        let _ = writeln!(out, "{file}:{}:{}: {word}[{}]: {}", f.line, f.column, f.code, f.reason);
        let _ = writeln!(out, "    at {}", f.path);
        if let Some(clause) = &f.clause {
            let _ = writeln!(out, "    {}", quoted(clause));
        }
        out
    })
}

/// One line that says how the file stands.
pub(super) fn conclusion(file: &str, programme: &Programme, errors: usize, warnings: usize) -> String {
    let (title, types) = (&programme.programme.title, programme.types.len());
    let state = match (errors, warnings) {
        (0, 0) => "nothing is wrong".to_owned(),
        (0, n) => format!("can be published; {n} warning(s) for a person to look at"),
        (n, w) => format!("{n} error(s) to mend before it can be published, {w} warning(s)"),
    };
    format!("{file}: {title}, {types} type(s): {state}\n")
}

/// Why a file cannot be read, with the line itself, the place in it, and the name that was perhaps meant.
pub(super) fn unreadable(file: &str, text: &str, error: &ParseError) -> String {
    let (line, column) = (error.line, error.column);
    let shown: String =
        text.lines().nth(line.saturating_sub(1)).unwrap_or_default().chars().take(160).collect();
    let blank: String = shown.chars().take(column.saturating_sub(1)).map(blank).collect();
    let mut out = format!("{file}:{line}:{column}: error[unreadable]: {}\n", error.reason);
    let _ = writeln!(out, "    {shown}\n    {blank}^");
    if let Some(meant) = meant(&error.reason) {
        let _ = writeln!(out, "    did you mean `{meant}`?");
    }
    let _ = writeln!(out, "{file}: not a programme file yet; programmes/README.md describes every key");
    out
}

/// The same for programs.
pub(super) fn unreadable_json(file: &str, e: &ParseError) -> Value {
    json!({ "file": file, "gravity": "error", "code": "unreadable", "line": e.line, "column": e.column,
            "path": "", "reason": e.reason, "clause": null })
}

/// A finding for programs.
pub(super) fn finding_json(file: &str, finding: &Finding) -> Value {
    let mut value = serde_json::to_value(finding).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        map.insert("file".to_owned(), file.into());
    }
    value
}

fn word(gravity: Gravity) -> &'static str {
    match gravity {
        Gravity::Error => "error",
        Gravity::Warning => "warning",
    }
}

fn quoted(clause: &Clause) -> String {
    let notice = clause.notice.as_deref().map(|n| format!("{n} ")).unwrap_or_default();
    format!("{notice}{}：“{}”", clause.at, clause.says)
}

/// A character's width in blanks: Chinese ones are two columns wide on a terminal.
fn blank(c: char) -> &'static str {
    match c {
        '\t' => "\t",
        c if c.is_ascii() => " ",
        _ => "  ",
    }
}

/// The known name nearest to the unknown one in serde's message "unknown field `x`, expected one of `a`, `b`".
fn meant(reason: &str) -> Option<&str> {
    if !reason.starts_with("unknown ") {
        return None;
    }
    let mut names = reason.split('`').skip(1).step_by(2);
    let given = names.next()?;
    let nearest = names.map(|name| (distance(given, name), name)).min()?;
    (nearest.0 <= given.chars().count().div_ceil(3)).then_some(nearest.1)
}

/// Edits that turn one word into the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let kept = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = kept.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, meant};

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        assert_eq!(meant("unknown field `planed`, expected one of `code`, `planned`"), Some("planned"));
        assert_eq!(meant("unknown variant `solft`, expected one of `notice`, `soft`, `hard`"), Some("soft"));
        assert_eq!(meant("unknown field `colour`, expected one of `code`, `planned`"), None);
        assert_eq!(meant("missing field `code`"), None);
    }

    #[test]
    fn distance_counts_edits() {
        let cases = [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("上限", "下限", 1)];
        assert_eq!(cases.map(|(a, b, _)| distance(a, b)), cases.map(|(.., n)| n));
    }
}
