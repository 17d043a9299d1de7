//! Weighted sampling without replacement in exact integers.

use super::chacha::ChaCha;

/// Those of a stratum still to be drawn: a binary indexed tree over their weights.
#[derive(Debug, Clone)]
pub struct Pool {
    weights: Vec<u64>,
    tree: Vec<u64>,
    total: u64,
}

impl Pool {
    /// A pool of `weights`; weight 0 is never drawn. The sum must fit in 64 bits.
    pub fn new(weights: Vec<u64>) -> Self {
        let mut tree = vec![0; weights.len() + 1];
        for (i, weight) in weights.iter().enumerate() {
            tree[i + 1] += weight;
            let up = i + 1 + lowest_bit(i + 1);
            if up < tree.len() {
                tree[up] += tree[i + 1];
            }
        }
        let total = weights.iter().sum();
        Self { weights, tree, total }
    }

    /// Sum of the weights of those not yet drawn.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Draws one and takes it out: the number below the total, and the index. `None` when nothing is left.
    pub fn draw(&mut self, stream: &mut ChaCha) -> Option<(u64, usize)> {
        if self.total == 0 {
            return None;
        }
        let number = stream.below(self.total);
        let index = self.find(number);
        self.take(index);
        Some((number, index))
    }

    /// The first index whose running sum is greater than `number`.
    fn find(&self, number: u64) -> usize {
        let (mut position, mut rest) = (0, number);
        let mut step = self.weights.len().checked_ilog2().map_or(0, |bits| 1 << bits);
        while step > 0 {
            let next = position + step;
            if next < self.tree.len() && self.tree[next] <= rest {
                rest -= self.tree[next];
                position = next;
            }
            step /= 2;
        }
        position
    }

    fn take(&mut self, index: usize) {
        let weight = std::mem::take(&mut self.weights[index]);
        self.total -= weight;
        let mut node = index + 1;
        while node < self.tree.len() {
            self.tree[node] -= weight;
            node += lowest_bit(node);
        }
    }
}

fn lowest_bit(n: usize) -> usize {
    n & n.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same step in its plainest form: walk the list.
    fn walk(weights: &[u64], number: u64) -> usize {
        let mut sum = 0;
        weights
            .iter()
            .position(|w| {
                sum += w;
                sum > number
            })
            .expect("number is below the total")
    }

    #[test]
    fn the_tree_draws_what_walking_the_list_draws() {
        for size in [1usize, 2, 3, 7, 8, 9, 64, 100] {
            let mut weights: Vec<u64> = (0..size as u64).map(|i| (i * 7919) % 5).collect();
            let mut pool = Pool::new(weights.clone());
            let mut stream = ChaCha::from_seed(size as u64);
            while let Some((number, index)) = pool.draw(&mut stream) {
                assert_eq!(index, walk(&weights, number));
                assert!(weights[index] > 0);
                weights[index] = 0;
                assert_eq!(pool.total(), weights.iter().sum::<u64>());
            }
            assert!(weights.iter().all(|w| *w == 0));
        }
        assert_eq!(Pool::new(vec![]).draw(&mut ChaCha::from_seed(0)), None);
    }

    #[test]
    fn chances_follow_the_weights() {
        // Weights 1:2:5 over 80 000 draws of the first place; four standard deviations are below 570.
        let mut stream = ChaCha::from_seed(1);
        let mut count = [0i64; 3];
        for _ in 0..80_000 {
            let (_, index) = Pool::new(vec![1, 2, 5]).draw(&mut stream).expect("not empty");
            count[index] += 1;
        }
        for (drawn, expected) in count.into_iter().zip([10_000, 20_000, 50_000]) {
            assert!((drawn - expected).abs() < 570, "{count:?}");
        }
    }
}
