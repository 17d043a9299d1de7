//! Results of Liuzhou's five types, computed.

use jiff::civil::date;
use kexiang_core::achievement::Extent;
use kexiang_core::activity::Guest;

use crate::progress::{Story, organisations, project};

fn lz(code: &'static str) -> Story {
    project("liuzhou-2026", code, None)
}

#[test]
fn l13_two_named_events_a_joint_one_and_two_enterprises() {
    let begun = lz("2026-1")
        .held(&["grassroots_events"], "党旗领航・科创强柳—学会专家走基层：融安站", 40)
        .held(&["grassroots_events"], "学会专家走基层", 40)
        .held_as(&["joint_events"], "会企联动", 30, |a| {
            a.organisations = organisations(&["甲学会", "乙学会"])
        })
        .held_as(&["enterprises"], "专家入企", 12, |a| {
            a.organisations = organisations(&["柳工", "柳工", "柳州市甲学会"]);
            a.organisations[0].enterprise = true;
            a.organisations[1].enterprise = true;
        });
    assert_eq!(
        begun.indicators(),
        [
            "grassroots_events ✗ 1/>=2场: +1场; 学会专家走基层 lacks 党旗领航·科创强柳—学会专家走基层",
            "joint_events ✗ -/>=1次: +1次; 会企联动 organisations 2/>=3个",
            "enterprises ✗ 1/>=2家: +1家",
        ]
    );
    let done = begun.held(&["grassroots_events"], "“党旗领航·科创强柳—学会专家走基层”柳江站", 25).held_as(
        &["joint_events", "enterprises"],
        "会会联动",
        30,
        |a| {
            a.organisations = organisations(&["甲学会", "乙学会", "五菱"]);
            a.organisations[2].enterprise = true;
        },
    );
    let met = ["grassroots_events ✓ 2/>=2场", "joint_events ✓ 1/>=1次", "enterprises ✓ 2/>=2家"];
    assert_eq!(done.indicators(), met);
    assert_eq!((begun_completion(), done.completion()), (0, 10_000));
}

fn begun_completion() -> u32 {
    lz("2026-1").completion()
}

#[test]
fn l14_one_event_bearing_the_name_with_fifty_people() {
    let short = lz("2026-2").held(&["lecture"], "龙城科创大讲堂：低空经济", 49).held(
        &["lecture"],
        "低空经济讲座",
        80,
    );
    assert_eq!(
        short.indicators(),
        [
            "lecture ✗ -/=1场: +1场; 龙城科创大讲堂：低空经济 participants 49/>=50人; 低空经济讲座 lacks 龙城科创大讲堂"
        ]
    );
    let done = short.held(&["lecture"], "“龙城科创 大讲堂”机器人专场", 50);
    assert_eq!(done.indicators(), ["lecture ✓ 1/=1场"]);
}

#[test]
fn l15_two_services_with_a_national_society() {
    let national = |a: &mut kexiang_core::activity::Activity| {
        a.organisations = organisations(&["中国机械工程学会"]);
        a.organisations[0].national = true;
    };
    let story = lz("2026-3").held_as(&["services"], "产业调研", 10, national).held_as(
        &["services"],
        "技术指导",
        10,
        |a| a.organisations = organisations(&["柳州市机械工程学会"]),
    );
    assert_eq!(story.indicators(), ["services ✗ 1/>=2次: +1次; 技术指导 not national_society"]);
    let done = story.held_as(&["services"], "科技搭桥", 10, national);
    assert_eq!(done.indicators(), ["services ✓ 2/>=2次"]);
}

#[test]
fn l16_two_services_by_the_doctor_or_the_team() {
    let team = |a: &mut kexiang_core::activity::Activity| {
        a.experts = vec![Guest { name: "周博士".to_owned(), station_team: true, ..Guest::default() }];
    };
    let story = lz("2026-4").held_as(&["services"], "诊断", 8, team).held(&["services"], "回访", 8);
    assert_eq!(story.indicators(), ["services ✗ 1/>=2次: +1次; 回访 not station_team"]);
    assert_eq!(story.held_as(&["services"], "辅导", 8, team).indicators(), ["services ✓ 2/>=2次"]);
}

#[test]
fn l17_two_visits_to_enterprises_and_a_report() {
    let firm = |name: &'static str| {
        move |a: &mut kexiang_core::activity::Activity| {
            a.organisations = organisations(&[name]);
            a.organisations[0].enterprise = true;
        }
    };
    let story = lz("2026-5").held_as(&["enterprise_visits"], "入企一", 10, firm("柳工")).held(
        &["enterprise_visits"],
        "座谈",
        10,
    );
    assert_eq!(
        story.indicators(),
        ["enterprise_visits ✗ 1/>=2次: +1次; 座谈 not enterprise", "service_report ✗ -/=1份: +1份"]
    );
    let done = story.held_as(&["enterprise_visits"], "入企二", 10, firm("柳工")).has(
        "service_report",
        "服务总结",
        |_| {},
    );
    assert_eq!(done.indicators(), ["enterprise_visits ✓ 2/>=2次", "service_report ✓ 1/=1份"]);
}

#[test]
fn l18_form_news_on_both_channels_report_and_the_case_with_its_sections() {
    let story = lz("2026-5")
        .hands_in("news", "专家入企纪实", |a| "柳州市科协网站".clone_into(&mut a.channel))
        .hands_in("case", "案例", |a| a.sections = vec!["服务简介".into(), "服务对象".into()])
        .on(date(2026, 12, 31));
    assert_eq!(
        story.documents(),
        [
            "acceptance_form ✗ -/>=1份: +1份",
            "case ✗ -/=1篇: +1篇; 案例 without 服务主要做法及成效、活动满意度",
            "news ✗ 1/>=1份: not in 柳州市科协公众号",
            "report ✗ -/=1篇: +1篇",
        ]
    );
    let sections = ["服务简介", "服务对象", "服务主要做法及成效", "活动满意度"];
    let done = story
        .hands_in("news", "专家入企纪实", |a| "柳州市科协公众号".clone_into(&mut a.channel))
        .hands_in("case", "案例", |a| a.sections = sections.map(str::to_owned).to_vec())
        .hands_in("acceptance_form", "验收表", |_| {})
        .hands_in("report", "总结", |a| a.extent = Extent { characters: Some(3000), ..Extent::default() });
    assert_eq!(
        done.documents(),
        ["acceptance_form ✓ 1/>=1份", "case ✓ 1/=1篇", "news ✓ 2/>=1份", "report ✓ 1/=1篇"]
    );
}

#[test]
fn a_promise_beyond_the_mark_binds_and_one_below_does_not() {
    let two = lz("2026-4").held_as(&["services"], "一", 8, |a| {
        a.experts = vec![Guest { name: "周".to_owned(), station_team: true, ..Guest::default() }];
    });
    assert_eq!(two.indicators(), ["services ✗ 1/>=2次: +1次"]);
    assert_eq!(two.promising("services", "5").indicators(), ["services ✗ 1/>=5次: +4次"]);
    assert_eq!(lz("2026-4").promising("services", "1").indicators(), ["services ✗ -/>=2次: +2次"]);
}
