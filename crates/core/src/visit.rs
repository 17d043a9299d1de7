//! The record of a visit (检查记录): who looked, when and where, what was found, and what follows from it beside the remedy
//! (L10). A consequence always names the words of the notice it rests on, where the notice has any.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::time::long_date;

/// Longest text of a finding, in characters.
pub const LONGEST: usize = 1000;

/// Something that was found (检查发现).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was seen.
    pub what: String,
    /// Whether it has to be put right (存在问题).
    pub wrong: bool,
}

/// What inspectors write down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Names of those who looked.
    pub inspectors: Vec<String>,
    /// The day of the visit.
    pub visited_on: Date,
    /// Where.
    pub place: String,
    /// What was found, in order.
    pub findings: Vec<Finding>,
}

/// What follows beside remedy and verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// 暂缓拨付: nothing is paid until the inspection is passed or the hold is lifted.
    pub hold: bool,
    /// 限制申报: the organisation may not apply until this day.
    pub barred_until: Option<Date>,
}

impl Record {
    /// Whether the record is complete.
    ///
    /// # Errors
    /// `visit-inspectors`, `visit-future` for a day after today, `visit-findings`, `visit-long`.
    pub fn check(&self, today: Date) -> Result<(), Refusal> {
        if self.inspectors.iter().all(|name| name.trim().is_empty()) {
            return Err(Refusal::new("visit-inspectors").at("inspectors"));
        }
        if self.visited_on > today {
            return Err(Refusal::new("visit-future").with("today", long_date(today)).at("visited_on"));
        }
        if self.findings.iter().all(|f| f.what.trim().is_empty()) {
            return Err(Refusal::new("visit-findings").at("findings"));
        }
        if self.findings.iter().any(|f| f.what.chars().count() > LONGEST) {
            return Err(Refusal::new("visit-long").with("most", LONGEST).at("findings"));
        }
        Ok(())
    }

    /// What has to be put right, as a remedy order proposes it.
    pub fn wrongs(&self) -> impl Iterator<Item = &str> {
        self.findings.iter().filter(|f| f.wrong).map(|f| f.what.as_str())
    }
}

impl Measures {
    /// Whether the measures fit the day on which they are taken.
    ///
    /// # Errors
    /// `visit-bar-past` for a term that is not after today.
    pub fn check(&self, today: Date) -> Result<(), Refusal> {
        match self.barred_until {
            Some(until) if until <= today => {
                Err(Refusal::new("visit-bar-past").with("today", long_date(today)).at("barred_until"))
            }
            _ => Ok(()),
        }
    }
}
