//! What an expert does: answer an invitation, sign the letter, read, score, submit, declare a conflict. An application is
//! seen only through a review that is assigned, with the letter signed and the panel open.

mod redact;

use redact::{hide, names, redact};
use std::collections::BTreeMap;

use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, OfficeRole, ReviewScope, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Blind, ConflictKind, MemberState, PanelState, score};
use kexiang_store::panel::{self, Member, Panel};
use kexiang_store::review::{self, Conflict, Review};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, expert};
use serde_json::json;

use super::application::CaseFile;
use super::panel::PanelFile;
use super::panel::{block, leave};
use super::{Ctx, Failure};
use crate::programmes::Programmes;
use crate::state::App;

/// A panel an expert was asked to, with the reviews.
#[derive(Clone, Debug)]
pub struct Task {
    /// Panel.
    pub panel: Panel,
    /// Title of the call.
    pub call: String,
    /// Oneself on it.
    pub member: Member,
    /// Applications to review: id, what to call it, the review. Empty before the letter is signed and the panel open.
    pub reviews: Vec<(Id, String, Review)>,
    /// How many there are, told before they can be opened.
    pub count: usize,
}

/// An application as an expert reads it, with the review.
#[derive(Clone, Debug)]
pub struct ReviewSheet {
    /// Panel with rubric and blind mode.
    pub panel: Panel,
    /// Oneself on it.
    pub member: Member,
    /// Application number; a neutral one in a double-blind review.
    pub number: String,
    /// Title.
    pub title: String,
    /// Organisation; empty in a double-blind review.
    pub organisation: String,
    /// Name of the type.
    pub type_name: String,
    /// The application with redacted answers where the review is double-blind.
    pub case: CaseFile,
    /// Review.
    pub review: Review,
    /// The next one that is not submitted.
    pub next: Option<Id>,
}

/// The invitations and reviews of an expert, in all associations.
///
/// # Errors
/// `not-signed-in`.
pub async fn mine(app: &App, ctx: &Ctx) -> Result<Vec<Task>, Failure> {
    let account = ctx.account()?;
    let (programmes, actor) = (app.programmes.clone(), ctx.actor.clone());
    app.store
        .read(move |tx| {
            let mut tasks = Vec::new();
            for office in actor.offices.iter().filter(|o| o.role == OfficeRole::Expert) {
                let Some(me) = expert::by_account(tx, &office.association, account)? else { continue };
                for member in panel::memberships(tx, &office.association, me.id)? {
                    tasks.push(task(tx, &programmes, &office.association, member)?);
                }
            }
            Ok(tasks)
        })
        .await
}

fn task(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    association: &str,
    member: Member,
) -> Result<Task, Failure> {
    let file = PanelFile::load(tx, programmes, association, member.panel, false)?;
    let own: Vec<Review> =
        file.reviews.iter().filter(|r| r.expert == member.expert && r.is_assigned()).cloned().collect();
    let shown = may_read(&file.panel, &member);
    let mut reviews = Vec::new();
    for review in own.iter().filter(|_| shown) {
        let Some(a) = file.applications.iter().find(|a| a.id == review.application) else { continue };
        let case = CaseFile::load(tx, programmes, association, a.id, false)?;
        let title = hide(&file.panel, &case, &a.title);
        reviews.push((a.id, title, review.clone()));
    }
    Ok(Task { call: file.call.title.clone(), panel: file.panel, member, reviews, count: own.len() })
}

/// Files open only to a member who accepted and signed, while the panel is at work.
fn may_read(panel: &Panel, member: &Member) -> bool {
    member.state == MemberState::Accepted && member.letter_at.is_some() && panel.state == PanelState::Open
}

/// Answers an invitation.
///
/// # Errors
/// `not-found` for anybody else, `invitation-answered`, `reason-missing` for declining.
pub async fn answer(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    (accept, reason): (bool, &str),
) -> Result<(), Failure> {
    let reason = reason.trim().to_owned();
    if !accept && reason.is_empty() {
        return Err(Refusal::new("reason-missing").at("reason").into());
    }
    own(app, ctx, association, panel, move |tx, ctx, file, member| {
        if !matches!(member.state, MemberState::Invited) {
            return Err(Refusal::new("invitation-answered").into());
        }
        if !accept {
            return leave(tx, ctx, file, member.expert, MemberState::Declined, &reason);
        }
        let answered = Member { state: MemberState::Accepted, answered_at: Some(ctx.now), ..member.clone() };
        panel::put_member(tx, &file.panel.association, &answered)?;
        Ok(note(tx, ctx, file, member.expert, "review.accept", json!({}))?)
    })
    .await
}

/// Signs the commitment letter (承诺书); `words` are those that were shown.
///
/// # Errors
/// `not-found` for anybody else, `invitation-open` before the invitation is accepted.
pub async fn sign_letter(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    words: &str,
) -> Result<(), Failure> {
    let hash = ContentHash::of(words.as_bytes()).to_string();
    own(app, ctx, association, panel, move |tx, ctx, file, member| {
        if member.state != MemberState::Accepted {
            return Err(Refusal::new("invitation-open").into());
        }
        let signed = Member { letter_at: Some(ctx.now), letter_hash: hash.clone(), ..member.clone() };
        panel::put_member(tx, &file.panel.association, &signed)?;
        Ok(note(tx, ctx, file, member.expert, "review.letter", json!({ "words": hash }))?)
    })
    .await
}

/// Opens an application for the expert.
///
/// # Errors
/// `not-found` where it is not assigned to this expert now; `letter-open` before the letter is signed, `panel-not-open`.
pub async fn open(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    application: Id,
) -> Result<ReviewSheet, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, panel, false)?;
            let (member, review) = permitted(tx, &ctx, &file, application)?;
            let mut case = CaseFile::load(tx, &programmes, &association, application, false)?;
            let names = names(&case);
            let title = hide(&file.panel, &case, &case.application.title);
            let organisation = match file.panel.blind {
                Blind::Double => String::new(),
                _ => case.application.organisation_name.clone(),
            };
            if file.panel.blind == Blind::Double {
                redact(&mut case, &names);
            }
            let next = file
                .reviews
                .iter()
                .find(|r| r.expert == member.expert && r.state == "assigned" && r.application != application)
                .map(|r| r.application);
            Ok(ReviewSheet {
                number: shown_number(&file, &case),
                type_name: case.project_type().name.clone(),
                panel: file.panel,
                member,
                title,
                organisation,
                case,
                review,
                next,
            })
        })
        .await
}

/// The application's number; in a double-blind review its place within the panel, which says nothing of the applicant.
fn shown_number(file: &PanelFile, case: &CaseFile) -> String {
    let place = file.applications.iter().position(|a| a.id == case.application.id).unwrap_or_default();
    match file.panel.blind {
        Blind::Double => format!("{:03}", place + 1),
        _ => case.application.number.clone(),
    }
}

/// The expert's own member row and review, if the review is assigned to the actor at this moment.
fn permitted(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &PanelFile,
    application: Id,
) -> Result<(Member, Review), Failure> {
    let association = &file.panel.association;
    let account = ctx.account()?;
    let me = expert::by_account(tx, association, account)?;
    let review = me.as_ref().and_then(|me| file.review(application, me.id));
    let member = me.as_ref().and_then(|me| file.members.iter().find(|(m, _)| m.expert == me.id));
    let seated = member.is_some_and(|(m, _)| m.state == MemberState::Accepted);
    let scope = ReviewScope {
        association: association.clone(),
        expert: me.as_ref().and_then(|me| me.account),
        assigned: review.is_some_and(Review::is_assigned)
            && seated
            && me.as_ref().is_some_and(|me| file.blocking(application, me.id).is_none()),
    };
    may(&ctx.actor, Action::ReviewWrite, &Scope::Review(&scope))?;
    let (Some((member, _)), Some(review)) = (member, review) else {
        return Err(Refusal::new("not-found").into());
    };
    if member.letter_at.is_none() {
        return Err(Refusal::new("letter-open").into());
    }
    if file.panel.state != PanelState::Open {
        return Err(Refusal::new("panel-not-open").into());
    }
    Ok((member.clone(), review.clone()))
}

/// Saves what is scored so far; nothing is checked but that it is the expert's own and not submitted. Saving the same
/// again changes nothing.
///
/// # Errors
/// As [`open`]; `review-submitted`.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (panel, application): (Id, Id),
    scores: BTreeMap<String, i64>,
    comment: String,
) -> Result<(), Failure> {
    write(app, ctx, association, (panel, application), scores, comment, false).await
}

/// Submits a review; from here on it is sealed for its author too.
///
/// # Errors
/// As [`open`]; `review-submitted`; the first of what [`score`] finds.
pub async fn submit(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (panel, application): (Id, Id),
    scores: BTreeMap<String, i64>,
    comment: String,
) -> Result<(), Failure> {
    write(app, ctx, association, (panel, application), scores, comment, true).await
}

async fn write(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (panel, application): (Id, Id),
    scores: BTreeMap<String, i64>,
    comment: String,
    finish: bool,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, panel, true)?;
            let (member, review) = permitted(tx, &ctx, &file, application)?;
            if review.state == "submitted" {
                return Err(Failure::from(Refusal::new("review-submitted")));
            }
            let mut review = Review {
                scores: scores.clone(),
                comment: comment.clone(),
                saved_at: Some(ctx.now),
                ..review
            };
            if finish {
                let scored = score(&file.panel.rubric, &[member.seat], &scores, &comment);
                let scored = scored.map_err(|mut wrong| wrong.swap_remove(0))?;
                review.total = Some(scored.total);
                review.state = "submitted".to_owned();
                review.submitted_at = Some(ctx.now);
                let kept =
                    json!({ "scores": review.scores, "comment": review.comment, "total": scored.total });
                let hash =
                    ContentHash::of_value(&kept).map_err(|e| super::Fault::new("hashing a review", e))?;
                // The chain holds the hash alone: scores are sealed until all are in.
                let after = json!({ "application": application.to_string(), "hash": hash.to_string() });
                note(tx, &ctx, &file, member.expert, "review.submit", after)?;
            }
            Ok(review::put(tx, &association, &review)?)
        })
        .await
}

/// The expert declares a conflict: the review is released and the application gone at once.
///
/// # Errors
/// As [`open`]; `reason-missing`, `review-submitted`.
pub async fn declare(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (panel, application): (Id, Id),
    reason: &str,
) -> Result<(), Failure> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason-missing").at("reason").into());
    }
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, panel, true)?;
            let (member, review) = permitted(tx, &ctx, &file, application)?;
            if review.state == "submitted" {
                return Err(Failure::from(Refusal::new("review-submitted")));
            }
            let conflict = Conflict {
                application,
                expert: member.expert,
                kind: ConflictKind::SelfDeclared,
                with: String::new(),
                state: "confirmed".to_owned(),
                note: reason.clone(),
                decided_by: ctx.actor.name.clone(),
                decided_at: ctx.now,
            };
            block(tx, &file, &conflict)?;
            let after = json!({ "application": application.to_string(), "reason": reason });
            Ok(note(tx, &ctx, &file, member.expert, "review.declare", after)?)
        })
        .await
}

/// A change of the actor's own place on a panel.
async fn own(
    app: &App,
    ctx: &Ctx,
    association: &str,
    panel: Id,
    body: impl Fn(&mut Tx<'_>, &Ctx, &PanelFile, &Member) -> Result<(), Failure> + Send + 'static,
) -> Result<(), Failure> {
    let account = ctx.account()?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = PanelFile::load(tx, &programmes, &association, panel, true)?;
            let me = expert::by_account(tx, &association, account)?;
            let found = me.and_then(|me| file.members.iter().find(|(m, _)| m.expert == me.id).cloned());
            let (member, _) = found.ok_or_else(|| Refusal::new("not-found"))?;
            body(tx, &ctx, &file, &member)
        })
        .await
}

fn note(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &PanelFile,
    expert: Id,
    action: &str,
    mut after: serde_json::Value,
) -> Result<(), kexiang_store::StoreError> {
    after["expert"] = expert.to_string().into();
    let subject = Subject::new("panel", file.panel.id);
    write::record(tx, ctx.entry_with(&file.panel.association, action, subject, after))
}
