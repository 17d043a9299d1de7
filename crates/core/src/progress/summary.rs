use std::collections::BTreeMap;

use super::{Progress, completion};

/// How far many projects are: of a type, or of the whole office. Grows project by project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Projects counted.
    pub projects: u64,
    /// Projects that met every indicator and handed in every document.
    pub finished: u64,
    /// Projects with something late or overdue.
    pub late: u64,
    /// Sum of their completion rates, in basis points.
    total: u64,
    /// For each indicator and document that is not met: its name, and in how many projects.
    pub open: BTreeMap<String, (String, u64)>,
}

impl Summary {
    /// Counts a project with this progress.
    pub fn add(&mut self, rows: &[Progress]) {
        self.projects += 1;
        self.finished += u64::from(rows.iter().all(|r| r.met));
        self.late += u64::from(rows.iter().any(Progress::is_late));
        self.total += u64::from(completion(rows));
        for row in rows.iter().filter(|r| !r.met) {
            let entry = self.open.entry(row.id.clone()).or_insert_with(|| (row.name.clone(), 0));
            entry.1 += 1;
        }
    }

    /// The mean completion rate in basis points, rounded down; none without projects.
    pub fn completion(&self) -> Option<u32> {
        u32::try_from(self.total.checked_div(self.projects)?).ok()
    }
}
