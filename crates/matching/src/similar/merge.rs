//! Several rows of lists, each ascending, as one.

use super::block::{List, Unpacker};
use super::segment::{Segment, SimilarError};

/// A row of lists in ascending order of their hashes.
pub(super) trait Lists {
    /// Reads the next list; false at the end.
    fn next(&mut self, list: &mut List) -> Result<bool, SimilarError>;
}

/// Fingerprints in memory: `hash << 32 | text`, sorted.
pub(super) struct Sorted<'a> {
    pub pairs: &'a [u64],
}

impl Lists for Sorted<'_> {
    fn next(&mut self, list: &mut List) -> Result<bool, SimilarError> {
        let Some(first) = self.pairs.first() else { return Ok(false) };
        let hash = (first >> 32) as u32;
        let count = self.pairs.iter().take_while(|pair| (*pair >> 32) as u32 == hash).count();
        let (own, rest) = self.pairs.split_at(count);
        list.hash = hash;
        list.total = count as u32;
        list.texts.clear();
        list.texts.extend(own.iter().take(super::block::NAMED).map(|pair| *pair as u32));
        self.pairs = rest;
        Ok(true)
    }
}

/// The lists of a segment, with the numbers that its texts get; texts without a number are left out.
pub(super) struct Renumbered<'a> {
    segment: &'a Segment,
    numbers: &'a [Option<u32>],
    block: usize,
    unpacker: Unpacker,
}

impl<'a> Renumbered<'a> {
    pub fn new(segment: &'a Segment, numbers: &'a [Option<u32>]) -> Self {
        Self { segment, numbers, block: 0, unpacker: Unpacker::empty() }
    }
}

impl Lists for Renumbered<'_> {
    fn next(&mut self, list: &mut List) -> Result<bool, SimilarError> {
        loop {
            if self.unpacker.next(list) {
                let before = list.texts.len();
                let number = |text: &u32| self.numbers.get(*text as usize).copied().flatten();
                list.texts = list.texts.iter().filter_map(number).collect();
                list.total -= (before - list.texts.len()).min(list.total as usize) as u32;
                if list.texts.is_empty() {
                    continue;
                }
                return Ok(true);
            }
            if self.block == self.segment.blocks() {
                return Ok(false);
            }
            self.segment.read_block(self.block, &mut self.unpacker)?;
            self.block += 1;
        }
    }
}

/// Gives the lists of all rows in ascending order, those of one hash as one. Rows are in ascending order of texts.
pub(super) fn merge(
    mut rows: Vec<Box<dyn Lists + '_>>,
    mut each: impl FnMut(&List) -> Result<(), SimilarError>,
) -> Result<(), SimilarError> {
    let mut heads: Vec<Option<List>> = Vec::with_capacity(rows.len());
    for row in &mut rows {
        let mut list = List::default();
        heads.push(row.next(&mut list)?.then_some(list));
    }
    let mut together = List::default();
    while let Some(hash) = heads.iter().flatten().map(|list| list.hash).min() {
        together.hash = hash;
        together.total = 0;
        together.texts.clear();
        for (row, head) in rows.iter_mut().zip(&mut heads) {
            if let Some(list) = head
                && list.hash == hash
            {
                together.append(list);
                if !row.next(list)? {
                    *head = None;
                }
            }
        }
        each(&together)?;
    }
    Ok(())
}
