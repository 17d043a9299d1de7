//! A refusal is a result, not a fault: it says what is wrong, which clause says so, and what would satisfy it.

use serde::{Deserialize, Serialize};

use crate::programme::Clause;

/// Why something is not done. The words people read are the locale's message `refusal-<code>` filled with `args`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("refused: {code}")]
pub struct Refusal {
    /// Stable code, kebab-case.
    pub code: String,
    /// Values for the message.
    pub args: Vec<(String, String)>,
    /// The words of the notice it rests on.
    pub clause: Option<Box<Clause>>,
    /// Id of the field, item or organisation concerned, so that a page can lead there.
    pub at: Option<String>,
}

impl Refusal {
    /// A refusal with nothing but its code.
    pub fn new(code: &str) -> Self {
        Refusal { code: code.to_owned(), args: Vec::new(), clause: None, at: None }
    }

    /// Adds a value for the message.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds the clause it rests on.
    #[must_use]
    pub fn by(mut self, clause: &Clause) -> Self {
        self.clause = Some(Box::new(clause.clone()));
        self
    }

    /// Adds the clause it rests on, where there is one.
    #[must_use]
    pub fn by_any(self, clause: Option<&Clause>) -> Self {
        match clause {
            Some(clause) => self.by(clause),
            None => self,
        }
    }

    /// Says where it is.
    #[must_use]
    pub fn at(mut self, place: &str) -> Self {
        self.at = Some(place.to_owned());
        self
    }

    /// The value of an argument.
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}
