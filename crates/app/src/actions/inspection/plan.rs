use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::inspection::{Kind, State};
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::inspection::{self, Inspection};
use kexiang_store::visit::{self, Visit};
use kexiang_store::{Tx, counter};
use serde_json::json;

use super::InspectionFile;
use crate::actions::project::ProjectFile;
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::programmes::Programmes;
use crate::state::App;

/// Longest reason, in characters.
const LONGEST: usize = 500;

/// Plans a check of a project for a reason in words (重点抽查).
///
/// # Errors
/// `not-found`, `not-permitted`; `inspection-basis`, `inspection-day-past`, `inspection-open` while an earlier check of it
/// is not over, `inspection-project-over`.
pub async fn plan(
    app: &App,
    ctx: &Ctx,
    association: &str,
    project: Id,
    (basis, planned_on): (&str, Date),
) -> Result<Id, Failure> {
    let basis: String = basis.trim().chars().take(LONGEST).collect();
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, project, true)?;
            file.permit(&ctx, Action::InspectionManage)?;
            if basis.is_empty() {
                return Err(Failure::from(Refusal::new("inspection-basis").at("basis")));
            }
            let today = time::beijing_date(ctx.now);
            if planned_on < today {
                let refusal = Refusal::new("inspection-day-past").with("today", time::long_date(today));
                return Err(refusal.at("planned_on").into());
            }
            if file.project.state.is_over() {
                return Err(Refusal::new("inspection-project-over").into());
            }
            if is_checked(tx, &association, project)? {
                return Err(Refusal::new("inspection-open").with("title", &file.project.title).into());
            }
            enter(tx, &ctx, &programmes, (&association, project), (Kind::Risk, None, &basis, planned_on))
        })
        .await
}

/// Whether a spot check of the project is not over.
pub(super) fn is_checked(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<bool, Failure> {
    let all = inspection::of_project(tx, association, project)?;
    Ok(all.iter().any(|i| i.kind != Kind::MidTerm && !i.state.is_over()))
}

/// Enters a planned inspection with its number, and tells the organisation.
pub(super) fn enter(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    programmes: &Programmes,
    (association, project): (&str, Id),
    (kind, draw, basis, planned_on): (Kind, Option<Id>, &str, Date),
) -> Result<Id, Failure> {
    let id = chance::id(ctx.now);
    let planned = Inspection {
        association: association.to_owned(),
        id,
        project,
        kind,
        state: State::Planned,
        draw,
        basis: basis.to_owned(),
        planned_on,
        report: serde_json::Value::Null,
        items: Vec::new(),
        remedy_due: None,
        answer: String::new(),
        finding: String::new(),
        planned_by: ctx.actor.name.clone(),
        planned_at: ctx.now,
        changed_at: ctx.now,
        version: 1,
    };
    inspection::insert(tx, &planned)?;
    let year = time::beijing_date(ctx.now).year();
    let n = counter::next(tx, association, &format!("inspection/{year}"))?;
    visit::insert(tx, &Visit::planned(association, id, format!("JC-{year}-{n:03}")))?;
    let file = InspectionFile::load(tx, programmes, association, id, false)?;
    let after = json!({
        "number": file.visit.number, "project": file.project.project.number, "kind": kind.code(), "basis": basis,
        "planned_on": planned_on.to_string(), "draw": draw.map(|d| d.to_string()),
    });
    file.note(tx, ctx, ("plan", basis), after)?;
    file.tell(tx, ctx, "planned")?;
    Ok(id)
}
