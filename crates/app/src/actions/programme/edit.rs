//! Saving: a whole file, or one place of it. Two people who edit different places do not disturb each other.

use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::programme::{outline, write_tree};
use kexiang_core::refusal::Refusal;
use kexiang_store::Tx;
use kexiang_store::programme::{self, Draft};
use serde_json::{Map, Value, json};

use super::{Ctx, Failure, Verb, decide, enter, hash, in_state, keep, note, sign, tree_of};
use crate::state::App;

/// How the record calls a saving.
const SAVED: &str = "programme.save";

/// A change at one place of the file, made by somebody who saw what stood at `guard`.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Path of the table that changes; empty for the whole file.
    pub path: String,
    /// Path of what must still be as it was shown.
    pub guard: String,
    /// Its seal, [`seal_of`], as it was shown.
    pub seal: String,
    /// What changes.
    pub change: Change,
}

/// What changes in a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// These keys get these values; null takes one out; keys that are not named stay as they are.
    Put(Map<String, Value>),
    /// Something is added to the list under a key.
    Add(String, Value),
    /// One thing of the list under a key goes one up (`true`) or down.
    Move(String, usize, bool),
    /// One thing of the list under a key is taken out.
    Remove(String, usize),
}

/// Saves a whole file over a draft whose row still has `version`. The file may be unfinished.
///
/// # Errors
/// `programme-unreadable` with line and reason where it is no TOML; `programme-frozen`; `programme-in-review`;
/// `programme-changed` where another person saved meanwhile; `code-taken`; `other-association`.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    version: i64,
    body: String,
) -> Result<Draft, Failure> {
    let verb = Verb { action: Action::ProgrammeEdit, state: Some("draft"), name: SAVED };
    let decided = decide(app, ctx, association, (id, version), verb, move |tx, ctx, draft| {
        Ok(((), laid(tx, ctx, draft, body.clone(), "")?))
    });
    Ok(decided.await?.0)
}

/// Changes places of a draft, all or none of them. Where somebody else changed one of them meanwhile, nothing is saved.
///
/// # Errors
/// `place-changed` with the other person's name; `place-gone`; and those of [`save`].
pub async fn edit(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    edits: Vec<Edit>,
) -> Result<Draft, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            enter(&ctx, &association, Action::ProgrammeEdit)?;
            let mut draft =
                programme::hold(tx, &association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
            in_state(&draft, "draft")?;
            let mut tree = tree_of(&draft.body)?;
            if edits.iter().any(|e| seal_of(&tree, &e.guard) != e.seal) {
                return Err(Refusal::new("place-changed").with("by", &draft.edited_by_name).into());
            }
            let place = edits.last().map(|e| e.path.clone()).unwrap_or_default();
            for edit in &edits {
                apply(&mut tree, &edit.path, edit.change.clone())?;
            }
            let body = write_tree(&tree);
            // A save that changes nothing is no event.
            if outline::read(&draft.body).ok() != outline::read(&body).ok() {
                let saved = laid(tx, &ctx, &mut draft, body, &place)?;
                keep(tx, &mut draft)?;
                note(tx, &ctx, &draft, SAVED, saved)?;
            }
            Ok(draft)
        })
        .await
}

/// What stands at a place, as a short code: of a table only the keys that its own page shows, of a list everything.
pub fn seal_of(tree: &Value, path: &str) -> String {
    let value = outline::at(tree, path).cloned().unwrap_or_default();
    let own = match (outline::step_into(path), value) {
        (Some(table), Value::Object(mut map)) => {
            map.retain(|name, _| table.key(name).is_none_or(|key| !key.leads_on()));
            Value::Object(map)
        }
        (_, value) => value,
    };
    ContentHash::of(own.to_string().as_bytes()).to_string().chars().take(16).collect()
}

/// Changes a tree in place.
///
/// # Errors
/// `place-gone` where there is no such place.
pub fn apply(tree: &mut Value, path: &str, change: Change) -> Result<(), Refusal> {
    let gone = || Refusal::new("place-gone");
    // A table that is not there yet comes into being with its first value.
    if outline::at(tree, path).is_none() {
        let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
        let parent = outline::at_mut(tree, parent).and_then(Value::as_object_mut).ok_or_else(gone)?;
        if key.contains('[') {
            return Err(gone());
        }
        parent.insert(key.to_owned(), json!({}));
    }
    let place = outline::at_mut(tree, path).and_then(Value::as_object_mut).ok_or_else(gone)?;
    match change {
        Change::Put(values) => {
            for (key, value) in values {
                if value.is_null() {
                    place.remove(&key);
                } else {
                    place.insert(key, value);
                }
            }
        }
        Change::Add(key, value) => {
            let list = place.entry(key).or_insert_with(|| json!([]));
            list.as_array_mut().ok_or_else(gone)?.push(value);
        }
        Change::Move(key, from, up) => {
            let list = place.get_mut(&key).and_then(Value::as_array_mut).ok_or_else(gone)?;
            let to = if up { from.checked_sub(1) } else { Some(from + 1) };
            if let Some(to) = to.filter(|to| *to < list.len() && from < list.len()) {
                list.swap(from, to);
            }
        }
        Change::Remove(key, n) => {
            let list = place.get_mut(&key).and_then(Value::as_array_mut).ok_or_else(gone)?;
            if n >= list.len() {
                return Err(gone());
            }
            list.remove(n);
        }
    }
    Ok(())
}

/// Lays a file into a row that somebody may edit; what the record says of it.
fn laid(tx: &mut Tx<'_>, ctx: &Ctx, draft: &mut Draft, body: String, place: &str) -> Result<Value, Failure> {
    let before = hash(&draft.body);
    file(tx, draft, body)?;
    draft.review_note.clear();
    sign(draft, ctx);
    Ok(json!({ "code": draft.code, "place": place, "before": before, "hash": hash(&draft.body) }))
}

/// Puts a file into a row: its code and title are read out of it, as far as it has any.
pub(super) fn file(tx: &mut Tx<'_>, draft: &mut Draft, body: String) -> Result<(), Failure> {
    let tree = tree_of(&body)?;
    let head = |key: &str| tree["programme"][key].as_str().unwrap_or_default().trim().to_owned();
    let stated = head("association");
    if !stated.is_empty() && stated != draft.association {
        let refusal =
            Refusal::new("other-association").with("stated", stated).with("here", &draft.association);
        return Err(refusal.at("programme.association").into());
    }
    let code = code_of(&head("code")).unwrap_or_else(|| format!("draft-{}", draft.id));
    if !draft.amendment.is_empty() && code != draft.code {
        return Err(Refusal::new("code-changed").with("code", &draft.code).at("programme.code").into());
    }
    if programme::by_code(tx, &draft.association, &code)?.is_some_and(|other| other.id != draft.id) {
        return Err(Refusal::new("code-taken").with("code", code).at("programme.code").into());
    }
    draft.code = code;
    draft.title = head("title");
    draft.body = body;
    Ok(())
}

/// A code that can stand in addresses: small letters, digits and hyphens, at most 40.
pub(super) fn code_of(text: &str) -> Option<String> {
    let text = text.trim();
    let sound = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (!text.is_empty() && text.len() <= 40 && text.bytes().all(sound)).then(|| text.to_owned())
}
