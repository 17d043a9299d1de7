//! The scores of a panel, as a file, and what they say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::alpha::alpha;
use super::bootstrap::spread;
use super::severity::{Corrected, correct};

/// The scores of a panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// Every score.
    pub reviews: Vec<Review>,
    /// How many projects can be funded: the line stands after them.
    pub places: u32,
    /// Reviews without severity that each expert is given in thought.
    #[serde(default = "three")]
    pub shrinkage: u32,
    /// Fewest reviews of an expert whose severity is corrected.
    #[serde(default = "three")]
    pub least: u32,
    /// How often rests are drawn anew.
    #[serde(default = "two_thousand")]
    pub draws: u32,
    /// Share of the draws that an interval spans, in thousandths.
    #[serde(default = "nine_tenths")]
    pub level: u32,
    /// Seed of the draws.
    #[serde(default)]
    pub seed: u64,
}

fn three() -> u32 {
    3
}

fn two_thousand() -> u32 {
    2_000
}

fn nine_tenths() -> u32 {
    900
}

/// A score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The project.
    pub application: String,
    /// Who gave it.
    pub expert: String,
    /// Points.
    pub score: f64,
}

/// Why scores cannot be analysed.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ScoreError {
    /// There is none.
    #[error("没有任何评分")]
    Empty,
    /// A pair twice.
    #[error("专家“{expert}”对项目“{application}”评了两次分")]
    Twice {
        /// The project.
        application: String,
        /// The expert.
        expert: String,
    },
    /// No number, or one that no scale has.
    #[error("专家“{expert}”对项目“{application}”的评分不是 −1000000 至 1000000 之间的数")]
    Unusable {
        /// The project.
        application: String,
        /// The expert.
        expert: String,
    },
    /// More draws than can be waited for.
    #[error("重抽次数 {draws} 超过上限 100000")]
    TooMany {
        /// How many.
        draws: u32,
    },
}

/// What the scores say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// Krippendorff's alpha of the scores as given, three decimals; absent when it cannot be computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpha: Option<f64>,
    /// How many projects can be funded.
    pub places: u32,
    /// Share of the draws that an interval spans, in thousandths.
    pub level: u32,
    /// The projects in the order of their corrected scores.
    pub applications: Vec<Ranked>,
    /// The experts, the most severe first.
    pub experts: Vec<Judged>,
}

/// A project in the ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// The project.
    pub application: String,
    /// Its reviews.
    pub reviews: u32,
    /// Mean of its scores as given, three decimals.
    pub mean: f64,
    /// Place by that mean, from 1; equal means share the better place.
    pub mean_rank: u32,
    /// Corrected score, three decimals.
    pub corrected: f64,
    /// Place by the corrected score, from 1; equal scores share the better place.
    pub rank: u32,
    /// The best and the worst place that chance alone gives.
    pub between: (u32, u32),
    /// In how many of a thousand draws the project is among the places.
    pub chance: u32,
    /// Whether its interval lies on both sides of the line: the scores alone do not carry the decision.
    pub within_noise: bool,
}

/// An expert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The expert.
    pub expert: String,
    /// Reviews.
    pub reviews: u32,
    /// What the expert adds to any score, three decimals; 0 with too few reviews.
    pub severity: f64,
    /// Whether there were enough reviews for a correction.
    pub corrected: bool,
}

/// Names in the order of their first use.
struct Names<'a> {
    names: Vec<&'a str>,
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn new() -> Self {
        Self { names: Vec::new(), places: BTreeMap::new() }
    }

    fn place(&mut self, name: &'a str) -> usize {
        *self.places.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }
}

/// Corrects, measures and ranks.
pub fn analyse(panel: &Panel) -> Result<Analysis, ScoreError> {
    check(panel)?;
    let (mut applications, mut experts) = (Names::new(), Names::new());
    let reviews: Vec<(usize, usize, f64)> = panel
        .reviews
        .iter()
        .map(|r| (applications.place(&r.application), experts.place(&r.expert), r.score))
        .collect();
    let mut units = vec![Vec::new(); applications.names.len()];
    let mut loads = vec![0u32; experts.names.len()];
    for (p, e, score) in &reviews {
        units[*p].push(*score);
        loads[*e] += 1;
    }
    let found = correct(units.len(), loads.len(), &reviews, f64::from(panel.shrinkage), panel.least);
    let ranked = rank(panel, &applications.names, &units, &found, &rests(&reviews, &found, &loads, panel));
    let judged =
        experts.names.iter().zip(&loads).zip(&found.experts).map(|((name, load), severity)| Judged {
            expert: (*name).to_owned(),
            reviews: *load,
            severity: thousandths(*severity),
            corrected: *load >= panel.least.max(1),
        });
    let mut judged: Vec<Judged> = judged.collect();
    judged.sort_by(|a, b| a.severity.total_cmp(&b.severity).then(a.expert.cmp(&b.expert)));
    let alpha = alpha(&units).map(thousandths);
    Ok(Analysis { alpha, places: panel.places, level: panel.level, applications: ranked, experts: judged })
}

fn check(panel: &Panel) -> Result<(), ScoreError> {
    if panel.reviews.is_empty() {
        return Err(ScoreError::Empty);
    }
    if panel.draws > 100_000 {
        return Err(ScoreError::TooMany { draws: panel.draws });
    }
    let mut seen = std::collections::BTreeSet::new();
    for review in &panel.reviews {
        let (application, expert) = (review.application.clone(), review.expert.clone());
        if !seen.insert((&review.application, &review.expert)) {
            return Err(ScoreError::Twice { application, expert });
        }
        if !(-1e6..=1e6).contains(&review.score) {
            return Err(ScoreError::Unusable { application, expert });
        }
    }
    Ok(())
}

/// What the model leaves, made as wide as independent errors would be: a model with many free parts fits some of the
/// noise.
fn rests(reviews: &[(usize, usize, f64)], found: &Corrected, loads: &[u32], panel: &Panel) -> Vec<f64> {
    let rest = |(p, e, score): &(usize, usize, f64)| score - found.projects[*p] - found.experts[*e];
    let mut rests: Vec<f64> = reviews.iter().map(rest).collect();
    let free = |load: &u32| match *load >= panel.least.max(1) {
        true => f64::from(*load) / (f64::from(*load) + f64::from(panel.shrinkage)),
        false => 0.0,
    };
    let used = found.projects.len() as f64 + loads.iter().map(free).sum::<f64>();
    let count = rests.len() as f64;
    let widen = (count / (count - used).max(1.0)).sqrt();
    rests.iter_mut().for_each(|rest| *rest *= widen);
    rests
}

fn rank(panel: &Panel, names: &[&str], units: &[Vec<f64>], found: &Corrected, rests: &[f64]) -> Vec<Ranked> {
    let counts: Vec<u32> = units.iter().map(|unit| unit.len() as u32).collect();
    let how = (panel.draws, panel.level, panel.seed);
    let spread = spread(&found.projects, &counts, rests, panel.places as usize, how);
    let means: Vec<f64> = units.iter().map(|unit| unit.iter().sum::<f64>() / unit.len() as f64).collect();
    let place = |scores: &[f64], at: usize| {
        1 + scores.iter().filter(|other| thousandths(**other) > thousandths(scores[at])).count() as u32
    };
    let mut ranked: Vec<Ranked> = (0..names.len())
        .map(|at| Ranked {
            application: names[at].to_owned(),
            reviews: counts[at],
            mean: thousandths(means[at]),
            mean_rank: place(&means, at),
            corrected: thousandths(found.projects[at]),
            rank: place(&found.projects, at),
            between: spread.ranks[at],
            chance: spread.chances[at],
            within_noise: spread.ranks[at].0 <= panel.places && spread.ranks[at].1 > panel.places,
        })
        .collect();
    ranked.sort_by(|a, b| a.rank.cmp(&b.rank).then(a.application.cmp(&b.application)));
    ranked
}

fn thousandths(value: f64) -> f64 {
    // No negative nought: it would be printed with its sign.
    (value * 1000.0).round() / 1000.0 + 0.0
}
