//! From the opened panel to the ranking: begin, unseal when all are in, rank.

use std::collections::BTreeMap;

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::programme::Priority;
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{
    Corrected, Kind, Mark, MemberState, PanelState, Placed, Standing, Summary, Vote, corrected, placed,
    ready_to_open, summarise,
};
use kexiang_store::application::Application;
use kexiang_store::panel::{self, Panel};
use kexiang_store::review::{self, Review};
use serde_json::json;

use super::file::PanelFile;
use super::form::record;
use crate::actions::{Ctx, Failure, message};
use crate::state::App;

/// An application in the ranking.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Application.
    pub application: Application,
    /// What the totals say; none where no review was submitted.
    pub summary: Option<Summary>,
    /// Place within type and tier.
    pub placed: Placed,
    /// Totals by expert, with the seat.
    pub marks: Vec<(Id, Kind, i64, String)>,
    /// Mean without severity, in hundredths.
    pub corrected: Option<i64>,
}

/// Opens a panel: its rules are met, its rubric is frozen from here on, the members are told.
///
/// # Errors
/// The first thing that is missing ([`ready_to_open`]), `panel-open`, `not-permitted`, `not-found`.
pub async fn begin(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, id, true)?;
            if file.panel.state != PanelState::Forming {
                return Err(Failure::from(Refusal::new("panel-open")));
            }
            if let Err(mut wrong) = ready_to_open(&file.panel.composition, &file.seats(), &counted(&file)) {
                return Err(wrong.swap_remove(0).into());
            }
            let panel = Panel { state: PanelState::Open, opened_at: Some(ctx.now), ..file.panel.clone() };
            panel::update(tx, &panel)?;
            let accounts: Vec<Id> = file.seated().filter_map(|(_, e)| e.account).collect();
            let args = json!({ "panel": panel.name, "call": file.call.title });
            message::tell(tx, &ctx, &association, &accounts, ("panel-open", &args, "/reviews"))?;
            Ok(record(tx, &ctx, &panel, "panel.begin", json!({ "rubric": panel.rubric }))?)
        })
        .await
}

/// Title and number of reviews of each application.
pub(crate) fn counted(file: &PanelFile) -> Vec<(String, u32)> {
    file.applications
        .iter()
        .map(|a| (a.title.clone(), u32::try_from(file.reviews_of(a.id).count()).unwrap_or(u32::MAX)))
        .collect()
}

/// Unseals the scores: only when every assigned review is in.
///
/// # Errors
/// `reviews-open` with the number that is missing, `not-permitted`, `not-found`.
pub async fn reveal(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, id, true)?;
            if !file.is_complete() {
                let (submitted, assigned) = file.progress();
                return Err(Failure::from(Refusal::new("reviews-open").with("count", assigned - submitted)));
            }
            let short = counted(&file).into_iter().find(|(_, n)| *n < file.panel.composition.reviews);
            if let Some((title, _)) = short {
                let refusal = Refusal::new("panel-reviews-missing").with("title", title);
                return Err(refusal.with("count", file.panel.composition.reviews).into());
            }
            let panel =
                Panel { state: PanelState::Revealed, revealed_at: Some(ctx.now), ..file.panel.clone() };
            panel::update(tx, &panel)?;
            let totals: BTreeMap<String, i64> = file
                .reviews
                .iter()
                .filter_map(|r| Some((format!("{}/{}", r.application, r.expert), r.total?)))
                .collect();
            Ok(record(tx, &ctx, &panel, "panel.reveal", json!({ "totals": totals }))?)
        })
        .await
}

/// Opens a submitted review again, with a reason; the panel is sealed again until it is back.
///
/// # Errors
/// `not-permitted` for anybody but the head, `reason-missing`, `not-found`.
pub async fn reopen(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (application, expert): (Id, Id),
    reason: &str,
) -> Result<(), Failure> {
    ctx.permit(Action::ReviewReopen, &Scope::Association(association))?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason-missing").at("reason").into());
    }
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, id, true)?;
            let review = file.review(application, expert).filter(|r| r.state == "submitted");
            let review = review.ok_or_else(|| Refusal::new("not-found"))?;
            let again = Review {
                state: "assigned".to_owned(),
                submitted_at: None,
                reason: reason.clone(),
                reopened: review.reopened + 1,
                ..review.clone()
            };
            review::put(tx, &association, &again)?;
            let panel = Panel { state: PanelState::Open, revealed_at: None, ..file.panel.clone() };
            panel::update(tx, &panel)?;
            let account = file.members.iter().find(|(m, _)| m.expert == expert).and_then(|(_, e)| e.account);
            let args = json!({ "panel": panel.name, "reason": reason });
            let people: Vec<Id> = account.into_iter().collect();
            message::tell(tx, &ctx, &association, &people, ("review-reopened", &args, "/reviews"))?;
            // A score that is still sealed does not enter the record.
            let total = review.total.filter(|_| file.panel.state == PanelState::Revealed);
            let after = json!({
                "application": application.to_string(), "expert": expert.to_string(),
                "reason": reason, "total": total,
            });
            Ok(record(tx, &ctx, &panel, "review.reopen", after)?)
        })
        .await
}

/// The ranking of an unsealed panel, by type and tier, then by place.
pub fn results(file: &PanelFile) -> Vec<Ranked> {
    if file.panel.state != PanelState::Revealed {
        return Vec::new();
    }
    let marks: BTreeMap<String, Vec<Mark>> =
        file.applications.iter().map(|a| (a.id.to_string(), marks(file, a.id))).collect();
    let severity: Corrected = corrected(&marks);
    let mut groups: BTreeMap<(String, String), Vec<&Application>> = BTreeMap::new();
    for a in &file.applications {
        groups.entry((a.type_code.clone(), a.tier.clone())).or_default().push(a);
    }
    let mut all = Vec::new();
    for applications in groups.values() {
        let standings: Vec<Standing> =
            applications.iter().map(|a| standing(file, a, &marks[&a.id.to_string()])).collect();
        for placed in placed(&standings, &file.panel.rubric.tie_breaks) {
            let Some(a) = applications.iter().find(|a| a.id.to_string() == placed.id) else { continue };
            all.push(Ranked {
                application: (*a).clone(),
                summary: summarise(&marks[&placed.id], &file.panel.rubric.method),
                corrected: severity.scores.get(&placed.id).copied(),
                marks: totals(file, a.id),
                placed,
            });
        }
    }
    all
}

fn marks(file: &PanelFile, application: Id) -> Vec<Mark> {
    let mark =
        |(expert, kind, total, _): (Id, Kind, i64, String)| Mark { expert: expert.to_string(), kind, total };
    totals(file, application).into_iter().map(mark).collect()
}

fn totals(file: &PanelFile, application: Id) -> Vec<(Id, Kind, i64, String)> {
    file.reviews_of(application)
        .filter(|r| r.state == "submitted")
        .filter_map(|r| Some((r.expert, file.seat(r.expert)?, r.total?, r.comment.clone())))
        .collect()
}

/// What ranks an application: its score, the notice's preferences it meets, the votes of the meeting.
fn standing(file: &PanelFile, application: &Application, marks: &[Mark]) -> Standing {
    let summary = summarise(marks, &file.panel.rubric.method);
    let votes = file.votes.iter().filter(|v| v.application == application.id && v.vote == Vote::Yes).count();
    Standing {
        id: application.id.to_string(),
        score: summary.as_ref().map(|s| s.score),
        priorities: u32::try_from(priorities(file, application).len()).unwrap_or(0),
        technical: summary.map_or(0, |s| s.technical),
        votes: u32::try_from(votes).unwrap_or(0),
    }
}

/// The preferences of the notice that experts agreed the application meets: ticked by the officer at the meeting.
pub(crate) fn priorities<'a>(file: &'a PanelFile, application: &'a Application) -> Vec<&'a Priority> {
    let key = application.id.to_string();
    let ticked = file.panel.meeting.get("priorities").and_then(|p| p.get(&key)).and_then(|p| p.as_array());
    let ids: Vec<&str> = ticked.into_iter().flatten().filter_map(|v| v.as_str()).collect();
    file.programme.priorities_for(&application.type_code).filter(|p| ids.contains(&p.id.as_str())).collect()
}

/// Members whose letter is signed, by state; for the office's list.
pub(crate) fn is_seated(state: MemberState) -> bool {
    state == MemberState::Accepted
}
