//! Announcing and drawing.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use thiserror::Error;

use super::canonical::{commitment, key, part_digests, plan_digest};
use super::chacha::ChaCha;
use super::plan::{ALGORITHM, Origin, Plan, VERSION};
use super::record::{Notice, PartDigest, Pick, Pledge, Record, Share, Witness};
use super::sample::Pool;

/// The largest list.
const MOST_CANDIDATES: usize = 1_000_000;
/// The largest weight of one candidate; with the largest list the total stays exact in a browser (below 2⁵³).
const MOST_WEIGHT: u64 = 1_000_000_000;
/// The shortest secret, in hexadecimal digits (128 bits).
const SHORTEST_SECRET: usize = 32;

/// Why a draw cannot be announced or run.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum DrawError {
    /// The purpose is empty.
    #[error("抽取事由为空：请写明抽取什么、为何抽取")]
    NoPurpose,
    /// Nobody contributes chance.
    #[error("没有任何一方提供随机种子：至少一方")]
    NoContributor,
    /// Two contributors of the same name.
    #[error("种子提供方“{by}”出现两次")]
    ContributorTwice {
        /// The name.
        by: String,
    },
    /// Two strata of the same name.
    #[error("分层“{stratum}”出现两次")]
    StratumTwice {
        /// The name.
        stratum: String,
    },
    /// Two candidates of the same id.
    #[error("名单中编号“{id}”出现两次")]
    CandidateTwice {
        /// The id.
        id: String,
    },
    /// A candidate names a stratum that the plan does not have.
    #[error("名单中“{id}”所属分层“{stratum}”不在抽取方案中")]
    StratumUnknown {
        /// The candidate.
        id: String,
        /// The stratum it names.
        stratum: String,
    },
    /// A weight outside 1 to 1 000 000 000.
    #[error("名单中“{id}”的权重 {weight} 不在 1 至 1000000000 之间")]
    WeightOutOfRange {
        /// The candidate.
        id: String,
        /// Its weight.
        weight: u64,
    },
    /// More than a million candidates.
    #[error("名单有 {count} 人，超过上限 1000000")]
    ListTooLong {
        /// How many.
        count: usize,
    },
    /// Fewer candidates than places.
    #[error("分层“{stratum}”需抽 {needed} 名（含候补），可抽的只有 {available} 名")]
    TooFew {
        /// The stratum.
        stratum: String,
        /// Places, reserves included.
        needed: u64,
        /// Candidates not excluded.
        available: u64,
    },
    /// A contributor's seed or pledge is missing, or the order is not that of the plan.
    #[error("缺少“{by}”的种子，或种子的次序与公告不同")]
    SeedMissing {
        /// The contributor whose turn it is.
        by: String,
    },
    /// More seeds than contributors.
    #[error("种子多于公告中的提供方：多出“{by}”")]
    SeedExtra {
        /// The first one too many.
        by: String,
    },
    /// A secret that is not hexadecimal or is shorter than 128 bits.
    #[error("“{by}”的种子须为不少于 32 位的十六进制数（小写）")]
    SeedMalformed {
        /// The contributor.
        by: String,
    },
    /// A seed that does not fit its commitment.
    #[error("“{by}”公布的种子与事先的承诺不符：种子被换，或承诺之后名单、方案被换")]
    SeedMismatch {
        /// The contributor.
        by: String,
    },
    /// The notice names another algorithm or version.
    #[error("公告所用算法“{algorithm}”第 {version} 版不是本程序支持的 kexiang-draw 第 1 版")]
    AlgorithmUnknown {
        /// Its name.
        algorithm: String,
        /// Its version.
        version: u32,
    },
    /// The plan is not the one whose digest was published.
    #[error("名单或方案与公告的摘要不符")]
    PlanChanged,
}

/// Makes the notice to publish. `secrets` holds the seed of every secret contributor, in order; they stay with the
/// contributors until the draw. The list is put in canonical order.
pub fn announce(mut plan: Plan, secrets: &[Share], published_at: &str) -> Result<Notice, DrawError> {
    plan.sort();
    check_plan(&plan)?;
    let digest = plan_digest(&plan);
    let mut given = secrets.iter();
    let mut pledges = Vec::with_capacity(plan.contributors.len());
    for contributor in &plan.contributors {
        let commitment = match contributor.origin {
            Origin::Public => None,
            Origin::Secret => {
                let share = given
                    .next()
                    .filter(|share| share.by == contributor.by)
                    .ok_or_else(|| DrawError::SeedMissing { by: contributor.by.clone() })?;
                check_secret(share)?;
                Some(commitment(plan.hash, &digest, &share.by, &share.seed))
            }
        };
        pledges.push(Pledge { by: contributor.by.clone(), commitment });
    }
    if let Some(extra) = given.next() {
        return Err(DrawError::SeedExtra { by: extra.by.clone() });
    }
    let part_digests =
        part_digests(&plan).into_iter().map(|(part, digest)| PartDigest { part, digest }).collect();
    Ok(Notice {
        algorithm: ALGORITHM.to_owned(),
        version: VERSION,
        plan_digest: digest,
        part_digests,
        plan,
        pledges,
        published_at: published_at.to_owned(),
    })
}

/// Draws: checks the notice and the revealed seeds, and writes the record.
pub fn run(
    notice: Notice,
    shares: Vec<Share>,
    witnesses: Vec<Witness>,
    drawn_at: &str,
) -> Result<Record, DrawError> {
    if notice.algorithm != ALGORITHM || notice.version != VERSION {
        return Err(DrawError::AlgorithmUnknown { algorithm: notice.algorithm, version: notice.version });
    }
    check_plan(&notice.plan)?;
    if !notice.plan.is_sorted() || plan_digest(&notice.plan) != notice.plan_digest {
        return Err(DrawError::PlanChanged);
    }
    check_shares(&notice, &shares)?;
    let picks = draw(&notice.plan, &notice.plan_digest, &shares);
    let mut record =
        Record { notice, shares, picks, witnesses, drawn_at: drawn_at.to_owned(), seal: String::new() };
    record.seal = record.computed_seal();
    Ok(record)
}

/// The steps of the draw, for a plan that [`check_plan`] accepts.
pub fn draw(plan: &Plan, plan_digest: &str, shares: &[Share]) -> Vec<Pick> {
    let key = key(plan.hash, plan_digest, shares.iter().map(|s| (s.by.as_str(), s.seed.as_str())));
    let mut stream = ChaCha::new(key);
    let mut members: HashMap<&str, Vec<(&str, u64)>> = HashMap::new();
    for c in plan.candidates.iter().filter(|c| c.excluded.is_none()) {
        members.entry(&c.stratum).or_default().push((&c.id, c.weight));
    }
    let mut picks = Vec::new();
    for stratum in &plan.strata {
        let mut list = members.remove(stratum.name.as_str()).unwrap_or_default();
        list.sort_unstable();
        let mut pool = Pool::new(list.iter().map(|(_, weight)| *weight).collect());
        for place in 1..=stratum.count.saturating_add(stratum.reserves) {
            let total = pool.total();
            let Some((number, index)) = pool.draw(&mut stream) else { break };
            picks.push(Pick {
                stratum: stratum.name.clone(),
                place,
                reserve: place > stratum.count,
                total,
                number,
                id: list[index].0.to_owned(),
            });
        }
    }
    picks
}

/// Refuses a plan that is ambiguous or cannot be drawn.
pub(super) fn check_plan(plan: &Plan) -> Result<(), DrawError> {
    if plan.purpose.trim().is_empty() {
        return Err(DrawError::NoPurpose);
    }
    if plan.contributors.is_empty() {
        return Err(DrawError::NoContributor);
    }
    if plan.candidates.len() > MOST_CANDIDATES {
        return Err(DrawError::ListTooLong { count: plan.candidates.len() });
    }
    if let Some(by) = first_repeated(plan.contributors.iter().map(|c| c.by.as_str())) {
        return Err(DrawError::ContributorTwice { by });
    }
    if let Some(stratum) = first_repeated(plan.strata.iter().map(|s| s.name.as_str())) {
        return Err(DrawError::StratumTwice { stratum });
    }
    if let Some(id) = first_repeated(plan.candidates.iter().map(|c| c.id.as_str())) {
        return Err(DrawError::CandidateTwice { id });
    }
    let mut available: HashMap<&str, u64> = plan.strata.iter().map(|s| (s.name.as_str(), 0)).collect();
    for c in &plan.candidates {
        if c.weight == 0 || c.weight > MOST_WEIGHT {
            return Err(DrawError::WeightOutOfRange { id: c.id.clone(), weight: c.weight });
        }
        let Some(count) = available.get_mut(c.stratum.as_str()) else {
            return Err(DrawError::StratumUnknown { id: c.id.clone(), stratum: c.stratum.clone() });
        };
        *count += u64::from(c.excluded.is_none());
    }
    for s in &plan.strata {
        let needed = u64::from(s.count) + u64::from(s.reserves);
        let available = available[s.name.as_str()];
        if needed > available {
            return Err(DrawError::TooFew { stratum: s.name.clone(), needed, available });
        }
    }
    Ok(())
}

fn first_repeated<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen = HashSet::new();
    names.into_iter().find(|name| !seen.insert(*name)).map(str::to_owned)
}

/// A secret must be long enough not to be guessed from its commitment, and of one spelling only.
fn check_secret(share: &Share) -> Result<(), DrawError> {
    let digits = share.seed.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !digits || share.seed.len() < SHORTEST_SECRET {
        return Err(DrawError::SeedMalformed { by: share.by.clone() });
    }
    Ok(())
}

/// Refuses seeds that are not those pledged.
pub(super) fn check_shares(notice: &Notice, shares: &[Share]) -> Result<(), DrawError> {
    let plan = &notice.plan;
    for (index, contributor) in plan.contributors.iter().enumerate() {
        let missing = || DrawError::SeedMissing { by: contributor.by.clone() };
        let share =
            shares.get(index).filter(|s| s.by == contributor.by && !s.seed.is_empty()).ok_or_else(missing)?;
        let pledge = notice.pledges.get(index).filter(|p| p.by == contributor.by).ok_or_else(missing)?;
        if contributor.origin == Origin::Secret {
            check_secret(share)?;
            let computed = commitment(plan.hash, &notice.plan_digest, &share.by, &share.seed);
            if pledge.commitment.as_deref() != Some(computed.as_str()) {
                return Err(DrawError::SeedMismatch { by: share.by.clone() });
            }
        }
    }
    match shares.get(plan.contributors.len()) {
        Some(extra) => Err(DrawError::SeedExtra { by: extra.by.clone() }),
        None => Ok(()),
    }
}
