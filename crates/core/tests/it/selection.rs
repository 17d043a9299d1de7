//! Selection, publicity and objections.

use std::fmt::Write;

use jiff::civil::date;
use kexiang_core::calendar::Calendar;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::programme::Amount;
use kexiang_core::publicity::{self, Handling, List, ObjectionState, Objector, Row};
use kexiang_core::refusal::Refusal;
use kexiang_core::selection::{
    AmountRule, Command, Dossier, Line, Offer, Outcome, State, WhatIf, check, decide, fill,
};
use kexiang_core::time;

const WAN: i64 = 1_000_000;

fn line(n: i64, place: u32, score: Option<i64>, applied: i64) -> Line {
    Line {
        application: Id::try_from(n).expect("a positive number"),
        type_code: "2026-1".into(),
        tier: String::new(),
        score,
        place,
        applied: Fen(applied),
        outcome: Outcome::Open,
        amount: Fen(0),
        reason: String::new(),
    }
}

fn offers() -> Vec<Offer> {
    let amount = Amount::Range(Fen(WAN), Fen(2 * WAN));
    vec![Offer { type_code: "2026-1".into(), tier: String::new(), planned: Some(2), amount }]
}

fn four() -> Vec<Line> {
    vec![
        line(1, 3, Some(7000), 2 * WAN),
        line(2, 1, Some(9000), 3 * WAN),
        line(3, 2, Some(8000), WAN / 2),
        line(4, 0, None, WAN),
    ]
}

fn ask() -> WhatIf {
    WhatIf { amounts: AmountRule::Applied, money: None, least: 0, reserve: 1 }
}

fn told(lines: &[Line]) -> Vec<(i64, Outcome, i64)> {
    lines.iter().map(|l| (l.application.as_i64(), l.outcome, l.amount.0)).collect()
}

#[test]
fn l01_the_plan_is_filled_by_rank_within_the_range() {
    use Outcome::{Decline as D, Reserve as R, Select as S};
    let filled = fill(&four(), &offers(), &ask());
    assert_eq!(told(&filled), [(2, S, 2 * WAN), (3, S, WAN), (1, R, 0), (4, D, 0)]);
    assert_eq!(check(&filled, &offers(), None, ""), Ok(()));
    let poor = fill(&four(), &offers(), &WhatIf { money: Some(Fen(2 * WAN)), ..ask() });
    assert_eq!(told(&poor), [(2, S, 2 * WAN), (3, R, 0), (1, D, 0), (4, D, 0)]);
    let strict = fill(&four(), &offers(), &WhatIf { least: 8500, amounts: AmountRule::Lowest, ..ask() });
    assert_eq!(told(&strict), [(2, S, WAN), (3, D, 0), (1, D, 0), (4, D, 0)]);
}

#[test]
fn a_proposal_says_why_it_departs_from_the_ranking() {
    let mut lines = fill(&four(), &offers(), &ask());
    (lines[1].outcome, lines[1].amount) = (Outcome::Decline, Fen(0));
    (lines[2].outcome, lines[2].amount) = (Outcome::Select, Fen(2 * WAN));
    let wrong = check(&lines, &offers(), None, "").expect_err("passed over");
    assert_eq!((wrong.len(), wrong[0].code.as_str()), (1, "out-of-order"));
    assert_eq!(wrong[0].at.as_deref(), Some(lines[1].application.to_string().as_str()));
    lines[1].reason = "申报单位书面放弃".into();
    assert_eq!(check(&lines, &offers(), None, ""), Ok(()));
}

#[test]
fn a_proposal_is_whole_reviewed_and_within_its_money() {
    let mut lines = fill(&four(), &offers(), &ask());
    lines[0].amount = Fen(2 * WAN + 1);
    lines[2].outcome = Outcome::Open;
    (lines[3].outcome, lines[3].amount) = (Outcome::Select, Fen(WAN));
    let wrong = check(&lines, &offers(), Some(Fen(2 * WAN)), "").expect_err("much is wrong");
    let codes: Vec<_> = wrong.iter().map(|r| r.code.as_str()).collect();
    assert_eq!(codes, ["amount-outside", "line-open", "line-unreviewed", "over-planned", "over-money"]);
}

#[test]
fn nothing_takes_effect_before_three_people_have_signed() {
    let mut table = String::new();
    for state in State::ALL {
        for same_person in [false, true] {
            for command in Command::samples() {
                let dossier = Dossier { state, wrong: Vec::new(), same_person };
                let said = match decide(&dossier, &command) {
                    Ok(then) => then.to_string(),
                    Err(refusal) if refusal.code == "selection-wrong-state" => continue,
                    Err(refusal) => format!("refused: {}", refusal.code),
                };
                let same = if same_person { " by the same person" } else { "" };
                writeln!(table, "{state} · {}{same} → {said}", command.code()).expect("writing to a string");
            }
        }
    }
    insta::assert_snapshot!(table);
    let dossier = |state, wrong| Dossier { state, wrong, same_person: false };
    let unsigned = decide(&dossier(State::AtLeader, Vec::new()), &Command::Sign { record: " ".into() });
    assert_eq!(unsigned.expect_err("no minutes").code, "record-missing");
    let wrong = decide(&dossier(State::Draft, vec![Refusal::new("line-open")]), &Command::HandUp);
    assert_eq!(wrong.expect_err("a line is open").code, "line-open");
}

#[test]
fn publicity_counts_working_days_over_holidays() {
    let calendar = Calendar::built_in();
    let last = |month, day, days| publicity::ends_on(&calendar, date(2026, month, day), days);
    assert_eq!(last(4, 28, 5), Ok(date(2026, 5, 7)));
    assert_eq!(last(4, 30, 7), Ok(date(2026, 5, 12)));
    assert_eq!(last(2, 12, 5), Ok(date(2026, 2, 25)));
    assert_eq!(last(9, 18, 5), Ok(date(2026, 9, 23)));
    assert_eq!(last(9, 28, 7), Ok(date(2026, 10, 12)));
    assert_eq!(last(4, 28, 4).expect_err("too short").code, "publicity-days");
    assert_eq!(last(12, 30, 5).expect_err("2027 is not loaded").code, "calendar-ends");
}

fn list() -> List {
    List {
        title: "关于2026年“科创赋能”项目拟立项名单的公示".into(),
        basis: "柳科协字〔2026〕5号".into(),
        record: "柳科协党组纪要〔2026〕3号".into(),
        starts_on: date(2026, 4, 28),
        ends_on: date(2026, 5, 7),
        days: 5,
        contact: "机关纪委 0772-2620000".into(),
        changes: String::new(),
        rows: vec![Row {
            n: 1,
            number: "2026-1-001".into(),
            title: "专家走基层".into(),
            organisation: "柳州市机械工程学会".into(),
            joint: Vec::new(),
            type_name: "学会改革与发展项目".into(),
            amount: Fen(2 * WAN),
        }],
    }
}

#[test]
fn the_period_holds_both_its_days() {
    let list = list();
    let at = |month, day, hour| time::instant(date(2026, month, day).at(hour, 0, 0, 0));
    assert!(!list.is_running(at(4, 27, 23)));
    assert!(list.is_running(at(4, 28, 0)) && list.is_running(at(5, 7, 23)));
    assert!(!list.is_over(at(5, 7, 23)) && list.is_over(at(5, 8, 0)));
}

#[test]
fn a_material_change_is_seen_and_changes_the_hash() {
    let mut other = list();
    other.rows[0].type_name = "学会改革".into();
    assert!(!other.differs(&list()));
    assert_ne!(other.hash().expect("canonical"), list().hash().expect("canonical"));
    other.rows[0].amount = Fen(WAN);
    assert!(other.differs(&list()));
    let fewer = List { rows: Vec::new(), ..list() };
    assert!(fewer.differs(&list()));
}

#[test]
fn a_public_row_has_lawful_columns_only() {
    let row = serde_json::to_value(&list().rows[0]).expect("JSON");
    let columns: Vec<_> = row.as_object().expect("an object").keys().cloned().collect();
    assert_eq!(columns, ["n", "number", "title", "organisation", "joint", "type_name", "amount"]);
}

#[test]
fn objections_come_with_a_real_name_or_a_seal() {
    let person = |name: &str, phone: &str| Objector::Person {
        name: name.into(),
        organisation: "柳州市汽车工程学会".into(),
        address: "柳州市文昌路".into(),
        phone: phone.into(),
    };
    assert_eq!(person("李强", "0772-2626002").check(), Ok(()));
    assert_eq!(person(" ", "0772-2626002").check().expect_err("anonymous").code, "objector-missing");
    assert_eq!(person("李强", "123").check().expect_err("no number").code, "objector-phone");
    let unit = |letter: &str| Objector::Unit {
        name: "柳州市汽车工程学会".into(),
        contact: "李强".into(),
        phone: "0772-2626002".into(),
        letter: letter.into(),
    };
    assert_eq!(unit("").check().expect_err("no seal").code, "letter-missing");
    assert_eq!(unit("ab12").check(), Ok(()));
}

#[test]
fn an_objection_is_accepted_looked_into_and_ruled_on() {
    use ObjectionState as S;
    let report = Handling::Report { finding: "经核查属实".into() };
    let rule = |upheld| Handling::Rule { upheld, reason: "理由".into() };
    assert_eq!(publicity::handle(S::Received, &Handling::Accept), Ok(S::Inquiry));
    assert_eq!(publicity::handle(S::Inquiry, &report), Ok(S::Reported));
    assert_eq!(publicity::handle(S::Reported, &rule(true)), Ok(S::Upheld));
    assert_eq!(publicity::handle(S::Reported, &rule(false)), Ok(S::Dismissed));
    assert_eq!(
        publicity::handle(S::Inquiry, &rule(true)).expect_err("no report").code,
        "objection-wrong-state"
    );
    let silent = Handling::Refuse { reason: " ".into() };
    assert_eq!(publicity::handle(S::Received, &silent).expect_err("no reason").code, "reason-missing");
    let open: Vec<_> = S::ALL.into_iter().filter(|s| s.is_open()).collect();
    assert_eq!(open, [S::Received, S::Inquiry, S::Reported]);
}
