//! Projects for the samples of the pages.

mod lists;

use std::sync::Arc;

use kexiang_core::application::BudgetLine;
use kexiang_core::change::{Detail, State as ChangeState};
use kexiang_core::contract::{Bank, Party, Section, State as ContractState, Terms, plan};
use kexiang_core::expense::Entry as Spent;
use kexiang_core::id::Id;
use kexiang_core::ledger::{Book, Cause};
use kexiang_core::money::Fen;
use kexiang_core::payment::State as PaymentState;
use kexiang_core::policy::{Actor, ActorKind, Membership, Office, OfficeRole};
use kexiang_core::programme::{Gate, parse};
use kexiang_core::project::{Frozen, Project, State, Target};
use kexiang_core::recovery::State as RecoveryState;
use kexiang_core::time;
use kexiang_store::change::Change;
use kexiang_store::contract::{Contract, GateRecord};
use kexiang_store::expense::{Expense, Line};
use kexiang_store::ledger::Entry;
use kexiang_store::payment::{Hand, Payment};
use kexiang_store::project::Step;
use kexiang_store::recovery::{Order, Receipt};

use crate::actions::project::ProjectFile;

pub(crate) use lists::{desk, empty_desk, rows};

fn now() -> jiff::Timestamp {
    time::instant(jiff::civil::date(2026, 5, 20).at(9, 30, 0, 0))
}

fn id(n: u32) -> Id {
    Id::at(now(), n)
}

fn day(month: i8, day: i8) -> jiff::civil::Date {
    jiff::civil::date(2026, month, day)
}

fn programme() -> kexiang_core::programme::Programme {
    let text = include_str!("../../../../../programmes/liuzhou-2026.toml");
    parse(text).unwrap_or_else(|e| unreachable!("programmes/liuzhou-2026.toml is tested: {e}"))
}

/// Somebody who is officer, finance and leader at once: sees every button.
pub(crate) fn office() -> Actor {
    let office = |role| Office { association: "lz".into(), role };
    Actor {
        kind: ActorKind::Person,
        account: Some(id(99)),
        name: "陈彤".into(),
        offices: [OfficeRole::Officer, OfficeRole::Finance, OfficeRole::Leader].map(office).into(),
        ..Actor::nobody()
    }
}

/// The administrator of the organisation.
pub(crate) fn member() -> Actor {
    let membership = Membership {
        association: "lz".into(),
        organisation: id(3),
        role: kexiang_core::policy::MemberRole::Administrator,
    };
    Actor {
        kind: ActorKind::Person,
        account: Some(id(98)),
        name: "韦国强".into(),
        memberships: vec![membership],
        ..Actor::nobody()
    }
}

fn targets() -> Vec<Target> {
    let target = |n: u32, name: &str, promise: &str| Target {
        id: format!("t{n}"),
        name: name.into(),
        mark: None,
        promise: promise.into(),
        alternatives: 0,
    };
    vec![target(1, "开展“党旗领航·专家走基层”活动", "3 场"), target(2, "组织专家服务企业", "4 家")]
}

fn budget() -> Vec<BudgetLine> {
    let rules = programme().budget;
    let grant = rules.grant_source().map(|s| s.id.clone()).unwrap_or_default();
    let mut names =
        rules.categories.iter().filter(|c| c.rule != kexiang_core::programme::CategoryRule::Banned);
    let mut line = |note: &str, sum: i64| BudgetLine {
        category: names.next().map(|c| c.id.clone()).unwrap_or_default(),
        note: note.into(),
        sums: [(grant.clone(), Fen(sum))].into(),
    };
    vec![line("场地、资料", 900_000), line("专家咨询", 600_000)]
}

fn project(n: u32, state: State) -> Project {
    Project {
        association: "lz".into(),
        id: id(n),
        number: format!("LZ-2026-{n:03}"),
        call: id(1),
        call_version: 1,
        type_code: "2026-1".into(),
        tier: String::new(),
        organisation: id(3),
        organisation_name: "柳州市机械工程学会".into(),
        application: id(4),
        title: "机械工程学会“党旗领航·专家走基层”与改革创新".into(),
        leader: "艾力·买买提".into(),
        amount: Fen(1_500_000),
        state,
        hold: String::new(),
        founded_at: now(),
        completes_on: Some(day(12, 31)),
        frozen: Frozen {
            content: serde_json::json!({}),
            content_hash: "0".repeat(64),
            version_code: "3F2A9-0B71C".into(),
            targets: targets(),
            budget: budget(),
            applied: Fen(1_850_000),
            other: Fen(500_000),
            publicity_hash: "0".repeat(64),
        },
        frozen_hash: "0".repeat(64),
        changed_at: now(),
        version: 1,
    }
}

fn step(command: &str, words: &str) -> Step {
    let (from, to) = (State::Approved, State::Approved);
    Step { command: command.into(), from, to, reason: words.into(), actor: "陈彤".into(), at: now() }
}

/// A project on the day of its founding.
pub(crate) fn founded() -> ProjectFile {
    ProjectFile {
        project: project(1, State::Approved),
        programme: Arc::new(programme()),
        organisation: crate::web::check::sample_case().organisation,
        contracts: Vec::new(),
        instalments: Vec::new(),
        gates: Vec::new(),
        payments: Vec::new(),
        book: Book::default(),
        entries: Vec::new(),
        lines: Vec::new(),
        expenses: Vec::new(),
        changes: Vec::new(),
        recoveries: Vec::new(),
        inspections: Vec::new(),
        steps: vec![step("found", "")],
    }
}

fn terms() -> Terms {
    let party = |name: &str| Party { name: name.into(), phone: "0772-2629066".into(), ..Party::default() };
    let mut instalments = plan(Fen(1_500_000), &programme().payment);
    if let Some(last) = instalments.last_mut() {
        last.condition = "完成两场活动".into();
        last.due_on = Some(day(9, 30));
    }
    Terms {
        name: "项目合同书".into(),
        project: "LZ-2026-001".into(),
        title: "机械工程学会“党旗领航·专家走基层”与改革创新".into(),
        leader: "艾力·买买提".into(),
        giver: party("柳州市科学技术协会"),
        taker: party("柳州市机械工程学会"),
        joint: vec!["柳城县科学技术协会".into()],
        starts_on: day(5, 11),
        ends_on: day(12, 31),
        sections: vec![Section {
            title: "项目实施方案".into(), text: "全年开展 3 场活动。".into()
        }],
        targets: targets(),
        amount: Fen(1_500_000),
        budget: budget(),
        instalments,
        bank: Bank {
            holder: "柳州市机械工程学会".into(),
            name: "中国工商银行柳州分行鱼峰支行".into(),
            account: "2105409009100012345".into(),
        },
        clauses: programme().payment.recovery,
        articles: vec!["乙方应当按期报告项目进展。".into()],
        basis: String::new(),
    }
}

/// A project with a contract in this state.
pub(crate) fn contract(state: ContractState) -> ProjectFile {
    let issued = state != ContractState::Draft;
    let in_force = state == ContractState::InForce;
    let sealed = matches!(state, ContractState::Sealed | ContractState::InForce);
    let contract = Contract {
        association: "lz".into(),
        project: id(1),
        version: 1,
        number: "LZ-2026-001-HT1".into(),
        state,
        terms: terms(),
        hash: "0".repeat(64),
        code: if issued { "7F3A9-1C20B".into() } else { String::new() },
        made_by: "陈彤".into(),
        made_at: now(),
        issued_at: issued.then(now),
        in_force_at: in_force.then(now),
        sealed: if sealed { "a".repeat(64) } else { String::new() },
        sealed_check: if sealed { "same".into() } else { String::new() },
        signed: if in_force { "b".repeat(64) } else { String::new() },
        signed_check: if in_force { "unread".into() } else { String::new() },
        revision: 1,
    };
    ProjectFile {
        contracts: vec![contract],
        steps: vec![step("found", ""), step("contract-begin", "")],
        ..founded()
    }
}

fn hand() -> Hand {
    Hand { account: id(11), name: "韦晓明".into(), at: now() }
}

fn payment(n: i64, state: PaymentState) -> Payment {
    let paid = state == PaymentState::Paid;
    Payment {
        association: "lz".into(),
        id: id(20),
        project: id(1),
        instalment: n,
        number: format!("LZ-2026-001-BF{n}"),
        amount: Fen(750_000),
        state,
        bank: terms().bank,
        note: "收据已收".into(),
        requested: hand(),
        reviewed: (state != PaymentState::Requested).then(hand),
        released: paid.then(hand),
        list: None,
        voucher: if paid { "20260520-0017".into() } else { String::new() },
        paid_on: if paid { "2026-05-20".into() } else { String::new() },
        reason: String::new(),
        settled_by: if paid { "李财".into() } else { String::new() },
        settled_at: paid.then(now),
        version: 1,
    }
}

/// A project at work: paid once, spent, with a change asked for and money claimed back.
pub(crate) fn running() -> ProjectFile {
    let terms = terms();
    let mut book = Book::default();
    let moves = [
        (Cause::Commit, 1_500_000),
        (Cause::Order, 750_000),
        (Cause::Pay, 750_000),
        (Cause::Spend, 320_000),
        (Cause::Claim, 100_000),
        (Cause::Recover, 40_000),
    ];
    let mut entries = Vec::new();
    for (seq, (cause, sum)) in (1..).zip(moves) {
        let (from, to) = cause.way();
        let posted = book.post(cause, Fen(sum)).is_ok();
        debug_assert!(posted, "the samples are in order");
        entries.push(Entry {
            seq,
            cause,
            source: id(1),
            from,
            to,
            amount: Fen(sum),
            words: "LZ-2026-001-BF1".into(),
            by: "李财".into(),
            at: now(),
        });
    }
    let line = |(n, b): (usize, &BudgetLine)| Line {
        category: b.category.clone(),
        budget: b.sums.values().sum(),
        spent: if n == 0 { Fen(320_000) } else { Fen::ZERO },
    };
    ProjectFile {
        project: project(1, State::Running),
        instalments: terms.instalments.clone(),
        gates: vec![GateRecord {
            instalment: 2,
            gate: Gate::Milestone,
            passed: false,
            words: "只完成一场活动".into(),
            by: "陈彤".into(),
            at: now(),
        }],
        payments: vec![payment(1, PaymentState::Paid)],
        book,
        entries,
        lines: terms.budget.iter().enumerate().map(line).collect(),
        expenses: vec![expense(30, false), expense(31, true)],
        changes: vec![change()],
        recoveries: vec![order(RecoveryState::Issued), order(RecoveryState::Proposed)],
        steps: vec![
            step("found", ""),
            step("contract-countersign", ""),
            step("payment-confirm", "LZ-2026-001-BF1"),
        ],
        ..contract(ContractState::InForce)
    }
}

/// The same while an objection is looked into.
pub(crate) fn held() -> ProjectFile {
    let mut file = running();
    "收到实名异议，正在核查。".clone_into(&mut file.project.hold);
    file
}

fn expense(n: u32, reversed: bool) -> Expense {
    Expense {
        id: id(n),
        project: id(1),
        line: budget()[0].category.clone(),
        entry: Spent {
            category: budget()[0].category.clone(),
            purpose: "第一场活动场地租用".into(),
            payee: "柳州科技馆".into(),
            spent_on: day(5, 18),
            amount: Fen(320_000),
            voucher: "记-0012".into(),
            invoice: "26452000000012345678".into(),
        },
        reversed,
        reason: if reversed { "重复录入".into() } else { String::new() },
        by: "李娟".into(),
        at: now(),
    }
}

fn change() -> Change {
    Change {
        id: id(40),
        project: id(1),
        number: "LZ-2026-001-BG1".into(),
        state: ChangeState::Submitted,
        detail: Detail::Person { leader: "黄建中".into() },
        reason: "原负责人工作调动。".into(),
        effective_on: day(6, 1),
        asked_by: "韦国强".into(),
        asked_at: now(),
        decided_by: String::new(),
        decided_at: None,
        decision: String::new(),
    }
}

fn order(state: RecoveryState) -> (Order, Vec<Receipt>) {
    let issued = state == RecoveryState::Issued;
    let order = Order {
        id: id(if issued { 50 } else { 51 }),
        project: id(1),
        number: if issued { "LZ-2026-001-ZH1".into() } else { "LZ-2026-001-ZH2".into() },
        state,
        amount: Fen(100_000),
        received: if issued { Fen(40_000) } else { Fen::ZERO },
        facts: "少开展一场活动。".into(),
        clause: programme().payment.recovery.first().cloned(),
        due_on: day(7, 31),
        proposed_by: id(11),
        proposed_name: "陈彤".into(),
        proposed_at: now(),
        issued_by: issued.then(|| id(12)),
        issued_name: if issued { "部长".into() } else { String::new() },
        issued_at: issued.then(now),
        reason: String::new(),
        version: 1,
    };
    let receipt = Receipt {
        id: id(52),
        recovery: order.id,
        amount: Fen(40_000),
        received_on: day(5, 19),
        voucher: "收-0003".into(),
        by: "李财".into(),
        at: now(),
    };
    (order, if issued { vec![receipt] } else { Vec::new() })
}
