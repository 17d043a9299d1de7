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

/// A row: its node and its cells (bytes of the view).
#[derive(Debug, Clone)]
pub struct Row {
    /// The node of the row.
    pub node: usize,
    /// The cells; an empty one has an empty range.
    pub cells: Vec<Range<usize>>,
}

impl Row {
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

/// The tables whose first row is a row of headings.
pub fn find(view: &str, tree: &Tree) -> Vec<Table> {
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
    if rows.len() < 2 || named < 2 || !tells {
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
