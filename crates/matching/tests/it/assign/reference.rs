//! The plainest reference: all panels of every application, all combinations. It reads the rules from the problem's
//! own fields and shares nothing with the engine.

use std::collections::{BTreeMap, BTreeSet};

use kexiang_matching::assign::{Application, Fairness, Problem, Rule, fit};

/// The best answer: floor of fairness (0 when none is asked for), then points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Best {
    pub floor: i64,
    pub points: i64,
}

/// Fit of a pair by position.
pub fn fit_of(problem: &Problem, a: usize, e: usize) -> i64 {
    match &problem.fit {
        Some(rows) => i64::from(rows[a][e]),
        None => i64::from(fit(&problem.applications[a], &problem.experts[e], problem.weights.parts).total),
    }
}

fn reviews(problem: &Problem, application: &Application) -> usize {
    application.reviews.unwrap_or(problem.reviews) as usize
}

fn is_excluded(problem: &Problem, a: usize, e: usize) -> bool {
    let (application, expert) = (&problem.applications[a], &problem.experts[e]);
    let pair = |p: &&kexiang_matching::assign::Pair| p.application == application.id && p.expert == expert.id;
    expert.absent.is_some()
        || match (&application.session, &expert.sessions) {
            (Some(session), Some(attended)) => !attended.contains(session),
            _ => false,
        }
        || problem.forbidden.iter().any(|p| pair(&p))
        || problem.conflicts.iter().any(|c| c.application == application.id && c.experts.contains(&expert.id))
}

/// Whether a pair is fixed, for the application itself or for one of its group.
fn is_fixed(problem: &Problem, a: usize, e: usize) -> bool {
    let id = &problem.applications[a].id;
    let groups = problem.groups.iter().filter(|g| g.applications.contains(id));
    let together: Vec<&String> = groups.flat_map(|g| &g.applications).chain([id]).collect();
    problem.fixed.iter().any(|p| together.contains(&&p.application) && p.expert == problem.experts[e].id)
}

/// Whether the seats of a panel can be filled: by trying every order of experts.
fn seats_filled(problem: &Problem, a: usize, panel: &[usize]) -> bool {
    let rules = problem.applications[a].panel.as_ref().unwrap_or(&problem.panel);
    let seats: Vec<String> =
        rules.iter().flat_map(|s| std::iter::repeat_n(s.kind.clone(), s.at_least as usize)).collect();
    fill(problem, &seats, &mut panel.to_vec())
}

fn fill(problem: &Problem, seats: &[String], panel: &mut Vec<usize>) -> bool {
    let Some((kind, rest)) = seats.split_first() else { return true };
    for place in 0..panel.len() {
        let expert = panel.swap_remove(place);
        let fits = problem.experts[expert].kinds.contains(kind) && fill(problem, rest, panel);
        panel.push(expert);
        let last = panel.len() - 1;
        panel.swap(place, last);
        if fits {
            return true;
        }
    }
    false
}

/// Whether one panel keeps the rules of its application.
fn panel_allowed(problem: &Problem, a: usize, panel: &[usize]) -> bool {
    let application = &problem.applications[a];
    let mut organisations: BTreeMap<&str, u32> = BTreeMap::new();
    for e in panel {
        let organisation = problem.experts[*e].organisation.as_str();
        if !organisation.is_empty() {
            *organisations.entry(organisation).or_default() += 1;
        }
    }
    panel.len() == reviews(problem, application)
        && panel.iter().all(|e| !is_excluded(problem, a, *e))
        && problem.per_organisation.is_none_or(|most| organisations.values().all(|n| *n <= most))
        && problem
            .fixed
            .iter()
            .filter(|p| p.application == application.id)
            .all(|p| panel.iter().any(|e| problem.experts[*e].id == p.expert))
        && seats_filled(problem, a, panel)
}

fn panel_points(problem: &Problem, a: usize, panel: &[usize]) -> i64 {
    let weights = &problem.weights;
    let region = &problem.applications[a].region;
    let mut points = 0;
    let mut seen = BTreeSet::new();
    for e in panel {
        let expert = &problem.experts[*e];
        points += i64::from(weights.fit) * fit_of(problem, a, *e);
        if !region.is_empty() && expert.region == *region {
            points -= i64::from(weights.own_region);
        }
        if !expert.region.is_empty() && !seen.insert(expert.region.as_str()) {
            points -= i64::from(weights.region_mix);
        }
    }
    points
}

/// What whole panels are worth, or `None` when they break a rule.
pub fn evaluate(problem: &Problem, panels: &[Vec<usize>]) -> Option<Best> {
    let mut loads = vec![0i64; problem.experts.len()];
    let (mut points, mut floor) = (0, i64::MAX);
    let multiple: i64 = 2520;
    for (a, panel) in panels.iter().enumerate() {
        if !panel_allowed(problem, a, panel) {
            return None;
        }
        points += panel_points(problem, a, panel);
        panel.iter().for_each(|e| loads[*e] += 1);
        if panel.is_empty() {
            continue;
        }
        let fits: Vec<i64> = panel.iter().map(|e| fit_of(problem, a, *e)).collect();
        let free = panel.iter().filter(|e| !is_fixed(problem, a, **e));
        let served = match problem.fairness {
            Fairness::None => 0,
            Fairness::WeakestPair => free.map(|e| fit_of(problem, a, *e)).min().unwrap_or(i64::MAX),
            Fairness::WeakestTotal => fits.iter().sum::<i64>() * multiple / fits.len() as i64,
        };
        floor = floor.min(served);
    }
    for group in &problem.groups {
        let position = |id: &String| problem.applications.iter().position(|a| a.id == *id);
        let sets: BTreeSet<Vec<usize>> =
            group.applications.iter().map(|id| panels[position(id).unwrap()].clone()).collect();
        if sets.len() > 1 {
            return None;
        }
    }
    for (expert, load) in problem.experts.iter().zip(&loads) {
        let (min, max) = (expert.min.unwrap_or(problem.load.min), expert.max.unwrap_or(problem.load.max));
        if *load < i64::from(min) || *load > i64::from(max) {
            return None;
        }
        points -= i64::from(problem.weights.balance) * load * (load - 1) / 2;
    }
    let floor = if problem.fairness == Fairness::None { 0 } else { floor };
    Some(Best { floor, points })
}

/// All subsets of `experts` of a size.
fn subsets(experts: usize, size: usize) -> Vec<Vec<usize>> {
    (0u32..1 << experts)
        .filter(|set| set.count_ones() as usize == size)
        .map(|set| (0..experts).filter(|e| set >> e & 1 == 1).collect())
        .collect()
}

/// The best of all assignments, or `None` when there is none.
pub fn best(problem: &Problem) -> Option<Best> {
    best_by(problem, |panels| evaluate(problem, panels))
}

/// The best of all assignments by a key that is `None` where a rule is broken.
pub fn best_by<K: Ord + Copy>(problem: &Problem, key: impl Fn(&[Vec<usize>]) -> Option<K>) -> Option<K> {
    let choices: Vec<Vec<Vec<usize>>> = problem
        .applications
        .iter()
        .enumerate()
        .map(|(a, application)| {
            let all = subsets(problem.experts.len(), reviews(problem, application));
            all.into_iter().filter(|panel| panel_allowed(problem, a, panel)).collect()
        })
        .collect();
    let mut best = None;
    combine(&choices, &mut Vec::new(), &mut |panels| best = best.max(key(panels)));
    best
}

fn combine(choices: &[Vec<Vec<usize>>], panels: &mut Vec<Vec<usize>>, each: &mut impl FnMut(&[Vec<usize>])) {
    let Some(next) = choices.get(panels.len()) else { return each(panels) };
    for panel in next {
        panels.push(panel.clone());
        combine(choices, panels, each);
        panels.pop();
    }
}

/// Whether the named rules alone can be kept. An application without a rule on its reviews may have any panel.
pub fn can_keep(problem: &Problem, rules: &[Rule]) -> bool {
    let experts = problem.experts.len();
    let position = |id: &String| problem.applications.iter().position(|a| a.id == *id).unwrap();
    let expert = |id: &String| problem.experts.iter().position(|e| e.id == *id).unwrap();
    let mut unit: Vec<usize> = (0..problem.applications.len()).collect();
    for rule in rules {
        if let Rule::Group { applications, .. } = rule {
            let members: Vec<usize> = applications.iter().map(position).collect();
            let first = members.iter().map(|a| unit[*a]).min();
            members.into_iter().for_each(|a| unit[a] = first.unwrap());
        }
    }
    // Reachable loads, unit by unit.
    let mut reachable: BTreeSet<Vec<u8>> = [vec![0; experts]].into();
    for u in 0..unit.len() {
        let members: Vec<usize> = (0..unit.len()).filter(|a| unit[*a] == u).collect();
        if members.is_empty() {
            continue;
        }
        let panels = (0u32..1 << experts).filter(|set| {
            let panel: Vec<usize> = (0..experts).filter(|e| set >> e & 1 == 1).collect();
            members.iter().all(|a| {
                rules.iter().all(|rule| keeps(problem, *a, &panel, rule))
                    && seats_kept(problem, *a, &panel, rules)
            })
        });
        let panels: Vec<u32> = panels.collect();
        let mut next = BTreeSet::new();
        for loads in &reachable {
            for set in &panels {
                let added =
                    loads.iter().enumerate().map(|(e, l)| l + members.len() as u8 * (set >> e & 1) as u8);
                next.insert(added.collect());
            }
        }
        reachable = next;
    }
    reachable.iter().any(|loads| {
        rules.iter().all(|rule| match rule {
            Rule::MaxLoad { expert: id, max } => u32::from(loads[expert(id)]) <= *max,
            Rule::MinLoad { expert: id, min } => u32::from(loads[expert(id)]) >= *min,
            _ => true,
        })
    })
}

/// Whether the panel of one application keeps one rule.
fn keeps(problem: &Problem, a: usize, panel: &[usize], rule: &Rule) -> bool {
    let application = &problem.applications[a];
    let has = |id: &String| panel.iter().any(|e| problem.experts[*e].id == *id);
    match rule {
        Rule::Reviews { application: id, count } => application.id != *id || panel.len() == *count as usize,
        Rule::PerOrganisation { application: id, at_most } => {
            let organisations = panel.iter().map(|e| problem.experts[*e].organisation.as_str());
            application.id != *id
                || organisations
                    .clone()
                    .filter(|o| !o.is_empty())
                    .all(|o| organisations.clone().filter(|p| *p == o).count() <= *at_most as usize)
        }
        Rule::Absent { expert, .. } => !has(expert),
        Rule::Sessions { expert, sessions } => {
            !has(expert) || application.session.as_ref().is_none_or(|s| sessions.contains(s))
        }
        Rule::Conflict { application: id, experts, .. } => application.id != *id || !experts.iter().any(has),
        Rule::Forbidden { application: id, expert } => application.id != *id || !has(expert),
        Rule::Fixed { application: id, expert } => application.id != *id || has(expert),
        // Seats of several kinds are filled by different people: all seat rules of the application together.
        Rule::Panel { .. } | Rule::MaxLoad { .. } | Rule::MinLoad { .. } | Rule::Group { .. } => true,
    }
}

/// Whether the seats that the rules ask for one application can be filled by different people of its panel.
fn seats_kept(problem: &Problem, a: usize, panel: &[usize], rules: &[Rule]) -> bool {
    let mut seats = Vec::new();
    for rule in rules {
        if let Rule::Panel { application, kind, at_least } = rule
            && *application == problem.applications[a].id
        {
            seats.extend(std::iter::repeat_n(kind.clone(), *at_least as usize));
        }
    }
    fill(problem, &seats, &mut panel.to_vec())
}
