//! Evidence of an activity (佐证材料): files in the slots that the notice asks for, looked into as they come.

use bytes::Bytes;
use futures::Stream;
use kexiang_core::activity::{Command, Evidence, decide};
use kexiang_core::canonical::{ContentHash, HashError};
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_store::activity as store;
use kexiang_store::blob::{self, Content};

use super::activity::{changed, held, own};
use super::{extent, judgeable, labels, recordable};
use crate::actions::application::file::receive;
use crate::actions::project::{self, ProjectFile};
use crate::actions::{Ctx, Failure, Fault};
use crate::locale::{Language, Locale};
use crate::state::App;

/// Files of one activity.
const MOST: usize = 120;

/// A file with its name and bytes.
pub struct EvidenceFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub content: Content,
}

/// The slots of a project's activities: the notice's, else those that are usual; the sheet of paper always has one.
pub fn slots(file: &ProjectFile) -> Vec<String> {
    let kind = file.programme.project_type(&file.project.type_code);
    let mut all = kind.map(|t| t.evidence.clone()).unwrap_or_default();
    let l = Locale::of(Language::Chinese);
    if all.is_empty() {
        all = l.t("execution-slots").split('、').map(str::to_owned).collect();
    }
    let sheet = l.t("execution-slot-sheet");
    if !all.iter().any(|slot| slot == sheet) {
        all.push(sheet.to_owned());
    }
    all
}

/// Puts a file into a slot; the bytes are stored while they come in, and the required words are looked for in it.
///
/// # Errors
/// `not-found`, `not-permitted`, `execution-not-running`, `activity-wrong-state`, `evidence-slot`, `files-too-many`,
/// `file-twice` for the same bytes in the same slot, and those of a file that is not what it seems.
pub async fn add<S, E>(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    (slot, name): (&str, &str),
    source: S,
) -> Result<String, Failure>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::fmt::Display,
{
    let file = project::view(app, ctx, association, project).await?;
    file.permit(ctx, Action::ActivityRecord)?;
    recordable(&file)?;
    if !slots(&file).iter().any(|s| s == slot) {
        return Err(Refusal::new("evidence-slot").at("slot").into());
    }
    let received = receive(app, name, source).await?;
    let (_, found) = extent::read(app, &received, &labels(&file)).await?;
    let new = Evidence {
        slot: slot.to_owned(),
        name: received.name.clone(),
        sha256: received.stored.hash.to_string(),
        labels: found,
    };
    let (stored, sha256) = (received.stored, new.sha256.clone());
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let (file, mut kept) = own(tx, &ctx, &programmes, &association, (project, id))?;
            kept.activity.state = decide(kept.activity.state, &Command::Edit, true)?;
            let there = &kept.activity.evidence;
            if there.len() >= MOST {
                return Err(Failure::from(Refusal::new("files-too-many").with("max", MOST)));
            }
            if there.iter().any(|e| e.slot == new.slot && e.sha256 == new.sha256) {
                return Err(Refusal::new("file-twice").with("name", &new.name).into());
            }
            blob::register(tx, stored, ctx.now)?;
            store::add_evidence(tx, &association, id, &new, (&ctx.actor.name, ctx.now))?;
            kept.activity.evidence.push(new.clone());
            changed(tx, &ctx, &file, &mut kept, "evidence")
        })
        .await?;
    Ok(sha256)
}

/// Takes a file out of a slot; its bytes stay.
///
/// # Errors
/// `not-found`, `not-permitted`, `execution-not-running`, `activity-wrong-state`.
pub async fn remove(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    (slot, sha256): (&str, &str),
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let (slot, sha256) = (slot.to_owned(), sha256.to_owned());
    app.store
        .write(move |tx| {
            let (file, mut kept) = own(tx, &ctx, &programmes, &association, (project, id))?;
            kept.activity.state = decide(kept.activity.state, &Command::Edit, true)?;
            let is_it = |e: &Evidence| e.slot == slot && e.sha256 == sha256;
            if !kept.activity.evidence.iter().any(is_it) {
                return Err(Failure::from(Refusal::new("not-found")));
            }
            store::remove_evidence(tx, &association, id, (&slot, &sha256))?;
            kept.activity.evidence.retain(|e| !is_it(e));
            changed(tx, &ctx, &file, &mut kept, "evidence")
        })
        .await
}

/// Says of a picture or scan, which no program can read, that it bears the required words, or takes that back: the office
/// has looked at it.
///
/// # Errors
/// `not-found`, `not-permitted`, `execution-not-running`.
pub async fn label(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    (slot, sha256, bears): (&str, &str, bool),
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let (slot, sha256) = (slot.to_owned(), sha256.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, project, true)?;
            file.permit(&ctx, Action::ActivityConfirm)?;
            let mut kept = held(tx, &association, (project, id))?;
            judgeable(&file)?;
            let found = kept.activity.evidence.iter_mut().find(|e| e.slot == slot && e.sha256 == sha256);
            let found = found.ok_or_else(|| Refusal::new("not-found"))?;
            found.labels = if bears { labels(&file) } else { Vec::new() };
            let said = found.clone();
            store::set_labels(tx, &association, id, &said)?;
            changed(tx, &ctx, &file, &mut kept, "label")
        })
        .await
}

/// A file of an activity, for those who see the project.
///
/// # Errors
/// `not-found`; a fault where the bytes are gone.
pub async fn open(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    sha256: &str,
) -> Result<EvidenceFile, Failure> {
    project::view(app, ctx, association, project).await?;
    let code = association.to_owned();
    let kept = app.store.read(move |tx| store::by_id(tx, &code, id)).await?.filter(|k| k.project == project);
    let kept = kept.ok_or_else(|| Refusal::new("not-found"))?;
    let found = kept.activity.evidence.iter().find(|e| e.sha256 == sha256);
    let found = found.ok_or_else(|| Refusal::new("not-found"))?;
    Ok(EvidenceFile { name: found.name.clone(), content: content(app, sha256).await? })
}

/// The bytes under a hash.
pub(super) async fn content(app: &App, sha256: &str) -> Result<Content, Failure> {
    let fault = |e: String| Fault::saying("reading a file", e);
    let hash: ContentHash = sha256.parse().map_err(|e: HashError| fault(e.to_string()))?;
    Ok(app.blobs.get(hash, None).await.map_err(|e| fault(e.to_string()))?)
}
