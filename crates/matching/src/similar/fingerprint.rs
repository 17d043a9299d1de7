//! Fingerprints: hashes of short runs of tokens.

/// Tokens of a run that is looked up in the index. Five: four occur by chance in any two texts of one trade, six
/// survive too few edits.
pub const GRAM: usize = 5;
/// One hash in so many is kept in the index. Of thirty copied characters 26 runs are hashed; none of them is kept
/// once in 32 times, and a passage is rarely the only one that two texts share.
pub const SAMPLE: u32 = 8;
/// Tokens of a run when two texts are laid beside each other; there every hash counts.
pub const SEED: usize = 4;

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
}
