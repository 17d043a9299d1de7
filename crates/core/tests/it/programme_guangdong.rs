//! Guangdong 2024, clause by clause.

use kexiang_core::organisation::FactKind;
use kexiang_core::programme::{
    Amount, Counts, Due, DueAfter, FactTest, FieldKind, Material, PaperWhen, PriorityKind, Programme,
    Quantifier, Severity, StepKind, Test,
};
use kexiang_core::{money::Fen, time};

use crate::programme::{marks, read, read_type, said};

const NAME: &str = "guangdong-2024";

fn programme() -> Programme {
    read(NAME)
}

fn marks_of(code: &str) -> Vec<String> {
    marks(&read_type(NAME, code), None)
}

fn wishes(code: &str, kind: PriorityKind) -> Vec<String> {
    programme().priorities_for(code).filter(|p| p.kind == kind).map(|p| p.id.clone()).collect()
}

fn within(after: DueAfter, period: &str) -> Option<Due> {
    Some(Due { after: Some(after), within: Some(period.to_owned()), by: None })
}

#[test]
fn g01_eleven_types_in_four_groups() {
    let p = programme();
    let planned: Vec<_> = p.types.iter().map(|t| t.planned.unwrap()).collect();
    assert_eq!(planned, [10, 1, 1, 15, 1, 1, 1, 1, 1, 1, 1]);
    let fixed = |wan: i64| Amount::Fixed(Fen(wan * 1_000_000));
    let amounts: Vec<_> = p.types.iter().map(|t| t.funding.as_ref().unwrap().amount).collect();
    let range = Amount::Range(Fen(5_000_000), Fen(10_000_000));
    let expected = [
        fixed(10),
        fixed(30),
        fixed(60),
        range,
        fixed(5),
        fixed(6),
        fixed(45),
        fixed(20),
        fixed(14),
        fixed(12),
        fixed(4),
    ];
    assert_eq!(amounts, expected);
    let groups: Vec<_> = p.types.iter().map(|t| t.group.as_deref().unwrap()).collect();
    assert_eq!(groups, ["1", "1", "1", "2", "2", "2", "2", "3", "4", "4", "4"]);
    assert_eq!(
        (p.programme.year, p.programme.document_number.as_deref()),
        (2024, Some("粤科协学〔2023〕14号"))
    );
}

#[test]
fn g02_forum_in_guangdong_with_its_marks_limits_and_dates() {
    let t = read_type(NAME, "GD2024-01");
    let expected = [
        "days days <=3天",
        "participants participants >=200人",
        "experts experts >=3人",
        "report documents >=1份",
    ];
    assert_eq!(marks(&t, None), expected);
    let venue = t.venue.as_ref().unwrap();
    assert_eq!(["440100", "440300", "441900", "450200"].map(|r| venue.allows(r)), [true, true, true, false]);
    assert_eq!(said(&venue.clause), "一（一）1申报要求（3）：举办地限广东省；");
    let limit = programme().limits.into_iter().find(|l| l.types == ["GD2024-01"]).unwrap();
    assert_eq!((limit.max, limit.severity), (1, Severity::Hard));
    assert_eq!(said(&limit.clause), "一（一）1申报要求（6）：各单位限申报1项；");
    assert_eq!(t.indicators[3].due, within(DueAfter::Event, "P1M"));
    let statistics = t.deliverables.iter().find(|d| d.id == "statistics").unwrap();
    assert_eq!(statistics.due, within(DueAfter::Event, "P1W"));
    assert_eq!(wishes("GD2024-01", PriorityKind::Preferred), ["joint-hosts", "basic-disciplines"]);
    assert_eq!(wishes("GD2024-01", PriorityKind::Encouraged), ["papers-and-exhibitions", "online-too"]);
}

#[test]
fn g03_analysis_within_a_month_and_all_media_kept() {
    let t = read_type(NAME, "GD2024-02");
    assert_eq!(marks(&t, None), ["communication text", "guidance text"]);
    assert_eq!(t.deliverables[0].name, "传播数据分析报告");
    assert_eq!(t.deliverables[0].due, within(DueAfter::Completion, "P1M"));
    assert_eq!(t.deliverables[1].clause.says, "项目相关图文及音视频资料必须统一保存以备后用。");
    assert_eq!(wishes("GD2024-02", PriorityKind::Preferred), ["media-experience"]);
}

#[test]
fn g04_opening_with_forums_of_every_kind_outside_the_capital() {
    let t = read_type(NAME, "GD2024-03");
    let expected = [
        "opening text",
        "main_speakers experts >=3人",
        "sub_forums activities >=7场",
        "press_meeting activities =1场",
        "seminar activities =1场",
        "joint_forums activities >=5场",
        "days days >=2天",
        "participants participants >=600人",
        "collection text",
    ];
    assert_eq!(marks(&t, None), expected);
    let parts: Vec<_> = t.indicators.iter().filter(|i| i.part_of.as_deref() == Some("sub_forums")).collect();
    assert_eq!(parts.iter().map(|i| i.target.as_ref().unwrap().value).sum::<i64>(), 7);
    let venue = t.venue.as_ref().unwrap();
    assert_eq!(
        ["440100", "440106", "440500", "441900", "110000"].map(|r| venue.allows(r)),
        [false, false, true, true, false]
    );
    let last = t.completes().unwrap().last_date(jiff::civil::date(2023, 12, 1));
    assert_eq!(last, Some(jiff::civil::date(2024, 5, 31)));
    assert_eq!(wishes("GD2024-03", PriorityKind::Preferred), ["service-teams"]);
}

#[test]
fn g05_one_of_six_goals() {
    let t = read_type(NAME, "GD2024-04");
    let choice = &t.choices[0];
    assert_eq!((choice.options.len(), choice.min, choice.max), (6, 1, 1));
    assert_eq!(said(&choice.clause), "一（二）4：以上目标可任选一项。");
    assert!(choice.options[5].ends_with("推动成立广东省科技伦理学会"));
    let p = programme();
    let form = p.form_of(p.project_type("GD2024-04").unwrap()).unwrap();
    assert!(form.of_kind(FieldKind::TypeChoices).unwrap().required);
}

#[test]
fn g06_yearly_reports_are_collected_and_compiled() {
    assert_eq!(marks_of("GD2024-05"), ["statistics text"]);
    let t = read_type(NAME, "GD2024-05");
    assert_eq!(t.indicators[0].clause.says, "完成对省科协所属社会组织年度报告的数据统计和信息整理工作。");
}

#[test]
fn g07_two_salons_and_a_training_of_30_people() {
    assert_eq!(marks_of("GD2024-06"), ["salons activities =2次"]);
    assert_eq!(marks_of("GD2024-09"), ["training activities =1期(participants >=30人)"]);
}

#[test]
fn g08_commissioned_work_has_targets_in_words() {
    assert_eq!(marks_of("GD2024-07"), ["recognition text", "exchange text"]);
    assert_eq!(
        marks_of("GD2024-08"),
        ["optimisation text", "promotion text", "hosting text", "operation text"]
    );
    assert_eq!(wishes("GD2024-08", PriorityKind::Preferred), ["experience", "own-money"]);
}

#[test]
fn g09_24_lectures_and_twice_20_hours() {
    let expected = [
        "lectures talks >=24场",
        "party_hours hours >=20小时",
        "society_hours hours >=20小时",
        "maintenance text",
    ];
    assert_eq!(marks_of("GD2024-10"), expected);
}

#[test]
fn g10_24_issues_and_150_organisations() {
    assert_eq!(marks_of("GD2024-11"), ["issues issues >=24期", "coverage organisations >=150家"]);
}

#[test]
fn g11_separate_accounting_and_a_summary() {
    let p = programme();
    let accounting: Vec<_> = p.budget.accounting.iter().map(said).collect();
    let words =
        "二（一）：本项目经费来源是年度省级财政项目拨款，应独立核算，原则上按核定的项目预算进行开支。";
    assert_eq!(accounting, [words]);
    for t in &p.types {
        let last = p.deliverables_for(t, None).last().unwrap();
        assert_eq!((last.name.as_str(), last.clause.at.as_str()), ("项目总结报告", "二（五）"));
    }
}

#[test]
fn g12_three_applications_per_organisation_and_no_more() {
    let limit = programme().limits.into_iter().find(|l| l.types.is_empty()).unwrap();
    assert_eq!((limit.max, limit.severity), (3, Severity::Hard));
    assert_eq!(said(&limit.clause), "二（二）：每个单位申报项目不超过3个。");
}

#[test]
fn g13_electronic_then_formal_check_then_one_paper_copy() {
    let p = programme();
    let end = |day| time::end_of_day(jiff::civil::date(2023, 9, day));
    let deadline = |what| p.deadline(what, "GD2024-07").map(|d| (d.instant(), d.counts));
    assert_eq!(deadline(Material::Electronic), Some((end(25), Counts::Arrival)));
    assert_eq!(deadline(Material::Paper), Some((end(28), Counts::Arrival)));
    let paper = p.paper.as_ref().unwrap();
    assert_eq!((paper.copies, paper.when), (1, PaperWhen::AfterFormalCheck));
    assert!(p.has_step(StepKind::FormalCheck));
    assert!(p.deadlines[0].clause.as_ref().unwrap().says.ends_with("逾期均不予受理。"));
}

#[test]
fn g14_last_year_unmet_or_without_summary_is_barred() {
    let bars: Vec<_> =
        programme().rules.into_iter().filter(|r| matches!(r.test, Test::BarredIf(_))).collect();
    let look = |fact, value: &str| {
        Test::BarredIf(FactTest { fact, years: vec![2023], is: vec![value.to_owned()], how: Quantifier::Any })
    };
    let tests: Vec<_> = bars.iter().map(|r| &r.test).collect();
    assert_eq!(tests, [&look(FactKind::Projects, "unfinished"), &look(FactKind::Summary, "missing")]);
    assert!(bars.iter().all(|r| r.severity == Severity::Hard && r.clause.at == "二（四）"));
}

#[test]
fn g15_targets_are_checked_between_formal_check_and_review() {
    let kinds: Vec<_> = programme().steps.iter().map(|s| s.kind).collect();
    assert_eq!(kinds[..3], [StepKind::FormalCheck, StepKind::TargetCheck, StepKind::ExpertReview]);
    let check = &programme().steps[1];
    assert!(
        check.clause.as_ref().unwrap().says.ends_with("绩效目标审核不合格的项目将不得参加下一阶段的评审。")
    );
}

#[test]
fn g16_members_apply_and_every_type_has_its_contact() {
    let p = programme();
    let member = p.rules.iter().find(|r| r.test == Test::Member {}).unwrap();
    assert_eq!(
        (member.severity, said(&member.clause)),
        (Severity::Hard, "主送：各省科协团体会员：".to_owned())
    );
    let first = |code: &str| {
        let contact = p.contacts_for(code).next().unwrap();
        format!("{} {}", contact.people.join("、"), contact.phones.join("、"))
    };
    let people = [
        ("GD2024-01", "邓梅 020-83543079"),
        ("GD2024-03", "邓梅 020-83543079"),
        ("GD2024-04", "郭庭茂 020-83549473"),
        ("GD2024-07", "郭庭茂 020-83549473"),
        ("GD2024-08", "邵宝杭 020-83544682"),
        ("GD2024-11", "饶恒 020-83517695"),
    ];
    for (code, contact) in people {
        assert_eq!(first(code), contact, "{code}");
    }
    let technical = p.contacts_for("GD2024-05").last().unwrap();
    assert_eq!(technical.purpose, "团体会员初始账号、密码和项目申报系统技术问题");
    assert_eq!((technical.people.join("、"), technical.phones.len()), ("戴凯琳、林聪".to_owned(), 2));
}
