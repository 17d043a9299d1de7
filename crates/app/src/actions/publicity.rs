//! Publicity (立项公示): the signed list made public, its working-day clock, and the projects founded when it is over.

mod appeal;
mod objection;

pub use appeal::{appeal, appealable};
pub use objection::{
    ObjectionFile, Said, admit, handle, inbox, keep_letter, object, one as objection, register,
};

use jiff::civil::Date;
use kexiang_core::application::State as AppState;
use kexiang_core::application::prefilled;
use kexiang_core::id::Id;
use kexiang_core::lifecycle;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::programme::{FieldKind, StepKind};
use kexiang_core::project::{self, Basis, Frozen, Project, Target};
use kexiang_core::publicity::{List, Row, ends_on};
use kexiang_core::refusal::Refusal;
use kexiang_core::selection::{Outcome, State};
use kexiang_core::time;
use kexiang_store::publicity::{self, Publicity};
use kexiang_store::write::{self, Subject};
use kexiang_store::{
    Tx, account, application, counter, programme, project as register_of_projects, selection, snapshot,
};
use serde_json::json;

use super::application::{CaseFile, take_effect};
use super::{Ctx, Failure, Fault, message};
use crate::chance;
use crate::programmes::Programmes;
use crate::state::App;

/// What the office sets when it publishes a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPublicity {
    /// The signed selection.
    pub selection: Id,
    /// First day.
    pub starts_on: Date,
    /// Working days.
    pub days: u32,
    /// Where objections go.
    pub contact: String,
    /// What changed against the list before.
    pub changes: String,
}

/// A public list with what only the office sees of it.
#[derive(Clone, Debug)]
pub struct PublicFile {
    /// List.
    pub publicity: Publicity,
    /// Numbers of applications with an open objection: held.
    pub held: Vec<String>,
    /// Projects founded from it, by number of their application.
    pub founded: Vec<(String, Project)>,
    /// The list that takes its place.
    pub superseded_by: Option<Id>,
}

/// Publishes the signed list of a selection. All selected applications of the call that are not founded yet stand in it;
/// a running list of the call is superseded, and its period begins anew.
///
/// # Errors
/// `not-permitted`, `not-found`; `selection-unsigned`, `publicity-nothing`, `publicity-contact`, `publicity-past`,
/// `publicity-changes` where a list before has not said what changed, and those of [`ends_on`].
pub async fn publish(app: &App, ctx: &Ctx, association: &str, new: &NewPublicity) -> Result<Id, Failure> {
    ctx.permit(Action::PublicityManage, &Scope::Association(association))?;
    let ends = ends_on(&app.calendar_of(association), new.starts_on, new.days)?;
    if new.contact.trim().is_empty() {
        return Err(Refusal::new("publicity-contact").at("contact").into());
    }
    if new.starts_on < time::beijing_date(ctx.now) {
        return Err(Refusal::new("publicity-past").at("starts_on").into());
    }
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let (new, id) = (new.clone(), chance::id(ctx.now));
    app.store
        .write(move |tx| {
            let signed = selection::by_id(tx, &association, new.selection)?
                .ok_or_else(|| Refusal::new("not-found"))?;
            if signed.state != State::Signed {
                return Err(Failure::from(Refusal::new("selection-unsigned")));
            }
            let call = programme::call_by_id(tx, &association, signed.call)?
                .ok_or_else(|| Refusal::new("not-found"))?;
            let rows = rows(tx, &programmes, &association, call.id)?;
            if rows.is_empty() {
                return Err(Refusal::new("publicity-nothing").into());
            }
            let rules = programmes.of_call(tx, &association, call.id, call.version)?;
            let head = &rules.programme;
            let list = List {
                title: head.title.clone(),
                basis: match &head.document_number {
                    Some(number) => format!("《{}》（{number}）", head.notice),
                    None => format!("《{}》", head.notice),
                },
                record: signed.record.clone(),
                starts_on: new.starts_on,
                ends_on: ends,
                days: new.days,
                contact: new.contact.trim().to_owned(),
                changes: new.changes.trim().to_owned(),
                rows,
            };
            let before = publicity::all(tx, &association)?
                .into_iter()
                .find(|p| p.call == call.id && p.state == "running");
            if let Some(before) = &before {
                if !list.differs(&before.list) {
                    return Err(Refusal::new("publicity-same").into());
                }
                if list.changes.is_empty() {
                    return Err(Refusal::new("publicity-changes").at("changes").into());
                }
                publicity::set_state(tx, &association, before.id, "superseded")?;
            }
            let hash = list.hash().map_err(|e| Fault::new("hashing a public list", e))?.to_string();
            let public = Publicity {
                association: association.clone(),
                id,
                call: call.id,
                selection: signed.id,
                state: "running".to_owned(),
                list,
                hash: hash.clone(),
                supersedes: before.map(|b| b.id),
                published_by: ctx.actor.name.clone(),
                published_at: ctx.now,
            };
            publicity::insert(tx, &public)?;
            let after = json!({ "hash": hash, "rows": public.list.rows.len(), "ends_on": ends.to_string() });
            let subject = Subject::new("publicity", id);
            write::record(tx, ctx.entry_with(&association, "publicity.publish", subject, after))?;
            Ok(id)
        })
        .await
}

/// The rows of the present list of a call: everything selected and not founded, with the sum that was signed last.
fn rows(tx: &mut Tx<'_>, programmes: &Programmes, association: &str, call: Id) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for id in application::in_state(tx, association, call, AppState::Selected)? {
        let case = CaseFile::load(tx, programmes, association, id, false)?;
        let amount = signed_amount(tx, association, call, id)?;
        let a = &case.application;
        let tier = case.project_type().tier(&a.tier).map(|t| format!("（{}）", t.name)).unwrap_or_default();
        rows.push(Row {
            n: u32::try_from(rows.len() + 1).unwrap_or(u32::MAX),
            number: a.number.clone(),
            title: a.title.clone(),
            organisation: a.organisation_name.clone(),
            joint: case.joint.iter().filter(|j| j.state == "confirmed").map(|j| j.name.clone()).collect(),
            type_name: format!("{}{tier}", case.project_type().name),
            amount,
        });
    }
    Ok(rows)
}

/// The sum in the last signed proposal that selects the application.
fn signed_amount(
    tx: &mut Tx<'_>,
    association: &str,
    call: Id,
    application: Id,
) -> Result<kexiang_core::money::Fen, Failure> {
    for signed in selection::all(tx, association)? {
        if signed.call != call || signed.state != State::Signed {
            continue;
        }
        let lines = selection::lines(tx, association, signed.id)?;
        let found = lines.iter().find(|l| l.application == application && l.outcome == Outcome::Select);
        if let Some(line) = found {
            return Ok(line.amount);
        }
    }
    Err(Refusal::new("not-found").into())
}

/// A public list, for anybody.
///
/// # Errors
/// `not-found`.
pub async fn view(app: &App, association: &str, id: Id) -> Result<PublicFile, Failure> {
    let association = association.to_owned();
    app.store.read(move |tx| public_file(tx, &association, id)).await
}

fn public_file(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<PublicFile, Failure> {
    let found = publicity::by_id(tx, association, id, false)?.ok_or_else(|| Refusal::new("not-found"))?;
    let superseded_by =
        publicity::all(tx, association)?.into_iter().find(|p| p.supersedes == Some(id)).map(|p| p.id);
    let (mut held, mut founded) = (Vec::new(), Vec::new());
    for row in &found.list.rows {
        let Some(a) = application::by_number(tx, association, &row.number)? else { continue };
        if publicity::is_contested(tx, association, a.id)? {
            held.push(row.number.clone());
        }
        if let Some(project) = register_of_projects::of_application(tx, association, a.id)? {
            founded.push((row.number.clone(), project));
        }
    }
    Ok(PublicFile { publicity: found, held, founded, superseded_by })
}

/// All public lists of an association, the newest first: those whose first day has come.
///
/// # Errors
/// Those of the database.
pub async fn published(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<Publicity>, Failure> {
    let (association, today) = (association.to_owned(), time::beijing_date(ctx.now));
    app.store
        .read(move |tx| {
            let all = publicity::all(tx, &association)?;
            Ok(all.into_iter().filter(|p| p.list.starts_on <= today).collect())
        })
        .await
}

/// The office's view of a list: who is held, what is founded.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn office(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<PublicFile>, Failure> {
    ctx.permit(Action::SelectionView, &Scope::Association(association))?;
    let association = association.to_owned();
    app.store
        .read(move |tx| {
            let all = publicity::all(tx, &association)?;
            all.iter().map(|p| public_file(tx, &association, p.id)).collect()
        })
        .await
}

/// Founds a project for every line of a list whose period is over and that nobody contests; contested ones wait, and the
/// action is given again for them. The numbers of the new projects.
///
/// # Errors
/// `not-permitted`, `not-found`; `publicity-running` before the period is over, `publicity-superseded`,
/// `found-nothing` where nothing is left to found.
pub async fn found(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Vec<String>, Failure> {
    ctx.permit(Action::PublicityManage, &Scope::Association(association))?;
    let (ctx, programmes, held) = (ctx.clone(), app.programmes.clone(), app.clone());
    let association = association.to_owned();
    app.store
        .write(move |tx| {
            let public =
                publicity::by_id(tx, &association, id, true)?.ok_or_else(|| Refusal::new("not-found"))?;
            if public.state == "superseded" {
                return Err(Failure::from(Refusal::new("publicity-superseded")));
            }
            if !public.list.is_over(ctx.now) {
                let until = time::long_date_with_weekday(public.list.ends_on);
                return Err(Refusal::new("publicity-running").with("until", until).into());
            }
            let (mut numbers, mut waiting) = (Vec::new(), 0);
            for row in &public.list.rows {
                let Some(a) = application::by_number(tx, &association, &row.number)? else { continue };
                if a.state != AppState::Selected {
                    continue;
                }
                let mut case = CaseFile::load(tx, &programmes, &association, a.id, true)?;
                if publicity::is_contested(tx, &association, a.id)? {
                    waiting += 1;
                    continue;
                }
                let project = founded(tx, &ctx, &case, &public, row)?;
                numbers.push(project.number.clone());
                let command = lifecycle::Command::Award;
                let event = lifecycle::decide(&case.dossier(ctx.now)?, &command, ctx.now)?;
                take_effect(tx, &held, &ctx, &mut case, &command, event, chance::id(ctx.now))?;
                tell_members(tx, &ctx, &project)?;
            }
            if numbers.is_empty() {
                return Err(Refusal::new("found-nothing").with("count", waiting).into());
            }
            if waiting == 0 {
                publicity::set_state(tx, &association, id, "settled")?;
            }
            Ok(numbers)
        })
        .await
}

/// Founds and records one project.
fn founded(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &CaseFile,
    public: &Publicity,
    row: &Row,
) -> Result<Project, Failure> {
    let a = &case.application;
    let id = chance::id(ctx.now);
    let seq = counter::next(tx, &a.association, &format!("project/{}", a.call))?;
    let number = format!("{}-{seq:03}", case.call.code.to_uppercase());
    let basis = basis(tx, ctx, case, public, row)?;
    let project = project::found(basis, id, &number, ctx.now)?;
    register_of_projects::insert(tx, &project)?;
    let step = register_of_projects::Step {
        command: "found".to_owned(),
        from: project.state,
        to: project.state,
        reason: String::new(),
        actor: ctx.actor.name.clone(),
        at: ctx.now,
    };
    register_of_projects::add_step(tx, &a.association, id, chance::id(ctx.now), &step)?;
    let after = json!({
        "number": number, "application": a.id.to_string(), "amount": project.amount.0,
        "frozen_hash": project.frozen_hash, "publicity": public.hash,
    });
    write::record(tx, ctx.entry_with(&a.association, "project.found", Subject::new("project", id), after))?;
    Ok(project)
}

fn basis(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &CaseFile,
    public: &Publicity,
    row: &Row,
) -> Result<Basis, Failure> {
    let a = &case.application;
    let content = snapshot::all(tx, &a.association, a.id)?
        .into_iter()
        .find(|s| s.kind.ends_with("submission"))
        .ok_or_else(|| Fault::saying("founding a project", "the application has no submitted content"))?;
    let tier = (!a.tier.is_empty()).then_some(a.tier.as_str());
    let form = case.form();
    let promises = form.of_kind(FieldKind::Targets).map(|f| case.answers.targets(&f.id)).unwrap_or_default();
    let target = |t: kexiang_core::application::TargetRow| Target {
        id: t.id,
        name: t.name,
        mark: t.mark,
        promise: t.promise,
        alternatives: t.alternatives,
    };
    let budget = form.of_kind(FieldKind::Budget).and_then(|f| case.answers.budget(&f.id)).unwrap_or_default();
    let completion = case.project_type().completes().ok();
    Ok(Basis {
        association: a.association.clone(),
        application: a.id,
        state: a.state,
        call: a.call,
        call_version: a.call_version,
        type_code: a.type_code.clone(),
        tier: a.tier.clone(),
        offered: case.project_type().funding_for(tier).map(|f| f.amount),
        organisation: a.organisation,
        organisation_name: a.organisation_name.clone(),
        title: a.title.clone(),
        leader: a.leader.clone(),
        amount: row.amount,
        publicised_until: public.list.ends_on,
        contested: publicity::is_contested(tx, &a.association, a.id)?,
        completes_on: completion.and_then(|c| c.last_date(time::beijing_date(ctx.now))),
        frozen: Frozen {
            content: content.body,
            content_hash: content.content_hash,
            version_code: content.version_code,
            targets: prefilled(case.project_type(), tier, &promises).into_iter().map(target).collect(),
            budget,
            applied: a.amount,
            other: a.other,
            publicity_hash: public.hash.clone(),
        },
    })
}

fn tell_members(tx: &mut Tx<'_>, ctx: &Ctx, project: &Project) -> Result<(), Failure> {
    let members = account::members(tx, &project.association, project.organisation)?;
    let mut people: Vec<Id> = members.into_iter().map(|(id, _)| id).collect();
    people.dedup();
    let href = format!("/associations/{}/applications/{}", project.association, project.application);
    let args = json!({ "number": project.number, "title": project.title });
    Ok(message::tell(tx, ctx, &project.association, &people, ("project-founded", &args, &href))?)
}

/// Working days that the programme sets for its publicity; five where it says nothing.
pub fn days_of(programme: &kexiang_core::programme::Programme) -> u32 {
    let step = programme.steps.iter().find(|s| s.kind == StepKind::Publicity);
    step.and_then(|s| s.working_days).unwrap_or(5)
}
