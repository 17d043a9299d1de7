//! The texts that are hashed. Lines of compact JSON arrays: unambiguous, readable, and rebuilt in a browser by
//! `JSON.stringify`.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::plan::{ALGORITHM, Contributor, Hash, Origin, Plan, VERSION};

/// A part of the plan with a digest of its own, so that a check can say which part was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanPart {
    /// The purpose.
    Purpose,
    /// The contributors of chance and their order.
    Contributors,
    /// Names, order and numbers of the strata.
    Strata,
    /// Who is on the list.
    List,
    /// Which stratum each one belongs to.
    Membership,
    /// The weights.
    Weights,
    /// Who is excluded and why.
    Exclusions,
}

impl PlanPart {
    /// All parts in the order of the plan.
    pub const ALL: [Self; 7] = [
        Self::Purpose,
        Self::Contributors,
        Self::Strata,
        Self::List,
        Self::Membership,
        Self::Weights,
        Self::Exclusions,
    ];
}

fn line(text: &mut String, value: &Value) {
    // Writing into a String cannot fail.
    let _ = writeln!(text, "{value}");
}

fn hash_of(hash: Hash, text: &str) -> String {
    hex::encode(hash.digest(text.as_bytes()))
}

fn contributor_line(contributor: &Contributor) -> Value {
    let origin = match contributor.origin {
        Origin::Secret => "secret",
        Origin::Public => "public",
    };
    json!(["contributor", contributor.by, origin])
}

/// The canonical text of a plan (step 1 of the algorithm); the list is taken in id order whatever its order is.
pub fn plan_text(plan: &Plan) -> String {
    let mut text = String::with_capacity(64 * plan.candidates.len() + 256);
    line(&mut text, &json!([ALGORITHM, VERSION, "plan", plan.hash.name()]));
    line(&mut text, &json!(["purpose", plan.purpose]));
    for contributor in &plan.contributors {
        line(&mut text, &contributor_line(contributor));
    }
    for stratum in &plan.strata {
        line(&mut text, &json!(["stratum", stratum.name, stratum.count, stratum.reserves]));
    }
    let mut order: Vec<_> = plan.candidates.iter().collect();
    order.sort_by(|a, b| a.id.cmp(&b.id));
    for c in order {
        line(&mut text, &json!(["candidate", c.id, c.name, c.stratum, c.weight, c.excluded]));
    }
    text
}

/// Digest of the plan text, in lower-case hexadecimal.
pub fn plan_digest(plan: &Plan) -> String {
    hash_of(plan.hash, &plan_text(plan))
}

/// One digest per part, in the order of [`PlanPart::ALL`]; each of the line `["kexiang-draw",1,part]` and the part's
/// lines.
pub fn part_digests(plan: &Plan) -> Vec<(PlanPart, String)> {
    let mut order: Vec<_> = plan.candidates.iter().collect();
    order.sort_by(|a, b| a.id.cmp(&b.id));
    PlanPart::ALL
        .into_iter()
        .map(|part| {
            let mut text = String::new();
            line(&mut text, &json!([ALGORITHM, VERSION, part]));
            match part {
                PlanPart::Purpose => line(&mut text, &json!([plan.purpose])),
                PlanPart::Contributors => {
                    plan.contributors.iter().for_each(|c| line(&mut text, &contributor_line(c)));
                }
                PlanPart::Strata => {
                    plan.strata.iter().for_each(|s| line(&mut text, &json!([s.name, s.count, s.reserves])));
                }
                PlanPart::List => order.iter().for_each(|c| line(&mut text, &json!([c.id, c.name]))),
                PlanPart::Membership => order.iter().for_each(|c| line(&mut text, &json!([c.id, c.stratum]))),
                PlanPart::Weights => order.iter().for_each(|c| line(&mut text, &json!([c.id, c.weight]))),
                PlanPart::Exclusions => order
                    .iter()
                    .filter(|c| c.excluded.is_some())
                    .for_each(|c| line(&mut text, &json!([c.id, c.excluded]))),
            }
            (part, hash_of(plan.hash, &text))
        })
        .collect()
}

/// The commitment to a secret seed (step 2). It binds the seed to the plan and to who gave it.
pub fn commitment(hash: Hash, plan_digest: &str, by: &str, seed: &str) -> String {
    let mut text = String::new();
    line(&mut text, &json!([ALGORITHM, VERSION, "seed", plan_digest, by, seed]));
    hash_of(hash, &text)
}

/// The key of the stream (step 3) from the revealed shares `(by, seed)` in the order of the contributors.
pub fn key<'a>(
    hash: Hash,
    plan_digest: &str,
    shares: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> [u8; 32] {
    let mut text = String::new();
    line(&mut text, &json!([ALGORITHM, VERSION, "key", plan_digest]));
    for (by, seed) in shares {
        line(&mut text, &json!(["share", by, seed]));
    }
    hash.digest(text.as_bytes())
}

/// Digest of a list of JSON lines, for the seal of a record.
pub(super) fn lines_digest(hash: Hash, lines: &[Value]) -> String {
    let mut text = String::new();
    lines.iter().for_each(|value| line(&mut text, value));
    hash_of(hash, &text)
}
