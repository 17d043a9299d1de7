//! The same project applied for twice (同一项目不得重复申报, N12): every submitted application, and every draft while it is
//! written, is compared with those submitted to its association. Applicants hear of their own organisation's only.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use kexiang_core::application::Answers;
use kexiang_core::id::Id;
use kexiang_core::programme::{FieldKind, FieldRole, Form};
use kexiang_core::wording::{Shingles, passages, similarity};
use kexiang_matching::similar::prints;
use kexiang_store::application::Application;
use kexiang_store::job::{self, NewJob};
use kexiang_store::repeat::{self, Hint};
use kexiang_store::{StoreError, Tx, answer, application};
use serde_json::json;

use super::CaseFile;
use crate::actions::{Ctx, Failure, similar};
use crate::chance;
use crate::programmes::Programmes;
use crate::state::App;

/// Applications looked at more closely.
const CANDIDATES: u32 = 40;
/// Titles alike to so many per mille are pointed out.
const NEAR_TITLE: u16 = 850;
/// Texts of which so many per mille stand in the other one are pointed out.
const NEAR_TEXT: u16 = 750;
/// Shared passages shown, and their least length in characters.
const SHOWN: usize = 3;
const LEAST: usize = 20;

/// A similar application with what both say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// What was found.
    pub hint: Hint,
    /// Its number; empty for a draft.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its organisation.
    pub organisation: String,
    /// The longest passages that stand in both.
    pub passages: Vec<String>,
}

/// Plans a comparison, once while one waits.
pub(super) fn look_later(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    id: Id,
    at: Timestamp,
) -> Result<(), StoreError> {
    let payload = json!({ "application": id.to_string() });
    let job = NewJob::new(association, chance::id(ctx.now), "application.compare", payload, ctx.now);
    job::enqueue(tx, &job.at(at).once(id.to_string())).map(|_| ())
}

/// Plans a comparison of a draft after a while of writing.
pub(super) fn look_after_writing(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<(), StoreError> {
    let at = ctx.now.checked_add(SignedDuration::from_secs(30)).unwrap_or(ctx.now);
    look_later(tx, ctx, association, id, at)
}

/// Compares an application with those that share fingerprints with it, and notes what is alike on both sides.
///
/// # Errors
/// Those of the database and of the store of files; an application that is gone is no error.
pub async fn compare(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    similar::read_files(app, association, id).await?;
    let (now, programmes, association) = (ctx.now, app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            repeat::hold_index(tx, &association)?;
            let Some((_, own)) = Words::load(tx, &programmes, &association, id)? else { return Ok(()) };
            // The index holds what was submitted; a draft only asks it.
            let taken = similar::take_in(tx, &programmes, &association, id)?;
            let bands: Vec<i64> = prints(&own.text).into_iter().map(i64::from).collect();
            let mut found = Vec::new();
            for other in repeat::candidates(tx, &association, id, &bands, CANDIDATES)? {
                let Some((_, theirs)) = Words::load(tx, &programmes, &association, other)? else { continue };
                if let Some((kind, percent)) = own.alike(&theirs) {
                    let hint = Hint { other, kind: kind.to_owned(), percent };
                    repeat::put_hint(tx, &association, other, &Hint { other: id, ..hint.clone() }, now)?;
                    found.push(hint);
                }
            }
            // How much was taken says more than that the titles are alike.
            found.retain(|hint| taken.iter().all(|more| more.other != hint.other));
            found.extend(taken);
            repeat::put_hints(tx, &association, id, &found, now)?;
            let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
            repeat::note_count(tx, &association, id, count)?;
            Ok(())
        })
        .await
}

/// The similar applications of the same organisation with the passages in common: what its people may know of.
///
/// # Errors
/// Those of the database.
pub fn own(tx: &mut Tx<'_>, programmes: &Programmes, case: &CaseFile) -> Result<Vec<Alike>, Failure> {
    let all = alike(tx, programmes, case)?;
    Ok(all
        .into_iter()
        .filter(|(organisation, _)| *organisation == case.organisation.id)
        .map(|(_, a)| a)
        .collect())
}

/// The passages in common with every similar application, for the office.
///
/// # Errors
/// Those of the database.
pub fn passages_of(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    case: &CaseFile,
) -> Result<BTreeMap<Id, Vec<String>>, Failure> {
    Ok(alike(tx, programmes, case)?.into_iter().map(|(_, a)| (a.hint.other, a.passages)).collect())
}

fn alike(tx: &mut Tx<'_>, programmes: &Programmes, case: &CaseFile) -> Result<Vec<(Id, Alike)>, Failure> {
    let (association, id) = (&case.application.association, case.application.id);
    let own = Words::of(case.form(), &case.answers);
    let mut all = Vec::new();
    for hint in repeat::hints(tx, association, id)? {
        let Some((a, theirs)) = Words::load(tx, programmes, association, hint.other)? else { continue };
        let shared = passages(&own.text, &theirs.text, LEAST, SHOWN);
        let alike = Alike {
            hint,
            number: a.number.clone(),
            title: a.title.clone(),
            organisation: a.organisation_name.clone(),
            passages: shared,
        };
        all.push((a.organisation, alike));
    }
    Ok(all)
}

/// What is compared of an application.
struct Words {
    title: String,
    text: String,
}

impl Words {
    /// The words of an application with its row; none where it or its form is gone.
    fn load(
        tx: &mut Tx<'_>,
        programmes: &Programmes,
        association: &str,
        id: Id,
    ) -> Result<Option<(Application, Words)>, Failure> {
        let Some(row) = application::by_id(tx, association, id)? else { return Ok(None) };
        let programme = programmes.of_call(tx, association, row.call, row.call_version)?;
        let form = programme.project_type(&row.type_code).and_then(|t| programme.form_of(t));
        let Some(form) = form else { return Ok(None) };
        let saved = answer::all(tx, association, id)?;
        let answers = Answers(saved.into_iter().map(|s| (s.field, s.value)).collect());
        Ok(Some((row, Words::of(form, &answers))))
    }

    fn of(form: &Form, answers: &Answers) -> Self {
        let title = form.with_role(FieldRole::Title).map(|f| answers.text(&f.id)).unwrap_or_default();
        let texts = form.fields.iter().filter(|f| f.kind == FieldKind::Text);
        let text: Vec<&str> = texts.map(|f| answers.text(&f.id)).collect();
        Words { title: title.to_owned(), text: text.join("\n") }
    }

    fn alike(&self, other: &Words) -> Option<(&'static str, i64)> {
        let title = similarity(&self.title, &other.title);
        let (mine, theirs) = (Shingles::of(&self.text), Shingles::of(&other.text));
        let text = mine.containment_in(&theirs).max(theirs.containment_in(&mine));
        match (title, text) {
            (1000, _) => Some(("same_title", 100)),
            (_, text) if text >= NEAR_TEXT => Some(("near_text", i64::from(text / 10))),
            (title, _) if title >= NEAR_TITLE => Some(("near_title", i64::from(title / 10))),
            _ => None,
        }
    }
}
