//! What each row of a workbook would do to the ledger: new, changed, unchanged or wrong, with every reason at its cell.

use std::collections::HashMap;

use kexiang_core::id::Id;
use kexiang_core::names::OrganisationName;
use kexiang_core::organisation::Fact;
use kexiang_core::refusal::Refusal;
use kexiang_documents::xlsx::{Fault as CellFault, Imported, ImportedRow};
use kexiang_store::Tx;
use kexiang_store::organisation::{self, Organisation};
use serde_json::{Value as Json, json};

use super::super::change::{blank, difference, free, shown};
use super::super::filled::Filled;
use super::super::workbook::{column_of, facts, lay};
use super::PlanRow;
use crate::actions::Failure;

type Wrong = Vec<(String, String, Refusal)>;

/// A workbook's rows with what the sheet alone says of them.
pub(super) struct Sheet {
    /// The rows in their order.
    pub rows: Vec<ImportedRow>,
    faults: HashMap<u32, Wrong>,
    twice: HashMap<u32, u32>,
}

impl Sheet {
    /// Looks for cells that could not be read and rows that stand twice.
    pub fn of(imported: Imported) -> Self {
        let (faults, twice) = (by_row(&imported), twice(&imported));
        Sheet { rows: imported.rows, faults, twice }
    }

    /// At most `size` rows from one on.
    pub fn part(&self, from: usize, size: usize) -> &[ImportedRow] {
        let rest = self.rows.get(from..).unwrap_or_default();
        &rest[..size.min(rest.len())]
    }

    /// What a row would do to the ledger as it is now.
    ///
    /// # Errors
    /// Those of the database.
    pub fn judge(
        &self,
        tx: &mut Tx<'_>,
        association: &str,
        row: &ImportedRow,
        year: i16,
    ) -> Result<(PlanRow, Option<Change>), Failure> {
        let wrong = self.faults.get(&row.row).cloned().unwrap_or_default();
        judge(tx, association, row, wrong, self.twice.get(&row.row).copied(), year)
    }
}

/// Cells that could not be read, by row.
fn by_row(imported: &Imported) -> HashMap<u32, Wrong> {
    let mut rows: HashMap<u32, Wrong> = HashMap::new();
    for fault in &imported.faults {
        let (row, name, place, refusal) = match fault {
            CellFault::LongNumber { row, name, place } => {
                (row, name, place, Refusal::new("import-long-number"))
            }
            CellFault::NotADate { row, name, place, text }
            | CellFault::NotANumber { row, name, place, text } => {
                (row, name, place, Refusal::new("import-cell").with("text", text))
            }
            CellFault::NoHeader { .. } | CellFault::DoubleColumn { .. } => continue,
        };
        rows.entry(*row).or_default().push((place.clone(), name.clone(), refusal));
    }
    rows
}

/// Rows that name an organisation which an earlier row names already, with that row's number.
fn twice(imported: &Imported) -> HashMap<u32, u32> {
    let (mut seen, mut twice) = (HashMap::new(), HashMap::new());
    for row in &imported.rows {
        let text = |field: &str| {
            column_of(field).and_then(|c| row.cells.get(c)).map(|c| c.text.trim().to_uppercase())
        };
        let name = text("name").and_then(|name| name.parse::<OrganisationName>().ok()).map(|name| name.key());
        let keys =
            [text("credit_code").map(|code| format!("code {code}")), name.map(|key| format!("name {key}"))];
        for key in keys.into_iter().flatten() {
            match seen.get(&key) {
                Some(first) => drop(twice.entry(row.row).or_insert(*first)),
                None => drop(seen.insert(key, row.row)),
            }
        }
    }
    twice
}

/// What is to be written for a row.
pub(super) struct Change {
    /// The organisation as it is in the ledger, where it is.
    pub before: Option<Organisation>,
    /// As it is to be.
    pub after: Organisation,
    /// Facts that are new or have another value.
    pub facts: Vec<Fact>,
}

/// What a row would do to the ledger as it is now: found by credit code, else by name.
fn judge(
    tx: &mut Tx<'_>,
    association: &str,
    row: &ImportedRow,
    mut wrong: Wrong,
    twice: Option<u32>,
    year: i16,
) -> Result<(PlanRow, Option<Change>), Failure> {
    let cell = |field: &str| column_of(field).and_then(|column| row.cells.get(column));
    let name = cell("name").map(|cell| cell.text.clone()).unwrap_or_default();
    let placed = |refusal: Refusal| {
        let field = refusal.at.clone().unwrap_or_default();
        let field = if field == "bank_again" { "bank_account".to_owned() } else { field };
        let place = cell(&field).map(|c| c.place.clone()).unwrap_or_default();
        (place, column_of(&field).unwrap_or_default().to_owned(), refusal)
    };
    if let Some(first) = twice {
        wrong.push(placed(Refusal::new("import-twice").with("row", first).at("name")));
    }
    let before = known(tx, association, cell("credit_code").map(|c| c.text.as_str()), &name)?;
    let mut after =
        before.clone().unwrap_or_else(|| blank(association, Id::at(jiff::Timestamp::UNIX_EPOCH, 0)));
    let base = match &before {
        Some(o) => Filled::of(o),
        None => Filled { member: "yes".to_owned(), ..Filled::default() },
    };
    match lay(&row.cells, base) {
        Ok(filled) => {
            let outcome = filled.apply(&mut after);
            wrong.extend(outcome.err().into_iter().flatten().map(placed));
        }
        Err(refusals) => wrong.extend(refusals.into_iter().map(placed)),
    }
    let facts = match facts(&row.cells, year) {
        Ok(facts) => facts,
        Err(refusals) => {
            let at = |column: &str| row.cells.get(column).map(|c| c.place.clone()).unwrap_or_default();
            wrong.extend(refusals.into_iter().map(|(column, refusal)| (at(&column), column, refusal)));
            Vec::new()
        }
    };
    if wrong.is_empty()
        && let Err(Failure::Refused(refusal)) = free(tx, &after)
    {
        wrong.push(placed(refusal));
    }
    let plan = |verdict: &str, changes, wrong| PlanRow {
        row: row.row,
        name: name.clone(),
        verdict: verdict.to_owned(),
        changes,
        wrong,
    };
    if !wrong.is_empty() {
        return Ok((plan("wrong", Vec::new(), wrong), None));
    }
    let held = match &before {
        Some(o) => organisation::facts(tx, association, o.id)?,
        None => Vec::new(),
    };
    let new_facts: Vec<Fact> = facts.into_iter().filter(|f| !held.contains(f)).collect();
    let changes = changes(before.as_ref(), &after, &held, &new_facts);
    let verdict = match (&before, changes.is_empty()) {
        (None, _) => "new",
        (Some(_), true) => return Ok((plan("unchanged", Vec::new(), Vec::new()), None)),
        (Some(_), false) => "changed",
    };
    Ok((plan(verdict, changes, Vec::new()), Some(Change { before, after, facts: new_facts })))
}

fn known(
    tx: &mut Tx<'_>,
    association: &str,
    code: Option<&str>,
    name: &str,
) -> Result<Option<Organisation>, Failure> {
    let code = code.map(|text| super::super::filled::credit_code(text, "credit_code")).and_then(Result::ok);
    if let Some(code) = code.filter(|code| !code.is_empty()) {
        let mut same = organisation::by_credit_code(tx, association, &code)?;
        same.retain(|o| o.legal_person);
        if same.len() == 1 {
            return Ok(same.pop());
        }
    }
    match name.parse::<OrganisationName>() {
        Ok(name) => Ok(organisation::by_name(tx, association, &name.key())?),
        Err(_) => Ok(None),
    }
}

/// The fields that differ, with their values as texts; for a new entry everything it holds.
fn changes(
    before: Option<&Organisation>,
    after: &Organisation,
    held: &[Fact],
    new: &[Fact],
) -> Vec<(String, String, String)> {
    let text = |value: Option<&Json>| match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let (was, is) = match before {
        Some(before) => difference(before, after),
        None => (json!({}), shown(after)),
    };
    let fields = is.as_object().into_iter().flatten();
    let fields = fields.filter(|(name, value)| {
        before.is_some()
            || (!matches!(name.as_str(), "name" | "active")
                && !text(Some(value)).is_empty()
                && **value != json!([]))
    });
    let mut changes: Vec<_> =
        fields.map(|(name, value)| (name.clone(), text(was.get(name)), text(Some(value)))).collect();
    changes.extend(new.iter().map(|fact| {
        let old = held.iter().find(|f| f.kind == fact.kind && f.year == fact.year);
        (
            format!("{}.{}", fact.kind, fact.year),
            old.map(|f| f.value.clone()).unwrap_or_default(),
            fact.value.clone(),
        )
    }));
    changes
}
