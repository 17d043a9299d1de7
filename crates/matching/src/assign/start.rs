//! Where a search starts: a first assignment, and prices that make the first bound tight.

use std::cmp::Reverse;

use super::rows::{Adjustment, Row, broken, dearest};
use super::search::Search;

impl Search<'_, '_, '_> {
    /// A first assignment: puts the flow's faults right, a few at a time. What leads nowhere is turned round once.
    pub fn dive(&mut self) {
        let before = self.network.adjustments().to_vec();
        let mut last: Option<(Vec<Adjustment>, (usize, u32, bool))> = None;
        for _ in 0..self.limit.min(400) {
            if !self.network.relax().feasible {
                // The opposite of the first of the last decisions.
                let Some((earlier, (item, expert, force))) = last.take() else { break };
                self.network.restore(earlier);
                self.decide(item, expert, !force);
                if !self.network.relax().feasible {
                    break;
                }
            }
            self.record();
            let done = self.is_settled();
            let mut changed = false;
            for item in 0..self.model.items.len() {
                changed |= !done && self.repair_rows(item);
            }
            let earlier = self.network.adjustments().to_vec();
            let first = self.decide_splits();
            changed |= first.is_some();
            last = first.map(|first| (earlier, first));
            if done || !changed {
                break;
            }
        }
        self.network.restore(before);
    }

    /// Decides the clearest of the split pairs; the first of the decisions.
    fn decide_splits(&mut self) -> Option<(usize, u32, bool)> {
        let mut splits: Vec<(i32, usize, u32, bool)> = Vec::new();
        for item in 0..self.model.items.len() {
            let weight = self.model.items[item].units;
            let parts = self.network.flows(item).filter(|(_, flow)| *flow < weight);
            let clearest = parts.max_by_key(|(expert, flow)| ((2 * flow - weight).abs(), Reverse(*expert)));
            splits.extend(clearest.map(|(expert, flow)| {
                let clear = (2 * flow - weight).abs() * 1_000 / weight;
                (-clear, item, expert as u32, 2 * flow >= weight)
            }));
        }
        splits.sort_unstable();
        splits.truncate(splits.len().div_ceil(10));
        for (_, item, expert, force) in &splits {
            // An earlier decision may have settled this one.
            if !self.network.adjustment(*item).banned.contains(expert) {
                self.decide(*item, *expert, *force);
            }
        }
        splits.first().map(|(_, item, expert, force)| (*item, *expert, *force))
    }

    fn decide(&mut self, item: usize, expert: u32, force: bool) {
        self.apply(
            item,
            |adjustment| {
                if force { adjustment.forced.push(expert) } else { adjustment.banned.push(expert) }
            },
        );
    }

    /// Bans what breaks a row that must hold; whether anything was wrong.
    fn repair_rows(&mut self, item: usize) -> bool {
        let (panel, whole) = self.panel(item);
        let model = self.model;
        if !whole {
            return false;
        }
        let mut changed = false;
        for row in broken(model, &model.items[item], &panel) {
            let mut bans: Vec<u32> = Vec::new();
            match row {
                Row::Region(_) => {}
                Row::Organisation(organisation) => {
                    let mut of_it: Vec<usize> = panel
                        .iter()
                        .copied()
                        .filter(|e| model.experts[*e].organisation == organisation)
                        .collect();
                    let forced = &self.network.adjustment(item).forced;
                    of_it.sort_by_key(|e| (!forced.contains(&(*e as u32)), -model.points(item, *e)));
                    of_it.truncate(model.items[item].per_organisation.unwrap_or(0) as usize);
                    let others = (0..model.experts.len())
                        .filter(|e| model.experts[*e].organisation == organisation && !of_it.contains(e));
                    bans.extend(others.map(|e| e as u32));
                }
                Row::Floor(a) => {
                    // First the flow is asked for more with a price that rises; only in the end somebody is banned.
                    let adjustment = self.network.adjustment(item);
                    let top = dearest(model, &model.items[item], row, &self.network.scale);
                    let price = adjustment.price_of(row);
                    if price < top {
                        let first = (self.network.scale.unit / model.floor_unit).max(1);
                        let next = (price * 4).clamp(first, top.max(first));
                        self.network.adjust(item, |adjustment| adjustment.set_price(row, next));
                        changed = true;
                        continue;
                    }
                    let free = panel.iter().filter(|e| !adjustment.forced.contains(&(**e as u32)));
                    bans.extend(free.min_by_key(|e| model.fits[a][**e]).map(|e| *e as u32));
                }
            }
            changed |= !bans.is_empty();
            self.network.adjust(item, |adjustment| adjustment.banned.extend(bans));
        }
        changed
    }

    /// Raises the bound at the root by subgradient steps on the prices (Polyak's rule), and keeps the best prices.
    pub fn tighten(&mut self) {
        let mut best = (i64::MIN, self.network.adjustments().to_vec());
        let (mut halvings, mut stale) = (0u32, 0);
        for _ in 0..self.limit.min(150) {
            let relaxed = self.network.relax();
            let bound = self.lagrangean(relaxed.cost);
            self.record();
            if bound > best.0 {
                best = (bound, self.network.adjustments().to_vec());
                stale = 0;
            } else {
                stale += 1;
            }
            if stale >= 8 {
                (halvings, stale) = (halvings + 1, 0);
            }
            let done = self.is_settled() || self.rounded(best.0) >= self.known() || halvings > 12;
            if done || !self.step(bound, halvings) {
                break;
            }
        }
        self.network.restore(best.1);
    }

    /// One step along the excesses of all rows, as long as the distance to the best assignment asks for.
    fn step(&mut self, bound: i64, halvings: u32) -> bool {
        let mut moves: Vec<(usize, Row, i64)> = Vec::new();
        for item in 0..self.model.items.len() {
            let (panel, _) = self.panel(item);
            let standings = self.standings(item, &panel);
            moves.extend(standings.iter().filter(|s| s.excess != 0).map(|s| (item, s.row, s.excess)));
        }
        let norm: i128 = moves.iter().map(|(_, _, excess)| i128::from(*excess) * i128::from(*excess)).sum();
        if norm == 0 {
            return false;
        }
        let target = if self.known() < i64::MAX { self.known() } else { bound + bound.abs() / 100 };
        let distance = i128::from(target.saturating_sub(bound).max(self.network.scale.unit));
        for (item, row, excess) in moves {
            let top = dearest(self.model, &self.model.items[item], row, &self.network.scale);
            let by = (distance * i128::from(excess) / norm) >> halvings;
            let price = i128::from(self.network.adjustment(item).price_of(row)) + by;
            let price = price.clamp(0, i128::from(top)) as i64;
            self.network.adjust(item, |adjustment| adjustment.set_price(row, price));
        }
        true
    }
}
