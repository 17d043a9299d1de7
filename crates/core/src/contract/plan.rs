use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::Fen;
use crate::programme::{Clause, Gate, Payment};
use crate::project;
use crate::refusal::Refusal;

/// One part of the money, as the contract fixes it (分期拨付).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// What must have happened before it is paid.
    pub gate: Gate,
    /// Share in percent, where the notice states one.
    pub percent: Option<u32>,
    /// The agreed mark of progress, in words; empty where the gate says it all.
    pub condition: String,
    /// When it is expected to be due.
    pub due_on: Option<Date>,
    /// The sum, in fen.
    pub amount: Fen,
    /// Where the notice says so.
    pub clause: Option<Clause>,
}

/// A gate that was judged, with the number of the instalment it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Which.
    pub gate: Gate,
    /// Number of the instalment, from 1.
    pub instalment: i64,
}

/// What decides whether money may go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// State of the project.
    pub state: project::State,
    /// Whether a contract is in force.
    pub in_force: bool,
    /// Why the project is held; empty: it is not.
    pub hold: String,
    /// The gates that were judged passed.
    pub passed: Vec<Passed>,
    /// Numbers of the instalments that were paid.
    pub paid: Vec<i64>,
}

/// The instalments of an approved sum: by the notice's shares, the last one taking the remainder (X08: 60/30/10); in equal
/// parts of whole 元 where the notice names the parts and no shares (L07); in one part after the contract where it says
/// nothing.
pub fn plan(amount: Fen, payment: &Payment) -> Vec<Instalment> {
    let noticed = &payment.instalments;
    let percents: Option<Vec<u32>> = noticed.iter().map(|i| i.percent).collect();
    let sums = percents
        .filter(|p| !p.is_empty())
        .and_then(|p| amount.shares(&p).ok())
        .unwrap_or_else(|| equal(amount, noticed.len()));
    if noticed.is_empty() {
        return vec![Instalment {
            gate: Gate::Contract,
            percent: None,
            condition: String::new(),
            due_on: None,
            amount,
            clause: None,
        }];
    }
    let with_sum = noticed.iter().zip(sums);
    with_sum
        .map(|(i, amount)| Instalment {
            gate: i.gate,
            percent: i.percent,
            condition: String::new(),
            due_on: None,
            amount,
            clause: Some(i.clause.clone()),
        })
        .collect()
}

fn equal(amount: Fen, parts: usize) -> Vec<Fen> {
    let parts_count = i64::try_from(parts).unwrap_or(i64::MAX).max(1);
    let part = Fen(amount.0 / parts_count / 100 * 100);
    let mut sums = vec![part; parts];
    let before_last: Fen = sums.iter().rev().skip(1).copied().sum();
    if let Some(last) = sums.last_mut() {
        *last = amount - before_last;
    }
    sums
}

/// What stands against a plan: approved = Σ instalments, each more than nothing, the notice's shares as they are.
///
/// # Errors
/// All that is wrong, each at its instalment: `instalment-empty`, `instalment-share` with the notice's clause,
/// `instalment-condition` where a mark of progress is not named, `instalment-sum`.
pub fn check_plan(amount: Fen, instalments: &[Instalment], payment: &Payment) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    let noticed = plan(amount, payment);
    let fixed = !payment.instalments.is_empty() && payment.instalments.iter().all(|i| i.percent.is_some());
    for (n, i) in (1_usize..).zip(instalments) {
        let at = format!("instalment-{n}");
        if i.amount <= Fen::ZERO {
            wrong.push(Refusal::new("instalment-empty").with("n", n).at(&at));
        }
        if i.gate == Gate::Milestone && i.condition.trim().is_empty() {
            let refusal = Refusal::new("instalment-condition").with("n", n).at(&at);
            wrong.push(refusal.by_any(i.clause.as_ref()));
        }
        let expected = noticed.get(n - 1).filter(|_| fixed);
        if let Some(e) = expected.filter(|e| e.amount != i.amount || e.gate != i.gate) {
            let refusal = Refusal::new("instalment-share").with("n", n).with("amount", e.amount.yuan());
            wrong.push(refusal.at(&at).by_any(e.clause.as_ref()));
        }
    }
    if fixed && instalments.len() != noticed.len() {
        let refusal = Refusal::new("instalment-count").with("count", noticed.len());
        wrong.push(refusal.by_any(noticed.first().and_then(|i| i.clause.as_ref())));
    }
    let sum = Fen::checked_sum(instalments.iter().map(|i| i.amount));
    if sum != Some(amount) {
        let found = sum.unwrap_or(Fen(i64::MAX));
        wrong.push(Refusal::new("instalment-sum").with("sum", found.yuan()).with("amount", amount.yuan()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Whether an instalment may be paid now (L07, X08): the contract is in force, nothing holds the project, the gate is
/// passed, and every earlier instalment was paid.
///
/// # Errors
/// `contract-not-in-force`, `project-held`, `project-ended`, `instalment-earlier`, `gate-closed`; the last with the clause.
pub fn may_pay(number: i64, instalment: &Instalment, facts: &Facts) -> Result<(), Refusal> {
    let clause = instalment.clause.as_ref();
    if !facts.hold.is_empty() {
        return Err(Refusal::new("project-held"));
    }
    if matches!(facts.state, project::State::Terminated | project::State::Withdrawn) {
        return Err(Refusal::new("project-ended").with("project-state", facts.state.code()));
    }
    if !facts.in_force {
        return Err(Refusal::new("contract-not-in-force").by_any(clause));
    }
    if let Some(earlier) = (1..number).find(|n| !facts.paid.contains(n)) {
        return Err(Refusal::new("instalment-earlier").with("n", earlier));
    }
    let open = match instalment.gate {
        Gate::Award | Gate::Contract => true,
        gate @ (Gate::Milestone | Gate::MidTerm | Gate::Acceptance) => {
            facts.passed.contains(&Passed { gate, instalment: number })
        }
    };
    if open {
        return Ok(());
    }
    Err(Refusal::new("gate-closed").with("gate", instalment.gate.code()).by_any(clause))
}

impl Gate {
    /// All gates.
    pub const ALL: [Gate; 5] =
        [Gate::Award, Gate::Contract, Gate::Milestone, Gate::MidTerm, Gate::Acceptance];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Gate::Award => "award",
            Gate::Contract => "contract",
            Gate::Milestone => "milestone",
            Gate::MidTerm => "mid_term",
            Gate::Acceptance => "acceptance",
        }
    }

    /// The gate with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.code() == code)
    }
}
