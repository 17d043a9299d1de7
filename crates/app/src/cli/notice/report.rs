//! A reading for the eyes of whoever sits at the terminal.

use std::fmt::Write as _;

use kexiang_reader::{Fact, Kind, Reading};

/// What is unsure and unplaced comes first, then the facts kind by kind.
pub(super) fn text(reading: &Reading) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", reading.title);
    let frame = [
        reading.issuer.as_str(),
        reading.document_number.as_deref().unwrap_or_default(),
        reading.issued.as_deref().unwrap_or_default(),
    ];
    let _ = writeln!(
        out,
        "{}",
        frame.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
    );
    let coverage = reading.coverage;
    let share = (100 * coverage.placed).checked_div(coverage.binding).unwrap_or(100);
    let _ = writeln!(
        out,
        "{} facts; {} of {} sentences with numbers or duties placed ({share} %)",
        reading.facts.len(),
        coverage.placed,
        coverage.binding
    );
    let unsure: Vec<&Fact> = reading.facts.iter().filter(|fact| !fact.doubts.is_empty()).collect();
    section(
        &mut out,
        "contradictions",
        reading.contradictions.iter().map(|one| format!("{}  [{}]", one.message, flat(&one.quote))),
    );
    section(
        &mut out,
        "unsure",
        unsure.iter().map(|fact| format!("{}  ({})", line(fact), fact.doubts.join("; "))),
    );
    section(
        &mut out,
        "unplaced",
        reading.unplaced.iter().map(|one| format!("{}  ({})", flat(&one.quote), one.reason)),
    );
    for kind in Kind::ALL {
        let own = reading.facts.iter().filter(|fact| fact.kind == kind);
        section(&mut out, name(kind), own.map(line));
    }
    out
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    for (at, line) in lines.enumerate() {
        if at == 0 {
            let _ = writeln!(out, "\n{title}");
        }
        let _ = writeln!(out, "  {line}");
    }
}

fn line(fact: &Fact) -> String {
    let value = fact.value.as_str().map_or_else(|| fact.value.to_string(), flat);
    let scope = if fact.scope.is_empty() { String::new() } else { format!(" · {}", fact.scope) };
    let soft = if fact.soft { " · 原则上" } else { "" };
    format!(
        "{:<4} {}{value}{}{scope}{soft}  [{} {}]",
        fact.id,
        fact.op,
        fact.unit,
        fact.at,
        flat(&fact.quote)
    )
}

/// In one line, at most 70 characters.
fn flat(words: &str) -> String {
    let line: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 70 { line } else { line.chars().take(69).chain(['…']).collect() }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::ProjectType => "project types",
        Kind::CountPlanned => "planned numbers",
        Kind::Amount => "amounts",
        Kind::Deadline => "deadlines",
        Kind::CompletionDate => "completion",
        Kind::ApplicantEligibility => "who may apply",
        Kind::ApplicantLimit => "limits",
        Kind::EligibilityExclusion => "who is barred",
        Kind::Indicator => "indicators",
        Kind::Deliverable => "to hand in",
        Kind::Disbursement => "payment",
        Kind::SpendingBan => "spending",
        Kind::Copies => "copies",
        Kind::Contact => "contacts",
        Kind::Attachment => "attachments",
    }
}
