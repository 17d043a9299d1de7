//! The text of a file that holds words: DOCX, PDF with text, HTML, plain text in the encodings in use.

use std::io::Cursor;

use encoding_rs::{GB18030, UTF_8};

use crate::docx::{self, Block};
use crate::error::Error;
use crate::sniff::{Fault, Kind, sniff};
use crate::{html, pdf_read};

/// Why a file gives no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    /// No bytes, or nothing but blanks.
    #[error("the file is empty")]
    Empty,
    /// Opens with a password only.
    #[error("the file opens with a password only")]
    Password,
    /// A PDF of pictures: a scan.
    #[error("the PDF has {pages} pages of pictures and no text: it was scanned")]
    Scan {
        /// Its pages.
        pages: usize,
    },
    /// A kind of file from which no text is taken.
    #[error("text is read from DOCX, PDF, HTML and plain text; this is {0:?}")]
    Unsupported(Kind),
    /// Damaged, or too large.
    #[error("the file cannot be read: {0}")]
    Damaged(String),
}

/// Fewer signs than this on a page, on average: what is printed there is a picture.
const FEWEST_PER_PAGE: usize = 8;

/// The text of a file. Paragraphs stand in lines, the cells of a table row are apart by tabs.
///
/// # Errors
/// [`NoText`] says why there is none.
pub fn text(name: &str, bytes: &[u8]) -> Result<String, NoText> {
    if bytes.is_empty() {
        return Err(NoText::Empty);
    }
    let found = sniff(name, &mut Cursor::new(bytes)).map_err(|error| NoText::Damaged(error.to_string()))?;
    for fault in &found.faults {
        match fault {
            Fault::Password => return Err(NoText::Password),
            Fault::Damaged(why) | Fault::Bomb(why) => return Err(NoText::Damaged(why.clone())),
            Fault::Empty => return Err(NoText::Empty),
            Fault::Extension { .. } | Fault::Restricted => {}
        }
    }
    let text = match found.kind {
        Kind::Text => plain(name, bytes),
        Kind::Docx => lines(&docx::read(bytes).map_err(damaged)?),
        Kind::Pdf => return of_pdf(bytes),
        other => return Err(NoText::Unsupported(other)),
    };
    if text.trim().is_empty() { Err(NoText::Empty) } else { Ok(text) }
}

fn damaged(error: Error) -> NoText {
    NoText::Damaged(error.to_string())
}

fn of_pdf(bytes: &[u8]) -> Result<String, NoText> {
    let pages = pdf_read::text(bytes).map_err(damaged)?;
    let signs: usize = pages.iter().map(|page| page.chars().filter(|ch| !ch.is_whitespace()).count()).sum();
    if signs < FEWEST_PER_PAGE * pages.len() {
        return Err(NoText::Scan { pages: pages.len() });
    }
    Ok(pages.join("\n"))
}

fn lines(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(words) => {
                text.push_str(words);
                text.push('\n');
            }
            Block::Table(rows) => {
                for row in rows {
                    let cells: Vec<String> = row.iter().map(|cell| cell.replace(['\n', '\t'], " ")).collect();
                    text.push_str(&cells.join("\t"));
                    text.push('\n');
                }
            }
        }
    }
    text
}

fn plain(name: &str, bytes: &[u8]) -> String {
    let text = decode(bytes);
    let named = name.to_lowercase();
    let marked = named.ends_with(".html") || named.ends_with(".htm") || html::is_html(&text);
    if marked { html::text(&text) } else { text }
}

/// UTF-16 and UTF-8 by their mark, UTF-8 where it is valid, else GB 18030 (which holds GBK and GB 2312).
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    let (text, faulty) = UTF_8.decode_without_bom_handling(bytes);
    if faulty { GB18030.decode_without_bom_handling(bytes).0.into_owned() } else { text.into_owned() }
}
