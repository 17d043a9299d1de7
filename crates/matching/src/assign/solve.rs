//! From a problem to an assignment with its proof, or to the rules that clash.

use std::collections::BTreeSet;

use super::clash::clash;
use super::evaluate::{Panels, loads, score, seat};
use super::fairness::{Settled, highest_total, weakest_pair, weakest_total};
use super::model::{BLOCKED, Model, Nearness};
use super::network::{Aim, Network};
use super::outcome::{AssignedPair, Assignment, Loaded, Method, Outcome, Proof, Served};
use super::problem::{Fairness, Problem};
use super::scale::Scale;
use super::search::{Found, search, search_from};
use super::validate::{ProblemError, validate};

/// Assigns experts to applications: keeps every hard rule and has the most points, with proof; or names a smallest
/// set of rules that clash.
pub fn assign(problem: &Problem) -> Result<Outcome, ProblemError> {
    let ids = validate(problem)?;
    let mut model = Model::new(problem, &ids, &BTreeSet::new());
    let scale = scale_of(&model)?;
    Ok(match solve(&mut model, scale) {
        Solved::Found(answer) => Outcome::Assigned(answer.assignment),
        Solved::Infeasible => Outcome::Infeasible(clash(problem, &ids)),
        Solved::Undecided(nodes) => Outcome::Undecided { nodes },
    })
}

/// What solving a model gives.
pub(super) enum Solved {
    Found(Box<Answer>),
    Infeasible,
    Undecided(u64),
}

/// An assignment with what further questions need.
pub(super) struct Answer {
    pub assignment: Assignment,
    pub panels: Panels,
}

/// The scale of a model, or the refusal of numbers too large for exact arithmetic.
pub(super) fn scale_of(model: &Model<'_>) -> Result<Scale, ProblemError> {
    Scale::of(model).ok_or_else(|| ProblemError::TooLarge {
        what: "规模与权重之积".to_owned(),
        value: model.items.len() * model.experts.len(),
        limit: 0,
    })
}

/// Solves a model; a floor of fairness stays set in it.
pub(super) fn solve(model: &mut Model<'_>, scale: Scale) -> Solved {
    let settled = match settle_fairness(model, scale) {
        Ok(settled) => settled,
        Err(unsolved) => return unsolved,
    };
    let mut network = Network::new(model, scale, Aim::Points);
    let found = search_from(&mut network, effort(model), settled.known);
    match found.best {
        Some((cost, ref panels)) => {
            let panels = panels.clone();
            let proof = proof(model, scale, &found, cost, settled.proved);
            let assignment = describe(model, &network, &panels, proof);
            Solved::Found(Box::new(Answer { assignment, panels }))
        }
        None if found.complete => Solved::Infeasible,
        None => Solved::Undecided(found.nodes),
    }
}

/// Pairs for which a search has as many nodes as the problem grants.
const PAIRS: u64 = 200_000;
/// So many times as many at most for small problems.
const MOST_TIMES: u64 = 4;

/// The bound on the nodes of a search: a node takes the longer the more pairs there are.
pub(super) fn effort(model: &Model<'_>) -> u64 {
    let pairs = (model.items.len() * model.experts.len()) as u64;
    let effort = u64::from(model.problem.effort.max(1));
    (effort * PAIRS / pairs.max(PAIRS / MOST_TIMES)).max(1)
}

/// Sets the floor of fairness that the problem asks for.
pub(super) fn settle_fairness(model: &mut Model<'_>, scale: Scale) -> Result<Settled, Solved> {
    let settled = |known| Ok(Settled { proved: true, known });
    if model.contradiction {
        return Err(Solved::Infeasible);
    }
    let effort = effort(model);
    match model.problem.fairness {
        Fairness::None => settled(None),
        // A repair keeps what was decided; it does not raise the floor anew.
        _ if model.nearness == Nearness::First => settled(None),
        Fairness::WeakestPair => {
            let mut network = Network::new(model, scale, Aim::Feasible);
            if !network.relax().feasible {
                return Err(Solved::Infeasible);
            }
            Ok(weakest_pair(model, scale, effort))
        }
        Fairness::WeakestTotal => {
            let highest = highest_total(model, scale, effort);
            let refuted = highest.is_some();
            if let Some(Some(known)) = highest {
                return settled(Some(known));
            }
            let first = search(&mut Network::new(model, scale, Aim::Points), effort);
            match first.best {
                Some((_, panels)) => Ok(weakest_total(model, scale, effort, panels, refuted)),
                None if first.complete => Err(Solved::Infeasible),
                None => Err(Solved::Undecided(first.nodes)),
            }
        }
    }
}

/// The bound in points: what the cost of kept pairs leaves.
fn proof(model: &Model<'_>, scale: Scale, found: &Found, cost: i64, fairest: bool) -> Proof {
    let optimal = found.complete;
    let method = if model.has_rows() || found.nodes > 1 { Method::Search } else { Method::Flow };
    let points = found.best.as_ref().map_or(0, |(_, panels)| score(model, panels).points);
    let slack = (cost - found.bound.min(cost)).div_euclid(scale.unit);
    Proof { method, bound: points + slack, optimal: optimal || slack == 0, fairest, nodes: found.nodes }
}

/// The assignment in the names of the problem.
fn describe(model: &Model<'_>, network: &Network<'_, '_>, panels: &Panels, proof: Proof) -> Assignment {
    let problem = model.problem;
    let kinds = problem.kinds();
    let mut pairs = Vec::new();
    let mut applications = Vec::new();
    for (a, application) in problem.applications.iter().enumerate() {
        let item = model.item_of[a];
        let panel = &panels[item];
        let seats = seat(model, item, panel).unwrap_or_else(|| vec![None; panel.len()]);
        let fits: Vec<u16> = panel.iter().map(|e| model.fits[a][*e]).collect();
        applications.push(Served {
            application: application.id.clone(),
            total: fits.iter().map(|fit| u32::from(*fit)).sum(),
            least: fits.iter().copied().min().unwrap_or(0),
        });
        for ((expert, seat), fit) in panel.iter().zip(seats).zip(fits) {
            pairs.push(AssignedPair {
                application: application.id.clone(),
                expert: problem.experts[*expert].id.clone(),
                seat: seat.map(|kind| kinds[kind].to_owned()),
                fit,
                choice: choice(model, item, *expert),
                kept: model.nearness == Nearness::First && model.kept.contains(&(item, *expert)),
            });
        }
    }
    let experts = problem.experts.iter().zip(loads(model, panels)).enumerate();
    let experts = experts
        .map(|(e, (expert, load))| Loaded {
            expert: expert.id.clone(),
            reviews: load as u32,
            scarcity: network.scarcity(e),
        })
        .collect();
    Assignment { pairs, applications, experts, score: score(model, panels), proof }
}

/// Place of an expert among those allowed for an item, by points.
fn choice(model: &Model<'_>, item: usize, expert: usize) -> u32 {
    let own = model.points(item, expert);
    let better = model.row(item).iter().filter(|points| **points != BLOCKED && **points > own);
    1 + better.count() as u32
}
