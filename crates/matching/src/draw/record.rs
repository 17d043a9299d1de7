//! What is published before a draw and what is kept after it.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::canonical::{PlanPart, lines_digest};
use super::plan::{ALGORITHM, Plan, VERSION};

/// The digest of one part of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDigest {
    /// Which part.
    pub part: PlanPart,
    /// Its digest.
    pub digest: String,
}

/// What a contributor publishes before the draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pledge {
    /// The contributor.
    pub by: String,
    /// The commitment to the secret seed; absent for a public number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<String>,
}

/// The announcement of a draw (抽取公告), published before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Name of the algorithm, [`ALGORITHM`].
    pub algorithm: String,
    /// Version of the algorithm, [`VERSION`].
    pub version: u32,
    /// Everything that decides the draw but chance; the list in canonical order.
    pub plan: Plan,
    /// Digest of the plan text.
    pub plan_digest: String,
    /// Digest of each part of the plan.
    pub part_digests: Vec<PartDigest>,
    /// One pledge per contributor, in the order of the plan.
    pub pledges: Vec<Pledge>,
    /// When it was published, in words of the office (Beijing time); not part of the computation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub published_at: String,
}

/// A contributor's part of the seed, revealed after the notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The contributor.
    pub by: String,
    /// The secret in hexadecimal, or the public text.
    pub seed: String,
}

/// One step of a draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// The stratum.
    pub stratum: String,
    /// Place within the stratum, from 1; places after the stratum's count are reserves.
    pub place: u32,
    /// Whether the place is a reserve (候补).
    pub reserve: bool,
    /// Sum of the weights of those still in the stratum.
    pub total: u64,
    /// The number drawn, below `total`.
    pub number: u64,
    /// Who was drawn.
    pub id: String,
}

/// One who watched the draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Name.
    pub name: String,
    /// Office or function.
    #[serde(default)]
    pub role: String,
}

/// The record of a draw (抽取记录): enough to check and repeat it without any database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What was published before.
    pub notice: Notice,
    /// The revealed seeds, in the order of the contributors.
    pub shares: Vec<Share>,
    /// Every step, in order.
    pub picks: Vec<Pick>,
    /// Who watched.
    #[serde(default)]
    pub witnesses: Vec<Witness>,
    /// When it was drawn, in words of the office (Beijing time); not part of the computation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub drawn_at: String,
    /// Digest over plan, seeds, picks, witnesses and times: what the office signs or files.
    pub seal: String,
}

impl Record {
    /// The digest that `seal` must be.
    pub fn computed_seal(&self) -> String {
        let mut lines = vec![
            json!([ALGORITHM, VERSION, "record", self.notice.plan_digest]),
            json!(["times", self.notice.published_at, self.drawn_at]),
        ];
        lines.extend(self.notice.pledges.iter().map(|p| json!(["pledge", p.by, p.commitment])));
        lines.extend(self.shares.iter().map(|s| json!(["share", s.by, s.seed])));
        lines.extend(self.picks.iter().map(|p| json!(["pick", p.stratum, p.place, p.total, p.number, p.id])));
        lines.extend(self.witnesses.iter().map(|w| json!(["witness", w.name, w.role])));
        lines_digest(self.notice.plan.hash, &lines)
    }

    /// The ids drawn for `stratum`, without the reserves, in order.
    pub fn drawn<'a>(&'a self, stratum: &'a str) -> impl Iterator<Item = &'a str> {
        self.picks.iter().filter(move |p| p.stratum == stratum && !p.reserve).map(|p| p.id.as_str())
    }

    /// The ids of the reserves of `stratum`, in order.
    pub fn reserves<'a>(&'a self, stratum: &'a str) -> impl Iterator<Item = &'a str> {
        self.picks.iter().filter(move |p| p.stratum == stratum && p.reserve).map(|p| p.id.as_str())
    }
}
