//! Results of Xinjiang's three types, computed.

use kexiang_core::achievement::Extent;
use kexiang_core::activity::{Evidence, Level};

use crate::progress::{Story, experts, keynotes, project};

const LABEL: &str = "自治区科协2025年度学会重点资助项目";
const PARTY: &str = "自治区科技社团党委党建强会";

fn xj(code: &'static str, tier: Option<&'static str>) -> Story {
    project("xinjiang-2025", code, tier)
}

fn long(characters: i64) -> Extent {
    Extent { characters: Some(characters), ..Extent::default() }
}

fn resource(labels: &[&str]) -> impl Fn(&mut kexiang_core::achievement::Achievement) {
    let labels: Vec<_> = labels.iter().map(|l| (*l).to_owned()).collect();
    move |a| {
        a.file = ("f.pdf".to_owned(), "aa".to_owned());
        a.labels.clone_from(&labels);
    }
}

#[test]
fn x02_x03_conference_talks_lengths_decks_and_labels() {
    let story = xj("XXJL-2025", Some("national"))
        .held_as(&["academicians", "conference", "talk_minutes"], "全国学术会议", 300, |a| {
            a.experts = experts(&[
                ("甲", Level::Academician, ""),
                ("乙", Level::Known, ""),
                ("丙", Level::Senior, ""),
            ]);
            a.talks = keynotes(&[50, 44]);
            a.evidence = vec![Evidence {
                slot: "会议现场图文".to_owned(),
                name: "现场.jpg".to_owned(),
                sha256: "bb".to_owned(),
                labels: Vec::new(),
            }];
        })
        .has("advice", "建议报告", |a| a.extent = long(1799))
        .has("summary", "总结报告", |a| a.extent = long(4401))
        .has("slides", "课件", |a| a.number = 4)
        .has("media", "消息", |a| "乌鲁木齐晚报".clone_into(&mut a.channel))
        .has("publicity", "推广", |a| "线上直播两场".clone_into(&mut a.words));
    assert_eq!(
        story.indicators(),
        [
            "academicians ✗ 2/>=3名: +1名".to_owned(),
            "conference ✓ 1/=1场".to_owned(),
            "advice ✗ 1799/~2000字: +1字".to_owned(),
            "summary ✗ 4401/~4000字: -1字".to_owned(),
            "publicity ✓".to_owned(),
            "slides ✗ 4/>=5个: +1个".to_owned(),
            "talk_minutes ✗ 44/>=45分钟: +1分钟; 报告2 minutes 44/>=45分钟".to_owned(),
            "media ✗ -/>=1篇: +1篇; 消息 not in 中央主流媒体、自治区主流媒体".to_owned(),
            format!("label ✗: 现场.jpg lacks {LABEL}"),
        ]
    );
}

#[test]
fn x03_news_by_tier() {
    let ids = |tier| {
        let rows = xj("XXJL-2025", Some(tier)).indicators();
        rows.iter()
            .filter(|r| r.starts_with("media") || r.starts_with("website"))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(ids("international"), ["media ✗ -/>=1篇: +1篇"]);
    assert_eq!(ids("national"), ["media ✗ -/>=1篇: +1篇"]);
    assert_eq!(ids("regional"), ["website ✗ -/>=1篇: +1篇"]);
    let done = xj("XXJL-2025", Some("regional"))
        .has("website", "消息", |a| "自治区科协官网".clone_into(&mut a.channel));
    assert!(done.indicators().contains(&"website ✓ 1/>=1篇".to_owned()));
}

#[test]
fn x02_papers_or_list_and_closing_documents_of_all_types() {
    let documents = xj("XXJL-2025", Some("regional")).documents();
    let ids: Vec<_> = documents.iter().map(|d| d.split(' ').next().unwrap()).collect();
    let expected = [
        "papers",
        "conference_files",
        "experts",
        "pictures",
        "performance_report",
        "audit_report",
        "support",
    ];
    assert_eq!(ids, expected);
    assert!(documents.iter().all(|d| d.ends_with("✗ -/>=1份: +1份")), "{documents:?}");
}

#[test]
fn x04_advice_research_website_and_label() {
    let story = xj("QKPY-2025", None)
        .has("advice", "建议", |a| a.extent = long(3300))
        .has("research", "研究报告", |a| a.extent = long(9_999))
        .has("website", "消息", |a| "学会官网".clone_into(&mut a.channel));
    assert_eq!(
        story.indicators(),
        ["advice ✓ 3300/~3000字", "research ✗ 9999/>=10000字: +1字", "website ✓ 1/>=1篇", "label ✗: nothing",]
    );
    let done = story.has("research", "研究报告", |a| {
        a.extent = long(12_000);
        resource(&[LABEL])(a);
    });
    assert_eq!(done.indicators()[1], "research ✓ 12000/>=10000字");
    assert_eq!(done.indicators()[3], "label ✓");
    let closing: Vec<_> = done.documents().iter().map(|d| d.split(' ').next().unwrap().to_owned()).collect();
    let expected =
        ["report_book", "consultation", "results", "proofs", "performance_report", "audit_report", "support"];
    assert_eq!(closing, expected);
}

#[test]
fn x05_coverage_people_shares_case_by_text_or_film_and_two_labels() {
    let share = |part, whole| {
        move |a: &mut kexiang_core::achievement::Achievement| (a.number, a.whole) = (part, Some(whole))
    };
    let story = xj("DJQC-2025", None)
        .has("members", "覆盖单位", share(79, 99))
        .held(&["direct"], "主题党日", 49)
        .has("indirect", "线上传播", |a| a.number = 100)
        .has("party_members", "参会党员", share(119, 120))
        .has("innovations", "成果", |a| a.number = 2)
        .has("standard", "达标", share(4, 4))
        .has("cases", "案例", |_| {})
        .has("case_material", "视频", |a| a.extent.seconds = Some(179))
        .has("report", "总体报告", |a| {
            a.extent = long(5000);
            resource(&[LABEL])(a);
        })
        .has("website", "新闻", |a| "自治区科协官网".clone_into(&mut a.channel));
    assert_eq!(
        story.indicators(),
        [
            "members ✗ 79/>=80%: +1%".to_owned(),
            "direct ✗ 49/>=50人次: +1人次".to_owned(),
            "indirect ✓ 100/>=100人次".to_owned(),
            "party_members ✗ 99/=100%: +1%".to_owned(),
            "innovations ✓ 2/>=2项".to_owned(),
            "standard ✓ 100/=100%".to_owned(),
            "cases ✓ 1/>=1个".to_owned(),
            "case_material ✗ -/>=2000字 | 2/>=3分钟: 1份典型图文材料 +2000字; 视频 characters unread; 宣传视频 +1分钟"
                .to_owned(),
            "report ✓ 1/=1份".to_owned(),
            format!("label ✗: 总体报告 lacks {PARTY}"),
            "website ✓ 1/>=1篇".to_owned(),
        ]
    );
    let film = story.has("case_material", "视频（全）", |a| a.extent.seconds = Some(180));
    assert_eq!(film.indicators()[7], "case_material ✓ -/>=2000字 | 3/>=3分钟");
    let text = xj("DJQC-2025", None).has("case_material", "图文", |a| a.extent = long(2000));
    assert_eq!(text.indicators()[7], "case_material ✓ 2000/>=2000字 | -/>=3分钟");
}
