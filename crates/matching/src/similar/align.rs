//! Two texts side by side: the runs of tokens that they have in common.

use super::fingerprint::{SEED, hash};

/// A run of tokens common to both texts that cannot be made longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    /// Where it begins in the text asked about.
    pub query: u32,
    /// Where it begins in the other.
    pub source: u32,
    /// Tokens.
    pub length: u32,
}

/// Words that stand more often in the text asked about are no landmarks in it.
const MOST_PLACES: usize = 8;
/// Common runs of two texts that are looked at; more only occur where both repeat themselves without end.
const MOST_RUNS: usize = 1 << 16;

/// The text asked about, prepared for being laid beside many others.
#[derive(Debug)]
pub(super) struct Landmarks<'a> {
    values: &'a [u32],
    /// A bit for every hash that stands there, by its upper bits: small enough to stay near the processor.
    present: Vec<u64>,
    /// Heads of the chains of places by the low bits of their hash.
    heads: Vec<u32>,
    /// The next place with the same low bits.
    next: Vec<u32>,
}

/// What a token is worth (in tenths) that agrees in step with a run, and what one costs that does not. Of the tokens of
/// two texts of one trade that say other things, one in fifty agrees.
pub(super) const SAME: i32 = 10;
pub(super) const OTHER: i32 = 3;
/// A loss after which no gain is expected any more: fourteen tokens without any that agrees.
const FORLORN: i32 = 40;

const NONE: u32 = u32::MAX;
/// Bits per place in [`Landmarks::present`]: five hashes in a hundred that are not there seem to be.
const SPARSE: usize = 16;

impl<'a> Landmarks<'a> {
    /// Every run of [`SEED`] tokens in which no token is masked.
    pub fn new(values: &'a [u32], masked: &[bool]) -> Self {
        let places = values.len().saturating_sub(SEED - 1);
        let slots = (places * 2).max(16);
        let (mut heads, mut next) = (vec![NONE; slots], vec![NONE; places]);
        let mut present = vec![0; (places * SPARSE).div_ceil(64).max(1)];
        for at in (0..places).rev() {
            if !masked[at..at + SEED].contains(&true) {
                let hash = hash(&values[at..at + SEED]);
                let bit = slot(hash, present.len() * 64);
                present[bit / 64] |= 1 << (bit % 64);
                let head = &mut heads[slot(hash, slots)];
                next[at] = *head;
                *head = at as u32;
            }
        }
        Self { values, present, heads, next }
    }

    /// The first place with the slot of a hash, if the hash may stand there at all.
    fn first(&self, hash: u32) -> u32 {
        let bit = slot(hash, self.present.len() * 64);
        if self.present[bit / 64] & 1 << (bit % 64) == 0 {
            NONE
        } else {
            self.heads[slot(hash, self.heads.len())]
        }
    }

    /// The runs of at least [`SEED`] tokens that a text has in common with this one, and the shorter ones in step with
    /// them, in the order of this one. Masked tokens end a run.
    pub fn runs(&self, source: &[u32], masked: &[bool]) -> Vec<Run> {
        let mut runs = Vec::new();
        for at in 0..source.len().saturating_sub(SEED - 1) {
            let seed = &source[at..at + SEED];
            let mut place = self.first(hash(seed));
            let mut places = 0;
            while place != NONE && places < MOST_PLACES && runs.len() < MOST_RUNS {
                let query = place as usize;
                place = self.next[query];
                if self.values[query..query + SEED] != *seed {
                    continue;
                }
                places += 1;
                let is_inner =
                    query > 0 && at > 0 && !masked[query - 1] && self.values[query - 1] == source[at - 1];
                if !is_inner {
                    let length = self.extend(query, &source[at..], masked);
                    runs.push(Run { query: query as u32, source: at as u32, length });
                }
            }
        }
        let long = runs.len();
        for at in 0..long {
            self.stretch(runs[at], source, masked, &mut runs);
        }
        runs.sort_unstable();
        runs.dedup();
        runs
    }

    /// Finds the shorter runs before and after a run where the texts go on to agree in step, as a copy does in which
    /// single characters were replaced.
    fn stretch(&self, run: Run, source: &[u32], masked: &[bool], found: &mut Vec<Run>) {
        let (query, at) = (run.query as usize, run.source as usize);
        let agrees = |q: usize, s: usize| self.values[q] == source[s] && !masked[q];
        let end = run.length as usize;
        let room = (self.values.len() - query).min(source.len() - at);
        for (from, length) in in_step((end..room).map(|step| agrees(query + step, at + step))) {
            let step = (end + from) as u32;
            found.push(Run { query: run.query + step, source: run.source + step, length });
        }
        for (from, length) in in_step((1..=query.min(at)).map(|step| agrees(query - step, at - step))) {
            let step = from as u32 + length;
            found.push(Run { query: run.query - step, source: run.source - step, length });
        }
    }

    fn extend(&self, query: usize, source: &[u32], masked: &[bool]) -> u32 {
        let own = self.values[query..].iter().zip(&masked[query..]);
        own.zip(source).take_while(|((a, masked), b)| a == b && !**masked).count() as u32
    }
}

/// The runs of agreement, as distance from the beginning and length, up to where going further loses more than it
/// gains.
fn in_step(agreement: impl Iterator<Item = bool>) -> Vec<(usize, u32)> {
    let (mut worth, mut most, mut kept) = (0, 0, 0);
    let mut runs: Vec<(usize, u32)> = Vec::new();
    let mut before = false;
    for (step, agrees) in agreement.enumerate() {
        worth += if agrees { SAME } else { -OTHER };
        match runs.last_mut().filter(|_| agrees && before) {
            Some((_, length)) => *length += 1,
            None if agrees => runs.push((step, 1)),
            None => {}
        }
        before = agrees;
        if worth > most {
            (most, kept) = (worth, runs.len());
        } else if worth < most - FORLORN {
            break;
        }
    }
    runs.truncate(kept);
    runs
}

/// Hashes are multilinear: their upper bits are the good ones.
fn slot(hash: u32, slots: usize) -> usize {
    ((u64::from(hash) * slots as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every run that cannot be made longer, by trying all pairs of places.
    fn plain(a: &[u32], b: &[u32]) -> Vec<Run> {
        let mut runs = Vec::new();
        for query in 0..a.len() {
            for source in 0..b.len() {
                let length = a[query..].iter().zip(&b[source..]).take_while(|(x, y)| x == y).count();
                let inner = query > 0 && source > 0 && a[query - 1] == b[source - 1];
                if length >= SEED && !inner {
                    runs.push(Run { query: query as u32, source: source as u32, length: length as u32 });
                }
            }
        }
        runs
    }

    proptest! {
        #[test]
        fn the_runs_are_those_of_trying_all_places(
            a in proptest::collection::vec(0..9u32, 0..60),
            b in proptest::collection::vec(0..9u32, 0..60),
        ) {
            // Where a run of four repeats more often than is looked at, runs may be left out.
            let often = |seed: &[u32]| a.windows(SEED).filter(|w| *w == seed).count() > MOST_PLACES;
            prop_assume!(!a.windows(SEED).any(often));
            let open = vec![false; a.len()];
            let found = Landmarks::new(&a, &open).runs(&b, &open);
            let (long, short): (Vec<Run>, Vec<Run>) = found.into_iter().partition(|run| run.length as usize >= SEED);
            prop_assert_eq!(&long, &plain(&a, &b));
            let step = |run: &Run| i64::from(run.query) - i64::from(run.source);
            for run in short {
                let (query, source, length) = (run.query as usize, run.source as usize, run.length as usize);
                prop_assert_eq!(&a[query..query + length], &b[source..source + length]);
                prop_assert!(long.iter().any(|other| step(other) == step(&run)));
            }
        }
    }

    #[test]
    fn from_a_run_on_texts_are_followed_in_step_until_little_agrees() {
        let source: Vec<u32> = (0..100).collect();
        let mut copy = source.clone();
        // Of 20 to 60 every second token differs; what comes after 60 has nothing to do with the other.
        (20..60).step_by(2).for_each(|at| copy[at] = 1_000 + at as u32);
        (60..100).for_each(|at| copy[at] = 2_000 + at as u32);
        let open = vec![false; copy.len()];
        let runs = Landmarks::new(&copy, &open).runs(&source, &open);
        assert_eq!(runs[0], Run { query: 0, source: 0, length: 20 });
        assert_eq!(runs.len(), 21);
        assert_eq!(runs[20], Run { query: 59, source: 59, length: 1 });
        let mut masked = open.clone();
        masked[21..].fill(true);
        assert_eq!(Landmarks::new(&copy, &masked).runs(&source, &masked), [runs[0]]);
    }
}
