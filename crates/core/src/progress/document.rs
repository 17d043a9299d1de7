use jiff::civil::Date;

use super::count::{Count, Shortcomings, basis_points, lacking};
use super::due::{due_on, lateness};
use super::row::{appeared, of_document};
use super::{Dates, Missing, Progress, Way};
use crate::achievement::Achievement;
use crate::id::Id;
use crate::programme::{Comparator, Deliverable, Measure, Quantity};

/// A document to hand in that proves no indicator, with what is there of it.
pub(super) struct Document<'a> {
    pub(super) deliverable: &'a Deliverable,
    count: Count,
    channels: Vec<bool>,
    short: Shortcomings,
    proofs: Vec<Id>,
    handed: Option<Date>,
}

impl<'a> Document<'a> {
    pub(super) fn new(deliverable: &'a Deliverable) -> Self {
        let channels = vec![false; deliverable.channels.len()];
        let (count, short) = (Count::default(), Shortcomings::default());
        Document { deliverable, count, channels, short, proofs: Vec::new(), handed: None }
    }

    pub(super) fn take(&mut self, a: &Achievement) {
        let d = self.deliverable;
        if let Some(length) = &d.length {
            let measure = measure_of(length);
            match of_document(measure, a) {
                Some(has) if length.is_met_by(has) => {}
                Some(has) => {
                    let (what, mark) = (a.title.clone(), length.clone());
                    return self.short.push(|| Missing::Below { what, measure, has, mark });
                }
                None => return self.short.push(|| Missing::Unread { what: a.title.clone(), measure }),
            }
        }
        let open: Vec<String> = d.sections.iter().filter(|s| !a.sections.contains(s)).cloned().collect();
        if !open.is_empty() {
            return self.short.push(|| Missing::Sections { what: a.title.clone(), sections: open });
        }
        for (there, channel) in self.channels.iter_mut().zip(&d.channels) {
            *there |= appeared(std::slice::from_ref(channel), &a.channel);
        }
        self.count.add(a.number.max(1));
        self.handed = Some(self.handed.map_or(a.on, |first| first.min(a.on)));
        if self.proofs.len() < Progress::MOST_PROOFS {
            self.proofs.push(a.id);
        }
    }

    pub(super) fn finish(self, event: Option<Date>, dates: &Dates) -> Progress {
        let d = self.deliverable;
        let mark = d.count.clone().unwrap_or_else(one);
        let result = self.count.result(Measure::Documents);
        let met = result.is_some_and(|r| mark.is_met_by(r));
        let basis_points = basis_points(result, &mark);
        let mut missing: Vec<_> = lacking(None, result, &mark).into_iter().collect();
        let unseen = d.channels.iter().zip(&self.channels).filter(|(_, there)| !**there);
        missing.extend(unseen.map(|(channel, _)| Missing::NoChannel { channel: channel.clone() }));
        let complete = met && missing.is_empty();
        if !complete {
            missing.extend(self.short.into_list());
        }
        let due = d.due.as_ref().and_then(|due| due_on(due, event, dates));
        missing.extend(lateness(due, complete, self.handed, dates.today));
        Progress {
            id: d.id.clone(),
            document: true,
            name: d.name.clone(),
            ways: vec![Way { name: None, mark, result, met, basis_points }],
            met: complete,
            basis_points,
            missing,
            due,
            proofs: self.proofs,
            clause: d.clause.clone(),
        }
    }
}

/// A document whose number the notice does not say is wanted once.
fn one() -> Quantity {
    Quantity { op: Comparator::AtLeast, value: 1, max: None, unit: "份".to_owned() }
}

/// What a length is a length of.
fn measure_of(length: &Quantity) -> Measure {
    match length.unit.as_str() {
        "分钟" => Measure::Minutes,
        "小时" => Measure::Hours,
        "页" | "张" => Measure::Slides,
        _ => Measure::Characters,
    }
}
