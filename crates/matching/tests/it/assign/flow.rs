//! Larger problems against a second reference: successive shortest paths, the plainest way to a cheapest flow. Random,
//! scarce, infeasible and adversarial instances of rules that a flow carries.

use kexiang_matching::assign::{
    Application, Conflict, Expert, Fairness, Load, Outcome, Problem, Seats, Weights, assign,
};
use proptest::prelude::*;

use super::engine;
use super::reference::fit_of;

/// What taking a unit that a lower bound asks for is worth: more than all points.
const ASKED: i64 = 1 << 32;
const KINDS: [&str; 2] = ["技术", "财务"];

/// Arcs in pairs: the arc and its reverse.
#[derive(Default)]
struct Flow {
    nodes: usize,
    arcs: Vec<(usize, usize, i64, i64)>,
}

impl Flow {
    fn node(&mut self) -> usize {
        self.nodes += 1;
        self.nodes - 1
    }

    fn arc(&mut self, from: usize, to: usize, room: i64, cost: i64) {
        self.arcs.push((from, to, room, cost));
        self.arcs.push((to, from, 0, -cost));
    }

    /// The least cost of sending `amount`, or `None` when there is no way.
    fn cheapest(mut self, source: usize, sink: usize, amount: i64) -> Option<i64> {
        let mut total = 0;
        for _ in 0..amount {
            // Bellman and Ford: distances over arcs with room, until nothing changes.
            let mut distance = vec![i64::MAX; self.nodes];
            let mut way = vec![usize::MAX; self.nodes];
            distance[source] = 0;
            let mut changed = true;
            while changed {
                changed = false;
                for (arc, (from, to, room, cost)) in self.arcs.iter().enumerate() {
                    if *room > 0 && distance[*from] < i64::MAX && distance[*from] + cost < distance[*to] {
                        (distance[*to], way[*to], changed) = (distance[*from] + cost, arc, true);
                    }
                }
            }
            if distance[sink] == i64::MAX {
                return None;
            }
            total += distance[sink];
            let mut node = sink;
            while node != source {
                let arc = way[node];
                self.arcs[arc].2 -= 1;
                self.arcs[arc ^ 1].2 += 1;
                node = self.arcs[arc].0;
            }
        }
        Some(total)
    }
}

/// The most points when every pair has at least this fit. Experts are of one kind each.
fn optimum_above(problem: &Problem, floor: i64) -> Option<i64> {
    let mut flow = Flow::default();
    let (source, sink) = (flow.node(), flow.node());
    let experts: Vec<usize> = problem.experts.iter().map(|_| flow.node()).collect();
    let (mut amount, mut asked) = (0, 0);
    for (a, application) in problem.applications.iter().enumerate() {
        let item = flow.node();
        let reviews = i64::from(application.reviews.unwrap_or(problem.reviews));
        flow.arc(source, item, reviews, 0);
        amount += reviews;
        for kind in KINDS {
            let seats = problem.panel.iter().find(|s| s.kind == kind).map_or(0, |s| i64::from(s.at_least));
            let entrance = flow.node();
            flow.arc(item, entrance, seats, -ASKED);
            flow.arc(item, entrance, reviews, 0);
            asked += seats;
            for (e, expert) in problem.experts.iter().enumerate() {
                let excluded = problem
                    .conflicts
                    .iter()
                    .any(|c| c.application == application.id && c.experts.contains(&expert.id));
                if expert.kinds[0] == kind && !excluded && fit_of(problem, a, e) >= floor {
                    flow.arc(entrance, experts[e], 1, -fit_of(problem, a, e));
                }
            }
        }
    }
    for (expert, node) in problem.experts.iter().zip(&experts) {
        let (min, max) = (i64::from(problem.load.min), i64::from(expert.max.unwrap_or(problem.load.max)));
        asked += min;
        for before in 0..max {
            let wanted = if before < min { ASKED } else { 0 };
            flow.arc(*node, sink, 1, i64::from(problem.weights.balance) * before - wanted);
        }
    }
    let cost = flow.cheapest(source, sink, amount)? + asked * ASKED;
    (cost < ASKED / 2).then_some(-cost)
}

/// The reference's answer: the highest floor that the problem asks for, and the most points above it.
fn optimum(problem: &Problem) -> Option<(i64, i64)> {
    let plain = optimum_above(problem, 0)?;
    if problem.fairness == Fairness::None {
        return Some((0, plain));
    }
    let rows = problem.fit.as_ref().expect("fits are given");
    let mut floors: Vec<i64> = rows.iter().flatten().map(|fit| i64::from(*fit)).collect();
    floors.sort_unstable();
    floors.dedup();
    let reached = floors.partition_point(|floor| optimum_above(problem, *floor).is_some());
    let floor = reached.checked_sub(1).map(|at| floors[at])?;
    Some((floor, optimum_above(problem, floor)?))
}

/// How fits are made: each is hard for another way of solving.
#[derive(Debug, Clone, Copy)]
enum Fits {
    /// Without order.
    Random,
    /// Few values, so that very many assignments are equally good.
    Ties,
    /// Everybody wants the same few experts.
    Stars,
    /// Taking the best pair first ruins the rest (products).
    Greedy,
    /// Near to the diagonal.
    Neighbours,
}

fn fit(kind: Fits, a: usize, e: usize, (n, m): (usize, usize), noise: u16) -> u16 {
    match kind {
        Fits::Random => noise,
        Fits::Ties => noise % 3 * 500,
        Fits::Stars => {
            if e < m / 4 {
                900 + noise % 100
            } else {
                noise % 100
            }
        }
        Fits::Greedy => ((a + 1) * (e + 1) * 1_000 / (n * m)) as u16,
        Fits::Neighbours => 1_000 - (a * m).abs_diff(e * n).min(1_000) as u16,
    }
}

fn problem() -> impl Strategy<Value = Problem> {
    let kind =
        prop::sample::select(vec![Fits::Random, Fits::Ties, Fits::Stars, Fits::Greedy, Fits::Neighbours]);
    // The room above what is needed, in reviews: below nought the problem is infeasible, at nought nobody can be spared.
    let shape = (6usize..26, 4usize..12, 1u32..4, -1i64..6, kind, 0u32..3);
    let rules = (0u32..8, any::<bool>(), any::<bool>(), any::<bool>());
    (shape, rules).prop_flat_map(|(shape, rules)| {
        let cells = prop::collection::vec((0u16..=1_000, prop::bool::weighted(0.08)), shape.0 * shape.1);
        cells.prop_map(move |cells| build(shape, rules, &cells))
    })
}

type Shape = (usize, usize, u32, i64, Fits, u32);

fn build(shape: Shape, rules: (u32, bool, bool, bool), cells: &[(u16, bool)]) -> Problem {
    let (n, m, reviews, room, kind, min) = shape;
    let (balance, seats, fair, conflicting) = rules;
    let needed = n as i64 * i64::from(reviews) + room;
    let share = |e: usize| needed / m as i64 + i64::from((e as i64) < needed % m as i64);
    let cell = |a: usize, e: usize| cells[a * m + e];
    let conflict = |a: usize| Conflict {
        application: format!("A{a}"),
        experts: (0..m).filter(|e| conflicting && cell(a, *e).1).map(|e| format!("E{e}")).collect(),
        cause: Default::default(),
        reason: String::new(),
    };
    let expert = |e: usize| Expert {
        id: format!("E{e}"),
        kinds: vec![KINDS[e % 2].into()],
        max: Some(share(e) as u32),
        ..Expert::default()
    };
    Problem {
        applications: (0..n).map(|a| Application { id: format!("A{a}"), ..Application::default() }).collect(),
        experts: (0..m).map(expert).collect(),
        reviews,
        load: Load { min, max: u32::MAX },
        panel: if seats { KINDS.map(|k| Seats { kind: k.into(), at_least: 1 }).to_vec() } else { Vec::new() },
        conflicts: (0..n).map(conflict).filter(|c| !c.experts.is_empty()).collect(),
        fit: Some((0..n).map(|a| (0..m).map(|e| fit(kind, a, e, (n, m), cell(a, e).0)).collect()).collect()),
        weights: Weights { balance, ..Weights::default() },
        fairness: if fair { Fairness::WeakestPair } else { Fairness::None },
        ..Problem::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn larger_flows_are_those_of_shortest_paths(problem in problem()) {
        let found = engine(&problem).map(|best| (best.floor, best.points));
        prop_assert_eq!(found, optimum(&problem));
    }
}

#[test]
fn one_expert_too_few_is_found_out_and_named() {
    // Seven applications that only two experts may judge, twice each, with room for thirteen reviews.
    let cells = vec![(500, false); 7 * 6];
    let mut problem = build((7, 6, 2, 40, Fits::Random, 0), (0, false, false, false), &cells);
    problem.experts[0].max = Some(7);
    problem.experts[1].max = Some(6);
    for a in 0..7 {
        let others = (2..6).map(|e| format!("E{e}")).collect();
        let (application, reason) = (format!("A{a}"), "同一单位".to_owned());
        problem.conflicts.push(Conflict { application, experts: others, cause: Default::default(), reason });
    }
    assert_eq!(optimum(&problem), None);
    let Outcome::Infeasible(clash) = assign(&problem).unwrap() else {
        panic!("fourteen reviews, room for thirteen")
    };
    assert!(clash.irreducible);
    let words = clash.to_string();
    assert!(words.contains("专家 E1 最多评审 6 项") && !words.contains("E0 最多"), "{words}");
    problem.experts[1].max = Some(7);
    assert_eq!(engine(&problem).map(|best| best.points), Some(7 * 2 * 500));
}
