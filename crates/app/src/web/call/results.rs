//! What a project must reach and hand in, in words.
#![expect(missing_docs, reason = "the fields of a view are named as its template shows them")]

use kexiang_core::programme::{
    Alternative, Comparator, Deliverable, Due, DueAfter, Indicator, Measure, ProjectType, Quantity,
};
use kexiang_core::time;

use crate::locale::Locale;

/// What must be reached: the marks, of which one suffices, and what else the notice says of it.
pub struct MustView {
    pub name: String,
    pub marks: Vec<String>,
    pub notes: Vec<String>,
}

/// `2026-12` as 2026年12月, `2025-11-30` as 2025年11月30日, `P6M` as a duration.
pub fn completion(l: &Locale, text: &str) -> String {
    if let Ok(date) = text.parse::<jiff::civil::Date>() {
        return time::long_date(date);
    }
    if let Some((year, month)) = text.split_once('-') {
        return l.tf("call-month", &[("year", &year), ("month", &month.trim_start_matches('0'))]);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let key = match text.chars().last() {
        Some('Y') => "call-years",
        Some('W') => "call-weeks",
        Some('D') => "call-days",
        _ => "call-months",
    };
    l.tf(key, &[("n", &digits)])
}

/// An indicator with its marks: what every single one must meet stands beside each mark.
pub fn must(l: &Locale, t: &ProjectType, i: &Indicator) -> MustView {
    let way = |w: &Alternative| {
        let events = w.measure.unwrap_or(i.measure) == Measure::Activities;
        let each_key = if events { "call-each" } else { "call-each-one" };
        let each = w.each.iter().map(|e| l.tf(each_key, &[("mark", &quantity(l, &e.target))]));
        let name = w.name.as_deref().filter(|name| *name != i.name);
        let name = name.map(|name| format!("{name} ")).unwrap_or_default();
        format!("{name}{}{}", quantity(l, &w.target), each.collect::<String>())
    };
    let tiers: Vec<_> =
        i.tiers.iter().filter_map(|code| t.tier(code)).map(|tier| tier.name.as_str()).collect();
    let whole = i.part_of.as_deref().and_then(|id| t.indicators.iter().find(|other| other.id == id));
    let notes = [
        (!tiers.is_empty()).then(|| l.tf("call-of-tiers", &[("tiers", &tiers.join("、"))])),
        whole.map(|whole| l.tf("call-part-of", &[("whole", &whole.name)])),
        (!i.labels.is_empty()).then(|| l.tf("call-labels", &[("labels", &i.labels.join("、"))])),
        (!i.channels.is_empty()).then(|| l.tf("call-channels", &[("channels", &i.channels.join("、"))])),
        i.due.as_ref().map(|due| due_words(l, due)),
    ];
    MustView {
        name: i.name.clone(),
        marks: i.ways().iter().map(way).collect(),
        notes: notes.into_iter().flatten().collect(),
    }
}

/// A document to hand in: how many, how long, in which sections, until when.
pub fn deliverable(l: &Locale, d: &Deliverable) -> String {
    let parts = [
        d.count.as_ref().map(|q| quantity(l, q)),
        d.length.as_ref().map(|q| quantity(l, q)),
        (!d.sections.is_empty()).then(|| l.tf("call-sections", &[("sections", &d.sections.join("、"))])),
        (!d.channels.is_empty()).then(|| l.tf("call-channels", &[("channels", &d.channels.join("、"))])),
        d.due.as_ref().map(|due| due_words(l, due)),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { d.name.clone() } else { format!("{}（{}）", d.name, parts.join("，")) }
}

/// A due date in words: `活动结束后 1 个月内`, `2024年5月31日前`.
fn due_words(l: &Locale, due: &Due) -> String {
    let after = match due.after {
        Some(DueAfter::Event) => "call-due-event",
        Some(DueAfter::Completion) => "call-due-completion",
        Some(DueAfter::Award) => "call-due-award",
        None => {
            return l.tf("call-due-by", &[("date", &completion(l, due.by.as_deref().unwrap_or_default()))]);
        }
    };
    l.tf(after, &[("period", &completion(l, due.within.as_deref().unwrap_or_default()))])
}

pub fn quantity(l: &Locale, q: &Quantity) -> String {
    let key = match q.op {
        Comparator::AtLeast => "quantity-at-least",
        Comparator::AtMost => "quantity-at-most",
        Comparator::Exactly => "quantity-exactly",
        Comparator::About => "quantity-about",
        Comparator::Between => "quantity-between",
    };
    let max = q.max.unwrap_or(q.value);
    l.tf(key, &[("value", &q.value), ("max", &max), ("unit", &q.unit)])
}
