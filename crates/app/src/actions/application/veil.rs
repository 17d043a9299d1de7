//! What the office may see of an application that the applicant is at work on: what was submitted last, and nothing of the
//! work in progress.

use kexiang_core::application::Answers;
use kexiang_core::policy::{Actor, ActorKind};
use kexiang_store::snapshot::{self, Snapshot};
use serde_json::Value;

use super::CaseFile;

/// The application and its versions (the latest first) as the actor may see them.
pub(crate) fn veil(actor: &Actor, case: CaseFile, versions: Vec<Snapshot>) -> (CaseFile, Vec<Snapshot>) {
    if actor.kind == ActorKind::System || works_on(actor, &case) {
        return (case, versions);
    }
    let submitted: Vec<Snapshot> = versions.into_iter().filter(|v| snapshot::is_submitted(&v.kind)).collect();
    let case = match submitted.first() {
        Some(last) if case.is_editable() => frozen(case, last),
        _ => case,
    };
    (case, submitted)
}

/// Whether the actor belongs to the applicant, a joint organisation or the recommending one.
fn works_on(actor: &Actor, case: &CaseFile) -> bool {
    let a = &case.application;
    let parties = case.joint.iter().map(|j| j.organisation).chain(a.recommender).chain([a.organisation]);
    parties.into_iter().any(|organisation| actor.belongs_to(&a.association, organisation))
}

/// The application with the answers and files of a version; nothing says when its fields were saved.
pub(crate) fn frozen(mut case: CaseFile, version: &Snapshot) -> CaseFile {
    let answers = version.body.get("answers").cloned().unwrap_or_default();
    case.answers = serde_json::from_value::<Answers>(answers).unwrap_or_default();
    case.saved.clear();
    case.application.changed_at = version.made_at;
    let known = |field: &str, name: &str, hash: &str| {
        let same = |file: &Value| {
            let part = |at: usize| file.get(at).and_then(Value::as_str).unwrap_or_default();
            (part(0), part(1), part(2)) == (field, name, hash)
        };
        version.body.get("files").and_then(Value::as_array).is_some_and(|files| files.iter().any(same))
    };
    case.files.retain(|file| known(&file.field, &file.name, &file.sha256));
    case.refresh_register();
    case
}
