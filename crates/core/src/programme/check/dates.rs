use jiff::Timestamp;
use jiff::civil::Date;

use super::Report;
use super::wording::dates_in;
use crate::programme::{Completion, DeadlineRule, Due, Material, Programme};
use crate::time::{beijing_date, long};

/// Deadlines, completion dates and due dates.
pub(super) fn check(programme: &Programme, now: Timestamp, report: &mut Report<'_>) {
    for (n, deadline) in programme.deadlines.iter().enumerate() {
        passed(report, n, deadline, now);
        differs(report, n, deadline);
    }
    let electronic = |code: &str| programme.deadline(Material::Electronic, code);
    if programme.types.iter().any(|t| electronic(&t.code).is_none()) {
        let reason = "no deadline for the electronic application: set it when the call is published";
        report.warn("no-deadline", "deadline", reason);
    }
    paper_first(programme, report);
    for (n, t) in programme.types.iter().enumerate() {
        completion(report, n, &t.completion, electronic(&t.code));
        let indicators = t.indicators.iter().enumerate().map(|(i, x)| (format!("indicator[{i}]"), &x.due));
        let deliverables =
            t.deliverables.iter().enumerate().map(|(i, x)| (format!("deliverable[{i}]"), &x.due));
        for (path, due) in indicators.chain(deliverables) {
            due_date(report, format!("type[{n}].{path}.due"), due.as_ref());
        }
    }
    for (n, deliverable) in programme.deliverables.iter().enumerate() {
        due_date(report, format!("deliverable[{n}].due"), deliverable.due.as_ref());
    }
}

fn passed(report: &mut Report<'_>, n: usize, deadline: &DeadlineRule, now: Timestamp) {
    if deadline.instant() < now {
        let reason = format!(
            "the deadline {} has passed: a call made now needs a later one",
            long(deadline.instant())
        );
        report.warn("deadline-past", format!("deadline[{n}].at"), reason);
        report.with([("at", long(deadline.instant()))]);
    }
}

/// A clause that names dates must name the deadline's.
fn differs(report: &mut Report<'_>, n: usize, deadline: &DeadlineRule) {
    let Some(clause) = &deadline.clause else { return };
    let named: Vec<Date> = dates_in(&clause.says).into_iter().map(|d| d.date).collect();
    let last = deadline.at.last_date();
    if !named.is_empty() && !named.contains(&last) {
        let reason = format!("the deadline is {last}, the clause it quotes names {}", named[0]);
        report.warn("deadline-differs", format!("deadline[{n}].at"), reason);
        report.with([("at", last.to_string()), ("named", named[0].to_string())]);
    }
}

fn paper_first(programme: &Programme, report: &mut Report<'_>) {
    for (n, paper) in programme.deadlines.iter().enumerate().filter(|(_, d)| d.what == Material::Paper) {
        let codes = programme.types.iter().map(|t| t.code.as_str());
        let concerned = codes.filter(|code| programme.deadline(Material::Paper, code) == Some(paper));
        let mut electronic = concerned.filter_map(|code| programme.deadline(Material::Electronic, code));
        if electronic.any(|e| paper.instant() < e.instant()) {
            let reason =
                "the paper copies are due before the electronic application that they are printed from";
            report.warn("paper-before-electronic", format!("deadline[{n}].at"), reason);
        }
    }
}

fn completion(report: &mut Report<'_>, n: usize, written: &str, deadline: Option<&DeadlineRule>) {
    let path = format!("type[{n}].completion");
    match (Completion::parse(written), deadline) {
        (Err(e), _) => report.error("completion-unreadable", path, format!("{e}; or a period such as P6M")),
        (Ok(Completion::By(moment)), Some(deadline))
            if moment.last_date() < beijing_date(deadline.instant()) =>
        {
            let reason = "projects would have to be finished before they can be applied for";
            report.warn("completion-before-deadline", path, reason);
        }
        _ => {}
    }
}

fn due_date(report: &mut Report<'_>, path: String, due: Option<&Due>) {
    let Some(due) = due else { return };
    let wrong = match (&due.after, &due.within, &due.by) {
        (Some(_), Some(within), None) => within.parse::<crate::time::Period>().err().map(|e| e.to_string()),
        (None, None, Some(by)) => by.parse::<crate::time::Moment>().err().map(|e| e.to_string()),
        _ => Some("write either `after` and `within`, or `by`".to_owned()),
    };
    if let Some(reason) = wrong {
        report.error("due-unreadable", path, reason);
    }
}
