//! Acceptance: what the organisation prepares and hands in, what officer and finance find, what head or leader concludes;
//! the form as PDF and DOCX; the office's list.

mod list;
pub(crate) mod paper;
mod sample;
mod view;

use std::collections::BTreeMap;

use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::handler::Handler as _;
use axum::response::IntoResponse as _;
use kexiang_core::acceptance::{PaperKind, RowVerdict, Verdict};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use serde::Deserialize;

use super::error::status;
use super::form::Form;
use super::layout::{NavItem, Shell};
use super::page::{self, see_other};
use super::project::{Problem, Typed, project_address};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::Fault;
use crate::actions::acceptance::{self, LARGEST};
use crate::state::App;
use view::AcceptancePage;
pub(in crate::web) use view::percent;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/acceptances", list::office)
        .get("/associations/{association}/projects/{id}/acceptance", show)
        .post("/associations/{association}/projects/{id}/acceptance", prepare)
        .post(
            "/associations/{association}/projects/{id}/acceptance/papers",
            add.layer(DefaultBodyLimit::max(LARGEST + 64 * 1024)),
        )
        .post("/associations/{association}/projects/{id}/acceptance/papers/{sha256}/removal", remove)
        .get("/associations/{association}/projects/{id}/acceptance/papers/{sha256}", open)
        .post("/associations/{association}/projects/{id}/acceptance/substance", substance)
        .post("/associations/{association}/projects/{id}/acceptance/money", money)
        .post("/associations/{association}/projects/{id}/acceptance/return", send_back)
        .post("/associations/{association}/projects/{id}/acceptance/conclusion", conclude)
        .get("/associations/{association}/projects/{id}/acceptance/{round}/form.pdf", paper::pdf)
        .get("/associations/{association}/projects/{id}/acceptance/{round}/form.docx", paper::docx)
}

/// Entry of the office's navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let office = association.filter(|a| may(actor, Action::ProjectView, &Scope::Association(a)).is_ok())?;
    Some(NavItem::new(format!("/associations/{office}/acceptances"), "nav-acceptances"))
}

/// Codes of what the page says was done.
pub(crate) const DONE: [&str; 9] = [
    "saved",
    "handed-in",
    "paper-added",
    "paper-removed",
    "substance",
    "money",
    "returned",
    "concluded",
    "rectify",
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
}

type At = Path<(String, Id)>;

fn address(association: &str, id: Id) -> String {
    format!("{}/acceptance", project_address(association, id))
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let desk = acceptance::view(&app, &visitor.ctx(), &association, id).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    let done = DONE.contains(&asked.done.as_str());
    shell.flash = done.then(|| visitor.l.word("acceptance-done", &asked.done));
    page::show(&AcceptancePage::of(shell, &desk, &visitor.actor, Typed::default()))
}

/// Saves what was typed; with `what=hand-in` hands it in then.
async fn prepare(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (typed, ctx) = (Typed(pairs), visitor.ctx());
    let words: BTreeMap<String, String> =
        typed.0.iter().filter_map(|(n, v)| Some((n.strip_prefix("words.")?.to_owned(), v.clone()))).collect();
    let draft = (typed.get("summary").to_owned(), words, typed.get("version").parse().ok());
    let mut outcome = acceptance::save(&app, &ctx, &association, id, draft).await;
    let hands_in = typed.get("what") == "hand-in";
    if outcome.is_ok() && hands_in {
        outcome = acceptance::hand_in(&app, &ctx, &association, id).await;
        // What was typed is saved now, whatever came of handing it in.
        return back(&app, &visitor, (&association, id), outcome, "handed-in", Typed::default()).await;
    }
    back(&app, &visitor, (&association, id), outcome, "saved", typed).await
}

async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    mut parts: Multipart,
) -> Answer {
    let bad =
        |e: axum::extract::multipart::MultipartError| Refusal::new("bad-form").with("detail", e.body_text());
    let ctx = visitor.ctx();
    acceptance::may_add_paper(&app, &ctx, &association, id).await?;
    let mut kind = PaperKind::Other;
    while let Some(part) = parts.next_field().await.map_err(bad)? {
        match part.name() {
            Some("kind") => {
                let code = part.text().await.map_err(bad)?;
                kind = PaperKind::from_code(&code).unwrap_or(PaperKind::Other);
            }
            Some("file") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let bytes = part.bytes().await.map_err(bad)?.to_vec();
                let outcome = acceptance::add_paper(&app, &ctx, &association, id, (kind, &name, bytes)).await;
                let at = (association.as_str(), id);
                return back(&app, &visitor, at, outcome, "paper-added", Typed::default()).await;
            }
            _ => {}
        }
    }
    Err(Refusal::new("bad-form").with("detail", "file").into())
}

async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, sha256)): Path<(String, Id, String)>,
) -> Answer {
    let outcome = acceptance::remove_paper(&app, &visitor.ctx(), &association, id, &sha256).await;
    back(&app, &visitor, (&association, id), outcome, "paper-removed", Typed::default()).await
}

async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, sha256)): Path<(String, Id, String)>,
) -> Answer {
    let (paper, bytes) = acceptance::open_paper(&app, &visitor.ctx(), &association, id, &sha256).await?;
    Ok(super::panel::paper::download("application/octet-stream", "attachment", &paper.name, bytes)
        .into_response())
}

/// What was said of each row: `accepted.<id>` is `yes` or `no`, `verdict.<id>` the words.
pub(crate) fn verdicts(typed: &Typed) -> Vec<RowVerdict> {
    let said = |(name, value): &(String, String)| {
        let id = name.strip_prefix("accepted.")?.to_owned();
        let words = typed.get(&format!("verdict.{id}")).trim().to_owned();
        Some(RowVerdict { accepted: value == "yes", words, id })
    };
    typed.0.iter().filter_map(said).collect()
}

async fn substance(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let said = (typed.get("form"), verdicts(&typed), typed.get("substance"));
    let outcome = acceptance::check_substance(&app, &visitor.ctx(), &association, id, said).await;
    back(&app, &visitor, (&association, id), outcome, "substance", typed).await
}

async fn money(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (typed, ctx) = (Typed(pairs), visitor.ctx());
    let outcome = match typed.get("in_order") {
        "yes" | "no" => {
            let said = (typed.get("form"), typed.get("in_order") == "yes", typed.get("words"));
            acceptance::check_money(&app, &ctx, &association, id, said).await
        }
        _ => {
            let desk = acceptance::view(&app, &ctx, &association, id).await?;
            desk.file.permit(&ctx, Action::AcceptanceMoney)?;
            Err(Refusal::new("acceptance-choose").at("in_order").into())
        }
    };
    back(&app, &visitor, (&association, id), outcome, "money", typed).await
}

async fn send_back(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let outcome =
        acceptance::send_back(&app, &visitor.ctx(), &association, id, typed.get("return_reason")).await;
    back(&app, &visitor, (&association, id), outcome, "returned", typed).await
}

async fn conclude(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (typed, ctx) = (Typed(pairs), visitor.ctx());
    let read = || -> Result<acceptance::Verdict, Refusal> {
        let verdict = Verdict::from_code(typed.get("verdict"));
        Ok(acceptance::Verdict {
            form: typed.get("form").to_owned(),
            verdict: verdict.ok_or_else(|| Refusal::new("acceptance-choose").at("verdict"))?,
            reason: typed.get("reason").to_owned(),
            deceived: typed.get("deceived") == "yes",
            recover: if typed.get("amount").trim().is_empty() { None } else { Some(typed.yuan("amount")?) },
            due_on: if typed.get("due_on").trim().is_empty() { None } else { Some(typed.date("due_on")?) },
        })
    };
    let rectify = typed.get("verdict") == Verdict::Rectify.code();
    let outcome = match read() {
        Ok(said) => acceptance::conclude(&app, &ctx, &association, id, said).await,
        Err(refusal) => {
            let desk = acceptance::view(&app, &ctx, &association, id).await?;
            desk.file.permit(&ctx, Action::AcceptanceConclude)?;
            Err(refusal.into())
        }
    };
    let done = if rectify { "rectify" } else { "concluded" };
    back(&app, &visitor, (&association, id), outcome, done, typed.clone()).await
}

/// Back to the page; a refusal is shown on it with everything that was typed.
async fn back(
    app: &App,
    visitor: &Visitor,
    (association, id): (&str, Id),
    outcome: Result<(), Failure>,
    done: &str,
    typed: Typed,
) -> Answer {
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}?done={done}", address(association, id)))),
        Err(Failure::Refused(refusal)) if super::project::stays(&refusal.code) => {
            let desk = acceptance::view(app, &visitor.ctx(), association, id).await?;
            let shell = Shell::within(app, visitor, association);
            let mut page = AcceptancePage::of(shell, &desk, &visitor.actor, typed);
            page.problem = Some(Problem::on(visitor.l, &desk.file, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

/// A fault of writing a document.
fn unwritten(error: impl std::error::Error) -> Failure {
    Fault::new("writing an acceptance form", error).into()
}
