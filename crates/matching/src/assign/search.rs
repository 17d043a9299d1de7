//! Branch and bound over priced flows, for rules that a flow cannot carry: organisations and regions within a panel,
//! floors of total fit, groups of unequal size.
//!
//! Every bound is a minimum-cost flow with the rows priced into the pairs (Lagrangean relaxation), so it is valid
//! whatever the prices are; prices only decide how tight it is. A node is closed when its bound reaches the best
//! assignment known, when it is infeasible, or when its own flow keeps all rows and its prices lose nothing.

use super::evaluate::{Panels, score};
use super::model::{BLOCKED, Model, NOWHERE};
use super::network::{Aim, Network};
use super::rows::{Adjustment, Row, bound, broken, dearest, excess, too_low, truth};

/// What a search found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The best panels and their cost in units of the scale.
    pub best: Option<(i64, Panels)>,
    /// No panels cost less.
    pub bound: i64,
    /// Whether the tree was searched to its end.
    pub complete: bool,
    /// Nodes of the tree.
    pub nodes: u64,
}

/// How a row stands in a flow.
pub(super) struct Standing {
    pub row: Row,
    pub excess: i64,
    /// What the relaxation loses on this row; `None` when the row is broken and must not be.
    gap: Option<i64>,
}

/// What to branch on.
enum Choice {
    /// Nothing is wrong: the flow is the answer of this node.
    Nothing,
    /// The row cannot be kept with what is forced.
    Hopeless,
    /// The price of a row is set for this subtree.
    Price(usize, Row, i64),
    /// A pair is forced and banned in turn; whether forced first.
    Pair(usize, u32, bool),
}

pub(super) struct Search<'n, 'm, 'p> {
    pub network: &'n mut Network<'m, 'p>,
    pub model: &'m Model<'p>,
    pub best: Option<(i64, Panels)>,
    /// Panels are sought that cost less than this.
    cutoff: i64,
    open: i64,
    nodes: u64,
    pub limit: u64,
    /// Any panels that keep the rules will do.
    any: bool,
}

/// Nodes of the first, short search.
const FIRST_NODES: u64 = 60;
/// The deepest branch; beyond it a subtree counts as not searched.
const DEEPEST: u32 = 600;

/// Seeks the cheapest panels of a network within `limit` nodes. With [`Aim::Feasible`] the first panels that keep
/// the rules end the search, and a bound above zero proves that there are none.
pub(super) fn search(network: &mut Network<'_, '_>, limit: u64) -> Found {
    search_from(network, limit, None)
}

/// Seeks the cheapest panels where some that keep the rules are known.
pub(super) fn search_from(network: &mut Network<'_, '_>, limit: u64, known: Option<Panels>) -> Found {
    let any = network.aim != Aim::Points;
    seek(network, limit, any, known)
}

/// Seeks any panels that keep the rules, led by the points.
pub(super) fn search_any(network: &mut Network<'_, '_>, limit: u64) -> Found {
    seek(network, limit, true, None)
}

fn seek(network: &mut Network<'_, '_>, limit: u64, any: bool, known: Option<Panels>) -> Found {
    let model = network.model;
    let cutoff = if network.aim == Aim::Points { i64::MAX } else { 1 };
    let best = known.map(|panels| (cost(network, &panels), panels));
    let mut search = Search { network, model, best, cutoff, open: i64::MAX, nodes: 0, limit, any };
    let root = search.network.relax();
    if !root.feasible {
        return Found { best: None, bound: i64::MAX, complete: true, nodes: 1 };
    }
    if !matches!(search.choose(), Choice::Nothing) {
        search.dive();
        if !search.is_settled() {
            search.tighten();
            search.dive();
        }
    }
    // Often a short search closes what is left; only otherwise it is worth improving what is known.
    if !search.finish(limit.min(FIRST_NODES)) && limit > FIRST_NODES {
        search.improve(limit);
        search.finish(limit);
    }
    let known = search.best.as_ref().map_or(i64::MAX, |(cost, _)| *cost);
    let bound = search.open.min(known);
    let complete = search.open == i64::MAX || bound == known || search.is_settled();
    Found { bound, best: search.best, complete, nodes: search.nodes }
}

/// Cost of panels in units of the scale of a network.
pub(super) fn cost(network: &Network<'_, '_>, panels: &Panels) -> i64 {
    let (model, scale) = (network.model, &network.scale);
    if network.aim != Aim::Points {
        return 0;
    }
    let kept = model.kept.iter().filter(|(item, e)| panels[*item].binary_search(e).is_ok());
    let kept: i64 = kept.map(|(item, _)| i64::from(model.items[*item].weight())).sum();
    -score(model, panels).points * scale.unit - kept * scale.keep
}

impl Search<'_, '_, '_> {
    /// Searches the tree from its root until `limit` nodes have been seen in all; whether that proves the best.
    fn finish(&mut self, limit: u64) -> bool {
        (self.limit, self.open) = (limit, i64::MAX);
        self.explore(i64::MIN, 0);
        self.open >= self.known()
    }

    /// The bound of the present prices for a relaxed cost.
    pub fn lagrangean(&self, cost: i64) -> i64 {
        let items = self.model.items.iter().enumerate();
        let constant: i64 = items
            .flat_map(|(i, item)| {
                let prices = self.network.adjustment(i).prices.iter();
                prices.map(move |(row, price)| price * bound(self.model, item, *row))
            })
            .sum();
        cost - constant
    }

    /// Rounds a bound up to the next cost that whole points can have.
    pub fn rounded(&self, bound: i64) -> i64 {
        let grain = self.network.scale.grain;
        bound.div_euclid(grain) * grain + if bound.rem_euclid(grain) > 0 { grain } else { 0 }
    }

    pub fn known(&self) -> i64 {
        self.best.as_ref().map_or(self.cutoff, |(cost, _)| *cost)
    }

    /// Whether any panels will do and some were found.
    pub fn is_settled(&self) -> bool {
        self.any && self.best.is_some()
    }

    /// The experts with any flow from an item, and whether all flows are whole.
    pub fn panel(&self, item: usize) -> (Vec<usize>, bool) {
        let weight = self.model.items[item].units;
        let mut whole = true;
        let mut panel: Vec<usize> = Vec::new();
        for (expert, flow) in self.network.flows(item) {
            whole &= flow == weight;
            panel.push(expert);
        }
        panel.sort_unstable();
        (panel, whole)
    }

    /// Keeps the present flow as the best assignment if it is one and is better.
    pub fn record(&mut self) {
        let mut panels = Vec::with_capacity(self.model.items.len());
        for (i, item) in self.model.items.iter().enumerate() {
            let (panel, whole) = self.panel(i);
            let allowed = broken(self.model, item, &panel).into_iter().all(|row| {
                let excess = excess(self.model, item, row, &panel);
                truth(self.model, item, row, excess, &self.network.scale).is_some()
            });
            if !whole || !allowed {
                return;
            }
            panels.push(panel);
        }
        let cost = cost(self.network, &panels);
        if cost < self.known() {
            self.best = Some((cost, panels));
        }
    }

    /// The rows of an item that are priced or broken.
    pub fn standings(&self, item: usize, panel: &[usize]) -> Vec<Standing> {
        let facts = &self.model.items[item];
        let adjustment = self.network.adjustment(item);
        let mut rows: Vec<Row> = adjustment.prices.iter().map(|(row, _)| *row).collect();
        rows.extend(broken(self.model, facts, panel));
        rows.sort_unstable();
        rows.dedup();
        let soft = self.network.aim == Aim::Points;
        rows.into_iter()
            .filter(|row| soft || !matches!(row, Row::Region(_)))
            .map(|row| {
                let excess = excess(self.model, facts, row, panel);
                let truth = truth(self.model, facts, row, excess, &self.network.scale);
                Standing { row, excess, gap: truth.map(|t| t - adjustment.price_of(row) * excess) }
            })
            .collect()
    }

    /// What to branch on in the present flow: a split pair, else the row that loses most.
    fn choose(&self) -> Choice {
        let mut worst: Option<(i64, usize, Standing)> = None;
        for item in 0..self.model.items.len() {
            let (panel, whole) = self.panel(item);
            if !whole {
                return self.choose_split(item);
            }
            for standing in self.standings(item, &panel) {
                let loss = standing.gap.unwrap_or(i64::MAX);
                if loss > worst.as_ref().map_or(0, |w| w.0) {
                    worst = Some((loss, item, standing));
                }
            }
        }
        worst.map_or(Choice::Nothing, |(_, item, standing)| self.choose_in_row(item, &standing))
    }

    /// The pair with the largest part of its flow.
    fn choose_split(&self, item: usize) -> Choice {
        let weight = self.model.items[item].units;
        let parts = self.network.flows(item).filter(|(_, flow)| *flow < weight);
        let largest = parts.max_by_key(|(expert, flow)| (*flow, std::cmp::Reverse(*expert)));
        largest
            .map_or(Choice::Nothing, |(expert, flow)| Choice::Pair(item, expert as u32, 2 * flow >= weight))
    }

    fn choose_in_row(&self, item: usize, standing: &Standing) -> Choice {
        let (facts, row) = (&self.model.items[item], standing.row);
        let adjustment = self.network.adjustment(item);
        if standing.excess < 0 {
            return Choice::Price(item, row, 0);
        }
        let (panel, _) = self.panel(item);
        let concerned = |e: &usize| match row {
            Row::Organisation(organisation) => self.model.experts[*e].organisation == organisation,
            Row::Region(region) => self.model.experts[*e].region == region,
            Row::Floor(_) => true,
        };
        let forced = |e: &usize| adjustment.forced.contains(&(*e as u32));
        let top = dearest(self.model, facts, row, &self.network.scale);
        if matches!(row, Row::Region(_))
            && panel.iter().any(|e| concerned(e) && forced(e))
            && adjustment.price_of(row) < top
        {
            // With one expert of the region certain, every further one costs its points: the row is linear.
            return Choice::Price(item, row, top);
        }
        let free = panel.iter().filter(|e| concerned(e) && !forced(e)).copied();
        let pick = match row {
            Row::Floor(a) => free.min_by_key(|e| self.model.fits[a][*e]),
            _ => free.max_by_key(|e| self.model.points(item, *e)),
        };
        let force_first = !matches!(row, Row::Floor(_));
        pick.map_or(Choice::Hopeless, |e| Choice::Pair(item, e as u32, force_first))
    }

    /// Searches the subtree of the present adjustments. `inherited` bounds it from below.
    fn explore(&mut self, inherited: i64, depth: u32) {
        if self.is_settled() {
            return;
        }
        if self.nodes >= self.limit || depth > DEEPEST {
            self.open = self.open.min(inherited);
            return;
        }
        self.nodes += 1;
        let relaxed = self.network.relax();
        if !relaxed.feasible {
            return;
        }
        let bound = self.rounded(self.lagrangean(relaxed.cost)).max(inherited);
        if bound >= self.known() {
            return;
        }
        self.record();
        if bound >= self.known() {
            return;
        }
        match self.choose() {
            Choice::Nothing | Choice::Hopeless => {}
            Choice::Price(item, row, price) => {
                self.within(item, |adjustment| adjustment.set_price(row, price), bound, depth);
            }
            Choice::Pair(item, expert, force_first) => {
                for force in [force_first, !force_first] {
                    if force {
                        self.within(item, |adjustment| adjustment.forced.push(expert), bound, depth);
                    } else {
                        self.within(item, |adjustment| adjustment.banned.push(expert), bound, depth);
                    }
                }
            }
        }
    }

    /// Explores with one adjustment, and takes it back.
    fn within(&mut self, item: usize, change: impl FnOnce(&mut Adjustment), bound: i64, depth: u32) {
        let undo = self.apply(item, change);
        self.explore(bound, depth + 1);
        for (item, before) in undo.into_iter().rev() {
            self.network.adjust(item, |adjustment| *adjustment = before);
        }
    }

    /// Makes an adjustment with all that follows from it; what was before, item by item.
    pub fn apply(&mut self, item: usize, change: impl FnOnce(&mut Adjustment)) -> Vec<(usize, Adjustment)> {
        let before = self.network.adjustment(item).clone();
        let (model, count) = (self.model, before.forced.len());
        self.network.adjust(item, |adjustment| {
            change(adjustment);
            propagate(model, item, adjustment);
        });
        let mut undo = vec![(item, before)];
        let adjustment = self.network.adjustment(item);
        let Some(expert) = adjustment.forced.get(count..).and_then(|new| new.first()).copied() else {
            return undo;
        };
        if !model.is_unit() {
            for other in self.network.too_heavy(expert) {
                undo.push((other, self.network.adjustment(other).clone()));
                self.network.adjust(other, |adjustment| adjustment.banned.push(expert));
            }
        }
        undo
    }
}

/// Bans what the last forced pair leaves no room for: the rest of its organisation, and fits too low for the floor.
fn propagate(model: &Model<'_>, item: usize, adjustment: &mut Adjustment) {
    let low = too_low(model, item, &adjustment.forced, &adjustment.banned);
    adjustment.banned.extend(low);
    let (Some(most), Some(last)) = (model.items[item].per_organisation, adjustment.forced.last()) else {
        return;
    };
    let organisation = model.experts[*last as usize].organisation;
    if organisation == NOWHERE {
        return;
    }
    let of_it = |e: &u32| model.experts[*e as usize].organisation == organisation;
    if adjustment.forced.iter().filter(|e| of_it(e)).count() < most as usize {
        return;
    }
    let all = 0..model.experts.len() as u32;
    let others: Vec<u32> = all
        .filter(|e| of_it(e) && !adjustment.forced.contains(e) && !adjustment.banned.contains(e))
        .filter(|e| model.points(item, *e as usize) != BLOCKED)
        .collect();
    adjustment.banned.extend(others);
}
