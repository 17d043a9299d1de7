//! Associations: added by the deployment's command line, changed by their own system administrator.

use kexiang_core::policy::{Action, ActorKind, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_store::association::{self, Association};
use kexiang_store::write::{self, Subject};
use serde_json::{Value as Json, json};

use super::{Ctx, Failure};
use crate::state::App;

/// Adds an association; `false` if its code exists already. For the command line and the demonstration.
///
/// # Errors
/// `not-permitted` for everybody but the system itself.
pub async fn add(app: &App, ctx: &Ctx, new: &Association) -> Result<bool, Failure> {
    if ctx.actor.kind != ActorKind::System {
        return Err(Refusal::new("not-permitted").with("action", Action::SettingChange.code()).into());
    }
    let (ctx, new) = (ctx.clone(), new.clone());
    let added = app
        .store
        .write(move |tx| {
            let added = association::add(tx, &new, ctx.now)?;
            if added {
                let subject = Subject::new("association", &new.code);
                write::record(tx, ctx.entry_with(&new.code, "association.add", subject, shown(&new)))?;
            }
            Ok::<_, Failure>(added)
        })
        .await?;
    app.reload_associations().await?;
    Ok(added)
}

/// Changes names, contact, emblem and colour.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn change(app: &App, ctx: &Ctx, new: &Association) -> Result<(), Failure> {
    ctx.permit(Action::SettingChange, &Scope::Association(&new.code))?;
    let Some(old) = app.association(&new.code) else { return Err(Refusal::new("not-found").into()) };
    let (ctx, new) = (ctx.clone(), new.clone());
    app.store
        .write(move |tx| {
            association::change(tx, &new)?;
            let subject = Subject::new("association", &new.code);
            let mut entry = ctx.entry_with(&new.code, "association.change", subject, shown(&new));
            entry.before = Some(shown(&old));
            write::record(tx, entry)
        })
        .await?;
    app.reload_associations().await?;
    Ok(())
}

fn shown(a: &Association) -> Json {
    json!({
        "name": a.name, "short_name": a.short_name, "contact": a.settings.contact, "colour": a.settings.colour,
        "emblem": super::password::sha256(&a.settings.emblem),
    })
}
