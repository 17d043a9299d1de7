//! A project from its founding on: the contract, the money, the changes, the recoveries.

mod change;
mod contract;
mod expense;
mod list;
mod payment;
mod recovery;
mod seal;
mod terms;

pub use change::{ask as ask_change, decide as decide_change};
pub use contract::{Draft, begin, command as command_contract, edit, judge_gate, tell_members};
pub use expense::{book as book_expense, reverse as reverse_expense};
pub use list::{Row, of_office, own};
pub use payment::{Desk, command as command_payment, desk, list as bank_list, make_list, request, set_limit};
pub(super) use recovery::propose_within;
pub use recovery::{
    NewReceipt, Proposal, claimable, issue as issue_recovery, propose, receive as receive_recovery,
    withdraw as withdraw_recovery,
};
pub use seal::{Side, copy, may_upload, upload};

use std::sync::Arc;

use kexiang_core::contract::{Facts, Instalment, State as ContractState};
use kexiang_core::id::Id;
use kexiang_core::ledger::Book;
use kexiang_core::payment::State as PaymentState;
use kexiang_core::policy::{Action, ProjectScope, Scope, may};
use kexiang_core::programme::{Clause, Programme};
use kexiang_core::project::{Command, Project, decide};
use kexiang_core::refusal::Refusal;
use kexiang_store::change::Change;
use kexiang_store::contract::{Contract, GateRecord};
use kexiang_store::expense::{Expense, Line};
use kexiang_store::ledger::Entry;
use kexiang_store::organisation::Organisation;
use kexiang_store::payment::Payment;
use kexiang_store::project::Step;
use kexiang_store::recovery::{Order, Receipt};
use kexiang_store::{Tx, organisation, project as register};

use super::{Ctx, Failure};
use crate::chance;
use crate::programmes::Programmes;
use crate::state::App;

/// Everything about a project.
#[derive(Clone, Debug)]
pub struct ProjectFile {
    /// Register row.
    pub project: Project,
    /// The rules that bind it.
    pub programme: Arc<Programme>,
    /// The organisation as the ledger has it now.
    pub organisation: Organisation,
    /// Versions of the contract, the newest first.
    pub contracts: Vec<Contract>,
    /// Instalments in force.
    pub instalments: Vec<Instalment>,
    /// Verdicts on gates.
    pub gates: Vec<GateRecord>,
    /// Payments.
    pub payments: Vec<Payment>,
    /// Balances.
    pub book: Book,
    /// Movements.
    pub entries: Vec<Entry>,
    /// Budget lines.
    pub lines: Vec<Line>,
    /// Expenses.
    pub expenses: Vec<Expense>,
    /// Change requests.
    pub changes: Vec<Change>,
    /// Recovery orders with what came back of them.
    pub recoveries: Vec<(Order, Vec<Receipt>)>,
    /// The timeline.
    pub steps: Vec<Step>,
}

impl ProjectFile {
    /// Loads a project; `hold` keeps its row against others until the transaction ends.
    ///
    /// # Errors
    /// `not-found`.
    pub fn load(
        tx: &mut Tx<'_>,
        programmes: &Programmes,
        association: &str,
        id: Id,
        hold: bool,
    ) -> Result<Self, Failure> {
        let found =
            if hold { register::hold(tx, association, id)? } else { register::by_id(tx, association, id)? };
        let project = found.ok_or_else(|| Refusal::new("not-found"))?;
        let programme = programmes.of_call(tx, association, project.call, project.call_version)?;
        let organisation = organisation::by_id(tx, association, project.organisation)?
            .ok_or_else(|| Refusal::new("not-found"))?;
        let mut recoveries = Vec::new();
        for order in kexiang_store::recovery::of_project(tx, association, id)? {
            let receipts = kexiang_store::recovery::receipts(tx, association, order.id)?;
            recoveries.push((order, receipts));
        }
        Ok(ProjectFile {
            programme,
            organisation,
            contracts: kexiang_store::contract::versions(tx, association, id)?,
            instalments: kexiang_store::contract::instalments(tx, association, id)?,
            gates: kexiang_store::contract::gates(tx, association, id)?,
            payments: kexiang_store::payment::of_project(tx, association, id)?,
            book: kexiang_store::ledger::book(tx, association, id)?,
            entries: kexiang_store::ledger::entries(tx, association, id)?,
            lines: kexiang_store::expense::lines(tx, association, id)?,
            expenses: kexiang_store::expense::of_project(tx, association, id)?,
            changes: kexiang_store::change::of_project(tx, association, id)?,
            recoveries,
            steps: register::steps(tx, association, id)?,
            project,
        })
    }

    /// What the policy must know.
    pub fn scope(&self) -> ProjectScope {
        ProjectScope {
            association: self.project.association.clone(),
            organisation: self.project.organisation,
        }
    }

    /// Asks the policy.
    ///
    /// # Errors
    /// `not-signed-in`, `not-found`, `not-permitted`.
    pub fn permit(&self, ctx: &Ctx, action: Action) -> Result<(), Refusal> {
        may(&ctx.actor, action, &Scope::Project(&self.scope())).map(|_| ())
    }

    /// Whether the actor may.
    pub fn allows(&self, ctx: &Ctx, action: Action) -> bool {
        self.permit(ctx, action).is_ok()
    }

    /// The newest version of the contract.
    pub fn contract(&self) -> Option<&Contract> {
        self.contracts.first()
    }

    /// The version in force.
    pub fn in_force(&self) -> Option<&Contract> {
        self.contracts.iter().find(|c| c.state == ContractState::InForce)
    }

    /// The version in force, or why there is none.
    ///
    /// # Errors
    /// `contract-not-in-force`.
    pub fn require_contract(&self) -> Result<&Contract, Refusal> {
        self.in_force().ok_or_else(|| Refusal::new("contract-not-in-force"))
    }

    /// What decides whether money may go out.
    pub fn facts(&self) -> Facts {
        let paid = self.payments.iter().filter(|p| p.state == PaymentState::Paid).map(|p| p.instalment);
        Facts {
            state: self.project.state,
            in_force: self.in_force().is_some(),
            hold: self.project.hold.clone(),
            passed: kexiang_store::contract::passed(&self.gates),
            paid: paid.collect(),
        }
    }

    /// The notice's words on recovery.
    pub fn recovery_clause(&self) -> Option<&Clause> {
        self.programme.payment.recovery.first()
    }

    /// Gives the project a command and notes the step.
    ///
    /// # Errors
    /// Those of [`decide`].
    pub(super) fn advance(&mut self, tx: &mut Tx<'_>, ctx: &Ctx, command: &Command) -> Result<(), Failure> {
        let event = decide(&self.project.dossier(), command)?;
        self.project.state = event.to;
        if !event.held {
            self.project.hold.clear();
        }
        self.project.changed_at = ctx.now;
        register::update(tx, &self.project)?;
        self.project.version += 1;
        let step = Step {
            command: command.code().to_owned(),
            from: event.from,
            to: event.to,
            reason: command.reason().to_owned(),
            actor: ctx.actor.name.clone(),
            at: ctx.now,
        };
        Ok(register::add_step(tx, &self.project.association, self.project.id, chance::id(ctx.now), &step)?)
    }

    /// Notes in the timeline what did not change the project's state.
    pub(super) fn note(&self, tx: &mut Tx<'_>, ctx: &Ctx, command: &str, words: &str) -> Result<(), Failure> {
        let step = Step {
            command: command.to_owned(),
            from: self.project.state,
            to: self.project.state,
            reason: words.to_owned(),
            actor: ctx.actor.name.clone(),
            at: ctx.now,
        };
        Ok(register::add_step(tx, &self.project.association, self.project.id, chance::id(ctx.now), &step)?)
    }
}

/// A project that the actor may see.
///
/// # Errors
/// `not-found` where there is none or the actor may not know of it.
pub async fn view(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<ProjectFile, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, false)?;
            file.permit(&ctx, Action::ProjectView)?;
            Ok(file)
        })
        .await
}
