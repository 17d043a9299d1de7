//! The timeline of an application.

use jiff::Timestamp;
use kexiang_core::application::State;
use kexiang_core::id::Id;

use super::Application;
use crate::{StoreError, Tx};

/// A step of an application's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Command code.
    pub command: String,
    /// State before.
    pub from: State,
    /// State after.
    pub to: State,
    /// Reason given.
    pub reason: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// Adds a step to the timeline.
pub fn add_step(tx: &mut Tx<'_>, a: &Application, id: Id, step: &Step) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into application_event (association, application, id, command, from_state, to_state, reason, \
         actor_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = params![
        &a.association,
        a.id,
        id,
        &step.command,
        step.from.code(),
        step.to.code(),
        &step.reason,
        &step.actor,
        step.at,
    ];
    tx.execute_one(sql, values)
}

/// The timeline of an application, the first step first.
pub fn steps(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Vec<Step>, StoreError> {
    let sql = sql!(
        "select command, from_state, to_state, reason, actor_name, at from application_event \
         where association = $1 and application = $2 order by at, id"
    );
    let rows = tx.all(sql, params![association, id])?;
    rows.iter()
        .map(|r| {
            Ok(Step {
                command: r.text("command")?,
                from: r.parse("from_state")?,
                to: r.parse("to_state")?,
                reason: r.text("reason")?,
                actor: r.text("actor_name")?,
                at: r.time("at")?,
            })
        })
        .collect()
}
