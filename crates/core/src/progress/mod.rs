//! Progress (指标完成情况): every indicator and document of a type, computed from activities and achievements, with
//! exactly what is still missing, as data. One pass over them, in any order; nothing is held of them but counts.

mod count;
mod document;
mod due;
mod missing;
mod row;
mod summary;
mod tally;

pub use due::Dates;
pub use missing::Missing;
pub use summary::Summary;
pub use tally::Tally;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::programme::{Clause, Quantity};

/// One way to fulfil an indicator, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// What this way is, where the indicator's name does not say it.
    pub name: Option<String>,
    /// The mark: the notice's, or the higher one that was promised.
    pub mark: Quantity,
    /// What was reached; none: nothing yet.
    pub result: Option<i64>,
    /// Whether the mark is met.
    pub met: bool,
    /// How far, in basis points of the mark: 10,000 is all.
    pub basis_points: u32,
}

/// An indicator or document to hand in, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Id of the indicator or document.
    pub id: String,
    /// Whether it is a document to hand in that proves no indicator.
    pub document: bool,
    /// What is required.
    pub name: String,
    /// The ways of which one suffices; empty for labels and free-text targets.
    pub ways: Vec<Way>,
    /// Whether it is fulfilled.
    pub met: bool,
    /// How far, in basis points of the nearest way.
    pub basis_points: u32,
    /// What is still missing or wrong; empty where it is fulfilled in time.
    pub missing: Vec<Missing>,
    /// Until when, where it has a date of its own that is known already.
    pub due: Option<Date>,
    /// What counted for it, at most [`Progress::MOST_PROOFS`].
    pub proofs: Vec<Id>,
    /// Where the notice says so.
    pub clause: Clause,
}

impl Progress {
    /// The most proofs that are listed one by one.
    pub const MOST_PROOFS: usize = 200;

    /// Whether it came, or still is, later than its due date.
    pub fn is_late(&self) -> bool {
        self.missing.iter().any(|m| matches!(m, Missing::Late { .. } | Missing::Overdue { .. }))
    }
}

/// 指标完成率: the mean of all indicators, in basis points, rounded down. Documents that prove no indicator do not
/// count. 10,000 for a project without indicators.
pub fn completion(rows: &[Progress]) -> u32 {
    let indicators = rows.iter().filter(|r| !r.document);
    let (sum, n) = indicators.fold((0_u64, 0_u64), |(sum, n), r| (sum + u64::from(r.basis_points), n + 1));
    u32::try_from(sum.checked_div(n).unwrap_or(10_000)).unwrap_or(10_000)
}
