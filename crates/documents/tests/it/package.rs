//! Archive packages: sealed, tested by themselves, and every way to spoil one is found.

use std::io::{Cursor, Read, Write};

use jiff::civil::datetime;
use kexiang_documents::package::{CHECKS, Item, MANIFEST, METADATA, Metadata, Package, Step, seal, verify};

fn metadata() -> Metadata {
    Metadata {
        number: "LZKX-2026-001".into(),
        fonds: "柳州市科学技术协会".into(),
        title: "“专家走基层” <二> & 三".into(),
        responsible: "柳州市机械工程学会".into(),
        year: "2026".into(),
        term: "30年".into(),
        sealed_at: "2026-12-30 10:00".into(),
        facts: vec![("立项编号".into(), "LZ-2026-001".into())],
        steps: vec![Step { at: "2026-05-06 09:00".into(), by: "韦颖".into(), what: "立项".into() }],
    }
}

fn item(kind: &str, name: &str, bytes: &[u8]) -> Item {
    Item { kind: kind.into(), name: name.into(), bytes: bytes.to_vec() }
}

fn sealed() -> Package {
    let items = [
        item("申报书", "申报书.txt", "申报书正文".as_bytes()),
        item("签到表", "签到表.txt", "张三 李四".as_bytes()),
    ];
    seal(&metadata(), &items, datetime(2026, 12, 30, 10, 0, 0, 0)).unwrap()
}

/// The package with its entries changed.
fn spoiled(change: impl Fn(&mut Vec<(String, Vec<u8>)>)) -> Vec<u8> {
    let package = sealed();
    let mut zip = zip::ZipArchive::new(Cursor::new(&package.bytes)).unwrap();
    let mut entries = Vec::new();
    for n in 0..zip.len() {
        let mut entry = zip.by_index(n).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        entries.push((entry.name().unwrap().into_owned(), bytes));
    }
    change(&mut entries);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn failed(bytes: &[u8]) -> Vec<String> {
    let report = verify(bytes, Some(&sealed().manifest));
    assert!(!report.passed());
    report.failed().into_iter().map(str::to_owned).collect()
}

#[test]
fn a_package_passes_its_own_test_and_is_made_the_same_again() {
    let package = sealed();
    assert_eq!(package.report.failed(), Vec::<&str>::new());
    assert!(package.report.passed());
    assert!(verify(&package.bytes, Some(&package.manifest)).passed());
    assert_eq!(package.files, 4);
    assert_eq!(package, sealed());
    let checks = verify(&package.bytes, Some(&package.manifest)).checks;
    assert_eq!(checks.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), CHECKS);
}

#[test]
fn a_changed_file_is_found_even_if_its_length_is_the_same() {
    let bytes = spoiled(|entries| entries[2].1 = "张三 李五".as_bytes().to_vec());
    assert_eq!(failed(&bytes), ["hashes-same"]);
}

#[test]
fn a_forged_manifest_is_found_by_the_certificate_only() {
    let forge = |entries: &mut Vec<(String, Vec<u8>)>| {
        let manifest = entries.iter_mut().find(|(name, _)| name == MANIFEST).unwrap();
        manifest.1.push(b'\n');
    };
    let bytes = spoiled(forge);
    assert_eq!(failed(&bytes), ["manifest-sealed"]);
    assert!(verify(&bytes, None).passed(), "without the certificate nothing is wrong in itself");
}

#[test]
fn missing_and_stray_files_are_named() {
    let missing = spoiled(|entries| drop(entries.remove(1)));
    assert_eq!(failed(&missing), ["files-there"]);
    let report = verify(&missing, None);
    let faults = &report.checks.iter().find(|c| c.code == "files-there").unwrap().faults;
    assert_eq!(faults, &["files/001-申报书/申报书.txt"]);
    let stray = spoiled(|entries| entries.push(("files/密.txt".into(), b"x".to_vec())));
    assert_eq!(failed(&stray), ["no-stray-files"]);
    let outside = spoiled(|entries| entries.push(("../evil.txt".into(), b"x".to_vec())));
    assert_eq!(failed(&outside), ["no-stray-files", "paths-safe"]);
}

#[test]
fn what_runs_is_not_allowed_and_what_does_not_open_is_named() {
    let items = [
        item("附件", "工具.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"),
        item("附件", "坏.pdf", b"%PDF-1.7\nnothing"),
    ];
    let package = seal(&metadata(), &items, datetime(2026, 12, 30, 10, 0, 0, 0)).unwrap();
    assert_eq!(package.report.failed(), ["files-open", "formats-allowed"]);
}

#[test]
fn a_description_that_says_too_little_or_something_else_is_found() {
    let bare = Metadata { term: String::new(), steps: Vec::new(), ..metadata() };
    let items = [item("申报书", "a.txt", b"a")];
    let package = seal(&bare, &items, datetime(2026, 12, 30, 10, 0, 0, 0)).unwrap();
    assert_eq!(package.report.failed(), ["metadata-complete", "process-recorded"]);
    let gone = spoiled(|entries| entries.retain(|(name, _)| name != METADATA));
    assert_eq!(failed(&gone), ["files-there", "metadata-there"]);
    assert!(seal(&metadata(), &[], datetime(2026, 12, 30, 10, 0, 0, 0)).is_err(), "nothing to keep");
}

#[test]
fn no_package_at_all_is_said_plainly() {
    assert_eq!(verify(b"not a zip", None).failed(), ["package-opens"]);
    let empty = zip::ZipWriter::new(Cursor::new(Vec::new())).finish().unwrap().into_inner();
    assert_eq!(verify(&empty, None).failed(), ["manifest-there", "metadata-there"]);
}
