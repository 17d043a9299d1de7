//! The paper desk (纸质材料登记): what arrived, whether it was in time by the notice's rule, whether it says the same as the
//! electronic application (L11, N13, G13).

mod find;
mod register;
mod scan;

use kexiang_core::programme::{Clause, Counts, Material};
use kexiang_core::time;
use kexiang_store::application::Application;
use kexiang_store::snapshot::Print;

pub use find::{Found, Sheet, find, open, typed_code};
pub use register::{Registered, Registration, Verdict, judge, register};
pub use scan::{LARGEST as LARGEST_SCAN, Scan, add_scan, scan};
pub(in crate::actions) use scan::{kind as scan_kind, read_code};

use super::application::CaseFile;

/// What a code on paper is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validity {
    /// It is the version that stands.
    Valid,
    /// It was valid once; the content may have changed since.
    Void {
        /// When it lost its validity.
        at: jiff::Timestamp,
        /// Code of the command that took it: `return-check`, `withdraw` …
        reason: String,
    },
    /// No print of the application carries it.
    Unknown,
}

/// The validity of a code among the prints of an application.
pub fn validity(prints: &[Print], code: &str) -> Validity {
    match prints.iter().find(|p| p.version_code == code) {
        None => Validity::Unknown,
        Some(Print { voided_at: Some(at), void_reason, .. }) => {
            Validity::Void { at: *at, reason: void_reason.clone() }
        }
        Some(_) => Validity::Valid,
    }
}

/// The rule by which paper is in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperDue {
    /// Last day.
    pub last: jiff::civil::Date,
    /// Whether arrival or dispatch counts (N13).
    pub counts: Counts,
    /// The words that set it.
    pub clause: Option<Clause>,
}

impl PaperDue {
    /// The rule for this application; none where the notice wants no paper.
    pub fn of(case: &CaseFile) -> Option<Self> {
        let rule = case.programme.deadline(Material::Paper, &case.application.type_code)?;
        // Who was given more time for the application on line is not late with its paper before that day.
        let granted = case.extension.map(time::beijing_date);
        let last = granted.map_or(rule.at.last_date(), |day| day.max(rule.at.last_date()));
        Some(PaperDue { last, counts: rule.counts, clause: rule.clause.clone() })
    }

    /// Whether paper with these days is in time. Without a courier's slip the day of arrival is all there is.
    pub fn is_met(&self, arrived: jiff::civil::Date, dispatched: Option<jiff::civil::Date>) -> bool {
        match self.counts {
            Counts::Arrival => arrived <= self.last,
            Counts::Dispatch => dispatched.unwrap_or(arrived) <= self.last,
        }
    }
}

/// Whether paper is expected of this application at all.
fn expects_paper(a: &Application) -> bool {
    a.paper_state != "none"
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn due(counts: Counts) -> PaperDue {
        PaperDue { last: date(2025, 5, 16), counts, clause: None }
    }

    #[test]
    fn the_day_that_counts_decides() {
        let (sent, received) = (Some(date(2025, 5, 16)), date(2025, 5, 19));
        assert!(due(Counts::Dispatch).is_met(received, sent), "N13: the date of dispatch counts");
        assert!(!due(Counts::Arrival).is_met(received, sent), "the same parcel is late where arrival counts");
        assert!(!due(Counts::Dispatch).is_met(received, Some(date(2025, 5, 17))));
        assert!(!due(Counts::Dispatch).is_met(received, None), "handed in on the day it arrived");
        assert!(due(Counts::Arrival).is_met(date(2025, 5, 16), None));
    }

    #[test]
    fn a_code_that_was_valid_once_says_why_it_is_not() {
        let at = jiff::Timestamp::UNIX_EPOCH;
        let print = |code: &str, voided| Print {
            version_code: code.into(),
            content_hash: String::new(),
            snapshot: 1,
            printed_at: at,
            voided_at: voided,
            void_reason: "return-check".into(),
        };
        let prints = [print("3F2A9-0B71C", Some(at)), print("AAAAA-BBBBB", None)];
        assert_eq!(validity(&prints, "AAAAA-BBBBB"), Validity::Valid);
        let void = Validity::Void { at, reason: "return-check".into() };
        assert_eq!(validity(&prints, "3F2A9-0B71C"), void);
        assert_eq!(validity(&prints, "00000-00000"), Validity::Unknown);
    }
}
