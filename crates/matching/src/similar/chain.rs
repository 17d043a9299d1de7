//! Passages: common runs that follow one another in both texts.
//!
//! A run of `n` tokens is worth `n − 2` characters: short ones happen by chance. Two runs in a row cost something for
//! what stands between them and more for standing further apart in one text than in the other; one in step with the
//! run before it is no new beginning and counts in full. The chain worth most
//! is a passage; what it leaves is searched again, so that passages put into another order are found each by itself.
//! Two texts are held to share anything only if one passage is worth [`STRONG`]; smaller ones beside it then count
//! too, as they are no longer chance.

use super::align::{OTHER, Run};

/// Two texts share something from here on (in tenths): eighteen characters without a break, or more with breaks. Stock
/// phrases of a trade make thirteen in a row by chance, once in a dozen texts.
const STRONG: i32 = 160;
/// A passage beside a strong one: eleven characters without a break.
const LEAST: i32 = 90;
/// What every run must bring before it is worth anything (in tenths).
const ENTRY: i32 = 20;
/// Tokens between two runs of a chain, in either text.
const GAP: u32 = 72;
/// Runs that are tried as predecessors.
const LOOKBACK: usize = 48;

/// Runs in the order of both texts.
pub(super) type Chain = Vec<Run>;

/// The passages among the common runs of two texts; `runs` in the order of the query.
pub(super) fn chains(mut runs: Vec<Run>) -> Vec<Chain> {
    let mut found = Vec::new();
    // No chain is worth more than all runs together.
    if runs.iter().map(|run| run.length as i32 * 10).sum::<i32>() - ENTRY < STRONG {
        return found;
    }
    while let Some((worth, chain)) = best(&runs) {
        // The first chain is the strongest.
        if found.is_empty() && worth < STRONG {
            break;
        }
        // A token belongs to one passage; what stands between the runs of a passage may be another one.
        let taken = |run: &Run| {
            let next = chain.partition_point(|own| own.query + own.length <= run.query);
            chain.get(next).is_some_and(|own| own.query < run.query + run.length)
        };
        runs.retain(|run| !taken(run));
        found.push(chain);
    }
    found.sort_unstable();
    found
}

/// The chain worth most.
fn best(runs: &[Run]) -> Option<(i32, Chain)> {
    let mut worth: Vec<i32> = Vec::with_capacity(runs.len());
    let mut from: Vec<Option<usize>> = Vec::with_capacity(runs.len());
    let reach = GAP + runs.iter().map(|run| run.length).max().unwrap_or(0);
    for (at, run) in runs.iter().enumerate() {
        let own = run.length as i32 * 10 - ENTRY;
        let near =
            (at.saturating_sub(LOOKBACK)..at).rev().take_while(|p| runs[*p].query + reach >= run.query);
        let earlier = near.filter_map(|p| Some((worth[p] - cost(runs[p], *run)?, p)));
        let (before, place) = earlier.max().filter(|(before, _)| *before > 0).unzip();
        worth.push(own + before.unwrap_or(0));
        from.push(place);
    }
    let (most, end) = worth.iter().zip(0..).max_by_key(|(worth, at)| (**worth, usize::MAX - at))?;
    if *most < LEAST {
        return None;
    }
    let mut chain: Chain = std::iter::successors(Some(end), |at| from[*at]).map(|at| runs[at]).collect();
    chain.reverse();
    trim(&mut chain);
    Some((*most, chain))
}

/// What it costs (in tenths) that a run follows another; `None` where it does not.
fn cost(before: Run, after: Run) -> Option<i32> {
    // A token may belong to both where words were put in or left out: the overlap is given to the first.
    let (query_end, source_end) = (before.query + before.length, before.source + before.length);
    let overlap = query_end.saturating_sub(after.query).max(source_end.saturating_sub(after.source));
    if overlap >= after.length || after.query <= before.query || after.source <= before.source {
        return None;
    }
    let query = (after.query + overlap) - query_end;
    let source = (after.source + overlap) - source_end;
    let (gap, drift) = (query.max(source), query.abs_diff(source));
    let apart = (overlap * 10 + gap / 2 + drift) as i32;
    // In step with the run before: no new beginning, only tokens in between that differ.
    let in_step = if overlap + drift == 0 { gap as i32 * OTHER - ENTRY } else { apart };
    (gap <= GAP).then_some(apart.min(in_step))
}

/// Cuts overlaps off, so that no token is counted twice.
fn trim(chain: &mut Chain) {
    for at in 1..chain.len() {
        let before = chain[at - 1];
        let run = &mut chain[at];
        let query = (before.query + before.length).saturating_sub(run.query);
        let overlap = query.max((before.source + before.length).saturating_sub(run.source));
        run.query += overlap;
        run.source += overlap;
        run.length -= overlap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(query: u32, source: u32, length: u32) -> Run {
        Run { query, source, length }
    }

    #[test]
    fn eighteen_characters_without_a_break_are_a_passage_and_eleven_more_count_beside_them() {
        let (strong, weak, less) = (run(0, 50, 18), run(200, 20, 11), run(400, 90, 10));
        assert_eq!(chains(vec![strong]), [[strong]]);
        assert_eq!(chains(vec![run(0, 50, 17), weak]), Vec::<Chain>::new());
        assert_eq!(chains(vec![strong, weak, less]), [vec![strong], vec![weak]]);
    }

    #[test]
    fn runs_in_a_row_are_one_passage_and_runs_in_another_order_are_two() {
        let row = vec![run(0, 100, 10), run(12, 111, 12)];
        assert_eq!(chains(row.clone()), [row]);
        let swapped = vec![run(0, 100, 20), run(22, 60, 20)];
        assert_eq!(chains(swapped.clone()), [vec![swapped[0]], vec![swapped[1]]]);
    }

    #[test]
    fn single_characters_that_were_replaced_do_not_begin_anew() {
        // Six runs of three, one other character between any two: 18 characters less the first entry and five changes.
        let row = |count: u32| -> Vec<Run> { (0..count).map(|i| run(i * 4, 50 + i * 4, 3)).collect() };
        assert_eq!(chains(row(7)), [row(7)]);
        assert_eq!(chains(row(6)), Vec::<Chain>::new());
        let out_of_step = (0..7).map(|i| run(i * 4, 50 + i * 5, 3)).collect();
        assert_eq!(chains(out_of_step), Vec::<Chain>::new());
    }

    #[test]
    fn scattered_words_of_a_trade_are_no_passage() {
        let scattered = (0..30).map(|i| run(i * 40, i * 7919 % 1200, 5)).collect();
        assert_eq!(chains(scattered), Vec::<Chain>::new());
    }

    #[test]
    fn a_token_is_counted_once_where_runs_overlap() {
        // 甲乙丙丁丁戊…: a doubled token belongs to the run before and to the run after.
        let chain = chains(vec![run(0, 0, 12), run(11, 12, 12)]);
        assert_eq!(chain, [[run(0, 0, 12), run(12, 13, 11)]]);
    }
}
