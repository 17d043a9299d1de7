//! A text beside others: what of it is background, what is common wording, what stands in which source.

use super::align::{Landmarks, Run};
use super::chain::{Chain, chains};
use super::fingerprint::{GRAM, REACH, fingerprints, scattered};
use super::report::{Passage, Report, Source, Span};
use super::text::{Kind, Text};
use super::tokens::Tokens;

/// Tokens between two marks of background that belong to it too.
const BRIDGE: usize = 3;
/// Tokens between two common runs, none that is not common between them, that are common too.
const COMMON_BRIDGE: usize = 24;
/// Sources that are reported.
const SOURCES: usize = 24;

/// What holds of a token of the text asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Free,
    Background,
    Common,
}

/// The fingerprints of a text, each once: what an index that the caller keeps must know of it.
pub fn prints(text: &str) -> Vec<u32> {
    let tokens = Tokens::of(text);
    let all = fingerprints(&tokens.values).chain(scattered(&tokens.values));
    let mut prints: Vec<u32> = all.map(|(hash, _)| hash).collect();
    prints.sort_unstable();
    prints.dedup();
    prints
}

/// Lays a text beside texts that an index of the caller's own found. `common` are the fingerprints that too many
/// texts have. A text of the same id is the same text and no source.
pub fn compare(text: &Text, background: &[Text], common: &[u32], works: &[Text]) -> Report {
    let mut asked = Asked::new(text);
    asked.mark_background(background.iter().map(|text| (text.clone(), Tokens::of(&text.text))));
    let prints: Vec<(usize, bool)> =
        asked.free_prints().map(|(hash, at)| (at, common.contains(&hash))).collect();
    asked.mark_common(prints);
    let others = works.iter().filter(|work| work.id != text.id);
    let found = asked.sources(others.map(|work| (work.clone(), Tokens::of(&work.text))));
    asked.report(found)
}

/// A text that shares passages with the one asked about.
pub(super) struct Found {
    pub text: Text,
    pub tokens: Tokens,
    pub chains: Vec<Chain>,
}

/// The text asked about.
pub(super) struct Asked<'a> {
    text: &'a Text,
    pub tokens: Tokens,
    marks: Vec<Mark>,
}

impl<'a> Asked<'a> {
    pub fn new(text: &'a Text) -> Self {
        let tokens = Tokens::of(&text.text);
        let marks = vec![Mark::Free; tokens.len()];
        Self { text, tokens, marks }
    }

    /// Which tokens no source may be found for.
    pub fn masked(&self) -> Vec<bool> {
        self.marks.iter().map(|mark| *mark != Mark::Free).collect()
    }

    /// The fingerprints of runs that hold nothing marked.
    pub fn free_prints(&self) -> impl Iterator<Item = (u32, usize)> {
        fingerprints(&self.tokens.values).filter(move |(_, at)| self.is_free(*at, GRAM))
    }

    /// The scattered fingerprints of stretches that hold nothing marked.
    pub fn free_scattered(&self) -> impl Iterator<Item = (u32, usize)> {
        scattered(&self.tokens.values).filter(move |(_, at)| self.is_free(*at, REACH))
    }

    fn is_free(&self, at: usize, tokens: usize) -> bool {
        self.marks[at..at + tokens].iter().all(|mark| *mark == Mark::Free)
    }

    /// The texts that share passages with this one.
    fn sources(&self, texts: impl Iterator<Item = (Text, Tokens)>) -> Vec<Found> {
        let masked = self.masked();
        let landmarks = Landmarks::new(&self.tokens.values, &masked);
        let found = texts.map(|(text, tokens)| {
            let chains = chains(landmarks.runs(&tokens.values, &masked));
            Found { text, tokens, chains }
        });
        found.filter(|found| !found.chains.is_empty()).collect()
    }

    /// Marks what stands in templates and in the owner's own description.
    fn mark_background(&mut self, texts: impl Iterator<Item = (Text, Tokens)>) {
        let found = self.sources(texts);
        self.mark_found(&found);
    }

    /// The same of texts that share passages with this one.
    pub fn mark_found(&mut self, found: &[Found]) {
        let counts = |text: &Text| text.kind == Kind::Template || text.owner == self.text.owner;
        for run in
            found.iter().filter(|found| counts(&found.text)).flat_map(|found| found.chains.iter().flatten())
        {
            self.marks[run.query as usize..(run.query + run.length) as usize].fill(Mark::Background);
        }
        bridge(&mut self.marks, Mark::Background, BRIDGE);
    }

    /// Marks common wording, and what stands between such wording unless a rarer fingerprint stands there. `prints`
    /// are places of fingerprints and whether they are common.
    pub fn mark_common(&mut self, mut prints: Vec<(usize, bool)>) {
        prints.sort_unstable();
        let mut before: Option<usize> = None;
        for (at, common) in prints {
            if !common {
                before = None;
                continue;
            }
            let from = before.filter(|end| at.saturating_sub(*end) <= COMMON_BRIDGE).unwrap_or(at).min(at);
            for mark in self.marks[from..at + GRAM].iter_mut().filter(|mark| **mark == Mark::Free) {
                *mark = Mark::Common;
            }
            before = Some(at + GRAM);
        }
    }

    /// The answer.
    pub fn report(&self, found: Vec<Found>) -> Report {
        let tokens = &self.tokens;
        let (mut others, mut own) = (vec![false; tokens.len()], vec![false; tokens.len()]);
        let mut sources: Vec<Source> = Vec::new();
        for found in found {
            let is_own = !self.text.owner.is_empty() && found.text.owner == self.text.owner;
            let covered = if is_own { &mut own } else { &mut others };
            let runs = found.chains.iter().flatten();
            runs.for_each(|run| covered[run.query as usize..(run.query + run.length) as usize].fill(true));
            sources.push(self.describe(found, is_own));
        }
        sources.sort_by(|a, b| a.own.cmp(&b.own).then(b.characters.cmp(&a.characters)).then(a.id.cmp(&b.id)));
        sources.truncate(SOURCES);
        let count = |wanted: &dyn Fn(usize) -> bool| {
            (0..tokens.len()).filter(|token| wanted(*token)).map(|token| width(tokens, token)).sum()
        };
        Report {
            characters: count(&|_| true),
            background: count(&|t| self.marks[t] == Mark::Background),
            common: count(&|t| self.marks[t] == Mark::Common),
            others: count(&|t| others[t]),
            own: count(&|t| own[t] && !others[t]),
            sources,
        }
    }

    fn describe(&self, found: Found, own: bool) -> Source {
        let passages: Vec<Passage> = found.chains.iter().map(|chain| self.passage(&found, chain)).collect();
        let characters = passages.iter().map(|passage| passage.characters).sum();
        let Text { id, owner, kind, title, .. } = found.text;
        Source { id, owner, kind, title, own, characters, passages }
    }

    fn passage(&self, found: &Found, chain: &Chain) -> Passage {
        let pair = |run: &Run| {
            (span(&self.tokens, run.query, run.length), span(&found.tokens, run.source, run.length))
        };
        let equal: Vec<(Span, Span)> = chain.iter().map(pair).collect();
        let (first, last) = (equal[0], equal[equal.len() - 1]);
        let here = Span { from: first.0.from, to: last.0.to };
        let there = Span { from: first.1.from, to: last.1.to };
        let tokens = chain.iter().flat_map(|run| run.query..run.query + run.length);
        let characters = tokens.map(|token| width(&self.tokens, token as usize)).sum();
        let (words, source_words) = (cut(&self.text.text, here), cut(&found.text.text, there));
        Passage { here, there, characters, equal, words, source_words }
    }
}

/// The characters of a run of tokens.
fn span(tokens: &Tokens, from: u32, length: u32) -> Span {
    Span { from: tokens.starts[from as usize], to: tokens.ends[(from + length - 1) as usize] }
}

/// Characters of a token.
fn width(tokens: &Tokens, token: usize) -> u32 {
    tokens.ends[token] - tokens.starts[token]
}

/// Marks short stretches between two marks of the same kind.
fn bridge(marks: &mut [Mark], kind: Mark, most: usize) {
    let mut last: Option<usize> = None;
    for at in 0..marks.len() {
        if marks[at] == kind {
            if let Some(end) = last.filter(|end| at - end <= most + 1) {
                marks[end..at].fill(kind);
            }
            last = Some(at);
        }
    }
}

/// The characters of a span.
fn cut(text: &str, span: Span) -> String {
    text.chars().skip(span.from as usize).take((span.to - span.from) as usize).collect()
}
