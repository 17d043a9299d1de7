//! The review meeting (会评) and what experts are paid for it.

use std::collections::BTreeMap;

use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Duty, Fee, FeeTable, PanelState, Rank, Vote, fee};
use kexiang_store::expert::Expert;
use kexiang_store::panel::{self, Member, Panel, Voted};
use serde_json::{Value as Json, json};

use super::file::{PanelFile, open};
use super::form::record;
use crate::actions::expert::{Bank, bank_of};
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// What the office notes of the meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetingForm {
    /// Civil date.
    pub held_on: String,
    /// Place.
    pub place: String,
    /// Host (主持人).
    pub host: String,
    /// Recorder (记录人).
    pub recorder: String,
    /// What was said.
    pub notes: String,
    /// Experts present.
    pub present: Vec<Id>,
    /// Preferences of the notice that an application meets: application and id of the preference.
    pub priorities: Vec<(Id, String)>,
}

/// What one expert is paid.
#[derive(Clone, Debug)]
pub struct Paid {
    /// Expert.
    pub expert: Expert,
    /// Member.
    pub member: Member,
    /// Reviews submitted.
    pub reviews: u32,
    /// Daily rate after tax.
    pub daily: Fen,
    /// Sums, or why the rate is refused.
    pub fee: Result<Fee, Refusal>,
}

/// Notes day, place, people and words of the meeting.
///
/// # Errors
/// `not-permitted`, `not-found`; `meeting-sealed` before the scores are unsealed.
pub async fn save_meeting(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    form: &MeetingForm,
) -> Result<(), Failure> {
    let form = form.clone();
    change(app, ctx, association, id, move |tx, ctx, file| {
        let mut priorities: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (application, priority) in &form.priorities {
            priorities.entry(application.to_string()).or_default().push(priority.clone());
        }
        let present: Vec<String> = form.present.iter().map(ToString::to_string).collect();
        let meeting = json!({
            "held_on": form.held_on.trim(), "place": form.place.trim(), "host": form.host.trim(),
            "recorder": form.recorder.trim(), "notes": form.notes.trim(),
            "present": present, "priorities": priorities,
        });
        panel::update(tx, &Panel { meeting: meeting.clone(), ..file.panel.clone() })?;
        Ok(record(tx, ctx, &file.panel, "panel.meeting", meeting)?)
    })
    .await
}

/// Notes a member's vote on an application.
///
/// # Errors
/// `not-permitted`, `not-found`; `meeting-sealed`; `must-leave` for a member with a conflict; `not-present`.
pub async fn vote(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (application, votes): (Id, Vec<(Id, Vote)>),
) -> Result<(), Failure> {
    change(app, ctx, association, id, move |tx, ctx, file| {
        if !file.applications.iter().any(|a| a.id == application) {
            return Err(Refusal::new("not-found").into());
        }
        for (expert, vote) in &votes {
            let name = file.name(*expert);
            if file.blocking(application, *expert).is_some() {
                return Err(Refusal::new("must-leave").with("name", name).into());
            }
            if !is_present(&file.panel, *expert) {
                return Err(Refusal::new("not-present").with("name", name).into());
            }
            let voted = Voted { application, expert: *expert, vote: *vote };
            panel::put_vote(tx, &file.panel.association, id, &voted, ctx.now)?;
        }
        let said: BTreeMap<String, &str> = votes.iter().map(|(e, v)| (e.to_string(), v.code())).collect();
        let after = json!({ "application": application.to_string(), "votes": said });
        Ok(record(tx, ctx, &file.panel, "panel.vote", after)?)
    })
    .await
}

/// Whether an expert is noted as present at the meeting.
pub(crate) fn is_present(panel: &Panel, expert: Id) -> bool {
    let id = expert.to_string();
    let present = panel.meeting.get("present").and_then(Json::as_array);
    present.is_some_and(|list| list.iter().any(|p| p.as_str() == Some(&id)))
}

async fn change(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    body: impl Fn(&mut kexiang_store::Tx<'_>, &Ctx, &PanelFile) -> Result<(), Failure> + Send + 'static,
) -> Result<(), Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, id, true)?;
            if file.panel.state != PanelState::Revealed {
                return Err(Failure::from(Refusal::new("meeting-sealed")));
            }
            body(tx, &ctx, &file)
        })
        .await
}

/// Sets how duty is counted, the daily rate after tax of each rank, and the half days of each member.
///
/// # Errors
/// `not-permitted`, `not-found`; `fee-over-cap` and `fee-percent` by the table.
pub async fn save_rates(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    rates: Vec<(Rank, Fen)>,
    percent: Option<u32>,
    half_days: Vec<(Id, i64)>,
) -> Result<(), Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let table = FeeTable::national();
    for (rank, daily) in &rates {
        let duty = percent.map_or(Duty::Meeting { half_days: 2 }, |percent| Duty::Correspondence { percent });
        fee(&table, *rank, duty, *daily)?;
    }
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, id, true)?;
            let daily: BTreeMap<&str, i64> = rates.iter().map(|(r, f)| (r.code(), f.0)).collect();
            let said = json!({ "daily": daily, "percent": percent });
            panel::update(tx, &Panel { rates: said.clone(), ..file.panel.clone() })?;
            for (member, _) in &file.members {
                let Some((_, n)) = half_days.iter().find(|(e, _)| *e == member.expert) else { continue };
                panel::put_member(
                    tx,
                    &association,
                    &Member { half_days: (*n).clamp(0, 60), ..member.clone() },
                )?;
            }
            Ok::<_, Failure>(record(tx, &ctx, &file.panel, "panel.rates", said)?)
        })
        .await
}

/// What the members of a panel are paid: those who accepted, by name. By correspondence each review counts.
pub fn fees(file: &PanelFile) -> Vec<Paid> {
    let table = FeeTable::national();
    let percent = file.panel.rates.get("percent").and_then(Json::as_u64).and_then(|p| u32::try_from(p).ok());
    let mut all: Vec<Paid> = file
        .members
        .iter()
        .filter(|(m, _)| super::results::is_seated(m.state))
        .map(|(member, expert)| {
            let daily = daily(file, expert.rank, &table);
            let submitted =
                file.reviews.iter().filter(|r| r.expert == expert.id && r.state == "submitted").count();
            let reviews = u32::try_from(submitted).unwrap_or(u32::MAX);
            let fee = match percent {
                None => {
                    let half_days = u32::try_from(member.half_days).unwrap_or(0);
                    fee(&table, expert.rank, Duty::Meeting { half_days }, daily)
                }
                Some(_) if reviews == 0 => fee(&table, expert.rank, Duty::Nothing, daily),
                Some(percent) => fee(&table, expert.rank, Duty::Correspondence { percent }, daily),
            };
            Paid { expert: expert.clone(), member: member.clone(), reviews, daily, fee }
        })
        .collect();
    all.sort_by(|a, b| a.expert.name.cmp(&b.expert.name));
    all
}

/// The rate of a rank that the panel set, or the least of the table.
pub(crate) fn daily(file: &PanelFile, rank: Rank, table: &FeeTable) -> Fen {
    let set = file.panel.rates.get("daily").and_then(|d| d.get(rank.code())).and_then(Json::as_i64);
    set.map_or(table.daily(rank).0, Fen)
}

/// The payment list of an unsealed panel with the accounts in full; that it was taken out is recorded.
///
/// # Errors
/// `not-permitted`, `not-found`; `meeting-sealed` before the scores are unsealed.
pub async fn payments(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<(PanelFile, Vec<(Paid, Option<Bank>)>), Failure> {
    let file = open(app, ctx, association, id).await?;
    if file.panel.state != PanelState::Revealed {
        return Err(Refusal::new("meeting-sealed").into());
    }
    let with_bank = |paid: Paid| {
        let bank = bank_of(&app.secret, association, &paid.expert)?;
        Ok::<_, Failure>((paid, bank))
    };
    let list = fees(&file).into_iter().map(with_bank).collect::<Result<Vec<_>, _>>()?;
    let (ctx, panel, experts) = (ctx.clone(), file.panel.clone(), list.len());
    app.store
        .write(move |tx| {
            Ok::<_, Failure>(record(tx, &ctx, &panel, "panel.payments", json!({ "experts": experts }))?)
        })
        .await?;
    Ok((file, list))
}
