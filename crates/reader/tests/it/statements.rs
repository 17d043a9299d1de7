//! Single statements: the frame of a notice, soft rules, contradictions, coverage, the explanation.

use kexiang_reader::{Kind, Reading, explain, read};

fn kinds(reading: &Reading) -> Vec<&str> {
    reading.contradictions.iter().map(|one| one.kind).collect()
}

#[test]
fn the_frame_is_read() {
    let text = "某某市科学技术协会文件\n某科协字〔2026〕5号\n\n关于申报2026年科普项目的通知\n\n各县科协：\n一、申报条件\n具有独立法人资格。\n\n某某市科学技术协会\n2026年2月3日\n";
    let reading = read(text);
    assert_eq!(reading.title, "关于申报2026年科普项目的通知");
    assert_eq!(reading.issuer, "某某市科学技术协会");
    assert_eq!(reading.year, Some(2026));
    assert_eq!(reading.document_number.as_deref(), Some("某科协字〔2026〕5号"));
    assert_eq!(reading.issued.as_deref(), Some("2026-02-03"));
}

#[test]
fn what_holds_in_principle_is_soft() {
    let reading = read("一、申报要求\n每个单位申报项目原则上不超过2个。每人限报1项。");
    let limits: Vec<bool> =
        reading.facts.iter().filter(|fact| fact.kind == Kind::ApplicantLimit).map(|fact| fact.soft).collect();
    assert_eq!(limits, [true, false]);
}

#[test]
fn a_text_that_is_no_notice_has_no_rules() {
    let reading = read("春天来了，山坡上的花都开了。孩子们跑来跑去，笑声传得很远。");
    assert_eq!(reading.facts, []);
    assert_eq!(reading.contradictions, []);
}

#[test]
fn a_missing_year_is_the_notices_own_or_the_next() {
    let deadline = |date: &str| {
        let text =
            format!("关于申报科普项目的通知\n请于{date}前将申报书报送我会。\n某市科协\n2024年11月20日");
        let facts = read(&text).facts;
        facts.iter().find(|fact| fact.kind == Kind::Deadline).map(|fact| fact.value.clone())
    };
    assert_eq!(deadline("12月15日"), Some("2024-12-15".into()));
    assert_eq!(deadline("1月15日17时"), Some("2025-01-15T17:00".into()));
}

#[test]
fn a_date_without_any_year_is_marked() {
    let reading = read("请于3月5日前将申报书报送我会。");
    let deadline = reading.facts.iter().find(|fact| fact.kind == Kind::Deadline).expect("a deadline");
    assert_eq!(deadline.value, "--03-05");
    assert_eq!(deadline.doubts.len(), 1);
}

#[test]
fn a_wrong_weekday_is_reported_and_a_right_one_is_not() {
    let reading = read("请于2026年3月31日（星期三）17:00前报送申报材料。");
    assert_eq!(kinds(&reading), ["weekday"]);
    assert_eq!(reading.contradictions[0].message, "2026年3月31日是星期二，原文写星期三");
    assert_eq!(reading.contradictions[0].start, 2);
    assert_eq!(kinds(&read("请于2026年3月31日（星期二）17:00前报送申报材料。")), Vec::<&str>::new());
}

#[test]
fn sums_that_do_not_add_up_are_reported() {
    let text = |total: u32| {
        format!(
            "一、项目类别及数量\n本年度拟立项{total}项，其中重点项目10项，一般项目30项。\n二、资助标准\n重点项目每项2万元，一般项目每项1万元。"
        )
    };
    assert_eq!(kinds(&read(&text(40))), Vec::<&str>::new());
    let reading = read(&text(45));
    assert_eq!(kinds(&reading), ["sum"]);
    assert_eq!(reading.contradictions[0].message, "共45项，分项相加是40");
    assert_eq!(reading.contradictions[0].facts.len(), 3);
}

#[test]
fn money_that_does_not_add_up_is_reported() {
    let text = |total: &str| {
        format!(
            "一、项目设置\n（一）甲类学术活动\n项目数量：3个（{total}万元）\n经费额度：全国性学术活动1个，7万元/个；全省性学术活动2个，5万元/个\n"
        )
    };
    assert_eq!(kinds(&read(&text("17"))), Vec::<&str>::new());
    let reading = read(&text("20"));
    assert_eq!(kinds(&reading), ["sum"]);
    assert_eq!(reading.contradictions[0].message, "总额写20万元，按项数和每项金额计算是17万元");
}

#[test]
fn an_amount_that_does_not_say_per_what_is_reported() {
    let text = |amount: &str| format!("一、资助方向\n（一）党建项目\n项目数量：4个\n经费额度：{amount}\n");
    assert_eq!(kinds(&read(&text("5万元"))), ["per-what"]);
    assert_eq!(kinds(&read(&text("5万元/个"))), Vec::<&str>::new());
}

#[test]
fn a_table_against_the_text_is_reported() {
    let text = |count: u32| {
        format!(
            "一、项目类型\n（一）学术年会项目\n项目数量：{count}个\n\n附件\n项目类型\t申报单位\t计划立项数量\n学术年会项目\t市级学会\t3\n"
        )
    };
    assert_eq!(kinds(&read(&text(2))), ["table"]);
    assert_eq!(kinds(&read(&text(3))), Vec::<&str>::new());
}

#[test]
fn shares_that_are_not_a_hundred_and_deadlines_in_the_past_are_reported() {
    assert_eq!(kinds(&read("项目经费立项后拨付60%，验收后拨付30%。")), ["shares"]);
    let text = "关于申报项目的通知\n请于2024年3月1日前报送申报书。\n某市科协\n2024年4月1日";
    assert_eq!(kinds(&read(text)), ["order"]);
}

#[test]
fn what_no_fact_uses_is_listed_with_the_reason() {
    let text = "一、工作要求\n活动须坚持公益性质。每场活动不少于30人。";
    let reading = read(text);
    assert_eq!((reading.coverage.binding, reading.coverage.placed), (2, 1));
    assert_eq!(reading.unplaced.len(), 1);
    assert_eq!((reading.unplaced[0].quote.as_str(), reading.unplaced[0].start), ("活动须坚持公益性质", 7));
    assert_eq!(reading.unplaced[0].reason, "no-rule");
}

#[test]
fn the_explanation_names_the_rule_and_the_reason() {
    let said = explain("一、工作要求\n每场活动不少于30人。近三年已举办20场。");
    assert!(said.contains("fact indicator 不少于30人"), "{said}");
    assert!(said.contains("none number.past 20场"), "{said}");
    assert!(said.contains("below: 工作要求"), "{said}");
}
