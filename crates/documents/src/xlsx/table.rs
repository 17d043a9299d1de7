//! A register (汇总表、一览表、台账) as offices print it: merged title, unit at the top right, 序号 first, 合计 last, A4
//! landscape on the width of one page, header repeated on each.

use jiff::civil::{Date, DateTime, Time};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::error::{Error, Result};

/// A register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// Merged over the first row: 2026年柳州市科协“科创赋能”项目申报汇总表.
    pub title: String,
    /// Second row at the right, whole: 单位：万元.
    pub unit: Option<String>,
    /// Head of the first column, which counts the rows: 序号.
    pub index: String,
    /// The further columns.
    pub columns: Vec<RegisterColumn>,
    /// Each with as many values as there are columns.
    pub rows: Vec<Vec<RegisterValue>>,
    /// Word of the last row, which adds up money and counts: 合计. None: no such row.
    pub total: Option<String>,
    /// Below the table, spread over its width: 制表人：, 审核人：, 日期：.
    pub footer: Vec<String>,
    /// In the page footer, with the places `{n}` and `{m}`: 第 {n} 页 共 {m} 页.
    pub page: Option<String>,
}

/// A column of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterColumn {
    /// Head.
    pub title: String,
    /// Width in characters of the standard font (a Han character is two).
    pub width: u16,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, stored as `@`, so that long numbers keep all digits.
    Text,
    /// Money shown in 万元, two to six decimals.
    Wan,
    /// Money shown in 元, two decimals.
    Yuan,
    /// Counts, added up.
    Count,
    /// Days.
    Date,
}

/// A value of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterValue {
    /// Nothing.
    Empty,
    /// Text; never becomes a formula.
    Text(String),
    /// Money in fen.
    Fen(i64),
    /// A whole number.
    Count(i64),
    /// A day.
    Date(Date),
}

/// The longest text Excel takes in a cell, in UTF-16 units.
const MAX_TEXT: usize = 32_767;

/// Writes a register as .xlsx; `at` (Beijing time) is written as the time of creation, so that the same register gives the
/// same bytes.
///
/// # Errors
/// [`Error::Shape`] for rows of the wrong length or money in a column of another kind; [`Error::TooLarge`] for a text Excel
/// cannot hold or a sum beyond i64; [`Error::Unwritable`] when writing fails.
pub fn write_register(register: &Register, at: DateTime) -> Result<Vec<u8>> {
    check(register)?;
    let totals = totals(register)?;
    let mut book = Workbook::new();
    book.set_properties(&stamp(at).set_title(&register.title));
    write(book.add_worksheet(), register, &totals).map_err(unwritable)?;
    book.save_to_buffer().map_err(unwritable)
}

pub(super) fn stamp(at: DateTime) -> DocProperties {
    excel_time(at).map_or_else(|_| DocProperties::new(), |at| DocProperties::new().set_creation_datetime(&at))
}

/// Years before 1900 are an error.
pub(super) fn excel_time(at: DateTime) -> std::result::Result<ExcelDateTime, XlsxError> {
    let (year, month, day) = (at.year().unsigned_abs(), at.month().unsigned_abs(), at.day().unsigned_abs());
    let (hour, minute) = (at.hour().unsigned_abs(), at.minute().unsigned_abs());
    ExcelDateTime::from_ymd(year, month, day)?.and_hms_milli(
        hour.into(),
        minute,
        at.second().unsigned_abs(),
        at.millisecond().unsigned_abs(),
    )
}

fn check(register: &Register) -> Result<()> {
    let shape = |place: String, reason: String| Err(Error::Shape { place, reason });
    for (r, row) in register.rows.iter().enumerate() {
        if row.len() != register.columns.len() {
            return shape(
                format!("rows[{r}]"),
                format!("{} values for {} columns", row.len(), register.columns.len()),
            );
        }
        for (column, value) in register.columns.iter().zip(row) {
            match (column.kind, value) {
                (_, RegisterValue::Empty | RegisterValue::Text(_))
                | (ColumnKind::Wan | ColumnKind::Yuan, RegisterValue::Fen(_))
                | (ColumnKind::Count, RegisterValue::Count(_))
                | (ColumnKind::Date, RegisterValue::Date(_)) => {}
                (kind, value) => {
                    return shape(
                        format!("rows[{r}].{}", column.title),
                        format!("{value:?} in a column of {kind:?}"),
                    );
                }
            }
            if let RegisterValue::Text(text) = value {
                let (found, limit) = (text.encode_utf16().count() as u64, MAX_TEXT as u64);
                if found > limit {
                    return Err(Error::TooLarge { what: "text of a cell (characters)", found, limit });
                }
            }
        }
    }
    Ok(())
}

/// The sum of each column of money or counts, in fen: shown figures are never added.
fn totals(register: &Register) -> Result<Vec<Option<i64>>> {
    let sum = |(c, column): (usize, &RegisterColumn)| {
        if matches!(column.kind, ColumnKind::Text | ColumnKind::Date) {
            return Ok(None);
        }
        let values = register.rows.iter().map(|row| match row[c] {
            RegisterValue::Fen(value) | RegisterValue::Count(value) => value,
            _ => 0,
        });
        let sum = values.map(i128::from).sum::<i128>();
        let too_large =
            |_| Error::TooLarge { what: "sum of a column", found: u64::MAX, limit: i64::MAX as u64 };
        i64::try_from(sum).map(Some).map_err(too_large)
    };
    register.columns.iter().enumerate().map(sum).collect()
}

const TITLE_ROW: u32 = 0;
const UNIT_ROW: u32 = 1;
const HEAD_ROW: u32 = 2;

fn write(
    page: &mut Worksheet,
    register: &Register,
    totals: &[Option<i64>],
) -> std::result::Result<(), XlsxError> {
    let last = u16::try_from(register.columns.len()).unwrap_or(u16::MAX);
    set_up_page(page, register)?;
    write_head(page, register, last)?;
    let mut row = HEAD_ROW + 1;
    for (index, values) in register.rows.iter().enumerate() {
        page.write_number_with_format(row, 0, index as f64 + 1.0, &cell().set_align(FormatAlign::Center))?;
        for (column, value) in (1u16..).zip(values) {
            write_value(page, row, column, register.columns[usize::from(column) - 1].kind, value)?;
        }
        row += 1;
    }
    if let Some(word) = &register.total {
        write_totals(page, row, word, register, totals)?;
        row += 1;
    }
    write_footer(page, row + 1, register, last)
}

fn set_up_page(page: &mut Worksheet, register: &Register) -> std::result::Result<(), XlsxError> {
    const A4: u8 = 9;
    page.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    page.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
    page.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    page.set_freeze_panes(HEAD_ROW + 1, 0)?;
    if let Some(words) = &register.page {
        // An ampersand starts a code in the page footer.
        page.set_footer(format!("&C{}", words.replace('&', "&&").replace("{n}", "&P").replace("{m}", "&N")));
    }
    page.set_column_width(0, 6)?;
    for (column, spec) in (1u16..).zip(&register.columns) {
        page.set_column_width(column, spec.width)?;
    }
    Ok(())
}

fn write_head(page: &mut Worksheet, register: &Register, last: u16) -> std::result::Result<(), XlsxError> {
    let title = Format::new()
        .set_font_name("宋体")
        .set_font_size(18)
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    page.set_row_height(TITLE_ROW, 36)?;
    merged(page, TITLE_ROW, 0, last, &register.title, &title)?;
    if let Some(unit) = &register.unit {
        merged(
            page,
            UNIT_ROW,
            0,
            last,
            unit,
            &Format::new().set_font_name("宋体").set_align(FormatAlign::Right),
        )?;
    }
    let head = cell().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0x00F2_F2F2));
    page.set_row_height(HEAD_ROW, 30)?;
    page.write_string_with_format(HEAD_ROW, 0, &register.index, &head)?;
    for (column, spec) in (1u16..).zip(&register.columns) {
        page.write_string_with_format(HEAD_ROW, column, &spec.title, &head)?;
    }
    Ok(())
}

/// A region of one cell cannot be merged.
fn merged(
    page: &mut Worksheet,
    row: u32,
    first: u16,
    last: u16,
    text: &str,
    format: &Format,
) -> std::result::Result<(), XlsxError> {
    if last > first {
        page.merge_range(row, first, row, last, text, format)?;
    } else {
        page.write_string_with_format(row, first, text, format)?;
    }
    Ok(())
}

fn cell() -> Format {
    Format::new()
        .set_font_name("宋体")
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

fn format_of(kind: ColumnKind) -> Format {
    match kind {
        ColumnKind::Text => cell().set_num_format("@"),
        ColumnKind::Wan => cell().set_num_format("#,##0.00####").set_align(FormatAlign::Right),
        ColumnKind::Yuan => cell().set_num_format("#,##0.00").set_align(FormatAlign::Right),
        ColumnKind::Count => cell().set_num_format("0").set_align(FormatAlign::Right),
        ColumnKind::Date => cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
    }
}

fn write_value(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    kind: ColumnKind,
    value: &RegisterValue,
) -> std::result::Result<(), XlsxError> {
    let format = format_of(kind);
    match value {
        RegisterValue::Empty => page.write_blank(row, column, &format)?,
        RegisterValue::Text(text) => {
            // Stored as a string, it is no formula here; the quote keeps it one when somebody edits the cell or saves CSV.
            let format = if is_formula(text) { format.set_quote_prefix() } else { format };
            page.write_string_with_format(row, column, text, &format)?
        }
        RegisterValue::Fen(amount) | RegisterValue::Count(amount) => {
            page.write_number_with_format(row, column, shown(kind, *amount), &format)?
        }
        RegisterValue::Date(day) => {
            let midnight = excel_time(day.to_datetime(Time::midnight()))?;
            page.write_datetime_with_format(row, column, &midnight, &format)?
        }
    };
    Ok(())
}

/// Text that a spreadsheet program would take for a formula or a command.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Amounts stay exact up to 15 digits: 9 trillion yuan in fen.
fn shown(kind: ColumnKind, amount: i64) -> f64 {
    match kind {
        ColumnKind::Wan => amount as f64 / 1_000_000.0,
        ColumnKind::Yuan => amount as f64 / 100.0,
        _ => amount as f64,
    }
}

fn write_totals(
    page: &mut Worksheet,
    row: u32,
    word: &str,
    register: &Register,
    totals: &[Option<i64>],
) -> std::result::Result<(), XlsxError> {
    let label = cell().set_bold().set_align(FormatAlign::Center);
    let first_sum = totals.iter().position(Option::is_some).unwrap_or(totals.len());
    let last_label = u16::try_from(first_sum).unwrap_or(u16::MAX);
    merged(page, row, 0, last_label, word, &label)?;
    for (column, (spec, total)) in (1u16..).zip(register.columns.iter().zip(totals)).skip(first_sum) {
        let format = format_of(spec.kind).set_bold();
        match total {
            Some(total) => page.write_number_with_format(row, column, shown(spec.kind, *total), &format)?,
            None => page.write_blank(row, column, &format)?,
        };
    }
    Ok(())
}

/// 制表人, 审核人, 日期 side by side under the table.
fn write_footer(
    page: &mut Worksheet,
    row: u32,
    register: &Register,
    last: u16,
) -> std::result::Result<(), XlsxError> {
    let parts = u16::try_from(register.footer.len()).unwrap_or(u16::MAX).max(1);
    let step = ((last + 1) / parts).max(1);
    for (column, words) in (0u16..).step_by(usize::from(step)).zip(&register.footer) {
        page.write_string_with_format(row, column, words, &Format::new().set_font_name("宋体"))?;
    }
    Ok(())
}

fn unwritable(error: XlsxError) -> Error {
    Error::Unwritable { what: "workbook", reason: error.to_string() }
}
