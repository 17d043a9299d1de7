//! The contract of a project (合同书、任务书): generated from what was frozen at its founding, sealed by both sides, in force
//! with instalments that add up to the approved sum, and carried on in versions by approved changes (L07, L09, X07).

mod budget;
mod plan;
mod terms;

pub use budget::fit;
pub use plan::{Facts, Instalment, Passed, check_plan, may_pay, plan};
pub(crate) use terms::budget_refusal;
pub use terms::{Bank, Party, Section, Terms, check_terms};

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// State of one version of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 拟定中
    Draft,
    /// 待乙方盖章
    Issued,
    /// 乙方已盖章，待甲方签订
    Sealed,
    /// 已生效
    InForce,
    /// 已由新版本替代
    Superseded,
}

impl State {
    /// All states, in the order of a contract's life.
    pub const ALL: [State; 5] =
        [State::Draft, State::Issued, State::Sealed, State::InForce, State::Superseded];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Issued => "issued",
            State::Sealed => "sealed",
            State::InForce => "in_force",
            State::Superseded => "superseded",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// 发出: the text is fixed and goes to the organisation for its seal.
    Issue,
    /// 乙方盖章: the organisation uploads the copy with its seal.
    Seal,
    /// 退回重传: the uploaded copy is not the contract, or cannot be read.
    SendBack {
        /// What is wrong with it.
        reason: String,
    },
    /// 收回修改
    Recall {
        /// Why.
        reason: String,
    },
    /// 甲方签订: the office uploads the copy with both seals.
    Countersign,
    /// 变更替代: an approved change takes its place.
    Supersede,
}

impl Command {
    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Command::Issue => "issue",
            Command::Seal => "seal",
            Command::SendBack { .. } => "send-back",
            Command::Recall { .. } => "recall",
            Command::Countersign => "countersign",
            Command::Supersede => "supersede",
        }
    }

    /// What the person said; empty where the command carries nothing.
    pub fn reason(&self) -> &str {
        match self {
            Command::SendBack { reason } | Command::Recall { reason } => reason,
            _ => "",
        }
    }

    /// One of each, with sample reasons, for tables and tests.
    pub fn samples() -> Vec<Command> {
        let reason = || "理由".to_owned();
        vec![
            Command::Issue,
            Command::Seal,
            Command::SendBack { reason: reason() },
            Command::Recall { reason: reason() },
            Command::Countersign,
            Command::Supersede,
        ]
    }
}

/// Decides a command on a contract; `held` is whether an inquiry keeps the project back.
///
/// # Errors
/// `contract-wrong-state`; `project-held` while an objection is looked into; `reason-missing`.
pub fn decide(state: State, held: bool, command: &Command) -> Result<State, Refusal> {
    use Command as C;
    use State as S;
    let to = match (state, command) {
        (S::Draft, C::Issue) => S::Issued,
        (S::Issued, C::Seal) => S::Sealed,
        (S::Sealed, C::SendBack { .. }) => S::Issued,
        (S::Issued | S::Sealed, C::Recall { .. }) => S::Draft,
        (S::Sealed, C::Countersign) => S::InForce,
        (S::InForce, C::Supersede) => S::Superseded,
        (state, command) => {
            let refusal = Refusal::new("contract-wrong-state").with("contract-state", state.code());
            return Err(refusal.with("contract-command", command.code()));
        }
    };
    if held && matches!(command, C::Issue | C::Seal | C::Countersign) {
        return Err(Refusal::new("project-held"));
    }
    if matches!(command, C::SendBack { .. } | C::Recall { .. }) && command.reason().trim().is_empty() {
        return Err(Refusal::new("reason-missing").at("reason"));
    }
    Ok(to)
}
