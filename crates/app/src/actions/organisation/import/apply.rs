//! Writing what was read into the ledger: every row or none, or the good rows.

use std::sync::Arc;

use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::organisation::import::{self, Import};
use kexiang_store::write::{Subject, record};
use kexiang_store::{Tx, job, organisation};
use serde_json::json;

use super::super::change::{note_change, shown};
use super::super::subject;
use super::sheet::{Change, Sheet};
use super::{APPLY, CHUNK, find, sheet, show, step};
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// Lets the worker apply what was read: everything (`all`, only where no row is wrong) or the good rows (`good`).
///
/// # Errors
/// `import-wrong-rows`, `import-state` where it was applied or dropped already, `not-permitted`.
pub async fn apply_later(app: &App, ctx: &Ctx, association: &str, id: Id, mode: &str) -> Result<(), Failure> {
    let payload = json!({ "import": id.to_string() });
    let job = job::NewJob::new(association, chance::id(ctx.now), APPLY, payload, ctx.now);
    begin_applying(app, ctx, association, id, mode, Some(job)).await
}

/// Notes that an import is being applied, together with the job that does it, where a job does.
async fn begin_applying(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    mode: &str,
    job: Option<job::NewJob>,
) -> Result<(), Failure> {
    let (mut import, plan) = show(app, ctx, association, id).await?;
    let mode = if mode == "good" { "good" } else { "all" };
    if mode == "all" && plan.count("wrong") > 0 {
        return Err(Refusal::new("import-wrong-rows").with("n", plan.count("wrong")).into());
    }
    (import.state, import.mode, import.done) = ("applying".to_owned(), mode.to_owned(), 0);
    let ctx = ctx.clone();
    app.store
        .write(move |tx| {
            if !import::step(tx, "read", &import)? {
                return Err(Failure::from(Refusal::new("import-state")));
            }
            let after = json!({ "mode": import.mode, "counts": import.counts });
            let subject = Subject::new("import", import.id);
            record(tx, ctx.entry_with(&import.association, "organisation.apply-import", subject, after))?;
            if let Some(job) = &job {
                job::enqueue(tx, job)?;
            }
            Ok(())
        })
        .await
}

/// Applies what was read, at once: for the command line.
///
/// # Errors
/// As [`apply_later`] and [`apply`].
pub async fn apply_now(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    mode: &str,
) -> Result<Import, Failure> {
    begin_applying(app, ctx, association, id, mode, None).await?;
    apply(app, ctx, association, id).await?;
    find(app, association, id).await
}

/// Writes the rows into the ledger. `all` is one transaction: every row or none, and none where one is wrong by now.
/// `good` goes in chunks, each for itself, and leaves out what is wrong. Done by the worker; a repetition finds the rows
/// unchanged.
///
/// # Errors
/// Those of the database and the file store.
pub async fn apply(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    let mut import = find(app, association, id).await?;
    if import.state != "applying" {
        return Ok(());
    }
    let sheet = Arc::new(Sheet::of(sheet(app, &import, ctx).await?));
    let whole = import.mode == "all";
    let size = if whole { sheet.rows.len().max(1) } else { CHUNK };
    let mut actor = ctx.clone();
    // The person who uploaded it stands in the record, the worker only carries it out.
    actor.actor.name.clone_from(&import.uploaded_by);
    let total = i64::try_from(sheet.rows.len()).unwrap_or(i64::MAX);
    for from in (0..sheet.rows.len()).step_by(size) {
        let sheet = Arc::clone(&sheet);
        let batch = Batch { sheet, from, size, whole, import: import.clone(), ctx: actor.clone() };
        let done = i64::try_from(from + size).unwrap_or(i64::MAX).min(total);
        let outcome = app.store.write(move |tx| batch.write(tx, done, total)).await;
        if let Err(Failure::Refused(refusal)) = &outcome {
            (import.state, import.problem, import.done) = ("read".to_owned(), refusal.code.clone(), 0);
            return step(app, "applying", import).await;
        }
        outcome?;
    }
    (import.state, import.total, import.done) = ("applied".to_owned(), total, total);
    (import.problem, import.finished_at) = (String::new(), Some(ctx.now));
    step(app, "applying", import).await
}

/// Rows that are written in one transaction.
struct Batch {
    sheet: Arc<Sheet>,
    from: usize,
    size: usize,
    whole: bool,
    import: Import,
    ctx: Ctx,
}

impl Batch {
    fn write(&self, tx: &mut Tx<'_>, done: i64, total: i64) -> Result<(), Failure> {
        let association = self.import.association.as_str();
        let year = time::beijing_date(self.ctx.now).year();
        for row in self.sheet.part(self.from, self.size) {
            let (plan, change) = self.sheet.judge(tx, association, row, year)?;
            match change {
                Some(change) => self.change(tx, row.row, change)?,
                None if plan.verdict == "wrong" && self.whole => {
                    return Err(Refusal::new("import-wrong-rows").with("n", 1).into());
                }
                None => {}
            }
        }
        Ok(import::progress(tx, association, self.import.id, done, total)?)
    }

    fn change(&self, tx: &mut Tx<'_>, row: u32, change: Change) -> Result<(), Failure> {
        let (ctx, now) = (&self.ctx, self.ctx.now);
        let Change { before, mut after, facts } = change;
        let source = format!("{} · {row}", self.import.file_name);
        match &before {
            None => {
                after.id = chance::id(now);
                organisation::insert(tx, &after, now)?;
                let mut held = shown(&after);
                held["source"] = json!(source);
                let entry =
                    ctx.entry_with(&after.association, "organisation.import", subject(after.id), held);
                record(tx, entry)?;
            }
            Some(before) if *before != after => {
                organisation::update(tx, &after, now)?;
                note_change(tx, ctx, before, &after, &source)?;
            }
            Some(_) => {}
        }
        for fact in &facts {
            let by = (ctx.actor.name.as_str(), now);
            organisation::put_fact(tx, &after.association, after.id, fact, (&source, &source), by)?;
            let held =
                json!({ "fact": fact.kind.code(), "year": fact.year, "value": fact.value, "basis": source });
            record(tx, ctx.entry_with(&after.association, "organisation.fact", subject(after.id), held))?;
        }
        Ok(())
    }
}
