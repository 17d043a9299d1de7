//! Every notice under `tests/notices` says exactly what its `.facts` file lists: nothing missing, nothing invented,
//! every quote the notice's own words at the place given.

use std::fs;
use std::path::{Path, PathBuf};

use kexiang_reader::read;

use crate::expected::{differences, parse};

pub fn notices(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notices").join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(root)
        .expect("the folder of notices")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    paths
}

fn check(folder: &str) {
    let wrong = differences_in(folder);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What the reader misses and invents in a folder of notices, one line each.
fn differences_in(folder: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for path in notices(folder) {
        let text = fs::read_to_string(&path).expect("a notice");
        let facts = fs::read_to_string(path.with_extension("facts")).expect("its facts");
        for line in differences(&text, &parse(&facts), &read(&text).facts) {
            wrong.push(format!("{}: {line}", path.file_stem().unwrap_or_default().display()));
        }
    }
    wrong
}

/// Notices whose facts were written down before the reader saw them and that it does not read in full yet. The number
/// of differences only goes down (41 before `66`–`80` joined); a notice without any moves to `own`.
#[test]
fn notices_not_read_in_full_get_no_worse() {
    const MOST: usize = 72;
    let wrong = differences_in("unseen");
    assert!(wrong.len() <= MOST, "{} differences, at most {MOST}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn own_notices_say_what_is_listed() {
    assert!(notices("own").len() >= 30);
    check("own");
}

#[test]
fn the_four_notices_say_what_is_listed() {
    assert_eq!(notices("seeds").len(), 4);
    check("seeds");
}

#[test]
fn every_quote_stands_at_its_place() {
    for path in notices("own").into_iter().chain(notices("seeds")) {
        let text = fs::read_to_string(&path).expect("a notice");
        let chars: Vec<char> = text.chars().collect();
        for fact in read(&text).facts {
            let length = fact.quote.chars().count();
            let at: String = chars[fact.start..fact.start + length].iter().collect();
            assert_eq!(at, fact.quote, "{} {}", path.display(), fact.id);
            assert!(!fact.quote.trim().is_empty());
        }
    }
}

#[test]
fn reading_twice_gives_the_same() {
    for path in notices("own") {
        let text = fs::read_to_string(&path).expect("a notice");
        let once = serde_json::to_string(&read(&text)).expect("JSON");
        assert_eq!(once, serde_json::to_string(&read(&text)).expect("JSON"));
    }
}
