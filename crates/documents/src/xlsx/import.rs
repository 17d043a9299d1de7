//! Lists that people filled in: the header is found by its names, rows become named texts with their places, and every
//! fault says where it stands. Tolerant in form, strict in what would silently be wrong.

use std::collections::BTreeMap;

use super::sheet::{Sheet, SheetCell, place, read_sheets};
use super::value::{number_text, parse_date, tidy};
use crate::error::Result;

/// The header is looked for in so many rows from the top.
const HEADER_ROWS: u32 = 30;

/// And in so many columns from the left.
const HEADER_COLUMNS: u32 = 512;

/// Whole numbers from here on have more than the 15 digits that Excel keeps.
const TOO_LONG: f64 = 1e15;

/// A column that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its name: also the key in [`ImportedRow::cells`].
    pub name: String,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// Without it the sheet is refused.
    pub required: bool,
    /// How its cells are read.
    pub reading: Reading,
}

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Text; whole numbers are taken as they stand, numbers of more than 15 digits are refused.
    Text,
    /// A date in any style, given as `2026-03-01`.
    Date,
    /// A decimal number, given as `12345.6`; commas and full-width digits are accepted.
    Number,
}

/// A sheet read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Name of the worksheet.
    pub sheet: String,
    /// Row of the header as people count (from 1), the last one if it has two.
    pub header_row: u32,
    /// Expected columns that are not there and were not required.
    pub absent: Vec<String>,
    /// Heads of columns that nobody expected.
    pub ignored: Vec<String>,
    /// The rows, without blank rows, totals and signature lines.
    pub rows: Vec<ImportedRow>,
    /// What is wrong, in the order of the sheet.
    pub faults: Vec<Fault>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// Row number as people count (from 1).
    pub row: u32,
    /// Column name to cell; empty cells are left out.
    pub cells: BTreeMap<String, ImportedCell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedCell {
    /// The text, tidied.
    pub text: String,
    /// `C7`.
    pub place: String,
}

/// What is wrong with a sheet or a cell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No row holds the required column names: what is missing in the best candidate.
    NoHeader {
        /// Names of required columns.
        missing: Vec<String>,
    },
    /// Two columns go by the same expected name.
    DoubleColumn {
        /// The name.
        name: String,
        /// Places of both heads.
        places: [String; 2],
    },
    /// A number with more than 15 digits, of which Excel has already lost the last ones: the column must be text.
    LongNumber {
        /// Row as people count.
        row: u32,
        /// Column name.
        name: String,
        /// Place.
        place: String,
    },
    /// Not a date.
    NotADate {
        /// Row as people count.
        row: u32,
        /// Column name.
        name: String,
        /// Place.
        place: String,
        /// What stands there.
        text: String,
    },
    /// Not a number.
    NotANumber {
        /// Row as people count.
        row: u32,
        /// Column name.
        name: String,
        /// Place.
        place: String,
        /// What stands there.
        text: String,
    },
}

/// Reads the first worksheet of an .xlsx or .xls file that has the expected header.
///
/// # Errors
/// Those of [`read_sheets`]; what is wrong with the content is in [`Imported::faults`].
pub fn import(bytes: &[u8], expected: &[Expected]) -> Result<Imported> {
    let sheets = read_sheets(bytes)?;
    let best = sheets.iter().filter_map(|sheet| Some((sheet, find_header(sheet, expected)?)));
    let best =
        best.reduce(|best, next| if next.1.score(expected) > best.1.score(expected) { next } else { best });
    Ok(match best {
        Some((sheet, header)) => read_rows(sheet, &header, expected),
        None => Imported {
            sheet: String::new(),
            header_row: 0,
            absent: Vec::new(),
            ignored: Vec::new(),
            rows: Vec::new(),
            faults: vec![Fault::NoHeader {
                missing: required(expected).map(|column| column.name.clone()).collect(),
            }],
        },
    })
}

fn required(expected: &[Expected]) -> impl Iterator<Item = &Expected> {
    expected.iter().filter(|column| column.required)
}

/// A header: its last row, and for each expected column where it stands.
struct Header {
    row: u32,
    columns: Vec<Option<u32>>,
    doubles: Vec<(usize, [u32; 2])>,
    ignored: Vec<String>,
}

impl Header {
    /// Required columns count first, then all.
    fn score(&self, expected: &[Expected]) -> (usize, usize) {
        let found = |(column, at): (&Expected, &Option<u32>)| at.is_some() && column.required;
        let required = expected.iter().zip(&self.columns).filter(|&pair| found(pair)).count();
        (required, self.columns.iter().flatten().count())
    }
}

/// The best header among the first rows; a header of two rows (a group above its columns) counts if it finds more.
fn find_header(sheet: &Sheet, expected: &[Expected]) -> Option<Header> {
    let (rows, columns) = sheet.size();
    let candidates = (0..rows.min(HEADER_ROWS)).flat_map(|row| {
        let one = Some(header_at(sheet, columns, row, row, expected));
        let two = (row + 1 < rows).then(|| header_at(sheet, columns, row, row + 1, expected));
        one.into_iter().chain(two)
    });
    let best = candidates
        .reduce(|best, next| if next.score(expected) > best.score(expected) { next } else { best })?;
    (best.score(expected).1 > 0).then_some(best)
}

fn header_at(sheet: &Sheet, columns: u32, top: u32, bottom: u32, expected: &[Expected]) -> Header {
    let mut header =
        Header { row: bottom, columns: vec![None; expected.len()], doubles: Vec::new(), ignored: Vec::new() };
    for column in 0..columns.min(HEADER_COLUMNS) {
        let names = names_of(sheet, column, top, bottom);
        let Some(shown) = names.first() else { continue };
        match expected.iter().position(|wanted| names.iter().any(|name| wanted.is_called(name))) {
            Some(index) => match header.columns[index] {
                None => header.columns[index] = Some(column),
                Some(first) => header.doubles.push((index, [first, column])),
            },
            None => header.ignored.push(shown.clone()),
        }
    }
    header
}

/// The names a column goes by: with two header rows 姓名 below 项目负责人 is also 项目负责人姓名.
fn names_of(sheet: &Sheet, column: u32, top: u32, bottom: u32) -> Vec<String> {
    let text =
        |row| sheet.at(row, column).map(String::from).map(|text| tidy(&text)).filter(|text| !text.is_empty());
    match (text(top), text(bottom)) {
        (Some(above), Some(below)) if above != below => vec![format!("{above}{below}"), below],
        (_, Some(below)) => vec![below],
        (Some(above), None) => vec![above],
        (None, None) => Vec::new(),
    }
}

impl Expected {
    fn is_called(&self, name: &str) -> bool {
        let name = plain(name);
        std::iter::once(&self.name).chain(&self.aliases).any(|own| plain(own) == name)
    }
}

/// A column name without white space, marks for required fields, and what stands in brackets: 申请金额（万元） is 申请金额.
fn plain(name: &str) -> String {
    let mut depth = 0usize;
    let mut kept = String::new();
    for c in name.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            '*' | '＊' | ':' | '：' => {}
            c if depth == 0 && !c.is_whitespace() => kept.push(c),
            _ => {}
        }
    }
    kept.to_lowercase()
}

fn read_rows(sheet: &Sheet, header: &Header, expected: &[Expected]) -> Imported {
    let mut faults = header_faults(header, expected);
    let missing = |required: bool| {
        let absent = expected
            .iter()
            .zip(&header.columns)
            .filter(move |(column, at)| at.is_none() && column.required == required);
        absent.map(|(column, _)| column.name.clone()).collect::<Vec<_>>()
    };
    let mut rows = Vec::new();
    if missing(true).is_empty() {
        for row in header.row + 1..sheet.size().0 {
            if !is_data(sheet, row) {
                continue;
            }
            let mut cells = BTreeMap::new();
            for (column, at) in expected.iter().zip(&header.columns) {
                let Some((at, value)) = at.and_then(|at| Some((at, sheet.at(row, at)?))) else { continue };
                match read_cell(value, column, row, at) {
                    Ok(Some(cell)) => drop(cells.insert(column.name.clone(), cell)),
                    Ok(None) => {}
                    Err(fault) => faults.push(fault),
                }
            }
            rows.push(ImportedRow { row: row + 1, cells });
        }
    } else {
        faults.push(Fault::NoHeader { missing: missing(true) });
    }
    Imported {
        sheet: sheet.name.clone(),
        header_row: header.row + 1,
        absent: missing(false),
        ignored: header.ignored.clone(),
        rows,
        faults,
    }
}

fn header_faults(header: &Header, expected: &[Expected]) -> Vec<Fault> {
    let double = |(index, columns): &(usize, [u32; 2])| Fault::DoubleColumn {
        name: expected[*index].name.clone(),
        places: columns.map(|column| place(header.row, column)),
    };
    header.doubles.iter().map(double).collect()
}

/// Blank rows, totals and the lines for signatures are no data.
fn is_data(sheet: &Sheet, row: u32) -> bool {
    let first = sheet
        .cells
        .range((row, 0)..(row + 1, 0))
        .map(|(_, cell)| tidy(&String::from(cell)))
        .find(|text| !text.is_empty());
    let Some(first) = first else { return false };
    let first: String = first.chars().filter(|c| !c.is_whitespace()).collect();
    let total = ["合计", "总计", "小计"].contains(&first.trim_end_matches([':', '：']));
    let signature =
        ["制表人", "填表人", "审核人", "填报人", "经办人"].iter().any(|word| first.starts_with(word));
    !(total || signature && first.contains([':', '：']))
}

fn read_cell(
    value: &SheetCell,
    column: &Expected,
    row: u32,
    at: u32,
) -> std::result::Result<Option<ImportedCell>, Fault> {
    let place = place(row, at);
    let (row, name) = (row + 1, column.name.clone());
    let text = match (column.reading, value) {
        (Reading::Text, SheetCell::Number(number)) if number.abs() >= TOO_LONG => {
            return Err(Fault::LongNumber { row, name, place });
        }
        (Reading::Text | Reading::Number, SheetCell::Number(number)) => number_text(*number),
        (Reading::Text, other) => tidy(&String::from(other)),
        (Reading::Date, SheetCell::Date(at)) => at.date().to_string(),
        (Reading::Date, other) => {
            let text = tidy(&String::from(other));
            match parse_date(&text) {
                _ if text.is_empty() => text,
                Some(date) => date.to_string(),
                None => return Err(Fault::NotADate { row, name, place, text }),
            }
        }
        (Reading::Number, other) => {
            let text = tidy(&String::from(other)).replace([',', '，', ' '], "");
            let number =
                !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
            match text.parse::<f64>() {
                _ if text.is_empty() => text,
                Ok(_) if number => text,
                _ => return Err(Fault::NotANumber { row, name, place, text }),
            }
        }
    };
    Ok((!text.is_empty()).then_some(ImportedCell { text, place }))
}
