//! What is sent from the page of an inspection: the record, a file, a step.

use axum::extract::{Multipart, Path, State};
use kexiang_core::id::Id;
use kexiang_core::inspection::Command;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::visit::{Finding, Measures, Record};

use super::show::InspectionPage;
use crate::actions::inspection::{self, Given};
use crate::state::App;
use crate::web::error::status;
use crate::web::form::{Form, file as file_of};
use crate::web::layout::Shell;
use crate::web::page::{self, see_other};
use crate::web::project::{Problem, Typed, stays};
use crate::web::{Answer, Failure, Visitor};

type At = Path<(String, Id)>;

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
}

/// The record of a visit from what was typed: names by comma, findings one on a line.
fn record_of(typed: &Typed) -> Result<Record, Refusal> {
    let names = typed.get("inspectors").split(['、', '，', ',', ';', '；', '\n']);
    let finding = |wrong: bool| move |what: String| Finding { what, wrong };
    let good = lines(typed.get("found")).into_iter().map(finding(false));
    let wrong = lines(typed.get("wrong")).into_iter().map(finding(true));
    Ok(Record {
        inspectors: names.map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect(),
        visited_on: typed.date("visited_on")?,
        place: typed.get("place").chars().take(200).collect(),
        findings: good.chain(wrong).collect(),
    })
}

/// A command with its measures from its word and what was typed; `lift` is none.
pub(crate) fn given(word: &str, typed: &Typed) -> Result<Given, Refusal> {
    let words = typed.get("words").trim().to_owned();
    let command = match word {
        "order-remedy" => {
            Command::OrderRemedy { items: lines(typed.get("items")), due_on: typed.date("due_on")? }
        }
        "answer-remedy" => Command::AnswerRemedy { words },
        "pass" => Command::Pass { words },
        "fail" => Command::Fail { words },
        "cancel" => Command::Cancel { reason: typed.get("reason").trim().to_owned() },
        _ => return Err(Refusal::new("not-found")),
    };
    let barred_until = match typed.get("barred_until").trim() {
        "" => None,
        _ => Some(typed.date("barred_until")?),
    };
    Ok(Given { command, measures: Measures { hold: !typed.get("hold").is_empty(), barred_until } })
}

pub(super) async fn record(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let outcome = match record_of(&typed) {
        Ok(record) => inspection::write_down(&app, &visitor.ctx(), &association, id, record).await,
        Err(refusal) => refused(&app, &visitor, &association, id, refusal).await,
    };
    back(&app, &visitor, (&association, id), outcome, "record", typed).await
}

pub(super) async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let (ctx, word) = (visitor.ctx(), typed.get("what").to_owned());
    let outcome = match (word.as_str(), given(&word, &typed)) {
        ("lift", _) => inspection::lift(&app, &ctx, &association, id, typed.get("reason")).await,
        (_, Ok(given)) => inspection::give(&app, &ctx, &association, id, given).await,
        (_, Err(refusal)) => refused(&app, &visitor, &association, id, refusal).await,
    };
    back(&app, &visitor, (&association, id), outcome, &word, typed).await
}

/// What was typed cannot be read: who may not do it hears that first.
async fn refused(
    app: &App,
    visitor: &Visitor,
    association: &str,
    id: Id,
    refusal: Refusal,
) -> Result<(), Failure> {
    let file = inspection::view(app, &visitor.ctx(), association, id).await?;
    file.project.permit(&visitor.ctx(), Action::InspectionManage)?;
    Err(refusal.into())
}

pub(super) async fn upload(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    form: Multipart,
) -> Answer {
    inspection::may_add(&app, &visitor.ctx(), &association, id).await?;
    let outcome = match file_of(form).await? {
        Some((name, bytes)) => {
            inspection::add_file(&app, &visitor.ctx(), &association, id, (&name, bytes)).await
        }
        None => Err(Refusal::new("inspection-no-file").at("file").into()),
    };
    back(&app, &visitor, (&association, id), outcome, "file", Typed::default()).await
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
        Ok(()) => Ok(see_other(&format!("/associations/{association}/inspections/{id}?done={done}"))),
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let file = inspection::view(app, &visitor.ctx(), association, id).await?;
            let shell = Shell::within(app, visitor, association);
            let mut page = InspectionPage::of(shell, &file, &visitor.actor);
            page.problem = Some(Problem::on(visitor.l, &file.project, &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}
