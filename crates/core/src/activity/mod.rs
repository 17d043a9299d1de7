//! An activity of a project (项目活动): what was planned and filed, who took part, and what proves it. Indicators are
//! computed from activities and achievements ([`crate::progress`]); nothing is counted by hand.

mod filing;
mod gaps;
mod sign_in;
mod state;

pub use filing::{FilingDuty, FilingRecord, duties};
pub(crate) use gaps::is_allowed;
pub use gaps::{ActivityGap, gaps};
pub use sign_in::{SignIn, attendance, sign_in};
pub use state::{Command, State, decide};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::refusal::Refusal;
use crate::wording::normal_text;

/// Where people take part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 线下
    #[default]
    OnSite,
    /// 线上
    OnLine,
    /// 线上线下结合
    Both,
}

impl Mode {
    /// All modes, in the order forms offer them.
    pub const ALL: [Mode; 3] = [Mode::OnSite, Mode::OnLine, Mode::Both];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Mode::OnSite => "on_site",
            Mode::OnLine => "on_line",
            Mode::Both => "both",
        }
    }

    /// The mode with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.code() == code)
    }

    /// Whether anything happens at a place.
    pub fn has_place(self) -> bool {
        self != Mode::OnLine
    }
}

/// How well known an expert is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 院士
    Academician,
    /// 全国（领域内）知名专家
    Known,
    /// 高级职称
    Senior,
    /// 其他
    #[default]
    Other,
}

impl Level {
    /// All levels, the highest first.
    pub const ALL: [Level; 4] = [Level::Academician, Level::Known, Level::Senior, Level::Other];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Level::Academician => "academician",
            Level::Known => "known",
            Level::Senior => "senior",
            Level::Other => "other",
        }
    }

    /// The level with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code() == code)
    }

    /// 院士 or 知名专家 (N08, X02).
    pub fn is_known(self) -> bool {
        matches!(self, Level::Academician | Level::Known)
    }
}

/// An expert who took part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// Name.
    pub name: String,
    /// Organisation.
    #[serde(default)]
    pub organisation: String,
    /// 职称、职务
    #[serde(default)]
    pub title: String,
    /// How well known.
    #[serde(default)]
    pub level: Level,
    /// Field of science (细分领域).
    #[serde(default)]
    pub field: String,
    /// Whether they belong to the leading doctor's team of the station (L16).
    #[serde(default)]
    pub station_team: bool,
}

/// An organisation that took part, the project's own one included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partaker {
    /// Name.
    pub name: String,
    /// Whether it is a national society (国家级学会, L15).
    #[serde(default)]
    pub national: bool,
    /// Whether it is an enterprise or a park (企业、园区).
    #[serde(default)]
    pub enterprise: bool,
}

/// A talk, lecture or course (报告、讲课).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// Title.
    pub title: String,
    /// Who spoke.
    #[serde(default)]
    pub speaker: String,
    /// Length in minutes; 0 while it is not known.
    #[serde(default)]
    pub minutes: u32,
    /// 主旨报告
    #[serde(default)]
    pub keynote: bool,
}

/// How many took part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// People on site, each once.
    pub on_site: u32,
    /// People on site, added up over the days (按时间累计, G02).
    pub daily: u32,
    /// People on line.
    pub on_line: u32,
}

impl Attendance {
    /// All people, on site and on line.
    pub fn people(self) -> i64 {
        i64::from(self.on_site) + i64::from(self.on_line)
    }
}

/// A file that proves something: in a slot of an activity (佐证材料).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Kind, in the notice's words: 通知, 签到表.
    pub slot: String,
    /// Name of the file.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Required words that it was found to bear, by reading it or by a person (标注).
    #[serde(default)]
    pub labels: Vec<String>,
}

/// What an activity is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Id.
    pub id: Id,
    /// Title; a required name must stand in it (冠名, L14).
    pub title: String,
    /// Kind of event in the notice's words, where it must be filed: 讲坛, 研讨会; else free words.
    #[serde(default)]
    pub form: String,
    /// Ids of the indicators it is meant to count for.
    pub counts_for: Vec<String>,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// On site, on line.
    #[serde(default)]
    pub mode: Mode,
    /// GB/T 2260 code of the place; empty on line.
    #[serde(default)]
    pub region: String,
    /// The place in words.
    #[serde(default)]
    pub place: String,
    /// Organisations that took part.
    #[serde(default)]
    pub organisations: Vec<Partaker>,
    /// Experts.
    #[serde(default)]
    pub experts: Vec<Guest>,
    /// Talks.
    #[serde(default)]
    pub talks: Vec<Talk>,
    /// How many took part.
    #[serde(default)]
    pub attendance: Attendance,
    /// Files.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Filings with offices (备案).
    #[serde(default)]
    pub filings: Vec<FilingRecord>,
    /// Where it stands.
    pub state: State,
}

impl Activity {
    /// Days in a row, first and last included.
    pub fn days(&self) -> i64 {
        i64::from((self.ends_on - self.starts_on).get_days()) + 1
    }

    /// Whether words stand in the title, whatever the marks and widths between them.
    pub fn bears(&self, words: &str) -> bool {
        normal_text(&self.title).contains(&normal_text(words))
    }
}

/// The most days an activity may last; a longer one is a slip of the pen.
pub const MOST_DAYS: i64 = 366;

/// Everything wrong with what was typed.
///
/// # Errors
/// `activity-title-missing`, `activity-dates`, `activity-place-missing`, `activity-indicator-unknown` with its id.
pub fn check(activity: &Activity, known: &[&str]) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    if activity.title.trim().is_empty() {
        wrong.push(Refusal::new("activity-title-missing").at("title"));
    }
    if activity.ends_on < activity.starts_on || activity.days() > MOST_DAYS {
        wrong.push(Refusal::new("activity-dates").at("ends_on"));
    }
    if activity.mode.has_place() && activity.place.trim().is_empty() {
        wrong.push(Refusal::new("activity-place-missing").at("place"));
    }
    let strange = activity.counts_for.iter().filter(|id| !known.contains(&id.as_str()));
    wrong
        .extend(strange.map(|id| Refusal::new("activity-indicator-unknown").with("id", id).at("counts_for")));
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}
