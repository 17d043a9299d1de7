//! What falls due in the projects, and the daily warnings about it (到期提醒、预警): thirty, fifteen, seven and one day before,
//! and every day after. Each step goes out once, however often the work is done and whoever does it.

use jiff::Timestamp;
use jiff::civil::Date;
use kexiang_core::activity::State as ActivityState;
use kexiang_core::contract::State as ContractState;
use kexiang_core::id::Id;
use kexiang_core::payment::State as PaymentState;
use kexiang_core::policy::{Action, OfficeRole, Scope};
use kexiang_core::project::{Project, State};
use kexiang_core::recovery::State as RecoveryState;
use kexiang_core::time;
use kexiang_core::warning::{self, Level, Subject, Warning, is_new};
use kexiang_store::inspection::{self, Inspection};
use kexiang_store::job::{self, NewJob};
use kexiang_store::write::{self, Subject as Recorded};
use kexiang_store::{Tx, account, project as register, setting};
use serde_json::json;

use super::execution::Execution;
use super::project::ProjectFile;
use super::{Ctx, Failure, message};
use crate::chance;
use crate::programmes::Programmes;
use crate::state::App;

/// The kind of the daily job.
pub const SEND: &str = "warning.send";

/// The hour in Beijing from which the day's warnings go out: nobody is woken by one.
const HOUR: i8 = 8;

/// Something that falls due, with its project.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The project.
    pub project: Project,
    /// What, when, how near.
    pub warning: Warning,
}

/// Everything that falls due within thirty days or is late, in all projects of an association, the most pressing first.
///
/// # Errors
/// `not-signed-in`, `not-permitted`.
pub async fn of_office(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<Due>, Failure> {
    ctx.permit(Action::ProjectView, &Scope::Association(association))?;
    let (programmes, association, now) = (app.programmes.clone(), association.to_owned(), ctx.now);
    app.store
        .read_long(move |tx| {
            let projects = register::all(tx, &association)?;
            sorted(tx, &programmes, projects, now)
        })
        .await
}

/// The same in the projects of one's own organisations.
///
/// # Errors
/// `not-signed-in`.
pub async fn own(app: &App, ctx: &Ctx) -> Result<Vec<Due>, Failure> {
    ctx.account()?;
    let mut organisations: Vec<(String, Id)> =
        ctx.actor.memberships.iter().map(|m| (m.association.clone(), m.organisation)).collect();
    organisations.sort();
    organisations.dedup();
    let (programmes, now) = (app.programmes.clone(), ctx.now);
    app.store
        .read_long(move |tx| {
            let mut projects = Vec::new();
            for (association, organisation) in &organisations {
                projects.extend(register::of_organisation(tx, association, *organisation)?);
            }
            sorted(tx, &programmes, projects, now)
        })
        .await
}

fn sorted(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    projects: Vec<Project>,
    now: Timestamp,
) -> Result<Vec<Due>, Failure> {
    let mut all = Vec::new();
    for project in projects.into_iter().filter(|p| !p.state.is_over()) {
        let found = of_project(tx, programmes, &project, now)?.1;
        all.extend(found.into_iter().map(|warning| Due { project: project.clone(), warning }));
    }
    all.sort_by(|a, b| (a.warning.due, &a.project.number).cmp(&(b.warning.due, &b.project.number)));
    Ok(all)
}

/// What falls due in a project.
fn of_project(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    project: &Project,
    now: Timestamp,
) -> Result<(ProjectFile, Vec<Warning>), Failure> {
    let file = ProjectFile::load(tx, programmes, &project.association, project.id, false)?;
    let today = time::beijing_date(now);
    let inspections = inspection::of_project(tx, &project.association, project.id)?;
    let mut dates = dates(&file, &inspections);
    let mut rows = Vec::new();
    if file.in_force().is_some() {
        let execution = Execution::load(tx, &file, today)?;
        dates.extend(execution.activities.iter().filter(|k| k.activity.state == ActivityState::Planned).map(
            |k| {
                let (id, name) = (k.activity.id.to_string(), k.activity.title.clone());
                (Subject::Activity { id, name }, k.activity.ends_on)
            },
        ));
        rows = execution.rows;
    }
    let found = warning::warnings(&dates, &rows, today);
    Ok((file, found))
}

/// The dates that contract, instalments, recoveries and inspections set.
fn dates(file: &ProjectFile, inspections: &[Inspection]) -> Vec<(Subject, Date)> {
    let mut all = Vec::new();
    let p = &file.project;
    match file.contract() {
        // It is to be signed before the work begins.
        Some(c) if matches!(c.state, ContractState::Issued | ContractState::Sealed) => {
            all.push((Subject::Signature, c.terms.starts_on));
        }
        _ => {}
    }
    if let Some(c) = file.in_force() {
        if matches!(p.state, State::Contracted | State::Running) {
            all.push((Subject::Completion, c.terms.ends_on));
        }
        let reported = inspections.iter().any(|i| {
            i.kind == kexiang_core::inspection::Kind::MidTerm
                && i.state != kexiang_core::inspection::State::Planned
                && i.state != kexiang_core::inspection::State::Cancelled
        });
        let expected = file.instalments.iter().any(|i| i.gate == kexiang_core::programme::Gate::MidTerm)
            || inspections.iter().any(|i| i.kind == kexiang_core::inspection::Kind::MidTerm);
        if expected && !reported {
            all.push((Subject::MidTerm, warning::mid_term(c.terms.starts_on, c.terms.ends_on)));
        }
        let settled = |n: i64| {
            file.payments
                .iter()
                .any(|p| p.instalment == n && p.state.is_live() && p.state != PaymentState::Returned)
        };
        all.extend(
            (1_i64..)
                .zip(&file.instalments)
                .filter(|(n, _)| !settled(*n))
                .filter_map(|(n, i)| Some((Subject::Instalment { n }, i.due_on?))),
        );
    }
    let issued = file.recoveries.iter().filter(|(o, _)| o.state == RecoveryState::Issued);
    all.extend(issued.map(|(o, _)| (Subject::Recovery { number: o.number.clone() }, o.due_on)));
    let open = inspections.iter().filter(|i| i.state == kexiang_core::inspection::State::Remedy);
    all.extend(open.filter_map(|i| i.remedy_due).min().map(|due| (Subject::Remedy, due)));
    all
}

/// Plans today's warnings of every association, once a day and not before eight.
///
/// # Errors
/// Those of the database.
pub async fn plan(app: &App, now: Timestamp) -> Result<(), Failure> {
    let civil = time::beijing(now);
    if civil.hour() < HOUR {
        return Ok(());
    }
    let day = civil.date().to_string();
    for association in app.associations().iter() {
        let (code, day) = (association.code.clone(), day.clone());
        app.store
            .write(move |tx| {
                let name = format!("warned/{code}");
                if setting::get(tx, &name)?.is_some_and(|last| last >= day) {
                    return Ok(());
                }
                setting::set(tx, &name, &day, now)?;
                let planned = NewJob::new(&code, chance::id(now), SEND, json!({}), now);
                job::enqueue(tx, &planned.once(format!("warning/{day}")))?;
                Ok::<_, Failure>(())
            })
            .await?;
    }
    Ok(())
}

/// Warns of everything that has come to a new step, project by project, each in a transaction of its own.
///
/// # Errors
/// Those of the database.
pub async fn send(app: &App, ctx: &Ctx, association: &str) -> Result<(), Failure> {
    let code = association.to_owned();
    let projects = app.store.read(move |tx| register::all(tx, &code)).await?;
    for project in projects.into_iter().filter(|p| !p.state.is_over()) {
        let (ctx, programmes) = (ctx.clone(), app.programmes.clone());
        app.store
            .write(move |tx| {
                // Whoever else warns waits here, and then finds it done.
                register::hold(tx, &project.association, project.id)?;
                let (file, found) = of_project(tx, &programmes, &project, ctx.now)?;
                warn(tx, &ctx, &file, &found)
            })
            .await?;
    }
    Ok(())
}

fn warn(tx: &mut Tx<'_>, ctx: &Ctx, file: &ProjectFile, found: &[Warning]) -> Result<(), Failure> {
    let p = &file.project;
    let before = inspection::warned(tx, &p.association, p.id)?;
    for w in found {
        // A date that was put off begins anew.
        let last = before.iter().find(|(s, due, _)| *s == w.subject && *due == w.due).map(|(_, _, l)| *l);
        if !is_new(w.level, last) {
            continue;
        }
        inspection::remember_warning(tx, &p.association, p.id, (&w.subject, w.due, w.level), ctx.now)?;
        tell(tx, ctx, p, w, !matches!(last, Some(Level::Overdue(_))))?;
        let (code, name) = (w.subject.code(), w.subject.name());
        let step = match w.level {
            Level::Within(days) => days,
            Level::Overdue(days) => -days,
        };
        let after = json!({ "what": code, "name": name, "due": w.due.to_string(), "step": step, "project": p.number });
        let subject = Recorded::new("project", p.id);
        write::record(tx, ctx.entry_with(&p.association, "project.warn", subject, after))?;
    }
    Ok(())
}

/// Tells the organisation's people; the office hears on the first day that something is late.
fn tell(tx: &mut Tx<'_>, ctx: &Ctx, p: &Project, w: &Warning, first: bool) -> Result<(), Failure> {
    let mut people: Vec<Id> =
        account::members(tx, &p.association, p.organisation)?.into_iter().map(|(id, _)| id).collect();
    let late = matches!(w.level, Level::Overdue(_));
    if late && first {
        let office = account::office_people(tx, &p.association)?;
        people.extend(office.into_iter().filter(|g| g.role == OfficeRole::Officer).map(|g| g.account));
    }
    people.sort();
    people.dedup();
    let days = match w.level {
        Level::Overdue(days) => days,
        Level::Within(_) => i64::from((w.due - time::beijing_date(ctx.now)).get_days()),
    };
    let args = json!({
        "title": p.title, "number": p.number, "due": time::long_date(w.due), "days": days.to_string(),
        "name": w.subject.name(),
    });
    let kind = format!("{}-{}", if late { "overdue" } else { "due" }, w.subject.code());
    let href = address(p, &w.subject);
    Ok(message::tell(tx, ctx, &p.association, &people, (&kind, &args, &href))?)
}

/// The page on which something is done about it.
pub fn address(p: &Project, subject: &Subject) -> String {
    let part = match subject {
        Subject::Signature => "/contract",
        Subject::Instalment { .. } => "/money",
        Subject::Recovery { .. } => "/recoveries",
        Subject::Remedy => "/inspections",
        Subject::Completion => "",
        Subject::MidTerm | Subject::Activity { .. } | Subject::Result { .. } => "/execution",
    };
    format!("/associations/{}/projects/{}{part}", p.association, p.id)
}
