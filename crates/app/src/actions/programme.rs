//! Programmes on the office's desk: written by one person, approved by another, frozen by publication, later corrected or
//! extended as a new version with its reason (更正、延期).

use jiff::Timestamp;
use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::programme::{Finding, Gravity, Material, Programme, check, parse};
use kexiang_core::refusal::Refusal;
use kexiang_store::programme::{self, Call, CallVersion, Draft};
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{StoreError, Tx};
use serde_json::json;

use super::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// Saves a programme file: a new one (`id` none) or a changed one whose row still has `version`. The text may still have
/// mistakes; only approval needs it clean.
///
/// # Errors
/// `programme-unreadable` with line and reason where not even code and title can be read; `programme-frozen` once it is
/// published; `programme-changed` where another person saved meanwhile; `code-taken`.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Option<(Id, i64)>,
    body: String,
) -> Result<Draft, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    let new_id = chance::id(ctx.now);
    app.store
        .write(move |tx| {
            may(&ctx.actor, Action::ProgrammeEdit, &Scope::Association(&association))?;
            let read = readable(&association, &body)?;
            let mut draft = match id {
                None => blank(&association, new_id),
                Some((id, version)) => {
                    let found =
                        programme::by_id(tx, &association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
                    unchanged(&found, version)?;
                    found
                }
            };
            if draft.state == "published" {
                return Err(Refusal::new("programme-frozen").into());
            }
            code_free(tx, &association, &read.programme.code, draft.id)?;
            draft.code.clone_from(&read.programme.code);
            draft.title.clone_from(&read.programme.title);
            draft.body.clone_from(&body);
            draft.state = "draft".into();
            sign(&mut draft, &ctx);
            if id.is_none() {
                programme::insert(tx, &draft)?
            } else {
                programme::update(tx, &draft)?
            }
            note(
                tx,
                &ctx,
                &draft,
                "programme.save",
                &json!({ "code": draft.code, "hash": hash(&draft.body) }),
            )?;
            Ok(draft)
        })
        .await
}

/// Hands a programme to a second person.
///
/// # Errors
/// `programme-errors` while `programme check` finds errors; `programme-frozen`; `programme-changed`.
pub async fn hand_in(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    version: i64,
) -> Result<Draft, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            may(&ctx.actor, Action::ProgrammeEdit, &Scope::Association(&association))?;
            let mut draft = load(tx, &association, id, version)?;
            if draft.state != "draft" {
                return Err(Refusal::new("wrong-state").with("state", &draft.state).into());
            }
            clean(&draft.body, ctx.now)?;
            draft.state = "review".into();
            draft.review_note.clear();
            sign(&mut draft, &ctx);
            programme::update(tx, &draft)?;
            note(tx, &ctx, &draft, "programme.hand-in", &json!({ "hash": hash(&draft.body) }))?;
            Ok(draft)
        })
        .await
}

/// Sends a programme back to its author with a reason.
///
/// # Errors
/// `reason-missing`; `wrong-state`.
pub async fn send_back(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    version: i64,
    reason: String,
) -> Result<Draft, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            may(&ctx.actor, Action::ProgrammeApprove, &Scope::Association(&association))?;
            let mut draft = in_review(tx, &association, id, version)?;
            if reason.trim().is_empty() {
                return Err(Refusal::new("reason-missing").at("reason").into());
            }
            draft.state = "draft".into();
            draft.review_note = reason.trim().to_owned();
            programme::update(tx, &draft)?;
            note(tx, &ctx, &draft, "programme.send-back", &json!({ "reason": draft.review_note }))?;
            Ok(draft)
        })
        .await
}

/// Approves a programme and publishes it as a call, frozen from then on. The author cannot approve.
///
/// # Errors
/// `own-programme` for the author; `programme-errors`; `wrong-state`; `programme-changed`.
pub async fn publish(app: &App, ctx: &Ctx, association: &str, id: Id, version: i64) -> Result<Call, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    let call_id = chance::id(ctx.now);
    app.store
        .write(move |tx| {
            may(&ctx.actor, Action::ProgrammeApprove, &Scope::Association(&association))?;
            let mut draft = in_review(tx, &association, id, version)?;
            if ctx.actor.account.map(Id::as_i64) == Some(draft.edited_by) {
                return Err(Refusal::new("own-programme").into());
            }
            let read = clean(&draft.body, ctx.now)?;
            let call = call_of(&association, call_id, &draft, &read, ctx.now)?;
            programme::insert_call(tx, &call)?;
            programme::publish_version(tx, &call, &first_version(&draft, &ctx))?;
            draft.state = "published".into();
            programme::update(tx, &draft)?;
            note(
                tx,
                &ctx,
                &draft,
                "programme.publish",
                &json!({ "call": call.id, "hash": hash(&draft.body) }),
            )?;
            Ok(call)
        })
        .await
}

/// What a new version of a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amendment {
    /// 更正
    Correction,
    /// 延期
    Extension,
}

impl Amendment {
    /// Code in the database and in message keys.
    pub fn code(self) -> &'static str {
        match self {
            Amendment::Correction => "correction",
            Amendment::Extension => "extension",
        }
    }
}

/// Publishes a new version of a call with its reason; the public page shows both.
///
/// # Errors
/// `reason-missing`; `programme-errors`; `code-changed` where the file became another programme; `not-extended` where an
/// extension does not move the electronic deadline later.
pub async fn amend(
    app: &App,
    ctx: &Ctx,
    association: &str,
    call_code: &str,
    amendment: Amendment,
    reason: String,
    body: String,
) -> Result<Call, Failure> {
    let (ctx, association, call_code) = (ctx.clone(), association.to_owned(), call_code.to_owned());
    app.store
        .write(move |tx| {
            may(&ctx.actor, Action::ProgrammeApprove, &Scope::Association(&association))?;
            let missing = || Refusal::new("not-found");
            let mut call = programme::call_by_code(tx, &association, &call_code)?.ok_or_else(missing)?;
            let before = programme::version(tx, &association, call.id, call.version)?.ok_or_else(missing)?;
            if reason.trim().is_empty() {
                return Err(Refusal::new("reason-missing").at("reason").into());
            }
            let read = clean(&body, ctx.now)?;
            if read.programme.code != call.code {
                return Err(Refusal::new("code-changed").with("code", &call.code).into());
            }
            let closes_at = closes_at(&read)?;
            if amendment == Amendment::Extension && closes_at <= call.closes_at {
                return Err(Refusal::new("not-extended").into());
            }
            call.version += 1;
            call.title.clone_from(&read.programme.title);
            call.opens_at = opens_at(&read, call.published_at);
            call.closes_at = closes_at;
            let version = CallVersion {
                version: call.version,
                kind: amendment.code().into(),
                reason: reason.trim().to_owned(),
                body: body.clone(),
                body_hash: hash(&body),
                author: ctx.actor.name.clone(),
                approver: ctx.actor.name.clone(),
                published_at: ctx.now,
            };
            programme::publish_version(tx, &call, &version)?;
            let after = json!({ "version": call.version, "kind": version.kind, "reason": version.reason,
                                "hash": version.body_hash });
            let entry = ctx.entry(&association, "call.amend", Subject::new("call", call.id));
            record(
                tx,
                Entry { before: Some(json!({ "hash": before.body_hash })), after: Some(after), ..entry },
            )?;
            Ok(call)
        })
        .await
}

/// Reads and checks a programme file: the programme where it can be read, and everything to say about it.
pub fn examine(body: &str, now: Timestamp) -> Result<(Programme, Vec<Finding>), Refusal> {
    let programme = parse(body).map_err(|e| {
        Refusal::new("programme-unreadable")
            .with("line", e.line)
            .with("column", e.column)
            .with("reason", e.reason)
    })?;
    let findings = check(body, &programme, now);
    Ok((programme, findings))
}

fn readable(association: &str, body: &str) -> Result<Programme, Failure> {
    let (programme, _) = examine(body, Timestamp::UNIX_EPOCH)?;
    if programme.programme.association != association {
        let stated = &programme.programme.association;
        return Err(Refusal::new("other-association")
            .with("stated", stated)
            .with("here", association)
            .into());
    }
    Ok(programme)
}

/// A programme without errors; warnings are for people.
fn clean(body: &str, now: Timestamp) -> Result<Programme, Failure> {
    let (programme, findings) = examine(body, now)?;
    let errors: Vec<_> = findings.iter().filter(|f| f.gravity == Gravity::Error).collect();
    match errors.first() {
        None => Ok(programme),
        Some(first) => Err(Refusal::new("programme-errors")
            .with("count", errors.len())
            .with("line", first.line)
            .with("reason", &first.reason)
            .into()),
    }
}

fn load(tx: &mut Tx<'_>, association: &str, id: Id, version: i64) -> Result<Draft, Failure> {
    let draft = programme::by_id(tx, association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
    unchanged(&draft, version)?;
    Ok(draft)
}

fn in_review(tx: &mut Tx<'_>, association: &str, id: Id, version: i64) -> Result<Draft, Failure> {
    let draft = load(tx, association, id, version)?;
    if draft.state == "review" {
        Ok(draft)
    } else {
        Err(Refusal::new("wrong-state").with("state", &draft.state).into())
    }
}

fn unchanged(draft: &Draft, version: i64) -> Result<(), Failure> {
    if draft.version == version {
        return Ok(());
    }
    Err(Refusal::new("programme-changed").with("by", &draft.edited_by_name).into())
}

fn code_free(tx: &mut Tx<'_>, association: &str, code: &str, id: Id) -> Result<(), Failure> {
    match programme::by_code(tx, association, code)? {
        Some(other) if other.id != id => Err(Refusal::new("code-taken").with("code", code).into()),
        _ => Ok(()),
    }
}

fn blank(association: &str, id: Id) -> Draft {
    Draft {
        association: association.to_owned(),
        id,
        code: String::new(),
        title: String::new(),
        state: "draft".into(),
        body: String::new(),
        version: 1,
        edited_by: 0,
        edited_by_name: String::new(),
        edited_at: Timestamp::UNIX_EPOCH,
        review_note: String::new(),
    }
}

fn sign(draft: &mut Draft, ctx: &Ctx) {
    draft.edited_by = ctx.actor.account.map_or(0, Id::as_i64);
    draft.edited_by_name.clone_from(&ctx.actor.name);
    draft.edited_at = ctx.now;
}

fn call_of(
    association: &str,
    id: Id,
    draft: &Draft,
    read: &Programme,
    now: Timestamp,
) -> Result<Call, Failure> {
    Ok(Call {
        association: association.to_owned(),
        id,
        code: draft.code.clone(),
        title: draft.title.clone(),
        programme: draft.id,
        version: 1,
        opens_at: opens_at(read, now),
        closes_at: closes_at(read)?,
        published_at: now,
    })
}

fn first_version(draft: &Draft, ctx: &Ctx) -> CallVersion {
    CallVersion {
        version: 1,
        kind: "publication".into(),
        reason: String::new(),
        body: draft.body.clone(),
        body_hash: hash(&draft.body),
        author: draft.edited_by_name.clone(),
        approver: ctx.actor.name.clone(),
        published_at: ctx.now,
    }
}

fn opens_at(read: &Programme, published_at: Timestamp) -> Timestamp {
    read.submission.opens.as_ref().map_or(published_at, |m| m.opens())
}

/// The latest electronic deadline of any type: the call is open while any of its types is.
fn closes_at(read: &Programme) -> Result<Timestamp, Failure> {
    let electronic = read.deadlines.iter().filter(|d| d.what == Material::Electronic);
    let latest = electronic.map(|d| d.instant()).max();
    latest.ok_or_else(|| Refusal::new("no-deadline").into())
}

fn hash(body: &str) -> String {
    ContentHash::of(body.as_bytes()).to_string()
}

fn note(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    draft: &Draft,
    action: &str,
    after: &serde_json::Value,
) -> Result<(), StoreError> {
    let entry = ctx.entry(&draft.association, action, Subject::new("programme", draft.id));
    record(tx, Entry { after: Some(after.clone()), ..entry })?;
    Ok(())
}
