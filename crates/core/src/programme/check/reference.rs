use super::Report;
use crate::programme::{Programme, ProjectType};

/// Names that must be defined where they are used.
pub(super) fn check(programme: &Programme, report: &mut Report<'_>) {
    groups(programme, report);
    for (n, t) in programme.types.iter().enumerate() {
        group_of(programme, report, format!("type[{n}].group"), t.group.as_deref());
        form_of(programme, report, n, t);
        within_type(report, n, t);
    }
    types(programme, report);
    common_deliverables(programme, report);
}

fn groups(programme: &Programme, report: &mut Report<'_>) {
    for (n, group) in programme.groups.iter().enumerate() {
        let path = format!("group[{n}].parent");
        group_of(programme, report, path.clone(), group.parent.as_deref());
        if is_its_own_ancestor(programme, &group.code) {
            let reason =
                format!("group `{}` lies within itself; a group has one way up to the top", group.code);
            report.error("group-cycle", path, reason);
        }
    }
}

fn group_of(programme: &Programme, report: &mut Report<'_>, path: String, code: Option<&str>) {
    if let Some(code) = code.filter(|code| !programme.groups.iter().any(|g| g.code == *code)) {
        report.error("unknown-group", path, format!("no [[group]] has the code `{code}`"));
    }
}

fn is_its_own_ancestor(programme: &Programme, code: &str) -> bool {
    let parent_of = |code: &str| {
        let group = programme.groups.iter().find(|g| g.code == code)?;
        group.parent.as_deref()
    };
    let ancestors = std::iter::successors(parent_of(code), |code| parent_of(code));
    ancestors.take(programme.groups.len()).any(|ancestor| ancestor == code)
}

fn form_of(programme: &Programme, report: &mut Report<'_>, n: usize, t: &ProjectType) {
    let path = format!("type[{n}].form");
    if t.form.is_empty() {
        let reason = format!("type `{}` has no form; applicants could not fill in anything", t.code);
        report.error("no-form", path, reason);
    } else if programme.form_of(t).is_none() {
        report.error("unknown-form", path, format!("no [[form]] has the id `{}`", t.form));
    }
}

fn within_type(report: &mut Report<'_>, n: usize, t: &ProjectType) {
    for (i, indicator) in t.indicators.iter().enumerate() {
        let path = format!("type[{n}].indicator[{i}]");
        tiers(report, &format!("{path}.tiers"), &indicator.tiers, t);
        if let Some(whole) = &indicator.part_of {
            indicator_of(report, format!("{path}.part_of"), whole, t, &indicator.id);
        }
    }
    for (i, deliverable) in t.deliverables.iter().enumerate() {
        let path = format!("type[{n}].deliverable[{i}]");
        tiers(report, &format!("{path}.tiers"), &deliverable.tiers, t);
        for (p, proved) in deliverable.proves.iter().enumerate() {
            indicator_of(report, format!("{path}.proves[{p}]"), proved, t, "");
        }
        if !deliverable.proves.is_empty() && (deliverable.count.is_some() || deliverable.length.is_some()) {
            let reason = "the indicators that it proves already say how many and how long: remove `count` and `length`";
            report.error("number-twice", path, reason);
        }
    }
}

fn tiers(report: &mut Report<'_>, path: &str, codes: &[String], t: &ProjectType) {
    for (n, code) in codes.iter().enumerate().filter(|(_, code)| t.tier(code).is_none()) {
        report.error(
            "unknown-tier",
            format!("{path}[{n}]"),
            format!("type `{}` has no tier `{code}`", t.code),
        );
    }
}

fn indicator_of(report: &mut Report<'_>, path: String, id: &str, t: &ProjectType, own: &str) {
    if id == own || !t.indicators.iter().any(|i| i.id == id) {
        report.error("unknown-indicator", path, format!("type `{}` has no other indicator `{id}`", t.code));
    }
}

/// Every list `types` of the file.
fn types(programme: &Programme, report: &mut Report<'_>) {
    let mut look = |list: &str, types: Vec<&Vec<String>>| {
        for (n, codes) in types.into_iter().enumerate() {
            for (c, code) in codes.iter().enumerate().filter(|(_, c)| programme.project_type(c).is_none()) {
                let path = format!("{list}[{n}].types[{c}]");
                report.error("unknown-type", path, format!("no [[type]] has the code `{code}`"));
            }
        }
    };
    look("rule", programme.rules.iter().map(|r| &r.types).collect());
    look("limit", programme.limits.iter().map(|l| &l.types).collect());
    look("priority", programme.priorities.iter().map(|p| &p.types).collect());
    look("enclosure", programme.enclosures.iter().map(|e| &e.types).collect());
    look("deadline", programme.deadlines.iter().map(|d| &d.types).collect());
    look("filing", programme.filings.iter().map(|f| &f.types).collect());
    look("contact", programme.contacts.iter().map(|c| &c.types).collect());
}

/// Deliverables of all types prove nothing of one type, and their tiers must be those of some type.
fn common_deliverables(programme: &Programme, report: &mut Report<'_>) {
    for (n, deliverable) in programme.deliverables.iter().enumerate() {
        if let Some(id) = deliverable.proves.first() {
            let reason = format!("`{id}` is an indicator of one type; state the deliverable under that type");
            report.error("unknown-indicator", format!("deliverable[{n}].proves"), reason);
        }
        for (c, code) in deliverable.tiers.iter().enumerate() {
            if !programme.types.iter().any(|t| t.tier(code).is_some()) {
                let path = format!("deliverable[{n}].tiers[{c}]");
                report.error("unknown-tier", path, format!("no type has a tier `{code}`"));
            }
        }
    }
}
