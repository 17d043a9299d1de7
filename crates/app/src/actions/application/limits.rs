//! Limits are counted where they are taken: atomically, in the same transaction as the submission (L03, G02, G12).

use kexiang_core::eligibility::Used;
use kexiang_core::programme::{Limit, Severity};
use kexiang_core::refusal::Refusal;
use kexiang_store::{Tx, quota};

use super::CaseFile;
use crate::actions::Failure;

/// How much of each limit others use: what is taken, less what this application holds itself.
pub(super) fn used_by_others(tx: &mut Tx<'_>, case: &CaseFile) -> Result<Vec<Used>, Failure> {
    let own = i64::from(holds(case));
    let mut all = Vec::new();
    for limit in case.limits() {
        let taken =
            quota::used(tx, &case.application.association, &scope(case, limit), &case.limit_key(limit.per))?;
        let used = u32::try_from((taken - own).max(0)).unwrap_or(u32::MAX);
        all.push(Used { limit: limit.id.clone(), used });
    }
    Ok(all)
}

/// Takes every limit; a hard one that is full refuses the submission with its clause, a soft one is counted past its
/// mark and waits for an override.
pub(super) fn take(tx: &mut Tx<'_>, case: &CaseFile) -> Result<(), Failure> {
    for limit in case.limits() {
        let most = if limit.severity == Severity::Hard { i64::from(limit.max) } else { i64::MAX };
        let key = case.limit_key(limit.per);
        match quota::take(tx, &case.application.association, &scope(case, limit), &key, most)? {
            quota::Take::Taken { .. } => {}
            quota::Take::Full { used } => return Err(full(limit, used).into()),
        }
    }
    Ok(())
}

/// Gives every limit back.
pub(super) fn give_back(tx: &mut Tx<'_>, case: &CaseFile) -> Result<(), Failure> {
    for limit in case.limits() {
        quota::give_back(tx, &case.application.association, &scope(case, limit), &case.limit_key(limit.per))?;
    }
    Ok(())
}

/// Whether the application counts at present.
fn holds(case: &CaseFile) -> bool {
    use kexiang_core::application::State as S;
    let counted = [S::Submitted, S::Returned, S::TargetCheck, S::TargetReturned, S::Ready];
    counted.contains(&case.application.state)
}

fn scope(case: &CaseFile, limit: &Limit) -> String {
    format!("limit/{}/{}", case.application.call, limit.id)
}

fn full(limit: &Limit, used: i64) -> Refusal {
    Refusal::new("limit-reached").with("max", limit.max).with("used", used).by(&limit.clause)
}
