//! The points of a panel list, counted from the pairs alone, and the rules it breaks.

use super::model::{Model, NOWHERE};
use super::outcome::Score;

/// Experts of each item, sorted.
pub(super) type Panels = Vec<Vec<usize>>;

/// Reviews of each expert.
pub(super) fn loads(model: &Model<'_>, panels: &Panels) -> Vec<i32> {
    let mut loads = vec![0; model.experts.len()];
    for (item, panel) in model.items.iter().zip(panels) {
        panel.iter().for_each(|e| loads[*e] += item.weight());
    }
    loads
}

/// The score of panels.
pub(super) fn score(model: &Model<'_>, panels: &Panels) -> Score {
    let weights = &model.problem.weights;
    let mut score = Score { weakest_pair: u16::MAX, weakest_total_milli: i64::MAX, ..Score::default() };
    for (item, panel) in model.items.iter().zip(panels) {
        for application in &item.members {
            let fits = panel.iter().map(|e| model.fits[*application][*e]);
            let total: i64 = fits.clone().map(i64::from).sum();
            score.fit += total;
            score.weakest_pair = score.weakest_pair.min(fits.min().unwrap_or(u16::MAX));
            if !panel.is_empty() {
                let milli = total * 1000 / panel.len() as i64;
                score.weakest_total_milli = score.weakest_total_milli.min(milli);
            }
            let region = &model.problem.applications[*application].region;
            let own =
                panel.iter().filter(|e| !region.is_empty() && model.problem.experts[**e].region == *region);
            score.own_region += i64::from(weights.own_region) * own.count() as i64;
        }
        let mix = i64::from(weights.region_mix) * i64::from(item.weight());
        score.region_mix += mix * repeated_regions(model, panel);
    }
    let balance = |load: i32| i64::from(weights.balance) * i64::from(load) * i64::from(load - 1) / 2;
    for (load, expert) in loads(model, panels).into_iter().zip(&model.experts) {
        score.balance += balance(expert.base + load) - balance(expert.base);
    }
    let fit = i64::from(weights.fit) * score.fit;
    score.points = fit - score.balance - score.own_region - score.region_mix;
    if score.weakest_pair == u16::MAX {
        (score.weakest_pair, score.weakest_total_milli) = (0, 0);
    }
    score
}

/// Experts of a panel beyond the first of each region.
fn repeated_regions(model: &Model<'_>, panel: &[usize]) -> i64 {
    let mut regions: Vec<u32> = panel.iter().map(|e| model.experts[*e].region).collect();
    regions.retain(|region| *region != NOWHERE);
    let all = regions.len();
    regions.sort_unstable();
    regions.dedup();
    (all - regions.len()) as i64
}

/// Gives each seat that the rules ask for to one expert of its kind: the kind of each expert of the panel, `None`
/// for a free seat. `None` altogether when the panel cannot fill the seats.
pub(super) fn seat(model: &Model<'_>, item: usize, panel: &[usize]) -> Option<Vec<Option<usize>>> {
    let seats: Vec<usize> = model.items[item]
        .seats
        .iter()
        .flat_map(|(kind, count)| std::iter::repeat_n(*kind, *count as usize))
        .collect();
    let mut holder: Vec<Option<usize>> = vec![None; panel.len()];
    for seat in 0..seats.len() {
        let mut seen = vec![false; panel.len()];
        if !give(model, &seats, panel, seat, &mut seen, &mut holder) {
            return None;
        }
    }
    Some(holder.into_iter().map(|seat| seat.map(|s| seats[s])).collect())
}

/// Finds an expert for a seat, moving others to other seats where needed.
fn give(
    model: &Model<'_>,
    seats: &[usize],
    panel: &[usize],
    seat: usize,
    seen: &mut [bool],
    holder: &mut [Option<usize>],
) -> bool {
    for (place, expert) in panel.iter().enumerate() {
        if seen[place] || model.experts[*expert].kinds >> seats[seat] & 1 == 0 {
            continue;
        }
        seen[place] = true;
        let free = match holder[place] {
            None => true,
            Some(other) => give(model, seats, panel, other, seen, holder),
        };
        if free {
            holder[place] = Some(seat);
            return true;
        }
    }
    false
}
