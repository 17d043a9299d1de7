//! Early warnings (预警): thirty, fifteen, seven and one day before something is due, and every day after it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::progress::Progress;

/// Days before a due date on which a warning goes out.
pub const STEPS: [i64; 4] = [30, 15, 7, 1];

/// What falls due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Subject {
    /// 中期检查
    MidTerm,
    /// 项目完成
    Completion,
    /// 整改
    Remedy,
    /// 合同签订
    Signature,
    /// A planned activity (计划的活动).
    Activity {
        /// Its id.
        id: String,
        /// Its title.
        name: String,
    },
    /// 拨付节点: the condition of an instalment.
    Instalment {
        /// Number of the instalment, from 1.
        n: i64,
    },
    /// 追回款
    Recovery {
        /// Number of the order.
        number: String,
    },
    /// An indicator or document with a date of its own.
    Result {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    },
}

impl Subject {
    /// All codes.
    pub const CODES: [&str; 8] =
        ["signature", "mid_term", "completion", "activity", "instalment", "recovery", "remedy", "result"];

    /// Code used in message keys and addresses.
    pub fn code(&self) -> &'static str {
        match self {
            Subject::MidTerm => "mid_term",
            Subject::Completion => "completion",
            Subject::Remedy => "remedy",
            Subject::Signature => "signature",
            Subject::Activity { .. } => "activity",
            Subject::Instalment { .. } => "instalment",
            Subject::Recovery { .. } => "recovery",
            Subject::Result { .. } => "result",
        }
    }

    /// Its name; empty where there is only one of it.
    pub fn name(&self) -> String {
        match self {
            Subject::Activity { name, .. } | Subject::Result { name, .. } => name.clone(),
            Subject::Instalment { n } => n.to_string(),
            Subject::Recovery { number } => number.clone(),
            Subject::MidTerm | Subject::Completion | Subject::Remedy | Subject::Signature => String::new(),
        }
    }
}

/// How near it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// So many days or fewer are left: one of [`STEPS`].
    Within(i64),
    /// So many days late.
    Overdue(i64),
}

/// Something that falls due soon or is late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What.
    pub subject: Subject,
    /// When it is due.
    pub due: Date,
    /// How near it is.
    pub level: Level,
}

/// How near a due date is; none while more than thirty days are left. On the day itself one step of a day is left.
pub fn level(due: Date, today: Date) -> Option<Level> {
    let left = i64::from((due - today).get_days());
    if left < 0 {
        return Some(Level::Overdue(-left));
    }
    STEPS.into_iter().filter(|step| left <= *step).min().map(Level::Within)
}

/// Whether a warning is to be sent now, when the last one was sent at `before`: once for each step that was reached,
/// also where a day was missed, and daily when it is overdue.
pub fn is_new(now: Level, before: Option<Level>) -> bool {
    match (now, before) {
        (_, None) | (Level::Overdue(_), Some(Level::Within(_))) => true,
        (Level::Within(now), Some(Level::Within(before))) => now < before,
        (Level::Overdue(now), Some(Level::Overdue(before))) => now > before,
        // The date was put off: the steps begin anew.
        (Level::Within(_), Some(Level::Overdue(_))) => true,
    }
}

/// All warnings about a running project, the most pressing first.
pub fn warnings(dates: &[(Subject, Date)], rows: &[Progress], today: Date) -> Vec<Warning> {
    let results = rows.iter().filter(|r| !r.met).filter_map(|r| {
        let subject = Subject::Result { id: r.id.clone(), name: r.name.clone() };
        Some((subject, r.due?))
    });
    let mut found: Vec<_> = dates
        .iter()
        .cloned()
        .chain(results)
        .filter_map(|(subject, due)| Some(Warning { subject, due, level: level(due, today)? }))
        .collect();
    found.sort_by(|a, b| (a.due, &a.subject).cmp(&(b.due, &b.subject)));
    found
}

/// The day around which the mid-term report is due: half the way from the award to the completion.
pub fn mid_term(awarded: Date, completes_on: Date) -> Date {
    let days = (completes_on - awarded).get_days().max(0);
    awarded.checked_add(jiff::Span::new().days(days / 2)).unwrap_or(completes_on)
}
