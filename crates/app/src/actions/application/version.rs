//! Versions of an application: kept on request, compared, brought back.

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_store::answer::{self, Saved};
use kexiang_store::snapshot::{self, Snapshot};
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{application, snapshot::one};
use serde_json::{Value, json};

use super::super::{Ctx, Failure};
use super::{CaseFile, step, veil};
use crate::state::App;

/// A field that differs between two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Field id.
    pub field: String,
    /// Its full name.
    pub label: String,
    /// Value in the older version.
    pub old: Value,
    /// Value in the newer version.
    pub new: Value,
}

/// Keeps the present content as a version.
///
/// # Errors
/// As [`super::save_field`].
pub async fn keep_version(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<i64, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, Action::ApplicationEdit, &Scope::Application(&case.scope()))?;
            let n = step::keep(tx, &ctx, &mut case, "saved")?;
            let entry = ctx.entry(&association, "application.keep-version", Subject::new("application", id));
            record(tx, Entry { after: Some(json!({ "version": n })), ..entry })?;
            Ok(n)
        })
        .await
}

/// The fields in which two versions differ, in the order of the form. `newer` none: the present content.
pub fn compare(case: &CaseFile, older: &Snapshot, newer: Option<&Snapshot>) -> Vec<Difference> {
    let present = Value::Object(case.answers.0.clone().into_iter().collect());
    let old = older.body.get("answers").cloned().unwrap_or(Value::Null);
    let new = newer.and_then(|s| s.body.get("answers").cloned()).unwrap_or(present);
    let value = |of: &Value, field: &str| of.get(field).cloned().unwrap_or(Value::Null);
    case.form()
        .fields
        .iter()
        .map(|f| Difference {
            field: f.id.clone(),
            label: f.label.clone(),
            old: value(&old, &f.id),
            new: value(&new, &f.id),
        })
        .filter(|d| d.old != d.new)
        .collect()
}

/// Brings the answers of a version back. What was there is kept as a version first, so that nothing is lost.
///
/// # Errors
/// `not-editable`; `not-found` for an unknown version.
pub async fn restore(app: &App, ctx: &Ctx, association: &str, id: Id, n: i64) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, Action::ApplicationEdit, &Scope::Application(&case.scope()))?;
            if !case.is_editable() {
                return Err(Refusal::new("not-editable").with("state", case.state().code()).into());
            }
            let wanted = one(tx, &association, id, n)?.ok_or_else(|| Refusal::new("not-found"))?;
            step::keep(tx, &ctx, &mut case, "saved")?;
            for change in compare(&case, &wanted, None) {
                let before = answer::one(tx, &association, id, &change.field)?;
                let saved = Saved {
                    field: change.field.clone(),
                    value: change.old.clone(),
                    version: before.as_ref().map_or(1, |b| b.version + 1),
                    saved_at: ctx.now,
                    saved_by: ctx.actor.account.map_or(0, Id::as_i64),
                    saved_by_name: ctx.actor.name.clone(),
                };
                answer::put(tx, &association, id, before.as_ref(), &saved)?;
                case.answers.0.insert(change.field, change.old);
            }
            case.refresh_register();
            case.application.content_version += 1;
            case.application.changed_at = ctx.now;
            let (state, key) = (case.application.state, case.search_key());
            application::update(tx, &case.application, state, &key)?;
            let entry = ctx.entry(&association, "application.restore", Subject::new("application", id));
            record(tx, Entry { after: Some(json!({ "version": n })), ..entry })?;
            Ok(())
        })
        .await
}

/// An application with its versions, the latest first.
///
/// # Errors
/// As [`super::view`].
pub async fn versions(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<(CaseFile, Vec<Snapshot>), Failure> {
    let (programmes, actor, association) =
        (app.programmes.clone(), ctx.actor.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            may(&actor, Action::ApplicationView, &Scope::Application(&case.scope()))?;
            let versions = snapshot::all(tx, &association, id)?;
            Ok(veil(&actor, case, versions))
        })
        .await
}
