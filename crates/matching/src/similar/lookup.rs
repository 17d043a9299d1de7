//! Which texts of an index share fingerprints with the one asked about.

use super::block::{List, Unpacker};
use super::fingerprint::is_of_run;
use super::folder::Folder;
use super::segment::SimilarError;

/// A fingerprint of the text asked about that stands in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// The first token of its run in the text asked about; a run that stands there twice is asked once.
    pub at: usize,
    /// Whether it is of a run.
    pub is_run: bool,
    /// How many texts of the index have it.
    pub total: u32,
    /// The earliest of them: segment and number.
    pub texts: Vec<(u32, u32)>,
}

/// Looks fingerprints up; `prints` are hashes with the places where they stand.
pub(super) fn look_up(folder: &Folder, mut prints: Vec<(u32, usize)>) -> Result<Vec<Hit>, SimilarError> {
    prints.sort_unstable();
    prints.dedup_by_key(|(hash, _)| *hash);
    let hit = |(hash, at): &(u32, usize)| {
        let is_run = is_of_run(*hash);
        Hit { at: *at, is_run, total: 0, texts: Vec::new() }
    };
    let mut hits: Vec<Hit> = prints.iter().map(hit).collect();
    for s in 0..folder.segments.len() {
        look_up_in(folder, s, &prints, &mut hits)?;
    }
    hits.retain(|hit| hit.total > 0);
    Ok(hits)
}

fn look_up_in(
    folder: &Folder,
    s: usize,
    prints: &[(u32, usize)],
    hits: &mut [Hit],
) -> Result<(), SimilarError> {
    let segment = &folder.segments[s];
    let (mut open, mut unpacker) = (None, Unpacker::empty());
    let mut list = List::default();
    for ((hash, _), hit) in prints.iter().zip(hits) {
        let Some(block) = segment.block_of(*hash) else { continue };
        if open.replace(block) != Some(block) {
            segment.read_block(block, &mut unpacker)?;
        }
        if unpacker.find(*hash, &mut list) {
            let texts = list.texts.iter().filter(|text| !folder.is_gone(s, **text));
            let before = hit.texts.len();
            hit.texts.extend(texts.map(|text| (s as u32, *text)));
            let gone = list.texts.len() - (hit.texts.len() - before);
            hit.total += list.total.saturating_sub(gone as u32);
        }
    }
    Ok(())
}

/// A text worth laying beside the one asked about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    /// Segment and number.
    pub text: (u32, u32),
    /// Common fingerprints, the rarer the weightier.
    pub weight: f32,
    /// How many.
    pub common: u32,
}

/// So many candidates are laid beside a text whatever they have in common with it; more only with [`WORTH`] fingerprints.
const SURE: usize = 12;
/// Common fingerprints of about thirty copied characters. Up to five are had by chance with many texts of one trade.
const WORTH: u32 = 6;

/// The texts with the weightiest common fingerprints, at most `most`.
pub(super) fn rank(hits: &[&Hit], texts: usize, most: usize) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for hit in hits {
        let weight = (1.0 + texts as f32 / hit.total as f32).log2();
        found.extend(hit.texts.iter().map(|text| Candidate { text: *text, weight, common: 1 }));
    }
    found.sort_unstable_by_key(|candidate| candidate.text);
    found.dedup_by(|next, kept| {
        let same = next.text == kept.text;
        if same {
            kept.weight += next.weight;
            kept.common += 1;
        }
        same
    });
    // One common run of five tokens says nothing, unless the text asked about is hardly longer.
    found.retain(|candidate| candidate.common > 1 || hits.len() < 4);
    found.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then(a.text.cmp(&b.text)));
    found.truncate(most);
    let mut place = 0;
    found.retain(|candidate| {
        place += 1;
        place <= SURE || candidate.common >= WORTH
    });
    found
}
