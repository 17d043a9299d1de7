//! A project as the interface shows it: contract, money, expenses, changes and recoveries together.

use kexiang_core::contract::Instalment;
use kexiang_core::ledger::Account;
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::project::ProjectFile;
use crate::api::dto::{Clause, moment};

/// A project with everything about it. Sums in fen.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProjectDossier {
    /// 立项编号
    number: String,
    /// Title.
    title: String,
    /// State.
    state: &'static str,
    /// Why it is held; empty: it is not.
    hold: String,
    /// Approved.
    amount: i64,
    /// SHA-256 of what it was founded with.
    frozen_hash: String,
    /// Versions of the contract, the newest first.
    contracts: Vec<ContractLine>,
    /// Instalments in force.
    instalments: Vec<InstalmentLine>,
    /// Payments, the first one first.
    payments: Vec<PaymentLine>,
    /// Balance of each account; they add up to nothing.
    balances: Vec<Balance>,
    /// Movements.
    entries: Vec<Movement>,
    /// Budget lines.
    lines: Vec<BudgetLine>,
    /// Expenses.
    expenses: Vec<ExpenseLine>,
    /// Change requests.
    changes: Vec<ChangeLine>,
    /// Recovery orders.
    recoveries: Vec<RecoveryLine>,
}

/// A version of the contract.
#[derive(Debug, Serialize, ToSchema)]
struct ContractLine {
    /// From 1.
    version: i64,
    /// 合同编号
    number: String,
    /// State.
    state: &'static str,
    /// SHA-256 of the terms.
    hash: String,
    /// The code printed on every page; empty for a draft.
    code: String,
    /// First day.
    starts_on: String,
    /// Last day.
    ends_on: String,
    /// Project leader.
    leader: String,
    /// The change it rests on; empty for the first.
    basis: String,
    /// What reading the copies' codes found: `same`, `unread`; empty: no copy.
    sealed_check: String,
    /// The copy with both seals.
    signed_check: String,
    /// When it came into force.
    in_force_at: Option<String>,
}

/// An instalment.
#[derive(Debug, Serialize, ToSchema)]
struct InstalmentLine {
    /// From 1.
    n: i64,
    /// `award`, `contract`, `milestone`, `mid_term` or `acceptance`.
    gate: &'static str,
    /// Mark of progress.
    condition: String,
    /// Sum.
    amount: i64,
    /// Where the notice says so.
    clause: Option<Clause>,
}

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
struct PaymentLine {
    /// Id.
    id: String,
    /// 拨付编号
    number: String,
    /// Instalment.
    instalment: i64,
    /// Sum.
    amount: i64,
    /// State.
    state: &'static str,
    /// Who asked, reviewed, released.
    hands: Vec<String>,
    /// The bank's voucher.
    voucher: String,
}

/// Balance of an account.
#[derive(Debug, Serialize, ToSchema)]
struct Balance {
    /// Account.
    account: &'static str,
    /// Sum.
    sum: i64,
}

/// A movement of the ledger.
#[derive(Debug, Serialize, ToSchema)]
struct Movement {
    /// From 1.
    seq: i64,
    /// Why.
    cause: &'static str,
    /// The account it leaves.
    from: &'static str,
    /// The account it reaches.
    to: &'static str,
    /// Sum.
    amount: i64,
    /// When.
    at: String,
}

/// A budget line.
#[derive(Debug, Serialize, ToSchema)]
struct BudgetLine {
    /// Category; empty: the grant as a whole.
    category: String,
    /// Budget.
    budget: i64,
    /// Spent.
    spent: i64,
}

/// An expense.
#[derive(Debug, Serialize, ToSchema)]
struct ExpenseLine {
    /// Id.
    id: String,
    /// Category.
    category: String,
    /// What for.
    purpose: String,
    /// Day.
    spent_on: String,
    /// Sum.
    amount: i64,
    /// Voucher.
    voucher: String,
    /// Invoice.
    invoice: String,
    /// Whether it was reversed.
    reversed: bool,
}

/// A change request.
#[derive(Debug, Serialize, ToSchema)]
struct ChangeLine {
    /// Id.
    id: String,
    /// 变更编号
    number: String,
    /// Kind.
    kind: &'static str,
    /// State.
    state: &'static str,
    /// Why.
    reason: String,
    /// Reason of the decision.
    decision: String,
}

/// A recovery order.
#[derive(Debug, Serialize, ToSchema)]
struct RecoveryLine {
    /// Id.
    id: String,
    /// Number.
    number: String,
    /// State.
    state: &'static str,
    /// Claimed.
    amount: i64,
    /// Came back.
    received: i64,
    /// Until when.
    due_on: String,
}

impl From<&ProjectFile> for ProjectDossier {
    fn from(f: &ProjectFile) -> Self {
        let p = &f.project;
        ProjectDossier {
            number: p.number.clone(),
            title: p.title.clone(),
            state: p.state.code(),
            hold: p.hold.clone(),
            amount: p.amount.0,
            frozen_hash: p.frozen_hash.clone(),
            contracts: f.contracts.iter().map(ContractLine::from).collect(),
            instalments: (1_i64..).zip(&f.instalments).map(part).collect(),
            payments: f.payments.iter().map(PaymentLine::from).collect(),
            balances: Account::ALL.map(|a| Balance { account: a.code(), sum: f.book.balance(a).0 }).into(),
            entries: f.entries.iter().map(Movement::from).collect(),
            lines: f.lines.iter().map(line).collect(),
            expenses: f.expenses.iter().map(ExpenseLine::from).collect(),
            changes: f.changes.iter().map(ChangeLine::from).collect(),
            recoveries: f.recoveries.iter().map(|(o, _)| RecoveryLine::from(o)).collect(),
        }
    }
}

impl From<&kexiang_store::contract::Contract> for ContractLine {
    fn from(c: &kexiang_store::contract::Contract) -> Self {
        ContractLine {
            version: c.version,
            number: c.number.clone(),
            state: c.state.code(),
            hash: c.hash.clone(),
            code: c.code.clone(),
            starts_on: c.terms.starts_on.to_string(),
            ends_on: c.terms.ends_on.to_string(),
            leader: c.terms.leader.clone(),
            basis: c.terms.basis.clone(),
            sealed_check: c.sealed_check.clone(),
            signed_check: c.signed_check.clone(),
            in_force_at: c.in_force_at.map(moment),
        }
    }
}

fn part((n, i): (i64, &Instalment)) -> InstalmentLine {
    InstalmentLine {
        n,
        gate: i.gate.code(),
        condition: i.condition.clone(),
        amount: i.amount.0,
        clause: i.clause.as_ref().map(Clause::from),
    }
}

fn line(l: &kexiang_store::expense::Line) -> BudgetLine {
    BudgetLine { category: l.category.clone(), budget: l.budget.0, spent: l.spent.0 }
}

impl From<&kexiang_store::payment::Payment> for PaymentLine {
    fn from(p: &kexiang_store::payment::Payment) -> Self {
        let hands = [Some(&p.requested), p.reviewed.as_ref(), p.released.as_ref()];
        PaymentLine {
            id: p.id.to_string(),
            number: p.number.clone(),
            instalment: p.instalment,
            amount: p.amount.0,
            state: p.state.code(),
            hands: hands.into_iter().flatten().map(|h| h.name.clone()).collect(),
            voucher: p.voucher.clone(),
        }
    }
}

impl From<&kexiang_store::ledger::Entry> for Movement {
    fn from(e: &kexiang_store::ledger::Entry) -> Self {
        Movement {
            seq: e.seq,
            cause: e.cause.code(),
            from: e.from.code(),
            to: e.to.code(),
            amount: e.amount.0,
            at: moment(e.at),
        }
    }
}

impl From<&kexiang_store::expense::Expense> for ExpenseLine {
    fn from(e: &kexiang_store::expense::Expense) -> Self {
        ExpenseLine {
            id: e.id.to_string(),
            category: e.entry.category.clone(),
            purpose: e.entry.purpose.clone(),
            spent_on: e.entry.spent_on.to_string(),
            amount: e.entry.amount.0,
            voucher: e.entry.voucher.clone(),
            invoice: e.entry.invoice.clone(),
            reversed: e.reversed,
        }
    }
}

impl From<&kexiang_store::change::Change> for ChangeLine {
    fn from(c: &kexiang_store::change::Change) -> Self {
        ChangeLine {
            id: c.id.to_string(),
            number: c.number.clone(),
            kind: c.detail.kind(),
            state: c.state.code(),
            reason: c.reason.clone(),
            decision: c.decision.clone(),
        }
    }
}

impl From<&kexiang_store::recovery::Order> for RecoveryLine {
    fn from(o: &kexiang_store::recovery::Order) -> Self {
        RecoveryLine {
            id: o.id.to_string(),
            number: o.number.clone(),
            state: o.state.code(),
            amount: o.amount.0,
            received: o.received.0,
            due_on: o.due_on.to_string(),
        }
    }
}
