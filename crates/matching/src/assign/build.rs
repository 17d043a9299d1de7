//! Building a model from a problem.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::fit::fit;
use super::model::{BLOCKED, Item, Model, NOWHERE, Nearness, Reviewer, RuleRef};
use super::problem::Problem;
use super::validate::Ids;

impl<'p> Model<'p> {
    /// The model of a valid problem, without the rules in `dropped`.
    pub fn new(problem: &'p Problem, ids: &Ids<'p>, dropped: &BTreeSet<RuleRef>) -> Self {
        let (items, item_of) = items(problem, ids, dropped);
        let experts = experts(problem, dropped, items.iter().map(Item::weight).sum());
        let fits = fits(problem);
        let mut model = Self {
            problem,
            items,
            experts,
            item_of,
            points: Vec::new(),
            fits,
            fixed: Vec::new(),
            kept: BTreeSet::new(),
            nearness: Nearness::Nothing,
            floor: 0,
            floor_unit: 1,
            contradiction: false,
        };
        model.fill_points();
        model.floor_unit = common_multiple(model.items.iter().map(|i| i64::from(i.reviews)));
        model.block(ids, dropped);
        model.fix(ids, dropped);
        model.settle_units();
        model.contradiction |= model.experts.iter().any(|e| e.min > e.max || e.least > e.most)
            || model.items.iter().any(|i| i.seats.iter().map(|s| s.1).sum::<i32>() > i.reviews);
        model
    }

    fn fill_points(&mut self) {
        let weights = &self.problem.weights;
        let (per_fit, own) = (weights.fit as i32, weights.own_region as i32);
        let width = self.experts.len();
        let mut points = Vec::with_capacity(self.items.len() * width);
        for item in &self.items {
            let start = points.len();
            points.resize(start + width, 0i32);
            let row = &mut points[start..];
            for application in &item.members {
                for (sum, fit) in row.iter_mut().zip(&self.fits[*application]) {
                    *sum += per_fit * i32::from(*fit);
                }
                let region = &self.problem.applications[*application].region;
                if own > 0 && !region.is_empty() {
                    let same = self.problem.experts.iter().map(|e| e.region == *region);
                    row.iter_mut().zip(same).for_each(|(sum, same)| *sum -= own * i32::from(same));
                }
            }
        }
        self.points = points;
    }

    fn block(&mut self, ids: &Ids<'_>, dropped: &BTreeSet<RuleRef>) {
        let problem = self.problem;
        for (e, expert) in problem.experts.iter().enumerate() {
            let absent = expert.absent.is_some() && !dropped.contains(&RuleRef::Absent(e));
            let sessions = expert.sessions.as_ref().filter(|_| !dropped.contains(&RuleRef::Sessions(e)));
            if !absent && sessions.is_none() {
                continue;
            }
            for (a, application) in problem.applications.iter().enumerate() {
                let elsewhere = sessions
                    .zip(application.session.as_ref())
                    .is_some_and(|(attended, session)| !attended.contains(session));
                if absent || elsewhere {
                    self.exclude(self.item_of[a], e);
                }
            }
        }
        for (c, conflict) in problem.conflicts.iter().enumerate() {
            if dropped.contains(&RuleRef::Conflict(c)) {
                continue;
            }
            let item = self.item_of[ids.applications[conflict.application.as_str()]];
            for expert in &conflict.experts {
                self.exclude(item, ids.experts[expert.as_str()]);
            }
        }
        for (f, pair) in problem.forbidden.iter().enumerate() {
            if let Some((item, expert)) = self.position(ids, pair)
                && !dropped.contains(&RuleRef::Forbidden(f))
            {
                self.exclude(item, expert);
            }
        }
    }

    fn fix(&mut self, ids: &Ids<'_>, dropped: &BTreeSet<RuleRef>) {
        for (f, pair) in self.problem.fixed.iter().enumerate() {
            let Some((item, expert)) = self.position(ids, pair) else { continue };
            if dropped.contains(&RuleRef::Fixed(f)) || self.fixed.contains(&(item, expert)) {
                continue;
            }
            self.contradiction |= self.points(item, expert) == BLOCKED;
            self.fixed.push((item, expert));
        }
    }
}

fn items(problem: &Problem, ids: &Ids<'_>, dropped: &BTreeSet<RuleRef>) -> (Vec<Item>, Vec<usize>) {
    let mut leader: Vec<usize> = (0..problem.applications.len()).collect();
    for (g, group) in problem.groups.iter().enumerate() {
        let members = group.applications.iter().map(|id| ids.applications[id.as_str()]);
        let first = members.clone().min();
        if let Some(first) = first.filter(|_| !dropped.contains(&RuleRef::Group(g))) {
            members.for_each(|a| leader[a] = first);
        }
    }
    let kinds: HashMap<&str, usize> =
        problem.kinds().into_iter().enumerate().map(|(k, name)| (name, k)).collect();
    let mut items: Vec<Item> = Vec::new();
    let mut item_of = vec![0; problem.applications.len()];
    for (a, application) in problem.applications.iter().enumerate() {
        let new = leader[a] == a;
        item_of[a] = if new { items.len() } else { item_of[leader[a]] };
        if new {
            items.push(Item { open: true, ..Item::default() });
        }
        let item = &mut items[item_of[a]];
        item.members.push(a);
        if !dropped.contains(&RuleRef::Reviews(a)) {
            item.open = false;
            item.reviews = problem.reviews_of(application) as i32;
        }
        if !dropped.contains(&RuleRef::PerOrganisation(a)) {
            item.per_organisation = problem.per_organisation;
        }
        for (s, seats) in problem.panel_of(application).iter().enumerate() {
            if seats.at_least > 0 && !dropped.contains(&RuleRef::Panel(a, s)) {
                let (kind, count) = (kinds[seats.kind.as_str()], seats.at_least as i32);
                match item.seats.iter_mut().find(|(known, _)| *known == kind) {
                    Some(known) => known.1 = known.1.max(count),
                    None => item.seats.push((kind, count)),
                }
            }
        }
    }
    for item in items.iter_mut().filter(|item| item.open) {
        item.reviews = item.seats.iter().map(|s| s.1).sum();
    }
    (items, item_of)
}

fn experts(problem: &Problem, dropped: &BTreeSet<RuleRef>, all: i32) -> Vec<Reviewer> {
    let kinds = problem.kinds();
    let mut organisations = HashMap::new();
    let mut regions = HashMap::new();
    let experts = problem.experts.iter().enumerate();
    experts
        .map(|(e, expert)| {
            let bound = |value: u32| value.min(all as u32) as i32;
            let (min, max) = (expert.min.unwrap_or(problem.load.min), expert.max.unwrap_or(problem.load.max));
            Reviewer {
                least: 0,
                most: 0,
                base: 0,
                // One above the total stands for any number that cannot be reached.
                min: if dropped.contains(&RuleRef::MinLoad(e)) { 0 } else { min.min(all as u32 + 1) as i32 },
                max: if dropped.contains(&RuleRef::MaxLoad(e)) { all } else { bound(max) },
                kinds: (0..kinds.len())
                    .filter(|k| expert.kinds.iter().any(|kind| kind == kinds[*k]))
                    .fold(0, |mask, k| mask | 1 << k),
                organisation: number(&mut organisations, &expert.organisation),
                region: number(&mut regions, &expert.region),
            }
        })
        .collect()
}

/// Numbers names in the order of their first appearance; the empty name is nowhere.
fn number<'a>(known: &mut HashMap<&'a str, u32>, name: &'a str) -> u32 {
    if name.is_empty() {
        return NOWHERE;
    }
    let next = known.len() as u32;
    *known.entry(name).or_insert(next)
}

fn fits(problem: &Problem) -> Cow<'_, [Vec<u16>]> {
    if let Some(rows) = &problem.fit {
        return Cow::Borrowed(rows);
    }
    let shares = problem.weights.parts;
    let rows = problem.applications.iter();
    let row = |a| problem.experts.iter().map(|e| fit(a, e, shares).total).collect();
    Cow::Owned(rows.map(row).collect())
}

/// The least common multiple, as long as it stays small; beyond that totals compare by whole points.
fn common_multiple(numbers: impl Iterator<Item = i64>) -> i64 {
    const MOST: i64 = 5_040;
    let mut multiple = 1;
    for number in numbers.filter(|n| *n > 0) {
        let (mut a, mut b) = (multiple, number);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        let next = multiple / a * number;
        if next <= MOST {
            multiple = next;
        }
    }
    multiple
}
