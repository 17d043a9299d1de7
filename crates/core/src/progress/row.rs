use jiff::civil::Date;

use super::count::{Count, Shortcomings, basis_points, lacking};
use super::due::{due_on, lateness};
use super::{Dates, Missing, Progress, Way};
use crate::achievement::Achievement;
use crate::activity::{Activity, Talk};
use crate::id::Id;
use crate::programme::{Comparator, Condition, Each, Indicator, Measure, Quantity};

/// A way with what it has come to.
pub(super) struct WayCount {
    pub(super) name: Option<String>,
    pub(super) measure: Measure,
    pub(super) mark: Quantity,
    pub(super) each: Vec<Each>,
    pub(super) count: Count,
    pub(super) short: Shortcomings,
}

/// An indicator with what its ways have come to.
pub(super) struct Row<'a> {
    pub(super) indicator: &'a Indicator,
    pub(super) ways: Vec<WayCount>,
    short: Shortcomings,
    proofs: Vec<Id>,
    bearing: (u64, u64),
    told: bool,
    handed: Option<Date>,
}

impl<'a> Row<'a> {
    pub(super) fn new(indicator: &'a Indicator, ways: Vec<WayCount>) -> Self {
        let short = Shortcomings::default();
        Row { indicator, ways, short, proofs: Vec::new(), bearing: (0, 0), told: false, handed: None }
    }

    /// Counts an activity that was held for this indicator.
    pub(super) fn activity(&mut self, a: &Activity) {
        let i = self.indicator;
        if let Some(label) = i.labels.iter().find(|label| !a.bears(label)) {
            let (what, label) = (a.title.clone(), label.clone());
            return self.short.push(|| Missing::NoLabel { what, label });
        }
        if let Some(only) = i.only.iter().find(|only| !satisfies(**only, a)) {
            return self.short.push(|| Missing::Condition { what: a.title.clone(), only: *only });
        }
        let mut counted = false;
        for way in &mut self.ways {
            match way.each.iter().find(|each| !each.target.is_met_by(of_event(each.measure, a))) {
                Some(each) => {
                    let has = of_event(each.measure, a);
                    way.short.push(|| below(&a.title, each, has));
                }
                None => counted |= take(way, i, a),
            }
        }
        if counted {
            self.proof(a.id);
        }
    }

    /// Counts an achievement meant for this indicator.
    pub(super) fn achievement(&mut self, a: &Achievement) {
        let i = self.indicator;
        if !i.channels.is_empty() && i.measure != Measure::Text && !appeared(&i.channels, &a.channel) {
            let (what, channels) = (a.title.clone(), i.channels.clone());
            return self.short.push(|| Missing::Channel { what, channels });
        }
        let mut counted = i.ways().is_empty();
        if i.measure == Measure::Text {
            counted = !a.words.trim().is_empty();
            self.told |= counted;
        }
        for way in &mut self.ways {
            counted |= take_achievement(way, i, a);
        }
        if counted {
            self.handed = Some(self.handed.map_or(a.on, |first| first.min(a.on)));
            self.proof(a.id);
        }
    }

    /// Looks whether a resource bears the words that all must bear.
    pub(super) fn resource(&mut self, what: &str, borne: &[String]) {
        self.bearing.1 += 1;
        match self.indicator.labels.iter().find(|label| !borne.contains(label)) {
            None => self.bearing.0 += 1,
            Some(label) => {
                self.short.push(|| Missing::NoLabel { what: what.to_owned(), label: label.clone() })
            }
        }
    }

    /// How far the indicator is.
    pub(super) fn finish(self, event: Option<Date>, dates: &Dates) -> Progress {
        let i = self.indicator;
        let due = i.due.as_ref().and_then(|due| due_on(due, event, dates));
        let mut ways = Vec::new();
        let mut missing = Vec::new();
        for w in self.ways {
            let result = w.count.result(w.measure);
            let met = result.is_some_and(|r| w.mark.is_met_by(r));
            if let Some(lack) = lacking(w.name.as_ref(), result, &w.mark) {
                missing.push(lack);
                missing.extend(w.short.into_list());
            }
            let basis_points = basis_points(result, &w.mark);
            ways.push(Way { name: w.name, mark: w.mark, result, met, basis_points });
        }
        let (met, basis_points) = match (i.measure, ways.is_empty()) {
            (Measure::Label, _) => labelled(self.bearing, &mut missing),
            (_, true) if self.told => (true, 10_000),
            (_, true) => {
                missing.push(Missing::Words);
                (false, 0)
            }
            _ => (ways.iter().any(|w| w.met), ways.iter().map(|w| w.basis_points).max().unwrap_or(0)),
        };
        if met {
            missing.clear();
        } else {
            missing.extend(self.short.into_list());
        }
        missing.extend(lateness(due, met, self.handed, dates.today));
        Progress {
            id: i.id.clone(),
            document: false,
            name: i.name.clone(),
            ways,
            met,
            basis_points,
            missing,
            due,
            proofs: self.proofs,
            clause: i.clause.clone(),
        }
    }

    fn proof(&mut self, id: Id) {
        if self.proofs.len() < Progress::MOST_PROOFS {
            self.proofs.push(id);
        }
    }
}

fn labelled((bearing, all): (u64, u64), missing: &mut Vec<Missing>) -> (bool, u32) {
    if all == 0 {
        missing.push(Missing::Nothing);
        return (false, 0);
    }
    (bearing == all, u32::try_from(bearing * 10_000 / all).unwrap_or(0))
}

fn below(what: &str, each: &Each, has: i64) -> Missing {
    Missing::Below { what: what.to_owned(), measure: each.measure, has, mark: each.target.clone() }
}

/// What alone counts, as far as whole events are concerned.
fn satisfies(only: Condition, a: &Activity) -> bool {
    match only {
        Condition::NationalSociety => a.organisations.iter().any(|o| o.national),
        Condition::StationTeam => a.experts.iter().any(|e| e.station_team),
        Condition::Enterprise => a.organisations.iter().any(|o| o.enterprise),
        Condition::OnSite | Condition::Daily | Condition::Known | Condition::Fields | Condition::Keynote => {
            true
        }
    }
}

/// What one event has of a measure.
fn of_event(measure: Measure, a: &Activity) -> i64 {
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    match measure {
        Measure::Participants => a.attendance.people(),
        Measure::Experts => whole(a.experts.len()),
        Measure::Talks => whole(a.talks.len()),
        Measure::Organisations => whole(a.organisations.len()),
        Measure::Enterprises => whole(a.organisations.iter().filter(|o| o.enterprise).count()),
        Measure::Days => a.days(),
        Measure::Minutes => a.talks.iter().map(|t| i64::from(t.minutes)).min().unwrap_or(0),
        _ => 0,
    }
}

/// Adds an event to a way; whether it brought anything.
fn take(way: &mut WayCount, i: &Indicator, a: &Activity) -> bool {
    let only = |c: Condition| i.only.contains(&c);
    let count = &mut way.count;
    match way.measure {
        Measure::Activities => count.add(1),
        Measure::Participants if only(Condition::Daily) => {
            count.add(i64::from(a.attendance.daily.max(a.attendance.on_site)));
        }
        Measure::Participants if only(Condition::OnSite) => count.add(i64::from(a.attendance.on_site)),
        Measure::Participants => count.add(a.attendance.people()),
        Measure::Experts => {
            let fits = a.experts.iter().filter(|e| !only(Condition::Known) || e.level.is_known());
            for expert in fits {
                match (only(Condition::Fields), expert.field.trim()) {
                    (true, "") => way
                        .short
                        .push(|| Missing::Condition { what: expert.name.clone(), only: Condition::Fields }),
                    (true, field) => count.name(field),
                    (false, _) => count.name((&expert.name, &expert.organisation)),
                }
            }
        }
        Measure::Organisations => a.organisations.iter().for_each(|o| count.name(o.name.trim())),
        Measure::Enterprises => {
            a.organisations.iter().filter(|o| o.enterprise).for_each(|o| count.name(o.name.trim()));
        }
        Measure::Talks => {
            let talks = a.talks.iter().filter(|t| !only(Condition::Keynote) || t.keynote);
            count.add(i64::try_from(talks.count()).unwrap_or(i64::MAX));
        }
        Measure::Minutes => {
            talk_lengths(way, a.talks.iter().filter(|t| !only(Condition::Keynote) || t.keynote))
        }
        Measure::Days if way.mark.op == Comparator::AtMost => count.greatest(a.days()),
        Measure::Days => count.nearest(a.days(), &way.mark),
        _ => return false,
    }
    true
}

/// Every talk must be long enough: the shortest counts.
fn talk_lengths<'t>(way: &mut WayCount, talks: impl Iterator<Item = &'t Talk>) {
    for talk in talks {
        let minutes = i64::from(talk.minutes);
        way.count.least(minutes);
        if !way.mark.is_met_by(minutes) {
            let (measure, mark) = (Measure::Minutes, way.mark.clone());
            let what = talk.title.clone();
            way.short.push(|| Missing::Below { what, measure, has: minutes, mark });
        }
    }
}

/// Adds an achievement to a way; whether it brought anything.
fn take_achievement(way: &mut WayCount, i: &Indicator, a: &Achievement) -> bool {
    for each in &way.each {
        match of_document(each.measure, a) {
            Some(has) if each.target.is_met_by(has) => {}
            Some(has) => {
                way.short.push(|| below(&a.title, each, has));
                return false;
            }
            None => {
                let (what, measure) = (a.title.clone(), each.measure);
                way.short.push(|| Missing::Unread { what, measure });
                return false;
            }
        }
    }
    let count = &mut way.count;
    match way.measure {
        Measure::Characters | Measure::Minutes => match of_document(way.measure, a) {
            // A recorded talk is one of several that must all be long enough.
            Some(length) if i.only.contains(&Condition::Keynote) => count.least(length),
            Some(length) => count.nearest(length, &way.mark),
            None => {
                let (what, measure) = (a.title.clone(), way.measure);
                way.short.push(|| Missing::Unread { what, measure });
                return false;
            }
        },
        Measure::Hours => match a.extent.seconds {
            Some(seconds) => count.add(seconds),
            None => {
                way.short.push(|| Missing::Unread { what: a.title.clone(), measure: Measure::Hours });
                return false;
            }
        },
        Measure::Percent => match a.whole {
            Some(whole) => count.share(a.number, whole),
            None => return false,
        },
        Measure::Organisations | Measure::Enterprises if !a.organisations.is_empty() => {
            a.organisations.iter().for_each(|name| count.name(name.trim()));
        }
        Measure::Activities | Measure::Days | Measure::Label | Measure::Text => return false,
        _ => count.add(a.number),
    }
    true
}

/// What one document has of a measure; none where its file did not say.
pub(super) fn of_document(measure: Measure, a: &Achievement) -> Option<i64> {
    match measure {
        Measure::Characters => a.extent.characters,
        Measure::Slides => a.extent.slides,
        Measure::Minutes => a.extent.seconds.map(|s| s / 60),
        Measure::Hours => a.extent.seconds.map(|s| s / 3600),
        _ => Some(a.number),
    }
}

/// Whether it appeared in one of the channels: `宁夏日报（主流媒体）` names the channel it belongs to.
pub(super) fn appeared(channels: &[String], channel: &str) -> bool {
    let channel = channel.trim();
    !channel.is_empty() && channels.iter().any(|c| channel.contains(c.as_str()) || c.contains(channel))
}
