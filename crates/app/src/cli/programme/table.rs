//! A programme as tables for the terminal.

use std::fmt::Write as _;

use kexiang_core::money::Fen;
use kexiang_core::programme::{LimitPer, Material, Programme, ProgrammeSummary, Severity};

/// The whole programme: head, types, limits, deadlines, forms.
pub(super) fn of(programme: &Programme) -> String {
    let summary = programme.summary();
    let mut out = head(&summary);
    out.push_str(&types(&summary));
    out.push_str(&rules(&summary));
    out
}

fn head(s: &ProgrammeSummary) -> String {
    let number = s.document_number.as_deref().unwrap_or("—");
    let total = sums(s.total_min_fen, s.total_max_fen);
    let planned = s.planned.map_or_else(|| "—".to_owned(), |n| n.to_string());
    format!(
        "{}\n{}　{}　{}\ncode {}　association {}　year {}\n\n{} types, {planned} projects planned, {total} in all\n\n",
        s.title,
        s.notice,
        s.issuer,
        number,
        s.code,
        s.association,
        s.year,
        s.types.len()
    )
}

fn types(s: &ProgrammeSummary) -> String {
    let mut rows =
        vec![["CODE", "PLANNED", "PER PROJECT", "COMPLETION", "FORM", "NAME"].map(str::to_owned).to_vec()];
    for t in &s.types {
        let name = match &t.group {
            Some(_) => format!("{} · {}", t.group_path.join(" · "), t.name),
            None => t.name.clone(),
        };
        let planned = count(t.planned);
        let money = sums(t.amount_min_fen, t.amount_max_fen);
        rows.push(vec![t.code.clone(), planned, money, t.completion.clone(), t.form.clone(), name]);
        for tier in &t.tiers {
            let money = sums(tier.amount_min_fen, tier.amount_max_fen);
            let name = format!("　{}", tier.name);
            rows.push(vec![
                format!("  {}", tier.code),
                count(tier.planned),
                money,
                String::new(),
                String::new(),
                name,
            ]);
        }
    }
    aligned(&rows)
}

fn rules(s: &ProgrammeSummary) -> String {
    let mut out = String::new();
    let of =
        |types: &[String]| if types.is_empty() { String::new() } else { format!("　{}", types.join(" ")) };
    for limit in &s.limits {
        let per = match limit.per {
            LimitPer::Organisation => "organisation",
            LimitPer::Leader => "leader",
        };
        let severity = match limit.severity {
            Severity::Hard => "hard",
            Severity::Soft => "soft",
            Severity::Notice => "notice",
        };
        let _ = writeln!(out, "limit     at most {} per {per}, {severity}{}", limit.max, of(&limit.types));
    }
    for deadline in &s.deadlines {
        let what = match deadline.what {
            Material::Electronic => "electronic",
            Material::Paper => "paper",
            Material::Recommendation => "recommendation",
        };
        let _ = writeln!(out, "deadline  {what} {} Beijing time{}", deadline.at, of(&deadline.types));
    }
    for form in &s.forms {
        let _ = writeln!(out, "form      {}: {}, {} fields", form.id, form.title, form.fields);
    }
    if out.is_empty() { out } else { format!("\n{out}") }
}

fn count(planned: Option<u32>) -> String {
    planned.map_or_else(|| "—".to_owned(), |n| n.to_string())
}

fn sums(low: Option<Fen>, high: Option<Fen>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low == high => format!("{} 万元", low.wan()),
        (Some(low), Some(high)) => format!("{}–{} 万元", low.wan(), high.wan()),
        _ => "undecided".to_owned(),
    }
}

/// Columns as wide as their widest cell; the last one runs free.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> =
        (0..columns).map(|c| rows.iter().map(|row| width(&row[c])).max().unwrap_or_default()).collect();
    rows.iter().fold(String::new(), |mut out, row| {
        let cells = row.iter().zip(&widths).map(|(cell, w)| format!("{cell}{}", " ".repeat(w - width(cell))));
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(out, "{}", line.trim_end());
        out
    })
}

/// Columns that a text takes on a terminal: Chinese characters take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c < '\u{1100}' || ('\u{2000}'..'\u{2e80}').contains(&c) { 1 } else { 2 }).sum()
}
