//! Why a pair is or is not in the best assignment, and what the other way would cost.

use std::collections::BTreeSet;

use super::clash::{exclusions, named};
use super::evaluate::{Panels, score};
use super::model::{BLOCKED, Model, Nearness, RuleRef};
use super::network::{Aim, Network};
use super::outcome::{Otherwise, Why};
use super::problem::{Pair, Problem};
use super::repair::{moves, pairs};
use super::search::search;
use super::solve::{effort, scale_of, settle_fairness};
use super::validate::{Ids, ProblemError, validate};

/// Answers for each pair of `asked`. Losses are measured from the best assignment; moves from the `present` one, and
/// among equally good assignments the nearest to it is taken.
///
/// Pairs of unknown ids are refused. Where the rules clash, every pair that no rule excludes has no loss but `None`.
pub fn why(problem: &Problem, present: &[Pair], asked: &[Pair]) -> Result<Vec<Why>, ProblemError> {
    let ids = validate(problem)?;
    for pair in asked {
        known(&ids, pair)?;
    }
    let mut model = Model::new(problem, &ids, &BTreeSet::new());
    model.stay_near(&ids, present, Nearness::Tie);
    let scale = scale_of(&model)?;
    let excluded = exclusions(problem, &ids);
    // Without an assignment there is no floor either; each pair is then answered by its own rules.
    let _ = settle_fairness(&mut model, scale);
    let mut network = Network::new(&model, scale, Aim::Points);
    let base = best(&mut network);
    let answer = |pair: &Pair| {
        let (item, expert) = model.position(&ids, pair).unwrap_or_default();
        let members = model.items[item].members.iter();
        let rules: Vec<RuleRef> =
            members.flat_map(|a| excluded.get(&(*a, expert)).cloned().unwrap_or_default()).collect();
        if !rules.is_empty() {
            return Why::Excluded { rules: rules.into_iter().map(|rule| named(problem, rule)).collect() };
        }
        let is_pair = |p: &&Pair| model.position(&ids, p) == Some((item, expert));
        if let Some(pair) = problem.fixed.iter().find(is_pair).cloned() {
            let (application, expert) = (pair.application, pair.expert);
            return Why::Fixed { rule: super::rules::Rule::Fixed { application, expert } };
        }
        if model.points(item, expert) == BLOCKED {
            return Why::BelowFloor { fit: model.least_fit(item, expert) };
        }
        let chosen = base.as_ref().is_some_and(|(panels, _)| panels[item].binary_search(&expert).is_ok());
        let before = network.adjustment(item).clone();
        network.adjust(item, |adjustment| {
            let list = if chosen { &mut adjustment.banned } else { &mut adjustment.forced };
            list.push(expert as u32);
        });
        let other = best(&mut network);
        network.adjust(item, |adjustment| *adjustment = before);
        let otherwise = compare(&model, present, base.as_ref(), other.as_ref());
        if chosen { Why::Chosen { without: otherwise } } else { Why::NotChosen { with: otherwise } }
    };
    Ok(asked.iter().map(answer).collect())
}

fn known(ids: &Ids<'_>, pair: &Pair) -> Result<(), ProblemError> {
    let lists = [("项目", &ids.applications, &pair.application), ("专家", &ids.experts, &pair.expert)];
    for (list, positions, id) in lists {
        if !positions.contains_key(id.as_str()) {
            let (place, list) = ("所问的配对".to_owned(), list.to_owned());
            return Err(ProblemError::Unknown { place, list, id: id.clone() });
        }
    }
    Ok(())
}

/// The best panels of a network and whether they are proved to be.
fn best(network: &mut Network<'_, '_>) -> Option<(Panels, bool)> {
    if network.model.contradiction {
        return None;
    }
    let found = search(network, effort(network.model));
    found.best.map(|(_, panels)| (panels, found.complete))
}

fn compare(
    model: &Model<'_>,
    present: &[Pair],
    base: Option<&(Panels, bool)>,
    other: Option<&(Panels, bool)>,
) -> Otherwise {
    match (base, other) {
        (Some((panels, proved)), Some((others, also))) => Otherwise {
            loss: Some(score(model, panels).points - score(model, others).points),
            exact: *proved && *also,
            moves: moves(present, &pairs(model, others)),
        },
        _ => Otherwise { loss: None, exact: true, moves: Vec::new() },
    }
}
