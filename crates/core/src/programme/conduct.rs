use serde::{Deserialize, Serialize};

use super::{Clause, Severity, StepKind};

/// Planned numbers are not promises: they become final after these steps (L01).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinalNumbers {
    /// The steps after which the number of projects is final.
    pub after: Vec<StepKind>,
    /// Where the notice says so.
    pub clause: Clause,
}

/// A document that comes with the application, beside the form (申报附件): a recommendation letter, a contract (N02, X06).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enclosure {
    /// Id, unique within the programme.
    pub id: String,
    /// Codes of the types it concerns; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Name in the notice's words.
    pub name: String,
    /// Whether an application without it is incomplete.
    #[serde(default)]
    pub required: bool,
    /// Where the notice says so.
    pub clause: Clause,
}

/// Events that must be filed with offices before they are held (备案, L05).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// Id, unique within the programme.
    pub id: String,
    /// Codes of the types it concerns; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Kinds of events, in the notice's words and order.
    pub events: Vec<String>,
    /// The offices, each of which records the filing.
    pub offices: Vec<String>,
    /// Where the notice says so.
    pub clause: Clause,
}

/// Whether and why the content of an awarded project may change (变更, L09).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// Soft: 原则上 the content is fixed.
    pub severity: Severity,
    /// Reasons for which a change may be requested, in the notice's words.
    pub reasons: Vec<String>,
    /// Whether the request must come before the fact (提前).
    pub beforehand: bool,
    /// Where the notice says so.
    pub clause: Clause,
}
