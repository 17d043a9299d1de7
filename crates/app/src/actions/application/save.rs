//! Saving a field, alone and at once, so that several people fill in one application without overwriting each other.

use jiff::{SignedDuration, Timestamp};
use kexiang_core::application::{Answers, PatchError, patched};
use kexiang_core::id::Id;
use kexiang_core::names::PersonName;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::programme::{Field, FieldKind, FieldRole};
use kexiang_core::refusal::Refusal;
use kexiang_store::answer::{self, Saved};
use kexiang_store::application;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::{Ctx, Failure};
use super::{CaseFile, repeat};
use crate::state::App;

/// The largest value of a field, in bytes of its JSON: far above any form, far below what would hurt.
const LARGEST_VALUE: usize = 256 * 1024;
/// How long a person counts as present after the last sign of life.
const PRESENT_SECONDS: i64 = 45;

/// A field as a person left it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaveField {
    /// Field id; `field/cell` for one cell of a budget, table or targets, whose value is then the cell's text.
    pub field: String,
    /// Value, of the shape the field's kind asks for; the sum applied for is text in 万元.
    pub value: Value,
    /// Version of the field that the person saw; 0 for an empty one. None overwrites whatever is there.
    #[serde(default)]
    pub base: Option<i64>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum SaveOutcome {
    /// Saved.
    Saved {
        /// Server time.
        saved_at: Timestamp,
        /// New version of the field.
        version: i64,
    },
    /// Another person changed the field meanwhile: nothing was saved, both values are shown.
    Conflict {
        /// The other person's value.
        theirs: Value,
        /// Who.
        by: String,
        /// When.
        saved_at: Timestamp,
        /// Version to save against, once the person has chosen.
        version: i64,
    },
}

/// Saves a field.
///
/// # Errors
/// `not-editable` in a state in which nothing may change; `unknown-field`; `value-too-large`; `wrong-shape`.
pub async fn save_field(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    change: SaveField,
) -> Result<SaveOutcome, Failure> {
    if change.value.to_string().len() > LARGEST_VALUE {
        return Err(Refusal::new("value-too-large").at(&change.field).into());
    }
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut case = CaseFile::load_to_fill_in(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, Action::ApplicationEdit, &Scope::Application(&case.scope()))?;
            editable(&case)?;
            let (field, path) = address(&change.field);
            let before = case.saved.iter().find(|saved| saved.field == field).cloned();
            let value = shaped(&case, &change, field, &path, before.as_ref().map(|b| &b.value))?;
            let seen = before.as_ref().map_or(0, |b| b.version);
            if let (Some(theirs), Some(base)) = (&before, change.base)
                && path.is_empty()
                && base != seen
                && theirs.value != value
            {
                return Ok(SaveOutcome::Conflict {
                    theirs: theirs.value.clone(),
                    by: theirs.saved_by_name.clone(),
                    saved_at: theirs.saved_at,
                    version: theirs.version,
                });
            }
            let saved = Saved {
                field: field.to_owned(),
                value: value.clone(),
                version: seen + 1,
                saved_at: ctx.now,
                saved_by: ctx.actor.account.map_or(0, Id::as_i64),
                saved_by_name: ctx.actor.name.clone(),
            };
            answer::put(tx, &association, id, before.as_ref(), &saved)?;
            let known = case.form().field(field);
            let compared = known.map(|f| f.kind);
            let titled = known.is_some_and(|f| f.role == Some(FieldRole::Title));
            case.answers.0.insert(field.to_owned(), value);
            case.refresh_register();
            case.application.content_version += 1;
            case.application.changed_at = ctx.now;
            let (state, key) = (case.application.state, case.search_key());
            application::update(tx, &case.application, state, &key)?;
            if matches!(compared, Some(FieldKind::Text)) || titled {
                repeat::look_after_writing(tx, &ctx, &association, id)?;
            }
            Ok(SaveOutcome::Saved { saved_at: ctx.now, version: seen + 1 })
        })
        .await
}

fn editable(case: &CaseFile) -> Result<(), Failure> {
    if case.is_editable() {
        return Ok(());
    }
    Err(Refusal::new("not-editable").with("state", case.state().code()).into())
}

/// Field id and cell of `field/cell`.
fn address(name: &str) -> (&str, Vec<&str>) {
    let mut parts = name.split('/');
    (parts.next().unwrap_or_default(), parts.collect())
}

/// The value in the shape that its field's kind asks for; names normalised by the rule for interpuncts (domain §1.3).
fn shaped(
    case: &CaseFile,
    change: &SaveField,
    field: &str,
    path: &[&str],
    before: Option<&Value>,
) -> Result<Value, Failure> {
    let refuse = |code: &str| Failure::from(Refusal::new(code).at(&change.field));
    let field = case.form().field(field).ok_or_else(|| refuse("unknown-field"))?;
    if let (true, Some(text)) = (!path.is_empty() || field.kind == FieldKind::Amount, change.value.as_str()) {
        return patched(field, before, path, text).map_err(|e| match e {
            PatchError::NoSuchCell => refuse("unknown-field"),
            PatchError::NotASum(why) => Refusal::new("not-a-sum").with("why", why).at(&change.field).into(),
        });
    }
    let fits = match field.kind {
        FieldKind::Signature | FieldKind::Joint | FieldKind::Files => return Err(refuse("unknown-field")),
        FieldKind::Amount => change.value.is_null() || change.value.is_i64(),
        FieldKind::Choices | FieldKind::TypeChoices | FieldKind::Table | FieldKind::Budget => {
            change.value.is_array()
        }
        FieldKind::Targets => change.value.is_object(),
        _ => change.value.is_string(),
    };
    if !path.is_empty() || !fits || has_fraction(&change.value) || !is_readable(field, &change.value) {
        return Err(refuse("wrong-shape"));
    }
    Ok(match (field.kind, change.value.as_str()) {
        (FieldKind::Person, Some(name)) => {
            let normal = name.parse::<PersonName>().map(|n| n.to_string());
            Value::from(normal.unwrap_or_else(|_| name.trim().to_owned()))
        }
        _ => change.value.clone(),
    })
}

/// Whether a composite value can be read back.
fn is_readable(field: &Field, value: &Value) -> bool {
    let probe = Answers([(field.id.clone(), value.clone())].into());
    match field.kind {
        FieldKind::Budget => probe.budget(&field.id).is_some(),
        FieldKind::Table => probe.table(&field.id).is_some(),
        _ => true,
    }
}

/// Canonical content knows whole numbers only.
fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(n) => !(n.is_i64() || n.is_u64()),
        Value::Array(items) => items.iter().any(has_fraction),
        Value::Object(map) => map.values().any(has_fraction),
        _ => false,
    }
}

/// Who else is at work, and what changed since the caller last looked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Presence {
    /// Name and field of each other person.
    pub others: Vec<(String, String)>,
    /// Version of the whole content.
    pub content_version: i64,
    /// Fields saved after the moment the caller names: field, version, name, time.
    pub changed: Vec<(String, i64, String, Timestamp)>,
}

/// Says where a person is at work and hears of the others.
///
/// # Errors
/// As [`super::view`].
pub async fn presence(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    field: String,
    since: Timestamp,
) -> Result<Presence, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let case = CaseFile::load_to_fill_in(tx, &programmes, &association, id, false)?;
            may(&ctx.actor, Action::ApplicationEdit, &Scope::Application(&case.scope()))?;
            let account = ctx.actor.account.map_or(0, Id::as_i64);
            answer::touch_presence(tx, &association, id, account, &ctx.actor.name, &field, ctx.now)?;
            let live = ctx.now.checked_sub(SignedDuration::from_secs(PRESENT_SECONDS)).unwrap_or(ctx.now);
            let changed = case.saved.iter().filter(|s| s.saved_at > since && s.saved_by != account);
            Ok(Presence {
                others: answer::others_present(tx, &association, id, account, live)?,
                content_version: case.application.content_version,
                changed: changed
                    .map(|s| (s.field.clone(), s.version, s.saved_by_name.clone(), s.saved_at))
                    .collect(),
            })
        })
        .await
}
