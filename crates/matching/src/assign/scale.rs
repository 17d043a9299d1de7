//! Sizes of the costs of a network: points, forced pairs and unmet supply must never be confused or overflow.

use super::model::{BLOCKED, Model, Nearness};

/// The greatest penalty: potentials stay within a few of it, far from the ends of 64 bits.
const MOST: i128 = 1 << 60;
/// Finest unit of prices where rules or groups need fractions of a point.
const FINEST: i64 = 256;

/// Cost units of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    /// Cost units per point.
    pub unit: i64,
    /// Costs of whole panels are multiples of this.
    pub grain: i64,
    /// Cost of breaking up a kept pair.
    pub keep: i64,
    /// Cost of leaving out a forced pair: more than all kept pairs and points together.
    pub force: i64,
    /// Cost of a review nobody can do: more than any exchange of pairs.
    pub unmet: i64,
}

impl Scale {
    /// The scale of a model, or `None` when its numbers are too large for exact arithmetic.
    pub fn of(model: &Model<'_>) -> Option<Self> {
        let mut unit =
            if model.has_rows() || model.items.iter().any(|i| i.weight() > 1) { FINEST } else { 1 };
        loop {
            let scale = Self::with_unit(model, unit);
            if scale.is_some() || unit == 1 {
                return scale;
            }
            unit /= 2;
        }
    }

    fn with_unit(model: &Model<'_>, unit: i64) -> Option<Self> {
        let width = model.experts.len();
        let weights = &model.problem.weights;
        let (mut range, mut reviews, mut steepest) = (0i128, 0i128, 0i128);
        for (i, item) in model.items.iter().enumerate() {
            let row = model.row(i).iter().filter(|p| **p != BLOCKED);
            let most = row.map(|p| i128::from(p.unsigned_abs())).max().unwrap_or(0);
            let taken = i128::from(if item.open { width as i32 } else { item.reviews });
            range += taken * (2 * most + i128::from(weights.region_mix) * i128::from(item.weight()));
            reviews += taken * i128::from(item.weight());
            steepest = steepest.max(2 * most);
        }
        let load = model.experts.iter().map(|e| i128::from(e.max)).max().unwrap_or(0).min(reviews);
        let balance = i128::from(weights.balance) * load;
        range += balance * reviews;
        // Ties are only decided where the optimum is a flow; a search has enough to do with points.
        let (unit, grain, keep) = match model.nearness {
            Nearness::Nothing => (i128::from(unit), unit, 0),
            Nearness::Tie if model.is_flow() => (reviews + 1, 1, 1),
            Nearness::Tie => (i128::from(unit), unit, 0),
            Nearness::First => (i128::from(unit), unit, i128::from(unit) * (range + 1)),
        };
        let force = unit * (range + 1) + keep * (reviews + 1);
        let exchanged = 2 * model.items.len().min(width) as i128 + 4;
        // Prices of rows stay below twice the cost of forcing.
        let unmet = exchanged * (3 * force + unit * (steepest + balance + 1));
        let fits = unmet < MOST;
        fits.then_some(Self {
            unit: unit as i64,
            grain,
            keep: keep as i64,
            force: force as i64,
            unmet: unmet as i64,
        })
    }
}
