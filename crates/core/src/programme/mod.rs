//! A programme is a notice as data: what is offered, to whom, under which rules, and which words of the notice say so.
//!
//! One TOML file holds one notice. [`parse`] turns its text into a [`Programme`] that cannot be wrong in shape; [`check`]
//! explains what is wrong or contradictory in meaning, with the line of the file. The shape of the file is described in
//! `programmes/README.md`; every rule carries its [`Clause`].

mod budget;
mod check;
mod clause;
mod deadline;
mod form;
mod funding;
mod indicator;
mod parse;
mod process;
mod project_type;
mod rule;

pub use budget::{BudgetRules, Category, CategoryRule, Source};
pub use check::{Finding, Gravity, check};
pub use clause::Clause;
pub use deadline::{Counts, DeadlineRule, Material, Moment, Paper, PaperWhen, Submission, SubmissionActor};
pub use form::{Cell, Field, FieldKind, FieldRole, Form, Prefill, Section};
pub use funding::{Amount, Funding};
pub use indicator::{Alternative, Comparator, Deliverable, Due, DueAfter, Each, Indicator, Measure, Quantity};
pub use parse::{ParseError, parse};
pub use process::{Contact, Gate, Instalment, Payment, Step, StepKind};
pub use project_type::{Choice, Group, ProjectType, Tier};
pub use rule::{FactTest, Limit, LimitPer, Priority, Quantifier, Repeat, RepeatWithin, Rule, Severity, Test};

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
    /// Until when what must be there.
    #[serde(rename = "deadline")]
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
    /// Whom to ask.
    #[serde(default, rename = "contact")]
    pub contacts: Vec<Contact>,
    /// Titles of the notice's attachments, in order.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// The application forms (附表).
    #[serde(rename = "form")]
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

    /// Whether the programme has this step.
    pub fn has_step(&self, kind: StepKind) -> bool {
        self.steps.iter().any(|s| s.kind == kind)
    }

    /// The contacts for a type: those that name it, then the general ones.
    pub fn contacts_for<'a>(&'a self, type_code: &'a str) -> impl Iterator<Item = &'a Contact> {
        self.contacts.iter().filter(move |c| c.types.is_empty() || c.types.iter().any(|t| t == type_code))
    }
}

/// Whether a rule with this list of type codes concerns the type: an empty list means all.
pub(crate) fn concerns(types: &[String], type_code: &str) -> bool {
    types.is_empty() || types.iter().any(|t| t == type_code)
}
