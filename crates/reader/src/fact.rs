//! A fact: one statement of the notice, typed, with the words it came from.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a fact states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 项目类型.
    ProjectType,
    /// 计划立项数.
    CountPlanned,
    /// 经费额度 (yuan).
    Amount,
    /// 申报截止时间.
    Deadline,
    /// 完成时限.
    CompletionDate,
    /// 申报条件.
    ApplicantEligibility,
    /// 限项.
    ApplicantLimit,
    /// 不予受理的情形.
    EligibilityExclusion,
    /// 指标.
    Indicator,
    /// 须提交的材料和成果.
    Deliverable,
    /// 拨付.
    Disbursement,
    /// 经费负面清单.
    SpendingBan,
    /// 份数.
    Copies,
    /// 联系方式.
    Contact,
    /// 附件.
    Attachment,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 15] = [
        Kind::ProjectType,
        Kind::CountPlanned,
        Kind::Amount,
        Kind::Deadline,
        Kind::CompletionDate,
        Kind::ApplicantEligibility,
        Kind::ApplicantLimit,
        Kind::EligibilityExclusion,
        Kind::Indicator,
        Kind::Deliverable,
        Kind::Disbursement,
        Kind::SpendingBan,
        Kind::Copies,
        Kind::Contact,
        Kind::Attachment,
    ];

    /// The name in files, addresses and keys of messages.
    pub fn code(self) -> &'static str {
        match self {
            Kind::ProjectType => "project_type",
            Kind::CountPlanned => "count_planned",
            Kind::Amount => "amount",
            Kind::Deadline => "deadline",
            Kind::CompletionDate => "completion_date",
            Kind::ApplicantEligibility => "applicant_eligibility",
            Kind::ApplicantLimit => "applicant_limit",
            Kind::EligibilityExclusion => "eligibility_exclusion",
            Kind::Indicator => "indicator",
            Kind::Deliverable => "deliverable",
            Kind::Disbursement => "disbursement",
            Kind::SpendingBan => "spending_ban",
            Kind::Copies => "copies",
            Kind::Contact => "contact",
            Kind::Attachment => "attachment",
        }
    }

    /// The kind with this name.
    pub fn of(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One statement of a notice. `quote` is an exact substring of the input that starts at character `start`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// `f1`, `f2` … in the order of the text.
    pub id: String,
    /// What it states.
    pub kind: Kind,
    /// Number, `[min, max]`, list of percentages, date, ISO duration, or words.
    pub value: Value,
    /// Unit as written; `元` for money, whose values are in yuan.
    pub unit: String,
    /// `>=`, `<=`, `==`, `~` (about), or empty.
    pub op: String,
    /// What it holds for: a type, a class of applicant, `合计`, the form of submission.
    pub scope: String,
    /// The original words.
    pub quote: String,
    /// Character offset of `quote` in the original.
    pub start: usize,
    /// Other places that state the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alt_quotes: Vec<String>,
    /// What an indicator counts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// A type's code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The heading a type stands under.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub parent: String,
    /// Does it hold in principle only (`原则上`)?
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub soft: bool,
    /// The paragraph it stands in, as the notice numbers it: `三（一）`, `附件1 二`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The document it stands in, where that is not the notice itself: `附件 项目申报指南`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// The words of the quote, cleaned of broken lines, markup and stray marks.
    #[serde(skip)]
    pub says: String,
    /// Of a contact: the words of its line before the number or address, cleaned.
    #[serde(skip)]
    pub before: String,
    /// Index of the project type it holds for, in the order of the types.
    #[serde(skip)]
    pub of_type: Option<usize>,
    /// Index of the sentence it stands in: facts of one sentence belong together.
    #[serde(skip)]
    pub sentence: Option<usize>,
    /// Which part of the way it concerns.
    #[serde(skip)]
    pub part: Part,
    /// The rule that read it.
    pub rule: &'static str,
    /// Why it is unsure, with the other readings; empty if sure.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
}

/// Which part of a project's way a statement concerns, by the headings above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// Applying: conditions, material, submission.
    Application,
    /// Doing the work and proving it.
    #[default]
    Work,
}

/// A fact in the making: ranges of the view instead of quotes.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it states.
    pub kind: Kind,
    /// Its value.
    pub value: Value,
    /// Unit.
    pub unit: String,
    /// Comparator.
    pub op: &'static str,
    /// Words of scope that the rule itself knows; the type is added later.
    pub scope: String,
    /// Type (index) it holds for, where the rule knows better than the place.
    pub of_type: Option<usize>,
    /// Bytes of the view.
    pub range: Range<usize>,
    /// Other places.
    pub others: Vec<Range<usize>>,
    /// What an indicator counts.
    pub what: String,
    /// A type's code.
    pub code: String,
    /// The heading a type stands under.
    pub parent: String,
    /// The node it stands in.
    pub node: usize,
    /// The rule that read it.
    pub rule: &'static str,
    /// Why it is unsure.
    pub doubts: Vec<String>,
}

impl Draft {
    /// A draft of `kind` at `range`; the rest is filled in with the builder methods.
    pub fn new(
        kind: Kind,
        value: impl Into<Value>,
        range: Range<usize>,
        node: usize,
        rule: &'static str,
    ) -> Draft {
        Draft {
            kind,
            value: value.into(),
            unit: String::new(),
            op: "",
            scope: String::new(),
            of_type: None,
            range,
            others: Vec::new(),
            what: String::new(),
            code: String::new(),
            parent: String::new(),
            node,
            rule,
            doubts: Vec::new(),
        }
    }

    /// With unit and comparator.
    pub fn measured(mut self, unit: &str, op: &'static str) -> Draft {
        self.unit = unit.to_owned();
        self.op = op;
        self
    }

    /// With words of scope.
    pub fn scoped(mut self, scope: impl Into<String>) -> Draft {
        self.scope = scope.into();
        self
    }
}

/// A number as JSON: without a fraction where it has none.
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { Value::from(value as i64) } else { Value::from(value) }
}

/// A value or a `[min, max]`.
pub fn span(low: f64, high: f64) -> Value {
    if low == high { number(low) } else { Value::from(vec![number(low), number(high)]) }
}
