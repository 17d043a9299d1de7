//! What a person judges at the formal check, beside the rules that are judged already (domain §3.2).

use kexiang_core::programme::{Clause, Test};

use super::CaseFile;

/// An item for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualItem {
    /// Id, as judged items name it.
    pub id: String,
    /// Clause it rests on; none for the office's own standing items.
    pub clause: Option<Clause>,
}

/// Standing items of every formal check; their words are `check-item-<id>`.
const STANDING: [&str; 4] = ["content-legal", "content-clear", "commitment", "no-secrets"];

/// The items a person judges for this application: the notice's statements, then the standing ones.
pub fn manual(case: &CaseFile) -> Vec<ManualItem> {
    let code = &case.application.type_code;
    let statements = case
        .programme
        .rules
        .iter()
        .filter(|r| (r.types.is_empty() || r.types.contains(code)) && matches!(r.test, Test::Statement {}))
        .map(|r| ManualItem { id: r.id.clone(), clause: Some(r.clause.clone()) });
    let standing = STANDING.map(|id| ManualItem { id: id.to_owned(), clause: None });
    statements.chain(standing).collect()
}
