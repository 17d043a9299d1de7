//! Refusing a problem that contradicts itself before any search.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use thiserror::Error;

use super::fit::BEST_FIT;
use super::problem::{Application, Problem, Seats};

/// The largest number of applications × experts.
const MOST_PAIRS: usize = 100_000_000;
/// The largest weight.
const MOST_WEIGHT: u32 = 100;
/// The largest number of kinds named by panel rules.
pub(super) const MOST_KINDS: usize = 16;
/// The largest number of reviews of an application or applications of a group.
const MOST_REVIEWS: u32 = 1_000;

/// Why a problem cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum ProblemError {
    /// Two applications or two experts of one id.
    #[error("{list}中编号“{id}”出现两次：编号须唯一")]
    Twice {
        /// The list: 项目 or 专家 or 分组.
        list: String,
        /// The id.
        id: String,
    },
    /// An id that no list has.
    #[error("{place}中的编号“{id}”不在{list}名单中")]
    Unknown {
        /// Where it stands.
        place: String,
        /// The list it should be in.
        list: String,
        /// The id.
        id: String,
    },
    /// The matrix of fits is not of the form of the lists.
    #[error("匹配度矩阵第 {row} 行有 {found} 个数，应为 {expected} 个（第 0 行表示行数）")]
    FitShape {
        /// The row, from 1; 0 for the number of rows.
        row: usize,
        /// What it has.
        found: usize,
        /// What it should have.
        expected: usize,
    },
    /// A fit above 1000.
    #[error("项目 {application} 与专家 {expert} 的匹配度 {value} 超过 1000")]
    FitTooHigh {
        /// The application.
        application: String,
        /// The expert.
        expert: String,
        /// The value.
        value: u16,
    },
    /// A weight out of range.
    #[error("权重“{name}”为 {value}，应在 {least} 至 100 之间")]
    Weight {
        /// Its name in the file.
        name: String,
        /// Its value.
        value: u32,
        /// The least value.
        least: u32,
    },
    /// An application in two groups.
    #[error("项目 {application} 同时在两个分组中")]
    TwoGroups {
        /// The application.
        application: String,
    },
    /// Applications of one group want different reviews or panels.
    #[error("分组“{group}”中项目 {application} 的评审人数或专家组构成与同组其他项目不同：同组须一致")]
    UnevenGroup {
        /// The group.
        group: String,
        /// The first application that differs.
        application: String,
    },
    /// Panel rules name more than 16 kinds.
    #[error("专家组构成涉及 {count} 类专家，最多 16 类")]
    TooManyKinds {
        /// How many.
        count: usize,
    },
    /// A number is beyond what the engine takes.
    #[error("{what}为 {value}，超过上限 {limit}")]
    TooLarge {
        /// What.
        what: String,
        /// Its value.
        value: usize,
        /// The limit.
        limit: usize,
    },
}

impl Problem {
    /// The number of reviews of an application.
    pub fn reviews_of(&self, application: &Application) -> u32 {
        application.reviews.unwrap_or(self.reviews)
    }

    /// The panel composition of an application.
    pub fn panel_of<'a>(&'a self, application: &'a Application) -> &'a [Seats] {
        application.panel.as_deref().unwrap_or(&self.panel)
    }

    /// The kinds that panel rules name, in the order of their first appearance.
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = Vec::new();
        let own = self.applications.iter().filter_map(|a| a.panel.as_ref()).flatten();
        for seats in self.panel.iter().chain(own) {
            if seats.at_least > 0 && !kinds.contains(&seats.kind.as_str()) {
                kinds.push(&seats.kind);
            }
        }
        kinds
    }
}

/// Positions of ids in their lists.
#[derive(Debug, Default)]
pub(super) struct Ids<'a> {
    pub applications: HashMap<&'a str, usize>,
    pub experts: HashMap<&'a str, usize>,
}

/// Checks a problem and indexes its ids.
pub(super) fn validate(problem: &Problem) -> Result<Ids<'_>, ProblemError> {
    let ids = Ids {
        applications: index("项目", problem.applications.iter().map(|a| a.id.as_str()))?,
        experts: index("专家", problem.experts.iter().map(|e| e.id.as_str()))?,
    };
    limits(problem)?;
    references(problem, &ids)?;
    groups(problem, &ids)?;
    fits(problem)?;
    Ok(ids)
}

fn index<'a>(
    list: &str,
    ids: impl Iterator<Item = &'a str>,
) -> Result<HashMap<&'a str, usize>, ProblemError> {
    let mut positions = HashMap::new();
    for (position, id) in ids.enumerate() {
        if positions.insert(id, position).is_some() {
            return Err(ProblemError::Twice { list: list.to_owned(), id: id.to_owned() });
        }
    }
    Ok(positions)
}

fn limits(problem: &Problem) -> Result<(), ProblemError> {
    let weights = &problem.weights;
    let named = [
        ("fit", weights.fit, 1),
        ("balance", weights.balance, 0),
        ("own_region", weights.own_region, 0),
        ("region_mix", weights.region_mix, 0),
        ("parts.discipline", weights.parts.discipline, 0),
        ("parts.keywords", weights.parts.keywords, 0),
        ("parts.experience", weights.parts.experience, 0),
    ];
    // Points lost are on the scale of fits, so that their limit is that of a full fit.
    for (name, value, least) in named {
        let most =
            if name.contains("region") || name == "balance" { 1_000 * MOST_WEIGHT } else { MOST_WEIGHT };
        if value < least || value > most {
            return Err(ProblemError::Weight { name: name.to_owned(), value, least });
        }
    }
    let limit = |what: &str, value: usize, limit: usize| {
        if value > limit {
            Err(ProblemError::TooLarge { what: what.to_owned(), value, limit })
        } else {
            Ok(())
        }
    };
    limit("项目数×专家数", problem.applications.len() * problem.experts.len(), MOST_PAIRS)?;
    for application in &problem.applications {
        let most = MOST_REVIEWS as usize;
        limit("每项评审人数", problem.reviews_of(application) as usize, most)?;
        let panel = problem.panel_of(application);
        for (s, seats) in panel.iter().enumerate() {
            limit("专家组每类人数", seats.at_least as usize, most)?;
            if panel[..s].iter().any(|other| other.kind == seats.kind) {
                return Err(ProblemError::Twice {
                    list: "专家组构成".to_owned(), id: seats.kind.clone()
                });
            }
        }
    }
    let count = problem.kinds().len();
    if count > MOST_KINDS { Err(ProblemError::TooManyKinds { count }) } else { Ok(()) }
}

fn references(problem: &Problem, ids: &Ids<'_>) -> Result<(), ProblemError> {
    let check = |place: &str, list: &str, known: &HashMap<&str, usize>, id: &str| {
        if known.contains_key(id) {
            return Ok(());
        }
        Err(ProblemError::Unknown { place: place.to_owned(), list: list.to_owned(), id: id.to_owned() })
    };
    for conflict in &problem.conflicts {
        check("回避", "项目", &ids.applications, &conflict.application)?;
        conflict.experts.iter().try_for_each(|id| check("回避", "专家", &ids.experts, id))?;
    }
    for (place, pairs) in [("指定", &problem.fixed), ("禁止", &problem.forbidden)] {
        for pair in pairs {
            check(place, "项目", &ids.applications, &pair.application)?;
            check(place, "专家", &ids.experts, &pair.expert)?;
        }
    }
    Ok(())
}

fn groups(problem: &Problem, ids: &Ids<'_>) -> Result<(), ProblemError> {
    index("分组", problem.groups.iter().map(|g| g.name.as_str()))?;
    let mut grouped = HashSet::new();
    for group in &problem.groups {
        let limit = MOST_REVIEWS as usize;
        if group.applications.len() > limit {
            let (what, value) = ("分组的项目数".to_owned(), group.applications.len());
            return Err(ProblemError::TooLarge { what, value, limit });
        }
        let mut first: Option<&Application> = None;
        for id in &group.applications {
            let Some(position) = ids.applications.get(id.as_str()) else {
                let (place, list) = (format!("分组“{}”", group.name), "项目".to_owned());
                return Err(ProblemError::Unknown { place, list, id: id.clone() });
            };
            if !grouped.insert(*position) {
                return Err(ProblemError::TwoGroups { application: id.clone() });
            }
            let application = &problem.applications[*position];
            let like = first.get_or_insert(application);
            if problem.reviews_of(like) != problem.reviews_of(application)
                || problem.panel_of(like) != problem.panel_of(application)
            {
                return Err(ProblemError::UnevenGroup { group: group.name.clone(), application: id.clone() });
            }
        }
    }
    Ok(())
}

fn fits(problem: &Problem) -> Result<(), ProblemError> {
    let Some(rows) = &problem.fit else { return Ok(()) };
    let shape = |row, found, expected| {
        if found == expected { Ok(()) } else { Err(ProblemError::FitShape { row, found, expected }) }
    };
    shape(0, rows.len(), problem.applications.len())?;
    for (i, row) in rows.iter().enumerate() {
        shape(i + 1, row.len(), problem.experts.len())?;
        if row.iter().any(|value| *value > BEST_FIT) {
            let column = row.iter().position(|value| *value > BEST_FIT).unwrap_or_default();
            return Err(ProblemError::FitTooHigh {
                application: problem.applications[i].id.clone(),
                expert: problem.experts[column].id.clone(),
                value: row[column],
            });
        }
    }
    Ok(())
}
