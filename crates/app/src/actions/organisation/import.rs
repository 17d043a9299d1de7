//! Importing a workbook of organisations: upload, dry run with a verdict for every row, the same sheet back with its
//! mistakes marked, then everything or only the good rows. A second import of the same file changes nothing.

mod apply;
mod sheet;

use std::sync::Arc;

use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::xlsx::{self, Fault as CellFault, Imported, Note};
use kexiang_store::organisation::import::{self, Import};
use kexiang_store::write::{Subject, record};
use kexiang_store::{Tx, job};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::super::{Ctx, Failure, Fault};
use super::{enter, workbook};
use crate::chance;
use crate::locale::Locale;
use crate::state::App;
pub use apply::{apply, apply_later, apply_now};
use sheet::Sheet;

/// Largest workbook, in bytes.
pub const LARGEST: u64 = 20 * 1024 * 1024;
/// Most rows of one workbook.
pub const MOST_ROWS: usize = 20_000;
/// Largest plan in the file store.
const LARGEST_PLAN: u64 = 256 * 1024 * 1024;
/// Rows judged or written in one go.
const CHUNK: usize = 500;
/// Kind of the job that reads a workbook.
pub const READ: &str = "organisation.read";
/// Kind of the job that applies it.
pub const APPLY: &str = "organisation.apply";

/// What a row would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRow {
    /// Row as people count.
    pub row: u32,
    /// Name of the organisation.
    pub name: String,
    /// `new`, `changed`, `unchanged` or `wrong`.
    pub verdict: String,
    /// Fields that change: field, before, after.
    pub changes: Vec<(String, String, String)>,
    /// What is wrong: the place of the cell (`C7`, or empty for the row), the column, and why.
    pub wrong: Vec<(String, String, Refusal)>,
}

/// A workbook judged row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Rows in their order.
    pub rows: Vec<PlanRow>,
    /// Heads of columns that were not understood, and left out.
    pub ignored: Vec<String>,
}

impl Plan {
    /// How many rows have a verdict.
    pub fn count(&self, verdict: &str) -> usize {
        self.rows.iter().filter(|row| row.verdict == verdict).count()
    }

    fn counts(&self) -> Json {
        let of = |verdict| self.count(verdict);
        json!({ "new": of("new"), "changed": of("changed"), "unchanged": of("unchanged"), "wrong": of("wrong") })
    }
}

/// Takes a workbook in and lets the worker read it.
///
/// # Errors
/// `import-too-large`, `import-unreadable` for what is no workbook, `not-permitted`.
pub async fn upload(
    app: &App,
    ctx: &Ctx,
    association: &str,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Id, Failure> {
    let import = keep(app, ctx, association, name, bytes).await?;
    let (ctx, id) = (ctx.clone(), import.id);
    app.store
        .write(move |tx| {
            noted(tx, &ctx, &import)?;
            let job_id = chance::id(ctx.now);
            let payload = json!({ "import": import.id.to_string() });
            job::enqueue(tx, &job::NewJob::new(&import.association, job_id, READ, payload, ctx.now))
                .map(|_| ())
        })
        .await?;
    Ok(id)
}

async fn keep(
    app: &App,
    ctx: &Ctx,
    association: &str,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Import, Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Refusal::new("import-too-large").with("max", LARGEST / 1024 / 1024).at("file").into());
    }
    let looks = bytes.starts_with(b"PK") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]);
    if !looks {
        return Err(Refusal::new("import-unreadable").at("file").into());
    }
    let stored = app.blobs.put_bytes(bytes).await.map_err(|e| Fault::new("keeping a workbook", e))?;
    Ok(Import {
        association: association.to_owned(),
        id: chance::id(ctx.now),
        file_name: kexiang_documents::sniff::clean_name(name),
        sha256: stored.hash.to_string(),
        state: "reading".to_owned(),
        total: 0,
        done: 0,
        counts: json!({}),
        plan_sha256: String::new(),
        mode: String::new(),
        problem: String::new(),
        uploaded_at: ctx.now,
        uploaded_by: ctx.actor.name.clone(),
        account: ctx.actor.account.map_or(0, Id::as_i64),
        finished_at: None,
    })
}

fn noted(tx: &mut Tx<'_>, ctx: &Ctx, i: &Import) -> Result<(), kexiang_store::StoreError> {
    import::add(tx, i)?;
    let after = json!({ "file": i.file_name, "sha256": i.sha256 });
    record(tx, ctx.entry_with(&i.association, "organisation.upload", Subject::new("import", i.id), after))
}

/// Takes a workbook in and reads it at once: for the command line.
///
/// # Errors
/// As [`upload`] and [`read`].
pub async fn upload_and_read(
    app: &App,
    ctx: &Ctx,
    association: &str,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(Import, Plan), Failure> {
    let import = keep(app, ctx, association, name, bytes).await?;
    let (by, kept, id) = (ctx.clone(), import.clone(), import.id);
    app.store.write(move |tx| noted(tx, &by, &kept)).await?;
    read(app, ctx, association, id).await?;
    show(app, ctx, association, id).await
}

/// Reads a workbook and judges every row against the ledger; nothing is changed. Done by the worker.
///
/// # Errors
/// Those of the database and the file store.
pub async fn read(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    let mut import = find(app, association, id).await?;
    if import.state != "reading" {
        return Ok(());
    }
    let imported = match sheet(app, &import, ctx).await {
        Ok(imported) => imported,
        Err(Failure::Refused(refusal)) => {
            (import.state, import.problem) = ("failed".to_owned(), refusal.code);
            return step(app, "reading", import).await;
        }
        Err(failure) => return Err(failure),
    };
    let year = time::beijing_date(ctx.now).year();
    let mut plan = Plan { rows: Vec::new(), ignored: imported.ignored.clone() };
    let sheet = Arc::new(Sheet::of(imported));
    let total = i64::try_from(sheet.rows.len()).unwrap_or(i64::MAX);
    for from in (0..sheet.rows.len()).step_by(CHUNK) {
        let (sheet, code) = (Arc::clone(&sheet), association.to_owned());
        let judged = app
            .store
            .read_long(move |tx| {
                let judged = sheet.part(from, CHUNK).iter().map(|row| sheet.judge(tx, &code, row, year));
                judged.map(|judged| Ok::<_, Failure>(judged?.0)).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        plan.rows.extend(judged);
        let (code, done) = (association.to_owned(), i64::try_from(plan.rows.len()).unwrap_or(i64::MAX));
        app.store.write(move |tx| import::progress(tx, &code, id, done, total)).await?;
    }
    let bytes = serde_json::to_vec(&plan).map_err(|e| Fault::new("writing a plan", e))?;
    let stored = app.blobs.put_bytes(bytes).await.map_err(|e| Fault::new("keeping a plan", e))?;
    import.state = "read".to_owned();
    (import.total, import.done, import.counts) = (total, total, plan.counts());
    import.plan_sha256 = stored.hash.to_string();
    step(app, "reading", import).await
}

async fn step(app: &App, before: &'static str, import: Import) -> Result<(), Failure> {
    app.store.write(move |tx| import::step(tx, before, &import)).await?;
    Ok(())
}

async fn find(app: &App, association: &str, id: Id) -> Result<Import, Failure> {
    let code = association.to_owned();
    let known = app.store.read(move |tx| import::by_id(tx, &code, id)).await?;
    known.ok_or_else(|| Refusal::new("not-found").into())
}

async fn bytes(app: &App, hash: &str, limit: u64) -> Result<Vec<u8>, Failure> {
    let hash: ContentHash = hash.parse().map_err(|e| Fault::new("reading the name of a file", e))?;
    Ok(app.blobs.bytes(hash, limit).await.map_err(|e| Fault::new("reading a file", e))?.to_vec())
}

/// The rows of a workbook; what makes it useless as a whole is a refusal.
async fn sheet(app: &App, import: &Import, ctx: &Ctx) -> Result<Imported, Failure> {
    let file = bytes(app, &import.sha256, LARGEST).await?;
    let expected = workbook::expected(time::beijing_date(ctx.now).year());
    let read = tokio::task::spawn_blocking(move || xlsx::import(&file, &expected)).await;
    let imported = read.map_err(|e| Fault::new("reading a workbook", e))?;
    let mut imported = imported.map_err(|_| Refusal::new("import-unreadable"))?;
    if imported.faults.iter().any(|f| matches!(f, CellFault::NoHeader { .. })) {
        return Err(Refusal::new("import-no-header").into());
    }
    if imported.faults.iter().any(|f| matches!(f, CellFault::DoubleColumn { .. })) {
        return Err(Refusal::new("import-double-column").into());
    }
    imported.rows.retain(|row| !row.cells.is_empty());
    match imported.rows.len() {
        0 => Err(Refusal::new("import-empty").into()),
        n if n > MOST_ROWS => Err(Refusal::new("import-too-long").into()),
        _ => Ok(imported),
    }
}

/// An import with its plan; the plan is empty until the workbook was read.
///
/// # Errors
/// `not-found`, `not-permitted`.
pub async fn show(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(Import, Plan), Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let import = find(app, association, id).await?;
    let plan = if import.plan_sha256.is_empty() {
        Plan::default()
    } else {
        let text = bytes(app, &import.plan_sha256, LARGEST_PLAN).await?;
        serde_json::from_slice(&text).map_err(|e| Fault::new("reading a plan", e))?
    };
    Ok((import, plan))
}

/// The imports of an association, the latest first.
///
/// # Errors
/// `not-permitted`, `not-found` for strangers.
pub async fn history(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<Import>, Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let code = association.to_owned();
    Ok(app.store.read(move |tx| import::list(tx, &code, 50)).await?)
}

/// Drops what was read without applying it.
///
/// # Errors
/// `import-state`, `not-permitted`.
pub async fn set_aside(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    let (mut import, _) = show(app, ctx, association, id).await?;
    (import.state, import.finished_at) = ("dropped".to_owned(), Some(ctx.now));
    let dropped = app.store.write(move |tx| import::step(tx, "read", &import)).await?;
    if dropped { Ok(()) } else { Err(Refusal::new("import-state").into()) }
}

/// The uploaded sheet with its mistakes: wrong cells coloured and commented, what to do in a last column.
///
/// # Errors
/// `not-found`, `not-permitted`; a fault where the workbook cannot be written.
pub async fn annotated(
    app: &App,
    ctx: &Ctx,
    l: &'static Locale,
    association: &str,
    id: Id,
) -> Result<(String, Vec<u8>), Failure> {
    let (import, plan) = show(app, ctx, association, id).await?;
    let imported = sheet(app, &import, ctx).await?;
    let file = bytes(app, &import.sha256, LARGEST).await?;
    let notes = plan.rows.iter().flat_map(|row| row.wrong.iter().map(move |wrong| (row.row, wrong)));
    let notes: Vec<Note> = notes
        .map(|(row, (place, column, refusal))| {
            let words = l.refusal(refusal);
            let text = [column.as_str(), ": ", &words.message, &words.remedy].concat();
            let message = text.trim_start_matches(": ").to_owned();
            Note { row, column: column_number(place), message }
        })
        .collect();
    let (head, at) = (l.t("import-error-head").to_owned(), time::beijing(ctx.now));
    let written = tokio::task::spawn_blocking(move || {
        let sheets = xlsx::read_sheets(&file)?;
        let wanted = sheets.into_iter().find(|s| s.name == imported.sheet).unwrap_or_default();
        xlsx::annotate(&wanted, imported.header_row, &head, &notes, at)
    });
    let written = written.await.map_err(|e| Fault::new("writing a workbook", e))?;
    let written = written.map_err(|e| Fault::new("writing a workbook", e))?;
    Ok((import.file_name, written))
}

/// `C7` is column 2.
fn column_number(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    let number =
        letters.fold(0u32, |n, letter| n.saturating_mul(26).saturating_add(u32::from(letter - b'A') + 1));
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::column_number;

    #[test]
    fn places_name_their_column() {
        assert_eq!(
            (column_number("A1"), column_number("C7"), column_number("AB12")),
            (Some(0), Some(2), Some(27))
        );
        assert_eq!(column_number(""), None);
    }
}
