//! Tables: rows of cells, and what each column holds by its heading.

use std::ops::Range;

use crate::roles::{self, Roles};
use crate::structure::{Kind, Tree};

/// A table with a row of headings.
#[derive(Debug)]
pub struct Table {
    /// What each column holds.
    pub columns: Vec<Roles>,
    /// The rows below the headings.
    pub rows: Vec<Row>,
    /// Words of the headings (for units such as `金额（万元）`).
    pub headings: Vec<Range<usize>>,
}

impl Table {
    /// Are its cells lines of their own?
    pub fn is_flat(&self, document: &crate::document::Document) -> bool {
        self.rows.first().is_some_and(|row| document.tree.nodes[row.node].kind != Kind::Row)
    }
}

/// A row: its node and its cells (bytes of the view).
#[derive(Debug, Clone)]
pub struct Row {
    /// The node of the row.
    pub node: usize,
    /// The cells; an empty one has an empty range.
    pub cells: Vec<Range<usize>>,
}

impl Row {
    /// The nodes that the row takes up (one, or one per cell where the cells are lines).
    pub fn nodes(&self, flat: bool) -> Range<usize> {
        self.node..self.node + if flat { self.cells.len() } else { 1 }
    }

    /// From the first to the last cell.
    pub fn range(&self) -> Range<usize> {
        let start = self.cells.iter().find(|cell| !cell.is_empty()).map_or(0, |cell| cell.start);
        let end = self.cells.iter().rev().find(|cell| !cell.is_empty()).map_or(start, |cell| cell.end);
        start..end
    }
}

/// Roles that make a table one of rules and not a form to fill in.
fn telling() -> Roles {
    Roles::NAME | Roles::TYPES | Roles::COUNT | Roles::AMOUNT | Roles::LIMIT | Roles::PERIOD
}

/// The tables whose first row is a row of headings; also those whose cells were flattened into lines.
pub fn find(view: &str, tree: &Tree) -> Vec<Table> {
    let mut tables = in_rows(view, tree);
    tables.extend(in_lines(view, tree));
    tables
}

/// Tables of a stripped page, one cell per line: headings, then row after row of as many cells.
fn in_lines(view: &str, tree: &Tree) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut at = 0;
    while at < tree.nodes.len() {
        let width = (at..tree.nodes.len()).take_while(|id| is_column(view, tree, *id)).take(8).count();
        match (2..=width).rev().find_map(|width| flat(view, tree, at, width)) {
            Some((table, end)) => {
                tables.push(table);
                at = end;
            }
            None => at += 1,
        }
    }
    tables
}

/// A short line that names a column.
fn is_column(view: &str, tree: &Tree, id: usize) -> bool {
    let node = &tree.nodes[id];
    let words = &view[node.range.clone()];
    let short = words.chars().count() <= 12 && node.marker.is_none() && node.kind != Kind::Row;
    short && !words.ends_with('：') && !words.contains(['，', '。']) && !roles::of_heading(words).is_empty()
}

/// The table whose `width` headings begin at node `at`, if at least two rows with numbers where numbers belong follow.
fn flat(view: &str, tree: &Tree, at: usize, width: usize) -> Option<(Table, usize)> {
    let cell = |id: usize| tree.nodes.get(id).map(|node| node.range.clone());
    let headings: Vec<Range<usize>> = (at..at + width).filter_map(cell).collect();
    let columns: Vec<Roles> = headings.iter().map(|cell| roles::of_heading(&view[cell.clone()])).collect();
    let numbers = Roles::COUNT | Roles::AMOUNT | Roles::LIMIT;
    if !columns.iter().any(|roles| roles.any(numbers))
        || !columns.iter().any(|roles| roles.any(Roles::NAME | Roles::TYPES))
    {
        return None;
    }
    let mut rows = Vec::new();
    let mut from = at + width;
    while let Some(row) = flat_row(view, tree, from, &columns, numbers) {
        rows.push(row);
        from += width;
    }
    (rows.len() >= 2).then_some((Table { columns, rows, headings }, from))
}

fn flat_row(view: &str, tree: &Tree, from: usize, columns: &[Roles], numbers: Roles) -> Option<Row> {
    let mut cells = Vec::with_capacity(columns.len());
    for (column, roles) in columns.iter().enumerate() {
        let node = tree.nodes.get(from + column)?;
        let words = &view[node.range.clone()];
        let counted = words.chars().any(|ch| ch.is_ascii_digit() || crate::numerals::digit(ch).is_some());
        let fits = words.chars().count() <= 60 && !words.ends_with(['。', '：']) && node.kind != Kind::Row;
        if !fits || roles.any(numbers) && (!counted || words.chars().count() > 16) {
            return None;
        }
        cells.push(node.range.clone());
    }
    Some(Row { node: from, cells })
}

/// Tables whose rows kept their tabs.
fn in_rows(view: &str, tree: &Tree) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut at = 0;
    while at < tree.nodes.len() {
        let rows: Vec<Row> = (at..tree.nodes.len())
            .take_while(|id| tree.nodes[*id].kind == Kind::Row)
            .map(|id| Row { node: id, cells: cells(view, tree.nodes[id].range.clone()) })
            .collect();
        at += rows.len().max(1);
        if let Some(table) = with_headings(view, rows) {
            tables.push(table);
        }
    }
    tables
}

fn cells(view: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut start = range.start;
    view[range]
        .split('\t')
        .map(|cell| {
            let lead = cell.len() - cell.trim_start().len();
            let found = start + lead..start + lead + cell.trim().len();
            start += cell.len() + 1;
            found
        })
        .collect()
}

fn with_headings(view: &str, mut rows: Vec<Row>) -> Option<Table> {
    let first = rows.first()?;
    let columns: Vec<Roles> = first.cells.iter().map(|cell| roles::of_heading(&view[cell.clone()])).collect();
    let named = columns.iter().filter(|roles| !roles.is_empty()).count();
    let tells = columns.iter().any(|roles| roles.any(telling()));
    let quota = columns.len() == 2 && columns[1].any(Roles::LIMIT);
    if rows.len() < 2 || named < 2 && !quota || !tells {
        return None;
    }
    let headings = rows.remove(0).cells;
    rows.retain(|row| row.cells.iter().filter(|cell| !cell.is_empty()).count() >= 2);
    (!rows.is_empty()).then_some(Table { columns, rows, headings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_flattened_into_lines_are_rows_again() {
        let view = "一、支持项目\n项目名称\n数量\n金额（万元）\n甲论坛\n3\n5\n乙沙龙\n10\n1.5\n二、其他\n按规定执行。";
        let tables = find(view, &Tree::parse(view));
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].rows.len(), 2);
        assert_eq!(&view[tables[0].rows[1].cells[0].clone()], "乙沙龙");
    }

    #[test]
    fn headings_name_the_columns_and_forms_are_no_tables() {
        let view = "编号\t项目类型\t申报单位\t计划立项数量\n1\t甲项目\t学会\t2\n2\t乙项目\t科协\t1";
        let tables = find(view, &Tree::parse(view));
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].rows.len(), 2);
        assert!(tables[0].columns[3].any(Roles::COUNT));
        let form = "项目承担单位\t\t\n通信地址\t\t";
        assert!(find(form, &Tree::parse(form)).is_empty());
    }
}
