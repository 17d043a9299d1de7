use kexiang_core::id::Id;
use kexiang_core::inspection::{Command, State, decide};
use kexiang_core::organisation::CreditBar;
use kexiang_core::policy::Action;
use kexiang_core::project;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_core::visit::Measures;
use kexiang_store::write::{Subject, record};
use kexiang_store::{Tx, inspection, organisation, visit};
use serde_json::json;

use super::InspectionFile;
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// Longest text of a step, in characters.
const LONGEST: usize = 2000;

/// A command with what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What is to be done.
    pub command: Command,
    /// Payments held, applications barred: with a remedy order or a verdict against the project.
    pub measures: Measures,
}

impl From<Command> for Given {
    fn from(command: Command) -> Self {
        Given { command, measures: Measures::default() }
    }
}

/// Who gives a command: the office, or the organisation that answers.
fn action(command: &Command) -> Action {
    match command {
        Command::Report | Command::AnswerRemedy { .. } => Action::AcceptanceApply,
        _ => Action::InspectionManage,
    }
}

/// Gives a command. A verdict needs the record of the visit; passing lifts the hold that the inspection put on payments;
/// a measure rests on the notice's words.
///
/// # Errors
/// `not-found`, `not-permitted`, `inspection-unseen` before there is a record, `inspection-long`, those of [`decide`] and
/// [`Measures::check`], `project-held` where payments are held for another reason.
pub async fn give(app: &App, ctx: &Ctx, association: &str, id: Id, given: Given) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut file = InspectionFile::load(tx, &programmes, &association, id, true)?;
            file.project.permit(&ctx, action(&given.command))?;
            let today = time::beijing_date(ctx.now);
            let to = decide(file.inspection.kind, file.inspection.state, &given.command, today)?;
            let concludes = matches!(to, State::Remedy | State::Passed | State::Failed);
            if concludes && file.visit.visited_on.is_none() {
                return Err(Failure::from(Refusal::new("inspection-unseen").at("inspectors")));
            }
            let words = words(&given.command);
            if words.chars().count() > LONGEST {
                return Err(Refusal::new("inspection-long").with("most", LONGEST).at("words").into());
            }
            take(&mut file, &given.command, to, &words);
            file.inspection.changed_at = ctx.now;
            inspection::update(tx, &file.inspection)?;
            match to {
                State::Remedy | State::Failed => {
                    given.measures.check(today)?;
                    measure(tx, &ctx, &mut file, &given.measures)?;
                }
                State::Passed | State::Cancelled if file.visit.holds => {
                    let number = file.visit.number.clone();
                    release(tx, &ctx, &mut file, &format!("{number} {words}"))?;
                }
                _ => {}
            }
            let after = json!({
                "number": file.visit.number, "project": file.project.project.number, "state": to.code(), "words": words,
                "due_on": file.inspection.remedy_due.map(|d| d.to_string()), "holds": file.visit.holds,
                "bar": file.visit.bar.map(|b| b.to_string()),
            });
            file.note(tx, &ctx, (given.command.code(), &words), after)?;
            match to {
                State::Remedied => file.tell_office(tx, &ctx, "answered"),
                State::Remedy | State::Passed | State::Failed | State::Cancelled => {
                    file.tell(tx, &ctx, to.code())
                }
                State::Planned | State::Reported => Ok(()),
            }
        })
        .await
}

/// What the command says, in one text.
fn words(command: &Command) -> String {
    let said = match command {
        Command::Report => "",
        Command::OrderRemedy { items, .. } => return filled(items).join("；"),
        Command::AnswerRemedy { words } | Command::Pass { words } | Command::Fail { words } => words,
        Command::Cancel { reason } => reason,
    };
    said.trim().to_owned()
}

fn filled(items: &[String]) -> Vec<String> {
    items.iter().map(|i| i.trim().to_owned()).filter(|i| !i.is_empty()).collect()
}

fn take(file: &mut InspectionFile, command: &Command, to: State, words: &str) {
    let i = &mut file.inspection;
    i.state = to;
    match command {
        Command::OrderRemedy { items, due_on } => {
            i.items = filled(items);
            i.remedy_due = Some(*due_on);
        }
        Command::AnswerRemedy { .. } => i.answer = words.to_owned(),
        Command::Pass { .. } | Command::Fail { .. } | Command::Cancel { .. } => i.finding = words.to_owned(),
        Command::Report => {}
    }
}

/// Holds the payments and bars the organisation, each on the notice's words.
fn measure(tx: &mut Tx<'_>, ctx: &Ctx, file: &mut InspectionFile, m: &Measures) -> Result<(), Failure> {
    let wants_hold = m.hold && !file.visit.holds;
    if !wants_hold && m.barred_until.is_none() {
        return Ok(());
    }
    let clause = file.clause().cloned();
    let number = file.visit.number.clone();
    let place = clause.as_ref().map(|c| c.at.clone()).unwrap_or_default();
    if wants_hold {
        let reason = format!("{number} {}", words_of(file));
        file.project.advance(tx, ctx, &project::Command::Hold { reason })?;
        file.visit.holds = true;
    }
    if let Some(until) = m.barred_until {
        let bar = CreditBar {
            from: time::beijing_date(ctx.now),
            to: Some(until),
            basis: format!("{number} {} {place}", words_of(file)).trim().chars().take(200).collect(),
        };
        let (id, organisation) = (chance::id(ctx.now), file.project.project.organisation);
        let association = &file.inspection.association;
        organisation::add_bar(tx, association, id, organisation, &bar, &ctx.actor.name, ctx.now)?;
        let after = json!({ "from": bar.from.to_string(), "to": until.to_string(), "basis": bar.basis });
        let subject = Subject::new("organisation", organisation);
        record(tx, ctx.entry_with(association, "organisation.bar", subject, after))?;
        file.visit.bar = Some(id);
    }
    file.visit.clause = clause;
    visit::update(tx, &file.visit)?;
    file.visit.version += 1;
    Ok(())
}

/// What the inspection says against the project.
fn words_of(file: &InspectionFile) -> String {
    let i = &file.inspection;
    if i.finding.is_empty() { i.items.join("；") } else { i.finding.clone() }
}

/// Lifts the hold that an inspection put on payments although it was not passed, with the reason.
///
/// # Errors
/// `not-found`, `not-permitted`, `inspection-no-hold`, `reason-missing`.
pub async fn lift(app: &App, ctx: &Ctx, association: &str, id: Id, reason: &str) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let reason = reason.trim().to_owned();
    app.store
        .write(move |tx| {
            let mut file = InspectionFile::load(tx, &programmes, &association, id, true)?;
            file.project.permit(&ctx, Action::InspectionManage)?;
            if !file.visit.holds {
                return Err(Failure::from(Refusal::new("inspection-no-hold")));
            }
            if reason.is_empty() {
                return Err(Refusal::new("reason-missing").at("reason").into());
            }
            release(tx, &ctx, &mut file, &reason)?;
            let after = json!({ "number": file.visit.number, "holds": false, "words": reason });
            file.note(tx, &ctx, ("lift", &reason), after)?;
            file.tell(tx, &ctx, "lifted")
        })
        .await
}

/// Lets payments go on. A project that is over, or was released by another hand, has nothing to release.
fn release(tx: &mut Tx<'_>, ctx: &Ctx, file: &mut InspectionFile, reason: &str) -> Result<(), Failure> {
    let mine = file.project.project.hold.starts_with(&file.visit.number);
    if mine && !file.project.project.state.is_over() {
        file.project.advance(tx, ctx, &project::Command::Release { reason: reason.to_owned() })?;
    }
    file.visit.holds = false;
    visit::update(tx, &file.visit)?;
    file.visit.version += 1;
    Ok(())
}
