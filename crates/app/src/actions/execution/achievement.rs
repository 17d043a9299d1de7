//! Achievements (成果): reports, cases, news, decks, recordings; reported with their file, whose length is read from it, put
//! right, confirmed or not counted, replaced by later ones.

use bytes::Bytes;
use futures::Stream;
use jiff::civil::Date;
use kexiang_core::achievement::{Achievement, Command, check, decide};
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::achievement::{self as store, Kept};
use kexiang_store::{Tx, blob};
use serde_json::json;

use super::{
    EvidenceFile, LINE, documents, extent, first, indicators, judgeable, labels, line, project_type, record,
    recordable,
};
use crate::actions::application::file::receive;
use crate::actions::project::{self, ProjectFile, tell_members};
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// The longest answer in words.
const WORDS: usize = 3_000;
/// The most organisations of one achievement.
const MOST_LISTED: usize = 500;

/// What the organisation says of an achievement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AchievementDraft {
    /// Title.
    pub title: String,
    /// Ids of the indicators it is meant for.
    pub counts_for: Vec<String>,
    /// Id of the document to hand in that it is; empty: none.
    pub deliverable: String,
    /// When it was handed in, published or reached.
    pub on: Option<Date>,
    /// Where it appeared.
    pub channel: String,
    /// How many it stands for.
    pub number: i64,
    /// The whole of a percentage.
    pub whole: Option<i64>,
    /// Organisations it covers.
    pub organisations: Vec<String>,
    /// How a target without a number was met.
    pub words: String,
}

impl AchievementDraft {
    /// What an achievement says of itself.
    pub fn of(a: &Achievement) -> Self {
        AchievementDraft {
            title: a.title.clone(),
            counts_for: a.counts_for.clone(),
            deliverable: a.deliverable.clone(),
            on: Some(a.on),
            channel: a.channel.clone(),
            number: a.number,
            whole: a.whole,
            organisations: a.organisations.clone(),
            words: a.words.clone(),
        }
    }

    fn fill(&self, file: &ProjectFile, a: &mut Achievement, today: Date) -> Result<(), Refusal> {
        a.on = self.on.ok_or_else(|| Refusal::new("date-form").at("on"))?;
        if a.on > today {
            return Err(Refusal::new("achievement-date").at("on"));
        }
        a.title = line(&self.title, LINE, "title")?;
        a.channel = line(&self.channel, LINE, "channel")?;
        a.words = line(&self.words, WORDS, "words")?;
        (a.number, a.whole) = (self.number, self.whole);
        (a.counts_for, a.deliverable) = (self.counts_for.clone(), self.deliverable.trim().to_owned());
        let named = self.organisations.iter().filter(|o| !o.trim().is_empty());
        a.organisations = named.map(|o| line(o, LINE, "organisations")).collect::<Result<_, _>>()?;
        if a.organisations.len() > MOST_LISTED {
            return Err(Refusal::new("activity-too-many").with("most", MOST_LISTED).at("organisations"));
        }
        if a.counts_for.is_empty() && a.deliverable.is_empty() {
            return Err(Refusal::new("achievement-for-nothing").at("counts_for"));
        }
        let ids: Vec<&str> = indicators(file).iter().map(|i| i.id.as_str()).collect();
        let documents: Vec<&str> = documents(file).iter().map(|(id, _)| *id).collect();
        check(a, &ids, &documents).map_err(first)
    }
}

/// Reports an achievement; its file follows with [`attach`].
///
/// # Errors
/// `not-found`, `not-permitted`, `execution-not-running`, `achievement-date` for a day still to come,
/// `achievement-for-nothing` where it counts for nothing, `text-long`, the first of [`check`].
pub async fn report(
    app: &App,
    ctx: &Ctx,
    association: &str,
    project: Id,
    draft: AchievementDraft,
) -> Result<Id, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, project, true)?;
            file.permit(&ctx, Action::ActivityRecord)?;
            recordable(&file)?;
            let today = time::beijing_date(ctx.now);
            let mut achievement = Achievement::new(chance::id(ctx.now), "", today);
            draft.fill(&file, &mut achievement, today)?;
            let kept = Kept {
                association: association.clone(),
                project,
                achievement,
                reason: String::new(),
                entered_by: ctx.actor.name.clone(),
                entered_at: ctx.now,
                changed_at: ctx.now,
                version: 1,
            };
            store::insert(tx, &kept)?;
            noted(tx, &ctx, &file, &kept, "report")?;
            Ok(kept.achievement.id)
        })
        .await
}

/// Puts an achievement right. One that was not counted is looked at again.
///
/// # Errors
/// As [`report`]; `achievement-wrong-state` once it is confirmed or replaced.
pub async fn edit(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    draft: AchievementDraft,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let (file, mut kept) =
                own(tx, &ctx, &programmes, &association, (project, id), Action::ActivityRecord)?;
            recordable(&file)?;
            kept.achievement.state = decide(kept.achievement.state, &Command::Edit)?;
            draft.fill(&file, &mut kept.achievement, time::beijing_date(ctx.now))?;
            changed(tx, &ctx, &file, &mut kept, "edit")
        })
        .await
}

/// Attaches the file of an achievement, in place of an earlier one; characters, seconds and slides are read from it, and
/// which headings and required words stand in it.
///
/// # Errors
/// `not-found`, `not-permitted`, `execution-not-running`, `achievement-wrong-state`, `achievement-file` where another
/// achievement of the project has the same file, and those of a file that is not what it seems.
pub async fn attach<S, E>(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    name: &str,
    source: S,
) -> Result<(), Failure>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::fmt::Display,
{
    let file = project::view(app, ctx, association, project).await?;
    file.permit(ctx, Action::ActivityRecord)?;
    recordable(&file)?;
    let received = receive(app, name, source).await?;
    let (sections, labels) = (sections(&file), labels(&file));
    let wanted = [sections.clone(), labels.clone()].concat();
    let (length, found) = extent::read(app, &received, &wanted).await?;
    let among = |all: &[String]| all.iter().filter(|w| found.contains(w)).cloned().collect::<Vec<_>>();
    let (sections, labels) = (among(&sections), among(&labels));
    let (stored, name) = (received.stored, received.name);
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let (file, mut kept) =
                own(tx, &ctx, &programmes, &association, (project, id), Action::ActivityRecord)?;
            recordable(&file)?;
            let sha256 = stored.hash.to_string();
            blob::register(tx, stored, ctx.now)?;
            let a = &mut kept.achievement;
            a.state = decide(a.state, &Command::Edit)?;
            a.file = (name.clone(), sha256);
            (a.extent, a.sections, a.labels) = (length, sections.clone(), labels.clone());
            changed(tx, &ctx, &file, &mut kept, "attach")
        })
        .await
}

/// Every heading that a document of the project must have (L18), each once.
fn sections(file: &ProjectFile) -> Vec<String> {
    let kind = file.programme.project_type(&file.project.type_code);
    let all = kind.map(|t| file.programme.deliverables_for(t, super::tier(file)).collect::<Vec<_>>());
    let mut all: Vec<String> = all.into_iter().flatten().flat_map(|d| d.sections.iter().cloned()).collect();
    all.sort();
    all.dedup();
    all
}

/// Gives an achievement a command: the office confirms it or does not count it, the organisation puts a later one in its
/// place.
///
/// # Errors
/// `not-found`, `not-permitted`, `execution-not-running`, those of [`decide`].
pub async fn command(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    command: Command,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let judges = matches!(command, Command::Confirm | Command::Reject { .. });
            let action = if judges { Action::ActivityConfirm } else { Action::ActivityRecord };
            let (file, mut kept) = own(tx, &ctx, &programmes, &association, (project, id), action)?;
            if judges {
                judgeable(&file)?
            } else {
                recordable(&file)?
            }
            if command == Command::Edit {
                return Err(Failure::from(Refusal::new("bad-form").with("detail", command.code())));
            }
            kept.achievement.state = decide(kept.achievement.state, &command)?;
            kept.reason = match &command {
                Command::Reject { reason } => reason.trim().to_owned(),
                _ => String::new(),
            };
            changed(tx, &ctx, &file, &mut kept, command.code())?;
            let step = format!("achievement-{}", command.code());
            if judges { tell_members(tx, &ctx, &file, &step) } else { Ok(()) }
        })
        .await
}

/// The file of an achievement, for those who see the project.
///
/// # Errors
/// `not-found`; a fault where the bytes are gone.
pub async fn file(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
) -> Result<EvidenceFile, Failure> {
    project::view(app, ctx, association, project).await?;
    let code = association.to_owned();
    let kept = app.store.read(move |tx| store::by_id(tx, &code, id)).await?.filter(|k| k.project == project);
    let (name, sha256) = kept.map(|k| k.achievement.file).unwrap_or_default();
    if sha256.is_empty() {
        return Err(Refusal::new("not-found").into());
    }
    Ok(EvidenceFile { name, content: super::evidence::content(app, &sha256).await? })
}

/// The project, held, and one of its achievements.
fn own(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    programmes: &crate::programmes::Programmes,
    association: &str,
    (project, id): (Id, Id),
    action: Action,
) -> Result<(ProjectFile, Kept), Failure> {
    let file = ProjectFile::load(tx, programmes, association, project, true)?;
    file.permit(ctx, action)?;
    let kept = store::by_id(tx, association, id)?.filter(|k| k.project == project);
    Ok((file, kept.ok_or_else(|| Refusal::new("not-found"))?))
}

fn changed(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &ProjectFile,
    kept: &mut Kept,
    what: &str,
) -> Result<(), Failure> {
    project_type(file)?;
    if kept.achievement.state.counts() {
        kept.reason.clear();
        refuse_twin(tx, kept)?;
    }
    kept.changed_at = ctx.now;
    store::update(tx, kept)?;
    kept.version += 1;
    noted(tx, ctx, file, kept, what)
}

/// A file proves one thing: two achievements that count cannot have the same.
fn refuse_twin(tx: &mut Tx<'_>, kept: &Kept) -> Result<(), Failure> {
    let own = &kept.achievement;
    if own.file.1.is_empty() {
        return Ok(());
    }
    let same = |a: &Achievement| a.id != own.id && a.state.counts() && a.file.1 == own.file.1;
    let all = store::of_project(tx, &kept.association, kept.project)?;
    match all.iter().find(|k| same(&k.achievement)) {
        Some(twin) => {
            let refusal = Refusal::new("achievement-file").with("title", &twin.achievement.title);
            Err(refusal.at("file").into())
        }
        None => Ok(()),
    }
}

fn noted(tx: &mut Tx<'_>, ctx: &Ctx, file: &ProjectFile, kept: &Kept, what: &str) -> Result<(), Failure> {
    let a = &kept.achievement;
    let after = json!({
        "achievement": a.id.to_string(), "title": a.title, "state": a.state.code(), "number": a.number,
        "file": a.file.0, "sha256": a.file.1, "characters": a.extent.characters, "seconds": a.extent.seconds,
        "slides": a.extent.slides, "reason": kept.reason,
    });
    record(tx, ctx, file, &format!("achievement.{what}"), after)?;
    // The timeline tells of what moves the project on, not of every stroke of the pen.
    if matches!(what, "edit" | "attach") {
        return Ok(());
    }
    file.note(tx, ctx, &format!("achievement-{what}"), &a.title)
}
