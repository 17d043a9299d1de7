//! `kexiang notice`: what a notice says, without a server, a database or a network.

mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::{Args, Subcommand};
use kexiang_documents::text::{NoText, text};
use kexiang_reader::programme::{Names, draft, to_toml};
use kexiang_reader::{Reading, explain, read};
use serde_json::json;

use super::{Problem, say};

/// Sub-commands of `kexiang notice`.
#[derive(Debug, Subcommand)]
pub(super) enum Notice {
    /// Read a notice: what it says, a draft programme, or why it was read so.
    Read(Read),
}

/// `kexiang notice read`.
#[derive(Debug, Args)]
pub(super) struct Read {
    /// The notice (DOCX, PDF with text, HTML, TXT), then its annexes, in order.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print the facts as JSON; offsets count characters of the text that --text prints.
    #[arg(long, group = "form")]
    json: bool,
    /// Print a draft programme that `kexiang programme check` accepts, every rule with its clause.
    #[arg(long, group = "form")]
    programme: bool,
    /// Print for each fact which rule fired, and for each sentence why none did.
    #[arg(long, group = "form")]
    explain: bool,
    /// Print the text that was taken out of the files.
    #[arg(long, group = "form")]
    text: bool,
    /// Code of the association, for --programme.
    #[arg(long, default_value = "association", value_name = "CODE")]
    association: String,
    /// Code of the programme, for --programme.
    #[arg(long, default_value = "draft", value_name = "CODE")]
    code: String,
}

/// Why a notice was not read; each with an exit code of its own.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("{path}: {why}. {}", remedy(.why))]
    NoText { path: PathBuf, why: NoText },
    #[error(
        "the text calls for no applications: no type, deadline, sum or condition was found in it. Is it the right file? --text shows what was read, --explain why."
    )]
    NoNotice,
}

impl Unread {
    /// 3 empty, 4 password, 5 scan, 6 another kind of file or damaged, 7 not a notice, 1 not found.
    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Unread::File { .. } => 1,
            Unread::NoText { why: NoText::Empty, .. } => 3,
            Unread::NoText { why: NoText::Password, .. } => 4,
            Unread::NoText { why: NoText::Scan { .. }, .. } => 5,
            Unread::NoText { .. } => 6,
            Unread::NoNotice => 7,
        })
    }
}

fn remedy(why: &NoText) -> &'static str {
    match why {
        NoText::Empty => "Choose the file that holds the notice.",
        NoText::Password => "Save it without a password and read it again.",
        NoText::Scan { .. } => "Read the DOCX it was printed from, or run character recognition first.",
        NoText::Unsupported(_) => "Save it as DOCX or PDF (old .doc and .wps files: 另存为 docx).",
        NoText::Damaged(_) => "Open it, save it anew, and read it again.",
    }
}

/// Runs `kexiang notice …`.
pub(super) fn run(command: Notice) -> Result<(), Problem> {
    let Notice::Read(options) = command;
    let text = joined(&options.files)?;
    if options.text {
        say(&text);
        return Ok(());
    }
    if options.explain {
        say(&explain(&text));
        return Ok(());
    }
    let reading = read(&text);
    if !reading.is_notice() {
        return Err(Unread::NoNotice.into());
    }
    say(&printed(&options, &reading)?);
    Ok(())
}

fn printed(options: &Read, reading: &Reading) -> Result<String, Problem> {
    if options.json {
        let mut value = serde_json::to_value(reading)?;
        value["files"] =
            json!(options.files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>());
        return Ok(format!("{}\n", serde_json::to_string_pretty(&value)?));
    }
    if options.programme {
        let names = Names { association: options.association.clone(), code: options.code.clone() };
        return Ok(to_toml(&draft(reading, &names)));
    }
    Ok(report::text(reading))
}

/// The text of the files, one behind the other; what follows the first is an annex.
fn joined(paths: &[PathBuf]) -> Result<String, Unread> {
    let mut texts = Vec::new();
    for path in paths {
        let bytes = fs::read(path).map_err(|source| Unread::File { path: path.clone(), source })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let words = text(&name, &bytes).map_err(|why| Unread::NoText { path: path.clone(), why })?;
        texts.push((stem(path), words));
    }
    Ok(crate::actions::notice::join(texts))
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
