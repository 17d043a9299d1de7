//! Lists of projects and the finance desk for the samples of the pages.

use kexiang_core::ledger::{Account, Book};
use kexiang_core::money::Fen;
use kexiang_core::payment::State as PaymentState;
use kexiang_core::project::{Project, State};
use kexiang_core::recovery::State as RecoveryState;
use kexiang_store::payment::List;

use super::{id, now, order, payment, project, running};
use crate::actions::project::{Desk, Row};

/// Lines of a list: founded, running, held.
pub(crate) fn rows() -> Vec<Row> {
    let row = |n, state, hold: &str, book: Book, change| Row {
        project: Project { hold: hold.into(), ..project(n, state) },
        book,
        change,
        call: "lz-2026".into(),
        class: "society",
        region: "450200".into(),
    };
    vec![
        row(1, State::Approved, "", Book::default(), false),
        row(2, State::Running, "", running().book, true),
        row(3, State::Running, "收到异议", Book::default(), false),
    ]
}

/// The finance desk with a payment at each turn.
pub(crate) fn desk() -> Desk {
    let line = |state| (payment(1, state), project(1, State::Running));
    let states =
        [PaymentState::Requested, PaymentState::Reviewed, PaymentState::Released, PaymentState::Paid];
    Desk {
        payments: states.map(line).into(),
        lists: vec![List {
            id: id(60),
            number: 1,
            payments: 3,
            total: Fen(2_250_000),
            by: "李财".into(),
            at: now(),
        }],
        head_limit: Fen(500_000),
        recoveries: vec![(order(RecoveryState::Issued).0, project(1, State::Running))],
        differing: vec![id(1)],
        sums: Account::ALL.map(|a| (a, running().book.balance(a))).to_vec(),
    }
}

/// The desk before anything was asked for.
pub(crate) fn empty_desk() -> Desk {
    Desk { payments: Vec::new(), lists: Vec::new(), recoveries: Vec::new(), differing: Vec::new(), ..desk() }
}
