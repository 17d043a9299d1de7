use serde::{Deserialize, Serialize};

use super::{Form, FormRow};
use crate::refusal::Refusal;

/// The result of an acceptance (验收结论).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 通过
    Passed,
    /// 结题: most of it is done, the rest cannot be done any more.
    Closed,
    /// 整改后复验
    Rectify,
    /// 不通过
    Failed,
}

impl Verdict {
    /// All verdicts, the best first.
    pub const ALL: [Verdict; 4] = [Verdict::Passed, Verdict::Closed, Verdict::Rectify, Verdict::Failed];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Closed => "closed",
            Verdict::Rectify => "rectify",
            Verdict::Failed => "failed",
        }
    }

    /// The verdict with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.code() == code)
    }

    /// Whether the project ends with it.
    pub fn is_final(self) -> bool {
        self != Verdict::Rectify
    }
}

/// From which share of the targets on which verdict is proposed (验收标准), in percent. Where a programme says nothing,
/// the habit of the offices: all for 通过, from 90 on 结题, below 80 不通过, one repetition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// 通过 from here.
    #[serde(default = "all")]
    pub pass_percent: u32,
    /// 结题 from here.
    #[serde(default = "ninety")]
    pub close_percent: u32,
    /// 不通过 below this.
    #[serde(default = "eighty")]
    pub fail_percent: u32,
    /// How often it may be put right and looked at again.
    #[serde(default = "once")]
    pub repetitions: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            pass_percent: all(),
            close_percent: ninety(),
            fail_percent: eighty(),
            repetitions: once(),
        }
    }
}

fn all() -> u32 {
    100
}

fn ninety() -> u32 {
    90
}

fn eighty() -> u32 {
    80
}

fn once() -> u32 {
    1
}

/// What an expert says of one indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowVerdict {
    /// Id of the indicator or document.
    pub id: String,
    /// Whether the evidence holds.
    pub accepted: bool,
    /// Why not.
    #[serde(default)]
    pub words: String,
}

/// Whether every row was judged, and what was not accepted has its words.
///
/// # Errors
/// `acceptance-row-open`, `acceptance-row-words` with the name of the row.
pub fn check_rows(form: &Form, verdicts: &[RowVerdict]) -> Result<(), Refusal> {
    for row in &form.rows {
        let about = |refusal: Refusal| refusal.with("name", &row.name).by(&row.clause).at(&row.id);
        match verdicts.iter().find(|v| v.id == row.id) {
            None => return Err(about(Refusal::new("acceptance-row-open"))),
            Some(v) if !v.accepted && v.words.trim().is_empty() => {
                return Err(about(Refusal::new("acceptance-row-words")));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The share of the targets that stand after the experts looked at the evidence, in basis points: what was not accepted
/// counts as nothing.
pub fn judged(form: &Form, verdicts: &[RowVerdict]) -> u32 {
    let accepted = |row: &&FormRow| !verdicts.iter().any(|v| v.id == row.id && !v.accepted);
    let rows: Vec<_> = form.rows.iter().filter(|r| !r.document).collect();
    let sum: u64 = rows.iter().copied().filter(accepted).map(|r| u64::from(r.basis_points)).sum();
    let n = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    u32::try_from(sum.checked_div(n).unwrap_or(10_000)).unwrap_or(10_000)
}

/// The verdict that the thresholds propose. `documents`: every document to hand in is there; `money`: the finances are
/// in order; `repeated`: how often it was put right before.
pub fn propose(basis_points: u32, documents: bool, money: bool, repeated: u32, t: &Thresholds) -> Verdict {
    let reaches = |percent: u32| basis_points >= percent.saturating_mul(100);
    let again = if repeated < t.repetitions { Verdict::Rectify } else { Verdict::Failed };
    if !reaches(t.fail_percent) {
        return Verdict::Failed;
    }
    match (documents && money, reaches(t.pass_percent), reaches(t.close_percent)) {
        (true, true, _) => Verdict::Passed,
        (true, false, true) => Verdict::Closed,
        _ => again,
    }
}
