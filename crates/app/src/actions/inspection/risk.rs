use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kexiang_core::change::State as ChangeState;
use kexiang_core::id::Id;
use kexiang_core::inspection::{Kind, State};
use kexiang_core::ledger::Account;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::project::Project;
use kexiang_core::risk::{Facts, Risk, assess, weight};
use kexiang_core::time;
use kexiang_store::inspection::{self, Inspection};
use kexiang_store::{Tx, change, contract, ledger, organisation, project as register};

use crate::actions::{Ctx, Failure};
use crate::state::App;

/// A project with the reasons for a closer look.
#[derive(Clone, Debug)]
pub struct Risky {
    /// The project.
    pub project: Project,
    /// The reasons, the heaviest first.
    pub risks: Vec<Risk>,
    /// Whether a check of it is planned or under way.
    pub checked: bool,
}

/// The running projects with reasons for a closer look, the heaviest first (风险名单).
///
/// # Errors
/// `not-signed-in`, `not-permitted`.
pub async fn list(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<Risky>, Failure> {
    ctx.permit(Action::InspectionManage, &Scope::Association(association))?;
    let (association, now) = (association.to_owned(), ctx.now);
    app.store
        .read(move |tx| {
            let mut inspected: BTreeMap<Id, Vec<Inspection>> = BTreeMap::new();
            for i in inspection::all(tx, &association)? {
                inspected.entry(i.project).or_default().push(i);
            }
            let books: BTreeMap<Id, _> = ledger::books(tx, &association)?.into_iter().collect();
            let mut barred: BTreeMap<Id, bool> = BTreeMap::new();
            let mut all = Vec::new();
            for project in register::all(tx, &association)? {
                if project.state.is_over() {
                    continue;
                }
                let own = inspected.remove(&project.id).unwrap_or_default();
                let book = books.get(&project.id).cloned().unwrap_or_default();
                let mut facts = of_books(tx, &project, now)?;
                (facts.paid, facts.spent) = (book.paid(), book.balance(Account::Spent));
                facts.owed = book.balance(Account::Receivable);
                of_inspections(&mut facts, &own, now);
                facts.barred = match barred.get(&project.organisation) {
                    Some(known) => *known,
                    None => is_barred(tx, &association, project.organisation, now)?,
                };
                barred.insert(project.organisation, facts.barred);
                let checked = own.iter().any(|i| i.kind != Kind::MidTerm && !i.state.is_over());
                let risks = assess(&facts);
                if !risks.is_empty() {
                    all.push(Risky { project, risks, checked });
                }
            }
            all.sort_by(|a, b| {
                (weight(&b.risks), &a.project.number).cmp(&(weight(&a.risks), &b.project.number))
            });
            Ok(all)
        })
        .await
}

/// What calendar, ledger, gates and changes say.
fn of_books(tx: &mut Tx<'_>, p: &Project, now: Timestamp) -> Result<Facts, Failure> {
    let today = time::beijing_date(now);
    let days = |from: jiff::civil::Date| i64::from((today - from).get_days());
    let ends = contract::in_force(tx, &p.association, p.id)?.map(|c| c.terms.ends_on).or(p.completes_on);
    let moved = ledger::entries(tx, &p.association, p.id)?;
    let last = moved.iter().filter(|e| matches!(e.to, Account::Held | Account::Spent)).map(|e| e.at).max();
    let gates = contract::gates(tx, &p.association, p.id)?;
    // The last verdict on an instalment counts.
    let mut standing = BTreeMap::new();
    for gate in &gates {
        standing.insert(gate.instalment, gate.passed);
    }
    let asked: BTreeSet<Id> = change::of_project(tx, &p.association, p.id)?
        .into_iter()
        .filter(|c| c.state == ChangeState::Approved)
        .map(|c| c.id)
        .collect();
    Ok(Facts {
        days_late: ends.map(days),
        days_still: last.map(|at| days(time::beijing_date(at))),
        held: p.is_held(),
        gates_failed: standing.values().filter(|passed| !**passed).count(),
        changes: asked.len(),
        ..Facts::default()
    })
}

fn of_inspections(facts: &mut Facts, own: &[Inspection], now: Timestamp) {
    let today = time::beijing_date(now);
    facts.inspections_failed = own.iter().filter(|i| i.state == State::Failed).count();
    facts.remedy_late =
        own.iter().any(|i| i.state == State::Remedy && i.remedy_due.is_some_and(|due| due < today));
}

fn is_barred(tx: &mut Tx<'_>, association: &str, id: Id, now: Timestamp) -> Result<bool, Failure> {
    let today = time::beijing_date(now);
    let bars = organisation::bars(tx, association, id)?;
    Ok(bars.iter().any(|b| b.from <= today && b.to.is_none_or(|to| today <= to)))
}
