use serde::{Deserialize, Serialize};

use super::{Clause, Completion, Deliverable, Funding, Indicator, concerns_tier};
use crate::money::Fen;
use crate::programme::funding::sum;
use crate::time::TimeError;

/// A heading over several types (项目组).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Code, unique among groups.
    pub code: String,
    /// Name in the notice's words.
    pub name: String,
    /// Group that holds this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

/// One kind of project that can be applied for (项目类型).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectType {
    /// Code: the notice's own (`2026-1`, `XXJL-2025`) or, where it has none, one given by the office.
    pub code: String,
    /// Name in the notice's words.
    pub name: String,
    /// Code of its group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Planned number of projects; none where the notice states none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<u32>,
    /// Money per project; where there are tiers each tier states its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<Funding>,
    /// Total that the notice states for the type, e.g. `91万元`; `check` adds up whether it is right (X01).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_total: Option<String>,
    /// Tiers inside the type (X01).
    #[serde(default, rename = "tier", skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
    /// Where planned number and scope are stated.
    pub clause: Clause,
    /// What the project is for: content and requirements in the notice's words, for the public page and the review.
    #[serde(default)]
    pub content: String,
    /// When the project must be finished: `2026-12`, `2025-11-30`, or a duration from the contract, `P6M`.
    pub completion: String,
    /// Where the completion date is stated.
    pub completion_clause: Clause,
    /// Id of its form; `check` refuses a type without one.
    #[serde(default)]
    pub form: String,
    /// Goals, themes or contents of which applicants choose (L14, G05, X05).
    #[serde(default, rename = "choice", skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Where its events must be held (G02, G04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    /// Required results.
    #[serde(default, rename = "indicator", skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<Indicator>,
    /// Documents and works to hand in.
    #[serde(default, rename = "deliverable", skip_serializing_if = "Vec::is_empty")]
    pub deliverables: Vec<Deliverable>,
    /// Kinds of evidence asked for at acceptance, in the notice's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// Where the evidence is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence_clause: Option<Clause>,
}

/// A tier inside a type with its own number and money (X01).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Code, unique within the type.
    pub code: String,
    /// Name in the notice's words.
    pub name: String,
    /// Planned number of projects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<u32>,
    /// Money per project.
    pub funding: Funding,
}

/// Something the applicant chooses from a list of the notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Id of the choice, unique within the type.
    pub id: String,
    /// What is chosen, e.g. `项目目标`.
    pub prompt: String,
    /// The options in the notice's words.
    pub options: Vec<String>,
    /// Least number of options to choose; 0 where choosing is voluntary.
    pub min: u32,
    /// Greatest number of options to choose.
    pub max: u32,
    /// Where the notice says so.
    pub clause: Clause,
}

/// Where the events of a type must be held (举办地). Regions are prefixes of GB/T 2260 codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// Regions that are allowed, e.g. `44` for Guangdong.
    pub within: Vec<String>,
    /// Regions inside them that are not, e.g. `4401`, the capital.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// Where the notice says so.
    pub clause: Clause,
}

impl Venue {
    /// Whether an event in the region with this GB/T 2260 code is held where the notice wants it.
    pub fn allows(&self, region: &str) -> bool {
        let lies_in = |prefixes: &[String]| prefixes.iter().any(|p| region.starts_with(p.as_str()));
        lies_in(&self.within) && !lies_in(&self.except)
    }
}

impl ProjectType {
    /// The tier with this code.
    pub fn tier(&self, code: &str) -> Option<&Tier> {
        self.tiers.iter().find(|t| t.code == code)
    }

    /// Money for an application of this type and tier.
    pub fn funding_for(&self, tier: Option<&str>) -> Option<&Funding> {
        tier.and_then(|code| self.tier(code)).map(|t| &t.funding).or(self.funding.as_ref())
    }

    /// The indicators that bind an application of this tier.
    pub fn indicators_for<'a>(&'a self, tier: Option<&'a str>) -> impl Iterator<Item = &'a Indicator> {
        self.indicators.iter().filter(move |i| concerns_tier(&i.tiers, tier))
    }

    /// When the project must be finished.
    ///
    /// # Errors
    /// The words of the file are neither a date, a month nor a period; `check` finds that too.
    pub fn completes(&self) -> Result<Completion, TimeError> {
        Completion::parse(&self.completion)
    }

    /// The stated total in fen.
    ///
    /// # Errors
    /// The words of the file are not a sum.
    pub fn stated_total(&self) -> Option<Result<Fen, String>> {
        self.stated_total.as_deref().map(sum)
    }
}
