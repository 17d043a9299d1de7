//! Plain files of commands that need no database: JSON in and out, texts of TXT, DOCX and PDF.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use kexiang_documents::pdf::{Settings, Sheet, Standard, render};
use kexiang_documents::{docx, pdf_read};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Problem, say};

/// The bytes of a file; `-` is the standard input.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(path).map(|read| bytes = read)
    };
    read.map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(bytes)
}

/// A file of JSON as a value.
pub(super) fn json<T: DeserializeOwned>(path: &Path) -> Result<T, Problem> {
    let found = serde_json::from_slice(&bytes(path)?);
    found.map_err(|error| format!("{} is not what this command reads: {error}", path.display()).into())
}

/// Writes a value as JSON to a file, or to the standard output.
pub(super) fn write(path: Option<&Path>, value: &impl Serialize) -> Result<(), Problem> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    match path {
        None => say(&text),
        Some(path) => fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?,
    }
    Ok(())
}

/// Writes a paper as PDF/A, dated this day.
pub(super) fn pdf<S: Sheet>(path: &Path, sheet: &S, today: jiff::civil::Date) -> Result<(), Problem> {
    let made = render(sheet, Settings { standard: Standard::Archive, today })?;
    fs::write(path, made.bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(())
}

/// The words of a text file, a DOCX or a PDF, by the ending of its name.
pub(super) fn words(path: &Path) -> Result<String, Problem> {
    let bytes = bytes(path)?;
    let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    match path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_ascii_lowercase().as_str() {
        "docx" => Ok(docx_words(docx::read(&bytes).map_err(|error| wrong(&error))?)),
        "pdf" => Ok(pdf_read::text(&bytes).map_err(|error| wrong(&error))?.join("\n")),
        _ => String::from_utf8(bytes).map_err(|_| wrong(&"not UTF-8 text, DOCX or PDF").into()),
    }
}

fn docx_words(blocks: Vec<docx::Block>) -> String {
    let words = blocks.into_iter().map(|block| match block {
        docx::Block::Paragraph(words) => words,
        docx::Block::Table(rows) => rows.into_iter().flatten().collect::<Vec<_>>().join("\n"),
    });
    words.collect::<Vec<_>>().join("\n")
}
