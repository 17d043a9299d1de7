//! Payments (拨付): an instalment asked for, reviewed and released by three people, sent to the bank on a list, paid or
//! returned. Pure: the ledger's side of it is [`crate::ledger`].

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::money::Fen;
use crate::refusal::Refusal;

/// State of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待复核
    Requested,
    /// 待签批
    Reviewed,
    /// 已签批，待付款
    Released,
    /// 已付
    Paid,
    /// 退票
    Returned,
    /// 未同意
    Declined,
}

impl State {
    /// All states, in the order of a payment's life.
    pub const ALL: [State; 6] =
        [State::Requested, State::Reviewed, State::Released, State::Paid, State::Returned, State::Declined];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Requested => "requested",
            State::Reviewed => "reviewed",
            State::Released => "released",
            State::Paid => "paid",
            State::Returned => "returned",
            State::Declined => "declined",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether it still stands for its instalment: after a return or a refusal the instalment is asked for anew.
    pub fn is_live(self) -> bool {
        !matches!(self, State::Returned | State::Declined)
    }
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// 复核
    Review,
    /// 签批
    Release,
    /// 不同意
    Decline {
        /// Why.
        reason: String,
    },
    /// 登记付款: what the bank did.
    Confirm {
        /// Number of the bank's voucher.
        voucher: String,
    },
    /// 登记退票
    Return {
        /// Why it came back, as the bank says.
        reason: String,
    },
}

impl Command {
    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Command::Review => "review",
            Command::Release => "release",
            Command::Decline { .. } => "decline",
            Command::Confirm { .. } => "confirm",
            Command::Return { .. } => "return",
        }
    }

    /// What the person said; empty where the command carries nothing.
    pub fn words(&self) -> &str {
        match self {
            Command::Decline { reason: words }
            | Command::Confirm { voucher: words }
            | Command::Return { reason: words } => words,
            Command::Review | Command::Release => "",
        }
    }

    /// One of each, with sample words, for tables and tests.
    pub fn samples() -> Vec<Command> {
        vec![
            Command::Review,
            Command::Release,
            Command::Decline { reason: "账户信息不符".to_owned() },
            Command::Confirm { voucher: "20260520-0017".to_owned() },
            Command::Return { reason: "户名不符".to_owned() },
        ]
    }
}

/// What a decision needs to know of a payment and of the one who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// Where it stands.
    pub state: State,
    /// The sum, in fen.
    pub amount: Fen,
    /// Who asked for it.
    pub requested_by: Id,
    /// Who reviewed it.
    pub reviewed_by: Option<Id>,
    /// The most that the one who decides may release; none: any sum.
    pub limit: Option<Fen>,
    /// Whether an inquiry or an end of the project keeps money back.
    pub held: bool,
}

/// Decides a command by a person: whoever asked does not review, whoever asked or reviewed does not release.
///
/// # Errors
/// `payment-wrong-state`, `payment-same-person`, `payment-over-limit` with the limit, `project-held`, `reason-missing`,
/// `payment-voucher`.
pub fn decide(dossier: &Dossier, command: &Command, by: Id) -> Result<State, Refusal> {
    use Command as C;
    use State as S;
    let to = match (dossier.state, command) {
        (S::Requested, C::Review) => S::Reviewed,
        (S::Reviewed, C::Release) => S::Released,
        (S::Requested | S::Reviewed, C::Decline { .. }) => S::Declined,
        (S::Released, C::Confirm { .. }) => S::Paid,
        (S::Released | S::Paid, C::Return { .. }) => S::Returned,
        (state, command) => {
            let refusal = Refusal::new("payment-wrong-state").with("payment-state", state.code());
            return Err(refusal.with("payment-command", command.code()));
        }
    };
    let goes_on = matches!(command, C::Review | C::Release | C::Confirm { .. });
    if goes_on && dossier.held {
        return Err(Refusal::new("project-held"));
    }
    let same = match command {
        C::Review => by == dossier.requested_by,
        C::Release => by == dossier.requested_by || Some(by) == dossier.reviewed_by,
        _ => false,
    };
    if same {
        return Err(Refusal::new("payment-same-person"));
    }
    if let (C::Release, Some(limit)) = (command, dossier.limit.filter(|l| dossier.amount > *l)) {
        let refusal = Refusal::new("payment-over-limit").with("amount", dossier.amount.yuan());
        return Err(refusal.with("limit", limit.yuan()));
    }
    let silent = command.words().trim().is_empty();
    match command {
        C::Decline { .. } | C::Return { .. } if silent => Err(Refusal::new("reason-missing").at("reason")),
        C::Confirm { .. } if silent => Err(Refusal::new("payment-voucher").at("voucher")),
        _ => Ok(to),
    }
}
