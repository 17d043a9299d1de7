//! Rules answer with their clause: Ningxia's bars (N11), Liuzhou's partners (L04), limits (L03, G12).

use kexiang_core::eligibility::{Answer, Case, Outcome, Party, Used, answer, judge};
use kexiang_core::organisation::{CreditBar, Fact, FactKind, OrganisationClass, Standing};
use kexiang_core::programme::{Programme, parse};

fn society() -> Standing {
    Standing {
        class: OrganisationClass::Society,
        member: true,
        legal_person: true,
        own_account: true,
        region: "640000".into(),
        qualified_in: Vec::new(),
        facts: vec![
            fact(FactKind::AnnualInspection, 2023, "passed"),
            fact(FactKind::AnnualInspection, 2024, "passed"),
            fact(FactKind::Grade, 2024, "B"),
        ],
        closed_years: vec![2023, 2024],
        bars: Vec::new(),
    }
}

fn fact(kind: FactKind, year: i16, value: &str) -> Fact {
    Fact { kind, year, value: value.into() }
}

/// The rules of one programme file, on a minimal programme around them.
fn programme(rules: &str) -> Programme {
    let text = include_str!("minimal.toml").to_owned() + rules;
    parse(&text).expect("a programme")
}

fn asked(
    rules: &str,
    standing: &Standing,
    joint: &[Party],
    used: &[Used],
) -> (Answer, Vec<(Outcome, String)>) {
    let programme = programme(rules);
    let case = Case {
        standing,
        joint,
        recommender: None,
        used,
        today: jiff::civil::date(2025, 5, 10),
        in_application: true,
    };
    let verdicts = judge(&programme, &programme.types[0], &case);
    let said = verdicts.iter().map(|v| (v.outcome, v.reason.code.clone())).collect();
    (answer(&verdicts), said)
}

fn one(outcome: Outcome, code: &str) -> Vec<(Outcome, String)> {
    vec![(outcome, code.to_owned())]
}

const GRADE_C: &str = r#"
[[rule]]
id = "grade-c"
severity = "hard"
test = { barred_if = { fact = "grade", years = [2024], is = ["C"] } }
clause = { at = "二（三）4", says = "2024年学会评价等级为C的全区学会" }
"#;

#[test]
fn n11_grade_c_bars_and_quotes_the_clause() {
    let mut barred = society();
    assert_eq!(asked(GRADE_C, &barred, &[], &[]), (Answer::Yes, one(Outcome::Met, "fact-clear")));
    barred.facts[2].value = "C".into();
    assert_eq!(asked(GRADE_C, &barred, &[], &[]), (Answer::No, one(Outcome::Failed, "fact-bars")));
    let verdicts = {
        let programme = programme(GRADE_C);
        let case = Case {
            standing: &barred,
            joint: &[],
            recommender: None,
            used: &[],
            today: jiff::civil::date(2025, 5, 10),
            in_application: false,
        };
        judge(&programme, &programme.types[0], &case)
    };
    assert_eq!(verdicts[0].clause.says, "2024年学会评价等级为C的全区学会");
}

#[test]
fn n11_a_silent_ledger_asks_an_officer_unless_the_year_is_closed() {
    let mut unknown = society();
    unknown.facts.clear();
    assert_eq!(asked(GRADE_C, &unknown, &[], &[]), (Answer::Yes, one(Outcome::Met, "fact-clear")));
    unknown.closed_years.clear();
    assert_eq!(
        asked(GRADE_C, &unknown, &[], &[]),
        (Answer::WithOverride, one(Outcome::Unknown, "fact-unknown"))
    );
}

const NO_INSPECTION: &str = r#"
[[rule]]
id = "inspection"
severity = "hard"
test = { barred_if = { fact = "annual_inspection", years = [2023, 2024], is = ["absent"], how = "all" } }
clause = { at = "二（三）1", says = "近两年未参加年检" }
"#;

#[test]
fn n11_two_years_without_inspection_bar_and_one_does_not() {
    let mut s = society();
    s.facts.retain(|f| f.year != 2023 || f.kind != FactKind::AnnualInspection);
    assert_eq!(asked(NO_INSPECTION, &s, &[], &[]).0, Answer::Yes);
    s.facts.retain(|f| f.kind != FactKind::AnnualInspection);
    assert_eq!(asked(NO_INSPECTION, &s, &[], &[]).0, Answer::No);
}

const LISTED_OR_JOINTLY: &str = r#"
[[rule]]
id = "class"
severity = "hard"
test = { class_in = { classes = ["society"], or_jointly = true } }
clause = { at = "三（一）", says = "如不在所列申报主体范围的，可联合进行项目申报" }
[[rule]]
id = "joint"
severity = "hard"
test = { joint_at_most = { max = 2 } }
clause = { at = "三（一）", says = "联合申报单位数量不超过2个" }
"#;

fn party(class: OrganisationClass, agreed: bool) -> Party {
    Party { class, qualified_in: Vec::new(), agreed }
}

#[test]
fn l04_an_outsider_applies_with_a_listed_partner() {
    let mut outsider = society();
    outsider.class = OrganisationClass::Other;
    let society = |agreed| party(OrganisationClass::Society, agreed);
    let first = |joint: &[Party]| {
        let (answer, said) = asked(LISTED_OR_JOINTLY, &outsider, joint, &[]);
        (answer, said[0].clone())
    };
    assert_eq!(first(&[]), (Answer::YesIf, (Outcome::Open, "class-needs-partner".into())));
    assert_eq!(first(&[society(false)]), (Answer::YesIf, (Outcome::Open, "class-partner-pending".into())));
    assert_eq!(first(&[society(true)]), (Answer::Yes, (Outcome::Met, "class-with-partner".into())));
    let other = party(OrganisationClass::Other, true);
    assert_eq!(first(&[other]).0, Answer::YesIf);
    let three = [society(true), society(true), society(true)];
    assert_eq!(asked(LISTED_OR_JOINTLY, &outsider, &three, &[]).0, Answer::No);
}

fn limit(severity: &str) -> String {
    format!(
        "[[limit]]\nid = \"two\"\nper = \"organisation\"\nmax = 2\nseverity = \"{severity}\"\n\
         clause = {{ at = \"三（一）\", says = \"同一单位申报项目原则上不超过2个\" }}\n"
    )
}

#[test]
fn l03_soft_and_g12_hard_limits() {
    let used = |n| vec![Used { limit: "two".into(), used: n }];
    let s = society();
    assert_eq!(asked(&limit("soft"), &s, &[], &used(1)).0, Answer::Yes);
    assert_eq!(asked(&limit("soft"), &s, &[], &used(2)).0, Answer::WithOverride);
    assert_eq!(asked(&limit("hard"), &s, &[], &used(2)), (Answer::No, one(Outcome::Failed, "limit-reached")));
}

#[test]
fn g14_a_credit_measure_bars_within_its_term_only() {
    let rules = "[[rule]]\nid = \"credit\"\nseverity = \"hard\"\ntest = { no_credit_bar = {} }\n\
                 clause = { at = \"二（四）\", says = \"未完成上一年度项目目标的单位不得申报\" }\n";
    let mut s = society();
    let bar = |from: &str, to: &str| CreditBar {
        from: from.parse().expect("a date"),
        to: Some(to.parse().expect("a date")),
        basis: "〔2024〕8号".into(),
    };
    s.bars = vec![bar("2024-01-01", "2025-05-09")];
    assert_eq!(asked(rules, &s, &[], &[]).0, Answer::Yes);
    s.bars = vec![bar("2024-01-01", "2025-05-10")];
    assert_eq!(asked(rules, &s, &[], &[]).0, Answer::No);
}

/// What one rule of a programme says of an organisation that applies alone for the first type the rule concerns.
pub fn outcome_of(programme: &Programme, standing: &Standing, rule: &str) -> Outcome {
    let case = Case {
        standing,
        joint: &[],
        recommender: None,
        used: &[],
        today: jiff::civil::date(2025, 5, 10),
        in_application: true,
    };
    let mut said = programme.types.iter().flat_map(|t| judge(programme, t, &case));
    said.find(|v| v.rule == rule).expect("a rule of the programme").outcome
}
