//! Texts from plain files: a folder of `.txt` and `.jsonl` files.
//!
//! `OWNER/NAME.txt` is a work of OWNER; in `_template/` stand templates and notices, in `_standing/OWNER.txt` what an
//! organisation always says of itself. Each line of a `.jsonl` file is a [`Text`]. Names that begin with a point are
//! passed over.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::segment::SimilarError;
use super::text::{Kind, Text};

/// Why a folder of texts cannot be read.
#[derive(Debug, Error)]
pub enum CorpusError {
    /// A fault of disk or index.
    #[error(transparent)]
    Index(#[from] SimilarError),
    /// A line is no text.
    #[error("{path} 第 {line} 行不是有效的文本记录：{problem}")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A file is not UTF-8.
    #[error("{path} 不是 UTF-8 文本")]
    Encoding {
        /// The file.
        path: PathBuf,
    },
}

/// A text or why it cannot be read.
pub type Line = Result<Text, CorpusError>;

/// All texts of a folder, one after the other, files in the order of their names.
pub fn scan(folder: &Path) -> impl Iterator<Item = Line> + use<> {
    let root = folder.to_owned();
    let mut files = Vec::new();
    let listed = list(folder, &mut files);
    files.sort();
    let texts = files.into_iter().flat_map(move |path| read(&root, path));
    listed.err().map(|error| Err(error.into())).into_iter().chain(texts)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), SimilarError> {
    for entry in fs::read_dir(folder).map_err(SimilarError::disk(folder))? {
        let path = entry.map_err(SimilarError::disk(folder))?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            list(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "txt" || end == "jsonl") {
            files.push(path);
        }
    }
    Ok(())
}

fn read(root: &Path, path: PathBuf) -> Box<dyn Iterator<Item = Line>> {
    if path.extension().is_some_and(|end| end == "jsonl") {
        match File::open(&path) {
            Ok(file) => Box::new(lines(BufReader::with_capacity(1 << 18, file), path)),
            Err(error) => Box::new(std::iter::once(Err(SimilarError::disk(&path)(error).into()))),
        }
    } else {
        Box::new(std::iter::once(plain(root, path)))
    }
}

/// The texts of lines of JSON.
pub fn lines(input: impl BufRead, path: PathBuf) -> impl Iterator<Item = Line> {
    input.split(b'\n').enumerate().filter(|(_, line)| !matches!(line, Ok(line) if line.is_empty())).map(
        move |(number, line)| {
            let line = line.map_err(SimilarError::disk(&path))?;
            let problem = |error: serde_json::Error| CorpusError::Line {
                path: path.clone(),
                line: number + 1,
                problem: error.to_string(),
            };
            serde_json::from_slice(&line).map_err(problem)
        },
    )
}

fn plain(root: &Path, path: PathBuf) -> Line {
    let bytes = fs::read(&path).map_err(SimilarError::disk(&path))?;
    let text = String::from_utf8(bytes).map_err(|_| CorpusError::Encoding { path: path.clone() })?;
    let inner = path.strip_prefix(root).unwrap_or(&path).with_extension("");
    let parts: Vec<String> = inner.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let id = parts.join("/");
    let title = parts.last().cloned().unwrap_or_default();
    let (kind, owner) = match parts.first().map(String::as_str) {
        Some("_template") => (Kind::Template, String::new()),
        Some("_standing") => (Kind::Standing, parts.get(1).cloned().unwrap_or_default()),
        Some(owner) if parts.len() > 1 => (Kind::Work, owner.to_owned()),
        _ => (Kind::Work, String::new()),
    };
    Ok(Text { id, owner, kind, title, text })
}
