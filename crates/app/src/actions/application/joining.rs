//! Joint organisations and the recommending association: invited by the applicant, answered by themselves (L04, N02, N14).

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::programme::Test;
use kexiang_core::refusal::Refusal;
use kexiang_store::joint::{self, Joint};
use kexiang_store::write::{Entry, Message, Subject, record};
use kexiang_store::{Tx, application, organisation};
use serde_json::json;

use super::super::{Ctx, Failure};
use super::CaseFile;
use crate::state::App;

/// Names a joint organisation of the ledger and asks for its word.
///
/// # Errors
/// `not-editable`; `joint-unknown` for one that the ledger does not hold; `joint-self`; `joint-twice`; `joint-too-many`
/// beyond a hard rule of the notice, with its clause.
pub async fn invite(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    partner: Id,
    part: String,
) -> Result<(), Failure> {
    let held = app.clone();
    change(app, ctx, association, id, move |tx, ctx, case| {
        let a = &case.application;
        let partner =
            organisation::by_id(tx, &a.association, partner)?.ok_or_else(|| Refusal::new("joint-unknown"))?;
        if partner.id == a.organisation {
            return Err(Refusal::new("joint-self").into());
        }
        if case.joint.iter().any(|j| j.organisation == partner.id) {
            return Err(Refusal::new("joint-twice").with("name", &partner.name).into());
        }
        within_limit(case)?;
        let joint = Joint {
            organisation: partner.id,
            name: partner.name.clone(),
            class: partner.class,
            part: part.trim().to_owned(),
            state: "invited".into(),
            note: String::new(),
            answered_by: String::new(),
            answered_at: None,
        };
        joint::invite(tx, &a.association, a.id, &joint, ctx.now)?;
        let roles = [kexiang_core::policy::MemberRole::Administrator];
        let mails = super::tell(tx, &held, ctx, case, "joint-asked", partner.id, &roles)?;
        note(tx, ctx, case, "application.joint-invite", &json!({ "organisation": partner.name }), mails)
    })
    .await
}

/// Takes a joint organisation out again.
///
/// # Errors
/// `not-editable`; `joint-unknown`.
pub async fn remove_joint(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    partner: Id,
) -> Result<(), Failure> {
    change(app, ctx, association, id, move |tx, ctx, case| {
        let known = case.joint.iter().find(|j| j.organisation == partner);
        let name = known.ok_or_else(|| Refusal::new("joint-unknown"))?.name.clone();
        joint::remove(tx, &case.application.association, case.application.id, partner)?;
        note(tx, ctx, case, "application.joint-remove", &json!({ "organisation": name }), Vec::new())
    })
    .await
}

/// Names the association that is to recommend the application.
///
/// # Errors
/// `not-editable`; `recommender-unknown` for one that the notice's rule does not allow, with its clause.
pub async fn set_recommender(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    recommender: Id,
) -> Result<(), Failure> {
    change(app, ctx, association, id, move |tx, ctx, case| {
        let a = &case.application;
        let body = organisation::by_id(tx, &a.association, recommender)?;
        let body = body.ok_or_else(|| Refusal::new("recommender-unknown"))?;
        let allowed = case.programme.rules.iter().any(|r| match &r.test {
            Test::RecommendedBy { classes } => classes.contains(&body.class),
            _ => false,
        });
        if !allowed {
            return Err(Refusal::new("recommender-unknown").with("name", &body.name).into());
        }
        case.application.recommender = Some(body.id);
        note(tx, ctx, case, "application.recommender", &json!({ "organisation": body.name }), Vec::new())
    })
    .await
}

/// A joint organisation confirms or declines for itself, with its opinion (N14).
///
/// # Errors
/// `not-permitted` for anybody but its administrator; `joint-over` once the application is out of the applicant's hands.
pub async fn answer_invitation(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    partner: Id,
    confirmed: bool,
    opinion: String,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let held = app.clone();
    app.store
        .write(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, Action::JointAnswer, &Scope::Application(&case.scope()))?;
            let own =
                ctx.actor.is_member(&association, partner, kexiang_core::policy::MemberRole::Administrator);
            if !own || !case.joint.iter().any(|j| j.organisation == partner) {
                return Err(Refusal::new("not-permitted").with("action", "joint-answer").into());
            }
            if !case.is_editable() && case.state() != kexiang_core::application::State::AwaitingUnit {
                return Err(Refusal::new("joint-over").into());
            }
            if !confirmed && opinion.trim().is_empty() {
                return Err(Refusal::new("reason-missing").at("opinion").into());
            }
            joint::answer(
                tx,
                &association,
                id,
                partner,
                confirmed,
                opinion.trim(),
                &ctx.actor.name,
                ctx.now,
            )?;
            let after = json!({ "confirmed": confirmed, "opinion": opinion.trim() });
            let entry = ctx.entry(&association, "application.joint-answer", Subject::new("application", id));
            let kind = if confirmed { "joint-confirmed" } else { "joint-declined" };
            let own = case.application.organisation;
            let messages = super::tell(tx, &held, &ctx, &case, kind, own, &super::EDITORS)?;
            record(tx, Entry { after: Some(after), messages, ..entry })?;
            Ok(())
        })
        .await
}

/// Runs a change of an application that its people may edit now.
async fn change<F>(app: &App, ctx: &Ctx, association: &str, id: Id, body: F) -> Result<(), Failure>
where
    F: Fn(&mut Tx<'_>, &Ctx, &mut CaseFile) -> Result<(), Failure> + Send + 'static,
{
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, Action::ApplicationEdit, &Scope::Application(&case.scope()))?;
            if !case.is_editable() {
                return Err(Refusal::new("not-editable").with("state", case.state().code()).into());
            }
            body(tx, &ctx, &mut case)?;
            case.application.content_version += 1;
            case.application.changed_at = ctx.now;
            let (state, key) = (case.application.state, case.search_key());
            application::update(tx, &case.application, state, &key)?;
            Ok(())
        })
        .await
}

/// The notice's hard mark for joint organisations (L04).
fn within_limit(case: &CaseFile) -> Result<(), Failure> {
    let code = &case.application.type_code;
    for rule in case.programme.rules.iter().filter(|r| r.types.is_empty() || r.types.contains(code)) {
        if let Test::JointAtMost { max } = rule.test
            && case.joint.iter().filter(|j| j.state != "declined").count() >= max as usize
        {
            return Err(Refusal::new("joint-too-many").with("max", max).by(&rule.clause).into());
        }
    }
    Ok(())
}

fn note(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    case: &CaseFile,
    action: &str,
    after: &serde_json::Value,
    messages: Vec<Message>,
) -> Result<(), Failure> {
    let a = &case.application;
    let entry = ctx.entry(&a.association, action, Subject::new("application", a.id));
    record(tx, Entry { after: Some(after.clone()), messages, ..entry })?;
    Ok(())
}
