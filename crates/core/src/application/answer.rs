use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::money::Fen;

/// The answers of an application by field id. A value's shape follows from its field's kind: text for lines and texts,
/// a list of texts for choices and files, rows for budgets, targets and tables.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Value>);

/// One line of the budget grid: what for, of which category, paid from which sources. Sums in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetLine {
    /// Category id of the programme.
    pub category: String,
    /// What the money is for, in the applicant's words.
    #[serde(default)]
    pub note: String,
    /// Fen by source id.
    #[serde(default)]
    pub sums: BTreeMap<String, Fen>,
}

/// A row of a table field: one text per column.
pub type TableRow = Vec<String>;

/// A joint organisation named in an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointParty {
    /// Its name.
    pub name: String,
    /// What it does in the project.
    #[serde(default)]
    pub part: String,
}

impl Answers {
    /// The raw value of a field.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }

    /// The trimmed text of a field; empty where it is missing or no text.
    pub fn text(&self, field: &str) -> &str {
        self.value(field).and_then(Value::as_str).map_or("", str::trim)
    }

    /// The texts of a list field.
    pub fn texts(&self, field: &str) -> Vec<&str> {
        let items = self.value(field).and_then(Value::as_array);
        items.map(|list| list.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
    }

    /// A sum in fen.
    pub fn fen(&self, field: &str) -> Option<Fen> {
        self.value(field).and_then(Value::as_i64).map(Fen)
    }

    /// The lines of a budget; empty where there are none, none where the value is no budget.
    pub fn budget(&self, field: &str) -> Option<Vec<BudgetLine>> {
        self.rows(field)
    }

    /// The promised targets by indicator id.
    pub fn targets(&self, field: &str) -> BTreeMap<String, String> {
        let object = self.value(field).and_then(Value::as_object);
        let pairs = object.into_iter().flatten();
        pairs.filter_map(|(k, v)| v.as_str().map(|v| (k.clone(), v.trim().to_owned()))).collect()
    }

    /// The rows of a table.
    pub fn table(&self, field: &str) -> Option<Vec<TableRow>> {
        self.rows(field)
    }

    fn rows<T: serde::de::DeserializeOwned>(&self, field: &str) -> Option<Vec<T>> {
        match self.value(field) {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(value) => serde_json::from_value(value.clone()).ok(),
        }
    }
}
