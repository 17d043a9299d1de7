//! A form, application or contract as DOCX: the same data, order and words as its PDF. The page-exact version is the PDF;
//! this one is for reading and remarks in WPS or Word. Fonts are named for East Asian text on every run, so that no program
//! replaces them by its theme's.

use std::io::{Cursor, Write as _};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};

use crate::error::{Error, Result};
use crate::letter::{Align, ApplicationSheet, Cell, Content, Labelled, Listing, Section, Signature};

/// Width of the text on an A4 page between the margins, in twentieths of a point.
const WIDTH: u32 = 8_844;
/// Half-points: 小二, 四号, 小四, 五号, 小五.
const TITLE: u32 = 36;
const HEAD: u32 = 28;
const BODY: u32 = 24;
const SMALL: u32 = 21;
const FOOT: u32 = 18;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;
const SPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

/// Writes a form as .docx; the same form gives the same bytes.
///
/// # Errors
/// [`Error::Unwritable`] when the archive cannot be written.
pub fn write(sheet: &ApplicationSheet) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(::zip::DateTime::default());
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", ROOT.to_owned()),
        ("word/_rels/document.xml.rels", PARTS.to_owned()),
        ("word/document.xml", document(sheet)),
        ("word/footer1.xml", footer(sheet)),
    ];
    for (name, text) in parts {
        zip.start_file(name, options).map_err(|e| unwritable(&e))?;
        zip.write_all(text.as_bytes()).map_err(|e| unwritable(&e))?;
    }
    Ok(zip.finish().map_err(|e| unwritable(&e))?.into_inner())
}

fn unwritable(error: &dyn std::fmt::Display) -> Error {
    Error::Unwritable { what: "DOCX", reason: error.to_string() }
}

fn document(sheet: &ApplicationSheet) -> String {
    let mut body = String::new();
    if let Some(cover) = &sheet.cover {
        body += &paragraph(&cover.number, "right", BODY, false);
        body += &gap(6);
        if let Some(heading) = &cover.heading {
            body += &paragraph(heading, "center", HEAD, false);
        }
        body += &paragraph(&cover.title, "center", TITLE, true);
        body += &gap(6);
        for pair in &cover.fields {
            body += &paragraph(&labelled(pair), "left", HEAD, false);
        }
        body += &gap(6);
        for line in &cover.issuer {
            body += &paragraph(line, "center", HEAD, false);
        }
        body += r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#;
    }
    body += &paragraph(&sheet.title, "center", TITLE, true);
    if let Some(subtitle) = &sheet.subtitle {
        body += &paragraph(subtitle, "center", BODY, false);
    }
    if let Some(filled_on) = &sheet.filled_on {
        body += &paragraph(filled_on, "right", SMALL, false);
    }
    for section in &sheet.sections {
        body += &part(section);
    }
    if let Some(note) = &sheet.footnote {
        body += &paragraph(note, "left", SMALL, false);
    }
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document {SPACE}><w:body>{body}<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1588" w:right="1474" w:bottom="1588" w:left="1588" w:header="851" w:footer="850" w:gutter="0"/></w:sectPr></w:body></w:document>"#
    )
}

fn footer(sheet: &ApplicationSheet) -> String {
    let lines: Vec<String> = sheet.mark.lines.iter().map(labelled).collect();
    let said = paragraph(&lines.join("　"), "left", FOOT, false);
    let field = |code: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let mut page = String::new();
    let mut rest = sheet.mark.page.as_str();
    while let Some(at) = rest.find('{') {
        page += &run(&rest[..at], FOOT, false);
        let code = if rest[at..].starts_with("{n}") { "PAGE" } else { "NUMPAGES" };
        page += &field(code);
        rest = rest[at..].split_once('}').map_or("", |(_, rest)| rest);
    }
    page += &run(rest, FOOT, false);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr {SPACE}>{said}<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{page}</w:p></w:ftr>"#
    )
}

fn labelled(pair: &Labelled) -> String {
    format!("{}：{}", pair.label, pair.value)
}

fn gap(lines: usize) -> String {
    "<w:p/>".repeat(lines)
}

/// Text for XML; control characters that XML forbids are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            c if c.is_control() && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

fn run(text: &str, size: u32, bold: bool) -> String {
    let font = if bold { "黑体" } else { "宋体" };
    let weight = if bold { "<w:b/>" } else { "" };
    format!(
        r#"<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>"#,
        escaped(text)
    )
}

fn paragraph(text: &str, align: &str, size: u32, bold: bool) -> String {
    let lines = text.split('\n').map(|line| {
        format!(
            r#"<w:p><w:pPr><w:spacing w:before="40" w:after="40"/><w:jc w:val="{align}"/></w:pPr>{}</w:p>"#,
            run(line, size, bold)
        )
    });
    lines.collect()
}

/// A section: its heading and one table.
fn part(section: &Section) -> String {
    let mut out = String::new();
    if let Some(heading) = &section.heading {
        out += &paragraph(heading, "left", HEAD, true);
    }
    if let Some(note) = &section.note {
        out += &paragraph(note, "left", SMALL, false);
    }
    let whole: u32 = section.columns.iter().map(|w| u32::from(*w)).sum::<u32>().max(1);
    let widths: Vec<u32> = section.columns.iter().map(|w| WIDTH * u32::from(*w) / whole).collect();
    let mut rows = String::new();
    // Rows that a cell from above still covers, with its width in columns, by column.
    let mut held: Vec<(u16, u16)> = vec![(0, 0); widths.len()];
    for row in &section.rows {
        let mut cells = row.cells.iter();
        let mut column = 0;
        let mut line = String::new();
        while column < widths.len() {
            if held[column].0 > 0 {
                held[column].0 -= 1;
                let span = usize::from(held[column].1.max(1));
                line += &framed("<w:p/>", &widths, column, span, r#"<w:vMerge/>"#);
                column += span;
                continue;
            }
            let Some(cell) = cells.next() else { break };
            let span = usize::from(cell.colspan.max(1)).min(widths.len() - column);
            let merge = if cell.rowspan > 1 { r#"<w:vMerge w:val="restart"/>"# } else { "" };
            line += &framed(&inside(cell), &widths, column, span, merge);
            held[column] = (cell.rowspan.saturating_sub(1), cell.colspan);
            column += span;
        }
        rows += &format!(
            r#"<w:tr><w:trPr><w:trHeight w:val="{}"/></w:trPr>{line}</w:tr>"#,
            u32::from(row.min_height_mm) * 57
        );
    }
    out + &table(&widths, &rows)
}

fn table(widths: &[u32], rows: &str) -> String {
    let grid: String = widths.iter().map(|w| format!(r#"<w:gridCol w:w="{w}"/>"#)).collect();
    let border = |side: &str| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(border).concat();
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl><w:p/>"#,
        widths.iter().sum::<u32>()
    )
}

fn framed(content: &str, widths: &[u32], column: usize, span: usize, merge: &str) -> String {
    let end = (column + span).min(widths.len());
    let width: u32 = widths[column..end].iter().sum();
    let over = if span > 1 { format!(r#"<w:gridSpan w:val="{span}"/>"#) } else { String::new() };
    format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}{merge}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>"#
    )
}

fn inside(cell: &Cell) -> String {
    match &cell.content {
        Content::Label { text } => paragraph(text, "center", BODY, true),
        Content::Text { text, align } => paragraph(text, side(*align), BODY, false),
        Content::Long { text, hint } => {
            let words = if text.is_empty() { hint.as_deref().unwrap_or_default() } else { text };
            paragraph(words, "left", BODY, false)
        }
        Content::Ticks { options, note } => {
            let mark = |ticked: bool| if ticked { '☑' } else { '☐' };
            let all: Vec<String> = options.iter().map(|o| format!("{}{}", mark(o.ticked), o.text)).collect();
            let note = note.as_deref().map(|n| paragraph(n, "left", SMALL, false)).unwrap_or_default();
            paragraph(&all.join("　"), "left", BODY, false) + &note
        }
        Content::Listing(listing) => within(listing),
        Content::Signatures { blocks } => blocks.iter().map(signature).collect(),
    }
}

fn side(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}

/// A listing as a table within its cell; a cell ends with a paragraph.
fn within(listing: &Listing) -> String {
    let whole: u32 = listing.columns.iter().map(|c| u32::from(c.width)).sum::<u32>().max(1);
    let room = WIDTH - 240;
    let widths: Vec<u32> = listing.columns.iter().map(|c| room * u32::from(c.width) / whole).collect();
    let line = |cells: Vec<String>| {
        let all: String = cells.iter().enumerate().map(|(n, text)| framed(text, &widths, n, 1, "")).collect();
        format!("<w:tr>{all}</w:tr>")
    };
    let texts = |row: &Vec<String>| {
        let cell = |(text, column): (&String, &crate::letter::Column)| {
            paragraph(text, side(column.align), SMALL, false)
        };
        row.iter().zip(&listing.columns).map(cell).collect::<Vec<_>>()
    };
    let head = listing.columns.iter().map(|c| paragraph(&c.title, "center", SMALL, true)).collect();
    let mut rows = line(head);
    for row in listing.rows.iter().chain(&listing.totals) {
        rows += &line(texts(row));
    }
    let unit = listing.unit.as_deref().map(|u| paragraph(u, "right", SMALL, false)).unwrap_or_default();
    let note = listing.note.as_deref().map(|n| paragraph(n, "left", SMALL, false)).unwrap_or_default();
    unit + &table(&widths, &rows) + &note
}

fn signature(block: &Signature) -> String {
    let mut out = String::new();
    for text in block.party.iter().chain(&block.statement) {
        out += &paragraph(text, "left", BODY, false);
    }
    for signer in &block.signers {
        out += &gap(1);
        out += &paragraph(&format!("{signer}："), "left", BODY, false);
    }
    out += &gap(3);
    for text in block.seal.iter().chain(&block.date) {
        out += &paragraph(text, "right", BODY, false);
    }
    out
}
