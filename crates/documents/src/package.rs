//! Archive packages (归档信息包): everything that happened to a project in one file that explains and proves itself:
//! `metadata.xml`, the files, and `manifest.txt` with the SHA-256 and SM3 of each. [`verify`] tests a package by itself,
//! years later, without any database (四性检测, DA/T 70).

mod metadata;
mod report;
mod verify;

use std::io::{Cursor, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sm3::Sm3;

use crate::error::{Error, Result};
use crate::sniff::clean_name;

pub use report::{CHECKS, Check, Property, Report};
pub use verify::verify;

/// Name of the list of hashes in a package.
pub const MANIFEST: &str = "manifest.txt";
/// Name of the description in a package.
pub const METADATA: &str = "metadata.xml";

/// A file of the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is, in words: 申报书, 合同, 签到表; also its folder.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Something that happened to the project (过程记录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When, in Beijing time, as it is written.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub what: String,
}

/// What the package is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// 档号
    pub number: String,
    /// 全宗名称: the association.
    pub fonds: String,
    /// Title of the project.
    pub title: String,
    /// 责任者: the organisation.
    pub responsible: String,
    /// 归档年度
    pub year: String,
    /// 保管期限 in words.
    pub term: String,
    /// When it was sealed, in Beijing time.
    pub sealed_at: String,
    /// Further facts: name and value.
    #[serde(default)]
    pub facts: Vec<(String, String)>,
    /// What happened, in order.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// A sealed package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its SHA-256.
    pub sha256: String,
    /// SHA-256 of its manifest: printed on the certificate, it proves every file.
    pub manifest: String,
    /// Number of files, description and manifest included.
    pub files: usize,
    /// What testing it at once found.
    pub report: Report,
}

/// Seals a package and tests it at once; `at` (Beijing time) stands at every entry, so that the same content makes the
/// same bytes.
///
/// # Errors
/// [`Error::Unwritable`] when writing fails, [`Error::Shape`] for a package without files.
pub fn seal(metadata: &Metadata, items: &[Item], at: DateTime) -> Result<Package> {
    if items.is_empty() {
        return Err(Error::Shape { place: "items".to_owned(), reason: "a package holds files".to_owned() });
    }
    let paths: Vec<_> = items.iter().enumerate().map(|(n, item)| path(n + 1, item)).collect();
    let xml = metadata::write(metadata, items, &paths)?;
    let mut lines = vec![line(METADATA, &xml)];
    lines.extend(items.iter().zip(&paths).map(|(item, path)| line(path, &item.bytes)));
    let manifest = lines.concat().into_bytes();
    let mut entries: Vec<(&str, &[u8])> = vec![(METADATA, &xml)];
    entries.extend(paths.iter().zip(items).map(|(path, item)| (path.as_str(), item.bytes.as_slice())));
    entries.push((MANIFEST, &manifest));
    let bytes = pack(&entries, at).map_err(|error| unwritable(&error))?;
    let report = verify(&bytes, None);
    Ok(Package {
        sha256: hex::encode(Sha256::digest(&bytes)),
        manifest: hex::encode(Sha256::digest(&manifest)),
        files: entries.len(),
        report,
        bytes,
    })
}

/// `files/003-签到表/签到表.pdf`: the number runs without a gap, so that a missing file is seen.
fn path(n: usize, item: &Item) -> String {
    format!("files/{n:03}-{}/{}", clean_name(&item.kind), clean_name(&item.name))
}

/// `<sha256>  <sm3>  <bytes>  <path>`
fn line(path: &str, bytes: &[u8]) -> String {
    let (sha256, sm3) = (hex::encode(Sha256::digest(bytes)), hex::encode(Sm3::digest(bytes)));
    format!("{sha256}  {sm3}  {}  {path}\n", bytes.len())
}

fn pack(entries: &[(&str, &[u8])], at: DateTime) -> ::zip::result::ZipResult<Vec<u8>> {
    let field = |value: i8| u8::try_from(value).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or(1980);
    let (month, day) = (field(at.month()), field(at.day()));
    let stamp =
        ::zip::DateTime::from_date_and_time(year, month, day, field(at.hour()), field(at.minute()), 0);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(stamp.unwrap_or_default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in entries {
        zip.start_file(*path, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn unwritable(error: &dyn std::fmt::Display) -> Error {
    Error::Unwritable { what: "archive package", reason: error.to_string() }
}
