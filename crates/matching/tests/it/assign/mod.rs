//! Assignments against the plain reference, over random small problems with every rule.

mod answers;
mod flow;
mod problems;
mod reference;
mod words;

use kexiang_matching::assign::{Assignment, Fairness, Outcome, Problem, assign};
use problems::{Mix, PLAIN, problem};
use proptest::prelude::*;
use reference::{Best, best, evaluate};

/// The panels of an assignment, by position.
fn panels(problem: &Problem, assignment: &Assignment) -> Vec<Vec<usize>> {
    let mut panels = vec![Vec::new(); problem.applications.len()];
    for pair in &assignment.pairs {
        let a = problem.applications.iter().position(|a| a.id == pair.application).unwrap();
        panels[a].push(problem.experts.iter().position(|e| e.id == pair.expert).unwrap());
    }
    panels.iter_mut().for_each(|panel| panel.sort_unstable());
    panels
}

/// The answer of the engine, checked against its own words: pairs keep the rules, and the score is theirs.
fn engine(problem: &Problem) -> Option<Best> {
    match assign(problem).expect("the problem is valid") {
        Outcome::Assigned(assignment) => {
            let found = evaluate(problem, &panels(problem, &assignment)).expect("every hard rule is kept");
            assert_eq!(found.points, assignment.score.points);
            assert!(assignment.proof.optimal && assignment.proof.fairest, "{:?}", assignment.proof);
            assert_eq!(assignment.proof.bound, found.points);
            Some(found)
        }
        Outcome::Infeasible(clash) => {
            assert!(!clash.rules.is_empty());
            None
        }
        Outcome::Undecided { nodes } => panic!("undecided after {nodes} nodes"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn flows_are_the_optimum_of_all_assignments(problem in problem(PLAIN)) {
        prop_assert_eq!(engine(&problem), best(&problem));
    }

    #[test]
    fn shares_of_organisations_and_mix_of_regions_are_exact(problem in problem(Mix { rows: true, ..PLAIN })) {
        prop_assert_eq!(engine(&problem), best(&problem));
    }

    #[test]
    fn groups_go_to_the_same_experts(problem in problem(Mix { groups: true, ..PLAIN })) {
        prop_assert_eq!(engine(&problem), best(&problem));
    }

    #[test]
    fn the_weakest_pair_is_as_strong_as_can_be(problem in problem(Mix { fairness: Fairness::WeakestPair, ..PLAIN })) {
        prop_assert_eq!(engine(&problem), best(&problem));
    }

    #[test]
    fn the_weakest_total_is_as_high_as_can_be(problem in problem(Mix { fairness: Fairness::WeakestTotal, ..PLAIN })) {
        prop_assert_eq!(engine(&problem), best(&problem));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn all_rules_together_are_exact(
        problem in prop_oneof![Just(Fairness::WeakestPair), Just(Fairness::WeakestTotal)]
            .prop_flat_map(|fairness| problem(Mix { rows: true, groups: true, fairness }))
    ) {
        prop_assert_eq!(engine(&problem), best(&problem));
    }
}
