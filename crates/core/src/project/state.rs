use serde::{Deserialize, Serialize};

/// State of a project from its founding to its end (domain §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 已立项，合同待签
    Approved,
    /// 合同已签
    Contracted,
    /// 执行中
    Running,
    /// 验收中
    Acceptance,
    /// 已结项
    Closed,
    /// 已终止
    Terminated,
    /// 放弃立项
    Withdrawn,
}

impl State {
    /// All states, in the order of a project's life.
    pub const ALL: [State; 7] = [
        State::Approved,
        State::Contracted,
        State::Running,
        State::Acceptance,
        State::Closed,
        State::Terminated,
        State::Withdrawn,
    ];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Approved => "approved",
            State::Contracted => "contracted",
            State::Running => "running",
            State::Acceptance => "acceptance",
            State::Closed => "closed",
            State::Terminated => "terminated",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether nothing more happens to the project.
    pub fn is_over(self) -> bool {
        matches!(self, State::Closed | State::Terminated | State::Withdrawn)
    }
}
