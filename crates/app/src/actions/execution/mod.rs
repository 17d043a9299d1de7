//! What a project does between contract and acceptance: activities with sign-in sheets and evidence, achievements, the
//! mid-term report, and the progress computed from them.

mod achievement;
mod activity;
mod door;
mod evidence;
mod extent;
mod mid_term;
mod office;
mod progress;

pub use achievement::{
    AchievementDraft, attach, command as command_achievement, edit as edit_achievement, file, report,
};
pub use activity::{
    ActivityDraft, MOST_LISTED, command as command_activity, edit as edit_activity, file_with, plan,
};
pub use door::{Door, Said, Sheet, door, sheet, sign_in};
pub use evidence::{EvidenceFile, add as add_evidence, label as label_evidence, open, remove, slots};
pub use mid_term::{answer, assess, hand_in, is_wanted, paper as mid_term_paper};
pub use office::{OfficeRow, of_office};
pub use progress::{Execution, binding, ends_on, view};

use kexiang_core::programme::{Indicator, Measure, ProjectType};
use kexiang_core::project::State;
use kexiang_core::refusal::Refusal;
use kexiang_store::Tx;
use kexiang_store::write::{self, Subject};
use serde_json::Value as Json;

use super::project::ProjectFile;
use super::{Ctx, Failure};

/// The type of a project; a published programme has it.
fn project_type(file: &ProjectFile) -> Result<&ProjectType, Refusal> {
    file.programme.project_type(&file.project.type_code).ok_or_else(|| Refusal::new("not-found"))
}

/// The tier of a project, where its type has tiers.
fn tier(file: &ProjectFile) -> Option<&str> {
    Some(file.project.tier.as_str()).filter(|tier| !tier.is_empty())
}

/// The indicators that a project is held to.
pub fn indicators(file: &ProjectFile) -> Vec<&Indicator> {
    let kind = file.programme.project_type(&file.project.type_code);
    kind.map(|t| t.indicators_for(tier(file)).collect()).unwrap_or_default()
}

/// Whether an event can count for an indicator, in any of its ways.
pub fn counts_events(indicator: &Indicator) -> bool {
    let of_events = |measure: Measure| {
        matches!(
            measure,
            Measure::Activities
                | Measure::Participants
                | Measure::Experts
                | Measure::Talks
                | Measure::Organisations
                | Measure::Enterprises
                | Measure::Minutes
                | Measure::Days
        )
    };
    of_events(indicator.measure) || indicator.alternatives.iter().any(|a| a.measure.is_some_and(of_events))
}

/// Ids and names of the documents that a project hands in beside its indicators.
pub fn documents(file: &ProjectFile) -> Vec<(&str, &str)> {
    let Some(kind) = file.programme.project_type(&file.project.type_code) else { return Vec::new() };
    let open = file.programme.deliverables_for(kind, tier(file)).filter(|d| d.proves.is_empty());
    open.map(|d| (d.id.as_str(), d.name.as_str())).collect()
}

/// The words that the notice wants on every resource of the project (标注), each once.
pub fn labels(file: &ProjectFile) -> Vec<String> {
    words(file, |measure| measure == Measure::Label)
}

/// The words that the notice wants in the title of an event (冠名, L14), each once.
pub fn titles(file: &ProjectFile) -> Vec<String> {
    words(file, |measure| measure != Measure::Label)
}

fn words(file: &ProjectFile, fits: impl Fn(Measure) -> bool) -> Vec<String> {
    let found = indicators(file).into_iter().filter(|i| fits(i.measure));
    let mut all: Vec<String> = found.flat_map(|i| i.labels.iter().cloned()).collect();
    all.sort();
    all.dedup();
    all
}

/// Work is recorded from the contract on, until the acceptance is applied for.
///
/// # Errors
/// `execution-not-running`.
pub fn recordable(file: &ProjectFile) -> Result<(), Refusal> {
    match file.project.state {
        State::Contracted | State::Running => Ok(()),
        state => Err(Refusal::new("execution-not-running").with("project-state", state.code())),
    }
}

/// What was recorded is judged until the project is over.
fn judgeable(file: &ProjectFile) -> Result<(), Refusal> {
    match file.project.state {
        State::Contracted | State::Running | State::Acceptance => Ok(()),
        state => Err(Refusal::new("execution-not-running").with("project-state", state.code())),
    }
}

/// The longest line of text that is typed, in characters.
const LINE: usize = 200;

/// A typed text without the blanks around it.
///
/// # Errors
/// `text-long` at the field: nothing is cut off in silence.
fn line(text: &str, most: usize, at: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Refusal::new("text-long").with("most", most).at(at));
    }
    Ok(text.to_owned())
}

/// The first of several refusals: one is shown at a time, at its place.
fn first(all: Vec<Refusal>) -> Refusal {
    all.into_iter().next().unwrap_or_else(|| Refusal::new("bad-form"))
}

/// Writes the audit entry of a change.
fn record(tx: &mut Tx<'_>, ctx: &Ctx, file: &ProjectFile, action: &str, after: Json) -> Result<(), Failure> {
    let subject = Subject::new("project", file.project.id);
    Ok(write::record(tx, ctx.entry_with(&file.project.association, action, subject, after))?)
}
