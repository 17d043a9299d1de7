//! Floors of fairness: the worst-served application is served as well as can be, before anything else counts.

use super::evaluate::{Panels, loads};
use super::fit::BEST_FIT;
use super::model::{BLOCKED, Model};
use super::network::{Aim, Network};
use super::rows::{Places, too_low};
use super::scale::Scale;
use super::search::{search, search_any};

/// What a floor of fairness came to.
pub(super) struct Settled {
    /// Whether a higher one is proved impossible.
    pub proved: bool,
    /// Panels that keep the rules and the floor, where some were found on the way.
    pub known: Option<Panels>,
}

/// Sets the highest floor under the least fit of any pair. The rules can be met without a floor.
pub(super) fn weakest_pair(model: &mut Model<'_>, scale: Scale, effort: u64) -> Settled {
    let plain = !model.has_rows() && model.items.iter().all(|item| item.weight() == 1);
    let (floor, settled) = if plain {
        (pair_by_flow(model, scale), Settled { proved: true, known: None })
    } else {
        pair_by_search(model, scale, effort)
    };
    raise(model, floor);
    settled
}

/// Bisection where feasibility is a flow: the least number of pairs below the threshold must be zero.
fn pair_by_flow(model: &Model<'_>, scale: Scale) -> u16 {
    let mut network = Network::new(model, scale, Aim::Shortfall(0));
    let (mut good, mut bad) = (0, BEST_FIT + 1);
    while good + 1 < bad {
        let middle = (good + bad) / 2;
        network.threshold(middle);
        let relaxed = network.relax();
        if relaxed.feasible && relaxed.cost == 0 {
            // The flow itself may be better than what was asked.
            let items = 0..model.items.len();
            let pairs = items.flat_map(|i| network.flows(i).map(move |(e, _)| (i, e)));
            good = reached(model, pairs).max(middle);
        } else {
            bad = middle;
        }
    }
    good
}

/// Bisection where feasibility needs a search.
fn pair_by_search(model: &mut Model<'_>, scale: Scale, effort: u64) -> (u16, Settled) {
    let (mut good, mut bad, mut proved, mut known) = (0, BEST_FIT + 1, true, None);
    while good + 1 < bad {
        let middle = (good + bad) / 2;
        let mut raised = model.clone();
        raise(&mut raised, middle);
        match feasible(&raised, scale, effort) {
            Some(Some(panels)) => {
                let items = panels.iter().enumerate();
                let pairs = items.flat_map(|(i, panel)| panel.iter().map(move |e| (i, *e)));
                good = reached(model, pairs).max(middle);
                known = Some(panels);
            }
            // What was not decided before lies above.
            Some(None) => (bad, proved) = (middle, true),
            None => (bad, proved) = (middle, false),
        }
    }
    (good, Settled { proved, known })
}

/// The least fit of pairs that are not fixed.
fn reached(model: &Model<'_>, pairs: impl Iterator<Item = (usize, usize)>) -> u16 {
    let free = pairs.filter(|pair| !model.fixed.contains(pair));
    free.map(|(item, expert)| model.least_fit(item, expert)).min().unwrap_or(BEST_FIT)
}

/// Excludes all pairs below a floor.
fn raise(model: &mut Model<'_>, floor: u16) {
    for item in 0..model.items.len() {
        for expert in 0..model.experts.len() {
            if model.points(item, expert) != BLOCKED && model.is_below(item, expert, floor) {
                model.exclude(item, expert);
            }
        }
    }
}

/// Sets the highest floor there could be under the total fit per review of any application: often the application
/// that is worst off can have all it could ever have. Panels that keep it, `Some(None)` when there are none, `None`
/// when the search could not tell.
pub(super) fn highest_total(model: &mut Model<'_>, scale: Scale, effort: u64) -> Option<Option<Panels>> {
    let raised = with_floor(model, most_total(model));
    let found = feasible(&raised, scale, effort)?;
    if found.is_some() {
        *model = raised;
    }
    Some(found)
}

/// Sets the highest floor under the total fit per review of any application. `known` are panels that keep the rules;
/// `refuted` says whether the highest floor
/// there could be is proved impossible.
pub(super) fn weakest_total(
    model: &mut Model<'_>,
    scale: Scale,
    effort: u64,
    mut known: Panels,
    refuted: bool,
) -> Settled {
    let (mut good, mut bad) = (least_total(model, &known), most_total(model));
    let mut proved = refuted || good >= bad;
    while good + 1 < bad {
        let middle = good + (bad - good) / 2;
        match feasible(&with_floor(model, middle), scale, effort) {
            Some(Some(panels)) => (good, known) = (least_total(model, &panels).max(middle), panels),
            // What was not decided before lies above.
            Some(None) => (bad, proved) = (middle, true),
            None => (bad, proved) = (middle, false),
        }
    }
    *model = with_floor(model, good);
    Settled { proved, known: Some(known) }
}

/// The model with a floor, without the pairs that are part of no panel that reaches it.
fn with_floor<'p>(model: &Model<'p>, floor: i64) -> Model<'p> {
    let mut model = model.clone();
    model.floor = floor;
    for item in 0..model.items.len() {
        let low = too_low(&model, item, &[], &[]);
        low.into_iter().for_each(|e| model.exclude(item, e as usize));
    }
    model
}

/// The least total per review over all applications, in floor units.
fn least_total(model: &Model<'_>, panels: &Panels) -> i64 {
    let items = model.items.iter().zip(panels).filter(|(_, panel)| !panel.is_empty());
    items
        .flat_map(|(item, panel)| {
            item.members.iter().map(|a| {
                let total: i64 = panel.iter().map(|e| i64::from(model.fits[*a][*e])).sum();
                total * model.floor_unit / panel.len() as i64
            })
        })
        .min()
        .unwrap_or(0)
}

/// What the worst-off application could have if it alone chose, in floor units.
fn most_total(model: &Model<'_>) -> i64 {
    let items = model.items.iter().enumerate().filter(|(_, item)| item.reviews > 0);
    items
        .flat_map(|(i, item)| {
            item.members.iter().map(move |a| {
                let experts = 0..model.experts.len() as u32;
                let open: Vec<u32> = experts.filter(|e| model.points(i, *e as usize) != BLOCKED).collect();
                let best = Places::new(model, i, *a, &[], &open).best;
                best * model.floor_unit / i64::from(item.reviews)
            })
        })
        .min()
        .unwrap_or(0)
}

/// Panels that keep the rules, `Some(None)` when there are none, `None` when the search could not tell.
pub(super) fn feasible(model: &Model<'_>, scale: Scale, effort: u64) -> Option<Option<Panels>> {
    if model.contradiction {
        return Some(None);
    }
    if model.floor > 0 {
        // Points lead to high totals; a short search for panels comes before the search for a proof.
        let mut network = Network::new(model, scale, Aim::Points);
        let found = search_any(&mut network, effort.min(30));
        if let Some((_, panels)) = found.best {
            return Some(Some(panels));
        }
        if found.complete {
            return Some(None);
        }
    }
    let mut network = Network::new(model, scale, Aim::Feasible);
    let found = search(&mut network, effort);
    match found.best {
        Some((_, panels)) => {
            debug_assert!(loads(model, &panels).iter().zip(&model.experts).all(|(l, e)| *l <= e.max));
            Some(Some(panels))
        }
        None if found.complete => Some(None),
        None => None,
    }
}
