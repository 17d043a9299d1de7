//! Conflicts of interest (回避): found from the ledger and the pool, asked for by applicants, declared by experts. What
//! blocks, blocks at once; a conflict confirmed late takes the files away in the same transaction.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::programme::FieldRole;
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{ConflictKind, ExpertFacts, Reviewed, detect};
use kexiang_store::expert::Expert;
use kexiang_store::review::{self, Conflict};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, application};
use serde_json::json;

use super::assign::let_go;
use super::file::PanelFile;
use super::form::record;
use crate::actions::application::CaseFile;
use crate::actions::{Ctx, Failure};
use crate::programmes::Programmes;
use crate::state::App;

/// Names that an applicant may ask to avoid.
const MOST_AVOIDED: usize = 3;

/// Finds what is not noted yet between the members of a panel and its applications. What rests on a legal person, a
/// telephone or a declaration is confirmed at once; a name alone is a suggestion, which blocks until a person decides.
pub(super) fn find_conflicts(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    file: &mut PanelFile,
    now: Timestamp,
) -> Result<(), Failure> {
    let association = file.panel.association.clone();
    let applicants = applicants(tx, programmes, file)?;
    for row in file.applications.clone() {
        let case = CaseFile::load(tx, programmes, &association, row.id, false)?;
        let avoid = review::avoidances(tx, &association, row.id)?;
        let facts = reviewed(&case, &applicants, avoid.into_iter().map(|(name, _)| name).collect());
        for (_, expert) in file.members.clone() {
            for found in detect(&facts_of(&expert), &facts) {
                let known = file
                    .conflicts
                    .iter()
                    .any(|c| c.application == row.id && c.expert == expert.id && c.kind == found.kind);
                if known {
                    continue;
                }
                let conflict = Conflict {
                    application: row.id,
                    expert: expert.id,
                    kind: found.kind,
                    with: found.with,
                    state: if found.certain { "confirmed" } else { "suggested" }.to_owned(),
                    note: String::new(),
                    decided_by: String::new(),
                    decided_at: now,
                };
                block(tx, file, &conflict)?;
                file.conflicts.push(conflict);
            }
        }
    }
    Ok(())
}

/// Writes a conflict that blocks, and releases the review that it concerns.
pub(crate) fn block(tx: &mut Tx<'_>, file: &PanelFile, conflict: &Conflict) -> Result<(), Failure> {
    let association = &file.panel.association;
    review::put_conflict(tx, association, conflict)?;
    let concerned = file.review(conflict.application, conflict.expert).filter(|r| r.state == "assigned");
    if let Some(review) = concerned {
        let_go(tx, association, review, conflict.kind.code())?;
    }
    Ok(())
}

/// Everybody who leads or takes part in an application of the call.
fn applicants(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    file: &PanelFile,
) -> Result<Vec<(String, String)>, Failure> {
    let association = &file.panel.association;
    let mut all = Vec::new();
    for id in application::submitted(tx, association, file.panel.call)? {
        let case = CaseFile::load(tx, programmes, association, id, false)?;
        all.extend(people(&case));
    }
    Ok(all)
}

/// Leader and contact with their telephones.
fn people(case: &CaseFile) -> Vec<(String, String)> {
    let role = |role| case.form().with_role(role).map_or("", |f| case.answers.text(&f.id)).to_owned();
    let pairs = [
        (role(FieldRole::Leader), role(FieldRole::LeaderPhone)),
        (role(FieldRole::Contact), role(FieldRole::ContactPhone)),
    ];
    pairs.into_iter().filter(|(name, _)| !name.is_empty()).collect()
}

fn reviewed(case: &CaseFile, applicants: &[(String, String)], avoid: Vec<String>) -> Reviewed {
    Reviewed {
        organisation: case.application.organisation_name.clone(),
        host: case.organisation.host_name.clone(),
        joint: case.joint.iter().filter(|j| j.state != "declined").map(|j| j.name.clone()).collect(),
        people: people(case),
        avoid,
        applicants: applicants.to_vec(),
        year: case.programme.programme.year,
    }
}

fn facts_of(expert: &Expert) -> ExpertFacts {
    ExpertFacts {
        name: expert.name.clone(),
        organisation: expert.organisation.clone(),
        former: expert.former.clone(),
        phone: expert.phone.clone(),
        relations: expert.relations.clone(),
    }
}

/// Confirms a suggested conflict, dismisses one with a reason, or notes one the office knows of. A confirmed one releases
/// the review at once.
///
/// # Errors
/// `not-permitted`, `not-found`; `reason-missing` for a dismissal, `conflict-certain` for dismissing one that rests on a
/// legal person.
pub async fn decide_conflict(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    (application, expert, kind): (Id, Id, ConflictKind),
    (confirm, note): (bool, &str),
) -> Result<(), Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let note = note.trim().to_owned();
    if !confirm && note.is_empty() {
        return Err(Refusal::new("reason-missing").at("note").into());
    }
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, panel, true)?;
            let lies_here = file.applications.iter().any(|a| a.id == application);
            if !lies_here || file.seat(expert).is_none() {
                return Err(Failure::from(Refusal::new("not-found")));
            }
            let known = file
                .conflicts
                .iter()
                .find(|c| c.application == application && c.expert == expert && c.kind == kind);
            let certain = matches!(
                kind,
                ConflictKind::SameOrganisation
                    | ConflictKind::HostOrganisation
                    | ConflictKind::JointOrganisation
                    | ConflictKind::SelfDeclared
            );
            if !confirm && certain {
                return Err(Refusal::new("conflict-certain").into());
            }
            let conflict = Conflict {
                application,
                expert,
                kind,
                with: known.map(|c| c.with.clone()).unwrap_or_default(),
                state: if confirm { "confirmed" } else { "dismissed" }.to_owned(),
                note: note.clone(),
                decided_by: ctx.actor.name.clone(),
                decided_at: ctx.now,
            };
            if confirm {
                block(tx, &file, &conflict)?;
            } else {
                review::put_conflict(tx, &association, &conflict)?;
            }
            let after = json!({
                "application": application.to_string(), "expert": expert.to_string(),
                "kind": kind.code(), "state": conflict.state, "note": note,
            });
            Ok(record(tx, &ctx, &file.panel, "panel.conflict", after)?)
        })
        .await
}

/// The applicant asks that somebody does not review (申请回避).
///
/// # Errors
/// What the policy refuses; `avoid-name`, `avoid-reason` at their fields, `avoid-many` beyond three names, `avoid-late`
/// once experts are at work.
pub async fn ask_to_avoid(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (name, reason): (&str, &str),
) -> Result<(), Failure> {
    let (name, reason) = (name.trim().to_owned(), reason.trim().to_owned());
    if name.chars().count() < 2 || name.chars().count() > 50 {
        return Err(Refusal::new("avoid-name").at("name").into());
    }
    if reason.is_empty() {
        return Err(Refusal::new("avoid-reason").at("reason").into());
    }
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, Action::ApplicationSignOff, &Scope::Application(&case.scope()))?;
            if case.state().is_past_checks() || case.state().is_over() {
                return Err(Failure::from(Refusal::new("avoid-late")));
            }
            let known = review::avoidances(tx, &association, id)?;
            if known.len() >= MOST_AVOIDED && !known.iter().any(|(n, _)| *n == name) {
                return Err(Refusal::new("avoid-many").with("most", MOST_AVOIDED).at("name").into());
            }
            review::add_avoidance(tx, &association, id, (&name, &reason), (&ctx.actor.name, ctx.now))?;
            let after = json!({ "name": name, "reason": reason });
            let entry =
                ctx.entry_with(&association, "application.avoid", Subject::new("application", id), after);
            Ok(write::record(tx, entry)?)
        })
        .await
}

/// The names asked to be avoided, for those who sign off for the applicant.
///
/// # Errors
/// What the policy refuses.
pub async fn avoided(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<(CaseFile, Vec<(String, String)>), Failure> {
    let (actor, programmes, association) =
        (ctx.actor.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            may(&actor, Action::ApplicationSignOff, &Scope::Application(&case.scope()))?;
            let names = review::avoidances(tx, &association, id)?;
            Ok((case, names))
        })
        .await
}
