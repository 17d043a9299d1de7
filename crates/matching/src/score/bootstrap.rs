//! How far chance alone moves a rank.

use crate::draw::ChaCha;

/// What varied draws say of each project.
pub(super) struct Spread {
    /// Ranks that the middle of the draws spans: from the best to the worst.
    pub ranks: Vec<(u32, u32)>,
    /// In how many of a thousand draws the project is among the places.
    pub chances: Vec<u32>,
}

/// Draws rests anew: for each project as many as it has reviews. `level` in thousandths is the share of the draws
/// that an interval spans.
pub(super) fn spread(
    projects: &[f64],
    counts: &[u32],
    rests: &[f64],
    places: usize,
    (draws, level, seed): (u32, u32, u64),
) -> Spread {
    let mut chance = ChaCha::from_seed(seed);
    let mut seen: Vec<Vec<u32>> = vec![Vec::with_capacity(draws as usize); projects.len()];
    let mut varied: Vec<(f64, usize)> = Vec::with_capacity(projects.len());
    for _ in 0..draws {
        varied.clear();
        for (at, (project, count)) in projects.iter().zip(counts).enumerate() {
            let mut pick = || rests[chance.below(rests.len() as u64) as usize];
            let sum: f64 = (0..*count).map(|_| pick()).sum();
            varied.push((project + sum / f64::from((*count).max(1)), at));
        }
        varied.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        varied.iter().zip(1..).for_each(|((_, at), rank)| seen[*at].push(rank));
    }
    seen.iter_mut().for_each(|ranks| ranks.sort_unstable());
    let chance_of = |ranks: &Vec<u32>| {
        let within = ranks.partition_point(|rank| *rank as usize <= places) as u64;
        (within * 1000 / u64::from(draws.max(1))) as u32
    };
    let interval = |ranks: &Vec<u32>| {
        let cut = (u64::from(draws) * u64::from(1000 - level.min(1000)) / 2000) as usize;
        match (ranks.get(cut), ranks.len().checked_sub(cut + 1).and_then(|at| ranks.get(at))) {
            (Some(low), Some(high)) => (*low, *high),
            _ => (1, projects.len() as u32),
        }
    };
    Spread { ranks: seen.iter().map(interval).collect(), chances: seen.iter().map(chance_of).collect() }
}
