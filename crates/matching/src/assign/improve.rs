//! Improving an assignment part by part: some items are assigned anew, the others keep their panels.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::evaluate::{Panels, loads};
use super::model::Model;
use super::network::{Aim, Network};
use super::search::{Search, cost, search};

/// Items that are assigned anew together.
const PART: usize = 40;
/// With fewer there is nothing to exchange.
const LEAST_PART: usize = 3;
/// Nodes of the search of one part; also the size below which there is nothing to take apart.
const NODES: u64 = 80;
/// Times that all experts are visited at most.
const ROUNDS: u64 = 4;

impl Search<'_, '_, '_> {
    /// Goes through the experts and assigns anew the items around each of them, as long as that gains.
    pub fn improve(&mut self, limit: u64) {
        // Half of a small problem is still a part of it.
        let size = PART.min(self.model.items.len() / 2);
        if self.network.aim != Aim::Points || self.is_settled() || limit <= NODES || size < LEAST_PART {
            return;
        }
        let Some((mut known, mut panels)) = self.best.take() else { return };
        let experts = self.model.experts.len();
        let rounds = limit.min(ROUNDS * experts as u64) as usize;
        let mut idle = 0;
        for round in 0..rounds {
            // A step prime to the number of experts visits all of them, neighbours in the list far apart.
            let expert = round * coprime(experts) % experts;
            let part = around(self.model, &panels, expert, size);
            let changed = self.reassign(&part, &panels);
            let better = changed.map(|panels| (cost(self.network, &panels), panels));
            idle += 1;
            if let Some((cost, changed)) = better.filter(|(cost, _)| *cost < known) {
                (known, panels, idle) = (cost, changed, 0);
            }
            if idle > experts {
                break;
            }
        }
        self.best = Some((known, panels));
    }

    /// The panels with those of a part found anew.
    fn reassign(&self, part: &[usize], panels: &Panels) -> Option<Panels> {
        let model = part_of(self.model, part, panels);
        let mut network = Network::new(&model, self.network.scale, Aim::Points);
        for (place, item) in part.iter().enumerate() {
            // The prices found for the whole make the first bound of the part tight.
            let prices = self.network.adjustment(*item).prices.clone();
            network.adjust(place, |adjustment| adjustment.prices = prices);
        }
        let (_, found) = search(&mut network, NODES).best?;
        let mut changed = panels.clone();
        for (item, panel) in part.iter().zip(found) {
            changed[*item] = panel;
        }
        Some(changed)
    }
}

/// A step near the golden section of a number and prime to it.
fn coprime(number: usize) -> usize {
    let divides = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (number * 618 / 1_000..).find(|step| *step > 0 && divides(number, *step) == 1).unwrap_or(1)
}

/// The items of an expert, and those of the experts they share a panel with.
fn around(model: &Model<'_>, panels: &Panels, expert: usize, size: usize) -> Vec<usize> {
    let mut part: BTreeSet<usize> = BTreeSet::new();
    let mut seen: BTreeSet<usize> = [expert].into();
    let mut queue = vec![expert];
    while let Some(expert) = queue.pop() {
        for (item, panel) in panels.iter().enumerate() {
            if panel.binary_search(&expert).is_err() || part.len() >= size {
                continue;
            }
            part.insert(item);
            queue.extend(panel.iter().copied().filter(|e| seen.insert(*e)));
        }
        if part.len() >= size {
            break;
        }
    }
    debug_assert!(part.iter().all(|item| *item < model.items.len()));
    part.into_iter().collect()
}

/// The model of some items, with what the others leave of the experts.
fn part_of<'a>(model: &'a Model<'_>, part: &[usize], panels: &Panels) -> Model<'a> {
    let mut outside = panels.clone();
    part.iter().for_each(|item| outside[*item].clear());
    let mut experts = model.experts.clone();
    for (expert, load) in experts.iter_mut().zip(loads(model, &outside)) {
        expert.base += load;
        expert.max -= load;
        expert.min = (expert.min - load).max(0);
    }
    let place = |item: &usize| part.binary_search(item).ok();
    let here = |(item, e): &(usize, usize)| place(item).map(|at| (at, *e));
    let mut model = Model {
        problem: model.problem,
        items: part.iter().map(|item| model.items[*item].clone()).collect(),
        experts,
        item_of: Vec::new(),
        points: part.iter().flat_map(|item| model.row(*item)).copied().collect(),
        fits: Cow::Borrowed(&model.fits),
        fixed: model.fixed.iter().filter_map(here).collect(),
        kept: model.kept.iter().filter_map(here).collect(),
        nearness: model.nearness,
        floor: model.floor,
        floor_unit: model.floor_unit,
        contradiction: false,
    };
    model.settle_units();
    model
}
