//! Importing a workbook of organisations: upload, dry run with a verdict for every row, the same sheet back with its
//! mistakes marked, then everything or only the good rows. A second import of the same file changes nothing.

use std::collections::HashMap;

use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::names::OrganisationName;
use kexiang_core::organisation::Fact;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::xlsx::{self, Fault as CellFault, Imported, ImportedRow, Note};
use kexiang_store::organisation::import::{self, Import};
use kexiang_store::organisation::{self, Organisation};
use kexiang_store::write::{Subject, record};
use kexiang_store::{Tx, job};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::super::{Ctx, Failure, Fault};
use super::change::{blank, difference, free, note_change, shown};
use super::filled::Filled;
use super::workbook::{self, column_of, facts, lay};
use super::{enter, subject};
use crate::chance;
use crate::locale::Locale;
use crate::state::App;

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
    let twice = twice(&imported);
    let faults = by_row(&imported);
    let mut plan = Plan { rows: Vec::new(), ignored: imported.ignored.clone() };
    let total = i64::try_from(imported.rows.len()).unwrap_or(i64::MAX);
    for chunk in imported.rows.chunks(CHUNK) {
        let (rows, code) = (chunk.to_vec(), association.to_owned());
        let (twice, faults) = (twice.clone(), faults.clone());
        let judged = app
            .store
            .read_long(move |tx| {
                let judge = |row: &ImportedRow| {
                    let known = faults.get(&row.row).cloned().unwrap_or_default();
                    Ok::<_, Failure>(judge(tx, &code, row, known, twice.get(&row.row).copied(), year)?.0)
                };
                rows.iter().map(judge).collect::<Result<Vec<_>, _>>()
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

type Wrong = Vec<(String, String, Refusal)>;

/// Cells that could not be read, by row.
fn by_row(imported: &Imported) -> HashMap<u32, Wrong> {
    let mut rows: HashMap<u32, Wrong> = HashMap::new();
    for fault in &imported.faults {
        let (row, name, place, refusal) = match fault {
            CellFault::LongNumber { row, name, place } => {
                (row, name, place, Refusal::new("import-long-number"))
            }
            CellFault::NotADate { row, name, place, text }
            | CellFault::NotANumber { row, name, place, text } => {
                (row, name, place, Refusal::new("import-cell").with("text", text))
            }
            CellFault::NoHeader { .. } | CellFault::DoubleColumn { .. } => continue,
        };
        rows.entry(*row).or_default().push((place.clone(), name.clone(), refusal));
    }
    rows
}

/// Rows that name an organisation which an earlier row names already, with that row's number.
fn twice(imported: &Imported) -> HashMap<u32, u32> {
    let (mut seen, mut twice) = (HashMap::new(), HashMap::new());
    for row in &imported.rows {
        let text = |field: &str| {
            column_of(field).and_then(|c| row.cells.get(c)).map(|c| c.text.trim().to_uppercase())
        };
        let name = text("name").and_then(|name| name.parse::<OrganisationName>().ok()).map(|name| name.key());
        let keys =
            [text("credit_code").map(|code| format!("code {code}")), name.map(|key| format!("name {key}"))];
        for key in keys.into_iter().flatten() {
            match seen.get(&key) {
                Some(first) => drop(twice.entry(row.row).or_insert(*first)),
                None => drop(seen.insert(key, row.row)),
            }
        }
    }
    twice
}

/// What is to be written for a row.
struct Change {
    before: Option<Organisation>,
    after: Organisation,
    facts: Vec<Fact>,
}

/// What a row would do to the ledger as it is now: found by credit code, else by name.
fn judge(
    tx: &mut Tx<'_>,
    association: &str,
    row: &ImportedRow,
    mut wrong: Wrong,
    twice: Option<u32>,
    year: i16,
) -> Result<(PlanRow, Option<Change>), Failure> {
    let cell = |field: &str| column_of(field).and_then(|column| row.cells.get(column));
    let name = cell("name").map(|cell| cell.text.clone()).unwrap_or_default();
    let placed = |refusal: Refusal| {
        let field = refusal.at.clone().unwrap_or_default();
        let field = if field == "bank_again" { "bank_account".to_owned() } else { field };
        let place = cell(&field).map(|c| c.place.clone()).unwrap_or_default();
        (place, column_of(&field).unwrap_or_default().to_owned(), refusal)
    };
    if let Some(first) = twice {
        wrong.push(placed(Refusal::new("import-twice").with("row", first).at("name")));
    }
    let before = known(tx, association, cell("credit_code").map(|c| c.text.as_str()), &name)?;
    let mut after =
        before.clone().unwrap_or_else(|| blank(association, Id::at(jiff::Timestamp::UNIX_EPOCH, 0)));
    let base = match &before {
        Some(o) => Filled::of(o),
        None => Filled { member: "yes".to_owned(), ..Filled::default() },
    };
    match lay(&row.cells, base) {
        Ok(filled) => {
            let outcome = filled.apply(&mut after);
            wrong.extend(outcome.err().into_iter().flatten().map(placed));
        }
        Err(refusals) => wrong.extend(refusals.into_iter().map(placed)),
    }
    let facts = match facts(&row.cells, year) {
        Ok(facts) => facts,
        Err(refusals) => {
            let at = |column: &str| row.cells.get(column).map(|c| c.place.clone()).unwrap_or_default();
            wrong.extend(refusals.into_iter().map(|(column, refusal)| (at(&column), column, refusal)));
            Vec::new()
        }
    };
    if wrong.is_empty()
        && let Err(Failure::Refused(refusal)) = free(tx, &after)
    {
        wrong.push(placed(refusal));
    }
    let plan = |verdict: &str, changes, wrong| PlanRow {
        row: row.row,
        name: name.clone(),
        verdict: verdict.to_owned(),
        changes,
        wrong,
    };
    if !wrong.is_empty() {
        return Ok((plan("wrong", Vec::new(), wrong), None));
    }
    let held = match &before {
        Some(o) => organisation::facts(tx, association, o.id)?,
        None => Vec::new(),
    };
    let new_facts: Vec<Fact> = facts.into_iter().filter(|f| !held.contains(f)).collect();
    let changes = changes(before.as_ref(), &after, &held, &new_facts);
    let verdict = match (&before, changes.is_empty()) {
        (None, _) => "new",
        (Some(_), true) => return Ok((plan("unchanged", Vec::new(), Vec::new()), None)),
        (Some(_), false) => "changed",
    };
    Ok((plan(verdict, changes, Vec::new()), Some(Change { before, after, facts: new_facts })))
}

fn known(
    tx: &mut Tx<'_>,
    association: &str,
    code: Option<&str>,
    name: &str,
) -> Result<Option<Organisation>, Failure> {
    let code = code.map(|text| super::filled::credit_code(text, "credit_code")).and_then(Result::ok);
    if let Some(code) = code.filter(|code| !code.is_empty()) {
        let mut same = organisation::by_credit_code(tx, association, &code)?;
        same.retain(|o| o.legal_person);
        if same.len() == 1 {
            return Ok(same.pop());
        }
    }
    match name.parse::<OrganisationName>() {
        Ok(name) => Ok(organisation::by_name(tx, association, &name.key())?),
        Err(_) => Ok(None),
    }
}

/// The fields that differ, with their values as texts; for a new entry everything it holds.
fn changes(
    before: Option<&Organisation>,
    after: &Organisation,
    held: &[Fact],
    new: &[Fact],
) -> Vec<(String, String, String)> {
    let text = |value: Option<&Json>| match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let (was, is) = match before {
        Some(before) => difference(before, after),
        None => (json!({}), shown(after)),
    };
    let fields = is.as_object().into_iter().flatten();
    let fields = fields.filter(|(name, value)| {
        before.is_some()
            || (!matches!(name.as_str(), "name" | "active")
                && !text(Some(value)).is_empty()
                && **value != json!([]))
    });
    let mut changes: Vec<_> =
        fields.map(|(name, value)| (name.clone(), text(was.get(name)), text(Some(value)))).collect();
    changes.extend(new.iter().map(|fact| {
        let old = held.iter().find(|f| f.kind == fact.kind && f.year == fact.year);
        (
            format!("{}.{}", fact.kind, fact.year),
            old.map(|f| f.value.clone()).unwrap_or_default(),
            fact.value.clone(),
        )
    }));
    changes
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

/// Lets the worker apply what was read: everything (`all`, only where no row is wrong) or the good rows (`good`).
///
/// # Errors
/// `import-wrong-rows`, `import-state` where it was applied or dropped already, `not-permitted`.
pub async fn apply_later(app: &App, ctx: &Ctx, association: &str, id: Id, mode: &str) -> Result<(), Failure> {
    begin_applying(app, ctx, association, id, mode).await?;
    let (now, code) = (ctx.now, association.to_owned());
    app.store
        .write(move |tx| {
            let payload = json!({ "import": id.to_string() });
            job::enqueue(tx, &job::NewJob::new(&code, chance::id(now), APPLY, payload, now)).map(|_| ())
        })
        .await?;
    Ok(())
}

async fn begin_applying(app: &App, ctx: &Ctx, association: &str, id: Id, mode: &str) -> Result<(), Failure> {
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
    begin_applying(app, ctx, association, id, mode).await?;
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
    let imported = sheet(app, &import, ctx).await?;
    let (twice, faults) = (twice(&imported), by_row(&imported));
    let whole = import.mode == "all";
    let size = if whole { imported.rows.len().max(1) } else { CHUNK };
    let mut actor = ctx.clone();
    // The person who uploaded it stands in the record, the worker only carries it out.
    actor.actor.name.clone_from(&import.uploaded_by);
    let total = i64::try_from(imported.rows.len()).unwrap_or(i64::MAX);
    let mut done = 0;
    for chunk in imported.rows.chunks(size) {
        let batch = Batch {
            rows: chunk.to_vec(),
            twice: twice.clone(),
            faults: faults.clone(),
            whole,
            import: import.clone(),
            ctx: actor.clone(),
        };
        done += i64::try_from(chunk.len()).unwrap_or(0);
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
    rows: Vec<ImportedRow>,
    twice: HashMap<u32, u32>,
    faults: HashMap<u32, Wrong>,
    whole: bool,
    import: Import,
    ctx: Ctx,
}

impl Batch {
    fn write(&self, tx: &mut Tx<'_>, done: i64, total: i64) -> Result<(), Failure> {
        let association = self.import.association.as_str();
        let year = time::beijing_date(self.ctx.now).year();
        for row in &self.rows {
            let known = self.faults.get(&row.row).cloned().unwrap_or_default();
            let (plan, change) = judge(tx, association, row, known, self.twice.get(&row.row).copied(), year)?;
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
