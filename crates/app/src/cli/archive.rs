//! `kexiang archive …`: sealed packages on plain files, without a database, years later.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use kexiang_core::time::{self, Moment};
use kexiang_documents::extent;
use kexiang_documents::package::{self, Check, Item, Metadata, verify};
use serde_json::json;

use super::{Problem, files, say};
use crate::locale::{Language, Locale};
use crate::sheet;

/// `kexiang archive …`
#[derive(Debug, Subcommand)]
pub(super) enum Archive {
    /// Seal a package from files in folders, one folder for each kind of paper; prints the hashes for the certificate.
    Seal {
        /// What the package is about: {"number", "fonds", "title", "responsible", "year", "term", "sealed_at", "facts",
        /// "steps"}.
        metadata: PathBuf,
        /// The folder whose folders hold the files.
        folder: PathBuf,
        /// The package to write; an existing file is not replaced.
        package: PathBuf,
        /// Write the certificate with the hashes as PDF/A to this file.
        #[arg(long, value_name = "FILE")]
        certificate: Option<PathBuf>,
    },
    /// Test a package's four properties: authentic, whole, usable, safe. Ends with 1 if any test fails.
    Verify {
        /// The package.
        file: PathBuf,
        /// SHA-256 of the manifest as the certificate prints it; without it the test cannot say that this is the
        /// package that was sealed.
        #[arg(long, value_name = "HASH")]
        manifest: Option<String>,
        /// Print the report as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Read how long works are: characters, seconds, slides, and which of the wanted words stand in them.
    Measure {
        /// Files: DOCX, PDF, PPTX, MP4, MOV, text.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Words to look for. May be repeated.
        #[arg(long, value_name = "WORDS")]
        wanted: Vec<String>,
    },
}

pub(super) fn run(command: Archive) -> Result<(), Problem> {
    match command {
        Archive::Seal { metadata, folder, package, certificate } => {
            seal(&metadata, &folder, &package, certificate.as_deref())
        }
        Archive::Verify { file, manifest, json } => {
            let report = verify(&files::bytes(&file)?, manifest.as_deref());
            if json {
                files::write(None, &report)?;
            } else {
                let l = Locale::of(Language::Chinese);
                report.checks.iter().for_each(|check| say(&line(l, check)));
            }
            match report.failed().len() {
                0 => Ok(()),
                n => Err(format!("{}: {n} of {} tests failed", file.display(), report.checks.len()).into()),
            }
        }
        Archive::Measure { files: paths, wanted } => paths.iter().try_for_each(|path| {
            let found = extent::extent(&path.display().to_string(), &files::bytes(path)?, &wanted);
            let file = path.display().to_string();
            let (characters, seconds, slides) = (found.characters, found.seconds, found.slides);
            let read = json!({ "file": file, "characters": characters, "seconds": seconds, "slides": slides, "found": found.found });
            files::write(None, &read)
        }),
    }
}

/// Reads the folders in the order of their names, writes the package and prints what the certificate says.
fn seal(metadata: &Path, folder: &Path, target: &Path, certificate: Option<&Path>) -> Result<(), Problem> {
    let metadata: Metadata = files::json(metadata)?;
    let mut items = Vec::new();
    for kind in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        for file in entries(&kind)?.into_iter().filter(|path| path.is_file()) {
            items.push(Item { kind: name_of(&kind), name: name_of(&file), bytes: files::bytes(&file)? });
        }
    }
    let at = metadata.sealed_at.parse::<Moment>()?;
    let sealed = package::seal(&metadata, &items, time::beijing(at.opens()))?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(target);
    let written = file
        .as_mut()
        .map_err(|e| e.to_string())
        .and_then(|f| f.write_all(&sealed.bytes).map_err(|e| e.to_string()));
    written.map_err(|error| format!("{}: {error}", target.display()))?;
    if let Some(path) = certificate {
        let paper = sheet::certificate(Locale::of(Language::Chinese), &metadata, &sealed);
        files::pdf(path, &paper, time::beijing_date(at.opens()))?;
    }
    let failed = sealed.report.failed();
    let said = json!({ "package": sealed.sha256, "manifest": sealed.manifest, "files": sealed.files, "failed": failed });
    files::write(None, &said)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let read = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut found =
        fs::read_dir(folder).map_err(read)?.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>();
    if let Ok(found) = &mut found {
        found.sort();
    }
    Ok(found.map_err(read)?)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// `通过  真实性  各文件与封存时一致`, and below it what did not pass.
fn line(l: &Locale, check: &Check) -> String {
    let verdict = if check.faults.is_empty() { "passed" } else { "failed" };
    let mut line = format!(
        "{}  {}  {}\n",
        l.word("archive-verdict", verdict),
        l.word("archive-property", check.property.code()),
        l.word("archive-check", &check.code),
    );
    for fault in &check.faults {
        line.push_str(&format!("        {fault}\n"));
    }
    line
}
