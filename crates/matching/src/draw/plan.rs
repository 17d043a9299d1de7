//! What is fixed before a draw: the purpose, the list, the strata and who contributes chance.

use serde::{Deserialize, Serialize};

/// Name of the algorithm, written into every record.
pub const ALGORITHM: &str = "kexiang-draw";
/// Version of the algorithm; a change of any byte of its texts or of any step is a new version.
pub const VERSION: u32 = 1;

/// The hash of all digests of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum Hash {
    /// SHA-256 (FIPS 180-4).
    #[default]
    #[serde(rename = "sha-256")]
    Sha256,
    /// SM3 (GB/T 32905-2016).
    #[serde(rename = "sm3")]
    Sm3,
}

impl Hash {
    /// The name used in texts and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sm3 => "sm3",
        }
    }

    /// The 256-bit digest of `bytes`.
    pub fn digest(self, bytes: &[u8]) -> [u8; 32] {
        match self {
            Self::Sha256 => <sha2::Sha256 as sha2::Digest>::digest(bytes).into(),
            Self::Sm3 => <sm3::Sm3 as sm3::Digest>::digest(bytes).into(),
        }
    }
}

/// Where a contributor's part of the seed comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A secret of at least 128 bits in hexadecimal: committed to before the draw, revealed after it.
    Secret,
    /// A public text nobody can know when the notice is published (e.g. the numbers of a named lottery of a later day).
    Public,
}

/// One who contributes chance. With two contributors neither can choose the outcome alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contributor {
    /// Who, or for a public number: exactly which. Unique in the plan.
    pub by: String,
    /// Secret or public.
    pub origin: Origin,
}

/// A part of the list from which a fixed number is drawn (分层).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    /// Name, unique in the plan; candidates refer to it.
    pub name: String,
    /// How many are drawn.
    pub count: u32,
    /// How many reserves (候补) are drawn after them, in order.
    #[serde(default)]
    pub reserves: u32,
}

/// One on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Unique in the list; the list is sorted by it.
    pub id: String,
    /// What people read; may be empty where names are withheld.
    #[serde(default)]
    pub name: String,
    /// Name of the stratum.
    pub stratum: String,
    /// Relative chance, 1 to 1 000 000 000.
    #[serde(default = "one")]
    pub weight: u64,
    /// Why this one cannot be drawn (回避, absence); stays on the published list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<String>,
}

fn one() -> u64 {
    1
}

/// Everything that decides a draw but chance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What is drawn and why.
    pub purpose: String,
    /// The hash of all digests.
    #[serde(default)]
    pub hash: Hash,
    /// Who contributes chance; at least one.
    pub contributors: Vec<Contributor>,
    /// The strata, drawn in this order.
    pub strata: Vec<Stratum>,
    /// The list.
    pub candidates: Vec<Candidate>,
}

impl Plan {
    /// Puts the list in its canonical order: by the code points of the id.
    pub fn sort(&mut self) {
        self.candidates.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// Whether the list is in its canonical order.
    pub fn is_sorted(&self) -> bool {
        self.candidates.is_sorted_by(|a, b| a.id < b.id)
    }
}
