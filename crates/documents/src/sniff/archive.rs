//! ZIP archives, opened under limits: the guard against archives that unpack to more than anyone wants (zip bombs).

use std::io::{Read, Seek};

use super::Kind;
use super::name::decode_zip_name;
use crate::error::{Error, Result};

/// What an archive may unpack to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Entries.
    pub entries: usize,
    /// Bytes of all entries together when unpacked.
    pub total: u64,
    /// Unpacked bytes for each packed byte, looked at above 16 MiB.
    pub ratio: u64,
}

impl Default for Limits {
    /// 10,000 entries, 2 GiB, 200 : 1.
    fn default() -> Self {
        Limits { entries: 10_000, total: 2 << 30, ratio: 200 }
    }
}

impl Limits {
    /// For office files that will be parsed in memory: 2,000 entries, 256 MiB, 200 : 1.
    pub const OFFICE: Limits = Limits { entries: 2_000, total: 256 << 20, ratio: 200 };

    /// For archive packages of the house, films included: 20,000 entries, 8 GiB, 1,000 : 1.
    pub const PACKAGE: Limits = Limits { entries: 20_000, total: 8 << 30, ratio: 1_000 };
}

/// Below this size any ratio is harmless.
const SMALL: u64 = 16 << 20;

/// An archive that declares to stay within limits; [`Archive::read`] holds it to that.
pub struct Archive<R> {
    zip: ::zip::ZipArchive<R>,
    names: Vec<String>,
    encrypted: bool,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory of the archive.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond `limits`, [`Error::Unreadable`] when it is damaged.
    pub fn open(source: R, limits: &Limits) -> Result<Self> {
        let mut zip = ::zip::ZipArchive::new(source).map_err(unreadable)?;
        check("entries of the archive", zip.len() as u64, limits.entries as u64)?;
        let (mut names, mut encrypted) = (Vec::with_capacity(zip.len()), false);
        let (mut unpacked, mut packed) = (0u64, 0u64);
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(unreadable)?;
            unpacked = unpacked.saturating_add(entry.size());
            packed = packed.saturating_add(entry.compressed_size());
            encrypted |= entry.encrypted();
            names.push(decode_zip_name(entry.name_raw()));
        }
        check("unpacked size of the archive (bytes)", unpacked, limits.total)?;
        if unpacked > SMALL {
            check("compression ratio of the archive", unpacked / packed.max(1), limits.ratio)?;
        }
        Ok(Archive { zip, names, encrypted })
    }

    /// Names of the entries in the order of the directory, decoded from UTF-8 or GBK.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether an entry needs a password.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// What the archive is: an office file, an OFD file, or only an archive.
    pub fn kind(&self) -> Kind {
        let has = |name: &str| self.names.iter().any(|entry| entry.trim_start_matches('/') == name);
        match () {
            () if has("OFD.xml") => Kind::Ofd,
            () if !has("[Content_Types].xml") => Kind::Zip,
            () if has("word/document.xml") => Kind::Docx,
            () if has("xl/workbook.xml") => Kind::Xlsx,
            () if has("ppt/presentation.xml") => Kind::Pptx,
            () => Kind::Zip,
        }
    }

    /// The bytes of the entry `name`, at most `limit` of them; none when there is no such entry.
    ///
    /// # Errors
    /// [`Error::TooLarge`] when it unpacks to more, whatever it declared; [`Error::Unreadable`] when it is damaged or
    /// needs a password.
    pub fn read(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>> {
        let Some(index) = self.names.iter().position(|entry| entry.trim_start_matches('/') == name) else {
            return Ok(None);
        };
        let entry = self.zip.by_index(index).map_err(unreadable)?;
        let mut bytes = Vec::new();
        entry.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
        check("unpacked size of an entry (bytes)", bytes.len() as u64, limit)?;
        Ok(Some(bytes))
    }
}

fn check(what: &'static str, found: u64, limit: u64) -> Result<()> {
    if found > limit { Err(Error::TooLarge { what, found, limit }) } else { Ok(()) }
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Unreadable { what: "ZIP archive", reason: error.to_string() }
}
