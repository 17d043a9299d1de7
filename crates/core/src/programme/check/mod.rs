//! What is wrong or contradictory in a programme file (`programme check`).

mod dates;
mod form;
mod grid;
mod identity;
mod lines;
mod money;
mod quantity;
mod reference;
mod spending;
mod wording;

use jiff::Timestamp;
use serde::Serialize;

use super::{Clause, ParseError, Programme, outline, parse};
pub(super) use lines::Lines;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gravity {
    /// The programme works, but a person should look: the notice contradicts itself or leaves something open.
    Warning,
    /// The programme must not be published.
    Error,
}

/// Something that is wrong or contradictory in a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How grave.
    pub gravity: Gravity,
    /// Stable code, e.g. `sum-differs`, for the locale and for tests.
    pub code: &'static str,
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Where, as a path, e.g. `type[0].tier[1].funding`.
    pub path: String,
    /// What is wrong and what to do, in English.
    pub reason: String,
    /// The words of the notice that the place quotes; none where it quotes none.
    pub clause: Option<Clause>,
    /// Values of the reason, for the words of other languages.
    pub args: Vec<(&'static str, String)>,
}

/// Every code a [`Finding`] can have, in alphabetical order.
pub const FINDING_CODES: [&str; 38] = [
    "banned-without-clause",
    "choice-impossible",
    "completion-before-deadline",
    "completion-unreadable",
    "deadline-differs",
    "deadline-past",
    "due-unreadable",
    "duplicate-id",
    "empty-clause",
    "grid-broken",
    "group-cycle",
    "instalments-not-100",
    "limited-without-cap",
    "missing",
    "no-deadline",
    "no-form",
    "no-formal-check",
    "no-funding",
    "no-options",
    "not-one-grant-source",
    "number-template",
    "number-twice",
    "paper-before-electronic",
    "per-missing",
    "planned-differs",
    "range-odd",
    "role-missing",
    "sum-differs",
    "sum-unreadable",
    "unknown-field",
    "unknown-form",
    "unknown-group",
    "unknown-indicator",
    "unknown-key",
    "unknown-tier",
    "unknown-type",
    "weekday-differs",
    "wrong-value",
];

/// Explains what is wrong or contradictory in a programme that was read from this text, in the order of its lines.
/// `now` decides which deadlines have passed.
pub fn check(text: &str, programme: &Programme, now: Timestamp) -> Vec<Finding> {
    let mut report = Report { lines: Lines::of(text), findings: Vec::new() };
    identity::check(programme, &mut report);
    reference::check(programme, &mut report);
    money::check(programme, &mut report);
    quantity::check(programme, &mut report);
    dates::check(programme, now, &mut report);
    spending::check(programme, &mut report);
    form::check(programme, &mut report);
    wording::check(&mut report);
    report.findings.sort_by_key(|f| f.line);
    report.findings
}

/// Examines a file that may be unfinished: the programme where it can be read, and everything to say about it. Where it
/// cannot be read the findings say what is missing or of the wrong kind, all of it, not the first alone.
///
/// # Errors
/// The text is no TOML: with line and column.
pub fn examine(text: &str, now: Timestamp) -> Result<(Option<Programme>, Vec<Finding>), ParseError> {
    let tree = outline::read(text)?;
    let unreadable = match parse(text) {
        Ok(programme) => {
            let findings = check(text, &programme, now);
            return Ok((Some(programme), findings));
        }
        Err(error) => error,
    };
    let mut report = Report { lines: Lines::of(text), findings: Vec::new() };
    for (code, path, reason) in outline::faults(&tree) {
        report.error(code, path, reason);
    }
    if report.findings.is_empty() {
        let ParseError { line, column, reason } = unreadable;
        let code = "wrong-value";
        let (gravity, path, args) = (Gravity::Error, String::new(), vec![("value", String::new())]);
        report.findings.push(Finding { gravity, code, line, column, path, reason, clause: None, args });
    }
    Ok((None, report.findings))
}

/// Findings as they are made, with the lines to point at.
struct Report<'t> {
    lines: Lines<'t>,
    findings: Vec<Finding>,
}

impl Report<'_> {
    fn error(&mut self, code: &'static str, path: impl Into<String>, reason: impl Into<String>) {
        self.add(Gravity::Error, code, path.into(), reason.into());
    }

    fn warn(&mut self, code: &'static str, path: impl Into<String>, reason: impl Into<String>) {
        self.add(Gravity::Warning, code, path.into(), reason.into());
    }

    fn add(&mut self, gravity: Gravity, code: &'static str, path: String, reason: String) {
        debug_assert!(FINDING_CODES.contains(&code), "{code} is not in FINDING_CODES");
        let (line, column) = self.lines.place(&path);
        let clause = self.lines.clause(&path);
        // The first thing that a reason names in quotes is what it is about.
        let value = reason.split('`').nth(1).unwrap_or_default().to_owned();
        let args = vec![("value", value)];
        self.findings.push(Finding { gravity, code, line, column, path, reason, clause, args });
    }

    /// Adds values to the finding just made.
    fn with<const N: usize>(&mut self, values: [(&'static str, String); N]) {
        if let Some(last) = self.findings.last_mut() {
            last.args.extend(values);
        }
    }
}
