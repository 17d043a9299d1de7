//! A segment: a file of texts and of their fingerprints that never changes once it is written.
//!
//! ```text
//! magic 8 · records · blocks · tables · footer 64
//! record  crc32 u32 · length u32 · kind u8 · four lengths u32 · id owner title text (UTF-8)
//! tables  offset of each record u64 · key of each id u64 · key of each content u64 · first hash of each block u32
//! footer  texts u64 · tokens u64 · start of the blocks u64 · start of the tables u64 · blocks u64 · 12 zeros ·
//!         crc32 of the tables and the footer before it u32 · magic 8
//! ```
//! All numbers are little-endian. Tables are held in memory; records and blocks are read when they are needed, and
//! every read is checked.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::block::{BLOCK, Unpacker};
use super::text::{Kind, Text};
use super::tokens::Tokens;

/// Begins and ends a segment; the digit is the version of the format.
pub(super) const MAGIC: &[u8; 8] = b"KXSIMIL2";
/// Bytes of the footer.
pub(super) const FOOTER: usize = 64;
/// Bytes of a record before its words.
const RECORD: usize = 25;

/// Why an index cannot be read or written.
#[derive(Debug, Error)]
pub enum SimilarError {
    /// The disk said no.
    #[error("{path}：{source}")]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not what was written.
    #[error("索引文件 {path} 已损坏（{what}）：请重建索引（kexiang match similar index DIR --rebuild）")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which part.
        what: &'static str,
    },
    /// Another process is writing.
    #[error("索引 {path} 正由另一进程写入，请稍后再试")]
    Busy {
        /// The folder.
        path: PathBuf,
    },
}

impl SimilarError {
    /// A fault of the disk at a path.
    pub(super) fn disk(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Disk { path: path.to_owned(), source }
    }
}

/// A segment opened for reading; it may be shared by threads.
#[derive(Debug)]
pub struct Segment {
    path: PathBuf,
    file: File,
    /// Where each record begins.
    offsets: Vec<u64>,
    /// A key of each id.
    pub(super) ids: Vec<u64>,
    /// A key of each content.
    pub(super) contents: Vec<u64>,
    /// First hash of each block.
    firsts: Vec<u32>,
    blocks_at: u64,
    /// Tokens of all texts.
    pub(super) tokens: u64,
}

impl Segment {
    /// Opens a segment and checks its tables.
    pub fn open(path: &Path) -> Result<Self, SimilarError> {
        let file = File::open(path).map_err(SimilarError::disk(path))?;
        let damaged = |what| SimilarError::Damaged { path: path.to_owned(), what };
        let length = file.metadata().map_err(SimilarError::disk(path))?.len();
        if length < (MAGIC.len() + FOOTER) as u64 {
            return Err(damaged("太短"));
        }
        let read = |at, bytes: &mut [u8]| read_at(&file, at, bytes).map_err(SimilarError::disk(path));
        let mut footer = [0; FOOTER];
        read(length - FOOTER as u64, &mut footer)?;
        let number = |i: usize| u64::from_le_bytes(std::array::from_fn(|b| footer[i * 8 + b]));
        let (texts, blocks_at, tables_at, blocks) = (number(0), number(2), number(3), number(4));
        let expected = texts.checked_mul(24).zip(blocks.checked_mul(4)).and_then(|(a, b)| a.checked_add(b));
        let tables = length.checked_sub(FOOTER as u64).and_then(|end| end.checked_sub(tables_at));
        if footer[56..] != MAGIC[..] || tables.is_none() || tables != expected {
            return Err(damaged("文件尾"));
        }
        let mut bytes = vec![0; tables.unwrap_or_default() as usize];
        read(tables_at, &mut bytes)?;
        let mut check = crc32fast::Hasher::new();
        check.update(&bytes);
        check.update(&footer[..52]);
        if check.finalize().to_le_bytes() != footer[52..56] {
            return Err(damaged("目录"));
        }
        let (offsets, rest) = numbers(&bytes, texts as usize);
        let (ids, rest) = numbers(rest, texts as usize);
        let (contents, rest) = numbers(rest, texts as usize);
        let firsts = rest.chunks_exact(4).map(|c| u32::from_le_bytes(std::array::from_fn(|b| c[b])));
        let firsts = firsts.collect();
        let path = path.to_owned();
        Ok(Self { path, file, offsets, ids, contents, firsts, blocks_at, tokens: number(1) })
    }

    /// How many texts.
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// The text of a number.
    pub fn text(&self, number: u32) -> Result<Text, SimilarError> {
        parse(&self.record(number)?).ok_or_else(|| self.damaged("正文"))
    }

    /// Tokens of the text of a number: what comparing needs, without the rest.
    pub(super) fn read_tokens(&self, number: u32, tokens: &mut Tokens) -> Result<(), SimilarError> {
        let record = self.record(number)?;
        let words = parts(&record).and_then(|(_, [_, _, _, words])| std::str::from_utf8(words).ok());
        tokens.read(words.ok_or_else(|| self.damaged("正文"))?);
        Ok(())
    }

    /// The bytes of a record, as they are copied when segments are merged.
    pub(super) fn record(&self, number: u32) -> Result<Vec<u8>, SimilarError> {
        let at = *self.offsets.get(number as usize).ok_or_else(|| self.damaged("正文编号"))?;
        let end = self.offsets.get(number as usize + 1).copied().unwrap_or(self.blocks_at);
        let length = end.checked_sub(at).filter(|length| *length >= RECORD as u64);
        let mut bytes = vec![0; length.ok_or_else(|| self.damaged("正文位置"))? as usize];
        read_at(&self.file, at, &mut bytes).map_err(SimilarError::disk(&self.path))?;
        Ok(bytes)
    }

    pub(super) fn blocks(&self) -> usize {
        self.firsts.len()
    }

    /// The block that holds `hash` if any does.
    pub(super) fn block_of(&self, hash: u32) -> Option<usize> {
        self.firsts.partition_point(|first| *first <= hash).checked_sub(1)
    }

    /// Reads a block to be unpacked from its beginning.
    pub(super) fn read_block(&self, number: usize, unpacker: &mut Unpacker) -> Result<(), SimilarError> {
        let at = self.blocks_at + (number * BLOCK) as u64;
        read_at(&self.file, at, unpacker.bytes()).map_err(SimilarError::disk(&self.path))?;
        unpacker.begin(self.firsts[number]).ok_or_else(|| self.damaged("倒排块"))
    }

    fn damaged(&self, what: &'static str) -> SimilarError {
        SimilarError::Damaged { path: self.path.clone(), what }
    }
}

/// The key by which an id or a content is told from another: half of a quarter of SHA-256.
pub(super) fn key(parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    u64::from_le_bytes(std::array::from_fn(|b| digest[b]))
}

/// The key of all that is kept of a text.
pub(super) fn content(text: &Text) -> u64 {
    key(&[&text.owner, &text.title, &text.text, ["work", "template", "standing"][text.kind.byte() as usize]])
}

/// Writes a text as a record.
pub(super) fn write_record(text: &Text, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; 8]);
    bytes.push(text.kind.byte());
    let parts = [&text.id, &text.owner, &text.title, &text.text];
    parts.iter().for_each(|part| bytes.extend_from_slice(&(part.len() as u32).to_le_bytes()));
    parts.iter().for_each(|part| bytes.extend_from_slice(part.as_bytes()));
    let length = (bytes.len() - start - 8) as u32;
    bytes[start + 4..start + 8].copy_from_slice(&length.to_le_bytes());
    let check = crc32fast::hash(&bytes[start + 4..]);
    bytes[start..start + 4].copy_from_slice(&check.to_le_bytes());
}

fn parse(record: &[u8]) -> Option<Text> {
    let (kind, parts) = parts(record)?;
    let [id, owner, title, text] = parts.map(|part| String::from_utf8(part.to_vec()).ok());
    Some(Text { kind, id: id?, owner: owner?, title: title?, text: text? })
}

/// Kind, id, owner, title and text of a record whose checksum is right.
fn parts(record: &[u8]) -> Option<(Kind, [&[u8]; 4])> {
    let (check, rest) = record.split_first_chunk::<4>()?;
    if u32::from_le_bytes(*check) != crc32fast::hash(rest) {
        return None;
    }
    let kind = Kind::of(*rest.get(4)?)?;
    let (lengths, mut words) = rest.get(5..)?.split_at_checked(16)?;
    let mut parts = [&words[..0]; 4];
    for (part, length) in parts.iter_mut().zip(lengths.chunks_exact(4)) {
        let length = u32::from_le_bytes(std::array::from_fn(|b| length[b]));
        (*part, words) = words.split_at_checked(length as usize)?;
    }
    Some((kind, parts))
}

fn numbers(bytes: &[u8], count: usize) -> (Vec<u64>, &[u8]) {
    let (own, rest) = bytes.split_at(count * 8);
    (own.chunks_exact(8).map(|c| u64::from_le_bytes(std::array::from_fn(|b| c[b]))).collect(), rest)
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut at: u64, mut bytes: &mut [u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                at += read as u64;
                bytes = &mut bytes[read..];
            }
        }
    }
    Ok(())
}
