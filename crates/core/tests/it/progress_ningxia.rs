//! Results of Ningxia's six types, computed.

use kexiang_core::achievement::Extent;
use kexiang_core::activity::Level;

use crate::progress::{Story, experts, organisations, project};

fn nx(code: &'static str) -> Story {
    project("ningxia-2025", code, None)
}

fn long(characters: i64) -> Extent {
    Extent { characters: Some(characters), ..Extent::default() }
}

#[test]
fn n03_four_events_or_one_of_two_hundred_people() {
    for code in ["NX2025-1-1", "NX2025-1-2"] {
        let three = nx(code).held(&["matchmaking"], "对接一", 60).held(&["matchmaking"], "对接二", 60).held(
            &["matchmaking"],
            "对接三",
            199,
        );
        let first = |story: &Story| story.indicators()[0].clone();
        let below = ["对接一 participants 60", "对接二 participants 60", "对接三 participants 199"];
        let below = below.map(|b| format!("{b}/>=200人")).join("; ");
        assert_eq!(
            first(&three),
            format!(
                "matchmaking ✗ 3/>=4场 | -/=1场: 产学研对接活动 +1场; 不少于200人的大型产学研对接活动 +1场; {below}"
            ),
            "{code}"
        );
        assert_eq!(first(&three.held(&["matchmaking"], "对接四", 10)), "matchmaking ✓ 4/>=4场 | -/=1场");
        let large = nx(code).held(&["matchmaking"], "大型对接", 200);
        assert_eq!(first(&large), "matchmaking ✓ 1/>=4场 | 1/=1场", "{code}");
    }
}

#[test]
fn n04_park_transfers_postings_news_and_the_case() {
    let story = nx("NX2025-1-1")
        .has("postings", "第一批", |a| (a.number, a.channel) = (60, "科创中国·宁夏中心".to_owned()))
        .has("postings", "别处", |a| (a.number, a.channel) = (60, "企业网站".to_owned()))
        .has("news", "报道", |a| "宁夏日报（主流媒体）".clone_into(&mut a.channel))
        .has("case", "案例", |a| a.extent = long(1499))
        .has("case", "扫描件", |_| {});
    assert_eq!(
        story.indicators()[1..],
        [
            "transfers ✗ -/>=1项: +1项",
            "postings ✗ 60/>=100项: +40项; 别处 not in 科创中国·宁夏中心",
            "news ✓ 1/>=1篇",
            "case ✗ -/=1篇: +1篇; 案例 characters 1499/>=1500字; 扫描件 characters unread",
        ]
    );
    let done = story
        .has("transfers", "成果转化", |_| {})
        .has("postings", "第二批", |a| (a.number, a.channel) = (40, "科创中国·宁夏中心".to_owned()))
        .has("case", "案例（修订）", |a| a.extent = long(1500));
    let met = ["transfers ✓ 1/>=1项", "postings ✓ 100/>=100项", "news ✓ 1/>=1篇", "case ✓ 1/=1篇"];
    assert_eq!(done.indicators()[1..], met);
}

#[test]
fn n04_base_supports_returnees_in_words() {
    let story = nx("NX2025-1-2").has("support", "服务记录", |a| a.words = " ".to_owned());
    assert_eq!(
        story.indicators()[1..],
        ["support ✗: words", "postings ✗ -/>=100项: +100项", "news ✗ -/>=1篇: +1篇", "case ✗ -/=1篇: +1篇",]
    );
    let told = story.has("support", "服务记录", |a| "协助3个团队落地".clone_into(&mut a.words));
    assert_eq!(told.indicators()[1], "support ✓");
}

#[test]
fn n05_services_popularisation_salons_and_advice() {
    let firm = |a: &mut kexiang_core::activity::Activity| {
        a.organisations = organisations(&["宁夏共享集团"]);
        a.organisations[0].enterprise = true;
    };
    let story = nx("NX2025-1-3")
        .held_as(&["services"], "路演", 30, firm)
        .held_as(&["services"], "对接", 30, firm)
        .held(&["popularisation"], "科普进校园", 30)
        .held(&["salons"], "沙龙", 20)
        .has("advice", "建言", |a| a.extent = long(1600));
    assert_eq!(
        story.indicators(),
        [
            "services ✓ 2/>=2场次",
            "popularisation ✗ 1/>=2场: +1场",
            "salons ✗ 1/>=2场: +1场",
            "advice ✓ 1/=1篇",
        ]
    );
    assert_eq!(story.completion(), 7_500);
}

#[test]
fn n06_two_events_of_thirty_and_governance() {
    let story = nx("NX2025-2-1").held(&["events"], "培训", 30).held(&["events"], "对接", 29);
    assert_eq!(
        story.indicators(),
        ["governance ✗: words", "events ✗ 1/>=2场: +1场; 对接 participants 29/>=30人", "case ✗ -/=1篇: +1篇",]
    );
    let done = story
        .held_as(&["events"], "线上对接", 10, |a| a.attendance.on_line = 20)
        .has("governance", "制度汇编", |a| "修订三项制度".clone_into(&mut a.words))
        .has("case", "案例", |a| a.extent = long(2000));
    assert_eq!(done.indicators(), ["governance ✓", "events ✓ 2/>=2场", "case ✓ 1/=1篇"]);
}

#[test]
fn n07_three_grassroots_societies_and_five_events_of_fifty() {
    let mut story = nx("NX2025-2-2");
    for (n, society) in ["平罗枸杞协会", "中宁农技协", "平罗枸杞协会", "中宁农技协"].into_iter().enumerate()
    {
        story = story.held_as(&["societies", "events"], &format!("第{}场", n + 1), 50, |a| {
            a.organisations = organisations(&[society]);
        });
    }
    assert_eq!(
        story.indicators(),
        ["societies ✗ 2/=3个: +1个", "events ✗ 4/>=5场次: +1场次", "case ✗ -/=1篇: +1篇"]
    );
    let done = story
        .held_as(&["societies", "events"], "第5场", 51, |a| {
            a.organisations = organisations(&["盐池滩羊协会"])
        })
        .has("case", "案例", |a| a.extent = long(1500));
    assert_eq!(done.indicators(), ["societies ✓ 3/=3个", "events ✓ 5/>=5场次", "case ✓ 1/=1篇"]);
}

#[test]
fn n08_known_experts_people_on_site_and_a_report_of_at_most_1500() {
    let story = nx("NX2025-3-1")
        .held_as(&["experts", "participants"], "学术年会", 180, |a| {
            a.attendance.on_line = 500;
            a.experts = experts(&[("张", Level::Academician, ""), ("李", Level::Senior, "")]);
        })
        .has("advice", "咨询报告", |a| a.extent = long(1501));
    assert_eq!(
        story.indicators(),
        [
            "experts ✗ 1/>=2名: +1名",
            "participants ✗ 180/>=200人: +20人",
            "advice ✗ -/=1篇: +1篇; 咨询报告 characters 1501/<=1500字",
        ]
    );
    let done = story
        .held_as(&["experts", "participants"], "分会场", 20, |a| {
            a.experts = experts(&[("张", Level::Academician, ""), ("王", Level::Known, "")]);
        })
        .has("advice", "咨询报告（压缩）", |a| a.extent = long(1500));
    assert_eq!(done.indicators(), ["experts ✓ 2/>=2名", "participants ✓ 200/>=200人", "advice ✓ 1/=1篇"]);
}
