//! Fingerprints: hashes of short runs of tokens.

/// Tokens of a run that is looked up in the index. Five: four occur by chance in any two texts of one trade, six
/// survive too few edits.
pub const GRAM: usize = 5;
/// One hash in so many is kept in the index. Of thirty copied characters 26 runs are hashed; none of them is kept
/// once in 32 times, and a passage is rarely the only one that two texts share.
pub const SAMPLE: u32 = 8;
/// Tokens of a run when two texts are laid beside each other; there every hash counts.
pub const SEED: usize = 4;

/// Where the four tokens of a scattered fingerprint stand, from its first. The differences of any two places are all
/// unlike (a Golomb ruler), so that what one changed character spoils is as little as can be; and four characters out
/// of seven are hardly ever one word of the trade.
pub const SCATTER: [usize; 4] = [0, 1, 4, 6];
/// Tokens from the first to the last of a scattered fingerprint.
pub const REACH: usize = SCATTER[3] + 1;
/// Set in scattered fingerprints, never in those of runs: the kept hashes are far below it.
const SCATTERED: u32 = 1 << 31;

/// Odd random multipliers: a multilinear hash, its upper half uniform (Lemire and Kaser 2014). No step depends on
/// the one before, so that the compiler may compute several at once.
const MULTIPLIERS: [u64; GRAM] = [
    0x9e37_79b9_7f4a_7c15,
    0xbf58_476d_1ce4_e5b9,
    0x94d0_49bb_1331_11eb,
    0xd6e8_feb8_6659_fd93,
    0xa076_1d64_78bd_642f,
];

/// The hash of a run of at most [`GRAM`] tokens.
#[inline]
pub(super) fn hash(run: &[u32]) -> u32 {
    let products = run.iter().zip(MULTIPLIERS).map(|(token, by)| (u64::from(*token) + 1).wrapping_mul(by));
    (products.fold(0, u64::wrapping_add) >> 32) as u32
}

/// The kept hashes of a row of tokens with the token where each begins.
pub(super) fn fingerprints(values: &[u32]) -> impl Iterator<Item = (u32, usize)> {
    let hashes = values.windows(GRAM).map(hash).enumerate();
    hashes.filter(|(_, hash)| *hash < u32::MAX / SAMPLE).map(|(at, hash)| (hash, at))
}

/// The kept hashes of four tokens out of seven, with the token where each begins: where single characters were
/// replaced, they stand when no run of five is left.
pub(super) fn scattered(values: &[u32]) -> impl Iterator<Item = (u32, usize)> {
    let hashes = values.windows(REACH).map(|w| hash(&SCATTER.map(|at| w[at]))).enumerate();
    hashes.filter(|(_, hash)| *hash < u32::MAX / SAMPLE).map(|(at, hash)| (hash | SCATTERED, at))
}

/// Whether a fingerprint is of a run.
pub(super) fn is_of_run(print: u32) -> bool {
    print & SCATTERED == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_one_hash_in_eight_is_kept_wherever_it_stands() {
        let values: Vec<u32> =
            (0..80_000u32).map(|i| 0x4e00 + i.wrapping_mul(2_654_435_761) % 20_000).collect();
        let kept: Vec<_> = fingerprints(&values).collect();
        // Ten standard deviations of a fair choice are 940.
        assert!(kept.len().abs_diff(10_000) < 940, "{}", kept.len());
        let shifted: Vec<_> = fingerprints(&values[3..]).map(|(hash, at)| (hash, at + 3)).collect();
        assert_eq!(kept.iter().filter(|(_, at)| *at >= 3).copied().collect::<Vec<_>>(), shifted);
    }

    #[test]
    fn a_scattered_fingerprint_is_of_four_tokens_out_of_seven_and_never_that_of_a_run() {
        let values: Vec<u32> =
            (0..80_000u32).map(|i| 0x4e00 + i.wrapping_mul(2_654_435_761) % 20_000).collect();
        let kept: Vec<_> = scattered(&values).collect();
        assert!(kept.len().abs_diff(10_000) < 940, "{}", kept.len());
        assert!(kept.iter().all(|(print, _)| !is_of_run(*print)));
        assert!(fingerprints(&values).all(|(print, _)| is_of_run(print)));
        // The third, fourth and sixth token do not count, the second does.
        let at = kept[0].1;
        let mut changed = values[at..at + REACH].to_vec();
        for silent in [2, 3, 5] {
            changed[silent] += 1;
        }
        assert_eq!(scattered(&changed).collect::<Vec<_>>(), [(kept[0].0, 0)]);
        changed[1] += 1;
        assert!(scattered(&changed).all(|(print, _)| print != kept[0].0));
    }
}
