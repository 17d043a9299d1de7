use serde::{Deserialize, Serialize};

/// The words of a notice that a rule comes from (条款): every refusal, warning and verdict quotes one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Document other than the notice itself, e.g. `附件 项目申报指南`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// Paragraph, as the notice numbers it, e.g. `三（一）`.
    pub at: String,
    /// The notice's own words.
    pub says: String,
}
