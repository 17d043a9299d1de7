//! The verdict (验收结论), by a third person; what follows from it is done in the same transaction.

use jiff::civil::Date;
use kexiang_core::acceptance::{self as rules, Command, decide};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_store::acceptance::{self, Conclusion};

use super::{change, check, consequence, record};
use crate::actions::project::tell_members;
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// What is concluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// SHA-256 of the form that was looked at.
    pub form: String,
    /// The verdict.
    pub verdict: rules::Verdict,
    /// Why, where it is not the one the thresholds propose, or something is to be put right.
    pub reason: String,
    /// Whether false evidence was found (弄虚作假).
    pub deceived: bool,
    /// What is claimed back, in fen; none: what is computed.
    pub recover: Option<Fen>,
    /// Until when; none: thirty days from now.
    pub due_on: Option<Date>,
}

/// Concludes an acceptance and carries out what follows: the project goes on or back, the last gate, a recovery proposed
/// for another person to sign, the entries of the organisation's ledger.
///
/// # Errors
/// `not-found`, `not-permitted`, `acceptance-none`, `acceptance-changed`, `acceptance-deceived` where false evidence does
/// not fail, `reason-missing`, those of [`decide`] and of what follows.
pub async fn conclude(app: &App, ctx: &Ctx, association: &str, id: Id, said: Verdict) -> Result<(), Failure> {
    change(app, ctx, (association, id), Action::AcceptanceConclude, move |tx, ctx, desk| {
        let mut a = check::seen(desk, &said.form)?;
        let (proposed, basis_points) = desk.proposed(&a);
        let reason = said.reason.trim().to_owned();
        let failed = said.verdict == rules::Verdict::Failed;
        if said.deceived && !failed {
            return Err(Refusal::new("acceptance-deceived").at("verdict").into());
        }
        if reason.is_empty() && (said.deceived || said.verdict == rules::Verdict::Rectify) {
            return Err(Refusal::new("reason-missing").at("reason").into());
        }
        let command = Command::Conclude { verdict: said.verdict, reason: reason.clone() };
        a.state = decide(&a.dossier(proposed), &command, ctx.account()?)?;
        a.reason.clone_from(&reason);
        a.conclusion = Some(Conclusion {
            verdict: said.verdict,
            basis_points,
            by: ctx.account()?,
            name: ctx.actor.name.clone(),
            at: ctx.now,
        });
        acceptance::update(tx, &a)?;
        record(tx, ctx, &desk.file, ("acceptance-conclude", &reason), &a)?;
        consequence::carry_out(tx, ctx, desk, &a, &said)?;
        tell_members(tx, ctx, &desk.file, &format!("acceptance-{}", said.verdict.code()))
    })
    .await
}
