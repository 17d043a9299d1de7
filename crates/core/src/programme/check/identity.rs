use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;

use super::Report;
use crate::numbering::{NumberParts, NumberTemplate};
use crate::programme::{Programme, ProjectType};

/// Names that must be unique, and the template of numbers.
pub(super) fn check(programme: &Programme, report: &mut Report<'_>) {
    unique(report, "group", "code", programme.groups.iter().map(|g| &g.code));
    unique(report, "type", "code", programme.types.iter().map(|t| &t.code));
    for (n, t) in programme.types.iter().enumerate() {
        inside_type(report, n, t);
    }
    unique(report, "rule", "id", programme.rules.iter().map(|r| &r.id));
    deliverables(programme, report);
    let rules: HashSet<_> = programme.rules.iter().map(|r| r.id.as_str()).collect();
    for (n, limit) in programme.limits.iter().enumerate().filter(|(_, l)| rules.contains(l.id.as_str())) {
        let reason = format!("`{}` is a rule too; overrides name both, so their ids must differ", limit.id);
        report.error("duplicate-id", format!("limit[{n}].id"), reason);
    }
    unique(report, "limit", "id", programme.limits.iter().map(|l| &l.id));
    unique(report, "repeat", "id", programme.repeats.iter().map(|r| &r.id));
    unique(report, "priority", "id", programme.priorities.iter().map(|p| &p.id));
    unique(report, "enclosure", "id", programme.enclosures.iter().map(|e| &e.id));
    unique(report, "filing", "id", programme.filings.iter().map(|f| &f.id));
    unique(report, "budget.source", "id", programme.budget.sources.iter().map(|s| &s.id));
    unique(report, "budget.category", "id", programme.budget.categories.iter().map(|c| &c.id));
    unique(report, "form", "id", programme.forms.iter().map(|f| &f.id));
    for (n, form) in programme.forms.iter().enumerate() {
        unique(report, &format!("form[{n}].field"), "id", form.fields.iter().map(|f| &f.id));
    }
    unique(report, "rubric", "id", programme.rubrics.iter().map(|r| &r.id));
    for (n, rubric) in programme.rubrics.iter().enumerate() {
        unique(report, &format!("rubric[{n}].criterion"), "id", rubric.criteria.iter().map(|c| &c.id));
    }
    steps_once(programme, report);
    number(programme, report);
}

/// Those of a type and those of all types are handed in together, so their ids must differ.
fn deliverables(programme: &Programme, report: &mut Report<'_>) {
    unique(report, "deliverable", "id", programme.deliverables.iter().map(|d| &d.id));
    for (n, t) in programme.types.iter().enumerate() {
        let common = |id: &str| programme.deliverables.iter().any(|d| d.id == id);
        for (i, deliverable) in t.deliverables.iter().enumerate().filter(|(_, d)| common(&d.id)) {
            let reason = format!("`{}` is a deliverable of all types already", deliverable.id);
            report.error("duplicate-id", format!("type[{n}].deliverable[{i}].id"), reason);
        }
    }
}

fn inside_type(report: &mut Report<'_>, n: usize, t: &ProjectType) {
    unique(report, &format!("type[{n}].tier"), "code", t.tiers.iter().map(|t| &t.code));
    unique(report, &format!("type[{n}].choice"), "id", t.choices.iter().map(|c| &c.id));
    unique(report, &format!("type[{n}].indicator"), "id", t.indicators.iter().map(|i| &i.id));
    unique(report, &format!("type[{n}].deliverable"), "id", t.deliverables.iter().map(|d| &d.id));
}

fn unique<T: Eq + Hash + Display>(
    report: &mut Report<'_>,
    list: &str,
    key: &str,
    names: impl Iterator<Item = T>,
) {
    let mut seen = HashSet::new();
    for (n, name) in names.enumerate() {
        let reason = format!("`{name}` stands twice; every {key} of `{list}` must differ");
        if !seen.insert(name) {
            report.error("duplicate-id", format!("{list}[{n}].{key}"), reason);
        }
    }
}

fn steps_once(programme: &Programme, report: &mut Report<'_>) {
    let mut seen = HashSet::new();
    for (n, step) in programme.steps.iter().enumerate() {
        if !seen.insert(step.kind) {
            report.error(
                "duplicate-id",
                format!("step[{n}].kind"),
                "this step stands twice; a step happens once",
            );
        }
    }
}

fn number(programme: &Programme, report: &mut Report<'_>) {
    let parts = NumberParts {
        type_code: Some("type"),
        call: Some("call"),
        year: Some(programme.programme.year),
        counter: Some(1),
        ..NumberParts::default()
    };
    if let Err(reason) = filled(&programme.programme.number, &parts, true) {
        report.error("number-template", "programme.number", reason);
    }
    let type_only = NumberParts { type_code: Some("type"), ..NumberParts::default() };
    for (n, form) in programme.forms.iter().enumerate() {
        let subtitle = form.subtitle.as_deref().unwrap_or("-");
        if let Err(reason) = filled(subtitle, &type_only, false) {
            report.error("number-template", format!("form[{n}].subtitle"), reason);
        }
    }
}

/// Whether the template can be filled in with what is known when it is used.
fn filled(template: &str, parts: &NumberParts<'_>, must_count: bool) -> Result<(), String> {
    let read: NumberTemplate =
        template.parse().map_err(|e: crate::numbering::TemplateError| e.to_string())?;
    read.fill(parts).map_err(|e| format!("{e}, which is not known yet when this is printed"))?;
    if must_count && !read.counts() {
        return Err(format!("`{template}` gives every application the same number: add {{seq:3}}"));
    }
    Ok(())
}
