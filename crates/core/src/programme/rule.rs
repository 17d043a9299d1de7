use serde::{Deserialize, Serialize};

use super::Clause;
use crate::organisation::{FactKind, OrganisationClass};

/// How binding a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Shown, without consequence (提示).
    Notice,
    /// 原则上: an officer may override it with a recorded reason.
    Soft,
    /// Refused.
    Hard,
}

/// A condition on who may apply (申报资格), tested against the organisation's ledger and the application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Id, unique within the programme; named in overrides and records.
    pub id: String,
    /// Codes of the types it concerns; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// How binding it is.
    pub severity: Severity,
    /// What is tested.
    pub test: Test,
    /// What would satisfy it, in words for the applicant; where it is missing the general words of the test are used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// Where the notice says so.
    pub clause: Clause,
}

/// What a rule tests. In the file: `test = { class_in = { classes = ["society"] } }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// The applicant is of one of these classes; with `or_jointly`, an applicant outside them may apply together with a
    /// confirmed joint organisation of one of them (L04).
    ClassIn {
        /// The classes listed.
        classes: Vec<OrganisationClass>,
        /// Whether a joint organisation of a listed class opens the door.
        #[serde(default)]
        or_jointly: bool,
        /// Year in which the organisation must hold the qualification, e.g. 2025 for stations (L02).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        qualified_in: Option<i16>,
    },
    /// The applicant is a member organisation of the association (团体会员, G16).
    Member {},
    /// The applicant is an independent legal person (N10).
    LegalPerson {},
    /// The applicant has a bank account of its own (N10).
    OwnAccount {},
    /// The applicant's region begins with one of these GB/T 2260 prefixes.
    RegionIn {
        /// Prefixes, e.g. `4502`.
        prefixes: Vec<String>,
    },
    /// The application names joint organisations of these classes (N02, N07).
    JointWith {
        /// Classes that count; empty: any.
        #[serde(default)]
        classes: Vec<OrganisationClass>,
        /// Least number.
        min: u32,
    },
    /// At most so many joint organisations (L04).
    JointAtMost {
        /// Greatest number.
        max: u32,
    },
    /// A recommendation by an organisation of one of these classes (推荐函, N02).
    RecommendedBy {
        /// Classes that may recommend.
        classes: Vec<OrganisationClass>,
    },
    /// Barred when the ledger shows this (N11, G14).
    BarredIf(FactTest),
    /// Barred while a credit measure runs (失信惩戒).
    NoCreditBar {},
    /// For a person to judge at the formal check; shown to the applicant as a condition.
    Statement {},
}

/// A look into the organisation's ledger: `barred_if = { fact = "grade", years = [2024], is = ["C"] }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactTest {
    /// Which fact.
    pub fact: FactKind,
    /// Which years.
    pub years: Vec<i16>,
    /// Values that bar; `absent` means that the ledger was closed for the year and holds none.
    pub is: Vec<String>,
    /// Whether one such year suffices or all are needed.
    #[serde(default)]
    pub how: Quantifier,
}

/// One or all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantifier {
    /// One year suffices.
    #[default]
    Any,
    /// Every year is needed.
    All,
}

/// Of whom applications are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitPer {
    /// Per applying organisation.
    Organisation,
    /// Per project leader.
    Leader,
}

/// How many applications may be made (限项).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Id, unique within the programme.
    pub id: String,
    /// Of whom.
    pub per: LimitPer,
    /// Types counted together; empty: all of the programme.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Greatest number.
    pub max: u32,
    /// Hard: the submission beyond it is refused. Soft: it is let in and needs an override at the formal check.
    pub severity: Severity,
    /// Whether applications in which the organisation is only a joint one count too.
    #[serde(default)]
    pub counts_joint: bool,
    /// Where the notice says so.
    pub clause: Clause,
}

/// Within what a repeated project is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepeatWithin {
    /// This call.
    Call,
    /// All calls of the association.
    Association,
}

/// The same project is not applied for twice (N12).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// Id, unique within the programme.
    pub id: String,
    /// Where to look.
    pub within: RepeatWithin,
    /// How binding.
    pub severity: Severity,
    /// Where the notice says so.
    pub clause: Clause,
}

/// How strongly something is wished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriorityKind {
    /// 优先: decides under equal conditions.
    #[default]
    Preferred,
    /// 鼓励: welcome, decides nothing.
    Encouraged,
}

/// What is preferred under equal conditions (优先支持): shown to applicants, officers and experts, never a bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Priority {
    /// Id, unique within the programme.
    pub id: String,
    /// Codes of the types it concerns; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Short name.
    pub name: String,
    /// Whether it decides under equal conditions.
    #[serde(default)]
    pub kind: PriorityKind,
    /// Where the notice says so.
    pub clause: Clause,
}
