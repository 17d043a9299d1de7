//! Forming a panel: the applications it takes, the experts it asks.

use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::{Command, decide};
use kexiang_core::policy::{Action, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Blind, Composition, ExpertState, Kind, MemberState, PanelState, Rubric};
use kexiang_store::panel::{self, Member, Panel};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, application, expert, programme};
use serde_json::{Value as Json, json};

use super::conflicts::find_conflicts;
use super::file::{PanelFile, kinds_of};
use crate::actions::application::{CaseFile, take_effect};
use crate::actions::{Ctx, Failure, message};
use crate::chance;
use crate::state::App;

/// What the office sets when it forms a panel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPanel {
    /// Code of the call.
    pub call: String,
    /// Name.
    pub name: String,
    /// Codes of the types it takes; all of the call where empty.
    pub types: Vec<String>,
    /// Blind mode.
    pub blind: Blind,
    /// Fewest members.
    pub least: u32,
    /// Reviews per application.
    pub reviews: u32,
    /// Whether the number of members must be odd.
    pub odd: bool,
    /// Until when scores are asked for, a civil date.
    pub due_on: String,
}

/// Forms a panel and sends all ready applications of its types to it.
///
/// # Errors
/// `not-permitted`, `not-found`; `panel-name`, `panel-reviews`, `panel-nothing-ready`.
pub async fn form(app: &App, ctx: &Ctx, association: &str, new: &NewPanel) -> Result<Id, Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    checked(new)?;
    let (ctx, programmes, held) = (ctx.clone(), app.programmes.clone(), app.clone());
    let (association, new, id) = (association.to_owned(), new.clone(), chance::id(ctx.now));
    app.store
        .write(move |tx| {
            let call = programme::call_by_code(tx, &association, &new.call)?
                .ok_or_else(|| Refusal::new("not-found"))?;
            let rules = programmes.of_call(tx, &association, call.id, call.version)?;
            let rubric = rules
                .rubrics
                .iter()
                .find(|r| r.types.is_empty() || new.types.iter().any(|t| r.types.contains(t)));
            let panel = Panel {
                association: association.clone(),
                id,
                call: call.id,
                name: new.name.trim().to_owned(),
                state: PanelState::Forming,
                blind: new.blind,
                rubric: rubric.cloned().unwrap_or_else(Rubric::standard),
                composition: Composition {
                    least: new.least,
                    odd: new.odd,
                    kinds: kinds_of(&rules),
                    reviews: new.reviews,
                    most: 0,
                },
                due_on: new.due_on.clone(),
                rates: json!({}),
                meeting: json!({}),
                opened_at: None,
                revealed_at: None,
                made_by: ctx.actor.name.clone(),
                made_at: ctx.now,
                version: 1,
            };
            panel::insert(tx, &panel)?;
            let mut taken = 0;
            for application in application::in_state(tx, &association, call.id, State::Ready)? {
                let mut case = CaseFile::load(tx, &programmes, &association, application, true)?;
                if !new.types.is_empty() && !new.types.contains(&case.application.type_code) {
                    continue;
                }
                let event = decide(&case.dossier(ctx.now)?, &Command::OpenReview, ctx.now)?;
                let step = chance::id(ctx.now);
                take_effect(tx, &held, &ctx, &mut case, &Command::OpenReview, event, step)?;
                panel::add_application(tx, &association, id, application, ctx.now)?;
                taken += 1;
            }
            if taken == 0 {
                return Err(Failure::from(Refusal::new("panel-nothing-ready")));
            }
            let after =
                json!({ "name": panel.name, "call": call.code, "types": new.types, "applications": taken });
            record(tx, &ctx, &panel, "panel.form", after)?;
            Ok(id)
        })
        .await
}

fn checked(new: &NewPanel) -> Result<(), Refusal> {
    if new.name.trim().is_empty() {
        return Err(Refusal::new("panel-name").at("name"));
    }
    if !(1..=21).contains(&new.reviews) {
        return Err(Refusal::new("panel-reviews").at("reviews"));
    }
    if new.least < new.reviews {
        return Err(Refusal::new("panel-least").at("least"));
    }
    Ok(())
}

/// Records a change of a panel.
pub(super) fn record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    panel: &Panel,
    action: &str,
    after: Json,
) -> Result<(), kexiang_store::StoreError> {
    write::record(tx, ctx.entry_with(&panel.association, action, Subject::new("panel", panel.id), after))
}

/// Asks an expert to sit on a panel for a kind, and points out conflicts at once.
///
/// # Errors
/// `not-permitted`, `not-found`; `expert-unavailable` with the note, `expert-seat` where the expert is not of the kind,
/// `expert-no-account`, `panel-closed`, `expert-on-panel`.
pub async fn invite(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (expert, seat, chairs): (Id, Kind, bool),
) -> Result<(), Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut file = PanelFile::load(tx, &programmes, &association, id, true)?;
            if file.panel.state == PanelState::Revealed {
                return Err(Failure::from(Refusal::new("panel-closed")));
            }
            let person = expert::by_id(tx, &association, expert)?.ok_or_else(|| Refusal::new("not-found"))?;
            if person.state != ExpertState::Active {
                return Err(Refusal::new("expert-unavailable").with("note", &person.state_note).into());
            }
            if !person.kinds.contains(&seat) {
                return Err(Refusal::new("expert-seat").with("expert-kind", seat.code()).into());
            }
            let Some(account) = person.account else {
                return Err(Refusal::new("expert-no-account").with("name", &person.name).into());
            };
            let known = file.members.iter().find(|(m, _)| m.expert == expert).map(|(m, _)| m.state);
            if matches!(known, Some(MemberState::Invited | MemberState::Accepted)) {
                return Err(Refusal::new("expert-on-panel").with("name", &person.name).into());
            }
            let member = Member {
                panel: id,
                expert,
                state: MemberState::Invited,
                seat,
                chairs,
                half_days: 0,
                invited_at: ctx.now,
                invited_by: ctx.actor.name.clone(),
                answered_at: None,
                letter_at: None,
                letter_hash: String::new(),
                reason: String::new(),
            };
            panel::put_member(tx, &association, &member)?;
            let args = json!({ "panel": file.panel.name, "call": file.call.title });
            message::tell(tx, &ctx, &association, &[account], ("panel-invitation", &args, "/reviews"))?;
            file.members.push((member, person));
            find_conflicts(tx, &programmes, &mut file, ctx.now)?;
            let after = json!({ "expert": expert.to_string(), "seat": seat.code(), "chairs": chairs });
            Ok(record(tx, &ctx, &file.panel, "panel.invite", after)?)
        })
        .await
}

/// Replaces a member: what they have not submitted is released, and the files with it.
///
/// # Errors
/// `not-permitted`, `not-found`, `reason-missing`, `panel-closed`.
pub async fn replace(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    expert: Id,
    reason: &str,
) -> Result<(), Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason-missing").at("reason").into());
    }
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, id, true)?;
            if file.panel.state == PanelState::Revealed {
                return Err(Failure::from(Refusal::new("panel-closed")));
            }
            leave(tx, &ctx, &file, expert, MemberState::Replaced, &reason)
        })
        .await
}

/// A member leaves: invited again or never; open reviews are released.
pub(crate) fn leave(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &PanelFile,
    expert: Id,
    state: MemberState,
    reason: &str,
) -> Result<(), Failure> {
    let association = &file.panel.association;
    let found = file.members.iter().find(|(m, _)| m.expert == expert);
    let Some((member, _)) = found else { return Err(Refusal::new("not-found").into()) };
    let member = Member {
        state,
        chairs: false,
        reason: reason.to_owned(),
        answered_at: Some(ctx.now),
        ..member.clone()
    };
    panel::put_member(tx, association, &member)?;
    for review in file.reviews.iter().filter(|r| r.expert == expert && r.state == "assigned") {
        super::assign::let_go(tx, association, review, reason)?;
    }
    let after = json!({ "expert": expert.to_string(), "state": state.code(), "reason": reason });
    Ok(record(tx, ctx, &file.panel, "panel.leave", after)?)
}

/// The calls that have ready applications, with their number by type.
///
/// # Errors
/// `not-permitted`.
pub async fn answerable(
    app: &App,
    ctx: &Ctx,
    association: &str,
) -> Result<Vec<(programme::Call, Vec<(String, String, i64)>)>, Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let (programmes, association) = (app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let mut all = Vec::new();
            for call in programme::calls(tx, &association)? {
                let rules = programmes.of_call(tx, &association, call.id, call.version)?;
                let counts = kexiang_store::application::counts(tx, &association, call.id)?;
                let types: Vec<_> = rules
                    .types
                    .iter()
                    .filter_map(|t| {
                        let ready = counts.iter().find(|(c, s, _)| *c == t.code && *s == State::Ready);
                        ready.map(|(_, _, n)| (t.code.clone(), t.name.clone(), *n))
                    })
                    .collect();
                if !types.is_empty() {
                    all.push((call, types));
                }
            }
            Ok(all)
        })
        .await
}
