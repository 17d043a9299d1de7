//! The cells of foreign workbooks (.xlsx, .xls), read sparsely and under limits.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::time::Duration;

use calamine::{Data, Dimensions, ExcelDateTime, Reader, Xls, Xlsx};
use jiff::civil::{self, DateTime};

use super::biff;
use crate::error::{Error, Result};
use crate::guard::guarded;
use crate::sniff::{Archive, Limits};

const TIME: Duration = Duration::from_secs(30);
const MAX_CELLS: u64 = 500_000;
const MAX_SHEETS: usize = 50;

/// Each cell is looked for in all of them.
const MAX_MERGES: usize = 2_000;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetCell {
    /// As typed.
    Text(String),
    /// A number; Excel keeps 15 digits of it.
    Number(f64),
    /// A number shown as date or time.
    Date(DateTime),
}

/// The filled cells of one worksheet. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Name on its tab.
    pub name: String,
    /// Row and column to value.
    pub cells: BTreeMap<(u32, u32), SheetCell>,
    /// Merged regions: first row, first column, last row, last column.
    pub merges: Vec<(u32, u32, u32, u32)>,
}

/// The address of a cell as people see it: `C7` for row 6, column 2.
pub fn place(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(u64::from(row) + 1).to_string()
}

impl Sheet {
    /// The value at a place, taken from the first cell of a merged region.
    pub fn at(&self, row: u32, column: u32) -> Option<&SheetCell> {
        let region = self.merges.iter().find(|(top, left, bottom, right)| {
            (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column)
        });
        let first = region.map_or((row, column), |(top, left, ..)| (*top, *left));
        self.cells.get(&first)
    }

    /// Number of rows and columns up to the last filled cell.
    pub fn size(&self) -> (u32, u32) {
        let rows = self.cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
        (rows, self.cells.keys().map(|(_, column)| column + 1).max().unwrap_or(0))
    }
}

/// All worksheets of an .xlsx or .xls file.
///
/// # Errors
/// [`Error::TooLarge`] with more than 500,000 cells or beyond [`Limits::OFFICE`]; [`Error::Unreadable`] when it is damaged,
/// protected by a password, or no workbook.
pub fn read_sheets(bytes: &[u8]) -> Result<Vec<Sheet>> {
    let bytes = bytes.to_vec();
    guarded(
        "workbook",
        TIME,
        move || {
            if bytes.starts_with(b"PK") { read_xlsx(&bytes) } else { read_xls(bytes) }
        },
    )
}

fn read_xlsx(bytes: &[u8]) -> Result<Vec<Sheet>> {
    Archive::open(Cursor::new(bytes), &Limits::OFFICE)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut room = MAX_CELLS;
    let names = book.sheet_names().into_iter().take(MAX_SHEETS);
    names.map(|name| read_xlsx_sheet(&mut book, name, &mut room)).collect()
}

fn read_xlsx_sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: String, room: &mut u64) -> Result<Sheet> {
    let merges = regions(&book.merge_cells_by_sheet_name(&name).unwrap_or_default());
    let mut sheet = Sheet { merges, ..Sheet::default() };
    // A sheet of charts only has no cells.
    if let Ok(mut reader) = book.worksheet_cells_reader(&name) {
        while let Some(cell) = reader.next_cell().map_err(unreadable)? {
            if let Some(value) = value(cell.get_value().clone().into()) {
                *room = room.checked_sub(1).ok_or_else(too_many)?;
                sheet.cells.insert(cell.get_position(), value);
            }
        }
    }
    sheet.name = name;
    Ok(sheet)
}

fn read_xls(bytes: Vec<u8>) -> Result<Vec<Sheet>> {
    // The parser allocates the whole rectangle of each sheet: its size is looked at beforehand.
    let area = biff::area(&bytes).map_err(unreadable)?;
    if area > MAX_CELLS * 8 {
        return Err(too_many());
    }
    let mut book = Xls::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names().into_iter().take(MAX_SHEETS) {
        let range = book.worksheet_range(&name).map_err(unreadable)?;
        let (top, left) = range.start().unwrap_or_default();
        let at = |(row, column): (usize, usize)| (top + row as u32, left + column as u32);
        let cells = range
            .used_cells()
            .filter_map(|(row, column, data)| Some((at((row, column)), value(data.clone())?)));
        let cells = cells.collect();
        let merges = regions(&book.merge_cells_by_sheet_name(&name).unwrap_or_default());
        sheets.push(Sheet { name, cells, merges });
    }
    Ok(sheets)
}

fn regions(merged: &[Dimensions]) -> Vec<(u32, u32, u32, u32)> {
    let corners = |region: &Dimensions| (region.start.0, region.start.1, region.end.0, region.end.1);
    merged.iter().take(MAX_MERGES).map(corners).collect()
}

fn value(data: Data) -> Option<SheetCell> {
    match data {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            (!text.trim().is_empty()).then_some(SheetCell::Text(text))
        }
        Data::Int(number) => Some(SheetCell::Number(number as f64)),
        Data::Float(number) => Some(SheetCell::Number(number)),
        Data::Bool(truth) => Some(SheetCell::Text(if truth { "TRUE" } else { "FALSE" }.into())),
        Data::DateTime(date) => Some(date_cell(&date)),
        Data::Error(error) => Some(SheetCell::Text(error.to_string())),
        Data::Empty => None,
    }
}

fn date_cell(date: &ExcelDateTime) -> SheetCell {
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    let signed = |value: u8| i8::try_from(value).unwrap_or(0);
    let year = i16::try_from(year).unwrap_or(0);
    let at = DateTime::new(
        year,
        signed(month),
        signed(day),
        signed(hour),
        signed(minute),
        signed(second),
        i32::from(milli) * 1_000_000,
    );
    // A duration, or 1900-02-29, which Excel believes in: the number says more than a wrong date.
    match at {
        Ok(at) if date.is_datetime() && date.as_f64() >= 1.0 => SheetCell::Date(at),
        _ => SheetCell::Number(date.as_f64()),
    }
}

/// The day of a serial number of the 1900 date system.
pub(super) fn day_of_serial(serial: f64) -> Option<civil::Date> {
    let days = serial.is_finite().then(|| serial.floor() as i64)?;
    let epoch = civil::date(1899, 12, 30);
    epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn too_many() -> Error {
    Error::TooLarge { what: "cells of the workbook", found: MAX_CELLS + 1, limit: MAX_CELLS }
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Unreadable { what: "workbook", reason: error.to_string() }
}

impl From<&SheetCell> for String {
    /// As a person would read it back.
    fn from(cell: &SheetCell) -> String {
        match cell {
            SheetCell::Text(text) => text.clone(),
            SheetCell::Number(number) => super::value::number_text(*number),
            SheetCell::Date(at) if at.time() == civil::Time::midnight() => at.date().to_string(),
            SheetCell::Date(at) => at.to_string().replace('T', " "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_in_the_program() {
        let cases = [
            (0, 0, "A1"),
            (6, 2, "C7"),
            (9, 25, "Z10"),
            (0, 26, "AA1"),
            (0, 701, "ZZ1"),
            (1_048_575, 16_383, "XFD1048576"),
        ];
        for (row, column, text) in cases {
            assert_eq!(place(row, column), text);
        }
    }

    #[test]
    fn serial_numbers_are_days() {
        assert_eq!(day_of_serial(45000.0), Some(civil::date(2023, 3, 15)));
        assert_eq!(day_of_serial(46087.75), Some(civil::date(2026, 3, 6)));
        assert_eq!(day_of_serial(f64::NAN), None);
        assert_eq!(day_of_serial(1e18), None);
    }
}
