//! Types named in the rows of a table.

use super::{Type, add, is_name, strip_terms};
use crate::document::Document;
use crate::roles::Roles;

/// Cells of a name column.
pub fn named(document: &Document, types: &mut Vec<Type>) {
    for table in &document.tables {
        let Some(column) = name_column(&table.columns) else { continue };
        let code = table.columns.iter().position(|roles| roles.any(Roles::CODE));
        for row in &table.rows {
            let Some(cell) = row.cells.get(column).filter(|cell| !cell.is_empty()) else { continue };
            let name = strip_terms(document.words(cell));
            if !is_name(&name)
                || matches!(name.as_str(), "合计" | "总计" | "小计")
                || document.scopes.in_form(row.node)
            {
                continue;
            }
            let code = code.and_then(|at| row.cells.get(at)).map_or("", |cell| document.words(cell));
            let code = if code.contains('-') || code.contains(|ch: char| ch.is_ascii_alphabetic()) {
                code
            } else {
                ""
            };
            let mut kind = Type::new(&name, cell.clone(), row.node, "type.table");
            kind.code = code.to_owned();
            add(types, kind);
        }
    }
}

/// The column that names the types, if the table has terms beside it.
pub fn name_column(columns: &[Roles]) -> Option<usize> {
    let terms =
        Roles::COUNT | Roles::AMOUNT | Roles::ELIGIBILITY | Roles::PERIOD | Roles::CONTENT | Roles::LIMIT;
    let beside = columns.iter().any(|roles| roles.any(terms));
    let named = columns
        .iter()
        .position(|roles| roles.any(Roles::NAME))
        .or_else(|| columns.iter().position(|roles| roles.any(Roles::TYPES)));
    named.filter(|_| beside)
}
