//! Results of Guangdong's eleven types, computed.

use jiff::civil::date;
use kexiang_core::activity::Level;

use crate::progress::{Story, experts, project};

fn gd(code: &'static str) -> Story {
    project("guangdong-2024", code, None)
}

fn told(story: Story, id: &str) -> Story {
    story.has(id, "情况", |a| "已完成".clone_into(&mut a.words))
}

#[test]
fn g02_forum_place_days_people_by_day_fields_and_report_within_a_month() {
    let ids = ["days", "participants", "experts"];
    let story = gd("GD2024-01").held_as(&ids, "岭南科学论坛", 90, |a| {
        (a.starts_on, a.ends_on) = (date(2026, 6, 9), date(2026, 6, 12));
        a.attendance.daily = 180;
        a.experts = experts(&[
            ("甲", Level::Known, "材料"),
            ("乙", Level::Known, "材料"),
            ("丙", Level::Known, "生物"),
            ("丁", Level::Known, ""),
        ]);
    });
    assert_eq!(
        story.indicators(),
        [
            "days ✗ 4/<=3天: -1天",
            "participants ✗ 180/>=200人: +20人",
            "experts ✗ 2/>=3人: +1人; 丁 not fields",
            "report ✗ -/>=1份: +1份",
        ]
    );
    assert_eq!(
        story.documents(),
        ["statistics ✗ -/>=1份: +1份; overdue 2026-06-19", "summary ✗ -/>=1份: +1份"]
    );
    let due: Vec<_> = story.progress().iter().map(|p| p.due).collect();
    assert_eq!(due, [None, None, None, Some(date(2026, 7, 12)), Some(date(2026, 6, 19)), None]);
    let late =
        story
            .has("report", "发展报告", |a| a.on = date(2026, 7, 13))
            .hands_in("statistics", "统计", |a| a.on = date(2026, 6, 19));
    assert_eq!(late.indicators()[3], "report ✓ 1/>=1份: 2026-07-13 after 2026-07-12");
    assert_eq!(late.documents()[0], "statistics ✓ 1/>=1份");
}

#[test]
fn g02_an_event_outside_guangdong_does_not_count() {
    let story = gd("GD2024-01").held_as(&["days", "participants"], "论坛", 300, |a| {
        "450200".clone_into(&mut a.region);
    });
    let rows = story.indicators();
    assert_eq!(
        rows[..2],
        ["days ✗ -/<=3天: nothing; 论坛 elsewhere", "participants ✗ -/>=200人: +200人; 论坛 elsewhere"]
    );
    let done = gd("GD2024-01").held_as(&["days", "participants"], "论坛", 90, |a| {
        a.ends_on = date(2026, 6, 12);
        a.attendance.daily = 200;
    });
    assert_eq!(done.indicators()[..2], ["days ✓ 3/<=3天", "participants ✓ 200/>=200人"]);
}

#[test]
fn g03_communication_in_words_and_analysis_a_month_after_completion() {
    let story = told(gd("GD2024-02"), "communication");
    assert_eq!(story.indicators(), ["communication ✓", "guidance ✗: words"]);
    let due: Vec<_> = story.progress().iter().map(|p| p.due).collect();
    assert_eq!(due, [None, None, Some(date(2025, 1, 31)), None, None]);
    let documents = story.documents();
    assert_eq!(documents[0], "analysis ✗ -/>=1份: +1份; overdue 2025-01-31");
    assert_eq!(documents[1], "media_archive ✗ -/>=1份: +1份");
}

#[test]
fn g04_sub_forums_with_their_parts_outside_the_capital() {
    let mut story = gd("GD2024-03")
        .held(&["press_meeting"], "新闻发布会", 60)
        .held(&["seminar"], "研讨会", 80)
        .held_as(&["main_speakers", "days", "participants"], "主论坛", 200, |a| {
            a.ends_on = date(2026, 6, 11);
            a.attendance.daily = 400;
            a.experts =
                experts(&[("甲", Level::Known, ""), ("乙", Level::Known, ""), ("丙", Level::Known, "")]);
        });
    for n in 1..=4 {
        story = story.held(&["joint_forums", "participants"], &format!("专业论坛{n}"), 50);
    }
    let capital = |a: &mut kexiang_core::activity::Activity| "440100".clone_into(&mut a.region);
    let story = told(story.held_as(&["joint_forums"], "广州论坛", 50, capital), "opening");
    assert_eq!(
        story.indicators(),
        [
            "opening ✓",
            "main_speakers ✓ 3/>=3人",
            "sub_forums ✗ 6/>=7场: +1场; 广州论坛 elsewhere",
            "press_meeting ✓ 1/=1场",
            "seminar ✓ 1/=1场",
            "joint_forums ✗ 4/>=5场: +1场; 广州论坛 elsewhere",
            "days ✓ 2/>=2天",
            "participants ✓ 600/>=600人",
            "collection ✗: words",
        ]
    );
    let done = told(story.held(&["joint_forums"], "专业论坛5", 50), "collection");
    assert!(done.progress().iter().filter(|p| !p.document).all(|p| p.met));
}

#[test]
fn g05_g06_g08_targets_in_words() {
    let types: [(&str, &[&str]); 4] = [
        ("GD2024-04", &["result"]),
        ("GD2024-05", &["statistics"]),
        ("GD2024-07", &["recognition", "exchange"]),
        ("GD2024-08", &["optimisation", "promotion", "hosting", "operation"]),
    ];
    for (code, ids) in types {
        let open: Vec<_> = ids.iter().map(|id| format!("{id} ✗: words")).collect();
        assert_eq!(gd(code).indicators(), open, "{code}");
        let done: Vec<_> = ids.iter().map(|id| format!("{id} ✓")).collect();
        let story = ids.iter().fold(gd(code), |story, id| told(story, id));
        assert_eq!((story.indicators(), story.completion()), (done, 10_000), "{code}");
    }
}

#[test]
fn g07_two_salons_and_a_training_of_thirty() {
    let one = gd("GD2024-06").held(&["salons"], "秘书长沙龙", 20);
    assert_eq!(one.indicators(), ["salons ✗ 1/=2次: +1次"]);
    assert_eq!(one.held(&["salons"], "秘书长沙龙", 20).indicators(), ["salons ✓ 2/=2次"]);
    let training = gd("GD2024-09").held(&["training"], "教育培训", 29);
    assert_eq!(training.indicators(), ["training ✗ -/=1期: +1期; 教育培训 participants 29/>=30人"]);
    assert_eq!(training.held(&["training"], "教育培训", 30).indicators(), ["training ✓ 1/=1期"]);
}

#[test]
fn g09_lectures_and_twice_twenty_recorded_hours() {
    let mut story = gd("GD2024-10").has("party_hours", "党课录像", |a| a.extent.seconds = Some(71_999));
    for n in 0..23 {
        story = story.held_as(&["lectures"], &format!("第{n}课"), 30, |a| {
            a.talks = vec![kexiang_core::activity::Talk { title: "课".to_owned(), ..Default::default() }];
        });
    }
    let story = told(story, "maintenance");
    assert_eq!(
        story.indicators(),
        [
            "lectures ✗ 23/>=24场: +1场",
            "party_hours ✗ 19/>=20小时: +1小时",
            "society_hours ✗ -/>=20小时: +20小时",
            "maintenance ✓",
        ]
    );
    let done = story
        .has("party_hours", "补录", |a| a.extent.seconds = Some(1))
        .has("society_hours", "录像", |a| a.extent.seconds = Some(72_000))
        .has("lectures", "补课", |_| {});
    assert_eq!(
        done.indicators()[..3],
        ["lectures ✓ 24/>=24场", "party_hours ✓ 20/>=20小时", "society_hours ✓ 20/>=20小时"]
    );
}

#[test]
fn g10_issues_of_the_bulletin_and_organisations_covered() {
    let story = gd("GD2024-11")
        .has("issues", "简报1—23期", |a| a.number = 23)
        .has("coverage", "第一批", |a| a.number = 149)
        .has("coverage", "点名", |a| a.organisations = vec!["甲".to_owned(), "甲".to_owned()]);
    assert_eq!(story.indicators(), ["issues ✗ 23/>=24期: +1期", "coverage ✓ 150/>=150家"]);
}

#[test]
fn the_office_sees_how_far_a_type_is_and_what_is_open_most() {
    let mut summary = kexiang_core::progress::Summary::default();
    assert_eq!(summary.completion(), None);
    let one = gd("GD2024-06").held(&["salons"], "秘书长沙龙", 20);
    summary.add(&one.progress());
    let done = one.held(&["salons"], "秘书长沙龙", 20).hands_in("summary", "总结", |_| {});
    summary.add(&done.progress());
    let late = gd("GD2024-01").held(&["days"], "论坛", 10);
    summary.add(&late.progress());
    assert_eq!((summary.projects, summary.finished, summary.late), (3, 1, 1));
    // 50 %, 100 %, and one of four indicators.
    assert_eq!(summary.completion(), Some((5_000 + 10_000 + 2_500) / 3));
    assert_eq!(summary.open["summary"].1, 2);
    assert_eq!(summary.open["salons"], ("秘书长沙龙".to_owned(), 1));
}
