//! The register of applications (申报汇总表): the rows that the list shows, all pages of it, and nothing else.

use std::collections::HashMap;

use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::identifiers::phone::parse_contacts;
use kexiang_core::money::Fen;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::application::Application;
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{Tx, desk, joint, programme};
use serde_json::json;

use super::super::{Ctx, Failure};
use super::{Column, Query, enter, named_call};
use crate::state::App;

/// Rows fetched at a time.
const BATCH: u32 = 500;
/// Greatest register: beyond it the officer narrows the filter.
const MOST: usize = 20_000;

/// A value of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterValue {
    /// Text, never read as a number or formula.
    Text(String),
    /// A sum.
    Money(Fen),
    /// A state, worded by the way in.
    State(State),
    /// Soft rules without an override, and likenesses: worded by the way in.
    Hints {
        /// Soft rules.
        overrides: i64,
        /// Similar applications.
        repeats: i64,
        /// Returns for correction.
        returns: i64,
    },
}

/// The register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// Title of the call; empty for a register over all calls.
    pub call_title: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, one value per column.
    pub rows: Vec<Vec<RegisterValue>>,
    /// When it was made.
    pub made_at: jiff::Timestamp,
    /// Who made it.
    pub made_by: String,
}

/// The register of a query: every row that the list shows over all its pages, in its order, or those of them that were
/// chosen. Columns that were chosen, or all of them. Telephone numbers are masked unless a reason is given; the export
/// and the reason are recorded.
///
/// # Errors
/// As [`super::list`]; `too-many-rows` beyond 20,000.
pub async fn export(
    app: &App,
    ctx: &Ctx,
    association: &str,
    query: &Query,
    chosen: &[Id],
    reason: &str,
) -> Result<Register, Failure> {
    let register = collect(app, ctx, association, query, chosen, reason.trim()).await?;
    let (ctx, association, query, reason) =
        (ctx.clone(), association.to_owned(), query.first_page().to_string(), reason.trim().to_owned());
    let rows = register.rows.len();
    app.store
        .write(move |tx| {
            enter(&ctx, &association, Action::DeskExport)?;
            let after =
                json!({ "query": query, "rows": rows, "full_numbers": !reason.is_empty(), "reason": reason });
            let entry = ctx.entry(&association, "desk.export", Subject::new("association", &association));
            record(tx, Entry { after: Some(after), ..entry })?;
            Ok::<_, Failure>(())
        })
        .await?;
    Ok(register)
}

async fn collect(
    app: &App,
    ctx: &Ctx,
    association: &str,
    query: &Query,
    chosen: &[Id],
    reason: &str,
) -> Result<Register, Failure> {
    let (ctx, programmes, association, query) =
        (ctx.clone(), app.programmes.clone(), association.to_owned(), query.first_page());
    let chosen = chosen.to_vec();
    let masked = reason.is_empty();
    app.store
        .read_long(move |tx| {
            enter(&ctx, &association, Action::DeskExport)?;
            let (call, programme) = named_call(tx, &programmes, &association, &query)?;
            let mut found = everything(tx, &association, &query, call.as_ref().map(|c| c.id))?;
            found.retain(|a| chosen.is_empty() || chosen.contains(&a.id));
            let columns = columns(&query);
            let mut names = TypeNames::default();
            if let (Some(call), Some(programme)) = (&call, &programme) {
                let known = programme.types.iter().map(|t| ((call.id, t.code.clone()), t.name.clone()));
                names.0.extend(known);
            }
            let mut rows = Vec::with_capacity(found.len());
            for a in &found {
                names.learn(tx, &programmes, a)?;
                let parties = joint::of_application(tx, &association, a.id)?;
                let joint = parties.into_iter().map(|j| j.name).collect::<Vec<_>>().join("、");
                rows.push(columns.iter().map(|c| value(*c, a, &joint, &names, masked)).collect());
            }
            Ok(Register {
                call_title: call.map_or_else(String::new, |c| c.title),
                made_at: ctx.now,
                made_by: ctx.actor.name.clone(),
                columns,
                rows,
            })
        })
        .await
}

fn everything(
    tx: &mut Tx<'_>,
    association: &str,
    query: &Query,
    call: Option<Id>,
) -> Result<Vec<Application>, Failure> {
    let filter = query.filter(call);
    let mut all: Vec<Application> = Vec::new();
    loop {
        let behind = all.last().map(|last| query.order.cursor(last));
        let page = desk::list(tx, association, &filter, query.order, behind.as_ref(), BATCH)?;
        let full = page.len() == BATCH as usize;
        all.extend(page);
        if all.len() > MOST {
            return Err(Refusal::new("too-many-rows").with("max", MOST).into());
        }
        if !full {
            return Ok(all);
        }
    }
}

/// The chosen columns, or all of the register's.
fn columns(query: &Query) -> Vec<Column> {
    Column::ALL.into_iter().filter(|c| query.columns.is_empty() || query.shows(*c)).collect()
}

/// Names of types by call and code: a register over all calls meets several programmes.
#[derive(Default)]
struct TypeNames(HashMap<(Id, String), String>);

impl TypeNames {
    fn learn(
        &mut self,
        tx: &mut Tx<'_>,
        programmes: &crate::programmes::Programmes,
        a: &Application,
    ) -> Result<(), Failure> {
        if self.0.contains_key(&(a.call, a.type_code.clone())) {
            return Ok(());
        }
        let call =
            programme::call_by_id(tx, &a.association, a.call)?.ok_or_else(|| Refusal::new("not-found"))?;
        let programme = programmes.of_call(tx, &a.association, call.id, call.version)?;
        self.0.extend(programme.types.iter().map(|t| ((call.id, t.code.clone()), t.name.clone())));
        Ok(())
    }

    fn of(&self, a: &Application) -> String {
        let name = self.0.get(&(a.call, a.type_code.clone()));
        name.map_or_else(|| a.type_code.clone(), |name| format!("{} {name}", a.type_code))
    }
}

fn value(column: Column, a: &Application, joint: &str, names: &TypeNames, masked: bool) -> RegisterValue {
    let text = |text: &str| RegisterValue::Text(text.to_owned());
    match column {
        Column::Number => text(&a.number),
        Column::Type => RegisterValue::Text(names.of(a)),
        Column::Title => text(&a.title),
        Column::Organisation => text(&a.organisation_name),
        Column::Joint => text(joint),
        Column::Leader => text(&a.leader),
        Column::Phone if masked => RegisterValue::Text(masked_phones(&a.leader_phone)),
        Column::Phone => text(&a.leader_phone),
        Column::Amount => RegisterValue::Money(a.amount),
        Column::Other => RegisterValue::Money(a.other),
        Column::Submitted => RegisterValue::Text(a.submitted_at.map(time::short).unwrap_or_default()),
        Column::Result => RegisterValue::State(a.state),
        Column::Note => {
            RegisterValue::Hints { overrides: a.open_overrides, repeats: a.repeats, returns: a.returns }
        }
    }
}

/// Mobile numbers as `182****5671`; what is no telephone number is left out altogether.
pub(crate) fn masked_phones(text: &str) -> String {
    let contacts = parse_contacts(text).unwrap_or_default();
    contacts.phones.iter().map(|p| p.masked()).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_masked() {
        assert_eq!(masked_phones("18276735671"), "182****5671");
        assert_eq!(masked_phones("李某 18276735671、0772-2629066"), "182****5671、0772-2629066");
        assert_eq!(masked_phones("1827673567188"), "");
    }
}
