//! Writing segments: from texts, or from other segments.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::block::{BLOCK, List, NAMED, Packer};
use super::fingerprint::{fingerprints, scattered};
use super::merge::{Lists, Renumbered, Sorted, merge};
use super::segment::{FOOTER, MAGIC, Segment, SimilarError, content, key, write_record};
use super::text::Text;
use super::tokens::Tokens;

/// Fingerprints sorted in memory at a time: 32 MiB.
const RUN: usize = 4 << 20;

/// Writes the parts of a segment in their order: records, blocks, tables, footer.
struct Writer {
    path: PathBuf,
    out: BufWriter<File>,
    at: u64,
    offsets: Vec<u64>,
    ids: Vec<u64>,
    contents: Vec<u64>,
    tokens: u64,
}

impl Writer {
    fn create(path: &Path) -> Result<Self, SimilarError> {
        let file = File::create(path).map_err(SimilarError::disk(path))?;
        let out = BufWriter::with_capacity(1 << 18, file);
        let (offsets, ids, contents) = (Vec::new(), Vec::new(), Vec::new());
        let mut writer = Self { path: path.to_owned(), out, at: 0, offsets, ids, contents, tokens: 0 };
        writer.write(MAGIC)?;
        Ok(writer)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), SimilarError> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes).map_err(SimilarError::disk(&self.path))
    }

    fn record(&mut self, record: &[u8], id: u64, content: u64) -> Result<(), SimilarError> {
        self.offsets.push(self.at);
        self.ids.push(id);
        self.contents.push(content);
        self.write(record)
    }

    /// Writes the blocks and all that follows them; the file is on the disk when this returns.
    fn finish(mut self, rows: Vec<Box<dyn Lists + '_>>) -> Result<(), SimilarError> {
        let blocks_at = self.at;
        let mut packer = Packer::new();
        merge(rows, |list: &List| match packer.push(list) {
            Some(block) => self.write(&block),
            None => Ok(()),
        })?;
        if let Some(block) = packer.finish() {
            self.write(&block)?;
        }
        debug_assert_eq!((self.at - blocks_at) as usize, packer.firsts.len() * BLOCK);
        self.tables(blocks_at, &packer.firsts)?;
        let file =
            self.out.into_inner().map_err(|error| SimilarError::disk(&self.path)(error.into_error()))?;
        file.sync_all().map_err(SimilarError::disk(&self.path))
    }

    fn tables(&mut self, blocks_at: u64, firsts: &[u32]) -> Result<(), SimilarError> {
        let tables_at = self.at;
        let numbers = [&self.offsets, &self.ids, &self.contents];
        let mut bytes: Vec<u8> =
            numbers.iter().flat_map(|list| list.iter()).flat_map(|n| n.to_le_bytes()).collect();
        bytes.extend(firsts.iter().flat_map(|first| first.to_le_bytes()));
        let mut footer = Vec::with_capacity(FOOTER);
        for number in [self.offsets.len() as u64, self.tokens, blocks_at, tables_at, firsts.len() as u64] {
            footer.extend(number.to_le_bytes());
        }
        footer.resize(52, 0);
        let mut check = crc32fast::Hasher::new();
        check.update(&bytes);
        check.update(&footer);
        footer.extend(check.finalize().to_le_bytes());
        footer.extend(MAGIC);
        self.write(&bytes)?;
        self.write(&footer)
    }
}

/// Makes a segment of texts in bounded memory: fingerprints are sorted in runs, runs are merged at the end.
pub(super) struct Builder {
    writer: Writer,
    record: Vec<u8>,
    tokens: Tokens,
    pairs: Vec<u64>,
    runs: Vec<File>,
}

impl Builder {
    pub fn create(path: &Path) -> Result<Self, SimilarError> {
        let writer = Writer::create(path)?;
        Ok(Self {
            writer,
            record: Vec::new(),
            tokens: Tokens::default(),
            pairs: Vec::new(),
            runs: Vec::new(),
        })
    }

    /// Adds a text; its number in the segment.
    pub fn add(&mut self, text: &Text) -> Result<u32, SimilarError> {
        let number = self.writer.offsets.len() as u64;
        self.tokens.read(&text.text);
        self.writer.tokens += self.tokens.len() as u64;
        let values = &self.tokens.values;
        let prints = fingerprints(values).chain(scattered(values));
        self.pairs.extend(prints.map(|(hash, _)| u64::from(hash) << 32 | number));
        self.record.clear();
        write_record(text, &mut self.record);
        self.writer.record(&self.record, key(&[&text.id]), content(text))?;
        if self.pairs.len() >= RUN {
            self.spill()?;
        }
        Ok(number as u32)
    }

    fn sort(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
    }

    /// Puts the fingerprints so far, sorted, into a file that vanishes with its handle.
    fn spill(&mut self) -> Result<(), SimilarError> {
        self.sort();
        let path = self.writer.path.with_extension(format!("run{}", self.runs.len()));
        let run = || -> io::Result<File> {
            let file = File::options().read(true).write(true).create(true).truncate(true).open(&path)?;
            let mut out = BufWriter::with_capacity(1 << 18, &file);
            self.pairs.iter().try_for_each(|pair| out.write_all(&pair.to_le_bytes()))?;
            out.flush()?;
            drop(out);
            std::fs::remove_file(&path)?;
            Ok(file)
        };
        self.runs.push(run().map_err(SimilarError::disk(&path))?);
        self.pairs.clear();
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), SimilarError> {
        if self.runs.is_empty() {
            self.sort();
            return self.writer.finish(vec![Box::new(Sorted { pairs: &self.pairs })]);
        }
        self.spill()?;
        self.pairs = Vec::new();
        let path = self.writer.path.clone();
        let runs = self.runs.into_iter().map(|file| Run::new(file, &path));
        let rows =
            runs.map(|run| Ok(Box::new(run?) as Box<dyn Lists>)).collect::<Result<_, SimilarError>>()?;
        self.writer.finish(rows)
    }
}

/// A sorted run read back from its file.
struct Run {
    path: PathBuf,
    input: BufReader<File>,
    ahead: Option<u64>,
}

impl Run {
    fn new(mut file: File, path: &Path) -> Result<Self, SimilarError> {
        file.rewind().map_err(SimilarError::disk(path))?;
        let input = BufReader::with_capacity(1 << 16, file);
        let mut run = Self { path: path.to_owned(), input, ahead: None };
        run.ahead = run.read()?;
        Ok(run)
    }

    fn read(&mut self) -> Result<Option<u64>, SimilarError> {
        let mut bytes = [0; 8];
        match self.input.read_exact(&mut bytes) {
            Ok(()) => Ok(Some(u64::from_le_bytes(bytes))),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(SimilarError::disk(&self.path)(error)),
        }
    }
}

impl Lists for Run {
    fn next(&mut self, list: &mut List) -> Result<bool, SimilarError> {
        let Some(first) = self.ahead else { return Ok(false) };
        list.hash = (first >> 32) as u32;
        list.total = 0;
        list.texts.clear();
        while let Some(pair) = self.ahead.filter(|pair| (pair >> 32) as u32 == list.hash) {
            list.total += 1;
            if list.texts.len() < NAMED {
                list.texts.push(pair as u32);
            }
            self.ahead = self.read()?;
        }
        Ok(true)
    }
}

/// Writes one segment of several, in their order, without the texts for which `gone` holds.
pub(super) fn combine(
    path: &Path,
    segments: &[&Segment],
    gone: impl Fn(usize, u32) -> bool,
) -> Result<(), SimilarError> {
    let mut writer = Writer::create(path)?;
    let mut numbers = Vec::with_capacity(segments.len());
    for (s, segment) in segments.iter().enumerate() {
        let mut own = Vec::with_capacity(segment.len());
        for text in 0..segment.len() as u32 {
            let kept = !gone(s, text);
            own.push(kept.then_some(writer.offsets.len() as u32));
            if kept {
                let (id, content) = (segment.ids[text as usize], segment.contents[text as usize]);
                writer.record(&segment.record(text)?, id, content)?;
            }
        }
        writer.tokens += segment.tokens;
        numbers.push(own);
    }
    let rows = segments.iter().zip(&numbers);
    let rows = rows.map(|(segment, numbers)| Box::new(Renumbered::new(segment, numbers)) as Box<dyn Lists>);
    writer.finish(rows.collect())
}
