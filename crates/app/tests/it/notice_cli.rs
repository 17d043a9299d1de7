//! `kexiang notice read`, as a person at the terminal runs it.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

fn notice(name: &str) -> String {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../programmes/notices"));
    folder.join(format!("{name}.txt")).display().to_string()
}

/// Runs the command in an empty folder: it needs neither settings nor database.
fn read(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kexiang"));
    command.args(["notice", "read"]).args(arguments).current_dir(folder.path());
    command.output().unwrap()
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn facts_are_printed_with_words_at_their_place() {
    let name = notice("guangdong-2024");
    let value: Value = serde_json::from_str(&printed(&read(&[&name, "--json"]))).unwrap();
    let text: Vec<char> = printed(&read(&[&name, "--text"])).chars().collect();
    let facts = value["facts"].as_array().unwrap();
    assert!(facts.len() > 100, "{}", facts.len());
    for fact in facts {
        let quote: Vec<char> = fact["quote"].as_str().unwrap().chars().collect();
        let start = usize::try_from(fact["start"].as_u64().unwrap()).unwrap();
        assert_eq!(text[start..start + quote.len()], quote[..], "{fact}");
    }
    assert_eq!(value["files"][0].as_str(), Some(name.as_str()));
}

#[test]
fn drafts_of_the_four_notices_pass_the_check() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["liuzhou-2026", "ningxia-2025", "xinjiang-2025", "guangdong-2024"] {
        let draft = printed(&read(&[&notice(name), "--programme", "--association", "gd", "--code", name]));
        let path = folder.path().join(format!("{name}.toml"));
        std::fs::write(&path, draft).unwrap();
        let mut check = Command::new(env!("CARGO_BIN_EXE_kexiang"));
        let output =
            check.args(["programme", "check"]).arg(&path).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn an_annex_is_read_behind_the_notice() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, words: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, words).unwrap();
        path.display().to_string()
    };
    let main =
        write("通知.txt", "关于申报2027年度项目的通知\n一、申报时间：2027年3月31日前报送申报书一式3份。\n");
    let guide = write("项目申报指南.txt", "一、甲类项目5个，每项2万元。\n二、乙类项目3个，每项1万元。\n");
    let value: Value = serde_json::from_str(&printed(&read(&[&main, &guide, "--json"]))).unwrap();
    let of = |kind: &str| {
        let facts = value["facts"].as_array().unwrap().iter();
        facts.filter(|fact| fact["kind"] == kind).cloned().collect::<Vec<Value>>()
    };
    let sums: Vec<i64> = of("amount").iter().map(|fact| fact["value"].as_i64().unwrap()).collect();
    assert_eq!(sums, [20_000, 10_000]);
    assert!(of("amount").iter().all(|fact| fact["document"] == "附件 项目申报指南"), "{:?}", of("amount"));
    assert_eq!(of("deadline")[0]["value"], "2027-03-31");
    assert_eq!(of("deadline")[0].get("document"), None);
}

#[test]
fn files_that_cannot_be_read_have_exit_codes_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&str, &[u8], i32, &str); 3] = [
        ("empty.txt", b"", 3, "empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n0000000000000000", 6, "DOCX"),
        ("letter.txt", "今天天气很好，我们去公园。".as_bytes(), 7, "no applications"),
    ];
    for (name, bytes, code, says) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let output = read(&[&path.display().to_string()]);
        assert_eq!(output.status.code(), Some(code), "{name}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(says), "{told}");
    }
    assert_eq!(read(&["missing.txt"]).status.code(), Some(1));
}

#[test]
fn the_explanation_names_rules() {
    let told = printed(&read(&[&notice("xinjiang-2025"), "--explain"]));
    assert!(told.contains("fact count.label") && told.contains("no rule fired"), "{}", &told[..2000]);
}
