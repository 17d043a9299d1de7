//! `kexiang programme check` and `show`, as a person at the terminal runs them.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn programmes() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes"))
}

/// Runs the command in an empty folder: it needs neither settings nor database.
fn kexiang(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kexiang"));
    command.arg("programme").args(arguments).current_dir(folder.path());
    command.output().unwrap()
}

fn file(name: &str) -> String {
    programmes().join(name).display().to_string()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A mutated copy of a shipped programme.
fn mutated(name: &str, from: &str, to: &str) -> (tempfile::TempDir, String) {
    let text = std::fs::read_to_string(file(name)).unwrap();
    assert!(text.contains(from), "{name} has no `{from}`");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mutated.toml");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    (folder, path.display().to_string())
}

#[test]
fn the_four_notices_have_no_errors_before_their_deadlines() {
    let files = ["liuzhou-2026", "ningxia-2025", "xinjiang-2025", "guangdong-2024"]
        .map(|n| file(&format!("{n}.toml")));
    let mut arguments = vec!["check", "--at", "2023-08-20"];
    arguments.extend(files.iter().map(String::as_str));
    let output = kexiang(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert_eq!(printed(&output).matches(": error[").count(), 0);
    assert_eq!(printed(&output).matches("nothing is wrong").count(), 3);
}

#[test]
fn l11_a_deadline_in_the_past_is_a_warning_and_strict_makes_it_count() {
    let lz = file("liuzhou-2026.toml");
    let (before, after) = ("2026-03-31T16:59", "2026-03-31T17:01");
    let code = |at, strict: &[&str]| {
        let output = kexiang(&[&["check", "--at", at, &lz], strict].concat());
        (output.status.code(), printed(&output).contains("warning[deadline-past]"))
    };
    assert_eq!(code(before, &[]), (Some(0), false));
    assert_eq!(code(after, &[]), (Some(0), true));
    assert_eq!(code(after, &["--strict"]), (Some(1), true));
}

#[test]
fn x01_a_sum_that_does_not_add_up_is_told_with_place_and_clause() {
    let (_folder, path) =
        mutated("xinjiang-2025.toml", "stated_total = \"91万元\"", "stated_total = \"92万元\"");
    let output = kexiang(&["check", "--at", "2025-01-01", &path]);
    let text = printed(&output);
    let line =
        std::fs::read_to_string(&path).unwrap().lines().position(|l| l.starts_with("stated_total")).unwrap()
            + 1;
    assert!(text.contains(&format!("{path}:{line}:1: warning[sum-differs]")), "{text}");
    let told = text.split("warning[sum-differs]").nth(1).unwrap();
    assert!(told.lines().nth(2).unwrap().contains("“"), "the clause is quoted: {told}");
}

#[test]
fn an_error_ends_with_one_and_a_file_that_is_no_programme_shows_the_place() {
    let (_kept, without_form) = mutated("liuzhou-2026.toml", "form = \"table-1\"", "form = \"nowhere\"");
    let output = kexiang(&["check", "--at", "2026-01-01", &without_form]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("error[unknown-form]"), "{}", printed(&output));

    let (_kept, misspelt) = mutated("liuzhou-2026.toml", "\nplanned = 2", "\nplaned = 2");
    let output = kexiang(&["check", &misspelt]);
    assert_eq!(output.status.code(), Some(1));
    let text = printed(&output);
    assert!(text.contains("error[unreadable]: unknown field `planed`"), "{text}");
    assert!(text.contains("\n    planed = 2\n    ^\n    did you mean `planned`?\n"), "{text}");
}

#[test]
fn files_that_cannot_be_read_end_with_two_and_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let gbk = folder.path().join("gbk.toml");
    std::fs::write(&gbk, b"schema = 1\ntitle = \"\xc1\xf8\xd6\xdd\"\n").unwrap();
    let told = |path: &str| {
        let output = kexiang(&["check", path]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, words) = told("nowhere.toml");
    assert_eq!((code, words.as_str()), (Some(2), "nowhere.toml: there is no such file\n"));
    let (code, words) = told(&gbk.display().to_string());
    assert_eq!(code, Some(2));
    assert!(words.contains("line 2 is not UTF-8"), "{words}");
}

#[test]
fn x01_show_as_json_is_an_object_with_types_and_amounts_in_fen() {
    let output = kexiang(&["show", &file("xinjiang-2025.toml"), "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let types = json["types"].as_array().unwrap();
    let told: Vec<_> = types
        .iter()
        .map(|t| {
            (
                t["code"].as_str().unwrap(),
                t["planned"].as_i64(),
                t["amount_min_fen"].as_i64(),
                t["amount_max_fen"].as_i64(),
            )
        })
        .collect();
    let wan = |n: i64| Some(n * 1_000_000);
    let expected = [
        ("XXJL-2025", Some(15), wan(5), wan(10)),
        ("QKPY-2025", Some(1), wan(10), wan(10)),
        ("DJQC-2025", Some(4), wan(5), wan(5)),
    ];
    assert_eq!(told, expected);
    let tiers = types[0]["tiers"].as_array().unwrap();
    let tiers: Vec<_> = tiers.iter().map(|t| (t["planned"].as_i64(), t["amount_max_fen"].as_i64())).collect();
    assert_eq!(tiers, [(Some(2), wan(10)), (Some(3), wan(7)), (Some(10), wan(5))]);
    assert_eq!(types[0]["total_max_fen"].as_i64(), wan(91));
    assert!(types.iter().all(|t| t["name"].is_string() && t.get("group").is_some() && t["form"].is_string()));
}

#[test]
fn l03_show_tells_limits_deadlines_and_forms() {
    let json: Value =
        serde_json::from_slice(&kexiang(&["show", &file("liuzhou-2026.toml"), "--json"]).stdout).unwrap();
    assert_eq!(json["types"].as_array().unwrap().len(), 5);
    let limits: Vec<_> = json["limits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["max"].as_i64(), l["severity"].as_str()))
        .collect();
    assert_eq!(limits, [(Some(2), Some("soft"))]);
    let electronic = &json["deadlines"][0];
    assert_eq!(
        (electronic["at"].as_str(), electronic["instant"].as_str()),
        (Some("2026-03-31T17:00"), Some("2026-03-31T09:00:00Z"))
    );
    assert_eq!(json["forms"].as_array().unwrap().len(), 5);
    let table = printed(&kexiang(&["show", &file("liuzhou-2026.toml")]));
    assert!(table.contains("limit     at most 2 per organisation, soft"), "{table}");
}
