//! Beginning an application: a draft with what the system already knows filled in (一次填报，多处复用).

use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::programme::{Field, Prefill, Programme, ProjectType};
use kexiang_core::refusal::Refusal;
use kexiang_store::answer::Saved;
use kexiang_store::application::{Application, Step};
use kexiang_store::organisation::Organisation;
use kexiang_store::programme::Call;
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{Tx, answer, application, organisation, programme};
use serde_json::{Value, json};

use super::super::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// A new draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its id.
    pub id: Id,
}

/// Begins an application of a type for an organisation.
///
/// # Errors
/// `not-found` for an unknown call, type or organisation; `not-permitted` for a person who does not fill in for the
/// organisation; `org-closed` for a closed organisation; `call-closed` after the deadline.
pub async fn begin(
    app: &App,
    ctx: &Ctx,
    association: &str,
    call_code: &str,
    type_code: &str,
    organisation: Id,
) -> Result<Begun, Failure> {
    let (ctx, programmes) = (ctx.clone(), app.programmes.clone());
    let (association, call_code, type_code) =
        (association.to_owned(), call_code.to_owned(), type_code.to_owned());
    let (id, step_id) = (chance::id(ctx.now), chance::id(ctx.now));
    app.store
        .write(move |tx| {
            let missing = || Failure::from(Refusal::new("not-found"));
            may(&ctx.actor, Action::ApplicationStart, &Scope::Organisation(&association, organisation))?;
            let call = programme::call_by_code(tx, &association, &call_code)?.ok_or_else(missing)?;
            let programme = programmes.of_call(tx, &association, call.id, call.version)?;
            let project_type = programme.project_type(&type_code).ok_or_else(missing)?;
            let organisation = organisation::by_id(tx, &association, organisation)?.ok_or_else(missing)?;
            if !organisation.active {
                return Err(Refusal::new("org-closed").with("name", &organisation.name).into());
            }
            still_open(tx, &call, &organisation, &ctx)?;
            let draft = draft(&ctx, id, &call, project_type, &organisation);
            application::insert(tx, &draft)?;
            prefill(tx, &ctx, &draft, &programme, project_type, &organisation)?;
            let step = Step {
                command: "begin".into(),
                from: State::Draft,
                to: State::Draft,
                reason: String::new(),
                actor: ctx.actor.name.clone(),
                at: ctx.now,
            };
            application::add_step(tx, &draft, step_id, &step)?;
            let after = json!({ "call": call.code, "type": type_code, "organisation": organisation.name });
            let entry = ctx.entry(&association, "application.begin", Subject::new("application", id));
            record(tx, Entry { after: Some(after), ..entry })?;
            Ok(Begun { id })
        })
        .await
}

fn still_open(tx: &mut Tx<'_>, call: &Call, organisation: &Organisation, ctx: &Ctx) -> Result<(), Failure> {
    let extended = programme::extension(tx, &call.association, call.id, organisation.id)?;
    let until = extended.map_or(call.closes_at, |later| later.max(call.closes_at));
    if ctx.now > until {
        return Err(Refusal::new("call-closed").with("deadline", kexiang_core::time::exact(until)).into());
    }
    Ok(())
}

fn draft(
    ctx: &Ctx,
    id: Id,
    call: &Call,
    project_type: &ProjectType,
    organisation: &Organisation,
) -> Application {
    Application {
        association: call.association.clone(),
        id,
        call: call.id,
        call_version: call.version,
        type_code: project_type.code.clone(),
        tier: String::new(),
        organisation: organisation.id,
        organisation_name: organisation.name.clone(),
        class: organisation.class,
        recommender: None,
        state: State::Draft,
        number: String::new(),
        title: project_type.name.clone(),
        leader: String::new(),
        leader_phone: String::new(),
        amount: Fen(0),
        other: Fen(0),
        content_version: 0,
        content_hash: String::new(),
        version_code: String::new(),
        returns: 0,
        correction_due: None,
        open_overrides: 0,
        repeats: 0,
        paper_state: "none".into(),
        started_by: ctx.actor.account.map_or(0, Id::as_i64),
        started_at: ctx.now,
        handed_in_at: None,
        signed_off_at: None,
        recommended_at: None,
        submitted_at: None,
        changed_at: ctx.now,
        version: 1,
    }
}

/// Fills in what the ledger knows, so that nobody types it again.
fn prefill(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    draft: &Application,
    programme: &Programme,
    project_type: &ProjectType,
    organisation: &Organisation,
) -> Result<(), Failure> {
    let Some(form) = programme.form_of(project_type) else { return Ok(()) };
    for field in &form.fields {
        let Some(text) = first_value(field, ctx, project_type, organisation).filter(|t| !t.is_empty()) else {
            continue;
        };
        let saved = Saved {
            field: field.id.clone(),
            value: Value::from(text),
            version: 1,
            saved_at: ctx.now,
            saved_by: ctx.actor.account.map_or(0, Id::as_i64),
            saved_by_name: ctx.actor.name.clone(),
        };
        answer::put(tx, &draft.association, draft.id, None, &saved)?;
    }
    Ok(())
}

fn first_value(field: &Field, ctx: &Ctx, project_type: &ProjectType, o: &Organisation) -> Option<String> {
    let text = match field.prefill? {
        Prefill::OrganisationName => &o.name,
        Prefill::OrganisationAddress => &o.address,
        Prefill::OrganisationHost => &o.host_name,
        Prefill::OrganisationCreditCode => &o.credit_code,
        Prefill::BankAccountName => &o.bank_holder,
        Prefill::BankName => &o.bank_name,
        Prefill::BankAccount => &o.bank_account,
        Prefill::PersonName => &ctx.actor.name,
        Prefill::PersonPhone => &o.phone,
        Prefill::TypeName => &project_type.name,
        Prefill::Completion => &project_type.completion,
    };
    Some(text.clone())
}
