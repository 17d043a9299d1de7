//! The few kinds of values that both engines keep alike.

use jiff::Timestamp;
use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;

/// A value of a parameter or a column. Times are milliseconds since 1970 (UTC), money is fen, yes/no is 1/0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// A number: `BIGINT`.
    Int(i64),
    /// `TEXT`, without NUL characters.
    Text(String),
    /// `BYTEA` / `BLOB`; avoided in the schema (hashes are hexadecimal text, files lie in the file store).
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Value::Int(value.into())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Value::Int(value.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Int(value.into())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Value::Text(value.clone())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Value::Bytes(value)
    }
}

impl From<Timestamp> for Value {
    /// Whole milliseconds, cut towards the past.
    fn from(value: Timestamp) -> Self {
        let nanoseconds = value.as_nanosecond();
        Value::Int(i64::try_from(nanoseconds.div_euclid(1_000_000)).unwrap_or(i64::MAX))
    }
}

impl From<Id> for Value {
    fn from(id: Id) -> Self {
        Value::Int(id.as_i64())
    }
}

impl From<ContentHash> for Value {
    /// 64 hexadecimal digits.
    fn from(hash: ContentHash) -> Self {
        Value::Text(hash.to_string())
    }
}

impl From<&serde_json::Value> for Value {
    /// The JSON text; a JSON `null` is the text `null`.
    fn from(value: &serde_json::Value) -> Self {
        Value::Text(value.to_string())
    }
}

/// A list for `{ints $1}`: a JSON array in a text.
impl From<&[i64]> for Value {
    fn from(list: &[i64]) -> Self {
        Value::Text(serde_json::json!(list).to_string())
    }
}

/// A list for `{texts $1}`: a JSON array in a text.
impl From<&[String]> for Value {
    fn from(list: &[String]) -> Self {
        Value::Text(serde_json::json!(list).to_string())
    }
}

/// A list for `{texts $1}`: a JSON array in a text.
impl From<&[&str]> for Value {
    fn from(list: &[&str]) -> Self {
        Value::Text(serde_json::json!(list).to_string())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl From<&Value> for Value {
    fn from(value: &Value) -> Self {
        value.clone()
    }
}

/// The parameters of a statement, `$1` first: `params![association, id, now]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] as &[$crate::Value] };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_the_portable_kinds() {
        assert_eq!(Value::from(true), Value::Int(1));
        assert_eq!(Value::from(None::<i64>), Value::Null);
        assert_eq!(Value::from(Some("科协")), Value::Text("科协".into()));
        assert_eq!(Value::from(&[1_i64, 2][..]), Value::Text("[1,2]".into()));
    }

    #[test]
    fn a_time_is_cut_to_the_millisecond_before_it() {
        let just_before = Timestamp::new(-1, -999_999_999).unwrap();
        assert_eq!(Value::from(just_before), Value::Int(-2000));
        assert_eq!(Value::from(Timestamp::new(1, 999_999_999).unwrap()), Value::Int(1999));
    }
}
