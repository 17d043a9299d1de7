//! A row of a result, read by column name into types that cannot be wrong.

use std::fmt::Display;
use std::str::FromStr;

use jiff::Timestamp;

use crate::error::StoreError;
use crate::sql::Sql;
use crate::value::Value;

/// A row. Its getters fail with statement, table, column and, after [`Row::identified`], the row's identity.
#[derive(Debug, Clone)]
pub struct Row {
    statement: &'static Sql,
    values: Vec<Value>,
    identity: Option<String>,
}

impl Row {
    pub(crate) fn new(statement: &'static Sql, values: Vec<Value>) -> Self {
        Row { statement, values, identity: None }
    }

    /// Names the row in errors by the value of these columns: `row.identified(&["association", "id"])`.
    pub fn identified(mut self, columns: &[&str]) -> Self {
        let parts = columns.iter().map(|column| match self.value(column) {
            Ok(Value::Int(number)) => format!("{column} {number}"),
            Ok(Value::Text(text)) => format!("{column} {text}"),
            _ => format!("{column} unknown"),
        });
        self.identity = Some(parts.collect::<Vec<_>>().join(", "));
        self
    }

    /// The value of a column as it came.
    pub fn value(&self, column: &str) -> Result<&Value, StoreError> {
        let place = self.statement.known_columns().iter().position(|name| name == column);
        place
            .and_then(|place| self.values.get(place))
            .ok_or_else(|| self.fault(column, "is not in the result"))
    }

    /// A number.
    pub fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| self.fault(column, "is null where a number is needed"))
    }

    /// A number or nothing.
    pub fn opt_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(*number)),
            other => Err(self.fault(column, format!("is {other:?} where a number is needed"))),
        }
    }

    /// A text.
    pub fn text(&self, column: &str) -> Result<String, StoreError> {
        self.str(column).map(str::to_owned)
    }

    /// A text, borrowed.
    pub fn str(&self, column: &str) -> Result<&str, StoreError> {
        match self.value(column)? {
            Value::Text(text) => Ok(text),
            other => Err(self.fault(column, format!("is {other:?} where a text is needed"))),
        }
    }

    /// A text or nothing.
    pub fn opt_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            _ => self.text(column).map(Some),
        }
    }

    /// Yes or no: 1 or 0.
    pub fn flag(&self, column: &str) -> Result<bool, StoreError> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(self.fault(column, format!("is {other} where 0 or 1 is needed"))),
        }
    }

    /// An instant, kept as milliseconds.
    pub fn time(&self, column: &str) -> Result<Timestamp, StoreError> {
        self.opt_time(column)?.ok_or_else(|| self.fault(column, "is null where an instant is needed"))
    }

    /// An instant or nothing.
    pub fn opt_time(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        let instant = |ms| Timestamp::from_millisecond(ms).map_err(|error| self.fault(column, error));
        self.opt_int(column)?.map(instant).transpose()
    }

    /// Bytes.
    pub fn bytes(&self, column: &str) -> Result<&[u8], StoreError> {
        match self.value(column)? {
            Value::Bytes(bytes) => Ok(bytes),
            other => Err(self.fault(column, format!("is {other:?} where bytes are needed"))),
        }
    }

    /// A text that is JSON.
    pub fn json(&self, column: &str) -> Result<serde_json::Value, StoreError> {
        let text = self.str(column)?;
        serde_json::from_str(text).map_err(|error| self.fault(column, format!("is not JSON: {error}")))
    }

    /// A text that is JSON, or nothing.
    pub fn opt_json(&self, column: &str) -> Result<Option<serde_json::Value>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            _ => self.json(column).map(Some),
        }
    }

    /// A text parsed into a type: `row.parse::<State>("state")`.
    pub fn parse<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, StoreError> {
        let text = self.str(column)?;
        text.parse().map_err(|error| self.fault(column, format!("`{text}`: {error}")))
    }

    /// A text parsed into a type, or nothing.
    pub fn opt_parse<T: FromStr<Err: Display>>(&self, column: &str) -> Result<Option<T>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            _ => self.parse(column).map(Some),
        }
    }

    /// A number turned into a type that checks itself: `row.number::<u32>("attempts")`.
    pub fn number<T: TryFrom<i64, Error: Display>>(&self, column: &str) -> Result<T, StoreError> {
        let number = self.int(column)?;
        T::try_from(number).map_err(|error| self.fault(column, format!("{number}: {error}")))
    }

    /// A number turned into a type that checks itself, or nothing.
    pub fn opt_number<T: TryFrom<i64, Error: Display>>(&self, column: &str) -> Result<Option<T>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            _ => self.number(column).map(Some),
        }
    }

    /// The error for a column whose value could not have been written; for `from_row` functions with their own rules.
    pub fn fault(&self, column: &str, problem: impl Display) -> StoreError {
        StoreError::Row {
            statement: self.statement.to_string(),
            column: column.to_owned(),
            row: self
                .identity
                .as_ref()
                .map_or_else(|| "a row".to_owned(), |identity| format!("row {identity}")),
            problem: problem.to_string(),
        }
    }
}
