//! Change requests: what may be changed, how far, what waits, what was decided (L09).

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::change::{Detail, State as Stage};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::change::Change;

use super::parts::{self, Head, Problem, Typed};
use super::{Asked, At, address, load, stays};
use crate::actions::project::{self, ProjectFile};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::{Answer, Failure, Visitor};

/// The change requests of a project.
#[derive(Template)]
#[template(path = "project/changes.html")]
pub struct ChangesPage {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    rows: Vec<ChangeView>,
    /// Whether the person may ask now; `waiting` says that one is before the office already.
    asks: bool,
    waiting: bool,
    decides: bool,
    /// Whether the person may take the open request back.
    withdraws: bool,
    /// The notice's words on changes.
    clause: Option<(String, String)>,
    leader: String,
    joint: String,
    ends_on: String,
    sections: Vec<(String, String)>,
    /// Id, name and promise of the targets.
    targets: Vec<(String, String, String)>,
    /// Id, name, budget and what was spent of it, in 元.
    budget: Vec<(String, String, String, String)>,
    typed: Typed,
    problem: Option<Problem>,
}

/// A request.
pub struct ChangeView {
    id: String,
    number: String,
    kind: String,
    state: String,
    colour: &'static str,
    /// What it is and what it is to be, line by line.
    was: String,
    then: String,
    from: String,
    reason: String,
    asked: String,
    decided: String,
    decision: String,
    open: bool,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let (mut shell, file) = load(&app, &visitor, &association, id).await?;
    shell.flash = parts::flash(visitor.l, &asked.done);
    page::show(&ChangesPage::of(shell, &file, &visitor.actor))
}

pub(super) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let request = detail(&typed).and_then(|d| Ok((d, typed.get("reason").to_owned(), typed.date("from")?)));
    let outcome = match request {
        Ok(request) => project::ask_change(&app, &visitor.ctx(), &association, id, request).await.map(|_| ()),
        Err(refusal) => {
            load(&app, &visitor, &association, id).await?.1.permit(&visitor.ctx(), Action::ChangeAsk)?;
            Err(refusal.into())
        }
    };
    back(&app, &visitor, (&association, id), outcome, "asked", typed).await
}

/// What the form asks for.
fn detail(typed: &Typed) -> Result<Detail, Refusal> {
    let text = |name: &str| typed.get(name).trim().to_owned();
    Ok(match typed.get("kind") {
        "person" => Detail::Person { leader: text("leader") },
        "partner" => {
            let names = text("joint");
            let names = names.split(['、', '，', ',', '\n']).map(str::trim).filter(|n| !n.is_empty());
            Detail::Partner { joint: names.map(str::to_owned).collect() }
        }
        "content" => Detail::Content { section: text("section"), text: text("text") },
        "target" => Detail::Target { target: text("target"), promise: text("promise") },
        "budget" => {
            let sums = typed.0.iter().filter_map(|(name, value)| Some((name.strip_prefix("sum.")?, value)));
            let sum = |(category, value): (&str, &String)| {
                let sum = Fen::parse_yuan(value).map_err(|_| Refusal::new("sum-form").at("budget"))?;
                Ok((category.to_owned(), sum))
            };
            Detail::Budget { sums: sums.map(sum).collect::<Result<_, Refusal>>()? }
        }
        "extension" => Detail::Extension { until: typed.date("until")? },
        "termination" => Detail::Termination,
        _ => return Err(Refusal::new("change-kind").at("kind")),
    })
}

pub(super) async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, request)): Path<(String, Id, Id)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let to = Stage::from_code(typed.get("verdict")).ok_or_else(|| Refusal::new("bad-form"))?;
    let said = (to, typed.get("words"));
    let outcome = project::decide_change(&app, &visitor.ctx(), &association, id, request, said).await;
    back(&app, &visitor, (&association, id), outcome, to.code(), typed.clone()).await
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
        Ok(()) => Ok(see_other(&format!("{}/changes?done={done}", address(association, id)))),
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let (shell, file) = load(app, visitor, association, id).await?;
            let mut page = ChangesPage::of(shell, &file, &visitor.actor);
            page.problem = Some(Problem::on(visitor.l, &file, &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl ChangesPage {
    fn of(shell: Shell, file: &ProjectFile, actor: &Actor) -> Self {
        let l = shell.l;
        let can = |action| may(actor, action, &Scope::Project(&file.scope())).is_ok();
        let terms = file.in_force().map(|c| &c.terms);
        let waiting = super::waits(file);
        let line = |line: &kexiang_store::expense::Line| {
            let name = file.programme.budget.category(&line.category).map_or("", |c| c.name.as_str());
            (line.category.clone(), name.to_owned(), line.budget.yuan_plain(), line.spent.yuan())
        };
        let lines = file.lines.iter().filter(|line| !line.category.is_empty());
        let clause = file.programme.changes.as_ref().map(|c| &c.clause);
        ChangesPage {
            head: Head::of(l, file, actor, "changes"),
            rows: file.changes.iter().rev().map(|c| ChangeView::of(l, file, c)).collect(),
            asks: can(Action::ChangeAsk) && terms.is_some() && !waiting && !file.project.state.is_over(),
            waiting,
            decides: can(Action::ChangeDecide),
            withdraws: can(Action::ChangeAsk),
            clause: clause.map(|c| (c.says.clone(), parts::place(c, parts::notice(file)))),
            leader: terms.map(|t| t.leader.clone()).unwrap_or_default(),
            joint: terms.map(|t| t.joint.join("、")).unwrap_or_default(),
            ends_on: terms.map(|t| t.ends_on.to_string()).unwrap_or_default(),
            sections: terms
                .map(|t| t.sections.iter().map(|s| (s.title.clone(), s.text.clone())).collect())
                .unwrap_or_default(),
            targets: terms
                .map(|t| {
                    t.targets.iter().map(|t| (t.id.clone(), t.name.clone(), t.promise.clone())).collect()
                })
                .unwrap_or_default(),
            budget: lines.map(line).collect(),
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        }
    }

    fn kinds(&self) -> [&'static str; 7] {
        Detail::KINDS
    }
}

impl ChangeView {
    fn of(l: &Locale, file: &ProjectFile, c: &Change) -> Self {
        let (was, then) = differences(file, c);
        ChangeView {
            id: c.id.to_string(),
            number: c.number.clone(),
            kind: l.word("change-kind", c.detail.kind()),
            state: l.word("change-state", c.state.code()),
            colour: match c.state {
                Stage::Submitted => "straw",
                Stage::Approved => "green",
                Stage::Refused => "red",
                Stage::Withdrawn => "plain",
            },
            was,
            then,
            from: time::long_date(c.effective_on),
            reason: c.reason.clone(),
            asked: format!("{} {}", c.asked_by, time::short(c.asked_at)),
            decided: c
                .decided_at
                .map(|at| format!("{} {}", c.decided_by, time::short(at)))
                .unwrap_or_default(),
            decision: c.decision.clone(),
            open: c.state == Stage::Submitted,
        }
    }
}

/// What the contract said before the request, and what the request wants: an approved request is the basis of the version
/// after it, so the version before that one is what it changed.
fn differences(file: &ProjectFile, c: &Change) -> (String, String) {
    let basis = file.contracts.iter().find(|v| v.terms.basis == c.number).map(|v| v.version);
    let before = file.contracts.iter().find(|v| basis.is_none_or(|n| v.version < n)).map(|v| &v.terms);
    let Some(before) = before else { return (String::new(), String::new()) };
    match &c.detail {
        Detail::Person { leader } => (before.leader.clone(), leader.clone()),
        Detail::Partner { joint } => (before.joint.join("、"), joint.join("、")),
        Detail::Content { section, text } => {
            let old = before.sections.iter().find(|s| s.title == *section);
            (format!("{section}：{}", old.map_or("", |s| &s.text)), format!("{section}：{text}"))
        }
        Detail::Target { target, promise } => {
            let old = before.targets.iter().find(|t| t.id == *target);
            let name = old.map_or(target.as_str(), |t| &t.name);
            (format!("{name}：{}", old.map_or("", |t| &t.promise)), format!("{name}：{promise}"))
        }
        Detail::Budget { sums } => {
            let grant = file.programme.budget.grant_source().map(|s| s.id.as_str()).unwrap_or_default();
            let name = |id: &str| file.programme.budget.category(id).map_or(id, |c| &c.name).to_owned();
            let of = |id: &str| {
                let lines = before.budget.iter().filter(|b| b.category == id);
                lines.filter_map(|b| b.sums.get(grant).copied()).sum::<Fen>()
            };
            let moved: Vec<_> = sums.iter().filter(|(id, sum)| of(id) != *sum).collect();
            let list = |sum: &dyn Fn(&(String, Fen)) -> Fen| {
                let all = moved.iter().map(|m| format!("{} {}", name(&m.0), sum(m).yuan()));
                all.collect::<Vec<_>>().join("；")
            };
            (list(&|m| of(&m.0)), list(&|m| m.1))
        }
        Detail::Extension { until } => (time::long_date(before.ends_on), time::long_date(*until)),
        Detail::Termination => (String::new(), String::new()),
    }
}

impl Page for ChangesPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        let page = |file: &ProjectFile, actor: &Actor| ChangesPage::of(Shell::sample(l), file, actor);
        let mut wrong = page(&sample::running(), &sample::member());
        wrong.problem = Some(Problem::on(l, &sample::running(), &Refusal::new("change-kind").at("kind")));
        vec![
            page(&sample::founded(), &sample::office()),
            page(&sample::running(), &sample::office()),
            page(&sample::running(), &sample::member()),
            wrong,
        ]
    }
}

crate::page!(ChangesPage);
