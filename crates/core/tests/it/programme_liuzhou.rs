//! Liuzhou 2026, clause by clause.

use kexiang_core::organisation::OrganisationClass as Class;
use kexiang_core::programme::{
    Amount, CategoryRule, Counts, FieldKind, Gate, LimitPer, Material, PaperWhen, PriorityKind, Programme,
    Severity, StepKind, Test,
};
use kexiang_core::{money::Fen, time};

use crate::programme::{cells, mark, marks, read, read_type, said};

const NAME: &str = "liuzhou-2026";
const CODES: [&str; 5] = ["2026-1", "2026-2", "2026-3", "2026-4", "2026-5"];

fn programme() -> Programme {
    read(NAME)
}

#[test]
fn l01_five_types_planned_2_1_2_4_1_of_1_to_2_wan() {
    let p = programme();
    let types: Vec<_> = p.types.iter().map(|t| (t.code.as_str(), t.planned)).collect();
    let planned = [Some(2), Some(1), Some(2), Some(4), Some(1)];
    assert_eq!(types, CODES.into_iter().zip(planned).collect::<Vec<_>>());
    for t in &p.types {
        let funding = t.funding.as_ref().unwrap();
        assert_eq!(funding.amount, Amount::Range(Fen(1_000_000), Fen(2_000_000)));
        assert_eq!(funding.per.as_deref(), Some("个"));
        assert!(funding.clause.as_ref().unwrap().says.contains("1-2万元/个"));
    }
    let final_numbers = p.final_numbers.unwrap();
    assert_eq!(final_numbers.after, [StepKind::ExpertReview, StepKind::Publicity]);
    assert_eq!(
        said(&final_numbers.clause),
        "注：各类项目最终立项数量由市科协组织专家对申报项目进行评审并公示后确定。"
    );
}

#[test]
fn l02_applicant_classes_per_type() {
    let p = programme();
    let many = vec![
        Class::CountyAssociation,
        Class::Society,
        Class::EnterpriseAssociation,
        Class::ParkAssociation,
        Class::UniversityAssociation,
    ];
    let expected = [
        (vec![Class::Society], None),
        (many.clone(), None),
        (many, None),
        (vec![Class::DoctoralStation], Some(2025)),
        (vec![Class::EnterpriseAssociation, Class::ParkAssociation], None),
    ];
    for (code, (listed, year)) in CODES.into_iter().zip(expected) {
        let rule = p.rules.iter().find(|r| r.types == [code]).unwrap();
        let test = Test::ClassIn { classes: listed, or_jointly: true, qualified_in: year };
        assert_eq!((&rule.test, rule.severity), (&test, Severity::Hard), "{code}");
    }
    let stations = p.rules.iter().find(|r| r.types == ["2026-4"]).unwrap();
    assert_eq!(said(&stations.clause), "2026-4号 一：2025年广西壮族自治区博士创新站柳州市各建站单位。");
}

#[test]
fn l03_two_applications_per_organisation_in_principle() {
    let limits = programme().limits;
    assert_eq!(limits.len(), 1);
    let limit = &limits[0];
    assert_eq!((limit.per, limit.max, limit.severity), (LimitPer::Organisation, 2, Severity::Soft));
    assert_eq!((limit.types.len(), limit.counts_joint), (0, false));
    assert_eq!(said(&limit.clause), "三（一）：同一单位申报项目原则上不超过2个。");
}

#[test]
fn l04_at_most_two_joint_organisations() {
    let rules = programme().rules;
    let rule = rules.iter().find(|r| r.test == Test::JointAtMost { max: 2 }).unwrap();
    assert_eq!((rule.severity, rule.types.len()), (Severity::Hard, 0));
    assert_eq!(
        said(&rule.clause),
        "三（一）：如不在所列申报主体范围的，可联合进行项目申报，联合申报单位数量不超过2个。"
    );
}

#[test]
fn l05_academic_events_are_filed_with_two_offices() {
    let filings = programme().filings;
    assert_eq!(filings.len(), 1);
    assert_eq!(filings[0].events, ["讲坛", "讲座", "研讨会", "报告会"]);
    assert_eq!(filings[0].offices, ["柳州市科协", "柳州市民政局"]);
    assert!(filings[0].clause.says.ends_with("须按要求报市科协和市民政局备案。"));
}

#[test]
fn l06_review_then_publicity() {
    let kinds: Vec<_> = programme().steps.into_iter().map(|s| s.kind).collect();
    let expected = [
        StepKind::FormalCheck,
        StepKind::ExpertReview,
        StepKind::Publicity,
        StepKind::Contract,
        StepKind::SpotCheck,
        StepKind::Acceptance,
    ];
    assert_eq!(kinds, expected);
    let review = &programme().steps[1];
    assert_eq!(
        said(review.clause.as_ref().unwrap()),
        "四（一）：市科协牵头组织专家对申报项目进行评审并公示。"
    );
}

#[test]
fn l07_paid_after_the_contract_then_by_progress() {
    let p = programme();
    let gates: Vec<_> = p.payment.instalments.iter().map(|i| (i.gate, i.percent)).collect();
    assert_eq!(gates, [(Gate::Contract, None), (Gate::Milestone, None)]);
    let contract = p.steps.iter().find(|s| s.kind == StepKind::Contract).unwrap();
    assert_eq!(contract.name.as_deref(), Some("项目合同书"));
    let words = "四（二）：项目经费在项目承担单位与柳州市科协签订项目合同书后，按工作进度拨付。";
    assert_eq!(said(&p.payment.instalments[0].clause), words);
}

#[test]
fn l08_five_banned_categories_with_betraying_words() {
    let budget = programme().budget;
    let banned: Vec<_> = budget.categories.iter().filter(|c| c.rule == CategoryRule::Banned).collect();
    let names: Vec<_> = banned.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["购买固定资产", "对外投资", "捐款赞助", "工作劳务", "人员奖励"]);
    let words = "四（二）：不得用于购买固定资产、对外投资、捐款赞助、工作劳务及人员奖励等支出。";
    for category in banned {
        assert_eq!(said(category.clause.as_ref().unwrap()), words);
        assert!(!category.words.is_empty(), "{}", category.name);
    }
    let betrays = |id: &str, note: &str| {
        budget.category(id).unwrap().words.iter().any(|word| note.contains(word.as_str()))
    };
    assert!(betrays("fixed_assets", "为学会购置电脑2台"));
    assert!(betrays("labour", "工作人员加班费"));
    assert!(betrays("bonus", "优秀论文奖金"));
    assert!(!betrays("fixed_assets", "租赁电脑和投影仪"));
    assert!(!betrays("labour", "专家讲课费"));
}

#[test]
fn l09_content_changes_on_request_beforehand() {
    let changes = programme().changes.unwrap();
    assert_eq!((changes.severity, changes.beforehand), (Severity::Soft, true));
    assert_eq!(changes.reasons, ["如遇不可抗因素导致无法开展活动", "需要变更相关内容"]);
    assert!(changes.clause.says.ends_with("应提前向市科协提交变更申请。"));
}

#[test]
fn l10_spot_checks_and_recovery() {
    let p = programme();
    let check = p.steps.iter().find(|s| s.kind == StepKind::SpotCheck).unwrap();
    assert!(check.clause.as_ref().unwrap().says.contains("不定期抽查"));
    let recovery: Vec<_> = p.payment.recovery.iter().map(said).collect();
    assert_eq!(recovery, ["四（三）：对不按要求或实施效果较差的项目承担单位，市科协将追回相关款项。"]);
}

#[test]
fn l11_one_moment_for_both_forms_of_the_same_content() {
    let p = programme();
    let moment = time::instant(jiff::civil::date(2026, 3, 31).at(17, 0, 0, 0));
    for what in [Material::Electronic, Material::Paper] {
        let deadline = p.deadline(what, "2026-4").unwrap();
        assert_eq!((deadline.instant(), deadline.counts), (moment, Counts::Arrival));
        assert_eq!(time::long(deadline.instant()), "2026年3月31日（星期二）17:00");
        assert!(deadline.clause.as_ref().unwrap().says.contains("2026年3月31日（星期二）下午17:00前"));
    }
    let paper = p.paper.unwrap();
    assert_eq!((paper.copies, paper.when), (1, PaperWhen::AfterSubmission));
    assert!(paper.same_content.unwrap().says.ends_with("并确保电子版与纸质版材料内容一致。"));
    assert!(paper.address.starts_with("柳州市鱼峰区龙湖路柳东新区文化广场A1区柳州科技馆6号门收发室"));
    assert_eq!(p.submission.copies[0].to, "lzkxxhb@gxi.gov.cn");
    assert_eq!(p.submission.grace_minutes, 0);
}

#[test]
fn l12_table_1_field_for_field() {
    let p = programme();
    let form = p.form_of(&p.types[0]).unwrap();
    assert_eq!(form.title, "学会改革与发展项目申报表");
    assert_eq!(
        (form.subtitle.as_deref(), form.dated, form.cover),
        (Some("（项目编号：{type} 号）"), true, false)
    );
    let expected = [
        "[项目承担单位]",
        "organisation",
        "[通信地址]",
        "address",
        "[学会支撑单位]",
        "supporter",
        "[学会理事长]",
        "president",
        "[联系电话]",
        "president_phone",
        "[学会党组织负责人]",
        "party_leader",
        "[联系电话]",
        "party_leader_phone",
        "[学会秘书长]",
        "secretary",
        "[联系电话]",
        "secretary_phone",
        "secretary_post",
        "[项目负责人]",
        "leader",
        "[联系电话]",
        "leader_phone",
        "[项目联系人]",
        "contact",
        "[联系电话]",
        "contact_phone",
        "[微信号]",
        "contact_wechat",
        "[学会宣传媒体\n（网站、公众号）]",
        "media",
        "[获业务主管、登记管理或其他相关部门表彰奖励情况]",
        "honours",
        "[学会党建，学会服务创新、服务社会和政府事务、服务科技工作者、自身建设工作总结综述]",
        "summary",
        "[项目实施方案]",
        "plan",
        "targets",
        "[经费预算和\n配套经费来源]",
        "[申请经费]",
        "amount",
        "budget",
        "[学会意见]",
        "opinion",
        "[联合申报单位]",
        "joint",
        "[附件材料]",
        "files",
    ];
    assert_eq!(cells(form), expected);
    let summary = form.field("summary").unwrap();
    assert_eq!((summary.max_chars, summary.hint.as_deref()), (Some(800), Some("（800字内）")));
    assert_eq!(form.field("secretary_post").unwrap().options, ["专职", "兼职"]);
    assert_eq!(form.field("opinion").unwrap().block, ["学会负责人签名：", "年  月  日", "单位盖章"]);
    assert_eq!(form.of_kind(FieldKind::Month), None, "附表1 has no 计划完成时间");
}

#[test]
fn l12_tables_2_to_5_differ_as_printed() {
    let p = programme();
    let head = |n: usize| {
        cells(p.form_of(&p.types[n]).unwrap()).into_iter().filter(|c| c.starts_with('[')).collect::<Vec<_>>()
    };
    let person = ["[姓名]", "[职务]", "[联系电话]"];
    let start = [
        &["[项目名称]", "[项目承担单位]", "[联系地址]", "[项目负责人]"][..],
        &person,
        &["[项目联系人]"],
        &person,
        &["[微信号]"],
    ]
    .concat();
    let end = ["[项目实施方案]", "[经费预算和\n配套经费来源]", "[申请经费]", "[项目承担单位\n意见]"];
    let attached = ["[联合申报单位]", "[附件材料]"];
    let (finish, goal, meaning) = ("[计划完成时间]", "[项目目标及\n预期成果]", "[项目内容及意义]");
    let (ability, theme) = ("[实施项目的\n能力和基础]", "[聚焦主题]");
    assert_eq!(head(1), [&start[..], &[finish, goal], &end, &[theme], &attached].concat());
    assert_eq!(head(2), [&start[..], &[finish, goal, ability], &end, &attached].concat());
    assert_eq!(head(3), [&start[..], &[goal, ability], &end, &attached].concat());
    assert_eq!(head(4), [&start[..], &[finish, meaning, ability], &end, &attached].concat());
    let sign = |n: usize| p.form_of(&p.types[n]).unwrap().field("opinion").unwrap().block[0].clone();
    assert_eq!(
        [sign(1), sign(2), sign(3), sign(4)],
        ["单位负责人签名：", "单位负责人签名：", "单位负责人签字：", "单位负责人签名："]
    );
}

#[test]
fn l13_grassroots_events_a_joint_event_and_enterprises() {
    let t = read_type(NAME, "2026-1");
    let expected = [
        "grassroots_events activities >=2场",
        "joint_events activities >=1次(organisations >=3个)",
        "enterprises enterprises >=2家",
    ];
    assert_eq!(marks(&t, None), expected);
    assert_eq!(t.indicators[0].labels, ["党旗领航·科创强柳—学会专家走基层"]);
}

#[test]
fn l14_one_lecture_of_50_people_under_its_name_and_ten_themes() {
    let t = read_type(NAME, "2026-2");
    assert_eq!(marks(&t, None), ["lecture activities =1场(participants >=50人)"]);
    assert_eq!(t.indicators[0].labels, ["龙城科创大讲堂"]);
    let theme = &t.choices[0];
    assert_eq!((theme.min, theme.max, theme.options.len()), (0, 10, 10));
    assert_eq!(theme.options[0], "人工智能终端及机器人");
    assert_eq!(theme.options[9], "生物医药及大健康");
}

#[test]
fn l15_two_services_bringing_in_a_national_society() {
    let t = read_type(NAME, "2026-3");
    assert_eq!(marks(&t, None), ["services activities >=2次"]);
    assert!(t.indicators[0].clause.says.starts_with("引进国家级学会人才智力资源来柳"));
}

#[test]
fn l16_two_services_by_the_stations_doctor() {
    let t = read_type(NAME, "2026-4");
    assert_eq!(marks(&t, None), ["services activities >=2次"]);
    assert!(t.indicators[0].clause.says.starts_with("由领衔建站的博士及其团队成员来柳"));
}

#[test]
fn l17_two_visits_one_report_and_a_preference() {
    let t = read_type(NAME, "2026-5");
    let expected = ["enterprise_visits activities >=2次", "service_report documents =1份"];
    assert_eq!(marks(&t, None), expected);
    let p = programme();
    let preferred: Vec<_> = p.priorities_for("2026-5").map(|p| (p.id.as_str(), p.kind)).collect();
    assert_eq!(preferred, [("doctors-with-enterprises", PriorityKind::Preferred)]);
}

#[test]
fn l18_done_by_december_with_evidence_news_and_one_report() {
    let p = programme();
    let last = jiff::civil::date(2026, 12, 31);
    for t in &p.types {
        assert_eq!(t.completes().unwrap().last_date(jiff::civil::date(2026, 5, 1)), Some(last));
        let ids: Vec<_> = p.deliverables_for(t, None).map(|d| d.id.as_str()).collect();
        for id in ["acceptance_form", "news", "report"] {
            assert!(ids.contains(&id), "{} {id}", t.code);
        }
        let news = t.deliverables.iter().find(|d| d.id == "news").unwrap();
        assert_eq!(news.channels, ["柳州市科协网站", "柳州市科协公众号"]);
        let report = t.deliverables.iter().find(|d| d.id == "report").unwrap();
        assert_eq!(mark(report.count.as_ref().unwrap()), "=1篇");
    }
    let evidence = |n: usize| p.types[n].evidence.join("、");
    let lectures = "通知、邀请函原件、活动指南、议程、签到表、新闻稿、照片、专家课件";
    assert_eq!([evidence(0), evidence(1)], [lectures, lectures]);
    let services = "方案、通知、邀请函、活动手册、签到表、新闻宣传";
    assert_eq!([evidence(2), evidence(3)], [services, services]);
    assert_eq!(evidence(4), "通知、邀请函原件、活动指南、议程、签到表、新闻稿、照片");
    let case = p.types[4].deliverables.iter().find(|d| d.id == "case").unwrap();
    assert_eq!(case.sections, ["服务简介", "服务对象", "服务主要做法及成效", "活动满意度"]);
    assert_eq!(mark(case.count.as_ref().unwrap()), "=1篇");
}

#[test]
fn contacts_of_the_notice() {
    let p = programme();
    let contact = p.contacts_for("2026-1").next().unwrap();
    assert_eq!(contact.people, ["李香慧", "陈彤"]);
    assert_eq!(contact.phones, ["0772-2629066", "18276735671", "17344255505"]);
}
