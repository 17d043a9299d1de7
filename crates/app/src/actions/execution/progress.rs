//! How far a project is, computed from what the store keeps of it: nobody types a result.

use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::progress::{Dates, Progress, Tally, completion};
use kexiang_core::project::{Project, Target};
use kexiang_core::{programme::Programme, time};
use kexiang_store::{Tx, achievement, activity};

use crate::actions::project::ProjectFile;
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// What was done for a project, and how far it is with it (指标完成情况).
#[derive(Clone, Debug)]
pub struct Execution {
    /// Activities with their evidence, by day.
    pub activities: Vec<activity::Kept>,
    /// Achievements, by day.
    pub achievements: Vec<achievement::Kept>,
    /// Every indicator and document, in the notice's order.
    pub rows: Vec<Progress>,
}

impl Execution {
    /// Reads what was done for a project and counts it as of a day (Beijing date). Asks nobody: the caller holds the permit.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(tx: &mut Tx<'_>, file: &ProjectFile, today: Date) -> Result<Self, Failure> {
        let (association, id) = (file.project.association.as_str(), file.project.id);
        let activities = activity::of_project(tx, association, id)?;
        let achievements = achievement::of_project(tx, association, id)?;
        let (project, targets, until) = (&file.project, binding(file), ends_on(file));
        let rows = count(&file.programme, project, targets, until, (&activities, &achievements), today);
        Ok(Execution { activities, achievements, rows })
    }

    /// 指标完成率 in basis points.
    pub fn completion(&self) -> u32 {
        completion(&self.rows)
    }
}

/// The targets that bind a project: those of the contract in force, else what it was founded with.
pub fn binding(file: &ProjectFile) -> &[Target] {
    file.in_force().map_or(&file.project.frozen.targets, |c| &c.terms.targets)
}

/// The last day of the project: the contract's, else the notice's.
pub fn ends_on(file: &ProjectFile) -> Option<Date> {
    file.in_force().map(|c| c.terms.ends_on).or(file.project.completes_on)
}

/// Counts activities and achievements of a project as of a day.
pub(super) fn count(
    programme: &Programme,
    project: &Project,
    targets: &[Target],
    completes_on: Option<Date>,
    (activities, achievements): (&[activity::Kept], &[achievement::Kept]),
    today: Date,
) -> Vec<Progress> {
    let Some(project_type) = programme.project_type(&project.type_code) else { return Vec::new() };
    let tier = Some(project.tier.as_str()).filter(|tier| !tier.is_empty());
    let mut tally = Tally::new(programme, project_type, tier, targets);
    activities.iter().for_each(|kept| tally.activity(&kept.activity));
    achievements.iter().for_each(|kept| tally.achievement(&kept.achievement));
    tally.progress(&Dates { awarded: time::beijing_date(project.founded_at), completes_on, today })
}

/// A project that the actor may see, with what was done for it.
///
/// # Errors
/// `not-found` where there is none or the actor may not know of it.
pub async fn view(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<(ProjectFile, Execution), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, false)?;
            file.permit(&ctx, kexiang_core::policy::Action::ProjectView)?;
            let done = Execution::load(tx, &file, time::beijing_date(ctx.now))?;
            Ok((file, done))
        })
        .await
}
