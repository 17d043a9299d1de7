//! Lists of projects with their balances.

use kexiang_core::id::Id;
use kexiang_core::ledger::Book;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::project::Project;
use kexiang_store::{Tx, change, figures, ledger, programme, project as register};

use crate::actions::{Ctx, Failure};
use crate::state::App;

/// A line of a list of projects.
#[derive(Clone, Debug)]
pub struct Row {
    /// Project.
    pub project: Project,
    /// Balances.
    pub book: Book,
    /// Whether a change request waits.
    pub change: bool,
    /// Code of the call.
    pub call: String,
    /// Class code of the organisation.
    pub class: &'static str,
    /// GB/T 2260 code of its region; empty where it is not known.
    pub region: String,
}

/// All projects of an association, for its office, in the order of their numbers.
///
/// # Errors
/// `not-signed-in`, `not-permitted`.
pub async fn of_office(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<Row>, Failure> {
    ctx.permit(Action::ProjectView, &Scope::Association(association))?;
    let association = association.to_owned();
    app.store
        .read(move |tx| {
            let projects = register::all(tx, &association)?;
            with_books(tx, &association, projects)
        })
        .await
}

/// The projects of one's organisations, in all associations.
///
/// # Errors
/// `not-signed-in`.
pub async fn own(app: &App, ctx: &Ctx) -> Result<Vec<Row>, Failure> {
    ctx.account()?;
    let mut organisations: Vec<(String, Id)> =
        ctx.actor.memberships.iter().map(|m| (m.association.clone(), m.organisation)).collect();
    organisations.sort();
    organisations.dedup();
    app.store
        .read(move |tx| {
            let mut rows = Vec::new();
            for (association, organisation) in &organisations {
                let projects = register::of_organisation(tx, association, *organisation)?;
                rows.extend(with_books(tx, association, projects)?);
            }
            Ok(rows)
        })
        .await
}

fn with_books(tx: &mut Tx<'_>, association: &str, mut projects: Vec<Project>) -> Result<Vec<Row>, Failure> {
    projects.sort_by(|a, b| a.number.cmp(&b.number));
    let mut books: std::collections::BTreeMap<Id, Book> =
        ledger::books(tx, association)?.into_iter().collect();
    let waiting = change::waiting(tx, association)?;
    let calls = programme::calls(tx, association)?;
    let mut places: std::collections::HashMap<Id, (&'static str, String)> = figures::places(tx, association)?
        .into_iter()
        .map(|(id, class, region)| (id, (class.code(), region)))
        .collect();
    let row = |project: Project| {
        let (class, region) = places.remove(&project.id).unwrap_or_default();
        Row {
            book: books.remove(&project.id).unwrap_or_default(),
            change: waiting.iter().any(|c| c.project == project.id),
            call: calls.iter().find(|c| c.id == project.call).map(|c| c.code.clone()).unwrap_or_default(),
            class,
            region,
            project,
        }
    };
    Ok(projects.into_iter().map(row).collect())
}
