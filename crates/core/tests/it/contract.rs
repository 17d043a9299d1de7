//! Contracts: State × Command, instalments that add up, gates with their clauses, changes within their limits.

use std::fmt::Write;

use jiff::civil::{Date, date};
use kexiang_core::application::BudgetLine;
use kexiang_core::change::{self, Detail};
use kexiang_core::contract::{self, *};
use kexiang_core::money::Fen;
use kexiang_core::programme::{self, Gate, Programme};
use kexiang_core::project::{self, Target};
use kexiang_core::refusal::Refusal;
use proptest::prelude::*;

fn programme(file: &str) -> Programme {
    let path = format!("{}/../../programmes/{file}.toml", env!("CARGO_MANIFEST_DIR"));
    programme::parse(&std::fs::read_to_string(path).expect("a programme's file")).expect("a programme")
}

fn line(category: &str, fen: i64) -> BudgetLine {
    BudgetLine {
        category: category.into(),
        note: String::new(),
        sums: [("grant".to_owned(), Fen(fen))].into(),
    }
}

fn grant(p: &Programme) -> String {
    p.budget.grant_source().expect("the association's money").id.clone()
}

pub(crate) fn terms(p: &Programme, amount: Fen) -> Terms {
    let source = grant(p);
    let first = p.budget.categories[0].id.clone();
    let mut budget = vec![line(&first, 0), line(&p.budget.categories[1].id, 0)];
    budget[0].sums = [(source.clone(), Fen(amount.0 - 100_000))].into();
    budget[1].sums = [(source, Fen(100_000))].into();
    let mut instalments = plan(amount, &p.payment);
    for i in instalments.iter_mut().filter(|i| i.gate == Gate::Milestone) {
        i.condition = "完成两场走基层活动".into();
    }
    Terms {
        name: "项目合同书".into(),
        project: "LZ-2026-001".into(),
        title: "专家走基层".into(),
        leader: "艾力·买买提".into(),
        giver: Party::default(),
        taker: Party::default(),
        joint: Vec::new(),
        starts_on: date(2026, 5, 20),
        ends_on: date(2026, 12, 31),
        sections: vec![Section { title: "实施方案".into(), text: "三场活动".into() }],
        targets: vec![Target {
            id: "events".into(),
            name: "走基层活动".into(),
            mark: Some(serde_json::from_str(r#"{"op":">=","value":2,"unit":"场"}"#).expect("a mark")),
            promise: "3".into(),
            alternatives: 0,
        }],
        amount,
        budget,
        instalments,
        bank: Bank { holder: "学会".into(), name: "银行".into(), account: "2105400".into() },
        clauses: Vec::new(),
        articles: Vec::new(),
        basis: String::new(),
    }
}

fn codes(found: Result<(), Vec<Refusal>>) -> Vec<String> {
    found.err().unwrap_or_default().into_iter().map(|r| r.code).collect()
}

#[test]
fn contract_state_by_command() {
    let mut table = String::new();
    for state in contract::State::ALL {
        for held in [false, true] {
            for command in Command::samples() {
                let said = match decide(state, held, &command) {
                    Ok(to) => to.to_string(),
                    Err(refusal) if refusal.code == "contract-wrong-state" => continue,
                    Err(refusal) => format!("refused: {}", refusal.code),
                };
                let held = if held { " held" } else { "" };
                writeln!(table, "{state}{held} · {} → {said}", command.code()).expect("writing to a string");
            }
        }
    }
    insta::assert_snapshot!(table);
    let silent = decide(contract::State::Sealed, false, &Command::SendBack { reason: " ".into() });
    assert_eq!(silent.expect_err("no reason").code, "reason-missing");
}

#[test]
fn x08_seven_wan_are_paid_in_parts_of_60_30_10() {
    let xj = programme("xinjiang-2025");
    let sums: Vec<i64> = plan(Fen::from_wan(7), &xj.payment).iter().map(|i| i.amount.0).collect();
    assert_eq!(sums, [4_200_000, 2_100_000, 700_000]);
    let mut wrong = plan(Fen::from_wan(7), &xj.payment);
    wrong[0].amount = Fen(4_300_000);
    wrong[2].amount = Fen(600_000);
    let refusals = check_plan(Fen::from_wan(7), &wrong, &xj.payment).expect_err("the notice's shares");
    assert_eq!(refusals.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), ["instalment-share"; 2]);
    assert_eq!(refusals[0].arg("amount"), Some("42,000.00"));
    let says = &refusals[0].clause.as_ref().expect("its clause").says;
    assert!(says.contains("立项后拨付60%"), "{says}");
    wrong.pop();
    assert!(
        codes(check_plan(Fen::from_wan(7), &wrong, &xj.payment)).contains(&"instalment-count".to_owned())
    );
}

#[test]
fn l07_liuzhou_pays_after_the_contract_and_by_named_marks() {
    let lz = programme("liuzhou-2026");
    let mut parts = plan(Fen(1_500_001), &lz.payment);
    assert_eq!(
        parts.iter().map(|i| (i.gate, i.amount.0)).collect::<Vec<_>>(),
        [(Gate::Contract, 750_000), (Gate::Milestone, 750_001)]
    );
    assert_eq!(codes(check_plan(Fen(1_500_001), &parts, &lz.payment)), ["instalment-condition"]);
    parts[1].condition = "完成两场活动".into();
    parts[0].amount = Fen(500_000);
    parts[1].amount = Fen(1_000_001);
    assert_eq!(check_plan(Fen(1_500_001), &parts, &lz.payment), Ok(()));
    parts[0].amount = Fen(0);
    assert_eq!(
        codes(check_plan(Fen(1_500_001), &parts, &lz.payment)),
        ["instalment-empty", "instalment-sum"]
    );
}

#[test]
fn l07_no_money_before_contract_gate_and_earlier_part() {
    let lz = programme("liuzhou-2026");
    let parts = plan(Fen(1_500_000), &lz.payment);
    let facts = Facts {
        state: project::State::Running,
        in_force: true,
        hold: String::new(),
        passed: Vec::new(),
        paid: Vec::new(),
    };
    assert_eq!(may_pay(1, &parts[0], &facts), Ok(()));
    let early = may_pay(1, &parts[0], &Facts { in_force: false, ..facts.clone() }).expect_err("no contract");
    assert_eq!(early.code, "contract-not-in-force");
    assert_eq!(early.clause.expect("its clause").at, "四（二）");
    let held = Facts { hold: "异议核查".into(), ..facts.clone() };
    assert_eq!(may_pay(1, &parts[0], &held).expect_err("held").code, "project-held");
    let ended = Facts { state: project::State::Terminated, ..facts.clone() };
    assert_eq!(may_pay(1, &parts[0], &ended).expect_err("ended").code, "project-ended");
    assert_eq!(may_pay(2, &parts[1], &facts).expect_err("first").code, "instalment-earlier");
    let first = Facts { paid: vec![1], ..facts };
    assert_eq!(may_pay(2, &parts[1], &first).expect_err("no mark").code, "gate-closed");
    let other = Passed { gate: Gate::Milestone, instalment: 3 };
    assert!(may_pay(2, &parts[1], &Facts { passed: vec![other], ..first.clone() }).is_err());
    let mark = Passed { gate: Gate::Milestone, instalment: 2 };
    assert_eq!(may_pay(2, &parts[1], &Facts { passed: vec![mark], ..first }), Ok(()));
}

#[test]
fn l08_a_contract_that_breaks_a_rule_is_not_issued() {
    let lz = programme("liuzhou-2026");
    let amount = Fen(1_500_000);
    let last: Option<Date> = Some(date(2026, 12, 31));
    let good = terms(&lz, amount);
    assert_eq!(check_terms(&good, amount, last, &lz), Ok(()));
    assert_eq!(codes(check_terms(&good, Fen(1_600_000), last, &lz)), ["contract-amount"]);
    let late = Terms { ends_on: date(2027, 1, 1), ..good.clone() };
    assert_eq!(codes(check_terms(&late, amount, last, &lz)), ["contract-late"]);
    let poor = Terms { bank: Bank::default(), ends_on: date(2026, 5, 1), ..good.clone() };
    assert_eq!(codes(check_terms(&poor, amount, last, &lz)), ["contract-dates", "contract-bank"]);
    let mut banned = good.clone();
    banned.budget[1].category = "labour".into();
    let refusals = check_terms(&banned, amount, last, &lz).expect_err("banned");
    assert_eq!(refusals[0].code, "spending-banned");
    assert!(refusals[0].clause.as_ref().expect("its clause").says.contains("工作劳务"));
    let mut short = good;
    short.budget.pop();
    assert_eq!(codes(check_terms(&short, amount, last, &lz)), ["contract-budget"]);
}

#[test]
fn l09_a_change_is_asked_for_beforehand_and_keeps_its_limits() {
    let lz = programme("liuzhou-2026");
    let terms = terms(&lz, Fen(1_500_000));
    let (a, b) = (terms.budget[0].category.clone(), terms.budget[1].category.clone());
    let spent = vec![(a.clone(), Fen(600_000))];
    let today = date(2026, 9, 1);
    let ground = change::Ground { terms: &terms, programme: &lz, spent: &spent, extensions: 0, today };
    let ask = |detail: &Detail, from| codes(change::check(detail, "疫情", from, &ground));
    let later = date(2026, 9, 15);
    let person = Detail::Person { leader: "王明".into() };
    assert!(ask(&person, later).is_empty());
    let late = change::check(&person, " ", today, &ground).expect_err("after the fact");
    assert_eq!(late.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), ["reason-missing", "change-late"]);
    assert!(late[1].clause.as_ref().expect("its clause").says.contains("应提前向市科协提交变更申请"));
    let target = |promise: &str| Detail::Target { target: "events".into(), promise: promise.into() };
    assert!(ask(&target("2"), later).is_empty());
    assert_eq!(ask(&target("1"), later), ["change-target-lowered"]);
    assert_eq!(ask(&target("3"), later), ["change-nothing"]);
    let budget = |x, y| Detail::Budget { sums: vec![(a.clone(), Fen(x)), (b.clone(), Fen(y))] };
    assert!(ask(&budget(1_000_000, 500_000), later).is_empty());
    assert_eq!(ask(&budget(1_000_000, 500_001), later), ["change-budget-sum"]);
    assert_eq!(ask(&budget(500_000, 1_000_000), later), ["change-budget-spent"]);
    let banned = Detail::Budget { sums: vec![(a.clone(), Fen(1_400_000)), ("bonus".into(), Fen(100_000))] };
    assert_eq!(ask(&banned, later), ["spending-banned"]);
    assert!(ask(&Detail::Extension { until: date(2027, 6, 30) }, later).is_empty());
    assert_eq!(ask(&Detail::Extension { until: date(2027, 7, 1) }, later), ["change-extension-long"]);
    let again = change::Ground { extensions: 1, today: date(2027, 1, 5), ..ground };
    let twice = Detail::Extension { until: date(2027, 3, 1) };
    let said = codes(change::check(&twice, "疫情", date(2027, 2, 1), &again));
    assert_eq!(said, ["change-extension-late", "change-extension-times"]);
}

#[test]
fn l09_an_approved_change_makes_new_terms_and_leaves_the_rest() {
    let lz = programme("liuzhou-2026");
    let old = terms(&lz, Fen(1_500_000));
    let (a, b) = (old.budget[0].category.clone(), old.budget[1].category.clone());
    let detail = Detail::Budget { sums: vec![(a, Fen(900_000)), (b, Fen(600_000))] };
    let new = change::merged(&old, &detail, "LZ-2026-001-BG1", &lz);
    let sums: Vec<i64> = new.budget.iter().map(|l| l.sums[&grant(&lz)].0).collect();
    assert_eq!((sums, new.basis.as_str()), (vec![900_000, 600_000], "LZ-2026-001-BG1"));
    assert_eq!(Terms { budget: old.budget.clone(), basis: String::new(), ..new }, old);
    let until = Detail::Extension { until: date(2027, 3, 31) };
    assert_eq!(change::merged(&old, &until, "n", &lz).ends_on, date(2027, 3, 31));
}

proptest! {
    /// approved = contract = Σ instalments, for every sum and all four programmes.
    #[test]
    fn instalments_add_up_to_the_approved_sum(fen in 300_i64..9_000_000_000_000) {
        for file in ["liuzhou-2026", "ningxia-2025", "xinjiang-2025", "guangdong-2024"] {
            let parts = plan(Fen(fen), &programme(file).payment);
            let whole: i64 = parts.iter().map(|i| i.amount.0).sum();
            prop_assert_eq!(whole, fen);
            prop_assert!(parts.iter().all(|i| i.amount.0 > 0));
        }
    }
}
