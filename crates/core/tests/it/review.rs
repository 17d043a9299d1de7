//! Expert review: scores, aggregation, ranking, conflicts, panels, fees.

use std::collections::BTreeMap;

use kexiang_core::money::Fen;
use kexiang_core::review::{
    Composition, ConflictKind, Duty, ExpertFacts, FeeTable, Kind, Mark, Method, Rank, Relation, Reviewed,
    Rubric, Seat, Standing, TieBreak, Vote, corrected, detect, fee, gross_for, placed, read_points,
    ready_to_open, redacted, score, shown, summarise, tally, withholding,
};

fn points(list: &[(&str, i64)]) -> BTreeMap<String, i64> {
    list.iter().map(|(id, n)| ((*id).to_owned(), *n)).collect()
}

fn full() -> BTreeMap<String, i64> {
    points(&[
        ("need", 1600),
        ("plan", 2000),
        ("team", 1200),
        ("targets", 1600),
        ("budget", 1200),
        ("model", 400),
    ])
}

#[test]
fn points_are_read_as_people_type_them() {
    for (typed, read) in [("18", Some(1800)), (" １８．５ ", Some(1850)), ("7.25", Some(725)), ("0", Some(0))]
    {
        assert_eq!(read_points(typed), read, "{typed}");
    }
    for typed in ["", "-1", "1.234", "1,5", "abc", "12345", "1e2"] {
        assert_eq!(read_points(typed), None, "{typed}");
    }
    assert_eq!([shown(8650), shown(9000), shown(8605), shown(-125)], ["86.5", "90", "86.05", "-1.25"]);
}

#[test]
fn every_criterion_is_judged_within_its_points() {
    let rubric = Rubric::standard();
    assert_eq!(rubric.criteria.iter().map(|c| c.points).sum::<u32>(), 100);
    assert_eq!(score(&rubric, &[Kind::Technical], &full(), "").expect("complete").total, 8000);
    let mut some = full();
    some.remove("plan");
    some.insert("team".into(), 1501);
    let wrong = score(&rubric, &[Kind::Technical], &some, "").expect_err("two faults");
    let told: Vec<_> = wrong.iter().map(|r| (r.code.as_str(), r.at.as_deref())).collect();
    assert_eq!(told, [("score-missing", Some("plan")), ("score-range", Some("team"))]);
}

#[test]
fn extremes_need_a_comment_of_thirty_characters() {
    let rubric = Rubric::standard();
    let mut high = full();
    high.insert("plan".into(), 2500);
    high.insert("need".into(), 2000);
    high.insert("budget".into(), 1500);
    assert_eq!(high.values().sum::<i64>(), 9200);
    let wrong = score(&rubric, &[Kind::Technical], &high, "很好").expect_err("9200 is above 90");
    assert_eq!((wrong[0].code.as_str(), wrong[0].arg("short")), ("comment-due", Some("28")));
    assert_eq!((wrong[0].arg("below"), wrong[0].arg("above")), (Some("60"), Some("90")));
    let mut strict = rubric.clone();
    strict.comment.above = 95;
    assert_eq!(score(&strict, &[Kind::Technical], &high, "很好").expect("below 95").total, 9200);
    let comment = "好".repeat(30);
    assert_eq!(score(&rubric, &[Kind::Technical], &high, &comment).expect("commented").total, 9200);
    let ninety = points(&[
        ("need", 2000),
        ("plan", 2500),
        ("team", 1500),
        ("targets", 2000),
        ("budget", 1000),
        ("model", 0),
    ]);
    assert_eq!(score(&rubric, &[Kind::Technical], &ninety, "").expect("90 is not above").total, 9000);
}

#[test]
fn x07_each_kind_judges_its_own_part_and_is_scaled_to_a_hundred() {
    let mut rubric = Rubric::standard();
    for criterion in &mut rubric.criteria {
        criterion.kinds =
            if criterion.id == "budget" { vec![Kind::Financial] } else { vec![Kind::Technical] };
    }
    let financial = score(&rubric, &[Kind::Financial], &points(&[("budget", 1200)]), "").expect("own part");
    assert_eq!(financial.total, 8000);
    let both: Vec<_> = rubric.criteria_for(&[Kind::Financial, Kind::Technical]).map(|c| &c.id).collect();
    assert_eq!(both.len(), 6);
    assert_eq!(rubric.criteria_for(&[Kind::Management]).count(), 0);
}

#[test]
fn bands_say_what_points_mean() {
    let plan = &Rubric::standard().criteria[1];
    let ranges: Vec<_> = plan.ranges().into_iter().map(|(a, b, s)| format!("{s}{a}-{b}")).collect();
    assert_eq!(ranges, ["优23-25", "良20-22", "中15-19", "差0-14"]);
    let model = &Rubric::standard().criteria[5];
    let ranges: Vec<_> = model.ranges().into_iter().map(|(a, b, s)| format!("{s}{a}-{b}")).collect();
    assert_eq!(ranges, ["优5-5", "良4-4", "中3-3", "差0-2"]);
}

fn marks(list: &[(&str, Kind, i64)]) -> Vec<Mark> {
    list.iter().map(|(e, kind, total)| Mark { expert: (*e).into(), kind: *kind, total: *total }).collect()
}

#[test]
fn mean_trimmed_and_weighted() {
    use Kind::{Financial as F, Management as M, Technical as T};
    let five = marks(&[("a", T, 9000), ("b", T, 8000), ("c", T, 8100), ("d", F, 7000), ("e", M, 4000)]);
    let mean = summarise(&five, &Method::Mean).expect("five");
    assert_eq!((mean.score, mean.median, mean.spread, mean.technical), (7220, 8000, 5000, 8367));
    assert_eq!(mean.outliers, ["e"]);
    // Without 9000 and 4000: (8000 + 8100 + 7000) / 3.
    assert_eq!(summarise(&five, &Method::Trimmed).expect("five").score, 7700);
    let four = summarise(&five[..4], &Method::Trimmed).expect("four");
    assert_eq!((four.score, four.mean), (8025, 8025));
    // 50 % of 25100/3, 30 % of 7000, 20 % of 4000.
    let weights = Method::Weighted([(T, 50), (F, 30), (M, 20)].into());
    assert_eq!(summarise(&five, &weights).expect("five").score, 7083);
    // Nobody of management: the weights of the others count.
    assert_eq!(summarise(&five[..4], &weights).expect("four").score, 7854);
    assert_eq!(summarise(&[], &Method::Mean), None);
}

#[test]
fn half_a_hundredth_goes_up() {
    let two = marks(&[("a", Kind::Technical, 8001), ("b", Kind::Technical, 8000)]);
    assert_eq!(summarise(&two, &Method::Mean).expect("two").score, 8001);
}

#[test]
fn severity_is_taken_out_only_from_five_reviews_on() {
    let kind = Kind::Technical;
    let mut reviews = BTreeMap::new();
    for n in 0..5 {
        let base = 7000 + n * 100;
        reviews.insert(format!("p{n}"), marks(&[("mild", kind, base + 1000), ("strict", kind, base)]));
    }
    reviews.insert("p9".into(), marks(&[("new", kind, 6000)]));
    let view = corrected(&reviews);
    assert_eq!(view.severity.get("mild"), Some(&1000));
    assert_eq!(view.severity.get("strict"), Some(&-1000));
    assert_eq!(view.too_few, ["new"]);
    assert_eq!((view.scores["p0"], view.scores["p9"]), (7500, 6000));
    reviews.remove("p4");
    assert!(corrected(&reviews).severity.is_empty());
}

#[test]
fn ties_are_broken_in_the_rubrics_order() {
    let one = |id: &str, score, priorities, technical, votes| Standing {
        id: id.into(),
        score,
        priorities,
        technical,
        votes,
    };
    let all = [
        one("none", None, 9, 9000, 9),
        one("b", Some(8000), 1, 8200, 0),
        one("a", Some(8000), 1, 8100, 0),
        one("c", Some(8000), 2, 7000, 0),
        one("d", Some(9000), 0, 7000, 0),
        one("e", Some(7000), 0, 7000, 3),
        one("f", Some(7000), 0, 7000, 3),
    ];
    let ranked = placed(&all, &[TieBreak::Priority, TieBreak::Technical, TieBreak::Vote]);
    let told: Vec<_> = ranked.iter().map(|p| (p.id.as_str(), p.place, p.by, p.tied)).collect();
    assert_eq!(
        told,
        [
            ("d", 1, None, false),
            ("c", 2, None, false),
            ("b", 3, Some(TieBreak::Priority), false),
            ("a", 4, Some(TieBreak::Technical), false),
            ("e", 5, None, true),
            ("f", 5, None, true),
            ("none", 7, None, false),
        ]
    );
}

fn expert() -> ExpertFacts {
    ExpertFacts {
        name: "黄志明".into(),
        organisation: "广西科技大学".into(),
        phone: "13707720001".into(),
        ..ExpertFacts::default()
    }
}

fn application() -> Reviewed {
    Reviewed {
        organisation: "柳州市机械工程学会".into(),
        host: "柳州职业技术大学".into(),
        joint: vec!["柳州钢铁集团科学技术协会".into()],
        people: vec![("王明".into(), "13800000001".into())],
        avoid: Vec::new(),
        applicants: vec![("王明".into(), "13800000001".into())],
        year: 2026,
    }
}

fn kinds(expert: &ExpertFacts, application: &Reviewed) -> Vec<(ConflictKind, bool)> {
    detect(expert, application).into_iter().map(|f| (f.kind, f.certain)).collect()
}

#[test]
fn an_expert_of_the_host_university_cannot_be_assigned() {
    use ConflictKind as K;
    assert_eq!(kinds(&expert(), &application()), []);
    let own = Reviewed { organisation: "广西科技大学科学技术协会".into(), ..application() };
    assert_eq!(kinds(&expert(), &own), [(K::SameOrganisation, true)]);
    let host = Reviewed { host: "广西科技大学".into(), ..application() };
    assert_eq!(kinds(&expert(), &host), [(K::HostOrganisation, true)]);
    let left = ExpertFacts { former: vec!["柳州市机械工程学会".into()], ..expert() };
    assert_eq!(kinds(&left, &application()), [(K::HostOrganisation, true)]);
    let joint = ExpertFacts { organisation: "柳州钢铁集团".into(), ..expert() };
    assert_eq!(kinds(&joint, &application()), [(K::JointOrganisation, true)]);
    // Two bodies of one city are not one body.
    let other = ExpertFacts { organisation: "柳州市汽车工程学会".into(), ..expert() };
    assert_eq!(kinds(&other, &application()), []);
}

#[test]
fn people_are_recognised_by_name_and_telephone() {
    use ConflictKind as K;
    let mut same = application();
    same.applicants.push(("黄志明".into(), "137-0772-0001".into()));
    assert_eq!(kinds(&expert(), &same), [(K::Applicant, true)]);
    same.applicants = vec![("黄志明".into(), "13900000000".into())];
    assert_eq!(kinds(&expert(), &same), [(K::Applicant, false)], "a namesake is confirmed by a person");
    let avoided = Reviewed { avoid: vec!["黄志明".into()], ..application() };
    assert_eq!(kinds(&expert(), &avoided), [(K::AvoidName, true)]);
}

#[test]
fn declared_relations_block_and_common_work_ends_after_three_years() {
    use ConflictKind as K;
    let with = |kind, year| ExpertFacts {
        relations: vec![Relation { kind, name: "王明".into(), year }],
        ..expert()
    };
    assert_eq!(kinds(&with(K::Kin, None), &application()), [(K::Kin, true)]);
    assert_eq!(kinds(&with(K::TeacherStudent, None), &application()), [(K::TeacherStudent, true)]);
    assert_eq!(kinds(&with(K::CoApplication, Some(2023)), &application()), [(K::CoApplication, true)]);
    assert_eq!(kinds(&with(K::CoApplication, Some(2022)), &application()), []);
}

#[test]
fn a_redacted_copy_names_nobody() {
    let names = ["柳州市机械工程学会".to_owned(), "王明".to_owned(), "柳州市".to_owned()];
    let text =
        "柳州市机械工程学会（联系人王明，0772-2626001，wm@example.cn）拟在柳州市举办3场活动，预算2026元。";
    assert_eq!(redacted(text, &names), "██（联系人██，██，██）拟在██举办3场活动，预算2026元。");
}

#[test]
fn x07_a_panel_is_odd_large_enough_and_of_all_kinds() {
    let rules = Composition { least: 5, odd: true, kinds: Kind::ALL.to_vec(), reviews: 3, most: 0 };
    let seat = |n: usize, kind, chairs| Seat { expert: n.to_string(), kinds: vec![kind], chairs };
    let four: Vec<_> = (0..4).map(|n| seat(n, Kind::Technical, false)).collect();
    let wrong = ready_to_open(&rules, &four, &[("甲".into(), 2)]).expect_err("much is missing");
    let codes: Vec<_> = wrong.iter().map(|r| r.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "panel-too-small",
            "panel-even",
            "panel-kind-missing",
            "panel-kind-missing",
            "panel-chair-missing",
            "panel-reviews-missing",
        ]
    );
    let mut five = four;
    five[0].chairs = true;
    five[1].kinds = vec![Kind::Management];
    five.push(seat(5, Kind::Financial, false));
    assert_eq!(ready_to_open(&rules, &five, &[("甲".into(), 3)]), Ok(()));
}

#[test]
fn two_thirds_of_those_in_the_room_carry() {
    use Vote::{Abstain as A, No as N, Yes as Y};
    assert!(tally(3, &[Y, Y, N]).carried);
    assert!(!tally(5, &[Y, Y, Y, A, N]).carried);
    assert!(!tally(0, &[]).carried);
    let four = tally(4, &[Y, Y, Y]);
    assert_eq!((four.yes, four.no, four.abstain, four.carried), (3, 0, 0, true));
}

/// The caps before tax that a university derived from 财科教〔2017〕128号.
#[test]
fn fees_before_tax_follow_the_table() {
    let table = FeeTable::national();
    let most = |rank, duty| fee(&table, rank, duty, table.daily(rank).1).expect("the cap").gross.0 / 100;
    let days = |n: u32| Duty::Meeting { half_days: n };
    let of = |duty| Rank::ALL.map(|rank| most(rank, duty));
    assert_eq!(of(days(2)), [4285, 2800, 1675]);
    assert_eq!(of(days(1)), [2500, 1600, 925]);
    assert_eq!(of(Duty::Correspondence { percent: 50 }), [2050, 1300, 750]);
    assert_eq!(of(Duty::Nothing), [0, 0, 0]);
    // The third day alone, whole and half.
    let third = |rank: Rank, percent: i64| gross_for(Fen(table.daily(rank).1.0 * percent / 100)).0 / 100;
    assert_eq!(Rank::ALL.map(|r| third(r, 50)), [2050, 1300, 750]);
    assert_eq!(Rank::ALL.map(|r| third(r, 30)), [1150, 720, 450]);
    // Three days are two whole ones and a half one, after tax.
    let three = fee(&table, Rank::Senior, days(6), Fen(240_000)).expect("within the cap");
    assert!(three.net.0 <= 600_000 && three.net.0 > 599_900, "{three:?}");
    assert_eq!(three.gross.0 - three.tax.0, three.net.0);
}

#[test]
fn tax_is_withheld_in_steps() {
    let yuan = |n: i64| Fen(n * 100);
    for (gross, tax) in
        [(800, 0), (801, 20), (4000, 64_000), (4001, 64_016), (25_000, 400_000), (62_500, 1_300_000)]
    {
        let expected = if gross == 801 { 20 } else { tax };
        assert_eq!(withholding(yuan(gross)), Fen(expected), "{gross}");
    }
}

#[test]
fn a_fee_above_the_table_is_refused() {
    let table = FeeTable::national();
    let refusal = fee(&table, Rank::Other, Duty::Meeting { half_days: 1 }, Fen(150_001)).expect_err("above");
    assert_eq!((refusal.code.as_str(), refusal.arg("most")), ("fee-over-cap", Some("1,500.00")));
    let percent = fee(&table, Rank::Other, Duty::Correspondence { percent: 60 }, Fen(150_000));
    assert_eq!(percent.expect_err("above 50").code, "fee-percent");
}

#[test]
fn titles_give_ranks() {
    for (title, rank) in [
        ("中国工程院院士", Rank::Academician),
        ("教授级高级工程师", Rank::Senior),
        ("副研究员", Rank::Senior),
        ("助理研究员", Rank::Other),
        ("会计师", Rank::Other),
        ("讲师", Rank::Other),
    ] {
        assert_eq!(Rank::of_title(title), rank, "{title}");
    }
}
