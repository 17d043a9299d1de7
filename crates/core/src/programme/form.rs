use serde::{Deserialize, Serialize};

use super::Clause;

/// An application form (附表): fields, and the table they stand in, cell by cell as on paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Id, unique within the programme.
    pub id: String,
    /// Title printed above the table.
    pub title: String,
    /// Line under the title; `{type}` stands for the type's code, e.g. `（项目编号：{type} 号）`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// Whether the line `填表时间：  年  月  日` stands above the table.
    #[serde(default)]
    pub dated: bool,
    /// Whether a cover page with number, project, organisation and date comes first.
    #[serde(default)]
    pub cover: bool,
    /// Where the notice has the form.
    pub clause: Clause,
    /// The fields, in the order of the paper.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    /// The tables, in the order of the paper.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

impl Form {
    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.id == id)
    }

    /// The field that plays this role.
    pub fn with_role(&self, role: FieldRole) -> Option<&Field> {
        self.fields.iter().find(|f| f.role == Some(role))
    }

    /// The first field of this kind.
    pub fn of_kind(&self, kind: FieldKind) -> Option<&Field> {
        self.fields.iter().find(|f| f.kind == kind)
    }
}

/// One table of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Heading above the table, e.g. `一、申报单位基本情况`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Relative widths of the columns.
    pub columns: Vec<u32>,
    /// The rows; every row together with cells spanning into it fills all columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell: a printed label or a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// Printed label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Id of the field that stands here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Columns it spans.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub cols: u32,
    /// Rows it spans.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub rows: u32,
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(n: &u32) -> bool {
    *n == 1
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A line of text.
    Line,
    /// Text of several paragraphs.
    Text,
    /// A person's name.
    Person,
    /// One or several telephone numbers.
    Phone,
    /// E-mail address.
    Email,
    /// A date.
    Date,
    /// A month, `2026-12`.
    Month,
    /// One of `options`.
    Choice,
    /// Any number of `options`.
    Choices,
    /// The choices of the project type ([`super::Choice`]); empty where it has none.
    TypeChoices,
    /// The tier of the type, where it has tiers.
    Tier,
    /// The sum applied for, in fen.
    Amount,
    /// The budget grid: categories × sources, in fen.
    Budget,
    /// The performance targets, prefilled from the type's indicators.
    Targets,
    /// The joint organisations with their confirmations.
    Joint,
    /// People taking part, one a row: `columns` names the columns.
    Table,
    /// Uploaded files.
    Files,
    /// Signature and seal on paper; nothing to fill in.
    Signature,
}

/// What a field means to the rest of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldRole {
    /// The project's title.
    Title,
    /// The project leader's name.
    Leader,
    /// The project leader's telephone.
    LeaderPhone,
    /// The contact's name.
    Contact,
    /// The contact's telephone.
    ContactPhone,
    /// The main text, compared for repeated projects.
    Plan,
    /// The planned completion.
    Completion,
}

/// From where a new application takes the first value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prefill {
    /// The organisation's name.
    OrganisationName,
    /// The organisation's address.
    OrganisationAddress,
    /// The organisation's host body.
    OrganisationHost,
    /// Credit code.
    OrganisationCreditCode,
    /// Name of the account's holder at the bank.
    BankAccountName,
    /// Bank and branch.
    BankName,
    /// Account number.
    BankAccount,
    /// Name of the signed-in person.
    PersonName,
    /// Telephone of the signed-in person.
    PersonPhone,
    /// The type's name.
    TypeName,
    /// The type's completion date.
    Completion,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Id, unique within the form: ASCII letters, digits and `_`.
    pub id: String,
    /// Full name for screens, error messages and readers, e.g. `项目负责人联系电话`.
    pub label: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it must be filled before submission.
    #[serde(default)]
    pub required: bool,
    /// Greatest length in characters by the Word rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<u32>,
    /// Least length in characters by the Word rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_chars: Option<u32>,
    /// Words of the form inside the cell, e.g. `（800字内）`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What it means to the rest of the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<FieldRole>,
    /// First value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Prefill>,
    /// Options of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Columns of a table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Whether it shows personal data, masked where it is not needed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// Whether a signature block is printed once for every joint organisation (N14).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub per_joint: bool,
    /// Words of a signature block, line by line, e.g. `单位负责人签名：`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub block: Vec<String>,
    /// Rule of the notice about this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<Clause>,
}
