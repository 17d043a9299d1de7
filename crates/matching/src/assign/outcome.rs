//! What a search answers, as a file.

use serde::{Deserialize, Serialize};

use super::rules::Rule;

/// An assignment, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// An assignment that keeps every hard rule.
    Assigned(Assignment),
    /// The hard rules cannot all be kept.
    Infeasible(Clash),
    /// The search ended at its bound without an assignment and without a proof that there is none.
    Undecided {
        /// Nodes that were searched.
        nodes: u64,
    },
}

/// An assignment (分配方案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Who reviews what, by application in the order of the problem.
    pub pairs: Vec<AssignedPair>,
    /// How each application is served.
    pub applications: Vec<Served>,
    /// How each expert is loaded.
    pub experts: Vec<Loaded>,
    /// The points.
    pub score: Score,
    /// Whether no assignment has more.
    pub proof: Proof,
}

/// One review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedPair {
    /// The application.
    pub application: String,
    /// The expert.
    pub expert: String,
    /// The seat that the panel rules ask for; absent for a free seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    /// Fit, 0 to 1000.
    pub fit: u16,
    /// Place of this expert among those allowed for this application, by points; 1 is the best.
    pub choice: u32,
    /// Whether the pair was in the assignment that a repair started from.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
}

/// How an application is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// The application.
    pub application: String,
    /// Sum of the fits of its experts.
    pub total: u32,
    /// The least of them.
    pub least: u16,
}

/// How an expert is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// The expert.
    pub expert: String,
    /// Reviews.
    pub reviews: u32,
    /// Points that one more review by this expert would gain at the margin: how scarce the expert is.
    pub scarcity: i64,
}

/// The points of an assignment: `points = weighted fit − balance − own region − region mix`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Score {
    /// All together.
    pub points: i64,
    /// Sum of all fits, unweighted.
    pub fit: i64,
    /// Points lost to uneven loads.
    pub balance: i64,
    /// Points lost where expert and applicant are of one region.
    pub own_region: i64,
    /// Points lost where a panel has several experts of one region.
    pub region_mix: i64,
    /// The least fit of any pair.
    pub weakest_pair: u16,
    /// The least total fit per review of any application, rounded down to thousandths of a point.
    pub weakest_total_milli: i64,
}

/// What is known of the optimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// How it was found.
    pub method: Method,
    /// No assignment within the rules (and the fairness floor) has more points than this.
    pub bound: i64,
    /// Whether the points reach the bound: an optimum with proof.
    pub optimal: bool,
    /// Whether no other floor of fairness is higher; true where fairness is not asked for.
    pub fairest: bool,
    /// Nodes of the search tree; 1 for a flow.
    pub nodes: u64,
}

/// How an optimum was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Minimum-cost flow: the prices prove the optimum.
    Flow,
    /// Branch and bound over priced flows.
    Search,
}

/// Rules that cannot all be kept (冲突规则).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Whether each of them is needed: without any one of them the others can be kept.
    pub irreducible: bool,
}

/// Why a pair is or is not in an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Why {
    /// It is fixed by a rule.
    Fixed {
        /// The rule.
        rule: Rule,
    },
    /// Hard rules exclude it.
    Excluded {
        /// These.
        rules: Vec<Rule>,
    },
    /// It would lower the floor under the worst-served application.
    BelowFloor {
        /// Fit of the pair.
        fit: u16,
    },
    /// It is part of the best assignment.
    Chosen {
        /// What would be lost if it were forbidden.
        without: Otherwise,
    },
    /// It could be in the assignment, but others are better.
    NotChosen {
        /// What would be lost if it were forced.
        with: Otherwise,
    },
}

/// The best assignment under one more condition, against the best without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Otherwise {
    /// Points lost; `None` when the other rules cannot be kept under the condition.
    pub loss: Option<i64>,
    /// Whether both assignments are optimal with proof; otherwise the loss is that of the best found.
    pub exact: bool,
    /// What would change against the present assignment, leaving pairs first.
    pub moves: Vec<Move>,
}

/// One change from an assignment to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Move {
    /// Whether the pair comes in; otherwise it goes out.
    pub enters: bool,
    /// The application.
    pub application: String,
    /// The expert.
    pub expert: String,
}

/// An assignment near to an earlier one (调整).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repaired {
    /// The new assignment, or why there is none.
    pub outcome: Outcome,
    /// What changed, leaving pairs first.
    pub moves: Vec<Move>,
}

/// What is to be said of pairs that people chose (方案核对).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The hard rules that the pairs break.
    pub broken: Vec<Rule>,
    /// Their points.
    pub score: Score,
}
