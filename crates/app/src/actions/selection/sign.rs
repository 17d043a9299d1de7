//! The chain of signatures: hand up, forward, send back, sign.

use kexiang_core::application::State as AppState;
use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::lifecycle;
use kexiang_core::policy::{Action, OfficeRole, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_core::selection::{Command, Dossier, Line, Outcome, State, decide};
use kexiang_store::selection::{self, Step};
use kexiang_store::{Tx, account};
use serde_json::json;

use super::{SelectionFile, record};
use crate::actions::application::{CaseFile, take_effect};
use crate::actions::{Ctx, Failure, Fault, message};
use crate::chance;
use crate::state::App;

/// Hands a proposal up, forwards it, sends it back, or signs it. The signature moves every application of the list in the
/// same transaction: all or none.
///
/// # Errors
/// What the policy and [`decide`] refuse; `changed-meanwhile`.
pub async fn give(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    command: Command,
) -> Result<State, Failure> {
    let (ctx, programmes, held) = (ctx.clone(), app.programmes.clone(), app.clone());
    let association = association.to_owned();
    app.store
        .write(move |tx| {
            let mut file = SelectionFile::load(tx, &programmes, &association, id)?;
            ctx.permit(permission(&command, file.selection.state), &Scope::Association(&association))?;
            let dossier = Dossier {
                state: file.selection.state,
                wrong: file.wrong(),
                same_person: file.was_by(ctx.actor.account),
            };
            let then = decide(&dossier, &command)?;
            file.selection.state = then;
            let reason = match &command {
                Command::SendBack { reason } => reason.trim().to_owned(),
                Command::Sign { record } => record.trim().to_owned(),
                _ => String::new(),
            };
            if let Command::Sign { record } = &command {
                let hash =
                    ContentHash::of_value(&file.lines).map_err(|e| Fault::new("hashing a proposal", e))?;
                file.selection.record = record.trim().to_owned();
                file.selection.body_hash = hash.to_string();
                file.selection.signed_at = Some(ctx.now);
                for line in &file.lines {
                    take(tx, &held, &ctx, &association, line)?;
                }
            }
            selection::update(tx, &file.selection)?;
            let step = Step {
                command: command.code().to_owned(),
                account: ctx.actor.account,
                name: ctx.actor.name.clone(),
                reason: reason.clone(),
                at: ctx.now,
            };
            selection::add_step(tx, &association, id, &step)?;
            tell_next(tx, &ctx, &file, then)?;
            let after = json!({
                "state": then.code(), "reason": reason, "body_hash": file.selection.body_hash,
                "lines": file.lines,
            });
            let action = format!("selection.{}", command.code());
            record(tx, &ctx, &file.selection, &action, after)?;
            Ok(then)
        })
        .await
}

fn permission(command: &Command, state: State) -> Action {
    match (command, state) {
        (Command::HandUp, _) => Action::SelectionPropose,
        (Command::Sign { .. }, _) | (Command::SendBack { .. }, State::AtLeader) => Action::SelectionSign,
        _ => Action::SelectionForward,
    }
}

/// What a signed line does to its application.
fn take(tx: &mut Tx<'_>, app: &App, ctx: &Ctx, association: &str, line: &Line) -> Result<(), Failure> {
    let mut case = CaseFile::load(tx, &app.programmes, association, line.application, true)?;
    let command = match line.outcome {
        Outcome::Select => lifecycle::Command::Select,
        Outcome::Decline => lifecycle::Command::Decline,
        Outcome::Reserve if case.state() == AppState::Reserve => return Ok(()),
        Outcome::Reserve => lifecycle::Command::KeepInReserve,
        Outcome::Open => return Err(Refusal::new("line-open").at(&line.application.to_string()).into()),
    };
    let event = lifecycle::decide(&case.dossier(ctx.now)?, &command, ctx.now)?;
    take_effect(tx, app, ctx, &mut case, &command, event, chance::id(ctx.now))
}

/// Tells those whose turn it is.
fn tell_next(tx: &mut Tx<'_>, ctx: &Ctx, file: &SelectionFile, then: State) -> Result<(), Failure> {
    let association = &file.selection.association;
    let role = match then {
        State::Draft | State::Signed => OfficeRole::Officer,
        State::AtHead => OfficeRole::Head,
        State::AtLeader => OfficeRole::Leader,
    };
    let people: Vec<Id> = account::office_people(tx, association)?
        .into_iter()
        .filter(|g| g.role == role && Some(g.account) != ctx.actor.account)
        .map(|g| g.account)
        .collect();
    let kind = match then {
        State::Draft => "selection-returned",
        State::AtHead | State::AtLeader => "selection-waits",
        State::Signed => "selection-signed",
    };
    let href = format!("/associations/{association}/selections/{}", file.selection.id);
    let args = json!({ "title": file.selection.title });
    Ok(message::tell(tx, ctx, association, &people, (kind, &args, &href))?)
}
