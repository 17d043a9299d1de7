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

    /// The runs that a text has in common with this one, in the order of this one. Masked tokens end a run.
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
        runs.sort_unstable();
        runs
    }

    fn extend(&self, query: usize, source: &[u32], masked: &[bool]) -> u32 {
        let own = self.values[query..].iter().zip(&masked[query..]);
        own.zip(source).take_while(|((a, masked), b)| a == b && !**masked).count() as u32
    }
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
            prop_assert_eq!(Landmarks::new(&a, &open).runs(&b, &open), plain(&a, &b));
        }
    }
}
