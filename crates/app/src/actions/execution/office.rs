//! How far all projects of an association are: the office's table, and what every type comes to.

use std::collections::HashMap;
use std::sync::Arc;

use kexiang_core::activity::State as Held;
use kexiang_core::id::Id;
use kexiang_core::inspection::{Kind, State as MidTerm};
use kexiang_core::policy::{Action, Scope};
use kexiang_core::programme::Programme;
use kexiang_core::progress::{Progress, completion};
use kexiang_core::project::{Project, State};
use kexiang_core::time;
use kexiang_store::{achievement, activity, contract, inspection, project as register};

use super::progress::count;
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// A project with how far it is.
#[derive(Clone, Debug)]
pub struct OfficeRow {
    /// Project.
    pub project: Project,
    /// The rules that bind it.
    pub programme: Arc<Programme>,
    /// Every indicator and document.
    pub rows: Vec<Progress>,
    /// Activities that were held, and those of them and of the achievements that the office has not looked at.
    pub held: usize,
    /// Waiting for the office.
    pub waiting: usize,
    /// Where the mid-term report stands; none: there is none.
    pub mid_term: Option<MidTerm>,
    /// The last day.
    pub ends_on: Option<jiff::civil::Date>,
}

impl OfficeRow {
    /// 指标完成率 in basis points.
    pub fn completion(&self) -> u32 {
        completion(&self.rows)
    }

    /// How many rows are met.
    pub fn met(&self) -> usize {
        self.rows.iter().filter(|r| r.met).count()
    }

    /// Whether anything came too late or is overdue.
    pub fn is_late(&self) -> bool {
        self.rows.iter().any(Progress::is_late)
    }

    /// Whether everything is met.
    pub fn is_finished(&self) -> bool {
        self.rows.iter().all(|r| r.met)
    }

    /// Name of the type.
    pub fn type_name(&self) -> &str {
        let kind = self.programme.project_type(&self.project.type_code);
        kind.map_or(self.project.type_code.as_str(), |t| t.name.as_str())
    }
}

/// All projects of an association whose contract is signed, in the order of their numbers, with how far they are today.
///
/// # Errors
/// `not-signed-in`, `not-permitted`.
pub async fn of_office(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<OfficeRow>, Failure> {
    ctx.permit(Action::ProjectView, &Scope::Association(association))?;
    let (programmes, association) = (app.programmes.clone(), association.to_owned());
    let today = time::beijing_date(ctx.now);
    app.store
        .read(move |tx| {
            let mut activities = by_project(activity::of_association(tx, &association)?, |k| k.project);
            let mut achievements = by_project(achievement::of_association(tx, &association)?, |k| k.project);
            let contracts = contract::all_in_force(tx, &association)?;
            let mid_terms = inspection::of_kind(tx, &association, Kind::MidTerm)?;
            let mut rows = Vec::new();
            for project in register::all(tx, &association)?.into_iter().filter(is_carried_out) {
                let programme = programmes.of_call(tx, &association, project.call, project.call_version)?;
                let own = activities.remove(&project.id).unwrap_or_default();
                let results = achievements.remove(&project.id).unwrap_or_default();
                let terms = contracts.iter().find(|c| c.project == project.id).map(|c| &c.terms);
                let targets = terms.map_or(&project.frozen.targets, |t| &t.targets);
                let ends_on = terms.map(|t| t.ends_on).or(project.completes_on);
                let counted = count(&programme, &project, targets, ends_on, (&own, &results), today);
                let reported = |k: &&achievement::Kept| {
                    k.achievement.state == kexiang_core::achievement::State::Reported
                };
                let unseen = own.iter().filter(|k| k.activity.state == Held::Held).count();
                rows.push(OfficeRow {
                    rows: counted,
                    held: own.iter().filter(|k| k.activity.state.counts()).count(),
                    waiting: unseen + results.iter().filter(reported).count(),
                    mid_term: mid_terms.iter().rev().find(|i| i.project == project.id).map(|i| i.state),
                    ends_on,
                    programme,
                    project,
                });
            }
            Ok(rows)
        })
        .await
}

/// Before the contract nothing is carried out, and who gave up or was ended has nothing to reach.
fn is_carried_out(project: &Project) -> bool {
    matches!(project.state, State::Contracted | State::Running | State::Acceptance | State::Closed)
}

fn by_project<T>(all: Vec<T>, project: impl Fn(&T) -> Id) -> HashMap<Id, Vec<T>> {
    let mut map: HashMap<Id, Vec<T>> = HashMap::new();
    for one in all {
        map.entry(project(&one)).or_default().push(one);
    }
    map
}
