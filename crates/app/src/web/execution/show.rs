//! The work of a project at a glance: how far every indicator is and what is missing, activities, achievements, mid-term.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;

use super::mid_term::MidTermView;
use super::parts::{AchievementRow, ActivityRow, BarView, flash, percent};
use crate::actions::execution::{self, Execution};
use crate::actions::project::ProjectFile;
use crate::locale::{Locale, progress};
use crate::sheet;
use crate::state::App;
use crate::web::error::status;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};
use crate::web::panel::paper::pdf;
use crate::web::project::parts::{Head, Problem, Typed};
use crate::web::project::{Asked, At};
use crate::web::{Answer, Visitor};

/// The work of a project.
#[derive(Template)]
#[template(path = "execution/show.html")]
pub struct ExecutionPage {
    pub(super) l: &'static Locale,
    pub(super) shell: Shell,
    pub(super) head: Head,
    /// 指标完成率 in per cent.
    completion: String,
    met: String,
    held: usize,
    people: i64,
    waiting: usize,
    bars: Vec<BarView>,
    activities: Vec<ActivityRow>,
    achievements: Vec<AchievementRow>,
    pub(super) mid_term: Option<MidTermView>,
    /// Whether the person may record activities and achievements now.
    records: bool,
    pub(super) typed: Typed,
    pub(super) problem: Option<Problem>,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let (file, done) = execution::view(&app, &visitor.ctx(), &association, id).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = flash(visitor.l, &asked.done);
    page::show(&ExecutionPage::of(shell, &file, &done, &visitor.actor))
}

/// The page again with a refusal on it and what was typed.
pub(super) async fn again(
    app: &App,
    visitor: &Visitor,
    (association, id): (&str, kexiang_core::id::Id),
    refusal: &Refusal,
    typed: Typed,
) -> Answer {
    let (file, done) = execution::view(app, &visitor.ctx(), association, id).await?;
    let shell = Shell::within(app, visitor, association);
    let mut page = ExecutionPage::of(shell, &file, &done, &visitor.actor);
    page.problem = Some(Problem::on(visitor.l, &file, refusal));
    page.typed = typed;
    page::show_as(status(refusal), &page)
}

/// The table of results (指标完成情况表) as it stands today.
pub(super) async fn results(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let (file, done) = execution::view(&app, &visitor.ctx(), &association, id).await?;
    let p = &file.project;
    let name = format!("{}　{}　{}", p.number, p.title, p.organisation_name);
    let title = format!("{}_{}", p.number, visitor.l.t("sheet-results"));
    pdf(sheet::results(visitor.l, &name, &done.rows), &visitor, &title).await
}

impl ExecutionPage {
    pub(super) fn of(shell: Shell, file: &ProjectFile, done: &Execution, actor: &Actor) -> Self {
        let l = shell.l;
        let today = time::beijing_date(shell.now);
        let can = |action| may(actor, action, &Scope::Project(&file.scope())).is_ok();
        let counting = || done.activities.iter().filter(|k| k.activity.state.counts());
        let unseen =
            done.activities.iter().filter(|k| k.activity.state == kexiang_core::activity::State::Held);
        let reported = |k: &&kexiang_store::achievement::Kept| {
            k.achievement.state == kexiang_core::achievement::State::Reported
        };
        let met = done.rows.iter().filter(|r| r.met).count();
        let activity = |k| ActivityRow::of(l, file, k, today);
        ExecutionPage {
            head: Head::of(l, file, actor, "execution"),
            completion: percent(done.completion()),
            met: format!("{met} / {}", done.rows.len()),
            held: counting().count(),
            people: counting().map(|k| k.activity.attendance.people()).sum(),
            waiting: unseen.count() + done.achievements.iter().filter(reported).count(),
            bars: BarView::all(l, file, &done.rows),
            activities: done.activities.iter().rev().map(activity).collect(),
            achievements: done.achievements.iter().rev().map(|k| AchievementRow::of(l, file, k)).collect(),
            mid_term: execution::is_wanted(file).then(|| MidTermView::of(l, file, actor)),
            records: can(Action::ActivityRecord) && execution::recordable(file).is_ok(),
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        }
    }

    /// The completion in a sentence.
    fn said(&self) -> String {
        self.l.tf("execution-completion", &[("percent", &self.completion), ("met", &self.met)])
    }
}

impl Page for ExecutionPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        use crate::web::project::sample as projects;
        let page = |file: &ProjectFile, done: &Execution, actor: &Actor| {
            ExecutionPage::of(Shell::sample(l), file, done, actor)
        };
        let (office, member) = (projects::office(), projects::member());
        let mut wrong = page(&projects::running(), &sample::done(), &member);
        wrong.problem = Some(Problem::on(l, &projects::running(), &Refusal::new("mid-term-standing")));
        let mut all = vec![
            page(&projects::founded(), &sample::nothing(), &member),
            page(&projects::running(), &sample::done(), &office),
            page(&projects::running(), &sample::done(), &member),
            wrong,
        ];
        for state in kexiang_core::inspection::State::ALL {
            let file = sample::with_mid_term(state);
            all.extend([page(&file, &sample::done(), &office), page(&file, &sample::done(), &member)]);
        }
        all
    }
}

crate::page!(ExecutionPage);

/// The bars of a project as HTML-ready views, for its first page.
pub(crate) fn bars(l: &'static Locale, file: &ProjectFile, done: &Execution) -> (Vec<BarView>, String) {
    (BarView::all(l, file, &done.rows), progress::completion(l, &done.rows))
}
