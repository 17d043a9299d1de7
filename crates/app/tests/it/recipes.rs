//! Recipes, decisions and the documents at the root name real files: what they say in backticks exists.

use std::path::Path;

fn texts(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let files = std::fs::read_dir(&root).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = files
        .map(|file| file.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"));
    paths.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("text"))).collect()
}

/// What stands between backticks and looks like a path of the project; `a/{b,c}` names two.
fn paths(text: &str) -> Vec<String> {
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
        .flat_map(each)
        .collect()
}

fn each(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let (names, after) = rest.split_once('}').unwrap_or_else(|| panic!("{path}: a brace without its end"));
    names.split(',').map(|name| format!("{before}{name}{after}")).collect()
}

#[test]
fn the_paths_of_recipes_and_decisions_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut seen = 0;
    for folder in [".", "docs/recipes", "docs/adr"] {
        for (file, text) in texts(folder) {
            for path in paths(&text) {
                seen += 1;
                assert!(root.join(&path).exists(), "{file}: `{path}` does not exist");
            }
        }
    }
    assert!(seen > 30, "only {seen} paths are named");
}
