//! The page of an inspection: where it stands, what was found, what is to be put right until when, what follows.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::inspection::State as Stage;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::time;
use kexiang_store::visit::Side;
use serde::Deserialize;

use crate::actions::inspection::{self, InspectionFile};
use crate::locale::Locale;
use crate::state::App;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};
use crate::web::paper::scan_answer;
use crate::web::project::{Problem, Typed, parts, project_address};
use crate::web::{Answer, Visitor};

/// An inspection.
#[derive(Template)]
#[template(path = "inspection/show.html")]
pub struct InspectionPage {
    l: &'static Locale,
    shell: Shell,
    pub(super) base: String,
    list: String,
    number: String,
    kind: String,
    title: String,
    organisation: String,
    project: (String, String),
    state: String,
    tone: &'static str,
    say: String,
    turn: String,
    due: String,
    planned: String,
    basis: String,
    draw: String,
    visited: String,
    inspectors: String,
    place: String,
    /// What was found, and whether it is wrong.
    findings: Vec<(String, bool)>,
    items: Vec<String>,
    answer: String,
    verdict: String,
    holds: bool,
    barred: bool,
    clause: Option<(String, String)>,
    /// Address, name, who and when: the office's, then the organisation's.
    files: [Vec<(String, String, String)>; 2],
    /// When, what, words, who; the last first.
    steps: Vec<(String, String, String, String)>,
    may: May,
    /// What the forms propose.
    draft: Draft,
    pub(super) typed: Typed,
    pub(super) problem: Option<Problem>,
}

/// What the person may do now.
struct May {
    record: bool,
    conclude: bool,
    order: bool,
    cancel: bool,
    answer: bool,
    upload: bool,
    lift: bool,
}

/// What stands in the forms before anything is typed.
struct Draft {
    visited: String,
    inspectors: String,
    found: String,
    wrong: String,
    due: String,
}

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let file = inspection::view(&app, &visitor.ctx(), &association, id).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = super::flash(visitor.l, &asked.done);
    page::show(&InspectionPage::of(shell, &file, &visitor.actor))
}

pub(super) async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, sha256)): Path<(String, Id, String)>,
) -> Answer {
    Ok(scan_answer(inspection::open_file(&app, &visitor.ctx(), &association, id, &sha256).await?))
}

impl InspectionPage {
    pub(super) fn of(shell: Shell, file: &InspectionFile, actor: &Actor) -> Self {
        let l = shell.l;
        let (i, v, p) = (&file.inspection, &file.visit, &file.project.project);
        let day = |d: Option<jiff::civil::Date>| d.map(time::long_date).unwrap_or_default();
        let office = may(actor, Action::ProjectView, &Scope::Association(&i.association)).is_ok();
        let base = inspection::address(i);
        let said = file.visit.clause.as_ref().or(file.clause());
        let notice = parts::notice(&file.project);
        let files = |side: Side| {
            let of = file.files.iter().filter(|f| f.side == side);
            of.map(|f| {
                let who = format!("{} {}", f.by, time::short(f.at));
                (format!("{base}/files/{}", f.sha256), f.name.clone(), who)
            })
            .collect()
        };
        InspectionPage {
            list: if office {
                format!("/associations/{}/inspections", i.association)
            } else {
                "/inspections".into()
            },
            number: v.number.clone(),
            kind: l.word("inspection-kind", i.kind.code()),
            title: p.title.clone(),
            organisation: p.organisation_name.clone(),
            project: (project_address(&p.association, p.id), p.number.clone()),
            state: l.word("inspection-state", i.state.code()),
            tone: tone(i.state),
            say: l.word("inspection-say", i.state.code()),
            turn: l.word("inspection-turn", turn(i.state)),
            due: if i.state == Stage::Remedy { day(i.remedy_due) } else { String::new() },
            planned: time::long_date_with_weekday(i.planned_on),
            basis: i.basis.clone(),
            draw: i.draw.map(|d| format!("/associations/{}/draws/{d}", i.association)).unwrap_or_default(),
            visited: day(v.visited_on),
            inspectors: v.inspectors.join("、"),
            place: v.place.clone(),
            findings: v.findings.iter().map(|f| (f.what.clone(), f.wrong)).collect(),
            items: i.items.clone(),
            answer: i.answer.clone(),
            verdict: i.finding.clone(),
            holds: v.holds,
            barred: v.bar.is_some(),
            clause: said.map(|c| (c.says.clone(), parts::place(c, notice))),
            files: [files(Side::Office), files(Side::Organisation)],
            steps: file
                .steps
                .iter()
                .rev()
                .map(|s| {
                    let until =
                        s.due_on.map(|d| format!("（{} {}）", l.t("inspection-due"), time::long_date(d)));
                    let words = format!("{}{}", s.words, until.unwrap_or_default());
                    (time::short(s.at), l.word("inspection-step", &s.command), words, s.by.clone())
                })
                .collect(),
            may: May::of(file, actor),
            draft: Draft::of(file, &shell, actor),
            typed: Typed::default(),
            problem: None,
            base,
            l,
            shell,
        }
    }
}

impl May {
    fn of(file: &InspectionFile, actor: &Actor) -> Self {
        let can = |action| may(actor, action, &Scope::Project(&file.project.scope())).is_ok();
        let state = file.inspection.state;
        let office = can(Action::InspectionManage);
        let open = !state.is_over();
        let seen = file.visit.visited_on.is_some();
        let remedy = state == Stage::Remedy;
        May {
            record: office && open,
            conclude: office && open && seen,
            order: office && open && seen && !remedy,
            cancel: office && state == Stage::Planned,
            answer: remedy && can(Action::AcceptanceApply),
            upload: open && (office || (remedy && can(Action::ActivityRecord))),
            lift: office && !open && file.visit.holds,
        }
    }
}

impl Draft {
    fn of(file: &InspectionFile, shell: &Shell, actor: &Actor) -> Self {
        let v = &file.visit;
        let today = time::beijing_date(shell.now);
        let due = today.checked_add(jiff::Span::new().days(15)).unwrap_or(today);
        let lines = |wrong: bool| {
            let of = v.findings.iter().filter(|f| f.wrong == wrong).map(|f| f.what.as_str());
            of.collect::<Vec<_>>().join("\n")
        };
        Draft {
            visited: v.visited_on.unwrap_or(today).to_string(),
            inspectors: if v.inspectors.is_empty() { actor.name.clone() } else { v.inspectors.join("、") },
            found: lines(false),
            wrong: lines(true),
            due: due.to_string(),
        }
    }
}

/// Whose turn it is.
fn turn(state: Stage) -> &'static str {
    match state {
        Stage::Remedy => "organisation",
        Stage::Passed | Stage::Failed | Stage::Cancelled => "nobody",
        Stage::Planned | Stage::Reported | Stage::Remedied => "office",
    }
}

fn tone(state: Stage) -> &'static str {
    match state {
        Stage::Planned => "draft",
        Stage::Reported | Stage::Remedied => "checking",
        Stage::Remedy => "returned",
        Stage::Passed => "passed",
        Stage::Failed => "refused",
        Stage::Cancelled => "withdrawn",
    }
}

impl Page for InspectionPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use crate::web::project::sample::{member, office};
        let page = |file: &InspectionFile, actor: &Actor| InspectionPage::of(Shell::sample(l), file, actor);
        let mut wrong = page(&super::sample::planned(), &office());
        let refusal = kexiang_core::refusal::Refusal::new("visit-findings").at("findings");
        wrong.problem = Some(Problem::of(l, "", &refusal));
        vec![
            page(&super::sample::planned(), &office()),
            page(&super::sample::remedy(), &office()),
            page(&super::sample::remedy(), &member()),
            page(&super::sample::failed(), &office()),
            wrong,
        ]
    }
}

crate::page!(InspectionPage);
