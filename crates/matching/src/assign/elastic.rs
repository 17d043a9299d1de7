//! Which rules of a flow clash: every rule can be broken at cost one, so that the rules can be kept together exactly
//! when the cheapest flow costs nothing. Setting a rule aside makes breaking it free, which is a change of costs
//! only: each question restarts from the last flow.

use std::collections::{BTreeMap, BTreeSet};

use super::circles::components;
use super::model::{Model, RuleRef};
use super::simplex::{Arc, Node, Simplex};

/// Pairs that enter per item and round of pricing.
const ENTERING: usize = 8;

/// A network in which rules can be broken.
pub(super) struct Elastic<'m, 'p> {
    /// The model without any exclusions.
    model: &'m Model<'p>,
    simplex: Simplex,
    /// Arcs that break a rule: those of each rule but the pairs.
    breaking: BTreeMap<RuleRef, Vec<Arc>>,
    /// Rules that exclude each pair.
    excluded: BTreeMap<(usize, usize), Vec<RuleRef>>,
    fixed: BTreeMap<(usize, usize), RuleRef>,
    dropped: BTreeSet<RuleRef>,
    pairs: BTreeMap<(usize, usize), Arc>,
    /// Entrance of each item, by kinds of the expert.
    entrance: Vec<BTreeMap<u16, Node>>,
    /// Experts by all their kinds.
    by_kinds: BTreeMap<u16, Vec<usize>>,
}

impl<'m, 'p> Elastic<'m, 'p> {
    /// The elastic network of a model made without exclusions, with the rules that exclude pairs and fix them.
    pub fn new(
        model: &'m Model<'p>,
        excluded: BTreeMap<(usize, usize), Vec<RuleRef>>,
        fixed: BTreeMap<(usize, usize), RuleRef>,
    ) -> Self {
        let builder = Builder::new(model);
        let unmet = 8 * (model.items.len() + model.experts.len()) as i64 + 1_000;
        let mut simplex = Simplex::new(&builder.supplies, unmet);
        let mut breaking: BTreeMap<RuleRef, Vec<Arc>> = BTreeMap::new();
        for link in &builder.links {
            let arc = simplex.add(link.from, link.to, link.capacity, i64::from(link.rule.is_some()));
            if let Some(rule) = link.rule {
                breaking.entry(rule).or_default().push(arc);
            }
        }
        let mut elastic = Self {
            model,
            simplex,
            breaking,
            excluded,
            fixed,
            dropped: BTreeSet::new(),
            pairs: BTreeMap::new(),
            entrance: builder.entrance,
            by_kinds: BTreeMap::new(),
        };
        for (e, expert) in model.experts.iter().enumerate() {
            elastic.by_kinds.entry(expert.kinds).or_default().push(e);
        }
        let pairs: Vec<_> = elastic.fixed.keys().copied().collect();
        pairs.into_iter().for_each(|(item, expert)| elastic.add_pair(item, expert));
        elastic
    }

    /// How many units of rules must be broken when those in `dropped` are set aside; more than any number of them
    /// where breaking rules does not help.
    pub fn broken(&mut self, dropped: &BTreeSet<RuleRef>) -> i64 {
        let changed: Vec<RuleRef> = self.dropped.symmetric_difference(dropped).copied().collect();
        self.dropped.clone_from(dropped);
        for rule in &changed {
            let cost = i64::from(!self.dropped.contains(rule));
            for arc in self.breaking.get(rule).into_iter().flatten() {
                self.simplex.set_cost(*arc, cost);
            }
        }
        let pairs = changed.iter().any(|rule| !self.breaking.contains_key(rule));
        if pairs {
            let costs: Vec<(Arc, i64)> = self
                .pairs
                .iter()
                .map(|((item, expert), arc)| (*arc, self.pair_cost(*item, *expert)))
                .collect();
            for (arc, cost) in costs {
                if self.simplex.cost(arc) != cost {
                    self.simplex.set_cost(arc, cost);
                }
            }
        }
        loop {
            self.simplex.optimise();
            if !self.price() {
                break;
            }
        }
        let fixed = self.fixed.values().filter(|rule| !self.dropped.contains(rule)).count() as i64;
        if self.simplex.unmet() > 0 { i64::MAX } else { self.simplex.total() + fixed }
    }

    /// The most units of a rule that can be broken; `None` for rules about pairs.
    pub fn most_broken(&self, rule: RuleRef) -> Option<i64> {
        let arcs = self.breaking.get(&rule)?;
        Some(arcs.iter().map(|arc| i64::from(self.simplex.capacity(*arc))).sum())
    }

    /// Rules that can be the only broken one, where one unit must be broken: the others can be kept without each of
    /// them. The broken unit can be moved to a rule exactly when its arc lies on a circle of free steps; rules about
    /// pairs are not among the answers.
    pub fn only_broken(&self) -> BTreeSet<RuleRef> {
        let steps = self.simplex.free_steps().chain(self.free_pairs());
        let together = components(self.simplex.nodes(), steps);
        let movable = |arc: &Arc| {
            let (from, to) = self.simplex.ends(*arc);
            let reduced = self.simplex.cost(*arc) + self.simplex.potential(from) - self.simplex.potential(to);
            self.simplex.flow(*arc) > 0 || reduced == 0 && together[from as usize] == together[to as usize]
        };
        let kept = self.breaking.iter().filter(|(rule, _)| !self.dropped.contains(rule));
        kept.filter(|(_, arcs)| arcs.iter().any(movable)).map(|(rule, _)| *rule).collect()
    }

    /// The pairs outside the network that flow could take at no cost.
    fn free_pairs(&self) -> impl Iterator<Item = (Node, Node)> {
        let items = 0..self.model.items.len();
        items.flat_map(move |item| {
            (0..self.model.experts.len()).filter_map(move |expert| {
                let from = self.entrance_of(item, expert);
                let reduced = self.simplex.potential(from) - self.simplex.potential(expert as Node);
                // No pair outside the network is fixed, so that none costs less than nothing.
                let free = (reduced == 0 || reduced == -1)
                    && reduced + self.pair_cost(item, expert) == 0
                    && !self.pairs.contains_key(&(item, expert));
                free.then_some((from, expert as Node))
            })
        })
    }

    /// The rules that the prices of the present clash rest on: all others can be set aside at once.
    pub fn support(&self) -> BTreeSet<RuleRef> {
        let mut support = BTreeSet::new();
        for (rule, arcs) in &self.breaking {
            let needed = arcs.iter().any(|arc| {
                let (from, to) = self.simplex.ends(*arc);
                self.simplex.potential(from) < self.simplex.potential(to)
            });
            if needed && !self.dropped.contains(rule) {
                support.insert(*rule);
            }
        }
        for ((item, expert), rules) in &self.excluded {
            let from = self.entrance_of(*item, *expert);
            if self.simplex.potential(from) < self.simplex.potential(*expert as Node) {
                support.extend(rules.iter().filter(|rule| !self.dropped.contains(rule)));
            }
        }
        // A fixed pair gains one where it is kept; without that gain its price would have to be met elsewhere.
        for ((item, expert), rule) in &self.fixed {
            let from = self.entrance_of(*item, *expert);
            if self.simplex.potential(from) > self.simplex.potential(*expert as Node) {
                support.insert(*rule);
            }
        }
        support.retain(|rule| !self.dropped.contains(rule));
        support
    }

    fn pair_cost(&self, item: usize, expert: usize) -> i64 {
        let pair = (item, expert);
        let excluded =
            self.excluded.get(&pair).is_some_and(|rules| rules.iter().any(|r| !self.dropped.contains(r)));
        let fixed = self.fixed.get(&pair).is_some_and(|rule| !self.dropped.contains(rule));
        i64::from(excluded) - i64::from(fixed)
    }

    fn entrance_of(&self, item: usize, expert: usize) -> Node {
        let kinds = self.model.experts[expert].kinds;
        let named = self.model.items[item].seats.iter().fold(0u16, |set, (kind, _)| set | 1 << kind);
        self.entrance[item].get(&(kinds & named)).copied().unwrap_or_default()
    }

    fn add_pair(&mut self, item: usize, expert: usize) {
        let (from, cost) = (self.entrance_of(item, expert), self.pair_cost(item, expert));
        let arc = self.simplex.add(from, expert as Node, self.model.items[item].weight(), cost);
        self.pairs.insert((item, expert), arc);
    }

    /// Adds pairs that could make the flow cheaper; whether there were any.
    fn price(&mut self) -> bool {
        let prices: Vec<i64> =
            (0..self.model.experts.len()).map(|e| self.simplex.potential(e as Node)).collect();
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (item, facts) in self.model.items.iter().enumerate() {
            let named = facts.seats.iter().fold(0u16, |set, (kind, _)| set | 1 << kind);
            let start = found.len();
            for (kinds, experts) in &self.by_kinds {
                let Some(from) = self.entrance[item].get(&(kinds & named)) else { continue };
                let own = self.simplex.potential(*from);
                // Fixed pairs are there from the start, so that no other costs less than nothing: the common case is
                // decided without looking it up.
                let cheap = experts.iter().filter(|e| own < prices[**e]);
                let improving = cheap.filter(|e| {
                    self.pair_cost(item, **e) + own - prices[**e] < 0
                        && !self.pairs.contains_key(&(item, **e))
                });
                found.extend(improving.take(ENTERING).map(|e| (item, *e)));
            }
            found.truncate(start + ENTERING);
        }
        found.iter().for_each(|(item, expert)| self.add_pair(*item, *expert));
        !found.is_empty()
    }
}

/// An arc of the frame of the network; breaking a rule when it has one.
struct Link {
    from: Node,
    to: Node,
    capacity: i32,
    rule: Option<RuleRef>,
}

/// The frame of an elastic network: all but the pairs.
struct Builder {
    supplies: Vec<i32>,
    links: Vec<Link>,
    entrance: Vec<BTreeMap<u16, Node>>,
}

impl Builder {
    fn new(model: &Model<'_>) -> Self {
        let sink = model.experts.len() as Node;
        let mut builder =
            Self { supplies: vec![0; sink as usize + 1], links: Vec::new(), entrance: Vec::new() };
        let all: i32 = model.items.iter().map(super::model::Item::weight).sum();
        for (e, expert) in model.experts.iter().enumerate() {
            let node = e as Node;
            builder.supplies[e] = -expert.min;
            builder.link(node, sink, (expert.max - expert.min).max(0), None);
            builder.link(node, sink, all, Some(RuleRef::MaxLoad(e)));
            builder.link(sink, node, expert.min, Some(RuleRef::MinLoad(e)));
        }
        for item in 0..model.items.len() {
            builder.add_item(model, item, sink);
        }
        let total: i32 = builder.supplies.iter().sum();
        builder.supplies[sink as usize] = -total;
        builder
    }

    fn link(&mut self, from: Node, to: Node, capacity: i32, rule: Option<RuleRef>) {
        if capacity > 0 {
            self.links.push(Link { from, to, capacity, rule });
        }
    }

    fn node(&mut self, supply: i32) -> Node {
        self.supplies.push(supply);
        self.supplies.len() as Node - 1
    }

    fn add_item(&mut self, model: &Model<'_>, item: usize, sink: Node) {
        let facts = &model.items[item];
        let weight = facts.weight();
        let most = model.experts.len() as i32 * weight;
        let seated: i32 = facts.seats.iter().map(|s| s.1).sum();
        // Where the panel asks for more seats than there are reviews, the supply is a demand that only breaking one of
        // the two rules can meet.
        let free = self.node((facts.reviews - seated) * weight);
        for application in &facts.members {
            let rule = Some(RuleRef::Reviews(*application));
            self.link(free, sink, facts.reviews.max(0) * weight, rule);
            self.link(sink, free, most, rule);
        }
        let named = facts.seats.iter().fold(0u16, |set, (kind, _)| set | 1 << kind);
        let mut classes: BTreeMap<u16, Node> = BTreeMap::new();
        for expert in &model.experts {
            let kinds = expert.kinds & named;
            classes.entry(kinds).or_insert_with(|| {
                let class = self.node(0);
                self.link(free, class, most, None);
                class
            });
        }
        for (kind, count) in &facts.seats {
            let seat = self.node(count * weight);
            let able: Vec<Node> =
                classes.iter().filter(|(kinds, _)| **kinds >> kind & 1 == 1).map(|(_, node)| *node).collect();
            able.into_iter().for_each(|class| self.link(seat, class, count * weight, None));
            for application in &facts.members {
                let panel = model.problem.panel_of(&model.problem.applications[*application]);
                let names = model.problem.kinds();
                for (s, seats) in panel.iter().enumerate() {
                    if seats.kind == names[*kind] && seats.at_least > 0 {
                        self.link(seat, free, count * weight, Some(RuleRef::Panel(*application, s)));
                    }
                }
            }
        }
        self.entrance.push(classes);
    }
}
