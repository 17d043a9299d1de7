use serde::{Deserialize, Serialize};

use super::Kind;
use crate::refusal::Refusal;

/// What a panel must be made of (专家组构成).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Composition {
    /// Fewest members.
    pub least: u32,
    /// Whether the number must be odd.
    pub odd: bool,
    /// Kinds that must sit together (X07).
    pub kinds: Vec<Kind>,
    /// Reviews per application.
    pub reviews: u32,
    /// Most applications per expert; 0: no bound.
    pub most: u32,
}

impl Default for Composition {
    fn default() -> Self {
        Composition { least: 5, odd: true, kinds: Vec::new(), reviews: 5, most: 0 }
    }
}

/// Where a member of a panel stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// 已邀请
    Invited,
    /// 已接受
    Accepted,
    /// 已谢绝
    Declined,
    /// 已更换: the office replaced the expert.
    Replaced,
}

impl MemberState {
    /// All states.
    pub const ALL: [MemberState; 4] =
        [MemberState::Invited, MemberState::Accepted, MemberState::Declined, MemberState::Replaced];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            MemberState::Invited => "invited",
            MemberState::Accepted => "accepted",
            MemberState::Declined => "declined",
            MemberState::Replaced => "replaced",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// Where a panel stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PanelState {
    /// 组建中: members are asked, applications assigned.
    Forming,
    /// 评审中: experts read and score; scores are sealed.
    Open,
    /// 已揭晓: all scores are in and seen by the office.
    Revealed,
}

impl PanelState {
    /// All states.
    pub const ALL: [PanelState; 3] = [PanelState::Forming, PanelState::Open, PanelState::Revealed];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            PanelState::Forming => "forming",
            PanelState::Open => "open",
            PanelState::Revealed => "revealed",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// A member who accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Expert.
    pub expert: String,
    /// Kinds of seats the expert can take.
    pub kinds: Vec<Kind>,
    /// Whether the expert leads the panel (组长).
    pub chairs: bool,
}

/// Whether a panel may begin: enough members, odd, all kinds, a chair, every application with its reviews.
///
/// # Errors
/// All that is missing: `panel-too-small`, `panel-even`, `panel-kind-missing`, `panel-chair-missing`, `panel-empty`,
/// `panel-reviews-missing`.
pub fn ready_to_open(
    rules: &Composition,
    members: &[Seat],
    reviews: &[(String, u32)],
) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    let count = u32::try_from(members.len()).unwrap_or(u32::MAX);
    if count < rules.least {
        wrong.push(Refusal::new("panel-too-small").with("count", count).with("least", rules.least));
    }
    if rules.odd && count % 2 == 0 {
        wrong.push(Refusal::new("panel-even").with("count", count));
    }
    for kind in rules.kinds.iter().filter(|k| !members.iter().any(|m| m.kinds.contains(k))) {
        wrong.push(Refusal::new("panel-kind-missing").with("expert-kind", kind.code()));
    }
    if members.iter().filter(|m| m.chairs).count() != 1 {
        wrong.push(Refusal::new("panel-chair-missing"));
    }
    if reviews.is_empty() {
        wrong.push(Refusal::new("panel-empty"));
    }
    for (title, _) in reviews.iter().filter(|(_, n)| *n < rules.reviews) {
        wrong.push(Refusal::new("panel-reviews-missing").with("title", title).with("count", rules.reviews));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}
