//! Payments: asked for by the officer, reviewed by finance, released by head or leader, listed for the bank, paid or
//! returned. Every movement is in the ledger in the same transaction (L07, X08).

use jiff::civil::Date;
use kexiang_core::contract::may_pay;
use kexiang_core::id::Id;
use kexiang_core::ledger::Cause;
use kexiang_core::money::Fen;
use kexiang_core::payment::{self, Command, Dossier, State};
use kexiang_core::policy::{Action, OfficeRole, Scope};
use kexiang_core::project::{Project, State as ProjectState};
use kexiang_core::refusal::Refusal;
use kexiang_store::ledger::{self, Posting};
use kexiang_store::payment::{self as store, Hand, List, Payment};
use kexiang_store::recovery::{self, Order};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, counter, project as register};
use serde_json::json;

use super::ProjectFile;
use super::contract::tell_members;
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// What a head of department releases where the leader has set nothing else: 10 万元.
pub const HEAD_LIMIT: Fen = Fen::from_wan(10);
/// Payments shown on the finance desk.
const SHOWN: i64 = 500;

/// Asks for an instalment to be paid to the account of the contract.
///
/// # Errors
/// `not-found`, `not-permitted`, `contract-not-in-force`, `instalment-none`, those of [`may_pay`], `payment-standing` where
/// one stands for the instalment already.
pub async fn request(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    instalment: i64,
    note: &str,
) -> Result<Id, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let note = note.trim().to_owned();
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, Action::PaymentRequest)?;
            let bank = file.require_contract()?.terms.bank.clone();
            let part = usize::try_from(instalment - 1).ok().and_then(|n| file.instalments.get(n));
            let part = part.ok_or_else(|| Refusal::new("instalment-none"))?;
            may_pay(instalment, part, &file.facts())?;
            if file.payments.iter().any(|p| p.instalment == instalment && p.state.is_live()) {
                return Err(Refusal::new("payment-standing").into());
            }
            let n = counter::next(tx, &association, &format!("payment/{id}"))?;
            let payment = Payment {
                association: association.clone(),
                id: chance::id(ctx.now),
                project: id,
                instalment,
                number: format!("{}-BF{n}", file.project.number),
                amount: part.amount,
                state: State::Requested,
                bank,
                note: note.clone(),
                requested: hand(&ctx)?,
                reviewed: None,
                released: None,
                list: None,
                voucher: String::new(),
                paid_on: String::new(),
                reason: String::new(),
                settled_by: String::new(),
                settled_at: None,
                version: 1,
            };
            store::insert(tx, &payment)?;
            record(tx, &ctx, "payment.request", &payment)?;
            file.note(tx, &ctx, "payment-request", &payment.number)?;
            Ok(payment.id)
        })
        .await
}

/// Reviews, releases, declines a payment, or records what the bank did with it on a day.
///
/// # Errors
/// `not-found`, `not-permitted`, those of [`payment::decide`], `payment-date` for a day still to come, and on release those
/// of [`may_pay`]: a gate may have closed since.
pub async fn command(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    command: Command,
    paid_on: Option<Date>,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let found = store::by_id(tx, &association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
            let file = ProjectFile::load(tx, &programmes, &association, found.project, true)?;
            // Read again behind the project's lock.
            let mut p = store::by_id(tx, &association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
            file.permit(&ctx, action(&command, p.state))?;
            let ended = matches!(file.project.state, ProjectState::Terminated | ProjectState::Withdrawn);
            let dossier = Dossier {
                state: p.state,
                amount: p.amount,
                requested_by: p.requested.account,
                reviewed_by: p.reviewed.as_ref().map(|h| h.account),
                limit: limit(tx, &ctx, &association)?,
                held: file.project.is_held() || (ended && p.state != State::Released),
            };
            let before = p.state;
            p.state = payment::decide(&dossier, &command, ctx.account()?)?;
            if command == Command::Release {
                let part = usize::try_from(p.instalment - 1).ok().and_then(|n| file.instalments.get(n));
                may_pay(p.instalment, part.ok_or_else(|| Refusal::new("instalment-none"))?, &file.facts())?;
            }
            settle(&mut p, &ctx, &command, paid_on)?;
            store::update(tx, &p)?;
            if let Some(cause) = cause(before, &command) {
                let (words, by) = (p.number.clone(), ctx.actor.name.clone());
                let posting =
                    Posting { cause, source: p.id, amount: p.amount, words: &words, by: &by, at: ctx.now };
                ledger::post(tx, &association, p.project, &posting)?;
            }
            record(tx, &ctx, &format!("payment.{}", command.code()), &p)?;
            let step = format!("payment-{}", command.code());
            file.note(tx, &ctx, &step, &p.number)?;
            if matches!(p.state, State::Paid | State::Returned) {
                tell_members(tx, &ctx, &file, &step)?;
            }
            Ok(())
        })
        .await
}

/// Who gives which command: before the release a refusal is the business of whoever's turn it is.
fn action(command: &Command, state: State) -> Action {
    match command {
        Command::Review => Action::PaymentReview,
        Command::Release => Action::PaymentRelease,
        Command::Decline { .. } if state == State::Requested => Action::PaymentReview,
        Command::Decline { .. } => Action::PaymentRelease,
        Command::Confirm { .. } | Command::Return { .. } => Action::PaymentSettle,
    }
}

/// What the ledger books.
fn cause(before: State, command: &Command) -> Option<Cause> {
    match command {
        Command::Release => Some(Cause::Order),
        Command::Confirm { .. } => Some(Cause::Pay),
        Command::Return { .. } if before == State::Paid => Some(Cause::Bounce),
        Command::Return { .. } => Some(Cause::Withdraw),
        Command::Review | Command::Decline { .. } => None,
    }
}

fn settle(p: &mut Payment, ctx: &Ctx, command: &Command, paid_on: Option<Date>) -> Result<(), Failure> {
    match command {
        Command::Review => p.reviewed = Some(hand(ctx)?),
        Command::Release => p.released = Some(hand(ctx)?),
        Command::Confirm { voucher } => {
            let today = kexiang_core::time::beijing_date(ctx.now);
            let day = paid_on.unwrap_or(today);
            if day > today {
                return Err(Refusal::new("payment-date").at("paid_on").into());
            }
            p.voucher = voucher.trim().to_owned();
            p.paid_on = day.to_string();
            (p.settled_by, p.settled_at) = (ctx.actor.name.clone(), Some(ctx.now));
        }
        Command::Decline { reason } | Command::Return { reason } => {
            p.reason = reason.trim().to_owned();
            (p.settled_by, p.settled_at) = (ctx.actor.name.clone(), Some(ctx.now));
        }
    }
    Ok(())
}

fn hand(ctx: &Ctx) -> Result<Hand, Refusal> {
    Ok(Hand { account: ctx.account()?, name: ctx.actor.name.clone(), at: ctx.now })
}

/// What the actor may release: a leader any sum, a head what the leader has set.
fn limit(tx: &mut Tx<'_>, ctx: &Ctx, association: &str) -> Result<Option<Fen>, Failure> {
    if ctx.actor.has_office(association, OfficeRole::Leader) {
        return Ok(None);
    }
    Ok(Some(store::limit(tx, association, OfficeRole::Head.code())?.unwrap_or(HEAD_LIMIT)))
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, action: &str, p: &Payment) -> Result<(), Failure> {
    let after = json!({
        "number": p.number, "project": p.project.to_string(), "instalment": p.instalment, "amount": p.amount.0,
        "state": p.state.code(), "voucher": p.voucher, "reason": p.reason,
    });
    let subject = Subject::new("payment", p.id);
    Ok(write::record(tx, ctx.entry_with(&p.association, action, subject, after))?)
}

/// What the finance desk shows.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Payments with their projects, the newest first.
    pub payments: Vec<(Payment, Project)>,
    /// The bank's lists.
    pub lists: Vec<List>,
    /// What a head may release.
    pub head_limit: Fen,
    /// Open recovery orders.
    pub recoveries: Vec<(Order, Project)>,
    /// Projects whose balances differ from their movements: none, or somebody changed the database.
    pub differing: Vec<Id>,
    /// All books added up.
    pub sums: Vec<(kexiang_core::ledger::Account, Fen)>,
}

/// The finance desk of an association.
///
/// # Errors
/// `not-permitted`.
pub async fn desk(app: &App, ctx: &Ctx, association: &str) -> Result<Desk, Failure> {
    ctx.permit(Action::ProjectView, &Scope::Association(association))?;
    let association = association.to_owned();
    app.store
        .read(move |tx| {
            let projects = register::all(tx, &association)?;
            let of = |id: Id| projects.iter().find(|p| p.id == id).cloned();
            let payments = store::all(tx, &association, None, SHOWN)?;
            let open = recovery::open(tx, &association)?;
            let books = ledger::books(tx, &association)?;
            let sum = |a| (a, books.iter().map(|(_, b)| b.balance(a)).sum());
            Ok(Desk {
                payments: payments.into_iter().filter_map(|p| Some((p.clone(), of(p.project)?))).collect(),
                lists: store::lists(tx, &association)?,
                head_limit: store::limit(tx, &association, OfficeRole::Head.code())?.unwrap_or(HEAD_LIMIT),
                recoveries: open.into_iter().filter_map(|o| Some((o.clone(), of(o.project)?))).collect(),
                differing: ledger::differing(tx, &association)?,
                sums: kexiang_core::ledger::Account::ALL.map(sum).to_vec(),
            })
        })
        .await
}

/// Puts all released payments that are on no list yet on one for the bank.
///
/// # Errors
/// `not-permitted`, `payment-list-empty`.
pub async fn make_list(app: &App, ctx: &Ctx, association: &str) -> Result<Id, Failure> {
    ctx.permit(Action::PaymentSettle, &Scope::Association(association))?;
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let released = store::all(tx, &association, Some(State::Released), SHOWN)?;
            let waiting: Vec<Payment> = released.into_iter().filter(|p| p.list.is_none()).collect();
            if waiting.is_empty() {
                return Err(Failure::from(Refusal::new("payment-list-empty")));
            }
            let list = List {
                id: chance::id(ctx.now),
                number: counter::next(tx, &association, "payment-list")?,
                payments: i64::try_from(waiting.len()).unwrap_or(i64::MAX),
                total: waiting.iter().map(|p| p.amount).sum(),
                by: ctx.actor.name.clone(),
                at: ctx.now,
            };
            store::insert_list(tx, &association, &list)?;
            for p in waiting {
                store::update(tx, &Payment { list: Some(list.id), ..p })?;
            }
            let after = json!({ "number": list.number, "payments": list.payments, "total": list.total.0 });
            let subject = Subject::new("payment-list", list.id);
            write::record(tx, ctx.entry_with(&association, "payment.list", subject, after))?;
            Ok(list.id)
        })
        .await
}

/// A list for the bank: its payments, each with its project and what was paid of it before.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn list(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<(List, Vec<(Payment, Project, Fen)>), Failure> {
    ctx.permit(Action::ProjectView, &Scope::Association(association))?;
    let association = association.to_owned();
    app.store
        .read(move |tx| {
            let list = store::lists(tx, &association)?.into_iter().find(|l| l.id == id);
            let list = list.ok_or_else(|| Refusal::new("not-found"))?;
            let mut rows = Vec::new();
            for p in store::of_list(tx, &association, id)? {
                let project = register::by_id(tx, &association, p.project)?;
                let project = project.ok_or_else(|| Refusal::new("not-found"))?;
                let all = store::of_project(tx, &association, p.project)?;
                let before = all.iter().filter(|o| o.state == State::Paid && o.instalment < p.instalment);
                rows.push((p.clone(), project, before.map(|o| o.amount).sum()));
            }
            Ok((list, rows))
        })
        .await
}

/// Sets what a head of department may release.
///
/// # Errors
/// `not-permitted` for all but the leader.
pub async fn set_limit(app: &App, ctx: &Ctx, association: &str, amount: Fen) -> Result<(), Failure> {
    ctx.permit(Action::PaymentRelease, &Scope::Association(association))?;
    if !ctx.actor.has_office(association, OfficeRole::Leader) {
        let refusal = Refusal::new("not-permitted").with("action", Action::PaymentRelease.code());
        return Err(refusal.into());
    }
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            store::set_limit(tx, &association, OfficeRole::Head.code(), amount, &ctx.actor.name, ctx.now)?;
            let subject = Subject::new("release-limit", OfficeRole::Head.code());
            let after = json!({ "amount": amount.0 });
            Ok(write::record(tx, ctx.entry_with(&association, "payment.limit", subject, after))?)
        })
        .await
}
