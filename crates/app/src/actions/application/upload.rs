//! Files that come in pieces: each piece is kept under its hash as it arrives, so that a lost line costs one piece; at the
//! end they become one file, hashed while it is put together, and only then looked into.

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{FutureExt as _, Stream, StreamExt as _, TryStreamExt as _};
use jiff::{SignedDuration, Timestamp};
use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_documents::sniff;
use kexiang_store::attachment::{self, Attachment, Upload};
use kexiang_store::blob::{BlobError, Blobs};
use kexiang_store::{StoreError, blob};

use super::super::{Ctx, Failure, Fault};
use super::file;
use crate::chance;
use crate::state::App;

/// Bytes of one piece: small enough for a request, large enough for a slow line.
pub const PIECE: u64 = 1024 * 1024;
/// Unfinished uploads are forgotten after this long.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24 * 7);

/// An upload that has come so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Its id.
    pub id: Id,
    /// Bytes received.
    pub received: i64,
}

/// A file that is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The file.
    pub file: Attachment,
    /// Title of another application of the organisation that holds the same bytes, with the file's name there.
    pub twin: Option<(String, String)>,
}

/// Announces a file for a field.
///
/// # Errors
/// `not-editable`; `unknown-field`; `file-empty`; `file-too-large` by its kind; `files-too-many`.
pub async fn begin(
    app: &App,
    ctx: &Ctx,
    association: &str,
    application: Id,
    field: &str,
    name: &str,
    size: i64,
) -> Result<Progress, Failure> {
    let case = super::view(app, ctx, association, application).await?;
    file::allowed(ctx, &case, field)?;
    file::room_for_one_more(&case)?;
    let name = sniff::clean_name(name);
    if size <= 0 {
        return Err(Refusal::new("file-empty").with("name", &name).into());
    }
    file::within(&name, u64::try_from(size).unwrap_or(u64::MAX))?;
    let upload = Upload {
        id: chance::id(ctx.now),
        application,
        field: field.to_owned(),
        name,
        size,
        received: 0,
        chunks: Vec::new(),
        started_by: ctx.account()?.as_i64(),
    };
    let progress = Progress { id: upload.id, received: 0 };
    let (association, now) = (association.to_owned(), ctx.now);
    app.store.write(move |tx| attachment::begin_upload(tx, &association, &upload, now)).await?;
    Ok(progress)
}

/// How far an upload has come.
///
/// # Errors
/// `not-found` for one that is finished, forgotten, or another person's.
pub async fn progress(
    app: &App,
    ctx: &Ctx,
    association: &str,
    application: Id,
    id: Id,
) -> Result<Progress, Failure> {
    let upload = own(app, ctx, association, application, id).await?;
    Ok(Progress { id, received: upload.received })
}

/// Takes the piece that begins at `offset`. Where it does not, nothing is taken and the answer says where to go on.
///
/// # Errors
/// `not-found`; `file-too-large` where more comes than was announced.
pub async fn add<S, E>(
    app: &App,
    ctx: &Ctx,
    association: &str,
    application: Id,
    id: Id,
    offset: i64,
    source: S,
) -> Result<Result<Progress, Progress>, Failure>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::fmt::Display,
{
    let known = own(app, ctx, association, application, id).await?;
    if known.received != offset {
        return Ok(Err(Progress { id, received: known.received }));
    }
    let left = u64::try_from(known.size - known.received).unwrap_or_default();
    let stored = app.blobs.put(source, left.min(2 * PIECE)).await.map_err(file::refused)?;
    let (association, size) = (association.to_owned(), i64::try_from(stored.size).unwrap_or(i64::MAX));
    let taken = app
        .store
        .write(move |tx| {
            let Some(mut upload) = attachment::upload(tx, &association, id)? else { return Ok(None) };
            if upload.received != offset {
                return Ok(Some(Err(upload.received)));
            }
            upload.received += size;
            upload.chunks.push(stored.hash.to_string());
            attachment::add_chunk(tx, &association, &upload, offset)?;
            Ok::<_, StoreError>(Some(Ok(upload.received)))
        })
        .await?;
    match taken {
        None => Err(Refusal::new("not-found").into()),
        Some(Ok(received)) => Ok(Ok(Progress { id, received })),
        Some(Err(received)) => Ok(Err(Progress { id, received })),
    }
}

/// Puts the pieces together and attaches the file. `sha256` is what the browser computed, where it could.
///
/// # Errors
/// `not-found`; `upload-incomplete`; `upload-differs` where the bytes are not those the browser had; as
/// [`file::attach`].
pub async fn finish(
    app: &App,
    ctx: &Ctx,
    association: &str,
    application: Id,
    id: Id,
    sha256: Option<&str>,
) -> Result<Finished, Failure> {
    let upload = own(app, ctx, association, application, id).await?;
    if upload.received < upload.size {
        return Err(Refusal::new("upload-incomplete").with("received", upload.received).into());
    }
    let pieces = hashes(&upload)?;
    let source = whole(app.blobs.clone(), pieces.clone());
    let attached =
        file::attach(app, ctx, association, application, &upload.field, &upload.name, source).await;
    if let (Ok(file), Some(said)) = (&attached, sha256)
        && !said.eq_ignore_ascii_case(&file.sha256)
    {
        file::detach(app, ctx, association, application, file.id).await?;
        forget(app, association, id, &pieces).await?;
        return Err(Refusal::new("upload-differs").with("name", &upload.name).into());
    }
    // A file that is refused for what it is will be refused again: its pieces are not kept for another try.
    if !matches!(attached, Err(Failure::Fault(_))) {
        forget(app, association, id, &pieces).await?;
    }
    let file = attached?;
    let twin = twin(app, association, application, &file.sha256).await?;
    Ok(Finished { file, twin })
}

/// The pieces one after the other.
fn whole(blobs: Blobs, pieces: Vec<ContentHash>) -> BoxStream<'static, Result<Bytes, BlobError>> {
    let opened = futures::stream::iter(pieces).then(move |hash| {
        let blobs = blobs.clone();
        async move { blobs.get(hash, None).await.map(|content| content.stream) }.boxed()
    });
    opened.try_flatten().boxed()
}

/// Forgets uploads that were never finished, with their pieces.
///
/// # Errors
/// Those of the database and of the file store.
pub async fn forget_stale(app: &App, now: Timestamp) -> Result<(), Failure> {
    let before = now.checked_sub(FORGOTTEN_AFTER).unwrap_or(now);
    for (association, upload) in app.store.read(move |tx| attachment::stale_uploads(tx, before, 100)).await? {
        forget(app, &association, upload.id, &hashes(&upload)?).await?;
    }
    Ok(())
}

/// The upload, if it is the actor's own and of this application.
async fn own(app: &App, ctx: &Ctx, association: &str, application: Id, id: Id) -> Result<Upload, Failure> {
    let (account, association) = (ctx.account()?.as_i64(), association.to_owned());
    let found = app.store.write(move |tx| attachment::upload(tx, &association, id)).await?;
    let mine = found.filter(|u| u.started_by == account && u.application == application);
    mine.ok_or_else(|| Refusal::new("not-found").into())
}

fn hashes(upload: &Upload) -> Result<Vec<ContentHash>, Failure> {
    let parse = |text: &String| text.parse().map_err(|e| Fault::new("reading the pieces of an upload", e));
    Ok(upload.chunks.iter().map(parse).collect::<Result<_, _>>()?)
}

/// Ends an upload. Pieces that are files of their own stay: a file of one piece is that piece.
async fn forget(app: &App, association: &str, id: Id, pieces: &[ContentHash]) -> Result<(), Failure> {
    let (association, all) = (association.to_owned(), pieces.to_vec());
    let useless = app
        .store
        .write(move |tx| {
            attachment::end_upload(tx, &association, id)?;
            let mut useless = Vec::new();
            for hash in &all {
                if blob::known(tx, *hash)?.is_none() {
                    useless.push(*hash);
                }
            }
            Ok::<_, StoreError>(useless)
        })
        .await?;
    for hash in useless {
        app.blobs.remove(hash).await.map_err(|e| Fault::new("removing a piece of an upload", e))?;
    }
    Ok(())
}

/// Where the same organisation has the same bytes; what others have is not said.
async fn twin(
    app: &App,
    association: &str,
    application: Id,
    sha256: &str,
) -> Result<Option<(String, String)>, Failure> {
    let (association, sha256) = (association.to_owned(), sha256.to_owned());
    app.store
        .read(move |tx| {
            let own = kexiang_store::application::by_id(tx, &association, application)?;
            for (id, name) in attachment::duplicates(tx, &association, application, &sha256)? {
                let other = kexiang_store::application::by_id(tx, &association, id)?;
                let same = |o: &kexiang_store::application::Application| {
                    own.as_ref().is_some_and(|a| a.organisation == o.organisation)
                };
                if let Some(other) = other.filter(same) {
                    return Ok(Some((other.title, name)));
                }
            }
            Ok(None)
        })
        .await
}
