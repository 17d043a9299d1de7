//! Selection (立项建议): who of the ranked is proposed, with which sum, and the chain that signs it. Nothing takes effect
//! before it is signed off.

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::money::Fen;
use crate::programme::Amount;
use crate::project;
use crate::refusal::Refusal;

/// What a proposal says of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 未定
    Open,
    /// 拟立项
    Select,
    /// 备选
    Reserve,
    /// 不予立项
    Decline,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Outcome; 4] = [Outcome::Open, Outcome::Select, Outcome::Reserve, Outcome::Decline];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Open => "open",
            Outcome::Select => "select",
            Outcome::Reserve => "reserve",
            Outcome::Decline => "decline",
        }
    }

    /// The outcome with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.code() == code)
    }
}

/// A line of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Application.
    pub application: Id,
    /// Code of the type.
    pub type_code: String,
    /// Code of the tier; empty where the type has none.
    pub tier: String,
    /// Score in hundredths; none without a review.
    pub score: Option<i64>,
    /// Place within type and tier; 0 without a score.
    pub place: u32,
    /// Sum applied for, in fen.
    pub applied: Fen,
    /// What is proposed.
    pub outcome: Outcome,
    /// Proposed sum, in fen; 0 unless selected.
    pub amount: Fen,
    /// Why, where the line departs from the ranking or the plan.
    pub reason: String,
}

/// What the notice offers for a type and tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Code of the type.
    pub type_code: String,
    /// Code of the tier; empty where the type has none.
    pub tier: String,
    /// Planned number; none where the notice states none.
    pub planned: Option<u32>,
    /// Money per project.
    pub amount: Amount,
}

/// How the sums of a proposal are first filled in, where the notice leaves room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountRule {
    /// 按申请金额: what was applied for, within what the notice offers.
    Applied,
    /// 按下限
    Lowest,
    /// 按上限
    Highest,
}

impl AmountRule {
    /// All rules.
    pub const ALL: [AmountRule; 3] = [AmountRule::Applied, AmountRule::Lowest, AmountRule::Highest];

    /// Code used in message keys and forms.
    pub fn code(self) -> &'static str {
        match self {
            AmountRule::Applied => "applied",
            AmountRule::Lowest => "lowest",
            AmountRule::Highest => "highest",
        }
    }

    /// The rule with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }

    /// The sum for one application.
    pub fn sum(self, offered: Amount, applied: Fen) -> Fen {
        match (offered, self) {
            (Amount::Fixed(sum), _) => sum,
            (Amount::Range(low, _), AmountRule::Lowest) => low,
            (Amount::Range(_, high), AmountRule::Highest) => high,
            (Amount::Range(low, high), AmountRule::Applied) => applied.clamp(low, high),
            (Amount::Undecided, _) => applied,
        }
    }
}

/// What a what-if asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    /// How sums are filled in.
    pub amounts: AmountRule,
    /// The money there is; none: as much as the plan takes.
    pub money: Option<Fen>,
    /// Least score of a selected one, in hundredths.
    pub least: i64,
    /// How many of each type and tier are kept in reserve.
    pub reserve: u32,
}

/// Fills in a proposal by rank: the planned number of each type and tier is selected while money lasts, the next are kept
/// in reserve, the others declined. Lines come back in the order of the offers, then by place.
pub fn fill(lines: &[Line], offers: &[Offer], ask: &WhatIf) -> Vec<Line> {
    let mut left = ask.money;
    let mut all = Vec::with_capacity(lines.len());
    for offer in offers {
        let mut own: Vec<Line> = lines.iter().filter(|l| offer.is_for(l)).cloned().collect();
        own.sort_by_key(|l| (l.place == 0, l.place, l.application));
        let (mut selected, mut reserved) = (0, 0);
        for line in &mut own {
            let sum = ask.amounts.sum(offer.amount, line.applied);
            let good = line.score.is_some_and(|s| s >= ask.least);
            let room = offer.planned.is_none_or(|n| selected < n) && left.is_none_or(|l| sum <= l);
            (line.outcome, line.amount) = if good && room {
                selected += 1;
                left = left.map(|l| Fen(l.0 - sum.0));
                (Outcome::Select, sum)
            } else if good && reserved < ask.reserve {
                reserved += 1;
                (Outcome::Reserve, Fen(0))
            } else {
                (Outcome::Decline, Fen(0))
            };
        }
        all.extend(own);
    }
    all
}

impl Offer {
    /// Whether a line belongs to this type and tier.
    pub fn is_for(&self, line: &Line) -> bool {
        self.type_code == line.type_code && self.tier == line.tier
    }
}

/// What stands against handing a proposal up.
///
/// # Errors
/// All that is wrong, each at its application: `line-open`, `line-unreviewed`, `amount-outside`, `out-of-order` where a
/// better placed one of the same type and tier is left out without a reason, `over-planned` without a reason on the last
/// line, `over-money`.
pub fn check(lines: &[Line], offers: &[Offer], money: Option<Fen>, note: &str) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    for line in lines {
        let at = line.application.to_string();
        if line.outcome == Outcome::Open {
            wrong.push(Refusal::new("line-open").at(&at));
        }
        if line.outcome == Outcome::Select {
            let offered = offers.iter().find(|o| o.is_for(line)).map(|o| o.amount);
            if line.score.is_none() {
                wrong.push(Refusal::new("line-unreviewed").at(&at));
            }
            if let Err(refusal) = project::is_offered(line.amount, offered) {
                wrong.push(refusal.at(&at));
            }
        } else if line.reason.trim().is_empty() && is_passed_over(line, lines) {
            wrong.push(Refusal::new("out-of-order").with("place", line.place).at(&at));
        }
    }
    for offer in offers {
        let selected = lines.iter().filter(|l| l.outcome == Outcome::Select && offer.is_for(l)).count();
        if note.trim().is_empty() && offer.planned.is_some_and(|n| selected > n as usize) {
            let planned = offer.planned.unwrap_or_default();
            let refusal = Refusal::new("over-planned").with("count", selected).with("planned", planned);
            wrong.push(refusal.with("type", &offer.type_code).at("note"));
        }
    }
    let sum: i64 = lines.iter().map(|l| l.amount.0).sum();
    if let Some(money) = money.filter(|m| sum > m.0) {
        wrong.push(
            Refusal::new("over-money").with("sum", Fen(sum).wan()).with("money", money.wan()).at("money"),
        );
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Whether a worse placed one of the same type and tier is selected instead.
fn is_passed_over(line: &Line, lines: &[Line]) -> bool {
    line.place > 0
        && lines.iter().any(|other| {
            other.outcome == Outcome::Select
                && other.type_code == line.type_code
                && other.tier == line.tier
                && other.place > line.place
        })
}

/// Where a proposal stands (审批环节).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 拟稿: with the officer.
    Draft,
    /// 待部门负责人审核
    AtHead,
    /// 待分管领导签发
    AtLeader,
    /// 已签发: it has taken effect.
    Signed,
}

impl State {
    /// All states.
    pub const ALL: [State; 4] = [State::Draft, State::AtHead, State::AtLeader, State::Signed];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::AtHead => "at_head",
            State::AtLeader => "at_leader",
            State::Signed => "signed",
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
    /// 报送审核
    HandUp,
    /// 审核通过，报请签发
    Forward,
    /// 退回修改
    SendBack {
        /// Why.
        reason: String,
    },
    /// 签发
    Sign {
        /// Number of the minutes of the deciding meeting (会议纪要编号).
        record: String,
    },
}

impl Command {
    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Command::HandUp => "hand-up",
            Command::Forward => "forward",
            Command::SendBack { .. } => "send-back",
            Command::Sign { .. } => "sign",
        }
    }

    /// One of each, for tables and tests.
    pub fn samples() -> Vec<Command> {
        vec![
            Command::HandUp,
            Command::Forward,
            Command::SendBack { reason: "理由".into() },
            Command::Sign { record: "〔2026〕3号".into() },
        ]
    }
}

/// What a decision on a proposal needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// Where it stands.
    pub state: State,
    /// What stands against its content.
    pub wrong: Vec<Refusal>,
    /// Whether the actor did the step before: officer, head and leader are three people.
    pub same_person: bool,
}

/// Decides a command on a proposal: the state then.
///
/// # Errors
/// The first thing wrong with the content, `same-person`, `reason-missing`, `record-missing`, `selection-wrong-state`.
pub fn decide(dossier: &Dossier, command: &Command) -> Result<State, Refusal> {
    use Command as C;
    use State as S;
    match (dossier.state, command) {
        (S::Draft, C::HandUp) => dossier.clean().map(|()| S::AtHead),
        (S::AtHead, C::Forward) => dossier.by_another().and_then(|()| dossier.clean()).map(|()| S::AtLeader),
        (S::AtHead | S::AtLeader, C::SendBack { reason }) if reason.trim().is_empty() => {
            Err(Refusal::new("reason-missing").at("reason"))
        }
        (S::AtHead | S::AtLeader, C::SendBack { .. }) => Ok(S::Draft),
        (S::AtLeader, C::Sign { record }) if record.trim().is_empty() => {
            Err(Refusal::new("record-missing").at("record"))
        }
        (S::AtLeader, C::Sign { .. }) => {
            dossier.by_another().and_then(|()| dossier.clean()).map(|()| S::Signed)
        }
        (state, command) => {
            let refusal = Refusal::new("selection-wrong-state").with("selection-state", state.code());
            Err(refusal.with("selection-command", command.code()))
        }
    }
}

impl Dossier {
    fn clean(&self) -> Result<(), Refusal> {
        self.wrong.first().map_or(Ok(()), |wrong| Err(wrong.clone()))
    }

    fn by_another(&self) -> Result<(), Refusal> {
        if self.same_person { Err(Refusal::new("same-person")) } else { Ok(()) }
    }
}
