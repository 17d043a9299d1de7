use std::collections::HashMap;

use jiff::civil::Date;

use super::count::{Count, Shortcomings};
use super::document::Document;
use super::row::{Row, WayCount};
use super::{Dates, Missing, Progress};
use crate::achievement::Achievement;
use crate::activity::Activity;
use crate::programme::{Comparator, Indicator, Measure, Programme, ProjectType, Quantity};
use crate::project::Target;

/// The running count of a project: activities and achievements go in one by one, in any order.
pub struct Tally<'a> {
    project_type: &'a ProjectType,
    rows: Vec<Row<'a>>,
    documents: Vec<Document<'a>>,
    /// For the id of an indicator: its row and those of the indicators it is counted within.
    ways_up: HashMap<&'a str, Vec<usize>>,
    misplaced: Shortcomings,
    last_event: Option<Date>,
}

impl<'a> Tally<'a> {
    /// Begins to count for a project of this type and tier; `targets` are what it is bound by.
    pub fn new(
        programme: &'a Programme,
        project_type: &'a ProjectType,
        tier: Option<&'a str>,
        targets: &[Target],
    ) -> Self {
        let rows: Vec<_> = project_type.indicators_for(tier).map(|i| Row::new(i, ways(i, targets))).collect();
        let documents =
            programme.deliverables_for(project_type, tier).filter(|d| d.proves.is_empty()).map(Document::new);
        let ways_up = rows.iter().map(|r| (r.indicator.id.as_str(), way_up(&rows, r.indicator))).collect();
        Tally {
            project_type,
            documents: documents.collect(),
            rows,
            ways_up,
            misplaced: Shortcomings::default(),
            last_event: None,
        }
    }

    /// Counts an activity, if it was held.
    pub fn activity(&mut self, a: &Activity) {
        if !a.state.counts() {
            return;
        }
        self.last_event = Some(self.last_event.map_or(a.ends_on, |last| last.max(a.ends_on)));
        for row in self.rows.iter_mut().filter(|r| r.indicator.measure == Measure::Label) {
            a.evidence.iter().for_each(|e| row.resource(&e.name, &e.labels));
        }
        let venue = self.project_type.venue.as_ref();
        if venue.is_some_and(|v| !crate::activity::is_allowed(v, a)) {
            return self.misplaced.push(|| Missing::Place { what: a.title.clone() });
        }
        for n in touched(&self.ways_up, &a.counts_for) {
            self.rows[n].activity(a);
        }
    }

    /// Counts an achievement, unless the office does not.
    pub fn achievement(&mut self, a: &Achievement) {
        if !a.state.counts() {
            return;
        }
        if !a.file.1.is_empty() {
            for row in self.rows.iter_mut().filter(|r| r.indicator.measure == Measure::Label) {
                row.resource(&a.title, &a.labels);
            }
        }
        for n in touched(&self.ways_up, &a.counts_for) {
            self.rows[n].achievement(a);
        }
        if let Some(document) = self.documents.iter_mut().find(|d| d.deliverable.id == a.deliverable) {
            document.take(a);
        }
    }

    /// How far everything is: the indicators in the notice's order, then the documents that prove none of them.
    pub fn progress(self, dates: &Dates) -> Vec<Progress> {
        let event = self.last_event;
        let misplaced = self.misplaced.into_list();
        let about_events = |i: &Indicator| matches!(i.measure, Measure::Activities | Measure::Days);
        let mut found: Vec<_> = self
            .rows
            .into_iter()
            .map(|row| {
                let events = about_events(row.indicator) || row.indicator.measure == Measure::Participants;
                let mut progress = row.finish(event, dates);
                if events && !progress.met {
                    progress.missing.extend(misplaced.iter().cloned());
                }
                progress
            })
            .collect();
        found.extend(self.documents.into_iter().map(|d| d.finish(event, dates)));
        found
    }
}

/// The rows that something meant for these indicators counts in, each once.
fn touched(ways_up: &HashMap<&str, Vec<usize>>, ids: &[String]) -> Vec<usize> {
    let mut rows: Vec<usize> =
        ids.iter().filter_map(|id| ways_up.get(id.as_str())).flatten().copied().collect();
    if ids.len() > 1 {
        rows.sort_unstable();
        rows.dedup();
    }
    rows
}

/// The indicator's row and those of the indicators it is counted within (G04).
fn way_up(rows: &[Row<'_>], indicator: &Indicator) -> Vec<usize> {
    let mut found = Vec::new();
    let mut next = Some(indicator.id.as_str());
    while let Some(n) = next.and_then(|id| rows.iter().position(|r| r.indicator.id == id)) {
        if found.contains(&n) {
            break;
        }
        found.push(n);
        next = rows[n].indicator.part_of.as_deref();
    }
    found
}

/// The ways of an indicator with the marks that bind: the notice's, or what was promised beyond it.
fn ways(indicator: &Indicator, targets: &[Target]) -> Vec<WayCount> {
    let alternatives = indicator.alternatives.len();
    let promised = |n: usize| {
        let id = if alternatives > 0 { format!("{}/{}", indicator.id, n + 1) } else { indicator.id.clone() };
        targets.iter().find(|t| t.id == id).and_then(|t| t.promise.trim().parse::<i64>().ok())
    };
    let mut ways = indicator.ways();
    if ways.is_empty() && !matches!(indicator.measure, Measure::Label | Measure::Text) {
        ways.push(crate::programme::Alternative {
            name: None,
            measure: None,
            target: Quantity { op: Comparator::AtLeast, value: 1, max: None, unit: "篇".to_owned() },
            each: indicator.each.clone(),
        });
    }
    let bound = |mark: Quantity, promise: Option<i64>| match promise {
        Some(value) if mark.is_honoured_by(value) => Quantity { value, ..mark },
        _ => mark,
    };
    let counts = ways.into_iter().enumerate().map(|(n, way)| WayCount {
        name: way.name,
        measure: way.measure.unwrap_or(indicator.measure),
        mark: bound(way.target, promised(n)),
        each: way.each,
        count: Count::default(),
        short: Shortcomings::default(),
    });
    counts.collect()
}
