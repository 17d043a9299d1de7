//! Minimum-cost flow by the network simplex method, exact in integers, with warm restarts.
//!
//! A basis is a spanning tree over the nodes and one artificial root. Bases are kept strongly feasible (every node
//! can send flow to the root), which rules out cycling. Only costs change after the first solve, and arcs may be
//! added: the flow then stays feasible and the next [`Simplex::optimise`] starts from the last tree.
//!
//! Reference: Ahuja, Magnanti, Orlin, "Network Flows" (1993), chapter 11.

/// Index of a node.
pub(crate) type Node = u32;
/// Index of an arc.
pub(crate) type Arc = u32;

const NONE: u32 = u32::MAX;
const AT_LOWER: i8 = 1;
const IN_TREE: i8 = 0;
const AT_UPPER: i8 = -1;
/// The fewest arcs looked at before the best of them enters.
const SMALLEST_BLOCK: usize = 64;

/// A network with a flow and the tree it stands on.
#[derive(Debug, Clone)]
pub(crate) struct Simplex {
    // Arcs; the first `nodes` of them are artificial, one between each node and the root.
    from: Vec<Node>,
    to: Vec<Node>,
    cost: Vec<i64>,
    capacity: Vec<i32>,
    flow: Vec<i32>,
    state: Vec<i8>,
    // The tree.
    nodes: usize,
    root: Node,
    potential: Vec<i64>,
    parent: Vec<Node>,
    /// The arc between a node and its parent.
    link: Vec<Arc>,
    /// Whether that arc leads from the node to its parent.
    upward: Vec<bool>,
    depth: Vec<u32>,
    first_child: Vec<Node>,
    next: Vec<Node>,
    previous: Vec<Node>,
    // Pricing.
    cursor: usize,
    /// Costs changed since the potentials were computed.
    stale: bool,
    stack: Vec<Node>,
}

/// The arc that leaves the tree, or the entering arc going from one bound to the other.
struct Leaving {
    /// Amount pushed around the cycle.
    delta: i32,
    /// The node whose link leaves; `NONE` when the entering arc itself is the bottleneck.
    node: Node,
    /// Whether that node lies on the side the pushed flow comes from.
    on_first: bool,
}

impl Simplex {
    /// A network of nodes with these supplies (negative: demand), which must sum to zero. `penalty` is the cost of
    /// each unit that no arc can carry; it must outweigh every path.
    pub fn new(supplies: &[i32], penalty: i64) -> Self {
        let nodes = supplies.len();
        let root = nodes as Node;
        let mut simplex = Self {
            from: Vec::with_capacity(nodes),
            to: Vec::with_capacity(nodes),
            cost: vec![penalty; nodes],
            capacity: vec![i32::MAX; nodes],
            flow: supplies.iter().map(|s| s.abs()).collect(),
            state: vec![IN_TREE; nodes],
            nodes,
            root,
            potential: vec![0; nodes + 1],
            parent: vec![root; nodes + 1],
            link: (0..=root).collect(),
            upward: supplies.iter().map(|s| *s >= 0).chain([false]).collect(),
            depth: vec![1; nodes + 1],
            first_child: vec![NONE; nodes + 1],
            next: vec![NONE; nodes + 1],
            previous: vec![NONE; nodes + 1],
            cursor: nodes,
            stale: true,
            stack: Vec::new(),
        };
        simplex.parent[nodes] = NONE;
        simplex.depth[nodes] = 0;
        for (node, supply) in supplies.iter().enumerate() {
            let node = node as Node;
            let (from, to) = if *supply >= 0 { (node, root) } else { (root, node) };
            simplex.from.push(from);
            simplex.to.push(to);
            simplex.attach(node, root);
        }
        simplex
    }

    /// Adds an arc without flow.
    pub fn add(&mut self, from: Node, to: Node, capacity: i32, cost: i64) -> Arc {
        self.from.push(from);
        self.to.push(to);
        self.cost.push(cost);
        self.capacity.push(capacity);
        self.flow.push(0);
        self.state.push(AT_LOWER);
        self.from.len() as Arc - 1
    }

    /// Changes the cost of an arc; the flow stays as it is until [`Simplex::optimise`].
    pub fn set_cost(&mut self, arc: Arc, cost: i64) {
        self.cost[arc as usize] = cost;
        self.stale |= self.state[arc as usize] == IN_TREE;
    }

    /// The cost of an arc.
    pub fn cost(&self, arc: Arc) -> i64 {
        self.cost[arc as usize]
    }

    /// The ends of an arc.
    pub fn ends(&self, arc: Arc) -> (Node, Node) {
        (self.from[arc as usize], self.to[arc as usize])
    }

    /// The most flow on an arc.
    pub fn capacity(&self, arc: Arc) -> i32 {
        self.capacity[arc as usize]
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// The flow on an arc.
    pub fn flow(&self, arc: Arc) -> i32 {
        self.flow[arc as usize]
    }

    /// Potential of a node: what one more unit supplied there costs, up to a constant. After [`Simplex::optimise`]
    /// no arc with room has `cost + potential(from) - potential(to) < 0`, and none with flow has it `> 0`.
    pub fn potential(&self, node: Node) -> i64 {
        self.potential[node as usize]
    }

    /// Cost of the flow on all but the artificial arcs.
    pub fn total(&self) -> i64 {
        let arcs = self.nodes..self.from.len();
        arcs.map(|arc| self.cost[arc] * i64::from(self.flow[arc])).sum()
    }

    /// Units that no arc can carry; zero when the supplies can be met.
    pub fn unmet(&self) -> i64 {
        self.flow[..self.nodes].iter().map(|flow| i64::from(*flow)).sum()
    }

    /// The steps along which flow can be moved without changing its cost, after [`Simplex::optimise`]: pairs of nodes,
    /// along an arc or against it.
    pub fn free_steps(&self) -> impl Iterator<Item = (Node, Node)> {
        (self.nodes..self.from.len()).flat_map(|arc| {
            let (from, to) = (self.from[arc], self.to[arc]);
            let reduced = self.cost[arc] + self.potential[from as usize] - self.potential[to as usize];
            let along = (reduced == 0 && self.flow[arc] < self.capacity[arc]).then_some((from, to));
            let against = (reduced == 0 && self.flow[arc] > 0).then_some((to, from));
            along.into_iter().chain(against)
        })
    }

    /// Brings the flow to minimum cost.
    pub fn optimise(&mut self) {
        if self.stale {
            self.recompute_potentials();
        }
        while let Some(arc) = self.entering() {
            self.pivot(arc);
        }
    }

    /// The arc that breaks optimality most within the next block of arcs that has any.
    fn entering(&mut self) -> Option<usize> {
        let (start, end) = (self.nodes, self.from.len());
        let count = end - start;
        let block = SMALLEST_BLOCK.max(count.isqrt());
        let (mut best, mut worst) = (None, 0);
        let mut left = block;
        let mut arc = self.cursor;
        for _ in 0..count {
            if arc >= end {
                arc = start;
            }
            let state = self.state[arc];
            if state != IN_TREE {
                let (from, to) = (self.from[arc] as usize, self.to[arc] as usize);
                let gain = i64::from(state) * (self.cost[arc] + self.potential[from] - self.potential[to]);
                if gain < worst {
                    worst = gain;
                    best = Some(arc);
                }
            }
            arc += 1;
            left -= 1;
            if left == 0 {
                if best.is_some() {
                    break;
                }
                left = block;
            }
        }
        self.cursor = arc;
        best
    }

    fn pivot(&mut self, arc: usize) {
        let (mut first, mut second) = (self.from[arc], self.to[arc]);
        if self.state[arc] == AT_UPPER {
            std::mem::swap(&mut first, &mut second);
        }
        let join = self.join(first, second);
        let leaving = self.leaving(arc, first, second, join);
        self.push(arc, leaving.delta, join);
        if leaving.node == NONE {
            self.state[arc] = -self.state[arc];
            return;
        }
        let out = self.link[leaving.node as usize] as usize;
        self.state[arc] = IN_TREE;
        self.state[out] = if self.flow[out] == 0 { AT_LOWER } else { AT_UPPER };
        let (inner, outer) = if leaving.on_first { (first, second) } else { (second, first) };
        self.regraft(arc, inner, outer, leaving.node);
    }

    /// The lowest common ancestor.
    fn join(&self, mut a: Node, mut b: Node) -> Node {
        while a != b {
            if self.depth[a as usize] >= self.depth[b as usize] {
                a = self.parent[a as usize];
            } else {
                b = self.parent[b as usize];
            }
        }
        a
    }

    /// The last bottleneck of the cycle, counted from the join in the direction of the push: the choice that keeps
    /// the tree strongly feasible.
    fn leaving(&self, arc: usize, first: Node, second: Node, join: Node) -> Leaving {
        let room = self.capacity[arc];
        let mut leaving = Leaving { delta: room, node: NONE, on_first: false };
        let mut node = first;
        while node != join {
            let link = self.link[node as usize] as usize;
            let flow = self.flow[link];
            let room = if self.upward[node as usize] { flow } else { self.capacity[link] - flow };
            if room < leaving.delta {
                leaving = Leaving { delta: room, node, on_first: true };
            }
            node = self.parent[node as usize];
        }
        let mut node = second;
        while node != join {
            let link = self.link[node as usize] as usize;
            let flow = self.flow[link];
            let room = if self.upward[node as usize] { self.capacity[link] - flow } else { flow };
            if room <= leaving.delta {
                leaving = Leaving { delta: room, node, on_first: false };
            }
            node = self.parent[node as usize];
        }
        leaving
    }

    /// Pushes `delta` around the cycle that `arc` closes.
    fn push(&mut self, arc: usize, delta: i32, join: Node) {
        if delta == 0 {
            return;
        }
        let signed = delta * i32::from(self.state[arc]);
        self.flow[arc] += signed;
        for (end, sign) in [(self.from[arc], -signed), (self.to[arc], signed)] {
            let mut node = end;
            while node != join {
                let link = self.link[node as usize] as usize;
                self.flow[link] += if self.upward[node as usize] { sign } else { -sign };
                node = self.parent[node as usize];
            }
        }
    }

    /// Cuts the subtree at `cut` and hangs it by `inner` below `outer` through `arc`.
    fn regraft(&mut self, arc: usize, inner: Node, outer: Node, cut: Node) {
        let (mut node, mut above) = (inner, outer);
        let mut link = arc as Arc;
        let mut upward = self.from[arc] == inner;
        loop {
            let old_parent = self.parent[node as usize];
            let old_link = std::mem::replace(&mut self.link[node as usize], link);
            let old_upward = std::mem::replace(&mut self.upward[node as usize], upward);
            self.detach(node, old_parent);
            self.attach(node, above);
            if node == cut {
                break;
            }
            (link, upward) = (old_link, !old_upward);
            (above, node) = (node, old_parent);
        }
        let reduced =
            self.cost[arc] + self.potential[self.from[arc] as usize] - self.potential[self.to[arc] as usize];
        let shift = if self.from[arc] == inner { -reduced } else { reduced };
        self.shift_subtree(inner, shift);
    }

    fn shift_subtree(&mut self, top: Node, shift: i64) {
        let mut stack = std::mem::take(&mut self.stack);
        stack.push(top);
        while let Some(node) = stack.pop() {
            let at = node as usize;
            self.potential[at] += shift;
            self.depth[at] = self.depth[self.parent[at] as usize] + 1;
            let mut child = self.first_child[at];
            while child != NONE {
                stack.push(child);
                child = self.next[child as usize];
            }
        }
        self.stack = stack;
    }

    fn attach(&mut self, node: Node, parent: Node) {
        let first = std::mem::replace(&mut self.first_child[parent as usize], node);
        self.parent[node as usize] = parent;
        self.next[node as usize] = first;
        self.previous[node as usize] = NONE;
        if first != NONE {
            self.previous[first as usize] = node;
        }
    }

    fn detach(&mut self, node: Node, parent: Node) {
        let (previous, next) = (self.previous[node as usize], self.next[node as usize]);
        if previous == NONE {
            self.first_child[parent as usize] = next;
        } else {
            self.next[previous as usize] = next;
        }
        if next != NONE {
            self.previous[next as usize] = previous;
        }
    }

    /// Potentials from the root downwards, so that every tree arc has reduced cost zero.
    fn recompute_potentials(&mut self) {
        let mut stack = vec![self.root];
        while let Some(node) = stack.pop() {
            let mut child = self.first_child[node as usize];
            while child != NONE {
                let at = child as usize;
                let cost = self.cost[self.link[at] as usize];
                let step = if self.upward[at] { -cost } else { cost };
                self.potential[at] = self.potential[node as usize] + step;
                stack.push(child);
                child = self.next[at];
            }
        }
        self.stale = false;
    }
}
