use super::Report;
use crate::programme::{Amount, Funding, Programme, ProjectType};

/// Sums, numbers of projects and the unit after the slash.
pub(super) fn check(programme: &Programme, report: &mut Report<'_>) {
    for (n, t) in programme.types.iter().enumerate() {
        if t.funding.is_none() && t.tiers.is_empty() {
            let reason = "say what a project receives: `funding = { fixed = … }`, `{ range = … }` or `{ undecided = true }`";
            report.error("no-funding", format!("type[{n}].funding"), reason);
        }
        per(report, format!("type[{n}].funding"), t.funding.as_ref());
        for (i, tier) in t.tiers.iter().enumerate() {
            per(report, format!("type[{n}].tier[{i}].funding"), Some(&tier.funding));
        }
        planned(report, n, t);
        stated_total(report, n, t);
    }
}

fn per(report: &mut Report<'_>, path: String, funding: Option<&Funding>) {
    if funding.is_some_and(|f| f.per.is_none() && f.amount != Amount::Undecided) {
        let reason =
            "the notice gives a sum without its unit (`/个`, `/项`): ask whether it is meant per project";
        report.warn("per-missing", path, reason);
    }
}

fn planned(report: &mut Report<'_>, n: usize, t: &ProjectType) {
    let in_tiers: Option<u32> = t.tiers.iter().map(|t| t.planned).sum();
    if let (Some(sum), Some(planned), false) = (in_tiers, t.planned, t.tiers.is_empty())
        && sum != planned
    {
        let reason = format!("the tiers plan {sum} projects together, the type plans {planned}");
        report.warn("planned-differs", format!("type[{n}].planned"), reason);
        report.with([("sum", sum.to_string()), ("stated", planned.to_string())]);
    }
}

fn stated_total(report: &mut Report<'_>, n: usize, t: &ProjectType) {
    let path = format!("type[{n}].stated_total");
    let stated = match t.stated_total() {
        None => return,
        Some(Err(reason)) => return report.error("sum-unreadable", path, reason),
        Some(Ok(stated)) => stated,
    };
    let Some((low, high)) = t.total() else {
        let reason = "numbers or sums are missing, so the stated total cannot be added up";
        report.warn("sum-differs", path, reason);
        return report.with([("sum", "—".to_owned()), ("stated", stated.wan())]);
    };
    if stated < low || stated > high {
        let summed = if low == high { low.wan() } else { format!("{}—{}", low.wan(), high.wan()) };
        let stated = stated.wan();
        let reason = format!("planned × funding is {summed}万元, the notice states {stated}万元");
        report.warn("sum-differs", path, reason);
        report.with([("sum", summed), ("stated", stated)]);
    }
}
