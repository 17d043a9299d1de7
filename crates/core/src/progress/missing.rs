use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::programme::{Condition, Measure, Quantity};

/// What is missing or wrong; the words are the locale's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "missing")]
#[expect(missing_docs, reason = "the doc of a variant names its values")]
pub enum Missing {
    /// 还差: so many more; `way` names the alternative.
    More { way: Option<String>, by: i64, unit: String },
    /// 超出: so many too many.
    Less { way: Option<String>, by: i64, unit: String },
    /// Nothing that counts is there yet.
    Nothing,
    /// A single event or document falls short of its own mark.
    Below { what: String, measure: Measure, has: i64, mark: Quantity },
    /// The length of a document or recording is not known: its file could not be read.
    Unread { what: String, measure: Measure },
    /// An event or document does not bear the required words.
    NoLabel { what: String, label: String },
    /// An event was held outside the allowed places.
    Place { what: String },
    /// An event or expert does not satisfy what alone counts.
    Condition { what: String, only: Condition },
    /// It appeared somewhere else than the notice wants.
    Channel { what: String, channels: Vec<String> },
    /// It has not appeared there.
    NoChannel { channel: String },
    /// The document lacks these sections.
    Sections { what: String, sections: Vec<String> },
    /// How a target without a number was met has not been told.
    Words,
    /// It came after its due date.
    Late { on: Date, due: Date },
    /// Its due date has passed and it is not there.
    Overdue { due: Date },
    /// More of the kind of the last one, not listed one by one.
    AndMore { n: u64 },
}
