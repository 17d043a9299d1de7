//! Files of an application: what a file really is decides, not its name; the bytes lie under their hash and stay.

use bytes::Bytes;
use futures::Stream;
use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::{Command, decide};
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::programme::FieldKind;
use kexiang_core::refusal::Refusal;
use kexiang_documents::sniff::{self, Fault as Flaw, Kind, Sniffed};
use kexiang_store::attachment::{self, Attachment};
use kexiang_store::blob::{BlobError, Stored};
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{Tx, application, blob};
use serde_json::json;

use super::super::{Ctx, Failure, Fault};
use super::CaseFile;
use super::peek::Peek;
use super::step::take_effect;
use crate::chance;
use crate::state::App;

/// The largest file that is no film, in bytes (domain §5).
pub const LARGEST: u64 = 50 * 1024 * 1024;
/// The largest film, in bytes: three minutes as a telephone takes them, with room to spare (X05).
pub const LARGEST_FILM: u64 = 500 * 1024 * 1024;
/// Files of one application.
const MOST: usize = 60;

/// Adds a file to a field; the bytes are stored while they come in.
///
/// # Errors
/// `not-editable`; `files-too-late` behind the time in which files may follow a submission; `unknown-field` for a field that takes no files; `file-too-large`; `file-kind` for a kind that is not
/// taken; `file-extension`, `file-password`, `file-damaged`, `file-empty`; `file-twice` for the same bytes in the same
/// application; `files-too-many`.
pub async fn attach<S, E>(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    field: &str,
    name: &str,
    source: S,
) -> Result<Attachment, Failure>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::fmt::Display,
{
    let case = super::view(app, ctx, association, id).await?;
    allowed(ctx, &case, field)?;
    room_for_one_more(&case)?;
    let received = receive(app, name, source).await?;
    let stored = received.stored;
    let attachment = Attachment {
        id: chance::id(ctx.now),
        field: field.to_owned(),
        kind: received.extension().to_owned(),
        name: received.name,
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        sha256: stored.hash.to_string(),
        pages: received.found.pages.and_then(|p| i64::try_from(p).ok()).unwrap_or(0),
        added_at: ctx.now,
        added_by: ctx.actor.name.clone(),
    };
    let added = attachment.clone();
    change(app, ctx, association, id, field, move |tx, ctx, case| {
        if case.files.iter().any(|f| f.sha256 == added.sha256) {
            return Err(Refusal::new("file-twice").with("name", &added.name).into());
        }
        room_for_one_more(case)?;
        let a = &case.application;
        blob::register(tx, stored, ctx.now)?;
        attachment::insert(tx, &a.association, a.id, &added)?;
        let entry = ctx.entry(&a.association, "application.attach", Subject::new("application", a.id));
        let after = json!({ "name": added.name, "sha256": added.sha256, "size": added.size });
        record(tx, Entry { after: Some(after), ..entry })?;
        Ok(())
    })
    .await?;
    Ok(attachment)
}

/// A file whose bytes are in the store and which is what its name says.
pub(in crate::actions) struct Received {
    /// Its name, cleaned.
    pub name: String,
    /// Where its bytes lie.
    pub stored: Stored,
    /// What it really is.
    pub found: Sniffed,
}

impl Received {
    /// The usual ending of its kind.
    pub fn extension(&self) -> &'static str {
        self.found.kind.extensions().first().copied().unwrap_or_default()
    }
}

/// Takes the bytes of a file in while they come, and looks what it is. Nothing points at them yet.
///
/// # Errors
/// Those of [`attach`] that speak of the file alone.
pub(in crate::actions) async fn receive<S, E>(app: &App, name: &str, source: S) -> Result<Received, Failure>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::fmt::Display,
{
    let name = sniff::clean_name(name);
    let stored = app.blobs.put(source, largest(&name)).await.map_err(refused)?;
    let found = look(app, &name, stored).await?;
    judge(&name, &found)?;
    Ok(Received { name, stored, found })
}

/// Takes a file out of an application; its bytes stay.
///
/// # Errors
/// `not-editable`; `not-found`.
pub async fn detach(app: &App, ctx: &Ctx, association: &str, id: Id, file: Id) -> Result<(), Failure> {
    let case = super::view(app, ctx, association, id).await?;
    let known = case.files.iter().find(|f| f.id == file).ok_or_else(|| Refusal::new("not-found"))?;
    let (field, before) = (known.field.clone(), json!({ "name": known.name, "sha256": known.sha256 }));
    change(app, ctx, association, id, &field, move |tx, ctx, case| {
        // What was submitted stays; only more may follow.
        if !case.is_editable() {
            return Err(Refusal::new("not-editable").with("state", case.state().code()).into());
        }
        let a = &case.application;
        attachment::remove(tx, &a.association, a.id, file, ctx.now)?;
        let entry = ctx.entry(&a.association, "application.detach", Subject::new("application", a.id));
        record(tx, Entry { before: Some(before.clone()), ..entry })?;
        Ok(())
    })
    .await
}

/// The bytes of a file that the caller has found among those a person may see.
///
/// # Errors
/// A fault where the file cannot be read.
pub async fn content(app: &App, known: &Attachment) -> Result<kexiang_store::blob::Content, Failure> {
    let hash: ContentHash = known.sha256.parse().map_err(|e| Fault::new("reading the name of a file", e))?;
    Ok(app.blobs.get(hash, None).await.map_err(|e| Fault::new("reading a file", e))?)
}

/// A file with its bytes, for somebody who may see the application.
///
/// # Errors
/// `not-found`; a fault where the bytes are gone.
pub async fn open(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    file: Id,
) -> Result<(Attachment, kexiang_store::blob::Content), Failure> {
    let case = super::view(app, ctx, association, id).await?;
    let known = case.files.into_iter().find(|f| f.id == file).ok_or_else(|| Refusal::new("not-found"))?;
    let hash: ContentHash = known.sha256.parse().map_err(|e| Fault::new("reading the name of a file", e))?;
    let content = app.blobs.get(hash, None).await.map_err(|e| Fault::new("reading a file", e))?;
    Ok((known, content))
}

async fn change<F>(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    field: &str,
    body: F,
) -> Result<(), Failure>
where
    F: Fn(&mut Tx<'_>, &Ctx, &CaseFile) -> Result<(), Failure> + Send + 'static,
{
    let (ctx, programmes) = (ctx.clone(), app.programmes.clone());
    let (association, field) = (association.to_owned(), field.to_owned());
    let (step_id, held) = (chance::id(ctx.now), app.clone());
    app.store
        .write(move |tx| {
            let mut case = CaseFile::load(tx, &programmes, &association, id, true)?;
            allowed(&ctx, &case, &field)?;
            body(tx, &ctx, &case)?;
            if !case.is_editable() {
                return follow(tx, &held, &ctx, case, step_id);
            }
            case.application.content_version += 1;
            case.application.changed_at = ctx.now;
            let (state, key) = (case.application.state, case.search_key());
            application::update(tx, &case.application, state, &key)?;
            Ok(())
        })
        .await
}

/// A file that followed the submission makes another submitted content, with hashes, a print and a step of its own.
fn follow(tx: &mut Tx<'_>, app: &App, ctx: &Ctx, case: CaseFile, step_id: Id) -> Result<(), Failure> {
    let (association, id) = (case.application.association.clone(), case.application.id);
    let mut case = CaseFile::load(tx, &app.programmes, &association, id, true)?;
    case.application.content_version += 1;
    let event = decide(&case.dossier(ctx.now)?, &Command::Supplement, ctx.now)?;
    take_effect(tx, app, ctx, &mut case, &Command::Supplement, event, step_id)
}

pub(super) fn allowed(ctx: &Ctx, case: &CaseFile, field: &str) -> Result<(), Failure> {
    may(&ctx.actor, Action::ApplicationEdit, &Scope::Application(&case.scope()))?;
    if !case.is_editable() {
        decide(&case.dossier(ctx.now)?, &Command::Supplement, ctx.now)?;
    }
    match case.form().field(field) {
        Some(f) if f.kind == FieldKind::Files => Ok(()),
        _ => Err(Refusal::new("unknown-field").at(field).into()),
    }
}

pub(super) fn refused(error: BlobError) -> Failure {
    match error {
        BlobError::TooLarge { limit } => {
            Refusal::new("file-too-large").with("mb", limit / (1024 * 1024)).into()
        }
        other => Fault::new("storing a file", other).into(),
    }
}

/// The number of files has an end.
pub(super) fn room_for_one_more(case: &CaseFile) -> Result<(), Failure> {
    if case.files.len() >= MOST {
        return Err(Refusal::new("files-too-many").with("max", MOST).into());
    }
    Ok(())
}

/// How large a file of this name may be; what it really is must agree with its name.
fn largest(name: &str) -> u64 {
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    let films = [Kind::Mp4, Kind::Mov, Kind::Webm, Kind::Avi];
    let film = films.iter().any(|kind| kind.extensions().contains(&extension.as_str()));
    if film { LARGEST_FILM } else { LARGEST }
}

/// Refuses an announced size that is too large, before anything is sent.
pub(super) fn within(name: &str, size: u64) -> Result<(), Failure> {
    let limit = largest(name);
    if size > limit { Err(refused(BlobError::TooLarge { limit })) } else { Ok(()) }
}

/// Looking into a file leaves the async workers: hostile ones take their time.
async fn look(app: &App, name: &str, stored: Stored) -> Result<Sniffed, Failure> {
    let mut peek = Peek::new(app.blobs.clone(), stored);
    let name = name.to_owned();
    let looked = tokio::task::spawn_blocking(move || sniff::sniff(&name, &mut peek)).await;
    let found = looked.map_err(|e| Fault::new("looking into a file", e))?;
    Ok(found.map_err(|e| Fault::new("looking into a file", e))?)
}

/// PDF, Word, Excel, pictures, video and OFD are taken.
fn judge(name: &str, found: &Sniffed) -> Result<(), Failure> {
    let refuse = |code: &str| Failure::from(Refusal::new(code).with("name", name));
    for flaw in &found.faults {
        match flaw {
            Flaw::Empty => return Err(refuse("file-empty")),
            Flaw::Extension { .. } => return Err(refuse("file-extension")),
            Flaw::Password => return Err(refuse("file-password")),
            Flaw::Damaged(_) => return Err(refuse("file-damaged")),
            Flaw::Bomb(_) => return Err(refuse("file-bomb")),
            Flaw::Restricted => {}
        }
    }
    let taken = matches!(
        found.kind,
        Kind::Pdf
            | Kind::Docx
            | Kind::Doc
            | Kind::Xlsx
            | Kind::Xls
            | Kind::Pptx
            | Kind::Ppt
            | Kind::Ofd
            | Kind::Png
            | Kind::Jpeg
            | Kind::Mp4
            | Kind::Mov
            | Kind::Webm
    );
    if taken { Ok(()) } else { Err(refuse("file-kind")) }
}
