use serde::{Deserialize, Serialize};

use super::Clause;

/// A step between the application and the archive; a programme chooses among them, the lifecycle knows them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// 形式审查
    FormalCheck,
    /// 绩效目标审核
    TargetCheck,
    /// 专家评审
    ExpertReview,
    /// 立项公示
    Publicity,
    /// 签订合同或任务书
    Contract,
    /// 中期评估
    MidTerm,
    /// 抽查
    SpotCheck,
    /// 验收
    Acceptance,
}

/// A step with its clause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Which.
    pub kind: StepKind,
    /// What the notice calls it or its paper, where that differs, e.g. `任务书`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Kinds of experts who must sit together (X07): technical, financial, management.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub panel: Vec<String>,
    /// Working days of a publicity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
    /// Where the notice says so; none where the office adds the step by its own rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<Clause>,
}

/// What must have happened before an instalment is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// 立项
    Award,
    /// 合同签订
    Contract,
    /// 工作进度达到约定节点
    Milestone,
    /// 中期评估通过
    MidTerm,
    /// 验收通过
    Acceptance,
}

/// One part of the money (分期拨付).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// Share in percent; none where the contract fixes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    /// Gate.
    pub gate: Gate,
    /// Where the notice says so.
    pub clause: Clause,
}

/// How the money is paid out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The instalments in order; empty where the notice says nothing.
    #[serde(default, rename = "instalment", skip_serializing_if = "Vec::is_empty")]
    pub instalments: Vec<Instalment>,
    /// Clauses on recovery (追回).
    #[serde(default, rename = "recovery", skip_serializing_if = "Vec::is_empty")]
    pub recovery: Vec<Clause>,
}

/// Whom to ask (联系人).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Codes of the types it is for; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// What for, e.g. `申报系统技术问题`; empty: everything.
    #[serde(default)]
    pub purpose: String,
    /// Office.
    #[serde(default)]
    pub office: String,
    /// Names.
    #[serde(default)]
    pub people: Vec<String>,
    /// Telephone numbers as printed.
    #[serde(default)]
    pub phones: Vec<String>,
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Where the notice says so.
    pub clause: Clause,
}
