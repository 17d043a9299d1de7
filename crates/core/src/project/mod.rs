//! A project (立项项目): founded from a selected application when its publicity has ended without an open objection, and
//! carried to its closing. Pure: the register row is `store::project`, who may give a command is the policy's business.

mod found;
mod state;

pub(crate) use found::is_offered;
pub use found::{Basis, Frozen, Target, found};
pub use state::State;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::money::Fen;
use crate::refusal::Refusal;

/// A project as the register holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// 立项编号: given when the project is founded, without gaps, never reused.
    pub number: String,
    /// Call.
    pub call: Id,
    /// Version of the call whose rules bind it.
    pub call_version: i64,
    /// Code of the type.
    pub type_code: String,
    /// Code of the tier; empty where the type has none.
    pub tier: String,
    /// Organisation that carries it out (承担单位).
    pub organisation: Id,
    /// Its name when the project was founded.
    pub organisation_name: String,
    /// The application it came from.
    pub application: Id,
    /// Title.
    pub title: String,
    /// Project leader.
    pub leader: String,
    /// Approved sum (批准金额) in fen: contract and instalments add up to it.
    pub amount: Fen,
    /// State.
    pub state: State,
    /// Why nothing may be signed or paid for the moment (异议暂缓); empty: not held.
    pub hold: String,
    /// When it was founded.
    pub founded_at: Timestamp,
    /// The last day on which it is finished in time.
    pub completes_on: Option<Date>,
    /// What it was approved with.
    pub frozen: Frozen,
    /// SHA-256 over the canonical form of [`Project::frozen`].
    pub frozen_hash: String,
    /// Last change.
    pub changed_at: Timestamp,
    /// Row version.
    pub version: i64,
}

impl Project {
    /// Whether an objection or inquiry keeps contract and payments back.
    pub fn is_held(&self) -> bool {
        !self.hold.is_empty()
    }

    /// What a decision needs to know.
    pub fn dossier(&self) -> Dossier {
        Dossier { state: self.state, held: self.is_held() }
    }
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// 合同签订: both sides have signed.
    SignContract,
    /// 开始执行
    Start,
    /// 申请验收
    ApplyAcceptance,
    /// 退回整改: the acceptance sends it back to be put right.
    SendBack {
        /// What is to be put right.
        reason: String,
    },
    /// 验收结束
    Close,
    /// 终止
    Terminate {
        /// Why.
        reason: String,
    },
    /// 放弃立项: the organisation gives it up before the contract.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// 暂缓: an objection to this project alone is looked into.
    Hold {
        /// Why.
        reason: String,
    },
    /// 解除暂缓
    Release {
        /// Why.
        reason: String,
    },
}

impl Command {
    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Command::SignContract => "sign-contract",
            Command::Start => "start",
            Command::ApplyAcceptance => "apply-acceptance",
            Command::SendBack { .. } => "send-back",
            Command::Close => "close",
            Command::Terminate { .. } => "terminate",
            Command::Withdraw { .. } => "withdraw",
            Command::Hold { .. } => "hold",
            Command::Release { .. } => "release",
        }
    }

    /// What the person said; empty where the command carries nothing.
    pub fn reason(&self) -> &str {
        match self {
            Command::SendBack { reason }
            | Command::Terminate { reason }
            | Command::Withdraw { reason }
            | Command::Hold { reason }
            | Command::Release { reason } => reason,
            _ => "",
        }
    }

    /// One of each, with sample reasons, for tables and tests.
    pub fn samples() -> Vec<Command> {
        let reason = || "理由".to_owned();
        vec![
            Command::SignContract,
            Command::Start,
            Command::ApplyAcceptance,
            Command::SendBack { reason: reason() },
            Command::Close,
            Command::Terminate { reason: reason() },
            Command::Withdraw { reason: reason() },
            Command::Hold { reason: reason() },
            Command::Release { reason: reason() },
        ]
    }
}

/// What a decision needs to know of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// Where it stands.
    pub state: State,
    /// Whether it is held.
    pub held: bool,
}

/// What then is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// State before.
    pub from: State,
    /// State after.
    pub to: State,
    /// Whether it is held afterwards.
    pub held: bool,
}

/// Decides a command on a project.
///
/// # Errors
/// `project-wrong-state`; `project-held` while an objection is looked into; `project-not-held`; `reason-missing`.
pub fn decide(dossier: &Dossier, command: &Command) -> Result<Event, Refusal> {
    use Command as C;
    use State as S;
    match (dossier.state, command) {
        (S::Approved, C::SignContract) => go_on(dossier, S::Contracted),
        (S::Contracted, C::Start) => go_on(dossier, S::Running),
        (S::Running, C::ApplyAcceptance) => go_on(dossier, S::Acceptance),
        (S::Acceptance, C::SendBack { reason }) => given(reason).and_then(|()| go_on(dossier, S::Running)),
        (S::Acceptance, C::Close) => go_on(dossier, S::Closed),
        (S::Contracted | S::Running | S::Acceptance, C::Terminate { reason }) => {
            ends(dossier, reason, S::Terminated)
        }
        (S::Approved, C::Withdraw { reason }) => ends(dossier, reason, S::Withdrawn),
        (state, C::Hold { reason }) if !state.is_over() => holds(dossier, reason, true),
        (state, C::Release { reason }) if !state.is_over() => holds(dossier, reason, false),
        (state, command) => {
            let refusal = Refusal::new("project-wrong-state").with("project-state", state.code());
            Err(refusal.with("project-command", command.code()))
        }
    }
}

fn go_on(dossier: &Dossier, to: State) -> Result<Event, Refusal> {
    if dossier.held {
        return Err(Refusal::new("project-held"));
    }
    Ok(Event { from: dossier.state, to, held: false })
}

/// An end may come in the middle of an inquiry; nothing is held any more.
fn ends(dossier: &Dossier, reason: &str, to: State) -> Result<Event, Refusal> {
    given(reason)?;
    Ok(Event { from: dossier.state, to, held: false })
}

fn holds(dossier: &Dossier, reason: &str, held: bool) -> Result<Event, Refusal> {
    given(reason)?;
    match (dossier.held, held) {
        (true, true) => Err(Refusal::new("project-held")),
        (false, false) => Err(Refusal::new("project-not-held")),
        _ => Ok(Event { from: dossier.state, to: dossier.state, held }),
    }
}

/// A reason someone has to give must say something.
fn given(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() { Err(Refusal::new("reason-missing").at("reason")) } else { Ok(()) }
}
