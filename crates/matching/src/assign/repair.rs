//! Changing as little as possible: after an expert drops out, a conflict is declared or a pair is moved by hand.

use std::collections::BTreeSet;

use super::clash::clash;
use super::evaluate::Panels;
use super::model::{Model, Nearness};
use super::outcome::{Move, Outcome, Repaired};
use super::problem::{Pair, Problem};
use super::solve::{Solved, scale_of, solve};
use super::validate::{ProblemError, validate};

/// Assigns anew under the rules of `problem` and keeps as many of the `present` pairs as the rules allow; among such
/// assignments the one with the most points. Pairs of unknown applications or experts are gone.
pub fn repair(problem: &Problem, present: &[Pair]) -> Result<Repaired, ProblemError> {
    let ids = validate(problem)?;
    let mut model = Model::new(problem, &ids, &BTreeSet::new());
    model.stay_near(&ids, present, Nearness::First);
    let scale = scale_of(&model)?;
    Ok(match solve(&mut model, scale) {
        Solved::Found(answer) => {
            let moves = moves(present, &pairs(&model, &answer.panels));
            Repaired { outcome: Outcome::Assigned(answer.assignment), moves }
        }
        Solved::Infeasible => {
            Repaired { outcome: Outcome::Infeasible(clash(problem, &ids)), moves: Vec::new() }
        }
        Solved::Undecided(nodes) => Repaired { outcome: Outcome::Undecided { nodes }, moves: Vec::new() },
    })
}

/// Panels as pairs of ids.
pub(super) fn pairs(model: &Model<'_>, panels: &Panels) -> Vec<Pair> {
    let problem = model.problem;
    let items = model.items.iter().zip(panels);
    items
        .flat_map(|(item, panel)| {
            item.members.iter().flat_map(move |a| {
                panel.iter().map(move |e| Pair {
                    application: problem.applications[*a].id.clone(),
                    expert: problem.experts[*e].id.clone(),
                })
            })
        })
        .collect()
}

/// What changes from one list of pairs to another, leaving pairs first.
pub(super) fn moves(from: &[Pair], to: &[Pair]) -> Vec<Move> {
    let (old, new): (BTreeSet<&Pair>, BTreeSet<&Pair>) = (from.iter().collect(), to.iter().collect());
    let step = |pair: &&Pair, enters| Move {
        enters,
        application: pair.application.clone(),
        expert: pair.expert.clone(),
    };
    let leaving = old.difference(&new).map(|pair| step(pair, false));
    leaving.chain(new.difference(&old).map(|pair| step(pair, true))).collect()
}
