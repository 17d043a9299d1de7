//! Single turns of phrase: below the heading given, the words give exactly the facts listed.

use kexiang_reader::{Fact, Kind, read};

const PHRASES: &str = include_str!("../notices/phrases.txt");

/// A notice around the words, with a year of its own.
fn notice(heading: &str, words: &str) -> String {
    let words = words.replace("\\n", "\n");
    format!(
        "关于申报2025年度某类项目的通知\n各有关单位：\n一、{heading}\n{words}\n二、其他\n某市科协\n2025年1月10日\n"
    )
}

/// `amount=50000==`, `deadline=2025-03-31`, `excl`.
fn short(fact: &Fact) -> String {
    let value = match fact.value.as_str() {
        Some(words) => words.to_owned(),
        None => fact.value.to_string(),
    };
    match fact.kind {
        Kind::Amount => format!("amount={value}{}", fact.op),
        Kind::ApplicantLimit => format!("limit={value}{}", fact.op),
        Kind::Indicator => format!("ind={value}{}", fact.op),
        Kind::CountPlanned => format!("count={value}{}", fact.op),
        Kind::Deadline => format!("deadline={value}"),
        Kind::CompletionDate => format!("comp={value}"),
        Kind::Disbursement => format!("disb={value}"),
        Kind::Copies => format!("copies={value}"),
        Kind::Contact => format!("contact={value}"),
        Kind::ProjectType => format!("type={value}"),
        Kind::EligibilityExclusion => "excl".to_owned(),
        Kind::ApplicantEligibility => "elig".to_owned(),
        Kind::Deliverable => "deliv".to_owned(),
        Kind::SpendingBan => "ban".to_owned(),
        Kind::Attachment => "att".to_owned(),
    }
}

#[test]
fn every_turn_of_phrase_gives_its_facts_and_no_other() {
    let mut wrong = Vec::new();
    let lines = PHRASES.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let mut count = 0;
    for line in lines {
        let parts: Vec<&str> = line.split('¦').collect();
        let [heading, words, expected] = parts.as_slice() else { panic!("three parts: {line}") };
        let mut expected: Vec<String> =
            expected.split(';').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
        let reading = read(&notice(heading, words));
        let mut facts: Vec<String> =
            reading.facts.iter().filter(|fact| fact.rule != "type.title").map(short).collect();
        expected.sort();
        facts.sort();
        count += 1;
        if facts != expected {
            wrong.push(format!("{words}\n  expected {expected:?}\n  read     {facts:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(count >= 200, "{count}");
}
