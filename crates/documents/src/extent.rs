//! How long a work is, read from its file: characters by the Word rule, seconds of film or sound, slides of a deck. And
//! whether required words stand in it.

mod film;

use std::io::{Cursor, Read, Seek};

use kexiang_core::wording::{count_words, normal_text};

use crate::error::Result;
use crate::sniff::{Archive, Kind, Limits, sniff};
use crate::text;

pub use film::seconds;

/// What a file says of its length; none where it does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extent {
    /// Characters by the Word rule (字数).
    pub characters: Option<u64>,
    /// Seconds of film or sound, rounded down.
    pub seconds: Option<u64>,
    /// Slides of a deck, hidden ones included.
    pub slides: Option<u64>,
    /// The words that were looked for and found, marks and widths between them apart.
    pub found: Vec<String>,
}

/// Reads the file `name`. Whatever cannot be read stays unknown: a scan has no characters, a drawing no seconds.
/// `wanted` are words to look for: labels that must be borne, headings that must stand in it.
pub fn extent(name: &str, bytes: &[u8], wanted: &[String]) -> Extent {
    let Ok(sniffed) = sniff(name, &mut Cursor::new(bytes)) else { return Extent::default() };
    let words = match sniffed.kind {
        Kind::Pptx => slides(bytes).ok().map(|slides| {
            let words = slides.join("\n");
            (Some(slides.len() as u64), words)
        }),
        Kind::Mp4 | Kind::Mov => {
            let seconds = seconds(&mut Cursor::new(bytes)).ok().flatten();
            return Extent { seconds, ..Extent::default() };
        }
        _ => text::text(name, bytes).ok().map(|words| (None, words)),
    };
    let Some((slides, words)) = words else { return Extent::default() };
    let count = count_words(&words) as u64;
    let folded = normal_text(&words);
    let found = wanted.iter().filter(|w| folded.contains(&normal_text(w))).cloned().collect();
    // A scan that says nothing has an unknown length, not none.
    Extent { characters: (count > 0).then_some(count), seconds: None, slides, found }
}

/// The words of each slide of a PPTX file, in the order of their numbers.
///
/// # Errors
/// [`crate::Error::TooLarge`] beyond [`Limits::OFFICE`], [`crate::Error::Unreadable`] when it is damaged or protected.
pub fn slides(bytes: &[u8]) -> Result<Vec<String>> {
    let mut archive = Archive::open(Cursor::new(bytes), &Limits::OFFICE)?;
    let number = |name: &String| -> Option<(u32, String)> {
        let stem = name.strip_prefix("ppt/slides/slide")?.strip_suffix(".xml")?;
        Some((stem.parse().ok()?, name.clone()))
    };
    let mut parts: Vec<_> = archive.names().iter().filter_map(number).collect();
    parts.sort();
    let mut found = Vec::new();
    for (_, name) in parts {
        let xml = archive.read(&name, 16 << 20)?.unwrap_or_default();
        found.push(words(&String::from_utf8_lossy(&xml)));
    }
    Ok(found)
}

/// The text runs of a slide, paragraph by paragraph.
fn words(xml: &str) -> String {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = String::new();
    let mut within = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => within = tag.local_name().as_ref() == "t",
            Ok(Event::End(tag)) => {
                if tag.local_name().as_ref() == "p" {
                    found.push('\n');
                }
                within = false;
            }
            Ok(Event::Text(text)) if within => found.push_str(&text.xml10_content()),
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// Reads exactly `n` bytes, none at the end of the file.
fn exactly<const N: usize>(source: &mut (impl Read + Seek)) -> std::io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    match source.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}
