//! What happens to a text on its way (widths, line ends, indents, markup) changes no fact of it.

use std::fs;

use kexiang_reader::{Kind, read};

use crate::notices::notices;

/// Kind and value of every fact; of kinds whose value is words only the kind, as widths differ in them.
fn facts(text: &str) -> Vec<(Kind, String)> {
    let typed = |kind| {
        matches!(
            kind,
            Kind::CountPlanned
                | Kind::Amount
                | Kind::Deadline
                | Kind::CompletionDate
                | Kind::ApplicantLimit
                | Kind::Indicator
                | Kind::Disbursement
                | Kind::Copies
        )
    };
    read(text)
        .facts
        .into_iter()
        .map(|fact| (fact.kind, if typed(fact.kind) { fact.value.to_string() } else { String::new() }))
        .collect()
}

fn unchanged_by(change: impl Fn(&str) -> String) {
    for path in notices("seeds") {
        let text = fs::read_to_string(&path).expect("a notice");
        assert_eq!(facts(&change(&text)), facts(&text), "{}", path.display());
    }
}

fn lines(text: &str, change: impl Fn(&str) -> String) -> String {
    text.split('\n')
        .map(|line| if line.trim().is_empty() { line.to_owned() } else { change(line) })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn half_width_marks() {
    unchanged_by(|text| {
        let marks = [('，', ','), ('；', ';'), ('：', ':'), ('（', '('), ('）', ')')];
        text.chars()
            .map(|ch| marks.iter().find(|(wide, _)| *wide == ch).map_or(ch, |(_, thin)| *thin))
            .collect()
    });
}

#[test]
fn full_width_digits() {
    unchanged_by(|text| {
        let wide = |ch: char| char::from_u32(u32::from(ch) + 0xFEE0).unwrap_or(ch);
        text.chars().map(|ch| if ch.is_ascii_digit() { wide(ch) } else { ch }).collect()
    });
}

#[test]
fn line_ends_of_another_system_and_empty_lines() {
    unchanged_by(|text| text.replace('\n', "\r\n"));
    unchanged_by(|text| text.replace('\n', "\n\n"));
}

#[test]
fn indents_by_wide_blanks_and_by_tabs() {
    unchanged_by(|text| lines(text, |line| format!("　　{line}")));
    unchanged_by(|text| {
        lines(text, |line| if line.contains('\t') { line.to_owned() } else { format!("\t{line}") })
    });
}

#[test]
fn blanks_that_do_not_break() {
    unchanged_by(|text| text.replace(' ', "\u{a0}"));
}
