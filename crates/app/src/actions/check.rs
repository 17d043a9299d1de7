//! The formal check and the check of performance targets (形式审查、绩效目标审核): items judged, defects named all at once,
//! a decision with a record that anyone entitled can re-check.

mod decide;
mod judge;
mod sheet;

use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_store::check::{self, Defect, Record};
use kexiang_store::{StoreError, Tx};

pub use decide::{Decision, REASONS, collected, decide};
pub use judge::{Judgement, judge, put_defects};
pub use sheet::{CheckFile, Finding, Line, Mark, decisions, open, record_of};

use super::application::CaseFile;

/// Rounds of the target check are numbered from here, so that they never meet those of the formal check.
const TARGET_ROUNDS: i64 = 1000;

/// The round whose items and defects are being worked on: of the formal check, or of the target check.
fn round(case: &CaseFile, records: &[Record]) -> i64 {
    if matches!(case.state(), State::TargetCheck | State::TargetReturned) {
        let returned = records.iter().filter(|r| r.command == "return-targets").count();
        return TARGET_ROUNDS + 1 + i64::try_from(returned).unwrap_or_default();
    }
    case.application.returns + 1
}

/// The defects that the applicant has been told and not yet answered, in their order; none in any other state. What an
/// officer is still drafting is not among them.
///
/// # Errors
/// A fault of the database.
pub fn named_defects(
    tx: &mut Tx<'_>,
    association: &str,
    id: Id,
    case: &CaseFile,
) -> Result<Vec<Defect>, StoreError> {
    match case.state() {
        State::Returned => check::defects(tx, association, id, case.application.returns),
        State::TargetReturned => {
            let records = check::records(tx, association, id)?;
            check::defects(tx, association, id, round(case, &records) - 1)
        }
        _ => Ok(Vec::new()),
    }
}
