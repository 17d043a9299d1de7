//! The rules of the house that a look at the sources can check.

use std::path::{Path, PathBuf};

/// All Rust sources below a folder.
pub fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Whether a line holds a text that reads like a statement.
fn has_sql(line: &str) -> bool {
    let line = line.to_lowercase();
    let pairs = [
        ("select ", " from "),
        ("insert into ", "("),
        ("delete from ", ""),
        ("update ", " set "),
        ("create table ", "("),
        ("alter table ", " "),
    ];
    pairs.iter().any(|(start, then)| {
        let place = line.find(&format!("\"{start}"));
        place.is_some_and(|place| line[place..].contains(then))
    })
}

#[test]
fn there_is_no_sql_outside_the_store() {
    assert!(has_sql("tx.all(\"SELECT a FROM b\")") && has_sql("\"update t set a = 1\""));
    assert!(!has_sql("\"update the settings\"") && !has_sql("\"select a file\""));
    for entry in std::fs::read_dir(crates()).unwrap() {
        let folder = entry.unwrap().path();
        if folder.ends_with("store") || !folder.join("src").is_dir() {
            continue;
        }
        for (path, text) in sources(&folder.join("src")) {
            for (number, line) in text.lines().enumerate() {
                let place = format!("{}:{}", path.display(), number + 1);
                assert!(!has_sql(line), "{place}: SQL belongs into crates/store");
                assert!(!line.contains("sql!("), "{place}: statements belong into crates/store");
            }
        }
    }
}

#[test]
fn only_db_names_a_driver() {
    for (path, text) in sources(&crates().join("store/src")) {
        if path.parent().unwrap().ends_with("db") {
            continue;
        }
        for word in ["rusqlite", "postgres::", "use postgres"] {
            assert!(
                !text.to_lowercase().replace("engine::postgres", "").contains(word),
                "{}: {word}",
                path.display()
            );
        }
    }
}
