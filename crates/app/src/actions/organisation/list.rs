use kexiang_core::id::Id;
use kexiang_core::organisation::{Fact, FactKind};
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::organisation::{self, ListRow};
use kexiang_store::write::{Entry as Record, Subject, record};
use serde_json::json;

use super::super::{Ctx, Failure};
use super::{Column, PAGE, Query, enter};
use crate::state::App;

/// Greatest register: beyond it the officer narrows the filter.
const MOST: u32 = 20_000;
/// Facts of so many years before this one stand in lists.
const YEARS: i16 = 2;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The organisation with its counts.
    pub row: ListRow,
    /// Its facts of the last years, the newest first.
    pub facts: Vec<Fact>,
    /// Whether a credit measure runs today.
    pub barred: bool,
}

impl Entry {
    /// The newest fact of a kind.
    pub fn newest(&self, kind: FactKind) -> Option<&Fact> {
        self.facts.iter().find(|f| f.kind == kind)
    }
}

/// A page of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Rows of this page.
    pub rows: Vec<Entry>,
    /// How many the filter shows.
    pub total: i64,
    /// How many the ledger holds, closed ones too.
    pub all: i64,
    /// Requests that wait for the office.
    pub waiting: i64,
}

/// A page of the list.
///
/// # Errors
/// `not-signed-in`, `not-permitted`; `not-found` for a stranger to the association.
pub async fn list(app: &App, ctx: &Ctx, association: &str, query: &Query) -> Result<List, Failure> {
    let (ctx, association, query) = (ctx.clone(), association.to_owned(), query.clone());
    app.store
        .read(move |tx| {
            enter(&ctx, &association, Action::OrganisationView)?;
            let today = time::beijing_date(ctx.now);
            let filter = query.filter(today);
            let skip = query.page.max(1).saturating_sub(1).saturating_mul(PAGE);
            let found = organisation::list(tx, &association, &filter, query.order, (PAGE, skip))?;
            let mut rows = Vec::with_capacity(found.len());
            for row in found {
                let mut facts = organisation::facts(tx, &association, row.organisation.id)?;
                facts.retain(|f| f.year >= today.year() - YEARS);
                let bars = organisation::bars(tx, &association, row.organisation.id)?;
                let barred = bars.iter().any(|b| b.from <= today && b.to.is_none_or(|to| today <= to));
                rows.push(Entry { row, facts, barred });
            }
            let everything = organisation::Filter { today: today.to_string(), ..Default::default() };
            Ok(List {
                rows,
                total: organisation::count(tx, &association, &filter)?,
                all: organisation::count(tx, &association, &everything)?,
                waiting: organisation::request::waiting(tx, &association)?,
            })
        })
        .await
}

/// The register of what a list shows, all its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Entry>,
    /// Whether telephone numbers and accounts stand in full.
    pub full: bool,
    /// When it was made.
    pub made_at: jiff::Timestamp,
    /// By whom.
    pub made_by: String,
}

/// The register of a query: every row that the list shows over all its pages, in its order; the chosen columns, or all.
/// Telephone numbers and bank accounts are masked unless a reason is given; the export and the reason are recorded.
///
/// # Errors
/// As [`list`]; `too-many-rows` beyond 20,000.
pub async fn export(
    app: &App,
    ctx: &Ctx,
    association: &str,
    query: &Query,
    reason: &str,
) -> Result<Register, Failure> {
    let (by, code, query, reason) =
        (ctx.clone(), association.to_owned(), query.clone(), reason.trim().to_owned());
    let asked = query.clone();
    let rows = app
        .store
        .read_long(move |tx| {
            enter(&by, &code, Action::OrganisationView)?;
            let today = time::beijing_date(by.now);
            let filter = asked.filter(today);
            if organisation::count(tx, &code, &filter)? > i64::from(MOST) {
                return Err(Failure::from(Refusal::new("too-many-rows").with("max", MOST)));
            }
            let facts = organisation::facts_since(tx, &code, today.year() - YEARS)?;
            let barred = organisation::Filter { standing: "barred".to_owned(), ..filter.clone() };
            let barred = organisation::list(tx, &code, &barred, asked.order, (MOST, 0))?;
            let barred: Vec<Id> = barred.iter().map(|row| row.organisation.id).collect();
            let found = organisation::list(tx, &code, &filter, asked.order, (MOST, 0))?;
            let entry = |row: ListRow| {
                let id = row.organisation.id;
                // The facts come sorted by organisation.
                let first = facts.partition_point(|(of, _)| *of < id);
                let own = facts[first..].iter().take_while(|(of, _)| *of == id);
                Entry { facts: own.map(|(_, f)| f.clone()).collect(), barred: barred.contains(&id), row }
            };
            Ok(found.into_iter().map(entry).collect::<Vec<_>>())
        })
        .await?;
    let columns = Column::ALL.into_iter().filter(|c| query.columns.is_empty() || query.shows(*c)).collect();
    let register = Register {
        columns,
        rows,
        full: !reason.is_empty(),
        made_at: ctx.now,
        made_by: ctx.actor.name.clone(),
    };
    let (ctx, association, count) = (ctx.clone(), association.to_owned(), register.rows.len());
    app.store
        .write(move |tx| {
            let after = json!({
                "query": query.on_page(1).to_string(), "rows": count, "full_numbers": !reason.is_empty(), "reason": reason,
            });
            let entry = ctx.entry(&association, "organisation.export", Subject::new("association", &association));
            record(tx, Record { after: Some(after), ..entry })
        })
        .await?;
    Ok(register)
}
