//! Notices that are read: dropped on the desk as files or pasted, checked by a person step by step, handed to the editor as
//! a draft programme. The steps are kept and the reading is made anew from them, so that every step can be undone.

mod hand_over;
mod take_in;

use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::programme::{Finding, check, parse};
use kexiang_core::refusal::Refusal;
use kexiang_reader::edit::{Edit, Edited, Unfit, edited, try_step};
use kexiang_reader::programme::{Draft, Names, draft, to_toml};
use kexiang_store::notice::{self, Line, Notice};
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{StoreError, Tx};
use serde_json::json;

pub use hand_over::hand_over;
pub use take_in::{LARGEST, Upload, join, take_in};

use super::desk::enter;
use super::{Ctx, Failure, Fault};
use crate::state::App;

/// Most notices in the list.
const MOST: i64 = 200;

/// Most steps of one notice.
const MOST_STEPS: usize = 2_000;

/// A notice with its reading and the programme it makes.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The row.
    pub notice: Notice,
    /// The steps.
    pub edits: Vec<Edit>,
    /// The reading after the steps.
    pub edited: Edited,
    /// The programme it makes.
    pub draft: Draft,
    /// What `programme check` says of it.
    pub findings: Vec<Finding>,
}

/// The notices of an association, the latest first.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn list(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<Line>, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            enter(&ctx, &association, Action::ProgrammeEdit)?;
            Ok(notice::list(tx, &association, MOST)?)
        })
        .await
}

/// A notice with its reading.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn open(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Desk, Failure> {
    let (context, code) = (ctx.clone(), association.to_owned());
    let found = app
        .store
        .read(move |tx| {
            enter(&context, &code, Action::ProgrammeEdit)?;
            let found = notice::by_id(tx, &code, id)?;
            found.ok_or_else(|| Failure::from(Refusal::new("not-found")))
        })
        .await?;
    let now = ctx.now;
    // Reading is work for the processor, beside the server's own.
    let made = tokio::task::spawn_blocking(move || desk(found, now)).await;
    made.map_err(|error| Fault::new("reading a notice", error))?
}

/// The row, held against others.
fn load(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Notice, Failure> {
    Ok(notice::held(tx, association, id)?.ok_or_else(|| Refusal::new("not-found"))?)
}

fn desk(notice: Notice, now: jiff::Timestamp) -> Result<Desk, Failure> {
    let edits = steps(&notice)?;
    let edited = edited(&notice.body, &edits);
    let names = Names { association: notice.association.clone(), code: code(&notice.association, &edited) };
    let draft = draft(&edited.reading, &names);
    let file = to_toml(&draft);
    let read_back = parse(&file).map_err(|error| Fault::new("reading a draft back", error))?;
    let findings = check(&file, &read_back, now);
    Ok(Desk { notice, edits, edited, draft, findings })
}

/// The programme that a notice makes, as a file.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn programme_file(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<String, Failure> {
    Ok(to_toml(&open(app, ctx, association, id).await?.draft))
}

/// The code that a programme of this notice gets: the association's and the year.
fn code(association: &str, edited: &Edited) -> String {
    edited.reading.year.map_or_else(|| association.to_owned(), |year| format!("{association}-{year}"))
}

fn steps(notice: &Notice) -> Result<Vec<Edit>, Fault> {
    serde_json::from_str(&notice.edits).map_err(|error| Fault::new("steps of a notice", error))
}

/// Makes a step.
///
/// # Errors
/// `notice-value`, `notice-words`, `notice-fact-gone`; `notice-changed` where another person made a step meanwhile;
/// `notice-handed-over`.
pub async fn step(app: &App, ctx: &Ctx, association: &str, at: (Id, i64), edit: Edit) -> Result<(), Failure> {
    change(app, ctx, association, at, "notice.step", move |body, edits| {
        if edits.len() >= MOST_STEPS {
            return Err(Refusal::new("notice-steps"));
        }
        try_step(body, edits, &edit).map_err(unfit)?;
        edits.push(edit.clone());
        Ok(())
    })
    .await
}

fn unfit(unfit: Unfit) -> Refusal {
    match unfit {
        Unfit::NoFact => Refusal::new("notice-fact-gone"),
        Unfit::NoWords => Refusal::new("notice-words").at("words"),
        Unfit::NoValue => Refusal::new("notice-value").at("value"),
    }
}

/// Undoes the last step.
///
/// # Errors
/// `notice-nothing-to-undo`; `notice-changed`; `notice-handed-over`.
pub async fn undo(app: &App, ctx: &Ctx, association: &str, at: (Id, i64)) -> Result<(), Failure> {
    change(app, ctx, association, at, "notice.undo", |_, edits| match edits.pop() {
        Some(_) => Ok(()),
        None => Err(Refusal::new("notice-nothing-to-undo")),
    })
    .await
}

async fn change(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (id, version): (Id, i64),
    action: &'static str,
    change: impl Fn(&str, &mut Vec<Edit>) -> Result<(), Refusal> + Send + 'static,
) -> Result<(), Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            enter(&ctx, &association, Action::ProgrammeEdit)?;
            let mut found = load(tx, &association, id)?;
            still(&found, version)?;
            let mut edits = steps(&found)?;
            change(&found.body, &mut edits)?;
            found.edits =
                serde_json::to_string(&edits).map_err(|error| Fault::new("steps of a notice", error))?;
            notice::update(tx, &found)?;
            note(tx, &ctx, &found, action, json!({ "steps": edits.len(), "last": edits.last() }))?;
            Ok(())
        })
        .await
}

fn still(found: &Notice, version: i64) -> Result<(), Refusal> {
    if found.programme.is_some() {
        return Err(Refusal::new("notice-handed-over"));
    }
    if found.version != version {
        return Err(Refusal::new("notice-changed"));
    }
    Ok(())
}

fn note(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    notice: &Notice,
    action: &str,
    after: serde_json::Value,
) -> Result<(), StoreError> {
    let entry = ctx.entry(&notice.association, action, Subject::new("notice", notice.id));
    record(tx, Entry { after: Some(after), ..entry })?;
    Ok(())
}
