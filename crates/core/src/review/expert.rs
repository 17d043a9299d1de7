use serde::{Deserialize, Serialize};

/// What an expert is on a panel for (X07). One person may be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 技术专家
    Technical,
    /// 财务专家
    Financial,
    /// 管理专家
    Management,
}

impl Kind {
    /// All kinds, in the order lists show them.
    pub const ALL: [Kind; 3] = [Kind::Technical, Kind::Financial, Kind::Management];

    /// Code used in databases, programme files and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Technical => "technical",
            Kind::Financial => "financial",
            Kind::Management => "management",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// The rank that decides the fee (财科教〔2017〕128号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// 院士、全国知名专家
    Academician,
    /// 高级专业技术职称
    Senior,
    /// 其他专业人员
    Other,
}

impl Rank {
    /// All ranks, the highest first.
    pub const ALL: [Rank; 3] = [Rank::Academician, Rank::Senior, Rank::Other];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Rank::Academician => "academician",
            Rank::Senior => "senior",
            Rank::Other => "other",
        }
    }

    /// The rank with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }

    /// The rank that a title (职称) means: 正高 and 副高 titles are senior.
    pub fn of_title(title: &str) -> Rank {
        const SENIOR: [&str; 8] = ["教授", "研究员", "高级", "主任医师", "正高", "副高", "编审", "译审"];
        if title.contains("院士") {
            Rank::Academician
        } else if title.contains("助理") || !SENIOR.iter().any(|s| title.contains(s)) {
            Rank::Other
        } else {
            Rank::Senior
        }
    }
}

/// Whether an expert can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpertState {
    /// 在库
    Active,
    /// 暂停: not available for a while.
    Paused,
    /// 停用: an integrity decision bars the person.
    Barred,
}

impl ExpertState {
    /// All states.
    pub const ALL: [ExpertState; 3] = [ExpertState::Active, ExpertState::Paused, ExpertState::Barred];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            ExpertState::Active => "active",
            ExpertState::Paused => "paused",
            ExpertState::Barred => "barred",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}
