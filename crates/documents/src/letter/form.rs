//! The generic table of a form: sections of rows of cells.

use serde::Serialize;

use crate::error::{Error, Result};

/// A table, possibly with a heading (一、申报单位基本情况).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Above the table; none: the table joins the one above it.
    pub heading: Option<String>,
    /// A hint under the heading.
    pub note: Option<String>,
    /// Widths of the columns as parts of the page width: `[22, 28, 18, 32]`.
    pub columns: Vec<u16>,
    /// Top to bottom.
    pub rows: Vec<Row>,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Left to right; columns held by a cell from above are left out.
    pub cells: Vec<Cell>,
    /// Least height in millimetres (10 at least): room to write on an empty form.
    pub min_height_mm: u16,
}

impl Row {
    /// A row of ordinary height.
    pub fn new(cells: impl Into<Vec<Cell>>) -> Self {
        Row { cells: cells.into(), min_height_mm: 10 }
    }

    /// A row at least `mm` millimetres high.
    #[must_use]
    pub fn high(mut self, mm: u16) -> Self {
        self.min_height_mm = mm;
        self
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// What stands in it.
    pub content: Content,
    /// Columns it covers, 1 or more.
    pub colspan: u16,
    /// Rows it covers, 1 or more.
    pub rowspan: u16,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// The name of a field (栏目), centred; repeated on every page that a long value beside it reaches.
    Label {
        /// 项目承担单位.
        text: String,
    },
    /// A short value.
    Text {
        /// The value; may be empty.
        text: String,
        /// Where it stands.
        align: Align,
    },
    /// A long value that flows over pages; lines are paragraphs.
    Long {
        /// The value; may be empty.
        text: String,
        /// Printed while the value is empty: (800字内).
        hint: Option<String>,
    },
    /// Tick boxes: ☑专职 ☐兼职.
    Ticks {
        /// In order.
        options: Vec<Tick>,
        /// A line under the boxes.
        note: Option<String>,
    },
    /// A table within the cell: budget, targets, attachments, people.
    Listing(Listing),
    /// Opinion, signature and seal (单位意见), one block per organisation.
    Signatures {
        /// The lead organisation first.
        blocks: Vec<Signature>,
    },
}

impl Cell {
    /// A cell of one column and row.
    pub fn new(content: Content) -> Self {
        Cell { content, colspan: 1, rowspan: 1 }
    }

    /// The name of a field.
    pub fn label(text: impl Into<String>) -> Self {
        Cell::new(Content::Label { text: text.into() })
    }

    /// A short value, centred.
    pub fn text(text: impl Into<String>) -> Self {
        Cell::new(Content::Text { text: text.into(), align: Align::Center })
    }

    /// A long value with what is printed while it is empty.
    pub fn long(text: impl Into<String>, hint: Option<String>) -> Self {
        Cell::new(Content::Long { text: text.into(), hint })
    }

    /// Covers `columns` columns.
    #[must_use]
    pub fn over(mut self, columns: u16) -> Self {
        self.colspan = columns;
        self
    }

    /// Covers `rows` rows.
    #[must_use]
    pub fn down(mut self, rows: u16) -> Self {
        self.rowspan = rows;
        self
    }
}

/// Horizontal place of a text in its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Flush left.
    Left,
    /// Centred.
    Center,
    /// Flush right: amounts.
    Right,
}

/// One tick box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tick {
    /// 专职.
    pub text: String,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// A plain table: a budget (科目 × 来源), targets, attachments, people. All cells are text that the caller formatted, so
/// that amounts are summed in fen and only then written (domain rule for money).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// Top right, whole: 单位：万元.
    pub unit: Option<String>,
    /// Head and shape of the columns; the head repeats on every page.
    pub columns: Vec<Column>,
    /// Each with as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
    /// Equal neighbours in the first so many columns become one high cell (一级指标, 二级指标).
    pub merge: u16,
    /// Last row (合计), as many cells as there are columns.
    pub totals: Option<Vec<String>>,
    /// A line over the whole width at the end: 合计（大写）：人民币贰万元整.
    pub note: Option<String>,
}

/// A column of a [`Listing`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Head.
    pub title: String,
    /// Part of the width.
    pub width: u16,
    /// Place of its texts.
    pub align: Align,
}

impl Column {
    /// A column.
    pub fn new(title: impl Into<String>, width: u16, align: Align) -> Self {
        Column { title: title.into(), width, align }
    }
}

/// Opinion, signature and seal of one organisation, on one page, with 46 mm of clear room for the seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// Whose block it is, for joint applications: the organisation's name.
    pub party: Option<String>,
    /// The opinion or pledge above the signature.
    pub statement: Option<String>,
    /// Who signs, without colon: 学会负责人签名.
    pub signers: Vec<String>,
    /// 单位盖章.
    pub seal: Option<String>,
    /// 年　月　日, or the date.
    pub date: Option<String>,
}

/// Whether the cells of `section` fill its grid exactly and its listings are rectangular.
pub(super) fn check(section: &Section, place: &str) -> Result<()> {
    let shape = |place: String, reason: String| Err(Error::Shape { place, reason });
    if section.columns.is_empty() || section.columns.contains(&0) {
        return shape(format!("{place}.columns"), "a table needs columns, each with a width above 0".into());
    }
    let mut held = vec![0u16; section.columns.len()];
    for (r, row) in section.rows.iter().enumerate() {
        let place = format!("{place}.rows[{r}]");
        place_row(row, &mut held, &place)?;
        row.cells.iter().try_for_each(|cell| check_content(&cell.content, &place))?;
    }
    if held.iter().any(|&rows| rows > 0) {
        return shape(place.into(), "a cell reaches below the last row: lower its rowspan".into());
    }
    Ok(())
}

/// Puts the cells of `row` into the free columns; `held` counts, per column, the rows still covered from above.
fn place_row(row: &Row, held: &mut [u16], place: &str) -> Result<()> {
    let mut column = 0;
    for (c, cell) in row.cells.iter().enumerate() {
        while held.get(column).is_some_and(|&rows| rows > 0) {
            column += 1;
        }
        let end = column + usize::from(cell.colspan);
        let fits = cell.colspan > 0
            && cell.rowspan > 0
            && held.get(column..end).is_some_and(|free| free.iter().all(|&rows| rows == 0));
        if !fits {
            let reason = format!("cell {c} does not fit into the columns left free");
            return Err(Error::Shape { place: place.into(), reason });
        }
        // Marked as new, so that the loop below does not count this row against it.
        held[column..end].fill(cell.rowspan);
        column = end;
    }
    if held.contains(&0) {
        return Err(Error::Shape { place: place.into(), reason: "the cells do not fill the row".into() });
    }
    held.iter_mut().for_each(|rows| *rows -= 1);
    Ok(())
}

fn check_content(content: &Content, place: &str) -> Result<()> {
    match content {
        Content::Listing(listing) => check_listing(listing, place),
        Content::Signatures { blocks } if blocks.is_empty() => {
            Err(Error::Shape { place: place.into(), reason: "signatures without a block".into() })
        }
        _ => Ok(()),
    }
}

pub(super) fn check_listing(listing: &Listing, place: &str) -> Result<()> {
    let width = listing.columns.len();
    let wrong = listing.rows.iter().chain(&listing.totals).position(|row| row.len() != width);
    match wrong {
        _ if width == 0 || listing.columns.iter().any(|column| column.width == 0) => Err(Error::Shape {
            place: place.into(),
            reason: "a listing needs columns, each with a width above 0".into(),
        }),
        Some(row) => Err(Error::Shape {
            place: format!("{place}.listing.rows[{row}]"),
            reason: format!("a row needs {width} cells like the head"),
        }),
        None => Ok(()),
    }
}
