//! What leaves the system whole: the audit chain line by line, and one application with everything that belongs to it and
//! a manifest of hashes, so that anybody can check that nothing was changed on the way.

use std::io::Write;

use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::letter::ApplicationSheet;
use kexiang_documents::pdf::{Settings, Standard, render};
use kexiang_store::application::Application;
use kexiang_store::attachment::{self, Attachment};
use kexiang_store::audit::{self, Link};
use kexiang_store::write::Subject;
use kexiang_store::{Tx, answer, application, check, joint, organisation, paper, snapshot};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::application::CaseFile;
use super::desk::enter;
use super::{Ctx, Failure, Fault};
use crate::locale::{Language, Locale};
use crate::state::App;

/// Links of the chain read in one go.
const PAGE: i64 = 1_000;
/// Links of an application's record.
const LINKS: u32 = 10_000;

/// Where a package goes: a folder or an archive.
pub trait Target {
    /// Puts a file under a path, `files/1_证明材料.pdf`; the path under which it stands.
    ///
    /// # Errors
    /// Those of the file system.
    fn put(&mut self, path: &str, bytes: &[u8]) -> std::io::Result<()>;
}

/// Lays an application out as its printed form: the way in knows how.
pub type Printed = fn(&Locale, &CaseFile) -> ApplicationSheet;

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Path within the package.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256.
    pub sha256: String,
}

/// Writes an association's audit chain, one JSON object a line, from its first record to its last; the number of lines.
///
/// # Errors
/// `not-permitted`; a fault where the target cannot be written.
pub async fn audit_chain(
    app: &App,
    ctx: &Ctx,
    association: &str,
    target: &mut (dyn Write + Send),
) -> Result<i64, Failure> {
    ctx.permit(Action::AuditRead, &kexiang_core::policy::Scope::Association(association))?;
    let code = association.to_owned();
    let end = app.store.read(move |tx| audit::head(tx, &code)).await?.seq;
    let mut from = 1;
    while from <= end {
        let (code, last) = (association.to_owned(), (from + PAGE - 1).min(end));
        let links = app.store.read_long(move |tx| audit::range(tx, &code, from, last)).await?;
        for link in &links {
            writeln!(target, "{}", line(link)).map_err(|e| Fault::new("writing the audit chain", e))?;
        }
        from = last + 1;
    }
    Ok(end)
}

/// A record as one line: everything its hash covers, and the hash.
pub(super) fn line(link: &Link) -> Json {
    let e = &link.entry;
    json!({
        "association": e.association, "seq": link.seq, "at": time::exact(e.at),
        "at_milliseconds": e.at.as_millisecond(), "actor_kind": e.actor.kind, "actor_id": e.actor.id,
        "actor_name": e.actor.name, "via": e.via.code(), "request_id": e.request_id, "action": e.action,
        "subject_kind": e.subject.kind, "subject_id": e.subject.id, "before": e.before, "after": e.after,
        "prev_hash": link.previous.to_string(), "hash": link.hash.to_string(),
    })
}

/// Writes one application with everything that belongs to it: answers, versions, checks, paper, its record in the audit
/// chain, the files, the printed form, and last `manifest.json` with the hash of every file.
///
/// # Errors
/// `not-found`, `not-permitted`; a fault where a file is missing or the target cannot be written.
pub async fn package(
    app: &App,
    ctx: &Ctx,
    printed: Printed,
    association: &str,
    number: &str,
    target: &mut (dyn Target + Send),
) -> Result<Vec<Packed>, Failure> {
    enter(ctx, association, Action::DeskExport)?;
    let (programmes, code, wanted) = (app.programmes.clone(), association.to_owned(), number.to_owned());
    let (documents, files, case) = app
        .store
        .read_long(move |tx| {
            let missing = || Failure::from(Refusal::new("not-found"));
            let found = application::by_number(tx, &code, &wanted)?.ok_or_else(missing)?;
            let documents = documents(tx, &found)?;
            let files = files(tx, &found)?;
            let case = CaseFile::load(tx, &programmes, &code, found.id, false)?;
            Ok::<_, Failure>((documents, files, case))
        })
        .await?;
    let mut packed = Vec::new();
    for (path, content) in documents {
        let text = serde_json::to_vec_pretty(&content).map_err(|e| Fault::new("writing a package", e))?;
        put(target, &mut packed, path, &text)?;
    }
    for (n, file) in files.iter().enumerate() {
        let hash: ContentHash =
            file.sha256.parse().map_err(|e| Fault::new("reading the name of a file", e))?;
        let bytes = app.blobs.bytes(hash, u64::MAX).await.map_err(|e| Fault::new("reading a file", e))?;
        put(target, &mut packed, &format!("files/{:02}_{}", n + 1, file.name), &bytes)?;
    }
    let sheet = printed(Locale::of(Language::Chinese), &case);
    let standard = if sheet.mark.watermark.is_none() { Standard::Archive } else { Standard::Plain };
    let settings = Settings { standard, today: time::beijing_date(ctx.now) };
    let pdf = tokio::task::spawn_blocking(move || render(&sheet, settings)).await;
    let pdf = pdf.map_err(|e| Fault::new("typesetting", e))?.map_err(|e| Fault::new("typesetting", e))?;
    put(target, &mut packed, "application.pdf", &pdf.bytes)?;
    let manifest = manifest(ctx, association, number, &packed);
    let text = serde_json::to_vec_pretty(&manifest).map_err(|e| Fault::new("writing a package", e))?;
    put(target, &mut packed, "manifest.json", &text)?;
    noted(app, ctx, association, number, &packed).await?;
    Ok(packed)
}

fn put(
    target: &mut (dyn Target + Send),
    packed: &mut Vec<Packed>,
    path: &str,
    bytes: &[u8],
) -> Result<(), Failure> {
    target.put(path, bytes).map_err(|e| Fault::new("writing a package", e))?;
    let sha256 = hex::encode(Sha256::digest(bytes));
    packed.push(Packed { path: path.to_owned(), size: bytes.len() as u64, sha256 });
    Ok(())
}

fn manifest(ctx: &Ctx, association: &str, number: &str, packed: &[Packed]) -> Json {
    let file = |p: &Packed| json!({ "path": p.path, "size": p.size, "sha256": p.sha256 });
    json!({
        "association": association, "number": number, "made_at": time::exact(ctx.now), "made_by": ctx.actor.name,
        "hash": "SHA-256", "files": packed.iter().map(file).collect::<Vec<_>>(),
    })
}

async fn noted(
    app: &App,
    ctx: &Ctx,
    association: &str,
    number: &str,
    packed: &[Packed],
) -> Result<(), Failure> {
    let manifest = packed.last().map(|p| p.sha256.clone()).unwrap_or_default();
    let (ctx, association, number, files) =
        (ctx.clone(), association.to_owned(), number.to_owned(), packed.len());
    app.store
        .write(move |tx| {
            let after = json!({ "number": number, "files": files, "manifest": manifest });
            let subject = Subject::new("association", &association);
            kexiang_store::write::record(
                tx,
                ctx.entry_with(&association, "application.package", subject, after),
            )
        })
        .await?;
    Ok(())
}

/// What the database holds, as one JSON document per part.
fn documents(tx: &mut Tx<'_>, a: &Application) -> Result<Vec<(&'static str, Json)>, Failure> {
    let (association, id) = (a.association.as_str(), a.id);
    let at = |t: Option<jiff::Timestamp>| t.map(time::exact);
    let owner = organisation::by_id(tx, association, a.organisation)?;
    let register = json!({
        "number": a.number, "type": a.type_code, "tier": a.tier, "title": a.title, "state": a.state.code(),
        "organisation": a.organisation_name, "organisation_code": owner.map(|o| o.credit_code),
        "class": a.class.code(), "leader": a.leader, "leader_phone": a.leader_phone, "amount_fen": a.amount.0,
        "other_fen": a.other.0, "content_version": a.content_version, "content_hash": a.content_hash,
        "version_code": a.version_code, "returns": a.returns, "paper": a.paper_state, "started": at(Some(a.started_at)),
        "handed_in": at(a.handed_in_at), "signed_off": at(a.signed_off_at), "recommended": at(a.recommended_at),
        "submitted": at(a.submitted_at),
        "joint": joint::of_application(tx, association, id)?.iter().map(|j| json!(j.name)).collect::<Vec<_>>(),
    });
    let answers = answer::all(tx, association, id)?.into_iter().map(|s| {
        json!({ "field": s.field, "value": s.value, "version": s.version, "saved_at": time::exact(s.saved_at), "saved_by": s.saved_by_name })
    });
    let answers = answers.collect::<Vec<_>>();
    let versions = snapshot::all(tx, association, id)?.into_iter().map(|s| {
        json!({
            "n": s.n, "kind": s.kind, "content_hash": s.content_hash, "version_code": s.version_code,
            "made_at": time::exact(s.made_at), "made_by": s.made_by, "content": s.body,
        })
    });
    let versions = versions.collect::<Vec<_>>();
    let steps = application::steps(tx, association, id)?.into_iter().map(|s| {
        json!({
            "command": s.command, "from": s.from.code(), "to": s.to.code(), "reason": s.reason, "actor": s.actor,
            "at": time::exact(s.at),
        })
    });
    let steps = steps.collect::<Vec<_>>();
    let records = check::records(tx, association, id)?.into_iter().map(|r| {
        json!({
            "n": r.n, "command": r.command, "decided_by": r.decided_by, "decided_at": time::exact(r.decided_at),
            "body_hash": r.body_hash, "record": r.body,
        })
    });
    let records = records.collect::<Vec<_>>();
    let links = audit::of_subject(tx, association, &Subject::new("application", id), None, LINKS)?;
    Ok(vec![
        ("application.json", register),
        ("answers.json", json!(answers)),
        ("versions.json", json!(versions)),
        ("steps.json", json!(steps)),
        ("checks.json", json!(records)),
        ("paper.json", papers(tx, association, id)?),
        ("audit.json", json!(links.iter().rev().map(line).collect::<Vec<_>>())),
    ])
}

fn papers(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Json, Failure> {
    let prints = snapshot::prints(tx, association, id)?.into_iter().map(|p| {
        json!({
            "version_code": p.version_code, "content_hash": p.content_hash, "printed_at": time::exact(p.printed_at),
            "voided_at": p.voided_at.map(time::exact), "void_reason": p.void_reason,
        })
    });
    let prints = prints.collect::<Vec<_>>();
    let copies = paper::of_application(tx, association, id)?.into_iter().map(|c| {
        json!({
            "version_code": c.version_code, "copies": c.copies, "arrived_on": c.arrived_on,
            "dispatched_on": c.dispatched_on, "courier_number": c.courier_number, "in_time": c.in_time,
            "verdict": c.verdict, "note": c.note, "scan": c.scan_name, "scan_sha256": c.scan_sha256,
            "scan_code": c.scan_code, "registered_by": c.registered_by, "registered_at": time::exact(c.registered_at),
        })
    });
    Ok(json!({ "prints": prints, "copies": copies.collect::<Vec<_>>() }))
}

/// Attachments and sealed scans.
fn files(tx: &mut Tx<'_>, a: &Application) -> Result<Vec<Attachment>, Failure> {
    let mut files = attachment::of_application(tx, &a.association, a.id)?;
    for copy in
        paper::of_application(tx, &a.association, a.id)?.into_iter().filter(|c| !c.scan_sha256.is_empty())
    {
        files.push(Attachment {
            id: copy.id,
            field: String::new(),
            name: copy.scan_name,
            kind: String::new(),
            size: 0,
            sha256: copy.scan_sha256,
            pages: 0,
            added_at: copy.registered_at,
            added_by: copy.registered_by,
        });
    }
    Ok(files)
}
