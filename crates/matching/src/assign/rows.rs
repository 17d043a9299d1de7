//! Rules of a panel that a flow cannot carry, as linear rows with prices (Lagrange multipliers), and what a search
//! forces or bans.

use super::model::{BLOCKED, Item, Model, NOWHERE};
use super::scale::Scale;

/// A row over the experts of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Row {
    /// Experts of one organisation: at most as many as the rule says.
    Organisation(u32),
    /// Experts of one region: each beyond the first costs points.
    Region(u32),
    /// Total fit of an application: at least the floor.
    Floor(usize),
}

/// What a search does to the pairs of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Adjustment {
    /// Experts that must be on the panel.
    pub forced: Vec<u32>,
    /// Experts that must not be on the panel.
    pub banned: Vec<u32>,
    /// Experts that were on the panel before a repair.
    pub kept: Vec<u32>,
    /// Prices of rows, in cost units per unit of the row.
    pub prices: Vec<(Row, i64)>,
}

impl Adjustment {
    /// Whether nothing is adjusted.
    pub fn is_plain(&self) -> bool {
        self.forced.is_empty() && self.banned.is_empty() && self.kept.is_empty() && self.prices.is_empty()
    }

    /// What the prices of rows add to the cost of a pair.
    pub fn price(&self, model: &Model<'_>, expert: usize) -> i64 {
        self.prices.iter().map(|(row, price)| price * coefficient(model, *row, expert)).sum()
    }

    /// What forcing or banning adds to the cost of a unit of flow on a pair.
    pub fn force(&self, expert: u32, scale: &Scale) -> i64 {
        if self.forced.contains(&expert) {
            -scale.force
        } else if self.banned.contains(&expert) {
            scale.force
        } else {
            0
        }
    }

    /// The price of a row.
    pub fn price_of(&self, row: Row) -> i64 {
        self.prices.iter().find(|(known, _)| *known == row).map_or(0, |(_, price)| *price)
    }

    /// Sets the price of a row.
    pub fn set_price(&mut self, row: Row, price: i64) {
        self.prices.retain(|(known, _)| *known != row);
        if price != 0 {
            self.prices.push((row, price));
        }
    }
}

/// The coefficient of an expert in a row.
fn coefficient(model: &Model<'_>, row: Row, expert: usize) -> i64 {
    match row {
        Row::Organisation(organisation) => i64::from(model.experts[expert].organisation == organisation),
        Row::Region(region) => i64::from(model.experts[expert].region == region),
        Row::Floor(application) => -i64::from(model.fits[application][expert]) * model.floor_unit,
    }
}

/// The right side of a row of an item.
pub(super) fn bound(model: &Model<'_>, item: &Item, row: Row) -> i64 {
    match row {
        Row::Organisation(_) => item.per_organisation.map_or(i64::MAX, i64::from),
        Row::Region(_) => 1,
        Row::Floor(_) => -(model.floor * i64::from(item.reviews)),
    }
}

/// How far a panel is above the bound of a row; negative when below.
pub(super) fn excess(model: &Model<'_>, item: &Item, row: Row, panel: &[usize]) -> i64 {
    panel.iter().map(|e| coefficient(model, row, *e)).sum::<i64>() - bound(model, item, row)
}

/// What being above the bound of a row really costs, in cost units; `None` when it is not allowed.
pub(super) fn truth(model: &Model<'_>, item: &Item, row: Row, excess: i64, scale: &Scale) -> Option<i64> {
    match row {
        Row::Region(_) => Some(excess.max(0) * dearest(model, item, row, scale)),
        Row::Organisation(_) | Row::Floor(_) => (excess <= 0).then_some(0),
    }
}

/// The highest price that still bounds the truth from below.
pub(super) fn dearest(model: &Model<'_>, item: &Item, row: Row, scale: &Scale) -> i64 {
    match row {
        Row::Region(_) => i64::from(model.problem.weights.region_mix) * i64::from(item.weight()) * scale.unit,
        // A row that must hold may be priced like a forced pair, spread over its coefficients.
        Row::Organisation(_) => scale.force / 2,
        Row::Floor(_) => scale.force / (2_048 * model.floor_unit),
    }
}

/// The rows of an item that a panel is above.
pub(super) fn broken(model: &Model<'_>, item: &Item, panel: &[usize]) -> Vec<Row> {
    let mut rows = Vec::new();
    for expert in panel.iter().map(|e| &model.experts[*e]) {
        if item.per_organisation.is_some() && expert.organisation != NOWHERE {
            rows.push(Row::Organisation(expert.organisation));
        }
        if model.problem.weights.region_mix > 0 && expert.region != NOWHERE {
            rows.push(Row::Region(expert.region));
        }
    }
    if model.floor > 0 {
        rows.extend(item.members.iter().map(|a| Row::Floor(*a)));
    }
    rows.sort_unstable();
    rows.dedup();
    rows.retain(|row| excess(model, item, *row, panel) > 0);
    rows
}

/// The experts whose fit to an application of an item is too low for its floor, whoever else joins the forced ones.
pub(super) fn too_low(model: &Model<'_>, item: usize, forced: &[u32], banned: &[u32]) -> Vec<u32> {
    let facts = &model.items[item];
    let mut low = Vec::new();
    if model.floor == 0 || facts.reviews == 0 {
        return low;
    }
    let asked = model.floor * i64::from(facts.reviews);
    let free: Vec<u32> = (0..model.experts.len() as u32)
        .filter(|e| model.points(item, *e as usize) != BLOCKED && !forced.contains(e) && !banned.contains(e))
        .collect();
    let places = (facts.reviews as usize).saturating_sub(forced.len());
    for application in &facts.members {
        let value = |e: &u32| i64::from(model.fits[*application][*e as usize]) * model.floor_unit;
        let certain: i64 = forced.iter().map(value).sum();
        let mut best: Vec<i64> = free.iter().map(value).collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let others: i64 = best.iter().take(places.saturating_sub(1)).sum();
        low.extend(free.iter().filter(|e| places == 0 || certain + others + value(e) < asked));
    }
    low.sort_unstable();
    low.dedup();
    low
}
