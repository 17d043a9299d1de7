//! Programmes on the office's desk: written by some, approved by another, frozen by publication, later corrected or
//! extended as a new version with its reason (更正、延期).

mod approve;
mod arrange;
mod create;
mod edit;

use jiff::Timestamp;
use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::programme::{Finding, Gravity, Programme, examine, outline};
use kexiang_core::refusal::Refusal;
use kexiang_store::programme::{self, Call, CallVersion, Draft};
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{StoreError, Tx};
use serde_json::Value;

use super::desk::enter;
use super::{Ctx, Failure};
use crate::state::App;

pub use approve::{Amendment, abandon, hand_in, publish, revise, send_back};
pub use arrange::{Layout, Touched, arrange};
pub use create::{Identity, SHIPPED, Source, create, draft_from};
pub use edit::{Change, Edit, apply, edit, save, seal_of};

/// A programme with its call, where it is published.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The programme.
    pub draft: Draft,
    /// Its call.
    pub call: Option<Call>,
}

/// Everything about one programme that its pages need.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The row with the file.
    pub draft: Draft,
    /// The file as a tree.
    pub tree: Value,
    /// The programme, where the file can be read.
    pub programme: Option<Programme>,
    /// Everything to say about it.
    pub findings: Vec<Finding>,
    /// Its call, where it is published.
    pub call: Option<Call>,
    /// The versions of the call, the first one first.
    pub versions: Vec<CallVersion>,
}

impl Desk {
    /// Findings that prevent publication.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|f| f.gravity == Gravity::Error).count()
    }

    /// The file of the current version of the call, where there is one.
    pub fn published(&self) -> Option<&CallVersion> {
        self.versions.last()
    }
}

/// The programmes of an association, last edited first.
///
/// # Errors
/// `not-permitted` for those who neither write nor approve programmes.
pub async fn list(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<Listed>, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            may_look(&ctx, &association)?;
            let calls = programme::calls(tx, &association)?;
            let drafts = programme::list(tx, &association)?;
            let with_call = |draft: Draft| {
                let call = calls.iter().find(|c| c.programme == draft.id).cloned();
                Listed { draft, call }
            };
            Ok(drafts.into_iter().map(with_call).collect())
        })
        .await
}

/// One programme with its findings and versions.
///
/// # Errors
/// `not-found`; `not-permitted`.
pub async fn view(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Desk, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            may_look(&ctx, &association)?;
            let draft = programme::by_id(tx, &association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
            let call = programme::calls(tx, &association)?.into_iter().find(|c| c.programme == id);
            let versions = match &call {
                Some(call) => programme::versions(tx, &association, call.id)?,
                None => Vec::new(),
            };
            let tree = tree_of(&draft.body)?;
            let (programme, findings) = looked_at(&draft.body, ctx.now)?;
            Ok(Desk { draft, tree, programme, findings, call, versions })
        })
        .await
}

/// Lets in those who write programmes, before anything else is looked at.
///
/// # Errors
/// `not-permitted`; `not-found` for strangers to the office.
pub fn may_write(ctx: &Ctx, association: &str) -> Result<(), Failure> {
    enter(ctx, association, Action::ProgrammeEdit)
}

fn may_look(ctx: &Ctx, association: &str) -> Result<(), Failure> {
    may_write(ctx, association).or_else(|_| enter(ctx, association, Action::ProgrammeApprove))
}

/// The file as a tree.
///
/// # Errors
/// `programme-unreadable` with line, column and reason.
fn tree_of(body: &str) -> Result<Value, Refusal> {
    outline::read(body).map_err(|e| unreadable(&e))
}

/// The programme where it can be read, and everything to say about it.
fn looked_at(body: &str, now: Timestamp) -> Result<(Option<Programme>, Vec<Finding>), Refusal> {
    examine(body, now).map_err(|e| unreadable(&e))
}

fn unreadable(e: &kexiang_core::programme::ParseError) -> Refusal {
    Refusal::new("programme-unreadable")
        .with("line", e.line)
        .with("column", e.column)
        .with("reason", &e.reason)
        .at("text")
}

/// A programme without errors; warnings are for people.
fn clean(body: &str, now: Timestamp) -> Result<Programme, Refusal> {
    let (programme, findings) = looked_at(body, now)?;
    let errors = findings.iter().filter(|f| f.gravity == Gravity::Error).count();
    programme.filter(|_| errors == 0).ok_or_else(|| Refusal::new("programme-errors").with("count", errors))
}

/// The row, if nobody saved since it was shown.
fn load(tx: &mut Tx<'_>, association: &str, id: Id, version: i64) -> Result<Draft, Failure> {
    let draft = programme::hold(tx, association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
    if draft.version == version {
        return Ok(draft);
    }
    Err(Refusal::new("programme-changed").with("by", &draft.edited_by_name).into())
}

fn in_state(draft: &Draft, state: &str) -> Result<(), Refusal> {
    match (state, draft.state.as_str()) {
        (wanted, now) if now == wanted => Ok(()),
        ("published", _) => Err(Refusal::new("programme-not-published")),
        (_, "published") => Err(Refusal::new("programme-frozen")),
        (_, "review") => Err(Refusal::new("programme-in-review")),
        _ => Err(Refusal::new("programme-not-in-review")),
    }
}

/// A verb of the office: who may use it, in which state (any where none is said), and what the record calls it.
struct Verb {
    action: Action,
    state: Option<&'static str>,
    name: &'static str,
}

/// Carries a verb out on the row as it was seen: what `change` makes of it is kept and goes on record, with the answer.
async fn decide<T: Send + 'static>(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (id, version): (Id, i64),
    verb: Verb,
    mut change: impl FnMut(&mut Tx<'_>, &Ctx, &mut Draft) -> Result<(T, Value), Failure> + Send + 'static,
) -> Result<(Draft, T), Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            enter(&ctx, &association, verb.action)?;
            let mut draft = load(tx, &association, id, version)?;
            verb.state.map_or(Ok(()), |state| in_state(&draft, state))?;
            let (answer, after) = change(tx, &ctx, &mut draft)?;
            keep(tx, &mut draft)?;
            note(tx, &ctx, &draft, verb.name, after)?;
            Ok((draft, answer))
        })
        .await
}

/// Writes the row back; the draft has the row's new version.
fn keep(tx: &mut Tx<'_>, draft: &mut Draft) -> Result<(), StoreError> {
    programme::update(tx, draft)?;
    draft.version += 1;
    Ok(())
}

fn sign(draft: &mut Draft, ctx: &Ctx) {
    draft.edited_by = ctx.actor.account.map_or(0, Id::as_i64);
    draft.edited_by_name.clone_from(&ctx.actor.name);
    draft.edited_at = ctx.now;
}

fn hash(body: &str) -> String {
    ContentHash::of(body.as_bytes()).to_string()
}

fn note(tx: &mut Tx<'_>, ctx: &Ctx, draft: &Draft, action: &str, after: Value) -> Result<(), StoreError> {
    let entry = ctx.entry(&draft.association, action, Subject::new("programme", draft.id));
    record(tx, Entry { after: Some(after), ..entry })?;
    Ok(())
}
