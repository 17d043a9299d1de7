//! An expert's invitations and reviews.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::review::{MemberState, PanelState};
use kexiang_core::time;

use super::{Asked, Said, base};
use crate::actions::review::{self, Task};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, see_other};
use crate::web::panel::words;
use crate::web::{Answer, Failure, Visitor};

/// Invitations and reviews of the expert.
#[derive(Template)]
#[template(path = "review/list.html")]
pub struct ReviewsPage {
    pub(super) l: &'static Locale,
    pub(super) shell: Shell,
    pub(super) tasks: Vec<TaskView>,
    /// Addresses of the accounts for fees, with the association that pays.
    pub(super) accounts: Vec<(String, String)>,
    pub(super) problem: Option<String>,
}

/// A panel the expert was asked to.
pub struct TaskView {
    pub(super) base: String,
    pub(super) panel: String,
    pub(super) call: String,
    /// `invited`, `letter`, `waits`, `work`, `over`.
    pub(super) stage: &'static str,
    pub(super) state: MemberState,
    pub(super) seat: String,
    pub(super) due: String,
    pub(super) count: usize,
    pub(super) done: usize,
    pub(super) letter: Vec<String>,
    pub(super) reviews: Vec<(String, String, String, bool)>,
}

/// The words of the commitment letter, a paragraph each; their hash is signed.
pub(crate) fn letter(l: &Locale) -> Vec<String> {
    ["letter-fair", "letter-secret", "letter-conflict", "letter-contact", "letter-copy"]
        .map(|key| l.t(key).to_owned())
        .into()
}

pub(super) async fn list(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let tasks = review::mine(&app, &visitor.ctx()).await?;
    let mut shell = Shell::new(&app, &visitor);
    let known = ["answered", "signed", "submitted", "declared", "imported"];
    shell.flash = known.contains(&asked.done.as_str()).then(|| visitor.l.word("review-done", &asked.done));
    page::show(&ReviewsPage::of(shell, &tasks).with_accounts(&app, &tasks))
}

pub(super) async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel)): Path<(String, Id)>,
    Form(said): Form<Said>,
) -> Answer {
    let choice = (said.accept == "1", said.reason.as_str());
    let outcome = review::answer(&app, &visitor.ctx(), &association, panel, choice).await;
    back(&app, &visitor, outcome, "answered").await
}

pub(super) async fn sign(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel)): Path<(String, Id)>,
) -> Answer {
    let words = letter(visitor.l).join("\n");
    let outcome = review::sign_letter(&app, &visitor.ctx(), &association, panel, &words).await;
    back(&app, &visitor, outcome, "signed").await
}

/// Back to the list, with what was done or with why not.
pub(super) async fn back(app: &App, visitor: &Visitor, outcome: Result<(), Failure>, done: &str) -> Answer {
    match outcome {
        Ok(()) => Ok(see_other(&format!("/reviews?done={done}"))),
        Err(Failure::Refused(refusal)) if !matches!(refusal.code.as_str(), "not-found" | "not-signed-in") => {
            let tasks = review::mine(app, &visitor.ctx()).await?;
            let mut page = ReviewsPage::of(Shell::new(app, visitor), &tasks).with_accounts(app, &tasks);
            page.problem = Some(words(visitor.l, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl ReviewsPage {
    pub(super) fn of(shell: Shell, tasks: &[Task]) -> Self {
        let l = shell.l;
        let tasks = tasks.iter().map(|t| TaskView::of(l, t)).collect();
        ReviewsPage { l, tasks, accounts: Vec::new(), problem: None, shell }
    }

    /// Names the associations whose panels the expert accepted: they pay fees.
    fn with_accounts(mut self, app: &App, tasks: &[Task]) -> Self {
        let paid = tasks.iter().filter(|t| t.member.state == MemberState::Accepted);
        let codes: BTreeSet<&str> = paid.map(|t| t.panel.association.as_str()).collect();
        let name = |code: &str| app.association(code).map(|a| a.name).unwrap_or_default();
        self.accounts = codes.iter().map(|c| (format!("/reviews/{c}/account"), name(c))).collect();
        self
    }
}

impl TaskView {
    fn of(l: &Locale, task: &Task) -> Self {
        let p = &task.panel;
        let address = |id: Id| base(&p.association, p.id, id);
        let stage = match (task.member.state, task.member.letter_at, p.state) {
            (_, _, PanelState::Revealed) | (MemberState::Declined | MemberState::Replaced, ..) => "over",
            (MemberState::Invited, ..) => "invited",
            (MemberState::Accepted, None, _) => "letter",
            (MemberState::Accepted, Some(_), PanelState::Forming) => "waits",
            (MemberState::Accepted, Some(_), PanelState::Open) => "work",
        };
        let due = p.due_on.parse::<jiff::civil::Date>();
        TaskView {
            base: format!("/reviews/{}/{}", p.association, p.id),
            panel: p.name.clone(),
            call: task.call.clone(),
            stage,
            state: task.member.state,
            seat: l.word("expert-kind", task.member.seat.code()),
            due: due.map_or_else(|_| l.t("panel-no-due").to_owned(), time::long_date_with_weekday),
            count: task.count,
            done: task.reviews.iter().filter(|(_, _, r)| r.state == "submitted").count(),
            letter: if stage == "letter" { letter(l) } else { Vec::new() },
            reviews: task
                .reviews
                .iter()
                .map(|(id, title, r)| {
                    let done = r.state == "submitted";
                    let said = match (done, r.scores.len()) {
                        (true, _) => l.t("review-submitted").to_owned(),
                        (false, 0) => l.t("review-not-begun").to_owned(),
                        (false, n) => l.tf("review-begun", &[("n", &n)]),
                    };
                    (address(*id), title.clone(), said, done)
                })
                .collect(),
        }
    }
}
