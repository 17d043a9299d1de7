//! The same sheet back to the person who filled it in: wrong cells coloured and commented, the reasons in a last column.

use std::collections::BTreeMap;

use jiff::civil::Time;
use rust_xlsxwriter::{Color, Format, FormatAlign, Note as Comment, Workbook, Worksheet, XlsxError};

use super::sheet::{Sheet, SheetCell};
use super::table::{excel_time, stamp};
use crate::error::{Error, Result};

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Row as people count (from 1).
    pub row: u32,
    /// Column (from 0) of the wrong cell; none: the row as a whole.
    pub column: Option<u32>,
    /// What is wrong and what to do.
    pub message: String,
}

const PALE: Color = Color::RGB(0x00FD_ECEA);
const STRONG: Color = Color::RGB(0x00F5_B7B1);

/// Writes `sheet` with a further column headed `head` (错误) in row `header_row` (from 1): the notes of each row, rows with
/// notes in pale red, wrong cells in stronger red with a comment that says what to do. `at` is written as the time of creation.
///
/// # Errors
/// [`Error::Unwritable`] when the workbook cannot be written.
pub fn annotate(
    sheet: &Sheet,
    header_row: u32,
    head: &str,
    notes: &[Note],
    at: jiff::civil::DateTime,
) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    book.set_properties(&stamp(at));
    let marks = Marks::new(notes);
    let page = book.add_worksheet();
    write(page, sheet, header_row, head, &marks).map_err(unwritable)?;
    book.save_to_buffer().map_err(unwritable)
}

struct Marks {
    messages: BTreeMap<u32, String>,
    cells: BTreeMap<(u32, u32), String>,
}

impl Marks {
    fn new(notes: &[Note]) -> Self {
        let mut marks = Marks { messages: BTreeMap::new(), cells: BTreeMap::new() };
        for note in notes {
            let row = note.row.saturating_sub(1);
            let messages = marks.messages.entry(row).or_default();
            *messages = if messages.is_empty() {
                note.message.clone()
            } else {
                format!("{messages}\n{}", note.message)
            };
            if let Some(column) = note.column {
                let said = marks.cells.entry((row, column)).or_default();
                said.push_str(if said.is_empty() { "" } else { "\n" });
                said.push_str(&note.message);
            }
        }
        marks
    }

    fn format(&self, row: u32, column: u32) -> Format {
        let plain = Format::new().set_align(FormatAlign::VerticalCenter);
        match (self.cells.contains_key(&(row, column)), self.messages.contains_key(&row)) {
            (true, _) => plain.set_background_color(STRONG),
            (false, true) => plain.set_background_color(PALE),
            (false, false) => plain,
        }
    }
}

fn write(
    page: &mut Worksheet,
    sheet: &Sheet,
    header_row: u32,
    head: &str,
    marks: &Marks,
) -> std::result::Result<(), XlsxError> {
    page.set_name(if sheet.name.is_empty() { "Sheet1" } else { &sheet.name })?;
    let (_, columns) = sheet.size();
    for column in 0..columns {
        page.set_column_width(narrow(column), 16)?;
    }
    for (top, left, bottom, right) in &sheet.merges {
        // Regions that overlap (damaged files) are left unmerged: their values are written below all the same.
        let _ =
            page.merge_range(*top, narrow(*left), *bottom, narrow(*right), "", &marks.format(*top, *left));
    }
    for ((row, column), value) in &sheet.cells {
        write_cell(page, *row, narrow(*column), value, marks.format(*row, *column))?;
    }
    let last = narrow(columns);
    page.set_column_width(last, 48)?;
    page.write_string_with_format(header_row.saturating_sub(1), last, head, &Format::new().set_bold())?;
    for ((row, column), message) in &marks.cells {
        page.insert_note(*row, narrow(*column), &Comment::new(message).add_author_prefix(false))?;
    }
    for (row, messages) in &marks.messages {
        page.write_string_with_format(*row, last, messages, &marks.format(*row, u32::MAX).set_text_wrap())?;
    }
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    value: &SheetCell,
    format: Format,
) -> std::result::Result<(), XlsxError> {
    match value {
        SheetCell::Text(text) => {
            page.write_string_with_format(row, column, text, &format.set_num_format("@"))?
        }
        SheetCell::Number(number) => page.write_number_with_format(row, column, *number, &format)?,
        SheetCell::Date(at) => {
            let shape = if at.time() == Time::midnight() { "yyyy-mm-dd" } else { "yyyy-mm-dd hh:mm:ss" };
            page.write_datetime_with_format(row, column, &excel_time(*at)?, &format.set_num_format(shape))?
        }
    };
    Ok(())
}

fn narrow(column: u32) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn unwritable(error: XlsxError) -> Error {
    Error::Unwritable { what: "workbook", reason: error.to_string() }
}
