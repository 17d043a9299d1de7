//! Which nodes of a directed graph lie on circles with each other: its strongly connected components (Tarjan 1972).

/// The component of each node; nodes have the same one exactly when each can be reached from the other.
pub(super) fn components(nodes: usize, steps: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut onward = vec![Vec::new(); nodes];
    steps.for_each(|(from, to)| onward[from as usize].push(to));
    let mut walk = Walk {
        onward,
        seen: vec![0; nodes],
        low: vec![0; nodes],
        component: vec![OPEN; nodes],
        path: Vec::new(),
        count: 0,
        found: 0,
    };
    (0..nodes as u32).for_each(|node| walk.from(node));
    walk.component
}

/// No component yet.
const OPEN: u32 = u32::MAX;

struct Walk {
    onward: Vec<Vec<u32>>,
    /// When each node was reached first, from 1; 0 for not yet.
    seen: Vec<u32>,
    /// The earliest node that each can go back to.
    low: Vec<u32>,
    component: Vec<u32>,
    /// Nodes reached whose component is open.
    path: Vec<u32>,
    count: u32,
    found: u32,
}

impl Walk {
    /// Walks from a node, deep first, without recursion: a graph may be one long line.
    fn from(&mut self, start: u32) {
        if self.seen[start as usize] > 0 {
            return;
        }
        self.reach(start);
        let mut open = vec![(start, 0)];
        while let Some((node, next)) = open.last_mut() {
            let (from, place) = (*node as usize, *next);
            *next += 1;
            if let Some(to) = self.onward[from].get(place).copied() {
                if self.seen[to as usize] == 0 {
                    self.reach(to);
                    open.push((to, 0));
                } else if self.component[to as usize] == OPEN {
                    self.low[from] = self.low[from].min(self.seen[to as usize]);
                }
                continue;
            }
            open.pop();
            if let Some((before, _)) = open.last() {
                self.low[*before as usize] = self.low[*before as usize].min(self.low[from]);
            }
            self.close(from);
        }
    }

    fn reach(&mut self, node: u32) {
        self.count += 1;
        self.seen[node as usize] = self.count;
        self.low[node as usize] = self.count;
        self.path.push(node);
    }

    /// Closes the component of a node that can go back to none before it.
    fn close(&mut self, node: usize) {
        if self.low[node] < self.seen[node] {
            return;
        }
        while let Some(last) = self.path.pop() {
            self.component[last as usize] = self.found;
            if last as usize == node {
                break;
            }
        }
        self.found += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether each node reaches each other one, by closing the relation.
    fn reaches(nodes: usize, steps: &[(u32, u32)]) -> Vec<Vec<bool>> {
        let mut reach: Vec<Vec<bool>> = (0..nodes).map(|a| (0..nodes).map(|b| a == b).collect()).collect();
        steps.iter().for_each(|(a, b)| reach[*a as usize][*b as usize] = true);
        for via in 0..nodes {
            for a in 0..nodes {
                for b in 0..nodes {
                    let through = reach[a][via] && reach[via][b];
                    reach[a][b] |= through;
                }
            }
        }
        reach
    }

    proptest! {
        #[test]
        fn nodes_are_together_exactly_when_each_reaches_the_other(
            steps in proptest::collection::vec((0..12u32, 0..12u32), 0..30),
        ) {
            let (found, reach) = (components(12, steps.iter().copied()), reaches(12, &steps));
            for a in 0..12 {
                for b in 0..12 {
                    prop_assert_eq!(found[a] == found[b], reach[a][b] && reach[b][a]);
                }
            }
        }
    }

    #[test]
    fn a_long_line_is_walked() {
        let line = (0..200_000).map(|node| (node, node + 1));
        let found = components(200_001, line);
        assert_ne!(found[0], found[200_000]);
    }
}
