//! The contract: drafted, issued, sent back, recalled; the gates of its instalments judged.

use jiff::civil::Date;
use kexiang_core::canonical::{ContentHash, VersionCode};
use kexiang_core::contract::{self, Bank, Command, Instalment, State, Terms, check_terms};
use kexiang_core::id::Id;
use kexiang_core::ledger::Cause;
use kexiang_core::money::Fen;
use kexiang_core::policy::Action;
use kexiang_core::programme::Gate;
use kexiang_core::project;
use kexiang_core::refusal::Refusal;
use kexiang_store::contract::{Contract, GateRecord};
use kexiang_store::ledger::Posting;
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, account, contract as store, expense, ledger};
use serde_json::json;

use super::{ProjectFile, terms};
use crate::actions::{Ctx, Failure, Fault, message};
use crate::state::App;

/// What the office may still set in a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Where the money goes.
    pub bank: Bank,
    /// Instalments in order.
    pub instalments: Vec<Instalment>,
    /// The association's money of each budget line in order, in fen.
    pub sums: Vec<Fen>,
}

/// Begins the contract of a project from what it was founded with.
///
/// # Errors
/// `not-found`, `not-permitted`; `contract-begun` where there is one; `project-wrong-state`, `project-held`.
pub async fn begin(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    let (ctx, held, association) = (ctx.clone(), app.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &held.programmes, &association, id, true)?;
            file.permit(&ctx, Action::ContractManage)?;
            if file.contract().is_some() {
                return Err(Refusal::new("contract-begun").into());
            }
            project::decide(&file.project.dossier(), &project::Command::SignContract)?;
            let terms = terms::first(&held, &ctx, &file);
            let draft = Contract {
                association: association.clone(),
                project: id,
                version: 1,
                number: format!("{}-HT1", file.project.number),
                state: State::Draft,
                hash: hash(&terms)?,
                terms,
                code: String::new(),
                made_by: ctx.actor.name.clone(),
                made_at: ctx.now,
                issued_at: None,
                in_force_at: None,
                sealed: String::new(),
                sealed_check: String::new(),
                signed: String::new(),
                signed_check: String::new(),
                revision: 1,
            };
            store::insert(tx, &draft)?;
            record(tx, &ctx, &file, "contract.begin", &draft)?;
            file.note(tx, &ctx, "contract-begin", "")
        })
        .await
}

/// Sets what a draft leaves open; what it breaks is said when it is issued.
///
/// # Errors
/// `not-found`, `not-permitted`; `contract-wrong-state` once it is issued; `changed-meanwhile`.
pub async fn edit(app: &App, ctx: &Ctx, association: &str, id: Id, draft: Draft) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, Action::ContractManage)?;
            let mut c = newest(&file)?;
            if c.state != State::Draft {
                let refusal = Refusal::new("contract-wrong-state").with("contract-state", c.state.code());
                return Err(refusal.with("contract-command", "edit").into());
            }
            let grant = file.programme.budget.grant_source().map(|s| s.id.clone()).unwrap_or_default();
            for (line, sum) in c.terms.budget.iter_mut().zip(&draft.sums) {
                line.sums.insert(grant.clone(), *sum);
            }
            (c.terms.starts_on, c.terms.ends_on) = (draft.starts_on, draft.ends_on);
            (c.terms.bank, c.terms.instalments) = (draft.bank.clone(), draft.instalments.clone());
            c.hash = hash(&c.terms)?;
            store::update(tx, &c)?;
            record(tx, &ctx, &file, "contract.edit", &c)
        })
        .await
}

/// Issues, sends back or recalls a contract. Signing it is [`super::upload`]'s business.
///
/// # Errors
/// `not-found`, `not-permitted`, those of [`contract::decide`] and, when it is issued, the first of [`check_terms`].
pub async fn command(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    command: Command,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, Action::ContractManage)?;
            let mut c = newest(&file)?;
            if !matches!(command, Command::Issue | Command::SendBack { .. } | Command::Recall { .. }) {
                return Err(Refusal::new("bad-form").with("detail", command.code()).into());
            }
            c.state = contract::decide(c.state, file.project.is_held(), &command)?;
            match command {
                Command::Issue => {
                    let p = &file.project;
                    check_terms(&c.terms, p.amount, p.completes_on, &file.programme).map_err(first)?;
                    c.code = VersionCode::of_value(&c.terms).map_err(uncanonical)?.to_string();
                    c.issued_at = Some(ctx.now);
                }
                Command::Recall { .. } => {
                    c.code.clear();
                    (c.issued_at, c.sealed, c.sealed_check) = (None, String::new(), String::new());
                }
                _ => (c.sealed, c.sealed_check) = (String::new(), String::new()),
            }
            store::update(tx, &c)?;
            let step = format!("contract-{}", command.code());
            record(tx, &ctx, &file, &step.replacen('-', ".", 1), &c)?;
            file.note(tx, &ctx, &step, command.reason())?;
            tell_members(tx, &ctx, &file, &step)
        })
        .await
}

/// The first of several refusals: one is shown at a time, at its place.
fn first(all: Vec<Refusal>) -> Refusal {
    all.into_iter().next().unwrap_or_else(|| Refusal::new("bad-form"))
}

/// Brings a signed contract into force: instalments, budget lines, the ledger's first entry, the project's steps.
pub(super) fn enforce(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &mut ProjectFile,
    terms: &Terms,
) -> Result<(), Failure> {
    let (association, id) = (file.project.association.clone(), file.project.id);
    store::commit(tx, &association, id, terms.amount, &terms.instalments, ctx.now)?;
    expense::put_lines(tx, &association, id, &lines(file, terms))?;
    let words = &terms.name;
    let posting = Posting {
        cause: Cause::Commit,
        source: id,
        amount: terms.amount,
        words,
        by: &ctx.actor.name,
        at: ctx.now,
    };
    ledger::post(tx, &association, id, &posting)?;
    file.advance(tx, ctx, &project::Command::SignContract)?;
    file.advance(tx, ctx, &project::Command::Start)
}

/// The association's money by category; one line without a name where the budget is not broken down.
pub(super) fn lines(file: &ProjectFile, terms: &Terms) -> Vec<(String, Fen)> {
    let grant = file.programme.budget.grant_source().map(|s| s.id.as_str()).unwrap_or_default();
    let mut all: Vec<(String, Fen)> = Vec::new();
    for line in &terms.budget {
        let sum = line.sums.get(grant).copied().unwrap_or_default();
        match all.iter_mut().find(|(category, _)| *category == line.category) {
            Some((_, whole)) => *whole += sum,
            None => all.push((line.category.clone(), sum)),
        }
    }
    if all.is_empty() { vec![(String::new(), terms.amount)] } else { all }
}

/// Records the verdict on the gate of an instalment: progress, mid-term, acceptance.
///
/// # Errors
/// `not-found`, `not-permitted`, `contract-not-in-force`, `gate-none` where the instalment has nothing to judge, `gate-by-acceptance` where the acceptance decides,
/// `reason-missing`, `project-held`.
pub async fn judge_gate(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (instalment, passed, words): (i64, bool, &str),
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let words = words.trim().to_owned();
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, Action::ContractManage)?;
            file.require_contract()?;
            let at = usize::try_from(instalment - 1).ok().and_then(|n| file.instalments.get(n));
            let gate = at.map(|i| i.gate).filter(|g| !matches!(g, Gate::Award | Gate::Contract));
            let gate = gate.ok_or_else(|| Refusal::new("gate-none"))?;
            if gate == Gate::Acceptance {
                return Err(Refusal::new("gate-by-acceptance").into());
            }
            if words.is_empty() {
                return Err(Refusal::new("reason-missing").at("words").into());
            }
            if file.project.is_held() {
                return Err(Refusal::new("project-held").into());
            }
            let by = ctx.actor.name.clone();
            let verdict = GateRecord { instalment, gate, passed, words: words.clone(), by, at: ctx.now };
            store::add_gate(tx, &association, id, &verdict)?;
            let after =
                json!({ "instalment": instalment, "gate": gate.code(), "passed": passed, "words": words });
            let subject = Subject::new("project", id);
            write::record(tx, ctx.entry_with(&association, "project.gate", subject, after))?;
            let step = if passed { "gate-passed" } else { "gate-failed" };
            file.note(tx, &ctx, step, &words)?;
            tell_members(tx, &ctx, &file, step)
        })
        .await
}

pub(super) fn newest(file: &ProjectFile) -> Result<Contract, Refusal> {
    file.contract().cloned().ok_or_else(|| Refusal::new("contract-none"))
}

pub(super) fn hash(terms: &Terms) -> Result<String, Failure> {
    Ok(ContentHash::of_value(terms).map_err(uncanonical)?.to_string())
}

fn uncanonical(error: kexiang_core::canonical::CanonicalError) -> Failure {
    Fault::new("hashing a contract", error).into()
}

/// Records a change of a contract.
pub(super) fn record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &ProjectFile,
    action: &str,
    c: &Contract,
) -> Result<(), Failure> {
    let after = json!({
        "number": c.number, "version": c.version, "state": c.state.code(), "hash": c.hash, "code": c.code,
        "amount": c.terms.amount.0, "sealed": c.sealed, "signed": c.signed,
    });
    let subject = Subject::new("project", file.project.id);
    Ok(write::record(tx, ctx.entry_with(&file.project.association, action, subject, after))?)
}

/// Tells the people of the organisation what happened to its project: `message-project-step`.
///
/// # Errors
/// Those of the database.
pub fn tell_members(tx: &mut Tx<'_>, ctx: &Ctx, file: &ProjectFile, step: &str) -> Result<(), Failure> {
    let p = &file.project;
    let mut people: Vec<Id> =
        account::members(tx, &p.association, p.organisation)?.into_iter().map(|(id, _)| id).collect();
    people.sort();
    people.dedup();
    let href = format!("/associations/{}/projects/{}", p.association, p.id);
    let args = json!({ "number": p.number, "title": p.title });
    let kind = format!("project-{step}");
    Ok(message::tell(tx, ctx, &p.association, &people, (&kind, &args, &href))?)
}
