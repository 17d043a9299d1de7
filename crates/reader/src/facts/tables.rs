//! Facts in table rows: counts, money, applicants, limits, dates beside the name of a type.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::{Draft, Kind, span};
use crate::lexer::{Class, Lexeme, Quantity, lex};
use crate::roles::Roles;
use crate::tables::{Row, Table};

use super::Board;
use super::project_type::rows::name_column;
use super::{completion_date, deadline, mentions};

/// Reads the rows of all tables.
pub fn read(document: &Document, board: &mut Board) {
    for table in &document.tables {
        let Some(name) = name_column(&table.columns).or_else(|| subject_column(&table.columns)) else {
            continue;
        };
        for node in table.rows.iter().flat_map(|row| row.nodes(table.is_flat(document))) {
            board.listed.insert(node);
        }
        for row in table.rows.iter().filter(|row| !document.scopes.in_form(row.node)) {
            let kind =
                row.cells.get(name).and_then(|cell| mentions::find(&document.types, document.words(cell)));
            for (column, cell) in row.cells.iter().enumerate() {
                if column != name && !cell.is_empty() {
                    read_cell(document, table, row, column, cell, kind, board);
                }
            }
        }
    }
}

/// `学院 | 推荐数`: the column beside a column of quotas names whom they bind.
fn subject_column(columns: &[Roles]) -> Option<usize> {
    let quota = columns.iter().position(|roles| roles.any(Roles::LIMIT))?;
    (0..quota).rev().find(|at| !columns[*at].any(Roles::LIMIT | Roles::CODE))
}

fn read_cell(
    document: &Document,
    table: &Table,
    row: &Row,
    column: usize,
    cell: &Range<usize>,
    kind: Option<usize>,
    board: &mut Board,
) {
    let roles = table.columns.get(column).copied().unwrap_or_default();
    let heading = table.headings.get(column).map_or("", |heading| document.words(heading));
    let number = first_quantity(document, cell);
    let from_name = row.range().start..cell.end;
    let draft = match number {
        Some(quantity) if roles.any(Roles::COUNT) && quantity.class != Class::Money => Some(
            Draft::new(
                Kind::CountPlanned,
                span(quantity.low, quantity.high),
                from_name,
                row.node,
                "table.count",
            )
            .measured(unit_or(&quantity, "个"), quantity.op),
        ),
        Some(quantity) if roles.any(Roles::AMOUNT) => {
            let factor = if quantity.class == Class::Money { 1.0 } else { unit_in(heading) };
            Some(
                Draft::new(
                    Kind::Amount,
                    span(quantity.low * factor, quantity.high * factor),
                    from_name,
                    row.node,
                    "table.amount",
                )
                .measured("元", quantity.op),
            )
        }
        Some(quantity) if roles.any(Roles::LIMIT) => Some(
            Draft::new(
                Kind::ApplicantLimit,
                span(quantity.low, quantity.high),
                from_name,
                row.node,
                "table.limit",
            )
            .measured(unit_or(&quantity, "项"), "<="),
        ),
        _ if roles.any(Roles::PERIOD) => period(document, cell, from_name, row.node),
        _ if roles.any(Roles::ELIGIBILITY) && document.words(cell).chars().count() >= 2 => {
            let value = document.words(cell).to_owned();
            Some(Draft::new(Kind::ApplicantEligibility, value, cell.clone(), row.node, "table.applicants"))
        }
        _ => None,
    };
    if roles.any(Roles::CONTENT | Roles::ACCEPTANCE) {
        tasks(document, cell, row.node, kind, board);
    }
    if let Some(mut draft) = draft {
        draft.of_type = kind;
        board.drafts.push(draft);
    }
}

fn first_quantity(document: &Document, cell: &Range<usize>) -> Option<Quantity> {
    lex(document.view(), cell.clone()).into_iter().find_map(|token| match token.value {
        Lexeme::Quantity(quantity) => Some(quantity),
        _ => None,
    })
}

/// The numbers of a cell that says what must be done.
fn tasks(document: &Document, cell: &Range<usize>, node: usize, kind: Option<usize>, board: &mut Board) {
    for clause in crate::sentences::cut(document.view(), cell.clone(), &['，', '；', '。']) {
        for token in lex(document.view(), clause.clone()) {
            let Lexeme::Quantity(quantity) = token.value else { continue };
            if matches!(quantity.class, Class::None | Class::Money) || quantity.spoken_one() {
                continue;
            }
            let mut draft = Draft::new(
                Kind::Indicator,
                span(quantity.low, quantity.high),
                clause.clone(),
                node,
                "table.task",
            )
            .measured(&quantity.unit, quantity.op);
            draft.of_type = kind;
            board.drafts.push(draft);
        }
    }
}

/// A period or a date of completion in a cell.
fn period(document: &Document, cell: &Range<usize>, range: Range<usize>, node: usize) -> Option<Draft> {
    lex(document.view(), cell.clone()).into_iter().find_map(|token| match &token.value {
        Lexeme::Quantity(quantity) => {
            let value = completion_date::duration(quantity)?;
            let op = if quantity.op == "~" { "==" } else { quantity.op };
            Some(
                Draft::new(Kind::CompletionDate, value, range.clone(), node, "table.period").measured("", op),
            )
        }
        Lexeme::Moment(moment) => {
            let value = deadline::value(document, moment, true)?;
            Some(
                Draft::new(Kind::CompletionDate, value, range.clone(), node, "table.date").measured("", "<="),
            )
        }
        _ => None,
    })
}

fn unit_or<'q>(quantity: &'q Quantity, default: &'q str) -> &'q str {
    if quantity.unit.is_empty() { default } else { &quantity.unit }
}

/// `金额（万元）` makes a bare 5 fifty thousand yuan.
fn unit_in(heading: &str) -> f64 {
    static UNIT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(万|千|百)?元").expect("valid"));
    UNIT.captures(heading)
        .and_then(|found| found.get(1))
        .map_or(1.0, |m| crate::numerals::multiplier(m.as_str()))
}
