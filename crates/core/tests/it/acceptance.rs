//! Acceptance: form, score, verdicts, who may do what, and what follows for next year's call.

use jiff::civil::date;
use kexiang_core::acceptance::{
    Case, Command, Consequence, Dossier, Form, Hand, Money, RowVerdict, State, Thresholds, Verdict,
    check_form, consequences, decide, judged, propose, score,
};
use kexiang_core::eligibility::Outcome;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::organisation::{Fact, FactKind, Standing};
use kexiang_core::programme::{Gate, Programme};
use kexiang_core::project;

use crate::programme::read;
use crate::progress::{Story, project as story};

fn form(story: &Story, spent: i64) -> Form {
    let progress = story.progress();
    Form {
        number: "LZ-2026-001".to_owned(),
        title: "专家走基层".to_owned(),
        organisation: "柳州市机械工程学会".to_owned(),
        leader: "艾力·买买提".to_owned(),
        term: (date(2026, 5, 6), date(2026, 12, 31)),
        summary: "按合同完成".to_owned(),
        rows: Form::rows_of(&progress, |_| String::new(), |_| None),
        activities: Vec::new(),
        money: Money {
            approved: Fen(1_000_000),
            received: Fen(900_000),
            spent: Fen(spent),
            lines: Vec::new(),
        },
        completion: story.completion(),
        papers: Vec::new(),
    }
}

fn firm(a: &mut kexiang_core::activity::Activity) {
    a.organisations = crate::progress::organisations(&["宁夏共享集团"]);
    a.organisations[0].enterprise = true;
}

fn half() -> Story {
    story("ningxia-2025", "NX2025-1-3", None)
        .held_as(&["services"], "路演", 30, firm)
        .held_as(&["services"], "对接", 30, firm)
        .held(&["popularisation"], "科普", 30)
}

#[test]
fn the_form_is_made_of_progress_and_must_explain_what_is_missing() {
    let form = form(&half(), 450_000);
    let rows: Vec<_> = form.rows.iter().map(|r| (r.id.as_str(), r.result, r.met, r.basis_points)).collect();
    let expected = [
        ("services", Some(2), true, 10_000),
        ("popularisation", Some(1), false, 5_000),
        ("salons", None, false, 0),
        ("advice", None, false, 0),
    ];
    assert_eq!(rows, expected);
    assert_eq!(form.completion, 3_750);
    let wrong = check_form(&form).unwrap_err();
    let at: Vec<_> =
        wrong.iter().map(|r| (r.code.as_str(), r.at.as_deref().unwrap(), r.clause.is_some())).collect();
    let code = "acceptance-unexplained";
    assert_eq!(at, [(code, "popularisation", true), (code, "salons", true), (code, "advice", true)]);
    let mut told = form.clone();
    told.rows.iter_mut().for_each(|r| "疫情影响".clone_into(&mut r.words));
    assert_eq!(check_form(&told), Ok(()));
    told.summary = " ".to_owned();
    assert_eq!(check_form(&told).unwrap_err()[0].code, "acceptance-summary-missing");
    assert_ne!(told.hash().unwrap(), form.hash().unwrap());
}

#[test]
fn far_beyond_the_mark_must_be_explained_too() {
    let mut many = half();
    for n in 0..2 {
        many = many.held(&["salons"], &format!("沙龙{n}"), 10).held(
            &["popularisation"],
            &format!("科普{n}"),
            10,
        );
    }
    let many = many.has("advice", "建言", |a| a.extent.characters = Some(2000));
    let wrong = check_form(&form(&many, 1)).unwrap_err();
    assert_eq!(wrong.iter().map(|r| r.at.clone().unwrap()).collect::<Vec<_>>(), ["popularisation"]);
}

#[test]
fn of_two_ways_the_form_shows_the_one_that_counts() {
    let large = story("ningxia-2025", "NX2025-1-1", None).held(&["matchmaking"], "大型对接", 260);
    let row = &form(&large, 0).rows[0];
    assert_eq!((row.name.as_str(), row.result, row.met), ("不少于200人的大型产学研对接活动", Some(1), true));
}

#[test]
fn the_score_is_ten_for_money_and_ninety_for_indicators() {
    let s = score(&form(&half(), 450_000));
    assert_eq!(s.rows, [Some(2_250), Some(0), Some(0), Some(0)], "half of a mark is below the floor of 60 %");
    assert_eq!((s.money, s.total, s.grade.code()), (500, 2_750, "poor"));
    let full = story("ningxia-2025", "NX2025-3-1", None);
    let full = full
        .held_as(&["experts", "participants"], "年会", 200, |a| {
            let known = kexiang_core::activity::Level::Known;
            a.experts = crate::progress::experts(&[("甲", known, ""), ("乙", known, "")]);
        })
        .has("advice", "报告", |a| a.extent.characters = Some(1200));
    let s = score(&form(&full, 900_000));
    assert_eq!((s.money, s.total, s.grade.code()), (1_000, 10_000, "excellent"));
    let over = score(&form(&full, 1_000_000));
    assert_eq!(over.money, 1_000, "no more than all");
}

#[test]
fn what_experts_do_not_accept_counts_as_nothing() {
    let form = form(&half(), 1);
    assert_eq!(judged(&form, &[]), 3_750);
    let no = |id: &str| RowVerdict {
        id: id.to_owned(), accepted: false, words: "照片与日期不符".to_owned()
    };
    assert_eq!(judged(&form, &[no("services")]), 1_250);
    assert_eq!(judged(&form, &[no("services"), no("popularisation")]), 0);
}

#[test]
fn thresholds_propose_the_verdict() {
    let t = Thresholds::default();
    let table = [
        ((10_000, true, true, 0), Verdict::Passed),
        ((10_000, true, false, 0), Verdict::Rectify),
        ((10_000, false, true, 0), Verdict::Rectify),
        ((10_000, false, true, 1), Verdict::Failed),
        ((9_999, true, true, 0), Verdict::Closed),
        ((9_000, true, true, 1), Verdict::Closed),
        ((8_999, true, true, 0), Verdict::Rectify),
        ((8_000, true, true, 0), Verdict::Rectify),
        ((8_000, true, true, 1), Verdict::Failed),
        ((7_999, true, true, 0), Verdict::Failed),
    ];
    for ((points, documents, money, repeated), verdict) in table {
        assert_eq!(
            propose(points, documents, money, repeated, &t),
            verdict,
            "{points} {documents} {money} {repeated}"
        );
    }
    let mild = Thresholds { pass_percent: 80, close_percent: 70, fail_percent: 50, repetitions: 2 };
    assert_eq!(propose(8_000, true, true, 0, &mild), Verdict::Passed);
    assert_eq!(propose(6_000, true, true, 1, &mild), Verdict::Rectify);
}

#[test]
fn thresholds_come_from_the_programme_file() {
    let p = read("liuzhou-2026");
    assert_eq!(p.acceptance, None);
    let text = format!(
        "{}\n[acceptance]\npass_percent = 95\nclose_percent = 85\nfail_percent = 70\nrepetitions = 2\n",
        crate::programme::text("liuzhou-2026")
    );
    let own = kexiang_core::programme::parse(&text).unwrap().acceptance.unwrap();
    let expected = Thresholds { pass_percent: 95, close_percent: 85, fail_percent: 70, repetitions: 2 };
    assert_eq!(own, expected);
}

fn id(n: u64) -> Id {
    Id::compose(n, 0)
}

fn dossier(state: State) -> Dossier {
    let hand = |n| Some(Hand { by: id(n), in_order: true });
    Dossier { state, substance: hand(1), money: hand(2), proposed: Verdict::Passed }
}

#[test]
fn states_and_commands_of_an_acceptance() {
    let mut table = String::new();
    for state in State::ALL {
        for command in Command::samples() {
            for by in [1, 2, 3] {
                let then = match decide(&dossier(state), &command, id(by)) {
                    Ok(to) => to.code().to_owned(),
                    Err(refusal) => format!("✗ {}", refusal.code),
                };
                table.push_str(&format!("{state} · {} by {by} → {then}\n", command.code()));
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_verdict_needs_both_checks_money_in_order_and_a_reason_to_differ() {
    let conclude = |verdict, reason: &str| Command::Conclude { verdict, reason: reason.to_owned() };
    let code = |d: &Dossier, c: &Command| decide(d, c, id(3)).map_err(|r| r.code);
    let all = dossier(State::Applied);
    let open = Dossier { money: None, ..all };
    assert_eq!(code(&open, &conclude(Verdict::Passed, "")), Err("acceptance-unchecked".to_owned()));
    let debt = Dossier { money: Some(Hand { by: id(2), in_order: false }), ..all };
    assert_eq!(code(&debt, &conclude(Verdict::Closed, "理由")), Err("acceptance-money-open".to_owned()));
    assert_eq!(code(&all, &conclude(Verdict::Failed, " ")), Err("acceptance-reason-missing".to_owned()));
    assert_eq!(code(&all, &conclude(Verdict::Failed, "转包")), Ok(State::Concluded));
    assert_eq!(code(&all, &conclude(Verdict::Passed, "")), Ok(State::Concluded));
}

fn case<'a>(programme: &'a Programme, verdict: Verdict) -> Case<'a> {
    Case {
        programme,
        basis: "LZ-2026-001 验收结论",
        verdict,
        reason: "指标未达到",
        basis_points: 7_500,
        summary: true,
        deceived: false,
        paid: Fen(4_200_000),
        today: date(2026, 12, 20),
    }
}

#[test]
fn x09_l10_what_was_missed_is_claimed_back_by_the_notices_clause() {
    let xj = read("xinjiang-2025");
    let recovered = |case: &Case<'_>| {
        consequences(case).into_iter().find_map(|c| match c {
            Consequence::Recover { amount, clause } => Some((amount, clause.map(|c| c.says))),
            _ => None,
        })
    };
    let says = Some("未达指标者追回部分经费。".to_owned());
    assert_eq!(recovered(&case(&xj, Verdict::Failed)), Some((Fen(1_050_000), says.clone())));
    assert_eq!(recovered(&case(&xj, Verdict::Closed)), Some((Fen(1_050_000), says)));
    assert_eq!(recovered(&case(&xj, Verdict::Passed)), None);
    // Where the notice has no such clause only a failure costs money.
    let nx = read("ningxia-2025");
    assert_eq!(recovered(&case(&nx, Verdict::Closed)), None);
    assert_eq!(recovered(&case(&nx, Verdict::Failed)), Some((Fen(1_050_000), None)));
}

#[test]
fn the_last_gate_opens_with_a_pass_and_a_rectification_sends_back() {
    let p = read("xinjiang-2025");
    let gates = |v| {
        let found = consequences(&case(&p, v)).into_iter();
        found
            .filter_map(
                |c| if let Consequence::Gate { gate, passed } = c { Some((gate, passed)) } else { None },
            )
            .collect::<Vec<_>>()
    };
    assert_eq!(gates(Verdict::Passed), [(Gate::Acceptance, true)]);
    assert_eq!(gates(Verdict::Closed), [(Gate::Acceptance, true)]);
    assert_eq!(gates(Verdict::Failed), [(Gate::Acceptance, false)]);
    let back = project::Command::SendBack { reason: "指标未达到".to_owned() };
    assert_eq!(consequences(&case(&p, Verdict::Rectify)), [Consequence::Project { command: back }]);
    let deceived = Case { deceived: true, ..case(&p, Verdict::Failed) };
    let bar = consequences(&deceived).into_iter().find_map(|c| match c {
        Consequence::Bar { bar } => Some((bar.from, bar.to)),
        _ => None,
    });
    assert_eq!(bar, Some((date(2026, 12, 20), Some(date(2029, 12, 20)))));
}

/// A clean organisation of the kind that the programme admits, with these facts beside.
fn standing(facts: Vec<Fact>) -> Standing {
    Standing {
        class: kexiang_core::organisation::OrganisationClass::Society,
        member: true,
        legal_person: true,
        own_account: true,
        region: "640000".to_owned(),
        qualified_in: Vec::new(),
        facts,
        closed_years: vec![2023, 2024],
        bars: Vec::new(),
    }
}

/// Last year's programme: the one whose verdicts this year's call looks at.
fn last_year(programme: &Programme, year: i16) -> Programme {
    let mut last = programme.clone();
    last.programme.year = year;
    last
}

fn facts_after(programme: &Programme, year: i16, verdict: Verdict, summary: bool) -> Vec<Fact> {
    let last = last_year(programme, year);
    let found = consequences(&Case { summary, ..case(&last, verdict) });
    found
        .into_iter()
        .filter_map(|c| if let Consequence::Ledger { fact, .. } = c { Some(fact) } else { None })
        .collect()
}

#[test]
fn n11_g14_a_verdict_bars_from_next_years_call_by_itself() {
    for (name, year) in [("ningxia-2025", 2024), ("guangdong-2024", 2023)] {
        let p = read(name);
        let barred = |facts: Vec<Fact>, kind: FactKind| {
            let s = standing(facts);
            let rule = p.rules.iter().find(|r| {
                matches!(&r.test, kexiang_core::programme::Test::BarredIf(t) if t.fact == kind && t.years == [year])
            });
            let rule = rule.unwrap_or_else(|| panic!("{name} asks for {kind:?} of {year}"));
            crate::eligibility::outcome_of(&p, &s, &rule.id)
        };
        let failed = facts_after(&p, year, Verdict::Failed, true);
        assert_eq!(barred(failed, FactKind::Projects), Outcome::Failed, "{name}");
        let passed = facts_after(&p, year, Verdict::Passed, true);
        assert_eq!(barred(passed, FactKind::Projects), Outcome::Met, "{name}");
    }
    let gd = read("guangdong-2024");
    let without = facts_after(&gd, 2023, Verdict::Passed, false);
    assert!(without.contains(&Fact { kind: FactKind::Summary, year: 2023, value: "missing".to_owned() }));
    let rule = gd.rules.iter().find(
        |r| matches!(&r.test, kexiang_core::programme::Test::BarredIf(t) if t.fact == FactKind::Summary),
    );
    let outcome = crate::eligibility::outcome_of(&gd, &standing(without), &rule.unwrap().id);
    assert_eq!(outcome, Outcome::Failed);
}
