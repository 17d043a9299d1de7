//! Recovery orders (追回): proposed, signed, paid back in parts until nothing is left (L10, X09).

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::money::Fen;
use crate::refusal::Refusal;

/// State of a recovery order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待签发
    Proposed,
    /// 追回中
    Issued,
    /// 已全部追回
    Settled,
    /// 已撤销
    Withdrawn,
}

impl State {
    /// All states.
    pub const ALL: [State; 4] = [State::Proposed, State::Issued, State::Settled, State::Withdrawn];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Proposed => "proposed",
            State::Issued => "issued",
            State::Settled => "settled",
            State::Withdrawn => "withdrawn",
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
    /// 签发
    Issue,
    /// 登记到账
    Receive {
        /// The sum, in fen.
        amount: Fen,
    },
    /// 撤销
    Withdraw {
        /// Why.
        reason: String,
    },
}

impl Command {
    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Command::Issue => "issue",
            Command::Receive { .. } => "receive",
            Command::Withdraw { .. } => "withdraw",
        }
    }

    /// One of each, for tables and tests.
    pub fn samples() -> Vec<Command> {
        let reason = "整改到位".to_owned();
        vec![Command::Issue, Command::Receive { amount: Fen(100) }, Command::Withdraw { reason }]
    }
}

/// What a decision needs to know of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// Where it stands.
    pub state: State,
    /// What is claimed, in fen.
    pub amount: Fen,
    /// What came back, in fen.
    pub received: Fen,
    /// Who proposed it.
    pub proposed_by: Id,
}

impl Dossier {
    /// What is still owed, in fen.
    pub fn outstanding(&self) -> Fen {
        self.amount - self.received
    }
}

/// Decides a command by a person: whoever proposes does not sign; an order is settled when nothing is left of it.
///
/// # Errors
/// `recovery-wrong-state`, `recovery-same-person`, `recovery-too-much` with what is left, `reason-missing`.
pub fn decide(dossier: &Dossier, command: &Command, by: Id) -> Result<State, Refusal> {
    match (dossier.state, command) {
        (State::Proposed, Command::Issue) if by == dossier.proposed_by => {
            Err(Refusal::new("recovery-same-person"))
        }
        (State::Proposed, Command::Issue) => Ok(State::Issued),
        (State::Issued, Command::Receive { amount }) => {
            let left = dossier.outstanding();
            if *amount <= Fen::ZERO || *amount > left {
                return Err(Refusal::new("recovery-too-much").with("left", left.yuan()).at("amount"));
            }
            Ok(if *amount == left { State::Settled } else { State::Issued })
        }
        (State::Proposed | State::Issued, Command::Withdraw { reason }) if reason.trim().is_empty() => {
            Err(Refusal::new("reason-missing").at("reason"))
        }
        (State::Proposed | State::Issued, Command::Withdraw { .. }) => Ok(State::Withdrawn),
        (state, command) => {
            let refusal = Refusal::new("recovery-wrong-state").with("recovery-state", state.code());
            Err(refusal.with("recovery-command", command.code()))
        }
    }
}

/// What the office may propose to claim back for work left undone: what was paid, times the share of the targets that was
/// missed (basis points of 10,000), rounded down to whole fen. The office may propose another sum.
pub fn suggest(paid: Fen, missed_basis_points: u32) -> Fen {
    paid.portion(missed_basis_points.min(10_000))
}
