use super::Report;
use crate::programme::{Comparator, Deliverable, Each, Indicator, Programme, Quantity};

/// Marks that nothing could meet, and choices that nobody could make.
pub(super) fn check(programme: &Programme, report: &mut Report<'_>) {
    for (n, t) in programme.types.iter().enumerate() {
        for (i, indicator) in t.indicators.iter().enumerate() {
            within_indicator(report, &format!("type[{n}].indicator[{i}]"), indicator);
        }
        for (i, deliverable) in t.deliverables.iter().enumerate() {
            within_deliverable(report, &format!("type[{n}].deliverable[{i}]"), deliverable);
        }
        for (i, choice) in t.choices.iter().enumerate() {
            let options = u32::try_from(choice.options.len()).unwrap_or(u32::MAX);
            if choice.min > choice.max || choice.max > options || choice.max == 0 {
                let (min, max) = (choice.min, choice.max);
                let reason = format!("{min} to {max} of {options} options cannot be chosen");
                report.error("choice-impossible", format!("type[{n}].choice[{i}].max"), reason);
            }
        }
    }
    for (n, deliverable) in programme.deliverables.iter().enumerate() {
        within_deliverable(report, &format!("deliverable[{n}]"), deliverable);
    }
}

fn within_indicator(report: &mut Report<'_>, path: &str, indicator: &Indicator) {
    if indicator.target.is_some() && !indicator.alternatives.is_empty() {
        let reason = "an indicator has either one `target` or alternatives of which one suffices, not both";
        report.error("range-odd", format!("{path}.target"), reason);
    }
    let target = indicator.target.iter().map(|target| (format!("{path}.target"), target));
    let own = each_of(path, &indicator.each);
    let alternatives = indicator.alternatives.iter().enumerate().flat_map(|(n, way)| {
        let path = format!("{path}.alternative[{n}]");
        let each = each_of(&path, &way.each);
        std::iter::once((format!("{path}.target"), &way.target)).chain(each)
    });
    for (path, quantity) in target.chain(own).chain(alternatives) {
        sound(report, path, quantity);
    }
}

fn each_of<'a>(path: &str, each: &'a [Each]) -> Vec<(String, &'a Quantity)> {
    each.iter().enumerate().map(|(n, e)| (format!("{path}.each[{n}].target"), &e.target)).collect()
}

fn within_deliverable(report: &mut Report<'_>, path: &str, deliverable: &Deliverable) {
    for (key, quantity) in [("count", &deliverable.count), ("length", &deliverable.length)] {
        if let Some(quantity) = quantity {
            sound(report, format!("{path}.{key}"), quantity);
        }
    }
}

fn sound(report: &mut Report<'_>, path: String, q: &Quantity) {
    let wrong = match (q.op, q.max) {
        _ if q.value < 0 => Some("the mark is negative"),
        (Comparator::Between, None) => Some("`..` needs `max` beside `value`"),
        (Comparator::Between, Some(max)) if max < q.value => Some("`max` is smaller than `value`"),
        (Comparator::Between, Some(_)) => None,
        (_, Some(_)) => Some("`max` goes with the comparator `..` alone"),
        _ if q.unit == "%" && q.value > 100 => Some("a share of more than 100% cannot be reached"),
        _ if q.unit.trim().is_empty() => Some("the unit is missing"),
        _ => None,
    };
    if let Some(reason) = wrong {
        report.error("range-odd", path, reason);
    }
}
