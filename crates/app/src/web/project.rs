//! Projects from their founding on: the list of the office and of an organisation, one page per project that says whose turn
//! it is and what is missing, and the rooms of contract, money, expenses, changes and recoveries behind it.

mod change;
mod contract;
mod expense;
mod list;
mod money;
mod next;
pub(crate) mod paper;
pub(crate) mod parts;
mod recovery;
pub(crate) mod sample;

use askama::Template;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::handler::Handler as _;
use kexiang_core::change::State as ChangeState;
use kexiang_core::id::Id;
use kexiang_core::time;
use serde::Deserialize;

use super::layout::{NavItem, Shell};
use super::page::{self, Page};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::paper::LARGEST_SCAN;
use crate::actions::project::{self, ProjectFile};
use crate::locale::Locale;
use crate::state::App;
use kexiang_core::policy::{Action, Actor, Scope, may};
pub(super) use parts::Problem;
use parts::{Figure, Head, InstalmentRow};

pub(super) use self::address as project_address;
pub(crate) use contract::command_of as contract_command;
pub(super) use money::PaymentView;
pub(crate) use parts::Typed;
pub(super) use parts::flash;
pub(in crate::web) use recovery::notice_sheet as recovery_sheet;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/projects", list::own)
        .get("/associations/{association}/projects", list::office)
        .get("/associations/{association}/projects.xlsx", list::register)
        .get("/associations/{association}/projects/{id}", show)
        .get("/associations/{association}/projects/{id}/contract", contract::show)
        .post("/associations/{association}/projects/{id}/contract", contract::begin)
        .post("/associations/{association}/projects/{id}/contract/terms", contract::edit)
        .post("/associations/{association}/projects/{id}/contract/commands/{command}", contract::command)
        .post(
            "/associations/{association}/projects/{id}/contract/copies/{side}",
            contract::upload.layer(DefaultBodyLimit::max(LARGEST_SCAN + 64 * 1024)),
        )
        .get("/associations/{association}/projects/{id}/contract/{n}/copies/{side}", contract::copy)
        .get("/associations/{association}/projects/{id}/contract/{n}/contract.pdf", paper::pdf)
        .get("/associations/{association}/projects/{id}/contract/{n}/contract.docx", paper::docx)
        .get("/associations/{association}/projects/{id}/money", money::show)
        .post("/associations/{association}/projects/{id}/instalments/{n}/gate", money::gate)
        .post("/associations/{association}/projects/{id}/instalments/{n}/payment", money::request)
        .get("/associations/{association}/projects/{id}/expenses", expense::show)
        .get("/associations/{association}/projects/{id}/expenses.xlsx", expense::statement)
        .post("/associations/{association}/projects/{id}/expenses", expense::book)
        .post("/associations/{association}/projects/{id}/expenses/{expense}/reversal", expense::reverse)
        .get("/associations/{association}/projects/{id}/changes", change::show)
        .post("/associations/{association}/projects/{id}/changes", change::ask)
        .post("/associations/{association}/projects/{id}/changes/{change}/decision", change::decide)
        .get("/associations/{association}/projects/{id}/recoveries", recovery::show)
        .post("/associations/{association}/projects/{id}/recoveries", recovery::propose)
        .post("/associations/{association}/projects/{id}/recoveries/{order}/steps", recovery::step)
        .get("/associations/{association}/projects/{id}/recoveries/{order}/notice.pdf", recovery::notice)
}

/// Entries of the navigation: the office's projects, or those of one's organisations.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let office = association.filter(|a| may(actor, Action::ProjectView, &Scope::Association(a)).is_ok());
    match office {
        Some(a) => Some(NavItem::new(format!("/associations/{a}/projects"), "nav-projects")),
        None => (!actor.memberships.is_empty()).then(|| NavItem::new("/projects", "nav-own-projects")),
    }
}

/// One project.
#[derive(Template)]
#[template(path = "project/show.html")]
pub struct ProjectPage {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    figures: Vec<Figure>,
    /// Where the parts of the bar end, in per cent of the contract: paid, on the way, still to come.
    bar: [String; 3],
    bar_words: String,
    instalments: Vec<InstalmentRow>,
    contract: Option<ContractLine>,
    /// Name, promise and mark of the targets in force.
    targets: Vec<(String, String, String)>,
    /// Number, kind, state and reason of change requests.
    changes: Vec<(String, String, String, String)>,
    steps: Vec<StepLine>,
    problem: Option<Problem>,
}

/// The contract in a line.
pub struct ContractLine {
    number: String,
    state: String,
    colour: &'static str,
    ends: String,
}

/// A step of the timeline.
pub struct StepLine {
    at: String,
    what: String,
    words: String,
    who: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub done: String,
}

type At = Path<(String, Id)>;

pub(super) fn address(association: &str, id: Id) -> String {
    format!("/associations/{association}/projects/{id}")
}

/// Whether a refusal is shown on the page whose form was sent; the others have pages of their own.
pub(in crate::web) fn stays(code: &str) -> bool {
    !matches!(code, "not-found" | "not-permitted" | "not-signed-in")
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let file = project::view(&app, &visitor.ctx(), &association, id).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = parts::flash(visitor.l, &asked.done);
    page::show(&ProjectPage::of(shell, &file, &visitor.actor))
}

impl ProjectPage {
    fn of(shell: Shell, file: &ProjectFile, actor: &Actor) -> Self {
        let l = shell.l;
        let terms = file.in_force().or(file.contract()).map(|c| &c.terms);
        let targets = terms.map_or(&file.project.frozen.targets, |t| &t.targets);
        let target = |t: &kexiang_core::project::Target| {
            let mark = t.mark.as_ref().map(|m| format!("{}{}{}", m.op.sign(), m.value, m.unit));
            (t.name.clone(), t.promise.clone(), mark.unwrap_or_default())
        };
        let (bar, bar_words) = parts::bar(l, file);
        ProjectPage {
            head: Head::of(l, file, actor, "overview"),
            figures: parts::figures(l, file),
            bar,
            bar_words,
            instalments: parts::instalments(l, file, actor),
            contract: file.contract().map(|c| ContractLine {
                number: c.number.clone(),
                state: l.word("contract-state", c.state.code()),
                colour: parts::contract_colour(c.state),
                ends: time::long_date(c.terms.ends_on),
            }),
            targets: targets.iter().map(target).collect(),
            changes: file
                .changes
                .iter()
                .rev()
                .map(|c| {
                    let state = l.word("change-state", c.state.code());
                    (c.number.clone(), l.word("change-kind", c.detail.kind()), state, c.reason.clone())
                })
                .collect(),
            steps: file.steps.iter().rev().map(|s| StepLine::of(l, s)).collect(),
            problem: None,
            l,
            shell,
        }
    }
}

impl StepLine {
    fn of(l: &Locale, s: &kexiang_store::project::Step) -> Self {
        StepLine {
            at: time::short(s.at),
            what: l.word("project-step", &s.command),
            words: s.reason.clone(),
            who: s.actor.clone(),
        }
    }
}

/// Waiting change requests count towards the office's work.
pub(super) fn waits(file: &ProjectFile) -> bool {
    file.changes.iter().any(|c| c.state == ChangeState::Submitted)
}

/// Loads a project for a page of it.
pub(super) async fn load(
    app: &App,
    visitor: &Visitor,
    association: &str,
    id: Id,
) -> Result<(Shell, ProjectFile), Failure> {
    let file = project::view(app, &visitor.ctx(), association, id).await?;
    Ok((Shell::within(app, visitor, association), file))
}

impl Page for ProjectPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |file: &ProjectFile, actor: &Actor| ProjectPage::of(Shell::sample(l), file, actor);
        let office = sample::office();
        vec![
            page(&sample::founded(), &office),
            page(&sample::running(), &office),
            page(&sample::held(), &office),
            page(&sample::running(), &sample::member()),
        ]
    }
}

crate::page!(ProjectPage);
