//! Experts to applications (专家分配): an optimum with proof, or the rules that clash.
//!
//! # What is exact, and how
//! - Reviews per application, loads, exclusions, fixed pairs, sessions, panel seats, balance of loads and the floor
//!   of the weakest pair form a minimum-cost flow with whole flows: the optimum is found by the network simplex
//!   method, and its prices prove it over all pairs ([`Method::Flow`]).
//! - Shares of one organisation, mix of regions, the floor of the weakest total and groups of unequal size do not.
//!   They are searched by branch and bound over priced flows ([`Method::Search`]); [`Proof`] says whether the end of
//!   the tree was reached, and otherwise how far the bound is away.

mod build;
mod capacity;
mod check;
mod circles;
mod clash;
mod elastic;
mod evaluate;
mod fairness;
mod fit;
mod improve;
mod layout;
mod model;
mod network;
mod outcome;
mod problem;
mod repair;
mod rows;
mod rules;
mod scale;
mod search;
mod simplex;
mod solve;
mod start;
mod validate;
mod why;

pub use check::check;
pub use fit::{BEST_FIT, FitParts, fit};
pub use outcome::{
    AssignedPair, Assignment, Checked, Clash, Loaded, Method, Move, Otherwise, Outcome, Proof, Repaired,
    Score, Served, Why,
};
pub use problem::{
    Application, Cause, Conflict, Experience, Expert, Fairness, FitShares, Group, Load, Pair, Problem, Seats,
    Weights,
};
pub use repair::repair;
pub use rules::Rule;
pub use solve::assign;
pub use validate::ProblemError;
pub use why::why;
