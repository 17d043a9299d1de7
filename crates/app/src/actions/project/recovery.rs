//! Recovery orders: proposed by the officer, signed by head or leader, received by finance until nothing is left (L10, X09).

use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::ledger::{Account, Cause};
use kexiang_core::money::Fen;
use kexiang_core::policy::Action;
use kexiang_core::recovery::{Command, State, decide};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::ledger::{self, Posting};
use kexiang_store::recovery::{self, Order, Receipt};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, counter};
use serde_json::json;

use super::ProjectFile;
use super::contract::tell_members;
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// What is to be claimed back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The sum, in fen.
    pub amount: Fen,
    /// What happened.
    pub facts: String,
    /// Until when.
    pub due_on: Date,
}

/// Money that came back, as finance enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReceipt {
    /// The sum, in fen.
    pub amount: Fen,
    /// Day on the bank's voucher.
    pub received_on: Date,
    /// Number of the bank's voucher.
    pub voucher: String,
}

/// Proposes an order; it rests on the notice's words.
///
/// # Errors
/// `not-found`, `not-permitted`, `recovery-facts`, `recovery-due`, `recovery-over-paid` for more than was paid and is not
/// claimed back already.
pub async fn propose(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    proposal: Proposal,
) -> Result<Id, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, Action::RecoveryPropose)?;
            propose_within(tx, &ctx, &file, proposal.clone())
        })
        .await
}

/// What was paid and is not claimed back already, in fen.
pub fn claimable(file: &ProjectFile) -> Fen {
    let claimed = |o: &Order| if o.state == State::Withdrawn { Fen::ZERO } else { o.amount };
    let claimed: Fen = file.recoveries.iter().map(|(o, _)| claimed(o)).sum();
    (file.book.paid() - claimed).max(Fen::ZERO)
}

/// Proposes an order inside a transaction that has asked the policy: an officer's own, or a verdict's (X09).
///
/// # Errors
/// `recovery-facts`, `recovery-due`, `recovery-over-paid`.
pub(in crate::actions) fn propose_within(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &ProjectFile,
    proposal: Proposal,
) -> Result<Id, Failure> {
    let association = file.project.association.as_str();
    if proposal.facts.trim().is_empty() {
        return Err(Failure::from(Refusal::new("recovery-facts").at("facts")));
    }
    if proposal.due_on <= time::beijing_date(ctx.now) {
        return Err(Refusal::new("recovery-due").at("due_on").into());
    }
    let left = claimable(file);
    if proposal.amount <= Fen::ZERO || proposal.amount > left {
        let left = left.yuan();
        return Err(Refusal::new("recovery-over-paid").with("left", left).at("amount").into());
    }
    let n = counter::next(tx, association, &format!("recovery/{}", file.project.id))?;
    let order = Order {
        id: chance::id(ctx.now),
        project: file.project.id,
        number: format!("{}-ZH{n}", file.project.number),
        state: State::Proposed,
        amount: proposal.amount,
        received: Fen::ZERO,
        facts: proposal.facts.trim().to_owned(),
        clause: file.recovery_clause().cloned(),
        due_on: proposal.due_on,
        proposed_by: ctx.account()?,
        proposed_name: ctx.actor.name.clone(),
        proposed_at: ctx.now,
        issued_by: None,
        issued_name: String::new(),
        issued_at: None,
        reason: String::new(),
        version: 1,
    };
    recovery::insert(tx, association, &order)?;
    note(tx, ctx, file, "recovery-propose", &order)?;
    Ok(order.id)
}

/// Signs an order: from now on the money is owed.
///
/// # Errors
/// `not-found`, `not-permitted`, those of [`decide`].
pub async fn issue(app: &App, ctx: &Ctx, association: &str, id: Id, order: Id) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let (file, mut o) =
                open(tx, &ctx, (&programmes, &association, id, order), Action::RecoveryIssue)?;
            o.state = decide(&o.dossier(), &Command::Issue, ctx.account()?)?;
            (o.issued_by, o.issued_at) = (Some(ctx.account()?), Some(ctx.now));
            o.issued_name.clone_from(&ctx.actor.name);
            recovery::update(tx, &association, &o)?;
            post(tx, &ctx, &file, (Cause::Claim, o.id, o.amount), &o.number)?;
            note(tx, &ctx, &file, "recovery-issue", &o)?;
            tell_members(tx, &ctx, &file, "recovery-issue")
        })
        .await
}

/// Records money that came back.
///
/// # Errors
/// `not-found`, `not-permitted`, `payment-voucher`, `payment-date`, those of [`decide`].
pub async fn receive(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    order: Id,
    new: NewReceipt,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let (file, mut o) =
                open(tx, &ctx, (&programmes, &association, id, order), Action::PaymentSettle)?;
            if new.voucher.trim().is_empty() {
                return Err(Failure::from(Refusal::new("payment-voucher").at("voucher")));
            }
            if new.received_on > time::beijing_date(ctx.now) {
                return Err(Refusal::new("payment-date").at("received_on").into());
            }
            let command = Command::Receive { amount: new.amount };
            o.state = decide(&o.dossier(), &command, ctx.account()?)?;
            o.received += new.amount;
            let receipt = Receipt {
                id: chance::id(ctx.now),
                recovery: o.id,
                amount: new.amount,
                received_on: new.received_on,
                voucher: new.voucher.trim().to_owned(),
                by: ctx.actor.name.clone(),
                at: ctx.now,
            };
            recovery::add_receipt(tx, &association, &receipt)?;
            recovery::update(tx, &association, &o)?;
            post(tx, &ctx, &file, (Cause::Recover, receipt.id, receipt.amount), &receipt.voucher)?;
            let step = if o.state == State::Settled { "recovery-settled" } else { "recovery-receive" };
            note(tx, &ctx, &file, step, &o)?;
            tell_members(tx, &ctx, &file, step)
        })
        .await
}

/// Withdraws an order; what came back of it must be nothing, else the rest is paid and the matter ends so.
///
/// # Errors
/// `not-found`, `not-permitted`, `recovery-begun`, those of [`decide`].
pub async fn withdraw(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    order: Id,
    reason: &str,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let reason = reason.trim().to_owned();
    app.store
        .write(move |tx| {
            let (file, mut o) =
                open(tx, &ctx, (&programmes, &association, id, order), Action::RecoveryIssue)?;
            if o.received > Fen::ZERO {
                return Err(Failure::from(Refusal::new("recovery-begun")));
            }
            let was = o.state;
            o.state = decide(&o.dossier(), &Command::Withdraw { reason: reason.clone() }, ctx.account()?)?;
            o.reason.clone_from(&reason);
            recovery::update(tx, &association, &o)?;
            if was == State::Issued {
                post(tx, &ctx, &file, (Cause::Unclaim, o.id, o.amount), &o.number)?;
            }
            note(tx, &ctx, &file, "recovery-withdraw", &o)
        })
        .await
}

fn open(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (programmes, association, id, order): (&crate::programmes::Programmes, &str, Id, Id),
    action: Action,
) -> Result<(ProjectFile, Order), Failure> {
    let file = ProjectFile::load(tx, programmes, association, id, true)?;
    file.permit(ctx, action)?;
    let found = file.recoveries.iter().find(|(o, _)| o.id == order).map(|(o, _)| o.clone());
    Ok((file, found.ok_or_else(|| Refusal::new("not-found"))?))
}

fn post(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &ProjectFile,
    (cause, source, amount): (Cause, Id, Fen),
    words: &str,
) -> Result<(), Failure> {
    let posting = Posting { cause, source, amount, words, by: &ctx.actor.name, at: ctx.now };
    Ok(ledger::post(tx, &file.project.association, file.project.id, &posting)?)
}

fn note(tx: &mut Tx<'_>, ctx: &Ctx, file: &ProjectFile, step: &str, o: &Order) -> Result<(), Failure> {
    let after = json!({
        "number": o.number, "project": file.project.id.to_string(), "amount": o.amount.0, "received": o.received.0,
        "outstanding": file.book.balance(Account::Receivable).0, "state": o.state.code(),
    });
    let subject = Subject::new("recovery", o.id);
    let action = step.replacen('-', ".", 1);
    write::record(tx, ctx.entry_with(&file.project.association, &action, subject, after))?;
    file.note(tx, ctx, step, &o.number)
}
