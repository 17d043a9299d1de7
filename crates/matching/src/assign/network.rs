//! The flow of reviews: items → classes of experts → experts → sink, with arcs added as they are needed.
//!
//! Only the best few pairs of each item enter at first. After each solve the prices tell which of the other pairs
//! could improve the flow; when there is none left, the flow is optimal over all pairs.

use super::layout::{Layout, layouts, named};
use super::model::{BLOCKED, Model};
use super::rows::Adjustment;
use super::scale::Scale;
use super::simplex::{Arc, Node, Simplex};

/// Pairs that enter per class and round of pricing.
const ENTERING: usize = 8;

/// What a unit of flow on a pair costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// The points of the pair, negative.
    Points,
    /// One for each application whose fit is below the threshold.
    Shortfall(u16),
    /// Nothing: only whether the rules can be met.
    Feasible,
}

/// Where an item enters the network.
#[derive(Debug, Clone)]
struct Entry {
    layout: usize,
    /// Node of the first class; the others follow.
    first: Node,
    /// Node of the seats of no particular kind; the class node where there is only one class.
    free: Node,
}

/// A pair in the network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub expert: u32,
    pub arc: Arc,
}

/// A pair that could improve the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Improving {
    class: u16,
    reduced: i64,
    expert: u32,
}

/// What a relaxation found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Relaxed {
    /// Whether all supplies and forced pairs are met.
    pub feasible: bool,
    /// Cost in units of the scale, without the costs of forcing.
    pub cost: i64,
}

/// The network of a model, with a flow.
#[derive(Debug, Clone)]
pub(super) struct Network<'m, 'p> {
    pub model: &'m Model<'p>,
    pub scale: Scale,
    pub aim: Aim,
    simplex: Simplex,
    layouts: Vec<Layout>,
    entries: Vec<Entry>,
    columns: Vec<Vec<Column>>,
    present: Vec<u64>,
    adjustments: Vec<Adjustment>,
    sink: Node,
}

impl<'m, 'p> Network<'m, 'p> {
    /// The network of a model; no flow yet.
    pub fn new(model: &'m Model<'p>, scale: Scale, aim: Aim) -> Self {
        let experts = model.experts.len();
        let sink = experts as Node;
        let layouts = layouts(model);
        let mut supplies: Vec<i32> = model.experts.iter().map(|e| -e.least).collect();
        supplies.push(0);
        let mut entries = Vec::with_capacity(model.items.len());
        let mut arcs = Vec::new();
        for item in &model.items {
            let index = layouts.iter().position(|l| l.named == named(item.seats.iter())).unwrap_or(0);
            let layout = &layouts[index];
            let entry = Entry { layout: index, first: supplies.len() as Node, free: supplies.len() as Node };
            supplies.resize(supplies.len() + layout.classes.len(), 0);
            let mut entry = entry;
            let weight = item.units;
            let seated: i32 = item.seats.iter().map(|s| s.1).sum();
            let free = item.reviews - seated;
            let single = layout.classes.len() == 1;
            if !single && (free > 0 || item.open) {
                entry.free = supplies.len() as Node;
                supplies.push(0);
                for class in 0..layout.classes.len() as Node {
                    arcs.push((entry.free, entry.first + class, experts as i32 * weight));
                }
            }
            supplies[entry.free as usize] += free.max(0) * weight;
            if item.open {
                arcs.push((sink, entry.free, experts as i32 * weight));
            }
            for (kind, count) in &item.seats {
                let able = (0..layout.classes.len()).filter(|c| layout.classes[*c] >> kind & 1 == 1);
                let able: Vec<Node> = able.map(|c| entry.first + c as Node).collect();
                let seat = if let [only] = able[..] {
                    only
                } else {
                    supplies.push(0);
                    supplies.len() as Node - 1
                };
                supplies[seat as usize] += count * weight;
                arcs.extend(able.iter().filter(|c| **c != seat).map(|class| (seat, *class, count * weight)));
            }
            entries.push(entry);
        }
        supplies[sink as usize] = -supplies.iter().sum::<i32>();
        let mut network = Self {
            model,
            scale,
            aim,
            simplex: Simplex::new(&supplies, scale.unmet),
            layouts,
            entries,
            columns: vec![Vec::new(); model.items.len()],
            present: vec![0; (model.items.len() * experts).div_ceil(64)],
            adjustments: vec![Adjustment::default(); model.items.len()],
            sink,
        };
        for (from, to, capacity) in arcs {
            network.simplex.add(from, to, capacity, 0);
        }
        network.add_experts();
        for (i, e) in &model.fixed {
            network.adjustments[*i].forced.push(*e as u32);
        }
        for (i, e) in &model.kept {
            network.adjustments[*i].kept.push(*e as u32);
        }
        (0..model.items.len()).for_each(|item| network.add_best(item));
        network
    }

    /// Arcs from experts to the sink: room above the fewest reviews, dearer with each review where loads are to be
    /// balanced.
    fn add_experts(&mut self) {
        let balance = i64::from(self.model.problem.weights.balance) * self.scale.unit;
        // Reviews that a unit of flow stands for: where loads cost points, all items that are one unit weigh the same.
        let each = self.model.items.first().map_or(1, |item| item.weight() / item.units);
        for (e, expert) in self.model.experts.iter().enumerate() {
            let room = expert.most - expert.least;
            if room <= 0 {
                continue;
            }
            if balance == 0 || self.aim != Aim::Points {
                self.simplex.add(e as Node, self.sink, room, 0);
            } else {
                for unit in expert.least..expert.most {
                    let load = i64::from(expert.base + unit * each);
                    let reviews = i64::from(each);
                    let cost = balance * (reviews * load + reviews * (reviews - 1) / 2);
                    self.simplex.add(e as Node, self.sink, 1, cost);
                }
            }
        }
    }

    /// Adds the forced and kept pairs and the best few pairs of each class.
    fn add_best(&mut self, item: usize) {
        let adjustment = &self.adjustments[item];
        let chosen: Vec<u32> = adjustment.forced.iter().chain(&adjustment.kept).copied().collect();
        chosen.into_iter().for_each(|e| self.add_column(item, e));
        let row = self.model.row(item);
        let keep = 2 * self.model.items[item].reviews as usize + 4;
        let layout = &self.layouts[self.entries[item].layout];
        let mut best: Vec<u32> = Vec::new();
        for class in &layout.members {
            let start = best.len();
            best.extend(class.iter().filter(|e| row[**e as usize] != BLOCKED));
            if best.len() - start > keep {
                best[start..].select_nth_unstable_by_key(keep, |e| std::cmp::Reverse(row[*e as usize]));
                best.truncate(start + keep);
            }
        }
        best.into_iter().for_each(|e| self.add_column(item, e));
    }

    fn add_column(&mut self, item: usize, expert: u32) {
        if self.is_present(item, expert) || self.model.points(item, expert as usize) == BLOCKED {
            return;
        }
        let bit = item * self.model.experts.len() + expert as usize;
        self.present[bit / 64] |= 1 << (bit % 64);
        let entry = &self.entries[item];
        let class = self.layouts[entry.layout].class_of[expert as usize];
        let (from, capacity) = (entry.first + Node::from(class), self.model.items[item].units);
        let cost = self.cost(item, expert as usize);
        let arc = self.simplex.add(from, expert as Node, capacity, cost);
        self.columns[item].push(Column { expert, arc });
    }

    /// Cost of a whole pair with the prices of rows.
    fn worth(&self, item: usize, expert: usize) -> i64 {
        let base = match self.aim {
            Aim::Points => -i64::from(self.model.points(item, expert)) * self.scale.unit,
            Aim::Shortfall(least) => i64::from(self.model.is_below(item, expert, least)),
            Aim::Feasible => 0,
        };
        base + self.adjustments[item].price(self.model, expert)
    }

    /// Cost of one unit of flow on a pair: its cost spread over its units, rounded down, so that a relaxation never
    /// costs more than what it relaxes.
    fn cost(&self, item: usize, expert: usize) -> i64 {
        let (adjustment, units) = (&self.adjustments[item], i64::from(self.model.items[item].units));
        let worth = self.worth(item, expert);
        let unit = if units == 1 { worth } else { worth.div_euclid(units) };
        let near = self.aim == Aim::Points && adjustment.kept.contains(&(expert as u32));
        // A kept pair counts once for each application of the item.
        let kept =
            if near { self.scale.keep * i64::from(self.model.items[item].weight()) / units } else { 0 };
        unit - kept + adjustment.force(expert as u32, &self.scale)
    }

    /// The adjustment of an item, to be changed by `change`; its pairs are priced anew.
    pub fn adjust(&mut self, item: usize, change: impl FnOnce(&mut Adjustment)) {
        change(&mut self.adjustments[item]);
        let forced = self.adjustments[item].forced.clone();
        forced.into_iter().for_each(|e| self.add_column(item, e));
        for index in 0..self.columns[item].len() {
            let Column { expert, arc } = self.columns[item][index];
            let cost = self.cost(item, expert as usize);
            if cost != self.simplex.cost(arc) {
                self.simplex.set_cost(arc, cost);
            }
        }
    }

    /// The adjustment of an item.
    pub fn adjustment(&self, item: usize) -> &Adjustment {
        &self.adjustments[item]
    }

    /// The adjustments of all items.
    pub fn adjustments(&self) -> &[Adjustment] {
        &self.adjustments
    }

    /// Puts adjustments back.
    pub fn restore(&mut self, adjustments: Vec<Adjustment>) {
        for (item, before) in adjustments.into_iter().enumerate() {
            if before != self.adjustments[item] {
                self.adjust(item, |adjustment| *adjustment = before);
            }
        }
    }

    /// Points per further review of an expert at the margin.
    pub fn scarcity(&self, expert: usize) -> i64 {
        let dearer = self.simplex.potential(self.sink) - self.simplex.potential(expert as Node);
        dearer.max(0) / self.scale.unit
    }

    /// Seeks pairs above another threshold of fit.
    pub fn threshold(&mut self, least: u16) {
        self.aim = Aim::Shortfall(least);
        (0..self.columns.len()).for_each(|item| self.adjust(item, |_| {}));
    }

    /// Brings the flow to the optimum over all pairs.
    pub fn relax(&mut self) -> Relaxed {
        loop {
            self.simplex.optimise();
            if !self.price() {
                break;
            }
        }
        let (mut cost, mut met) = (self.simplex.total(), self.simplex.unmet() == 0);
        for (item, adjustment) in self.adjustments.iter().enumerate() {
            if adjustment.is_plain() {
                continue;
            }
            let weight = self.model.items[item].units;
            for column in &self.columns[item] {
                let flow = self.simplex.flow(column.arc);
                cost -= adjustment.force(column.expert, &self.scale) * i64::from(flow);
                let forced = adjustment.forced.contains(&column.expert);
                let banned = adjustment.banned.contains(&column.expert);
                met &= !(forced && flow < weight || banned && flow > 0);
            }
            met &= adjustment.forced.iter().all(|e| self.columns[item].iter().any(|c| c.expert == *e));
        }
        Relaxed { feasible: met, cost }
    }

    /// Adds pairs that could improve the flow; whether there were any.
    fn price(&mut self) -> bool {
        let prices: Vec<i64> = (0..self.sink).map(|e| self.simplex.potential(e)).collect();
        let mut found: Vec<Improving> = Vec::new();
        let mut any = false;
        for item in 0..self.model.items.len() {
            found.clear();
            self.improving(item, &prices, &mut found);
            found.retain(|pair| !self.is_present(item, pair.expert));
            any |= !found.is_empty();
            if found.len() > ENTERING {
                found.sort_unstable();
            }
            for class in found.chunk_by(|a, b| a.class == b.class) {
                class.iter().take(ENTERING).for_each(|pair| self.add_column(item, pair.expert));
            }
        }
        any
    }

    /// Pairs of an item whose reduced cost is negative, with that cost times the units of the pair. Forced and kept
    /// pairs are in the network already, and banned ones cannot improve it.
    fn improving(&self, item: usize, prices: &[i64], found: &mut Vec<Improving>) {
        let row = self.model.row(item);
        let unpriced = self.adjustments[item].prices.is_empty();
        // The common cases without a look at anything but their own row.
        match (self.aim, &self.model.items[item].members[..]) {
            (Aim::Points, _) if unpriced => {
                let unit = self.scale.unit;
                self.scan(item, prices, found, |e| -i64::from(row[e]) * unit);
            }
            (Aim::Shortfall(least), [application]) if unpriced && self.model.fixed.is_empty() => {
                let fits = &self.model.fits[*application];
                self.scan(item, prices, found, |e| i64::from(fits[e] < least));
            }
            _ => self.scan(item, prices, found, |e| self.worth(item, e)),
        }
        let banned = &self.adjustments[item].banned;
        if !banned.is_empty() {
            found.retain(|pair| !banned.contains(&pair.expert));
        }
    }

    /// Goes through the experts in the order of memory; `worth` is what a whole pair costs.
    fn scan(&self, item: usize, prices: &[i64], found: &mut Vec<Improving>, worth: impl Fn(usize) -> i64) {
        let entry = &self.entries[item];
        let layout = &self.layouts[entry.layout];
        let own = |class: usize| self.simplex.potential(entry.first + class as Node);
        let owns: Vec<i64> = (0..layout.classes.len()).map(own).collect();
        let units = i64::from(self.model.items[item].units);
        let mut look = |e: usize, points: i32, price: i64, class: u16| {
            let reduced = (owns[usize::from(class)] - price) * units + worth(e);
            if reduced < 0 && points != BLOCKED {
                found.push(Improving { class, reduced, expert: e as u32 });
            }
        };
        let pairs = self.model.row(item).iter().zip(prices).enumerate();
        if owns.len() == 1 {
            pairs.for_each(|(e, (points, price))| look(e, *points, *price, 0));
        } else {
            let classed = pairs.zip(&layout.class_of);
            classed.for_each(|((e, (points, price)), class)| look(e, *points, *price, *class));
        }
    }

    fn is_present(&self, item: usize, expert: u32) -> bool {
        let bit = item * self.model.experts.len() + expert as usize;
        self.present[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// Pairs with flow on them, with their units.
    pub fn flows(&self, item: usize) -> impl Iterator<Item = (usize, i32)> + '_ {
        let columns = self.columns[item].iter();
        columns.map(|c| (c.expert as usize, self.simplex.flow(c.arc))).filter(|(_, flow)| *flow > 0)
    }
}
