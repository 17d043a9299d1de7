use serde::{Deserialize, Serialize};

/// A vote at the review meeting (会评表决).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    /// 赞成
    Yes,
    /// 反对
    No,
    /// 弃权
    Abstain,
}

impl Vote {
    /// All votes.
    pub const ALL: [Vote; 3] = [Vote::Yes, Vote::No, Vote::Abstain];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Vote::Yes => "yes",
            Vote::No => "no",
            Vote::Abstain => "abstain",
        }
    }

    /// The vote with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.code() == code)
    }
}

/// What a vote came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Entitled: present and without a conflict.
    pub entitled: u32,
    /// In favour.
    pub yes: u32,
    /// Against.
    pub no: u32,
    /// Abstentions.
    pub abstain: u32,
    /// Whether at least two thirds of the entitled are in favour.
    pub carried: bool,
}

/// Counts a vote: two thirds of those entitled carry it. Whoever has left the room is not entitled and not counted.
pub fn tally(entitled: u32, votes: &[Vote]) -> Tally {
    let count = |vote| u32::try_from(votes.iter().filter(|v| **v == vote).count()).unwrap_or(u32::MAX);
    let yes = count(Vote::Yes);
    Tally {
        entitled,
        yes,
        no: count(Vote::No),
        abstain: count(Vote::Abstain),
        carried: entitled > 0 && u64::from(yes) * 3 >= u64::from(entitled) * 2,
    }
}
