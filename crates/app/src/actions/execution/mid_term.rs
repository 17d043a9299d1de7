//! The mid-term report (中期报告, X08): handed in by the organisation with the progress of that day, assessed by the office;
//! the instalments that wait for it are opened or closed by the verdict and by nothing else.

use kexiang_core::id::Id;
use kexiang_core::inspection::{Command, Kind, REPORT_LENGTH, Report, State, decide};
use kexiang_core::policy::Action;
use kexiang_core::programme::{Gate, StepKind};
use kexiang_core::project::State as ProjectState;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::sniff;
use kexiang_store::contract::{self, GateRecord};
use kexiang_store::inspection::{self as store, Inspection};
use kexiang_store::{Tx, blob};
use serde_json::{Value as Json, json};

use super::{EvidenceFile, Execution, record, recordable};
use crate::actions::paper::{LARGEST_SCAN, scan_kind};
use crate::actions::project::{self, ProjectFile, tell_members, tell_office};
use crate::actions::{Ctx, Failure, Fault};
use crate::chance;
use crate::state::App;

/// Whether a mid-term report is expected of a project: the notice has such a step, an instalment waits for it, or the office
/// asked for it.
pub fn is_wanted(file: &ProjectFile) -> bool {
    file.programme.steps.iter().any(|s| s.kind == StepKind::MidTerm)
        || file.instalments.iter().any(|i| i.gate == Gate::MidTerm)
        || file.mid_term().is_some()
}

/// Hands the mid-term report in. `paper` is the sealed report as PDF or picture, with its name; it may be missing.
///
/// # Errors
/// `not-found`, `not-permitted`, `execution-not-running`; `mid-term-none` where none is expected; `mid-term-standing` where
/// one is in; `mid-term-over` once it is passed; `mid-term-words`; `too-large`, `scan-kind`.
pub async fn hand_in(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (words, paper): (&str, Option<(String, Vec<u8>)>),
) -> Result<(), Failure> {
    let file = project::view(app, ctx, association, id).await?;
    file.permit(ctx, Action::AcceptanceApply)?;
    standing(&file)?;
    let words = words.trim().to_owned();
    if words.is_empty() || words.chars().count() > REPORT_LENGTH {
        return Err(Refusal::new("mid-term-words").with("most", REPORT_LENGTH).at("words").into());
    }
    let paper = keep(app, paper).await?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, Action::AcceptanceApply)?;
            let today = time::beijing_date(ctx.now);
            let mut i = standing(&file)?.unwrap_or_else(|| begun(&ctx, &file));
            if i.version == 0 {
                store::insert(tx, &i)?;
                i.version = 1;
            }
            i.state = decide(i.kind, i.state, &Command::Report, today)?;
            let done = Execution::load(tx, &file, today)?;
            if let Some((_, stored)) = &paper {
                blob::register(tx, *stored, ctx.now)?;
            }
            let paper = paper.as_ref().map(|(name, stored)| (name.clone(), stored.hash.to_string()));
            let said = Report {
                words: words.clone(),
                completion: done.completion(),
                rows: done.rows,
                file: paper.unwrap_or_default(),
                by: ctx.actor.name.clone(),
                on: today.to_string(),
            };
            i.report = serde_json::to_value(said).map_err(|e| Fault::new("keeping a report", e))?;
            write_back(tx, &ctx, &file, i, "mid-term-report", "")?;
            tell_office(tx, &ctx, &file, ("mid-term-report", "/execution"))
        })
        .await
}

/// The report that the office asked for and that is not in yet; none where the organisation begins by itself.
fn standing(file: &ProjectFile) -> Result<Option<Inspection>, Refusal> {
    recordable(file)?;
    if !is_wanted(file) {
        return Err(Refusal::new("mid-term-none"));
    }
    match file.mid_term() {
        Some(i) if i.state == State::Passed => Err(Refusal::new("mid-term-over")),
        Some(i) if i.state == State::Planned => Ok(Some(i.clone())),
        Some(i) if !i.state.is_over() => Err(Refusal::new("mid-term-standing")),
        // After a failed one another may be handed in.
        _ => Ok(None),
    }
}

/// A report that nobody asked for: version 0 is not in the store yet.
fn begun(ctx: &Ctx, file: &ProjectFile) -> Inspection {
    Inspection {
        association: file.project.association.clone(),
        id: chance::id(ctx.now),
        project: file.project.id,
        kind: Kind::MidTerm,
        state: State::Planned,
        draw: None,
        basis: String::new(),
        planned_on: time::beijing_date(ctx.now),
        report: Json::Null,
        items: Vec::new(),
        remedy_due: None,
        answer: String::new(),
        finding: String::new(),
        planned_by: ctx.actor.name.clone(),
        planned_at: ctx.now,
        changed_at: ctx.now,
        version: 0,
    }
}

/// Keeps the sealed report.
async fn keep(
    app: &App,
    paper: Option<(String, Vec<u8>)>,
) -> Result<Option<(String, kexiang_store::blob::Stored)>, Failure> {
    let Some((name, bytes)) = paper.filter(|(_, bytes)| !bytes.is_empty()) else { return Ok(None) };
    if bytes.len() > LARGEST_SCAN {
        return Err(Refusal::new("too-large").at("paper").into());
    }
    scan_kind(&bytes).ok_or_else(|| Refusal::new("scan-kind").at("paper"))?;
    let stored = app.blobs.put_bytes(bytes).await.map_err(|e| Fault::new("keeping a report", e))?;
    Ok(Some((sniff::clean_name(&name), stored)))
}

/// Assesses the report: passed, to be put right until a day, failed. Passed opens the instalments that wait for it.
///
/// # Errors
/// `not-found`, `not-permitted`, `project-held`, `bad-form` for a command that is none of the office, those of [`decide`].
pub async fn assess(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    command: Command,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let (file, mut i) =
                own(tx, &ctx, &programmes, &association, (project, id), Action::InspectionManage)?;
            if file.project.is_held() {
                return Err(Failure::from(Refusal::new("project-held")));
            }
            i.state = decide(i.kind, i.state, &command, time::beijing_date(ctx.now))?;
            let words = match &command {
                Command::OrderRemedy { items, due_on } => {
                    i.items = items.iter().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect();
                    i.remedy_due = Some(*due_on);
                    i.items.join("；")
                }
                Command::Pass { words } | Command::Fail { words } => {
                    i.finding = words.trim().to_owned();
                    judge(tx, &ctx, &file, matches!(command, Command::Pass { .. }), &i.finding)?;
                    i.finding.clone()
                }
                _ => return Err(Refusal::new("bad-form").with("detail", command.code()).into()),
            };
            let step = format!("mid-term-{}", command.code());
            write_back(tx, &ctx, &file, i, &step, &words)?;
            tell_members(tx, &ctx, &file, &step)
        })
        .await
}

/// The verdict on every instalment that waits for the mid-term.
fn judge(tx: &mut Tx<'_>, ctx: &Ctx, file: &ProjectFile, passed: bool, words: &str) -> Result<(), Failure> {
    let waiting = (1_i64..).zip(&file.instalments).filter(|(_, i)| i.gate == Gate::MidTerm);
    for (instalment, i) in waiting {
        let verdict = GateRecord {
            instalment,
            gate: i.gate,
            passed,
            words: words.to_owned(),
            by: ctx.actor.name.clone(),
            at: ctx.now,
        };
        contract::add_gate(tx, &file.project.association, file.project.id, &verdict)?;
    }
    Ok(())
}

/// The organisation says what it put right.
///
/// # Errors
/// `not-found`, `not-permitted`, those of [`decide`].
pub async fn answer(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    words: &str,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let words = words.trim().to_owned();
    app.store
        .write(move |tx| {
            let (file, mut i) =
                own(tx, &ctx, &programmes, &association, (project, id), Action::AcceptanceApply)?;
            let command = Command::AnswerRemedy { words: words.clone() };
            i.state = decide(i.kind, i.state, &command, time::beijing_date(ctx.now))?;
            i.answer.clone_from(&words);
            write_back(tx, &ctx, &file, i, "mid-term-answer-remedy", &words)?;
            tell_office(tx, &ctx, &file, ("mid-term-answer-remedy", "/execution"))
        })
        .await
}

/// The sealed report, for those who see the project.
///
/// # Errors
/// `not-found`.
pub async fn paper(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
) -> Result<EvidenceFile, Failure> {
    let file = project::view(app, ctx, association, project).await?;
    let found = file.inspections.iter().find(|i| i.id == id && i.kind == Kind::MidTerm);
    let report = found.map(|i| serde_json::from_value::<Report>(i.report.clone()).unwrap_or_default());
    let (name, sha256) = report.map(|r| r.file).unwrap_or_default();
    if sha256.is_empty() {
        return Err(Refusal::new("not-found").into());
    }
    Ok(EvidenceFile { name, content: super::evidence::content(app, &sha256).await? })
}

/// The project, held and under way, and its mid-term report.
fn own(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    programmes: &crate::programmes::Programmes,
    association: &str,
    (project, id): (Id, Id),
    action: Action,
) -> Result<(ProjectFile, Inspection), Failure> {
    let file = ProjectFile::load(tx, programmes, association, project, true)?;
    file.permit(ctx, action)?;
    let found = file.inspections.iter().find(|i| i.id == id && i.kind == Kind::MidTerm).cloned();
    let found = found.ok_or_else(|| Refusal::new("not-found"))?;
    match file.project.state {
        ProjectState::Contracted | ProjectState::Running => Ok((file, found)),
        state => Err(Refusal::new("execution-not-running").with("project-state", state.code()).into()),
    }
}

fn write_back(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &ProjectFile,
    i: Inspection,
    step: &str,
    words: &str,
) -> Result<(), Failure> {
    let i = Inspection { changed_at: ctx.now, ..i };
    store::update(tx, &i)?;
    let after = json!({
        "inspection": i.id.to_string(), "state": i.state.code(), "completion": i.report["completion"], "words": words,
    });
    record(tx, ctx, file, &step.replacen("mid-term-", "mid-term.", 1), after)?;
    file.note(tx, ctx, step, words)
}
