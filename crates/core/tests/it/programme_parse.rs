//! Programme files that cannot be read say where and why; those that can be are written and read again unchanged.

use kexiang_core::programme::{Programme, parse};

use crate::programme::{FILES, read, text};

/// Line, column and reason of the error that the change brings.
fn error(name: &str, from: &str, to: &str) -> (usize, usize, String) {
    assert!(text(name).contains(from));
    let error = parse(&text(name).replacen(from, to, 1)).unwrap_err();
    (error.line, error.column, error.reason)
}

fn line_of(name: &str, words: &str) -> usize {
    text(name)[..text(name).find(words).unwrap()].matches('\n').count() + 1
}

#[test]
fn a_programme_written_as_toml_and_as_json_reads_the_same() {
    for (name, ..) in FILES {
        let programme = read(name);
        let written = toml::to_string(&programme).unwrap();
        assert_eq!(parse(&written).unwrap_or_else(|e| panic!("{name} {e}")), programme);
        let json = serde_json::to_string(&programme).unwrap();
        assert_eq!(serde_json::from_str::<Programme>(&json).unwrap(), programme);
    }
}

#[test]
fn an_unknown_key_is_named_with_its_place() {
    let (line, column, reason) = error("liuzhou-2026", "planned = 4", "quota = 4");
    assert_eq!((line, column), (line_of("liuzhou-2026", "planned = 4"), 1));
    assert!(
        reason.starts_with("unknown field `quota`, expected one of `code`, `name`, `group`, `planned`"),
        "{reason}"
    );
}

#[test]
fn a_missing_key_is_named() {
    let (line, _, reason) = error("liuzhou-2026", "association = \"lz\"\n", "");
    assert_eq!(
        (line, reason.as_str()),
        (line_of("liuzhou-2026", "[programme]"), "missing field `association`")
    );
}

#[test]
fn sums_without_unit_in_the_wrong_order_or_without_clause_are_refused() {
    let name = "liuzhou-2026";
    let place = line_of(name, "[\"1万元\", \"2万元\"]");
    let (line, _, reason) = error(name, "[\"1万元\", \"2万元\"]", "[\"1万元\", \"2\"]");
    assert_eq!((line, reason.as_str()), (place, "`2` needs its unit: write `10万元` or `5000元`"));
    let (line, _, reason) = error(name, "[\"1万元\", \"2万元\"]", "[\"2万元\", \"1万元\"]");
    assert_eq!((line, reason.as_str()), (place, "the first sum of `range` must be the smaller one"));
    let (_, _, reason) = error(name, "range = [\"1万元\", \"2万元\"]", "undecided = true, fixed = \"1万元\"");
    assert_eq!(reason, "give exactly one of `fixed`, `range` or `undecided = true`");
    let (line, _, reason) = error("ningxia-2025", "{ undecided = true }", "{ fixed = \"1万元\" }");
    assert_eq!(
        (line, reason.as_str()),
        (line_of("ningxia-2025", "{ undecided = true }"), "a sum needs its `clause`")
    );
}

#[test]
fn a_date_that_does_not_exist_is_refused() {
    let (line, _, reason) = error("liuzhou-2026", "at = \"2026-03-31T17:00\"", "at = \"2026-03-32T17:00\"");
    assert_eq!(line, line_of("liuzhou-2026", "at = \"2026-03-31T17:00\""));
    assert!(reason.starts_with("`2026-03-32T17:00` is no moment"), "{reason}");
}

#[test]
fn an_unknown_test_class_or_comparator_is_refused() {
    let (_, _, reason) =
        error("liuzhou-2026", "class_in = { classes = [\"society\"]", "class_in = { classes = [\"club\"]");
    assert!(reason.starts_with("unknown variant `club`, expected one of `society`"), "{reason}");
    let (_, _, reason) = error("liuzhou-2026", "or_jointly = true }", "jointly = true }");
    assert!(reason.starts_with("unexpected keys in table: jointly, available keys: classes"), "{reason}");
    let (_, _, reason) = error("liuzhou-2026", "op = \">=\"", "op = \">\"");
    assert!(reason.starts_with("unknown variant `>`"), "{reason}");
    let (_, _, reason) = error("ningxia-2025", "fact = \"grade\"", "fact = \"mark\"");
    assert!(reason.starts_with("unknown variant `mark`"), "{reason}");
}

#[test]
fn text_that_is_no_toml_is_refused_at_its_place() {
    let (line, column, _) = error("liuzhou-2026", "year = 2026", "year = = 2026");
    assert_eq!((line, column), (line_of("liuzhou-2026", "year = 2026"), 8));
}

#[test]
fn another_schema_is_refused() {
    let (line, column, reason) = error("liuzhou-2026", "schema = 1", "schema = 2");
    assert_eq!((line, column, reason.as_str()), (4, 1, "schema 2 is not known; this program reads 1"));
}
