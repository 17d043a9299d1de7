//! Copied text beside an application: the share, the sources, passages side by side.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_matching::similar::{Passage, Report, Source, Span};

use super::check::{address, id, sample_case};
use super::layout::Shell;
use super::page::{self, Page};
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::similar::{self, Files, Similar};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new().get("/associations/{association}/applications/{id}/similar", show)
}

/// The page.
#[derive(Template)]
#[template(path = "similar/show.html")]
pub struct SimilarPage {
    l: &'static Locale,
    shell: Shell,
    number: String,
    title: String,
    organisation: String,
    /// Where one came from: the check sheet, or the application's own page.
    back: String,
    is_whole: bool,
    share: String,
    own_share: String,
    characters: u32,
    background: u32,
    common: u32,
    others: u32,
    counted: u32,
    files: Files,
    sources: Vec<SourceView>,
}

/// A source.
struct SourceView {
    title: String,
    own: bool,
    characters: u32,
    href: String,
    passages: Vec<PassageView>,
}

/// A passage as pieces of text, each with whether it is in both.
struct PassageView {
    here: Vec<(String, bool)>,
    there: Vec<(String, bool)>,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application)): Path<(String, String)>,
) -> Answer {
    let found = similar::look(&app, &visitor.ctx(), &association, id(&application)?).await?;
    page::show(&SimilarPage::of(Shell::within(&app, &visitor, &association), &found))
}

impl SimilarPage {
    fn of(shell: Shell, found: &Similar) -> Self {
        let application = &found.case.application;
        let own = format!("/associations/{}/applications", application.association);
        let back = match found.is_whole {
            true => address(&application.association, &application.id.to_string()),
            false => format!("{own}/{}", application.id),
        };
        let report = &found.report;
        let view = |source: &Source| SourceView {
            title: source.title.clone(),
            own: source.own,
            characters: source.characters,
            href: if found.is_whole {
                address(&application.association, &source.id)
            } else {
                format!("{own}/{}", source.id)
            },
            passages: source.passages.iter().map(PassageView::of).collect(),
        };
        Self {
            l: shell.l,
            number: application.number.clone(),
            title: application.title.clone(),
            organisation: application.organisation_name.clone(),
            back,
            is_whole: found.is_whole,
            share: percent(report.share()),
            own_share: percent(report.own_share()),
            characters: report.characters,
            background: report.background,
            common: report.common,
            others: report.others,
            counted: report.counted(),
            files: found.files,
            sources: report.sources.iter().map(view).collect(),
            shell,
        }
    }
}

impl PassageView {
    fn of(passage: &Passage) -> Self {
        let here: Vec<Span> = passage.equal.iter().map(|(here, _)| *here).collect();
        let there: Vec<Span> = passage.equal.iter().map(|(_, there)| *there).collect();
        Self {
            here: pieces(&passage.words, passage.here.from, &here),
            there: pieces(&passage.source_words, passage.there.from, &there),
        }
    }
}

/// Cuts text that begins at character `from` into what is marked and what is not.
fn pieces(text: &str, from: u32, marked: &[Span]) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for (at, c) in (from..).zip(text.chars()) {
        let is_marked = marked.iter().any(|span| (span.from..span.to).contains(&at));
        match pieces.last_mut() {
            Some((piece, last)) if *last == is_marked => piece.push(c),
            _ => pieces.push((c.to_string(), is_marked)),
        }
    }
    pieces
}

/// Thousandths as percent with one decimal.
fn percent(thousandths: u32) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

impl Page for SimilarPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let words = "组织专家走进企业，开展技术咨询12场";
        let there = "组织专家走进企业，开展技术咨询十二场";
        let span = |from, to| Span { from, to };
        let passage = Passage {
            here: span(0, 18),
            there: span(0, 18),
            characters: 17,
            equal: vec![(span(0, 8), span(0, 8)), (span(9, 18), span(9, 18))],
            words: words.to_owned(),
            source_words: there.to_owned(),
        };
        let source = |own| Source {
            id: sample_case().application.id.to_string(),
            owner: "1".to_owned(),
            kind: kexiang_matching::similar::Kind::Work,
            title: "“科创强柳”学会专家走基层系列活动".to_owned(),
            own,
            characters: 17,
            passages: vec![passage.clone()],
        };
        let report =
            Report { characters: 900, background: 120, common: 30, others: 17, own: 17, sources: Vec::new() };
        let page = |report, is_whole| {
            let files = Files { compared: 2, silent: usize::from(is_whole) };
            let found = Similar { case: sample_case(), words: words.to_owned(), report, files, is_whole };
            Self::of(Shell::sample(l), &found)
        };
        vec![
            page(Report { sources: vec![source(false), source(true)], ..report.clone() }, true),
            page(Report { sources: vec![source(true)], ..report.clone() }, false),
            page(Report { others: 0, own: 0, ..report }, true),
        ]
    }
}

crate::page!(SimilarPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_characters_are_told_from_others() {
        let marked = [Span { from: 11, to: 13 }];
        let piece = |text: &str, marked| (text.to_owned(), marked);
        assert_eq!(
            pieces("甲乙丙丁", 10, &marked),
            [piece("甲", false), piece("乙丙", true), piece("丁", false)]
        );
        assert_eq!(percent(1000), "100.0%");
        assert_eq!(percent(5), "0.5%");
    }
}
