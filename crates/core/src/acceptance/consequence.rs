use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::money::Fen;
use crate::organisation::{CreditBar, Fact, FactKind};
use crate::programme::{Clause, Gate, Programme};
use crate::project;
use crate::recovery;

/// For how many years who deceived may not apply (弄虚作假; the habit of the offices).
pub const DECEPTION_YEARS: i32 = 3;

/// What follows from a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "consequence")]
#[expect(missing_docs, reason = "the doc of a variant names its values; sums are in fen")]
pub enum Consequence {
    /// The project moves on.
    Project { command: project::Command },
    /// The instalments behind this gate may be paid, or may not.
    Gate { gate: Gate, passed: bool },
    /// Money is to be claimed back; the office may propose another sum.
    Recover { amount: Fen, clause: Option<Clause> },
    /// An entry of the organisation's ledger, which next year's eligibility check reads (N11, G14).
    Ledger { fact: Fact, basis: String },
    /// A credit measure.
    Bar { bar: CreditBar },
}

/// Whether a new entry of a verdict replaces the one that stands: of several projects of a year the worst one counts (G14).
pub fn outweighs(standing: Option<&str>, new: &str) -> bool {
    !matches!(standing, Some("unfinished" | "missing")) || matches!(new, "unfinished" | "missing")
}

/// What the consequences depend on.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// The programme.
    pub programme: &'a Programme,
    /// What entries of the ledger rest on: the number and date of the verdict, in words.
    pub basis: &'a str,
    /// The verdict.
    pub verdict: Verdict,
    /// Its words.
    pub reason: &'a str,
    /// The share of the targets that stand, in basis points.
    pub basis_points: u32,
    /// Whether the closing report was handed in.
    pub summary: bool,
    /// Whether false evidence was found.
    pub deceived: bool,
    /// Paid so far, in fen.
    pub paid: Fen,
    /// The day of the verdict.
    pub today: Date,
}

/// Everything that follows, in the order in which it is done.
pub fn consequences(case: &Case<'_>) -> Vec<Consequence> {
    if case.verdict == Verdict::Rectify {
        let reason = case.reason.to_owned();
        return vec![Consequence::Project { command: project::Command::SendBack { reason } }];
    }
    let good = matches!(case.verdict, Verdict::Passed | Verdict::Closed);
    let mut found = vec![
        Consequence::Project { command: project::Command::Close },
        Consequence::Gate { gate: Gate::Acceptance, passed: good },
    ];
    found.extend(recovered(case));
    found.extend(facts(case, good));
    if case.deceived {
        let to = case.today.checked_add(jiff::Span::new().years(DECEPTION_YEARS)).ok();
        let basis = case.basis.to_owned();
        found.push(Consequence::Bar { bar: CreditBar { from: case.today, to, basis } });
    }
    found
}

/// What was missed is claimed back where the notice says so, or the project failed (L10, X09).
fn recovered(case: &Case<'_>) -> Option<Consequence> {
    let clause = case.programme.payment.recovery.first();
    let due = case.verdict == Verdict::Failed || clause.is_some();
    let amount = recovery::suggest(case.paid, 10_000_u32.saturating_sub(case.basis_points));
    (due && case.verdict != Verdict::Passed && amount.0 > 0)
        .then(|| Consequence::Recover { amount, clause: clause.cloned() })
}

/// What the ledger remembers of the programme's year.
fn facts(case: &Case<'_>, good: bool) -> [Consequence; 2] {
    let year = case.programme.programme.year;
    let entry = |kind, value: &str| Consequence::Ledger {
        fact: Fact { kind, year, value: value.to_owned() },
        basis: case.basis.to_owned(),
    };
    [
        entry(FactKind::Projects, if good { "completed" } else { "unfinished" }),
        entry(FactKind::Summary, if case.summary { "submitted" } else { "missing" }),
    ]
}
