//! Papers that go with the form: performance report, audit report, others; what a file really is decides, not its name.

use std::io::Cursor;

use kexiang_core::acceptance::{Paper, PaperKind};
use kexiang_core::canonical::{ContentHash, HashError};
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_documents::sniff::{Kind, clean_name, sniff};
use kexiang_store::blob;

use super::prepare::{editable, store};
use super::{change, view};
use crate::actions::{Ctx, Failure, Fault};
use crate::state::App;

/// Largest paper, in bytes.
pub const LARGEST: usize = 50 * 1024 * 1024;
/// Papers of one acceptance.
pub const MOST: usize = 20;

/// What an office can open and an archive may hold.
const KINDS: [Kind; 8] =
    [Kind::Pdf, Kind::Ofd, Kind::Docx, Kind::Xlsx, Kind::Doc, Kind::Xls, Kind::Png, Kind::Jpeg];

/// Adds a paper to what is prepared.
///
/// # Errors
/// `not-found`, `not-permitted`, `acceptance-not-editable`, `too-large`, `acceptance-paper-kind`,
/// `acceptance-papers-many`, `file-twice`.
pub async fn add(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (kind, name, bytes): (PaperKind, &str, Vec<u8>),
) -> Result<(), Failure> {
    if bytes.len() > LARGEST {
        return Err(Refusal::new("too-large").into());
    }
    let name = clean_name(name);
    let found = sniff(&name, &mut Cursor::new(&bytes)).map_err(|e| Fault::new("looking at a paper", e))?;
    if !KINDS.contains(&found.kind) || !found.faults.is_empty() {
        return Err(Refusal::new("acceptance-paper-kind").with("name", &name).at("file").into());
    }
    may_add(app, ctx, association, id).await?;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let stored = app.blobs.put_bytes(bytes).await.map_err(|e| Fault::new("keeping a paper", e))?;
    let paper = Paper { kind, name, sha256: stored.hash.to_string(), size };
    change(app, ctx, (association, id), Action::ActivityRecord, move |tx, ctx, desk| {
        editable(desk)?;
        let papers = &mut desk.draft.papers;
        if papers.iter().any(|p| p.sha256 == paper.sha256) {
            return Err(Refusal::new("file-twice").with("name", &paper.name).at("file").into());
        }
        if papers.len() >= MOST {
            return Err(Refusal::new("acceptance-papers-many").with("most", MOST).at("file").into());
        }
        papers.push(paper.clone());
        papers.sort_by_key(|p| p.kind);
        blob::register(tx, stored, ctx.now)?;
        store(tx, ctx, desk, "paper")
    })
    .await
}

/// Whether a person may send a paper now: asked before a file is read.
///
/// # Errors
/// `not-found`, `not-permitted`, `acceptance-not-editable`.
pub async fn may_add(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    let desk = view(app, ctx, association, id).await?;
    desk.file.permit(ctx, Action::ActivityRecord)?;
    Ok(editable(&desk)?)
}

/// Takes a paper out of what is prepared; its bytes stay, and so does every form that was handed in with it.
///
/// # Errors
/// `not-found`, `not-permitted`, `acceptance-not-editable`.
pub async fn remove(app: &App, ctx: &Ctx, association: &str, id: Id, sha256: &str) -> Result<(), Failure> {
    let sha256 = sha256.to_owned();
    change(app, ctx, (association, id), Action::ActivityRecord, move |tx, ctx, desk| {
        editable(desk)?;
        let before = desk.draft.papers.len();
        desk.draft.papers.retain(|p| p.sha256 != sha256);
        if desk.draft.papers.len() == before {
            return Err(Refusal::new("not-found").into());
        }
        store(tx, ctx, desk, "paper-removed")
    })
    .await
}

/// A paper with its bytes: of what is prepared, or of any form that was handed in; for those who see the project.
///
/// # Errors
/// `not-found`.
pub async fn open(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    sha256: &str,
) -> Result<(Paper, Vec<u8>), Failure> {
    let desk = view(app, ctx, association, id).await?;
    let handed_in = desk.rounds.iter().flat_map(|a| &a.form.papers);
    // What is being prepared is the organisation's own business.
    let own = desk.file.allows(ctx, Action::ActivityRecord);
    let prepared = desk.draft.papers.iter().filter(|_| own);
    let paper = handed_in.chain(prepared).find(|p| p.sha256 == sha256).cloned();
    let paper = paper.ok_or_else(|| Refusal::new("not-found"))?;
    let fault = |e: String| Fault::saying("reading a paper", e);
    let hash: ContentHash = paper.sha256.parse().map_err(|e: HashError| fault(e.to_string()))?;
    let bytes = app.blobs.bytes(hash, LARGEST as u64).await.map_err(|e| fault(e.to_string()))?;
    Ok((paper, bytes.to_vec()))
}
