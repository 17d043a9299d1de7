//! A problem in numbers: items to be served, experts, and the points of each pair.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::problem::{Fairness, Pair, Problem};
use super::validate::Ids;

/// Points of a pair that a rule excludes.
pub(super) const BLOCKED: i32 = i32::MIN;
/// No organisation or region.
pub(super) const NOWHERE: u32 = u32::MAX;

/// A hard rule by the positions it is about, in the order of the lists of the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum RuleRef {
    Reviews(usize),
    /// Application and position in its panel.
    Panel(usize, usize),
    PerOrganisation(usize),
    MaxLoad(usize),
    MinLoad(usize),
    Absent(usize),
    Sessions(usize),
    Conflict(usize),
    Fixed(usize),
    Forbidden(usize),
    Group(usize),
}

/// An application, or a group that goes to the same experts.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    /// Positions of the applications.
    pub members: Vec<usize>,
    /// Experts on the panel.
    pub reviews: i32,
    /// The number of reviews is only a lower bound (its rule is set aside).
    pub open: bool,
    /// Seats per kind (position among the kinds of the problem).
    pub seats: Vec<(usize, i32)>,
    /// Most experts of one organisation.
    pub per_organisation: Option<u32>,
    /// Units of flow on each of its pairs: its load, or one where counting items is as good.
    pub units: i32,
}

impl Item {
    /// Load that the item is for each of its experts.
    pub fn weight(&self) -> i32 {
        self.members.len() as i32
    }
}

/// What the search knows of an expert.
#[derive(Debug, Clone)]
pub(super) struct Reviewer {
    /// Fewest and most reviews.
    pub min: i32,
    pub max: i32,
    /// Fewest and most units of flow.
    pub least: i32,
    pub most: i32,
    /// Reviews of items outside this model.
    pub base: i32,
    /// Kinds among the kinds of the problem.
    pub kinds: u16,
    pub organisation: u32,
    pub region: u32,
}

/// What staying near to the pairs of an earlier assignment is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nearness {
    /// Nothing.
    Nothing,
    /// Less than any point: it decides between equals.
    Tie,
    /// More than all points: as little changes as possible.
    First,
}

/// A problem in numbers.
#[derive(Debug, Clone)]
pub(super) struct Model<'p> {
    pub problem: &'p Problem,
    pub items: Vec<Item>,
    pub experts: Vec<Reviewer>,
    /// Item of each application.
    pub item_of: Vec<usize>,
    /// Points of each expert (column) for each item (row), or [`BLOCKED`].
    pub points: Vec<i32>,
    /// Fit of each expert to each application.
    pub fits: Cow<'p, [Vec<u16>]>,
    /// Pairs that must be in the assignment.
    pub fixed: Vec<(usize, usize)>,
    /// Pairs of an assignment to stay near to.
    pub kept: BTreeSet<(usize, usize)>,
    /// What staying near to them is worth.
    pub nearness: Nearness,
    /// Least total fit per review of every application, in units of `1 / floor_unit`; 0 for none.
    pub floor: i64,
    /// A common multiple of the numbers of reviews, so that totals of unequal panels compare exactly.
    pub floor_unit: i64,
    /// Rules contradict each other whatever the pairs are.
    pub contradiction: bool,
}

impl<'p> Model<'p> {
    /// The row of points of an item.
    pub fn row(&self, item: usize) -> &[i32] {
        &self.points[item * self.experts.len()..][..self.experts.len()]
    }

    /// Points of a pair, or [`BLOCKED`].
    pub fn points(&self, item: usize, expert: usize) -> i32 {
        self.points[item * self.experts.len() + expert]
    }

    /// Excludes a pair.
    pub fn exclude(&mut self, item: usize, expert: usize) {
        self.points[item * self.experts.len() + expert] = BLOCKED;
    }

    /// The least fit of an expert to the applications of an item.
    pub fn least_fit(&self, item: usize, expert: usize) -> u16 {
        self.items[item].members.iter().map(|a| self.fits[*a][expert]).min().unwrap_or(0)
    }

    /// Whether a pair is below a floor of fit. Pairs fixed by people are not held against anyone.
    pub fn is_below(&self, item: usize, expert: usize, floor: u16) -> bool {
        self.least_fit(item, expert) < floor && !self.fixed.contains(&(item, expert))
    }

    /// Positions of a pair of ids, as item and expert.
    pub fn position(&self, ids: &Ids<'_>, pair: &Pair) -> Option<(usize, usize)> {
        let application = ids.applications.get(pair.application.as_str())?;
        Some((self.item_of[*application], *ids.experts.get(pair.expert.as_str())?))
    }

    /// Stays near to the pairs of an earlier assignment; pairs that are no longer known or allowed count for nothing.
    pub fn stay_near(&mut self, ids: &Ids<'_>, pairs: &[Pair], nearness: Nearness) {
        let positions = pairs.iter().filter_map(|pair| self.position(ids, pair));
        self.kept = positions.filter(|(item, e)| self.points(*item, *e) != BLOCKED).collect();
        self.nearness = nearness;
    }

    /// Whether every rule is part of a flow.
    pub fn is_flow(&self) -> bool {
        !self.has_rows() && self.is_unit()
    }

    /// Whether every pair is one unit of flow, so that flows are whole.
    pub fn is_unit(&self) -> bool {
        self.items.iter().all(|item| item.units == 1)
    }

    /// Whether rules bind that a flow cannot carry.
    pub fn has_rows(&self) -> bool {
        self.problem.weights.region_mix > 0
            || self.items.iter().any(|i| i.per_organisation.is_some())
            || self.problem.fairness == Fairness::WeakestTotal
    }
}
