//! Every notice becomes a programme file that `programme check` accepts, with a clause from its text on every rule.

use std::fs;

use jiff::Timestamp;
use kexiang_core::programme::{self, Gravity, Programme};
use kexiang_reader::programme::{Names, draft, to_toml};
use kexiang_reader::read;

use crate::notices::notices;

fn names() -> Names {
    Names { association: "demo".to_owned(), code: "demo-2027".to_owned() }
}

/// The file that is drafted from a text, as read back.
pub fn drafted(text: &str) -> (String, Programme) {
    let file = to_toml(&draft(&read(text), &names()));
    let programme = programme::parse(&file).unwrap_or_else(|error| panic!("{error}\n{file}"));
    (file, programme)
}

#[test]
fn every_draft_is_accepted_by_the_check() {
    let mut wrong = Vec::new();
    for path in notices("own").into_iter().chain(notices("seeds")) {
        let (file, programme) = drafted(&fs::read_to_string(&path).expect("a notice"));
        let findings = programme::check(&file, &programme, Timestamp::UNIX_EPOCH);
        for finding in findings.iter().filter(|finding| finding.gravity == Gravity::Error) {
            wrong.push(format!("{}: {} {} {}", path.display(), finding.path, finding.code, finding.reason));
        }
        assert!(!programme.types.is_empty(), "{}", path.display());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_is_drafted_is_what_is_printed() {
    for path in notices("own").into_iter().chain(notices("seeds")) {
        let text = fs::read_to_string(&path).expect("a notice");
        let made = draft(&read(&text), &names()).programme;
        let (_, read_back) = drafted(&text);
        assert_eq!(made, read_back, "{}", path.display());
    }
}

#[test]
fn every_rule_quotes_the_notice() {
    for path in notices("own").into_iter().chain(notices("seeds")) {
        let text = fs::read_to_string(&path).expect("a notice");
        let (_, programme) = drafted(&text);
        let known = bare(&text);
        let clauses = programme.rules.iter().map(|rule| &rule.clause);
        let clauses = clauses.chain(programme.limits.iter().map(|limit| &limit.clause));
        let types = programme.types.iter();
        let clauses = clauses.chain(types.flat_map(|kind| kind.indicators.iter().map(|one| &one.clause)));
        for clause in clauses {
            assert!(holds(&known, &bare(&clause.says)), "{}: {}", path.display(), clause.says);
        }
    }
}

/// Letters and digits only: what cleaning does not touch.
fn bare(text: &str) -> String {
    text.chars().filter(|ch| ch.is_alphanumeric()).collect()
}

/// Do six tenths of the words, four by four, stand in the notice? Cleaning joins and mends the others.
fn holds(text: &str, says: &str) -> bool {
    let words: Vec<char> = says.chars().collect();
    let pieces = words.chunks(4).filter(|piece| text.contains(&piece.iter().collect::<String>())).count();
    10 * pieces >= 6 * words.chunks(4).count()
}

#[test]
fn the_notices_of_the_sample_have_their_types_money_and_dates() {
    let (_, programme) = drafted(include_str!("../notices/seeds/guangdong-2024.txt"));
    assert_eq!((programme.types.len(), programme.groups.len()), (11, 4));
    let planned: Option<u32> = programme.types.iter().map(|kind| kind.planned).sum();
    assert_eq!(planned, Some(34));
    assert!(programme.types.iter().all(|kind| kind.completion.starts_with("2024-")));
    let (_, programme) = drafted(include_str!("../notices/seeds/liuzhou-2026.txt"));
    let codes: Vec<&str> = programme.types.iter().map(|kind| kind.code.as_str()).collect();
    assert_eq!(codes, ["2026-1", "2026-2", "2026-3", "2026-4", "2026-5"]);
    let forms: Vec<&str> = programme.types.iter().map(|kind| kind.form.as_str()).collect();
    assert_eq!(forms, ["form-1", "form-2", "form-3", "form-4", "form-5"]);
}
