//! What the organisation writes itself: the summary, and why something is not met or far beyond its mark.

use std::collections::BTreeMap;

use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_store::Tx;
use kexiang_store::acceptance::save_draft;
use kexiang_store::write::{self, Subject};
use serde_json::json;

use super::{AcceptanceFile, change};
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// Longest summary, in characters.
const LONGEST: usize = 4000;
/// Longest explanation of one indicator, in characters.
const LONGEST_WORDS: usize = 500;

/// Saves the summary and the explanations; what does not belong to a row of the form is left out. `seen` is the version of
/// the draft that was before the person's eyes.
///
/// # Errors
/// `not-found`, `not-permitted`, `acceptance-not-editable`, `too-long` with the limit, `changed-meanwhile`.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (summary, words, seen): (String, BTreeMap<String, String>, Option<i64>),
) -> Result<(), Failure> {
    change(app, ctx, (association, id), Action::ActivityRecord, move |tx, ctx, desk| {
        editable(desk)?;
        if seen.is_some_and(|seen| seen != desk.draft.version) {
            return Err(Refusal::new("changed-meanwhile").into());
        }
        within(&summary, LONGEST, "summary")?;
        let rows = desk.form().rows;
        let own = |id: &String| rows.iter().any(|r| r.id == *id);
        let kept: BTreeMap<String, String> = words
            .iter()
            .filter(|(id, said)| own(id) && !said.trim().is_empty())
            .map(|(id, said)| (id.clone(), said.trim().to_owned()))
            .collect();
        kept.iter().try_for_each(|(id, said)| within(said, LONGEST_WORDS, id))?;
        desk.draft.summary = summary.trim().to_owned();
        desk.draft.words = kept;
        store(tx, ctx, desk, "save")
    })
    .await
}

/// Refuses changes of a form that is handed in, and of projects that do not run.
pub(super) fn editable(desk: &AcceptanceFile) -> Result<(), Refusal> {
    if desk.is_editable() { Ok(()) } else { Err(Refusal::new("acceptance-not-editable")) }
}

fn within(text: &str, most: usize, at: &str) -> Result<(), Refusal> {
    if text.chars().count() <= most {
        return Ok(());
    }
    Err(Refusal::new("acceptance-too-long").with("most", most).at(at))
}

/// Writes the draft back and records it.
pub(super) fn store(tx: &mut Tx<'_>, ctx: &Ctx, desk: &AcceptanceFile, what: &str) -> Result<(), Failure> {
    let p = &desk.file.project;
    save_draft(tx, &p.association, p.id, &desk.draft, (&ctx.actor.name, ctx.now))?;
    let papers: Vec<_> = desk.draft.papers.iter().map(|p| &p.sha256).collect();
    let after = json!({ "what": what, "words": desk.draft.words.len(), "papers": papers });
    let subject = Subject::new("project", p.id);
    Ok(write::record(tx, ctx.entry_with(&p.association, "acceptance.prepare", subject, after))?)
}
