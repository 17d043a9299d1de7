//! Letters to PDF: typst as a library inside a closed world (no file system, no packages, no clock). The same letter,
//! data and day give the same bytes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use typst::comemo;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::layout::{Frame, FrameItem};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::error::{Error, Result};
use crate::fonts::{Fonts, fonts};
use crate::qr;

/// What is printed for a character that no font has: the sign that typesetters use for a missing sort (空铅).
pub const MISSING_SIGN: char = '〓';

/// No letter needs more data than this; typesetting time grows with it.
const MAX_DATA: usize = 4 << 20;

/// How many renderings a cached part of a layout survives unused.
const CACHE_AGE: usize = 8;

/// The templates in `letters/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    /// 申报表、申报书.
    Application,
    /// 回执.
    Receipt,
    /// 退回补正通知、不予受理告知.
    Returned,
    /// 形式审查记录.
    CheckRecord,
    /// 一览表、会议纪要、公示.
    Listing,
}

impl Letter {
    /// File name of the template below `letters/`.
    pub const fn file(self) -> &'static str {
        match self {
            Letter::Application => "application.typ",
            Letter::Receipt => "receipt.typ",
            Letter::Returned => "returned.typ",
            Letter::CheckRecord => "check_record.typ",
            Letter::Listing => "listing.typ",
        }
    }
}

/// Data that one template prints: see [`crate::letter`].
pub trait Sheet: Serialize {
    /// The template that prints it.
    const LETTER: Letter;

    /// The text of the QR code on every page, if there is one.
    fn qr(&self) -> Option<&str>;

    /// Whether the parts fit together, before the typesetter sees them.
    ///
    /// # Errors
    /// [`Error::Shape`] with the place.
    fn check(&self) -> Result<()>;
}

/// Which kind of PDF is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// PDF/A-2b (ISO 19005-2), for everything that goes into the archive (电子档案).
    Archive,
    /// Plain PDF 1.7, for drafts and views.
    Plain,
}

/// What a rendering depends on besides the data.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Kind of PDF.
    pub standard: Standard,
    /// The day written into the file as its creation date (Beijing). Nothing else reads a clock.
    pub today: Date,
}

/// A finished document.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Characters that no font has, each once: 〓 stands in their place. A final version must not be issued with any.
    pub missing: Vec<char>,
}

/// Renders `sheet` with its template.
///
/// # Errors
/// [`Error::Shape`] when the sheet contradicts itself, [`Error::TooLarge`] above 4 MiB of data, [`Error::Typeset`] when
/// the template refuses it, [`Error::Font`] when the fonts are not there.
pub fn render<S: Sheet>(sheet: &S, settings: Settings) -> Result<Pdf> {
    sheet.check()?;
    let shape =
        |error: serde_json::Error| Error::Shape { place: S::LETTER.file().into(), reason: error.to_string() };
    let mut data = serde_json::to_value(sheet).map_err(shape)?;
    if let Some(text) = sheet.qr() {
        data["qr_code"] = serde_json::to_value(qr::encode(text)?.runs()).map_err(shape)?;
    }
    render_data(S::LETTER, data, settings)
}

/// Renders JSON that already has the shape the template expects. [`render`] is the safe way in.
pub(crate) fn render_data(letter: Letter, mut data: Value, settings: Settings) -> Result<Pdf> {
    let fonts = fonts()?;
    let mut missing = Vec::new();
    make_printable(&mut data, fonts, &mut missing);
    let json = data.to_string();
    if json.len() > MAX_DATA {
        let (found, limit) = (json.len() as u64, MAX_DATA as u64);
        return Err(Error::TooLarge { what: "letter data (bytes)", found, limit });
    }
    let ident = hex::encode(Sha256::digest(format!("{}\n{json}", letter.file())));
    let world = Closed { letter, fonts, data: Bytes::from_string(json), today: settings.today };
    let (bytes, pages) = typeset(&world, settings.standard, ident, &mut missing)?;
    missing.sort_unstable();
    missing.dedup();
    Ok(Pdf { bytes, pages, missing })
}

/// Drops control characters, and puts 〓 where no font has a glyph.
fn make_printable(value: &mut Value, fonts: &Fonts, missing: &mut Vec<char>) {
    match value {
        Value::String(text) if text.chars().any(|c| c.is_control() || !fonts.can_print(c)) => {
            let kept = text.chars().filter(|&c| !c.is_control() || c == '\n' || c == '\t');
            *text = kept.map(|c| if fonts.can_print(c) { c } else { missing_sign(c, missing) }).collect();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| make_printable(item, fonts, missing)),
        Value::Object(fields) => fields.values_mut().for_each(|field| make_printable(field, fonts, missing)),
        _ => {}
    }
}

fn missing_sign(c: char, missing: &mut Vec<char>) -> char {
    missing.push(c);
    MISSING_SIGN
}

/// Compiles and writes; a panic inside the typesetter becomes an error, so that one letter cannot take the process down.
fn typeset(
    world: &Closed,
    standard: Standard,
    ident: String,
    missing: &mut Vec<char>,
) -> Result<(Vec<u8>, usize)> {
    let run = AssertUnwindSafe(|| {
        let document = typst::compile::<PagedDocument>(world).output.map_err(|all| world.describe(&all))?;
        let bytes = typst_pdf::pdf(&document, &options(standard, ident, world.today))
            .map_err(|all| world.describe(&all))?;
        Ok((bytes, document))
    });
    let outcome = catch_unwind(run).unwrap_or_else(|_| Err(world.refused("the typesetter stopped".into())));
    comemo::evict(CACHE_AGE);
    let (bytes, document) = outcome?;
    document.pages().iter().for_each(|page| collect_missing(&page.frame, missing));
    Ok((bytes, document.pages().len()))
}

fn options(standard: Standard, ident: String, today: Date) -> PdfOptions {
    let midnight =
        Datetime::from_ymd_hms(today.year().into(), today.month() as u8, today.day() as u8, 0, 0, 0);
    PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some(concat!("Kexiang ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: midnight.and_then(|day| Timestamp::new_local(day, 8 * 60)),
        standards: match standard {
            Standard::Archive => PdfStandards::new(&[PdfStandard::A_2b]).unwrap_or_default(),
            Standard::Plain => PdfStandards::default(),
        },
        tagged: false,
        ..PdfOptions::default()
    }
}

/// Glyph 0 is the empty box: what still reached the page without a glyph is reported, whatever the reason.
fn collect_missing(frame: &Frame, missing: &mut Vec<char>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => collect_missing(&group.frame, missing),
            FrameItem::Text(text) => {
                let boxes = text.glyphs.iter().filter(|glyph| glyph.id == 0);
                missing.extend(boxes.filter_map(|glyph| text.text.get(glyph.range())).flat_map(str::chars));
            }
            _ => {}
        }
    }
}

/// The whole world a template can see: itself, its shared parts, the data, the fonts and the given day.
struct Closed {
    letter: Letter,
    fonts: &'static Fonts,
    data: Bytes,
    today: Date,
}

/// The parsed templates of this process.
static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let source = |name: &str, text: &str| Some(Source::new(file_id(name)?, text.to_owned()));
    [
        source("common.typ", include_str!("../../../letters/common.typ")),
        source("form.typ", include_str!("../../../letters/form.typ")),
        source(Letter::Application.file(), include_str!("../../../letters/application.typ")),
        source(Letter::Receipt.file(), include_str!("../../../letters/receipt.typ")),
        source(Letter::Returned.file(), include_str!("../../../letters/returned.typ")),
        source(Letter::CheckRecord.file(), include_str!("../../../letters/check_record.typ")),
        source(Letter::Listing.file(), include_str!("../../../letters/listing.typ")),
    ]
    .into_iter()
    .flatten()
    .collect()
});

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

fn file_id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for Closed {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        let main = SOURCES.iter().find(|source| name_of(source.id()) == self.letter.file());
        main.unwrap_or(&SOURCES[0]).id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.iter().find(|source| source.id() == id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id.root() == &VirtualRoot::Project && name_of(id) == "data.json" {
            return Ok(self.data.clone());
        }
        Err(not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Datetime::from_ymd(self.today.year().into(), self.today.month() as u8, self.today.day() as u8)
    }
}

fn name_of(id: FileId) -> &'static str {
    id.get().vpath().get_without_slash()
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(name_of(id).into())
}

impl Closed {
    fn refused(&self, reason: String) -> Error {
        Error::Typeset { letter: self.letter.file(), reason }
    }

    /// The diagnostics as `file:line: message`, each once.
    fn describe(&self, diagnostics: &[SourceDiagnostic]) -> Error {
        let one = |diagnostic: &SourceDiagnostic| {
            let place = diagnostic.span.id().and_then(|id| {
                let source = self.source(id).ok()?;
                let line = source.lines().byte_to_line(self.range(diagnostic.span)?.start)?;
                Some(format!("{}:{}: ", name_of(id), line + 1))
            });
            let hints: String = diagnostic.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            format!("{}{}{hints}", place.unwrap_or_default(), diagnostic.message)
        };
        self.refused(diagnostics.iter().map(one).collect::<Vec<_>>().join("; "))
    }
}
