//! Families of keys that are put together at run time, `<family>-<code>`: each room of the house names its own. For each the
//! codes must be exactly these.

mod acceptance;
mod application;
mod execution;
mod organisation;
mod programme;
mod project;
mod review;

use super::root;

/// The name of a family, and the codes it has words for.
type Family = (&'static str, Vec<String>);

/// Codes of an enumeration that lists all its values.
macro_rules! codes_of {
    ($kind:path) => {{
        use $kind as Kind;
        Kind::ALL.iter().map(|value| value.code().to_owned()).collect()
    }};
}
use codes_of;

/// All families of all rooms.
pub(super) fn families() -> Vec<Family> {
    [
        acceptance::families(),
        application::families(),
        execution::families(),
        organisation::families(),
        programme::families(),
        project::families(),
        review::families(),
    ]
    .concat()
}

fn codes(all: &[&str]) -> Vec<String> {
    all.iter().map(|code| (*code).to_owned()).collect()
}

/// Codes of commands, out of their source: commands carry values and have no list.
fn codes_in(path: &str) -> Vec<String> {
    let source = std::fs::read_to_string(root().join(path)).expect("source");
    let arms = source.lines().filter_map(|line| line.trim().strip_prefix("Command::"));
    let codes = arms.filter_map(|arm| arm.split_once("=> \"").and_then(|(_, rest)| rest.strip_suffix("\",")));
    codes.filter(|code| !code.is_empty()).map(str::to_owned).collect()
}
