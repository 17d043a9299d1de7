//! Spot checks and mid-term assessments (抽查、中期检查; L10, X08): a record, what is to be put right until when, the
//! organisation's answer, and the follow-up. How projects are drawn stands in `kexiang-matching`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::progress::Progress;
use crate::refusal::Refusal;
use crate::time::long_date;

/// What kind of inspection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 抽查, by draw
    Draw,
    /// 抽查, because of a risk
    Risk,
    /// 中期检查
    MidTerm,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 3] = [Kind::Draw, Kind::Risk, Kind::MidTerm];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Draw => "draw",
            Kind::Risk => "risk",
            Kind::MidTerm => "mid_term",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// State of an inspection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待检查
    Planned,
    /// 待检查结论: the organisation's report is in (mid-term).
    Reported,
    /// 限期整改
    Remedy,
    /// 整改待复查
    Remedied,
    /// 通过
    Passed,
    /// 未通过
    Failed,
    /// 已取消
    Cancelled,
}

impl State {
    /// All states, in the order of an inspection's life.
    pub const ALL: [State; 7] = [
        State::Planned,
        State::Reported,
        State::Remedy,
        State::Remedied,
        State::Passed,
        State::Failed,
        State::Cancelled,
    ];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Reported => "reported",
            State::Remedy => "remedy",
            State::Remedied => "remedied",
            State::Passed => "passed",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether nothing more happens to it.
    pub fn is_over(self) -> bool {
        matches!(self, State::Passed | State::Failed | State::Cancelled)
    }
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// 提交报告: the organisation reports how far it is.
    Report,
    /// 责令整改
    OrderRemedy {
        /// What is to be put right.
        items: Vec<String>,
        /// Until when.
        due_on: Date,
    },
    /// 提交整改情况
    AnswerRemedy {
        /// What was done.
        words: String,
    },
    /// 检查通过
    Pass {
        /// What was found.
        words: String,
    },
    /// 检查未通过
    Fail {
        /// What was found.
        words: String,
    },
    /// 取消检查
    Cancel {
        /// Why.
        reason: String,
    },
}

impl Command {
    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Command::Report => "report",
            Command::OrderRemedy { .. } => "order-remedy",
            Command::AnswerRemedy { .. } => "answer-remedy",
            Command::Pass { .. } => "pass",
            Command::Fail { .. } => "fail",
            Command::Cancel { .. } => "cancel",
        }
    }

    /// One of each, for tables and tests; the remedy is due on this day.
    pub fn samples(due_on: Date) -> Vec<Command> {
        let words = || "情况".to_owned();
        vec![
            Command::Report,
            Command::OrderRemedy { items: vec![words()], due_on },
            Command::AnswerRemedy { words: words() },
            Command::Pass { words: words() },
            Command::Fail { words: words() },
            Command::Cancel { reason: words() },
        ]
    }
}

/// Decides a command on an inspection.
///
/// # Errors
/// `inspection-wrong-state`, `inspection-no-items`, `inspection-due-past`, `reason-missing`.
pub fn decide(kind: Kind, state: State, command: &Command, today: Date) -> Result<State, Refusal> {
    use Command as C;
    use State as S;
    match (state, command) {
        (S::Planned, C::Report) if kind == Kind::MidTerm => Ok(S::Reported),
        (S::Planned | S::Reported | S::Remedied, C::OrderRemedy { items, due_on }) => {
            if items.iter().all(|i| i.trim().is_empty()) {
                return Err(Refusal::new("inspection-no-items").at("items"));
            }
            if *due_on <= today {
                let refusal = Refusal::new("inspection-due-past").with("today", long_date(today));
                return Err(refusal.at("due_on"));
            }
            Ok(S::Remedy)
        }
        (S::Remedy, C::AnswerRemedy { words }) => said(words, S::Remedied),
        // A mid-term assessment rests on the report; a spot check on what was seen.
        (S::Planned, C::Pass { words }) if kind != Kind::MidTerm => said(words, S::Passed),
        (S::Reported | S::Remedied, C::Pass { words }) => said(words, S::Passed),
        (S::Planned | S::Reported | S::Remedy | S::Remedied, C::Fail { words }) => said(words, S::Failed),
        (S::Planned, C::Cancel { reason }) => said(reason, S::Cancelled),
        (state, command) => {
            let refusal = Refusal::new("inspection-wrong-state").with("inspection-state", state.code());
            Err(refusal.with("inspection-command", command.code()))
        }
    }
}

fn said(words: &str, to: State) -> Result<State, Refusal> {
    if words.trim().is_empty() { Err(Refusal::new("reason-missing").at("words")) } else { Ok(to) }
}

/// What an organisation hands in at mid-term (中期报告): its words, and how far it was on that day, computed and not typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// What was done, what is in the way, what comes next.
    pub words: String,
    /// Every indicator and document on the day of the report.
    pub rows: Vec<Progress>,
    /// 指标完成率 in basis points.
    pub completion: u32,
    /// Name and SHA-256 of the sealed report; empty where none was sent.
    pub file: (String, String),
    /// Who handed it in.
    pub by: String,
    /// The day, Beijing date; empty before it is handed in.
    pub on: String,
}

/// The longest text of a report, in characters.
pub const REPORT_LENGTH: usize = 5_000;
