//! What of a text stands elsewhere.

use std::path::Path;

use super::align::Landmarks;
use super::beside::{Asked, Found};
use super::chain::chains;
use super::folder::{Added, Folder};
use super::lookup::{Hit, look_up, rank};
use super::report::Report;
use super::segment::{SimilarError, key};
use super::text::{Kind, Text};
use super::tokens::Tokens;

/// How far a query looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Texts that are laid beside the one asked about.
    pub candidates: usize,
    /// Wording that more texts have is nobody's, however small the index is.
    pub common: u32,
    /// Wording that more than one text in so many has is nobody's.
    pub common_one_in: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { candidates: 40, common: 64, common_one_in: 200 }
    }
}

/// An index of works beside one of what is held against nobody.
#[derive(Debug)]
pub struct Query {
    works: Folder,
    background: Folder,
    limits: Limits,
}

impl Query {
    /// Opens both indexes in a folder: the works in it, the background in its folder `background`.
    pub fn open(path: &Path, limits: Limits) -> Result<Self, SimilarError> {
        let (works, background) = (Folder::open(path)?, Folder::open(&path.join("background"))?);
        Ok(Self { works, background, limits })
    }

    /// How many works are indexed.
    pub fn works(&self) -> usize {
        self.works.len()
    }

    /// How many texts of background are indexed.
    pub fn background(&self) -> usize {
        self.background.len()
    }

    /// Removes everything: the first step of building anew.
    pub fn clear(&mut self) -> Result<(), SimilarError> {
        self.works.clear()?;
        self.background.clear()
    }

    /// Adds texts, each to its index: see [`Folder::add`]. The texts of the background, few, go last.
    pub fn add<E: From<SimilarError>>(
        &mut self,
        texts: impl Iterator<Item = Result<Text, E>>,
        complete: bool,
    ) -> Result<Added, E> {
        let mut background = Vec::new();
        let works = texts.filter_map(|text| match text {
            Ok(text) if text.kind != Kind::Work => {
                background.push(Ok(text));
                None
            }
            other => Some(other),
        });
        let a = self.works.add(works, complete)?;
        let b = self.background.add::<E>(background.into_iter(), complete)?;
        Ok(Added {
            new: a.new + b.new,
            changed: a.changed + b.changed,
            same: a.same + b.same,
            removed: a.removed + b.removed,
        })
    }

    /// Lays a text beside the index. A text of the same id is the same text and no source.
    pub fn ask(&self, text: &Text) -> Result<Report, SimilarError> {
        let mut asked = Asked::new(text);
        let hits = look_up(&self.background, asked.free_prints().collect())?;
        let found = self.sources(&self.background, text, &asked, &hits.iter().collect::<Vec<_>>())?;
        asked.mark_found(&found);
        let hits = look_up(&self.works, asked.free_prints().chain(asked.free_scattered()).collect())?;
        let limit = self.limits.common.max(self.works.len() as u32 / self.limits.common_one_in);
        let of_runs = hits.iter().filter(|hit| hit.is_run);
        asked.mark_common(of_runs.map(|hit| (hit.at, hit.total > limit)).collect());
        let rare: Vec<&Hit> = hits.iter().filter(|hit| hit.total <= limit).collect();
        let found = self.sources(&self.works, text, &asked, &rare)?;
        Ok(asked.report(found))
    }

    /// The texts of an index that share passages with the one asked about. Their tokens are compared first; the rest of
    /// a text is read only where something was found.
    fn sources(
        &self,
        folder: &Folder,
        text: &Text,
        asked: &Asked<'_>,
        hits: &[&Hit],
    ) -> Result<Vec<Found>, SimilarError> {
        let candidates = rank(hits, folder.len(), self.limits.candidates);
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let masked = asked.masked();
        let landmarks = Landmarks::new(&asked.tokens.values, &masked);
        let (own, mut found, mut tokens) = (key(&[&text.id]), Vec::new(), Tokens::default());
        for candidate in candidates {
            let (segment, number) = candidate.text;
            let segment = &folder.segments[segment as usize];
            if segment.ids[number as usize] == own {
                continue;
            }
            segment.read_tokens(number, &mut tokens)?;
            let chains = chains(landmarks.runs(&tokens.values, &masked));
            if !chains.is_empty() {
                found.push(Found {
                    text: segment.text(number)?,
                    tokens: std::mem::take(&mut tokens),
                    chains,
                });
            }
        }
        Ok(found)
    }
}
