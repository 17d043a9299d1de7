//! Recipes and decisions name real files: what they say in backticks exists.

use std::path::Path;

fn texts(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let files = std::fs::read_dir(&root).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = files
        .map(|file| file.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"));
    paths.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("text"))).collect()
}

/// What stands between backticks and looks like a path of the project.
fn paths(text: &str) -> Vec<&str> {
    let starts = [
        "crates/",
        "templates/",
        "locales/",
        "migrations/",
        "programmes/",
        "docs/",
        "letters/",
        "assets/",
        "scripts/",
    ];
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|quoted| {
            starts.iter().any(|start| quoted.starts_with(start)) && !quoted.contains(['<', '*', ' '])
        })
        .collect()
}

#[test]
fn the_paths_of_recipes_and_decisions_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut seen = 0;
    for folder in ["docs/recipes", "docs/adr"] {
        for (file, text) in texts(folder) {
            for path in paths(&text) {
                seen += 1;
                assert!(root.join(path).exists(), "{file}: `{path}` does not exist");
            }
        }
    }
    assert!(seen > 30, "only {seen} paths are named");
}
