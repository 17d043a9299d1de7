//! The officer's desk (申报受理台): lists with filters as words, counts, who has not submitted, saved views, the register.

mod export;
mod query;

use std::sync::Arc;

use kexiang_core::application::State;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::programme::Programme;
use kexiang_core::refusal::Refusal;
use kexiang_store::application::Application;
use kexiang_store::desk::{self, Unsubmitted};
use kexiang_store::programme::Call;
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{Tx, application, joint, programme};
use serde_json::json;

use super::{Ctx, Failure};
use crate::programmes::Programmes;
use crate::state::App;

pub(crate) use export::masked_phones;
pub use export::{Register, RegisterValue, export};
pub use query::{Column, PAPER_STATES, Query};

/// Rows of a page.
pub const PAGE: u32 = 50;
/// Rows that were searched for are counted up to this number; beyond it the list says "more than".
pub const COUNTED: u32 = 10_000;
/// Longest name of a saved view, in characters.
const VIEW_NAME: usize = 40;
/// Most saved views of one person in one association.
const VIEWS: usize = 30;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The register row.
    pub application: Application,
    /// Names of the joint organisations; read only where their column is shown.
    pub joint: Vec<String>,
}

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: String,
    /// Its query, as it stands in addresses.
    pub query: String,
}

/// What the desk shows.
#[derive(Clone, Debug)]
pub struct List {
    /// All calls of the association, the latest deadline first.
    pub calls: Vec<Call>,
    /// The call the list is about, where the query names one.
    pub call: Option<Call>,
    /// Its programme in the current version.
    pub programme: Option<Arc<Programme>>,
    /// One page of rows.
    pub rows: Vec<Row>,
    /// Rows the filter shows, counted up to [`COUNTED`].
    pub total: i64,
    /// The query of the next page.
    pub next: Option<Query>,
    /// Applications of the call by type and state.
    pub counts: Vec<(String, State, i64)>,
    /// The person's saved views.
    pub views: Vec<View>,
}

/// Lets those in who read the association's applications. To people without any office there, the desk does not exist.
///
/// # Errors
/// `not-signed-in`, `not-found` for strangers, `not-permitted` for office roles that read no applications (三员).
pub(in crate::actions) fn enter(ctx: &Ctx, association: &str, action: Action) -> Result<(), Failure> {
    let refusal = match may(&ctx.actor, action, &Scope::Association(association)) {
        Ok(_) => return Ok(()),
        Err(refusal) => refusal,
    };
    let stranger = !ctx.actor.offices.iter().any(|o| o.association == association);
    if stranger && refusal.code != "not-signed-in" {
        return Err(Refusal::new("not-found").into());
    }
    Err(refusal.into())
}

/// The query of a desk that was opened without one: what waits for the formal check in the latest call, the oldest first.
///
/// # Errors
/// As [`list`].
pub async fn first_query(app: &App, ctx: &Ctx, association: &str) -> Result<Query, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            enter(&ctx, &association, Action::DeskView)?;
            let calls = programme::calls(tx, &association)?;
            Ok(calls.first().map_or_else(Query::default, |call| Query::waiting(&call.code)))
        })
        .await
}

/// A page of the list.
///
/// # Errors
/// `not-signed-in`, `not-permitted`; `not-found` for a stranger to the association or an unknown call.
pub async fn list(app: &App, ctx: &Ctx, association: &str, query: &Query) -> Result<List, Failure> {
    let (ctx, programmes) = (ctx.clone(), app.programmes.clone());
    let (association, query) = (association.to_owned(), query.clone());
    app.store
        .read(move |tx| {
            enter(&ctx, &association, Action::DeskView)?;
            let (call, programme) = named_call(tx, &programmes, &association, &query)?;
            let filter = query.filter(call.as_ref().map(|c| c.id));
            let found = desk::list(tx, &association, &filter, query.order, query.behind.as_ref(), PAGE + 1)?;
            let more = found.len() > PAGE as usize;
            let rows = rows(tx, &query, found.into_iter().take(PAGE as usize).collect())?;
            let last = rows.last().filter(|_| more);
            let next = last.map(|row| query.behind(query.order.cursor(&row.application)));
            let total = match (&query.behind, more) {
                (None, false) => i64::try_from(rows.len()).unwrap_or(i64::MAX),
                _ => desk::count(tx, &association, &filter, COUNTED)?,
            };
            let counts = match &call {
                Some(call) => application::counts(tx, &association, call.id)?,
                None => Vec::new(),
            };
            Ok(List {
                calls: programme::calls(tx, &association)?,
                total,
                views: views(tx, &ctx, &association)?,
                call,
                programme,
                rows,
                next,
                counts,
            })
        })
        .await
}

fn named_call(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    association: &str,
    query: &Query,
) -> Result<(Option<Call>, Option<Arc<Programme>>), Failure> {
    if query.call.is_empty() {
        return Ok((None, None));
    }
    let call =
        programme::call_by_code(tx, association, &query.call)?.ok_or_else(|| Refusal::new("not-found"))?;
    let programme = programmes.of_call(tx, association, call.id, call.version)?;
    Ok((Some(call), Some(programme)))
}

/// Adds to the rows what their columns show beyond the register.
fn rows(tx: &mut Tx<'_>, query: &Query, found: Vec<Application>) -> Result<Vec<Row>, Failure> {
    let wants_joint = query.shows(Column::Joint);
    let mut rows = Vec::with_capacity(found.len());
    for application in found {
        let parties = if wants_joint {
            joint::of_application(tx, &application.association, application.id)?
        } else {
            Vec::new()
        };
        rows.push(Row { joint: parties.into_iter().map(|j| j.name).collect(), application });
    }
    Ok(rows)
}

fn views(tx: &mut Tx<'_>, ctx: &Ctx, association: &str) -> Result<Vec<View>, Failure> {
    let Some(account) = ctx.actor.account else { return Ok(Vec::new()) };
    let saved = desk::views(tx, association, account.as_i64())?;
    Ok(saved.into_iter().map(|(name, query)| View { name, query }).collect())
}

/// Applications of a call that are begun and not submitted (催报): who and of which type, nothing of their content.
///
/// # Errors
/// As [`list`].
pub async fn unsubmitted(
    app: &App,
    ctx: &Ctx,
    association: &str,
    call_code: &str,
) -> Result<(Call, Arc<Programme>, Vec<Unsubmitted>), Failure> {
    let (ctx, programmes) = (ctx.clone(), app.programmes.clone());
    let (association, call_code) = (association.to_owned(), call_code.to_owned());
    app.store
        .read(move |tx| {
            enter(&ctx, &association, Action::DeskView)?;
            let missing = || Refusal::new("not-found");
            let call = programme::call_by_code(tx, &association, &call_code)?.ok_or_else(missing)?;
            let programme = programmes.of_call(tx, &association, call.id, call.version)?;
            let waiting = desk::unsubmitted(tx, &association, call.id)?;
            Ok((call, programme, waiting))
        })
        .await
}

/// Saves the present query under a name; a view of the same name is replaced.
///
/// # Errors
/// As [`list`]; `view-name` where the name is empty or longer than 40 characters, `too-many-views` beyond 30.
pub async fn save_view(
    app: &App,
    ctx: &Ctx,
    association: &str,
    name: &str,
    query: &Query,
) -> Result<(), Failure> {
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > VIEW_NAME {
        return Err(Refusal::new("view-name").with("max", VIEW_NAME).at("name").into());
    }
    let (ctx, association, query) = (ctx.clone(), association.to_owned(), query.first_page().to_string());
    app.store
        .write(move |tx| {
            enter(&ctx, &association, Action::DeskView)?;
            let account = ctx.account()?.as_i64();
            let known = desk::views(tx, &association, account)?;
            if known.len() >= VIEWS && !known.iter().any(|(known, _)| *known == name) {
                return Err(Refusal::new("too-many-views").with("max", VIEWS).into());
            }
            desk::save_view(tx, &association, account, &name, &query, ctx.now)?;
            let entry = ctx.entry(&association, "desk.save-view", Subject::new("account", account));
            record(tx, Entry { after: Some(json!({ "name": name, "query": query })), ..entry })?;
            Ok(())
        })
        .await
}

/// Removes a saved view.
///
/// # Errors
/// As [`list`]; `not-found` where there is no view of that name.
pub async fn remove_view(app: &App, ctx: &Ctx, association: &str, name: &str) -> Result<(), Failure> {
    let (ctx, association, name) = (ctx.clone(), association.to_owned(), name.to_owned());
    app.store
        .write(move |tx| {
            enter(&ctx, &association, Action::DeskView)?;
            let account = ctx.account()?.as_i64();
            if desk::remove_view(tx, &association, account, &name)? == 0 {
                return Err(Refusal::new("not-found").into());
            }
            let entry = ctx.entry(&association, "desk.remove-view", Subject::new("account", account));
            record(tx, Entry { before: Some(json!({ "name": name })), ..entry })?;
            Ok(())
        })
        .await
}
