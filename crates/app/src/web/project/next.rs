//! Whose turn it is, and what is to be done next.

use kexiang_core::change::State as ChangeState;
use kexiang_core::contract::{State as ContractState, may_pay};
use kexiang_core::payment::State as PaymentState;
use kexiang_core::programme::Gate;
use kexiang_core::project::State;
use kexiang_core::recovery::State as RecoveryState;

use crate::actions::project::ProjectFile;

/// The next step of a project: its code, who takes it, and the part of the project's address where it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// Code: `begin`, `issue` …, for `project-next-<code>`.
    pub code: &'static str,
    /// Role code, for `project-turn-<code>`.
    pub turn: &'static str,
    /// Behind the project's address.
    pub place: &'static str,
}

/// What comes next, the most urgent first: an inquiry, a recovery, the contract, a change, a payment, the work itself.
pub fn next(file: &ProjectFile) -> Next {
    let step = |code, turn, place| Next { code, turn, place };
    if file.project.is_held() {
        return step("held", "discipline", "");
    }
    let open = |state| file.recoveries.iter().any(|(o, _)| o.state == state);
    if open(RecoveryState::Proposed) {
        return step("recovery-issue", "head", "/recoveries");
    }
    if open(RecoveryState::Issued) {
        return step("recovery-receive", "organisation", "/recoveries");
    }
    if file.project.state.is_over() {
        return last(file);
    }
    match file.contract().map(|c| c.state) {
        None => return step("begin", "officer", "/contract"),
        Some(ContractState::Draft) => return step("issue", "officer", "/contract"),
        Some(ContractState::Issued) => return step("seal", "organisation", "/contract"),
        Some(ContractState::Sealed) => return step("countersign", "head", "/contract"),
        Some(ContractState::InForce | ContractState::Superseded) => {}
    }
    if file.changes.iter().any(|c| c.state == ChangeState::Submitted) {
        return step("change", "head", "/changes");
    }
    payment(file)
}

/// A project that is closed may still be paid what its acceptance has opened.
fn last(file: &ProjectFile) -> Next {
    let over = Next { code: "over", turn: "nobody", place: "" };
    let next = payment(file);
    let pays = ["review", "release", "confirm", "request"].contains(&next.code);
    if file.project.state == State::Closed && pays { next } else { over }
}

/// The payment under way, else the next instalment.
fn payment(file: &ProjectFile) -> Next {
    let step = |code, turn| Next { code, turn, place: "/money" };
    let standing = |state| file.payments.iter().any(|p| p.state == state);
    if standing(PaymentState::Requested) {
        return step("review", "finance");
    }
    if standing(PaymentState::Reviewed) {
        return step("release", "head");
    }
    if standing(PaymentState::Released) {
        return step("confirm", "finance");
    }
    let facts = file.facts();
    let unpaid = (1_i64..).zip(&file.instalments).find(|(n, _)| !facts.paid.contains(n));
    match unpaid {
        Some((n, i)) if may_pay(n, i, &facts).is_ok() => step("request", "officer"),
        Some((_, i)) if i.gate == Gate::Acceptance && file.project.state == State::Running => {
            Next { place: "/acceptance", ..step("apply", "organisation") }
        }
        _ if file.project.state == State::Acceptance => {
            Next { place: "/acceptance", ..step("accept", "officer") }
        }
        Some(_) => step("gate", "officer"),
        None => Next { place: "", ..step("carry-out", "organisation") },
    }
}
