//! The problem of assigning experts to applications (专家分配), as a file.

use serde::{Deserialize, Serialize};

/// Everything that decides an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// What is reviewed.
    pub applications: Vec<Application>,
    /// Who reviews.
    pub experts: Vec<Expert>,
    /// Reviews per application, unless the application says otherwise.
    pub reviews: u32,
    /// Load of each expert, unless the expert says otherwise.
    #[serde(default)]
    pub load: Load,
    /// Panel composition (专家组构成) of each application, unless the application says otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub panel: Vec<Seats>,
    /// At most so many experts of one organisation on the panel of an application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_organisation: Option<u32>,
    /// Who must not review what (回避).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// Pairs that must be in the assignment (指定, 锁定).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<Pair>,
    /// Pairs that must not be in the assignment (禁止).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<Pair>,
    /// Similar projects that go to the same experts (同组评审).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// Fit of each expert (column) to each application (row), 0 to 1000, in the order of the lists; computed from
    /// disciplines, keywords and experience when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fit: Option<Vec<Vec<u16>>>,
    /// What the points of an assignment are made of.
    #[serde(default)]
    pub weights: Weights,
    /// How the worst-served application is protected.
    #[serde(default)]
    pub fairness: Fairness,
    /// Bound on the search where the rules are more than a flow: nodes of the search tree for 200,000 pairs of an
    /// application and an expert; fewer for more pairs and more (up to four times) for fewer, so that the time
    /// is about the same.
    #[serde(default = "default_effort")]
    pub effort: u32,
}

fn default_effort() -> u32 {
    2_000
}

impl Default for Problem {
    /// Nothing to assign, no rules, the usual effort.
    fn default() -> Self {
        Self {
            applications: Vec::new(),
            experts: Vec::new(),
            reviews: 0,
            load: Load::default(),
            panel: Vec::new(),
            per_organisation: None,
            conflicts: Vec::new(),
            fixed: Vec::new(),
            forbidden: Vec::new(),
            groups: Vec::new(),
            fit: None,
            weights: Weights::default(),
            fairness: Fairness::None,
            effort: default_effort(),
        }
    }
}

/// An application to be reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Unique among the applications.
    pub id: String,
    /// What people read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Reviews of this application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviews: Option<u32>,
    /// Panel composition of this application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<Vec<Seats>>,
    /// The session (场次) it is reviewed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Region of the applicant.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// Disciplines as paths from the root of the discipline tree: `理学/物理学/声学`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disciplines: Vec<String>,
    /// Keywords of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
}

/// An expert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Expert {
    /// Unique among the experts.
    pub id: String,
    /// What people read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Kinds of seats this expert can take: technical (技术), financial (财务), management (管理), …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Fewest reviews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// Most reviews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// Employer, for the rule on one organisation's share of a panel.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organisation: String,
    /// Region, for the mix of regions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// Why this expert takes no part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<String>,
    /// The sessions this expert can attend; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Vec<String>>,
    /// Disciplines as paths from the root of the discipline tree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disciplines: Vec<String>,
    /// Keywords of the expert's work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Past work: how many reviews or projects in which discipline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experience: Vec<Experience>,
}

/// Past work in a discipline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experience {
    /// Discipline as a path.
    pub discipline: String,
    /// How many pieces of work.
    pub count: u32,
}

/// Fewest and most reviews of an expert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Fewest.
    #[serde(default)]
    pub min: u32,
    /// Most.
    pub max: u32,
}

impl Default for Load {
    /// From none to any number.
    fn default() -> Self {
        Self { min: 0, max: u32::MAX }
    }
}

/// A part of a panel: at least so many seats of a kind. A person takes one seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// The kind.
    pub kind: String,
    /// How many at least.
    pub at_least: u32,
}

/// Experts who must not review an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The application.
    pub application: String,
    /// The experts.
    pub experts: Vec<String>,
    /// Conflict of interest, or the same pair in the years before.
    #[serde(default)]
    pub cause: Cause,
    /// In words: same legal person, teacher and student, named by the applicant, …
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Why a pair is excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Conflict of interest (回避).
    #[default]
    Interest,
    /// The same expert reviewed the same applicant in the years before (连年不重复).
    Repeat,
}

/// An application and an expert.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Id of the application.
    pub application: String,
    /// Id of the expert.
    pub expert: String,
}

/// Applications that go to the same experts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Name of the group.
    pub name: String,
    /// Ids of its applications.
    pub applications: Vec<String>,
}

/// What the points of an assignment are made of: the assignment with the most points is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weights {
    /// Points per unit of fit, 1 to 100.
    pub fit: u32,
    /// Points lost for each review an expert already has: the k-th review of an expert loses `balance × (k − 1)`.
    pub balance: u32,
    /// Points lost when expert and applicant are of the same region.
    pub own_region: u32,
    /// Points lost for each further expert of the same region on a panel.
    pub region_mix: u32,
    /// Shares of the parts of a computed fit.
    pub parts: FitShares,
}

impl Default for Weights {
    fn default() -> Self {
        Self { fit: 1, balance: 0, own_region: 0, region_mix: 0, parts: FitShares::default() }
    }
}

/// Shares of the parts of a computed fit; only their ratio counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitShares {
    /// Nearness in the discipline tree.
    pub discipline: u32,
    /// Overlap of keywords.
    pub keywords: u32,
    /// Past work in the discipline.
    pub experience: u32,
}

impl Default for FitShares {
    fn default() -> Self {
        Self { discipline: 5, keywords: 3, experience: 2 }
    }
}

/// How the worst-served application is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Fairness {
    /// Most points, whoever loses.
    #[default]
    None,
    /// First the least fit of any pair that is not fixed is as high as it can be, then the most points.
    WeakestPair,
    /// First the least total fit of any application per review is as high as it can be, then the most points.
    WeakestTotal,
}
