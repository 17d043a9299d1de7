//! Clashes, repairs, questions and checks against the plain reference.

use kexiang_matching::assign::{
    Fairness, Move, Outcome, Pair, Problem, Rule, Why, assign, check, repair, why,
};
use proptest::prelude::*;

use super::panels;
use super::problems::{Mix, PLAIN, problem};
use super::reference::{Best, best, best_by, can_keep, evaluate};

fn present(problem: &Problem) -> Option<Vec<Pair>> {
    let Outcome::Assigned(assignment) = assign(problem).unwrap() else { return None };
    let pairs = assignment.pairs.into_iter();
    Some(pairs.map(|p| Pair { application: p.application, expert: p.expert }).collect())
}

fn as_pairs(problem: &Problem, panels: &[Vec<usize>]) -> Vec<Pair> {
    let pair = |a: usize, e: &usize| Pair {
        application: problem.applications[a].id.clone(),
        expert: problem.experts[*e].id.clone(),
    };
    panels.iter().enumerate().flat_map(|(a, panel)| panel.iter().map(move |e| pair(a, e))).collect()
}

fn moved(pairs: &[Pair], moves: &[Move]) -> Vec<Pair> {
    let mut pairs = pairs.to_vec();
    for step in moves {
        let pair = Pair { application: step.application.clone(), expert: step.expert.clone() };
        match pairs.iter().position(|p| *p == pair) {
            Some(at) if !step.enters => drop(pairs.remove(at)),
            None if step.enters => pairs.push(pair),
            _ => panic!("{step:?} does not fit"),
        }
    }
    pairs.sort();
    pairs
}

fn differences(a: &[Pair], b: &[Pair]) -> usize {
    a.iter().filter(|p| !b.contains(p)).count() + b.iter().filter(|p| !a.contains(p)).count()
}

fn is_smallest(problem: &Problem) {
    let Outcome::Infeasible(clash) = assign(problem).unwrap() else { return };
    assert!(clash.irreducible);
    assert!(!can_keep(problem, &clash.rules), "the rules of the clash can be kept: {clash}");
    for left_out in 0..clash.rules.len() {
        let mut others = clash.rules.clone();
        let rule = others.remove(left_out);
        assert!(can_keep(problem, &others), "the clash does not need: {rule}\n{clash}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn clashes_of_flows_are_smallest(problem in problem(PLAIN)) {
        is_smallest(&problem);
    }

    #[test]
    fn clashes_with_rows_and_groups_are_smallest(problem in problem(Mix { rows: true, groups: true, ..PLAIN })) {
        is_smallest(&problem);
    }

    #[test]
    fn checks_agree_with_the_reference(
        problem in problem(Mix { rows: true, groups: true, ..PLAIN }),
        chosen in prop::collection::vec(prop::collection::vec(any::<bool>(), 6), 4),
    ) {
        // Panels at random, and the optimum with one pair more.
        let random: Vec<Vec<usize>> = (0..problem.applications.len())
            .map(|a| (0..problem.experts.len()).filter(|e| chosen[a][*e]).collect())
            .collect();
        let mut tries = vec![random];
        if let Outcome::Assigned(assignment) = assign(&problem).unwrap() {
            let best = panels(&problem, &assignment);
            let mut more = best.clone();
            if let Some(e) = (0..problem.experts.len()).find(|e| !more[0].contains(e)) {
                more[0].push(e);
                more[0].sort_unstable();
                tries.push(more);
            }
            tries.push(best);
        }
        for panels in tries {
            let checked = check(&problem, &as_pairs(&problem, &panels)).unwrap();
            let reference = evaluate(&problem, &panels);
            prop_assert_eq!(checked.broken.is_empty(), reference.is_some(), "{:?}", checked.broken);
            if let Some(Best { points, .. }) = reference {
                prop_assert_eq!(checked.score.points, points);
            }
        }
    }

    #[test]
    fn repairs_change_as_little_as_possible(
        problem in prop_oneof![problem(PLAIN), problem(Mix { rows: true, groups: true, ..PLAIN })],
        out in 0usize..6,
    ) {
        let Some(before) = present(&problem) else { return Ok(()) };
        let mut changed = problem.clone();
        let out = out % changed.experts.len();
        changed.experts[out].absent = Some("突发疾病".into());
        let kept = |panels: &[Vec<usize>]| {
            let Best { points, .. } = evaluate(&changed, panels)?;
            let pairs = as_pairs(&changed, panels);
            Some((pairs.iter().filter(|p| before.contains(p)).count(), points))
        };
        let repaired = repair(&changed, &before).unwrap();
        match repaired.outcome {
            Outcome::Assigned(assignment) => {
                let now = panels(&changed, &assignment);
                prop_assert_eq!(kept(&now), best_by(&changed, kept));
                prop_assert!(assignment.proof.optimal);
                let mut pairs = as_pairs(&changed, &now);
                pairs.sort();
                prop_assert_eq!(moved(&before, &repaired.moves), pairs);
                let marked = assignment.pairs.iter().all(|p| {
                    let pair = Pair { application: p.application.clone(), expert: p.expert.clone() };
                    p.kept == before.contains(&pair)
                });
                prop_assert!(marked);
            }
            Outcome::Infeasible(_) => prop_assert_eq!(best_by(&changed, kept), None),
            Outcome::Undecided { .. } => prop_assert!(false, "undecided"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_pair_is_answered_with_what_the_other_way_costs(
        problem in prop_oneof![
            2 => problem(PLAIN),
            1 => problem(Mix { rows: true, ..PLAIN }),
            1 => problem(Mix { groups: true, ..PLAIN }),
            1 => problem(Mix { fairness: Fairness::WeakestPair, ..PLAIN }),
        ],
    ) {
        let Some(before) = present(&problem) else { return Ok(()) };
        let base = best(&problem).unwrap();
        let asked: Vec<Pair> = as_pairs(
            &problem,
            &vec![(0..problem.experts.len()).collect::<Vec<_>>(); problem.applications.len()],
        );
        for (pair, answer) in asked.iter().zip(why(&problem, &before, &asked).unwrap()) {
            let otherwise = |force: bool| {
                let mut other = problem.clone();
                let list = if force { &mut other.fixed } else { &mut other.forbidden };
                list.push(pair.clone());
                // Under the floor that was reached without the condition.
                best_by(&other, |panels| {
                    evaluate(&other, panels)?;
                    let found = evaluate(&problem, panels).filter(|found| found.floor == base.floor)?;
                    let changes = differences(&before, &as_pairs(&problem, panels));
                    Some((found.points, std::cmp::Reverse(changes)))
                })
            };
            let (said, expected) = match &answer {
                Why::Fixed { .. } => {
                    prop_assert!(problem.fixed.contains(pair) || !problem.groups.is_empty());
                    continue;
                }
                Why::Excluded { rules } => {
                    prop_assert!(!rules.is_empty());
                    let fixed = Rule::Fixed { application: pair.application.clone(), expert: pair.expert.clone() };
                    for rule in rules {
                        let groups = problem.groups.iter().map(|g| Rule::Group {
                            name: g.name.clone(), applications: g.applications.clone(),
                        });
                        let both: Vec<Rule> = groups.chain([rule.clone(), fixed.clone()]).collect();
                        prop_assert!(!can_keep(&problem, &both), "{rule}");
                    }
                    continue;
                }
                Why::BelowFloor { fit } => {
                    prop_assert!(i64::from(*fit) < base.floor);
                    continue;
                }
                Why::Chosen { without } => (without, otherwise(false)),
                Why::NotChosen { with } => (with, otherwise(true)),
            };
            prop_assert_eq!(said.loss, expected.map(|(points, _)| base.points - points), "{:?}", answer);
            if said.loss.is_some() {
                prop_assert!(said.exact);
                let after = moved(&before, &said.moves);
                prop_assert_eq!(after.contains(pair), matches!(answer, Why::NotChosen { .. }));
                prop_assert!(check(&problem, &after).unwrap().broken.is_empty());
                if problem.weights.region_mix == 0 && problem.per_organisation.is_none() && problem.groups.is_empty() {
                    prop_assert_eq!(Some(said.moves.len()), expected.map(|(_, changes)| changes.0));
                }
            }
        }
    }
}
