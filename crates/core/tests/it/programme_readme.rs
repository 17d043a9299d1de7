//! `programmes/README.md` is true: its example works, its codes are those of `check`.

use kexiang_core::programme::{FINDING_CODES, check, parse};

const README: &str = include_str!("../../../../programmes/README.md");

#[test]
fn the_smallest_programme_has_nothing_wrong() {
    let example = README.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let programme = parse(example).unwrap_or_else(|e| panic!("{e}"));
    let now = kexiang_core::time::start_of_day(jiff::civil::date(2027, 3, 1));
    assert_eq!(check(example, &programme, now), []);
}

#[test]
fn all_codes_are_listed_and_no_others() {
    let table = README.split("## What `programme check` says").nth(1).unwrap();
    let mut listed: Vec<_> = table.split('`').skip(1).step_by(2).collect();
    listed.sort_unstable();
    assert_eq!(listed, FINDING_CODES);
}

#[test]
fn the_files_listed_are_there() {
    for (name, ..) in crate::programme::FILES {
        assert!(README.contains(&format!("| `{name}.toml` |")), "{name}");
    }
}

#[test]
fn words_of_the_schema_are_explained() {
    use kexiang_core::organisation::{FactKind, OrganisationClass};
    let explained = |code: &str| README.contains(&format!("`{code}`"));
    let classes = OrganisationClass::ALL.map(OrganisationClass::code);
    let facts = FactKind::ALL.map(FactKind::code);
    let missing: Vec<_> = classes.into_iter().chain(facts).filter(|code| !explained(code)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
