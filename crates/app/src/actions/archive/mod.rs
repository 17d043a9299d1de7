//! Archives of projects (归档): ordered by the archivist, collected and sealed by a job, tested by anyone who holds the file.

mod collect;
mod list;
mod make;
mod tables;

pub use list::{List, Query, of_office};
pub use make::{MAKE, Printers, make};

use kexiang_core::canonical::{ContentHash, HashError};
use kexiang_core::id::Id;
use kexiang_core::payment::State as PaymentState;
use kexiang_core::policy::Action;
use kexiang_core::project::State;
use kexiang_core::recovery::State as RecoveryState;
use kexiang_core::refusal::Refusal;
use kexiang_documents::package::{Report, verify};
use kexiang_store::archive::{self, Archive, Order};
use kexiang_store::job::{self, NewJob};
use kexiang_store::write::{self, Subject};
use serde_json::json;

use super::project::ProjectFile;
use super::{Ctx, Failure, Fault};
use crate::chance;
use crate::state::App;

/// Retention terms (保管期限): permanent, thirty, ten years.
pub const TERMS: [&str; 3] = ["permanent", "30", "10"];

/// Largest package that is read into memory.
const LARGEST: u64 = 2 << 30;

/// A project with its archive.
#[derive(Clone, Debug)]
pub struct ArchiveFile {
    /// The project.
    pub file: ProjectFile,
    /// The sealed package.
    pub sealed: Option<Archive>,
    /// The package that is being made.
    pub ordered: Option<Order>,
}

impl ArchiveFile {
    /// What keeps the package from being sealed now.
    ///
    /// # Errors
    /// `archive-sealed`, `archive-ordered`, `archive-not-over` for a project that still goes on, `archive-open` while a
    /// payment is under way or money is still to come back.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.sealed.is_some() {
            return Err(Refusal::new("archive-sealed"));
        }
        if self.ordered.is_some() {
            return Err(Refusal::new("archive-ordered"));
        }
        if !matches!(self.file.project.state, State::Closed | State::Terminated) {
            let state = self.file.project.state.code();
            return Err(Refusal::new("archive-not-over").with("project-state", state));
        }
        let under_way =
            |s| matches!(s, PaymentState::Requested | PaymentState::Reviewed | PaymentState::Released);
        let owed = |s| matches!(s, RecoveryState::Proposed | RecoveryState::Issued);
        let open = self.file.payments.iter().any(|p| under_way(p.state))
            || self.file.recoveries.iter().any(|(o, _)| owed(o.state));
        if open { Err(Refusal::new("archive-open")) } else { Ok(()) }
    }
}

/// A project with its archive, for those of the office who see the project.
///
/// # Errors
/// `not-found`.
pub async fn view(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<ArchiveFile, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, false)?;
            file.permit(&ctx, Action::ProjectView)?;
            Ok(ArchiveFile {
                sealed: archive::of_project(tx, &association, id)?,
                ordered: archive::ordered(tx, &association, id)?,
                file,
            })
        })
        .await
}

/// Orders a package; a job collects and seals it.
///
/// # Errors
/// `not-found`, `not-permitted`, `archive-term`, those of [`ArchiveFile::check`].
pub async fn order(app: &App, ctx: &Ctx, association: &str, id: Id, term: &str) -> Result<(), Failure> {
    let term = TERMS.into_iter().find(|t| *t == term).map(str::to_owned);
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, Action::ArchiveSeal)?;
            let term = term.clone().ok_or_else(|| Refusal::new("archive-term").at("term"))?;
            let sealed = archive::of_project(tx, &association, id)?;
            let ordered = archive::ordered(tx, &association, id)?;
            let of = ArchiveFile { file, sealed, ordered };
            of.check()?;
            let order = Order { term: term.clone(), by: ctx.actor.name.clone(), at: ctx.now };
            archive::order(tx, &association, id, &order)?;
            let payload = json!({ "project": id.to_string() });
            let job = NewJob::new(&association, chance::id(ctx.now), MAKE, payload, ctx.now);
            job::enqueue(tx, &job.once(id.to_string()))?;
            let after = json!({ "project": of.file.project.number, "term": term });
            let subject = Subject::new("project", id);
            write::record(tx, ctx.entry_with(&association, "archive.order", subject, after))?;
            of.file.note(tx, &ctx, "archive-order", "")
        })
        .await
}

/// The sealed package, for the archivist; who took it is recorded.
///
/// # Errors
/// `not-found`, `not-permitted`; a fault where the file is gone.
pub async fn download(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<(Archive, Vec<u8>), Failure> {
    let (sealed, bytes) = open(app, ctx, association, id).await?;
    let (ctx, association, package) = (ctx.clone(), association.to_owned(), sealed.package.clone());
    app.store
        .write(move |tx| {
            let after = json!({ "package": package });
            let subject = Subject::new("project", id);
            write::record(tx, ctx.entry_with(&association, "archive.download", subject, after))
        })
        .await
        .map_err(Failure::from)?;
    Ok((sealed, bytes))
}

/// Tests the sealed package once more, as anyone can who holds the file and its certificate (四性检测).
///
/// # Errors
/// `not-found`, `not-permitted`; a fault where the file is gone.
pub async fn test(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Report, Failure> {
    let (sealed, bytes) = open(app, ctx, association, id).await?;
    let manifest = sealed.manifest;
    let tested = tokio::task::spawn_blocking(move || verify(&bytes, Some(&manifest))).await;
    Ok(tested.map_err(|e| Fault::new("testing an archive package", e))?)
}

async fn open(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(Archive, Vec<u8>), Failure> {
    let found = view(app, ctx, association, id).await?;
    found.file.permit(ctx, Action::ArchiveSeal)?;
    let sealed = found.sealed.ok_or_else(|| Refusal::new("not-found"))?;
    let fault = |e: String| Fault::saying("reading an archive package", e);
    let hash: ContentHash = sealed.package.parse().map_err(|e: HashError| fault(e.to_string()))?;
    let bytes = app.blobs.bytes(hash, LARGEST).await.map_err(|e| fault(e.to_string()))?;
    Ok((sealed, bytes.to_vec()))
}
