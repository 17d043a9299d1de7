//! The mid-term report on the page of the work: what was handed in, the office's verdict, what is to be put right.

use axum::extract::{Multipart, Path, State};
use kexiang_core::id::Id;
use kexiang_core::inspection::{Command, Report, State as Stage};
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::inspection::Inspection;

use super::parts::{mid_term_colour, percent};
use super::{answer, show};
use crate::actions::execution;
use crate::actions::project::ProjectFile;
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::{Form, damaged};
use crate::web::page::see_other;
use crate::web::project::parts::Typed;
use crate::web::project::{At, load, project_address, stays};
use crate::web::{Answer, Failure, Visitor};

/// The mid-term report of a project.
pub struct MidTermView {
    /// Empty where none was begun.
    pub id: String,
    pub state: String,
    pub colour: &'static str,
    /// The organisation's words, the day, who, per cent of that day.
    pub report: Option<(String, String, String, String)>,
    /// Name of the sealed report; empty: none.
    pub paper: String,
    pub items: Vec<String>,
    pub due: String,
    pub answer: String,
    pub finding: String,
    /// Whether the person may hand it in, assess it, order a remedy, answer one, now.
    pub hands_in: bool,
    pub assesses: bool,
    pub answers: bool,
}

impl MidTermView {
    /// What there is of it, and what the person may do.
    pub fn of(l: &Locale, file: &ProjectFile, actor: &Actor) -> Self {
        let can = |action| may(actor, action, &Scope::Project(&file.scope())).is_ok();
        let open = execution::recordable(file).is_ok();
        let found = file.mid_term();
        let stage = found.map(|i| i.state);
        let fresh = matches!(stage, None | Some(Stage::Planned | Stage::Failed | Stage::Cancelled));
        let waits = matches!(stage, Some(Stage::Reported | Stage::Remedied));
        MidTermView {
            id: found.map(|i| i.id.to_string()).unwrap_or_default(),
            state: stage.map_or_else(
                || l.t("mid-term-none-yet").to_owned(),
                |state| l.word("inspection-state", state.code()),
            ),
            colour: stage.map_or("plain", mid_term_colour),
            report: found.and_then(reported),
            paper: found.map(|i| report(i).file.0).unwrap_or_default(),
            items: found.map(|i| i.items.clone()).unwrap_or_default(),
            due: found.and_then(|i| i.remedy_due).map(time::long_date).unwrap_or_default(),
            answer: found.map(|i| i.answer.clone()).unwrap_or_default(),
            finding: found.map(|i| i.finding.clone()).unwrap_or_default(),
            hands_in: open && fresh && can(Action::AcceptanceApply),
            assesses: open && waits && can(Action::InspectionManage),
            answers: open && stage == Some(Stage::Remedy) && can(Action::AcceptanceApply),
        }
    }
}

/// The report of an inspection; an empty one where none is in.
pub(crate) fn report(i: &Inspection) -> Report {
    serde_json::from_value(i.report.clone()).unwrap_or_default()
}

fn reported(i: &Inspection) -> Option<(String, String, String, String)> {
    let said = report(i);
    let on = said.on.parse().map(time::long_date).ok()?;
    Some((said.words, on, said.by, percent(said.completion)))
}

pub(super) async fn hand_in(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    mut parts: Multipart,
) -> Answer {
    let (mut typed, mut paper) = (Typed::default(), None);
    while let Some(part) = parts.next_field().await.map_err(damaged)? {
        match part.file_name().map(str::to_owned) {
            Some(name) => paper = Some((name, part.bytes().await.map_err(damaged)?.to_vec())),
            None => {
                let name = part.name().unwrap_or_default().to_owned();
                typed.0.push((name, part.text().await.map_err(damaged)?));
            }
        }
    }
    let ctx = visitor.ctx();
    let outcome = execution::hand_in(&app, &ctx, &association, id, (typed.get("words"), paper)).await;
    back(&app, &visitor, (&association, id), outcome, "mid-term", typed.clone()).await
}

pub(super) async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, inspection)): Path<(String, Id, Id)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let (ctx, at) = (visitor.ctx(), (id, inspection));
    let what = typed.get("what");
    let outcome = match command_of(what, typed.get("words"), typed.get("due_on")) {
        _ if what == "answer" => execution::answer(&app, &ctx, &association, at, typed.get("words")).await,
        Ok(command) => execution::assess(&app, &ctx, &association, at, command).await,
        Err(refusal) => {
            load(&app, &visitor, &association, id).await?.1.permit(&ctx, Action::InspectionManage)?;
            Err(refusal.into())
        }
    };
    let done = ["pass", "fail", "remedy", "answer"].into_iter().find(|d| *d == what).unwrap_or_default();
    back(&app, &visitor, (&association, id), outcome, done, typed.clone()).await
}

/// A command of the office by its word: `pass`, `fail`, or `remedy` with one item a line.
pub(crate) fn command_of(what: &str, words: &str, due_on: &str) -> Result<Command, Refusal> {
    let said = words.to_owned();
    match what {
        "pass" => Ok(Command::Pass { words: said }),
        "fail" => Ok(Command::Fail { words: said }),
        "remedy" => {
            let due_on = due_on.trim().parse().map_err(|_| Refusal::new("date-form").at("due_on"))?;
            Ok(Command::OrderRemedy { items: words.lines().map(str::to_owned).collect(), due_on })
        }
        _ => Err(Refusal::new("bad-form").with("detail", "what")),
    }
}

pub(super) async fn paper(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, inspection)): Path<(String, Id, Id)>,
) -> Answer {
    let found = execution::mid_term_paper(&app, &visitor.ctx(), &association, (id, inspection)).await?;
    Ok(answer::file(found))
}

async fn back(
    app: &App,
    visitor: &Visitor,
    (association, id): (&str, Id),
    outcome: Result<(), Failure>,
    done: &str,
    typed: Typed,
) -> Answer {
    match outcome {
        Ok(()) => {
            Ok(see_other(&format!("{}/execution?done={done}#mid-term", project_address(association, id))))
        }
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            show::again(app, visitor, (association, id), &refusal, typed).await
        }
        Err(other) => Err(other),
    }
}
