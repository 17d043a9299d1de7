//! Who may do what (权限): per role, record and state. A write needs a [`Permit`], and only [`may`] makes one.

mod action;
mod actor;
mod scope;
mod table;

pub use action::Action;
pub use actor::{Actor, ActorKind, MemberRole, Membership, Office, OfficeRole};
pub use scope::{ApplicationScope, ObjectionScope, ProjectScope, ReviewScope, Scope};

use crate::refusal::Refusal;

/// Proof that the actor may do this action in this association; it cannot be made outside this module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    action: Action,
    association: String,
}

impl Permit {
    /// What is permitted.
    pub fn action(&self) -> Action {
        self.action
    }

    /// Where it is permitted; empty for the deployment itself.
    pub fn association(&self) -> &str {
        &self.association
    }
}

/// Decides whether the actor may do the action on the record described by `scope`.
///
/// # Errors
/// `not-signed-in` for nobody, `not-found` where the actor may not even know that the record exists (house rule 7:
/// unseen things do not exist), `not-permitted` where they may see it but not do this, `wrong-state` never: states are
/// the lifecycle's business.
pub fn may(actor: &Actor, action: Action, scope: &Scope<'_>) -> Result<Permit, Refusal> {
    if actor.kind == ActorKind::System || table::allows(actor, action, scope) {
        return Ok(Permit { action, association: scope.association().to_owned() });
    }
    if actor.kind == ActorKind::Nobody {
        return Err(Refusal::new("not-signed-in"));
    }
    if table::sight(scope).is_some_and(|sight| !table::allows(actor, sight, scope)) {
        return Err(Refusal::new("not-found"));
    }
    Err(Refusal::new("not-permitted").with("action", action.code()))
}
