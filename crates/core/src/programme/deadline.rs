use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Clause;
use crate::time::Moment;

/// What must be there by a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Material {
    /// The application on line.
    Electronic,
    /// The sealed paper copies.
    Paper,
    /// The association's or city's recommendation.
    Recommendation,
}

/// Which day counts for paper that travels (N13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// 到达时间为准
    #[default]
    Arrival,
    /// 寄出日期为准
    Dispatch,
}

/// Until when what must be there (截止时间).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineRule {
    /// What.
    pub what: Material,
    /// Until when, Beijing time: `2026-03-31T17:00`, or a bare date, which lasts to its end.
    pub at: Moment,
    /// Which day counts for paper.
    #[serde(default)]
    pub counts: Counts,
    /// Codes of the types it concerns; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Where the notice says so; none where the office sets the date itself because the notice states none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<Clause>,
}

impl DeadlineRule {
    /// The last instant that is in time.
    pub fn instant(&self) -> Timestamp {
        self.at.closes()
    }
}

/// Whose act must be in time (domain §3.1: 以依托单位提交时间为准).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionActor {
    /// The person who fills in hands it to the organisation's administrator.
    Applicant,
    /// The organisation's administrator signs it off.
    #[default]
    Unit,
    /// The recommending association passes it on.
    Recommender,
}

/// How an application is submitted and corrected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// When the call opens, a bare date from its beginning; none: with its publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Moment>,
    /// Whose act the deadline counts.
    #[serde(default)]
    pub deadline_counts: SubmissionActor,
    /// Minutes after the deadline in which a late submission is still taken; 0: none.
    #[serde(default)]
    pub grace_minutes: u32,
    /// Hours after the deadline in which attachments may still be added to a submitted application (先提交后补件); 0: none.
    #[serde(default)]
    pub files_later_hours: u32,
    /// Working days to correct after a return (补正).
    #[serde(default = "default_correction_days")]
    pub correction_days: u32,
    /// Whether the applicant may take a submitted application back before the deadline.
    #[serde(default = "yes")]
    pub withdrawal: bool,
    /// Files that the notice wants sent beside the application on line (L11, N13).
    #[serde(default, rename = "copy", skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<ElectronicCopy>,
}

impl Default for Submission {
    fn default() -> Self {
        Submission {
            opens: None,
            deadline_counts: SubmissionActor::default(),
            grace_minutes: 0,
            files_later_hours: 0,
            correction_days: default_correction_days(),
            withdrawal: true,
            copies: Vec::new(),
        }
    }
}

fn default_correction_days() -> u32 {
    5
}

fn yes() -> bool {
    true
}

/// A file that goes to an address of the office, e.g. the form as a Word document by e-mail (N13).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElectronicCopy {
    /// What is sent, in the notice's words, e.g. `申报书word版`.
    pub what: String,
    /// The address.
    pub to: String,
    /// Where the notice says so.
    pub clause: Clause,
}

/// When the paper copies are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperWhen {
    /// Together with the submission (L11, N13).
    AfterSubmission,
    /// Only after the formal check is passed (G13).
    AfterFormalCheck,
}

/// The sealed paper copies (纸质材料).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Number of copies.
    pub copies: u32,
    /// When they are printed.
    pub when: PaperWhen,
    /// Where they go.
    #[serde(default)]
    pub address: String,
    /// Where the notice demands that paper and electronic form say the same (L11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_content: Option<Clause>,
    /// Where the notice says so.
    pub clause: Clause,
}
