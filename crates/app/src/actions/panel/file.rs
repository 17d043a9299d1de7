//! A panel with all that belongs to it, loaded together.

use std::sync::Arc;

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::programme::{Programme, StepKind};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Kind, MemberState, PanelState, Seat};
use kexiang_store::Tx;
use kexiang_store::application::{self, Application};
use kexiang_store::expert::{self, Expert};
use kexiang_store::panel::{self, Member, Panel, Voted};
use kexiang_store::plan;
use kexiang_store::programme::{self, Call};
use kexiang_store::review::{self, Conflict, Review};

use crate::actions::{Ctx, Failure};
use crate::programmes::Programmes;
use crate::state::App;

/// A panel with its call, members, applications, reviews, conflicts and votes.
#[derive(Clone, Debug)]
pub struct PanelFile {
    /// Panel.
    pub panel: Panel,
    /// Call.
    pub call: Call,
    /// The call's present programme.
    pub programme: Arc<Programme>,
    /// Members with the experts they are.
    pub members: Vec<(Member, Expert)>,
    /// Applications, by number.
    pub applications: Vec<Application>,
    /// Reviews.
    pub reviews: Vec<Review>,
    /// Conflicts, dismissed ones too.
    pub conflicts: Vec<Conflict>,
    /// Votes of the meeting.
    pub votes: Vec<Voted>,
    /// Whether a plan says who reviews what; then nothing is assigned one by one.
    pub planned: bool,
}

impl PanelFile {
    /// Loads a panel; `hold` keeps it against others until the transaction ends.
    ///
    /// # Errors
    /// `not-found`; faults of the database.
    pub fn load(
        tx: &mut Tx<'_>,
        programmes: &Programmes,
        association: &str,
        id: Id,
        hold: bool,
    ) -> Result<PanelFile, Failure> {
        let missing = || Refusal::new("not-found");
        let panel = panel::by_id(tx, association, id, hold)?.ok_or_else(missing)?;
        let call = programme::call_by_id(tx, association, panel.call)?.ok_or_else(missing)?;
        let mut members = Vec::new();
        for member in panel::members(tx, association, id)? {
            let expert = expert::by_id(tx, association, member.expert)?.ok_or_else(missing)?;
            members.push((member, expert));
        }
        let mut applications = Vec::new();
        for application in panel::applications(tx, association, id)? {
            applications.push(application::by_id(tx, association, application)?.ok_or_else(missing)?);
        }
        applications.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(PanelFile {
            programme: programmes.of_call(tx, association, call.id, call.version)?,
            reviews: review::of_panel(tx, association, id)?,
            conflicts: review::conflicts(tx, association, id)?,
            votes: panel::votes(tx, association, id)?,
            planned: plan::of_panel(tx, association, id)?.is_some(),
            panel,
            call,
            members,
            applications,
        })
    }

    /// The members who accepted.
    pub fn seated(&self) -> impl Iterator<Item = &(Member, Expert)> {
        self.members.iter().filter(|(m, _)| m.state == MemberState::Accepted)
    }

    /// The seated members as the composition rules see them: each for the kind they sit for.
    pub fn seats(&self) -> Vec<Seat> {
        self.seated()
            .map(|(m, e)| Seat { expert: e.id.to_string(), kinds: vec![m.seat], chairs: m.chairs })
            .collect()
    }

    /// The reviews of an application that are not released.
    pub fn reviews_of(&self, application: Id) -> impl Iterator<Item = &Review> {
        self.reviews.iter().filter(move |r| r.application == application && r.is_assigned())
    }

    /// The review of an application by an expert, released or not.
    pub fn review(&self, application: Id, expert: Id) -> Option<&Review> {
        self.reviews.iter().find(|r| r.application == application && r.expert == expert)
    }

    /// What keeps an expert from an application.
    pub fn blocking(&self, application: Id, expert: Id) -> Option<&Conflict> {
        self.conflicts.iter().find(|c| c.application == application && c.expert == expert && c.blocks())
    }

    /// Submitted and assigned reviews.
    pub fn progress(&self) -> (usize, usize) {
        let assigned = self.reviews.iter().filter(|r| r.is_assigned());
        (assigned.clone().filter(|r| r.state == "submitted").count(), assigned.count())
    }

    /// Whether all scores are in, so that they may be unsealed.
    pub fn is_complete(&self) -> bool {
        let (submitted, assigned) = self.progress();
        self.panel.state == PanelState::Open && assigned > 0 && submitted == assigned
    }

    /// The seat of an expert.
    pub fn seat(&self, expert: Id) -> Option<Kind> {
        self.members.iter().find(|(m, _)| m.expert == expert).map(|(m, _)| m.seat)
    }

    /// Name of an expert.
    pub fn name(&self, expert: Id) -> &str {
        self.members.iter().find(|(m, _)| m.expert == expert).map_or("", |(_, e)| &e.name)
    }
}

/// The kinds that the notice wants to sit together (X07).
pub(super) fn kinds_of(programme: &Programme) -> Vec<Kind> {
    let step = programme.steps.iter().find(|s| s.kind == StepKind::ExpertReview);
    step.map(|s| s.panel.iter().filter_map(|k| Kind::from_code(k)).collect()).unwrap_or_default()
}

/// All panels of an association with their call's titles and progress, the newest first.
///
/// # Errors
/// `not-permitted`.
pub async fn list(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<PanelFile>, Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let (programmes, association) = (app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let panels = panel::all(tx, &association)?;
            panels.iter().map(|p| PanelFile::load(tx, &programmes, &association, p.id, false)).collect()
        })
        .await
}

/// One panel, for the office. Scores that are still sealed are not in it.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn open(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<PanelFile, Failure> {
    ctx.permit(Action::PanelManage, &Scope::Association(association))?;
    let (programmes, association) = (app.programmes.clone(), association.to_owned());
    let mut file =
        app.store.read(move |tx| PanelFile::load(tx, &programmes, &association, id, false)).await?;
    if file.panel.state != PanelState::Revealed {
        seal(&mut file.reviews);
    }
    Ok(file)
}

/// Takes scores and comments out: before all are in, only the expert sees them.
pub(super) fn seal(reviews: &mut [Review]) {
    for review in reviews {
        review.scores.clear();
        review.comment.clear();
        review.total = None;
    }
}
