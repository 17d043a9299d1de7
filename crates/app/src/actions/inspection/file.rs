use kexiang_core::canonical::{ContentHash, HashError};
use kexiang_core::id::Id;
use kexiang_core::inspection::State;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_store::blob;
use kexiang_store::visit::{self, File, Side};
use serde_json::json;

use super::{InspectionFile, view};
use crate::actions::paper::{LARGEST_SCAN, Scan, scan_kind};
use crate::actions::{Ctx, Failure, Fault};
use crate::state::App;

/// Most files of one side of an inspection.
const MOST: usize = 60;
/// Longest name kept, in characters.
const LONGEST_NAME: usize = 120;

/// Whether a person may add a file now, and for which side: the office while the inspection is not over, the organisation
/// while it has something to put right.
///
/// # Errors
/// `not-found`, `not-permitted`, `inspection-over`.
pub async fn may_add(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Side, Failure> {
    Ok(side(&view(app, ctx, association, id).await?, ctx)?)
}

fn side(file: &InspectionFile, ctx: &Ctx) -> Result<Side, Refusal> {
    let state = file.inspection.state;
    let office = file.project.permit(ctx, Action::InspectionManage).is_ok();
    if !office {
        file.project.permit(ctx, Action::ActivityRecord)?;
    }
    match state {
        _ if state.is_over() => Err(Refusal::new("inspection-over")),
        _ if office => Ok(Side::Office),
        State::Remedy => Ok(Side::Organisation),
        _ => Err(Refusal::new("inspection-no-remedy")),
    }
}

/// Adds a photograph or a document: PDF, JPEG or PNG.
///
/// # Errors
/// Those of [`may_add`]; `scan-kind`, `too-large`, `inspection-files` beyond sixty.
pub async fn add(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (name, bytes): (&str, Vec<u8>),
) -> Result<(), Failure> {
    may_add(app, ctx, association, id).await?;
    if bytes.len() > LARGEST_SCAN {
        return Err(Refusal::new("too-large").at("file").into());
    }
    scan_kind(&bytes).ok_or_else(|| Refusal::new("scan-kind").at("file"))?;
    let name: String = name.rsplit(['/', '\\']).next().unwrap_or(name).chars().take(LONGEST_NAME).collect();
    let name = if name.trim().is_empty() { "—".to_owned() } else { name };
    let stored = app.blobs.put_bytes(bytes).await.map_err(|e| Fault::new("keeping a file", e))?;
    let sha256 = stored.hash.to_string();
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = InspectionFile::load(tx, &programmes, &association, id, true)?;
            let side = side(&file, &ctx)?;
            if file.files.iter().filter(|f| f.side == side).count() >= MOST {
                return Err(Failure::from(Refusal::new("inspection-files").with("most", MOST).at("file")));
            }
            blob::register(tx, stored, ctx.now)?;
            let by = ctx.actor.name.clone();
            let added = File { side, sha256: sha256.clone(), name: name.clone(), by, at: ctx.now };
            if !visit::add_file(tx, &association, id, &added)? {
                return Ok(());
            }
            let after = json!({ "side": side.code(), "sha256": sha256, "name": name });
            file.note(tx, &ctx, ("file", &name), after)
        })
        .await
}

/// A file of an inspection, for those who see it.
///
/// # Errors
/// `not-found`.
pub async fn open(app: &App, ctx: &Ctx, association: &str, id: Id, sha256: &str) -> Result<Scan, Failure> {
    let file = view(app, ctx, association, id).await?;
    let kept = file.files.into_iter().find(|f| f.sha256 == sha256);
    let kept = kept.ok_or_else(|| Refusal::new("not-found"))?;
    let fault = |e: String| Fault::saying("reading a file of an inspection", e);
    let hash: ContentHash = kept.sha256.parse().map_err(|e: HashError| fault(e.to_string()))?;
    let bytes = app.blobs.bytes(hash, LARGEST_SCAN as u64).await.map_err(|e| fault(e.to_string()))?;
    let kind = scan_kind(&bytes).unwrap_or("application/octet-stream");
    Ok(Scan { name: kept.name, kind, bytes: bytes.to_vec() })
}
