use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Kind;
use super::score::half_up;

/// How the experts' totals become one score. In files: `{ by = "weighted", technical = 50, financial = 50 }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Method {
    /// 平均分
    #[default]
    Mean,
    /// 去掉一个最高分和一个最低分: with five or more scores, the mean otherwise.
    Trimmed,
    /// 分专业加权: the mean of each kind times its weight, over the kinds that scored.
    Weighted(BTreeMap<Kind, u32>),
}

/// A method as files write it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    by: By,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    technical: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    financial: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    management: Option<u32>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Mean,
    Trimmed,
    Weighted,
}

impl From<Written> for Method {
    fn from(w: Written) -> Self {
        let weights = [w.technical, w.financial, w.management];
        match w.by {
            By::Mean => Method::Mean,
            By::Trimmed => Method::Trimmed,
            By::Weighted => Method::Weighted(
                Kind::ALL
                    .into_iter()
                    .zip(weights)
                    .filter_map(|(kind, weight)| Some((kind, weight?)))
                    .collect(),
            ),
        }
    }
}

impl From<Method> for Written {
    fn from(method: Method) -> Self {
        let (by, weights) = match method {
            Method::Mean => (By::Mean, BTreeMap::new()),
            Method::Trimmed => (By::Trimmed, BTreeMap::new()),
            Method::Weighted(weights) => (By::Weighted, weights),
        };
        let weight = |kind| weights.get(&kind).copied();
        Written {
            by,
            technical: weight(Kind::Technical),
            financial: weight(Kind::Financial),
            management: weight(Kind::Management),
        }
    }
}

/// One expert's total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Expert.
    pub expert: String,
    /// The seat the expert holds on the panel.
    pub kind: Kind,
    /// Total in hundredths of a point.
    pub total: i64,
}

/// What the totals of one application say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The score, in hundredths, half up.
    pub score: i64,
    /// The plain mean.
    pub mean: i64,
    /// Mean of the technical experts; the plain mean where none scored.
    pub technical: i64,
    /// Greatest total less the least.
    pub spread: i64,
    /// Middle total; the mean of the two middle ones for an even number.
    pub median: i64,
    /// Experts whose total is more than 20 points from the median (domain §3.4).
    pub outliers: Vec<String>,
    /// Number of totals.
    pub count: usize,
}

/// Distance from the median, in hundredths, beyond which a total is pointed out.
const OUTLYING: i64 = 2_000;
/// From this number of totals on, the greatest and the least are dropped.
const TRIMMED_FROM: usize = 5;
/// An expert's severity is computed only from this many reviews.
const SEVERITY_FROM: usize = 5;

/// Puts the totals of one application together; none without totals.
pub fn summarise(marks: &[Mark], method: &Method) -> Option<Summary> {
    let mut totals: Vec<i64> = marks.iter().map(|m| m.total).collect();
    totals.sort_unstable();
    let (least, greatest) = (*totals.first()?, *totals.last()?);
    let middle = totals.len() / 2;
    let median =
        if totals.len() % 2 == 1 { totals[middle] } else { half_up(totals[middle - 1] + totals[middle], 2) };
    let plain = mean(&totals);
    let technical: Vec<i64> = marks.iter().filter(|m| m.kind == Kind::Technical).map(|m| m.total).collect();
    let outlying = |m: &&Mark| (m.total - median).abs() > OUTLYING;
    Some(Summary {
        score: match method {
            Method::Mean => plain,
            Method::Trimmed if totals.len() >= TRIMMED_FROM => mean(&totals[1..totals.len() - 1]),
            Method::Trimmed => plain,
            Method::Weighted(weights) => weighted(marks, weights).unwrap_or(plain),
        },
        mean: plain,
        technical: if technical.is_empty() { plain } else { mean(&technical) },
        spread: greatest - least,
        median,
        outliers: marks.iter().filter(outlying).map(|m| m.expert.clone()).collect(),
        count: totals.len(),
    })
}

/// The mean of each kind times its weight, over the weights of the kinds that scored; one division, rounded once.
fn weighted(marks: &[Mark], weights: &BTreeMap<Kind, u32>) -> Option<i64> {
    let groups: Vec<(i64, i64, i64)> = Kind::ALL
        .into_iter()
        .filter_map(|kind| {
            let weight = i64::from(*weights.get(&kind)?);
            let own: Vec<i64> = marks.iter().filter(|m| m.kind == kind).map(|m| m.total).collect();
            let count = i64::try_from(own.len()).ok().filter(|n| *n > 0 && weight > 0)?;
            Some((weight, own.iter().sum(), count))
        })
        .collect();
    let all: i64 = groups.iter().map(|(_, _, count)| count).product();
    let weights: i64 = groups.iter().map(|(weight, _, _)| weight).sum();
    let sum: i64 = groups.iter().map(|(weight, sum, count)| weight * sum * (all / count)).sum();
    (weights > 0).then(|| half_up(sum, all * weights))
}

fn mean(totals: &[i64]) -> i64 {
    half_up(totals.iter().sum(), i64::try_from(totals.len()).unwrap_or(1).max(1))
}

/// A view with the experts' severity taken out, to be shown beside the raw score and never instead of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// Application and its mean without severity, in hundredths.
    pub scores: BTreeMap<String, i64>,
    /// Expert and how far their totals lie above (+) or below (−) those of the others on the same applications.
    pub severity: BTreeMap<String, i64>,
    /// Experts with too few reviews; their totals stay as they are.
    pub too_few: Vec<String>,
}

/// Takes out severity: an expert's mean distance from the mean of the others on the same application. Only experts with
/// at least five reviews beside others are corrected.
pub fn corrected(reviews: &BTreeMap<String, Vec<Mark>>) -> Corrected {
    let mut apart: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for marks in reviews.values() {
        for mark in marks {
            let others: Vec<i64> =
                marks.iter().filter(|m| m.expert != mark.expert).map(|m| m.total).collect();
            let distances = apart.entry(&mark.expert).or_default();
            if !others.is_empty() {
                distances.push(mark.total - mean(&others));
            }
        }
    }
    let (mut severity, mut too_few) = (BTreeMap::new(), Vec::new());
    for (expert, distances) in apart {
        if distances.len() >= SEVERITY_FROM {
            severity.insert(expert.to_owned(), mean(&distances));
        } else {
            too_few.push(expert.to_owned());
        }
    }
    let without = |m: &Mark| m.total - severity.get(&m.expert).copied().unwrap_or(0);
    let scores = reviews
        .iter()
        .filter(|(_, marks)| !marks.is_empty())
        .map(|(application, marks)| {
            (application.clone(), mean(&marks.iter().map(without).collect::<Vec<_>>()).clamp(0, 10_000))
        })
        .collect();
    Corrected { scores, severity, too_few }
}
