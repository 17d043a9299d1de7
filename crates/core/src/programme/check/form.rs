use super::{Report, grid};
use crate::programme::{Field, FieldKind, FieldRole, Form, Programme};

/// The forms: their tables, and what the rest of the system needs to find in them.
pub(super) fn check(programme: &Programme, report: &mut Report<'_>) {
    for (n, form) in programme.forms.iter().enumerate() {
        let path = format!("form[{n}]");
        grid::check(form, &path, report);
        roles(form, &path, report);
        for (i, field) in form.fields.iter().enumerate() {
            options(field, &format!("{path}.field[{i}]"), report);
        }
    }
    for (n, t) in programme.types.iter().enumerate() {
        let Some(form) = programme.form_of(t) else { continue };
        let must_choose = t.choices.iter().any(|c| c.min > 0);
        let wanted = [(!t.tiers.is_empty(), FieldKind::Tier), (must_choose, FieldKind::TypeChoices)];
        for (_, kind) in wanted.into_iter().filter(|(wanted, kind)| *wanted && form.of_kind(*kind).is_none())
        {
            let what = if kind == FieldKind::Tier { "its tier" } else { "its choices" };
            let reason =
                format!("applicants of type `{}` could not state {what} in form `{}`", t.code, form.id);
            report.error("role-missing", format!("type[{n}].form"), reason);
        }
    }
}

fn roles(form: &Form, path: &str, report: &mut Report<'_>) {
    let mut missing = Vec::new();
    if form.with_role(FieldRole::Leader).is_none() {
        missing.push("a field with the role `leader`");
    }
    let kinds = [
        (FieldKind::Amount, "a field of the kind `amount`"),
        (FieldKind::Budget, "a field of the kind `budget`"),
        (FieldKind::Targets, "a field of the kind `targets`"),
    ];
    missing.extend(kinds.iter().filter(|(kind, _)| form.of_kind(*kind).is_none()).map(|(_, name)| *name));
    for name in missing {
        report.error("role-missing", path, format!("form `{}` lacks {name}", form.id));
    }
}

fn options(field: &Field, path: &str, report: &mut Report<'_>) {
    let empty = match field.kind {
        FieldKind::Choice | FieldKind::Choices => field.options.is_empty(),
        FieldKind::Table => field.columns.is_empty(),
        _ => false,
    };
    if empty {
        let reason = format!("`{}` needs `options`, or `columns` where it is a table", field.id);
        report.error("no-options", path, reason);
    }
    if let (Some(min), Some(max)) = (field.min_chars, field.max_chars)
        && min > max
    {
        let reason = format!("`{}` wants at least {min} and at most {max} characters", field.id);
        report.error("range-odd", format!("{path}.max_chars"), reason);
    }
}
