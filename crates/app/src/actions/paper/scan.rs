//! The sealed scan of a paper copy: kept under its hash, its QR code read and compared with the code on paper.

use kexiang_core::canonical::{ContentHash, HashError};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_documents::qr;
use kexiang_store::blob;
use kexiang_store::paper::{self, Copy};
use serde_json::json;

use super::super::application::CaseFile;
use super::super::{Ctx, Failure, Fault};
use super::find::permit_reading;
use super::register::{copy_of, follow};
use super::typed_code;
use crate::state::App;

/// Largest scan, in bytes.
pub const LARGEST: usize = 50 * 1024 * 1024;
/// Longest name kept, in characters.
const LONGEST_NAME: usize = 120;

/// A scan as it is sent to the browser.
#[derive(Clone, Debug)]
pub struct Scan {
    /// Name people gave it.
    pub name: String,
    /// What it really is.
    pub kind: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Adds the scan to registered paper. Its code is read from the QR on the page; where none can be read the scan is kept
/// all the same and an officer compares by eye.
///
/// # Errors
/// `scan-kind` for anything but PDF, JPEG and PNG; `too-large` beyond 50 MB; `scan-unreadable` for damaged files;
/// `not-found` for an unknown copy.
pub async fn add_scan(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    copy: Id,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Copy, Failure> {
    if bytes.len() > LARGEST {
        return Err(Refusal::new("too-large").into());
    }
    let kind = kind(&bytes).ok_or_else(|| Refusal::new("scan-kind"))?;
    permit(app, ctx, association, id, copy).await?;
    let name: String = name.rsplit(['/', '\\']).next().unwrap_or(name).chars().take(LONGEST_NAME).collect();
    let (code, bytes) = read_code(kind, bytes).await?;
    let stored = app.blobs.put_bytes(bytes).await.map_err(|e| Fault::new("keeping a scan", e))?;
    let (sha256, held) = (stored.hash.to_string(), app.clone());
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, Action::PaperRegister, &Scope::Application(&case.scope()))?;
            blob::register(tx, stored, ctx.now)?;
            let mut copy = copy_of(tx, &association, id, copy)?;
            copy.scan_sha256.clone_from(&sha256);
            copy.scan_name.clone_from(&name);
            copy.scan_code.clone_from(&code);
            paper::judge(tx, &association, id, &copy)?;
            let after = json!({ "copy": copy.id.to_string(), "scan": sha256, "name": name, "code": code });
            let state = case.application.paper_state.clone();
            follow(tx, &held, &ctx, &mut case, &state, "paper.scan", after)?;
            Ok(copy)
        })
        .await
}

/// The scan of a copy, for somebody of the office.
///
/// # Errors
/// `not-found` where there is none or the person reads no applications of the association.
pub async fn scan(app: &App, ctx: &Ctx, association: &str, id: Id, copy: Id) -> Result<Scan, Failure> {
    let (ctx, programmes, own) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let copy = app
        .store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &own, id, false)?;
            permit_reading(&ctx, &case)?;
            copy_of(tx, &own, id, copy)
        })
        .await?;
    if copy.scan_sha256.is_empty() {
        return Err(Refusal::new("not-found").into());
    }
    let fault = |e: String| Fault::saying("reading a scan", e);
    let hash: ContentHash = copy.scan_sha256.parse().map_err(|e: HashError| fault(e.to_string()))?;
    let bytes = app.blobs.bytes(hash, LARGEST as u64).await.map_err(|e| fault(e.to_string()))?;
    let kind = kind(&bytes).unwrap_or("application/octet-stream");
    Ok(Scan { name: copy.scan_name, kind, bytes: bytes.to_vec() })
}

/// Asks before the file is read and kept.
async fn permit(app: &App, ctx: &Ctx, association: &str, id: Id, copy: Id) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            may(&ctx.actor, Action::PaperRegister, &Scope::Application(&case.scope()))?;
            copy_of(tx, &association, id, copy).map(|_| ())
        })
        .await
}

/// What the bytes are, by their first ones.
pub(in crate::actions) fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("image/png"),
        _ => None,
    }
}

/// The version code in the scan, and the bytes again: reading pictures is long work and happens beside the server's own.
pub(in crate::actions) async fn read_code(
    kind: &'static str,
    bytes: Vec<u8>,
) -> Result<(String, Vec<u8>), Failure> {
    let reading = tokio::task::spawn_blocking(move || {
        let texts = if kind == "application/pdf" {
            qr::decode_pdf(&bytes).map(|pages| pages.into_iter().flatten().collect())
        } else {
            qr::decode_picture(&bytes)
        };
        (texts, bytes)
    });
    let (texts, bytes) = reading.await.map_err(|e| Fault::new("reading a scan", e))?;
    let texts: Vec<String> = texts.map_err(|_| Refusal::new("scan-unreadable"))?;
    let code = texts.iter().find_map(|text| typed_code(text)).unwrap_or_default();
    Ok((code, bytes))
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn files_are_what_their_first_bytes_say() {
        assert_eq!(kind(b"%PDF-1.7\n"), Some("application/pdf"));
        assert_eq!(kind(&[0xFF, 0xD8, 0xFF, 0xE0]), Some("image/jpeg"));
        assert_eq!(kind(b"MZ\x90\0"), None);
        assert_eq!(kind(b""), None);
    }
}
