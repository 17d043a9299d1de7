//! `kexiang archive …` on plain files, without a database.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn kexiang(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kexiang"));
    command.current_dir(folder).args(arguments).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A folder with two papers and a description.
fn papers() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let metadata = json!({
        "number": "LZKX-2026-001", "fonds": "柳州市科学技术协会", "title": "专家走基层",
        "responsible": "柳州市机械工程学会", "year": "2026", "term": "30年", "sealed_at": "2026-12-30T10:00",
        "steps": [{ "at": "2026-05-06 09:00", "by": "韦颖", "what": "立项" }],
    });
    fs::write(folder.path().join("metadata.json"), metadata.to_string()).expect("written");
    for (kind, text) in [("1-申报书", "申报书"), ("2-签到表", "张三 李四")] {
        fs::create_dir_all(folder.path().join("papers").join(kind)).expect("made");
        fs::write(folder.path().join("papers").join(kind).join("a.txt"), text).expect("written");
    }
    folder
}

#[test]
fn a_package_is_sealed_verified_and_its_forgery_is_named() {
    let folder = papers();
    let folder = folder.path();
    let sealed = kexiang(
        folder,
        &["archive", "seal", "metadata.json", "papers", "package.zip", "--certificate", "c.pdf"],
    );
    assert!(sealed.status.success(), "{}", String::from_utf8_lossy(&sealed.stderr));
    let hashes: Value = serde_json::from_slice(&sealed.stdout).expect("JSON");
    assert_eq!((&hashes["files"], &hashes["failed"]), (&json!(4), &json!([])));
    let manifest = hashes["manifest"].as_str().expect("a hash");

    let pdf = fs::read(folder.join("c.pdf")).expect("the certificate");
    let words = kexiang_documents::pdf_read::text(&pdf).expect("text").join("");
    let words: String = words.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect();
    assert!(words.contains(manifest) && words.contains("归档证明"), "{words}");

    let whole = kexiang(folder, &["archive", "verify", "package.zip", "--manifest", manifest]);
    assert!(whole.status.success(), "{}", said(&whole));
    assert_eq!(said(&whole).lines().filter(|line| line.starts_with("通过")).count(), 14);

    let other = kexiang(folder, &["archive", "verify", "package.zip", "--manifest", &"0".repeat(64)]);
    assert_eq!(other.status.code(), Some(1));
    assert!(said(&other).contains("不通过  真实性  文件清单与归档证明一致"), "{}", said(&other));

    let again = kexiang(folder, &["archive", "seal", "metadata.json", "papers", "package.zip"]);
    assert_eq!(again.status.code(), Some(1), "an existing package is not replaced");
    fs::write(folder.join("torn.zip"), b"PK").expect("written");
    assert_eq!(kexiang(folder, &["archive", "verify", "torn.zip"]).status.code(), Some(1));
}

#[test]
fn lengths_and_labels_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "自治区科协2025年度学会重点资助项目 总结";
    fs::write(folder.path().join("a.txt"), text).expect("written");
    let arguments = ["archive", "measure", "a.txt", "--wanted", "学会重点资助项目", "--wanted", "没有的话"];
    let read: Value = serde_json::from_slice(&kexiang(folder.path(), &arguments).stdout).expect("JSON");
    // 17 characters of Han and one number.
    assert_eq!((&read["characters"], &read["found"]), (&json!(18), &json!(["学会重点资助项目"])));
}
