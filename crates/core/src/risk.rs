//! Why a project deserves a closer look (风险名单): reasons that follow from what the books and the calendar say, each with
//! its weight. Pure: whoever asks lays the facts before it, whoever reads gets reasons, never a bare number.

use serde::{Deserialize, Serialize};

use crate::money::Fen;

/// Days without an expense after money was paid from which a project counts as idle.
pub const IDLE: i64 = 90;
/// Approved changes from which a project counts as restless.
pub const RESTLESS: usize = 3;

/// What is known of a project. Sums in fen, days as of today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Days since it should have been finished; negative: days left; none where it has no last day.
    pub days_late: Option<i64>,
    /// Paid and not come back.
    pub paid: Fen,
    /// Spent of it.
    pub spent: Fen,
    /// Days since money last went out or was last spent.
    pub days_still: Option<i64>,
    /// Claimed back and not received.
    pub owed: Fen,
    /// Whether contract and payments are held.
    pub held: bool,
    /// Gates that were judged as not reached and not passed since.
    pub gates_failed: usize,
    /// Inspections that were not passed.
    pub inspections_failed: usize,
    /// Whether a remedy is overdue.
    pub remedy_late: bool,
    /// Approved changes.
    pub changes: usize,
    /// Credit measures in force against the organisation.
    pub barred: bool,
}

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "risk")]
pub enum Risk {
    /// 逾期未完成
    Late {
        /// Days.
        days: i64,
    },
    /// 整改逾期
    RemedyLate,
    /// 检查未通过
    Failed {
        /// How often.
        times: usize,
    },
    /// 超出已拨付金额支出
    Overspent {
        /// By how much, in fen.
        over: Fen,
    },
    /// 拨付后长期没有支出
    Idle {
        /// Paid, in fen.
        paid: Fen,
        /// Days.
        days: i64,
    },
    /// 节点考核未达到
    Gate {
        /// How many.
        times: usize,
    },
    /// 款项追回未结
    Owed {
        /// Left, in fen.
        left: Fen,
    },
    /// 承担单位在限制申报期内
    Barred,
    /// 变更频繁
    Restless {
        /// How many.
        times: usize,
    },
    /// 暂缓办理
    Held,
}

impl Risk {
    /// All codes.
    pub const CODES: [&str; 10] =
        ["late", "remedy_late", "failed", "overspent", "idle", "gate", "owed", "barred", "restless", "held"];

    /// Code used in message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Risk::Late { .. } => "late",
            Risk::RemedyLate => "remedy_late",
            Risk::Failed { .. } => "failed",
            Risk::Overspent { .. } => "overspent",
            Risk::Idle { .. } => "idle",
            Risk::Gate { .. } => "gate",
            Risk::Owed { .. } => "owed",
            Risk::Barred => "barred",
            Risk::Restless { .. } => "restless",
            Risk::Held => "held",
        }
    }

    /// Its weight in the order of the list: 3 looks at once, 1 worth a look.
    pub fn weight(&self) -> u32 {
        match self {
            Risk::Late { .. } | Risk::RemedyLate | Risk::Failed { .. } | Risk::Overspent { .. } => 3,
            Risk::Idle { .. } | Risk::Gate { .. } | Risk::Owed { .. } | Risk::Barred => 2,
            Risk::Restless { .. } | Risk::Held => 1,
        }
    }
}

/// All reasons, the heaviest first.
pub fn assess(facts: &Facts) -> Vec<Risk> {
    let f = facts;
    let idle = f.paid > Fen::ZERO && f.spent == Fen::ZERO;
    let found = [
        f.days_late.filter(|days| *days > 0).map(|days| Risk::Late { days }),
        f.remedy_late.then_some(Risk::RemedyLate),
        (f.inspections_failed > 0).then_some(Risk::Failed { times: f.inspections_failed }),
        (f.spent > f.paid).then(|| Risk::Overspent { over: f.spent - f.paid }),
        f.days_still.filter(|days| idle && *days >= IDLE).map(|days| Risk::Idle { paid: f.paid, days }),
        (f.gates_failed > 0).then_some(Risk::Gate { times: f.gates_failed }),
        (f.owed > Fen::ZERO).then_some(Risk::Owed { left: f.owed }),
        f.barred.then_some(Risk::Barred),
        (f.changes >= RESTLESS).then_some(Risk::Restless { times: f.changes }),
        f.held.then_some(Risk::Held),
    ];
    found.into_iter().flatten().collect()
}

/// The weight of several reasons together.
pub fn weight(risks: &[Risk]) -> u32 {
    risks.iter().map(Risk::weight).sum()
}
