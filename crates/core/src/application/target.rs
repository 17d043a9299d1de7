use std::collections::BTreeMap;

use crate::programme::{Comparator, Indicator, ProjectType, Quantity};

/// A row of the targets table as the applicant sees it: the notice's mark and the applicant's promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRow {
    /// Id of the indicator, with `/n` behind it for the n-th alternative.
    pub id: String,
    /// What is required.
    pub name: String,
    /// The mark, where it is a number.
    pub mark: Option<Quantity>,
    /// The promise: prefilled with the mark, free text where there is none.
    pub promise: String,
    /// Number of alternatives of which one suffices; 0 for none.
    pub alternatives: usize,
}

/// What is wrong with a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the doc of a variant names its values; sums are in fen, lengths in characters"
)]
pub enum TargetFault {
    /// Not a number where a number is needed.
    NotANumber { id: String, promise: String },
    /// Less demanding than the notice: it may be raised, never lowered.
    Lowered { id: String, promise: i64, mark: Quantity },
    /// None of the alternatives is promised.
    NoneChosen { id: String },
    /// Free-text target left empty.
    Empty { id: String },
    /// A row that the type does not have.
    Unknown { id: String },
}

impl TargetFault {
    /// Id of the row concerned.
    pub fn id(&self) -> &str {
        match self {
            TargetFault::NotANumber { id, .. }
            | TargetFault::Lowered { id, .. }
            | TargetFault::NoneChosen { id }
            | TargetFault::Empty { id }
            | TargetFault::Unknown { id } => id,
        }
    }
}

/// The rows of the targets table, prefilled from the notice; `promises` are what was saved so far.
pub fn prefilled(
    project_type: &ProjectType,
    tier: Option<&str>,
    promises: &BTreeMap<String, String>,
) -> Vec<TargetRow> {
    project_type.indicators_for(tier).flat_map(|i| rows_of(i, promises)).collect()
}

fn rows_of(indicator: &Indicator, promises: &BTreeMap<String, String>) -> Vec<TargetRow> {
    let alternatives = indicator.alternatives.len();
    let row = |id: String, mark: Option<Quantity>, first: String| TargetRow {
        promise: promises.get(&id).cloned().unwrap_or(first),
        id,
        name: indicator.name.clone(),
        mark,
        alternatives,
    };
    if alternatives > 0 {
        let numbered = indicator.alternatives.iter().enumerate();
        return numbered
            .map(|(n, a)| {
                let first = if n == 0 { a.target.value.to_string() } else { String::new() };
                row(format!("{}/{}", indicator.id, n + 1), Some(a.target.clone()), first)
            })
            .collect();
    }
    let first = match &indicator.target {
        Some(mark) => mark.value.to_string(),
        None => indicator.labels.join(""),
    };
    vec![row(indicator.id.clone(), indicator.target.clone(), first)]
}

/// Everything wrong with the promises.
pub fn check_targets(
    project_type: &ProjectType,
    tier: Option<&str>,
    promises: &BTreeMap<String, String>,
) -> Vec<TargetFault> {
    let rows = prefilled(project_type, tier, promises);
    let known = |id: &String| rows.iter().any(|r| r.id == *id);
    let mut faults: Vec<_> =
        promises.keys().filter(|id| !known(id)).map(|id| TargetFault::Unknown { id: id.clone() }).collect();
    for row in rows.iter().filter(|r| r.alternatives == 0 || !r.promise.is_empty()) {
        faults.extend(row_fault(row));
    }
    for indicator in project_type.indicators_for(tier).filter(|i| !i.alternatives.is_empty()) {
        let prefix = format!("{}/", indicator.id);
        let mut own = rows.iter().filter(|r| r.id.starts_with(&prefix));
        if own.all(|r| r.promise.is_empty()) {
            faults.push(TargetFault::NoneChosen { id: indicator.id.clone() });
        }
    }
    faults
}

fn row_fault(row: &TargetRow) -> Option<TargetFault> {
    let id = row.id.clone();
    let Some(mark) = &row.mark else {
        return row.promise.is_empty().then_some(TargetFault::Empty { id });
    };
    match row.promise.parse::<i64>() {
        Err(_) => Some(TargetFault::NotANumber { id, promise: row.promise.clone() }),
        Ok(promise) if mark.is_honoured_by(promise) => None,
        Ok(promise) => Some(TargetFault::Lowered { id, promise, mark: mark.clone() }),
    }
}

impl Comparator {
    /// The sign printed before a mark.
    pub fn sign(self) -> &'static str {
        match self {
            Comparator::AtLeast => "≥",
            Comparator::AtMost => "≤",
            Comparator::Exactly => "＝",
            Comparator::About => "≈",
            Comparator::Between => "",
        }
    }
}
