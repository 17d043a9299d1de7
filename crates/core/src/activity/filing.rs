use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Activity;
use crate::programme::{Clause, Programme, concerns};

/// That an event was filed with an office (备案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingRecord {
    /// The office in the notice's words, e.g. `柳州市民政局`.
    pub office: String,
    /// The day on which it was filed.
    pub filed_on: Date,
    /// Number of the receipt; empty where the office gives none.
    #[serde(default)]
    pub number: String,
}

/// A filing that the notice asks for (L05).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingDuty {
    /// The office.
    pub office: String,
    /// The filing made with it.
    pub record: Option<FilingRecord>,
    /// Whether it was made after the event had begun, or is missing although it has.
    pub late: bool,
    /// Where the notice says so.
    pub clause: Clause,
}

impl FilingDuty {
    /// Whether it was filed before the event began.
    pub fn is_met(&self) -> bool {
        self.record.is_some() && !self.late
    }
}

/// With which offices an activity must be filed, and what is there (备案, L05): one duty for every office of a filing
/// rule whose kinds of events name the activity's form or stand in its title.
pub fn duties(programme: &Programme, type_code: &str, activity: &Activity, today: Date) -> Vec<FilingDuty> {
    let rules = programme.filings.iter().filter(|f| concerns(&f.types, type_code));
    let named = |event: &String| activity.form == *event || activity.title.contains(event.as_str());
    rules
        .filter(|rule| rule.events.iter().any(named))
        .flat_map(|rule| rule.offices.iter().map(|office| duty(office, &rule.clause, activity, today)))
        .collect()
}

fn duty(office: &str, clause: &Clause, activity: &Activity, today: Date) -> FilingDuty {
    let record = activity.filings.iter().filter(|r| r.office == office).min_by_key(|r| r.filed_on).cloned();
    let late = match &record {
        Some(record) => record.filed_on > activity.starts_on,
        None => today >= activity.starts_on,
    };
    FilingDuty { office: office.to_owned(), record, late, clause: clause.clone() }
}
