//! Spot checks of projects (抽查): planned by draw or for a reason, looked at on the spot, put right, concluded (L10).

mod draw;
mod file;
mod list;
mod plan;
mod record;
mod risk;
mod step;

pub use draw::{Ask, Layer, Share, announce, draws, notice_of, reveal, show as show_draw};
pub use file::{add as add_file, may_add, open as open_file};
pub use list::{Row, of_office, of_project, own};
pub use plan::plan;
pub use record::write_down;
pub use risk::{Risky, list as risks};
pub use step::{Given, give, lift};

use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::programme::{Clause, StepKind};
use kexiang_core::refusal::Refusal;
use kexiang_store::inspection::{self, Inspection};
use kexiang_store::visit::{self, File, Step, Visit};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, account};
use serde_json::{Value as Json, json};

use super::project::ProjectFile;
use super::{Ctx, Failure, message};
use crate::chance;
use crate::programmes::Programmes;
use crate::state::App;

/// Everything about an inspection.
#[derive(Clone, Debug)]
pub struct InspectionFile {
    /// Register row.
    pub inspection: Inspection,
    /// What was written down on the spot.
    pub visit: Visit,
    /// Photographs and documents.
    pub files: Vec<File>,
    /// Every step.
    pub steps: Vec<Step>,
    /// The project.
    pub project: ProjectFile,
}

impl InspectionFile {
    /// Loads an inspection; `hold` keeps the project's row against others until the transaction ends. A mid-term
    /// assessment is no spot check and has pages of its own.
    ///
    /// # Errors
    /// `not-found`.
    pub fn load(
        tx: &mut Tx<'_>,
        programmes: &Programmes,
        association: &str,
        id: Id,
        hold: bool,
    ) -> Result<Self, Failure> {
        let none = || Refusal::new("not-found");
        let found = inspection::by_id(tx, association, id)?.ok_or_else(none)?;
        let project = ProjectFile::load(tx, programmes, association, found.project, hold)?;
        // Read again under the project's lock: what was read before it may be old.
        let inspection = inspection::by_id(tx, association, id)?.ok_or_else(none)?;
        Ok(InspectionFile {
            inspection,
            visit: visit::of(tx, association, id)?.ok_or_else(none)?,
            files: visit::files(tx, association, id)?,
            steps: visit::steps(tx, association, id)?,
            project,
        })
    }

    /// The notice's words on spot checks, else on recovery.
    pub fn clause(&self) -> Option<&Clause> {
        clause(&self.project)
    }

    /// Notes a step and records it.
    fn note(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        (command, words): (&str, &str),
        after: Json,
    ) -> Result<(), Failure> {
        let i = &self.inspection;
        let due_on = i.remedy_due.filter(|_| command == "order-remedy");
        let step = Step {
            command: command.to_owned(),
            words: words.to_owned(),
            due_on,
            by: ctx.actor.name.clone(),
            at: ctx.now,
        };
        visit::add_step(tx, &i.association, i.id, chance::id(ctx.now), &step)?;
        let subject = Subject::new("inspection", i.id);
        let action = format!("inspection.{command}");
        Ok(write::record(tx, ctx.entry_with(&i.association, &action, subject, after))?)
    }

    /// Tells the organisation's people what concerns them: `message-inspection-<what>`.
    fn tell(&self, tx: &mut Tx<'_>, ctx: &Ctx, what: &str) -> Result<(), Failure> {
        let p = &self.project.project;
        let mut people: Vec<Id> =
            account::members(tx, &p.association, p.organisation)?.into_iter().map(|(id, _)| id).collect();
        people.sort();
        people.dedup();
        let due = self.inspection.remedy_due.map(kexiang_core::time::long_date).unwrap_or_default();
        let args = json!({ "number": self.visit.number, "title": p.title, "due": due });
        let kind = format!("inspection-{what}");
        Ok(message::tell(tx, ctx, &p.association, &people, (&kind, &args, &address(&self.inspection)))?)
    }

    /// Tells who planned it, if they still work here: `message-inspection-<what>`.
    fn tell_office(&self, tx: &mut Tx<'_>, ctx: &Ctx, what: &str) -> Result<(), Failure> {
        let p = &self.project.project;
        let people: Vec<Id> = account::office_people(tx, &p.association)?
            .into_iter()
            .filter(|g| g.role == kexiang_core::policy::OfficeRole::Officer)
            .map(|g| g.account)
            .collect();
        let args = json!({ "number": self.visit.number, "title": p.title, "due": "" });
        let kind = format!("inspection-{what}");
        Ok(message::tell(tx, ctx, &p.association, &people, (&kind, &args, &address(&self.inspection)))?)
    }
}

/// The notice's words on spot checks of a project, else on recovery.
pub fn clause(project: &ProjectFile) -> Option<&Clause> {
    let steps = &project.programme.steps;
    let said = steps.iter().find(|s| s.kind == StepKind::SpotCheck).and_then(|s| s.clause.as_ref());
    said.or_else(|| project.recovery_clause())
}

/// The page of an inspection.
pub fn address(i: &Inspection) -> String {
    format!("/associations/{}/inspections/{}", i.association, i.id)
}

/// An inspection that the actor may see: of the office, or of the organisation that carries the project out.
///
/// # Errors
/// `not-found` where there is none or the actor may not know of it.
pub async fn view(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<InspectionFile, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let file = InspectionFile::load(tx, &programmes, &association, id, false)?;
            file.project.permit(&ctx, Action::ProjectView)?;
            Ok(file)
        })
        .await
}
