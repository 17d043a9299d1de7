//! The plan of who reviews what (分配方案): drawn up, checked by a second person, sealed; until then nobody is told.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::refusal::Refusal;

/// Application and expert.
pub type Pair = (Id, Id);

/// Steps that can be taken back.
const UNDO: usize = 100;

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// 编制中
    Draft,
    /// 待审核
    HandedIn,
    /// 已封存
    Sealed,
}

impl PlanState {
    /// All states.
    pub const ALL: [PlanState; 3] = [PlanState::Draft, PlanState::HandedIn, PlanState::Sealed];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            PlanState::Draft => "draft",
            PlanState::HandedIn => "handed_in",
            PlanState::Sealed => "sealed",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// What a plan says at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Who reviews what.
    pub pairs: BTreeSet<Pair>,
    /// Pairs that a computation keeps (锁定).
    pub locked: BTreeSet<Pair>,
    /// Pairs that a computation avoids (禁止).
    pub forbidden: BTreeSet<Pair>,
}

/// A plan with what it was before, the latest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it says now.
    pub now: Layout,
    /// What it said before each step.
    pub past: Vec<Layout>,
}

/// A step of drawing up a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Gives an application to an expert.
    Give(Pair),
    /// Takes it away.
    Take(Pair),
    /// Gives the application of a pair to another expert instead.
    Move(Pair, Id),
    /// Keeps a pair, which is given where it is not yet.
    Lock(Pair),
    /// Lets a pair be changed again, or be chosen again.
    Free(Pair),
    /// Excludes a pair, which is taken away where it is given.
    Forbid(Pair),
    /// All pairs at once, as computed.
    Set(BTreeSet<Pair>),
    /// The last step is taken back.
    Undo,
}

impl Plan {
    /// A plan that begins with what is assigned already.
    pub fn beginning(pairs: BTreeSet<Pair>) -> Plan {
        Plan { now: Layout { pairs, ..Layout::default() }, past: Vec::new() }
    }

    /// The plan after a step.
    ///
    /// # Errors
    /// `plan-locked` for a pair that is locked, `plan-forbidden` for one that is excluded, `plan-twice` where the expert has
    /// the application already, `plan-nothing` where nothing would change or there is nothing to take back.
    pub fn edited(&self, edit: &Edit) -> Result<Plan, Refusal> {
        if *edit == Edit::Undo {
            let (last, rest) = self.past.split_last().ok_or_else(|| Refusal::new("plan-nothing"))?;
            return Ok(Plan { now: last.clone(), past: rest.to_vec() });
        }
        let mut now = self.now.clone();
        match edit {
            Edit::Give(pair) => now.give(*pair)?,
            Edit::Take(pair) => now.take(*pair)?,
            Edit::Move(pair, to) => {
                now.take(*pair)?;
                now.give((pair.0, *to))?;
            }
            Edit::Lock(pair) => {
                now.forbidden.remove(pair);
                now.pairs.insert(*pair);
                now.locked.insert(*pair);
            }
            Edit::Free(pair) => {
                now.locked.remove(pair);
                now.forbidden.remove(pair);
            }
            Edit::Forbid(pair) => {
                now.locked.remove(pair);
                now.pairs.remove(pair);
                now.forbidden.insert(*pair);
            }
            Edit::Set(pairs) => now.pairs.clone_from(pairs),
            Edit::Undo => {}
        }
        if now == self.now {
            return Err(Refusal::new("plan-nothing"));
        }
        let mut past = self.past.clone();
        past.push(self.now.clone());
        let old = past.len().saturating_sub(UNDO);
        past.drain(..old);
        Ok(Plan { now, past })
    }
}

impl Layout {
    fn give(&mut self, pair: Pair) -> Result<(), Refusal> {
        if self.forbidden.contains(&pair) {
            return Err(Refusal::new("plan-forbidden"));
        }
        if !self.pairs.insert(pair) {
            return Err(Refusal::new("plan-twice"));
        }
        Ok(())
    }

    fn take(&mut self, pair: Pair) -> Result<(), Refusal> {
        if self.locked.contains(&pair) {
            return Err(Refusal::new("plan-locked"));
        }
        if !self.pairs.remove(&pair) {
            return Err(Refusal::new("plan-nothing"));
        }
        Ok(())
    }

    /// The text that is sealed: a pair a line, in order.
    pub fn text(&self) -> String {
        self.pairs.iter().map(|(application, expert)| format!("{application} {expert}\n")).collect()
    }

    /// What enters and what leaves against other pairs.
    pub fn changes(&self, before: &BTreeSet<Pair>) -> (Vec<Pair>, Vec<Pair>) {
        let entering = self.pairs.difference(before).copied().collect();
        (entering, before.difference(&self.pairs).copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u32) -> Id {
        Id::compose(1, n)
    }

    fn pair(a: u32, e: u32) -> Pair {
        (id(a), id(100 + e))
    }

    #[test]
    fn steps_are_taken_back_one_by_one() {
        let plan = Plan::beginning(BTreeSet::from([pair(1, 1)]));
        let given = plan.edited(&Edit::Give(pair(1, 2))).expect("free");
        let moved = given.edited(&Edit::Move(pair(1, 1), id(103))).expect("free");
        assert_eq!(moved.now.pairs, BTreeSet::from([pair(1, 2), pair(1, 3)]));
        let once = moved.edited(&Edit::Undo).expect("a step");
        assert_eq!(once, given);
        let twice = once.edited(&Edit::Undo).expect("a step");
        assert_eq!(twice, plan);
        assert_eq!(twice.edited(&Edit::Undo).expect_err("nothing left").code, "plan-nothing");
    }

    #[test]
    fn locks_hold_and_what_is_forbidden_is_not_given() {
        let plan = Plan::beginning(BTreeSet::from([pair(1, 1)]));
        let locked = plan.edited(&Edit::Lock(pair(1, 1))).expect("given");
        for edit in [Edit::Take(pair(1, 1)), Edit::Move(pair(1, 1), id(102))] {
            assert_eq!(locked.edited(&edit).expect_err("locked").code, "plan-locked");
        }
        assert_eq!(locked.edited(&Edit::Lock(pair(1, 1))).expect_err("locked already").code, "plan-nothing");
        let forbidden = locked.edited(&Edit::Forbid(pair(1, 1))).expect("the office may change its mind");
        assert!(forbidden.now.pairs.is_empty() && forbidden.now.locked.is_empty());
        assert_eq!(forbidden.edited(&Edit::Give(pair(1, 1))).expect_err("forbidden").code, "plan-forbidden");
        let free = forbidden.edited(&Edit::Free(pair(1, 1))).expect("freed");
        let given = free.edited(&Edit::Give(pair(1, 1))).expect("free");
        assert_eq!(given.edited(&Edit::Give(pair(1, 1))).expect_err("twice").code, "plan-twice");
    }

    #[test]
    fn old_steps_are_forgotten_and_texts_do_not_depend_on_order() {
        let mut plan = Plan::default();
        for n in 0..300 {
            plan = plan.edited(&Edit::Give(pair(n, 1))).expect("new");
        }
        assert_eq!(plan.past.len(), UNDO);
        let one = Layout { pairs: BTreeSet::from([pair(1, 1), pair(2, 2)]), ..Layout::default() };
        let other = Layout { pairs: BTreeSet::from([pair(2, 2), pair(1, 1)]), ..Layout::default() };
        assert_eq!(one.text(), other.text());
        assert_eq!(one.text().lines().count(), 2);
        let (entering, leaving) = one.changes(&BTreeSet::from([pair(1, 1), pair(3, 3)]));
        assert_eq!((entering, leaving), (vec![pair(2, 2)], vec![pair(3, 3)]));
    }
}
