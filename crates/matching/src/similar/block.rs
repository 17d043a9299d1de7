//! Lists of texts by fingerprint, packed into blocks of half a kilobyte that carry a checksum.
//!
//! A block is `crc32 u32 · used u16 · entries`, little-endian, filled with zeros. An entry is
//! `varint(difference of the hash to the entry before × 2 + several)`, then one text, or how many texts have the
//! fingerprint, how many of them are named, and these, each as the difference to the one before. The first hash of
//! each block stands in a directory that is held in memory; no entry spans two blocks.

/// Bytes of a block.
pub(super) const BLOCK: usize = 512;
const HEAD: usize = 6;
/// Texts named per fingerprint: the earliest. Wording that more texts share points at none of them.
pub(super) const NAMED: usize = 64;

/// The texts that have a fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct List {
    /// The fingerprint.
    pub hash: u32,
    /// How many texts have it.
    pub total: u32,
    /// The first of them, at most [`NAMED`], ascending.
    pub texts: Vec<u32>,
}

impl List {
    /// Adds the texts of a later part.
    pub fn append(&mut self, other: &List) {
        self.total = self.total.saturating_add(other.total);
        let room = NAMED - self.texts.len();
        self.texts.extend(other.texts.iter().take(room));
    }
}

/// Packs lists in ascending order of their hashes into blocks.
#[derive(Debug)]
pub(super) struct Packer {
    /// The block being filled.
    block: Vec<u8>,
    entry: Vec<u8>,
    last: u32,
    /// First hash of each finished or begun block.
    pub firsts: Vec<u32>,
}

impl Packer {
    pub fn new() -> Self {
        Self { block: vec![0; HEAD], entry: Vec::new(), last: 0, firsts: Vec::new() }
    }

    /// Packs a list; gives the block before it when that is full.
    pub fn push(&mut self, list: &List) -> Option<[u8; BLOCK]> {
        self.encode(list);
        let full = self.block.len() + self.entry.len() > BLOCK;
        let finished = if full { self.finish() } else { None };
        if self.block.len() == HEAD {
            self.firsts.push(list.hash);
            self.last = list.hash;
            self.encode(list);
        }
        self.block.extend_from_slice(&self.entry);
        self.last = list.hash;
        finished
    }

    /// The last block, if any entry is in it.
    pub fn finish(&mut self) -> Option<[u8; BLOCK]> {
        if self.block.len() == HEAD {
            return None;
        }
        let mut block = [0; BLOCK];
        block[..self.block.len()].copy_from_slice(&self.block);
        block[4..HEAD].copy_from_slice(&(self.block.len() as u16).to_le_bytes());
        let check = crc32fast::hash(&block[4..]);
        block[..4].copy_from_slice(&check.to_le_bytes());
        self.block.truncate(HEAD);
        Some(block)
    }

    fn encode(&mut self, list: &List) {
        self.entry.clear();
        let several = list.total > 1 || list.texts.len() != 1;
        write(&mut self.entry, u64::from(list.hash - self.last) << 1 | u64::from(several));
        if several {
            write(&mut self.entry, u64::from(list.total));
            write(&mut self.entry, list.texts.len() as u64);
        }
        let mut before = 0;
        for text in &list.texts {
            write(&mut self.entry, u64::from(text - before));
            before = *text;
        }
    }
}

/// Reads the entries of a block in order.
#[derive(Debug, Clone)]
pub(super) struct Unpacker {
    block: [u8; BLOCK],
    at: usize,
    used: usize,
    last: u32,
}

impl Unpacker {
    /// Where the bytes of a block go before [`Unpacker::begin`].
    pub fn bytes(&mut self) -> &mut [u8; BLOCK] {
        &mut self.block
    }

    /// Begins with a block whose bytes have come; `None` when its checksum or length is wrong.
    pub fn begin(&mut self, first: u32) -> Option<()> {
        (self.at, self.used) = (0, 0);
        let (check, rest) = self.block.split_first_chunk::<4>()?;
        let used = usize::from(u16::from_le_bytes(*rest.first_chunk::<2>()?));
        let sound = u32::from_le_bytes(*check) == crc32fast::hash(rest) && (HEAD..=BLOCK).contains(&used);
        (self.at, self.used, self.last) = sound.then_some((HEAD, used, first))?;
        Some(())
    }

    /// Of no entries.
    pub fn empty() -> Self {
        Self { block: [0; BLOCK], at: 0, used: 0, last: 0 }
    }

    /// Reads the next entry into `list`; false at the end.
    pub fn next(&mut self, list: &mut List) -> bool {
        self.step(list, None).is_some()
    }

    /// Reads on to the entry of `hash`; false if there is none. Hashes must be asked in ascending order.
    pub fn find(&mut self, hash: u32, list: &mut List) -> bool {
        loop {
            let before = (self.at, self.last);
            if self.step(list, Some(hash)).is_none() {
                return false;
            }
            if list.hash == hash {
                return true;
            }
            if list.hash > hash {
                (self.at, self.last) = before;
                return false;
            }
        }
    }

    /// One entry; its texts are left out when only `wanted` counts and it is another.
    fn step(&mut self, list: &mut List, wanted: Option<u32>) -> Option<()> {
        if self.at >= self.used {
            return None;
        }
        let head = self.read()?;
        list.hash = self.last.wrapping_add((head >> 1) as u32);
        let count;
        (list.total, count) = match head & 1 {
            0 => (1, 1),
            _ => (self.read()? as u32, self.read()? as usize),
        };
        list.texts.clear();
        let keep = wanted.is_none_or(|wanted| wanted == list.hash);
        let mut text = 0u32;
        for _ in 0..count.min(NAMED) {
            text = text.wrapping_add(self.read()? as u32);
            if keep {
                list.texts.push(text);
            }
        }
        self.last = list.hash;
        Some(())
    }

    fn read(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.block.get(self.at)?;
            self.at += 1;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

/// Writes seven bits per byte, the lowest first.
fn write(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lists() -> impl Strategy<Value = Vec<List>> {
        let texts = proptest::collection::btree_set(0..2_000_000u32, 1..=NAMED);
        let map = proptest::collection::btree_map(any::<u32>(), (texts, 0..100_000u32), 0..300);
        map.prop_map(|map| {
            let list = |(hash, (texts, more)): (u32, (std::collections::BTreeSet<u32>, u32))| {
                let total = texts.len() as u32 + if texts.len() == NAMED { more } else { 0 };
                List { hash, total, texts: texts.into_iter().collect() }
            };
            map.into_iter().map(list).collect()
        })
    }

    fn pack(lists: &[List]) -> (Vec<[u8; BLOCK]>, Vec<u32>) {
        let mut packer = Packer::new();
        let mut blocks: Vec<_> = lists.iter().filter_map(|list| packer.push(list)).collect();
        blocks.extend(packer.finish());
        (blocks, packer.firsts)
    }

    fn unpacker(block: [u8; BLOCK], first: u32) -> Option<Unpacker> {
        let mut unpacker = Unpacker::empty();
        *unpacker.bytes() = block;
        unpacker.begin(first).map(|()| unpacker)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_was_packed_is_read(lists in lists()) {
            let (blocks, firsts) = pack(&lists);
            prop_assert_eq!(blocks.len(), firsts.len());
            let mut read = Vec::new();
            for (block, first) in blocks.iter().zip(&firsts) {
                let mut unpacker = unpacker(*block, *first).expect("the block is sound");
                let mut list = List::default();
                while unpacker.next(&mut list) {
                    read.push(list.clone());
                }
            }
            prop_assert_eq!(&read, &lists);
            for list in &lists {
                let block = firsts.partition_point(|first| *first <= list.hash) - 1;
                let mut found = List::default();
                let mut unpacker = unpacker(blocks[block], firsts[block]).expect("the block is sound");
                prop_assert!(unpacker.find(list.hash, &mut found));
                prop_assert_eq!(&found, list);
            }
        }

        #[test]
        fn a_changed_byte_is_noticed(lists in lists(), at in 0..BLOCK, by in 1..=255u8) {
            let (blocks, firsts) = pack(&lists);
            if let Some(block) = blocks.first() {
                let mut changed = *block;
                changed[at] ^= by;
                prop_assert!(unpacker(changed, firsts[0]).is_none());
            }
        }
    }
}
