//! Publicity (立项公示) with its working-day clock, and objections against a line of it (异议). The row of a public list has
//! lawful columns only: what must not be public has no place in the type.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, CalendarError};
use crate::canonical::{CanonicalError, ContentHash};
use crate::money::Fen;
use crate::refusal::Refusal;
use crate::time;

/// A row of the public list: no numbers of persons, telephones, scores, experts or bank accounts (domain §3.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// 序号
    pub n: u32,
    /// 申报编号
    pub number: String,
    /// 项目名称
    pub title: String,
    /// 承担单位
    pub organisation: String,
    /// 联合单位
    pub joint: Vec<String>,
    /// Name of the type and tier.
    pub type_name: String,
    /// 拟资助金额, in fen.
    pub amount: Fen,
}

/// The list as it was publicised; its hash is evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Title: 关于…拟立项名单的公示.
    pub title: String,
    /// The notice it rests on, with its number.
    pub basis: String,
    /// Number of the minutes of the deciding meeting.
    pub record: String,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Working days.
    pub days: u32,
    /// Where objections go: department, telephone, address, mail, as one text.
    pub contact: String,
    /// What changed against the list before; empty for the first.
    pub changes: String,
    /// The rows.
    pub rows: Vec<Row>,
}

impl List {
    /// SHA-256 over the canonical form.
    ///
    /// # Errors
    /// None in practice: the list holds texts, dates and whole numbers.
    pub fn hash(&self) -> Result<ContentHash, CanonicalError> {
        ContentHash::of_value(self)
    }

    /// Whether the period runs on this instant, both days included.
    pub fn is_running(&self, now: Timestamp) -> bool {
        let today = time::beijing_date(now);
        self.starts_on <= today && today <= self.ends_on
    }

    /// Whether the period is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        time::beijing_date(now) > self.ends_on
    }

    /// What two lists differ in that people may object to: a row that leaves or enters, or another sum.
    pub fn differs(&self, before: &List) -> bool {
        let essence = |list: &List| {
            let mut rows: Vec<(String, String, String, i64)> = list
                .rows
                .iter()
                .map(|r| (r.number.clone(), r.title.clone(), r.organisation.clone(), r.amount.0))
                .collect();
            rows.sort();
            rows
        };
        essence(self) != essence(before)
    }
}

/// Least and most working days of a publicity, by usage.
pub const DAYS: std::ops::RangeInclusive<u32> = 5..=30;

/// The last day of a publicity of so many working days; the day of publication counts, as is the practice.
///
/// # Errors
/// `publicity-days` below five working days, `calendar-ends` where the holidays of a year are not loaded.
pub fn ends_on(calendar: &Calendar, starts_on: Date, days: u32) -> Result<Date, Refusal> {
    if !DAYS.contains(&days) {
        return Err(Refusal::new("publicity-days").with("least", DAYS.start()).at("days"));
    }
    calendar
        .working_days_from(starts_on, days, true)
        .map_err(|e: CalendarError| Refusal::new("calendar-ends").with("detail", e).at("starts_on"))
}

/// Who objects; kept sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum Objector {
    /// An individual, by real name (实名).
    Person {
        /// Name.
        name: String,
        /// Organisation.
        organisation: String,
        /// Address.
        address: String,
        /// Telephone.
        phone: String,
    },
    /// An organisation, under its seal.
    Unit {
        /// Name of the organisation.
        name: String,
        /// Contact.
        contact: String,
        /// Telephone.
        phone: String,
        /// SHA-256 of the sealed letter.
        letter: String,
    },
}

impl Objector {
    /// Whether the objection has the form that makes it admissible: real name and telephone, or the sealed letter.
    ///
    /// # Errors
    /// `objector-missing` at the first field that is empty, `objector-phone`, `letter-missing`.
    pub fn check(&self) -> Result<(), Refusal> {
        let needed: Vec<(&str, &str)> = match self {
            Objector::Person { name, organisation, address, phone } => {
                vec![("name", name), ("organisation", organisation), ("address", address), ("phone", phone)]
            }
            Objector::Unit { name, contact, phone, .. } => {
                vec![("name", name), ("contact", contact), ("phone", phone)]
            }
        };
        if let Some((field, _)) = needed.iter().find(|(_, value)| value.trim().is_empty()) {
            return Err(Refusal::new("objector-missing").at(field));
        }
        let phone = match self {
            Objector::Person { phone, .. } | Objector::Unit { phone, .. } => phone,
        };
        if phone.chars().filter(char::is_ascii_digit).count() < 7 {
            return Err(Refusal::new("objector-phone").at("phone"));
        }
        match self {
            Objector::Unit { letter, .. } if letter.is_empty() => {
                Err(Refusal::new("letter-missing").at("letter"))
            }
            _ => Ok(()),
        }
    }
}

/// Where an objection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionState {
    /// 已收到
    Received,
    /// 不予受理
    Refused,
    /// 调查中
    Inquiry,
    /// 调查完毕，待裁定
    Reported,
    /// 异议成立
    Upheld,
    /// 异议不成立
    Dismissed,
}

impl ObjectionState {
    /// All states.
    pub const ALL: [ObjectionState; 6] = [
        ObjectionState::Received,
        ObjectionState::Refused,
        ObjectionState::Inquiry,
        ObjectionState::Reported,
        ObjectionState::Upheld,
        ObjectionState::Dismissed,
    ];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            ObjectionState::Received => "received",
            ObjectionState::Refused => "refused",
            ObjectionState::Inquiry => "inquiry",
            ObjectionState::Reported => "reported",
            ObjectionState::Upheld => "upheld",
            ObjectionState::Dismissed => "dismissed",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether the challenged line waits for it.
    pub fn is_open(self) -> bool {
        matches!(self, ObjectionState::Received | ObjectionState::Inquiry | ObjectionState::Reported)
    }
}

/// What discipline or the handling officer does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// 受理并指定承办人
    Accept,
    /// 不予受理
    Refuse {
        /// Why; the objector is told.
        reason: String,
    },
    /// 报告调查结论
    Report {
        /// What was found.
        finding: String,
    },
    /// 裁定
    Rule {
        /// Whether the objection is right.
        upheld: bool,
        /// Why; the objector and the applicant are told.
        reason: String,
    },
}

impl Handling {
    /// The step with this code and these words: `accept`, `refuse`, `report`, `uphold` or `dismiss`.
    pub fn of(code: &str, words: String) -> Option<Self> {
        Some(match code {
            "accept" => Handling::Accept,
            "refuse" => Handling::Refuse { reason: words },
            "report" => Handling::Report { finding: words },
            "uphold" => Handling::Rule { upheld: true, reason: words },
            "dismiss" => Handling::Rule { upheld: false, reason: words },
            _ => return None,
        })
    }

    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Handling::Accept => "accept",
            Handling::Refuse { .. } => "refuse",
            Handling::Report { .. } => "report",
            Handling::Rule { .. } => "rule",
        }
    }
}

/// Decides a step of an objection: the state then.
///
/// # Errors
/// `reason-missing`, `objection-wrong-state`.
pub fn handle(state: ObjectionState, step: &Handling) -> Result<ObjectionState, Refusal> {
    use Handling as H;
    use ObjectionState as S;
    let said = |text: &str, then| {
        if text.trim().is_empty() { Err(Refusal::new("reason-missing").at("reason")) } else { Ok(then) }
    };
    match (state, step) {
        (S::Received, H::Accept) => Ok(S::Inquiry),
        (S::Received, H::Refuse { reason }) => said(reason, S::Refused),
        (S::Inquiry, H::Report { finding }) => said(finding, S::Reported),
        (S::Reported, H::Rule { upheld, reason }) => {
            said(reason, if *upheld { S::Upheld } else { S::Dismissed })
        }
        (state, _) => Err(Refusal::new("objection-wrong-state").with("objection-state", state.code())),
    }
}
