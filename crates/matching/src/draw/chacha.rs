//! The ChaCha20 key stream of RFC 8439, as a generator of numbers.

/// One 64-byte block of the ChaCha20 key stream (RFC 8439 §2.3).
pub fn block(key: &[u8; 32], counter: u32, nonce: &[u8; 12]) -> [u8; 64] {
    let mut start = [0u32; 16];
    start[..4].copy_from_slice(&[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]);
    for (word, bytes) in start[4..12].iter_mut().zip(key.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    start[12] = counter;
    for (word, bytes) in start[13..].iter_mut().zip(nonce.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    let mut state = start;
    for _ in 0..10 {
        for column in 0..4 {
            quarter_round(&mut state, column, column + 4, column + 8, column + 12);
        }
        for diagonal in 0..4 {
            let [b, c, d] = [1, 2, 3].map(|row| row * 4 + (diagonal + row) % 4);
            quarter_round(&mut state, diagonal, b, c, d);
        }
    }
    let mut out = [0u8; 64];
    for (bytes, (mixed, first)) in out.as_chunks_mut::<4>().0.iter_mut().zip(state.iter().zip(start)) {
        *bytes = mixed.wrapping_add(first).to_le_bytes();
    }
    out
}

fn quarter_round(state: &mut [u32; 16], a: usize, b: usize, c: usize, d: usize) {
    for (turn, other) in [(16, 12), (8, 7)] {
        state[a] = state[a].wrapping_add(state[b]);
        state[d] = (state[d] ^ state[a]).rotate_left(turn);
        state[c] = state[c].wrapping_add(state[d]);
        state[b] = (state[b] ^ state[c]).rotate_left(other);
    }
}

/// A stream of unbiased numbers from a 256-bit key: nonce zero, block counter from 0.
///
/// The stream has 2³² blocks (2³⁵ words); a draw of a million candidates uses about a million words.
#[derive(Debug, Clone)]
pub struct ChaCha {
    key: [u8; 32],
    counter: u32,
    words: [u64; 8],
    used: usize,
}

impl ChaCha {
    /// A stream that starts at block 0 of `key`.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key, counter: 0, words: [0; 8], used: 8 }
    }

    /// A stream for simulations (bootstrap, tests), keyed from a small number.
    pub fn from_seed(seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Self::new(key)
    }

    /// The next 64-bit word, little-endian from the key stream.
    pub fn word(&mut self) -> u64 {
        if self.used == self.words.len() {
            let bytes = block(&self.key, self.counter, &[0; 12]);
            for (word, chunk) in self.words.iter_mut().zip(bytes.as_chunks::<8>().0) {
                *word = u64::from_le_bytes(*chunk);
            }
            self.counter = self.counter.wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        self.words[self.used - 1]
    }

    /// A number below `bound`, each equally likely: words in the last, incomplete multiple of `bound` are skipped.
    ///
    /// `bound` 0 gives 0 without using the stream.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        let excess = (u64::MAX % bound + 1) % bound;
        loop {
            let word = self.word();
            if word <= u64::MAX - excess {
                return word % bound;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_is_that_of_rfc_8439_section_2_3_2() {
        let key: [u8; 32] = std::array::from_fn(|i| i as u8);
        let nonce = [0, 0, 0, 9, 0, 0, 0, 0x4a, 0, 0, 0, 0];
        assert_eq!(
            hex::encode(block(&key, 1, &nonce)),
            "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e\
             d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e"
        );
    }

    #[test]
    fn blocks_of_a_zero_key_are_those_of_rfc_8439_appendix_a_1() {
        let first = "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7\
                     da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586";
        let second = "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed\
                      29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f";
        assert_eq!(hex::encode(block(&[0; 32], 0, &[0; 12])), first);
        assert_eq!(hex::encode(block(&[0; 32], 1, &[0; 12])), second);
        let mut stream = ChaCha::new([0; 32]);
        let bytes: Vec<u8> = (0..16).flat_map(|_| stream.word().to_le_bytes()).collect();
        assert_eq!(hex::encode(bytes), format!("{first}{second}"));
    }

    #[test]
    fn numbers_skip_the_incomplete_multiple() {
        // A bound just over half the range skips almost every second word; what is kept is below the bound.
        let bound = (1 << 63) + 1;
        let (mut plain, mut drawn) = (ChaCha::from_seed(7), ChaCha::from_seed(7));
        for _ in 0..100 {
            let kept = loop {
                let word = plain.word();
                if word < bound {
                    break word;
                }
            };
            assert_eq!(drawn.below(bound), kept);
        }
        assert_eq!(ChaCha::from_seed(7).below(0), 0);
        assert_eq!(ChaCha::from_seed(7).below(1), 0);
    }
}
