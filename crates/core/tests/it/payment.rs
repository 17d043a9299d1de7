//! Payments, expenses, recovery orders and the ledger they are booked in.

use std::fmt::Write;

use jiff::civil::date;
use kexiang_core::expense::{self, Entry, Ground, invoice_key};
use kexiang_core::id::Id;
use kexiang_core::ledger::{Account, Book, Cause};
use kexiang_core::money::Fen;
use kexiang_core::payment::{self, Command, Dossier, State};
use kexiang_core::programme;
use kexiang_core::recovery;
use proptest::prelude::*;

fn id(n: i64) -> Id {
    Id::try_from(n).expect("a positive number")
}

fn dossier(state: State) -> Dossier {
    let reviewed_by = (state != State::Requested).then_some(id(2));
    Dossier { state, amount: Fen(900_000), requested_by: id(1), reviewed_by, limit: None, held: false }
}

#[test]
fn payment_state_by_command() {
    let mut table = String::new();
    for state in State::ALL {
        for command in Command::samples() {
            let said = match payment::decide(&dossier(state), &command, id(9)) {
                Ok(to) => to.to_string(),
                Err(refusal) if refusal.code == "payment-wrong-state" => continue,
                Err(refusal) => format!("refused: {}", refusal.code),
            };
            writeln!(table, "{state} · {} → {said}", command.code()).expect("writing to a string");
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn three_people_move_money() {
    let said = |state, command: &Command, by| payment::decide(&dossier(state), command, id(by));
    assert_eq!(said(State::Requested, &Command::Review, 1).expect_err("asked").code, "payment-same-person");
    assert_eq!(said(State::Requested, &Command::Review, 2), Ok(State::Reviewed));
    for by in [1, 2] {
        let refusal = said(State::Reviewed, &Command::Release, by).expect_err("asked or reviewed");
        assert_eq!(refusal.code, "payment-same-person");
    }
    assert_eq!(said(State::Reviewed, &Command::Release, 3), Ok(State::Released));
}

#[test]
fn a_role_releases_up_to_its_limit_and_nothing_moves_while_held() {
    let limited = Dossier { limit: Some(Fen(899_999)), ..dossier(State::Reviewed) };
    let refusal = payment::decide(&limited, &Command::Release, id(3)).expect_err("over");
    assert_eq!((refusal.code.as_str(), refusal.arg("limit")), ("payment-over-limit", Some("8,999.99")));
    let just = Dossier { limit: Some(Fen(900_000)), ..limited };
    assert_eq!(payment::decide(&just, &Command::Release, id(3)), Ok(State::Released));
    for state in [State::Requested, State::Reviewed, State::Released] {
        for command in [Command::Review, Command::Release, Command::Confirm { voucher: "1".into() }] {
            let held = Dossier { held: true, ..dossier(state) };
            let code = payment::decide(&held, &command, id(9)).expect_err("held").code;
            assert!(["project-held", "payment-wrong-state"].contains(&code.as_str()), "{code}");
        }
    }
    let silent = payment::decide(&dossier(State::Released), &Command::Confirm { voucher: " ".into() }, id(9));
    assert_eq!(silent.expect_err("no voucher").code, "payment-voucher");
}

#[test]
fn recovery_state_by_command() {
    let mut table = String::new();
    for state in recovery::State::ALL {
        for command in recovery::Command::samples() {
            let order = recovery::Dossier { state, amount: Fen(300), received: Fen(200), proposed_by: id(1) };
            let said = match recovery::decide(&order, &command, id(2)) {
                Ok(to) => to.to_string(),
                Err(refusal) if refusal.code == "recovery-wrong-state" => continue,
                Err(refusal) => format!("refused: {}", refusal.code),
            };
            writeln!(table, "{state} · {} → {said}", command.code()).expect("writing to a string");
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn l10_a_recovery_goes_on_until_nothing_is_left() {
    let order = recovery::Dossier {
        state: recovery::State::Issued,
        amount: Fen(300),
        received: Fen(0),
        proposed_by: id(1),
    };
    let receive = |received, amount| {
        let order = recovery::Dossier { received: Fen(received), ..order };
        recovery::decide(&order, &recovery::Command::Receive { amount: Fen(amount) }, id(2))
    };
    assert_eq!(receive(0, 299), Ok(recovery::State::Issued));
    assert_eq!(receive(299, 1), Ok(recovery::State::Settled));
    for (received, amount) in [(299, 2), (0, 0), (0, -1)] {
        assert_eq!(receive(received, amount).expect_err("no such sum").code, "recovery-too-much");
    }
    let proposed = recovery::Dossier { state: recovery::State::Proposed, ..order };
    let own = recovery::decide(&proposed, &recovery::Command::Issue, id(1));
    assert_eq!(own.expect_err("proposed it").code, "recovery-same-person");
    assert_eq!(recovery::suggest(Fen(7_000_001), 2500), Fen(1_750_000));
}

#[test]
fn l08_banned_spending_is_caught_again_in_expenses() {
    let path = format!("{}/../../programmes/liuzhou-2026.toml", env!("CARGO_MANIFEST_DIR"));
    let lz = programme::parse(&std::fs::read_to_string(path).expect("the file")).expect("a programme");
    let good = Entry {
        category: "conference".into(),
        purpose: "会场租用".into(),
        payee: "柳州饭店".into(),
        spent_on: date(2026, 6, 1),
        amount: Fen(200_000),
        voucher: "记-2026-06-012".into(),
        invoice: "2645 1200 0000 1234 5678".into(),
    };
    let ground = Ground {
        rules: &lz.budget,
        starts_on: date(2026, 5, 20),
        today: date(2026, 6, 2),
        line: Some(Fen(500_000)),
        spent: Fen(300_000),
    };
    let codes = |e: &Entry| {
        let found = expense::check(e, &ground).err().unwrap_or_default();
        found.into_iter().map(|r| (r.code, r.at.unwrap_or_default())).collect::<Vec<_>>()
    };
    let one = |code: &str, at: &str| vec![(code.to_owned(), at.to_owned())];
    assert!(codes(&good).is_empty());
    assert_eq!(
        codes(&Entry { category: "labour".into(), ..good.clone() }),
        one("spending-banned", "category")
    );
    assert_eq!(
        codes(&Entry { purpose: "采购电脑一台".into(), ..good.clone() }),
        one("spending-banned", "purpose")
    );
    let said =
        expense::check(&Entry { category: "bonus".into(), ..good.clone() }, &ground).expect_err("banned");
    assert!(said[0].clause.as_ref().expect("its clause").says.contains("人员奖励"));
    assert_eq!(codes(&Entry { amount: Fen(200_001), ..good.clone() }), one("expense-over-line", "amount"));
    assert_eq!(codes(&Entry { amount: Fen(0), ..good.clone() }), one("expense-sum", "amount"));
    assert_eq!(codes(&Entry { spent_on: date(2026, 6, 3), ..good.clone() }), one("expense-date", "spent-on"));
    assert_eq!(
        codes(&Entry { spent_on: date(2026, 5, 19), ..good.clone() }),
        one("expense-early", "spent-on")
    );
    assert_eq!(codes(&Entry { voucher: " ".into(), ..good.clone() }), one("expense-voucher", "voucher"));
    assert_eq!(codes(&Entry { invoice: "12345".into(), ..good }), one("expense-invoice", "invoice"));
}

#[test]
fn an_invoice_is_the_same_however_it_is_typed() {
    let key = Some("26451200000012345678".to_owned());
    for text in
        ["26451200000012345678", "2645 1200 0000 1234 5678", "２６４５１２００００００１２３４５６７８"]
    {
        assert_eq!(invoice_key(text), key, "{text}");
    }
    for text in ["", "1234567", "2645120000001234567A"] {
        assert_eq!(invoice_key(text), None, "{text}");
    }
}

proptest! {
    /// Whatever is booked in whatever order: all accounts together are nothing, no account goes where it may not, what was
    /// paid and not returned stays within what was approved, and what was refused left no trace.
    #[test]
    fn money_is_neither_made_nor_lost(
        approved in 1_i64..10_000,
        moves in proptest::collection::vec((0_usize..11, 0_i64..6_000), 0..60),
    ) {
        let mut book = Book::default();
        book.post(Cause::Commit, Fen(approved)).expect("the contract");
        for (cause, amount) in moves {
            let cause = Cause::ALL[cause];
            if cause == Cause::Commit {
                continue;
            }
            let before = book.clone();
            if book.post(cause, Fen(amount)).is_err() {
                prop_assert_eq!(&book, &before);
            }
            prop_assert_eq!(book.sum(), Fen(0));
            prop_assert!(Account::ALL.into_iter().all(|a| a.allows(book.balance(a))));
            let out = book.paid() + book.balance(Account::Ordered);
            prop_assert!(out.0 <= approved, "{} of {approved}", out.0);
            let whole = out + book.balance(Account::Committed) + book.balance(Account::Lapsed);
            prop_assert_eq!(whole.0, approved);
        }
    }
}
