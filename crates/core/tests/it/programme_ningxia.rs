//! Ningxia 2025, clause by clause.

use kexiang_core::organisation::{FactKind, OrganisationClass as Class};
use kexiang_core::programme::{
    Amount, Counts, FactTest, FieldKind, Material, PaperWhen, Programme, Quantifier, RepeatWithin, Rule,
    Severity, Test,
};
use kexiang_core::time;

use crate::programme::{marks, read, read_type, said};

const NAME: &str = "ningxia-2025";
const SOCIETY_TYPES: [&str; 3] = ["NX2025-2-1", "NX2025-2-2", "NX2025-3-1"];

fn programme() -> Programme {
    read(NAME)
}

fn rule(id: &str) -> Rule {
    programme().rules.into_iter().find(|r| r.id == id).unwrap_or_else(|| panic!("no rule {id}"))
}

fn concerning(code: &str) -> Vec<(Test, Severity)> {
    let rules = programme().rules.into_iter().filter(|r| r.types == [code]);
    rules.map(|r| (r.test, r.severity)).collect()
}

fn class(class: Class) -> (Test, Severity) {
    (Test::ClassIn { classes: vec![class], or_jointly: false, qualified_in: None }, Severity::Hard)
}

#[test]
fn n01_six_types_in_three_groups_without_sums() {
    let p = programme();
    let types: Vec<_> = p.types.iter().map(|t| (t.code.as_str(), t.group.as_deref(), t.planned)).collect();
    let expected = [
        ("NX2025-1-1", Some("1"), None),
        ("NX2025-1-2", Some("1"), None),
        ("NX2025-1-3", Some("1"), None),
        ("NX2025-2-1", Some("2"), None),
        ("NX2025-2-2", Some("2"), None),
        ("NX2025-3-1", Some("3"), None),
    ];
    assert_eq!(types, expected);
    let groups: Vec<_> = p.groups.iter().map(|g| g.name.as_str()).collect();
    assert_eq!(groups, ["创新平台能力提升项目", "学会规范化建设项目", "自治区级学术交流活动"]);
    assert!(p.types.iter().all(|t| t.funding.as_ref().unwrap().amount == Amount::Undecided));
}

#[test]
fn n02_applicants_recommendations_and_partners() {
    let recommended = (Test::RecommendedBy { classes: vec![Class::CityAssociation] }, Severity::Hard);
    let with = |class, min| (Test::JointWith { classes: vec![class], min }, Severity::Hard);
    assert_eq!(concerning("NX2025-1-1"), [class(Class::ParkAssociation), recommended.clone()]);
    assert_eq!(concerning("NX2025-1-2"), [class(Class::OverseasBase), recommended]);
    assert_eq!(concerning("NX2025-1-3"), [class(Class::ReturneeUnion), with(Class::ReturneeMember, 1)]);
    assert_eq!(concerning("NX2025-2-1"), [class(Class::Society)]);
    assert_eq!(concerning("NX2025-2-2"), [class(Class::Society), with(Class::GrassrootsSociety, 3)]);
    assert_eq!(concerning("NX2025-3-1"), [class(Class::Society)]);
    assert_eq!(
        said(&rule("recommended-bases").clause),
        "一（一）2：申报主体：中国科协海智基地，由市级科协出具推荐函"
    );
    let p = programme();
    let opinion = |n: usize| p.form_of(&p.types[n]).unwrap().field("recommendation").cloned();
    assert_eq!([opinion(0).is_some(), opinion(1).is_some(), opinion(2).is_some()], [true, true, false]);
    assert_eq!(opinion(0).unwrap().kind, FieldKind::Signature);
}

#[test]
fn n03_four_events_or_one_of_200_people() {
    for code in ["NX2025-1-1", "NX2025-1-2"] {
        let t = read_type(NAME, code);
        assert_eq!(marks(&t, None)[0], "matchmaking activities >=4场 | =1场(participants >=200人)");
        let names: Vec<_> = t.indicators[0].alternatives.iter().map(|a| a.name.as_deref().unwrap()).collect();
        assert_eq!(names, ["产学研对接活动", "不少于200人的大型产学研对接活动"]);
    }
}

#[test]
fn n04_transfer_postings_media_and_case() {
    let parks = read_type(NAME, "NX2025-1-1");
    let expected = [
        "transfers transfers >=1项",
        "postings postings >=100项",
        "news news >=1篇",
        "case documents =1篇(characters >=1500字)",
    ];
    assert_eq!(marks(&parks, None)[1..], expected);
    assert_eq!(parks.indicators[2].channels, ["科创中国·宁夏中心"]);
    assert_eq!(parks.indicators[3].channels, ["主流媒体"]);
    let bases = read_type(NAME, "NX2025-1-2");
    assert_eq!(marks(&bases, None)[1..], ["support text", expected[1], expected[2], expected[3]]);
    assert_eq!(bases.deliverables[0].proves, ["case"]);
}

#[test]
fn n05_services_popularisation_salons_and_advice() {
    let expected = [
        "services activities >=2场次",
        "popularisation activities >=2场",
        "salons activities >=2场",
        "advice documents =1篇(characters >=1500字)",
    ];
    assert_eq!(marks(&read_type(NAME, "NX2025-1-3"), None), expected);
}

#[test]
fn n06_two_events_of_30_people_each_governance_and_case() {
    let expected = [
        "governance text",
        "events activities >=2场(participants >=30人)",
        "case documents =1篇(characters >=1500字)",
    ];
    assert_eq!(marks(&read_type(NAME, "NX2025-2-1"), None), expected);
}

#[test]
fn n07_three_grassroots_societies_and_five_events_of_50_people() {
    let expected = [
        "societies organisations =3个",
        "events activities >=5场次(participants >=50人)",
        "case documents =1篇(characters >=1500字)",
    ];
    assert_eq!(marks(&read_type(NAME, "NX2025-2-2"), None), expected);
    let partners = rule("with-grassroots");
    assert_eq!(partners.test, Test::JointWith { classes: vec![Class::GrassrootsSociety], min: 3 });
    assert_eq!(said(&partners.clause), "一（二）2（1）：支持每个全区学会对接3个基层“三会”");
}

#[test]
fn n08_experts_audience_and_a_report_of_at_most_1500_characters() {
    let expected = [
        "experts experts >=2名",
        "participants participants >=200人",
        "advice documents =1篇(characters <=1500字)",
    ];
    assert_eq!(marks(&read_type(NAME, "NX2025-3-1"), None), expected);
}

#[test]
fn n09_all_finish_by_the_end_of_november() {
    for t in programme().types {
        let last = t.completes().unwrap().last_date(jiff::civil::date(2025, 6, 1));
        assert_eq!(last, Some(jiff::civil::date(2025, 11, 30)));
        assert_eq!(t.completion_clause.says, "完成时限：2025年11月30日前");
    }
}

#[test]
fn n10_legal_person_and_account_in_principle() {
    let words = "二（二）：各申报单位原则应具有独立法人资格，设立独立账户";
    for (id, test) in [("legal-person", Test::LegalPerson {}), ("own-account", Test::OwnAccount {})] {
        let rule = rule(id);
        assert_eq!((rule.test, rule.severity, said(&rule.clause)), (test, Severity::Soft, words.to_owned()));
    }
    assert_eq!(rule("means").test, Test::Statement {});
}

#[test]
fn n11_five_bars_for_societies() {
    let look = |fact, years: &[i16], value: &str, how| {
        Test::BarredIf(FactTest { fact, years: years.to_vec(), is: vec![value.to_owned()], how })
    };
    let any = Quantifier::Any;
    let inspection = FactKind::AnnualInspection;
    let expected = [
        (
            "inspection-both-years-missing",
            Severity::Hard,
            look(inspection, &[2023, 2024], "absent", Quantifier::All),
            "二（三）1",
        ),
        (
            "inspection-one-year-missing",
            Severity::Soft,
            look(inspection, &[2023, 2024], "absent", any),
            "二（三）1",
        ),
        ("inspection-failed", Severity::Hard, look(inspection, &[2024], "failed", any), "二（三）1"),
        ("penalty", Severity::Hard, look(FactKind::Penalty, &[2024], "civil_affairs", any), "二（三）2"),
        (
            "projects-unfinished",
            Severity::Hard,
            look(FactKind::Projects, &[2024], "unfinished", any),
            "二（三）3",
        ),
        ("grade-c", Severity::Hard, look(FactKind::Grade, &[2024], "C", any), "二（三）4"),
    ];
    let bars: Vec<_> =
        programme().rules.into_iter().filter(|r| matches!(r.test, Test::BarredIf(_))).collect();
    assert_eq!(bars.len(), expected.len());
    for (bar, (id, severity, test, at)) in bars.iter().zip(expected) {
        assert_eq!(
            (bar.id.as_str(), bar.severity, &bar.test, bar.clause.at.as_str()),
            (id, severity, &test, at)
        );
        assert_eq!(bar.types, SOCIETY_TYPES);
    }
    assert_eq!(rule("grade-c").clause.says, "2024年学会评价等级为C的全区学会。");
}

#[test]
fn n12_no_project_twice() {
    let repeats = programme().repeats;
    let found: Vec<_> = repeats.iter().map(|r| (r.within, r.severity, said(&r.clause))).collect();
    let words = "三（一）：同一项目不得重复申报。".to_owned();
    let expected = [
        (RepeatWithin::Call, Severity::Soft, words.clone()),
        (RepeatWithin::Association, Severity::Soft, words),
    ];
    assert_eq!(found, expected);
}

#[test]
fn n13_two_copies_by_may_16_and_the_dispatch_counts() {
    let p = programme();
    let end = time::end_of_day(jiff::civil::date(2025, 5, 16));
    let deadline = |what| p.deadline(what, "NX2025-1-1").map(|d| (d.instant(), d.counts));
    assert_eq!(deadline(Material::Electronic), Some((end, Counts::Arrival)));
    assert_eq!(deadline(Material::Paper), Some((end, Counts::Dispatch)));
    let paper_clause = p.deadline(Material::Paper, "NX2025-1-1").unwrap().clause.as_ref().unwrap();
    assert_eq!(said(paper_clause), "三（四）：逾期申报不予受理。通过快递寄送的，以快递发出日期为准。");
    let paper = p.paper.unwrap();
    assert_eq!((paper.copies, paper.when), (2, PaperWhen::AfterSubmission));
    let copy = &p.submission.copies[0];
    assert_eq!((copy.what.as_str(), copy.to.as_str()), ("申报书word版", "nxkxxhb@163.com"));
    assert_eq!(p.attachments, ["宁夏科协2025年度学会学术项目申报书"]);
}

#[test]
fn n14_every_joint_applicant_signs_and_seals() {
    for form in programme().forms {
        let block = form.field("joint_opinion").unwrap();
        assert_eq!((block.kind, block.per_joint), (FieldKind::Signature, true));
        let words = "三（三）：有联合申报单位的，联合申报单位负责人要签署意见，并加盖单位公章。";
        assert_eq!(said(block.clause.as_ref().unwrap()), words);
        assert!(form.of_kind(FieldKind::Joint).is_some());
    }
}

#[test]
fn n15_a_contact_per_group_of_types() {
    let p = programme();
    let first = |code: &str| {
        let contact = p.contacts_for(code).next().unwrap();
        (contact.people.join("、"), contact.phones.join("、"))
    };
    let pair = |name: &str, phone: &str| (name.to_owned(), phone.to_owned());
    for code in ["NX2025-1-1", "NX2025-1-2", "NX2025-1-3", "NX2025-2-2"] {
        assert_eq!(first(code), pair("杨清", "0951-5085190"), "{code}");
    }
    assert_eq!(first("NX2025-2-1"), pair("周莉", "0951-5085156"));
    assert_eq!(first("NX2025-3-1"), pair("杨程平", "0951-5085190"));
    let general = p.contacts_for("NX2025-3-1").last().unwrap();
    assert_eq!(general.address.as_deref(), Some("银川市金凤区广场西路自治区科协学会学术部"));
}
