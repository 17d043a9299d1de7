//! The invariants of a project's money, held by the database itself on both engines, also when many act at once.

use jiff::civil::date;
use kexiang_core::change::Detail;
use kexiang_core::contract::{Bank, Instalment};
use kexiang_core::expense::Entry;
use kexiang_core::ledger::{Account, Cause};
use kexiang_core::money::Fen;
use kexiang_core::payment::State;
use kexiang_core::programme::Gate;
use kexiang_core::{change as changes, recovery as recoveries};
use kexiang_store::change::{self, Change};
use kexiang_store::contract::{self, GateRecord};
use kexiang_store::expense::{self, Expense};
use kexiang_store::ledger::{self, Posting};
use kexiang_store::payment::{self, Hand, Payment};
use kexiang_store::recovery::{self, Order, Receipt};
use kexiang_store::testing::each_engine;
use kexiang_store::{Store, StoreError, Tx, params, project, sql};

use crate::NOW;
use crate::project::{id, sample};

fn part(fen: i64) -> Instalment {
    let gate = Gate::Contract;
    Instalment { gate, percent: None, condition: String::new(), due_on: None, amount: Fen(fen), clause: None }
}

fn posting(cause: Cause, source: i64, fen: i64) -> Posting<'static> {
    Posting { cause, source: id(source), amount: Fen(fen), words: "", by: "陈彤", at: NOW }
}

/// A project of 15,000.00 元 with a contract of two instalments in force.
fn in_force(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    project::insert(tx, &sample(1))?;
    let parts = [part(900_000), part(600_000)];
    contract::commit(tx, "lz", id(1), Fen(1_500_000), &parts, NOW)?;
    ledger::post(tx, "lz", id(1), &posting(Cause::Commit, 1, 1_500_000))
}

async fn with_contract(store: &Store) {
    store.write(in_force).await.expect("in force");
}

fn payment(n: i64, instalment: i64, fen: i64) -> Payment {
    Payment {
        association: "lz".into(),
        id: id(n),
        project: id(1),
        instalment,
        number: format!("LZ-2026-001-BF{n}"),
        amount: Fen(fen),
        state: State::Requested,
        bank: Bank { holder: "学会".into(), name: "银行".into(), account: "2105400".into() },
        note: String::new(),
        requested: Hand { account: id(11), name: "经办".into(), at: NOW },
        reviewed: None,
        released: None,
        list: None,
        voucher: String::new(),
        paid_on: String::new(),
        reason: String::new(),
        settled_by: String::new(),
        settled_at: None,
        version: 1,
    }
}

fn hand(account: i64) -> Option<Hand> {
    Some(Hand { account: id(account), name: "某人".into(), at: NOW })
}

#[tokio::test(flavor = "multi_thread")]
async fn l07_approved_is_contract_is_the_sum_of_instalments() {
    each_engine(async |store| {
        store.write(|tx| project::insert(tx, &sample(1))).await.expect("founded");
        let try_parts = |parts: Vec<Instalment>, amount: i64| {
            store.write(move |tx| contract::commit(tx, "lz", id(1), Fen(amount), &parts, NOW))
        };
        assert!(try_parts(vec![part(900_000), part(599_999)], 1_500_000).await.is_err(), "too little");
        assert!(try_parts(vec![part(900_000), part(600_001)], 1_500_000).await.is_err(), "too much");
        assert!(try_parts(vec![part(900_000), part(600_001)], 1_500_001).await.is_err(), "not approved");
        assert!(try_parts(vec![part(1_500_000), part(0)], 1_500_000).await.is_err(), "an empty one");
        assert!(try_parts(Vec::new(), 1_500_000).await.is_err(), "none");
        assert_eq!(try_parts(vec![part(900_000), part(600_000)], 1_500_000).await, Ok(()));
        assert!(try_parts(vec![part(1_500_000)], 1_500_000).await.is_err(), "a second time");
        let kept = store.read(|tx| contract::instalments(tx, "lz", id(1))).await;
        assert_eq!(kept, Ok(vec![part(900_000), part(600_000)]));
        let forged = sql!("update instalment set amount_fen = 1 where n = 2");
        assert!(store.write(move |tx| tx.exec(forged, params![])).await.is_err(), "append-only");
        let more = sql!(
            "insert into instalment (association, project, n, previous, body, amount_fen, from_fen, to_fen, total_fen) \
             values ('lz', 1, 3, 2, '{}', 1, 1500000, 1500001, 1500000)"
        );
        assert!(store.write(move |tx| tx.exec(more, params![])).await.is_err(), "over the sum");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_booked_twice_or_below_nothing_and_movements_are_never_changed() {
    each_engine(async |store| {
        let early = store.write(|tx| {
            project::insert(tx, &sample(1))?;
            ledger::post(tx, "lz", id(1), &posting(Cause::Commit, 1, 1_500_000))
        });
        assert!(early.await.is_err(), "no contract, no ledger");
        with_contract(&store).await;
        let post = |cause, source, fen| {
            store.write(move |tx| ledger::post(tx, "lz", id(1), &posting(cause, source, fen)))
        };
        assert!(post(Cause::Commit, 1, 1_500_000).await.is_err(), "committed twice");
        assert!(post(Cause::Pay, 7, 1).await.is_err(), "paid without an order");
        assert!(post(Cause::Order, 7, 1_500_001).await.is_err(), "more than approved");
        assert!(post(Cause::Order, 7, 0).await.is_err(), "nothing");
        assert_eq!(post(Cause::Order, 7, 900_000).await, Ok(()));
        assert!(post(Cause::Order, 7, 600_000).await.is_err(), "the same order");
        assert_eq!(post(Cause::Pay, 7, 900_000).await, Ok(()));
        let read = |tx: &mut Tx<'_>| {
            let book = ledger::book(tx, "lz", id(1))?;
            Ok::<_, StoreError>((book, ledger::entries(tx, "lz", id(1))?.len(), ledger::differing(tx, "lz")?))
        };
        let (book, entries, differing) = store.read(read).await.expect("read");
        assert_eq!((book.sum(), book.balance(Account::Held), entries), (Fen(0), Fen(900_000), 3));
        assert!(differing.is_empty());
        for forged in [
            sql!("update ledger_entry set amount_fen = 1 where seq = 1"),
            sql!("delete from ledger_entry where seq = 1"),
        ] {
            assert!(store.write(move |tx| tx.exec(forged, params![])).await.is_err());
        }
        let slip = sql!("update ledger_balance set balance_fen = balance_fen + 1 where account = 'held'");
        store.write(move |tx| tx.exec(slip, params![])).await.expect("a hand at the database");
        assert_eq!(store.read(|tx| ledger::differing(tx, "lz")).await, Ok(vec![id(1)]), "the reconciliation");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instalment_has_one_payment_that_stands_and_three_people() {
    each_engine(async |store| {
        with_contract(&store).await;
        let insert = |p: Payment| store.write(move |tx| payment::insert(tx, &p));
        let write = |p: Payment| store.write(move |tx| payment::update(tx, &p));
        assert!(insert(payment(21, 1, 900_001)).await.is_err(), "another sum than the instalment's");
        assert!(insert(payment(21, 3, 900_000)).await.is_err(), "no such instalment");
        assert_eq!(insert(payment(21, 1, 900_000)).await, Ok(()));
        assert!(insert(payment(22, 1, 900_000)).await.is_err(), "asked for twice");
        let p = payment(21, 1, 900_000);
        let reviewed = |by| Payment { state: State::Reviewed, reviewed: hand(by), ..payment(21, 1, 900_000) };
        assert!(write(reviewed(11)).await.is_err(), "reviewed by who asked");
        assert!(write(Payment { state: State::Reviewed, ..p }).await.is_err(), "reviewed by nobody");
        assert_eq!(write(reviewed(12)).await, Ok(()));
        let released =
            |by| Payment { state: State::Released, released: hand(by), version: 2, ..reviewed(12) };
        assert!(write(released(11)).await.is_err(), "released by who asked");
        assert!(write(released(12)).await.is_err(), "released by who reviewed");
        assert_eq!(write(released(13)).await, Ok(()));
        let stale = write(released(13)).await;
        assert!(matches!(stale, Err(StoreError::Conflict { .. })), "{stale:?}");
        let bare = Payment { state: State::Paid, version: 3, ..released(13) };
        assert!(write(bare.clone()).await.is_err(), "paid without a voucher");
        let returned = Payment { state: State::Returned, reason: "户名不符".into(), ..bare };
        assert_eq!(write(returned.clone()).await, Ok(()));
        assert_eq!(insert(payment(22, 1, 900_000)).await, Ok(()), "asked for anew after it came back");
        let found = store.read(|tx| payment::by_id(tx, "lz", id(21))).await;
        assert_eq!(found, Ok(Some(Payment { version: 4, ..returned })));
        let (some, none) = store
            .read(|tx| {
                let waiting = payment::all(tx, "lz", Some(State::Requested), 10)?.len();
                Ok::<_, StoreError>((waiting, payment::all(tx, "gd", None, 10)?.len()))
            })
            .await
            .expect("read");
        assert_eq!((some, none), (1, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_ask_and_pay_at_once_one_succeeds() {
    each_engine(async |store| {
        with_contract(&store).await;
        let asking = (0..12).map(|n| {
            let p = payment(100 + n, 1, 900_000);
            store.write(move |tx| payment::insert(tx, &p))
        });
        let asked = futures::future::join_all(asking).await;
        assert_eq!(asked.iter().filter(|r| r.is_ok()).count(), 1);
        let posting = (0..12).map(|n| {
            store.write(move |tx| ledger::post(tx, "lz", id(1), &posting(Cause::Order, 200 + n, 400_000)))
        });
        let posted = futures::future::join_all(posting).await;
        assert_eq!(posted.iter().filter(|r| r.is_ok()).count(), 3, "three times 4,000 元 out of 15,000");
        let book = store.read(|tx| ledger::book(tx, "lz", id(1))).await.expect("read");
        assert_eq!((book.sum(), book.balance(Account::Ordered).0), (Fen(0), 1_200_000));
        assert_eq!(store.read(|tx| ledger::differing(tx, "lz")).await, Ok(Vec::new()));
    })
    .await;
}

fn expense(n: i64, fen: i64, invoice: &str) -> Expense {
    Expense {
        id: id(n),
        project: id(1),
        line: "meeting".into(),
        entry: Entry {
            category: "meeting".into(),
            purpose: "会场".into(),
            payee: "柳州饭店".into(),
            spent_on: date(2026, 6, 1),
            amount: Fen(fen),
            voucher: format!("记-{n}"),
            invoice: invoice.into(),
        },
        reversed: false,
        reason: String::new(),
        by: "韦玲".into(),
        at: NOW,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn x08_a_line_is_not_overspent_and_an_invoice_counts_once() {
    each_engine(async |store| {
        with_contract(&store).await;
        let budget = vec![("meeting".to_owned(), Fen(1_000_000)), ("travel".to_owned(), Fen(500_000))];
        store.write(move |tx| expense::put_lines(tx, "lz", id(1), &budget)).await.expect("lines");
        let insert = |e: Expense| store.write(move |tx| expense::insert(tx, "lz", &e));
        let invoice = "26451200000012345678";
        assert_eq!(insert(expense(31, 400_000, invoice)).await, Ok(()));
        assert!(insert(expense(32, 1, "2645 1200 0000 1234 5678")).await.is_err(), "the same invoice");
        let many = futures::future::join_all((40..50).map(|n| insert(expense(n, 300_000, "")))).await;
        assert_eq!(many.iter().filter(|r| r.is_ok()).count(), 2, "of 6,000 元 left");
        let less = vec![("meeting".to_owned(), Fen(999_999)), ("travel".to_owned(), Fen(500_001))];
        assert!(store.write(move |tx| expense::put_lines(tx, "lz", id(1), &less)).await.is_err(), "spent");
        let reverse = |reason: &'static str| {
            store.write(move |tx| expense::reverse(tx, "lz", &expense(31, 400_000, invoice), reason))
        };
        assert!(reverse("").await.is_err(), "no reason");
        assert_eq!(reverse("发票开错").await, Ok(()));
        assert!(reverse("发票开错").await.is_err(), "twice");
        assert_eq!(insert(expense(32, 1, invoice)).await, Ok(()), "the invoice is free again");
        let spent = store.read(|tx| expense::lines(tx, "lz", id(1))).await.expect("lines");
        assert_eq!(
            spent.iter().map(|l| (l.budget.0, l.spent.0)).collect::<Vec<_>>(),
            [(1_000_000, 600_001), (500_000, 0)]
        );
        let read = store.read(|tx| expense::of_project(tx, "lz", id(1))).await.expect("read");
        assert_eq!((read.len(), read[0].reversed, read[0].reason.as_str()), (4, true, "发票开错"));
    })
    .await;
}

fn order(n: i64) -> Order {
    Order {
        id: id(n),
        project: id(1),
        number: format!("ZH-{n}"),
        state: recoveries::State::Proposed,
        amount: Fen(300_000),
        received: Fen(0),
        facts: "未完成走基层活动".into(),
        clause: None,
        due_on: date(2026, 11, 30),
        proposed_by: id(11),
        proposed_name: "经办".into(),
        proposed_at: NOW,
        issued_by: None,
        issued_name: String::new(),
        issued_at: None,
        reason: String::new(),
        version: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l10_a_recovery_is_settled_at_nothing_and_not_before() {
    each_engine(async |store| {
        with_contract(&store).await;
        store.write(|tx| recovery::insert(tx, "lz", &order(51))).await.expect("proposed");
        let write = |o: Order| store.write(move |tx| recovery::update(tx, "lz", &o));
        let issued = |by| Order {
            state: recoveries::State::Issued,
            issued_by: Some(id(by)),
            issued_name: "领导".into(),
            issued_at: Some(NOW),
            ..order(51)
        };
        assert!(write(issued(11)).await.is_err(), "signed by who proposed");
        assert_eq!(write(issued(13)).await, Ok(()));
        let early =
            Order { state: recoveries::State::Settled, received: Fen(299_999), version: 2, ..issued(13) };
        assert!(write(early).await.is_err(), "a fen is missing");
        let over = Order { received: Fen(300_001), version: 2, ..issued(13) };
        assert!(write(over).await.is_err(), "more than claimed");
        let receipt = Receipt {
            id: id(52),
            recovery: id(51),
            amount: Fen(300_000),
            received_on: date(2026, 11, 2),
            voucher: "到账-7".into(),
            by: "财务".into(),
            at: NOW,
        };
        let kept = receipt.clone();
        let settle = move |tx: &mut Tx<'_>| {
            recovery::add_receipt(tx, "lz", &kept)?;
            let done =
                Order { state: recoveries::State::Settled, received: Fen(300_000), version: 2, ..issued(13) };
            recovery::update(tx, "lz", &done)
        };
        store.write(settle).await.expect("settled");
        assert_eq!(store.read(|tx| recovery::receipts(tx, "lz", id(51))).await, Ok(vec![receipt]));
        assert_eq!(store.read(|tx| recovery::open(tx, "lz")).await, Ok(Vec::new()));
        let state = store.read(|tx| recovery::of_project(tx, "lz", id(1))).await.expect("read")[0].state;
        assert_eq!(state, recoveries::State::Settled);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l09_a_project_has_one_open_request_and_every_decision_its_reason() {
    each_engine(async |store| {
        with_contract(&store).await;
        let ask = |n: i64| Change {
            id: id(n),
            project: id(1),
            number: format!("LZ-2026-001-BG{n}"),
            state: changes::State::Submitted,
            detail: Detail::Person { leader: "王明".into() },
            reason: "原负责人调离".into(),
            effective_on: date(2026, 7, 1),
            asked_by: "韦玲".into(),
            asked_at: NOW,
            decided_by: String::new(),
            decided_at: None,
            decision: String::new(),
        };
        store.write(move |tx| change::insert(tx, "lz", &ask(61))).await.expect("asked");
        assert!(store.write(move |tx| change::insert(tx, "lz", &ask(62))).await.is_err(), "a second one");
        assert_eq!(store.read(|tx| change::waiting(tx, "lz")).await, Ok(vec![ask(61)]));
        let decided = Change { state: changes::State::Refused, decided_by: "部长".into(), ..ask(61) };
        let silent = decided.clone();
        assert!(store.write(move |tx| change::decide(tx, "lz", &silent)).await.is_err(), "no reason");
        let said = Change { decision: "理由不充分".into(), decided_at: Some(NOW), ..decided };
        let written = said.clone();
        store.write(move |tx| change::decide(tx, "lz", &written)).await.expect("refused");
        assert_eq!(store.read(|tx| change::of_project(tx, "lz", id(1))).await, Ok(vec![said]));
        store.write(move |tx| change::insert(tx, "lz", &ask(62))).await.expect("the next one");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_latest_verdict_on_a_gate_counts() {
    each_engine(async |store| {
        with_contract(&store).await;
        let verdict = |instalment, passed| GateRecord {
            instalment,
            gate: Gate::Milestone,
            passed,
            words: "两场活动".into(),
            by: "经办".into(),
            at: NOW,
        };
        let add = |r: GateRecord| store.write(move |tx| contract::add_gate(tx, "lz", id(1), &r));
        for (n, passed) in [(2, false), (2, true), (1, true), (1, false)] {
            add(verdict(n, passed)).await.expect("recorded");
        }
        assert!(add(verdict(3, true)).await.is_err(), "no such instalment");
        let records = store.read(|tx| contract::gates(tx, "lz", id(1))).await.expect("read");
        let open: Vec<i64> = contract::passed(&records).iter().map(|p| p.instalment).collect();
        assert_eq!((records.len(), open), (4, vec![2]));
    })
    .await;
}
