//! What people do with applications: begin, fill in together, sign off, submit, withdraw, correct.

mod announce;
mod begin;
mod case;
pub mod file;
mod items;
mod joining;
mod limits;
mod own;
pub(in crate::actions) mod peek;
pub mod repeat;
mod save;
pub mod schedule;
mod step;
pub mod upload;
mod veil;
mod version;

pub(in crate::actions) use announce::{EDITORS, tell};
pub use begin::{Begun, begin};
pub use case::{CaseFile, Sealed};
pub use items::{ManualItem, manual};
pub use joining::{answer_invitation, invite, remove_joint, set_recommender};
pub use own::{Own, own};
pub use save::{Presence, SaveField, SaveOutcome, presence, save_field};
pub(in crate::actions) use step::take_effect;
pub use step::{Done, Readiness, give, readiness};
pub(crate) use veil::{frozen, veil};
pub use version::{Difference, compare, keep_version, restore, versions};

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_store::snapshot;

use super::{Ctx, Failure};
use crate::state::App;

/// Loads an application that the actor may see.
///
/// # Errors
/// `not-found` where there is none or the actor may not know of it.
pub async fn view(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<CaseFile, Failure> {
    let (programmes, actor, association) =
        (app.programmes.clone(), ctx.actor.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            may(&actor, Action::ApplicationView, &Scope::Application(&case.scope()))?;
            let versions = snapshot::all(tx, &association, id)?;
            Ok(veil(&actor, case, versions).0)
        })
        .await
}
