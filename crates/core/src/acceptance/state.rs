use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::id::Id;
use crate::refusal::Refusal;

/// State of an acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待审核: the form is in.
    Applied,
    /// 补正材料: sent back for papers.
    Returned,
    /// 已有结论
    Concluded,
}

impl State {
    /// All states.
    pub const ALL: [State; 3] = [State::Applied, State::Returned, State::Concluded];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Applied => "applied",
            State::Returned => "returned",
            State::Concluded => "concluded",
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
    /// 业务审核: the substance was looked at, indicator by indicator.
    CheckSubstance,
    /// 财务审核
    CheckMoney {
        /// Whether the finances are in order.
        in_order: bool,
        /// What was found.
        words: String,
    },
    /// 退回补正
    Return {
        /// What is missing.
        reason: String,
    },
    /// 重新提交
    Resubmit,
    /// 作出结论
    Conclude {
        /// The verdict.
        verdict: Verdict,
        /// Why, where it is not the one the thresholds propose.
        reason: String,
    },
}

impl Command {
    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Command::CheckSubstance => "check-substance",
            Command::CheckMoney { .. } => "check-money",
            Command::Return { .. } => "return",
            Command::Resubmit => "resubmit",
            Command::Conclude { .. } => "conclude",
        }
    }

    /// One of each, for tables and tests.
    pub fn samples() -> Vec<Command> {
        let words = || "理由".to_owned();
        vec![
            Command::CheckSubstance,
            Command::CheckMoney { in_order: true, words: words() },
            Command::Return { reason: words() },
            Command::Resubmit,
            Command::Conclude { verdict: Verdict::Passed, reason: String::new() },
        ]
    }
}

/// Who looked at a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand {
    /// Account.
    pub by: Id,
    /// Whether it was in order.
    pub in_order: bool,
}

/// What a decision needs to know of an acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// Where it stands.
    pub state: State,
    /// Who looked at the substance.
    pub substance: Option<Hand>,
    /// Who looked at the money.
    pub money: Option<Hand>,
    /// What the thresholds propose.
    pub proposed: Verdict,
}

/// Decides a command by a person: substance and money are looked at by two people, a third concludes.
///
/// # Errors
/// `acceptance-wrong-state`, `acceptance-same-person`, `acceptance-unchecked`, `acceptance-money-open` for a pass
/// although the finances are not in order, `reason-missing` where the verdict is not the proposed one.
pub fn decide(dossier: &Dossier, command: &Command, by: Id) -> Result<State, Refusal> {
    use Command as C;
    use State as S;
    let is = |hand: Option<Hand>| hand.is_some_and(|h| h.by == by);
    match (dossier.state, command) {
        (S::Applied, C::CheckSubstance) if is(dossier.money) => Err(same_person()),
        (S::Applied, C::CheckMoney { .. }) if is(dossier.substance) => Err(same_person()),
        (S::Applied, C::CheckMoney { in_order: false, words }) if words.trim().is_empty() => {
            Err(Refusal::new("reason-missing").at("words"))
        }
        (S::Applied, C::CheckSubstance | C::CheckMoney { .. }) | (S::Returned, C::Resubmit) => Ok(S::Applied),
        (S::Applied, C::Return { reason }) if reason.trim().is_empty() => {
            Err(Refusal::new("reason-missing").at("reason"))
        }
        (S::Applied, C::Return { .. }) => Ok(S::Returned),
        (S::Applied, C::Conclude { verdict, reason }) => conclude(dossier, *verdict, reason, by),
        (state, command) => {
            let refusal = Refusal::new("acceptance-wrong-state").with("acceptance-state", state.code());
            Err(refusal.with("acceptance-command", command.code()))
        }
    }
}

fn conclude(dossier: &Dossier, verdict: Verdict, reason: &str, by: Id) -> Result<State, Refusal> {
    let (Some(substance), Some(money)) = (dossier.substance, dossier.money) else {
        return Err(Refusal::new("acceptance-unchecked"));
    };
    if substance.by == by || money.by == by {
        return Err(same_person());
    }
    if !money.in_order && matches!(verdict, Verdict::Passed | Verdict::Closed) {
        return Err(Refusal::new("acceptance-money-open"));
    }
    if verdict != dossier.proposed && reason.trim().is_empty() {
        let refusal = Refusal::new("acceptance-reason-missing").with("proposed", dossier.proposed.code());
        return Err(refusal.at("reason"));
    }
    Ok(State::Concluded)
}

fn same_person() -> Refusal {
    Refusal::new("acceptance-same-person")
}
