//! What an uploaded file really is: by its content, not by its name; and what is wrong with it.

mod archive;
mod magic;
mod name;

use std::io::{Read, Seek, SeekFrom};

pub use archive::{Archive, Limits};
pub use name::{clean_name, decode_zip_name};

use crate::error::Error;
use crate::pdf_read::{self, Protection};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the formats")]
pub enum Kind {
    Pdf,
    Docx,
    Xlsx,
    Pptx,
    /// Word 97–2003, WPS 文字 (.wps).
    Doc,
    /// Excel 97–2003, WPS 表格 (.et).
    Xls,
    /// PowerPoint 97–2003, WPS 演示 (.dps).
    Ppt,
    /// Another OLE file.
    Ole,
    /// 版式文档 GB/T 33190.
    Ofd,
    Zip,
    Png,
    Jpeg,
    Gif,
    Webp,
    Heic,
    Mp4,
    Mov,
    Avi,
    Webm,
    /// Readable characters in UTF-8, UTF-16 with mark, or GB 18030.
    Text,
    /// None of these.
    Unknown,
}

impl Kind {
    /// The extensions under which the kind is known, the usual one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Kind::Pdf => &["pdf"],
            Kind::Docx => &["docx", "docm", "dotx"],
            Kind::Xlsx => &["xlsx", "xlsm", "xltx"],
            Kind::Pptx => &["pptx", "pptm", "ppsx"],
            Kind::Doc => &["doc", "wps", "dot"],
            Kind::Xls => &["xls", "et"],
            Kind::Ppt => &["ppt", "dps", "pps"],
            Kind::Ole => &[],
            Kind::Ofd => &["ofd"],
            Kind::Zip => &["zip"],
            Kind::Png => &["png"],
            Kind::Jpeg => &["jpg", "jpeg"],
            Kind::Gif => &["gif"],
            Kind::Webp => &["webp"],
            Kind::Heic => &["heic", "heif"],
            Kind::Mp4 => &["mp4", "m4v"],
            Kind::Mov => &["mov"],
            Kind::Avi => &["avi"],
            Kind::Webm => &["webm", "mkv"],
            Kind::Text => &["txt", "csv", "md"],
            Kind::Unknown => &[],
        }
    }
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No bytes at all.
    Empty,
    /// The name says one thing, the content another.
    Extension {
        /// Extension in the name, lower case, without dot; empty when there is none.
        given: String,
    },
    /// Cannot be opened without a password (PDF, Office, ZIP).
    Password,
    /// PDF whose owner restricted printing or copying; it can be read.
    Restricted,
    /// Damaged: what the parser said.
    Damaged(String),
    /// Unpacks to too much or to too many entries: what was found.
    Bomb(String),
}

/// The result of looking at a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    /// What it is.
    pub kind: Kind,
    /// Pages of a PDF that can be opened.
    pub pages: Option<usize>,
    /// What is wrong, nothing for a good file.
    pub faults: Vec<Fault>,
}

/// Looks at the file `name` with the bytes of `source`. Never panics, whatever the bytes are; a PDF is parsed apart with
/// limits, archives are only listed.
///
/// # Errors
/// Only those of reading `source`.
pub fn sniff<R: Read + Seek>(name: &str, source: &mut R) -> std::io::Result<Sniffed> {
    let mut head = Vec::with_capacity(magic::HEAD);
    source.seek(SeekFrom::Start(0))?;
    source.by_ref().take(magic::HEAD as u64).read_to_end(&mut head)?;
    let mut found = Sniffed { kind: magic::kind(&head), pages: None, faults: Vec::new() };
    match found.kind {
        _ if head.is_empty() => found.faults.push(Fault::Empty),
        Kind::Pdf => look_into_pdf(source, &mut found)?,
        Kind::Zip => look_into_zip(source, &mut found)?,
        Kind::Ole => look_into_ole(source, &mut found)?,
        _ => {}
    }
    let given = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    if !head.is_empty() && !found.kind.extensions().contains(&given.as_str()) {
        found.faults.push(Fault::Extension { given });
    }
    Ok(found)
}

fn look_into_pdf<R: Read + Seek>(source: &mut R, found: &mut Sniffed) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    source.by_ref().take(pdf_read::MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    match pdf_read::facts(&bytes) {
        Ok(facts) => {
            found.pages = (facts.pages > 0).then_some(facts.pages);
            match facts.protection {
                Protection::Password => found.faults.push(Fault::Password),
                Protection::Restricted => found.faults.push(Fault::Restricted),
                Protection::None => {}
            }
        }
        Err(error) => found.faults.push(Fault::Damaged(error.to_string())),
    }
    Ok(())
}

fn look_into_zip<R: Read + Seek>(source: &mut R, found: &mut Sniffed) -> std::io::Result<()> {
    source.seek(SeekFrom::Start(0))?;
    match Archive::open(source, &Limits::default()) {
        Ok(archive) => {
            found.kind = archive.kind();
            if archive.is_encrypted() {
                found.faults.push(Fault::Password);
            }
        }
        Err(Error::TooLarge { what, found: measure, limit }) => {
            found.faults.push(Fault::Bomb(format!("{what}: {measure} > {limit}")));
        }
        Err(error) => found.faults.push(Fault::Damaged(error.to_string())),
    }
    Ok(())
}

/// An OLE file is known by the streams in its root; an encrypted OOXML file is an OLE file with `EncryptedPackage`.
fn look_into_ole<R: Read + Seek>(source: &mut R, found: &mut Sniffed) -> std::io::Result<()> {
    source.seek(SeekFrom::Start(0))?;
    let file = match cfb::CompoundFile::open(source) {
        Ok(file) => file,
        Err(error) => {
            found.faults.push(Fault::Damaged(error.to_string()));
            return Ok(());
        }
    };
    let has = |name: &str| file.is_stream(name);
    found.kind = if has("WordDocument") {
        Kind::Doc
    } else if has("Workbook") || has("Book") {
        Kind::Xls
    } else if has("PowerPoint Document") {
        Kind::Ppt
    } else {
        Kind::Ole
    };
    if has("EncryptedPackage") {
        found.faults.push(Fault::Password);
    }
    Ok(())
}
