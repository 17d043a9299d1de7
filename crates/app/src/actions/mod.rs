//! One function per verb, used alike by pages, API, command line and jobs: **load, permit, decide, record, commit**.
//! Nothing else opens a write transaction.

pub mod acceptance;
pub mod account;
pub mod application;
pub mod archive;
pub mod association;
pub mod audit;
pub mod calendar;
pub mod call;
pub mod channel;
pub mod check;
pub mod demo;
pub mod desk;
pub mod execution;
pub mod expert;
pub mod export;
pub mod factor;
mod failure;
pub mod figures;
pub mod inspection;
pub mod message;
pub mod notice;
pub mod office;
pub mod organisation;
pub mod panel;
pub mod paper;
pub mod password;
pub mod programme;
pub mod project;
pub mod publicity;
pub mod register;
pub mod review;
pub mod selection;
pub mod session;
pub mod similar;
pub mod task;
pub mod token;
pub mod warning;

use jiff::Timestamp;
use kexiang_core::policy::{self, Action, Actor, ActorKind, Permit, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_store::write::{self, Entry, Subject};
use serde_json::Value as Json;

pub use failure::{Failure, Fault};
pub use kexiang_store::write::Via;

/// Who acts, when, and on which way.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// Who, with all roles.
    pub actor: Actor,
    /// Way in.
    pub via: Via,
    /// The moment the request was received; it decides deadlines.
    pub now: Timestamp,
    /// Number of the request in the log.
    pub request_id: String,
    /// Address of the person; empty for jobs and the command line.
    pub ip: String,
}

impl Ctx {
    /// The system acting by itself under a name, e.g. `worker`.
    pub fn system(name: &str, via: Via, now: Timestamp) -> Self {
        Ctx { actor: Actor::system(name), via, now, request_id: name.to_owned(), ip: String::new() }
    }

    /// Asks the policy; the permit is proof for what follows.
    ///
    /// # Errors
    /// `not-signed-in`, `not-found`, `not-permitted`.
    pub fn permit(&self, action: Action, scope: &Scope<'_>) -> Result<Permit, Refusal> {
        policy::may(&self.actor, action, scope)
    }

    /// The account of the actor.
    ///
    /// # Errors
    /// `not-signed-in`.
    pub fn account(&self) -> Result<kexiang_core::id::Id, Refusal> {
        self.actor.account.ok_or_else(|| Refusal::new("not-signed-in"))
    }

    /// An audit entry for [`write::record`]; events and messages are added to its fields.
    pub fn entry(&self, association: &str, action: &str, subject: Subject) -> Entry {
        Entry {
            association: association.to_owned(),
            at: self.now,
            actor: recorded(&self.actor),
            via: self.via,
            request_id: self.request_id.clone(),
            action: action.to_owned(),
            subject,
            before: None,
            after: None,
            events: Vec::new(),
            messages: Vec::new(),
        }
    }

    /// An audit entry with what is now.
    pub fn entry_with(&self, association: &str, action: &str, subject: Subject, after: Json) -> Entry {
        Entry { after: Some(after), ..self.entry(association, action, subject) }
    }
}

/// The actor as words that stay true when the account is gone.
fn recorded(actor: &Actor) -> write::Actor {
    let kind = match actor.kind {
        ActorKind::Nobody => "nobody",
        ActorKind::Person => "person",
        ActorKind::Token => "token",
        ActorKind::System => "system",
    };
    write::Actor {
        kind: kind.to_owned(),
        id: actor.account.map(|id| id.to_string()).unwrap_or_default(),
        name: actor.name.clone(),
    }
}
