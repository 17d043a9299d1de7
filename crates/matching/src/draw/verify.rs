//! Checking a record without any database: everything is recomputed, and what differs is named.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::canonical::{PlanPart, part_digests, plan_digest};
use super::plan::{ALGORITHM, Candidate, VERSION};
use super::record::{Notice, Pick, Record};
use super::run::{DrawError, check_plan, check_shares, draw};

/// One thing that is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// Algorithm, plan or seeds are refused.
    Refused {
        /// Why.
        reason: DrawError,
    },
    /// The list is not sorted by id.
    Unsorted,
    /// A part of the plan is not the one whose digest was published.
    PartChanged {
        /// Which part.
        part: PlanPart,
    },
    /// The plan's digest, or the digest of a part, is not that of the plan in the record.
    DigestWrong {
        /// As recorded.
        recorded: String,
        /// As computed.
        computed: String,
    },
    /// The same ids were drawn, but in another order.
    OrderDiffers {
        /// The stratum.
        stratum: String,
        /// The ids as recorded.
        recorded: Vec<String>,
        /// The ids as drawn again.
        computed: Vec<String>,
    },
    /// Another id was drawn.
    PickDiffers {
        /// The stratum.
        stratum: String,
        /// The place, from 1.
        place: u32,
        /// The id as recorded; absent when the record lacks this place.
        recorded: Option<String>,
        /// The id as drawn again; absent when there is no such place.
        computed: Option<String>,
    },
    /// The id is right, but total, number or reserve mark are not.
    StepDiffers {
        /// The stratum.
        stratum: String,
        /// The place, from 1.
        place: u32,
    },
    /// The seal is not the digest of the record.
    SealWrong,
    /// The record's notice differs from the published one.
    NoticeDiffers {
        /// What differs.
        what: NoticeField,
        /// Of whom (id, contributor or part); empty for the whole.
        of: String,
        /// As published; absent when it was not there.
        published: Option<String>,
        /// As in the record; absent when it is not there.
        recorded: Option<String>,
    },
}

/// A field of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeField {
    /// Algorithm and version.
    Algorithm,
    /// The purpose.
    Purpose,
    /// The hash.
    Hash,
    /// Contributors.
    Contributor,
    /// A commitment.
    Commitment,
    /// A stratum's numbers.
    Stratum,
    /// A candidate on the list.
    Candidate,
    /// A candidate's name.
    Name,
    /// A candidate's stratum.
    Membership,
    /// A candidate's weight.
    Weight,
    /// A candidate's exclusion.
    Exclusion,
    /// The time of publication.
    PublishedAt,
    /// The digest of the plan.
    Digest,
}

/// Recomputes a record; an empty list means that everything agrees.
pub fn verify(record: &Record) -> Vec<Finding> {
    let notice = &record.notice;
    if notice.algorithm != ALGORITHM || notice.version != VERSION {
        let (algorithm, version) = (notice.algorithm.clone(), notice.version);
        return vec![Finding::Refused { reason: DrawError::AlgorithmUnknown { algorithm, version } }];
    }
    let mut findings = Vec::new();
    if let Err(reason) = check_plan(&notice.plan) {
        findings.push(Finding::Refused { reason });
    }
    if !notice.plan.is_sorted() {
        findings.push(Finding::Unsorted);
    }
    compare_digests(notice, &mut findings);
    if let Err(reason) = check_shares(notice, &record.shares) {
        findings.push(Finding::Refused { reason });
    }
    // The published digest is the one that keys the stream, so that a changed list shows in the picks it changes.
    let again = draw(&notice.plan, &notice.plan_digest, &record.shares);
    compare_picks(&record.picks, &again, &mut findings);
    if record.seal != record.computed_seal() {
        findings.push(Finding::SealWrong);
    }
    findings
}

/// Recomputes a record and compares its notice with the one that was published (kept by an inspector).
pub fn verify_against(record: &Record, published: &Notice) -> Vec<Finding> {
    let mut findings = compare_notices(published, &record.notice);
    findings.extend(verify(record));
    findings
}

fn compare_digests(notice: &Notice, findings: &mut Vec<Finding>) {
    let computed = plan_digest(&notice.plan);
    let parts = part_digests(&notice.plan);
    let changed: Vec<_> = parts
        .iter()
        .filter(|(part, digest)| {
            !notice.part_digests.iter().any(|known| known.part == *part && known.digest == *digest)
        })
        .collect();
    if computed == notice.plan_digest {
        findings.extend(changed.iter().map(|(part, digest)| {
            Finding::DigestWrong {
                recorded: notice
                    .part_digests
                    .iter()
                    .find(|known| known.part == *part)
                    .map(|known| known.digest.clone())
                    .unwrap_or_default(),
                computed: digest.clone(),
            }
        }));
    } else {
        findings.push(Finding::DigestWrong { recorded: notice.plan_digest.clone(), computed });
        findings.extend(changed.iter().map(|(part, _)| Finding::PartChanged { part: *part }));
    }
}

type Places<'a> = BTreeMap<u32, &'a Pick>;

fn by_stratum(picks: &[Pick]) -> BTreeMap<&str, Places<'_>> {
    let mut strata: BTreeMap<&str, Places<'_>> = BTreeMap::new();
    for pick in picks {
        strata.entry(&pick.stratum).or_default().insert(pick.place, pick);
    }
    strata
}

fn compare_picks(recorded: &[Pick], again: &[Pick], findings: &mut Vec<Finding>) {
    let (mut old, mut new) = (by_stratum(recorded), by_stratum(again));
    let strata: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let before = findings.len();
    for stratum in strata {
        let (a, b) = (old.remove(stratum).unwrap_or_default(), new.remove(stratum).unwrap_or_default());
        compare_stratum(stratum, &a, &b, findings);
    }
    // Where every place agrees, what can still be wrong is that lines were shuffled or doubled.
    let ids = |picks: &[Pick]| picks.iter().map(|p| p.id.clone()).collect::<Vec<_>>();
    if findings.len() == before && recorded != again {
        let (recorded, computed) = (ids(recorded), ids(again));
        findings.push(Finding::OrderDiffers { stratum: String::new(), recorded, computed });
    }
}

fn compare_stratum(stratum: &str, recorded: &Places<'_>, again: &Places<'_>, findings: &mut Vec<Finding>) {
    let ids =
        |picks: &BTreeMap<u32, &Pick>| -> Vec<String> { picks.values().map(|p| p.id.clone()).collect() };
    let (a, b) = (ids(recorded), ids(again));
    let (sorted_a, sorted_b): (BTreeSet<&String>, BTreeSet<&String>) =
        (a.iter().collect(), b.iter().collect());
    if a != b && a.len() == b.len() && sorted_a == sorted_b {
        findings.push(Finding::OrderDiffers { stratum: stratum.to_owned(), recorded: a, computed: b });
        return;
    }
    let places: BTreeSet<u32> = recorded.keys().chain(again.keys()).copied().collect();
    for place in places {
        let (old, new) = (recorded.get(&place), again.get(&place));
        if old == new {
            continue;
        }
        let (old_id, new_id) = (old.map(|p| p.id.clone()), new.map(|p| p.id.clone()));
        findings.push(if old_id == new_id {
            Finding::StepDiffers { stratum: stratum.to_owned(), place }
        } else {
            Finding::PickDiffers { stratum: stratum.to_owned(), place, recorded: old_id, computed: new_id }
        });
    }
}

/// All differences between two notices, in the order of the notice.
fn compare_notices(published: &Notice, recorded: &Notice) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut differ = |what, of: &str, a: Option<String>, b: Option<String>| {
        if a != b {
            findings.push(Finding::NoticeDiffers { what, of: of.to_owned(), published: a, recorded: b });
        }
    };
    let (a, b) = (&published.plan, &recorded.plan);
    let algorithm = |n: &Notice| Some(format!("{} {}", n.algorithm, n.version));
    differ(NoticeField::Algorithm, "", algorithm(published), algorithm(recorded));
    differ(NoticeField::Purpose, "", Some(a.purpose.clone()), Some(b.purpose.clone()));
    differ(NoticeField::Hash, "", Some(a.hash.name().to_owned()), Some(b.hash.name().to_owned()));
    let contributors =
        |n: &Notice| Some(n.plan.contributors.iter().map(|c| c.by.clone()).collect::<Vec<_>>().join("、"));
    differ(NoticeField::Contributor, "", contributors(published), contributors(recorded));
    let pledges = |n: &Notice| -> BTreeMap<String, String> {
        n.pledges.iter().filter_map(|p| Some((p.by.clone(), p.commitment.clone()?))).collect()
    };
    compare_maps(&pledges(published), &pledges(recorded), |by, x, y| {
        differ(NoticeField::Commitment, by, x.cloned(), y.cloned());
    });
    let strata = |n: &Notice| -> BTreeMap<String, String> {
        let enumerated = n.plan.strata.iter().enumerate();
        enumerated
            .map(|(i, s)| (s.name.clone(), format!("第{}层抽{}候补{}", i + 1, s.count, s.reserves)))
            .collect()
    };
    compare_maps(&strata(published), &strata(recorded), |name, x, y| {
        differ(NoticeField::Stratum, name, x.cloned(), y.cloned());
    });
    let list = |n: &Notice| -> BTreeMap<String, Candidate> {
        n.plan.candidates.iter().map(|c| (c.id.clone(), c.clone())).collect()
    };
    compare_maps(&list(published), &list(recorded), |id, x, y| {
        let (Some(x), Some(y)) = (x, y) else {
            let name = |c: Option<&Candidate>| c.map(|c| c.name.clone());
            differ(NoticeField::Candidate, id, name(x), name(y));
            return;
        };
        differ(NoticeField::Name, id, Some(x.name.clone()), Some(y.name.clone()));
        differ(NoticeField::Membership, id, Some(x.stratum.clone()), Some(y.stratum.clone()));
        differ(NoticeField::Weight, id, Some(x.weight.to_string()), Some(y.weight.to_string()));
        differ(NoticeField::Exclusion, id, x.excluded.clone(), y.excluded.clone());
    });
    let time = |n: &Notice| Some(n.published_at.clone());
    differ(NoticeField::PublishedAt, "", time(published), time(recorded));
    let digest = |n: &Notice| Some(n.plan_digest.clone());
    differ(NoticeField::Digest, "", digest(published), digest(recorded));
    findings
}

fn compare_maps<V>(
    a: &BTreeMap<String, V>,
    b: &BTreeMap<String, V>,
    mut each: impl FnMut(&str, Option<&V>, Option<&V>),
) {
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    keys.into_iter().for_each(|key| each(key, a.get(key), b.get(key)));
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or = |value: &Option<String>| value.clone().unwrap_or_else(|| "（无）".to_owned());
        match self {
            Self::Refused { reason } => write!(f, "{reason}"),
            Self::Unsorted => write!(f, "名单未按编号排序：不是公告时的次序"),
            Self::PartChanged { part } => write!(f, "{part}与公告时的摘要不符：公告之后被改动"),
            Self::DigestWrong { recorded, computed } => {
                write!(f, "摘要不符：记录为 {recorded}，按记录中的名单和方案算得 {computed}")
            }
            Self::OrderDiffers { stratum, recorded, computed } => write!(
                f,
                "分层“{stratum}”抽中次序不符：记录为 {}，重算为 {}",
                recorded.join("、"),
                computed.join("、")
            ),
            Self::PickDiffers { stratum, place, recorded, computed } => write!(
                f,
                "分层“{stratum}”第 {place} 位不符：记录为 {}，重算为 {}",
                or(recorded),
                or(computed)
            ),
            Self::StepDiffers { stratum, place } => {
                write!(f, "分层“{stratum}”第 {place} 位的权重合计、随机数或候补标记与重算不符")
            }
            Self::SealWrong => write!(f, "记录的封印与内容不符：抽取之后种子、结果、见证人或时间被改动"),
            Self::NoticeDiffers { what, of, published, recorded } => {
                write!(f, "{what}{of}与已公布的公告不同：公告为 {}，记录为 {}", or(published), or(recorded))
            }
        }
    }
}

impl fmt::Display for PlanPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Purpose => "抽取事由",
            Self::Contributors => "种子提供方",
            Self::Strata => "分层和名额",
            Self::List => "名单",
            Self::Membership => "名单的分层归属",
            Self::Weights => "权重",
            Self::Exclusions => "回避和缺席",
        })
    }
}

impl fmt::Display for NoticeField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Algorithm => "算法",
            Self::Purpose => "抽取事由",
            Self::Hash => "摘要算法",
            Self::Contributor => "种子提供方",
            Self::Commitment => "种子承诺",
            Self::Stratum => "分层名额",
            Self::Candidate => "名单人员",
            Self::Name => "姓名",
            Self::Membership => "分层归属",
            Self::Weight => "权重",
            Self::Exclusion => "回避事由",
            Self::PublishedAt => "公布时间",
            Self::Digest => "公告摘要",
        })
    }
}
