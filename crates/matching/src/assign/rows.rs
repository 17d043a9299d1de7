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
    for application in &facts.members {
        let places = Places::new(model, item, *application, forced, &free);
        low.extend(free.iter().filter(|e| places.best_with(model, **e) * model.floor_unit < asked));
    }
    low.sort_unstable();
    low.dedup();
    low
}

/// The most that a panel's total fit to an application can be, seat by seat. Somebody who can take seats of several
/// kinds may be counted for each, so no panel has more.
pub(super) struct Places {
    /// Total of the best for all seats, with the forced.
    pub best: i64,
    /// Kinds that a seat is open to (all bits for a free one) and the least fit among the best for such seats.
    seats: Vec<(u16, i64)>,
    application: usize,
}

impl Places {
    /// Of the forced and the best of `free`. Where some are forced, which seats they take is left open.
    pub fn new(model: &Model<'_>, item: usize, application: usize, forced: &[u32], free: &[u32]) -> Self {
        let facts = &model.items[item];
        let fit = |e: &u32| i64::from(model.fits[application][*e as usize]);
        let seated: i32 = facts.seats.iter().map(|s| s.1).sum();
        let kinds: Vec<(u16, i32)> = if forced.is_empty() {
            let named = facts.seats.iter().map(|(kind, count)| (1 << kind, *count));
            named.chain([(u16::MAX, facts.reviews - seated)]).collect()
        } else {
            vec![(u16::MAX, facts.reviews - forced.len() as i32)]
        };
        let (mut best, mut seats) = (forced.iter().map(fit).sum(), Vec::new());
        for (kind, count) in kinds.into_iter().filter(|(_, count)| *count > 0) {
            let able =
                free.iter().filter(|e| kind == u16::MAX || model.experts[**e as usize].kinds & kind > 0);
            let mut fits: Vec<i64> = able.map(fit).collect();
            let count = fits.len().min(count as usize);
            if count > 0 {
                fits.select_nth_unstable_by(count - 1, |a, b| b.cmp(a));
            }
            fits.truncate(count);
            best += fits.iter().sum::<i64>();
            seats.push((kind, fits.last().copied().unwrap_or(0)));
        }
        Self { best, seats, application }
    }

    /// The most with one of the free ones on the panel.
    fn best_with(&self, model: &Model<'_>, expert: u32) -> i64 {
        let own = i64::from(model.fits[self.application][expert as usize]);
        let kinds = model.experts[expert as usize].kinds;
        let open = self.seats.iter().filter(|(kind, _)| *kind == u16::MAX || kinds & kind > 0);
        open.map(|(_, least)| self.best + (own - least).min(0)).max().unwrap_or(i64::MIN / (1 << 20))
    }
}
