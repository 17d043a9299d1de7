//! Xinjiang 2025, clause by clause.

use kexiang_core::money::Fen;
use kexiang_core::organisation::OrganisationClass as Class;
use kexiang_core::programme::{Amount, FieldKind, Gate, PriorityKind, Programme, Severity, StepKind, Test};

use crate::programme::{marks, read, read_type, said};

const NAME: &str = "xinjiang-2025";
const LABEL: &str = "自治区科协2025年度学会重点资助项目";

fn programme() -> Programme {
    read(NAME)
}

#[test]
fn x01_three_tiers_that_add_up_to_91_wan_a_journal_and_party_projects() {
    let t = read_type(NAME, "XXJL-2025");
    let tiers: Vec<_> = t.tiers.iter().map(|t| (t.name.as_str(), t.planned, t.funding.amount)).collect();
    let fixed = |wan: i64| Amount::Fixed(Fen(wan * 1_000_000));
    let expected = [
        ("国际性学术活动", Some(2), fixed(10)),
        ("全国性学术活动", Some(3), fixed(7)),
        ("全疆性学术活动", Some(10), fixed(5)),
    ];
    assert_eq!(tiers, expected);
    assert_eq!(t.planned, Some(15));
    assert_eq!(t.stated_total(), Some(Ok(Fen(91_000_000))));
    assert_eq!(t.total(), Some((Fen(91_000_000), Fen(91_000_000))));
    let one = |code: &str| {
        let t = read_type(NAME, code);
        let funding = t.funding.unwrap();
        (t.planned, funding.amount, funding.per)
    };
    assert_eq!(one("QKPY-2025"), (Some(1), fixed(10), Some("项".to_owned())));
    assert_eq!(one("DJQC-2025"), (Some(4), fixed(5), None));
    assert_eq!(t.funding_for(Some("national")).unwrap().amount, fixed(7));
}

#[test]
fn x02_three_academicians_a_paper_collection_on_site_and_on_line() {
    let t = read_type(NAME, "XXJL-2025");
    assert_eq!(marks(&t, Some("regional"))[0], "academicians experts >=3名");
    assert_eq!(t.indicators[0].clause.says, "须邀请至少3名国内外院士或领域内知名专家参与");
    assert_eq!(t.deliverables[0].name, "学术论文集或成果转化清单");
    let p = programme();
    let wished: Vec<_> = p.priorities_for("XXJL-2025").map(|p| (p.id.as_str(), p.kind)).collect();
    assert_eq!(wished, [("disciplines", PriorityKind::Preferred), ("online-too", PriorityKind::Encouraged)]);
    assert_eq!(p.priorities_for("QKPY-2025").count(), 0);
}

#[test]
fn x03_conference_reports_slides_talks_news_by_tier_and_label() {
    let t = read_type(NAME, "XXJL-2025");
    let common = [
        "conference activities =1场",
        "advice characters ~2000字",
        "summary characters ~4000字",
        "publicity text",
        "slides slides >=5个",
        "talk_minutes minutes >=45分钟",
    ];
    for tier in ["international", "national"] {
        let found = marks(&t, Some(tier));
        assert_eq!(found[1..7], common);
        assert_eq!(found[7..], ["media news", "label label"], "{tier}");
    }
    assert_eq!(marks(&t, Some("regional"))[7..], ["website news >=1篇", "label label"]);
    let channels = |id: &str| t.indicators.iter().find(|i| i.id == id).unwrap().channels.clone();
    assert_eq!(channels("media"), ["中央主流媒体", "自治区主流媒体"]);
    assert_eq!(channels("website"), ["自治区科协官网"]);
    assert_eq!(t.indicators.last().unwrap().labels, [LABEL]);
    assert_eq!(t.evidence, ["主旨报告幻灯片", "相关专家名单", "会议现场图文"]);
}

#[test]
fn x04_advice_research_report_news_and_closing_materials() {
    let t = read_type(NAME, "QKPY-2025");
    let expected =
        ["advice characters ~3000字", "research characters >=10000字", "website news >=1篇", "label label"];
    assert_eq!(marks(&t, None), expected);
    let names: Vec<_> = t.deliverables.iter().map(|d| d.name.as_str()).collect();
    let closing = ["项目报告书", "决策咨询建议", "项目成果", "项目开展印证材料"];
    assert_eq!(names[..2], ["建议报告", "研究报告"]);
    assert_eq!(names[2..], closing);
}

#[test]
fn x05_party_projects_in_all_their_marks() {
    let t = read_type(NAME, "DJQC-2025");
    let expected = [
        "members percent >=80%",
        "direct participants >=50人次",
        "indirect participants >=100人次",
        "party_members percent =100%",
        "innovations items >=2项",
        "standard percent =100%",
        "cases items >=1个",
        "case_material documents characters >=2000字 | minutes >=3分钟",
        "report documents =1份(characters >=5000字)",
        "label label",
        "website news >=1篇",
    ];
    assert_eq!(marks(&t, None), expected);
    let choice = &t.choices[0];
    assert_eq!((choice.min, choice.max), (1, 2));
    assert_eq!(choice.options, ["党建品牌活动", "党员专家示范工程", "学会内部治理能力现代化试点"]);
    let label = t.indicators.iter().find(|i| i.id == "label").unwrap();
    assert_eq!(label.labels, [LABEL, "自治区科技社团党委党建强会"]);
    let p = programme();
    let plan = p.form_of(&t).unwrap().field("plan").unwrap();
    assert_eq!(plan.label, "党建与业务融合的实施方案");
    assert_eq!(said(plan.clause.as_ref().unwrap()), "一（三）：需提交党建与业务融合的实施方案；");
}

#[test]
fn x06_applicants_and_what_an_application_is_made_of() {
    let p = programme();
    assert_eq!(p.rules.len(), 1);
    let classes = vec![Class::Society, Class::UniversityAssociation];
    assert_eq!(p.rules[0].test, Test::ClassIn { classes, or_jointly: false, qualified_in: None });
    assert_eq!((p.rules[0].severity, p.rules[0].types.len()), (Severity::Hard, 0));
    let enclosures: Vec<_> = p.enclosures_for("QKPY-2025").map(|e| (e.name.as_str(), e.required)).collect();
    assert_eq!(enclosures, [("项目委托合同", true)]);
    for form in &p.forms {
        let titles: Vec<_> = form.sections.iter().filter_map(|s| s.title.as_deref()).collect();
        for part in ["三、项目计划书", "四、经费预算表", "五、绩效目标表"] {
            assert!(titles.contains(&part), "{} {part}", form.id);
        }
    }
    let with_tier: Vec<_> =
        p.forms.iter().filter(|f| f.of_kind(FieldKind::Tier).is_some()).map(|f| f.id.as_str()).collect();
    assert_eq!(with_tier, ["academic"]);
}

#[test]
fn x07_formal_check_joint_panel_publicity_and_task_book() {
    let steps = programme().steps;
    let kinds: Vec<_> = steps.iter().map(|s| s.kind).collect();
    let expected = [
        StepKind::FormalCheck,
        StepKind::ExpertReview,
        StepKind::Publicity,
        StepKind::Contract,
        StepKind::MidTerm,
        StepKind::Acceptance,
    ];
    assert_eq!(kinds, expected);
    assert_eq!(steps[1].panel, ["technical", "financial", "management"]);
    assert_eq!(steps[3].name.as_deref(), Some("任务书"));
    let words = "三：形式审查→专家评审（技术、财务、管理专家联合评审）→立项公示→签订任务书。";
    assert_eq!(said(steps[0].clause.as_ref().unwrap()), words);
}

#[test]
fn x08_sixty_thirty_ten_and_a_separate_ledger() {
    let p = programme();
    let instalments: Vec<_> = p.payment.instalments.iter().map(|i| (i.percent, i.gate)).collect();
    assert_eq!(
        instalments,
        [(Some(60), Gate::Award), (Some(30), Gate::MidTerm), (Some(10), Gate::Acceptance)]
    );
    let percents: Vec<u32> = p.payment.instalments.iter().filter_map(|i| i.percent).collect();
    let shares = Fen::from_wan(7).shares(&percents).unwrap();
    assert_eq!(shares, [Fen(4_200_000), Fen(2_100_000), Fen(700_000)]);
    let accounting: Vec<_> = p.budget.accounting.iter().map(said).collect();
    assert_eq!(accounting, ["三：须专账核算，严禁挪用。"]);
}

#[test]
fn x09_six_months_reports_audit_and_recovery() {
    let p = programme();
    let awarded = jiff::civil::date(2025, 8, 31);
    for t in &p.types {
        assert_eq!(t.completes().unwrap().last_date(awarded), Some(jiff::civil::date(2026, 2, 28)));
        let tier = t.tiers.first().map(|t| t.code.as_str());
        let names: Vec<_> = p.deliverables_for(t, tier).map(|d| d.name.as_str()).collect();
        assert_eq!(names[names.len() - 3..], ["绩效报告", "财务审计报告", "支撑材料"]);
    }
    let recovery: Vec<_> = p.payment.recovery.iter().map(said).collect();
    assert_eq!(recovery, ["三：未达指标者追回部分经费。"]);
}

#[test]
fn the_guide_states_no_deadline() {
    assert_eq!(programme().deadlines, []);
}
