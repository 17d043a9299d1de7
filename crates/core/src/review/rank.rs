use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// What decides between equal scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieBreak {
    /// 优先条件: more of the notice's preferences.
    Priority,
    /// 技术分: the higher mean of the technical experts.
    Technical,
    /// 会评表决: more votes in favour at the meeting.
    Vote,
}

/// What ranks an application within its type and tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Application.
    pub id: String,
    /// Score in hundredths; none while it has none.
    pub score: Option<i64>,
    /// Number of the notice's preferences it meets.
    pub priorities: u32,
    /// Mean of the technical experts, in hundredths.
    pub technical: i64,
    /// Votes in favour at the meeting.
    pub votes: u32,
}

/// A place in the ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Application.
    pub id: String,
    /// Place from 1; equal ones share it, and the next is counted behind all of them.
    pub place: u32,
    /// What decided against the one before it with the same score.
    pub by: Option<TieBreak>,
    /// Whether another one shares the place: the breaks did not decide.
    pub tied: bool,
}

/// Ranks by score, then by the breaks in their order. Applications without a score come last, in no order among each
/// other; the order of equals is that of their ids, so that the list is the same on every machine.
pub fn placed(all: &[Standing], breaks: &[TieBreak]) -> Vec<Placed> {
    let mut order: Vec<&Standing> = all.iter().collect();
    order.sort_by(|a, b| against(a, b, breaks).0.then_with(|| a.id.cmp(&b.id)));
    let mut placed: Vec<Placed> = Vec::with_capacity(order.len());
    for (n, standing) in (1_u32..).zip(&order) {
        let before = (n > 1).then(|| order[n as usize - 2]);
        let (same, by) = before.map_or((false, None), |before| {
            let (ordering, by) = against(before, standing, breaks);
            (ordering == Ordering::Equal, by)
        });
        let place = if same { placed.last().map_or(n, |p| p.place) } else { n };
        if same && let Some(last) = placed.last_mut() {
            last.tied = true;
        }
        placed.push(Placed { id: standing.id.clone(), place, by, tied: same });
    }
    placed
}

/// How two compare, the better one first, and which break decided.
fn against(a: &Standing, b: &Standing, breaks: &[TieBreak]) -> (Ordering, Option<TieBreak>) {
    let by_score = b.score.cmp(&a.score);
    if by_score != Ordering::Equal || a.score.is_none() {
        return (by_score, None);
    }
    for tie in breaks {
        let ordering = match tie {
            TieBreak::Priority => b.priorities.cmp(&a.priorities),
            TieBreak::Technical => b.technical.cmp(&a.technical),
            TieBreak::Vote => b.votes.cmp(&a.votes),
        };
        if ordering != Ordering::Equal {
            return (ordering, Some(*tie));
        }
    }
    (Ordering::Equal, None)
}
