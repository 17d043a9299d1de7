use std::collections::BTreeMap;

use kexiang_core::id::Id;
use kexiang_core::inspection::Kind;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::project::Project;
use kexiang_store::inspection::{self, Inspection};
use kexiang_store::visit::{self, Visit};
use kexiang_store::{Tx, project as register};

use crate::actions::project::ProjectFile;
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// A line of a list of inspections.
#[derive(Clone, Debug)]
pub struct Row {
    /// The inspection.
    pub inspection: Inspection,
    /// What was written down.
    pub visit: Visit,
    /// The project.
    pub project: Project,
}

/// All spot checks of an association, for its office, the last planned first.
///
/// # Errors
/// `not-signed-in`, `not-permitted`.
pub async fn of_office(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<Row>, Failure> {
    ctx.permit(Action::ProjectView, &Scope::Association(association))?;
    let association = association.to_owned();
    app.store
        .read(move |tx| {
            let projects = register::all(tx, &association)?;
            let found = inspection::all(tx, &association)?;
            rows(tx, &association, found, projects)
        })
        .await
}

/// The spot checks of one's own organisations, in all associations.
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
            let mut all = Vec::new();
            for (association, organisation) in &organisations {
                for project in register::of_organisation(tx, association, *organisation)? {
                    let mut found = inspection::of_project(tx, association, project.id)?;
                    found.reverse();
                    all.extend(rows(tx, association, found, vec![project])?);
                }
            }
            Ok(all)
        })
        .await
}

/// The spot checks of a project with the project itself, for those who see it.
///
/// # Errors
/// `not-found`.
pub async fn of_project(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<(ProjectFile, Vec<Row>), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, false)?;
            file.permit(&ctx, Action::ProjectView)?;
            let mut found = inspection::of_project(tx, &association, id)?;
            found.reverse();
            let all = rows(tx, &association, found, vec![file.project.clone()])?;
            Ok((file, all))
        })
        .await
}

fn rows(
    tx: &mut Tx<'_>,
    association: &str,
    found: Vec<Inspection>,
    projects: Vec<Project>,
) -> Result<Vec<Row>, Failure> {
    let mut visits: BTreeMap<Id, Visit> = match found.as_slice() {
        [] => BTreeMap::new(),
        [one] => visit::of(tx, association, one.id)?.into_iter().map(|v| (v.inspection, v)).collect(),
        _ => visit::all(tx, association)?.into_iter().map(|v| (v.inspection, v)).collect(),
    };
    let projects: BTreeMap<Id, Project> = projects.into_iter().map(|p| (p.id, p)).collect();
    let row = |inspection: Inspection| {
        Some(Row {
            visit: visits.remove(&inspection.id)?,
            project: projects.get(&inspection.project)?.clone(),
            inspection,
        })
    };
    Ok(found.into_iter().filter(|i| i.kind != Kind::MidTerm).filter_map(row).collect())
}
