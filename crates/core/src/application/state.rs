use serde::{Deserialize, Serialize};

/// State of an application up to its award (domain §3.1). A programme chooses steps; it never adds states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 草稿
    Draft,
    /// 待单位审核
    AwaitingUnit,
    /// 待推荐单位审核
    AwaitingRecommendation,
    /// 已提交，待形式审查
    Submitted,
    /// 退回补正
    Returned,
    /// 不予受理
    NotAccepted,
    /// 待绩效目标审核
    TargetCheck,
    /// 绩效目标退回修改
    TargetReturned,
    /// 绩效目标审核不合格
    TargetFailed,
    /// 待评审: all checks before the review are passed.
    Ready,
    /// 评审中
    UnderReview,
    /// 拟立项: selected and signed off, its publicity not yet over.
    Selected,
    /// 备选
    Reserve,
    /// 未立项
    NotSelected,
    /// 已立项: a project was founded from it.
    Awarded,
    /// 已撤回
    Withdrawn,
}

impl State {
    /// All states, in the order of an application's life.
    pub const ALL: [State; 16] = [
        State::Draft,
        State::AwaitingUnit,
        State::AwaitingRecommendation,
        State::Submitted,
        State::Returned,
        State::NotAccepted,
        State::TargetCheck,
        State::TargetReturned,
        State::TargetFailed,
        State::Ready,
        State::UnderReview,
        State::Selected,
        State::Reserve,
        State::NotSelected,
        State::Awarded,
        State::Withdrawn,
    ];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::AwaitingUnit => "awaiting_unit",
            State::AwaitingRecommendation => "awaiting_recommendation",
            State::Submitted => "submitted",
            State::Returned => "returned",
            State::NotAccepted => "not_accepted",
            State::TargetCheck => "target_check",
            State::TargetReturned => "target_returned",
            State::TargetFailed => "target_failed",
            State::Ready => "ready",
            State::UnderReview => "under_review",
            State::Selected => "selected",
            State::Reserve => "reserve",
            State::NotSelected => "not_selected",
            State::Awarded => "awarded",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether the applicant may change answers.
    pub fn is_editable(self) -> bool {
        matches!(self, State::Draft | State::Returned | State::TargetReturned)
    }

    /// Whether it lies before experts or behind them: the checks before the review are done with it.
    pub fn is_past_checks(self) -> bool {
        matches!(
            self,
            State::UnderReview | State::Selected | State::Reserve | State::NotSelected | State::Awarded
        )
    }

    /// Whether nothing more happens to the application before the review.
    pub fn is_over(self) -> bool {
        matches!(self, State::NotAccepted | State::TargetFailed | State::Withdrawn)
    }
}
