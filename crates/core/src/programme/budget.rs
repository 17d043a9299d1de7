use serde::{Deserialize, Serialize};

use super::Clause;

/// Whether money may be spent on a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CategoryRule {
    /// Allowed.
    Allowed,
    /// Allowed up to `cap_percent` of the programme's money.
    Limited,
    /// Banned (L08).
    Banned,
}

/// A budget category (支出科目).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Id, unique within the programme.
    pub id: String,
    /// Name people see, e.g. `会议费`.
    pub name: String,
    /// Whether it may be used.
    pub rule: CategoryRule,
    /// Cap of a limited category, in percent of the programme's money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap_percent: Option<u32>,
    /// Words that betray the category in free text of a budget line, e.g. `购置电脑` under 固定资产.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Where the notice says so; needed for banned and limited ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<Clause>,
}

/// Where money comes from (经费来源).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id, unique within the programme.
    pub id: String,
    /// Name people see, e.g. `申请市科协经费`.
    pub name: String,
    /// Whether this is the association's money, to which amounts, bans and caps apply.
    #[serde(default)]
    pub grant: bool,
}

/// Categories, sources and rules of spending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetRules {
    /// Sources: exactly one is the association's money.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
    /// Categories in the order of the form, banned ones included.
    #[serde(rename = "category")]
    pub categories: Vec<Category>,
    /// Rules of accounting in the notice's words (专账核算, 独立核算).
    #[serde(default, rename = "accounting", skip_serializing_if = "Vec::is_empty")]
    pub accounting: Vec<Clause>,
}

impl BudgetRules {
    /// The source that is the association's money.
    pub fn grant_source(&self) -> Option<&Source> {
        self.sources.iter().find(|s| s.grant)
    }

    /// The category with this id.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|c| c.id == id)
    }
}
