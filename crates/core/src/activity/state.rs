use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// State of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 计划中
    Planned,
    /// 已举办: the organisation says so.
    Held,
    /// 已核实: the office agrees.
    Confirmed,
    /// 不予认定: the office does not count it.
    Rejected,
    /// 已取消
    Cancelled,
}

impl State {
    /// All states, in the order of an activity's life.
    pub const ALL: [State; 5] =
        [State::Planned, State::Held, State::Confirmed, State::Rejected, State::Cancelled];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Held => "held",
            State::Confirmed => "confirmed",
            State::Rejected => "rejected",
            State::Cancelled => "cancelled",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether it counts towards indicators.
    pub fn counts(self) -> bool {
        matches!(self, State::Held | State::Confirmed)
    }
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// 登记已举办
    Hold,
    /// 修改: what happened is put right.
    Edit,
    /// 核实
    Confirm,
    /// 不予认定
    Reject {
        /// Why.
        reason: String,
    },
    /// 取消
    Cancel {
        /// Why.
        reason: String,
    },
}

impl Command {
    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Command::Hold => "hold",
            Command::Edit => "edit",
            Command::Confirm => "confirm",
            Command::Reject { .. } => "reject",
            Command::Cancel { .. } => "cancel",
        }
    }

    /// One of each, for tables and tests.
    pub fn samples() -> Vec<Command> {
        let reason = || "理由".to_owned();
        vec![
            Command::Hold,
            Command::Edit,
            Command::Confirm,
            Command::Reject { reason: reason() },
            Command::Cancel { reason: reason() },
        ]
    }
}

/// Decides a command on an activity. `begun`: its first day has come.
///
/// # Errors
/// `activity-wrong-state`, `activity-not-begun`, `reason-missing`.
pub fn decide(state: State, command: &Command, begun: bool) -> Result<State, Refusal> {
    use Command as C;
    use State as S;
    match (state, command) {
        (S::Planned, C::Hold) if !begun => Err(Refusal::new("activity-not-begun").at("starts_on")),
        (S::Planned, C::Hold) => Ok(S::Held),
        (S::Planned | S::Held, C::Edit) => Ok(state),
        // What the office did not count may be put right and is looked at again.
        (S::Rejected, C::Edit) => Ok(S::Held),
        (S::Held | S::Rejected, C::Confirm) => Ok(S::Confirmed),
        (S::Held | S::Confirmed, C::Reject { reason }) => given(reason, S::Rejected),
        (S::Planned, C::Cancel { reason }) => given(reason, S::Cancelled),
        (state, command) => {
            let refusal = Refusal::new("activity-wrong-state").with("activity-state", state.code());
            Err(refusal.with("activity-command", command.code()))
        }
    }
}

fn given(reason: &str, to: State) -> Result<State, Refusal> {
    if reason.trim().is_empty() { Err(Refusal::new("reason-missing").at("reason")) } else { Ok(to) }
}
