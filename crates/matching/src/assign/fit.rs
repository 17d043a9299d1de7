//! Fit of an expert to an application from disciplines, keywords and experience, part by part, in integers.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::problem::{Application, Expert, FitShares};

/// The highest fit.
pub const BEST_FIT: u16 = 1000;
/// Pieces of past work beyond which more do not count.
const ENOUGH_EXPERIENCE: u32 = 5;

/// The parts of a fit, each 0 to 1000, and their weighted mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FitParts {
    /// Nearness of the nearest disciplines: 2 × common depth / sum of depths (Wu and Palmer, 1994).
    pub discipline: u16,
    /// Overlap of keywords: 2 × common / sum of counts (Dice).
    pub keywords: u16,
    /// Nearness of the discipline of past work times its amount, full from five pieces on.
    pub experience: u16,
    /// The mean by [`FitShares`], rounded down.
    pub total: u16,
}

/// Fit of one pair.
pub fn fit(application: &Application, expert: &Expert, shares: FitShares) -> FitParts {
    let discipline = best(application, |path| {
        expert.disciplines.iter().map(|other| nearness(path, other)).max().unwrap_or(0)
    });
    let experience = best(application, |path| {
        let amount = |count: u32| count.min(ENOUGH_EXPERIENCE);
        let parts = expert.experience.iter();
        parts
            .map(|past| nearness(path, &past.discipline) * amount(past.count) / ENOUGH_EXPERIENCE)
            .max()
            .unwrap_or(0)
    });
    let keywords = overlap(&application.keywords, &expert.keywords);
    let all = u64::from(shares.discipline) + u64::from(shares.keywords) + u64::from(shares.experience);
    let sum = u64::from(shares.discipline) * u64::from(discipline)
        + u64::from(shares.keywords) * u64::from(keywords)
        + u64::from(shares.experience) * u64::from(experience);
    let total = sum.checked_div(all).unwrap_or(0);
    FitParts {
        discipline: discipline as u16,
        keywords: keywords as u16,
        experience: experience as u16,
        total: total as u16,
    }
}

fn best(application: &Application, value: impl Fn(&str) -> u32) -> u32 {
    application.disciplines.iter().map(|path| value(path)).max().unwrap_or(0)
}

fn nearness(a: &str, b: &str) -> u32 {
    let steps = |path: &str| path.split('/').filter(|step| !step.is_empty()).count() as u32;
    let common = a
        .split('/')
        .filter(|step| !step.is_empty())
        .zip(b.split('/').filter(|step| !step.is_empty()))
        .take_while(|(x, y)| x == y)
        .count() as u32;
    (2 * common * u32::from(BEST_FIT)).checked_div(steps(a) + steps(b)).unwrap_or(0)
}

fn overlap(a: &[String], b: &[String]) -> u32 {
    let a: HashSet<&String> = a.iter().collect();
    let b: HashSet<&String> = b.iter().collect();
    let common = a.intersection(&b).count() as u32;
    (2 * common * u32::from(BEST_FIT)).checked_div(a.len() as u32 + b.len() as u32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::problem::Experience;
    use super::*;

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn parts_are_those_of_the_formulas() {
        let application = Application {
            disciplines: strings(&["理学/物理学/声学"]),
            keywords: strings(&["超声", "检测", "桥梁"]),
            ..Application::default()
        };
        let expert = Expert {
            disciplines: strings(&["工学/土木", "理学/物理学"]),
            keywords: strings(&["超声", "医学", "超声"]),
            experience: vec![
                Experience { discipline: "理学/物理学/声学".into(), count: 2 },
                Experience { discipline: "理学".into(), count: 100 },
            ],
            ..Expert::default()
        };
        // 2·2/(3+2) = 0.8; 2·1/(3+2) = 0.4; max(1·2/5, 2·1/(3+1)·1) = 0.5; (5·800+3·400+2·500)/10 = 620.
        let parts = fit(&application, &expert, FitShares::default());
        assert_eq!(parts, FitParts { discipline: 800, keywords: 400, experience: 500, total: 620 });
        let nothing = fit(&Application::default(), &Expert::default(), FitShares::default());
        assert_eq!(nothing, FitParts { discipline: 0, keywords: 0, experience: 0, total: 0 });
        let none = FitShares { discipline: 0, keywords: 0, experience: 0 };
        assert_eq!(fit(&application, &expert, none).total, 0);
    }
}
