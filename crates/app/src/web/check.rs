//! The check screen: items with verdict and clause at the left, the application at the right; the defects, the decision,
//! the record.

mod form;
mod letter;
mod record;
mod sample;
mod view;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse as _;
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use serde::Deserialize;

use kexiang_core::difference::Piece;

use super::application::FormView;
use super::error::status;
use super::form::Form;
use super::layout::Shell;
use super::page::{self, Page, see_other};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::check::{self, CheckFile, REASONS};
use crate::locale::Locale;
use crate::state::App;
use view::{CheckView, DefectView};

pub(super) use view::place;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/applications/{id}/check", show)
        .post("/associations/{association}/applications/{id}/check", judge)
        .post("/associations/{association}/applications/{id}/check/defects", add_defect)
        .post("/associations/{association}/applications/{id}/check/defects/removal", remove_defect)
        .get("/associations/{association}/applications/{id}/check/decision", consider)
        .post("/associations/{association}/applications/{id}/check/decision", decide)
        .get("/associations/{association}/applications/{id}/check/records/{n}", record::show)
        .get("/associations/{association}/applications/{id}/check/records/{n}/record.pdf", letter::show)
}

/// The check screen.
#[derive(Template)]
#[template(path = "check/show.html")]
pub struct CheckPage {
    l: &'static Locale,
    shell: Shell,
    view: CheckView,
    paper: FormView,
    /// What is wrong with what was just sent, with the line it concerns.
    problem: Option<(String, String)>,
}

/// The page before a decision: what will happen, on what it rests, whether it can be undone.
#[derive(Template)]
#[template(path = "check/decision.html")]
pub struct DecisionPage {
    l: &'static Locale,
    shell: Shell,
    view: CheckView,
    /// `pass`, `return`, `refuse`, `fail`, `reopen`.
    then: &'static str,
    title: String,
    say: String,
    defects: Vec<DefectView>,
    reasons: Vec<(String, String)>,
    /// Whether an explanation is asked for, and whether it is needed.
    asks_note: bool,
    /// Why the decision cannot be made now; then there is no button.
    against: Option<(String, String)>,
    problem: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    then: String,
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DefectForm {
    field: String,
    problem: String,
    demand: String,
    clause: String,
    n: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DecisionForm {
    then: String,
    code: String,
    note: String,
}

/// The id in an address; what is no id is no page.
pub(super) fn id(text: &str) -> Result<Id, Refusal> {
    text.parse().map_err(|_| Refusal::new("not-found"))
}

/// The sentence about what was just done.
pub(super) fn named_flash(l: &Locale, done: &str) -> Option<String> {
    let key = match done {
        "saved" => "check-saved",
        "decided" => "check-decided",
        "paper-registered" => "copy-registered",
        "paper-judged" => "copy-judged",
        "paper-scanned" => "copy-scanned",
        _ => return None,
    };
    Some(l.t(key).to_owned())
}

/// An application for samples of other rooms.
pub(super) fn sample_case() -> crate::actions::application::CaseFile {
    sample::case(kexiang_core::application::State::Submitted)
}

pub(super) fn address(association: &str, application: &str) -> String {
    format!("/associations/{association}/applications/{application}/check")
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let file = check::open(&app, &visitor.ctx(), &association, id(&application)?).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = named_flash(visitor.l, &asked.done);
    page::show(&CheckPage::of(shell, &file))
}

/// Saves the judgements; then stays, or goes on to the page of a decision.
async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let id = id(&application)?;
    let typed = form::judgements(&pairs);
    let then = pairs.iter().find(|(name, _)| name == "then").map_or("", |(_, value)| value.as_str());
    let base = address(&association, &application);
    match check::judge(&app, &visitor.ctx(), &association, id, typed.clone()).await {
        Ok(()) if then.is_empty() || then == "save" => Ok(see_other(&format!("{base}?done=saved"))),
        Ok(()) => Ok(see_other(&format!("{base}/decision?then={}", form::known(then)))),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let file = check::open(&app, &visitor.ctx(), &association, id).await?;
            let mut page = CheckPage::of(Shell::within(&app, &visitor, &association), &file);
            page.view.overlay(&typed);
            page.problem =
                Some((visitor.l.refusal(&refusal).message, refusal.at.clone().unwrap_or_default()));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

async fn add_defect(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application)): Path<(String, String)>,
    Form(form): Form<DefectForm>,
) -> Answer {
    let ctx = visitor.ctx();
    let id = id(&application)?;
    let file = check::open(&app, &ctx, &association, id).await?;
    let mut defects = file.defects.clone();
    defects.push(form::defect(&file, &form.field, &form.problem, &form.demand, &form.clause));
    check::put_defects(&app, &ctx, &association, id, defects).await?;
    Ok(see_other(&format!("{}?done=saved#defects", address(&association, &application))))
}

async fn remove_defect(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application)): Path<(String, String)>,
    Form(form): Form<DefectForm>,
) -> Answer {
    let ctx = visitor.ctx();
    let id = id(&application)?;
    let file = check::open(&app, &ctx, &association, id).await?;
    if !file.may_judge {
        return Err(Refusal::new("not-permitted").with("action", Action::FormalCheck.code()).into());
    }
    let mut defects = file.defects;
    // The text goes along with its place, so that two people cannot remove each other's.
    let there = defects.get(form.n).is_some_and(|d| d.problem == form.problem);
    if !there {
        return Err(Refusal::new("changed-meanwhile").into());
    }
    defects.remove(form.n);
    check::put_defects(&app, &ctx, &association, id, defects).await?;
    Ok(see_other(&format!("{}#defects", address(&association, &application))))
}

async fn consider(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let file = check::open(&app, &visitor.ctx(), &association, id(&application)?).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&DecisionPage::of(shell, &file, form::known(&asked.then)))
}

async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application)): Path<(String, String)>,
    Form(form): Form<DecisionForm>,
) -> Answer {
    let ctx = visitor.ctx();
    let id = id(&application)?;
    let then = form::known(&form.then);
    let file = check::open(&app, &ctx, &association, id).await?;
    let decision = form::decision(then, file.is_target_check(), &form.code, &form.note);
    match check::decide(&app, &ctx, &association, id, decision).await {
        Ok(n) => {
            let base = address(&association, &application);
            Ok(see_other(&format!("{base}/records/{n}?done=decided")).into_response())
        }
        Err(Failure::Refused(refusal)) if !matches!(refusal.code.as_str(), "not-found" | "not-permitted") => {
            let mut page = DecisionPage::of(Shell::within(&app, &visitor, &association), &file, then);
            let text = visitor.l.refusal(&refusal);
            page.problem = Some([text.message, text.remedy].join(" "));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl CheckPage {
    fn of(shell: Shell, file: &CheckFile) -> Self {
        let l = shell.l;
        let view = CheckView::of(l, file);
        let mut case = file.case.clone();
        case.answers = file.answers.clone();
        let paper = FormView::of(l, &case, &[], &view.notice);
        CheckPage { l, shell, view, paper, problem: None }
    }
}

impl DecisionPage {
    fn of(shell: Shell, file: &CheckFile, then: &'static str) -> Self {
        let l = shell.l;
        let view = CheckView::of(l, file);
        let kind = match (then, file.is_target_check()) {
            ("pass", true) => "pass-targets",
            ("return", true) => "return-targets",
            (other, _) => other,
        };
        let names = then == "return";
        let defects = if names { check::collected(file) } else { Vec::new() };
        let due = file.correction_due.map(kexiang_core::time::long).unwrap_or_default();
        DecisionPage {
            title: l.word("check-decide", kind),
            say: l.tf(&format!("check-consequence-{kind}"), &[("due", &due), ("n", &defects.len())]),
            against: view::against(l, file, then, defects.len()),
            defects: defects.iter().map(|d| DefectView::of(l, file, d)).collect(),
            reasons: if then == "refuse" {
                REASONS.iter().map(|code| ((*code).to_owned(), l.word("check-reason", code))).collect()
            } else {
                Vec::new()
            },
            asks_note: matches!(then, "refuse" | "fail" | "reopen"),
            then,
            problem: None,
            view,
            l,
            shell,
        }
    }
}

impl Page for CheckPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |file: &CheckFile| CheckPage::of(Shell::sample(l), file);
        let mut wrong = page(&sample::check_file(false));
        wrong.problem = Some((l.refusal(&Refusal::new("reason-missing")).message, "two-per-unit".to_owned()));
        vec![page(&sample::check_file(false)), page(&sample::check_file(true)), wrong]
    }
}

impl Page for DecisionPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |targets, then| DecisionPage::of(Shell::sample(l), &sample::check_file(targets), then);
        let mut pages: Vec<_> = ["pass", "return", "refuse", "reopen"].map(|then| page(false, then)).into();
        pages.extend(["pass", "return", "fail"].map(|then| page(true, then)));
        pages[2].problem = Some(l.refusal(&Refusal::new("reason-missing")).message);
        pages
    }
}

crate::page!(CheckPage);
crate::page!(DecisionPage);
