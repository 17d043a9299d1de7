//! The second person: hand in, send back, publish; and what comes after: correct, extend.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::programme::{Material, Programme};
use kexiang_core::refusal::Refusal;
use kexiang_store::Tx;
use kexiang_store::programme::{self, Call, CallVersion, Draft};
use kexiang_store::write::{Entry, Subject, record};
use serde_json::json;

use super::{Ctx, Failure, Verb, clean, decide, hash, sign};
use crate::chance;
use crate::state::App;

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

    /// The amendment with this code.
    pub fn of(code: &str) -> Option<Self> {
        [Amendment::Correction, Amendment::Extension].into_iter().find(|a| a.code() == code)
    }
}

/// Hands a programme to a second person.
///
/// # Errors
/// `programme-errors` while `programme check` finds errors; `no-deadline`; `not-extended` where an extension does not
/// move the electronic deadline later; `programme-frozen`; `programme-in-review`; `programme-changed`.
pub async fn hand_in(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    version: i64,
) -> Result<Draft, Failure> {
    let verb = Verb { action: Action::ProgrammeEdit, state: Some("draft"), name: "programme.hand-in" };
    let decided = decide(app, ctx, association, (id, version), verb, |tx, ctx, draft| {
        let read = clean(&draft.body, ctx.now)?;
        publishable(tx, draft, &read)?;
        draft.state = "review".into();
        draft.review_note.clear();
        sign(draft, ctx);
        Ok(((), json!({ "hash": hash(&draft.body) })))
    });
    Ok(decided.await?.0)
}

/// Sends a programme back to its author with a reason.
///
/// # Errors
/// `reason-missing`; `programme-not-in-review`; `programme-changed`.
pub async fn send_back(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    version: i64,
    reason: String,
) -> Result<Draft, Failure> {
    let verb = Verb { action: Action::ProgrammeApprove, state: Some("review"), name: "programme.send-back" };
    let decided = decide(app, ctx, association, (id, version), verb, move |_, _, draft| {
        draft.review_note = given(&reason, "reason-missing", "reason")?;
        draft.state = "draft".into();
        Ok(((), json!({ "reason": draft.review_note })))
    });
    Ok(decided.await?.0)
}

/// Approves a programme. The first time it becomes a call, later a new version of its call; what is published is frozen
/// from then on. Who edited it last cannot approve it.
///
/// # Errors
/// `own-programme`; `programme-errors`; `no-deadline`; `not-extended`; `programme-not-in-review`; `programme-changed`.
pub async fn publish(app: &App, ctx: &Ctx, association: &str, id: Id, version: i64) -> Result<Call, Failure> {
    let call_id = chance::id(ctx.now);
    let verb = Verb { action: Action::ProgrammeApprove, state: Some("review"), name: "programme.publish" };
    let decided = decide(app, ctx, association, (id, version), verb, move |tx, ctx, draft| {
        if ctx.actor.account.map(Id::as_i64) == Some(draft.edited_by) {
            return Err(Refusal::new("own-programme").into());
        }
        let read = clean(&draft.body, ctx.now)?;
        publishable(tx, draft, &read)?;
        let call = match call_of(tx, draft)? {
            None => first(tx, ctx, draft, &read, call_id)?,
            Some(call) => further(tx, ctx, draft, &read, call)?,
        };
        draft.settle();
        let published = json!({ "call": call.id, "version": call.version, "hash": hash(&draft.body) });
        Ok((call, published))
    });
    Ok(decided.await?.1)
}

/// Opens a published programme for a correction or extension. Applicants go on with the published version until the new
/// one is approved.
///
/// # Errors
/// `reason-missing`; `notice-missing`; `programme-not-published`; `programme-changed`.
#[expect(clippy::too_many_arguments, reason = "what is amended, why, and by which notice")]
pub async fn revise(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    version: i64,
    amendment: Amendment,
    reason: String,
    notice: String,
) -> Result<Draft, Failure> {
    let verb = Verb { action: Action::ProgrammeEdit, state: Some("published"), name: "programme.revise" };
    let decided = decide(app, ctx, association, (id, version), verb, move |_, ctx, draft| {
        draft.amendment = amendment.code().into();
        draft.amendment_reason = given(&reason, "reason-missing", "reason")?;
        draft.amendment_notice = given(&notice, "notice-missing", "notice")?;
        draft.state = "draft".into();
        sign(draft, ctx);
        let begun = json!({ "kind": draft.amendment, "reason": draft.amendment_reason,
                            "notice": draft.amendment_notice });
        Ok(((), begun))
    });
    Ok(decided.await?.0)
}

/// Gives up a correction or extension that is not approved yet: the file is the published one again.
///
/// # Errors
/// `programme-not-revised`; `programme-changed`.
pub async fn abandon(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    version: i64,
) -> Result<Draft, Failure> {
    let verb = Verb { action: Action::ProgrammeEdit, state: None, name: "programme.abandon" };
    let decided = decide(app, ctx, association, (id, version), verb, |tx, ctx, draft| {
        let none = || Refusal::new("programme-not-revised");
        let call = call_of(tx, draft)?.filter(|_| !draft.amendment.is_empty()).ok_or_else(none)?;
        let published = programme::version(tx, &draft.association, call.id, call.version)?;
        let published = published.ok_or_else(none)?;
        let given_up = json!({ "kind": draft.amendment, "text": draft.body });
        draft.body = published.body;
        draft.title = call.title;
        draft.settle();
        sign(draft, ctx);
        Ok(((), given_up))
    });
    Ok(decided.await?.0)
}

/// What a call needs beyond a programme without errors.
fn publishable(tx: &mut Tx<'_>, draft: &Draft, read: &Programme) -> Result<(), Failure> {
    let closes = closes_at(read)?;
    let call = call_of(tx, draft)?;
    if draft.amendment == Amendment::Extension.code() && call.is_some_and(|call| closes <= call.closes_at) {
        return Err(Refusal::new("not-extended").at("deadline").into());
    }
    Ok(())
}

fn call_of(tx: &mut Tx<'_>, draft: &Draft) -> Result<Option<Call>, Failure> {
    let calls = programme::calls(tx, &draft.association)?;
    Ok(calls.into_iter().find(|call| call.programme == draft.id))
}

fn first(tx: &mut Tx<'_>, ctx: &Ctx, draft: &Draft, read: &Programme, id: Id) -> Result<Call, Failure> {
    let call = Call {
        association: draft.association.clone(),
        id,
        code: draft.code.clone(),
        title: draft.title.clone(),
        programme: draft.id,
        version: 1,
        opens_at: opens_at(read, ctx.now),
        closes_at: closes_at(read)?,
        published_at: ctx.now,
    };
    programme::insert_call(tx, &call)?;
    programme::publish_version(tx, &call, &version_of(draft, ctx, 1))?;
    Ok(call)
}

/// The next version of a call; the versions before it stay readable.
fn further(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    draft: &Draft,
    read: &Programme,
    mut call: Call,
) -> Result<Call, Failure> {
    let before = programme::version(tx, &draft.association, call.id, call.version)?;
    call.version += 1;
    call.title.clone_from(&draft.title);
    call.opens_at = opens_at(read, call.published_at);
    call.closes_at = closes_at(read)?;
    let version = version_of(draft, ctx, call.version);
    programme::publish_version(tx, &call, &version)?;
    let after = json!({ "version": version.version, "kind": version.kind, "reason": version.reason,
                        "notice": version.notice, "hash": version.body_hash });
    let entry = ctx.entry(&draft.association, "call.amend", Subject::new("call", call.id));
    record(
        tx,
        Entry { before: before.map(|b| json!({ "hash": b.body_hash })), after: Some(after), ..entry },
    )?;
    Ok(call)
}

fn version_of(draft: &Draft, ctx: &Ctx, version: i64) -> CallVersion {
    let kind = if draft.amendment.is_empty() { "publication" } else { &draft.amendment };
    CallVersion {
        version,
        kind: kind.to_owned(),
        reason: draft.amendment_reason.clone(),
        notice: draft.amendment_notice.clone(),
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
fn closes_at(read: &Programme) -> Result<Timestamp, Refusal> {
    let electronic = read.deadlines.iter().filter(|d| d.what == Material::Electronic);
    electronic.map(|d| d.instant()).max().ok_or_else(|| Refusal::new("no-deadline").at("deadline"))
}

fn given(text: &str, code: &str, at: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::new(code).at(at)),
        text => Ok(text.to_owned()),
    }
}
