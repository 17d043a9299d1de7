//! Change requests: asked by the organisation before the fact, decided with a reason; an approved one is a new version of
//! the contract (L09).

use jiff::civil::Date;
use kexiang_core::canonical::VersionCode;
use kexiang_core::change::{Detail, Ground, State, check, merged};
use kexiang_core::contract::{self as rules, Command};
use kexiang_core::id::Id;
use kexiang_core::ledger::{Account, Cause};
use kexiang_core::money::Fen;
use kexiang_core::policy::Action;
use kexiang_core::project;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::change::{self, Change};
use kexiang_store::contract::{self, Contract};
use kexiang_store::ledger::{self, Posting};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, counter, expense};
use serde_json::json;

use super::ProjectFile;
use super::contract::{hash, lines, record, tell_members};
use crate::actions::{Ctx, Failure, Fault};
use crate::chance;
use crate::state::App;

/// Asks for a change.
///
/// # Errors
/// `not-found`, `not-permitted`, `contract-not-in-force`, `change-waiting` while another request waits, the first of
/// [`check`].
pub async fn ask(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (detail, reason, effective_on): (Detail, String, Date),
) -> Result<Id, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, Action::ChangeAsk)?;
            if file.changes.iter().any(|c| c.state == State::Submitted) {
                return Err(Failure::from(Refusal::new("change-waiting")));
            }
            examine(&ctx, &file, &detail, &reason, effective_on)?;
            let n = counter::next(tx, &association, &format!("change/{id}"))?;
            let request = Change {
                id: chance::id(ctx.now),
                project: id,
                number: format!("{}-BG{n}", file.project.number),
                state: State::Submitted,
                detail: detail.clone(),
                reason: reason.trim().to_owned(),
                effective_on,
                asked_by: ctx.actor.name.clone(),
                asked_at: ctx.now,
                decided_by: String::new(),
                decided_at: None,
                decision: String::new(),
            };
            change::insert(tx, &association, &request)?;
            note(tx, &ctx, &file, "change-ask", &request)?;
            Ok(request.id)
        })
        .await
}

fn examine(
    ctx: &Ctx,
    file: &ProjectFile,
    detail: &Detail,
    reason: &str,
    effective_on: Date,
) -> Result<(), Failure> {
    let terms = &file.require_contract()?.terms;
    let spent: Vec<(String, Fen)> =
        file.lines.iter().filter(|l| l.spent > Fen::ZERO).map(|l| (l.category.clone(), l.spent)).collect();
    let granted = |c: &&Change| c.state == State::Approved && c.detail.kind() == "extension";
    let ground = Ground {
        terms,
        programme: &file.programme,
        spent: &spent,
        extensions: file.changes.iter().filter(granted).count(),
        today: time::beijing_date(ctx.now),
    };
    check(detail, reason, effective_on, &ground)
        .map_err(|all| all.into_iter().next().unwrap_or_else(|| Refusal::new("bad-form")).into())
}

/// Decides a request, or takes it back for the organisation. An approved one supersedes the contract by a new version; an
/// approved end of the project lets what was not paid lapse.
///
/// # Errors
/// `not-found`, `not-permitted`, `change-decided`, `reason-missing`, `project-held`, `contract-not-in-force`,
/// `change-payment-waiting` where a project would end while a payment is under way.
pub async fn decide(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    request: Id,
    (to, words): (State, &str),
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let words = words.trim().to_owned();
    app.store
        .write(move |tx| {
            let mut file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            let own = to == State::Withdrawn;
            file.permit(&ctx, if own { Action::ChangeAsk } else { Action::ChangeDecide })?;
            let found = file.changes.iter().find(|c| c.id == request).cloned();
            let mut found = found.ok_or_else(|| Refusal::new("not-found"))?;
            if found.state != State::Submitted || to == State::Submitted {
                return Err(Failure::from(Refusal::new("change-decided")));
            }
            if words.is_empty() && !own {
                return Err(Refusal::new("reason-missing").at("words").into());
            }
            (found.state, found.decision) = (to, words.clone());
            (found.decided_by, found.decided_at) = (ctx.actor.name.clone(), Some(ctx.now));
            change::decide(tx, &association, &found)?;
            let step = format!("change-{to}");
            note(tx, &ctx, &file, &step, &found)?;
            if to == State::Approved {
                carry_out(tx, &ctx, &mut file, &found)?;
            }
            tell_members(tx, &ctx, &file, &step)
        })
        .await
}

/// What stands beside the sealed copies of a version that an approved change made: they are those of the contract before it,
/// and the approved request is what the new version rests on.
const EARLIER: &str = "earlier";

fn carry_out(tx: &mut Tx<'_>, ctx: &Ctx, file: &mut ProjectFile, request: &Change) -> Result<(), Failure> {
    if file.project.is_held() {
        return Err(Refusal::new("project-held").into());
    }
    if request.detail == Detail::Termination {
        return end(tx, ctx, file, request);
    }
    let old = file.require_contract()?.clone();
    let terms = merged(&old.terms, &request.detail, &request.number, &file.programme);
    let state = rules::decide(old.state, false, &Command::Supersede)?;
    contract::update(tx, &Contract { state, ..old.clone() })?;
    let code = VersionCode::of_value(&terms).map_err(|e| Fault::new("hashing a contract", e))?.to_string();
    let new = Contract {
        version: old.version + 1,
        number: format!("{}-HT{}", file.project.number, old.version + 1),
        hash: hash(&terms)?,
        code,
        made_by: ctx.actor.name.clone(),
        made_at: ctx.now,
        issued_at: None,
        in_force_at: Some(ctx.now),
        sealed_check: EARLIER.to_owned(),
        signed_check: EARLIER.to_owned(),
        revision: 1,
        terms,
        ..old
    };
    contract::insert(tx, &new)?;
    expense::put_lines(tx, &file.project.association, file.project.id, &lines(file, &new.terms))?;
    let before = (file.project.completes_on, file.project.leader.clone());
    match &request.detail {
        Detail::Extension { until } => file.project.completes_on = Some(*until),
        Detail::Person { leader } => leader.trim().clone_into(&mut file.project.leader),
        _ => {}
    }
    if before != (file.project.completes_on, file.project.leader.clone()) {
        file.project.changed_at = ctx.now;
        kexiang_store::project::update(tx, &file.project)?;
        file.project.version += 1;
    }
    record(tx, ctx, file, "contract.change", &new)
}

/// Ends a project early: what was not paid is never paid.
fn end(tx: &mut Tx<'_>, ctx: &Ctx, file: &mut ProjectFile, request: &Change) -> Result<(), Failure> {
    if file.book.balance(Account::Ordered) > Fen::ZERO {
        return Err(Refusal::new("change-payment-waiting").into());
    }
    let rest = file.book.balance(Account::Committed);
    if rest > Fen::ZERO {
        let posting = Posting {
            cause: Cause::Lapse,
            source: request.id,
            amount: rest,
            words: &request.number,
            by: &ctx.actor.name,
            at: ctx.now,
        };
        ledger::post(tx, &file.project.association, file.project.id, &posting)?;
    }
    let reason = request.reason.clone();
    file.advance(tx, ctx, &project::Command::Terminate { reason })
}

fn note(tx: &mut Tx<'_>, ctx: &Ctx, file: &ProjectFile, step: &str, c: &Change) -> Result<(), Failure> {
    let after = json!({
        "number": c.number, "kind": c.detail.kind(), "state": c.state.code(), "decision": c.decision,
        "project": file.project.id.to_string(), "effective_on": c.effective_on.to_string(),
    });
    let subject = Subject::new("change", c.id);
    let action = step.replacen('-', ".", 1);
    write::record(tx, ctx.entry_with(&file.project.association, &action, subject, after))?;
    file.note(tx, ctx, step, &c.number)
}
