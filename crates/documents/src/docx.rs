//! Text out of a DOCX file: paragraphs and tables in order. What Word computes (automatic numbers, page numbers) is not
//! in the file's text and not here; deleted text of tracked changes is left out, inserted text is kept.

mod write;

pub use write::write;

use std::io::Cursor;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, Result};
use crate::sniff::{Archive, Limits};

/// A part of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph; line breaks within it are `\n`. Empty paragraphs are left out.
    Paragraph(String),
    /// A table: rows of cells, the paragraphs of a cell joined with `\n`. A cell over several columns is followed by
    /// empty cells, a cell over several rows has empty cells below, so that columns stay in line. A table within a cell
    /// is text of that cell, its cells separated by tabs.
    Table(Vec<Vec<String>>),
}

/// Largest `document.xml`.
const MAX_XML: u64 = 64 << 20;

/// Columns one cell may claim to cover.
const MAX_SPAN: usize = 64;

/// The body of a DOCX file.
///
/// # Errors
/// [`Error::TooLarge`] beyond [`Limits::OFFICE`], [`Error::Unreadable`] when it is damaged, protected by a password or no
/// DOCX file.
pub fn read(bytes: &[u8]) -> Result<Vec<Block>> {
    let mut archive = Archive::open(Cursor::new(bytes), &Limits::OFFICE)?;
    let document = archive
        .read("word/document.xml", MAX_XML)?
        .ok_or_else(|| unreadable("it has no word/document.xml"))?;
    blocks(&String::from_utf8(document).map_err(|error| unreadable(&error.to_string()))?)
}

fn blocks(xml: &str) -> Result<Vec<Block>> {
    let mut reader = Reader::from_str(xml);
    let mut body = Body::default();
    loop {
        match reader.read_event().map_err(|error| unreadable(&error.to_string()))? {
            Event::Start(tag) => body.start(&tag),
            Event::Empty(tag) => {
                body.start(&tag);
                body.end(tag.local_name().as_ref());
            }
            Event::End(tag) => body.end(tag.local_name().as_ref()),
            Event::Text(text) => body.text(&text.xml10_content()),
            Event::CData(text) => body.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let named = quick_xml::escape::resolve_xml_entity(&reference).map(str::to_owned);
                let numbered = || reference.resolve_char_ref().ok().flatten().map(String::from);
                body.text(&named.or_else(numbered).unwrap_or_default());
            }
            Event::Eof => return Ok(body.blocks),
            _ => {}
        }
    }
}

/// The body as far as it is read.
#[derive(Default)]
struct Body {
    blocks: Vec<Block>,
    /// Open paragraphs: a text box holds paragraphs within a paragraph.
    paragraphs: Vec<String>,
    /// Open tables, outermost first.
    tables: Vec<Table>,
    /// Within `w:t`.
    in_text: bool,
    /// Open elements below a part that is left out, itself included.
    skipped: usize,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    cell: Vec<String>,
    span: usize,
}

impl Body {
    fn start(&mut self, tag: &BytesStart<'_>) {
        let local = tag.local_name();
        let name = local.as_ref();
        if self.skipped > 0 || is_left_out(name) {
            self.skipped += 1;
            return;
        }
        match name {
            "p" => self.paragraphs.push(String::new()),
            "t" => self.in_text = true,
            "tab" => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "sym" => self.push(symbol(&attribute(tag, "char"))),
            "tbl" => self.tables.push(Table::default()),
            "gridSpan" => {
                let span = attribute(tag, "val").parse().unwrap_or(1);
                self.tables.last_mut().into_iter().for_each(|table| table.span = span);
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" => {
                let paragraph = self.paragraphs.pop().unwrap_or_default();
                self.finish_paragraph(paragraph.trim_end());
            }
            "t" => self.in_text = false,
            "tc" => self.tables.last_mut().into_iter().for_each(Table::finish_cell),
            "tr" => self.tables.last_mut().into_iter().for_each(Table::finish_row),
            "tbl" => self.finish_table(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.skipped == 0 {
            self.push(text);
        }
    }

    fn push(&mut self, text: &str) {
        self.paragraphs.last_mut().into_iter().for_each(|paragraph| paragraph.push_str(text));
    }

    fn finish_paragraph(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        match self.tables.last_mut() {
            Some(table) => table.cell.push(text.to_owned()),
            None => self.blocks.push(Block::Paragraph(text.to_owned())),
        }
    }

    fn finish_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        match self.tables.last_mut() {
            Some(outer) => outer.cell.extend(table.rows.iter().map(|row| row.join("\t"))),
            None => self.blocks.push(Block::Table(table.rows)),
        }
    }
}

impl Table {
    fn finish_cell(&mut self) {
        self.row.push(std::mem::take(&mut self.cell).join("\n"));
        let span = std::mem::take(&mut self.span).clamp(1, MAX_SPAN);
        self.row.extend(std::iter::repeat_n(String::new(), span - 1));
    }

    fn finish_row(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
    }
}

/// Deleted and moved text, field codes, the second version of a drawing for old programs, and the tab stops of a
/// paragraph (which are named like the tabs in its text).
fn is_left_out(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "delText" | "instrText" | "delInstrText" | "Fallback" | "tabs")
}

/// Boxes that WPS and Word insert as signs of the fonts Wingdings and Wingdings 2.
fn symbol(code: &str) -> &'static str {
    match code.to_ascii_uppercase().trim_start_matches("F0").trim_start_matches("00") {
        "FE" | "FD" | "52" | "53" | "54" => "☑",
        "A8" | "6F" | "A3" | "71" => "☐",
        "FC" | "50" => "✓",
        _ => "",
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name);
    found.map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}

fn unreadable(reason: &str) -> Error {
    Error::Unreadable { what: "DOCX", reason: reason.to_owned() }
}
