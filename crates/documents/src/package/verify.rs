use std::collections::BTreeMap;
use std::io::Cursor;

use sha2::{Digest, Sha256};
use sm3::Sm3;

use super::{MANIFEST, METADATA, Property, Report, metadata};
use crate::sniff::{Archive, Fault, Kind, Limits, sniff};

/// Largest file of a package that is read for testing.
const MOST_BYTES: u64 = 1 << 30;

/// What a long-lived package may hold: formats with open descriptions, and what applicants really hand in.
const KINDS: [Kind; 12] = [
    Kind::Pdf,
    Kind::Ofd,
    Kind::Text,
    Kind::Png,
    Kind::Jpeg,
    Kind::Docx,
    Kind::Xlsx,
    Kind::Pptx,
    Kind::Mp4,
    Kind::Mov,
    Kind::Doc,
    Kind::Xls,
];

/// A line of the manifest.
struct Line {
    sha256: String,
    sm3: String,
    bytes: u64,
}

/// Tests a package by itself. `manifest`: the hash printed on the certificate, where it is at hand; without it the test
/// says that the package is whole, not that it is the one that was sealed.
pub fn verify(bytes: &[u8], manifest: Option<&str>) -> Report {
    let mut report = Report::default();
    let opened = Archive::open(Cursor::new(bytes), &Limits::PACKAGE);
    let mut archive = match opened {
        Ok(archive) if !archive.is_encrypted() => archive,
        Ok(_) => return unreadable(report, "encrypted"),
        Err(error) => return unreadable(report, &error.to_string()),
    };
    let names: Vec<String> = archive.names().to_vec();
    let mut files = BTreeMap::new();
    let mut torn = Vec::new();
    for name in &names {
        match archive.read(name, MOST_BYTES) {
            Ok(Some(content)) => drop(files.insert(name.clone(), content)),
            Ok(None) => torn.push(name.clone()),
            Err(error) => torn.push(format!("{name}: {error}")),
        }
    }
    report.add(Property::Usability, "package-opens", torn);
    let listed = files.get(MANIFEST).map(|text| lines(&String::from_utf8_lossy(text))).unwrap_or_default();
    sealed(&mut report, files.get(MANIFEST), manifest);
    contents(&mut report, &files, &listed);
    described(&mut report, &files, &listed);
    usable(&mut report, &files);
    report
}

fn unreadable(mut report: Report, reason: &str) -> Report {
    report.add(Property::Usability, "package-opens", vec![reason.to_owned()]);
    report
}

fn lines(text: &str) -> BTreeMap<String, Line> {
    let line = |line: &str| {
        let mut parts = line.splitn(4, "  ");
        let (sha256, sm3) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        let bytes = parts.next()?.parse().ok()?;
        Some((parts.next()?.to_owned(), Line { sha256, sm3, bytes }))
    };
    text.lines().filter_map(line).collect()
}

/// Whether the manifest is there, and is the sealed one.
fn sealed(report: &mut Report, manifest: Option<&Vec<u8>>, expected: Option<&str>) {
    let missing = manifest.is_none().then(|| MANIFEST.to_owned());
    report.add(Property::Integrity, "manifest-there", missing.into_iter().collect());
    if let (Some(manifest), Some(expected)) = (manifest, expected) {
        let found = hex::encode(Sha256::digest(manifest));
        // Copied from a PDF, a hash may carry spaces and invisible breaks.
        let digits: String = expected.chars().filter(char::is_ascii_alphanumeric).collect();
        let other = !found.eq_ignore_ascii_case(&digits);
        report.add(Property::Authenticity, "manifest-sealed", other.then_some(found).into_iter().collect());
    }
}

/// Whether every listed file is there unchanged, and no other.
fn contents(report: &mut Report, files: &BTreeMap<String, Vec<u8>>, listed: &BTreeMap<String, Line>) {
    let changed = |(path, line): (&String, &Line)| {
        let content = files.get(path)?;
        let same = content.len() as u64 == line.bytes
            && hex::encode(Sha256::digest(content)) == line.sha256
            && hex::encode(Sm3::digest(content)) == line.sm3;
        (!same).then(|| path.clone())
    };
    report.add(Property::Authenticity, "hashes-same", listed.iter().filter_map(changed).collect());
    let missing = listed.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
    report.add(Property::Integrity, "files-there", missing);
    let stray = files.keys().filter(|path| *path != MANIFEST && !listed.contains_key(*path));
    report.add(Property::Security, "no-stray-files", stray.cloned().collect());
    let unsafe_path = |path: &&String| {
        path.starts_with('/')
            || path.contains('\\')
            || path.split('/').any(|part| part == ".." || part.is_empty())
    };
    report.add(Property::Security, "paths-safe", files.keys().filter(unsafe_path).cloned().collect());
}

/// Whether the description is whole and says what is there.
fn described(report: &mut Report, files: &BTreeMap<String, Vec<u8>>, listed: &BTreeMap<String, Line>) {
    let xml = files.get(METADATA).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let Some(found) = xml.as_deref().and_then(metadata::read) else {
        return report.add(Property::Integrity, "metadata-there", vec![METADATA.to_owned()]);
    };
    report.add(Property::Integrity, "metadata-there", Vec::new());
    let wanted = ["number", "fonds", "title", "responsible", "year", "term", "sealed_at"];
    let has = |name: &&str| found.head.iter().any(|(n, value)| n == name && !value.is_empty());
    let empty: Vec<_> = wanted.iter().filter(|n| !has(n)).map(|n| (*n).to_owned()).collect();
    report.add(Property::Authenticity, "metadata-complete", empty);
    let mut differing: Vec<String> = found
        .files
        .iter()
        .filter(|(path, bytes)| listed.get(path).is_none_or(|line| line.bytes != *bytes))
        .map(|(path, _)| path.clone())
        .collect();
    let undescribed =
        listed.keys().filter(|path| *path != METADATA && !found.files.iter().any(|(p, _)| p == *path));
    differing.extend(undescribed.cloned());
    report.add(Property::Authenticity, "metadata-matches", differing);
    // 漏号: the numbers of the files run from 1 without a gap.
    let number = |path: &String| path.strip_prefix("files/")?.split('-').next()?.parse::<usize>().ok();
    let numbers: Vec<_> = found.files.iter().filter_map(|(path, _)| number(path)).collect();
    let gaps = (1..=found.count.unwrap_or(0).max(numbers.len())).filter(|n| !numbers.contains(n));
    report.add(Property::Integrity, "numbers-without-gap", gaps.map(|n| format!("{n:03}")).collect());
    let none = (found.steps == 0).then(|| METADATA.to_owned());
    report.add(Property::Integrity, "process-recorded", none.into_iter().collect());
}

/// Whether the files open, in formats that last, and carry nothing that runs.
fn usable(report: &mut Report, files: &BTreeMap<String, Vec<u8>>) {
    let (mut damaged, mut strange) = (Vec::new(), Vec::new());
    let held = files.iter().filter(|(path, _)| path.starts_with("files/"));
    for (path, content) in held {
        let Ok(sniffed) = sniff(path, &mut Cursor::new(content)) else { continue };
        let broken = |f: &&Fault| !matches!(f, Fault::Restricted | Fault::Extension { .. });
        if let Some(fault) = sniffed.faults.iter().find(broken) {
            damaged.push(format!("{path}: {fault:?}"));
        }
        if !KINDS.contains(&sniffed.kind) {
            strange.push(path.clone());
        }
    }
    report.add(Property::Usability, "files-open", damaged);
    report.add(Property::Security, "formats-allowed", strange);
}
