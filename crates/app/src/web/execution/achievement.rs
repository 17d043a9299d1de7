//! An achievement: reported with its file, shown with what was read from it, put right, confirmed or not counted.

mod fields;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use futures::TryStreamExt as _;
use kexiang_core::achievement::{Command, State as Stage};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::achievement::Kept;

use self::fields::{Asks, documents, draft_of, facts, indicators, spoken};
use super::answer;
use super::parts::{achievement_colour, extent, flash};
use crate::actions::execution::{self, AchievementDraft};
use crate::actions::project::ProjectFile;
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::{Form, damaged};
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::project::parts::{Head, Problem, Typed};
use crate::web::project::{Asked, At, load, project_address, stays};
use crate::web::{Answer, Failure, Visitor};

/// An achievement, or the form for a new one.
#[derive(Template)]
#[template(path = "execution/achievement.html")]
pub struct AchievementPage {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    /// Where the form is sent, and under which the file and the commands lie.
    here: String,
    fresh: bool,
    state: String,
    colour: &'static str,
    reason: String,
    entered: String,
    file: String,
    sha256: String,
    extent: String,
    found: Vec<String>,
    /// What of what was typed is shown where nobody may change it.
    facts: Vec<(String, String)>,
    draft: AchievementDraft,
    on: String,
    indicators: Vec<(String, String, bool)>,
    documents: Vec<(String, String, bool)>,
    /// Whether any indicator is a percentage, a number of organisations, a target in words.
    asks: Asks,
    edits: bool,
    confirms: bool,
    rejects: bool,
    typed: Typed,
    problem: Option<Problem>,
}

type AtAchievement = Path<(String, Id, Id)>;

pub(super) async fn blank(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let (shell, file) = load(&app, &visitor, &association, id).await?;
    file.permit(&visitor.ctx(), Action::ActivityRecord)?;
    execution::recordable(&file)?;
    let on = time::beijing_date(visitor.now);
    let draft = AchievementDraft { on: Some(on), number: 1, ..AchievementDraft::default() };
    page::show(&AchievementPage::new(shell, &file, &visitor.actor, draft))
}

pub(super) async fn report(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    mut form: Multipart,
) -> Answer {
    let (shell, file) = load(&app, &visitor, &association, id).await?;
    let ctx = visitor.ctx();
    file.permit(&ctx, Action::ActivityRecord)?;
    let (mut typed, mut made) = (Typed::default(), None);
    let mut outcome: Result<(), Failure> = Ok(());
    while let Some(part) = form.next_field().await.map_err(damaged)? {
        match part.file_name().map(str::to_owned) {
            // The texts stand before the file: what is wrong with them is said before the file is read.
            Some(name) if !name.is_empty() => {
                let source = Box::pin(part.into_stream());
                outcome = match reported(&app, &visitor, &association, id, &typed).await {
                    Ok(achievement) => {
                        made = Some(achievement);
                        execution::attach(&app, &ctx, &association, (id, achievement), &name, source).await
                    }
                    Err(failure) => Err(failure),
                };
                break;
            }
            Some(_) => {}
            None => {
                let name = part.name().unwrap_or_default().to_owned();
                typed.0.push((name, part.text().await.map_err(damaged)?));
            }
        }
    }
    if outcome.is_ok() && made.is_none() {
        match reported(&app, &visitor, &association, id, &typed).await {
            Ok(achievement) => made = Some(achievement),
            Err(failure) => outcome = Err(failure),
        }
    }
    match (outcome, made) {
        (Err(Failure::Refused(refusal)), None) if stays(&refusal.code) => {
            let mut page = AchievementPage::new(shell, &file, &visitor.actor, spoken(&typed));
            page.on = typed.get("on").to_owned();
            page.problem = Some(Problem::on(visitor.l, &file, &refusal));
            page::show_as(status(&refusal), &page)
        }
        (outcome, Some(made)) => {
            back(&app, &visitor, (&association, id, made), outcome, "report", Typed::default()).await
        }
        (Err(failure), None) => Err(failure),
        (Ok(()), None) => Err(Refusal::new("bad-form").into()),
    }
}

async fn reported(
    app: &App,
    visitor: &Visitor,
    association: &str,
    id: Id,
    typed: &Typed,
) -> Result<Id, Failure> {
    execution::report(app, &visitor.ctx(), association, id, draft_of(typed)?).await
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, achievement)): AtAchievement,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = flash(visitor.l, &asked.done);
    let (file, kept) = found(&app, &visitor, &association, (id, achievement)).await?;
    page::show(&AchievementPage::of(shell, &file, &visitor.actor, &kept))
}

async fn found(
    app: &App,
    visitor: &Visitor,
    association: &str,
    (id, achievement): (Id, Id),
) -> Result<(ProjectFile, Kept), Failure> {
    let (file, done) = execution::view(app, &visitor.ctx(), association, id).await?;
    let kept = done.achievements.into_iter().find(|k| k.achievement.id == achievement);
    Ok((file, kept.ok_or_else(|| Refusal::new("not-found"))?))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, achievement)): AtAchievement,
    mut form: Multipart,
) -> Answer {
    let ctx = visitor.ctx();
    let (file, _) = found(&app, &visitor, &association, (id, achievement)).await?;
    file.permit(&ctx, Action::ActivityRecord)?;
    let (mut typed, mut outcome, mut done) = (Typed::default(), None, "saved");
    let at = (id, achievement);
    while let Some(part) = form.next_field().await.map_err(damaged)? {
        match part.file_name().map(str::to_owned) {
            Some(name) if !name.is_empty() => {
                let source = Box::pin(part.into_stream());
                let written = written(&app, &visitor, &association, at, &typed).await;
                outcome = Some(match written {
                    Ok(()) => execution::attach(&app, &ctx, &association, at, &name, source).await,
                    Err(failure) => Err(failure),
                });
                done = "attached";
                break;
            }
            Some(_) => {}
            None => {
                let name = part.name().unwrap_or_default().to_owned();
                typed.0.push((name, part.text().await.map_err(damaged)?));
            }
        }
    }
    let outcome = match outcome {
        Some(outcome) => outcome,
        None => written(&app, &visitor, &association, at, &typed).await,
    };
    back(&app, &visitor, (&association, id, achievement), outcome, done, typed).await
}

async fn written(
    app: &App,
    visitor: &Visitor,
    association: &str,
    at: (Id, Id),
    typed: &Typed,
) -> Result<(), Failure> {
    execution::edit_achievement(app, &visitor.ctx(), association, at, draft_of(typed)?).await
}

pub(super) async fn command(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, achievement, word)): Path<(String, Id, Id, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    load(&app, &visitor, &association, id).await?;
    let command = command_of(&word, typed.get("reason"))?;
    let at = (id, achievement);
    let outcome = execution::command_achievement(&app, &visitor.ctx(), &association, at, command).await;
    back(&app, &visitor, (&association, id, achievement), outcome, &word, Typed::default()).await
}

/// A command by its word: `confirm`, `reject`, `replace`.
pub(crate) fn command_of(word: &str, reason: &str) -> Result<Command, Refusal> {
    match word {
        "confirm" => Ok(Command::Confirm),
        "reject" => Ok(Command::Reject { reason: reason.to_owned() }),
        "replace" => Ok(Command::Replace),
        _ => Err(Refusal::new("not-found")),
    }
}

pub(super) async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, achievement)): AtAchievement,
) -> Answer {
    Ok(answer::file(execution::file(&app, &visitor.ctx(), &association, (id, achievement)).await?))
}

async fn back(
    app: &App,
    visitor: &Visitor,
    (association, id, achievement): (&str, Id, Id),
    outcome: Result<(), Failure>,
    done: &str,
    typed: Typed,
) -> Answer {
    match outcome {
        Ok(()) => {
            let base = project_address(association, id);
            Ok(see_other(&format!("{base}/achievements/{achievement}?done={done}")))
        }
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let (file, kept) = found(app, visitor, association, (id, achievement)).await?;
            let shell = Shell::within(app, visitor, association);
            let mut page = AchievementPage::of(shell, &file, &visitor.actor, &kept);
            if !typed.0.is_empty() {
                page = page.with_typed(&typed, &file);
            }
            page.problem = Some(Problem::on(visitor.l, &file, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl AchievementPage {
    fn new(shell: Shell, file: &ProjectFile, actor: &Actor, draft: AchievementDraft) -> Self {
        let l = shell.l;
        let base = project_address(&file.project.association, file.project.id);
        AchievementPage {
            head: Head::of(l, file, actor, "execution"),
            here: format!("{base}/achievements"),
            fresh: true,
            state: String::new(),
            colour: "plain",
            reason: String::new(),
            entered: String::new(),
            file: String::new(),
            sha256: String::new(),
            extent: String::new(),
            found: Vec::new(),
            facts: Vec::new(),
            on: draft.on.map(|d| d.to_string()).unwrap_or_default(),
            indicators: indicators(file, &draft),
            documents: documents(file, &draft),
            asks: Asks::of(file),
            edits: true,
            confirms: false,
            rejects: false,
            typed: Typed::default(),
            problem: None,
            draft,
            l,
            shell,
        }
    }

    fn of(shell: Shell, file: &ProjectFile, actor: &Actor, kept: &Kept) -> Self {
        let a = &kept.achievement;
        let can = |action| may(actor, action, &Scope::Project(&file.scope())).is_ok();
        let records = can(Action::ActivityRecord) && execution::recordable(file).is_ok();
        let judges = can(Action::ActivityConfirm) && !file.project.state.is_over();
        let l = shell.l;
        let page = AchievementPage::new(shell, file, actor, AchievementDraft::of(a));
        AchievementPage {
            here: format!("{}/{}", page.here, a.id),
            fresh: false,
            state: l.word("achievement-state", a.state.code()),
            colour: achievement_colour(a.state),
            reason: kept.reason.clone(),
            entered: format!("{} {}", kept.entered_by, time::short(kept.entered_at)),
            file: a.file.0.clone(),
            sha256: a.file.1.clone(),
            extent: extent(l, a),
            found: [a.sections.clone(), a.labels.clone()].concat(),
            facts: facts(l, file, a),
            edits: records && matches!(a.state, Stage::Reported | Stage::Rejected),
            confirms: judges && matches!(a.state, Stage::Reported | Stage::Rejected),
            rejects: judges && matches!(a.state, Stage::Reported | Stage::Confirmed),
            ..page
        }
    }

    fn with_typed(self, typed: &Typed, file: &ProjectFile) -> Self {
        let draft = spoken(typed);
        AchievementPage {
            on: typed.get("on").to_owned(),
            indicators: indicators(file, &draft),
            documents: documents(file, &draft),
            draft,
            ..self
        }
    }

    /// The whole of a percentage as it is typed.
    fn whole(&self) -> String {
        self.draft.whole.map(|n| n.to_string()).unwrap_or_default()
    }
}

impl Page for AchievementPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        use crate::web::project::sample as projects;
        let file = projects::running();
        let page = |actor: &Actor, state| {
            let mut kept = sample::report();
            kept.achievement.state = state;
            kept.reason = "没有写明结论".into();
            AchievementPage::of(Shell::sample(l), &file, actor, &kept)
        };
        let mut all: Vec<_> = Stage::ALL
            .into_iter()
            .flat_map(|state| [page(&projects::office(), state), page(&projects::member(), state)])
            .collect();
        let draft = AchievementDraft { number: 1, ..AchievementDraft::default() };
        let mut wrong = AchievementPage::new(Shell::sample(l), &file, &projects::member(), draft);
        let refusal = Refusal::new("achievement-title-missing").at("title");
        wrong.problem = Some(Problem::on(l, &file, &refusal));
        all.push(wrong);
        all
    }
}

crate::page!(AchievementPage);
