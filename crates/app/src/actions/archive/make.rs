//! Making a package: everything is read in one transaction, written as papers off the async workers, sealed, and kept.

use std::io::Cursor;

use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::letter::{ApplicationSheet, ListSheet};
use kexiang_documents::package::{Item, Metadata, Package, Step, seal};
use kexiang_documents::pdf::{Settings, Standard, render};
use kexiang_documents::sniff::sniff;
use kexiang_store::archive::{self, Archive, Order};
use kexiang_store::write::{self, Subject};
use kexiang_store::{blob, counter};
use serde_json::json;

use super::collect::{self, Found, Kept};
use crate::actions::acceptance::AcceptanceFile;
use crate::actions::application::CaseFile;
use crate::actions::project::ProjectFile;
use crate::actions::{Ctx, Failure, Fault};
use crate::locale::{Language, Locale};
use crate::state::App;

/// Kind of the job that makes a package.
pub const MAKE: &str = "archive.make";

/// How papers are laid out: the way in knows how.
#[derive(Clone, Copy)]
pub struct Printers {
    /// 申报书
    pub application: fn(&Locale, &CaseFile) -> ApplicationSheet,
    /// 合同书
    pub contract: fn(&Locale, &ProjectFile, &kexiang_store::contract::Contract) -> ApplicationSheet,
    /// 验收表
    pub acceptance: fn(&Locale, &AcceptanceFile, &kexiang_store::acceptance::Acceptance) -> ApplicationSheet,
    /// 追回通知书
    pub recovery: fn(&Locale, &ProjectFile, &kexiang_store::recovery::Order, &str) -> ListSheet,
}

/// What is printed.
pub(super) enum Paper {
    /// A form.
    Form(Box<ApplicationSheet>),
    /// A list.
    List(Box<ListSheet>),
    /// A text as it is.
    Text(String),
    /// Bytes that are there already, by their SHA-256.
    Bytes(String),
}

/// Makes the package that was ordered and keeps it; nothing happens where none is ordered any more.
///
/// # Errors
/// A fault where something cannot be read, written or sealed, or the sealed package fails its own test: the order stays
/// and the job is tried again.
pub async fn make(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    printers: Printers,
) -> Result<(), Failure> {
    let (programmes, code, today) =
        (app.programmes.clone(), association.to_owned(), time::beijing_date(ctx.now));
    let found = app.store.read_long(move |tx| collect::everything(tx, &programmes, &code, id, today)).await?;
    let Some(found) = found else { return Ok(()) };
    let issuer = app.association(association).map(|a| a.name).unwrap_or_default();
    let kept = collect::papers(&found, &printers, &issuer);
    let items = written(app, kept, today).await?;
    let number = number(app, association, today.year()).await?;
    let metadata = metadata(&found, &issuer, &number, ctx);
    let at = time::beijing(ctx.now);
    let sealed = tokio::task::spawn_blocking(move || seal(&metadata, &items, at)).await;
    let sealed = sealed.map_err(|e| Fault::new("sealing a package", e))?;
    let sealed = sealed.map_err(|e| Fault::new("sealing a package", e))?;
    let failed = sealed.report.failed();
    if !failed.is_empty() {
        return Err(Fault::saying("testing a sealed package", format!("{failed:?}")).into());
    }
    keep(app, ctx, &found, (number, sealed)).await
}

/// A number is taken when the package is made; one that fails leaves its number unused, as paper numbers do.
async fn number(app: &App, association: &str, year: i16) -> Result<String, Failure> {
    let code = association.to_owned();
    let scope = format!("archive/{year}");
    let n = app.store.write(move |tx| counter::next(tx, &code, &scope)).await?;
    Ok(format!("{}-DA-{year}-{n:04}", association.to_uppercase()))
}

/// Every paper as bytes: printed, read from the file store, or plain text.
async fn written(app: &App, kept: Vec<Kept>, today: jiff::civil::Date) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::with_capacity(kept.len());
    for Kept { kind, name, paper } in kept {
        let bytes = match paper {
            Paper::Text(text) => text.into_bytes(),
            Paper::Bytes(sha256) => {
                let fault = |e: String| Fault::saying("reading a file for an archive", e);
                let hash =
                    sha256.parse().map_err(|e: kexiang_core::canonical::HashError| fault(e.to_string()))?;
                app.blobs.bytes(hash, u64::MAX).await.map_err(|e| fault(e.to_string()))?.to_vec()
            }
            Paper::Form(sheet) => {
                let standard =
                    if sheet.mark.watermark.is_none() { Standard::Archive } else { Standard::Plain };
                printed(*sheet, Settings { standard, today }).await?
            }
            Paper::List(sheet) => printed(*sheet, Settings { standard: Standard::Archive, today }).await?,
        };
        items.push(Item { kind, name: named(name, &bytes), bytes });
    }
    Ok(items)
}

/// The name with the extension of what the file really is, where it has none.
fn named(name: String, bytes: &[u8]) -> String {
    if name.contains('.') {
        return name;
    }
    let kind = sniff(&name, &mut Cursor::new(bytes)).map(|found| found.kind);
    let extension = kind.ok().and_then(|k| k.extensions().first().copied());
    extension.map_or_else(|| name.clone(), |e| format!("{name}.{e}"))
}

async fn printed<S>(sheet: S, settings: Settings) -> Result<Vec<u8>, Failure>
where
    S: kexiang_documents::pdf::Sheet + Send + 'static,
{
    let made = tokio::task::spawn_blocking(move || render(&sheet, settings)).await;
    let pdf = made.map_err(|e| Fault::new("typesetting", e))?.map_err(|e| Fault::new("typesetting", e))?;
    Ok(pdf.bytes)
}

fn metadata(found: &Found, issuer: &str, number: &str, ctx: &Ctx) -> Metadata {
    let l = Locale::of(Language::Chinese);
    let (file, p) = (&found.desk.file, &found.desk.file.project);
    let verdict = found.desk.rounds.iter().rev().find_map(|a| a.conclusion.as_ref());
    let fact = |key: &str, value: String| (l.t(key).to_owned(), value);
    let mut facts = vec![
        fact("project-column-number", p.number.clone()),
        fact("project-leader", p.leader.clone()),
        fact("archive-fact-amount", format!("{} {}", p.amount.yuan(), l.t("unit-yuan"))),
        fact("archive-fact-paid", format!("{} {}", file.book.paid().yuan(), l.t("unit-yuan"))),
        fact("project-state", l.word("project-state", p.state.code())),
    ];
    facts.extend(
        verdict.map(|c| fact("acceptance-column-verdict", l.word("acceptance-verdict", c.verdict.code()))),
    );
    facts.extend(file.contract().map(|c| fact("project-contract-number", c.number.clone())));
    let step = |s: &kexiang_store::project::Step| Step {
        at: time::short(s.at),
        by: s.actor.clone(),
        what: [l.word("project-step", &s.command), s.reason.clone()].join(" ").trim().to_owned(),
    };
    Metadata {
        number: number.to_owned(),
        fonds: issuer.to_owned(),
        title: p.title.clone(),
        responsible: p.organisation_name.clone(),
        year: time::beijing_date(ctx.now).year().to_string(),
        term: l.word("archive-term", &found.order.term),
        sealed_at: time::beijing(ctx.now).strftime("%Y-%m-%dT%H:%M").to_string(),
        facts,
        steps: file.steps.iter().map(step).collect(),
    }
}

/// Keeps the package and ends the order; who ordered it has sealed it.
async fn keep(
    app: &App,
    ctx: &Ctx,
    found: &Found,
    (number, sealed): (String, Package),
) -> Result<(), Failure> {
    let Package { bytes, sha256, manifest, files, report } = sealed;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let stored = app.blobs.put_bytes(bytes).await.map_err(|e| Fault::new("keeping a package", e))?;
    let Order { term, by, .. } = found.order.clone();
    let kept = Archive {
        project: found.desk.file.project.id,
        number,
        package: sha256,
        manifest,
        files: i64::try_from(files).unwrap_or(i64::MAX),
        bytes: size,
        term,
        report: serde_json::to_value(&report).map_err(|e| Fault::new("writing a test report", e))?,
        sealed_by: by,
        sealed_at: ctx.now,
    };
    let (ctx, file) = (ctx.clone(), found.desk.file.clone());
    let association = file.project.association.clone();
    app.store
        .write(move |tx| {
            if archive::ordered(tx, &association, kept.project)?.is_none() {
                return Err(Failure::from(Refusal::new("archive-sealed")));
            }
            blob::register(tx, stored, ctx.now)?;
            archive::seal(tx, &association, &kept)?;
            archive::finish(tx, &association, kept.project)?;
            let after = json!({
                "number": kept.number, "package": kept.package, "manifest": kept.manifest, "files": kept.files,
                "term": kept.term,
            });
            let subject = Subject::new("project", kept.project);
            write::record(tx, ctx.entry_with(&association, "archive.seal", subject, after))?;
            file.note(tx, &ctx, "archive-seal", &kept.number)
        })
        .await
}
