//! What follows from a verdict, through the same ways that people use (L10, X08, X09, N11, G14).

use jiff::ToSpan as _;
use kexiang_core::acceptance::{Case, Consequence, consequences, outweighs};
use kexiang_core::money::Fen;
use kexiang_core::organisation::{CreditBar, Fact};
use kexiang_core::programme::Gate;
use kexiang_core::time;
use kexiang_store::acceptance::Acceptance;
use kexiang_store::contract::{GateRecord, add_gate};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, organisation};
use serde_json::json;

use super::{AcceptanceFile, conclude};
use crate::actions::project::{Proposal, propose_within};
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::locale::{Language, Locale};

/// Days that an organisation has to pay back, where the office says nothing else.
const DAYS: i64 = 30;

/// Carries everything out that follows from the verdict of `a`.
pub(super) fn carry_out(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    desk: &mut AcceptanceFile,
    a: &Acceptance,
    said: &conclude::Verdict,
) -> Result<(), Failure> {
    let Some(end) = &a.conclusion else { return Ok(()) };
    let basis = basis(desk, ctx, a);
    let programme = desk.file.programme.clone();
    let case = Case {
        programme: &programme,
        basis: &basis,
        verdict: end.verdict,
        reason: &a.reason,
        basis_points: end.basis_points,
        summary: a.form.has_documents(&a.verdicts),
        deceived: said.deceived,
        paid: desk.file.book.paid(),
        today: time::beijing_date(ctx.now),
    };
    for consequence in consequences(&case) {
        match consequence {
            Consequence::Project { command } => desk.file.advance(tx, ctx, &command)?,
            Consequence::Gate { gate, passed } => judge(tx, ctx, desk, (gate, passed), &basis)?,
            Consequence::Recover { amount, .. } => recover(tx, ctx, desk, amount, &basis, said)?,
            Consequence::Ledger { fact, basis } => enter(tx, ctx, desk, &fact, &basis)?,
            Consequence::Bar { bar } => restrict(tx, ctx, desk, &bar)?,
        }
    }
    Ok(())
}

/// `验收结论：GD-2024-001，2026年12月30日，不通过`
fn basis(desk: &AcceptanceFile, ctx: &Ctx, a: &Acceptance) -> String {
    let l = Locale::of(Language::Chinese);
    let verdict = a.conclusion.as_ref().map(|c| l.word("acceptance-verdict", c.verdict.code()));
    let date = time::long_date(time::beijing_date(ctx.now));
    l.tf(
        "acceptance-basis",
        &[("number", &desk.file.project.number), ("date", &date), ("verdict", &verdict.unwrap_or_default())],
    )
}

/// The verdict on every instalment behind this gate.
fn judge(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    desk: &AcceptanceFile,
    (gate, passed): (Gate, bool),
    words: &str,
) -> Result<(), Failure> {
    let p = &desk.file.project;
    for (instalment, _) in (1_i64..).zip(&desk.file.instalments).filter(|(_, i)| i.gate == gate) {
        let by = ctx.actor.name.clone();
        let record = GateRecord { instalment, gate, passed, words: words.to_owned(), by, at: ctx.now };
        add_gate(tx, &p.association, p.id, &record)?;
        let after =
            json!({ "instalment": instalment, "gate": gate.code(), "passed": passed, "words": words });
        let subject = Subject::new("project", p.id);
        write::record(tx, ctx.entry_with(&p.association, "project.gate", subject, after))?;
        desk.file.note(tx, ctx, if passed { "gate-passed" } else { "gate-failed" }, words)?;
    }
    Ok(())
}

/// Proposes an order; another person signs it. Never more than was paid and is not claimed back already.
fn recover(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    desk: &AcceptanceFile,
    computed: Fen,
    basis: &str,
    said: &conclude::Verdict,
) -> Result<(), Failure> {
    let amount = said.recover.unwrap_or_else(|| computed.min(desk.claimable()));
    if amount == Fen::ZERO {
        return Ok(());
    }
    let today = time::beijing_date(ctx.now);
    let due_on = said.due_on.unwrap_or_else(|| today.checked_add(DAYS.days()).unwrap_or(today));
    let facts = [basis, said.reason.trim()].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>();
    let proposal = Proposal { amount, facts: facts.join("。"), due_on };
    propose_within(tx, ctx, &desk.file, proposal).map(|_| ())
}

/// An entry of the organisation's ledger; of several projects of a year the worst one stands.
fn enter(tx: &mut Tx<'_>, ctx: &Ctx, desk: &AcceptanceFile, fact: &Fact, basis: &str) -> Result<(), Failure> {
    let p = &desk.file.project;
    let known = organisation::facts(tx, &p.association, p.organisation)?;
    let before = known.into_iter().find(|f| f.kind == fact.kind && f.year == fact.year).map(|f| f.value);
    if before.as_deref() == Some(fact.value.as_str()) || !outweighs(before.as_deref(), &fact.value) {
        return Ok(());
    }
    let reason = if before.is_some() { basis } else { "" };
    let by = (ctx.actor.name.as_str(), ctx.now);
    organisation::put_fact(tx, &p.association, p.organisation, fact, (basis, reason), by)?;
    let after = json!({
        "fact": fact.kind.code(), "year": fact.year, "value": fact.value, "basis": basis, "reason": reason,
    });
    let subject = Subject::new("organisation", p.organisation);
    Ok(write::record(tx, ctx.entry_with(&p.association, "organisation.fact", subject, after))?)
}

/// A credit measure (限制申报).
fn restrict(tx: &mut Tx<'_>, ctx: &Ctx, desk: &AcceptanceFile, bar: &CreditBar) -> Result<(), Failure> {
    let p = &desk.file.project;
    let id = chance::id(ctx.now);
    organisation::add_bar(tx, &p.association, id, p.organisation, bar, &ctx.actor.name, ctx.now)?;
    let until = bar.to.map(|d| d.to_string());
    let after = json!({ "from": bar.from.to_string(), "to": until, "basis": bar.basis });
    let subject = Subject::new("organisation", p.organisation);
    Ok(write::record(tx, ctx.entry_with(&p.association, "organisation.bar", subject, after))?)
}
