use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Missing;
use crate::programme::{Comparator, Measure, Quantity};

/// The most shortcomings that are listed one by one.
const MOST_LISTED: usize = 20;

/// What one way has come to, whatever its measure.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    /// Things counted.
    total: i64,
    /// Names counted once each, by their hash: 64 bits, so that a million names stay small.
    names: HashSet<u64>,
    /// Lengths: the one kept by the comparator's rule.
    kept: Option<i64>,
    /// Part and whole of a percentage.
    share: (i64, i64),
    /// Whether anything counted at all.
    any: bool,
}

impl Count {
    /// Counts `n` things.
    pub(super) fn add(&mut self, n: i64) {
        self.any = true;
        self.total = self.total.saturating_add(n);
    }

    /// Counts a name once.
    pub(super) fn name(&mut self, name: impl Hash) {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        self.any = true;
        self.names.insert(hasher.finish());
    }

    /// Adds to a percentage.
    pub(super) fn share(&mut self, part: i64, whole: i64) {
        self.any = true;
        self.share.0 = self.share.0.saturating_add(part);
        self.share.1 = self.share.1.saturating_add(whole);
    }

    /// Offers a length: of several the one nearest to the mark counts, since a later version may stand beside an
    /// earlier one.
    pub(super) fn nearest(&mut self, length: i64, mark: &Quantity) {
        self.any = true;
        let better =
            |old: i64| distance(length, mark) < distance(old, mark) || distance_is_same(length, old, mark);
        if self.kept.is_none_or(better) {
            self.kept = Some(length);
        }
    }

    /// Offers a length of which the least counts: each must be long enough.
    pub(super) fn least(&mut self, length: i64) {
        self.any = true;
        self.kept = Some(self.kept.map_or(length, |old| old.min(length)));
    }

    /// Offers a length of which the greatest counts: none may be too long.
    pub(super) fn greatest(&mut self, length: i64) {
        self.any = true;
        self.kept = Some(self.kept.map_or(length, |old| old.max(length)));
    }

    /// What it has come to; none: nothing yet.
    pub(super) fn result(&self, measure: Measure) -> Option<i64> {
        if !self.any {
            return None;
        }
        match measure {
            Measure::Characters | Measure::Minutes | Measure::Days => self.kept,
            // Whole hours and percents are rounded down: 19 h 59 min are not 20 hours.
            Measure::Hours => Some(self.total / 3600),
            Measure::Percent => (self.share.1 > 0).then(|| self.share.0.saturating_mul(100) / self.share.1),
            _ => {
                let names = i64::try_from(self.names.len()).unwrap_or(i64::MAX);
                Some(self.total.saturating_add(names))
            }
        }
    }
}

fn distance(length: i64, mark: &Quantity) -> i64 {
    if mark.is_met_by(length) { 0 } else { (length - mark.value).abs() }
}

/// Both meet the mark: the longer one shows what was done.
fn distance_is_same(length: i64, old: i64, mark: &Quantity) -> bool {
    distance(length, mark) == distance(old, mark) && length > old
}

/// How far a result is, in basis points of the mark.
pub(super) fn basis_points(result: Option<i64>, mark: &Quantity) -> u32 {
    let Some(result) = result else { return 0 };
    if mark.is_met_by(result) {
        return 10_000;
    }
    let (part, whole) = match mark.op {
        Comparator::AtLeast | Comparator::Exactly => (result, mark.value),
        Comparator::About | Comparator::Between if result < mark.value => (result, mark.value),
        // Too much of it: what was allowed, in parts of what there is.
        Comparator::AtMost | Comparator::About => (mark.value, result),
        Comparator::Between => (mark.max.unwrap_or(mark.value), result),
    };
    let points = part.max(0).saturating_mul(10_000).checked_div(whole).unwrap_or(0);
    // Not met is never all, however near.
    u32::try_from(points.min(9_999)).unwrap_or(0)
}

/// What is missing between a result and its mark.
pub(super) fn lacking(way: Option<&String>, result: Option<i64>, mark: &Quantity) -> Option<Missing> {
    let (way, unit) = (way.cloned(), mark.unit.clone());
    let Some(result) = result else {
        return Some(match mark.op {
            Comparator::AtMost => Missing::Nothing,
            _ => Missing::More { way, by: mark.value, unit },
        });
    };
    if mark.is_met_by(result) {
        return None;
    }
    let tolerance = match mark.op {
        Comparator::About => mark.value.abs() * Quantity::TOLERANCE_PERCENT / 100,
        _ => 0,
    };
    let low = mark.value - tolerance;
    let high = mark.max.filter(|_| mark.op == Comparator::Between).unwrap_or(mark.value) + tolerance;
    Some(if result < low && mark.op != Comparator::AtMost {
        Missing::More { way, by: low - result, unit }
    } else {
        Missing::Less { way, by: result - high, unit }
    })
}

/// Shortcomings, the first ones in full and the rest by their number.
#[derive(Clone, Debug, Default)]
pub(super) struct Shortcomings {
    listed: Vec<Missing>,
    more: u64,
}

impl Shortcomings {
    pub(super) fn push(&mut self, missing: impl FnOnce() -> Missing) {
        if self.listed.len() < MOST_LISTED {
            self.listed.push(missing());
        } else {
            self.more += 1;
        }
    }

    pub(super) fn into_list(self) -> Vec<Missing> {
        let mut list = self.listed;
        if self.more > 0 {
            list.push(Missing::AndMore { n: self.more });
        }
        list
    }
}
