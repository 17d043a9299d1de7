//! A programme is a notice as data: what is offered, to whom, under which rules, and which words of the notice say so.
//!
//! One TOML file holds one notice. [`parse`] turns its text into a [`Programme`] that cannot be wrong in shape; [`check`]
//! explains what is wrong or contradictory in meaning, with the line of the file. The file is described in
//! `programmes/README.md`; every rule carries its [`Clause`].

mod arrange;
mod budget;
mod card;
mod check;
mod clause;
mod completion;
mod conduct;
mod deadline;
mod difference;
mod form;
mod funding;
mod indicator;
pub mod outline;
mod parse;
mod process;
mod project_type;
mod rule;
mod write;

pub use arrange::Arrangement;
pub use budget::{BudgetRules, Category, CategoryRule, Source};
pub use card::{DeadlineSummary, FormSummary, LimitSummary, ProgrammeSummary, TierSummary, TypeSummary};
pub use check::{FINDING_CODES, Finding, Gravity, check, examine};
pub use clause::Clause;
pub use completion::Completion;
pub use conduct::{Changes, Enclosure, Filing, FinalNumbers};
pub use deadline::{
    Counts, DeadlineRule, ElectronicCopy, Material, Paper, PaperWhen, Submission, SubmissionActor,
};
pub use difference::{Change, Stop, difference};
pub use form::{Cell, Field, FieldKind, FieldRole, Form, Prefill, Section};
pub use funding::{Amount, Funding};
pub use indicator::{
    Alternative, Comparator, Condition, Deliverable, Due, DueAfter, Each, Indicator, Measure, Quantity,
};
pub use parse::{ParseError, parse};
pub use process::{Contact, Gate, Instalment, Payment, Step, StepKind};
pub use project_type::{Choice, Group, ProjectType, Tier, Venue};
pub use rule::{
    FactTest, Limit, LimitPer, Priority, PriorityKind, Quantifier, Repeat, RepeatWithin, Rule, Severity, Test,
};
pub use write::{write, write_tree};

use serde::{Deserialize, Serialize};

/// A notice as data (项目申报通知): everything that a call, its forms, its checks and its payments are made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Version of the file's shape; this program reads [`Programme::SCHEMA`].
    pub schema: u32,
    /// Which notice this is.
    pub programme: Head,
    /// Groups of types, possibly nested (Ningxia, Guangdong).
    #[serde(default, rename = "group")]
    pub groups: Vec<Group>,
    /// The project types that can be applied for, in the notice's order.
    #[serde(rename = "type")]
    pub types: Vec<ProjectType>,
    /// When the planned numbers of projects become final, where the notice reserves that (L01).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_numbers: Option<FinalNumbers>,
    /// Who may apply and who is barred.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// How many applications may be made.
    #[serde(default, rename = "limit")]
    pub limits: Vec<Limit>,
    /// Whether the same project may be applied for again.
    #[serde(default, rename = "repeat")]
    pub repeats: Vec<Repeat>,
    /// What is preferred under equal conditions.
    #[serde(default, rename = "priority")]
    pub priorities: Vec<Priority>,
    /// Documents that come with the application.
    #[serde(default, rename = "enclosure")]
    pub enclosures: Vec<Enclosure>,
    /// Until when what must be there; empty where the notice states no date and the office sets it with the call.
    #[serde(default, rename = "deadline")]
    pub deadlines: Vec<DeadlineRule>,
    /// How an application is submitted and corrected.
    #[serde(default)]
    pub submission: Submission,
    /// The sealed paper copies.
    #[serde(default)]
    pub paper: Option<Paper>,
    /// Budget categories, sources and bans.
    pub budget: BudgetRules,
    /// The steps from the application to the contract, in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    /// How the money is paid out.
    #[serde(default)]
    pub payment: Payment,
    /// Events that must be filed with offices.
    #[serde(default, rename = "filing")]
    pub filings: Vec<Filing>,
    /// Whether and why the content of an awarded project may change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
    /// From which share of the targets on which verdict is proposed; the habit of the offices where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<crate::acceptance::Thresholds>,
    /// Documents and works that projects of every type hand in.
    #[serde(default, rename = "deliverable")]
    pub deliverables: Vec<Deliverable>,
    /// Whom to ask.
    #[serde(default, rename = "contact")]
    pub contacts: Vec<Contact>,
    /// How experts score, where the office sets more than the usual rubric.
    #[serde(default, rename = "rubric", skip_serializing_if = "Vec::is_empty")]
    pub rubrics: Vec<crate::review::Rubric>,
    /// Titles of the notice's attachments, in order.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// The application forms (附表).
    #[serde(default, rename = "form")]
    pub forms: Vec<Form>,
}

/// Title, number and issuer of the notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Code of the programme, unique within its association, e.g. `lz-2026`.
    pub code: String,
    /// Short name people use, e.g. `2026年柳州市科协“科创赋能”项目`.
    pub title: String,
    /// Code of the association that issues it.
    pub association: String,
    /// The year the projects belong to, which is not always the year of the notice.
    pub year: i16,
    /// 发文字号, e.g. `柳科协字〔2026〕5号`; none where the notice has none.
    #[serde(default)]
    pub document_number: Option<String>,
    /// Full title of the notice.
    pub notice: String,
    /// Name of the issuer as the notice signs it.
    pub issuer: String,
    /// Date of the notice, where it states one.
    #[serde(default)]
    pub issued: Option<jiff::civil::Date>,
    /// What the programme is for, in one or two sentences for the public page.
    #[serde(default)]
    pub purpose: String,
    /// Template of application numbers, e.g. `{type}-{seq:3}`.
    pub number: String,
}

impl Programme {
    /// The version of the file's shape that this program reads.
    pub const SCHEMA: u32 = 1;

    /// The type with this code.
    pub fn project_type(&self, code: &str) -> Option<&ProjectType> {
        self.types.iter().find(|t| t.code == code)
    }

    /// The form with this id.
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|f| f.id == id)
    }

    /// The form that applications of this type fill in.
    pub fn form_of(&self, project_type: &ProjectType) -> Option<&Form> {
        self.form(&project_type.form)
    }

    /// Name of a group with the names of its parents before it, outermost first.
    pub fn group_path(&self, code: &str) -> Vec<&str> {
        let mut path = Vec::new();
        let mut next = Some(code);
        while let Some(group) = next.and_then(|c| self.groups.iter().find(|g| g.code == c)) {
            path.insert(0, group.name.as_str());
            if path.len() > self.groups.len() {
                break;
            }
            next = group.parent.as_deref();
        }
        path
    }

    /// The deadline for a material, for this type: a deadline that names the type wins over a general one.
    pub fn deadline(&self, material: Material, type_code: &str) -> Option<&DeadlineRule> {
        let fits = |d: &&DeadlineRule| d.what == material;
        self.deadlines
            .iter()
            .filter(fits)
            .find(|d| d.types.iter().any(|t| t == type_code))
            .or_else(|| self.deadlines.iter().filter(fits).find(|d| d.types.is_empty()))
    }

    /// What a project of this type and tier hands in: the type's own documents, then those of all types.
    pub fn deliverables_for<'a>(
        &'a self,
        project_type: &'a ProjectType,
        tier: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Deliverable> {
        let all = project_type.deliverables.iter().chain(&self.deliverables);
        all.filter(move |d| concerns_tier(&d.tiers, tier))
    }

    /// The documents that come with an application of this type.
    pub fn enclosures_for<'a>(&'a self, type_code: &'a str) -> impl Iterator<Item = &'a Enclosure> {
        self.enclosures.iter().filter(move |e| concerns(&e.types, type_code))
    }

    /// The preferences that concern this type.
    pub fn priorities_for<'a>(&'a self, type_code: &'a str) -> impl Iterator<Item = &'a Priority> {
        self.priorities.iter().filter(move |p| concerns(&p.types, type_code))
    }

    /// Whether the programme has this step.
    pub fn has_step(&self, kind: StepKind) -> bool {
        self.steps.iter().any(|s| s.kind == kind)
    }

    /// The contacts for a type: those that name it, then the general ones.
    pub fn contacts_for<'a>(&'a self, type_code: &'a str) -> impl Iterator<Item = &'a Contact> {
        let named = self.contacts.iter().filter(move |c| c.types.iter().any(|t| t == type_code));
        named.chain(self.contacts.iter().filter(|c| c.types.is_empty()))
    }
}

/// Whether a rule with this list of type codes concerns the type: an empty list means all.
pub(crate) fn concerns(types: &[String], type_code: &str) -> bool {
    types.is_empty() || types.iter().any(|t| t == type_code)
}

/// Whether something with this list of tier codes concerns an application of the tier: an empty list means all.
pub(crate) fn concerns_tier(tiers: &[String], tier: Option<&str>) -> bool {
    tiers.is_empty() || tier.is_some_and(|tier| tiers.iter().any(|t| t == tier))
}
