use std::collections::BTreeMap;

use super::Report;
use crate::programme::{Cell, Form, Section};

/// Every row fills its columns exactly, and every field stands in exactly one cell.
pub(super) fn check(form: &Form, path: &str, report: &mut Report<'_>) {
    let mut placed: BTreeMap<&str, usize> = BTreeMap::new();
    for (n, section) in form.sections.iter().enumerate() {
        let path = format!("{path}.section[{n}]");
        if let Err((row, reason)) = fills(section) {
            report.error("grid-broken", format!("{path}.rows[{row}]"), reason);
        }
        for (r, row) in section.rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate() {
                let path = format!("{path}.rows[{r}][{c}]");
                place(form, cell, path, &mut placed, report);
            }
        }
    }
    for (n, field) in form.fields.iter().enumerate().filter(|(_, f)| !placed.contains_key(f.id.as_str())) {
        let reason = format!("field `{}` stands in no cell of the form's tables", field.id);
        report.error("grid-broken", format!("{path}.field[{n}]"), reason);
    }
}

fn place<'f>(
    form: &Form,
    cell: &'f Cell,
    path: String,
    placed: &mut BTreeMap<&'f str, usize>,
    report: &mut Report<'_>,
) {
    if cell.text.is_some() && cell.field.is_some() {
        report.error(
            "grid-broken",
            path.clone(),
            "a cell holds either a printed `text` or a `field`, not both",
        );
    }
    let Some(id) = cell.field.as_deref() else { return };
    if form.field(id).is_none() {
        report.error("unknown-field", path, format!("form `{}` has no field `{id}`", form.id));
        return;
    }
    let times = placed.entry(id).or_default();
    *times += 1;
    if *times > 1 {
        report.error("grid-broken", path, format!("field `{id}` stands in a cell already; place it once"));
    }
}

/// Lays the cells out; the first row that does not fit, and why.
fn fills(section: &Section) -> Result<(), (usize, String)> {
    let width = section.columns.len();
    if width == 0 || section.columns.contains(&0) {
        return Err((0, "a table needs columns, each of a width above 0".to_owned()));
    }
    let mut spanned = vec![0_u32; width];
    for (n, row) in section.rows.iter().enumerate() {
        lay(row, &mut spanned).map_err(|reason| (n, reason))?;
    }
    match spanned.iter().max() {
        Some(0) => Ok(()),
        _ => Err((section.rows.len().saturating_sub(1), "a cell spans rows below the last one".to_owned())),
    }
}

/// Lays one row out: `spanned` says for each column how many rows, from this one on, a cell above still covers.
fn lay(row: &[Cell], spanned: &mut [u32]) -> Result<(), String> {
    let width = spanned.len();
    let mut free = (0..width).filter(|column| spanned[*column] == 0).collect::<Vec<_>>().into_iter();
    let mut rows_of: Vec<(usize, u32)> = Vec::new();
    for cell in row {
        if cell.cols == 0 || cell.rows == 0 {
            return Err("a cell spans at least one column and one row".to_owned());
        }
        let mut last = None;
        for _ in 0..cell.cols {
            let column =
                free.next().ok_or_else(|| format!("the cells are wider than the {width} columns"))?;
            if last.is_some_and(|last| column != last + 1) {
                return Err("a cell would run into a cell from above".to_owned());
            }
            last = Some(column);
            rows_of.push((column, cell.rows));
        }
    }
    let left = free.count();
    if left > 0 {
        return Err(format!("{left} of the {width} columns stay empty"));
    }
    spanned.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
    rows_of.into_iter().for_each(|(column, rows)| spanned[column] = rows - 1);
    Ok(())
}
